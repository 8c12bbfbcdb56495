"""One session of the log, phase by phase."""

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from stretchtui.actions import CLOSE_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.recount import part_words, session_words
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.page import Page, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stretchtui.logged import Entry, Part


class PhasesScreen(Dialog[None]):
    """What was done, to be read."""

    ACTIONS = (*CLOSE_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(CLOSE_ACTIONS)
    WIDEST = 76

    def __init__(self, entry: "Entry", parts: "Sequence[Part]") -> None:
        """Make the screen.

        Args:
            entry: The session, and what its `parts` were.
        """
        super().__init__(entry.name, Page([*session_words(entry), Paragraph(), *part_words(parts)]))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
