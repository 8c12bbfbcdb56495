"""The drivers of the terminal: Textual's own, made fit for terminals that go away.

Textual's drivers spin when the terminal is closed (its reads then return nothing, at once and for ever), hang when they
cannot write any more, and wake up ten times a second to look for keys. These say that the terminal is lost, writes
into the void from then on, and sleeps until there is a key. Where standard input is a file or a pipe, it takes the keys
from the terminal itself.
"""

import os
import selectors
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

_SEQUENCE_S = 0.1
"""How often an unfinished sequence is looked at again, in seconds; and for how many looks after a key."""

_SEQUENCE_LOOKS = 5


class _Outlet:
    """A text file for the terminal; when it is gone, what is written vanishes."""

    def __init__(self, file: TextIO, lost: Callable[[], None]) -> None:
        self._file = file
        self._lost = lost
        self._open = True

    def write(self, text: str) -> int:
        """Write, as long as somebody reads."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush, as long as somebody reads."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Return the file's number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""
        return self._file.isatty()

    def _try(self, act: Callable[[], object]) -> None:
        if self._open:
            try:
                act()
            except (OSError, ValueError):  # gone, or closed
                self._open = False
                self._lost()


class Lasting(Driver):
    """Tells the app when the terminal is lost (`App.terminal_lost`); stands before a driver of Textual's."""

    _file: TextIO
    fileno: int
    exit_event: threading.Event
    input_tty = True

    def __init__(
        self, app: "App[Any]", *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        files = [one for one in (sys.__stderr__, sys.__stdout__) if one is not None and one.isatty()]
        self._file = _Outlet(files[0] if files else sys.stderr, self._lost)  # type: ignore[assignment]
        self._told = False
        self._collected: list[str] = []
        self._loop_thread = threading.get_ident()
        self._wake_read, self._wake_write = os.pipe()
        if not os.isatty(self.fileno):
            with suppress(OSError):
                self.fileno = os.open("/dev/tty", os.O_RDONLY)
                self.input_tty = True

    def write(self, data: str) -> None:
        """Collect what is written from the event loop until it is flushed: an update of the screen is three pieces."""
        if threading.get_ident() != self._loop_thread:
            super().write(data)  # type: ignore[safe-super]
            return
        if not self._collected:
            self._loop.call_soon(self.flush)
        self._collected.append(data)

    def flush(self) -> None:
        """Hand on what was collected."""
        if self._collected:
            data = "".join(self._collected)
            self._collected.clear()
            super().write(data)  # type: ignore[safe-super]
            super().flush()

    def _lost(self) -> None:
        if not self._told:
            self._told = True
            with suppress(RuntimeError):  # the loop is closed: the program is at its end anyway
                self._loop.call_soon_threadsafe(self._app.terminal_lost)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Write what is left, then stop."""
        self.flush()
        super().close()

    def disable_input(self) -> None:
        """Stop reading: wakes the thread that waits for keys."""
        with suppress(OSError):
            os.write(self._wake_write, b"x")
        super().disable_input()  # type: ignore[safe-super]

    def run_input_thread(self) -> None:
        """Wait for keys and hand them on, until the input is disabled or the terminal is gone."""
        self._forget_wake()
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            looks = 0
            while not self.exit_event.is_set():
                ready = selector.select(_SEQUENCE_S if looks else None)
                looks = max(0, looks - 1)
                if any(key.fd == self.fileno for key, _ in ready):
                    data = self._read()
                    if not data:
                        self._lost()
                        break
                    looks = _SEQUENCE_LOOKS
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _forget_wake(self) -> None:
        """Forget a call to wake up from before the terminal was given back to the shell."""
        with selectors.SelectSelector() as selector:
            selector.register(self._wake_read, selectors.EVENT_READ)
            if selector.select(0):
                os.read(self._wake_read, 64)


class TerminalDriver(Lasting, LinuxDriver):  # type: ignore[misc]  # both have a `_file`
    """Drives a terminal whose whole screen the program has."""
