"""The health note, shown once."""

from typing import ClassVar

from textual.binding import BindingType

from stretchtui.actions import HEALTH_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.warning import WARNING_SIGNS

_NOTE = (
    Paragraph("stretchtui is not a medical device."),
    Paragraph(),
    Paragraph(WARNING_SIGNS),
    Paragraph(),
    Paragraph("A stretch may pull; it must not hurt. In a session, p leaves an exercise at once.", ink="quiet"),
)


class HealthScreen(Dialog[None]):
    """Says what the program is not, and when to see a doctor."""

    ACTIONS = HEALTH_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(HEALTH_ACTIONS)
    WIDEST = 64

    def __init__(self) -> None:
        super().__init__("Before you start", Page(_NOTE), ink="phase-gap")

    def action_close(self) -> None:
        """Go on."""
        self.dismiss()
