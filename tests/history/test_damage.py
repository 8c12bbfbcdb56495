"""Damage, wherever it is and whenever it shows, ends in one of the history's own errors."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from history.makers import Clock, begin, files, hold, uuid, whole, write_history
from stretchtui.history import (
    History,
    HistoryCorrupt,
    HistoryError,
    open_history,
)


@pytest.mark.parametrize("offset", range(0, 100, 3))
@pytest.mark.parametrize("value", [0x00, 0xFF])
def test_a_spoilt_byte_of_the_head_ends_in_the_historys_own_error(tmp_path: Path, offset: int, value: int) -> None:
    survive_damage(tmp_path, offset, bytes([value]))


@pytest.mark.parametrize("place", range(24))
def test_spoilt_pages_end_in_the_historys_own_error(tmp_path: Path, place: int) -> None:
    survive_damage(tmp_path, 100 + place * 1_733, random.Random(place).randbytes(256))


def survive_damage(folder: Path, offset: int, spoilt: bytes) -> None:
    """Spoil a history, then do everything with it: all works, or fails with one of the history's errors."""
    path = folder / "history.db"
    write_history(path)
    content = bytearray(path.read_bytes())
    offset %= len(content)
    content[offset : offset + len(spoilt)] = spoilt
    path.write_bytes(content)
    for write in (False, True):
        try:
            history = open_history(path, write=write, now=Clock())
        except HistoryError:
            continue
        with history:
            for act in (*READING, *(WRITING if write else ())):
                with suppress(HistoryError):
                    act(history)


def read_all(history: History) -> None:
    for row in history.sessions(include_deleted=True):
        history.phases(row.id)
        history.plan(row.id)
        history.dump(row.id)


READING = (
    read_all,
    History.unfinished,
    History.days,
    History.dose,
    History.dose_by_week,
    History.exercises_done,
)
WRITING = (
    lambda history: history.rate(uuid(1), after=1),
    lambda history: history.remove(uuid(2)),
    lambda history: history.restore(uuid(2)),
    lambda history: hold(history, uuid(1), 7),
    lambda history: whole(history, 99),
)


def spoil_all_but_schema(path: Path) -> None:
    connection = sqlite3.connect(path)
    roots = [row[0] for row in connection.execute("SELECT rootpage FROM sqlite_schema WHERE tbl_name <> 'migrations'")]
    connection.close()
    content = bytearray(path.read_bytes())
    for root in filter(None, roots):
        content[(root - 1) * 4096 : root * 4096] = b"\xa5" * 4096
    path.write_bytes(content)


def test_damage_that_shows_later_is_named_when_reading(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    spoil_all_but_schema(path)
    before = files(tmp_path)
    with open_history(path, write=False) as history, pytest.raises(HistoryCorrupt, match="malformed"):
        history.sessions()
    assert files(tmp_path) == before


def test_a_session_that_begins_in_a_damaged_history_begins_in_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    spoil_all_but_schema(path)
    before = path.read_bytes()
    with open_history(path, write=True) as history:
        assert history.notice is None
        whole(history, 50)
        assert history.notice is not None
        assert [row.id for row in history.sessions()] == [uuid(50)]
    assert before in files(tmp_path).values()


def test_a_transaction_in_a_damaged_history_says_where_the_file_went(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    spoil_all_but_schema(path)
    with open_history(path, write=True) as history:
        with pytest.raises(HistoryCorrupt, match="set aside as"), history.transaction():
            hold(history, uuid(1), 5)
        whole(history, 50)
        assert [row.id for row in history.sessions()] == [uuid(50)]


def test_editing_a_damaged_history_leaves_it_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    spoil_all_but_schema(path)
    with open_history(path, write=True) as history, pytest.raises(HistoryCorrupt):
        history.rate(uuid(1), after=2)
    assert list(files(tmp_path)) == ["history.db"]


def test_two_that_find_the_same_damage_set_one_file_aside(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    spoil_all_but_schema(path)
    with open_history(path, write=True) as first, open_history(path, write=True) as second:
        whole(first, 1)
        whole(second, 2)
        assert {row.id for row in second.sessions()} == {uuid(1), uuid(2)}
        assert second.notice is None
    assert len([name for name in files(tmp_path) if not name.endswith(("-wal", "-shm"))]) == 2


def test_spoilt_text_is_not_let_through_in_a_message(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with open_history(path, write=True) as history:
        begin(history, 1, plan={"text": "mark"})
    path.write_bytes(path.read_bytes().replace(b'"mark"', b'"\x1b[\xffk"'))
    with open_history(path, write=False) as history, pytest.raises(HistoryCorrupt) as damaged:
        history.plan(uuid(1))
    assert str(damaged.value).isprintable()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sessions SET updated_at = 'yesterday'",
        "UPDATE sessions SET started_at = '2025-02-30T07:00:00.000+01:00'",
        "UPDATE sessions SET name = char(27) || ']0;title' || char(7)",
        "UPDATE sessions SET note = 'a' || char(8238)",
        "UPDATE sessions SET level = 400",
        "UPDATE sessions SET id = 'x'",
        "UPDATE phases SET name = char(155)",
        "UPDATE phases SET outcome = 'perfect'",
        "UPDATE phases SET targets = '{}'",
        "UPDATE phases SET secondary = '[1]'",
        "UPDATE phases SET targets = '" + "[" * 100_000 + "'",
        "UPDATE phases SET pauses = '" + "[" * 100_000 + "'",
        "UPDATE sessions SET plan = '{\"a\": \"' || char(133) || '\"}'",
        "UPDATE sessions SET plan = '[]'",
        "UPDATE sessions SET plan = '" + "[" * 100_000 + "'",
        "UPDATE sessions SET dump = '{'",
    ],
)
def test_rows_that_were_never_written_so_are_named_and_not_shown(tmp_path: Path, change: str) -> None:
    path = tmp_path / "history.db"
    with open_history(path, write=True, now=Clock()) as history:
        begin(history, 1, dump={})
        hold(history, uuid(1), 0)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    with connection:
        connection.execute(change)
    connection.close()
    with open_history(path, write=False) as history, pytest.raises(HistoryCorrupt) as damaged:
        read_all(history)
    assert str(damaged.value).isprintable()


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("UPDATE sessions SET day = '2025-02-30'", History.days),
        ("UPDATE dose_weeks SET week = '2025-02-30'", History.dose_by_week),
        ("UPDATE dose_weeks SET muscle = char(27) WHERE muscle = 'glutes'", History.dose),
        ("UPDATE exercise_weeks SET exercise = char(8238)", History.exercises_done),
    ],
)
def test_sums_that_were_never_written_so_are_named(
    tmp_path: Path, change: str, read: Callable[[History], object]
) -> None:
    path = tmp_path / "history.db"
    write_history(path, sessions=1)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    with connection:
        connection.execute(change)
    connection.close()
    with open_history(path, write=False) as history, pytest.raises(HistoryCorrupt, match="sums"):
        read(history)
