"""Letters and digits in half blocks."""

import pytest

from stretchtui.app.widgets.blocks import SMALLEST_PX, block_lines, block_width, fitting_px, glyph

SIZES = [*range(SMALLEST_PX, 20), 24, 33, 48, 60]
WORDS = "GET READY WARM UP HOLD RELEASE SWITCH SIDES REST COOL DOWN PAUSED GOING ON IN DONE STOPPED LEFT RIGHT SET OF"


@pytest.mark.parametrize("h", SIZES)
def test_all_digits_are_equally_wide_so_that_a_countdown_stands_still(h: int) -> None:
    widths = {glyph(digit, h)[0] for digit in "0123456789"}  # type: ignore[index]
    assert len(widths) == 1
    assert block_width("0:08", h) == block_width("9:57", h)


@pytest.mark.parametrize("h", SIZES)
def test_no_two_digits_and_no_two_letters_look_alike(h: int) -> None:
    drawn = {character: block_lines(character, h) for character in "0123456789"}
    assert len(set(drawn.values())) == 10
    letters = {character: block_lines(character, h) for character in set(WORDS) - {" "}}
    assert len(set(letters.values())) == len(letters)


@pytest.mark.parametrize("h", SIZES)
def test_rows_are_as_many_as_the_height_needs_and_all_of_one_width(h: int) -> None:
    lines = block_lines("12:34 HOLD ◀", h)
    assert len(lines) == (h + 1) // 2
    assert {len(line) for line in lines} == {block_width("12:34 HOLD ◀", h)}
    assert set("".join(lines)) <= set(" ▀▄█")


@pytest.mark.parametrize("h", SIZES)
def test_no_glyph_is_empty_and_none_is_taller_than_its_line(h: int) -> None:
    for character in set("0123456789:-'.,/+()<>ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        found = glyph(character, h)
        assert found is not None
        width, rows = found
        assert len(rows) == h
        assert any(rows)
        assert all(0 <= row < 1 << width for row in rows), character


def test_small_letters_are_drawn_as_capitals_and_dashes_and_apostrophes_as_plain_ones() -> None:
    assert block_lines("Child’s pose – slow", 8) == block_lines("CHILD'S POSE - SLOW", 8)


def test_a_text_with_a_character_that_has_no_glyph_has_no_width() -> None:
    assert block_width("Kniebeuge für Anfänger", 8) is None
    assert fitting_px(("[b]x[/]",), 200, 10) is None
    with pytest.raises(ValueError, match="no such glyphs"):
        block_lines("日本", 8)


def test_the_largest_size_that_fits_is_chosen() -> None:
    h = fitting_px(("0:19",), 60, 9)
    assert h is not None
    width = block_width("0:19", h)
    assert width is not None
    assert width <= 60
    larger = block_width("0:19", h + 1)
    assert h + 1 > 18 or (larger is not None and larger > 60)


def test_what_fits_at_no_size_has_none() -> None:
    assert fitting_px(("0:19",), 10, 9) is None
    assert fitting_px(("0:19",), 60, 2) is None
