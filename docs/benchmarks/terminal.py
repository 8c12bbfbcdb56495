"""Programs in pseudo-terminals of their own, seen as a person sees them."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pyte

COLUMNS, LINES = 100, 30
# What a terminal answers when it is asked who it is; a program that got no answer would wait.
_ANSWERS = (
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[?u", b"\x1b[?0u"),
)
_UNREADABLE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z$]+[a-z]?|\x1b[P_\]].*?(?:\x1b\\|\x07)", re.DOTALL)


class Terminal:
    """A program in a terminal.

    Attributes:
        started: When it was started, on the scale of `time.perf_counter`, as all instants here.
        ended: Whether it has closed the terminal.
        seen: What was to be seen, each time that it changed, with the instant.
    """

    def __init__(self, command: list[str], env: dict[str, str], *, watch: Callable[[str], str] | None = None) -> None:
        """Start it.

        Args:
            watch: What is made of the screen's text before it is compared with what was seen before.
        """
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execvpe(command[0], command, env)
        self.process = psutil.Process(self.pid)
        self.ended = False
        self.reads_screen = True
        self.seen: list[tuple[float, str]] = []
        self._watch = watch
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)

    def fileno(self) -> int:
        """Return the descriptor, so that one can wait for it."""
        return self._descriptor

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def take(self) -> None:
        """Read what has come, and answer what a terminal is asked."""
        try:
            data = os.read(self._descriptor, 65_536)
        except OSError:
            self.ended = True
            return
        now = time.perf_counter()
        for question, answer in _ANSWERS:
            if question in data:
                os.write(self._descriptor, answer)
        if not self.reads_screen:
            return
        self._stream.feed(_UNREADABLE.sub(b"", data))
        if self._watch is not None:
            shown = self._watch(self.text)
            if not self.seen or shown != self.seen[-1][1]:
                self.seen.append((now, shown))

    def wait_for(self, pattern: str, within_s: float = 20.0) -> float:
        """Read until the screen's text has something in it; return how long that took since the start, in seconds.

        Raises:
            TimeoutError: It never had.
        """
        sought, until = re.compile(pattern), time.perf_counter() + within_s
        while not sought.search(self.text):
            now = time.perf_counter()
            if self.ended or now > until:
                raise TimeoutError(f"{pattern} was not drawn; the screen was:\n{self.text.rstrip()}")
            follow([self], min(until, now + 0.25), first=True)
        return time.perf_counter() - self.started

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._descriptor, keys)

    def resize(self, columns: int, lines: int) -> None:
        """Change the terminal's size; the program is told."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def processor_s(self) -> float:
        """Return the processor time of the program, in nanoseconds' resolution where the system has it."""
        try:
            tasks = Path(f"/proc/{self.pid}/task")
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
        except OSError:
            times = self.process.cpu_times()
            return times.user + times.system

    def peak_mib(self) -> float:
        """Return the most memory that the program has held."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0

    def close(self) -> None:
        """End it: what it has begun beside itself ends with it where it is asked, and it does not linger."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
            os.kill(self.pid, signal.SIGCONT)
        until = time.perf_counter() + 3
        while not self.ended and time.perf_counter() < until:
            follow([self], until, first=True)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._descriptor)


def follow(terminals: Sequence[Terminal], until: float, *, first: bool = False) -> None:
    """Read from terminals until an instant, or only once where the first that comes is enough."""
    while (now := time.perf_counter()) < until:
        alive = [one for one in terminals if not one.ended]
        if not alive:
            return
        for one in select.select(alive, [], [], until - now)[0]:
            one.take()
        if first:
            return
