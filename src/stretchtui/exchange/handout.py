"""A handout: one page of HTML that holds all it needs, to be printed and pinned to the wall.

It asks for nothing from outside, and its content security policy says so: no script, no network, no font, and no style
but the one whose digest the policy names. All text of files goes through `_text`.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources
from string import Template

from stretchcore.exercise import Exercise
from stretchcore.strokes import Box, Tone
from stretchcore.text import printable
from stretchcore.values import dataclass
from stretchtui import __version__
from stretchtui.exchange.figures import Shape, drawn, goes_back_and_forth, shapes_of, stripes, view_box
from stretchtui.exchange.formats import Subject
from stretchtui.exchange.leaflet import NOTE, Entry, Leaflet, LeafletItem, Pause, Round, leaflet

_COLOURS = {tone: f"var(--{tone})" for tone in Tone}  # the style sheet has one set for light and one for dark
_MAX_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class _Layout:
    """How exercises are laid out; the style sheet has a class of the same name.

    Attributes:
        unit_mm: How large a unit of the mat is on paper, so that all bodies on a page are of one size.
        room_mm: How much room the figures of an exercise have beside each other.
        is_dense: Whether all that can be spared is spared: text flows around figures, one row ticks off all exercises.
    """

    name: str
    unit_mm: float
    room_mm: float
    is_dense: bool = False


_ALONE = _Layout("alone", unit_mm=0.85, room_mm=190)
_ROOMY = _Layout("roomy", unit_mm=0.55, room_mm=58)
_COLUMNS = _Layout("columns", unit_mm=0.45, room_mm=92)
_DENSE = _Layout("dense", unit_mm=0.36, room_mm=48, is_dense=True)

_FROM_ABOVE = 0.86
"""A body that lies on its mat, seen from above, is large with its arms spread: on a full page it is drawn smaller."""

_WAY_MM = 6.0
"""How much room an arrow takes between two figures."""

_ASIDE_MM = 46.0
"""Figures that are no wider have text beside them in a column; wider ones stand above it."""

_WEEKS = 4
_WEEKDAYS = (("M", "Mon"), ("T", "Tue"), ("W", "Wed"), ("T", "Thu"), ("F", "Fri"), ("S", "Sat"), ("S", "Sun"))
_PAIN = "Pain: 0 is none, 10 is the worst that you can imagine."
_HINT = f"Tick what you have done. {_PAIN}"
_HINT_FOR_ALL = f"Tick the day, or write down the numbers that you left out. {_PAIN}"
_NOTES = """<section class="notes" aria-labelledby="notes">
<h2 id="notes">Notes</h2>
<p class="line"></p>
</section>"""
_LEGEND = "Stripes in a figure: the muscles that the exercise is for."


def write(subject: Subject) -> bytes:
    """Return the page."""
    sheet = leaflet(subject)
    entries = sheet.entries
    layout = _layout(entries)
    style = _style()
    # An odd number of exercises leaves room in the second column.
    is_within = layout.is_dense or (layout is _COLUMNS and len(entries) % 2 == 1)
    closing = (
        f'{_NOTES}\n<footer><p class="note">{escape(NOTE)}</p>'
        f'<p class="small">{_LEGEND} {escape(sheet.footnote)} Made with stretchtui. {_text(sheet.source)}</p></footer>'
    )
    page = _template().substitute(
        style=style,
        style_hash="sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        version=escape(__version__),
        name=_text(sheet.name),
        layout=layout.name,
        stripes=stripes(_COLOURS, _COLOURS[Tone.MUSCLE]),
        summary=f'<p class="summary">{_text(sheet.summary)}</p>' if sheet.summary else "",
        facts="".join(f"<span>{_text(fact)}</span>" for fact in sheet.facts),
        parts="\n".join(_parts(sheet, layout)),
        hint=_HINT_FOR_ALL if layout.is_dense else _HINT,
        diary=_diary(entries, layout),
        closing_within=closing if is_within else "",
        closing_after="" if is_within else closing,
    )
    return page.encode()


@cache
def _template() -> Template:
    return Template(_file("handout.html"))


@cache
def _style() -> str:
    return "\n" + _file("handout.css")


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _layout(entries: tuple[Entry, ...]) -> _Layout:
    """Return how so many exercises find room on few pages."""
    if len(entries) == 1:
        return _ALONE
    return _ROOMY if len(entries) <= 3 else _COLUMNS if len(entries) <= 8 else _DENSE


def _text(text: str) -> str:
    """Return a text of a file as HTML, in an attribute too: nothing of it is markup, nothing of it is obeyed."""
    return escape(printable(text, _MAX_CHARACTERS))


# -- the exercises -----------------------------------------------------------------------------------------------------


def _parts(sheet: Leaflet, layout: _Layout) -> Iterator[str]:
    for part in sheet.parts:
        yield '<section class="part">'
        if part.heading:
            yield f"<h2>{_text(part.heading)}</h2>"
        for item in part.items:
            yield from _item(item, layout, named=bool(part.heading))
        yield "</section>"


def _item(item: LeafletItem, layout: _Layout, *, named: bool = True) -> Iterator[str]:
    if isinstance(item, Pause):
        yield f'<p class="pause">{_text(item.words)}</p>'
    elif isinstance(item, Round):
        yield f'<div class="again" role="group" aria-label="{item.repeat} times">'
        yield f'<p class="times">Do this {item.repeat} times:</p>'
        for part in item.items:
            yield from _item(part, layout)
        yield "</div>"
    else:
        yield from _exercise(item, layout, named=named)


def _exercise(entry: Entry, layout: _Layout, *, named: bool) -> Iterator[str]:
    """Yield an exercise.

    Args:
        named: Whether it has a heading; an exercise alone has the page's.
    """
    exercise = entry.exercise
    pictured = shapes_of(exercise) if entry.as_in is None else ()
    yield f'<article class="exercise{"" if pictured else " plain"}">'
    works = _text(("" if named else "For ") + ", ".join(exercise.targets))
    works = f'<span class="works">{works}</span>' if exercise.targets else ""
    name = f'<h3><span class="number">{entry.number}</span> <span>{_text(exercise.name)}</span></h3>' if named else ""
    heading = f'<div class="title">{name}{works}</div>'
    if layout is not _ROOMY:  # there the figures have a column of their own
        yield heading
        heading = ""
    if pictured:
        yield from _figures(exercise, pictured, layout)
    yield f'<div class="words">{heading}'
    if entry.dose:
        yield f'<p class="dose">{_text(entry.dose)}</p>'
    if entry.as_in is not None:
        yield f"<p>As in {entry.as_in}.</p></div></article>"
        return
    if exercise.instructions:
        yield f'<ol class="how" role="list">{_list(exercise.instructions)}</ol>'
    if exercise.cautions:
        yield f'<div class="care"><b>Take care:</b> <ul role="list">{_list(exercise.cautions)}</ul></div>'
    yield "</div></article>"


def _list(sentences: tuple[str, ...]) -> str:
    return " ".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)


def _figures(exercise: Exercise, pictured: tuple[Shape, ...], layout: _Layout) -> Iterator[str]:
    """Yield where an exercise starts and where it goes, with arrows, beside or below each other as they find room."""
    unit_mm = layout.unit_mm
    if layout.is_dense and not pictured[0].pose.has_floor:
        unit_mm *= _FROM_ABOVE
    boxes = [view_box(shape) for shape in pictured]
    width_mm = sum(box.width * unit_mm + _WAY_MM for box in boxes) - _WAY_MM
    stacked = width_mm > layout.room_mm
    aside = layout.is_dense or (layout is _COLUMNS and width_mm < _ASIDE_MM)
    arrows = "↓↕" if stacked else "→↔"
    arrow = arrows[goes_back_and_forth(exercise)]
    named = not aside or len(pictured) > 2
    yield f'<div class="figures{" stacked" if stacked else ""}{" aside" if aside else ""}">'
    for place, (shape, box) in enumerate(zip(pictured, boxes, strict=True)):
        if place:
            yield f'<span class="way" aria-hidden="true">{arrow}</span>'
        yield f"<figure>{_svg(exercise, shape, box, unit_mm)}"
        if named:
            yield f"<figcaption>{_text(shape.name)}</figcaption>"
        yield "</figure>"
    yield "</div>"


def _svg(exercise: Exercise, shape: Shape, box: Box, unit_mm: float) -> str:
    title = _text(f"{exercise.name}: {shape.name}")
    width_mm, height_mm = box.width * unit_mm, box.height * unit_mm
    return (
        f'<svg role="img" aria-label="{title}" width="{width_mm:.1f}mm" height="{height_mm:.1f}mm"'
        f' viewBox="{box.left:.2f} {-box.top:.2f} {box.width:.2f} {box.height:.2f}"><title>{title}</title>'
        f"{drawn(shape.pose, box, _COLOURS)}</svg>"
    )


# -- the table to tick off ---------------------------------------------------------------------------------------------


def _diary(entries: tuple[Entry, ...], layout: _Layout) -> str:
    """Return a table with a column for each day of four weeks, and a row for each exercise or for all of them."""
    last = len(_WEEKDAYS) - 1
    ends = [' class="ends"' if day == last else "" for day in range(len(_WEEKDAYS))] * _WEEKS
    weeks = "".join(
        f'<th scope="colgroup" colspan="{len(_WEEKDAYS)}" class="ends">Week {week + 1}</th>' for week in range(_WEEKS)
    )
    days = "".join(
        f'<th scope="col" abbr="{long}"{end}>{short}</th>'
        for (short, long), end in zip(_WEEKDAYS * _WEEKS, ends, strict=True)
    )
    cells = "".join(f"<td{end}></td>" for end in ends)
    rows = (
        ["Done", "Left out"]
        if layout.is_dense
        else [f"{entry.number} {_text(entry.exercise.name)}" for entry in entries]
    )
    body = "\n".join(f'<tr><th scope="row">{row}</th>{cells}</tr>' for row in [*rows, "Pain, 0–10"])
    columns = '<colgroup><col class="name"></colgroup>' + f'<colgroup span="{len(_WEEKDAYS)}"></colgroup>' * _WEEKS
    # It scrolls by itself where the screen is narrow; then the keyboard must reach it.
    return (
        '<div class="scroll" role="region" aria-label="Table to tick off" tabindex="0">'
        f'<table>{columns}<thead><tr><td rowspan="2"></td>{weeks}</tr><tr>{days}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
