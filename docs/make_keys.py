"""Writes docs/keys.md from the actions: every key of every screen, what it does, and what the settings call it.

Run it after `stretchtui.actions` has changed: ``python docs/make_keys.py``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from stretchtui.actions import LEAVE, MOVE_ACTIONS, SCREENS, Action
from stretchtui.keymap import key_name

PAGE = Path(__file__).with_name("keys.md")

_HEAD = """\
<!-- Written by docs/make_keys.py. Change the actions in src/stretchtui/actions.py, not this page. -->

# Every key

The same keys are shown by `?` on every screen. Each has an id, by which [the settings](settings.md#keys) can give it
another key: `stretchtui config set keys.skip "right n l"`.

An id is one action wherever it stands: what you choose for `close` closes the note, the help, the summary and the
settings alike. `ctrl+c` leaves at once, everywhere, and cannot be changed: a session is kept, and can be resumed.
"""

_MOVING = "Lists, and long texts"
_MOVING_ABOUT = "Where it is said above, these move in a list, and in a text that is longer than its room."
_MOVES_TOO = f"[The keys of lists](#{_MOVING.lower().replace(',', '').replace(' ', '-')}) too."

_RATED = ("the question before a session", "the question after a session", "the pain of a session")
_DIGITS = "A digit says how much it hurts, from 0 to 10; `1` and at once `0` is 10."


def render() -> str:
    """Return the page."""
    parts = [_HEAD]
    for where, actions in SCREENS.items():
        parts += _screen(where, actions)
    parts += [f"## {_MOVING}\n", f"{_MOVING_ABOUT}\n", _table(MOVE_ACTIONS)]
    return "\n".join(parts)


def _screen(where: str, actions: tuple[Action, ...]) -> Iterator[str]:
    title = where.removeprefix("a ").removeprefix("the ")
    yield f"## {title[0].upper()}{title[1:]}\n"
    yield _table(action for action in actions if action not in MOVE_ACTIONS and action != LEAVE)
    more = []
    if where in _RATED:
        more.append(_DIGITS)
    if set(MOVE_ACTIONS) <= set(actions):
        more.append(_MOVES_TOO)
    if more:
        yield f"{' '.join(more)}\n"


def _table(actions: Iterable[Action]) -> str:
    rows = [
        f"| {' '.join(f'`{key_name(key)}`' for key in action.keys)} | {action.description}. | `{action.id}` |"
        for action in actions
    ]
    return "\n".join(("| key | what it does | id |", "|---|---|---|", *rows)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
