"""The plots of the log: where days and weeks stand, and that everything is said by characters, not only by colour."""

from datetime import date, timedelta

import pytest

from stretchtui.plots import (
    MINUTE_MS,
    Line,
    Tone,
    bars,
    bars_of,
    calendar,
    shade,
    trend,
    year_of,
)

WEDNESDAY = date(2026, 3, 4)
DAY = timedelta(days=1)


def text_of(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def test_a_year_ends_with_the_week_of_its_last_day_and_begins_on_a_monday() -> None:
    for ahead in range(7):
        year = year_of(date(2026, 3, 2) + ahead * DAY, 60)
        assert year.first == date(2025, 3, 3)
        assert year.first.weekday() == 0
        assert year.weeks == 53
    assert year_of(date(2026, 3, 9), 60).first == date(2025, 3, 10)


def test_a_year_that_has_no_room_is_as_many_weeks_as_have_and_a_wide_one_has_wide_days() -> None:
    assert year_of(WEDNESDAY, 16).weeks == 10
    assert year_of(WEDNESDAY, 1).weeks == 1
    assert (year_of(WEDNESDAY, 200).weeks, year_of(WEDNESDAY, 200).width) == (53, 2)


@pytest.mark.parametrize("columns", [10, 60, 120])
def test_every_day_of_a_calendar_is_found_where_it_is_drawn(columns: int) -> None:
    until = date(2024, 12, 31)  # a leap year's end, in the middle of a week
    year = year_of(until, columns)
    day = year.first
    while day < year.first + timedelta(days=7 * year.weeks):
        lines = text_of(calendar(year, lambda _: 0, until + 30 * DAY, here=day))
        places = [(line.index("◆"), y) for y, line in enumerate(lines) if "◆" in line]
        assert [year.day_at(*place) for place in places] == [day]
        day += DAY


def test_a_leap_day_has_its_place_and_the_days_around_it_follow() -> None:
    year = year_of(date(2024, 3, 6), 60)
    x, y = 4 + 51, 1 + 3  # Thursday of the last week but one
    assert year.day_at(x, y) == date(2024, 2, 29)
    assert year.day_at(x, y + 1) == date(2024, 3, 1)
    assert year.day_at(x, y - 1) == date(2024, 2, 28)


def test_no_day_is_beside_the_calendar() -> None:
    year = year_of(WEDNESDAY, 60)
    assert year.day_at(3, 1) is None
    assert year.day_at(4 + 53, 1) is None
    assert year.day_at(4, 0) is None
    assert year.day_at(4, 8) is None


def test_days_to_come_are_empty_and_today_has_an_arrow_in_its_row() -> None:
    lines = text_of(calendar(year_of(WEDNESDAY, 60), lambda _: 0, WEDNESDAY))
    last = [line[4 + 52 : 4 + 53] for line in lines[1:]]
    assert last == ["·", "·", "·", " ", " ", " ", " "]
    assert [line.endswith("◂") for line in lines[1:]] == [False, False, True, False, False, False, False]


def test_a_day_with_nothing_differs_from_one_with_little_by_its_sign() -> None:
    signs = [shade(ms) for ms in (0, 1, 5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS)]
    assert signs == ["·", "░", "▒", "▓", "█"]
    assert [shade(minutes * MINUTE_MS - 1) for minutes in (5, 10, 20)] == ["░", "▒", "▓"]


def test_the_day_that_one_looks_at_is_told_by_a_sign_of_its_own_whatever_was_done_on_it() -> None:
    year = year_of(WEDNESDAY, 60)
    for worked in (0, 1, 60 * MINUTE_MS):
        plain = "".join(text_of(calendar(year, lambda _, ms=worked: ms, WEDNESDAY)))  # type: ignore[misc]
        assert "◆" not in plain
        found = calendar(year, lambda _, ms=worked: ms, WEDNESDAY, here=date(2026, 3, 1))  # type: ignore[misc]
        assert [piece for line in found for piece in line if piece[1] is Tone.HERE] == [("◆", Tone.HERE)]


def test_months_stand_above_the_week_of_their_first_day() -> None:
    year = year_of(WEDNESDAY, 60)
    months = text_of(calendar(year, lambda _: 0, WEDNESDAY))[0]
    place = months.index("Apr")
    monday = year.day_at(place, 1)
    assert monday is not None
    assert monday <= date(2025, 4, 1) < monday + timedelta(days=7)


def test_a_bar_is_as_high_as_its_part_of_the_axis_and_a_week_with_nothing_is_a_dot() -> None:
    place = bars_of(WEDNESDAY, 4 + 3 * 3 - 1)
    assert place.weeks == 3
    mondays = [place.first + week * timedelta(days=7) for week in range(3)]
    lines = text_of(bars(place, {mondays[1]: 20 * MINUTE_MS, mondays[2]: 10 * MINUTE_MS}, 5))
    assert lines[0][:4] == " 20 "
    assert [line[7:9] for line in lines[:4]] == ["██"] * 4
    assert [line[10:12] for line in lines[:4]] == ["  ", "  ", "██", "██"]
    assert [line[4:6] for line in lines[:4]] == ["  ", "  ", "  ", "··"]


def test_a_little_work_is_seen_beside_very_much() -> None:
    place = bars_of(WEDNESDAY, 4 + 2 * 3 - 1)
    lines = text_of(bars(place, {place.first: 1, place.first + timedelta(days=7): 6_000 * MINUTE_MS}, 4))
    assert lines[2][4:6] == "▁▁"


def test_bars_without_any_work_have_an_axis_all_the_same() -> None:
    lines = text_of(bars(bars_of(WEDNESDAY, 40), {}, 4))
    assert lines[0].strip() == "5"
    assert set(lines[2][4:]) == {"·", " "}


def test_the_week_that_one_looks_at_has_an_arrow_below_it() -> None:
    place = bars_of(WEDNESDAY, 40)
    here = place.first + 3 * timedelta(days=7)
    labels = text_of(bars(place, {here: MINUTE_MS}, 4, here))[-1]
    assert labels.index("▴") == 4 + 3 * (place.width + 1)


def test_a_trend_without_a_point_is_an_axis() -> None:
    assert [line.strip() for line in text_of(trend([], 30, 5))] == ["10", "", "", "0", ""]
    nobody = [(WEDNESDAY, None, None)]
    assert not set("".join(text_of(trend(nobody, 30, 5)))) & set("●○◉│")


def test_one_point_stands_at_its_height_and_two_of_one_height_are_one_sign() -> None:
    lines = text_of(trend([(WEDNESDAY, 10.0, 0.0)], 30, 12))
    assert "●" in lines[0]
    assert "○" in lines[10]
    assert all("│" in line for line in lines[1:10])
    same = text_of(trend([(WEDNESDAY, 5.0, 5.0)], 30, 12))
    assert "◉" in same[5]
    assert not set("".join(same)) & set("●○")


def test_a_missing_value_is_left_out_and_the_other_one_shown() -> None:
    before = "".join(text_of(trend([(WEDNESDAY, 4.0, None)], 30, 8)))
    after = "".join(text_of(trend([(WEDNESDAY, None, 4.0)], 30, 8)))
    assert ("●" in before, "○" in before) == (True, False)
    assert ("●" in after, "○" in after) == (False, True)
    assert "│" not in before + after


def test_of_more_weeks_than_have_room_the_last_ones_are_shown() -> None:
    weeks = [(WEDNESDAY + week * timedelta(days=7), 10.0 if week < 60 else 0.0, None) for week in range(80)]
    lines = text_of(trend(weeks, 3 + 20, 5))
    assert "●" not in lines[0]
    assert lines[3].count("●") == 20
    assert max(map(len, lines)) <= 23
