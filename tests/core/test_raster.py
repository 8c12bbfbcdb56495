"""Strokes as dots, as braille and as SVG."""

from math import hypot, pi
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figure_files import IDS, figures_of, library
from stretchcore.drawing import GAP, strokes
from stretchcore.motion import still
from stretchcore.raster import Canvas, Frame, braille, framed
from stretchcore.strokes import Box, Dot, Stroke, Tone, bounds
from stretchcore.svg import PRINT_COLOURS, svg

WHOLE = Frame(0, 60, 1)  # a dot for each unit of the mat
DOTS = st.tuples(st.floats(0, 60), st.floats(0, 60), st.floats(0.5, 12))


def painted(*drawn: Stroke, columns: int = 60, rows: int = 60, frame: Frame = WHOLE) -> Canvas:
    canvas = Canvas(columns, rows)
    canvas.paint(drawn, frame)
    return canvas


def is_set(canvas: Canvas, tone: Tone, x: int, y: int) -> bool:
    return tone in canvas.tones and bool(canvas.tones[tone][y] >> x & 1)


def depth(x: float, y: float, a: Dot, b: Dot) -> float:
    """Return how far inside the hull of two round ends a point is, negative outside: the slow way."""
    steps = [step / 200 for step in range(201)]
    ends = ((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t) for t in steps)
    return max(radius - hypot(x - cx, y - cy) for cx, cy, radius in ends)


@given(DOTS, DOTS)
def test_a_stroke_covers_the_hull_of_its_ends_and_nothing_else(a: Dot, b: Dot) -> None:
    canvas = painted(Stroke(Tone.BODY, (a, b)))
    for y in range(0, 60, 7):
        for x in range(0, 60, 7):
            inside = depth(x + 0.5, 60 - (y + 0.5), a, b)
            if abs(inside) > 0.3:
                assert is_set(canvas, Tone.BODY, x, y) == (inside > 0), (x, y, inside)


def test_a_round_end_has_as_many_dots_as_its_area() -> None:
    canvas = painted(Stroke(Tone.BODY, ((30, 30, 20),)))
    dots = sum(row.bit_count() for row in canvas.tones[Tone.BODY])
    assert dots == pytest.approx(pi * 400, rel=0.02)


def test_what_is_painted_later_lies_above_and_a_gap_takes_away() -> None:
    canvas = painted(
        Stroke(Tone.FAR, ((30, 30, 10),)), Stroke(Tone.GAP, ((30, 30, 5),)), Stroke(Tone.BODY, ((30, 30, 3),))
    )
    assert is_set(canvas, Tone.BODY, 30, 30)
    assert not is_set(canvas, Tone.FAR, 30, 30)
    assert not any(is_set(canvas, tone, 34, 30) for tone in canvas.tones)
    assert is_set(canvas, Tone.FAR, 37, 30)


def test_a_line_that_is_thinner_than_a_dot_is_still_seen() -> None:
    canvas = painted(Stroke(Tone.PROP, ((5, 30, 0.1), (55, 30, 0.1))))
    assert sum(row.bit_count() for row in canvas.tones[Tone.PROP]) >= 50


def test_strokes_may_lie_outside_of_the_picture() -> None:
    canvas = painted(Stroke(Tone.BODY, ((-500, 30, 3), (900, 30, 3))), Stroke(Tone.BODY, ((30, 900, 5),)))
    assert canvas.tones[Tone.BODY][30] == (1 << 60) - 1
    assert all(row < 1 << 60 for row in canvas.tones[Tone.BODY])


@pytest.mark.parametrize(
    ("x", "y", "character"),
    [(0, 0, "⠁"), (1, 0, "⠈"), (0, 1, "⠂"), (1, 1, "⠐"), (0, 2, "⠄"), (1, 2, "⠠"), (0, 3, "⡀"), (1, 3, "⢀")],
)
def test_each_dot_of_a_cell_is_its_own_braille_dot(x: int, y: int, character: str) -> None:
    canvas = Canvas(2, 4)
    canvas.tones[Tone.BODY] = [1 << x if row == y else 0 for row in range(4)]
    assert canvas.cells() == [[(character, Tone.BODY)]]


