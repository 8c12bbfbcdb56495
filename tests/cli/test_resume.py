"""`resume` and the hours for which a session can be gone on with."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from history.makers import begin, hold, uuid
from stretchcore import make_plan
from stretchcore.commands import Command, Jump, Start
from stretchcore.data import plan_to_data
from stretchcore.session import Session
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


def stopped(cli: Cli, routine: str, *commands: Command) -> None:
    """Keep a session that was stopped eleven seconds after it began, or after the last of some commands."""
    library = Library(cli.paths)
    plan = make_plan(library.routine(routine).good(), library.exercises)
    session = Session(plan, session_id=uuid(7))
    session.send(Start(), 0)
    for command in commands:
        session.send(command, 0)
    session.advance(11_000)
    values = {"planned_ms": plan.total_ms, "plan": plan_to_data(plan, steps=True), "dump": dict(session.dump(11_000))}
    with open_history(cli.paths.history, write=True) as history:
        begin(history, 7, routine=plan.id, name=plan.name, **values)


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


@pytest.mark.parametrize("options", [("--plain", "--json"), ("--inline", "--plain"), ("--json", "--inline")])
def test_a_session_has_one_output(cli: Cli, options: tuple[str, ...]) -> None:
    for arguments in (("resume",), ("run", "desk-break")):
        said = cli(*arguments, *options)
        assert (said.code, said.err) == (2, "stretchtui: --plain, --json and --inline exclude each other\n")


def resumed(cli: Cli, option: str) -> list[str]:
    """Go on with a session and stop it at once; return what was printed."""
    return subprocess.run(
        [sys.executable, "-m", "stretchtui", "resume", option],
        env={**os.environ, "STRETCHTUI_HOME": str(cli.home), "PYTHONUTF8": "1"},
        input="stop\n",
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.splitlines()


def test_a_session_that_goes_on_in_lines_says_first_with_what(cli: Cli) -> None:
    stopped(cli, "quick-relief", Jump(1))
    first, second, *_ = resumed(cli, "--plain")
    plan = json.loads(cli("show", "quick-relief", "--plan", "--json").out)
    left = plan["phases"][1]["planned_ms"] // 1000 - 11
    assert first.startswith("going on with Quick relief: ")
    assert plan["phases"][1]["name"] in first
    assert first.endswith(f", {left} s left")
    assert "going on in 3 s" in second


def test_one_that_waits_says_so(cli: Cli) -> None:
    cli.write("wait", 'name = "Wait"\n[[steps]]\nname = "Rest"\nhold = "open"\nprepare = "0s"\n')
    stopped(cli, "wait")
    assert resumed(cli, "--plain")[0] == "going on with Wait: Hold: Rest, until you say done"


def test_a_session_that_goes_on_as_json_is_nothing_but_json(cli: Cli) -> None:
    stopped(cli, "quick-relief")
    assert all(isinstance(json.loads(line), dict) for line in resumed(cli, "--json"))
