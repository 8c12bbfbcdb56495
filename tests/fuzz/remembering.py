"""Targets: what lies in the log of sessions, and what is merged into it."""

import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fuzz.going_on import dumps
from fuzz.mutating import bytes_mutator, changed_bytes, json_lines_mutator
from fuzz.scratch import emptied, scratch
from fuzz.target import Target, promise, shown
from fuzz.writing import session_plan
from history.makers import START, Clock, begin, hold, uuid, whole
from stretchcore.data import plan_to_data
from stretchtui.history import (
    History,
    HistoryError,
    HistoryRefused,
    SalvageReport,
    close_stale,
    csv_rows,
    export_lines,
    import_lines,
    open_history,
    resumable,
    salvage,
    show_data,
    stale,
)

_HOUR_MS = 3_600_000


@cache
def sound_history(journal: bool) -> dict[str, bytes]:
    """Return the files of a history with all that one holds; with what its journal holds, or without one."""
    folder = scratch(f"sound-{journal}")
    path = folder / "history.db"
    plan = session_plan()
    history = open_history(path, write=True, now=Clock())
    for number in range(1, 5):
        session = begin(
            history,
            number,
            plan=plan_to_data(plan, steps=True) if number < 3 else {"text": "p" * 9_000},
            started_at=START + timedelta(days=number),
            dump=dumps()[number],
            simulated=number == 4,
        )
        for run in range(3):
            hold(history, session, run, side=("left", "right", None)[run], pauses=[(run * 20_000 + 5, 40)])
        if number % 2:
            history.end(session, "completed" if number == 1 else "stopped")
    history.rate(uuid(1), before=3, after=1, note="good")
    history.remove(uuid(3))
    if journal:
        found = {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}
        history.close()
        return found
    history.close()
    return {path.name: path.read_bytes()}


# -- what is done with any log -----------------------------------------------------------------------------------------


def _read_all(history: History) -> None:
    rows = history.sessions(include_deleted=True)
    for row in rows:
        for text in (row.routine, row.name, row.note or ""):
            shown(text)
        data = show_data(row, history.phases(row.id))
        json.dumps([data, history.plan(row.id), history.dump(row.id)], allow_nan=False)
    for cells in csv_rows(rows):
        for cell in cells:
            shown(cell)


def _find_one(history: History) -> None:
    with suppress(HistoryRefused):
        history.session("00000001")


def _import(history: History) -> None:
    import_lines(history, io.BytesIO(_lines()[0]))


_NOW = START + timedelta(days=5)
_READING: tuple[Callable[[History], object], ...] = (
    _read_all,
    History.unfinished,
    History.days,
    lambda history: history.days_completed(_NOW),
    lambda history: history.offsets_of_days([date(2025, 3, 29)]),
    History.pain,
    History.levels,
    History.last_days,
    History.dose,
    lambda history: history.dose(date(2025, 3, 29), date(2025, 4, 2), role="secondary"),
    History.dose_by_week,
    History.exercises_done,
    History.pains,
    lambda history: history.pain_phases("lower-back-relief"),
    _find_one,
    lambda history: resumable(history, 48 * _HOUR_MS, _NOW),
    lambda history: stale(history, _HOUR_MS, _NOW),
    lambda history: list(export_lines(history)),
)
_WRITING: tuple[Callable[[History], object], ...] = (
    lambda history: history.rate(uuid(1), after=1, note="x"),
    lambda history: history.remove(uuid(2)),
    lambda history: history.restore(uuid(3)),
    lambda history: hold(history, uuid(2), 7),
    lambda history: history.store_dump(uuid(2), {"at_ms": 5}),
    lambda history: close_stale(history, _HOUR_MS, _NOW, ()),
    lambda history: _import(history),
    lambda history: whole(history, 99),
)


@contextmanager
def _own_faults() -> Iterator[None]:
    try:
        yield
    except HistoryError as fault:
        shown(str(fault), 600)


