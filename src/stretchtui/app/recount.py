"""A session of the log in words: when it was, how it ended, what it felt like, and what was done phase by phase."""

from collections.abc import Sequence
from itertools import groupby

from stretchcore.times import format_span
from stretchtui.app.widgets.headline import APART
from stretchtui.app.widgets.page import Paragraph
from stretchtui.logged import Entry, Part, length_words

_ENDS = {"skipped": "skipped", "pain": "stopped by pain", "left": "broken off", "stopped": "stopped"}
"""What is said of phases that were not done to their end."""

_OUTCOMES = {
    "completed": "Completed",
    "stopped": "Stopped before its end",
    "abandoned": "Abandoned: cut off, and not gone on with",
    None: "Unfinished: it still runs, or was cut off",
}
_INDENT = " "


def session_words(entry: Entry) -> list[Paragraph]:
    """Return what is known of a session without its phases."""
    done = entry.outcome == "completed"
    ran = length_words(entry.active_ms, entry.planned_ms)
    when = APART.join((f"{entry.day:%A} {entry.day.day} {entry.day:%B %Y}, {entry.time}", f"level {entry.level} %"))
    found = [
        Paragraph(when, ink="quiet"),
        Paragraph(
            f"{_OUTCOMES[entry.outcome]}{APART}{ran} of {format_span(entry.planned_ms)}",
            ink="quiet" if done else "phase-gap",
        ),
    ]
    if entry.simulated:
        found.append(Paragraph("On a simulated clock: it counts nowhere.", ink="quiet"))
    if entry.pain_figures:
        found.append(Paragraph(_pain_words(entry.felt.before, entry.felt.after), ink="quiet"))
    if entry.felt.note:
        found.append(Paragraph(f"“{entry.felt.note}”", ink="phase-hold"))
    return found


def part_words(parts: Sequence[Part]) -> list[Paragraph]:
    """Return what was done, an exercise and below it its phases; of the gaps, those that were not done to their end."""
    found: list[Paragraph] = []
    told = [part for part in parts if part.is_work or part.outcome in ("pain", "stopped")]
    for name, group in groupby(told, key=lambda part: part.name):
        phases = list(group)
        hurt = any(part.outcome == "pain" for part in phases)
        ink = "phase-gap" if hurt else "foreground"
        if len(phases) == 1:
            one = phases[0]
            text = ", ".join(word for word in (name, one.words) if word)
            found.append(Paragraph(text, right=_length(one), ink=ink, bold=True))
            continue
        total = length_words(sum(part.actual_ms for part in phases if part.is_work))
        found.append(Paragraph(name or "Rest", right=total, ink=ink, bold=True))
        for part in phases:
            ink = "phase-gap" if part.outcome == "pain" else "quiet"
            found.append(Paragraph(part.words or "held", right=_length(part), head=_INDENT, ink=ink))
    return found or [Paragraph("No phase was written down.", ink="quiet")]


def _length(part: Part) -> str:
    ran = length_words(part.actual_ms, part.planned_ms)
    if part.outcome == "done":
        return ran
    sign = "! " if part.outcome == "pain" else ""
    return f"{sign}{_ENDS[part.outcome]} after {ran}"


def _pain_words(before: int | None, after: int | None) -> str:
    if before is None:
        return f"Pain {after} after it"
    if after is None:
        return f"Pain {before} before it"
    return f"Pain {before} before, {after} after it"
