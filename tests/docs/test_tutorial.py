"""The engine's tutorial does what it says: every file, every step, every output, as written."""

import os
import sys
from pathlib import Path

import pytest

from docs.tutorial import Piece, follow, pieces, run

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "engine-tutorial.md"
THOROUGH = os.environ.get("STRETCHTUI_TESTS") == "thorough"

# Sleeping is what moves the clock, so that nobody waits for the loop.
STANDING_TIME = """
import time
now = [5_000_000_000]
time.monotonic_ns = lambda: now[0]
time.sleep = lambda seconds: now.__setitem__(0, now[0] + round(seconds * 1_000_000_000))
"""

INSTALL = """\
mkdir stretching
cd stretching
python3 -m venv .venv
.venv/bin/pip install -q --no-deps ../stretchtui
.venv/bin/python -c "import stretchcore; print('ready')"
"""


def test_every_step_of_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "stretching"
    (tmp_path / "stretchtui").symlink_to(ROOT)
    (tmp_path / "time").mkdir()
    (tmp_path / "time" / "sitecustomize.py").write_text(STANDING_TIME)
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "PYTHONPATH": str(tmp_path / "time")}
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"

    def step(piece: Piece) -> str:
        if piece.what == "installs" and not THOROUGH:
            install(tmp_path, piece)
            return run(piece.text.splitlines()[-1], folder, environment)
        return run(piece.text, tmp_path if piece.what == "installs" else folder, environment)

    steps = list(follow(PAGE, folder, step))
    assert len(steps) >= 8
    for piece, printed in steps:
        assert printed == piece.text, f"{PAGE.name}:{piece.line}"


def install(tmp_path: Path, piece: Piece) -> None:
    """Stand for the installation, which takes the network: nothing but the engine can be imported after it."""
    assert piece.text == INSTALL
    python = tmp_path / "stretching" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "stretchcore").symlink_to(ROOT / "src" / "stretchcore")
    python.write_text(f'#!/bin/sh\nPYTHONPATH="$PYTHONPATH:{tmp_path / "site"}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)


def test_the_tutorial_can_be_done_in_ten_minutes() -> None:
    """About 200 words are read in a minute, and files are pasted: what is read is what takes time."""
    text = PAGE.read_text(encoding="utf-8")
    assert len(text.split()) <= 2_000
    assert sum(piece.what.startswith("file: ") for piece in pieces(PAGE)) <= 10


@pytest.mark.parametrize(
    "piece", [piece for piece in pieces(PAGE) if piece.what.endswith(".py")], ids=lambda it: it.what
)
def test_a_file_of_the_tutorial_fits_on_a_screen(piece: Piece) -> None:
    lines = piece.text.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 120