def do_everything(path: Path) -> None:
    """Open a log of any content to read and to write, do all that can be done, and save what can be saved of it."""
    with _own_faults(), open_history(path, write=False, now=Clock(_NOW), patience_s=0.2) as history:
        for act in _READING:
            with _own_faults():
                act(history)
    kept = path.parent / "kept.db"
    kept.write_bytes(path.read_bytes())
    with _own_faults(), open_history(path, write=True, now=Clock(_NOW), patience_s=0.2) as history:
        shown(history.notice or "", 600)
        for act in (*_WRITING, *_READING):
            with _own_faults():
                act(history)
    with open_history(path.parent / "new.db", write=True, now=Clock(_NOW)) as history:
        report = salvage(history, kept)
        _saved(history, report)


def _saved(history: History, report: SalvageReport) -> None:
    promise(report.stored <= report.sessions, "no more is stored than is read")
    promise(len(history.sessions(include_deleted=True)) == report.stored, "what is said to be saved is there")
    _read_all(history)
    promise(history._row("PRAGMA integrity_check") == ("ok",), "what was saved into is sound")


# -- files of any bytes, and of pages that are changed -----------------------------------------------------------------


def run_bytes(data: bytes) -> None:
    """Take a file for the log."""
    path = emptied("history-bytes") / "history.db"
    path.write_bytes(data)
    do_everything(path)


def _heads() -> Sequence[bytes]:
    whole_file = sound_history(journal=False)["history.db"]
    empty = scratch("empty") / "empty.db"
    sqlite3.connect(empty).execute("VACUUM").connection.close()
    return [whole_file, b"", whole_file[:512], whole_file[:4096], empty.read_bytes(), b"SQLite format 3\0", b"text\n"]


_PAGE = 4096


def run_pages(data: bytes) -> None:
    """Take a real log whose pages are changed as an input says: eight bytes for each change."""
    folder = emptied("history-pages")
    files = {name: bytearray(content) for name, content in sound_history(journal=bool(data[:1] > b"\x7f")).items()}
    for place in range(1, min(len(data), 1 + 8 * 12), 8):
        _change_pages(files, data[place : place + 8].ljust(8, b"\0"))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    do_everything(folder / "history.db")


