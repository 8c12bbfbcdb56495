"""All keys of a screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from stretchtui.actions import BOTTOM, CLOSE_ACTIONS, DOWN, MOVE_ACTIONS, PAGE_DOWN, PAGE_UP, TOP, UP, Action
from stretchtui.app.actions import bindings
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.keymap import key_names


class HelpScreen(Dialog[None]):
    """Shows what the keys do. A session goes on meanwhile."""

    ACTIONS = CLOSE_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(CLOSE_ACTIONS)
    WIDEST = 84

    def __init__(self, actions: Sequence[Action]) -> None:
        """Make the screen.

        Args:
            actions: What the screen below can do, with the keys that it has now.
        """
        super().__init__("Keys", Page(paragraphs(actions)))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


def paragraphs(actions: Sequence[Action]) -> list[Paragraph]:
    """Return what the keys do, under headings, in the order in which the actions are given."""
    groups: dict[str, list[Action]] = {}
    for one in actions:
        groups.setdefault(one.group, []).append(one)
    found: list[Paragraph] = []
    for heading, members in groups.items():
        if len(groups) > 1:
            found += [Paragraph()] if found else []
            found.append(Paragraph(heading, ink="phase-hold", bold=True))
        found += [
            Paragraph(one.description, head=key_names(one), ink="quiet") for one in members if one.id not in _MOVES
        ]
        moves = {one.id: key_names(one) for one in members if one.id in _MOVES}
        found += [
            Paragraph(words, head=f"{moves[one.id]} {moves[other.id]}", ink="quiet")
            for (one, other), words in _PAIRS.items()
            if one.id in moves
        ]
    return found


_MOVES = frozenset(one.id for one in MOVE_ACTIONS)
_PAIRS = {
    (UP, DOWN): "Go up and down; the mouse does too",
    (PAGE_UP, PAGE_DOWN): "Go a page up and down",
    (TOP, BOTTOM): "Go to the top, and to the bottom",
}
