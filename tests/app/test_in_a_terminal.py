"""The program in a real pseudo-terminal: it ends as it should, and leaves the terminal as it was."""

import fcntl
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals of Unix", allow_module_level=True)

SOURCE = Path(__file__).parents[2] / "src"
ROUTINE = 'name = "Long"\n[[steps]]\nname = "Reach"\nhold = "10m"\nprepare = "0s"\n'
PATIENCE_S = 20.0

# What the program switches on in the terminal, and must have switched off again when it is gone.
SWITCHED = ("?1049", "?1000", "?1003", "?1006", "?2004", "?25")


class Terminal:
    """A program in a pseudo-terminal, with everything that it has written."""

    def __init__(self, home: Path, *arguments: str, size: tuple[int, int] = (100, 30)) -> None:
        self.home = home
        self.written = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
            env |= {"STRETCHTUI_HOME": str(home), "PYTHONPATH": str(SOURCE)}
            os.execve(sys.executable, [sys.executable, "-m", "stretchtui", *arguments], env)
        self.before = termios.tcgetattr(self.fd)

    def read(self, wait_s: float = 0.1) -> bool:
        """Read what there is; return whether the other end is still open."""
        if not select.select([self.fd], [], [], wait_s)[0]:
            return True
        try:
            data = os.read(self.fd, 65_536)
        except OSError:
            return False
        if b"\x1b[c" in data:
            os.write(self.fd, b"\x1b[?62;22c")
        self.written += data
        return bool(data)

    def wait_for(self, pattern: bytes) -> None:
        """Read until something has been written."""
        deadline = time.monotonic() + PATIENCE_S
        while not re.search(pattern, self.written):
            assert time.monotonic() < deadline, self.written[-2000:]
            self.read()

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.fd, keys.encode())

    def exit_code(self) -> int:
        """Read to the end and return the exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(0.05) and select.select([self.fd], [], [], 0.05)[0]:
                    pass
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("the program does not end")

    def close(self) -> None:
        """Close the terminal, as when its window is closed."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the history."""
        connection = sqlite3.connect(self.home / "data" / "history.db")
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def end(self) -> None:
        """Leave nothing running."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Terminal]:
    routine = tmp_path / "long.toml"
    routine.write_text(ROUTINE)
    terminal = Terminal(tmp_path / "home", "run", str(routine))
    terminal.wait_for(rb"9:5\d")  # it has begun, and counts
    yield terminal
    terminal.end()


def assert_restored(terminal: Terminal) -> None:
    """Everything that was switched on has been switched off after it, and the lines work as before."""
    text = terminal.written.decode(errors="replace")
    for mode in SWITCHED:
        on, off = ("l", "h") if mode == "?25" else ("h", "l")  # the cursor is hidden, and shown again
        assert text.rfind(f"\x1b[{mode}{off}") > text.rfind(f"\x1b[{mode}{on}"), mode
    assert "Traceback" not in text


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 3), (signal.SIGHUP, 3), (signal.SIGINT, 130)])
def test_a_signal_restores_the_terminal_and_keeps_the_session(session: Terminal, number: int, code: int) -> None:
    os.kill(session.pid, number)
    assert session.exit_code() == code
    assert_restored(session)
    assert session.rows("SELECT outcome, dump IS NOT NULL FROM sessions") == [("stopped", 1)]
    assert termios.tcgetattr(session.fd)[:4] == session.before[:4]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells what a process has loaded")
def test_a_session_loads_nothing_that_encrypts(session: Terminal) -> None:
    loaded = Path(f"/proc/{session.pid}/maps").read_text()
    assert "python" in loaded
    assert not re.findall(r"\S*(?:_ssl|_hashlib|libssl|libcrypto)\S*", loaded)


def test_a_closed_terminal_ends_the_program_and_keeps_the_session(session: Terminal) -> None:
    session.close()
    deadline = time.monotonic() + PATIENCE_S
    while not (found := os.waitpid(session.pid, os.WNOHANG))[0]:
        assert time.monotonic() < deadline, "the program goes on without a terminal"
        select.select([], [], [], 0.02)
    session.pid = 0
    assert os.waitstatus_to_exitcode(found[1]) == 3
    assert session.rows("SELECT outcome, dump IS NOT NULL FROM sessions") == [("stopped", 1)]


def test_q_asks_and_y_stops_with_a_summary_and_code_three(session: Terminal) -> None:
    session.type("q")
    session.wait_for(b"Stop this session")
    session.type("y")
    session.wait_for(b"glass of water")
    session.type("\r")
    assert session.exit_code() == 3
    assert_restored(session)
    assert session.rows("SELECT outcome FROM sessions") == [("stopped",)]


def test_pain_in_the_only_exercise_completes_the_session(session: Terminal) -> None:
    session.type("p")
    session.wait_for(b"glass of water")
    session.type("\r")
    assert session.exit_code() == 0
    assert session.rows("SELECT outcome FROM phases") == [("pain",)]
    assert session.rows("SELECT outcome FROM sessions") == [("completed",)]


def test_a_second_session_is_refused_in_one_line_and_the_first_goes_on(session: Terminal, tmp_path: Path) -> None:
    second = Terminal(session.home, "run", "quick-relief")
    assert second.exit_code() == 1
    assert second.written.decode().endswith("stretchtui: a session is running already: Long; end it first\r\n")
    second.end()
    session.type("p")
    session.wait_for(b"glass of water")


@pytest.mark.parametrize("size", [(20, 6), (1, 1), (300, 80)])
def test_a_terminal_of_any_size_shows_a_session(tmp_path: Path, size: tuple[int, int]) -> None:
    terminal = Terminal(tmp_path / "home", "run", "quick-relief", size=size)
    terminal.wait_for(rb"\x1b\[\?1049h")
    terminal.wait_for(rb"\x1b\[\?25l")
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        terminal.read()
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.exit_code() == 3
    assert_restored(terminal)
    terminal.end()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 3), (signal.SIGINT, 130)])
def test_a_session_below_the_prompt_takes_five_lines_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    routine = tmp_path / "long.toml"
    routine.write_text(ROUTINE)
    terminal = Terminal(tmp_path / "home", "run", str(routine), "--inline")
    try:
        terminal.wait_for(rb"HOLD")
        terminal.wait_for(rb"breathe")  # it has begun
        assert b"\x1b[?1049h" not in terminal.written  # the terminal's own lines stay in sight
        os.kill(terminal.pid, number)
        assert terminal.exit_code() == code
        assert b"\x1b[?25h" in terminal.written
        assert termios.tcgetattr(terminal.fd)[3] == terminal.before[3]
        assert terminal.rows("SELECT outcome FROM sessions") == [("stopped",)]
    finally:
        terminal.end()


def test_enter_counts_after_what_came_before_it_in_one_burst(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    try:
        terminal.wait_for(b"not a medical device")
        terminal.type("\r")
        terminal.wait_for(rb"\d routines")
        terminal.type("N")
        terminal.wait_for(b"A new routine")
        terminal.type("\x15Neck/shoulders\r")
        terminal.wait_for(b"Cool-down")
        terminal.type("a")
        terminal.wait_for(b"Add to main")
        terminal.type("cobra\r")
        terminal.wait_for(b"not stored")
        terminal.written = b""
        terminal.type("\r")
        terminal.wait_for(b"get ready")
        terminal.type("45s\r")
        terminal.wait_for(b"45 s")
        terminal.type("s")
        terminal.wait_for(b"Stored as")
        written = (terminal.home / "data" / "routines" / "neck-shoulders.toml").read_text()
        assert 'name = "Neck/shoulders"' in written
        assert 'exercise = "cobra"' in written
        assert 'hold = "45s"' in written
        terminal.written = b""
        terminal.type("q")
        terminal.wait_for(rb"\d routines")
        terminal.type("q")
        assert terminal.exit_code() == 0
    finally:
        terminal.end()
