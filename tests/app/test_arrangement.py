"""Where the parts of the session screen stand."""

import itertools

import pytest

from stretchtui.app.arrangement import Part, arrange, is_watch

WIDTHS = [*range(1, 130), 160, 200, 240, 300]
HEIGHTS = range(1, 81)


@pytest.mark.parametrize("height", HEIGHTS)
def test_at_every_size_nothing_overlaps_nothing_is_cut_and_nothing_is_empty(height: int) -> None:
    for width in WIDTHS:
        boxes = arrange(width, height)
        rows: list[int] = []
        for part, box in boxes.items():
            assert box.width >= 1, (width, part)
            assert box.height >= 1, (width, part)
            assert box.x >= 0
            assert box.x + box.width <= width
            rows += range(box.y, box.y + box.height)
        assert len(rows) == len(set(rows)), width
        assert max(rows) == height - 1
        assert min(rows) >= 0
        assert Part.COUNT in boxes


def test_the_watch_has_phase_digits_and_figures() -> None:
    assert is_watch(20, 6)
    assert set(arrange(20, 6)) == {Part.HEADING, Part.COUNT, Part.STATUS}
    assert arrange(20, 6)[Part.COUNT].height == 4


def test_from_forty_by_twelve_on_every_part_has_room() -> None:
    for width, height in ((40, 12), (60, 20), (80, 24), (100, 30), (200, 60), (300, 80)):
        assert not is_watch(width, height)
        assert set(arrange(width, height)) == set(Part) - {Part.STATUS}


def test_digits_never_shrink_by_more_than_a_row_when_a_terminal_grows() -> None:
    heights = [arrange(100, height)[Part.COUNT].height for height in range(12, 81)]
    assert all(after >= before - 1 for before, after in itertools.pairwise(heights))
    assert heights[-1] >= 15


def test_there_are_at_least_fifteen_rows_of_digits_on_a_huge_terminal() -> None:
    assert arrange(200, 60)[Part.COUNT].height >= 15
