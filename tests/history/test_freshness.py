"""How long a session can be gone on with, and how those that were cut off are closed."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from history.makers import START, Clock, begin, hold, uuid, whole
from stretchcore import Session, Start, make_plan, plan_to_data, read_routine
from stretchtui.history import (
    NOTED_AT,
    History,
    HistoryCorrupt,
    close_stale,
    export_lines,
    import_lines,
    last_known,
    open_history,
    resumable,
    stale,
)
from stretchtui.keeping import CannotGoOn, NothingKept, close_stale_sessions, find_kept
from stretchtui.lock import Running, SessionLock, runs
from stretchtui.paths import Paths

HOUR = timedelta(hours=1)
WITHIN = 12 * 3_600_000


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(Paths.under(tmp_path).history, write=True, now=Clock()) as history:
        yield history


def cut_off(history: History, number: int, started_at: datetime = START, /, **dump: object) -> str:
    """Record a session of two phases that nobody ended."""
    session = begin(history, number, started_at=started_at)
    for run in (0, 1):
        hold(history, session, run, dump={"version": 1, "at_ms": (run + 1) * 20_000, **dump})
    return session


def known(history: History, session: str) -> datetime:
    return last_known(history, history.session(session))


def test_the_last_known_of_a_session_is_the_latest_of_what_it_has_written(history: History) -> None:
    assert known(history, begin(history, 1, started_at=START)) == START
    assert known(history, cut_off(history, 2)) == START + timedelta(seconds=40)
    assert known(history, cut_off(history, 3, at_ms=90_000)) == START + timedelta(seconds=90)
    noted = (START + 5 * HOUR).isoformat(timespec="milliseconds")
    assert known(history, cut_off(history, 4, START, **{NOTED_AT: noted})) == START + 5 * HOUR
    stopped = cut_off(history, 5)
    history.end(stopped, "stopped", START + HOUR)
    assert known(history, stopped) == START + HOUR


@pytest.mark.parametrize("dump", [{"at_ms": "x"}, {"at_ms": -1}, {"at_ms": 10**15}, {NOTED_AT: "soon"}, {NOTED_AT: 3}])
def test_a_dump_that_says_nonsense_is_passed_over(history: History, dump: dict[str, object]) -> None:
    assert known(history, cut_off(history, 1, START, **dump)) == START + timedelta(seconds=40)


def test_a_session_can_be_gone_on_with_for_its_hours_and_the_last_heard_of_comes_first(history: History) -> None:
    early, late = cut_off(history, 1, at_ms=3 * 3_600_000), cut_off(history, 2, START + HOUR)
    for hours, found in ((2, [early, late]), (13, [early, late]), (14, [early]), (16, [])):
        assert [row.id for row in resumable(history, WITHIN, START + hours * HOUR)] == found
    # A clock that was wrong, and is right again.
    assert resumable(history, WITHIN, START - 48 * HOUR) == []


def test_what_was_cut_off_too_long_ago_is_closed_with_the_last_known_instant_as_its_end(history: History) -> None:
    session = cut_off(history, 1)
    fresh = cut_off(history, 2, START + 10 * HOUR)
    now = START + 20 * HOUR
    closed = close_stale(history, WITHIN, now, ())
    assert [row.id for row in closed] == [session]
    row = history.session(session)
    assert (row.outcome, row.ended_at) == ("abandoned", "2025-03-28T07:00:40.250+01:00")
    assert history.session(fresh).outcome is None
    assert [phase.run for phase in history.phases(session)] == [0, 1]
    assert history.dump(session) is not None
    assert stale(history, WITHIN, now) == close_stale(history, WITHIN, now, ()) == []


def test_a_session_that_was_stopped_stays_so_and_one_that_runs_stays_open(history: History) -> None:
    stopped, running = cut_off(history, 1), cut_off(history, 2)
    simulated = begin(history, 3, simulated=True, started_at=START)
    history.end(stopped, "stopped", START)
    assert close_stale(history, WITHIN, START + 99 * HOUR, (running,)) == []
    assert history.session(stopped).outcome == "stopped"
    assert history.session(running).outcome is None
    assert history.session(simulated).outcome is None


def test_whoever_closes_a_session_writes_the_same_and_yields_to_what_was_really_done(tmp_path: Path) -> None:
    with open_history(tmp_path / "a.db", write=True, now=Clock()) as first:
        session = cut_off(first, 1)
        early = "".join(export_lines(first))
        first.end(session, "completed", START + HOUR)
        late = "".join(export_lines(first))
    texts = []
    for name in ("b.db", "c.db"):
        # Their clocks are far ahead, and what they write on their own accord is to lose all the same.
        with open_history(tmp_path / name, write=True, now=Clock(START + 9_999 * HOUR)) as other:
            import_lines(other, io.BytesIO(early.encode()))
            assert len(close_stale(other, WITHIN, START + 9_999 * HOUR, ())) == 1
            texts.append("".join(export_lines(other)))
            assert texts[-1] != early
            import_lines(other, io.BytesIO(early.encode()))
            assert "".join(export_lines(other)) == texts[-1]
            import_lines(other, io.BytesIO(late.encode()))
            assert "".join(export_lines(other)) == late
    assert texts[0] == texts[1]


def test_the_program_closes_nothing_that_another_process_runs(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    with open_history(paths.history, write=True, now=Clock()) as history:
        running, gone = cut_off(history, 1), cut_off(history, 2)
    lock = SessionLock(paths.lock)
    lock.take("Lower-back relief", running)
    assert runs(paths.lock) == Running("Lower-back relief", running)
    assert close_stale_sessions(paths, WITHIN, now=START + 99 * HOUR) == 1
    with open_history(paths.history, write=False) as history:
        assert {row.id: row.outcome for row in history.sessions()} == {running: None, gone: "abandoned"}
    lock.release()
    assert runs(paths.lock) is None
    assert close_stale_sessions(paths, WITHIN, now=START + 99 * HOUR) == 1
    assert close_stale_sessions(paths, WITHIN, now=START + 99 * HOUR) == 0


@pytest.mark.parametrize("text", ["", "[]", "{", '{"session": 3}', '{"session": "x", "pid": 1}', "\xff"])
def test_what_a_crash_left_in_the_locks_file_is_no_session_that_runs(tmp_path: Path, text: str) -> None:
    place = tmp_path / "lock"
    assert runs(place) is None
    place.write_text(text, encoding="latin-1")
    assert runs(place) is None
    assert place.read_text(encoding="latin-1") == text


def test_without_a_log_nothing_is_closed_and_no_file_is_made(tmp_path: Path) -> None:
    assert close_stale_sessions(Paths.under(tmp_path), WITHIN) == 0
    assert not list(tmp_path.iterdir())


def test_a_session_that_is_too_old_is_refused_with_the_hours_and_the_setting(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    with open_history(paths.history, write=True, now=Clock()) as history:
        cut_off(history, 1)
        whole(history, 2)
    now = START + 13 * HOUR
    with pytest.raises(NothingKept, match="no session of the last 12 h to go on with"):
        find_kept(paths, WITHIN, now=now)
    for closed in (False, True):  # whether or not it has been closed meanwhile
        if closed:
            assert close_stale_sessions(paths, WITHIN, now=now) == 1
        with pytest.raises(CannotGoOn) as refused:
            find_kept(paths, WITHIN, "00000001", now=now)
        assert str(refused.value) == (
            "the session 00000001 was last heard of on 2025-03-28 at 07:00, and can be gone on with for 12 h only;"
            " that is the setting resume_within"
        )
    with pytest.raises(CannotGoOn, match="is over; it cannot be gone on with"):
        find_kept(paths, WITHIN, uuid(2), now=now)


@pytest.mark.parametrize("change", [{"version": 2}, {"state": "flying"}, {"index": 99}, {"elapsed_ms": "5"}])
def test_a_session_whose_dump_is_none_is_refused_and_not_begun(tmp_path: Path, change: dict[str, object]) -> None:
    plan = make_plan(read_routine('name = "It"\nsteps = [{ name = "Lean", hold = "20s" }]', "it", {}).good(), {})
    session = Session(plan)
    session.send(Start(), 0)
    good = session.dump(9_000)
    paths = Paths.under(tmp_path)
    with open_history(paths.history, write=True, now=Clock()) as history:
        begin(history, 1, started_at=START, plan=plan_to_data(plan, steps=True), dump=good)
    assert find_kept(paths, WITHIN, now=START + HOUR).dump == good
    with open_history(paths.history, write=True, now=Clock()) as history:
        history.store_dump(uuid(1), {**good, **change})
    with pytest.raises(CannotGoOn, match="cannot be gone on with: "):
        find_kept(paths, WITHIN, now=START + HOUR)


@pytest.mark.parametrize("at_ms", [2**63 - 1, 10**15])
def test_a_phase_at_an_instant_that_cannot_be_is_damage_and_no_fault_of_ours(tmp_path: Path, at_ms: int) -> None:
    path = Paths.under(tmp_path).history
    with open_history(path, write=True, now=Clock()) as history:
        cut_off(history, 1)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE phases SET at_ms = ?", (at_ms,))
    connection.close()
    with open_history(path, write=False) as history:
        for look in (resumable, stale):
            with pytest.raises(HistoryCorrupt, match="times are out of bounds"):
                look(history, WITHIN, START)
    assert close_stale_sessions(Paths.under(tmp_path), WITHIN, now=START) == 0
