"""A task of the Task Scheduler, on Windows: XML, which ``schtasks`` reads from a file."""

import os
from pathlib import Path

from stretchcore.text import is_refused
from stretchtui.reminders.reminder import MINUTE_MS, Reminder, format_clock
from stretchtui.reminders.scheduling import CannotSchedule, Job, Piece, answers, call

TASK = "stretchtui-reminder"

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


class Windows:
    """The Task Scheduler."""

    name = "windows"
    title = "a task of the Task Scheduler"

    def works(self) -> bool:
        """Tell whether its tool is there."""
        return answers("schtasks", "/?")

    def pieces(self, reminder: Reminder, job: Job) -> tuple[Piece, ...]:
        """Return the task."""
        return (Piece(TASK, task(reminder, job)),)

    def is_there(self) -> bool:
        """Tell whether there is a task of our name."""
        return answers("schtasks", "/Query", "/TN", TASK)

    def is_on(self, reminder: Reminder, job: Job) -> bool:  # noqa: ARG002  # Windows writes the XML in its own way
        """Tell whether there is a task of our name."""
        return self.is_there()

    def install(self, reminder: Reminder, job: Job) -> None:
        """Register the task, in the place of an older one: it is there whole or as it was."""
        import tempfile

        content = task(reminder, job).encode("utf-16")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{TASK}.xml"
            try:
                file.write_bytes(content)
            except OSError as error:
                raise CannotSchedule(f"{file} cannot be written: {error.strerror}") from None
            call("schtasks", "/Create", "/TN", TASK, "/XML", str(file), "/F")

    def remove(self) -> None:
        """Delete the task."""
        if self.is_there():
            call("schtasks", "/Delete", "/TN", TASK, "/F")


def task(reminder: Reminder, job: Job) -> str:
    """Return the task; the elements stand in the order of its schema."""
    import subprocess

    program, *arguments = job.command
    quiet = Path(program).with_name("pythonw.exe")  # without a window that opens and closes
    if os.path.exists(quiet):
        program = str(quiet)
    if job.home is not None:  # a task has no environment of its own
        arguments += ["--home", job.home]
    line = subprocess.list2cmdline(arguments)
    if any(is_refused(character) for character in program + line):
        raise CannotSchedule("a path has a character that a task cannot hold")
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="{_NAMESPACE}">
  <RegistrationInfo>
    <Description>Reminder to stretch; `stretchtui remind remove` takes it away.</Description>
  </RegistrationInfo>
  <Triggers>
{"".join(_trigger(reminder, *trigger) for trigger in _triggers(reminder))}\
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>false</StartWhenAvailable>
    <ExecutionTimeLimit>PT1M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{_escaped(program)}</Command>
      <Arguments>{_escaped(line)}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _triggers(reminder: Reminder) -> list[tuple[int, int | None]]:
    """Return the minutes at which a trigger begins, each with the last minute at which it comes again."""
    minutes = reminder.minutes
    if reminder.every_ms is None or len(minutes) == 1:
        return [(minute, None) for minute in minutes]
    return [(minutes[0], minutes[-1])]


def _trigger(reminder: Reminder, first: int, last: int | None) -> str:
    repetition = ""
    if last is not None and reminder.every_ms is not None:
        # A minute more than to the last one, so that it is within and the next is not.
        repetition = f"""\
      <Repetition>
        <Interval>PT{reminder.every_ms // MINUTE_MS}M</Interval>
        <Duration>PT{last - first + 1}M</Duration>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
"""
    days = "".join(f"          <{_DAYS[day]} />\n" for day in reminder.days)
    return f"""\
    <CalendarTrigger>
      <StartBoundary>2020-01-06T{format_clock(first)}:00</StartBoundary>
{repetition}\
      <ScheduleByWeek>
        <DaysOfWeek>
{days}\
        </DaysOfWeek>
        <WeeksInterval>1</WeeksInterval>
      </ScheduleByWeek>
    </CalendarTrigger>
"""
