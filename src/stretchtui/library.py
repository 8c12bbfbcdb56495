"""The exercises and routines that can be named: the built-in ones and the user's, which win over a built-in's id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.routine import Routine
from stretchcore.text import nearest, quoted, slug
from stretchtui.files import FileFault, read_bounded, read_standard_input
from stretchtui.paths import Paths, builtin_routines

Origin = Literal["built-in", "user"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NotFound(Exception):
    """A name that means no routine and no exercise."""


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


def _entries(folders: tuple[tuple[Origin, Path], ...]) -> dict[str, Entry]:
    """Return the files of some folders by id; a later folder wins over an earlier one."""
    found: dict[str, Entry] = {}
    for origin, folder in folders:
        try:
            files = sorted(folder.glob("*.toml"))
        except OSError:  # a folder that cannot be read holds nothing for us; doctor tells of it
            continue
        for path in files:
            if is_id(path.stem):
                found[path.stem] = Entry(path.stem, origin, path)
    return dict(sorted(found.items()))


class Exercises(Mapping[str, Exercise]):
    """The exercises by id. A file is read when its exercise is asked for, and only then."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self.entries = entries
        self._documents: dict[str, Document[Exercise]] = {}

    def document(self, id: str) -> Document[Exercise]:
        """Return what was read of an exercise's file, with its problems.

        Raises:
            KeyError: There is no such exercise.
            FileFault: The file cannot be read.
        """
        if id not in self._documents:
            entry = self.entries[id]
            self._documents[id] = read_exercise(read_bounded(entry.path), id, file=str(entry.path))
        return self._documents[id]

    def __getitem__(self, id: str) -> Exercise:
        """Return an exercise; one whose file has problems counts as missing here."""
        try:
            exercise = self.document(id).value
        except FileFault:
            exercise = None
        if exercise is None:
            raise KeyError(id)
        return exercise

    def __contains__(self, id: object) -> bool:
        return id in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Library:
    """What can be named."""

    def __init__(self, paths: Paths) -> None:
        builtin = builtin_routines()
        self._routines = (("built-in", builtin), ("user", paths.routines))
        self.exercises = Exercises(_entries((("built-in", builtin / "exercises"), ("user", paths.exercises))))
        self._entries: dict[str, Entry] | None = None

    def entries(self) -> dict[str, Entry]:
        """Return the routines' files by id."""
        if self._entries is None:
            self._entries = _entries(self._routines)  # type: ignore[arg-type]
        return self._entries

    def entry(self, id: str) -> Entry:
        """Return the file of a routine.

        Raises:
            NotFound: There is no such routine.
        """
        entry = self.entries().get(id)
        if entry is None:
            hint = nearest(id, tuple(self.entries()))
            guess = f"did you mean {hint}?" if hint else "see `stretchtui list`"
            raise NotFound(f"there is no routine {quoted(id)}; {guess}")
        return entry

    def routine(self, name: str) -> Document[Routine]:
        """Read a routine.

        Args:
            name: An id, a path to a ``.toml`` file, or ``-`` for standard input.

        Raises:
            NotFound: There is no such routine.
            FileFault: The file cannot be read.
        """
        if name == "-":
            return read_routine(read_standard_input(), "standard-input", self.exercises, file="-")
        if is_path(name):
            path = Path(name).expanduser()
            return read_routine(read_bounded(path), slug(path.stem) or "routine", self.exercises, file=name)
        entry = self.entry(name)
        return self.read(entry)

    def read(self, entry: Entry) -> Document[Routine]:
        """Read a routine's file of the library.

        Raises:
            FileFault: It cannot be read.
        """
        return read_routine(read_bounded(entry.path), entry.id, self.exercises, file=str(entry.path))


def is_path(name: str) -> bool:
    """Tell whether a name is meant as a path rather than an id."""
    return name.endswith(".toml") or "/" in name or "\\" in name
