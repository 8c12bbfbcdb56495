"""Questions on a real terminal, by a program of its own."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Editor

pty, fcntl, termios = (pytest.importorskip(name) for name in ("pty", "fcntl", "termios"))

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


class Terminal:
    """A program on a terminal, and what it has written there."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        self._main, end = pty.openpty()
        kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG")}
        env = {**kept, "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **environment}
        command = [sys.executable, "-m", "stretchtui", *arguments]
        # Its own session with this terminal: only then does Ctrl-C reach it, and what it has started.
        self._process = subprocess.Popen(
            command,
            stdin=end,
            stdout=subprocess.PIPE,
            stderr=end,
            env=env,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(end)
        self.shown = ""

    def until(self, words: str) -> None:
        """Read until words are shown."""
        deadline = time.monotonic() + PATIENCE_S
        while words not in self.shown:
            ready, _, _ = select.select([self._main], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                self._process.kill()
                self.end()
                pytest.fail(f"{words!r} was never shown; this was: {self.shown!r}")
            self.shown += os.read(self._main, 4096).decode()

    def type(self, text: str) -> None:
        os.write(self._main, text.encode())

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and what was printed on standard output."""
        out, _ = self._process.communicate(timeout=PATIENCE_S)
        os.close(self._main)
        return self._process.returncode, out


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "data" / "routines" / "mine.toml"
    path.parent.mkdir(parents=True)
    path.write_text(MINE)
    return path


@pytest.fixture
def remove(tmp_path: Path, mine: Path) -> Callable[[str], tuple[int, str]]:
    def answer(text: str) -> tuple[int, str]:
        terminal = Terminal(tmp_path / "home", "remove", "mine")
        terminal.until("[y/N]")
        terminal.type(text)
        return terminal.end()

    return answer


def test_remove_asks_and_standard_output_stays_clean(remove: Callable[[str], tuple[int, str]], mine: Path) -> None:
    assert remove("\n") == (1, "")
    assert mine.exists()
    assert remove("y\n") == (0, "")
    assert not mine.exists()


def test_ctrl_c_at_a_question_removes_nothing(remove: Callable[[str], tuple[int, str]], mine: Path) -> None:
    code, out = remove("\x03")
    assert (code, out) == (130, "")
    assert mine.exists()


def test_a_text_with_problems_is_edited_again_on_request(tmp_path: Path, mine: Path) -> None:
    editor = Editor(tmp_path / "editor")
    better = MINE.replace("1m", "2m")
    editor.types("nonsense", better)
    terminal = Terminal(tmp_path / "home", "edit", "mine", EDITOR=editor.command)
    terminal.until("(e): ")
    assert "drafts/mine.toml:1:" in terminal.shown
    terminal.type("\n")
    assert terminal.end() == (0, "")
    assert mine.read_text() == better


def test_ctrl_c_in_the_editor_is_the_editors_own(tmp_path: Path, mine: Path) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(
        "#!/bin/sh\ntrap 'caught=yes' INT\necho ready > /dev/tty\n"
        'while [ -z "$line" ]; do read line < /dev/tty; done\n'
        'echo "# caught: $caught" >> "$1"\n'
    )
    script.chmod(0o700)
    terminal = Terminal(tmp_path / "home", "edit", "mine", EDITOR=str(script))
    terminal.until("ready")
    terminal.type("\x03")
    terminal.until("^C")
    terminal.type("go on\n")
    assert terminal.end() == (0, "")
    assert mine.read_text() == MINE + "# caught: yes\n"
