"""Entries are put in whole or not at all, changed, moved and taken out; what is the user's own stays as it is."""

import os
import sys
from pathlib import Path

import pytest

from desk.programs import Programs
from stretchtui.reminders import cron, launchd, systemd, windows
from stretchtui.reminders.entries import choose, install, named, remove, standing
from stretchtui.reminders.reminder import Reminder, changed
from stretchtui.reminders.scheduling import CannotSchedule, Job, this_job

JOB = Job(("/usr/bin/python3", "-P", "-m", "stretchtui", "remind", "now"))

CRONTAB = """\
if [ "$1" = -l ]; then
  [ -e "$log" ] || { echo "no crontab for you" >&2; exit 1; }
  cat "$log"
elif [ "$1" = -r ]; then rm "$log"
else cat > "$log.new"; [ -e "$log.fails" ] && { echo "bad minute" >&2; exit 1; }; mv "$log.new" "$log"; fi
"""
SYSTEMCTL = """\
echo "$*" >> "$log"
if [ -e "$log.fails" ] && grep -q -- "$2" "$log.fails"; then echo "Failed to $2: no" >&2; exit 1; fi
exit 0
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return Programs(tmp_path / "bin", monkeypatch)


def units(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / ".config" / "systemd" / "user"
    return {file.name: file.read_text() for file in sorted(folder.iterdir())} if folder.is_dir() else {}


def test_the_users_systemd_gets_the_units_and_arms_the_timer(tmp_path: Path, programs: Programs) -> None:
    programs.put("systemctl", SYSTEMCTL)
    assert standing(Reminder(), JOB) == (None, False)
    install(Reminder(), JOB)
    assert units(tmp_path) == {
        "stretchtui-reminder.service": systemd.service(JOB),
        "stretchtui-reminder.timer": systemd.timer(Reminder()),
    }
    assert programs.said("systemctl")[1:] == [
        "--user daemon-reload",
        "--user enable stretchtui-reminder.timer",
        "--user restart stretchtui-reminder.timer",
    ]
    assert standing(Reminder(), JOB) == (named("systemd"), True)
    assert standing(changed(None, every="1h"), JOB) == (named("systemd"), False)
    assert remove()
    assert units(tmp_path) == {}
    assert "--user disable --now stretchtui-reminder.timer" in programs.said("systemctl")
    assert programs.said("systemctl")[-1] == "--user daemon-reload"
    assert not remove()


@pytest.mark.parametrize("step", ["daemon-reload", "enable", "restart"])
def test_where_systemd_refuses_everything_is_as_it_was(tmp_path: Path, programs: Programs, step: str) -> None:
    programs.put("systemctl", SYSTEMCTL)
    fails = programs.log("systemctl").with_suffix(".log.fails")
    fails.write_text(step)
    with pytest.raises(CannotSchedule, match=f"^systemctl --user {step}: Failed to {step}: no$"):
        install(Reminder(), JOB)
    assert units(tmp_path) == {}
    fails.unlink()
    install(Reminder(), JOB)
    before = units(tmp_path)
    fails.write_text(step)
    with pytest.raises(CannotSchedule):
        install(changed(None, every="1h"), JOB)
    assert units(tmp_path) == before


def test_a_timer_that_somebody_switched_off_is_not_in_force(tmp_path: Path, programs: Programs) -> None:
    programs.put("systemctl", SYSTEMCTL)
    install(Reminder(), JOB)
    programs.log("systemctl").with_suffix(".log.fails").write_text("is-active")
    assert standing(Reminder(), JOB) == (named("systemd"), False)


def test_units_are_taken_away_where_no_manager_runs(tmp_path: Path, programs: Programs) -> None:
    programs.put("systemctl", SYSTEMCTL)
    install(Reminder(), JOB)
    programs.put("systemctl", "exit 1")
    assert remove()
    assert units(tmp_path) == {}


@pytest.mark.parametrize("mine", [b"", b"# mine\n5 4 * * * \xff echo  1 \n\n", b"MAILTO=me\r\n", b"5 4 * * * echo"])
def test_all_other_lines_of_a_crontab_stay_as_they_are(programs: Programs, mine: bytes) -> None:
    programs.put("crontab", CRONTAB)
    table = programs.log("crontab")
    if mine:
        table.write_bytes(mine)
    whole = mine if not mine or mine.endswith(b"\n") else mine + b"\n"
    install(Reminder(), JOB)
    assert table.read_bytes() == whole + cron.block(Reminder(), JOB).encode()
    assert standing(Reminder(), JOB) == (named("cron"), True)
    table.write_bytes(table.read_bytes() + b"# after\n")
    later = changed(None, every="1h")
    install(later, JOB)
    assert table.read_bytes() == whole + cron.block(later, JOB).encode() + b"# after\n"
    assert remove()
    assert table.read_bytes() == whole + b"# after\n"


def test_a_crontab_of_ours_alone_is_gone_afterwards(programs: Programs) -> None:
    programs.put("crontab", CRONTAB)
    install(Reminder(), JOB)
    assert remove()
    assert not programs.log("crontab").exists()


def test_a_crontab_that_is_refused_or_torn_stays_as_it_is(programs: Programs) -> None:
    programs.put("crontab", CRONTAB)
    table = programs.log("crontab")
    table.write_text("# mine\n")
    table.with_suffix(".log.fails").touch()
    with pytest.raises(CannotSchedule, match=r"^crontab -: bad minute$"):
        install(Reminder(), JOB)
    assert table.read_text() == "# mine\n"
    table.with_suffix(".log.fails").unlink()
    table.write_text(f"{cron.BEGIN}\n# mine\n")
    with pytest.raises(CannotSchedule, match="crontab -e"):
        install(Reminder(), JOB)
    assert table.read_text() == f"{cron.BEGIN}\n# mine\n"


def test_a_crontab_that_cannot_be_read_is_not_written(programs: Programs) -> None:
    programs.put("crontab", '[ "$1" = -l ] && { echo "you are not allowed" >&2; exit 1; }; touch "$log"')
    with pytest.raises(CannotSchedule, match="you are not allowed"):
        install(Reminder(), JOB)
    assert not programs.log("crontab").exists()


def test_an_entry_moves_to_systemd_where_that_has_come(tmp_path: Path, programs: Programs) -> None:
    programs.put("crontab", CRONTAB)
    install(Reminder(), JOB)
    programs.put("systemctl", SYSTEMCTL)
    install(Reminder(), JOB)
    assert not programs.log("crontab").exists()
    assert len(units(tmp_path)) == 2


def test_where_the_older_entry_cannot_be_taken_out_the_new_one_goes_too(tmp_path: Path, programs: Programs) -> None:
    programs.put("crontab", CRONTAB)
    programs.log("crontab").write_text("# mine\n")
    install(Reminder(), JOB)
    before = programs.log("crontab").read_text()
    programs.log("crontab").with_suffix(".log.fails").touch()
    programs.put("systemctl", SYSTEMCTL)
    with pytest.raises(CannotSchedule, match="bad minute"):
        install(Reminder(), JOB)
    assert programs.log("crontab").read_text() == before
    assert units(tmp_path) == {}


def test_where_there_is_no_scheduler_that_is_said(programs: Programs) -> None:
    with pytest.raises(CannotSchedule, match="no systemd and no cron that answers"):
        choose()
    programs.put("systemctl", "exit 1")
    with pytest.raises(CannotSchedule, match="no systemd and no cron that answers"):
        choose()


LAUNCHCTL = """\
echo "$*" >> "$log"
case "$1" in
  print) [ "${2##*/}" != stretchtui.reminder ] || [ -e "$log.loaded" ] ;;
  bootstrap) [ -e "$log.fails" ] && { echo "Bootstrap failed: 5" >&2; exit 5; }; touch "$log.loaded" ;;
  bootout) rm "$log.loaded" ;;
