"""Merging files in any order, any number of times, ends in the same history."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.makers import Clock, begin, hold, phase, uuid
from stretchtui.history import History, HistoryRefused, export_lines, import_lines, open_history

MUSCLES = st.lists(st.sampled_from(["glutes", "neck", "calves"]), max_size=3)


@st.composite
def phases(draw: st.DrawFn) -> list[dict[str, object]]:
    count = draw(st.integers(0, 3))
    return [
        {
            **phase(run, targets=draw(MUSCLES), kind=draw(st.sampled_from(["hold", "rest", "warm_up"]))),
            "side": draw(st.sampled_from([None, "left", "right"])),
            "exercise": draw(st.sampled_from([None, "cobra"])),
            "name": draw(st.sampled_from([None, "Own"])),
            "run": run,
            "at_ms": run * 10,
            "actual_ms": draw(st.integers(0, 50_000)),
            "outcome": draw(st.sampled_from(["done", "skipped"])),
            "static": draw(st.booleans()),
            "secondary": draw(MUSCLES),
        }
        for run in range(count)
    ]


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A session's line; few ids, edits and contents, so that they meet and tie often."""
    over = draw(st.booleans())
    data = {
        "format": 1,
        "id": uuid(draw(st.integers(1, 3))),
        "routine": draw(st.sampled_from(["a", "ä", "𝄞"])),
        "name": "Name",
        "started_at": f"2025-03-0{draw(st.integers(1, 9))}T07:00:00.000{draw(st.sampled_from(['+01:00', '-11:00']))}",
        "ended_at": "2025-03-10T07:00:00.000+01:00" if over else None,
        "outcome": "completed" if over else None,
        "level": draw(st.integers(0, 1)),
        "planned_ms": 1,
        "active_ms": draw(st.integers(0, 2)),
        "pain_before": draw(st.none() | st.integers(0, 10)),
        "pain_after": None,
        "note": draw(st.sampled_from([None, "", "ok", 'q"\\'])),
        "simulated": draw(st.booleans()),
        "updated_at": f"2025-03-10T07:00:00.00000{draw(st.integers(0, 2))}+00:00",
        "deleted_at": draw(st.sampled_from([None, "2025-03-10T07:00:00.000000+00:00"])),
        "plan": draw(
            st.none()
            | st.dictionaries(st.sampled_from("ab"), st.integers() | st.floats(-1e9, 1e9)).filter(
                lambda plan: all(abs(value) < 2**60 for value in plan.values())
            )
        ),
        "dump": None,
        "phases": draw(phases()),
    }
    return json.dumps(data)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """One history for all examples: creating a file takes longer than all that is done with it."""
    with open_history(tmp_path_factory.mktemp("merging") / "history.db", write=True, now=Clock()) as history:
        yield history


def clear(history: History) -> None:
    for table in ("sessions", "dose_weeks", "exercise_weeks"):
        history._execute(f"DELETE FROM {table}")
    assert history._rows("SELECT 1 FROM phases UNION ALL SELECT 1 FROM phase_targets") == []


def merged(history: History, files: list[list[str]]) -> tuple[str, tuple[object, ...]]:
    clear(history)
    for file in files:
        report = import_lines(history, io.BytesIO("\n".join(file).encode()))
        assert report.problems == ()
        assert report.added + report.updated + report.unchanged == len(file)
    return "".join(export_lines(history)), (history.days(), derived(history))


