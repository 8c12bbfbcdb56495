"""An agent of launchd, on macOS: a property list with the times, one by one."""

import os
from contextlib import suppress
from pathlib import Path

from stretchtui.paths import HOME_VARIABLE
from stretchtui.reminders.reminder import Reminder
from stretchtui.reminders.scheduling import (
    CannotSchedule,
    Job,
    Piece,
    answers,
    call,
    content_of,
    files_back,
    take_away,
)

LABEL = "stretchtui.reminder"


class Launchd:
    """The user's part of launchd."""

    name = "launchd"
    title = "a launchd agent"

    @property
    def _file(self) -> Path:
        return Path(os.path.expanduser("~/Library/LaunchAgents")) / f"{LABEL}.plist"

    @property
    def _domain(self) -> str:
        return f"gui/{os.getuid()}"

    def works(self) -> bool:
        """Tell whether launchd answers."""
        return answers("launchctl", "print", self._domain)

    def pieces(self, reminder: Reminder, job: Job) -> tuple[Piece, ...]:
        """Return the property list."""
        return (Piece(str(self._file), property_list(reminder, job)),)

    def is_there(self) -> bool:
        """Tell whether the file is there."""
        return os.path.lexists(self._file)

    def is_on(self, reminder: Reminder, job: Job) -> bool:
        """Tell whether the file is as it should be and loaded."""
        same = content_of(self._file) == property_list(reminder, job).encode()
        return same and answers("launchctl", "print", f"{self._domain}/{LABEL}")

    def install(self, reminder: Reminder, job: Job) -> None:
        """Write the file and load it, in the place of one that is loaded."""
        from stretchtui.files import write_atomic

        was_loaded = answers("launchctl", "print", f"{self._domain}/{LABEL}")
        try:
            with files_back(self._file):
                write_atomic(self._file, property_list(reminder, job))
                if was_loaded:
                    call("launchctl", "bootout", f"{self._domain}/{LABEL}")
                call("launchctl", "bootstrap", self._domain, str(self._file))
        except CannotSchedule:
            if was_loaded:
                with suppress(CannotSchedule):
                    call("launchctl", "bootstrap", self._domain, str(self._file))
            raise

    def remove(self) -> None:
        """Unload the file and delete it."""
        if answers("launchctl", "print", f"{self._domain}/{LABEL}"):
            call("launchctl", "bootout", f"{self._domain}/{LABEL}")
        take_away(self._file)


def property_list(reminder: Reminder, job: Job) -> str:
    """Return the property list; launchd counts days from Sunday as 0."""
    import plistlib

    times = [{"Hour": minute // 60, "Minute": minute % 60} for minute in reminder.minutes]
    if len(reminder.days) < 7:
        times = [{"Weekday": (day + 1) % 7, **time} for day in reminder.days for time in times]
    content: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": times,
    }
    if job.home is not None:
        content["EnvironmentVariables"] = {HOME_VARIABLE: job.home}
    try:
        return plistlib.dumps(content, sort_keys=False).decode()
    except ValueError:
        raise CannotSchedule("a path has a character that a property list cannot hold") from None