esac
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no user numbers")
def test_launchd_gets_the_file_and_loads_it(
    tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    programs.put("launchctl", LAUNCHCTL)
    file = tmp_path / "Library" / "LaunchAgents" / "stretchtui.reminder.plist"
    domain = f"gui/{os.getuid()}"
    install(Reminder(), JOB)
    assert file.read_text() == launchd.property_list(Reminder(), JOB)
    assert standing(Reminder(), JOB) == (named("launchd"), True)
    later = changed(None, every="1h")
    install(later, JOB)
    assert [line for line in programs.said("launchctl") if not line.startswith("print")] == [
        f"bootstrap {domain} {file}",
        f"bootout {domain}/stretchtui.reminder",
        f"bootstrap {domain} {file}",
    ]
    programs.log("launchctl").with_suffix(".log.fails").touch()
    with pytest.raises(CannotSchedule, match="Bootstrap failed: 5"):
        install(Reminder(), JOB)
    assert file.read_text() == launchd.property_list(later, JOB)
    programs.log("launchctl").with_suffix(".log.loaded").touch()
    assert remove()
    assert not file.exists()


SCHTASKS = """\
echo "$1 $2 $3" >> "$log"
case "$1" in
  /Query) [ "$3" != stretchtui-reminder ] || [ -e "$log.xml" ] ;;
  /Create) [ -e "$log.fails" ] && { echo "ERROR: Access is denied." >&2; exit 1; }; cp "$5" "$log.xml" ;;
  /Delete) rm "$log.xml" ;;
esac
"""


def test_the_task_scheduler_gets_the_task_in_utf_16(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    programs.put("schtasks", SCHTASKS)
    there = programs.log("schtasks").with_suffix(".log.xml")
    install(Reminder(), JOB)
    assert there.read_bytes() == windows.task(Reminder(), JOB).encode("utf-16")
    assert standing(Reminder(), JOB) == (named("windows"), True)
    programs.log("schtasks").with_suffix(".log.fails").touch()
    with pytest.raises(CannotSchedule, match=r"^schtasks /Create /TN: ERROR: Access is denied\.$"):
        install(changed(None, every="1h"), JOB)
    assert there.read_bytes() == windows.task(Reminder(), JOB).encode("utf-16")
    assert remove()
    assert not there.exists()


def test_a_tool_that_hangs_is_ended_and_named(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stretchtui.reminders.scheduling.LIMIT_S", 0.2)
    programs.put("crontab", "sleep 600")
    with pytest.raises(CannotSchedule, match=r"crontab -l did not answer within 0\.2 seconds"):
        install(Reminder(), JOB)


def test_an_entry_runs_this_program_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRETCHTUI_HOME", raising=False)
    assert this_job() == Job((sys.executable, "-P", "-m", "stretchtui", "remind", "now"))
    assert os.path.isabs(sys.executable)
    monkeypatch.setenv("STRETCHTUI_HOME", "a b")
    monkeypatch.chdir(tmp_path)
    assert this_job().home == str(tmp_path / "a b")