def _change_pages(files: dict[str, bytearray], change: bytes) -> None:
    act, which, page, other, high, low, length, value = change
    names = sorted(files)
    file = files[names[which % len(names)]]
    pages = max(1, len(file) // _PAGE)
    start = page % pages * _PAGE
    at = (start + (high << 8 | low) % _PAGE) % max(1, len(file))
    match act % 7:
        case 0:
            file[at : at + 1] = bytes([value])
        case 1:
            file[at : at + length] = bytes([value]) * len(file[at : at + length])
        case 2:
            there = other % pages * _PAGE
            file[start : start + _PAGE] = file[there : there + _PAGE]
        case 3:
            del file[at:]
        case 4:
            del file[start : start + _PAGE]
        case 5:
            number = int.from_bytes(file[at : at + 2]) + value - 128
            file[at : at + 2] = (number % 65_536).to_bytes(2)
        case _:
            there = other % pages * _PAGE
            file[start : start + _PAGE], file[there : there + _PAGE] = (
                file[there : there + _PAGE],
                file[start : start + _PAGE],
            )


def _page_changes() -> Sequence[bytes]:
    random = Random(7)
    return [bytes([flag]) + random.randbytes(8 * count) for flag in (0, 255) for count in (1, 2, 5)]


# -- rows that nobody has written --------------------------------------------------------------------------------------

_COLUMNS = {
    "sessions": (
        *("id", "routine", "name", "started_at", "ended_at", "level", "outcome", "planned_ms", "active_ms"),
        *("pain_before", "pain_after", "simulated", "updated_at", "deleted_at", "day", "started_ms", "counted", "note"),
        *("plan", "dump"),
    ),
    "phases": (
        *("run", "idx", "start_ms", "kind", "exercise", "name", "position", "side", "set_no", "sets", "rep", "reps"),
        *("planned_ms", "estimate_ms", "at_ms", "actual_ms", "outcome", "static", "targets", "secondary", "pauses"),
    ),
    "phase_targets": ("run", "muscle", "role", "side", "static", "held_ms", "day"),
    "dose_weeks": ("week", "role", "muscle", "none_ms", "left_ms", "right_ms", "phases"),
    "exercise_weeks": ("week", "exercise", "name", "held_ms", "phases"),
    "migrations": ("version", "name", "applied_at"),
}
_CELLS: tuple[Any, ...] = (
    *(None, 0, 1, -1, 101, 2**63 - 1, -(2**63), 0.5, 1e308, b"", b"\xff\0", "", "x", "\x1b[2J", "\u202e", "a" * 3_000),
    *("2025-03-28", "2025-02-30", "2025-03-28T07:00:00.250+01:00", "2025-03-28T06:00:00.000000+00:00", "left"),
    *("9000-12-31T23:59:59.999999+00:00", "1970-01-01T00:00:00.000-14:00", "completed", "stopped", "done", "hold"),
    *(
        '["glutes"]',
        "[1]",
        "{}",
        "[[1,2]]",
        "[[0,-1]]",
        "[" * 5_000,
        '{"at_ms": 1e400}',
        '{"a": NaN}',
        '{"a": "\\ud800"}',
    ),
)


@cache
def _loose_history() -> bytes:
    """Return a log whose tables take values of any type: its file says so, and who made it could."""
    path = emptied("loose") / "history.db"
    path.write_bytes(sound_history(journal=False)["history.db"])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', ' ') WHERE sql LIKE '%) STRICT'")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT, WITHOUT', ') WITHOUT') WHERE sql LIKE '%STRICT%'"
    )
    connection.close()
    return path.read_bytes()


_ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
_STATEMENTS = (
    "DROP INDEX sessions_by_start",
    "DROP INDEX sessions_unfinished",
    "DROP TABLE dose_weeks",
    "DROP TABLE migrations",
    "CREATE TABLE more (x)",
    "ALTER TABLE sessions ADD COLUMN more TEXT",
    "ALTER TABLE phases DROP COLUMN secondary",
    "ALTER TABLE sessions RENAME TO other",
    "ALTER TABLE sessions RENAME COLUMN note TO word",
    f"CREATE VIEW IF NOT EXISTS more AS {_ENDLESS}",
    f"DROP TABLE exercise_weeks; CREATE VIEW exercise_weeks AS SELECT x AS week, x AS exercise FROM ({_ENDLESS})",
    f"ALTER TABLE sessions RENAME TO other; CREATE VIEW sessions AS SELECT * FROM other, ({_ENDLESS})",
    f"CREATE TRIGGER tr AFTER UPDATE ON sessions BEGIN INSERT INTO migrations SELECT x, x, x FROM ({_ENDLESS}); END",
    "CREATE TRIGGER tr AFTER INSERT ON phases BEGIN DELETE FROM phases; END",
    "CREATE TRIGGER tr BEFORE INSERT ON sessions BEGIN SELECT RAISE(IGNORE); END",
    "PRAGMA user_version = 7",
    "PRAGMA user_version = -1",
    "PRAGMA application_id = 0",
    "PRAGMA journal_mode = DELETE; PRAGMA page_size = 8192; VACUUM",
    "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = 1; VACUUM",
)


