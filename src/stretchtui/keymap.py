"""Which keys the user wants for which actions: how keys are written, and what stands against a choice of them.

Keys are kept as Textual calls them (``question_mark``, ``ctrl+x``) and written as people do (``?``, ``ctrl+x``).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stretchcore.problems import Report
from stretchcore.routine import Path
from stretchcore.text import nearest, quoted
from stretchtui.actions import LEAVE, SCREENS, Action

MOST_KEYS = 8
"""Most keys of one action."""

_NAMED = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace"),
    *("tab", "enter", "escape", "space", *(f"f{number}" for number in range(1, 25))),
)
_ALSO = {
    **{"esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown"},
    **{"→": "right", "←": "left", "↑": "up", "↓": "down", " ": "space", "blank": "space", "equals": "equals_sign"},
}
_MODIFIERS = ("alt", "ctrl", "shift")  # in the order in which Textual names them
_SHORT = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_SIGNS = dict.fromkeys("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "")
for _sign in _SIGNS:
    _name = unicodedata.name(_sign).lower().replace("-", "_").replace(" ", "_")
    _SIGNS[_sign] = _SHORT.get(_name, _name)
_CHARACTERS = {name: character for character, name in _SIGNS.items()}
_SHOWN = {"right": "→", "left": "←", "up": "↑", "down": "↓", "escape": "esc", **_CHARACTERS}


def key_name(key: str) -> str:
    """Return a key as people call it, as in ``→`` or ``?``."""
    before, plus, last = key.rpartition("+")
    return f"{before}{plus}{_SHOWN.get(last, last)}"


def key_names(action: Action) -> str:
    """Return all keys of an action as people call them, as in ``→ n``."""
    return " ".join(map(key_name, action.keys))


def read_key(text: str) -> str | None:
    """Return the key that a text means, as Textual calls it; None where there is no such key."""
    if len(text) == 1 and text != " ":
        if text in _ALSO:
            return _ALSO[text]
        return text if text.isalnum() else _SIGNS.get(text)
    *modifiers, last = text.split("+") if not text.endswith("++") else [*text[:-2].split("+"), "+"]
    wanted = [word.lower() for word in modifiers]
    if len(set(wanted)) < len(wanted) or not set(wanted) <= set(_MODIFIERS):
        return None
    name = last.lower() if len(last) > 1 else last
    name = _ALSO.get(name, name)
    if len(name) == 1:
        # A terminal tells of shift only by the character itself.
        known = read_key(name.lower() if "ctrl" in wanted else name) if "shift" not in wanted else None
    else:
        known = name if name in _NAMED or name in _CHARACTERS else None
    return None if known is None else "+".join([*(word for word in _MODIFIERS if word in wanted), known])


class Keymap:
    """The keys that actions have: their own, or those that the user wants."""

    def __init__(self, changed: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Make a keymap.

        Args:
            changed: The keys of those actions that have other ones than their own, by the action's id.
        """
        self.changed = dict(changed or {})

    def of(self, actions: tuple[Action, ...]) -> tuple[Action, ...]:
        """Return actions with the keys that they have now."""
        return tuple(map(self._of, actions)) if self.changed else actions

    def _of(self, action: Action) -> Action:
        keys = self.changed.get(action.id)
        return action if keys is None or action is LEAVE else action._replace(keys=keys, shown=key_name(keys[0]))

    def as_textual(self) -> dict[str, str]:
        """Return what Textual takes: keys with commas between them, by the binding's id."""
        return {id: ",".join(keys) for id, keys in self.changed.items()}


def own_keys() -> dict[str, tuple[str, ...]]:
    """Return the keys that actions have without a change, by id, in the order of the screens."""
    found: dict[str, tuple[str, ...]] = {}
    for action in _all():
        found.setdefault(action.id, action.keys)
    return found


def described(id: str) -> str:
    """Return what an action does, in a sentence."""
    return next(f"{action.description}." for action in _all() if action.id == id)


