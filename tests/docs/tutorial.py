"""Types a tutorial as it stands: its files, its steps, and what it says that they print."""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Piece:
    """A block of code of the page, under the comment that says what it is: a file, a step, or what a step prints."""

    line: int
    what: str
    text: str


def pieces(page: Path) -> Iterator[Piece]:
    """Yield the marked blocks of a page in their order."""
    text = page.read_text(encoding="utf-8")
    for match in re.finditer(r"^<!-- ([^\n]*) -->\n```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Piece(text.count("\n", 0, match.start()) + 1, match[1], match[2])


def run(script: str, folder: Path, environment: dict[str, str]) -> str:
    """Run lines of a shell as a person types them, and return what they print."""
    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def follow(page: Path, folder: Path, step: Callable[[Piece], str]) -> Iterator[tuple[Piece, str]]:
    """Do all that a page says; yield what each step should print, and what it has printed."""
    printed = None
    for piece in pieces(page):
        if piece.what.startswith("file: "):
            folder.joinpath(piece.what.removeprefix("file: ")).write_text(piece.text, encoding="utf-8")
        elif piece.what == "prints":
            assert printed is not None, f"{page.name}:{piece.line}: nothing has been done"
            yield piece, printed
            printed = None
        else:
            assert not printed, f"{page.name}:{piece.line}: the step before prints something that is not shown"
            printed = step(piece)
