"""The figure of an exercise as an SVG file: where it starts and where it goes, on a card of its own.

It stands still, and asks for nothing from outside. The card is light, or dark where whoever shows it prefers dark, so
that it can be read on any page.
"""

from collections.abc import Iterator
from html import escape

from stretchcore.exercise import Exercise
from stretchcore.strokes import Tone
from stretchcore.svg import PRINT_COLOURS
from stretchcore.text import printable
from stretchtui.exchange.figures import Shape, drawn, goes_back_and_forth, shapes_of, stripes, view_box
from stretchtui.exchange.formats import CannotExport, Subject

_DARK_COLOURS = {
    Tone.FLOOR: "#4b5258",
    Tone.PROP: "#7f8384",
    Tone.FAR: "#6d7072",
    Tone.BODY: "#d8d5ce",
    Tone.MUSCLE: "#c8521f",
    Tone.GAP: "#16191c",
}
_PADDING, _WAY, _ARROW = 4.0, 14.0, 8.0  # around all, between two shapes, and how long the arrow there is; in units
_PIXELS = 6  # a unit of the mat is so large where nothing else says a size
_NOT_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})  # files may hold them, XML must not


def write(subject: Subject) -> bytes:
    """Return the picture.

    Raises:
        CannotExport: The exercise has no figure.
    """
    assert isinstance(subject, Exercise)  # the format takes nothing else
    pictured = shapes_of(subject)
    if not pictured:
        raise CannotExport(f"{printable(subject.name)} has no figure")
    return _picture(subject, pictured).encode()


def _picture(exercise: Exercise, pictured: tuple[Shape, ...]) -> str:
    boxes = [view_box(shape) for shape in pictured]
    width = sum(box.width for box in boxes) + _WAY * (len(boxes) - 1) + 2 * _PADDING
    height = max(box.height for box in boxes) + 2 * _PADDING
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}" width="{width * _PIXELS:.0f}"'
        f' height="{height * _PIXELS:.0f}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{_text(exercise.name)}</title>',
        f'<desc id="desc">{_text(_description(exercise, pictured))}</desc>',
        f"<style>{_dark()}</style>",
        f"<defs>{stripes(PRINT_COLOURS, PRINT_COLOURS[Tone.MUSCLE])}</defs>",
        f'<rect width="100%" height="100%" rx="3" fill="{PRINT_COLOURS[Tone.GAP]}"/>',
    ]
    left = _PADDING
    for place, (shape, box) in enumerate(zip(pictured, boxes, strict=True)):
        if place:
            lines.append(_arrow(left + _WAY / 2, height / 2, both_ways=goes_back_and_forth(exercise)))
            left += _WAY
        # All stand on one floor.
        x, y = left - box.left, height - _PADDING + box.bottom
        lines.append(f'<g transform="translate({x:.2f} {y:.2f})">{drawn(shape.pose, box, PRINT_COLOURS)}</g>')
        left += box.width
    return "\n".join([*lines, "</svg>\n"])


def _description(exercise: Exercise, pictured: tuple[Shape, ...]) -> str:
    shown = ", then ".join(shape.name for shape in pictured)
    return f"{shown}. Striped: {', '.join(exercise.targets)}." if exercise.targets else f"{shown}."


def _arrow(x: float, y: float, *, both_ways: bool) -> str:
    half, head = _ARROW / 2, 1.8
    ends = [1, -1] if both_ways else [1]
    heads = "".join(
        f"M{x + end * (half - head):.2f} {y - head:.2f}l{end * head} {head}l{-end * head} {head}" for end in ends
    )
    return (
        f'<path d="M{x - half:.2f} {y:.2f}h{_ARROW:.2f}{heads}" fill="none" stroke="{PRINT_COLOURS[Tone.PROP]}"'
        ' stroke-width=".8" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _dark() -> str:
    """Return the style that turns each colour into its dark one."""
    return "@media (prefers-color-scheme: dark) {" + "".join(_rules()) + "}"


def _rules() -> Iterator[str]:
    for tone, colour in PRINT_COLOURS.items():
        for paint in ("fill", "stroke"):
            yield f'[{paint}="{colour}"]{{{paint}:{_DARK_COLOURS[tone]}}}'


def _text(text: str) -> str:
    return escape(printable(text, 2_000).translate(_NOT_XML))
