"""Bars, plots and calendars, as lines of text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stretchcore.text import cell_width
from stretchtui.cli.plots import Bar, Curve, Line, Tone, bars, blocks, plain, plot, year


def texts(lines: list[Line]) -> list[str]:
    return [plain(line) for line in lines]


def test_bars_share_one_scale_and_end_in_an_eighth_of_a_cell() -> None:
    rows = [Bar("a", 8, "8"), Bar("long", 3, "3"), Bar("b", 0), Bar("c", 0.001, "x")]
    assert texts(bars(rows, 17)) == ["a     ████████  8", "long  ███       3", "b", "c     ▏         x"]
    assert texts(bars(rows, 17, ascii=True)) == ["a     ########  8", "long  ###       3", "b", "c     #         x"]
    assert texts(bars([Bar("a", 1), Bar("b", 0.5)], 12)) == ["a  █████████", "b  ████▌"]


def test_a_bar_over_what_is_enough_says_so_without_its_colour() -> None:
    rows = [Bar("a", 5), Bar("b", 10, tone=Tone.ENOUGH), Bar("c", 20, tone=Tone.ENOUGH)]
    assert texts(bars(rows, 13, full=10)) == ["a  █████    ▕", "b  ██████████", "c  █████████▶"]
    assert texts(bars(rows, 13, full=10, ascii=True)) == ["a  #####    |", "b  ##########", "c  #########>"]


@pytest.mark.parametrize("width", [1, 5, 20, 61])
@pytest.mark.parametrize("full", [None, 4.0])
def test_bars_fit_their_width_where_the_labels_do(width: int, full: float | None) -> None:
    rows = [Bar("肩", 3, "three"), Bar("b", 9, "nine minutes")]
    for line in texts(bars(rows, width, full=full)):
        assert cell_width(line) <= max(width, 5)
    assert bars([], width) == []


def test_blocks_are_as_high_as_their_values() -> None:
    assert blocks([0, 1, 4, 8]) == " ▁▄█"
    assert blocks([0, 1, 4, 8], ascii=True) == " _:#"
    assert blocks([2], most=8) == "▂"
    assert blocks([0, 0]) == "  "
    assert blocks([]) == ""


def test_a_plot_goes_from_the_lowest_to_the_highest_and_joins_its_dots() -> None:
    assert texts(plot([Curve([0, 10], Tone.BEFORE)], 4, 2, 0, 10)) == ["10 ┤  ⡠⠊", " 0 ┤⡠⠊"]
    gap = Curve([0, None, 10], Tone.BEFORE, "b")
    assert texts(plot([gap], 5, 3, 0, 10, ascii=True)) == ["10 |   bb", "   |  b", " 0 |bb"]


def test_curves_that_meet_take_the_tone_of_the_later_one() -> None:
    lines = plot([Curve([5], Tone.BEFORE), Curve([5], Tone.AFTER)], 1, 1, 0, 10)
    assert [piece.tone for piece in lines[0]] == [Tone.DIM, Tone.AFTER]


def test_values_off_the_scale_stay_inside_the_plot() -> None:
    lines = plot([Curve([-5, 99] * 40, Tone.BEFORE)], 10, 3, 0, 10)
    assert len(lines) == 3
    assert all(len(text) <= 14 for text in texts(lines))
    assert texts(plot([Curve([], Tone.BEFORE), Curve([None], Tone.AFTER)], 3, 2, 0, 10)) == ["10 ┤", " 0 ┤"]


def test_a_year_has_a_column_a_week_and_ends_today() -> None:
    until = date(2026, 3, 4)  # a Wednesday
    done = {until: 1_000, until - timedelta(days=1): 250, until - timedelta(days=9): 600, date(1999, 1, 1): 9_999}
    assert texts(year(done, until, 9)) == [
        "    Feb",
        "Mon ···▓·",
        "    ····░",
        "Wed ····█",
        "    ····",
        "Fri ····",
        "    ····",
        "Sun ····",
    ]
    assert texts(year(done, until, 9, ascii=True))[3] == "Wed ....#"
    whole = texts(year(done, until, 200))
    assert len(whole) == 8
    assert all(len(text) <= 57 for text in whole)
    assert whole[0].split()[:2] == ["Mar", "Apr"]


@pytest.mark.parametrize("width", range(1, 70))
def test_a_year_fits_any_width(width: int) -> None:
    assert all(len(text) <= max(5, width) for text in texts(year({}, date(2026, 3, 4), width)))
