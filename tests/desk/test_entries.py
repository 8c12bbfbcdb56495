"""The entries of four schedulers: they come exactly when the reminder does, and hold any path as it is."""

import os
import plistlib
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stretchtui.reminders import cron, launchd, systemd, windows
from stretchtui.reminders.entries import ALL
from stretchtui.reminders.reminder import Reminder, changed
from stretchtui.reminders.scheduling import CannotSchedule, Job

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


# -- all of them -------------------------------------------------------------------------------------------------------


def test_every_scheduler_says_what_it_would_write() -> None:
    for one in ALL:
        for place, text in one.pieces(Reminder(), JOB):
            assert place
            assert shlex.join(JOB.command) in text or "<" in text or "OnCalendar" in text
