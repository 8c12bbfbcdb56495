"""`log export --to` and `export --to ics`: what was done and what is meant to be done, for other programs."""

import os
import stat
import sys
from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Cli
from exchange.fit_reading import by_fitdecode
from exchange.ical_reading import read
from history.makers import Clock, begin, uuid, whole
from stretchtui.history import open_history

WEEKLY = MINE + '\n[schedule]\ndays = ["mon", "fri"]\nat = ["07:30"]\n'


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def recorded(cli: Cli) -> Cli:
    """A command line whose log holds a simulated session, two that were done, a removed one and an unfinished one."""
    with open_history(cli.home / "data" / "history.db", write=True, now=Clock()) as history:
        whole(history, 1, simulated=True)
        for number in (2, 3, 4):
            whole(history, number)
        history.remove(uuid(4))
        begin(history, 5)
    return cli


def test_the_sessions_done_become_a_calendar_that_only_its_owner_can_read(recorded: Cli, tmp_path: Path) -> None:
    file = tmp_path / "done.ics"
    said = recorded("log", "export", str(file), "--to", "ics")
    assert (said.code, said.out) == (0, "")
    assert said.err == f"stretchtui: wrote {file}: what was done, for a calendar\n"
    assert [event.values["UID"] for event in read(file.read_bytes()).parts] == [uuid(2), uuid(3)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["done.ics", "home"]


def test_one_session_becomes_a_calendar_and_one_that_was_not_done_is_one_clear_line(recorded: Cli) -> None:
    said = recorded("log", "export", "-", "--to", "ics", "--id", uuid(3)[:8])
    assert [event.values["UID"] for event in read(said.out.encode()).parts] == [uuid(3)]
    for number in (1, 4, 5):
        said = recorded("log", "export", "-", "--to", "ics", "--id", uuid(number))
        assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)


def test_a_schedule_becomes_a_calendar(cli: Cli, tmp_path: Path) -> None:
    cli.write("mine", WEEKLY)
    said = cli("export", "mine", "--to", "ics")
    [event] = read(said.out.encode()).parts
    assert event.values["RRULE"] == "FREQ=WEEKLY;BYDAY=MO,FR"
    cli.write("mine", MINE)
    said = cli("export", "mine", "--to", "ics", "-o", str(tmp_path / "mine.ics"))
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert '[schedule] with days = ["mon", "thu"]' in said.err
    assert not (tmp_path / "mine.ics").exists()


@pytest.mark.parametrize(
    ("arguments", "module", "library", "extra"),
    [
        (["log", "export", "-", "--to", "ics"], "calendar", "icalendar", "calendar"),
        (["export", "mine", "--to", "ics"], "calendar", "icalendar", "calendar"),
        (["log", "export", "-", "--id", uuid(2), "--to", "fit"], "fit_activity", "fit_tool.data_message", "watch"),
    ],
)
def test_without_the_library_it_says_how_to_get_it(
    recorded: Cli, monkeypatch: pytest.MonkeyPatch, arguments: list[str], module: str, library: str, extra: str
) -> None:
    recorded.write("mine", WEEKLY)
    monkeypatch.delitem(sys.modules, f"stretchtui.exchange.{module}", raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    said = recorded(*arguments)
    assert (said.code, said.out) == (1, "")
    assert said.err == f"stretchtui: {arguments[-1]} needs an extra: pip install 'stretchtui[{extra}]'\n"


def test_one_session_becomes_an_activity_of_its_phases(recorded: Cli, tmp_path: Path) -> None:
    file = tmp_path / "one.fit"
    assert recorded("log", "export", str(file), "--to", "fit", "--id", uuid(2)[:8]).code == 0
    names = [name for name, _ in by_fitdecode(file.read_bytes())]
    assert (names.count("session"), names.count("lap")) == (1, 2)
    said = recorded("log", "export", str(tmp_path / "none.fit"), "--to", "fit", "--id", uuid(5))  # nothing was done yet
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert not (tmp_path / "none.fit").exists()


def test_an_activity_is_one_session_and_not_for_a_terminal(recorded: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    said = recorded("log", "export", "all.fit", "--to", "fit")
    assert (said.code, said.err) == (2, "stretchtui: a FIT file holds one activity: say which with --id ID\n")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    said = recorded("log", "export", "-", "--to", "fit", "--id", uuid(2))
    assert (said.code, said.out, said.err) == (2, "", "stretchtui: fit is not for a terminal; name a file\n")


def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(cli: Cli) -> None:
    assert 'there is no format "icals"; did you mean ics?' in " ".join(
        cli("log", "export", "-", "--to", "icals").err.replace("│", " ").split()
    )
    assert cli("log", "export", "-", "--to", "docx").code == 2


def test_the_shell_completes_the_formats(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_STRETCHTUI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "stretchtui log export x --to ")
    monkeypatch.setenv("COMP_CWORD", "5")
    assert cli().out.split() == ["jsonl", "fit", "ics"]


def test_what_is_exported_never_takes_the_place_of_a_device_or_of_a_link(recorded: Cli, tmp_path: Path) -> None:
    recorded.write("mine", WEEKLY)
    for number, command in enumerate((["log", "export", "--to", "ics"], ["export", "mine", "--to", "ics", "-o"])):
        link, target, pipe = (tmp_path / f"{kind}{number}" for kind in ("link", "target", "pipe"))
        target.write_bytes(b"")
        link.symlink_to(target)
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        for path in (link, pipe):
            assert recorded(*command, str(path)).code == 0
        assert link.is_symlink()
        read(target.read_bytes())
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        read(os.read(reader, 65_536))
        os.close(reader)


@pytest.mark.parametrize("place", ["none/x.ics", "."])
def test_a_place_that_cannot_be_written_is_one_clear_line_and_makes_no_folder(
    recorded: Cli, tmp_path: Path, place: str
) -> None:
    said = recorded("log", "export", str(tmp_path / place), "--to", "ics")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]
