"""The entries of four schedulers: they come exactly when the reminder does, and hold any path as it is."""

import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk.programs import Programs
from stretchtui.reminders import cron, launchd, systemd, windows
from stretchtui.reminders.entries import ALL, choose, install, named, remove, standing
from stretchtui.reminders.reminder import Reminder, changed
from stretchtui.reminders.scheduling import CannotSchedule, Job, this_job

MONDAY = datetime(2026, 3, 2)
JOB = Job(("/usr/bin/python3", "-P", "-m", "stretchtui", "remind", "now"))
HARD = Job(('/opt/my %h $HOME "py"/python\'s', "-m", "stretchtui", "remind", "now"), '/home/a b/100% "x" & <y> $z é')
REMINDERS = {
    "the usual one": Reminder(),
    "a length that does not divide the hour": changed(None, every="50m", during="08:10-19:00", days="mon,wed,fri-sun"),
    "every five minutes": changed(None, every="5m", during="00:00-24:00", days="daily"),
    "hours": changed(None, every="1h30m", during="07:30-22:00", days="sat,sun"),
    "once": changed(None, every="12h", during="06:00-18:30", days="tue"),
    "named times": changed(None, at=["00:00", "10:30", "15:05", "23:59"], days="mon-sat"),
}


@pytest.fixture(params=REMINDERS.values(), ids=list(REMINDERS))
def reminder(request: pytest.FixtureRequest) -> Reminder:
    found: Reminder = request.param
    return found


def of_a_week(reminder: Reminder) -> list[datetime]:
    """Return the times of one week, one after the other, as the reminder itself has them."""
    found = []
    now = MONDAY - timedelta(seconds=1)
    while (now := reminder.next_after(now)) < MONDAY + timedelta(days=7):
        found.append(now)
    return found


def minutes_of_a_week() -> list[datetime]:
    return [MONDAY + timedelta(minutes=minute) for minute in range(7 * 24 * 60)]


# -- cron, by a matcher of its own -------------------------------------------------------------------------------------


def field_matches(field: str, value: int) -> bool:
    if field == "*":
        return True
    for part in field.split(","):
        low, _, high = part.partition("-")
        if int(low) <= value <= int(high or low):
            return True
    return False


def cron_times(text: str) -> list[datetime]:
    rows = [line.split(" ", 5) for line in text.splitlines() if not line.startswith("#")]
    found = []
    for when in minutes_of_a_week():
        for minute, hour, day, month, weekday, _ in rows:
            values = (when.minute, when.hour, when.day, when.month, when.isoweekday())
            fields = (minute, hour, day, month, weekday)
            # Sunday is 0 and 7
            if all(map(field_matches, fields[:4], values[:4])) and (
                field_matches(weekday, values[4]) or (values[4] == 7 and field_matches(weekday, 0))
            ):
                found.append(when)
    return found


def test_the_crontab_comes_when_the_reminder_does(reminder: Reminder) -> None:
    assert cron_times(cron.block(reminder, JOB)) == of_a_week(reminder)


def test_the_line_of_a_crontab_runs_the_program_whatever_its_path_holds(tmp_path: Path) -> None:
    program = tmp_path / "a b's %h $HOME (x)" / "python"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$STRETCHTUI_HOME" "$0" "$@" > "$OUT"\n')
    program.chmod(0o755)
    block = cron.block(Reminder(), Job((str(program), "remind", "now"), "/home/100% é; `id`"))
    command = block.splitlines()[1].split(" ", 5)[5]
    assert re.search(r"(?<!\\)%", command) is None
    command = command.replace("\\%", "%")  # as cron does before it hands the line to the shell
    subprocess.run(["/bin/sh", "-c", command], check=True, env={"OUT": str(tmp_path / "out")})
    assert (tmp_path / "out").read_text().splitlines() == ["/home/100% é; `id`", str(program), "remind", "now"]


@pytest.mark.parametrize("path", ["/a\\b", "/a\nb"])
def test_a_path_that_no_crontab_can_hold_is_refused(path: str) -> None:
    with pytest.raises(CannotSchedule, match="a crontab cannot hold"):
        cron.block(Reminder(), Job((path,)))


# -- launchd -----------------------------------------------------------------------------------------------------------


def test_the_property_list_comes_when_the_reminder_does(reminder: Reminder) -> None:
    times = plistlib.loads(launchd.property_list(reminder, JOB).encode())["StartCalendarInterval"]
    found = [
        when
        for when in minutes_of_a_week()
        for time in times
        if (when.hour, when.minute) == (time["Hour"], time["Minute"])
        and time.get("Weekday", when.isoweekday() % 7) % 7 == when.isoweekday() % 7
    ]
    assert found == of_a_week(reminder)


def test_the_property_list_holds_any_path() -> None:
    content = plistlib.loads(launchd.property_list(Reminder(), HARD).encode())
    assert content["ProgramArguments"] == list(HARD.command)
    assert content["EnvironmentVariables"] == {"STRETCHTUI_HOME": HARD.home}
    assert content["Label"] == launchd.LABEL


# -- Windows -----------------------------------------------------------------------------------------------------------

_TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The order of elements in the schema of tasks, of those that are used; a task's own parts may stand in any order.
_ORDER = {
    "CalendarTrigger": ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "RandomDelay", "ScheduleByWeek"],
    "Repetition": ["Interval", "Duration", "StopAtDurationEnd"],
    "Exec": ["Command", "Arguments", "WorkingDirectory"],
}


def task_of(reminder: Reminder, job: Job = JOB) -> ET.Element:
    return ET.fromstring(windows.task(reminder, job).encode("utf-16"))


