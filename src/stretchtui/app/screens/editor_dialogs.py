"""The small questions of the editor."""

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from stretchcore.text import MAX_NAME_CELLS, text_fault
from stretchtui.actions import CONFLICT_ACTIONS, LEFT_OVER_ACTIONS, MENU_ACTIONS, UNSAVED_ACTIONS, Action
from stretchtui.app.actions import bindings
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.screens.form import FormScreen, Values
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.rows import Row, RowList
from stretchtui.drafting.fields import Field, Verdict
from stretchtui.keymap import key_names

_NAME = ("name",)


class NameScreen(FormScreen):
    """Asks what a new routine is called; the answer is among the values."""

    def __init__(self, usual: str) -> None:
        """Make the screen.

        Args:
            usual: The name that is there to begin with, for who does not want to think of one.
        """
        super().__init__("A new routine", (Field(_NAME, "name", "text", usual),), _judge_name)


def _judge_name(values: Values) -> Verdict:
    name = values[_NAME].strip()
    fault = text_fault(name, MAX_NAME_CELLS)
    return Verdict(None if fault else name, {_NAME: fault} if fault else {})


class _Question(Dialog[str]):
    """Asks; the answer is a word, or an empty one to go on as before."""

    WIDEST = 60

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, Page([Paragraph(text, ink="quiet")]), ink="phase-gap")


class UnsavedScreen(_Question):
    """Asks what becomes of changes that are not stored."""

    ACTIONS = UNSAVED_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(UNSAVED_ACTIONS)

    def action_store_changes(self) -> None:
        """Store them."""
        self.dismiss("store")

    def action_drop_changes(self) -> None:
        """Forget them."""
        self.dismiss("drop")

    def action_stay(self) -> None:
        """Go on."""
        self.dismiss("")


class ConflictScreen(_Question):
    """Asks what becomes of a file that another program has changed."""

    ACTIONS = CONFLICT_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(CONFLICT_ACTIONS)

    def action_replace_other(self) -> None:
        """Replace it."""
        self.dismiss("replace")

    def action_stay(self) -> None:
        """Leave it."""
        self.dismiss("")


class LeftOverScreen(_Question):
    """Asks what becomes of a draft that was left."""

    ACTIONS = LEFT_OVER_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(LEFT_OVER_ACTIONS)

    def action_go_on_with_draft(self) -> None:
        """Go on with it."""
        self.dismiss("go on")

    def action_begin_anew(self) -> None:
        """Begin from what is stored."""
        self.dismiss("")


class MenuScreen(Dialog[str | None]):
    """Everything that can be done, to choose from; the answer is an action."""

    ACTIONS = MENU_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(MENU_ACTIONS)
    WIDEST = 76

    def __init__(self, actions: tuple[Action, ...]) -> None:
        self._choices = tuple(one for one in actions if one.label)
        rows = [Row(one.description, key_names(one).split()[0]) for one in self._choices]
        super().__init__("What can be done", RowList(rows))

    @on(RowList.Chosen)
    def _on_chosen(self, message: RowList.Chosen) -> None:
        self.dismiss(self._choices[message.index].action)

    def action_close(self) -> None:
        """Go back without a choice."""
        self.dismiss(None)
