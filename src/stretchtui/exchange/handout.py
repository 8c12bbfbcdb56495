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
from stretchcore.strokes import Tone
from stretchcore.text import printable
from stretchtui import __version__
from stretchtui.exchange.figures import Shape, drawn, goes_back_and_forth, shapes_of, stripes, view_box
from stretchtui.exchange.formats import Subject
from stretchtui.exchange.leaflet import NOTE, Entry, Leaflet, LeafletItem, Pause, Round, leaflet

_COLOURS = {tone: f"var(--{tone})" for tone in Tone}  # the style sheet has one set for light and one for dark
_MAX_CHARACTERS = 2_000

_FEW = 8
"""Up to so many exercises have room for large figures, and for a row each in the table to tick off."""

_ROOMY_MM, _DENSE_MM = 0.62, 0.4
"""How large a unit of the mat is on paper, so that all bodies on a page are of one size."""

_ROOMY_WIDTH_MM, _DENSE_WIDTH_MM = 64.0, 34.0
"""How much room figures have beside the text."""

_WEEKS = 4
_WEEKDAYS = (("M", "Mon"), ("T", "Tue"), ("W", "Wed"), ("T", "Thu"), ("F", "Fri"), ("S", "Sat"), ("S", "Sun"))
_LEGEND = "Stripes in a figure: the muscles that the exercise is for."


