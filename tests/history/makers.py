"""A wall clock that a test sets, sessions to record, and histories to open."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from stretchtui.history import History, HistoryError, open_history

START = datetime.fromisoformat("2025-03-28T07:00:00.250+01:00")


class Clock:
    """A wall clock that moves a second each time it is read, and can be set to any time."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def uuid(number: int) -> str:
    return str(UUID(int=(number << 96) + 1))


def phase(index: int = 0, **changes: object) -> dict[str, object]:
    """Make the plain data of a phase."""
    return {
        "index": index,
        "start_ms": index * 20_000,
        "kind": "hold",
        "exercise": "knee-to-chest",
        "name": "Knee to chest",
        "position": "hold",
        "side": "left",
        "set": 1,
        "sets": 1,
        "rep": 1,
        "reps": 3,
        "planned_ms": 20_000,
        "estimate_ms": None,
        "targets": ["lower back", "glutes"],
        **changes,
    }


def begin(history: History, number: int, **changes: Any) -> str:
    """Begin the session of a number and give its id."""
    values: dict[str, Any] = {
        "id": uuid(number),
        "routine": "lower-back-relief",
        "name": "Lower-back relief",
        "level": 20,
        "planned_ms": 240_000,
        "plan": {"id": "lower-back-relief", "phases": [phase()]},
        **changes,
    }
    history.begin(**values)
    return uuid(number)


def hold(history: History, session: str, run: int = 0, actual_ms: int = 20_000, **changes: Any) -> None:
    """End a phase of a session; what `call` names goes to the call, all else is the phase's."""
    call: dict[str, Any] = {"outcome": "done", "static": True, "secondary": ["hamstrings"], "pauses": (), "dump": None}
    call |= {key: changes.pop(key) for key in tuple(call) if key in changes}
    history.phase_ended(session, phase(run, **changes), run=run, at_ms=run * 20_000, actual_ms=actual_ms, **call)


def whole(history: History, number: int, *, phases: int = 2, **changes: Any) -> str:
    """Record a completed session."""
    session = begin(history, number, **changes)
    for run in range(phases):
        hold(history, session, run)
    history.end(session, "completed")
    return session


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def write_history(path: Path, sessions: int = 3) -> None:
    with open_history(path, write=True, now=Clock()) as history:
        for number in range(1, sessions + 1):
            whole(history, number)


def refused(path: Path, kind: type[HistoryError], *, write: bool) -> str:
    """Open what cannot be opened and give the error's one safe line, which names the file."""
    with pytest.raises(kind) as error:
        open_history(path, write=write, now=Clock())
    line = str(error.value)
    assert type(error.value) is kind
    assert line.isprintable()
    assert path.name in line
    return line
