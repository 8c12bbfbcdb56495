"""The reminder itself: when it comes, how it is written, what its file may say, and when it keeps quiet."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from history.makers import begin, hold
from stretchtui.history import open_history
from stretchtui.lock import SessionLock, runs
from stretchtui.paths import Paths
from stretchtui.reminders.reminder import (
    BadReminder,
    Reminder,
    changed,
    format_clock,
    format_days,
    parse_days,
    read_reminder,
    to_data,
    write_reminder,
)
from stretchtui.reminders.telling import is_wanted

MONDAY = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=1)))


def at(clock: str, day: int = 0) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def times(**said: str) -> list[str]:
    return [format_clock(minute) for minute in changed(None, **said).minutes]  # type: ignore[arg-type]


# -- when it comes -----------------------------------------------------------------------------------------------------


def test_the_first_comes_so_long_after_the_start_and_none_after_the_end() -> None:
    assert times(every="50m", during="09:00-11:30") == ["09:50", "10:40", "11:30"]
    assert times(every="50m", during="09:00-11:29") == ["09:50", "10:40"]
    assert times(every="1h", during="22:00-24:00") == ["23:00"]
    assert times(every="12h", during="00:00-12:00") == ["12:00"]
    assert len(times(every="5m", during="00:00-24:00")) == 287


def test_named_times_take_the_place_of_a_length_and_the_other_way_round() -> None:
    named = changed(None, at=["15:00", "10:30", "10:30"])
    assert (named.every_ms, named.at) == (None, (630, 900))
    again = changed(named, every="1h")
    assert (again.every_ms, again.at) == (3_600_000, ())


def test_what_is_not_said_stays() -> None:
    before = changed(None, every="1h", during="10:00-12:00", days="sat,sun", routine="mine", quiet_after="0m")
    after = changed(before, days="mon")
    assert after == Reminder("mine", 3_600_000, (600, 720), (0,), (), 0)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"every": "4m"}, "is not between 5 minutes and 12 hours"),
        ({"every": "13h"}, "is not"),
        ({"every": "90s"}, "is not in whole minutes"),
        ({"every": "20-30m"}, "is no single length of time"),
        ({"every": "60 breaths"}, "is no single length of time"),
        ({"every": "often"}, '"often" is not a time; write 50m or 1h30m'),
        ({"every": "50 minutes"}, 'did you mean "50m"?'),
        ({"every": "2h", "during": "09:00-10:00"}, "2h is longer than 09:00-10:00"),
        ({"during": "18:00-09:00"}, "ends before it begins"),
        ({"during": "09:00-09:00"}, "ends before it begins"),
        ({"during": "9-18"}, "is no window of a day; write 09:00-18:00"),
        ({"during": "25:00-26:00"}, '"25:00" is not a time of day'),
        ({"days": "mon-fry"}, '"fry" is no day of the week; did you mean fri?'),
        ({"days": ""}, "is no day of the week"),
        ({"days": "mon-"}, "is no day of the week"),
        ({"at": ["24:00"]}, "is not a time of day"),
        ({"at": [f"10:{minute}" for minute in range(10, 35)]}, "at most 24"),
        ({"at": ["10:30"], "every": "50m"}, "not both"),
        ({"at": ["10:30"], "during": "09:00-18:00"}, "named times need no window"),
        ({"quiet_after": "13h"}, "is not"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write_instead(said: dict[str, str], words: str) -> None:
    with pytest.raises(BadReminder, match=re.escape(words)):
        changed(None, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "days", "written"),
    [
        ("mon-fri", (0, 1, 2, 3, 4), "mon-fri"),
        ("Sat, Sun", (5, 6), "sat,sun"),
        ("fri-mon", (0, 4, 5, 6), "mon,fri-sun"),
        ("wed", (2,), "wed"),
        ("daily", tuple(range(7)), "daily"),
        ("mon-sun", tuple(range(7)), "daily"),
        ("mon,wed,fri", (0, 2, 4), "mon,wed,fri"),
    ],
)
def test_days_are_read_and_written(text: str, days: tuple[int, ...], written: str) -> None:
    assert parse_days(text) == days
    assert format_days(days) == written
    assert parse_days(written) == days


def test_the_next_one_is_found_over_the_night_and_the_weekend() -> None:
    reminder = changed(None, every="50m", during="09:00-18:00", days="mon-fri")
    assert reminder.next_after(at("00:00")) == at("09:50")
    assert reminder.next_after(at("09:50")) == at("10:40")
    assert reminder.next_after(at("17:20")) == at("09:50", 1)
    assert reminder.next_after(at("17:20", 4)) == at("09:50", 7)
    alone = changed(None, at=["10:30"], days="mon")
    assert alone.next_after(at("10:30")) == at("10:30", 7)


# -- its file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reminder",
    [
        Reminder(),
        changed(None, at=["10:30", "15:00"], days="daily", quiet_after="0m"),
        changed(None, every="1h30m", during="00:00-24:00", days="sun", routine="mine", quiet_after="2h"),
    ],
)
def test_what_is_written_is_read_again(tmp_path: Path, reminder: Reminder) -> None:
    file = tmp_path / "config" / "reminder.toml"
    write_reminder(file, reminder)
    assert read_reminder(file) == (reminder, ())


def test_without_a_file_there_is_no_reminder(tmp_path: Path) -> None:
    assert read_reminder(tmp_path / "reminder.toml") == (None, ())


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("every = 50", "2:9", 'write "50m"'),
        ('evry = "50m"', "2:1", "did you mean `every`?"),
        ('during = "18:00-09:00"', "2:10", "ends before it begins"),
        ('every = "50m"\nat = ["10:30"]', "3:6", "take `at` or `every` out"),
        ('at = ["10:30", "25:00"]', "2:16", "is not a time of day"),
        ('every = "2h"\nduring = "09:00-10:00"', "3:10", "no reminder fits"),
        ('routine = "My Routine"', "2:11", "is not an id"),
        ("every = ", "2:", ""),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    file = tmp_path / "reminder.toml"
    file.write_text(f"# mine\n{text}\n")
    reminder, problems = read_reminder(file)
    assert reminder is None
    assert str(problems[0]).startswith(f"{file}:{place}")
    assert words in problems[0].message


def test_a_folder_in_the_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    assert read_reminder(tmp_path)[1][0].code == "unreadable"


def test_what_is_shown_has_every_key_of_the_file() -> None:
    assert list(to_data(Reminder())) == ["routine", "every", "during", "at", "days", "quiet_after"]


# -- when it keeps quiet -----------------------------------------------------------------------------------------------


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path)


@pytest.mark.parametrize(
    ("clock", "day", "wanted"),
    [
        ("08:59", 0, False),
        ("09:00", 0, True),
        ("13:10", 4, True),
        ("18:00", 0, True),
        ("18:01", 0, False),
        ("23:30", 0, False),
        ("13:10", 5, False),
    ],
)
def test_it_comes_within_its_window_and_days_only(paths: Paths, clock: str, day: int, wanted: bool) -> None:
    assert is_wanted(Reminder(), paths, at(clock, day)) == wanted
    assert not paths.data.exists()


@pytest.mark.parametrize(("clock", "wanted"), [("10:29", False), ("10:30", True), ("10:45", True), ("10:46", False)])
def test_a_named_time_that_is_long_over_is_not_made_up_for(paths: Paths, clock: str, wanted: bool) -> None:
    assert is_wanted(changed(None, at=["10:30"]), paths, at(clock)) == wanted


def test_it_keeps_quiet_while_a_session_runs(paths: Paths) -> None:
    lock = SessionLock(paths.lock)
    lock.take("Test", "id")
    assert runs(paths.lock) is not None
    assert not is_wanted(Reminder(), paths, at("13:10"))
    lock.release()
    assert runs(paths.lock) is None
    assert is_wanted(Reminder(), paths, at("13:10"))


def test_a_session_that_crashed_keeps_nobody_quiet(paths: Paths) -> None:
    paths.state.mkdir()
    paths.lock.write_text('{"routine": "Test"}')
    assert is_wanted(Reminder(), paths, at("13:10"))


def log(paths: Paths, ended: datetime, outcome: str, active_ms: int, *, simulated: bool = False) -> None:
    with open_history(paths.history, write=True, now=lambda: ended) as history:
        started = ended - timedelta(milliseconds=active_ms)
        session = begin(history, 1, simulated=simulated, started_at=started, dump={})
        hold(history, session, actual_ms=active_ms)
        history.end(session, outcome, ended, None)


@pytest.mark.parametrize(
    ("ended", "outcome", "active_ms", "simulated", "wanted"),
    [
        ("12:41", "completed", 200_000, False, False),
        ("12:39", "completed", 200_000, False, True),
        ("13:09", "completed", 20_000, False, False),
        ("13:00", "stopped", 60_000, False, False),
        ("13:00", "stopped", 59_000, False, True),
        ("13:00", "completed", 200_000, True, True),
    ],
)
def test_it_keeps_quiet_after_a_session_that_counts(
    paths: Paths, ended: str, outcome: str, active_ms: int, simulated: bool, wanted: bool
) -> None:
    log(paths, at(ended), outcome, active_ms, simulated=simulated)
    assert is_wanted(Reminder(), paths, at("13:10")) == wanted
    assert is_wanted(Reminder(), paths, at("13:10").astimezone(UTC).astimezone(MONDAY.tzinfo)) == wanted


def test_a_log_that_cannot_be_read_is_no_reason_to_be_quiet(paths: Paths) -> None:
    paths.data.mkdir()
    paths.history.write_text("no database")
    assert is_wanted(Reminder(), paths, at("13:10"))