def minutes_of(duration: str) -> int:
    match = re.fullmatch(r"PT(\d+)M", duration)
    assert match is not None
    return int(match[1])


def test_the_task_comes_when_the_reminder_does(reminder: Reminder) -> None:
    found: set[datetime] = set()
    for trigger in task_of(reminder).iter(f"{_TASK}CalendarTrigger"):
        start = datetime.fromisoformat(trigger.findtext(f"{_TASK}StartBoundary") or "")
        days = trigger.find(f"{_TASK}ScheduleByWeek/{_TASK}DaysOfWeek")
        assert days is not None
        interval = trigger.findtext(f"{_TASK}Repetition/{_TASK}Interval")
        duration = trigger.findtext(f"{_TASK}Repetition/{_TASK}Duration")
        steps = range(0, minutes_of(duration), minutes_of(interval)) if interval and duration else range(1)
        for day in days:
            first = MONDAY + timedelta(days=_DAYS.index(day.tag.removeprefix(_TASK)))
            first = first.replace(hour=start.hour, minute=start.minute)
            times = [first + timedelta(minutes=step) for step in steps]
            assert not found.intersection(times)
            found.update(times)
    assert sorted(found) == of_a_week(reminder)


def test_the_elements_of_a_task_stand_in_the_order_of_its_schema(reminder: Reminder) -> None:
    for element in task_of(reminder, HARD).iter():
        order = _ORDER.get(element.tag.removeprefix(_TASK))
        if order:
            assert sorted(element, key=lambda one: order.index(one.tag.removeprefix(_TASK))) == list(element)


def test_a_task_has_no_more_triggers_than_windows_takes(reminder: Reminder) -> None:
    assert 1 <= len(list(task_of(reminder).iter(f"{_TASK}CalendarTrigger"))) <= 48


def test_a_task_holds_any_path_and_names_the_home_of_the_program() -> None:
    task = task_of(Reminder(), HARD)
    assert task.findtext(f".//{_TASK}Command") == HARD.command[0]
    assert task.findtext(f".//{_TASK}Arguments") == subprocess.list2cmdline(
        [*HARD.command[1:], "--home", HARD.home or ""]
    )


# -- systemd -----------------------------------------------------------------------------------------------------------

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def calendar_lines(reminder: Reminder) -> list[str]:
    text = systemd.timer(reminder)
    return [line.removeprefix("OnCalendar=") for line in text.splitlines() if line.startswith("OnCalendar=")]


def test_the_timer_comes_when_the_reminder_does(reminder: Reminder) -> None:
    found = []
    for line in calendar_lines(reminder):
        match = re.fullmatch(r"(?:([A-Za-z.,]+) )?\*-\*-\* (\d\d):(\d\d):00", line)
        assert match is not None, line
        days: set[int] = set()
        for part in (match[1] or "Mon..Sun").split(","):
            first, _, last = part.partition("..")
            days.update(range(_SHORT.index(first), _SHORT.index(last or first) + 1))
        found += [MONDAY + timedelta(days=day, hours=int(match[2]), minutes=int(match[3])) for day in days]
    assert sorted(found) == of_a_week(reminder)


@needs_systemd
@pytest.mark.parametrize("name", ["the usual one", "a length that does not divide the hour", "named times"])
def test_systemd_itself_reads_every_line_as_it_is_meant(name: str) -> None:
    reminder = REMINDERS[name]
    lines = calendar_lines(reminder)
    count = len(reminder.days)
    done = subprocess.run(
        ["systemd-analyze", "calendar", f"--iterations={count}", "--base-time=2026-03-02 00:00:00 UTC", *lines],
        capture_output=True,
        text=True,
        env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
        timeout=60,
    )
    if "--base-time" in done.stderr:
        pytest.skip("this systemd-analyze knows no base time")
    assert done.returncode == 0, done.stderr
    pattern = r"(?:Next elapse|Iteration #\d+|Iter\. #\d+): \w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"
    found = sorted(datetime.fromisoformat(text) for text in re.findall(pattern, done.stdout))
    assert len(found) == count * len(lines), done.stdout
    wanted = of_a_week(reminder)
    if wanted[0] == MONDAY:  # systemd looks for times after the base
        wanted = [*wanted[1:], MONDAY + timedelta(days=7)]
    assert found == wanted


@needs_systemd
@pytest.mark.parametrize("job", [JOB, HARD], ids=["plain", "hard"])
def test_systemd_itself_finds_nothing_wrong_with_the_units(tmp_path: Path, job: Job) -> None:
    program = tmp_path / job.command[0].lstrip("/")
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    found = Job((str(program), *job.command[1:]), job.home)
    (tmp_path / f"{systemd.UNIT}.service").write_text(systemd.service(found))
    (tmp_path / f"{systemd.UNIT}.timer").write_text(systemd.timer(Reminder()))
    command = ["systemd-analyze", "--user", "verify", str(tmp_path / f"{systemd.UNIT}.timer")]
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)}
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_unit_escapes_what_systemd_would_read() -> None:
    lines = systemd.service(HARD).splitlines()
    assert r"""ExecStart=:/usr/bin/env "/opt/my %%h $HOME \"py\"/python's" -m stretchtui remind now""" in lines
    assert r'''Environment="STRETCHTUI_HOME=/home/a b/100%% \"x\" & <y> $z é"''' in lines
    assert "\n" not in systemd._quoted("a\nb")


# -- putting them in and taking them out -------------------------------------------------------------------------------

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


def test_every_scheduler_says_what_it_would_write() -> None:
    for one in ALL:
        for place, text in one.pieces(Reminder(), JOB):
            assert place
            assert shlex.join(JOB.command) in text or "<" in text or "OnCalendar" in text
