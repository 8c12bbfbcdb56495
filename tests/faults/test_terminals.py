"""Terminals of any size and any kind, and homes where little can be written.

Here are a few; `docs/reliability/every_fault.py` tries all sizes from 0 × 0 to 500 × 500, and all kinds.
"""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals of Unix", allow_module_level=True)

from faults.many_sessions import judge, play
from faults.terminals import KINDS, judge_kind, judge_sizes
from stretchtui.paths import Paths


def test_a_session_goes_on_while_its_terminal_shrinks_to_nothing_and_grows(tmp_path: Path) -> None:
    judge_sizes(tmp_path, ("run", "long"), [(0, 0), (1, 1), (200, 3), (500, 120)], codes=(3,))


@pytest.mark.parametrize("kind", ["TERM=dumb", "nothing at all", "the C locale, and no UTF-8"])
def test_a_session_runs_in_a_terminal_of_which_nothing_is_known(tmp_path: Path, kind: str) -> None:
    judge_kind(tmp_path, KINDS[kind])


@pytest.mark.parametrize("name", ["config", "data", "state", "runtime"])
def test_a_session_runs_where_a_folder_cannot_be_made(tmp_path: Path, name: str) -> None:
    whole = play(Paths.under(tmp_path / "sound")).events()
    paths = Paths.under(tmp_path / "home")
    (tmp_path / "home").mkdir()
    getattr(paths, name).write_text("a file where the folder should be")
    missing = judge(paths, play(paths), whole)
    assert bool(missing) is (name == "data")
