"""All keys of a screen."""

from typing import ClassVar

from textual.binding import BindingType

from stretchtui.app.actions import CLOSE_ACTIONS, Action, bindings, key_names
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.page import Page, Paragraph


class HelpScreen(Dialog[None]):
    """Shows what the keys do. The session goes on meanwhile."""

    ACTIONS = CLOSE_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(CLOSE_ACTIONS)
    WIDEST = 84

    def __init__(self, actions: tuple[Action, ...]) -> None:
        """Make the screen.

        Args:
            actions: What the screen below can do.
        """
        super().__init__(
            "Keys", Page([Paragraph(one.description, head=key_names(one), ink="quiet") for one in actions])
        )

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
