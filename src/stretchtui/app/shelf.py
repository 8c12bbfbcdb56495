"""What the home screen lists: what to do now, and below it all routines, each with its length and when it was done."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from stretchcore.times import format_minutes
from stretchcore.values import dataclass
from stretchtui.app.widgets.headline import APART
from stretchtui.app.widgets.painted import wrap
from stretchtui.app.widgets.rows import Row
from stretchtui.today import Past, Reason, Suggestion, day_words, in_a_hurry, suggest

if TYPE_CHECKING:
    from stretchtui.summaries import RoutineSummary

ALL = "all"
"""What stands for no tag."""

_NOW = {Reason.GO_ON: "Go on", Reason.DUE: "Due today", Reason.FIRST: "Welcome. Begin here"}


class Target(NamedTuple):
    """What a row stands for.

    Attributes:
        id: The routine's id.
        summary: The routine; None where it is not among the routines any more.
        session: The session to go on with; None where a new one is begun.
        is_now: Whether it is what to do now.
    """

    id: str
    name: str
    summary: "RoutineSummary | None"
    session: str | None = None
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list.

    Attributes:
        targets: What each row stands for; None for what cannot be chosen.
    """

    rows: tuple[Row, ...]
    targets: tuple[Target | None, ...]

    def place_of(self, target: Target | None) -> int:
        """Return the row of what was under the cursor before, or of the same routine, else the first."""
        if target is None:
            return 0
        same = [place for place, one in enumerate(self.targets) if one is not None and one.id == target.id]
        return next((place for place in same if self.targets[place].is_now == target.is_now), same[0] if same else 0)  # type: ignore[union-attr]


def tags_of(routines: "Sequence[RoutineSummary]") -> tuple[str, ...]:
    """Return the tags that more than one routine has, the most common first, after the word for all."""
    counts = Counter(tag for one in routines for tag in one.tags)
    shared = sorted((tag for tag, count in counts.items() if count > 1), key=lambda tag: (-counts[tag], tag))
    return (ALL, *shared) if shared else ()


def sorted_routines(routines: "Sequence[RoutineSummary]") -> "tuple[RoutineSummary, ...]":
    """Return routines by name, those with a problem last."""
    return tuple(sorted(routines, key=lambda one: (one.problem is not None, one.name.casefold())))


def shelf(
    routines: "Sequence[RoutineSummary]",
    past: Past,
    today: date,
    *,
    words: str = "",
    tag: str = ALL,
    compact: bool = False,
    columns: int = 80,
) -> Shelf:
    """Return the list.

    Args:
        words: What each routine must have in its name, tags or muscles.
        tag: A tag that each must have.
        compact: Whether there is no room for headings.
        columns: How wide a row is.
    """
    wanted = words.casefold().split()
    shown = [one for one in routines if tag in (ALL, *one.tags) and all(word in _haystack(one) for word in wanted)]
    entries: list[tuple[Row, Target | None]] = []
    everything = not wanted and tag == ALL
    suggestion = suggest(routines, past, today) if everything else None
    if suggestion is not None:
        entries += _now(suggestion, routines, past, columns, compact=compact)
        if compact:
            shown = [one for one in shown if one.id != suggestion.routine or suggestion.session is not None]
        elif shown:
            entries += [(_heading("All routines"), None)]
    entries += [(_row(one, past, today), Target(one.id, one.name, one)) for one in shown]
    if not entries:
        texts = (
            ("No routines yet. Write one:", "stretchtui new NAME") if everything else ("No routine has these words.",)
        )
        entries = [(Row(text, ink="quiet", choosable=False), None) for text in texts]
    return Shelf(tuple(row for row, _ in entries), tuple(target for _, target in entries))


def _now(
    suggestion: Suggestion, routines: "Sequence[RoutineSummary]", past: Past, columns: int, *, compact: bool
) -> list[tuple[Row, Target | None]]:
    summary = next((one for one in routines if one.id == suggestion.routine), None)
    kept = past.unfinished
    name = summary.name if summary is not None else kept.name if kept is not None else suggestion.routine
    target = Target(suggestion.routine, name, summary, suggestion.session, is_now=True)
    length = format_minutes(summary.total_ms) if summary is not None and suggestion.session is None else ""
    row = Row(f"Go on: {name}" if suggestion.session and compact else name, length, bold=True)
    if compact:
        return [(row, target)]
    why = [(Row(text, ink="quiet", choosable=False), None) for text in wrap(suggestion.why, columns - 5)]
    heading = _heading(_NOW.get(suggestion.reason, "Today"))
    hurry = in_a_hurry(routines, suggestion) if suggestion.reason is not Reason.FIRST else None
    quick = []
    if hurry is not None:
        quick_row = Row(f"In a hurry: {hurry.name}", format_minutes(hurry.total_ms))
        quick = [(quick_row, Target(hurry.id, hurry.name, hurry, is_now=True))]
    return [(heading, None), (row, target), *why, *quick, (Row("", choosable=False), None)]


def _heading(text: str) -> Row:
    return Row(text, ink="phase-hold", bold=True, choosable=False)


def _row(summary: "RoutineSummary", past: Past, today: date) -> Row:
    if summary.problem is not None:
        return Row(summary.name, "is excluded" if summary.is_excluded else "has a problem", ink="error")
    done = day_words(past.last.get(summary.id), today)
    return Row(summary.name, f"{format_minutes(summary.total_ms):>6}", beside=done)


def figures(count: int, past: Past) -> str:
    """Return what the first line says: what was done lately, else how many routines there are."""
    parts = [f"{past.streak} days in a row"] if past.streak > 1 else []
    if past.week_ms >= 30_000:
        parts.append(f"{format_minutes(past.week_ms)} this week")
    return APART.join(parts) or ("1 routine" if count == 1 else f"{count} routines")


def _haystack(summary: "RoutineSummary") -> str:
    return " ".join((summary.name, summary.id, *summary.tags, *summary.targets)).casefold()
