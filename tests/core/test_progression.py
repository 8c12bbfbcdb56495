"""The rule of the level: up, down, stay and why, on single cases, on any history, and on the four of the page."""

import importlib.util
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchcore.progression import Answer, DoneSession, LevelAdvice, LevelReason, advise_level

DAY_ONE = date(2026, 1, 5)
DAY_MS = 86_400_000
DOCS = Path(__file__).parents[2] / "docs"


def on(day: int) -> date:
    return DAY_ONE + timedelta(days=day)


def done(day: int, level: int = 20, pain: tuple[int | None, int | None] = (3, 3), **more: Any) -> DoneSession:
    return DoneSession(on(day), day * DAY_MS, level, more.pop("outcome", "completed"), *pain, **more)


def answered(day: int, *, before_sessions: bool = False) -> Answer:
    return Answer(on(day), day * DAY_MS - before_sessions)


def ask(*sessions: DoneSession, today: int, level: int = 20, **more: Any) -> LevelAdvice:
    return advise_level(sessions, level, on(today), **more)


THREE = (done(0), done(2), done(4))
UNRATED = (None, None)

# -- up ----------------------------------------------------------------------------------------------------------------


def test_three_completed_sessions_without_more_pain_suggest_the_next_level() -> None:
    found = ask(*THREE, today=7)
    assert (found.level, found.from_level, found.reason, found.is_change) == (30, 20, LevelReason.UP, True)
    assert found.why == "Three sessions without more pain: 30 % would be next."
    assert "10.1016/S0304-3959(01)00349-9" in found.source
    assert found.care == ""


def test_two_do_not_and_it_is_told_what_is_missing() -> None:
    found = ask(*THREE[:2], today=7)
    assert (found.level, found.reason, found.is_change) == (20, LevelReason.MORE, False)
    assert found.why == "One more completed session without more pain, and 30 % would be next."


def test_it_goes_gradually_a_week_at_each_level() -> None:
    assert ask(*THREE, today=5).why == (
        "Three sessions without more pain. Go gradually: in two days, 30 % would be next."
    )
    found = ask(*THREE, today=6)
    assert (found.level, found.reason) == (20, LevelReason.WEEK)
    assert found.why.endswith("Go gradually: tomorrow, 30 % would be next.")


@pytest.mark.parametrize(
    "other",
    [
        done(4, level=10),
        done(4, level=30),
        done(4, outcome="stopped"),
        done(4, outcome="abandoned"),
        done(4, active_share=0.74),
        done(4, pain=(3, 4)),
    ],
    ids=["lower", "higher", "stopped", "abandoned", "skipped", "one point more"],
)
def test_a_session_that_was_another_level_not_whole_or_with_more_pain_does_not_count(other: DoneSession) -> None:
    assert ask(*THREE[:2], other, today=7).reason is LevelReason.MORE
    assert ask(*THREE[:2], other, done(5), today=7).reason is LevelReason.UP  # and it sets nobody back


def test_a_session_without_a_rating_counts_half() -> None:
    five = [done(day, pain=UNRATED) for day in range(5)]
    assert ask(*five, today=7).why == (
        "One more completed session without more pain, and 30 % would be next. One whose pain is not rated counts half."
    )
    found = ask(*five, done(5, pain=(None, 2)), today=7)
    assert (found.level, found.why) == (30, "Six sessions completed, and no pain told of: 30 % would be next.")
    assert ask(*five[:4], done(5), today=7).reason is LevelReason.UP


def test_nothing_is_higher_than_the_highest() -> None:
    three = [replace(one, level=95) for one in THREE]
    assert ask(*three, today=7, level=95).level == 100
    found = ask(*(replace(one, level=100) for one in THREE), today=7, level=100)
    assert (found.level, found.reason) == (100, LevelReason.HIGHEST)


