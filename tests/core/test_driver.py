"""What a driver does beside waiting: it beats, and lost time pauses the session at the last moment it was alive."""

import pytest

from core.engine_plans import TWO_HOLDS
from stretchcore import Driver, IllegalCommand, Jump, Pause, Paused, Resume, Session, Start, State
from stretchcore.driver import BEAT_MS, GAP_MS


def driver_in_a_hold(now: int = 0, *, watch_gaps: bool = True) -> Driver:
    driver = Driver(Session(TWO_HOLDS), now, watch_gaps=watch_gaps)
    driver.send(Start(), now)
    driver.send(Jump(1), now)  # 20 s long
    return driver


def test_before_the_start_in_a_pause_and_at_the_end_there_is_nothing_to_wake_for() -> None:
    driver = Driver(Session(TWO_HOLDS), 0)
    assert driver.wake_ms is None
    driver.send(Start(), 0)
    driver.send(Pause(), 500)
    assert driver.wake_ms is None
    driver.send(Resume(), 900)
    now = 900
    while driver.wake_ms is not None:
        now = driver.wake_ms
        driver.advance(now)
    assert driver.session.state is State.ENDED
    assert now == 400 + TWO_HOLDS.total_ms  # the pause took 400 ms, and the gap that it was in has no lead-in


def test_it_wakes_for_a_beat_or_for_the_deadline_where_that_comes_first() -> None:
    driver = driver_in_a_hold()
    assert driver.wake_ms == BEAT_MS
    driver.advance(9_500)  # late, which is a gap
    driver.send(Resume(), 9_500)
    driver.advance(10_600)
    assert driver.session.deadline == 12_500  # the end of the lead-in
    driver.advance(11_600)
    assert driver.wake_ms == 12_500


def test_time_that_was_lost_pauses_the_session_at_the_last_moment_it_was_alive() -> None:
    driver = driver_in_a_hold(1_000_000)
    driver.advance(1_004_000 - GAP_MS)
    driver.advance(1_004_000)  # at the limit
    assert driver.session.state is State.RUNNING
    assert driver.advance(1_004_000 + GAP_MS + 1) == (Paused(4_000, 1, "gap"),)
    assert driver.session.view(2_000_000).elapsed_ms == 4_000


def test_a_machine_that_slept_is_a_gap_where_its_clock_stood_still() -> None:
    driver = Driver(Session(TWO_HOLDS), 0, 77)
    driver.send(Start(), 0, 77)
    assert driver.advance(900, 77 + GAP_MS) == ()  # at the limit
    assert driver.advance(950, 77 + 3 * GAP_MS) == (Paused(900, 0, "gap"),)


def test_a_gap_comes_before_the_command_that_ends_it() -> None:
    driver = driver_in_a_hold()
    paused, lead_in = driver.send(Resume(), 60_000)
    assert paused == Paused(0, 1, "gap")
    assert lead_in.at_ms == 60_000


def test_a_gap_that_an_illegal_command_came_upon_is_told_by_the_next_call_which_is_due_at_once() -> None:
    driver = driver_in_a_hold()
    with pytest.raises(IllegalCommand):
        driver.send(Pause(), 60_000)
    assert driver.wake_ms == 60_000
    assert driver.advance(60_000) == (Paused(0, 1, "gap"),)
    assert driver.advance(60_001) == ()
    assert driver.wake_ms is None


def test_time_that_is_lost_in_a_pause_is_no_gap() -> None:
    driver = driver_in_a_hold()
    driver.send(Pause(), 1_000)
    driver.advance(3_600_000, 3_600_000)
    events = driver.send(Resume(), 3_601_000, 3_600_000)
    assert not any(isinstance(event, Paused) for event in events)


def test_a_simulated_clock_loses_no_time_and_needs_no_beat() -> None:
    driver = driver_in_a_hold(watch_gaps=False)
    assert driver.wake_ms == driver.session.deadline
    driver.advance(15_000)
    assert driver.session.state is State.RUNNING
