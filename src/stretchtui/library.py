"""The exercises and routines that can be named: the built-in ones and the user's, which win over a built-in's id."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.routine import Routine
from stretchcore.text import nearest, quoted, slug
from stretchtui.files import FileFault, read_bounded, read_standard_input
from stretchtui.parsed import KeptTables
from stretchtui.paths import Paths
from stretchtui.shelves import Entry, exercise_entries, is_path, routine_entries


class NotFound(Exception):
    """A name that means no routine and no exercise."""


class Exercises(Mapping[str, Exercise]):
    """The exercises by id. A file is read when its exercise is asked for, and only then."""

    def __init__(self, entries: dict[str, Entry], kept: Path | None = None) -> None:
        """Make a shelf.

        Args:
            kept: Where what was read of the files is kept, so that they need not be parsed again.
        """
        self.entries = entries
        self._documents: dict[str, Document[Exercise]] = {}
        self._tables = KeptTables(kept)

    def keep(self) -> None:
        """Keep what was parsed anew, for the next time."""
        self._tables.write()

    def document(self, id: str) -> Document[Exercise]:
        """Return what was read of an exercise's file, with its problems.

        Raises:
            KeyError: There is no such exercise.
            FileFault: The file cannot be read.
        """
        if id not in self._documents:
            entry = self.entries[id]
            source = read_bounded(entry.path)
            raw = self._tables.of(entry.path, source)
            self._documents[id] = read_exercise(source, id, file=str(entry.path), raw=raw)
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
        self._paths = paths
        self.exercises = Exercises(exercise_entries(paths), paths.parsed)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The routines' files by id."""
        return routine_entries(self._paths)

    def entry(self, id: str) -> Entry:
        """Return the file of a routine.

        Raises:
            NotFound: There is no such routine.
        """
        entry = self.entries.get(id)
        if entry is None:
            if id in self.exercises.entries:
                raise NotFound(f"{id} is an exercise, not a routine; `stretchtui show {id}` shows it")
            hint = nearest(id, tuple(self.entries))
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

    def exercise_at(self, name: str) -> Document[Exercise]:
        """Read an exercise's file by its path.

        Raises:
            FileFault: It cannot be read.
        """
        path = Path(name).expanduser()
        return read_exercise(read_bounded(path), slug(path.stem) or "exercise", file=name)

    def read(self, entry: Entry) -> Document[Routine]:
        """Read a routine's file of the library.

        Raises:
            FileFault: It cannot be read.
        """
        return read_routine(read_bounded(entry.path), entry.id, self.exercises, file=str(entry.path))