def test_what_was_kept_is_not_suggested_again_before_three_new_sessions() -> None:
    assert ask(*THREE, today=7, answer=answered(7)).reason is LevelReason.MORE
    again = (*THREE, done(8), done(9), done(10))
    assert ask(*again, today=14, answer=answered(7)).reason is LevelReason.WEEK
    assert ask(*again, today=15, answer=answered(7)).reason is LevelReason.UP


def test_what_was_done_before_a_pause_does_not_count_after_it() -> None:
    assert ask(*THREE[:2], done(16), today=17).reason is LevelReason.MORE
    assert ask(*THREE[:2], done(15), today=17).reason is LevelReason.UP


def test_a_few_moments_do_not_bridge_a_pause_between_the_sessions_that_count() -> None:
    moments = done(8, outcome="stopped", active_share=0.1)
    assert ask(done(0), moments, done(16), done(17), today=18).reason is LevelReason.MORE
    half = replace(moments, active_share=0.5)
    assert ask(done(0), half, done(16), done(17), today=18).reason is LevelReason.UP


# -- down after pain ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "why"),
    [
        (done(5, 40, (3, 5)), "Pain rose from 3 to 5 in the last session: 20 % would be gentler."),
        (done(5, 40, (7, 7)), "Pain was 7 after the last session: 20 % would be gentler."),
        (done(5, 40, (9, 7)), "Pain was 7 after the last session: 20 % would be gentler."),
        (done(5, 40, (None, 8)), "Pain was 8 after the last session: 20 % would be gentler."),
        (done(5, 40, UNRATED, pain_phases=1), "It hurt in the last session: 20 % would be gentler."),
        (done(5, 40, (3, 5), outcome="stopped", active_share=0.1), "Pain rose from 3 to 5 in the last session: 20 % w"),
    ],
)
def test_a_session_that_hurt_suggests_two_steps_down(session: DoneSession, why: str) -> None:
    found = ask(*(replace(one, level=40) for one in THREE), session, today=7, level=40)
    assert (found.level, found.reason) == (20, LevelReason.PAIN)
    assert found.why.startswith(why)


@pytest.mark.parametrize("pain", [(3, 4), (None, 6), (6, 6), (5, None), (10, 6)])
def test_less_than_that_is_no_reason_to_go_down(pain: tuple[int | None, int | None]) -> None:
    assert ask(done(5, 40, pain), today=7, level=40).level == 40


def test_after_severe_pain_a_doctor_is_named_even_where_there_is_no_level_to_lower() -> None:
    for more in ({}, {"level": 0}, {"has_ranges": False}):
        found = ask(done(1, 0, (5, 7)), today=1, **more)
        assert found.care.startswith("Pain was strong after a recent session: ease off for now.")
        assert "see a doctor" in found.care
    assert ask(done(1, 20, (4, 6)), today=1).care == ""


def test_below_the_lowest_there_is_nothing_and_what_hurts_is_to_be_left_out() -> None:
    found = ask(done(1, 0, (2, 5)), today=1, level=0)
    assert (found.level, found.reason, found.is_change) == (0, LevelReason.PAIN, False)
    assert "leave it out" in found.why


def test_pain_at_a_higher_level_than_ones_own_does_not_lower_it_and_keeps_it_from_rising() -> None:
    found = ask(*THREE, done(5, level=60, pain=(2, 6)), today=7)
    assert (found.level, found.reason) == (20, LevelReason.MORE)


def test_pain_at_a_lower_level_counts_from_there() -> None:
    assert ask(done(5, level=30, pain=(2, 6)), today=7, level=80).level == 10


def test_pain_is_over_when_as_much_went_well_after_it_as_it_takes_to_go_up() -> None:
    hurt = done(0, pain=(2, 5))
    found = ask(hurt, done(1), done(2), today=9)
    assert (found.level, found.reason) == (0, LevelReason.PAIN)
    assert "in a recent session" in found.why
    assert ask(hurt, done(1), done(2), done(3), today=10).reason is LevelReason.UP


def test_what_went_well_at_a_lower_level_does_not_make_up_for_pain_at_ones_own() -> None:
    gentle = [done(day, level=10) for day in (1, 2, 3, 4)]
    assert ask(done(0, 40, (2, 5)), *gentle, today=10, level=40).level == 20


