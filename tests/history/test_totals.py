"""Sums over the history, each read from one index or table that holds all it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from history.makers import Clock, begin, hold, whole
from stretchtui.history import History, open_history
from stretchtui.history.totals import DayTotal, Dose, ExerciseTotal, PainDone


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", write=True, now=Clock()) as history:
        yield history


def started(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T23:30:00+02:00")


def test_days_are_local_and_count_what_was_done(history: History) -> None:
    whole(history, 1, started_at=started("2025-03-29"))
    whole(history, 2, started_at=started("2025-03-30"), phases=1)
    history.end(begin(history, 3, started_at=started("2025-03-30")), "stopped")
    whole(history, 4, started_at=started("2025-03-31"), simulated=True)
    assert history.days() == [DayTotal("2025-03-29", 1, 1, 40_000), DayTotal("2025-03-30", 2, 1, 20_000)]
    assert [day.day for day in history.days(since=date(2025, 3, 30))] == ["2025-03-30"]
    assert [day.day for day in history.days(until=date(2025, 3, 29))] == ["2025-03-29"]


def test_a_dose_is_what_static_holds_held_by_muscle_and_side(history: History) -> None:
    session = begin(history, 1, started_at=started("2025-03-29"))
    hold(history, session, 0, actual_ms=20_000, targets=["glutes"], secondary=["glutes", "calves"])
    hold(history, session, 1, actual_ms=5_000, targets=["glutes"], side="right", secondary=[], outcome="pain")
    hold(history, session, 2, actual_ms=7_000, targets=["glutes"], side=None, secondary=[])
    hold(history, session, 3, actual_ms=9_000, targets=["glutes"], static=False)
    hold(history, session, 4, actual_ms=9_000, targets=["glutes"], kind="rest")
    assert history.dose() == [Dose(None, "glutes", none_ms=7_000, left_ms=20_000, right_ms=5_000)]
    assert history.dose()[0].held_ms == 32_000
    assert history.dose(role="secondary") == [Dose(None, "calves", none_ms=0, left_ms=20_000, right_ms=0)]
    assert history.dose(since=date(2025, 3, 29), until=date(2025, 3, 29)) == history.dose()
    assert history.dose(since=date(2025, 3, 30)) == history.dose(until=date(2025, 3, 28)) == []


def test_weeks_begin_on_monday(history: History) -> None:
    for number, day in enumerate(["2024-12-29", "2024-12-30", "2025-01-05", "2025-01-06"]):
        hold(history, begin(history, number, started_at=started(day)), 0, targets=["neck"], secondary=[])
    assert [(dose.week, dose.held_ms) for dose in history.dose_by_week()] == [
        ("2024-12-23", 20_000),
        ("2024-12-30", 40_000),
        ("2025-01-06", 20_000),
    ]
    assert [dose.week for dose in history.dose_by_week(since=date(2025, 1, 5))] == ["2024-12-30", "2025-01-06"]


def test_exercises_are_summed_by_id_and_a_routines_own_by_name(history: History) -> None:
    session = begin(history, 1, started_at=started("2025-03-29"))
    hold(history, session, 0, exercise="cobra", name="Cobra", static=False)
    hold(history, session, 1, exercise="cobra", name="The cobra", kind="cool_down")
    hold(history, session, 2, exercise=None, name="March", kind="warm_up", actual_ms=60_000)
    hold(history, session, 3, exercise="cobra", kind="prepare")
    assert history.exercises_done() == [
        ExerciseTotal(None, "March", 60_000, 1),
        ExerciseTotal("cobra", None, 40_000, 2),
    ]
    assert history.exercises_done(since=date(2025, 4, 1)) == []


def test_what_hurt_is_told_once_a_session_the_newest_last(history: History) -> None:
    later, earlier = (begin(history, number, started_at=started(f"2025-03-{30 - number}")) for number in (1, 2))
    for session in (later, earlier):
        hold(history, session, 0, exercise="sphinx")
        hold(history, session, 1, exercise="cobra", outcome="pain")
        hold(history, session, 2, exercise="cobra", kind="prepare", outcome="pain")
    hold(history, later, 3, exercise="bridge", outcome="pain")
    hold(history, later, 4, exercise=None, name="Mine", outcome="pain")
    expected = [
        PainDone("cobra", "2025-03-28", earlier),
        PainDone("cobra", "2025-03-29", later),
        PainDone("bridge", "2025-03-29", later),
    ]
    assert history.pains() == history.pains(date(2025, 3, 28)) == expected
    assert history.pains(date(2025, 3, 29)) == expected[1:]
    assert history.pains(date(2025, 3, 30)) == []


def test_pain_counts_only_in_sessions_that_count(history: History) -> None:
    simulated = begin(history, 1, simulated=True)
    removed = begin(history, 2)
    for session in (simulated, removed):
        hold(history, session, 0, exercise="cobra", outcome="pain")
    assert [pain.session for pain in history.pains()] == [removed]
    history.remove(removed)
    assert history.pains() == []
    history.restore(removed)
    assert [pain.session for pain in history.pains()] == [removed]


def test_what_hurt_is_looked_for_only_in_the_sessions_of_its_days(history: History) -> None:
    asked: list[str] = []
    history._connection.set_trace_callback(asked.append)
    history.pains(date(2025, 3, 28))
    history._connection.set_trace_callback(None)
    plan = [row[3] for row in history._rows(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert "USING COVERING INDEX sessions_by_day (counted=? AND day>?)" in plan[0]
    assert "USING PRIMARY KEY (session_id=?)" in plan[1]


def test_a_name_may_hold_joined_signs(history: History) -> None:
    name = "Stretch \N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}\N{NO-BREAK SPACE}ä"
    hold(history, begin(history, 1, name=name), 0, exercise=None, name=name)
    assert [done.name for done in history.exercises_done()] == [name]
    assert [row.name for row in history.sessions()] == [name]


def test_statistics_read_indexes_and_weekly_sums_only(history: History) -> None:
    asked: list[str] = []
    history._connection.set_trace_callback(asked.append)
    history.days()
    history.dose(since=date(2025, 3, 24))
    for read in (history.dose, history.dose_by_week, history.exercises_done):
        read()
    history._connection.set_trace_callback(None)
    by_day, by_muscle, *by_week = [[row[3] for row in history._rows(f"EXPLAIN QUERY PLAN {sql}")] for sql in asked]
    assert "USING COVERING INDEX sessions_by_day (counted=? AND day>? AND day<?)" in by_day[0]
    assert "USING COVERING INDEX sessions_by_day (counted=? AND day>? AND day<?)" in by_muscle[0]
    assert "USING PRIMARY KEY (session_id=?)" in by_muscle[1]
    assert all("_weeks" in plan[0] for plan in by_week)
    assert len(by_week) == 3


def test_lists_of_the_log_are_read_in_the_order_of_an_index(history: History) -> None:
    asked: list[str] = []
    history._connection.set_trace_callback(asked.append)
    history.sessions(limit=10)
    history.unfinished(limit=1)
    history._connection.set_trace_callback(None)
    plans = [" / ".join(step[3] for step in history._rows(f"EXPLAIN QUERY PLAN {sql}")) for sql in asked]
    assert "sessions_by_start" in plans[0]
    assert "sessions_unfinished" in plans[1]
    assert "TEMP B-TREE FOR ORDER BY" not in plans[0]
