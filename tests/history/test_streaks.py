"""Days in a row: what breaks them and what does not, on made histories."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from history.makers import Clock, begin, uuid, whole
from stretchtui.history import open_history
from stretchtui.streaks import Streaks, count_streaks, read_streaks

DAY = timedelta(days=1)


def streaks(folder: Path, now: str, *started: str, stopped: tuple[str, ...] = ()) -> Streaks:
    """Record sessions that begin at these local times, in this order, and count."""
    at = datetime.fromisoformat(now)
    with open_history(folder / "history.db", write=True, now=Clock()) as history:
        for number, text in enumerate(started, start=1):
            when = datetime.fromisoformat(text)
            whole(history, number, started_at=when)
        for number, text in enumerate(stopped, start=500):
            history.end(begin(history, number, started_at=datetime.fromisoformat(text)), "stopped")
        return read_streaks(history, at.date(), at)


def test_days_in_a_row_reach_up_to_today_or_yesterday() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3, 5, 6)]
    assert count_streaks(days, date(2026, 3, 6)) == Streaks(2, 3)
    assert count_streaks(days, date(2026, 3, 7)) == Streaks(2, 3)
    assert count_streaks(days, date(2026, 3, 8)) == Streaks(0, 3)
    assert count_streaks([], date(2026, 3, 8)) == Streaks(0, 0)
    assert count_streaks(reversed([*days, *days]), date(2026, 3, 6)) == Streaks(2, 3)


@pytest.mark.parametrize(
    ("start", "offsets"),
    [
        ("2026-03-27", ("+01:00", "+01:00", "+02:00", "+02:00")),
        ("2026-10-23", ("+02:00", "+02:00", "+01:00", "+01:00")),
    ],
)
def test_daylight_saving_changes_nothing(tmp_path: Path, start: str, offsets: tuple[str, ...]) -> None:
    first = date.fromisoformat(start)
    for hour in ("00:01", "02:30", "23:59"):
        (tmp_path / hour[:2]).mkdir()
        times = [f"{first + DAY * number}T{hour}:00{offset}" for number, offset in enumerate(offsets)]
        assert streaks(tmp_path / hour[:2], times[-1], *times) == Streaks(4, 4)


def test_a_session_across_midnight_belongs_to_the_day_on_which_it_began(tmp_path: Path) -> None:
    times = ["2026-03-01T23:58:00+00:00", "2026-03-02T23:59:59+00:00"]
    assert streaks(tmp_path, "2026-03-03T12:00:00+00:00", *times) == Streaks(2, 2)
    again = tmp_path / "later"
    again.mkdir()
    assert streaks(again, "2026-03-04T00:30:00+00:00", *times).current == 0


def test_a_day_that_never_existed_does_not_break_the_row(tmp_path: Path) -> None:
    # Samoa went over the date line at the end of 29 December 2011; the 30th was left out.
    times = ["2011-12-28T08:00:00-10:00", "2011-12-29T20:00:00-10:00", "2011-12-31T08:00:00+14:00"]
    assert streaks(tmp_path, "2011-12-31T20:00:00+14:00", *times) == Streaks(3, 3)


def test_a_flight_that_takes_most_of_a_day_does_not_break_the_row(tmp_path: Path) -> None:
    # Los Angeles to Sydney: away in the evening of the 1st, there in the morning of the 3rd.
    times = ["2026-03-01T08:00:00-08:00", "2026-03-03T20:00:00+11:00"]
    assert streaks(tmp_path, "2026-03-03T21:00:00+11:00", *times) == Streaks(2, 2)


def test_on_the_day_of_arrival_the_row_waits_for_its_session(tmp_path: Path) -> None:
    times = ["2026-02-28T08:00:00-08:00", "2026-03-01T08:00:00-08:00"]
    assert streaks(tmp_path, "2026-03-03T09:00:00+11:00", *times) == Streaks(2, 2)
    stayed = tmp_path / "stayed"
    stayed.mkdir()
    assert streaks(stayed, "2026-03-03T09:00:00-08:00", *times) == Streaks(0, 2)


def test_a_shorter_journey_leaves_enough_of_the_day_to_stretch(tmp_path: Path) -> None:
    times = ["2026-03-01T08:00:00+00:00", "2026-03-03T20:00:00+11:30"]
    assert streaks(tmp_path, "2026-03-03T21:00:00+11:30", *times) == Streaks(1, 1)


def test_two_days_that_were_missed_are_missed_however_one_travels(tmp_path: Path) -> None:
    times = ["2026-03-01T08:00:00-10:00", "2026-03-04T20:00:00+14:00"]
    assert streaks(tmp_path, "2026-03-04T21:00:00+14:00", *times) == Streaks(1, 1)


def test_a_day_that_is_lived_twice_counts_once_and_is_not_the_future(tmp_path: Path) -> None:
    # Over the date line eastwards: what was the 31st is the 30th once more.
    times = ["2026-12-29T08:00:00+14:00", "2026-12-30T08:00:00+14:00", "2026-12-31T08:00:00+14:00"]
    now = "2026-12-30T20:00:00-10:00"
    assert streaks(tmp_path, now, *times) == Streaks(3, 3)
    again = tmp_path / "again"
    again.mkdir()
    assert streaks(again, now, *times, "2026-12-30T19:00:00-10:00") == Streaks(3, 3)


def test_a_clock_that_was_in_the_future_neither_makes_nor_breaks_a_row(tmp_path: Path) -> None:
    right = ["2026-03-01T08:00:00+00:00", "2026-03-02T08:00:00+00:00", "2026-03-03T08:00:00+00:00"]
    wrong = [f"2036-03-0{day}T08:00:00+00:00" for day in range(1, 8)]
    assert streaks(tmp_path, "2026-03-03T09:00:00+00:00", *right[:2], *wrong, right[2]) == Streaks(3, 3)


def test_only_a_completed_session_makes_a_day_and_a_removed_one_unmakes_it(tmp_path: Path) -> None:
    times = ["2026-03-01T08:00:00+00:00", "2026-03-02T08:00:00+00:00", "2026-03-03T08:00:00+00:00"]
    now = "2026-03-03T09:00:00+00:00"
    stopped = ("2026-02-28T08:00:00+00:00",)
    assert streaks(tmp_path, now, *times, stopped=stopped) == Streaks(3, 3)
    with open_history(tmp_path / "history.db", write=True, now=Clock()) as history:
        history.remove(uuid(2))
        at = datetime.fromisoformat(now)
        assert read_streaks(history, at.date(), at) == Streaks(1, 1)