def _all() -> Iterable[Action]:
    return (action for actions in SCREENS.values() for action in actions if action is not LEAVE)


# -- what the settings' file says --------------------------------------------------------------------------------------


def read_keys(value: object, path: Path, report: Report) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """Return the keys that count, by the action's id; what is wrong, or gives a key two meanings, is reported."""
    if not isinstance(value, dict):
        report.add(path, "type", f'{quoted(value)} is not a table; write [keys] and below it skip = ["right", "n"]')
        return None
    known = own_keys()
    found: dict[str, tuple[str, ...]] = {}
    for id, keys in value.items():
        if id not in known:
            _report_unknown(id, (*path, id), tuple(known), report)
            continue
        read = _read_keys_of(keys, (*path, id), report)
        if read:
            found[id] = read
    for clash in _clashes(found):
        key, other = quoted(key_name(clash.key)), clash.other
        message = f"{key} is the key of `{other}` too, in {clash.where}; choose another, or change that of `{other}`"
        report.add((*path, clash.id), "key-taken", message, other)
        del found[clash.id]
    return tuple(found.items())


def _report_unknown(id: str, path: Path, known: tuple[str, ...], report: Report) -> None:
    if id == LEAVE.id:
        report.add(path, "fixed-key", "the key that leaves at once is always ctrl+c", at_key=True)
        return
    hint = report.nearest(id, known)
    guess = f"; did you mean `{hint}`?" if hint else "; `stretchtui config` lists those that there are, as keys.…"
    report.add(path, "unknown-key", f"there is no action `{quoted(id)[1:-1]}`{guess}", hint, at_key=True)


def _read_keys_of(value: object, path: Path, report: Report) -> tuple[str, ...] | None:
    texts: list[object] = value if isinstance(value, list) else [value]
    if not 1 <= len(texts) <= MOST_KEYS:
        report.add(path, "bounds", f"{len(texts)} keys; write one to {MOST_KEYS}, or leave the action out")
        return None
    found: list[str] = []
    for place, text in enumerate(texts):
        where = (*path, place) if isinstance(value, list) else path
        if not isinstance(text, str):
            report.add(where, "type", f'{quoted(text)} is not a key; write it in quotes, as in "n" or "ctrl+n"')
            return None
        key = read_key(text)
        if key is None:
            hint = nearest(text, (*_NAMED, *_CHARACTERS, *_ALSO)) if len(text) > 1 else None
            guess = f"; did you mean {quoted(hint)}?" if hint else '; write "n", "?", "space", "f5" or "ctrl+n"'
            report.add(where, "key", f"{quoted(text)} is not a key{guess}", hint)
            return None
        if key == LEAVE.keys[0]:
            report.add(where, "fixed-key", "ctrl+c always leaves at once; choose another key")
            return None
        if key not in found:
            found.append(key)
    return tuple(found)


class _Clash(NamedTuple):
    id: str
    key: str
    other: str
    where: str


def _clashes(wanted: Mapping[str, tuple[str, ...]]) -> list[_Clash]:
    """Return the wishes that cannot be, one after the other; without them, no key has two meanings on one screen."""
    left = dict(wanted)
    found: list[_Clash] = []
    while (clash := _first_clash(left)) is not None:
        found.append(clash)
        del left[clash.id]
    return found


def _first_clash(wanted: Mapping[str, tuple[str, ...]]) -> _Clash | None:
    keymap = Keymap(wanted)
    order = [*own_keys(), *wanted]  # a wish comes after an action's own keys
    order = [id for place, id in enumerate(order) if id not in order[place + 1 :]]
    for where, actions in SCREENS.items():
        owners: dict[str, str] = {}
        for action in keymap.of(actions):
            for key in action.keys:
                other = owners.setdefault(key, action.id)
                if other != action.id:
                    # Of two wishes the later one gives way; of a wish and an action's own key, the wish.
                    later, first = sorted((action.id, other), key=order.index, reverse=True)
                    return _Clash(later, key, first, where)
    return None
