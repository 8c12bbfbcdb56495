"""A session is written as it happens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from history.makers import START, Clock, begin, hold, uuid, whole
from stretchtui.history import History, HistoryError, HistoryRefused, open_history


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def history(tmp_path: Path, clock: Clock) -> Iterator[History]:
    with open_history(tmp_path / "history.db", write=True, now=clock) as history:
        yield history


def others_view(history: History, sql: str) -> list[tuple[object, ...]]:
    """Read as another process would: only what is committed."""
    connection = sqlite3.connect(history.path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_sessions_row_is_there_when_it_starts(history: History) -> None:
    begin(history, 1, started_at=START, pain_before=4)
    assert others_view(
        history, "SELECT id, started_at, ended_at, outcome, active_ms, pain_before, day FROM sessions"
    ) == [(uuid(1), "2025-03-28T07:00:00.250+01:00", None, None, 0, 4, "2025-03-28")]


def test_each_phase_is_there_as_soon_as_its_call_returns(history: History) -> None:
    session = begin(history, 1)
    for run in range(3):
        hold(history, session, run, actual_ms=1_000 + run, dump={"run": run})
        assert others_view(history, "SELECT count(*), sum(actual_ms) FROM phases")[0][0] == run + 1
    assert others_view(history, "SELECT active_ms, dump FROM sessions") == [(3_003, '{"run":2}')]


def test_a_phase_ended_again_after_a_resume_counts_once(history: History) -> None:
    session = begin(history, 1)
    hold(history, session, 0, actual_ms=7_000, outcome="stopped")
    hold(history, session, 0, actual_ms=20_000, side="right")
    (row,) = history.phases(session)
    assert (row.actual_ms, row.outcome, row.side) == (20_000, "done", "right")
    assert history.session(session).active_ms == 20_000
    for doses in (history.dose(), history.dose_by_week()):
        assert [(dose.left_ms, dose.right_ms) for dose in doses] == [(0, 20_000), (0, 20_000)]


def test_the_last_dump_stays_until_a_newer_one_comes(history: History) -> None:
    session = begin(history, 1, dump={"n": 0})
    assert history.dump(session) == {"n": 0}
    hold(history, session, 0)
    assert history.dump(session) == {"n": 0}
    history.store_dump(session, {"n": 1})
    history.end(session, "stopped")
    assert history.dump(session) == {"n": 1}
    history.end(session, "stopped", dump={"n": 2})
    assert history.dump(session) == {"n": 2}


def test_the_plan_is_kept_as_it_was(history: History) -> None:
    plan = {"z": [1, 2.5, None], "a": {"name": "Kühn – “gut”", "flag": True}}
    assert history.plan(begin(history, 1, plan=plan)) == plan


def test_a_stopped_session_is_taken_up_again(history: History) -> None:
    session = begin(history, 1, dump={"n": 0})
    ended = history.end(session, "stopped", START + timedelta(minutes=3))
    assert (ended.outcome, ended.ended_at) == ("stopped", "2025-03-28T07:03:00.250+01:00")
    assert history.reopen(session).outcome is None
    assert history.session(session).ended_at is None


@pytest.mark.parametrize("outcome", ["completed", "abandoned"])
def test_a_session_that_is_over_is_not_taken_up(history: History, outcome: str) -> None:
    session = begin(history, 1)
    history.end(session, outcome)
    with pytest.raises(HistoryRefused, match=outcome):
        history.reopen(session)


def test_a_removed_session_is_not_taken_up(history: History) -> None:
    session = begin(history, 1, dump={})
    history.remove(session)
    with pytest.raises(HistoryRefused, match="removed"):
        history.reopen(session)


def test_an_abandoned_session_ends_when_it_was_last_heard_of(history: History, clock: Clock) -> None:
    session = begin(history, 1, dump={})
    hold(history, session, 0)
    heard = history.session(session).updated_at
    clock.now += timedelta(days=3)
    row = history.abandon(session)
    assert row.outcome == "abandoned"
    assert row.ended_at is not None
    assert row.ended_at.endswith("+01:00")
    assert datetime.fromisoformat(row.ended_at) == datetime.fromisoformat(heard)
    assert history.unfinished() == []


def test_many_events_are_one_transaction(history: History) -> None:
    with history.transaction():
        session = begin(history, 1)
        for run in range(100):
            hold(history, session, run, actual_ms=10, dump={"run": run})
        assert history.session(session).active_ms == 1_000
        assert history.dump(session) == {"run": 99}
        assert others_view(history, "SELECT count(*) FROM sessions") == [(0,)]
        assert history.end(session, "completed").active_ms == 1_000
    assert others_view(history, "SELECT active_ms, dump FROM sessions") == [(1_000, '{"run":99}')]


def test_a_transaction_that_fails_leaves_nothing(history: History) -> None:
    def fail_at_the_end() -> None:
        with history.transaction():
            hold(history, begin(history, 1), 0, dump={"n": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()
    assert history.sessions() == []
    session = begin(history, 1)
    assert (history.dump(session), history.session(session).active_ms) == (None, 0)


def test_a_call_that_fails_inside_a_transaction_undoes_itself_only(history: History) -> None:
    with history.transaction():
        session = begin(history, 1)
        hold(history, session, 0, actual_ms=5)
        with pytest.raises(HistoryRefused):
            begin(history, 1)
        with suppress(ZeroDivisionError), history.transaction():
            hold(history, session, 1, actual_ms=7, dump={"undone": True})
            raise ZeroDivisionError
        hold(history, session, 2, actual_ms=9)
    assert [row.run for row in history.phases(session)] == [0, 2]
    assert history.session(session).active_ms == 14
    assert history.dump(session) is None


def test_an_edit_is_later_than_the_one_before_even_when_the_clock_is_set_back(history: History, clock: Clock) -> None:
    session = begin(history, 1)
    times = [history.session(session).updated_at]
    clock.now -= timedelta(days=400)
    hold(history, session, 0)
    times.append(history.session(session).updated_at)
    times.append(history.rate(session, after=3).updated_at)
    times.append(history.remove(session).updated_at)
    times.append(history.restore(session).updated_at)
    assert times == sorted(set(times))
    assert datetime.fromisoformat(times[-1]) - datetime.fromisoformat(times[0]) == timedelta(microseconds=4)


@pytest.mark.parametrize(
    "changes",
    [
        {"level": 101},
        {"level": True},
        {"id": "not a uuid"},
        {"id": uuid(1).upper().replace("0", "A")},
        {"name": "two\nlines"},
        {"name": "\x1b]0;title\x07"},
        {"routine": "\ud800"},
        {"routine": ""},
        {"pain_before": 11},
        {"pain_before": -1},
        {"planned_ms": -1},
        {"planned_ms": 2**70},
        {"plan": {"name": "\u202eevil"}},
        {"plan": {"name": "bell\a"}},
        {"plan": {"n": float("nan")}},
        {"plan": {"n": 2**64}},
        {"plan": {"n": {1, 2}}},
        {"dump": [1]},
    ],
)
def test_a_session_that_could_not_be_exported_is_not_begun(history: History, changes: dict[str, object]) -> None:
    with pytest.raises(HistoryRefused):
        begin(history, 1, **changes)
    assert history.sessions() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "jump"},
        {"side": "both"},
        {"outcome": "completed"},
        {"actual_ms": -1},
        {"actual_ms": 1.5},
        {"targets": "glutes"},
        {"targets": [3]},
        {"secondary": ["\x9b"]},
        {"name": "a\u2028b"},
        {"static": 1},
        {"dump": {"k": [[[float("inf")]]]}},
    ],
)
def test_a_phase_that_is_none_is_refused(history: History, changes: dict[str, object]) -> None:
    session = begin(history, 1)
    with pytest.raises(HistoryRefused):
        hold(history, session, 0, **changes)  # type: ignore[arg-type]
    assert history.phases(session) == []


def test_a_phase_without_one_of_its_keys_is_refused(history: History) -> None:
    session = begin(history, 1)
    with pytest.raises(HistoryRefused, match="index: is missing"):
        history.phase_ended(session, {}, run=0, at_ms=0, actual_ms=0, outcome="done", static=True)


def test_snapshots_nested_without_end_are_refused(history: History) -> None:
    plan: dict[str, object] = {}
    for _ in range(5_000):
        plan = {"below": plan}
    with pytest.raises(HistoryRefused, match="nested"):
        begin(history, 1, plan=plan)


def test_backslashes_and_quotes_are_no_control_characters(history: History) -> None:
    plan = {"text": r'a "quoted" C:\new\table \u001b', "end": "\\"}
    assert history.plan(begin(history, 1, plan=plan)) == plan


def test_what_belongs_to_no_session_is_refused(history: History) -> None:
    for act in (
        lambda: hold(history, uuid(9), 0),
        lambda: history.store_dump(uuid(9), {}),
        lambda: history.end(uuid(9), "completed"),
        lambda: history.reopen(uuid(9)),
        lambda: history.abandon(uuid(9)),
        lambda: history.plan(uuid(9)),
    ):
        with pytest.raises(HistoryRefused, match="no session"):
            act()


def test_an_id_that_is_taken_is_refused(history: History) -> None:
    whole(history, 1)
    with pytest.raises(HistoryRefused):
        begin(history, 1)
    assert len(history.sessions()) == 1


def test_a_history_opened_for_reading_refuses_to_write(history: History) -> None:
    begin(history, 1)
    with open_history(history.path, write=False) as reader, pytest.raises(HistoryError, match="reading only"):
        begin(reader, 2)


def test_a_closed_history_says_so(tmp_path: Path) -> None:
    history = open_history(tmp_path / "history.db", write=True)
    history.close()
    history.close()
    with pytest.raises(HistoryError, match="closed"):
        history.sessions()


def test_a_time_without_its_offset_is_our_own_mistake(history: History) -> None:
    with pytest.raises(ValueError, match="offset"):
        begin(history, 1, started_at=datetime(2025, 1, 1))
