"""Makes the calls of a process to the files below a folder fail, one by one: `failing_io.c`, built and used."""

import ctypes
import errno
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("failing_io.c")
COMPILER = shutil.which("cc") or shutil.which("gcc")
WHY_NOT = (
    "loads a library before the C library, as on Linux"
    if not sys.platform.startswith("linux")
    else "no C compiler is installed"
    if COMPILER is None
    else ""
)
"""Why this cannot be done here; empty where it can."""


@dataclass(frozen=True, slots=True)
class Mode:
    """How calls fail.

    Attributes:
        error: The number of the error.
        for_ever: Whether all calls after the first that fails do so too, as on a disk that is gone.
        writes: Whether only those are counted, and fail, that need room on the disk.
    """

    name: str
    error: int
    for_ever: bool
    writes: bool


MODES = (
    Mode("one call fails (EIO)", errno.EIO, for_ever=False, writes=False),
    Mode("all from one on fail (EIO)", errno.EIO, for_ever=True, writes=False),
    Mode("one write finds the disk full (ENOSPC)", errno.ENOSPC, for_ever=False, writes=True),
    Mode("all writes from one on find the disk full (ENOSPC)", errno.ENOSPC, for_ever=True, writes=True),
)


def build(folder: Path) -> Path:
    """Compile the library into a folder, and return where it is."""
    assert COMPILER is not None
    library = folder / "failing_io.so"
    command = [
        COMPILER,
        "-O1",
        "-shared",
        "-fPIC",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-o",
        str(library),
        str(SOURCE),
        "-ldl",
    ]
    subprocess.run(command, check=True)
    return library


def environment(
    library: Path, root: Path, at: int = 0, mode: Mode = MODES[0], log: Path | None = None
) -> dict[str, str]:
    """Return what is to be set for a process whose calls to files below a folder are counted, and fail.

    Args:
        at: The number of the call that fails, from 1; 0 for none.
        log: A file outside of the folder that gets a line for each call.
    """
    found = {"LD_PRELOAD": str(library), "FAULTS_ROOT": str(root), "FAULTS_AT": str(at)}
    found["FAULTS_ERRNO"] = str(mode.error)
    if mode.for_ever:
        found["FAULTS_FOREVER"] = "1"
    if mode.writes:
        found["FAULTS_WRITES"] = "1"
    if log is not None:
        found["FAULTS_LOG"] = str(log)
    return found


class Shim:
    """The library from within a process that was started with it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.faults_calls.restype = ctypes.c_long
        self._library.faults_failed.restype = ctypes.c_char_p

    def arm(self, at: int, mode: Mode) -> None:
        """Count anew, and let a call fail; 0 for none."""
        self._library.faults_arm(ctypes.c_long(at), mode.error, mode.for_ever, mode.writes)

    def calls(self) -> int:
        """Return how many calls were counted."""
        return int(self._library.faults_calls())

    def failed(self) -> str:
        """Return the name of the first call that has failed; empty where none has."""
        return bytes(self._library.faults_failed()).decode()


def root() -> Path:
    """Return the folder whose files fail, from within the process."""
    return Path(os.environ["FAULTS_ROOT"])
