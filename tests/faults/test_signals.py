"""Signals at any moment: what is ended is kept and gone on with, what is stopped pauses, what says nothing is ignored.

Here is one of each; `docs/reliability/every_fault.py` sends hundreds, at random moments.
"""

import signal
import sys
from pathlib import Path

import pytest

from faults.signalled import judge_cut_off, judge_ignored, judge_stopped

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_session_that_a_signal_ends_is_gone_on_with_and_nothing_counts_twice(
    tmp_path: Path, number: signal.Signals
) -> None:
    judge_cut_off(tmp_path, number, 1.4)


def test_a_session_that_was_stopped_is_paused_from_its_last_beat_on(tmp_path: Path) -> None:
    judge_stopped(tmp_path, 0.3)


def test_a_signal_of_a_broken_pipe_ends_no_session(tmp_path: Path) -> None:
    judge_ignored(tmp_path, 0.1)
