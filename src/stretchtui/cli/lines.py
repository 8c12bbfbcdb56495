"""Standard input as lines of commands, without ever waiting where nobody wants to."""

import os
import select
import sys
import threading
from collections.abc import Callable, Iterator

MAX_LINE = 4_096


class LineBuffer:
    """Cuts bytes into lines; a line that is too long is dropped, and said so."""

    def __init__(self) -> None:
        self._rest = b""
        self._dropping = False

    def feed(self, data: bytes) -> Iterator[str]:
        """Yield the lines that are whole; at the end of input (no bytes) the last one too, if it has no end."""
        if not data:
            rest, self._rest = self._rest, b""
            if rest and not self._dropping:
                yield rest.decode(errors="replace").strip()
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if self._dropping:
                self._dropping = False
            elif len(line) > MAX_LINE:
                yield "\0"  # no command: refused like any other word that is none
            elif line.strip():
                yield line.decode(errors="replace").strip()
        if len(self._rest) > MAX_LINE:
            self._rest = b""
            if not self._dropping:
                yield "\0"
            self._dropping = True


def input_descriptor() -> int | None:
    """Return the descriptor of standard input, or None where there is none."""
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return None


def read_in_background(on_line: Callable[[str], None], on_end: Callable[[], None]) -> None:
    """Read lines in a thread until the end of input; both callables are called in that thread.

    The descriptor is read itself and not `sys.stdin`, whose lock would hang the interpreter at its end.
    """
    descriptor = input_descriptor()
    if descriptor is None:
        on_end()
        return

    def work() -> None:
        buffer = LineBuffer()
        while True:
            try:
                data = os.read(descriptor, 65_536)
            except OSError:  # a background process may not read its terminal
                data = b""
            for line in buffer.feed(data):
                on_line(line)
            if not data:
                on_end()
                return

    threading.Thread(target=work, name="standard input", daemon=True).start()


class LinePoller:
    """Reads what there is of standard input, now, or waits for the next line."""

    def __init__(self) -> None:
        self._descriptor = input_descriptor()
        self._buffer = LineBuffer()
        self._lines: list[str] = []
        self.ended = self._descriptor is None

    def next_line(self, *, wait: bool) -> str | None:
        """Return the next line; None where there is none now, or, when waiting, where the input has ended."""
        while not self._lines and not self.ended:
            assert self._descriptor is not None
            if not wait and not self._ready():
                return None
            try:
                data = os.read(self._descriptor, 65_536)
            except OSError:
                data = b""
            self._lines.extend(self._buffer.feed(data))
            self.ended = not data
        return self._lines.pop(0) if self._lines else None

    def _ready(self) -> bool:
        if sys.platform == "win32":  # select knows only sockets there: read what was piped in, leave a console alone
            return not sys.stdin.isatty()
        assert self._descriptor is not None
        return bool(select.select([self._descriptor], [], [], 0)[0])
