"""The history as text: JSON lines that merge in any order, and a table for spreadsheets.

A line is one session whole: its row, plan, dump, mark of removal and phases, as canonical JSON (sorted keys, no spaces)
with the `format` of this file; a line of an older one is read as if it had been written today. Lines are ordered by the
instant of the start, then by id, so that equal histories are equal files.

Merging takes, for each session, the line with the later `updated_at`, and of two with the same the one whose text is
larger. That is the maximum of a total order on lines, so that merging is commutative, associative and idempotent: any
files, in any order, any number of times, end in the same history.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from stretchtui.history import checks
from stretchtui.history.errors import HistoryError, file_fault
from stretchtui.history.rows import LOG_KEYS, PHASE_LOG_KEYS, PhaseRow, SessionRow
from stretchtui.history.sessions import History

FORMAT = 2
MAX_LINE_BYTES = 16 * 1024 * 1024
_MAX_PROBLEMS = 100
_SPOOL_BYTES = 16 * 1024 * 1024
_SESSION_KEYS = frozenset((*LOG_KEYS, "updated_at", "deleted_at", "plan", "dump", "phases", "format"))
_PHASE_KEYS = frozenset((*PHASE_LOG_KEYS, "static", "secondary"))
# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Why a line cannot be imported; lines count from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many sessions an import added, updated and left as they were; with problems, nothing was stored at all."""

    added: int
    updated: int
    unchanged: int
    problems: tuple[ImportProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How many sessions were exported, and the ids of those too long for a line, which go without plan or phases."""

    sessions: int
    shortened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A session as a line carries it, checked."""

    text: str
    row: SessionRow
    plan: str | None
    dump: str | None
    phases: tuple[PhaseRow, ...]


def export_lines(history: History, session_id: str | None = None) -> Iterator[str]:
    """Give the history's lines, each ending in a newline, all of one instant.

    Args:
        history: open, in this thread, until the last line was taken.
        session_id: one session only.
    """
    for _, text, _ in _exported(history, session_id):
        yield f"{text}\n"


def write_lines(history: History, stream: TextIO, session_id: str | None = None) -> ExportReport:
    """Write the history's lines to a text stream in UTF-8, such as standard output; the stream's faults are its own."""
    sessions, shortened = 0, list[str]()
    for found, text, whole in _exported(history, session_id):
        stream.write(f"{text}\n")
        sessions += 1
        if not whole:
            shortened.append(found)
    return ExportReport(sessions, tuple(shortened))


def export_file(history: History, path: str | os.PathLike[str], session_id: str | None = None) -> ExportReport:
    """Write the history's lines to a file, whole or not at all.

    Args:
        history: open, in this thread.
        path: the file; it is replaced when all is written. A device or a pipe is written to as it is.
        session_id: one session only.

    Raises:
        HistoryUnavailable: the file cannot be written.
        HistoryError: a fault of the history.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            with target.open("w", encoding="utf-8", newline="\n") as stream:
                return write_lines(history, stream, session_id)
        # mkstemp makes it for the user alone, which is right for what it holds.
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
                report = write_lines(history, stream, session_id)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise file_fault(error, path) from error
    return report


def import_lines(history: History, stream: BinaryIO) -> ImportReport:
    """Merge a file of lines into the history, all of it or, where any line is bad, nothing.

    Args:
        history: open for writing, in this thread.
        stream: the file's bytes; it is read once, a line at a time.

    Returns:
        what was done, or the problems, at most a hundred.

    Raises:
        HistoryError: a fault of the history; nothing was stored.
    """
    # All is read and checked before the history is locked: a pipe may be slow, and a session may be recording. What
    # loses against what is there now will lose later too, for a session's edits only ever get later.
    unchanged = 0
    with tempfile.SpooledTemporaryFile(_SPOOL_BYTES) as spool:
        problems: list[ImportProblem] = []
        for number, raw in _raw_lines(stream):
            try:
                line = _parsed(raw)
            except checks.BadValue as fault:
                problems.append(ImportProblem(number, str(fault)))
                if len(problems) == _MAX_PROBLEMS:
                    break
            else:
                if problems:
                    continue
                if _wins(history, line):
                    _spool_line(spool, line.text)
                else:
                    unchanged += 1
        if problems:
            return ImportReport(0, 0, 0, tuple(problems))
        if not spool.tell():
            return ImportReport(0, 0, unchanged)
        spool.seek(0)
        with history._transaction():
            became = Counter(_merge(history, _parsed(raw)) for raw in spool)
    return ImportReport(became["added"], became["updated"], became["unchanged"] + unchanged)


def _spool_line(spool: IO[bytes], text: str) -> None:
    try:
        spool.write(text.encode() + b"\n")
    except OSError as error:  # apart from the stream's own faults, which are the caller's
        raise file_fault(error, tempfile.gettempdir()) from error


def csv_rows(rows: Iterable[SessionRow]) -> Iterator[list[str]]:
    """Give a table for a spreadsheet: the keys of `log --json`, then a row a session, all as text.

    None is an empty cell. A text that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    yield list(LOG_KEYS)
    for row in rows:
        yield [_cell(getattr(row, key)) for key in LOG_KEYS]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip().startswith(_FORMULA) else text


def _exported(history: History, session_id: str | None) -> Iterator[tuple[str, str, bool]]:
    """Give each session's id, line and whether it is whole."""
    with history._reading():
        history._settle()
        # All ids are read before the first line is given, so that the reader may take its time.
        for (found,) in history._rows(
            "SELECT id FROM sessions WHERE id = ifnull(?, id) ORDER BY started_ms, id", [session_id]
        ):
            yield (found, *_line_text(history, found))


def _line_text(history: History, session_id: str) -> tuple[str, bool]:
    """Write a stored session as its line; one too long for a line goes without plan and dump, then without phases."""
    row = history._session(session_id)
    plan, dump = history._row("SELECT plan, dump FROM sessions WHERE id = ?", (session_id,))
    phases = [_phase_data(phase) for phase in history._phase_rows(session_id)]
    for pieces in ((plan, dump, phases), (None, None, phases), (None, None, [])):
        text = _text(history, row, *pieces)
        if len(text.encode()) < MAX_LINE_BYTES:
            return text, pieces[0] is plan and pieces[2] is phases
    raise HistoryError(f"the session {session_id} is too long to export", history.path)


def _text(
    history: History, row: SessionRow, plan: str | None, dump: str | None, phases: list[dict[str, object]]
) -> str:
    data = {
        "format": FORMAT,
        **row.to_data(),
        "updated_at": row.updated_at,
        "deleted_at": row.deleted_at,
        "phases": phases,
    }
    with history._trusting(f"the session {row.id}"):
        for key, snapshot in (("plan", plan), ("dump", dump)):
            try:
                data[key] = None if snapshot is None else json.loads(snapshot)
            except (TypeError, RecursionError):
                raise ValueError(f"{key}: no JSON text") from None
            checks.tree_text(data[key])
        return checks.safe_text(data)


def _phase_data(phase: PhaseRow) -> dict[str, object]:
    return {**phase.to_data(), "static": phase.static, "secondary": list(phase.secondary)}


def _raw_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Give the lines that are not blank with their numbers, none longer than the limit and a byte."""
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield number, raw
        while raw and not raw.endswith(b"\n"):  # the rest of a line that was too long
            raw = stream.readline(MAX_LINE_BYTES)


def _parsed(raw: bytes) -> _Line:
    """Read and check a line; BadValue says what is wrong with it."""
    if len(raw) > MAX_LINE_BYTES:
        raise checks.BadValue(f"the line is longer than {MAX_LINE_BYTES:,} bytes")
    try:
        data = json.loads(raw.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
    except checks.BadValue:
        raise
    except UnicodeDecodeError:
        raise checks.BadValue("the line is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise checks.BadValue(f"the line is not JSON: {error.msg} (column {error.colno})") from None
    except (ValueError, RecursionError):
        raise checks.BadValue("the line is not JSON: nested too deep or a number too long") from None
    if not isinstance(data, dict):
        raise checks.BadValue("the line is not a JSON object")
    if _checked_format(data.get("format")) < FORMAT:
        _bring_up(data)
    _check_keys(data, _SESSION_KEYS)
    row = checks.session_row(data)
    plan, dump = (_parsed_snapshot(data, key) for key in ("plan", "dump"))
    phases = _parsed_phases(data["phases"])
    text = checks.safe_text(data)
    if len(text.encode()) >= MAX_LINE_BYTES:  # numbers may be written longer than they were read
        raise checks.BadValue(f"the line is longer than {MAX_LINE_BYTES:,} bytes")
    return _Line(text, row, plan, dump, phases)


def _checked_format(version: object) -> int:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise checks.BadValue(f"format: is not {FORMAT}: the line is no session of a history")
    if version > FORMAT:
        raise checks.BadValue(f"format: {str(version)[:20]} needs a newer version of stretchtui")
    return version


def _bring_up(data: dict[str, object]) -> None:
    """Make a line of format 1 one of format 2: its phases knew of no pauses."""
    data["format"] = FORMAT
    phases = data.get("phases")
    for phase in phases if isinstance(phases, list) else ():
        if isinstance(phase, dict):
            if "pauses" in phase:
                raise checks.BadValue("'pauses' is no known key of this format")
            phase["pauses"] = []


def _check_keys(data: Mapping[str, object], known: frozenset[str]) -> None:
    if data.keys() == known:
        return
    if unknown := sorted(data.keys() - known):
        raise checks.BadValue(f"{unknown[0][:40]!a} is no known key")
    if missing := sorted(known - data.keys()):
        raise checks.BadValue(f"{missing[0]}: is missing")


def _parsed_snapshot(data: Mapping[str, object], key: str) -> str | None:
    try:
        return checks.tree_text(data[key])
    except checks.BadValue as fault:
        raise checks.BadValue(f"{key}: {fault}") from None


def _parsed_phases(phases: object) -> tuple[PhaseRow, ...]:
    if not isinstance(phases, list):
        raise checks.BadValue("phases: is not a list of phases")
    rows: list[PhaseRow] = []
    for place, phase in enumerate(phases):
        try:
            if not isinstance(phase, dict):
                raise checks.BadValue("is not an object")
            _check_keys(phase, _PHASE_KEYS)
            row = checks.phase_row(phase)
            if rows and row.run <= rows[-1].run:
                raise checks.BadValue("run: does not follow the run before")
        except checks.BadValue as fault:
            raise checks.BadValue(f"phases[{place}]: {fault}") from None
        rows.append(row)
    return tuple(rows)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise checks.BadValue("a key stands twice in one object")
    return data


def _no_constant(name: str) -> object:
    raise checks.BadValue(f"{name} is no JSON")


def _wins(history: History, line: _Line) -> bool:
    """Tell whether a line is to be stored: it is new, later, or as late and larger."""
    if history._row("SELECT 1 FROM sessions WHERE id = ?", (line.row.id,)) is None:
        return True
    stored = history._session(line.row.id)
    if line.row.updated_at != stored.updated_at:
        return line.row.updated_at > stored.updated_at
    return line.text > _line_text(history, line.row.id)[0]


def _merge(history: History, line: _Line) -> str:
    """Store a line if it wins over what is stored, and say what became of it."""
    if not _wins(history, line):
        return "unchanged"
    stored = history._row("SELECT 1 FROM sessions WHERE id = ?", (line.row.id,))
    if stored is not None:
        before = history._session(line.row.id)
        history._drop_phases(before, history._phase_rows(before.id))
        history._execute("DELETE FROM sessions WHERE id = ?", (before.id,))
    history._add_session(line.row, line.plan, line.dump)
    history._add_phases(line.row, line.phases)
    return "added" if stored is None else "updated"
