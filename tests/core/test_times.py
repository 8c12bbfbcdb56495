"""Times and counts: how they are written, what a level makes of them, how they are shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine_plans import runs
from stretchcore.times import (
    MAX_PHASE_MS,
    BadTime,
    CountRange,
    TimeRange,
    ceil_seconds,
    format_clock,
    format_count,
    format_minutes,
    format_range,
    format_span,
    parse_count,
    parse_time,
)

BREATH_MS = 10_000

WRITTEN: list[tuple[object, int, int]] = [
    ("20s", 20_000, 20_000),
    ("20 s", 20_000, 20_000),
    ("20", 20_000, 20_000),
    (20, 20_000, 20_000),
    (2.5, 2_500, 2_500),
    ("2.5", 2_500, 2_500),
    ("2.5s", 2_500, 2_500),
    ("0.1s", 100, 100),
    (0.1, 100, 100),
    ("0s", 0, 0),
    (0, 0, 0),
    ("2m", 120_000, 120_000),
    ("1.5m", 90_000, 90_000),
    ("1h", 3_600_000, 3_600_000),
    ("1m30s", 90_000, 90_000),
    ("1m 30s", 90_000, 90_000),
    ("1 m 30 s", 90_000, 90_000),
    ("1h30m", 5_400_000, 5_400_000),
    ("1h2m3s", 3_723_000, 3_723_000),
    ("1m2.5s", 62_500, 62_500),
    ("20-30s", 20_000, 30_000),
    ("20–30s", 20_000, 30_000),
    ("20 - 30 s", 20_000, 30_000),
    ("20s-30s", 20_000, 30_000),
    ("20-30", 20_000, 30_000),
    ("1-2m", 60_000, 120_000),
    ("45s-2m", 45_000, 120_000),
    ("1m-90s", 60_000, 90_000),
    ("45-1m30s", 45_000, 90_000),
    ("1m-1m30s", 60_000, 90_000),
    ("2.5-3.5s", 2_500, 3_500),
    ("20-20s", 20_000, 20_000),
    ("6 counts", 6_000, 6_000),
    ("6counts", 6_000, 6_000),
    ("1 count", 1_000, 1_000),
    ("6 count", 6_000, 6_000),
    ("6-8 counts", 6_000, 8_000),
    ("2.5 counts", 2_500, 2_500),
    ("1 breath", 10_000, 10_000),
    ("5 breaths", 50_000, 50_000),
    ("5breaths", 50_000, 50_000),
    ("2.5 breaths", 25_000, 25_000),
    ("3-5 breaths", 30_000, 50_000),
    ("3–5 breaths", 30_000, 50_000),
    ("  20s  ", 20_000, 20_000),
]


@pytest.mark.parametrize(("value", "low_ms", "high_ms"), WRITTEN)
def test_a_time_is_read_as_it_is_written(value: object, low_ms: int, high_ms: int) -> None:
    assert parse_time(value).ends_ms(BREATH_MS) == (low_ms, high_ms)


NO_TIMES: list[object] = [
    "",
    " ",
    "abc",
    "s",
    "20x",
    "20S",
    "-20s",
    "+20s",
    ".5s",
    "5.s",
    "1e3s",
    "20ss",
    "20s20s",
    "30s1m",
    "1m30",
    "1m1m",
    "1h30s20m",
    "1 count 2 counts",
    "1m3 breaths",
    "1m30s-2m",
    "20--30s",
    "20-30-40s",
    "20-s",
    "-",
    "30-20s",
    "2m-90s",
    "5-3 breaths",
    "20s-3 breaths",
    "3 breaths-20s",
    "20 seconds",
    "2 min",
    "20\ns",
    "20s\x00",
    "２０s",
    "٢٠s",
    "nan",
    "inf",
    "1" * 100_000,
    "1" * 61,
    "1m" * 10_000,
    True,
    False,
    None,
    float("nan"),
    float("inf"),
    float("-inf"),
    -1,
    -0.001,
    10**4_000,
    1e300,
    [20],
    {"s": 20},
    b"20s",
]


@pytest.mark.parametrize("value", NO_TIMES, ids=lambda value: repr(value)[:20])
def test_what_is_no_time_is_refused_with_what_to_write(value: object) -> None:
    with pytest.raises(BadTime) as caught:
        parse_time(value)
    assert 10 < len(str(caught.value)) < 120


@runs(300, thorough=20_000)
@given(text=st.text(st.sampled_from("0123456789.-– hmscountbreaths"), max_size=24))
def test_any_text_is_a_time_or_is_refused(text: str) -> None:
    try:
        low, high = parse_time(text).ends_ms(BREATH_MS)
    except BadTime:
        return
    assert 0 <= low <= high or "breath" in text


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (3, 3, 3),
        ("3", 3, 3),
        ("2-3", 2, 3),
        ("2–3", 2, 3),
        ("2 - 3", 2, 3),
        (" 8-12 ", 8, 12),
        ("3-3", 3, 3),
        (0, 0, 0),
    ],
)
def test_a_count_is_read_as_it_is_written(value: object, low: int, high: int) -> None:
    assert parse_count(value) == CountRange(low, high)


@pytest.mark.parametrize(
    "value", ["", "x", "2.5", "3-2", "-3", "1-2-3", "3 reps", "３", "1" * 10, True, None, 2.0, [3], float("nan")]
)
def test_what_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(BadTime):
        parse_count(value)


# -- levels ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "level", "expected_ms"),
    [
        ("20-30s", 0, 20_000),
        ("20-30s", 100, 30_000),
        ("20-30s", 50, 25_000),
        ("20-30s", 33, 23_000),
        ("20-30s", 34, 23_000),
        ("20-30s", 35, 24_000),  # 23.5 s: half up
        ("20-30s", 1, 20_000),
        ("20-30s", 5, 21_000),
        ("2-3s", 50, 3_000),
        ("2-3s", 49, 2_000),
        ("2.5-7.5s", 0, 2_500),  # the ends stay exact
        ("2.5-7.5s", 100, 7_500),
        ("2.5-7.5s", 50, 5_000),
        ("2.5-7.5s", 30, 4_000),
        ("2.5-7.5s", 70, 6_000),
        ("2.5s", 50, 2_500),  # and so do fixed times
        ("0.1s", 37, 100),
        ("1-2m", 50, 90_000),
        ("3-5 breaths", 50, 40_000),
        ("3-5 breaths", 33, 37_000),  # 36.6 s
        ("2.25 breaths", 50, 22_500),
    ],
)
def test_a_level_takes_a_time_of_its_range_and_rounds_what_lies_between_the_ends(
    text: str, level: int, expected_ms: int
) -> None:
    assert parse_time(text).at(level, BREATH_MS) == expected_ms


@pytest.mark.parametrize("level", [0, 1, 49, 50, 51, 99, 100])
def test_a_range_without_a_whole_second_near_stays_within_its_ends(level: int) -> None:
    assert 100 <= parse_time("0.1-0.4s").at(level, BREATH_MS) <= 400
    assert 20_500 <= parse_time("20.5-20.9s").at(level, BREATH_MS) <= 20_900


@runs(300, thorough=20_000)
@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 100))
def test_a_level_means_the_same_as_the_formula_on_paper(low_ms: int, span_ms: int, level: int) -> None:
    high_ms = low_ms + span_ms
    found = TimeRange.of_ms(low_ms, high_ms).at(level, BREATH_MS)
    value = Fraction(low_ms) + Fraction(span_ms * level, 100)
    if value in (low_ms, high_ms):
        assert found == value
        return
    whole = int(value / 1000)  # in seconds, towards nothing
    rounded = (whole + (value / 1000 - whole >= Fraction(1, 2))) * 1000
    assert found == sorted((low_ms, rounded, high_ms))[1]


@runs(200, thorough=5_000)
@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_higher_level_is_never_less(low_ms: int, span_ms: int) -> None:
    times = [TimeRange.of_ms(low_ms, low_ms + span_ms).at(level, BREATH_MS) for level in range(101)]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (low_ms, low_ms + span_ms)


@pytest.mark.parametrize(
    ("low", "high", "level", "expected"),
    [
        (2, 3, 0, 2),
        (2, 3, 49, 2),
        (2, 3, 50, 3),
        (2, 3, 100, 3),
        (8, 12, 12, 8),
        (8, 12, 13, 9),
        (10, 15, 50, 13),
        (5, 5, 9, 5),
    ],
)
def test_a_level_takes_a_count_of_its_range_rounded_half_up(low: int, high: int, level: int, expected: int) -> None:
    assert CountRange(low, high).at(level) == expected


@given(st.integers(1, 1_000), st.integers(0, 1_000), st.integers(0, 100))
@runs(200, thorough=5_000)
def test_a_count_means_the_same_as_the_formula_on_paper(low: int, span: int, level: int) -> None:
    value = low + Fraction(span * level, 100)
    whole = int(value)
    assert CountRange(low, low + span).at(level) == whole + (value - whole >= Fraction(1, 2))


# -- shown -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0:00"),
        (1, "0:01"),
        (999, "0:01"),
        (1_000, "0:01"),
        (1_001, "0:02"),
        (59_001, "1:00"),
        (60_000, "1:00"),
        (65_000, "1:05"),
        (3_599_001, "1:00:00"),
        (3_723_000, "1:02:03"),
        (-5, "0:00"),
    ],
)
def test_a_countdown_shows_a_part_of_a_second_as_a_whole_one(ms: int, text: str) -> None:
    assert format_clock(ms) == text
    assert ceil_seconds(1) == 1


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 s"),
        (100, "0.1 s"),
        (2_500, "2.5 s"),
        (20_000, "20 s"),
        (60_000, "1 min"),
        (252_000, "4 min 12 s"),
        (3_599_600, "1 h 00 min"),
        (3_900_000, "1 h 05 min"),
        (MAX_PHASE_MS, "4 h 00 min"),
    ],
)
def test_a_length_is_shown_as_one_says_it(ms: int, text: str) -> None:
    assert format_span(ms) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("20", "20s"),
        ("20-30s", "20-30s"),
        ("1-2m", "1-2m"),
        ("60-90s", "60-90s"),
        ("90s", "1m30s"),
        ("120s", "2m"),
        ("2.5s", "2.5s"),
        ("2.5-4s", "2.5s-4s"),
        ("6 counts", "6s"),
        ("1 breath", "1 breath"),
        ("3-5 breaths", "3-5 breaths"),
        ("2.5 breaths", "2.5 breaths"),
        ("90-90.5s", "90s-90.5s"),
        ("2.0004s", "2s"),
        ("0.0001s", "0s"),
    ],
)
def test_a_time_is_written_back_as_a_file_would_have_it(text: str, written: str) -> None:
    assert format_range(parse_time(text)) == written


@runs(300, thorough=20_000)
@given(st.integers(0, 200_000), st.one_of(st.just(0), st.integers(0, 200_000)))
def test_a_time_that_is_written_and_read_again_is_the_same(low_ms: int, span_ms: int) -> None:
    for unit in (1, 1_000):
        time = TimeRange.of_ms(low_ms // unit * unit, (low_ms + span_ms) // unit * unit)
        assert parse_time(format_range(time)) == time


@pytest.mark.parametrize("text", ["3", "2-3", "8-12"])
def test_a_count_that_is_written_and_read_again_is_the_same(text: str) -> None:
    assert format_count(parse_count(text)) == text


@pytest.mark.parametrize(
    ("ms", "words"),
    [(0, "0 s"), (2_209, "2 s"), (59_499, "59 s"), (60_000, "1 min"), (89_999, "1 min"), (90_000, "2 min")],
)
def test_a_length_is_told_in_whole_minutes_or_whole_seconds(ms: int, words: str) -> None:
    assert format_minutes(ms) == words