def derived(history: History) -> tuple[list[tuple[object, ...]], ...]:
    """Check the weekly sums against the rows that they are sums of, and give all that statistics read."""
    targets = history._rows("SELECT * FROM phase_targets ORDER BY session_id, run, muscle")
    expected = history._rows(
        "SELECT p.session_id, p.run, m.value AS muscle,"
        " CASE WHEN m.value IN (SELECT value FROM json_each(p.targets)) THEN 'target' ELSE 'secondary' END,"
        " p.side, p.static, p.actual_ms, s.day FROM sessions s JOIN phases p ON p.session_id = s.id,"
        " (SELECT 'glutes' AS value UNION SELECT 'neck' UNION SELECT 'calves') m"
        " WHERE s.counted AND p.kind IN ('hold', 'warm_up', 'cool_down')"
        " AND (m.value IN (SELECT value FROM json_each(p.targets))"
        "  OR m.value IN (SELECT value FROM json_each(p.secondary)))"
        " ORDER BY p.session_id, p.run, muscle"
    )
    assert targets == expected
    monday = "date(t.day, 'weekday 0', '-6 days')"
    doses = history._rows("SELECT * FROM dose_weeks ORDER BY 1, 2, 3")
    assert doses == history._rows(
        f"SELECT {monday}, role, muscle, total(held_ms) FILTER (WHERE side IS NULL),"
        " total(held_ms) FILTER (WHERE side = 'left'), total(held_ms) FILTER (WHERE side = 'right'), count(*)"
        " FROM phase_targets t WHERE static GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    exercises = history._rows("SELECT * FROM exercise_weeks ORDER BY 1, 2, 3")
    assert exercises == history._rows(
        f"SELECT {monday}, ifnull(exercise, ''), iif(exercise IS NULL, ifnull(p.name, ''), ''),"
        " sum(actual_ms), count(*)"
        " FROM phases p JOIN sessions t ON t.id = p.session_id"
        " WHERE counted AND kind IN ('hold', 'warm_up', 'cool_down') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return targets, doses, exercises


FILES = st.lists(st.lists(lines(), max_size=4), min_size=1, max_size=3)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=FILES, data=st.data())
def test_merges_in_any_order_any_number_of_times_end_in_the_same_history(
    history: History, files: list[list[str]], data: st.DataObject
) -> None:
    expected = merged(history, files)
    shuffled = data.draw(st.permutations(files))
    again = data.draw(st.lists(st.sampled_from(files), max_size=2))
    assert merged(history, [*shuffled, *again]) == expected
    assert merged(history, [[line for file in reversed(files) for line in reversed(file)]]) == expected
    halves = [merged(history, files[:1])[0].splitlines(), merged(history, files[1:])[0].splitlines()]
    assert merged(history, halves) == expected


KINDS_OF_EDIT = ["begin", "hold", "rate", "remove", "restore", "end", "undo"]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(KINDS_OF_EDIT),
        st.integers(1, 3),
        st.integers(0, 3),
    ),
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(edits=EDITS, together=st.booleans())
def test_whatever_is_recorded_and_edited_statistics_agree_with_the_phases(
    history: History, edits: list[tuple[str, int, int]], together: bool
) -> None:
    clear(history)
    with history.transaction() if together else nullcontext():
        for edit, number, run in edits:
            with suppress(HistoryRefused):
                act(history, edit, number, run)
    check_seconds(history)


def act(history: History, edit: str, number: int, run: int) -> None:
    match edit:
        case "begin":
            begin(history, number, simulated=number == 3)
        case "hold":
            hold(history, uuid(number), run, actual_ms=number * 1_000 + run, static=run != 2)
        case "rate":
            history.rate(uuid(number), after=run)
        case "remove":
            history.remove(uuid(number))
        case "restore":
            history.restore(uuid(number))
        case "end":
            history.end(uuid(number), "stopped")
        case "undo":
            with suppress(ZeroDivisionError), history.transaction():
                hold(history, uuid(number), run, dump={"undone": True})
                raise ZeroDivisionError


def check_seconds(history: History) -> None:
    for row in history.sessions(include_deleted=True):
        assert row.active_ms == sum(done.actual_ms for done in history.phases(row.id))
        assert history.dump(row.id) is None
    active = [row.active_ms for row in history.sessions(include_simulated=False)]
    assert sum(day.active_ms for day in history.days()) == sum(active)
    assert sum(done.held_ms for done in history.exercises_done()) == sum(active)
    for role in ("target", "secondary"):
        doses = history.dose(date.min, role=role)
        assert doses == history.dose(role=role)
        assert sum(dose.held_ms for dose in doses) == sum(dose.held_ms for dose in history.dose_by_week(role=role))
