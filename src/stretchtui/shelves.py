"""The files of the library: which there are, by id, without a look into any."""

import os
import re
from pathlib import Path
from typing import Literal

from stretchcore.values import dataclass
from stretchtui.paths import Paths, builtin_routines

Origin = Literal["built-in", "user"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the library.

    Attributes:
        id: The stem of its name.
        origin: Whether it came with the program.
    """

    id: str
    origin: Origin
    path: Path


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a routine or an exercise."""
    return len(text) <= 60 and _ID.fullmatch(text) is not None


def is_path(name: str) -> bool:
    """Tell whether a name is meant as a path rather than an id."""
    return name.endswith(".toml") or "/" in name or "\\" in name


def routine_entries(paths: Paths) -> dict[str, Entry]:
    """Return the routines' files by id; the user's win over the built-in ones."""
    return _entries(builtin_routines(), paths.routines)


def exercise_entries(paths: Paths) -> dict[str, Entry]:
    """Return the exercises' files by id; the user's win over the built-in ones."""
    return _entries(builtin_routines() / "exercises", paths.exercises)


def _entries(builtin: Path, users: Path) -> dict[str, Entry]:
    found = {stem: Entry(stem, "built-in", builtin / f"{stem}.toml") for stem in _stems(builtin)}
    found |= {stem: Entry(stem, "user", users / f"{stem}.toml") for stem in _stems(users)}
    return dict(sorted(found.items()))


def _stems(folder: Path) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:  # a folder that is not there or cannot be read holds nothing for us; doctor tells of it
        return []
    return [name[:-5] for name in names if name.endswith(".toml") and is_id(name[:-5])]
