"""Actions as Textual and the last line want them, with the keys that the user has chosen.

What there is to do, and with which keys, is defined in `stretchtui.actions`.
"""

from typing import TYPE_CHECKING

from textual.binding import Binding

from stretchtui.actions import MOVE_ACTIONS, Action

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.dom import DOMNode

    from stretchtui.app.widgets.keybar import KeyHint


def bindings(actions: tuple[Action, ...], *, everywhere: bool = False) -> "list[BindingType]":
    """Return the bindings of actions; the app puts the user's keys in their place by their ids.

    Args:
        everywhere: Whether they count under any screen that lies on top, and while one types.
    """
    return [
        Binding(",".join(one.keys), one.action, one.description, show=False, priority=everywhere, id=one.id)
        for one in actions
    ]


def moves(up: str, down: str, page_up: str, page_down: str, top: str, bottom: str) -> "list[BindingType]":
    """Return the bindings with which one moves; each argument is what Textual runs for a move."""
    runs = (up, down, page_up, page_down, top, bottom)
    return [
        Binding(",".join(one.keys), run, one.description, show=False, id=one.id)
        for one, run in zip(MOVE_ACTIONS, runs, strict=True)
    ]


def chosen(node: "DOMNode", actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Return actions with the keys that the user has chosen for them."""
    keymap = getattr(node.app, "keymap", None)
    return actions if keymap is None else tuple(keymap.of(actions))


def hints(actions: tuple[Action, ...], labels: "dict[str, str] | None" = None) -> "tuple[KeyHint, ...]":
    """Return what the last line shows of actions.

    Args:
        labels: Other labels than usual, by the action's name.
    """
    from stretchtui.app.widgets.keybar import KeyHint

    named = labels or {}
    return tuple(
        KeyHint(one.shown, named.get(one.name, one.label), one.action, one.rank) for one in actions if one.label
    )
