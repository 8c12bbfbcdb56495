"""What was done, when a session is over."""

import threading
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import on
from textual.binding import BindingType

from stretchcore.events import SessionOutcome
from stretchcore.times import format_span
from stretchcore.words import Side
from stretchtui.actions import AFTER_ACTIONS, MOVE_ACTIONS, SUMMARY_ACTIONS, Action
from stretchtui.app.actions import bindings
from stretchtui.app.screens.before import QUESTION
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.services import CannotChange
from stretchtui.app.tally import Done, Tally
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.scale import Scale

if TYPE_CHECKING:
    from stretchtui.app.screens.form import Values

GLASS = "Drink a glass of water, and move about a little."

_SIDES = {Side.LEFT: "left", Side.RIGHT: "right", None: ""}


class SummaryScreen(Dialog[None]):
    """Says honestly what was done."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (*SUMMARY_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(SUMMARY_ACTIONS)
    WIDEST = 72
    LARGE_TITLE = True

    def __init__(self, tally: Tally, notices: list[str], scale: Scale | None = None) -> None:
        """Make the screen.

        Args:
            notices: What was switched off on the way.
            scale: Where one says how it feels; None where that is not asked.
        """
        completed = tally.outcome is SessionOutcome.COMPLETED
        self._words = paragraphs(tally, notices)
        super().__init__(
            "Well done" if completed else "Stopped",
            Page(self._words),
            ink="phase-ended" if completed else "phase-paused",
            scale=scale,
        )

    def action_close(self) -> None:
        """Leave."""
        self.dismiss()


class Rate(Protocol):
    """Writes what was felt after a session; raises `CannotChange` where that cannot be kept."""

    def __call__(self, *, after: int | None, note: str) -> None:
        """Write both as they stand now; called in a worker thread."""


class RatedSummary(SummaryScreen):
    """Asks how it feels as well; one key leaves without an answer."""

    ACTIONS = (*AFTER_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(AFTER_ACTIONS)

    def __init__(self, tally: Tally, notices: list[str], rate: Rate) -> None:
        """Make the screen.

        Args:
            rate: Writes what was felt.
        """
        super().__init__(tally, notices, Scale(QUESTION, "enter leaves without an answer"))
        self._rate = rate
        self._note = ""
        self._writing = threading.Lock()

    @on(Scale.Said)
    def _write(self) -> None:
        """Write what was said as it stands; the last one counts, whichever thread comes first."""
        self.run_worker(self._written, thread=True)

    def _written(self) -> None:
        assert self.scale is not None
        with self._writing:
            try:
                self._rate(after=self.scale.pain, note=self._note)
            except CannotChange as fault:
                self.app.call_from_thread(self._show_words, f"This could not be kept: {fault}")

    def action_note(self) -> None:
        """Ask for a line about this session."""
        from stretchtui.app.screens.note import NoteScreen

        def noted(values: "Values | None") -> None:
            if values is not None:
                self._note = values["note",].strip()
                self._show_words()
                self._write()

        self.app.push_screen(NoteScreen(self._note), noted)

    def _show_words(self, fault: str = "") -> None:
        words = list(self._words)
        if self._note:
            words += [Paragraph(), Paragraph(f"“{self._note}”", ink="phase-hold")]
        if fault:
            words += [Paragraph(), Paragraph(fault, ink="error")]
        assert isinstance(self.body, Page)
        self.body.show(words)
        self._fit()


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
