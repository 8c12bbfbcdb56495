"""A Unix socket that only this user can reach, in a folder that only this user can enter."""

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

from stretchcore.values import dataclass
from stretchtui.files import reason

BACKLOG = 64
"""How many may wait to be let in; more than may come in, so that the others can be told that there is no room."""


class CannotListen(Exception):
    """No socket could be made there; what stands there is left alone."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A socket that listens.

    Attributes:
        identity: Device and number of its file, by which it is known again.
    """

    socket: socket.socket
    path: Path
    identity: tuple[int, int]

    def remove(self) -> None:
        """Remove its file, unless another one stands there now."""
        with suppress(OSError):
            found = os.lstat(self.path)
            if (found.st_dev, found.st_ino) == self.identity:
                os.unlink(self.path)


def bind(path: Path) -> Bound:
    """Make a socket that listens; one that nobody listens to any more is replaced.

    Raises:
        CannotListen: The folder is not safe, something else stands there, or the system refuses.
    """
    try:
        _make_private(path.parent)
        _make_room(path)
        return _listen(path)
    except OSError as error:
        raise CannotListen(f"{path}: {reason(error)}") from None


def _make_private(folder: Path) -> None:
    """Make a folder, or mend it, so that nobody else can enter it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = os.lstat(folder)
    if not stat.S_ISDIR(found.st_mode):
        raise CannotListen(f"{folder} is no folder")
    if found.st_uid != os.geteuid():
        raise CannotListen(f"{folder} belongs to another user")
    if found.st_mode & 0o077:
        with suppress(OSError):
            os.chmod(folder, 0o700)
        if os.lstat(folder).st_mode & 0o077:
            raise CannotListen(f"{folder} is open to other users")


def _make_room(path: Path) -> None:
    """Remove a socket to which nobody listens any more."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):  # connecting would be refused here too, as by a stale socket
        raise CannotListen(f"{path} is no socket")
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(0)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            os.unlink(path)
            return
        except BlockingIOError:  # there are so many who wait that somebody must be listening
            pass
        except FileNotFoundError:
            return
    raise CannotListen(f"{path}: another program listens there")


def _listen(path: Path) -> Bound:
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.settimeout(0)
        # The mode is set before the file is there; a umask would be that of all threads. Elsewhere than on Linux this
        # does nothing, and the mode is set before anybody can be let in.
        with suppress(OSError):
            os.fchmod(listener.fileno(), 0o600)
        listener.bind(str(path))
        found = os.lstat(path)
        if stat.S_IMODE(found.st_mode) != 0o600:
            os.chmod(path, 0o600)
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return Bound(listener, path, (found.st_dev, found.st_ino))