def test_pain_that_was_answered_is_not_told_again_and_new_pain_of_the_same_day_is() -> None:
    hurt = done(5, 40, (2, 5))
    assert ask(hurt, today=5, level=40, answer=answered(5)).reason is LevelReason.MORE
    assert ask(hurt, today=5, level=40, answer=answered(5, before_sessions=True)).reason is LevelReason.PAIN


# -- down after a pause ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "level"), [(0, 80), (13, 80), (14, 40), (20, 40), (21, 20), (27, 20), (28, 0), (9_999, 0)]
)
def test_a_pause_lowers_the_level_in_proportion(days: int, level: int) -> None:
    found = ask(done(0, 80), today=days, level=80)
    assert found.level == level
    assert (found.reason is LevelReason.PAUSE) == (level < 80)


def test_it_is_told_how_long_the_pause_is_and_the_level_is_a_round_one() -> None:
    found = ask(done(0, 50), today=22, level=50)
    assert (found.level, found.why) == (10, "Three weeks since the last session: 10 % would be an easy way back.")
    assert "PubMed 11297019" in found.source


def test_a_pause_that_was_answered_is_told_again_when_it_has_grown() -> None:
    last = done(0, 80)
    assert ask(last, today=16, level=80, answer=answered(15)).level == 80
    assert ask(last, today=21, level=80, answer=answered(15)).level == 20
    assert ask(last, today=21, level=40, answer=answered(15)).level == 20
    assert ask(last, today=14, level=80, answer=answered(13)).level == 40


def test_a_few_moments_end_no_pause_and_half_a_session_does() -> None:
    assert ask(done(0, 80), done(20, 80, outcome="stopped", active_share=0.4), today=21, level=80).level == 20
    assert ask(done(0, 80), done(20, 80, outcome="stopped", active_share=0.5), today=21, level=80).level == 80


def test_of_pain_and_a_pause_the_lower_level_is_meant() -> None:
    assert ask(done(0, 80), done(28, 80, (2, 5)), today=28, level=80).reason is LevelReason.PAUSE
    found = ask(done(0, 80), done(14, 30, (2, 5)), today=14, level=80)
    assert (found.level, found.reason) == (10, LevelReason.PAIN)


# -- staying -----------------------------------------------------------------------------------------------------------


def test_who_is_new_begins_where_they_are() -> None:
    found = ask(today=0, level=0)
    assert (found.level, found.reason) == (0, LevelReason.NEW)


def test_a_routine_without_ranges_has_no_level_to_change() -> None:
    assert ask(*THREE, today=7, has_ranges=False).reason is LevelReason.NO_RANGES


def test_sessions_of_a_clock_that_was_wrong_are_left_out_and_those_over_the_date_line_are_not() -> None:
    assert ask(*THREE[:2], done(9), today=7).reason is LevelReason.MORE
    assert ask(*THREE[:2], done(8), today=7).reason is LevelReason.UP


@pytest.mark.parametrize("level", [-1, 101])
def test_a_level_out_of_its_bounds_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="a level is 0 to 100"):
        advise_level((), level, DAY_ONE)
    with pytest.raises(ValueError, match="a level is 0 to 100"):
        done(0, level)


@pytest.mark.parametrize("wrong", [{"pain": (11, 0)}, {"pain": (0, -1)}, {"pain_phases": -1}, {"active_share": -0.1}])
def test_a_session_that_cannot_have_been_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"pain is 0 to 10|no less than"):
        done(0, **wrong)


# -- any history -------------------------------------------------------------------------------------------------------

