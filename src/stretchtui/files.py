"""Reading files that may be anything, and writing files that are whole or not there."""

import errno
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MAX_FILE_BYTES = 256 * 1024
"""Largest routine, exercise or settings file."""


class FileFault(Exception):
    """A file that cannot be read or written; the message names it."""


def reason(error: OSError) -> str:
    """Return the system's words for an error, without its number and path."""
    return (error.strerror or type(error).__name__).lower()


def read_bounded(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of a regular file, at most one more than the largest that is allowed.

    Raises:
        FileFault: There is no such file, it is not a regular one, or it cannot be read.
    """
    try:
        # O_NONBLOCK: a named pipe must not make the program wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise FileFault(f"{path} cannot be read: {reason(error) if isinstance(error, OSError) else error}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            raise FileFault(f"{path} cannot be read: it is {what}")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    except OSError as error:
        raise FileFault(f"{path} cannot be read: {reason(error)}") from None
    finally:
        os.close(descriptor)


def read_standard_input(limit: int = MAX_FILE_BYTES) -> bytes:
    """Return standard input, at most one byte more than the largest file that is allowed."""
    return sys.stdin.buffer.read(limit + 1)


def write_new(files: Mapping[Path, str | bytes]) -> None:
    """Write files that are not there yet: all of them, or none.

    Each appears whole under its name. None takes the place of a file that has appeared there meanwhile.

    Raises:
        FileFault: One cannot be written, or is there; those that were written are taken away again, and the folders
            that were made for them.
    """
    made: list[Path] = []  # in the order in which they came to be
    path = Path()
    try:
        drafts: list[tuple[Path, Path]] = []
        for path, data in files.items():
            made += [one for one in (path.parent, *path.parent.parents) if not one.exists()][::-1]
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            made.append(draft)
            with draft.open("wb") as file:
                file.write(data.encode() if isinstance(data, str) else data)
                file.flush()
                os.fsync(file.fileno())
            drafts.append((draft, path))
        for draft, path in drafts:
            _appear(draft, path)
            made.append(path)
    except BaseException as error:
        for left in reversed(made):
            with suppress(OSError):
                left.rmdir() if left.is_dir() and not left.is_symlink() else left.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FileFault(f"{path} cannot be written: {reason(error)}") from None
        raise


def rename_new(old: Path, new: Path) -> None:
    """Give a file a name that no file has; none that has appeared there meanwhile is replaced.

    Raises:
        FileFault: It cannot be renamed, or there is a file of that name.
    """
    try:
        _appear(old, new)
    except OSError as error:
        raise FileFault(f"{old} cannot be renamed: {reason(error)}") from None


def _appear(draft: Path, path: Path) -> None:
    """Let a finished file appear under its name, where nothing is."""
    try:
        os.link(draft, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # a file system, or a system, without hard links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(draft, path)
    else:
        with suppress(OSError):  # the file is there, which is what counts
            draft.unlink()


def write_atomic(path: Path, data: str | bytes, *, mode: int = 0o644, exactly: bool = False) -> None:
    """Write a file so that it is there whole or not at all.

    Args:
        mode: Who may do what with it.
        exactly: Whether that counts whatever the process's mask takes away; else as of any new file.

    Raises:
        FileFault: It cannot be written; what was there before is there still.
    """
    content = data.encode() if isinstance(data, str) else data
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            if exactly and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FileFault(f"{path} cannot be written: {reason(error)}") from None
        raise


def write_out(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that somebody has named: whole or not at all, in a folder that is there.

    A link stays one, and a device or a pipe is written to as it is.

    Raises:
        FileFault: It cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if not target.parent.is_dir():
            raise FileFault(f"{path} cannot be written: there is no folder {target.parent}")
        if target.exists() and not target.is_file():
            with target.open("wb") as device:
                device.write(data)
            return
    except (OSError, ValueError) as error:
        raise FileFault(f"{path} cannot be written: {reason(error) if isinstance(error, OSError) else error}") from None
    write_atomic(target, data, mode=mode)
