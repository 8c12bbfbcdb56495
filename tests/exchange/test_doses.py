"""Doses in plain words."""

import pytest

from exchange.paper import all_sorts, built_in, exercise
from stretchcore.exercise import Dose, Exercise, Position
from stretchcore.times import CountRange, TimeRange, parse_time
from stretchcore.words import Side
from stretchtui.exchange.doses import length_words, range_words, usual_dose
from stretchtui.exchange.leaflet import leaflet


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (1_000, "1 second"),
        (2_500, "2.5 seconds"),
        (60_000, "1 minute"),
        (90_000, "1 minute 30 seconds"),
        (3_900_000, "1 hour 5 minutes"),
    ],
)
def test_a_length_is_said_in_whole_words(ms: int, words: str) -> None:
    assert length_words(ms) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("20s", "20 seconds"),
        ("20-30s", "20 to 30 seconds"),
        ("1-2m", "1 to 2 minutes"),
        ("30s-1m", "30 seconds to 1 minute"),
        ("45s-1m30s", "45 seconds to 1 minute 30 seconds"),
        ("1-3s", "1 to 3 seconds"),
        ("5 breaths", "5 breaths"),
        ("3-5 breaths", "3 to 5 breaths"),
    ],
)
def test_a_range_is_said_in_whole_words(written: str, words: str) -> None:
    assert range_words(parse_time(written)) == words


def test_each_sort_of_step_is_a_sentence_that_needs_no_timer() -> None:
    doses = [entry.dose for entry in leaflet(all_sorts()).entries]
    assert doses == [
        "Keep going for 1 minute.",
        "Hold for 20 seconds, 2 times.",
        "Left side: hold for 30 seconds, 2 times. Right side: hold for 20 seconds, 3 times.",
        "Left side: hold for 5 seconds, 5 times. Right side: hold for 8 seconds, 5 times. Change sides every time.",
        "Hold for 10 seconds, 6, 4, then 2 times on each side. Do 3 sets, with 20 seconds of rest between them.",
        "Hold for as long as it feels right on the left side only.",
        "At your own pace, 10 times on each side, in turn.",
        "Hold for 20 seconds, 3 times.",
        "10 times: hollow back for 5 seconds, then round back for 5 seconds.",
    ]


def test_the_side_that_goes_first_is_said_where_it_is_not_the_left() -> None:
    doses = [entry.dose for entry in leaflet(all_sorts(Side.RIGHT)).entries]
    assert [number for number, dose in enumerate(doses, 1) if "Begin with the right side." in dose] == [3, 4, 5, 7]
    assert not any("Begin" in entry.dose for entry in leaflet(all_sorts()).entries)


def test_the_dose_of_an_exercise_alone_keeps_its_ranges() -> None:
    assert usual_dose(exercise("supine-twist")) == "Hold for 15 to 30 seconds, 3 times on each side."
    assert usual_dose(exercise("rest-on-your-back")) == "Stay for 6 breaths."
    twist = usual_dose(exercise("reverse-russian-twist"))
    assert twist.endswith("in turn. Do 1 to 2 sets, with 20 seconds of rest between them.")


def test_an_exercise_without_a_dose_has_no_words_for_one() -> None:
    assert usual_dose(Exercise("x", "X", (Position("p", "P"),))) == ""


def test_names_within_a_sentence_are_small_only_where_they_are_words() -> None:
    second = TimeRange.of_ms(1_000)
    positions = (Position("a", "Arms up", second), Position("t", "T-shape", second), Position("x", "X", second))
    found = usual_dose(Exercise("x", "X", positions, dose=Dose(reps=(CountRange(2, 2),))))
    assert found == "2 times: arms up for 1 second, then T-shape for 1 second, then X for 1 second."


def test_the_level_decides_the_figures() -> None:
    low, high = (leaflet(built_in("quick-relief", level)) for level in (0, 100))
    assert low.entries[2].dose == "Hold for 15 seconds, 2 times on each side."
    assert high.entries[2].dose == "Hold for 30 seconds, 2 times on each side."
    assert "level 100 %" in high.footnote
