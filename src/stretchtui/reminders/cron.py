"""Lines of the user's crontab, between two markers; all other lines stay as they are, byte for byte."""

import shlex
import shutil

from stretchcore.text import is_refused
from stretchtui.paths import HOME_VARIABLE
from stretchtui.reminders.reminder import Reminder, runs
from stretchtui.reminders.scheduling import CannotSchedule, Job, Piece, call

BEGIN = "# stretchtui reminder: begin (written by `stretchtui remind`)"
END = "# stretchtui reminder: end"


class Cron:
    """The user's crontab."""

    name = "cron"
    title = "lines in the crontab"

    def works(self) -> bool:
        """Tell whether there is a crontab that can be changed."""
        return shutil.which("crontab") is not None

    def pieces(self, reminder: Reminder, job: Job) -> tuple[Piece, ...]:
        """Return the lines."""
        return (Piece("crontab", block(reminder, job)),)

    def is_there(self) -> bool:
        """Tell whether the crontab has lines of ours."""
        try:
            return self.works() and BEGIN.encode() in _read().splitlines()
        except CannotSchedule:
            return False

    def is_on(self, reminder: Reminder, job: Job) -> bool:
        """Tell whether our lines are as they should be."""
        try:
            before, ours, _ = _split(_read())
        except CannotSchedule:
            return False
        return ours == block(reminder, job).encode() and (not before or before.endswith(b"\n"))

    def install(self, reminder: Reminder, job: Job) -> None:
        """Put the lines in, at the place of older ones or at the end."""
        before, _, after = _split(_read())
        if before and not before.endswith(b"\n"):
            before += b"\n"
        _write(before + block(reminder, job).encode() + after)

    def remove(self) -> None:
        """Take the lines out."""
        if not self.is_there():
            return
        before, _, after = _split(_read())
        _write(before + after)


def _read() -> bytes:
    try:
        return call("crontab", "-l")
    except CannotSchedule as fault:
        if "no crontab" in str(fault):
            return b""
        raise


def _write(content: bytes) -> None:
    if content:
        call("crontab", "-", data=content)
    else:
        call("crontab", "-r")


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before our lines, our lines, and what stands after them."""
    lines = content.splitlines(keepends=True)
    bare = [line.rstrip(b"\r\n") for line in lines]
    if BEGIN.encode() not in bare:
        return content, b"", b""
    start = bare.index(BEGIN.encode())
    if END.encode() not in bare[start:]:
        raise CannotSchedule(
            "the crontab has the beginning of the reminder's lines and not their end; mend it with crontab -e"
        )
    end = bare.index(END.encode(), start) + 1
    return b"".join(lines[:start]), b"".join(lines[start:end]), b"".join(lines[end:])


def block(reminder: Reminder, job: Job) -> str:
    """Return our lines, one for all hours that share a minute."""
    words = list(job.command)
    if job.home is not None:
        words = ["/usr/bin/env", f"{HOME_VARIABLE}={job.home}", *words]
    command = shlex.join(words)
    if "\\" in command or any(map(is_refused, command)):
        raise CannotSchedule("a path has a character that a crontab cannot hold; move the program, or its files")
    command = command.replace("%", "\\%")  # a bare one ends the command
    hours: dict[int, list[int]] = {}
    for minute in reminder.minutes:
        hours.setdefault(minute % 60, []).append(minute // 60)
    days = ",".join(f"{a + 1}-{b + 1}" if b > a else str(a + 1) for a, b in runs(reminder.days))
    if len(reminder.days) == 7:
        days = "*"
    lines = [f"{minute} {','.join(map(str, those))} * * {days} {command}" for minute, those in sorted(hours.items())]
    return "\n".join([BEGIN, *lines, END, ""])
