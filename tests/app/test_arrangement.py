"""Where the parts of the session screen stand."""

import itertools

import pytest

from stretchtui.app.arrangement import Part, arrange, is_watch

WIDTHS = [*range(1, 130), 160, 200, 240, 300]
HEIGHTS = range(1, 81)


@pytest.mark.parametrize("figure", [False, True], ids=["digits", "figure"])
@pytest.mark.parametrize("height", HEIGHTS)
def test_at_every_size_nothing_overlaps_nothing_is_cut_and_nothing_is_empty(height: int, *, figure: bool) -> None:
    for width in WIDTHS:
        boxes = arrange(width, height, figure=figure)
        for part, box in boxes.items():
            assert box.width >= 1, (width, part)
            assert box.height >= 1, (width, part)
            assert box.x >= 0
            assert box.y >= 0
            assert box.x + box.width <= width
            assert box.y + box.height <= height
        for one, other in itertools.combinations(boxes.values(), 2):
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            below = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert beside or below, (width, one, other)
        assert max(box.y + box.height for box in boxes.values()) == height
        assert Part.COUNT in boxes


@pytest.mark.parametrize(("width", "height"), [(58, 16), (80, 24), (100, 30), (200, 60), (300, 80)])
def test_the_figure_stands_to_the_left_of_the_digits(width: int, height: int) -> None:
    boxes = arrange(width, height, figure=True)
    assert set(boxes) == set(Part) - {Part.STATUS}
    figure, count, beneath = boxes[Part.FIGURE], boxes[Part.COUNT], boxes[Part.BENEATH]
    assert figure.x + figure.width < count.x
    assert figure.y <= count.y
    assert figure.y + figure.height >= beneath.y + beneath.height
    assert figure.width > width // 2 - 8


def test_on_a_narrow_and_high_terminal_it_stands_above_them() -> None:
    boxes = arrange(50, 40, figure=True)
    assert boxes[Part.FIGURE].y + boxes[Part.FIGURE].height < boxes[Part.COUNT].y
    assert boxes[Part.COUNT].height >= 5


@pytest.mark.parametrize(("width", "height"), [(50, 20), (57, 29), (100, 15), (100, 10), (30, 40)])
def test_where_there_is_no_room_for_it_the_digits_have_all(width: int, height: int) -> None:
    assert arrange(width, height, figure=True) == arrange(width, height)


def test_a_low_and_wide_watch_has_its_words_beside_the_digits() -> None:
    boxes = arrange(90, 5)
    assert set(boxes) == {Part.COUNT, Part.HEADING, Part.NAME, Part.BENEATH, Part.BAR, Part.NEXT}
    assert boxes[Part.COUNT].height == 5
    assert all(box.x > boxes[Part.COUNT].width for part, box in boxes.items() if part is not Part.COUNT)


def test_the_watch_has_phase_digits_and_figures() -> None:
    assert is_watch(20, 6)
    assert set(arrange(20, 6)) == {Part.HEADING, Part.COUNT, Part.STATUS}
    assert arrange(20, 6)[Part.COUNT].height == 4


def test_from_forty_by_twelve_on_every_part_has_room() -> None:
    for width, height in ((40, 12), (60, 20), (80, 24), (100, 30), (200, 60), (300, 80)):
        assert not is_watch(width, height)
        assert set(arrange(width, height)) == set(Part) - {Part.STATUS, Part.FIGURE}


def test_digits_never_shrink_by_more_than_a_row_when_a_terminal_grows() -> None:
    heights = [arrange(100, height)[Part.COUNT].height for height in range(12, 81)]
    assert all(after >= before - 1 for before, after in itertools.pairwise(heights))
    assert heights[-1] >= 15


def test_there_are_at_least_fifteen_rows_of_digits_on_a_huge_terminal() -> None:
    assert arrange(200, 60)[Part.COUNT].height >= 15
    assert arrange(200, 60, figure=True)[Part.COUNT].height >= 15
