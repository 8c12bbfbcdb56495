"""What all schedulers have in common: what they run, how their tools are called, and what there is to ask of them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from stretchcore.text import printable
from stretchcore.values import dataclass
from stretchtui.paths import HOME_VARIABLE
from stretchtui.reminders.reminder import Reminder

LIMIT_S = 15.0
"""How long a tool of the system may take, in seconds."""


class CannotSchedule(Exception):
    """The system's scheduler cannot be changed or asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """What an entry runs.

    Attributes:
        command: The program, by its whole path, and its arguments.
        home: Where everything of this program is, if not at its usual places.
    """

    command: tuple[str, ...]
    home: str | None = None


def this_job() -> Job:
    """Return what tells of a reminder: this program, as it was started now."""
    home = os.environ.get(HOME_VARIABLE)
    # -P: a folder of our name in the folder of the user must not be taken for this program.
    command = (sys.executable, "-P", "-m", "stretchtui", "remind", "now")
    return Job(command, str(Path(home).expanduser().absolute()) if home else None)


class Piece(NamedTuple):
    """A text that an entry is made of; `place` is where it goes."""

    place: str
    text: str


class Scheduler(Protocol):
    """One of the system's schedulers."""

    name: str
    """What it is called as an option."""

    title: str
    """What an entry of it is called in a sentence."""

    def works(self) -> bool:
        """Tell whether this system has it."""

    def pieces(self, reminder: Reminder, job: Job) -> tuple[Piece, ...]:
        """Return what would be written; nothing is.

        Raises:
            CannotSchedule: The entry cannot be written so that it would work.
        """

    def is_there(self) -> bool:
        """Tell whether there is an entry of ours, or a part of one."""

    def is_on(self, reminder: Reminder, job: Job) -> bool:
        """Tell whether the entry is there as it should be, and in force."""

    def install(self, reminder: Reminder, job: Job) -> None:
        """Put the entry in, in the place of an older one.

        Raises:
            CannotSchedule: It cannot be; everything is as it was.
        """

    def remove(self) -> None:
        """Take the entry out; none is fine.

        Raises:
            CannotSchedule: It cannot be taken out.
        """


def call(*command: str, data: bytes = b"") -> bytes:
    """Run a tool of the system; return what it printed.

    Raises:
        CannotSchedule: It is not there, fails, or takes too long.
    """
    from stretchtui.children import CannotStart, run

    try:
        ended = run(command, data, limit_s=LIMIT_S, capture=True)
    except CannotStart as fault:
        raise CannotSchedule(str(fault)) from None
    called = " ".join(word for word in command[:3] if len(word) < 40)
    if ended.code is None:
        raise CannotSchedule(f"{called} did not answer within {LIMIT_S:g} seconds")
    if ended.code:
        said = (ended.err or ended.out).decode(errors="replace").strip().splitlines()
        raise CannotSchedule(f"{called}: {printable(said[0], 200) if said else f'it ended with {ended.code}'}")
    return ended.out


def answers(*command: str) -> bool:
    """Tell whether a tool of the system is there and ends well."""
    try:
        call(*command)
    except CannotSchedule:
        return False
    return True


@contextmanager
def files_back(*files: Path) -> Iterator[None]:
    """Put files back to what they were where something in between fails.

    Raises:
        CannotSchedule: A file cannot be written, or what was tried in between failed.
    """
    from stretchtui.files import FileFault, write_atomic

    before = {file: file.read_bytes() if file.is_file() else None for file in files}
    try:
        yield
    except BaseException as error:
        for file, content in before.items():
            with suppress(OSError, FileFault):
                if content is None:
                    file.unlink(missing_ok=True)
                else:
                    write_atomic(file, content)
        if isinstance(error, FileFault):
            raise CannotSchedule(str(error)) from None
        raise


def take_away(*files: Path) -> None:
    """Delete files that may be there.

    Raises:
        CannotSchedule: One cannot be deleted.
    """
    from stretchtui.files import reason

    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise CannotSchedule(f"{file} cannot be deleted: {reason(error)}") from None


def content_of(file: Path) -> bytes | None:
    """Return what a file holds; None where it is not there or cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None
