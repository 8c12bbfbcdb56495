"""What was done, when a session is over."""

from typing import ClassVar

from textual.binding import BindingType

from stretchcore.events import SessionOutcome
from stretchcore.times import format_span
from stretchcore.words import Side
from stretchtui.actions import MOVE_ACTIONS, SUMMARY_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.tally import Done, Tally
from stretchtui.app.widgets.page import Page, Paragraph

GLASS = "Drink a glass of water, and move about a little."

_SIDES = {Side.LEFT: "left", Side.RIGHT: "right", None: ""}


class SummaryScreen(Dialog[None]):
    """Says honestly what was done."""

    ACTIONS = (*SUMMARY_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(SUMMARY_ACTIONS)
    WIDEST = 72
    LARGE_TITLE = True
    FULL = True

    def __init__(self, tally: Tally, notices: list[str]) -> None:
        """Make the screen.

        Args:
            notices: What was switched off on the way.
        """
        title, ink = heading_of(tally)
        super().__init__(title, Page(paragraphs(tally, notices)), ink=ink)

    def action_close(self) -> None:
        """Leave."""
        self.dismiss()


def heading_of(tally: Tally) -> tuple[str, str]:
    """Return how it ended in a word or two, and the theme variable of their colour."""
    completed = tally.outcome is SessionOutcome.COMPLETED
    return ("Well done", "phase-ended") if completed else ("Stopped", "phase-paused")


def paragraphs(tally: Tally, notices: list[str]) -> list[Paragraph]:
    """Return what was done, in words."""
    found = [Paragraph(_length_words(tally), bold=True), Paragraph()]
    found += [
        Paragraph(row.name, right=done_words(row), ink="phase-gap" if row.pain else "foreground") for row in tally.rows
    ]
    if tally.not_reached:
        found.append(Paragraph(f"{_exercises(tally.not_reached)} not reached", ink="quiet"))
    if any(row.pain for row in tally.rows):
        text = "Something hurt. Leave that exercise out for now, and see somebody who knows if it stays."
        found += [Paragraph(), Paragraph(text, ink="phase-gap")]
    found += [Paragraph(), Paragraph(GLASS, ink="quiet")]
    for text in notices:
        found += [Paragraph(), Paragraph(text, ink="phase-gap")]
    return found


def _length_words(tally: Tally) -> str:
    total_ms = tally.ended.total_ms if tally.ended else 0
    return f"{format_span(_whole(tally.active_ms))} of work in {format_span(_whole(total_ms))}"


def _exercises(count: int) -> str:
    return "1 exercise" if count == 1 else f"{count} exercises"


def done_words(row: Done) -> str:
    """Return the time of an exercise by side, and what was left out, as in ``left 1 min, right 40 s, 1 skipped``."""
    parts = [
        f"{_SIDES[side]} {format_span(_whole(held_ms))}".strip()
        for side, held_ms in row.held_ms.items()
        if held_ms >= 500 or not row.skipped
    ]
    if row.skipped:
        parts.append(f"{row.skipped} skipped")
    if row.pain:
        parts.append("stopped by pain")
    if row.unfinished:
        parts.append("not finished")
    return ", ".join(parts)


def _whole(ms: int) -> int:
    """Round to the second: nobody held for 19.993 s."""
    return (ms + 500) // 1000 * 1000
