"""The dose of this week, muscle by muscle, with what the evidence says of it."""

from typing import ClassVar

from textual.binding import BindingType

from stretchcore.dose import INGRAM, MuscleDose
from stretchtui.actions import CLOSE_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.week import bars_of

_EVIDENCE = (
    "How flexible a muscle becomes levels off at about 10 minutes of static stretching a week, and 4 minutes a session."
)
_SIDES = "What counts is the side that had less of it. Time without a side counts for both."


class WeekScreen(Dialog[None]):
    """Shows how long each muscle was stretched since Monday."""

    ACTIONS = (*CLOSE_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(CLOSE_ACTIONS)
    WIDEST = 64

    def __init__(self, doses: tuple[MuscleDose, ...]) -> None:
        super().__init__("This week", Page(week_words(doses)), ink="phase-hold")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


def week_words(doses: tuple[MuscleDose, ...]) -> list[Paragraph]:
    """Return the week in words and bars."""
    bars = bars_of(doses)
    figures = max((len(bar.figure) for bar in bars), default=0)
    found = [
        Paragraph("", bar.figure.rjust(figures), bar.muscle, "phase-hold", part=dose.progress)
        for dose, bar in zip(doses, bars, strict=True)
    ] or [Paragraph("Nothing has been stretched since Monday.")]
    uneven = [(dose.muscle, dose.unevenness) for dose in doses if dose.unevenness is not None]
    if uneven:
        found.append(Paragraph())
        found += [Paragraph(f"{muscle.capitalize()}: {difference}.", ink="phase-gap") for muscle, difference in uneven]
    return [*found, Paragraph(), Paragraph(f"{_EVIDENCE} {_SIDES}", ink="quiet"), Paragraph(INGRAM, ink="quiet")]
