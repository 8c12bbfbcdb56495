"""What the home screen is told of the log."""

from datetime import date, timedelta
from pathlib import Path

from history.makers import START, Clock, begin, hold, uuid, whole
from stretchtui.history import open_history
from stretchtui.past import read_past
from stretchtui.paths import Paths
from stretchtui.today import Past

TODAY = date(2025, 3, 28)  # a Friday
NOW = START + timedelta(hours=1)
WITHIN = 12 * 3_600_000


def paths(folder: Path) -> Paths:
    return Paths.under(folder)


def test_without_a_log_nothing_was_done_and_no_file_is_made(tmp_path: Path) -> None:
    assert read_past(paths(tmp_path), TODAY, WITHIN, now=NOW) == Past()
    assert not list(tmp_path.iterdir())


def test_the_last_day_of_each_routine_the_days_in_a_row_and_the_time_of_the_week_are_told(tmp_path: Path) -> None:
    with open_history(paths(tmp_path).history, write=True, now=Clock()) as history:
        for number, days in enumerate((0, 1, 2, 9), start=1):
            whole(history, number, routine=f"r{number % 2}", started_at=START - timedelta(days=days))
        whole(history, 7, routine="simulated", simulated=True, started_at=START)
        stopped = begin(history, 8, routine="stopped", started_at=START - timedelta(days=3))
        hold(history, stopped)
        history.end(stopped, "stopped")
        whole(history, 9, routine="removed", started_at=START)
        history.remove(uuid(9))
    found = read_past(paths(tmp_path), TODAY, WITHIN, now=NOW)
    assert found.last == {"r1": TODAY, "r0": TODAY - timedelta(days=1)}
    assert found.streak == 3
    assert found.week_ms == 3 * 40_000 + 20_000
    assert found.unfinished is None  # others were done since
    assert not found.fault


def test_a_session_that_was_stopped_last_can_be_gone_on_with(tmp_path: Path) -> None:
    with open_history(paths(tmp_path).history, write=True, now=Clock()) as history:
        whole(history, 1, started_at=START - timedelta(days=1))
        stopped = begin(history, 2, name="Evening", routine="evening", started_at=START)
        hold(history, stopped, dump={"version": 1})
        history.end(stopped, "stopped", dump={"version": 1})
    kept = read_past(paths(tmp_path), TODAY, WITHIN, now=NOW).unfinished
    assert kept is not None
    assert (kept.session, kept.routine, kept.name, kept.day) == (uuid(2), "evening", "Evening", TODAY)


def test_a_log_that_cannot_be_read_is_said_and_nothing_else(tmp_path: Path) -> None:
    place = paths(tmp_path).history
    place.parent.mkdir()
    place.write_bytes(b"no database" * 100)
    before = place.read_bytes()
    found = read_past(paths(tmp_path), TODAY, WITHIN, now=NOW)
    assert found == Past(fault=found.fault)
    assert "history.db" in found.fault
    assert place.read_bytes() == before


def test_a_session_that_was_stopped_too_long_ago_is_not_offered(tmp_path: Path) -> None:
    with open_history(paths(tmp_path).history, write=True, now=Clock()) as history:
        stopped = begin(history, 2, started_at=START, dump={"version": 1})
        history.end(stopped, "stopped", START + timedelta(minutes=5))
    for hours, offered in ((12, True), (13, False)):
        found = read_past(paths(tmp_path), TODAY, WITHIN, now=START + timedelta(hours=hours))
        assert (found.unfinished is not None) is offered


def test_a_session_from_a_clock_that_was_wrong_hides_nothing(tmp_path: Path) -> None:
    with open_history(paths(tmp_path).history, write=True, now=Clock()) as history:
        stopped = begin(history, 2, started_at=START, dump={"version": 1})
        history.end(stopped, "stopped", START + timedelta(minutes=5))
        whole(history, 3, started_at=START + timedelta(days=4_000))
    found = read_past(paths(tmp_path), TODAY, WITHIN, now=NOW)
    assert found.unfinished is not None
    assert found.unfinished.session == uuid(2)
    assert found.week_ms == 0
