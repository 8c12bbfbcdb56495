"""What the editor says: a routine's lines as rows, what is known of one, and what is to be said of the whole."""

from collections.abc import Sequence

from stretchtui.app.screens.picker import about
from stretchtui.app.widgets.page import Paragraph
from stretchtui.app.widgets.rows import Row
from stretchtui.drafting.draft import Reading
from stretchtui.drafting.lines import DraftLine

_SECTION_INKS = {"warm_up": "phase-warm-up", "steps": "phase-hold", "cool_down": "phase-cool-down"}


def rows_of(lines: Sequence[DraftLine], *, airy: bool) -> tuple[list[Row], list[int | None]]:
    """Return the rows of a list, and which line each is; a line with a problem has a mark and not only a colour.

    Args:
        airy: Whether an empty row stands between two sections.
    """
    rows: list[Row] = []
    places: list[int | None] = []
    for place, line in enumerate(lines):
        if airy and place and line.kind == "section":
            rows.append(Row("", choosable=False))
            places.append(None)
        rows.append(_row(line))
        places.append(place)
    return rows, places


def _row(line: DraftLine) -> Row:
    if line.kind == "section":
        return Row(line.name, line.dose, ink=_SECTION_INKS[line.section], bold=True)
    indent = "  " + "│ " * line.depth
    mark = "! " if line.marks else ""
    if line.marks:
        ink = "error"
    elif line.advice:
        ink = "phase-gap"
    else:
        ink = {"rest": "phase-rest", "block": "phase-rest"}.get(line.kind, "foreground")
    return Row(f"{indent}{mark}{line.name}", line.dose, ink=ink, bold=line.kind == "block")


def details(line: DraftLine | None, reading: Reading) -> list[Paragraph]:
    """Return what is known of a line."""
    if line is None:
        return []
    if line.exercise is not None:
        found = about(line.exercise, line.dose)
        return [Paragraph(line.name, bold=True), *found[1:]]
    if line.kind == "section":
        summary = reading.tables.get("summary")
        words = [Paragraph(line.name, bold=True)]
        if line.dose:
            words += [Paragraph(), Paragraph(_SECTIONS[line.section], ink="quiet")]
        elif isinstance(summary, str) and reading.routine is not None:
            words += [Paragraph(), Paragraph(reading.routine.summary, ink="quiet")]
        return words
    words = [Paragraph(line.name, bold=True)]
    if line.dose:
        words.append(Paragraph(line.dose, ink="phase-hold"))
    if line.kind == "block":
        words += [Paragraph(), Paragraph("What is in it is done so many times, one after the other.", ink="quiet")]
    return words


_SECTIONS = {
    "warm_up": "Nothing here yet. A few minutes of light activity; press a to add something.",
    "steps": "Nothing here yet. Press a to add the first exercise.",
    "cool_down": "Nothing here yet. A quiet end, if you like one; press a to add something.",
}


def checks(reading: Reading, line: DraftLine | None) -> list[Paragraph]:
    """Return all problems and all advice, those of the line under the cursor first."""
    if reading.is_empty:
        return [Paragraph("Nothing in it yet: add an exercise.", ink="quiet")]
    mine = {*line.marks, *line.advice} if line is not None else set()
    found = sorted((*reading.problems, *reading.advice), key=lambda one: (one.severity != "problem", one not in mine))
    names = {problem: owner.name for owner in reading.lines for problem in (*owner.marks, *owner.advice)}
    said = []
    for one in found:
        problem = one.severity == "problem"
        where = f"{names[one]}: " if one in names and names[one].casefold() not in one.message.casefold() else ""
        text = f"{where}{one.message}"
        ink = "error" if problem else "phase-gap" if one in mine else "quiet"
        said.append(Paragraph(text[:1].upper() + text[1:], head="!" if problem else "·", ink=ink))
    return said
