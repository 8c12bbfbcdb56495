"""Whose turn it is to play, and what becomes of a player that is off."""

from stretchtui.cues.players import STRIKES, PlayerProgram
from stretchtui.cues.roster import RETRY_MS, Roster

BEST, OTHER = (PlayerProgram(name, (name, "{file}")) for name in ("best", "other"))


def test_the_best_player_has_the_first_turn() -> None:
    assert Roster((BEST, OTHER)).first(0) is BEST
    assert Roster(()).first(0) is None
    assert not Roster(())


def test_a_player_that_has_never_played_is_dropped_at_its_first_failure() -> None:
    roster = Roster((BEST, OTHER))
    assert roster.note_failed(BEST, 0)
    assert roster.first(10 * RETRY_MS) is OTHER
    assert roster.note_failed(OTHER, 0)
    assert not roster
    assert roster.first_off == (BEST, False)


def test_a_player_that_has_played_keeps_its_turn_after_one_failure_while_another_one_steps_in() -> None:
    roster = Roster((BEST, OTHER))
    roster.note_played(BEST)
    assert not roster.note_failed(BEST, 0)
    assert roster.after(BEST, 0) is OTHER
    assert roster.first(0) is BEST


def test_after_two_failures_in_a_row_a_player_rests_and_is_tried_again() -> None:
    roster = Roster((BEST,))
    roster.note_played(BEST)
    for now_ms in (0, 1_000, 1_000 + RETRY_MS):
        assert roster.first(now_ms) is BEST
        roster.note_failed(BEST, now_ms)
    assert roster
    assert roster.first(1_000 + 2 * RETRY_MS - 1) is None
    assert roster.first(1_000 + 2 * RETRY_MS) is BEST


def test_a_sound_in_between_makes_up_for_a_failure() -> None:
    roster = Roster((BEST,))
    for now_ms in range(5):
        roster.note_played(BEST)
        assert roster.first_off is None
        assert not roster.note_failed(BEST, now_ms)
    assert roster.first(5) is BEST


def test_a_player_that_hangs_is_dropped_though_it_has_played() -> None:
    roster = Roster((BEST, OTHER))
    roster.note_played(BEST)
    roster.note_hung(BEST)
    assert roster.first(10 * RETRY_MS) is OTHER
    assert roster.first_off == (BEST, True)


def test_a_player_that_is_slow_several_times_in_a_row_hangs() -> None:
    roster = Roster((BEST, OTHER))
    for _ in range(STRIKES - 1):
        roster.note_slow(BEST)
    roster.note_played(BEST)
    for _ in range(STRIKES - 1):
        roster.note_slow(BEST)
    assert roster.first(0) is BEST
    roster.note_slow(BEST)
    assert roster.first(0) is OTHER
