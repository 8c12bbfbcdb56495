"""The log of sessions as text for people."""

from collections.abc import Sequence

from stretchcore.phrases import PHASE_WORDS, count_words
from stretchcore.plan import Plan
from stretchcore.text import printable
from stretchcore.times import format_instant, format_span
from stretchtui.cli.output import say, say_table
from stretchtui.history import PhaseRow, SessionRow
from stretchtui.logbook import phase_of, position_of
from stretchtui.logged import length_words

SHORTEST_ID = 8
"""How much of an id is shown at least: the first part of a UUID."""


def say_sessions(rows: Sequence[SessionRow]) -> None:
    """Print sessions in a table; of the ids, as much as tells them apart."""
    length = _telling_length([row.id for row in rows])
    table = (
        (
            row.id[:length],
            when_words(row),
            row.routine,
            f"{row.level} %",
            outcome_words(row),
            length_words(row.active_ms, row.planned_ms),
            pain_words(row),
        )
        for row in rows
    )
    say_table(table, right=(3, 5))


def say_session(row: SessionRow, phases: Sequence[PhaseRow], plan: Plan | None) -> None:
    """Print one session with its phases.

    Args:
        plan: The plan that it had, where the log holds it.
    """
    active, planned = length_words(row.active_ms, row.planned_ms), format_span(row.planned_ms)
    say(f"{printable(row.name)} · {printable(row.routine)} · level {row.level} %")
    say(f"{when_words(row)} · {outcome_words(row)} · {active} of {planned}")
    if pain_words(row):
        say(pain_words(row))
    if row.note:
        say(printable(row.note, 2_000))
    say(row.id)
    if phases:
        say("")
        say_table((_phase_cells(found, plan) for found in phases), right=(0, 2))


def when_words(row: SessionRow) -> str:
    """Return when a session began, by the clock on the wall where it was done."""
    return row.started_at[:16].replace("T", " ")


def outcome_words(row: SessionRow) -> str:
    """Return how a session ended, or that it has not."""
    words = [row.outcome or "unfinished"]
    words += ["simulated"] * row.simulated + ["removed"] * (row.deleted_at is not None)
    return ", ".join(words)


def pain_words(row: SessionRow) -> str:
    """Return the pain before and after, as in ``pain 3 → 2``; nothing where none was noted."""
    if row.pain_before is None and row.pain_after is None:
        return ""
    before, after = ("?" if pain is None else str(pain) for pain in (row.pain_before, row.pain_after))
    return f"pain {before} → {after}"


def _phase_cells(row: PhaseRow, plan: Plan | None) -> tuple[str, ...]:
    phase = phase_of(row)
    words = [row.name, position_of(row, plan), row.side and f"{row.side} side", count_words(phase)]
    return (
        format_instant(row.at_ms),
        PHASE_WORDS[phase.kind],
        length_words(row.actual_ms, row.planned_ms),
        row.outcome,
        ", ".join(word for word in words if word),
    )


def _telling_length(ids: Sequence[str]) -> int:
    """Return how many characters of the ids it takes to tell them apart."""
    length = SHORTEST_ID
    while len({id[:length] for id in ids}) < len(ids):
        length += 1
    return length
