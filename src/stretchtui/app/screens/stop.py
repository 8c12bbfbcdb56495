"""The question before a session is stopped."""

from typing import ClassVar

from textual.binding import BindingType

from stretchcore.commands import Stop
from stretchtui.actions import STOP_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.page import Page, Paragraph


class StopScreen(Dialog[Stop | None]):
    """Asks whether to stop; the answer is the command, or None."""

    ACTIONS = STOP_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(STOP_ACTIONS)
    WIDEST = 56

    def __init__(self) -> None:
        text = "What you have done is kept. You can go on with it another time: stretchtui resume."
        super().__init__("Stop this session?", Page([Paragraph(text, ink="quiet")]), ink="phase-gap")

    def action_yes(self) -> None:
        """Stop."""
        self.dismiss(Stop())

    def action_no(self) -> None:
        """Go on."""
        self.dismiss(None)