levels = st.sampled_from((0, 5, 10, 20, 30, 33, 50, 80, 95, 100))
pains = st.one_of(st.none(), st.integers(0, 10))
calm = st.builds(lambda day, level, pain: done(day, level, (pain, pain)), st.integers(0, 50), levels, st.integers(0, 6))
anything = st.builds(
    lambda day, level, before, after, **more: done(day, level, (before, after), **more),
    st.integers(0, 50),
    levels,
    pains,
    pains,
    outcome=st.sampled_from(("completed", "completed", "stopped", "abandoned")),
    pain_phases=st.sampled_from((0, 0, 0, 1)),
    active_share=st.sampled_from((0.1, 0.6, 1.0)),
)
histories = st.lists(st.one_of(calm, anything), max_size=12).map(lambda some: sorted(some, key=lambda one: one.at_ms))
answers = st.one_of(st.none(), st.integers(0, 50).map(answered))
painful = anything.filter(lambda one: one.is_painful)
days = st.integers(0, 60)


@given(histories, levels, days, answers)
def test_the_suggestion_is_within_bounds_a_step_at_most_upwards_and_always_the_same(
    sessions: list[DoneSession], level: int, today: int, answer: Answer | None
) -> None:
    found = ask(*sessions, today=today, level=level, answer=answer)
    assert 0 <= found.level <= min(100, level + 10)
    assert found == ask(*sessions, today=today, level=level, answer=answer)
    assert found.why.endswith(".")
    assert found.is_change == (found.level != level)
    assert (found.level > level) == (found.reason is LevelReason.UP)


@given(histories, levels, days, answers)
def test_who_takes_it_and_asks_again_is_told_to_stay(
    sessions: list[DoneSession], level: int, today: int, answer: Answer | None
) -> None:
    taken = ask(*sessions, today=today, level=level, answer=answer).level
    again = ask(*sessions, today=today, level=taken, answer=Answer(on(today), (today + 1) * DAY_MS))
    assert not again.is_change


@given(histories, levels, days)
def test_a_way_down_that_was_taken_goes_no_further_even_where_the_answer_is_not_remembered(
    sessions: list[DoneSession], level: int, today: int
) -> None:
    taken = ask(*sessions, today=today, level=level).level
    if taken < level:
        assert ask(*sessions, today=today, level=taken).level >= taken


@given(histories, painful, levels, days, answers)
def test_one_more_painful_session_never_raises_the_suggestion(
    sessions: list[DoneSession], hurt: DoneSession, level: int, today: int, answer: Answer | None
) -> None:
    more = sorted((*sessions, hurt), key=lambda one: one.at_ms)
    before = ask(*sessions, today=today, level=level, answer=answer)
    assert ask(*more, today=today, level=level, answer=answer).level <= before.level


@given(histories, painful, levels, answers)
def test_nothing_goes_up_right_after_a_session_that_hurt(
    sessions: list[DoneSession], hurt: DoneSession, level: int, answer: Answer | None
) -> None:
    last = replace(hurt, day=on(51), at_ms=51 * DAY_MS)
    for today in (51, 58):
        assert ask(*sessions, last, today=today, level=level, answer=answer).level <= level


@given(histories, levels, days, st.integers(0, 200))
def test_a_longer_pause_never_suggests_a_higher_level_than_a_shorter_one(
    sessions: list[DoneSession], level: int, extra: int, longer: int
) -> None:
    shorter = ask(*sessions, today=64 + extra, level=level)
    assert ask(*sessions, today=64 + extra + longer, level=level).level <= shorter.level


# -- the four of the page ----------------------------------------------------------------------------------------------


def page() -> Any:
    spec = importlib.util.spec_from_file_location("make_progression", DOCS / "make_progression.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("steady", [0, 10, 20, 30, 30, 40, 50, 60]),
        ("painful", [40, 30, 10, 20, 20, 30, 10, 10]),
        ("lapsed", [60, 60, 30, 10, 0, 0, 0, 10, 10, 20, 20]),
        ("new", [0, 0, 10, 10, 20, 20]),
    ],
)
def test_the_four_histories_lead_week_by_week_where_the_page_says(name: str, ends: list[int]) -> None:
    made = page()
    (history,) = (one for one in made.HISTORIES if one.name == name)
    assert [week.said[-1].level for week in made.follow(history)] == ends
