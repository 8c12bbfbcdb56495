"""What was done, counted from a session's events."""

from app.stage import BRIDGE, COOL_DOWN, HOLD, OPEN, RIGHT, all_sorts
from stretchcore.commands import Back, Command, Extend, Jump, Pain, Skip, Start, Stop
from stretchcore.events import SessionOutcome
from stretchcore.session import Session
from stretchcore.words import Side
from stretchtui.app.screens.summary import GLASS, done_words, paragraphs
from stretchtui.app.tally import Tally


def tally_of(*steps: Command | int) -> Tally:
    """Run a session: commands are sent, numbers are milliseconds that pass."""
    session = Session(all_sorts())
    tally = Tally(session.plan)
    now = 0
    tally(session.send(Start(), now))
    for step in steps:
        if isinstance(step, int):
            now += step
            tally(session.advance(now))
        else:
            tally(session.send(step, now))
    return tally


def test_held_time_is_counted_by_side_and_gaps_are_not() -> None:
    tally = tally_of(Jump(HOLD), 20_000 + 3_000 + 20_000 + 5_000 + 12_000, Stop())
    (knee,) = tally.rows
    assert knee.held_ms == {Side.LEFT: 40_000, Side.RIGHT: 12_000}
    assert knee.unfinished
    assert tally.active_ms == 52_000
    assert tally.outcome is SessionOutcome.STOPPED


def test_what_was_skipped_is_said_and_the_time_before_the_skip_counts() -> None:
    tally = tally_of(Jump(HOLD), 5_000, Skip(), 3_000, 20_000, Stop())
    assert tally.rows[0].held_ms == {Side.LEFT: 25_000}
    assert tally.rows[0].skipped == 1
    assert done_words(tally.rows[0]) == "left 25 s, 1 skipped"


def test_pain_is_said_and_both_sides_end() -> None:
    tally = tally_of(Jump(HOLD), 7_000, Pain(), Stop())
    assert tally.rows[0].pain
    assert done_words(tally.rows[0]) == "left 7 s, stopped by pain"
    assert any("hurt" in one.text for one in paragraphs(tally, []))


def test_pain_while_getting_ready_counts_the_exercise_with_no_time() -> None:
    tally = tally_of(Jump(HOLD - 1), 2_000, Pain(), Stop())
    assert done_words(tally.rows[0]) == "stopped by pain"


def test_going_back_counts_what_was_really_held() -> None:
    tally = tally_of(Jump(HOLD), 5_000, Back(), 20_000, Stop())
    assert tally.rows[0].held_ms == {Side.LEFT: 25_000}


def test_a_longer_hold_counts_as_long_as_it_was() -> None:
    tally = tally_of(Jump(RIGHT), Extend(10_000), 30_000, 3_000, Stop())
    assert tally.rows[0].held_ms == {Side.RIGHT: 30_000}


def test_exercises_that_were_not_reached_are_counted() -> None:
    tally = tally_of(Jump(BRIDGE), 6_000, Stop())
    assert tally.not_reached == len(all_sorts().steps) - 1
    assert any("5 exercises not reached" in one.text for one in paragraphs(tally, []))


def test_a_completed_session_ends_with_a_glass_of_water_and_with_what_was_switched_off() -> None:
    tally = tally_of(Jump(COOL_DOWN), 60_000)
    assert tally.outcome is SessionOutcome.COMPLETED
    texts = [one.text for one in paragraphs(tally, ["the log cannot be written"])]
    assert GLASS in texts
    assert "the log cannot be written" in texts


def test_an_open_phase_counts_the_time_that_it_took() -> None:
    from stretchcore.commands import Done

    tally = tally_of(Jump(OPEN), 33_400, Done(), Stop())
    assert tally.rows[0].held_ms == {None: 33_400}
    assert done_words(tally.rows[0]) == "33 s"
