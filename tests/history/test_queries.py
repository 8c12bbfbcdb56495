"""What was done is found again, rated, removed and restored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from history.makers import START, Clock, begin, hold, phase, uuid, whole
from stretchtui.history import History, HistoryRefused, csv_rows, open_history, show_data


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", write=True, now=Clock()) as history:
        yield history


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_sessions_are_listed_newest_first_by_the_instant_whatever_the_zone(history: History) -> None:
    begin(history, 1, started_at=local("2025-03-28T23:00:00+09:00"))
    begin(history, 2, started_at=local("2025-03-28T08:00:00-07:00"))
    begin(history, 3, started_at=local("2025-03-28T14:30:00+00:00"))
    assert [row.id for row in history.sessions()] == [uuid(2), uuid(3), uuid(1)]


def test_the_day_of_a_session_is_the_local_one_it_was_lived_on(history: History) -> None:
    begin(history, 1, started_at=local("2025-03-29T00:30:00+13:00"))
    begin(history, 2, started_at=local("2025-03-30T03:30:00+02:00"))
    assert [row.day for row in history.sessions(since=date(2025, 3, 29))] == ["2025-03-30", "2025-03-29"]
    assert [row.id for row in history.sessions(since=date(2025, 3, 30))] == [uuid(2)]


def test_sessions_are_chosen_by_routine_number_and_kind(history: History) -> None:
    for number in range(1, 6):
        started_at = START + timedelta(hours=number)
        begin(history, number, routine=f"r{number % 2}", simulated=number == 4, started_at=started_at)
    history.remove(uuid(5))
    assert [row.id for row in history.sessions()] == [uuid(4), uuid(3), uuid(2), uuid(1)]
    assert [row.id for row in history.sessions(routine="r0")] == [uuid(4), uuid(2)]
    assert [row.id for row in history.sessions(limit=2)] == [uuid(4), uuid(3)]
    assert history.sessions(limit=0) == []
    assert uuid(4) not in {row.id for row in history.sessions(include_simulated=False)}
    assert history.sessions(include_deleted=True)[0].id == uuid(5)


def test_a_session_is_found_by_the_beginning_of_its_id(history: History) -> None:
    whole(history, 0xABCD1234)
    whole(history, 0xABCE0000)
    assert history.session("abcd").id == uuid(0xABCD1234)
    assert history.session(f" {uuid(0xABCE0000).upper()} ").id == uuid(0xABCE0000)
    with pytest.raises(HistoryRefused, match="several") as several:
        history.session("abc")
    assert uuid(0xABCD1234) in str(several.value)
    assert uuid(0xABCE0000) in str(several.value)


@pytest.mark.parametrize("ref", ["", "  ", "%", "_", "g", "0' OR 1=1", "\x1b[2J", "é", "a" * 37])
def test_what_is_no_id_is_refused_in_one_safe_line(history: History, ref: str) -> None:
    whole(history, 1)
    with pytest.raises(HistoryRefused) as refused:
        history.session(ref)
    assert str(refused.value).isprintable()


def test_no_session_of_that_id_is_said_so(history: History) -> None:
    with pytest.raises(HistoryRefused, match="no session's id begins with ffff"):
        history.session("ffff")


def test_the_log_prints_exactly_its_keys(history: History) -> None:
    session = whole(history, 1, simulated=True, started_at=START)
    data = history.rate(session, before=5, after=3, note="better").to_data()
    assert " ".join(data) == (
        "id routine name started_at ended_at level outcome planned_ms active_ms pain_before pain_after note simulated"
    )
    assert data["simulated"] is True
    assert (data["pain_before"], data["pain_after"], data["note"], data["active_ms"]) == (5, 3, "better", 40_000)


def test_showing_a_session_adds_its_phases_with_what_was_done(history: History) -> None:
    session = begin(history, 1)
    hold(history, session, 1, actual_ms=20_000)
    hold(history, session, 0, actual_ms=12_345, outcome="pain")
    shown = show_data(history.session(session), history.phases(session))
    assert shown["phases"] == [
        {**phase(0), "at_ms": 0, "actual_ms": 12_345, "outcome": "pain", "run": 0, "pauses": []},
        {**phase(1), "at_ms": 20_000, "actual_ms": 20_000, "outcome": "done", "run": 1, "pauses": []},
    ]


def test_a_rating_changes_only_what_was_given(history: History) -> None:
    session = whole(history, 1)
    history.rate(session, before=6, note="stiff")
    row = history.rate(session[:4], after=0)
    assert (row.pain_before, row.pain_after, row.note) == (6, 0, "stiff")
    row = history.rate(session, before=None, note="")
    assert (row.pain_before, row.pain_after, row.note) == (None, 0, None)
    assert history.session(session) == row
    assert history.rate(session) == row


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"before": 11}, "pain before: is not from 0 to 10"),
        ({"after": -1}, "pain after: is not from 0 to 10"),
        ({"after": True}, "pain after: is not a whole number"),
        ({"note": "a\nb"}, r"note: holds the refused character U\+000A"),
        ({"note": "x" * 2_001}, "note: is longer than 2,000 characters"),
    ],
)
def test_a_rating_out_of_bounds_is_refused(history: History, values: dict[str, Any], message: str) -> None:
    session = whole(history, 1)
    before = history.session(session)
    with pytest.raises(HistoryRefused, match=message):
        history.rate(session, **values)
    assert history.session(session) == before


def test_a_removed_session_leaves_the_log_and_the_statistics_and_comes_back_whole(history: History) -> None:
    session = whole(history, 1)
    before = (history.dose(), history.dose_by_week(), history.exercises_done(), history.days(), history.phases(session))
    removed = history.remove(session)
    assert removed.deleted_at == removed.updated_at
    assert history.sessions() == []
    assert (history.dose(), history.dose_by_week(), history.exercises_done(), history.days()) == ([], [], [], [])
    with pytest.raises(HistoryRefused):
        history.remove(session)
    assert history.restore(session).deleted_at is None
    assert history.restore(session) == history.session(session)
    after = (history.dose(), history.dose_by_week(), history.exercises_done(), history.days(), history.phases(session))
    assert after == before


def test_a_session_removed_while_it_runs_is_recorded_and_not_counted(history: History) -> None:
    session = begin(history, 1)
    hold(history, session, 0)
    history.remove(session)
    hold(history, session, 1)
    assert history.dose() == []
    history.restore(session)
    assert {dose.held_ms for dose in history.dose()} == {40_000}


def test_unfinished_sessions_are_those_that_can_be_gone_on_with(history: History) -> None:
    begin(history, 1, dump={"n": 1}, started_at=START)
    begin(history, 2)
    begin(history, 3, dump={}, started_at=START + timedelta(days=1), routine="neck")
    begin(history, 4, dump={}, simulated=True)
    for number, outcome in ((5, "completed"), (6, "abandoned")):
        history.end(begin(history, number, dump={}), outcome)
    begin(history, 7, dump={})
    history.remove(uuid(7))
    history.end(uuid(3), "stopped")
    assert [row.id for row in history.unfinished()] == [uuid(3), uuid(1)]
    assert [row.id for row in history.unfinished(routine="lower-back-relief", limit=5)] == [uuid(1)]


def test_a_table_for_a_spreadsheet_runs_no_formula(history: History) -> None:
    begin(history, 1, name='=HYPERLINK("http://x")', routine="-r", started_at=START, pain_before=0)
    history.rate(uuid(1), note=" @SUM(1)")
    header, row = csv_rows(history.sessions())
    assert header[0] == "id"
    cells = dict(zip(header, row, strict=True))
    assert cells["name"] == '\'=HYPERLINK("http://x")'
    assert cells["routine"] == "'-r"
    assert cells["note"] == "' @SUM(1)"
    assert (cells["pain_before"], cells["pain_after"], cells["simulated"]) == ("0", "", "false")
