"""What is asked before a session: how much it hurts now. One key goes on without an answer."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import BindingType

from stretchtui.actions import BEFORE_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.screens.lessons import LessonDialog
from stretchtui.app.services import Services
from stretchtui.app.widgets.page import Paragraph


class Beginning(NamedTuple):
    """The answer: the session begins.

    Attributes:
        pain: 0 to 10; None where nothing was said.
    """

    pain: int | None


class BeforeScreen(LessonDialog[Beginning | None]):
    """Asks, and begins; None goes back."""

    ACTIONS = (*BEFORE_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(BEFORE_ACTIONS)
    WIDEST = 60

    def __init__(self, services: Services, routine: str, name: str, facts: Sequence[str]) -> None:
        """Make the screen.

        Args:
            routine: The routine's id.
            name: What is about to begin.
            facts: What is to be known of it before: its length, and what is left out of it.
        """
        words = [Paragraph(fact, ink="quiet") for fact in facts]
        super().__init__(name, words, services, routine, "enter begins without an answer")

    def action_begin(self) -> None:
        """Begin with what was said, or without."""
        assert self.scale is not None
        self.dismiss(Beginning(self.scale.pain))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
