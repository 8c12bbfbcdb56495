"""One session at a time: a running one holds a lock that ends with its process, however that ends.

A file that is read, changed and written has a lock of its own, held for that long.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from stretchtui.files import reason

_LOOKS, _LOOK_S = 20, 0.01
"""How often a session's lock is tried again before it counts as taken, and after how long each time, in seconds."""

_TRIES, _PAUSE_S = 50, 0.02
"""How often a folder's lock is tried before one goes on without, and how long is waited in between."""


class SessionRuns(Exception):
    """Another session runs; `routine` is what it is called."""

    def __init__(self, routine: str) -> None:
        self.routine = routine
        super().__init__(f"a session is running already: {routine}; end it first")


class LockUnavailable(Exception):
    """The lock's file cannot be written, so nobody can tell whether another session runs."""


class SessionLock:
    """The lock of a running session; its file says which."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self, routine: str, session: str) -> None:
        """Take the lock.

        Args:
            routine: The routine's name, for the message of a second session.
            session: The session's id.

        Raises:
            SessionRuns: Another session holds it.
            LockUnavailable: Its file cannot be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise LockUnavailable(f"{self._path} cannot be written: {reason(error)}") from None
        file = os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace")
        try:
            if not _taken_soon(file):
                raise SessionRuns(_running(file.read(10_000)).routine)
        except OSError as error:  # a file system that knows no locks, say
            file.close()
            raise LockUnavailable(f"{self._path} cannot be locked: {reason(error)}") from None
        except SessionRuns:
            file.close()
            raise
        with suppress(OSError):  # a full disk: the lock holds all the same, it only cannot say for what
            file.truncate(0)
            file.write(json.dumps({"routine": routine, "session": session, "pid": os.getpid()}))
            file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back."""
        if self._file is None:
            return
        with suppress(OSError):  # a full disk: the lock is what counts, and closing gives that back
            self._file.seek(0)
            self._file.truncate(0)
        with suppress(OSError):
            self._file.close()
        self._file = None


class Running(NamedTuple):
    """The session that runs.

    Attributes:
        routine: What its routine is called.
        session: Its id; empty where nobody can tell.
    """

    routine: str
    session: str


def who_runs(path: Path) -> Running | None:
    """Return the session that holds a lock, in whichever process; None where none does. Changes nothing.

    A crash leaves the file as it was, so what it says counts only while somebody holds the lock.

    Raises:
        LockUnavailable: Its file cannot be read, so nobody can tell.
    """
    try:
        with path.open("r+", encoding="utf-8", errors="replace") as file:
            text = file.read(10_000)
            if not text or _try_lock(file, shared=True):  # closing gives it back
                return None
            return _running(text)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LockUnavailable(f"{path} cannot be read: {reason(error)}") from None


def runs(path: Path) -> Running | None:
    """Return the same; None where nobody can tell, too."""
    with suppress(LockUnavailable):
        return who_runs(path)
    return None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Change a file of a folder while nobody else does who asks for the same; the folder is made where it is missing.

    Where the lock cannot be had within a second, or not at all on this system, one goes on without it.
    """
    descriptor = None
    with suppress(OSError):  # whoever writes the file will say why
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder, os.O_RDONLY)  # the folder's own lock: no file that stays behind
        for _ in range(_TRIES):
            if _try_folder_lock(descriptor):
                break
            time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _running(text: str) -> Running:
    from stretchcore.text import printable

    try:
        found = json.loads(text)
        session = found.get("session")
        return Running(printable(str(found["routine"]), 100), session if isinstance(session, str) else "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Running("its name is not known", "")


def _taken_soon(file: IO[str]) -> bool:
    """Take a lock; one that somebody only looks at, for an instant, is waited for."""
    for _ in range(_LOOKS):
        if _try_lock(file):
            return True
        time.sleep(_LOOK_S)
    return _try_lock(file)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[str], *, shared: bool = False) -> bool:  # noqa: ARG001  # there is no such lock here
        try:
            # A byte far past the end, so that others can still read what the file says.
            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

    def _try_folder_lock(_descriptor: int) -> bool:
        return True  # there are none of folders, which cannot even be opened

else:
    import fcntl

    def _try_lock(file: IO[str], *, shared: bool = False) -> bool:
        return _try_folder_lock(file.fileno(), shared=shared)

    def _try_folder_lock(descriptor: int, *, shared: bool = False) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:  # any other error says nothing of another session
            return False
        return True