def test_a_cell_has_the_tone_of_most_of_its_dots_and_an_empty_one_none() -> None:
    canvas = Canvas(4, 4)
    canvas.tones[Tone.FAR] = [0b0011, 0b0011, 0b0011, 0]
    canvas.tones[Tone.MUSCLE] = [0, 0, 0, 0b0001]
    assert canvas.cells() == [[("⡿", Tone.FAR), (" ", None)]]


def test_the_floor_is_a_line_right_below_what_stands_on_it() -> None:
    frame = framed(Box(10, 0, 40, 30), 60, 60)
    canvas = Canvas(60, 60)
    canvas.floor(frame)
    canvas.paint((Stroke(Tone.BODY, ((20, 1, 1),)),), frame)
    (row,) = (y for y, bits in enumerate(canvas.tones[Tone.FLOOR]) if bits)
    assert canvas.tones[Tone.FLOOR][row] == (1 << 60) - 1
    assert canvas.tones[Tone.BODY][row - 1]
    assert not canvas.tones[Tone.BODY][row]


@given(
    st.tuples(st.floats(-50, 100), st.floats(-20, 60), st.floats(1, 100), st.floats(1, 80)),
    st.integers(8, 200),
    st.integers(8, 150),
)
def test_a_frame_holds_the_whole_box(box: tuple[float, float, float, float], columns: int, rows: int) -> None:
    left, bottom, width, height = box
    frame = framed(Box(left, bottom, left + width, bottom + height), columns, rows)
    assert frame.scale > 0
    assert (left - frame.left) * frame.scale >= 0
    assert (left + width - frame.left) * frame.scale <= columns
    assert (frame.top - bottom - height) * frame.scale >= 0
    assert (frame.top - bottom) * frame.scale <= rows


@pytest.mark.parametrize("id", IDS)
def test_every_figure_is_svg_too_and_shows_the_same_part_of_the_mat(id: str) -> None:
    for figure in figures_of(library()[id]):
        drawn = strokes(figure, library()[id].targets)
        text = svg(drawn, bounds(drawn), title="<Knee & chest>")
        root = ElementTree.fromstring(text)
        assert root[0].text == "<Knee & chest>"
        left, top, width, height = map(float, root.attrib["viewBox"].split())
        box = bounds(drawn)
        assert (left, -top) == pytest.approx((box.left - 2, box.top + 2), abs=0.01)
        assert (width, height) == pytest.approx((box.width + 4, box.height + 4), abs=0.01)
        assert {child.attrib["fill"] for child in root if "fill" in child.attrib} <= set(PRINT_COLOURS.values())


@pytest.mark.parametrize("id", IDS)
def test_every_exercise_shows_the_muscles_that_it_is_for(id: str) -> None:
    exercise = library()[id]
    shown = any(
        stroke.tone is Tone.MUSCLE for figure in figures_of(exercise) for stroke in strokes(figure, exercise.targets)
    )
    assert shown or not exercise.targets


def test_the_gap_is_as_wide_as_asked_for() -> None:
    figure = library()["knee-to-chest"].positions[0].figure
    assert figure is not None
    widths = []
    for gap in (GAP, 3.0):
        gaps = [stroke for stroke in strokes(figure, gap=gap) if stroke.tone is Tone.GAP]
        widths.append(sum(radius for stroke in gaps for _, _, radius in stroke.dots))
    assert widths[1] > widths[0]


def test_a_figure_is_text_too() -> None:
    pose = still(library()["bridge"])
    assert pose is not None
    rows = braille(pose.strokes(GAP), pose.box, 30, 8)
    assert [len(row) for row in rows] == [30] * 8
    assert rows[-1].strip()
    without_floor = braille(pose.strokes(GAP), pose.box, 30, 8, floor=False)
    assert sum(map(str.__len__, map(str.strip, without_floor))) < sum(map(str.__len__, map(str.strip, rows)))
