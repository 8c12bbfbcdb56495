"""`remind`: set, shown, changed, printed, taken away; and what its entry runs."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.writing_helpers import Cli
from desk.programs import Programs
from stretchtui.lock import SessionLock
from stretchtui.reminders import cron, systemd, telling
from stretchtui.reminders.reminder import Reminder, changed, read_reminder
from stretchtui.reminders.scheduling import this_job

CRONTAB = """\
case "$1" in
  -l) [ -e "$log" ] || { echo "no crontab for you" >&2; exit 1; }; cat "$log" ;;
  -r) rm "$log" ;;
  *) [ -e "$log.fails" ] && { echo "no space" >&2; exit 1; }; cat > "$log" ;;
esac
"""
SPOKEN = 'for word in "$@"; do printf "%s\\n" "$word"; done >> "$log"'
ALWAYS = ("--during", "00:00-24:00", "--days", "daily")


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    found = Programs(tmp_path / "bin", monkeypatch)
    found.put("crontab", CRONTAB)
    found.put("notify-send", SPOKEN)
    return found


def shown(cli: Cli) -> dict[str, Any]:
    said = cli("remind", "show", "--json")
    assert (said.code, said.err) == (0, "")
    data: dict[str, Any] = json.loads(said.out)
    return data


def check(cli: Cli) -> tuple[str, str, str | None]:
    row = next(row for row in json.loads(cli("doctor", "--json").out) if row["check"] == "reminder")
    return row["status"], row["message"], row["hint"]


# -- setting it --------------------------------------------------------------------------------------------------------


def test_a_reminder_is_set_and_says_when_it_comes_next(cli: Cli, programs: Programs) -> None:
    said = cli("remind", "--every", "50m", "--during", "09:00-18:00", "--days", "mon-fri", "--routine", "desk-break")
    assert (said.code, said.err) == (0, "")
    rows = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert rows["routine"] == "desk-break"
    assert rows["times"] == "09:50 10:40 11:30 12:20 13:10 14:00 14:50 15:40 16:30 17:20"
    assert rows["entry"] == "lines in the crontab"
    assert "next" in rows
    assert read_reminder(cli.paths.reminder) == (Reminder(), ())
    assert "\n".join(programs.said("crontab")) + "\n" == cron.block(Reminder(), this_job())


def test_what_is_shown_for_programs_has_every_key(cli: Cli, programs: Programs) -> None:
    cli("remind", "--at", "10:30", "--at", "15:00", "--days", "daily")
    data = shown(cli)
    assert data.pop("next")[-5:] in ("10:30", "15:00")
    assert data == {
        "routine": "desk-break",
        "every": None,
        "during": None,
        "at": ["10:30", "15:00"],
        "days": "daily",
        "quiet_after": "30m",
        "times": ["10:30", "15:00"],
        "scheduler": "cron",
        "installed": True,
    }


def test_options_change_what_they_name_and_nothing_else(cli: Cli, programs: Programs) -> None:
    cli("remind", "--every", "1h", "--days", "sat,sun", "--routine", "quick-relief")
    assert cli("remind", "--during", "10:00-14:00").code == 0
    wanted = changed(None, every="1h", days="sat,sun", routine="quick-relief", during="10:00-14:00")
    assert read_reminder(cli.paths.reminder) == (wanted, ())
    assert "\n".join(programs.said("crontab")) + "\n" == cron.block(wanted, this_job())


@pytest.mark.parametrize("arguments", [("remind", "remove"), ("remind", "--remove")])
def test_a_reminder_is_taken_away_with_its_entry(cli: Cli, programs: Programs, arguments: tuple[str, ...]) -> None:
    cli("remind", "--every", "1h")
    said = cli(*arguments)
    assert (said.code, said.out, said.err) == (0, "", "")
    assert not cli.paths.reminder.exists()
    assert programs.said("crontab") == []
    assert "there was no reminder" in cli(*arguments).err


@pytest.mark.parametrize("arguments", [("remind",), ("remind", "show")])
def test_without_a_reminder_there_is_nothing_to_show(cli: Cli, programs: Programs, arguments: tuple[str, ...]) -> None:
    said = cli(*arguments)
    assert (said.code, said.out) == (0, "")
    assert "there is no reminder" in said.err
    assert cli(*arguments, "--json").out == "null\n"
    assert not cli.home.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--every", "4m"), 2, "is not between 5 minutes and 12 hours"),
        (("--every", "2h", "--during", "09:00-10:00"), 2, "no reminder fits"),
        (("--days", "mon-fry"), 2, "did you mean fri?"),
        (("--at", "10:30", "--every", "50m"), 2, "not both"),
        (("--routine", "desk-brake"), 1, "did you mean desk-break?"),
        (("--routine", "\x1b[2J"), 1, "there is no routine"),
        (("--for", "cron"), 2, "--for belongs to --print"),
        (("--print", "--for", "at"), 2, "write systemd, launchd, windows or cron"),
        (("--remove", "--every", "1h"), 2, "go alone"),
        (("--every", "1h", "show"), 2, "options belong to `remind`"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    cli: Cli, programs: Programs, arguments: tuple[str, ...], code: int, words: str
) -> None:
    said = cli("remind", *arguments)
    assert (said.code, said.out) == (code, "")
    assert words in " ".join(said.err.split())
    assert "\x1b" not in said.err
    assert not cli.paths.reminder.exists()
    assert programs.said("crontab") == []


def test_where_the_scheduler_refuses_nothing_is_half_set(cli: Cli, programs: Programs) -> None:
    fails = programs.log("crontab").with_suffix(".log.fails")
    fails.touch()
    said = cli("remind", "--every", "1h")
    assert (said.code, said.out, said.err) == (1, "", "stretchtui: crontab -: no space\n")
    assert not cli.paths.reminder.exists()
    fails.unlink()
    cli("remind", "--every", "1h")
    before = cli.paths.reminder.read_bytes()
    fails.touch()
    assert cli("remind", "--every", "2h").code == 1
    assert cli.paths.reminder.read_bytes() == before


def test_a_file_with_a_mistake_is_named_and_can_be_taken_away(cli: Cli, programs: Programs) -> None:
    cli("remind", "--every", "1h")
    cli.paths.reminder.write_text('evry = "1h"\n')
    for arguments in (("remind",), ("remind", "--every", "1h"), ("remind", "now")):
        said = cli(*arguments)
        assert (said.code, said.out) == (1, "")
        assert said.err.startswith(f"{cli.paths.reminder}:1:1: evry: unknown key; did you mean `every`?")
    assert cli("remind", "remove").code == 0
    assert programs.said("crontab") == []


@pytest.mark.parametrize("name", ["systemd", "launchd", "windows", "cron"])
def test_what_would_be_written_is_printed_and_nothing_is(cli: Cli, programs: Programs, name: str) -> None:
    said = cli("remind", "--every", "50m", "--print", "--for", name)
    assert (said.code, said.err) == (0, "")
    assert sys.executable in said.out
    assert str(cli.home) in said.out
    assert not cli.home.exists()
    assert programs.said("crontab") == []


def test_what_is_printed_for_systemd_is_what_would_be_installed(cli: Cli, programs: Programs) -> None:
    out = cli("remind", "--every", "50m", "--print", "--for", "systemd").out
    assert systemd.service(this_job()) in out
    assert systemd.timer(Reminder()).rstrip() in out


# -- when it comes -----------------------------------------------------------------------------------------------------


def test_the_desktop_is_told_the_routine_its_length_and_the_command(cli: Cli, programs: Programs) -> None:
    cli("remind", "--every", "1h", *ALWAYS)
    said = cli("remind", "now")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert programs.said("notify-send")[-2:] == [
        "Time to stretch",
        "Desk break, 3 min 56 s. Start it with: stretchtui run desk-break",
    ]


def test_nothing_is_told_without_a_reminder_or_while_a_session_runs(cli: Cli, programs: Programs) -> None:
    assert cli("remind", "now").code == 0
    cli("remind", "--every", "1h", *ALWAYS)
    lock = SessionLock(cli.paths.lock)
    lock.take("Test", "id")
    said = cli("remind", "now")
    lock.release()
    assert (said.code, said.out, said.err) == (0, "", "")
    assert programs.said("notify-send") == []


def test_a_reminder_can_be_tried_whatever_the_time_is(cli: Cli, programs: Programs) -> None:
    assert cli("remind", "now", "--anyway").code == 0
    assert programs.said("notify-send")[-2] == "Time to stretch"


def test_a_home_can_be_named_where_an_entry_has_no_environment(
    cli: Cli, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(telling, "is_wanted", lambda _reminder, paths, _now: seen.append(str(paths.config)))
    cli("remind", "--every", "1h", *ALWAYS)
    assert cli("remind", "now", "--home", str(cli.home)).code == 0
    assert seen == [str(cli.paths.config)]
    assert os.environ["STRETCHTUI_HOME"] == str(cli.home)


def test_a_desktop_that_cannot_be_told_is_one_clear_line(cli: Cli, programs: Programs) -> None:
    programs.put("notify-send", "exit 1")
    said = cli("remind", "now", "--anyway")
    assert (said.code, said.out) == (1, "")
    assert said.err == "stretchtui: the desktop could not be told; `stretchtui doctor` says what is missing\n"


# -- doctor ------------------------------------------------------------------------------------------------------------


def test_doctor_says_how_the_reminder_stands(cli: Cli, programs: Programs) -> None:
    assert check(cli) == ("ok", "none is set", None)
    cli("remind", "--every", "1h")
    assert check(cli) == ("ok", "desk-break, by lines in the crontab", None)
    programs.log("crontab").write_text("# mine\n")
    again = "stretchtui remind --routine desk-break"
    assert check(cli) == ("warning", "it is set, but its entry is in no scheduler", again)
    assert cli("remind", "--routine", "desk-break").code == 0
    cli.paths.reminder.write_text('every = "2h"\n')
    assert check(cli) == ("warning", "lines in the crontab, not as it should be or not in force", again)
    assert "not as it should be" in cli("remind").out
    cli.paths.reminder.write_text("every = 2\n")
    assert check(cli)[0] == "warning"
