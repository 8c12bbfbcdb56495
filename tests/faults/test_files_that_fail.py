"""Any call to a file fails, a disk is full, a file may not grow: the timer goes on, and the log keeps what was said.

Here are samples; `docs/reliability/every_fault.py` goes through all.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.conftest import Run
from faults.shim import MODES, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="faults of POSIX")


def lost(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [case for case in cases if case["lost"]]


@pytest.mark.parametrize(
    ("mode", "scene", "first", "step"), [(0, "new", 4, 29), (1, "later", 8, 61), (2, "resume", 2, 9), (3, "new", 3, 17)]
)
def test_whichever_call_to_a_file_fails_the_session_goes_on_and_its_log_keeps_what_was_said(
    library: Path, run: Run, tmp_path: Path, mode: int, scene: str, first: int, step: int
) -> None:
    cases = run("many_sessions", mode, scene, first, step, **environment(library, tmp_path))
    assert len(cases) >= 5
    assert not lost(cases)
    if not MODES[mode].for_ever:  # what passes costs nothing: it is all written in the end
        assert not [case for case in cases if case["missing"]]


@pytest.mark.parametrize(
    ("mode", "first", "step", "commands"),
    [(0, 3, 5, ("rename", "remove", "edit", "config set", "draft")), (2, 1, 7, ("new", "log rate", "log import"))],
)
def test_whichever_call_to_a_file_fails_a_command_leaves_files_whole_and_says_what_it_did_not_do(
    library: Path, run: Run, tmp_path: Path, mode: int, first: int, step: int, commands: tuple[str, ...]
) -> None:
    cases = run("many_writes", mode, first, step, *commands, **environment(library, tmp_path))
    assert len(cases) >= 5
    assert not lost(cases)


def test_where_files_may_not_grow_past_a_size_the_session_goes_on(run: Run, tmp_path: Path) -> None:
    cases = run("full_disks", "limit", tmp_path, 0, 24_000, 120_000)
    assert len(cases) == 5
    assert not lost(cases)
    assert cases[0]["missing"]
    assert not cases[-1]["missing"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if os.name != "posix" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_disk_that_is_full_from_the_start_or_becomes_so_the_session_goes_on(run: Run, small_disk: Path) -> None:
    cases = run("full_disks", "disk", small_disk, 0, 90_000, 260_000)
    assert len(cases) == 3 * 4
    assert not lost(cases)
    assert [case["what"] for case in cases if case["missing"]]
    assert not [case for case in cases if case["missing"] and "meanwhile" in case["what"]]
