"""The program in terminals of any size, of any kind, and in homes where little can be written."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from faults.judging import expect, rows
from faults.signalled import SOURCE

PATIENCE_S = 60.0
LONG = 'name = "Long"\n[[steps]]\nname = "Reach"\nhold = "10m"\nprepare = "0s"\n'
USUAL = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
SIZES = (0, 1, 2, 3, 5, 8, 20, 40, 79, 80, 132, 500)


def set_size(descriptor: int, columns: int, lines: int) -> None:
    """Change the size of a terminal; who runs in it is told by a signal."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str], size: tuple[int, int]) -> None:
        self.written = b""
        self.code: int | None = None
        self.pid, self.descriptor = pty.fork()
        if not self.pid:
            set_size(0, *size)
            env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), **environment}
            os.execve(sys.executable, [sys.executable, "-m", "stretchtui", *arguments], env)

    def read(self, wait_s: float) -> bool:
        """Read what there is; return whether there was anything."""
        if not select.select([self.descriptor], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self.descriptor, 65_536)
        except OSError:
            return False
        if b"\x1b[c" in data:
            os.write(self.descriptor, b"\x1b[?62;22c")
        self.written += data
        return bool(data)

    def settle(self, quiet_s: float = 0.15) -> None:
        """Read until nothing comes for a while; a session draws once a second, so that this ends."""
        deadline = time.monotonic() + 3.0
        while self.read(quiet_s) and time.monotonic() < deadline:
            pass

    def wait_for(self, pattern: bytes) -> None:
        """Read until something has been written."""
        deadline = time.monotonic() + PATIENCE_S
        while not re.search(pattern, self.written):
            expect(self.lives() and time.monotonic() < deadline, f"{pattern!r} is shown: {self.written[-600:]!r}")
            self.read(0.1)

    def lives(self) -> bool:
        """Tell whether the program runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is None

    def end(self) -> int:
        """Read to the end; return the exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self.lives():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            self.read(0.05)
        with suppress(OSError):
            while self.read(0.02):
                pass
            os.close(self.descriptor)
        assert self.code is not None
        return self.code


def judge_sizes(
    folder: Path, arguments: tuple[str, ...], sizes: list[tuple[int, int]], *, codes: tuple[int, ...]
) -> None:
    """Show a screen in a terminal whose size changes again and again.

    Raises:
        Lost: It ended before it was told to, or not as it should.
    """
    home = folder / "home"
    (home / "data" / "routines").mkdir(parents=True)
    (home / "data" / "routines" / "long.toml").write_text(LONG)
    (home / "state").mkdir()
    (home / "state" / "health-note-seen").touch()
    terminal = Terminal(arguments, {**USUAL, "STRETCHTUI_HOME": str(home), "HOME": str(home)}, (80, 24))
    terminal.wait_for(rb"9:5\d|Knee to chest")
    for columns, lines in sizes:
        set_size(terminal.descriptor, columns, lines)
        terminal.settle()
        expect(terminal.lives(), f"it goes on at {columns} by {lines}: {terminal.written[-600:]!r}")
    set_size(terminal.descriptor, 80, 24)
    terminal.written = terminal.written[:0]
    terminal.wait_for(rb"Reach|Long|Knee to chest")  # it draws as before
    os.kill(terminal.pid, signal.SIGTERM)
    code = terminal.end()
    expect(code in codes, f"it ends with {codes}: {code}")
    expect(b"Traceback" not in terminal.written and b"\x1b[?1049l" in terminal.written, "the terminal is as it was")
    if arguments[:1] == ("run",):
        found = rows(home / "data" / "history.db", "SELECT outcome, dump IS NOT NULL FROM sessions")
        expect(found == [("stopped", 1)], f"the session is kept: {found}")


KINDS: dict[str, dict[str, str]] = {
    "TERM=dumb": {"TERM": "dumb", "LANG": "C.UTF-8"},
    "no TERM": {"LANG": "C.UTF-8"},
    "an unknown TERM": {"TERM": "none-such", "LANG": "C.UTF-8"},
    "no LANG": {"TERM": "xterm-256color"},
    "the C locale, and no UTF-8": {"TERM": "xterm", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "an unknown locale": {"TERM": "xterm", "LC_ALL": "xx_YY.KOI8-X"},
    "NO_COLOR": {"TERM": "xterm", "NO_COLOR": "1"},
    "nothing at all": {},
}
"""Kinds of terminals, by their environment."""


def judge_kind(folder: Path, environment: Mapping[str, str], *, home: str | None = None) -> None:
    """Run a session on the screen of a kind of terminal, and press Ctrl-C.

    Raises:
        Lost: It did not run, or did not end as it should.
    """
    routine = folder / "long.toml"
    routine.write_text(LONG)
    place = {"STRETCHTUI_HOME": str(folder / "home")} if home is None else {"HOME": home} if home else {}
    terminal = Terminal(("run", str(routine)), {**environment, **place}, (80, 24))
    terminal.wait_for(rb"9:5\d|going|stretchtui:|Error")
    os.kill(terminal.pid, signal.SIGINT)
    code = terminal.end()
    expect(code == 130, f"it ends with 130: {code} {terminal.written[-300:]!r}")
    expect(b"Traceback" not in terminal.written, f"no traceback: {terminal.written[-600:]!r}")
