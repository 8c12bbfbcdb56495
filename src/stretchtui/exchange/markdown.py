"""A routine or an exercise as Markdown: headings, lists, and texts whose signs are signs and no markup."""

import re
from collections.abc import Iterator

from stretchcore.text import printable
from stretchtui.exchange.formats import Subject
from stretchtui.exchange.leaflet import NOTE, Entry, Leaflet, LeafletItem, Pause, leaflet

_INLINE = re.compile(r"([\\`*_\[\]<>&~|$])")
_AT_START = re.compile(r"^(?:([#+=:-])|(\d+)([.)]))")  # what would begin a heading, a list, a line or a fence


def write(subject: Subject) -> bytes:
    """Return the text."""
    return ("\n".join(_lines(leaflet(subject))) + "\n").encode()


def _lines(sheet: Leaflet) -> Iterator[str]:
    yield f"# {_text(sheet.name)}"
    if sheet.summary:
        yield from ("", _text(sheet.summary))
    if sheet.facts:
        yield from ("", " · ".join(_text(fact) for fact in sheet.facts))
    for part in sheet.parts:
        if part.heading:
            yield from ("", f"## {_text(part.heading)}")
        yield from _items(part.items, is_alone=not part.heading)
    yield from ("", "---", "", _text(NOTE))
    if sheet.footnote:
        yield from ("", _text(sheet.footnote))
    if sheet.source:
        yield from ("", _text(sheet.source))


def _items(items: tuple[LeafletItem, ...], *, is_alone: bool = False) -> Iterator[str]:
    for item in items:
        if isinstance(item, Pause):
            yield from ("", f"*{_text(item.words)}*")
        elif isinstance(item, Entry):
            yield from _entry(item, is_alone=is_alone)
        else:
            yield from ("", f"**{item.repeat} times, from here:**")
            yield from _items(item.items)
            yield from ("", f"**Here the {item.repeat} times end.**")


def _entry(entry: Entry, *, is_alone: bool) -> Iterator[str]:
    exercise = entry.exercise
    if not is_alone:
        yield from ("", f"### {entry.number}\\. {_text(exercise.name)}")
    if entry.dose:
        yield from ("", f"**{_text(entry.dose)}**")
    if entry.as_in is not None:
        yield from ("", f"As in {entry.as_in}.")
        return
    if exercise.targets:
        yield from ("", f"For: {_text(', '.join(exercise.targets))}")
    if exercise.instructions:
        yield ""
        yield from (f"{number}. {_text(sentence)}" for number, sentence in enumerate(exercise.instructions, 1))
    if exercise.cautions:
        yield from ("", "Take care:", "")
        yield from (f"- {_text(caution)}" for caution in exercise.cautions)


def _text(text: str) -> str:
    """Return a text of a file on one line in which nothing is markup."""
    line = " ".join(printable(text, 2_000).split())
    escaped = _INLINE.sub(r"\\\1", line)
    return _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped)
