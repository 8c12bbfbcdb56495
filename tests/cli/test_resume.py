"""`resume` and the hours for which a session can be gone on with."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from history.makers import begin, hold, uuid
from stretchcore import make_plan
from stretchtui.history import open_history
from stretchtui.library import Library
from stretchtui.recorder import Recorder


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def cut_off(cli: Cli, number: int, hours: float) -> None:
    """Record a session that was cut off so many hours ago."""
    then = datetime.now().astimezone() - timedelta(hours=hours)
    with open_history(cli.paths.history, write=True, now=lambda: then) as history:
        begin(history, number, started_at=then)
        hold(history, uuid(number), dump={"version": 1, "at_ms": 20_000})


def outcome(cli: Cli, number: int) -> tuple[str | None, str | None]:
    with open_history(cli.paths.history, write=False) as history:
        row = history.session(uuid(number))
    return row.outcome, row.ended_at


def test_with_nothing_fresh_resume_says_so_and_closes_what_was_cut_off(cli: Cli) -> None:
    cut_off(cli, 1, hours=13)
    said = cli("resume")
    assert (said.code, said.out) == (3, "")
    assert said.err == "stretchtui: there is no session of the last 12 h to go on with\n"
    assert outcome(cli, 1)[0] == "abandoned"
    assert "abandoned" in cli("log").out


def test_an_older_one_that_is_asked_for_by_name_is_refused_with_the_hours_and_the_setting(cli: Cli) -> None:
    cut_off(cli, 1, hours=13)
    for _ in range(2):
        said = cli("resume", uuid(1))
        assert said.code == 1
        assert "can be gone on with for 12 h only; that is the setting resume_within" in said.err


def test_the_hours_are_a_setting(cli: Cli) -> None:
    cut_off(cli, 1, hours=13)
    assert cli("config", "set", "resume_within", "14h").code == 0
    said = cli("resume")
    assert said.code == 1  # the plan of a made session cannot be read, but it was found
    assert "cannot be gone on with" in said.err
    assert outcome(cli, 1) == (None, None)


@pytest.mark.parametrize("text", ["9m", "169h", "1-2h", "3 breaths", "0s"])
def test_it_is_from_ten_minutes_to_a_week(cli: Cli, text: str) -> None:
    assert cli("config", "set", "resume_within", text).code == 2
    assert cli("config", "set", "resume_within", "10m").code == 0
    assert cli("config", "set", "resume_within", "168h").code == 0


def test_the_next_session_closes_what_was_cut_off_too_long_ago(cli: Cli) -> None:
    cut_off(cli, 1, hours=99)
    cut_off(cli, 2, hours=1)
    done: list[str] = []
    plan = make_plan(Library(cli.paths).routine("desk-break").good(), Library(cli.paths).exercises)
    recorder = Recorder(cli.paths.history, plan, uuid(3), dict, resume_within_ms=12 * 3_600_000, notice=done.append)
    recorder.start()
    assert recorder.close()
    assert done == []
    assert outcome(cli, 1)[0] == "abandoned"
    assert outcome(cli, 2)[0] is None


def test_a_simulated_session_closes_nothing(cli: Cli) -> None:
    cut_off(cli, 1, hours=99)
    assert cli("run", "desk-break", "--plain", "--speed", "max").code == 0
    assert outcome(cli, 1)[0] is None
