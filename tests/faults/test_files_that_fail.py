"""Any call to a file fails, a disk is full, a file may not grow: the timer goes on, and the log keeps what was said.

Here are samples; `docs/reliability/every_fault.py` goes through all.
"""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.conftest import Run
from faults.shim import MODES, environment
from history.makers import begin, write_history
from stretchtui.history import HistoryUnavailable, database, open_history
from stretchtui.history.errors import database_fault
from stretchtui.lock import LockUnavailable, SessionLock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="faults of POSIX")


def lost(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [case for case in cases if case["lost"]]


@pytest.mark.parametrize(
    ("mode", "scene", "first", "step"),
    [(0, "new", 4, 43), (1, "later", 20, 83), (2, "resume", 2, 13), (3, "new", 3, 29)],
)
def test_whichever_call_to_a_file_fails_the_session_goes_on_and_its_log_keeps_what_was_said(
    library: Path, run: Run, tmp_path: Path, mode: int, scene: str, first: int, step: int
) -> None:
    cases = run("many_sessions", mode, scene, first, step, **environment(library, tmp_path))
    assert len(cases) >= 4
    assert not lost(cases)
    if not MODES[mode].for_ever:  # what passes costs nothing: it is all written in the end
        assert not [case for case in cases if case["missing"]]


@pytest.mark.parametrize(
    ("mode", "first", "step", "commands"),
    [(0, 3, 9, ("edit", "draft")), (2, 1, 19, ("new", "log rate", "log import"))],
)
def test_whichever_call_to_a_file_fails_a_command_leaves_files_whole_and_says_what_it_did_not_do(
    library: Path, run: Run, tmp_path: Path, mode: int, first: int, step: int, commands: tuple[str, ...]
) -> None:
    cases = run("many_writes", mode, first, step, *commands, **environment(library, tmp_path))
    assert len(cases) >= 4
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


def test_a_file_system_without_locks_is_not_taken_for_another_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with pytest.raises(LockUnavailable, match=r"cannot be locked: no locks available"):
        SessionLock(tmp_path / "session.lock").take("Test", "1")


def misread() -> sqlite3.DatabaseError:
    """Return what SQLite says of a page that is spoilt, and of a read that fails."""
    found = sqlite3.DatabaseError("database disk image is malformed")
    found.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return found


@pytest.mark.parametrize("times", [1, 2])
def test_a_log_is_only_set_aside_when_a_second_look_finds_it_damaged_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    write_history(tmp_path / "history.db")
    connect, left = database._connect, [times]

    def failing(*arguments: Any) -> sqlite3.Connection:
        if left[0]:
            left[0] -= 1
            raise misread()
        return connect(*arguments)

    monkeypatch.setattr(database, "_connect", failing)
    with open_history(tmp_path / "history.db", write=True) as history:
        assert (history.aside is None) is (times == 1)
        assert len(history.sessions()) == (3 if times == 1 else 0)


def test_a_read_that_fails_in_the_middle_of_a_session_leaves_its_log_where_it_is(tmp_path: Path) -> None:
    write_history(tmp_path / "history.db")
    with open_history(tmp_path / "history.db", write=True) as history:
        with pytest.raises(HistoryUnavailable, match="could not be read just now"), history.transaction():
            raise database_fault(misread(), history.path) from misread()
        assert history.aside is None
        begin(history, 9)
        assert len(history.sessions()) == 4
