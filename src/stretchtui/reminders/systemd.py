"""A user timer of systemd: a service that runs once, and the times at which it does."""

import os
from contextlib import suppress
from pathlib import Path

from stretchtui.paths import HOME_VARIABLE
from stretchtui.reminders.reminder import Reminder, format_clock, runs
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

UNIT = "stretchtui-reminder"

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CTL = ("systemctl", "--user")


class Systemd:
    """The user's own manager of systemd."""

    name = "systemd"
    title = "a systemd user timer"

    @property
    def _service(self) -> Path:
        return _folder() / f"{UNIT}.service"

    @property
    def _timer(self) -> Path:
        return _folder() / f"{UNIT}.timer"

    def works(self) -> bool:
        """Tell whether the user's manager runs."""
        return answers(*_CTL, "show", "--property=Version")

    def pieces(self, reminder: Reminder, job: Job) -> tuple[Piece, ...]:
        """Return the service and the timer."""
        return Piece(str(self._service), service(job)), Piece(str(self._timer), timer(reminder))

    def is_there(self) -> bool:
        """Tell whether one of the two files is there."""
        return os.path.lexists(self._service) or os.path.lexists(self._timer)

    def is_on(self, reminder: Reminder, job: Job) -> bool:
        """Tell whether the files are as they should be and the timer is armed, now and after the next login."""
        if any(content_of(Path(place)) != text.encode() for place, text in self.pieces(reminder, job)):
            return False
        return answers(*_CTL, "is-enabled", f"{UNIT}.timer") and answers(*_CTL, "is-active", f"{UNIT}.timer")

    def install(self, reminder: Reminder, job: Job) -> None:
        """Write the files and arm the timer."""
        from stretchtui.files import write_atomic

        was_there = self.is_there()
        try:
            with files_back(self._service, self._timer):
                for place, text in self.pieces(reminder, job):
                    write_atomic(Path(place), text)
                call(*_CTL, "daemon-reload")
                call(*_CTL, "enable", f"{UNIT}.timer")
                call(*_CTL, "restart", f"{UNIT}.timer")
        except CannotSchedule:
            with suppress(CannotSchedule):
                if not was_there:
                    call(*_CTL, "disable", f"{UNIT}.timer")
            with suppress(CannotSchedule):
                call(*_CTL, "daemon-reload")
            raise

    def remove(self) -> None:
        """Disarm the timer and delete the files."""
        if not self.is_there():
            return
        if self.works():
            if os.path.lexists(self._timer):
                call(*_CTL, "disable", "--now", f"{UNIT}.timer")
            take_away(self._timer, self._service)
            call(*_CTL, "daemon-reload")
        else:  # nobody runs it: the link that enables it and the files are all there is
            take_away(_folder() / "timers.target.wants" / f"{UNIT}.timer", self._timer, self._service)


def _folder() -> Path:
    config = os.environ.get("XDG_CONFIG_HOME")
    return Path(config or os.path.expanduser("~/.config")) / "systemd" / "user"


def service(job: Job) -> str:
    """Return the unit that tells of the reminder once."""
    lines = [
        "# Written by `stretchtui remind`; `stretchtui remind remove` takes it away.",
        "[Unit]",
        "Description=Reminder to stretch",
        "",
        "[Service]",
        "Type=oneshot",
        "TimeoutStartSec=60",
    ]
    if job.home is not None:
        lines.append(f"Environment={_quoted(f'{HOME_VARIABLE}={job.home}')}")
    command = job.command
    if any(character in command[0] for character in "'\"\\"):  # as the program itself, systemd refuses such a path
        command = ("/usr/bin/env", *command)
    # The colon keeps systemd from reading a dollar sign as a variable.
    colon = ":" if any("$" in word for word in command) else ""
    return "\n".join([*lines, f"ExecStart={colon}{' '.join(map(_quoted, command))}", ""])


def timer(reminder: Reminder) -> str:
    """Return the unit with the times; a reminder that was missed is not made up for."""
    lines = [
        "# Written by `stretchtui remind`; `stretchtui remind remove` takes it away.",
        "[Unit]",
        "Description=Times of the reminder to stretch",
        "",
        "[Timer]",
        *(f"OnCalendar={when}" for when in calendar(reminder)),
        "AccuracySec=10s",
        "Persistent=false",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ]
    return "\n".join(lines)


def calendar(reminder: Reminder) -> list[str]:
    """Return each time of the day as systemd writes it, as in ``Mon..Fri *-*-* 09:50:00``."""
    days = ",".join(f"{_DAYS[a]}..{_DAYS[b]}" if b > a else _DAYS[a] for a, b in runs(reminder.days))
    before = "" if len(reminder.days) == 7 else f"{days} "
    return [f"{before}*-*-* {format_clock(minute)}:00" for minute in reminder.minutes]


def _quoted(word: str) -> str:
    """Return a word as systemd reads it; specifiers begin with a percent sign."""
    if word and all(character.isalnum() or character in "/._-=:,+@" for character in word) and word.isascii():
        return word
    escaped = "".join(
        f"\\x{ord(character):02x}" if ord(character) < 32 or ord(character) == 127 else character
        for character in word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    )
    return f'"{escaped}"'
