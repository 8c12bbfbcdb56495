"""Changing files that a person may have written: a link stays a link, permissions stay, what is replaced is kept."""

import errno
import os
import stat
from datetime import datetime
from pathlib import Path

from stretchtui.files import MAX_FILE_BYTES, FileFault, read_bounded, reason, write_atomic


def read_whole(path: Path) -> bytes:
    """Return a file's bytes, all of them.

    Raises:
        FileFault: It cannot be read, or is so large that only a part would be.
    """
    data = read_bounded(path)
    if len(data) > MAX_FILE_BYTES:
        raise FileFault(f"{path} is too large: at most {MAX_FILE_BYTES // 1024} KiB are read")
    return data


def rewrite(path: Path, data: bytes) -> None:
    """Replace a file's content, whole or not at all; where it is a link, the content of what it points to.

    Settings and routines are often links into a folder under version control, which must go on to be links.

    Raises:
        FileFault: It cannot be written.
    """
    real = Path(os.path.realpath(path))
    try:
        mode = stat.S_IMODE(real.stat().st_mode)
    except OSError:
        write_atomic(real, data)
    else:
        write_atomic(real, data, mode=mode, exactly=True)


def set_aside(path: Path, folder: Path) -> Path:
    """Move a file out of the way, under a name that tells when.

    Returns:
        Where it is now.

    Raises:
        FileFault: It cannot be moved, and is where it was.
    """
    target = _dated(path, folder)
    if path.is_symlink():  # a relative one would point nowhere from the other folder
        return _move_content(path, target)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.rename(path, target)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return _move_content(path, target)
        raise FileFault(f"{path} cannot be moved to {target}: {reason(error)}") from None
    return target


def keep_copy(path: Path, folder: Path, data: bytes) -> Path:
    """Keep what a file held before it is replaced, under a name that tells when; return where.

    Raises:
        FileFault: It cannot be written.
    """
    target = _dated(path, folder)
    write_atomic(target, data)
    return target


def _dated(path: Path, folder: Path) -> Path:
    """Return a name in a folder that is free and tells the time, as in ``desk-break-20260131-073000.toml``."""
    stem = f"{path.stem}-{datetime.now():%Y%m%d-%H%M%S}"
    target, number = folder / f"{stem}{path.suffix}", 1
    while os.path.lexists(target):
        number += 1
        target = folder / f"{stem}-{number}{path.suffix}"
    return target


def _move_content(path: Path, target: Path) -> Path:
    """Move a file by copying it, since it cannot be renamed."""
    write_atomic(target, read_whole(path))
    try:
        path.unlink()
    except OSError as error:
        target.unlink(missing_ok=True)
        raise FileFault(f"{path} cannot be removed: {reason(error)}") from None
    return target
