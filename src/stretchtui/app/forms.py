"""The settings as a form: in which order they stand, what each may be, and what the keys make of it."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from stretchcore.fields import Choice, Flag
from stretchtui.settings import LEVEL_DEFAULT, SETTINGS

if TYPE_CHECKING:
    from stretchtui.settings import SettingRow

LEVEL_STEP = 5
"""By how much a key changes a level or the volume, in per cent."""

_GROUPS = {
    "The session": ("first_side", "lead_in", "resume_within", "figures", "ask_pain", "excluded"),
    "Looks": ("theme", "flash"),
    "Sound and voice": ("sound", "volume", "voice", "verbosity", "breath_words", "language", "bell"),
    "The desktop": ("media_keys", "notifications"),
    "Times that a routine does not say": (
        "prepare",
        "next_rep",
        "switch_side",
        "rest",
        "breath.in",
        "breath.out",
    ),
}
_OTHERS, _LEVELS, _KEYS, _HOOKS = "More", "Levels", "Keys", "Hooks"
_ON, _OFF = "on", "off"
_HALVES = {"breath.in": "The length of one breath in, where a routine does not say it."}
_HALVES["breath.out"] = _HALVES["breath.in"].replace("breath in", "breath out")


class Kind(Enum):
    """How a setting is changed."""

    CHOICE = "choice"
    LEVEL = "level"
    TEXT = "text"


class Form(NamedTuple):
    """One setting.

    Attributes:
        name: Its name, as in ``lead_in``, ``keys.skip`` or ``hooks.cue``.
        label: How it is called on the screen.
        value: What counts, as one would type it, and `default` what counts where the file says nothing.
        meaning: What it means, in a sentence.
        options: What there is to choose from.
    """

    name: str
    label: str
    value: str
    default: str
    meaning: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()

    @property
    def is_default(self) -> bool:
        """Whether it is as it would be without a file."""
        return self.value == self.default

    def chosen(self, by: int) -> str | None:
        """Return the value that is so many places further; None where there is none to choose."""
        if self.kind is Kind.LEVEL:
            level = int(self.value.split()[0])
            step = -(-level // LEVEL_STEP) - (level % LEVEL_STEP > 0 and by > 0) + by  # to the next whole step
            return f"{max(0, min(100, step * LEVEL_STEP))} %"
        if not self.options:
            return None
        place = self.options.index(self.value) if self.value in self.options else -1 if by > 0 else 0
        return self.options[(place + by) % len(self.options)]


class Group(NamedTuple):
    """Settings under one heading."""

    heading: str
    forms: tuple[Form, ...]


def groups(rows: "Sequence[SettingRow]", themes: Sequence[str], routines: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the settings in the order of the screen.

    Args:
        themes: The themes that there are.
        routines: The names of the routines by id: each has a level.
    """
    known = {row.key: row for row in rows}
    levels = {name.partition(".")[2]: known.pop(name) for name in list(known) if name.startswith("levels.")}
    keys = [known.pop(name) for name in list(known) if name.startswith("keys.")]
    hooks = [known.pop(name) for name in list(known) if name.startswith("hooks.")]
    found = []
    for heading, names in _GROUPS.items():
        members = [_form(known.pop(name), themes) for name in names if name in known]
        found.append(Group(heading, tuple(members)))
    found.append(Group(_OTHERS, tuple(_form(row, themes) for row in known.values())))
    ids = [*routines, *(id for id in levels if id not in routines)]
    found.append(Group(_LEVELS, tuple(_level(id, routines.get(id, id), levels.get(id)) for id in ids)))
    found.append(Group(_HOOKS, tuple(_form(row, themes) for row in hooks)))
    found.append(Group(_KEYS, tuple(_form(row, themes) for row in keys)))
    return tuple(group for group in found if group.forms)


def _form(row: "SettingRow", themes: Sequence[str]) -> Form:
    value, default = _typed(row.value), _typed(row.default)
    label = row.key.removeprefix("keys.").removeprefix("hooks.").replace("_", " ").replace(".", " ")
    meaning = _HALVES.get(row.key, row.doc)
    if row.key == "volume":
        return Form(row.key, label, f"{value} %", f"{default} %", meaning, Kind.LEVEL)
    options = _options(row.key, themes)
    return Form(row.key, label, value, default, meaning, Kind.CHOICE if options else Kind.TEXT, options)


def _options(name: str, themes: Sequence[str]) -> tuple[str, ...]:
    key = SETTINGS.keys.get(name)
    if name == "theme":
        return tuple(themes)
    if key is not None and isinstance(key.sort, Flag):
        return (_OFF, _ON)
    return key.sort.words if key is not None and isinstance(key.sort, Choice) else ()


def _level(id: str, name: str, row: "SettingRow | None") -> Form:
    value = LEVEL_DEFAULT if row is None else row.value
    meaning = "Where in each range of this routine a session runs: 0 % is its low end, 100 % its high end."
    return Form(f"levels.{id}", name, f"{value} %", f"{LEVEL_DEFAULT} %", meaning, Kind.LEVEL)


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return _ON if value else _OFF
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
