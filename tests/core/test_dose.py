"""The dose of a week: what counts for a side, what is enough, when the sides are uneven, in which order it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchcore import advice, dose
from stretchcore.dose import MuscleDose, weekly
from stretchcore.words import Side

times = st.integers(0, 3_600_000)
doses = st.builds(MuscleDose, st.sampled_from(("glutes", "neck", "chest")), times, times, times)


def test_the_figures_of_the_evidence_are_minutes_a_week_a_session_and_a_stretch() -> None:
    assert (dose.ENOUGH_A_WEEK_MS, dose.ENOUGH_A_SESSION_MS, dose.ENOUGH_A_STRETCH_MS) == (600_000, 240_000, 60_000)


def test_the_advice_on_a_routine_and_the_dose_mean_the_same_four_minutes_and_the_same_source() -> None:
    assert vars(advice)["ENOUGH_A_SESSION_MS"] is dose.ENOUGH_A_SESSION_MS
    assert vars(advice)["INGRAM"] is dose.INGRAM


def test_time_without_a_side_counts_for_both_and_the_lower_side_is_what_the_muscle_has() -> None:
    found = MuscleDose("glutes", none_ms=60_000, left_ms=240_000, right_ms=120_000)
    assert (found.side_ms(Side.LEFT), found.side_ms(Side.RIGHT)) == (300_000, 180_000)
    assert found.lower_ms == 180_000
    assert found.progress == pytest.approx(0.3)
    assert found.left_to_do_ms == 420_000


def test_more_than_a_week_asks_for_is_told_and_nothing_is_left_to_do() -> None:
    found = MuscleDose("neck", none_ms=900_000)
    assert (found.progress, found.left_to_do_ms) == (1.5, 0)


def test_of_one_session_no_more_than_four_minutes_bring_a_gain_and_the_week_is_not_cut() -> None:
    found = MuscleDose("neck", none_ms=300_000)
    assert (found.useful_ms, found.lower_ms) == (240_000, 300_000)
    assert MuscleDose("neck", left_ms=300_000, right_ms=100_000).useful_ms == 100_000


@pytest.mark.parametrize(
    ("none_ms", "left_ms", "right_ms", "said"),
    [
        (0, 0, 0, None),
        (0, 100_000, 100_000, None),
        (0, 0, 29_999, None),
        (0, 0, 30_000, "the left side is 30 s behind"),
        (0, 30_000, 0, "the right side is 30 s behind"),
        (0, 160_000, 200_000, None),  # a fifth of the greater, and no more
        (0, 159_000, 200_000, "the left side is 41 s behind"),
        (100_000, 60_000, 100_000, None),  # what both have got makes it a fifth
        (99_000, 60_000, 100_000, "the left side is 40 s behind"),
        (0, 20_400, 100_000, "the left side is 1 min 20 s behind"),
    ],
)
def test_a_side_is_behind_by_more_than_a_fifth_and_half_a_minute(
    none_ms: int, left_ms: int, right_ms: int, said: str | None
) -> None:
    found = MuscleDose("glutes", none_ms, left_ms, right_ms).unevenness
    assert (None if found is None else str(found)) == said


@given(doses)
def test_the_mirror_image_has_the_same_dose_and_the_other_side_behind(found: MuscleDose) -> None:
    mirrored = MuscleDose(found.muscle, found.none_ms, found.right_ms, found.left_ms)
    assert mirrored.lower_ms == found.lower_ms
    if found.unevenness is None:
        assert mirrored.unevenness is None
    else:
        assert mirrored.unevenness is not None
        assert mirrored.unevenness.behind is found.unevenness.behind.other
        assert mirrored.unevenness.by_ms == found.unevenness.by_ms


@pytest.mark.parametrize("name", ["none_ms", "left_ms", "right_ms"])
def test_a_negative_time_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no less than 0 ms"):
        MuscleDose("neck", **{name: -1})


def test_two_muscles_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="neck and chest are two muscles"):
        MuscleDose("neck") + MuscleDose("chest")


def test_a_week_shows_the_fullest_first_and_what_has_nothing_yet_last() -> None:
    done = [MuscleDose("neck", 10_000), MuscleDose("glutes", 0, 50_000, 20_000), MuscleDose("neck", 5_000, 1_000, 0)]
    assert weekly(done, ["traps", "neck", "biceps"]) == (
        MuscleDose("glutes", 0, 50_000, 20_000),
        MuscleDose("neck", 15_000, 1_000, 0),
        MuscleDose("biceps"),
        MuscleDose("traps"),
    )


def test_a_muscle_that_has_one_side_stands_before_one_that_has_nothing() -> None:
    assert [one.muscle for one in weekly([MuscleDose("neck", 0, 9_000, 0)], ["chest"])] == ["neck", "chest"]


@given(st.lists(doses), st.lists(st.sampled_from(("neck", "traps"))))
def test_no_time_is_lost_or_made_whatever_the_order(found: list[MuscleDose], muscles: list[str]) -> None:
    week = weekly(found, muscles)
    assert week == weekly(reversed(found), reversed(muscles))
    assert {one.muscle for one in week} == {one.muscle for one in found} | set(muscles)
    assert sum(one.left_ms for one in week) == sum(one.left_ms for one in found)
    assert [one.lower_ms for one in week] == sorted((one.lower_ms for one in week), reverse=True)