def run_rows(data: bytes) -> None:
    """Take a real log whose tables and cells are as an input says: two bytes, and four for each cell."""
    folder = emptied("history-rows")
    path = folder / "history.db"
    path.write_bytes(_loose_history() if data[:1] > b"\x7f" else sound_history(journal=False)["history.db"])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA synchronous = OFF")
    names = tuple(_COLUMNS)
    for place in range(2, min(len(data), 2 + 4 * 12), 4):
        table, column, row, value = data[place : place + 4].ljust(4, b"\0")
        name = names[table % 11 if table % 11 < len(names) else table % 2]
        columns = _COLUMNS[name]
        cell = _CELLS[value % len(_CELLS)]
        key = {"sessions": "id", "phases": "session_id", "phase_targets": "session_id"}.get(name)
        where = "" if key is None or row > 200 else f" WHERE {key} = '{uuid(row % 4 + 1)}'"
        sql = f"UPDATE OR IGNORE {name} SET {columns[column % len(columns)]} = ?{where}"
        try:
            connection.execute(sql, (cell,))
        except sqlite3.Error:  # a type that the table refuses
            continue
    if data[1:2] > b"\xa0":  # its tables are others too
        with suppress(sqlite3.Error):
            connection.executescript(_STATEMENTS[data[1] % len(_STATEMENTS)])
    connection.close()
    do_everything(path)


def _row_changes() -> Sequence[bytes]:
    random = Random(8)
    cells = [bytes([flag, 0]) + random.randbytes(4 * count) for flag in (0, 255) for count in (1, 2, 6)]
    return cells + [bytes([0, 160 + number]) for number in range(1, len(_STATEMENTS) + 1)]


# -- lines of `log import` ---------------------------------------------------------------------------------------------


@cache
def _lines() -> tuple[bytes, ...]:
    path = scratch("lines") / "history.db"
    path.write_bytes(sound_history(journal=False)["history.db"])
    with open_history(path, write=False, now=Clock()) as history:
        lines = [line.encode() for line in export_lines(history)]
    return (b"".join(lines), *lines, lines[0].replace(b'"note":"good"', b'"note":"better"'))


@cache
def _merged() -> History:
    return open_history(scratch("merging") / "history.db", write=True, now=Clock())


class _Undo(Exception):
    """Ends a transaction without keeping it."""


def run_lines(data: bytes) -> None:
    """Merge lines into a log, twice, and in the other order."""
    history = _merged()
    try:
        with history._transaction():
            report = import_lines(history, io.BytesIO(data))
            promise(len(report.problems) <= 100, "the problems are bounded")
            for problem in report.problems:
                shown(problem.message, 300)
                promise(problem.line >= 1, "a problem has a line")
            if report.problems:
                promise(history.sessions(include_deleted=True) == [], "of a file with problems nothing is stored")
                raise _Undo
            exported = list(export_lines(history))
            again = import_lines(history, io.BytesIO("".join(exported).encode()))
            promise((again.added, again.updated, again.problems) == (0, 0, ()), "what is there already changes nothing")
            promise(again.unchanged == len(exported) == len(set(exported)), "all that is exported can be imported")
            backwards = b"\n".join(reversed(data.removeprefix(b"\xef\xbb\xbf").split(b"\n")))
            import_lines(history, io.BytesIO(backwards))
            promise(list(export_lines(history)) == exported, "the order of lines does not matter")
            for act in _READING:
                act(history)
            promise(history._row("PRAGMA foreign_key_check") is None, "the log is sound")
            raise _Undo
    except _Undo:
        pass


_PROMISE = "Works, or ends in one of the history's own errors; what can be saved is saved into a log that is sound."
TARGETS = (
    Target("history-bytes", _PROMISE, run_bytes, _heads, bytes_mutator(_heads), tries=12),
    Target("history-pages", _PROMISE, run_pages, _page_changes, changed_bytes, tries=12),
    Target("history-rows", _PROMISE, run_rows, _row_changes, changed_bytes, tries=12),
    Target(
        "log-import",
        "All or nothing; merged in any order, and again, it comes to the same log; what is exported can be imported.",
        run_lines,
        _lines,
        json_lines_mutator(_lines),
        tries=40,
    ),
)
