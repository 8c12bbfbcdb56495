"""The real command line in this process, with a home of its own and an editor that types what it is told."""

import io
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from stretchtui.__main__ import _run
from stretchtui.paths import Paths

# In the shell's own language, which starts ten times as fast as Python.
_EDITOR = """\
cd "$1"
n=1
while [ -e "seen-$n" ]; do n=$((n + 1)); done
cp "$2" "seen-$n"
if [ -e "text-$n" ]; then cat "text-$n" > "$2"; fi
if [ -e "code-$n" ]; then read code < "code-$n"; exit "$code"; fi
"""


@dataclass(frozen=True)
class Said:
    """What a command ended with, and what it printed."""

    code: int
    out: str
    err: str


class Editor:
    """Stands in for the user's editor: a program that puts one prepared text after the other into the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "editor.sh").write_text(_EDITOR)
        self.prepared = 0

    @property
    def command(self) -> str:
        return shlex.join(["/bin/sh", str(self.folder / "editor.sh"), str(self.folder)])

    def types(self, *texts: str | bytes | None, code: int = 0) -> None:
        """Prepare what is typed at each start; None types nothing. `code` is what the last one ends with."""
        for text in texts:
            self.prepared += 1
            if text is not None:
                data = text.encode() if isinstance(text, str) else text
                (self.folder / f"text-{self.prepared}").write_bytes(data)
        if code:
            (self.folder / f"code-{self.prepared}").write_text(f"{code}\n")

    @property
    def starts(self) -> int:
        """How often it was started."""
        return len(list(self.folder.glob("seen-*")))

    def saw(self, number: int) -> str:
        """What was in the file at its nth start."""
        return (self.folder / f"seen-{number}").read_bytes().decode()


class Cli:
    """Runs commands in this process."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        for name in ("VISUAL", "EDITOR", "NO_COLOR", "COLORTERM"):
            monkeypatch.delenv(name, raising=False)
        self._enter()

    def _enter(self) -> None:
        self._monkeypatch.setenv("STRETCHTUI_HOME", str(self.home))

    def __call__(self, *arguments: str) -> Said:
        self._enter()
        self._capsys.readouterr()
        try:
            code = _run(list(arguments))
        except SystemExit as end:  # how the shell's requests for completion end
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        return Said(code, out, err)

    @property
    def paths(self) -> Paths:
        self._enter()
        return Paths.find()

    def given(self, data: bytes) -> None:
        """Put bytes on standard input, which is no terminal then."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    def at_terminal(self, *lines: str) -> None:
        """Let there be a terminal on which somebody types lines."""
        stream = io.StringIO("".join(f"{line}\n" for line in lines))
        self._monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
        self._monkeypatch.setattr(sys, "stdin", stream)
        self._monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    def editor(self) -> Editor:
        """Have an editor."""
        editor = Editor(self.home.parent / "editor")
        self._monkeypatch.setenv("EDITOR", editor.command)
        return editor

    def write(self, id: str, text: str) -> Path:
        """Put a routine of the user's there."""
        path = self.paths.routines / f"{id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


MINE = """\
# my own words
name = "Mine"   # and more of them

[[warm_up]]
name = "Walk"
hold = "1m"

[[steps]]
exercise = "childs-pose"
"""
