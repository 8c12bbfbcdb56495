"""Bars, plots and calendars, as lines of text."""

from __future__ import annotations

import pytest

from stretchcore.text import cell_width
from stretchtui.cli.plots import Bar, Curve, Line, Tone, bars, plain, plot


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