def write(subject: Subject) -> bytes:
    """Return the page."""
    sheet = leaflet(subject)
    entries = sheet.entries
    is_dense = len(entries) > _FEW
    style = _style()
    heading, hint, diary = _by_session() if is_dense else _by_exercise(entries)
    page = _template().substitute(
        style=style,
        style_hash="sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        version=escape(__version__),
        name=_text(sheet.name),
        density="dense" if is_dense else "roomy",
        stripes=stripes(_COLOURS, _COLOURS[Tone.MUSCLE]),
        summary=f'<p class="summary">{_text(sheet.summary)}</p>' if sheet.summary else "",
        facts="".join(f"<span>{_text(fact)}</span>" for fact in sheet.facts),
        parts="\n".join(_parts(sheet, is_dense=is_dense)),
        diary_heading=heading,
        diary_hint=hint,
        diary=diary,
        note=escape(NOTE),
        legend=_LEGEND,
        footnote=escape(sheet.footnote),
        source=f'<p class="small">{_text(sheet.source)}</p>' if sheet.source else "",
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


def _text(text: str) -> str:
    """Return a text of a file as HTML, in an attribute too: nothing of it is markup, nothing of it is obeyed."""
    return escape(printable(text, _MAX_CHARACTERS))


# -- the exercises -----------------------------------------------------------------------------------------------------


def _parts(sheet: Leaflet, *, is_dense: bool) -> Iterator[str]:
    for part in sheet.parts:
        yield '<section class="part">'
        if part.heading:
            yield f"<h2>{_text(part.heading)}</h2>"
        for item in part.items:
            yield from _item(item, is_dense=is_dense)
        yield "</section>"


def _item(item: LeafletItem, *, is_dense: bool) -> Iterator[str]:
    if isinstance(item, Pause):
        yield f'<p class="pause">{_text(item.words)}</p>'
    elif isinstance(item, Round):
        yield f'<div class="again" role="group" aria-label="{item.repeat} times">'
        yield f'<p class="times">Do this {item.repeat} times:</p>'
        for part in item.items:
            yield from _item(part, is_dense=is_dense)
        yield "</div>"
    else:
        yield from _exercise(item, is_dense=is_dense)


def _exercise(entry: Entry, *, is_dense: bool) -> Iterator[str]:
    exercise = entry.exercise
    pictured = shapes_of(exercise) if entry.as_in is None else ()
    yield f'<article class="exercise{"" if pictured else " plain"}">'
    works = f'<span class="works">{_text(", ".join(exercise.targets))}</span>' if exercise.targets else ""
    heading = f'<h3><span class="number">{entry.number}</span> <span>{_text(exercise.name)}</span></h3>{works}'
    heading = f'<div class="title">{heading}</div>'
    if is_dense:  # the text flows around the figures, which must come first then
        yield heading
        heading = ""
    if pictured:
        yield from _figures(exercise, pictured, is_dense=is_dense)
    yield f'<div class="words">{heading}'
    if entry.dose:
        yield f'<p class="dose">{_text(entry.dose)}</p>'
    if entry.as_in is not None:
        yield f"<p>As in {entry.as_in}.</p></div></article>"
        return
    if exercise.instructions:
        yield f'<ol class="how" role="list">{_list(exercise.instructions)}</ol>'
    if exercise.cautions:
        yield f'<ul class="care" role="list" aria-label="Take care">{_list(exercise.cautions)}</ul>'
    yield "</div></article>"


def _list(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)


def _figures(exercise: Exercise, pictured: tuple[Shape, ...], *, is_dense: bool) -> Iterator[str]:
    """Yield where an exercise starts and where it goes, with arrows, beside or below each other as they find room."""
    unit_mm, room_mm = (_DENSE_MM, _DENSE_WIDTH_MM) if is_dense else (_ROOMY_MM, _ROOMY_WIDTH_MM)
    _, _, width, _ = view_box(pictured[0].pose.box)
    stacked = len(pictured) * (width * unit_mm + 6) > room_mm
    arrows = "↓↕" if stacked else "→↔"
    arrow = arrows[goes_back_and_forth(exercise)]
    named = not is_dense or len(pictured) > 2
    yield f'<div class="figures{" stacked" if stacked else ""}">'
    for place, shape in enumerate(pictured):
        if place:
            yield f'<span class="way" aria-hidden="true">{arrow}</span>'
        yield f"<figure>{_svg(exercise, shape, unit_mm)}"
        if named:
            yield f"<figcaption>{_text(shape.name)}</figcaption>"
        yield "</figure>"
    yield "</div>"


def _svg(exercise: Exercise, shape: Shape, unit_mm: float) -> str:
    left, top, width, height = view_box(shape.pose.box)
    title = _text(f"{exercise.name}: {shape.name}")
    return (
        f'<svg role="img" aria-label="{title}" width="{width * unit_mm:.1f}mm" height="{height * unit_mm:.1f}mm"'
        f' viewBox="{left:.2f} {top:.2f} {width:.2f} {height:.2f}"><title>{title}</title>'
        f"{drawn(shape.pose, _COLOURS)}</svg>"
    )


# -- the table to tick off ---------------------------------------------------------------------------------------------


def _by_exercise(entries: tuple[Entry, ...]) -> tuple[str, str, str]:
    """Return heading, hint and table with a row for each exercise and a column for each day of four weeks."""
    weeks = "".join(
        f'<th scope="colgroup" colspan="{len(_WEEKDAYS)}" class="ends">Week {week + 1}</th>' for week in range(_WEEKS)
    )
    ends = ['class="ends"' if day == len(_WEEKDAYS) - 1 else "" for day in range(len(_WEEKDAYS))] * _WEEKS
    days = "".join(
        f'<th scope="col" abbr="{long}" {end}>{short}</th>'
        for (short, long), end in zip(_WEEKDAYS * _WEEKS, ends, strict=True)
    )
    cells = "".join(f"<td {end}></td>" for end in ends)
    rows = [f"{entry.number} {_text(entry.exercise.name)}" for entry in entries] + ["Pain, 0–10"]
    body = "\n".join(f'<tr><th scope="row">{row}</th>{cells}</tr>' for row in rows)
    table = (
        f'<thead><tr><th rowspan="2" class="name"><span>Exercise</span></th>{weeks}</tr><tr>{days}</tr></thead>'
        f"<tbody>{body}</tbody>"
    )
    hint = "Tick what you have done. Pain: 0 is none, 10 is the worst that you can imagine."
    return "Four weeks", hint, _scrolling("by-exercise", table)


def _by_session() -> tuple[str, str, str]:
    """Return heading, hint and table with a row for each of four weeks and a column for each weekday."""
    days = "".join(f'<th scope="col">{long}</th>' for _, long in _WEEKDAYS)
    cell = '<td><div class="cell"><span class="box"></span><span class="line"></span></div></td>'
    body = "\n".join(
        f'<tr><th scope="row">Week {week + 1}</th>{cell * len(_WEEKDAYS)}</tr>' for week in range(_WEEKS)
    )
    table = f'<thead><tr><td class="name"></td>{days}</tr></thead><tbody>{body}</tbody>'
    hint = "Tick the day when you have done it, and write down the pain from 0 to 10, or the numbers that you left out."
    return "Four weeks", hint, _scrolling("by-session", table)


def _scrolling(kind: str, table: str) -> str:
    """Return a table that scrolls by itself where the screen is narrow; then the keyboard must reach it."""
    return (
        f'<div class="scroll" role="region" aria-label="Table to tick off" tabindex="0">'
        f'<table class="{kind}">{table}</table></div>'
    )
