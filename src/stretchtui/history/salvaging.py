"""Saves what a damaged history still holds into a sound one.

Every row that is whole is read (`pages.py`), put together to sessions, checked as a line of a stranger's file is, and
merged as such a line is: what is there already and newer stays, and saving twice changes nothing. The sums are counted
anew. A session of which phases, or the plan, are lost is saved as it is, as an edit a microsecond before its last one:
wherever it is whole, on another machine say, that wins the next merge.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from stretchtui.history import checks
from stretchtui.history.checks import BadValue
from stretchtui.history.errors import HistoryRefused, file_fault
from stretchtui.history.exchange import FORMAT, MAX_LINE_BYTES, _Line, _merge, _parsed
from stretchtui.history.pages import Broken, Pages
from stretchtui.history.recording import phase_of, session_of
from stretchtui.history.rows import PhaseRow
from stretchtui.history.sessions import History
from stretchtui.history.times import utc_text

_TABLE_LEAF = 13
_SESSION_COLUMNS = 20
_PHASE_COLUMNS = (21, 22)  # before and with `pauses`; no other table or index has as many
_BATCH = 25  # sessions a transaction, so that whoever else writes waits for a moment only
_LOST = b""  # stands for a text that cannot be read, as against one that was never there
_Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What was saved of a damaged history.

    Attributes:
        sessions: How many sessions were read.
        stored: How many of them were not in the log, or older there.
        partial: How many of those read have lost phases or their plan.
        lost: How many have left phases, but no row that says what they were.
    """

    sessions: int
    stored: int
    partial: int
    lost: int

    def __str__(self) -> str:
        words = "1 session was saved" if self.sessions == 1 else f"{self.sessions:,} sessions were saved"
        if self.partial:
            words += f", {self.partial:,} of them in part"
        return words + (f"; {self.lost:,} more could not be read" if self.lost else "")


def salvage(history: History, damaged: str | os.PathLike[str]) -> SalvageReport:
    """Merge what a damaged history still holds into a sound one; the damaged file is only read.

    Args:
        history: open for writing, in this thread.
        damaged: the file, with its journal beside it where there is one.

    Raises:
        HistoryRefused: it is the history itself.
        HistoryUnavailable: it cannot be opened.
        HistoryError: a fault of the sound one.
    """
    path = Path(os.path.realpath(damaged))
    try:
        # Closing another descriptor of a database drops the locks that this process holds on it.
        if os.path.samefile(path, history.path):
            raise HistoryRefused(f"{path} is the history itself", history.path)
        pages = Pages(path)
    except OSError as error:
        raise file_fault(error, damaged) from error
    try:
        return _merged(history, pages)
    finally:
        pages.close()


def _merged(history: History, pages: Pages) -> SalvageReport:
    sessions, phases = _found(pages)
    read = stored = partial = 0
    batch: list[_Line] = []

    def store() -> int:
        with history._transaction():
            changed = sum(_merge(history, line) != "unchanged" for line in batch)
        batch.clear()
        return changed

    for session, places in sessions.items():
        best: tuple[str, _Line, bool] | None = None
        for place in places:
            for line in _line(pages, place, phases.get(session, ())):
                if best is None or (line[0], line[1].text) > (best[0], best[1].text):
                    best = line
        if best is None:
            continue
        read += 1
        partial += not best[2]
        batch.append(best[1])
        if len(batch) == _BATCH:
            stored += store()
    if batch:
        stored += store()
    return SalvageReport(read, stored, partial, len(set(phases) - set(sessions)))


def _found(pages: Pages) -> tuple[dict[str, list[_Place]], dict[str, list[_Place]]]:
    """Find the places of all rows of sessions and of phases, by the session's id."""
    sessions: defaultdict[str, list[_Place]] = defaultdict(list)
    phases: defaultdict[str, list[_Place]] = defaultdict(list)
    for place in pages.places():
        try:
            columns, (id, *_) = pages.row(*place, most=1)
        except (Broken, ValueError):
            continue
        if not isinstance(id, str) or not checks.is_uuid(id):
            continue
        if place[0] == _TABLE_LEAF:  # no other table of rows has a session's id in front
            sessions[id].append(place)
        elif columns in _PHASE_COLUMNS:
            phases[id].append(place)
    return sessions, phases


def _line(pages: Pages, place: _Place, phase_places: Any) -> Iterator[tuple[str, _Line, bool]]:
    """Give the line of a session, with the time of its last edit and whether it is whole; nothing if it is none."""
    values = _session_values(pages, place)
    if values is None:
        return
    *columns, _day, _started_ms, _counted, note, plan, dump = values
    try:
        row = session_of((*columns[:11], note, *columns[11:]))
    except (BadValue, ValueError, TypeError):
        return
    phases = _phases(pages, phase_places)
    snapshots = [_snapshot(text) for text in (plan, dump)]
    lost = [text is not None and snapshot is None for text, snapshot in zip((plan, dump), snapshots, strict=True)]
    whole = (
        not any(lost)
        and [phase.run for phase in phases] == list(range(len(phases)))
        and sum(phase.actual_ms for phase in phases) == row.active_ms
    )
    updated = row.updated_at
    if not whole:
        updated = utc_text(datetime.fromisoformat(updated) - timedelta(microseconds=1))
    nothing: list[dict[str, object] | None] = [None, None]
    for (plan_data, dump_data), rows in ((snapshots, phases), (nothing, phases), (nothing, [])):
        data = {
            "format": FORMAT,
            **row.to_data(),
            "updated_at": updated,
            "deleted_at": row.deleted_at,
            "plan": plan_data,
            "dump": dump_data,
            "phases": [
                {**phase.to_data(), "static": phase.static, "secondary": list(phase.secondary)} for phase in rows
            ],
        }
        try:
            raw = checks.safe_text(data).encode()
            if len(raw) < MAX_LINE_BYTES:
                yield row.updated_at, _parsed(raw), whole
                return
        except BadValue:
            continue


def _session_values(pages: Pages, place: _Place) -> list[Any] | None:
    """Read the columns of a session, without plan and dump where the pages that hold their ends are spoilt."""
    # Beyond the columns that are asked for, nothing needs to be sound.
    for most, lost in ((_SESSION_COLUMNS, ()), (_SESSION_COLUMNS - 2, (_LOST, _LOST))):
        try:
            return [*pages.row(*place, most=most)[1], *lost]
        except Broken:
            continue
    return None


def _phases(pages: Pages, places: Any) -> list[PhaseRow]:
    """Read the phases of a session, by run; what is none is left out."""
    found: dict[int, PhaseRow] = {}
    for place in places:
        try:
            _, values = pages.row(*place)
            _, *plan, at_ms, actual_ms, outcome, static, targets, secondary, pauses = (*values, "")[:22]
            phase = phase_of((*plan, targets, at_ms, actual_ms, outcome, static, secondary, pauses))
        except (Broken, BadValue, ValueError, TypeError):
            continue
        found.setdefault(phase.run, phase)
    return [found[run] for run in sorted(found)]


def _snapshot(text: object) -> dict[str, object] | None:
    """Read a plan or a dump; None where it is none any more."""
    if not isinstance(text, str):
        return None
    try:
        data = json.loads(text)
        checks.tree_text(data)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
