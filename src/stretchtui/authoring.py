"""Making, copying, renaming and removing routines; exercises too, where that is the same.

Nothing that a person wrote is lost: what is replaced or removed goes into a folder of its own, under a dated name. The
files that come with the program are never touched; one of the user's under the same id stands before them.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal
from zlib import crc32

from stretchcore.advice import advice_for
from stretchcore.document import read_exercise, read_routine
from stretchcore.problems import BadDocument, Problem
from stretchcore.routine import Step
from stretchcore.text import nearest, quoted, slug
from stretchcore.values import dataclass
from stretchtui.checking import is_exercise_file
from stretchtui.editing import Subject
from stretchtui.files import FileFault, read_standard_input, reason, rename_new, write_atomic, write_new
from stretchtui.library import Library, NotFound
from stretchtui.paths import Paths, builtin_routines
from stretchtui.rewriting import keep_copy, read_whole, set_aside
from stretchtui.schemas import lay_schema, with_schema_line
from stretchtui.shelves import Entry, is_id, is_path

Kind = Literal["routine", "exercise"]


class Refused(Exception):
    """What was asked for is not done; the message says why, and what would be."""


class BadId(ValueError):
    """A text of which no id can be made."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A routine or an exercise of the library."""

    kind: Kind
    entry: Entry

    @property
    def id(self) -> str:
        """Its id."""
        return self.entry.id

    @property
    def path(self) -> Path:
        """Its file."""
        return self.entry.path


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a file.

    Attributes:
        path: Where it is now.
        aside: Where the user's file that stood there before is kept.
    """

    path: Path
    aside: Path | None = None


def make_id(text: str) -> str:
    """Return the id that a name is meant for.

    Raises:
        BadId: No id can be made of it.
    """
    if is_id(text):
        return text
    if "/" in text or "\\" in text:
        raise BadId(f"{quoted(text)} is a path; give an id, its file is put where routines are kept")
    found = slug(text.removesuffix(".toml"))
    if not found:
        raise BadId(f"{quoted(text)} cannot be made into an id: small letters, digits and hyphens")
    return found


class Desk:
    """Where the user's files are written."""

    def __init__(self, paths: Paths, library: Library) -> None:
        self.paths = paths
        self.library = library

    # -- what there is -------------------------------------------------------------------------------------------------

    def find(self, id: str) -> Piece | None:
        """Return what has an id; a routine before an exercise, as everywhere."""
        if id in self.library.entries:
            return Piece("routine", self.library.entries[id])
        if id in self.library.exercises.entries:
            return Piece("exercise", self.library.exercises.entries[id])
        return None

    def piece(self, id: str) -> Piece:
        """Return what has an id.

        Raises:
            NotFound: Nothing has.
        """
        found = self.find(id)
        if found is None:
            hint = nearest(id, (*self.library.entries, *self.library.exercises.entries))
            guess = f"did you mean {hint}?" if hint else "see `stretchtui list`"
            raise NotFound(f"there is no routine {quoted(id)}; {guess}")
        return found

    def own(self, id: str, advice: str) -> Piece:
        """Return what is the user's own by an id.

        Args:
            advice: What to do about one that is not.

        Raises:
            NotFound: There is nothing of that id.
            Refused: It came with the program.
        """
        found = self.piece(id)
        if found.entry.origin == "built-in":
            raise Refused(f"{id} is built in; {advice}")
        return found

    def folder(self, kind: Kind) -> Path:
        """Return the folder of the user's files of a kind."""
        return self.paths.routines if kind == "routine" else self.paths.exercises

    def aside(self, kind: Kind) -> Path:
        """Return the folder for what was removed or replaced."""
        return self.paths.removed if kind == "routine" else self.paths.removed / "exercises"

    def draft(self, kind: Kind, id: str) -> Path:
        """Return where the text is while it is edited."""
        folder = self.paths.drafts if kind == "routine" else self.paths.drafts / "exercises"
        return folder / f"{id}.toml"

    def routines_with(self, exercise: str) -> list[str]:
        """Return the ids of the user's routines that name an exercise."""
        users = [entry for entry in self.library.entries.values() if entry.origin == "user"]
        return [entry.id for entry in users if exercise in _exercises_of(self.library, entry)]

    # -- making --------------------------------------------------------------------------------------------------------

    def id_for_new(self, wanted: str) -> str:
        """Return the id of a new routine: what is wanted, or a free one like it where that is built in.

        Raises:
            Refused: The user has a file of that id.
        """
        taken = self.find(wanted)
        if taken is not None and taken.entry.origin == "user":
            raise Refused(f"you have the {taken.kind} {wanted}: {taken.path}; `stretchtui edit {wanted}` changes it")
        return self.free_id(wanted)

    def free_id(self, wanted: str) -> str:
        """Return an id that nothing has: what is wanted, or one like it."""
        id, number = wanted, 1
        while self.find(id) is not None or os.path.lexists(self.folder("routine") / f"{id}.toml"):
            number += 1
            end = f"-{number}"
            id = wanted[: 60 - len(end)].rstrip("-") + end
        return id

    def check(self, kind: Kind, id: str, source: bytes, file: str) -> tuple[Problem, ...]:
        """Return what is wrong with the text of a file."""
        if kind == "exercise":
            return read_exercise(source, id, file=file).problems
        return read_routine(source, id, self.library.exercises, file=file).problems

    def advice(self, path: Path) -> tuple[Problem, ...]:
        """Return what could be better about a routine's file; nothing where it is none, or has problems."""
        if is_exercise_file(str(path)):
            return ()
        document = self.library.routine(str(path))
        if document.value is None:
            return ()
        return tuple(map(document.locate, advice_for(document.value, self.library.exercises)))

    # -- copying, renaming, removing -----------------------------------------------------------------------------------

    def copy(self, name: str, new: str, *, force: bool = False) -> Moved:
        """Copy a file's text under an id, which may be a built-in's: then it stands before that one.

        Args:
            name: An id, a path, or ``-``.
            new: The id of the copy.
            force: Whether a file of the user's may be replaced; it is kept aside.

        Raises:
            NotFound: There is no such file.
            Refused: The id is taken, or means something of another kind.
            BadDocument: The file has problems.
            FileFault: A file cannot be read or written.
        """
        kind, file, text = self._source(name, new)
        problems = self.check(kind, new, text, file)
        if problems:
            raise BadDocument(problems)
        aside = self._make_room(kind, new, force=force, builtin=True)
        target = self.folder(kind) / f"{new}.toml"
        if aside is None:
            write_new({target: text})
        else:
            write_atomic(target, text)
        lay_schema(target, text)
        return Moved(target, aside)

    def _source(self, name: str, new: str) -> tuple[Kind, str, bytes]:
        """Return of what kind a file is that is to be copied, what problems call it, and its text."""
        if name == "-":
            return "routine", "-", read_standard_input()
        if is_path(name):
            kind: Kind = "exercise" if is_exercise_file(name) else "routine"
            return kind, name, read_whole(Path(name).expanduser())
        piece = self.piece(name)
        if piece.id == new and piece.entry.origin == "user":
            raise Refused(f"{name} and its copy need different ids")
        text = read_whole(piece.path)
        if piece.entry.origin == "built-in":
            text = with_schema_line(piece.kind, text)
        return piece.kind, str(piece.path), text

    def rename(self, piece: Piece, new: str, *, force: bool = False) -> Moved:
        """Give a file of the user's another id.

        Args:
            force: Whether it may stand before a built-in of that id, or replace a file of the user's.

        Raises:
            Refused: The id is taken, or an exercise is named by routines.
            FileFault: The file cannot be moved.
        """
        if piece.kind == "exercise":
            self._refuse_in_use(piece, "give it another name")
        aside = self._make_room(piece.kind, new, force=force, builtin=force)
        target = piece.path.with_name(f"{new}.toml")
        if aside is None:
            rename_new(piece.path, target)
        else:
            try:
                os.replace(piece.path, target)
            except OSError as error:
                raise FileFault(f"{piece.path} cannot be renamed: {reason(error)}") from None
        draft, moved = self.draft(piece.kind, piece.id), self.draft(piece.kind, new)
        if os.path.lexists(draft) and not os.path.lexists(moved):
            with suppress(OSError):  # it stays under its old name
                os.rename(draft, moved)
        return Moved(target, aside)

    def remove(self, piece: Piece) -> Path:
        """Move a file of the user's, and its draft, to those that were removed; return where it is now.

        Raises:
            Refused: Routines name the exercise.
            FileFault: The file cannot be moved.
        """
        if piece.kind == "exercise":
            self._refuse_in_use(piece, "remove it")
        aside = set_aside(piece.path, self.aside(piece.kind))
        draft = self.draft(piece.kind, piece.id)
        if os.path.lexists(draft):
            set_aside(draft, self.aside(piece.kind))
        return aside

    def _refuse_in_use(self, piece: Piece, act: str) -> None:
        """Refuse to take an exercise away from routines that name it, unless a built-in one stands in."""
        stands_in = (builtin_routines() / "exercises" / piece.path.name).exists()
        users = [] if stands_in else self.routines_with(piece.id)
        if users:
            raise Refused(f"{', '.join(users[:5])} would miss the exercise {piece.id}; change that before you {act}")

    def _make_room(self, kind: Kind, id: str, *, force: bool, builtin: bool) -> Path | None:
        """See that a file can be put under an id; return where the one that stood there is kept.

        Args:
            force: Whether a file of the user's may be replaced.
            builtin: Whether the file may stand before a built-in of that id.
        """
        there = self.find(id)
        if there is not None and there.kind != kind:
            raise Refused(f"{id} is the id of an existing {there.kind}: {there.path}; choose another")
        target = self.folder(kind) / f"{id}.toml"
        if os.path.lexists(target):
            if not force:
                raise Refused(f"you have {id} already: {target}; --force replaces it")
            # A copy of it: it stays in its place until the other takes that, at once, or does not.
            return keep_copy(target, self.aside(kind), read_whole(target))
        if there is not None and not builtin:
            raise Refused(f"{id} is the id of a built-in {kind}; --force puts yours in its place")
        return None

    # -- editing -------------------------------------------------------------------------------------------------------

    def subject(self, name: str) -> Subject:
        """Return what is to be edited.

        Args:
            name: The id of a file of the user's, or a path.

        Raises:
            NotFound: There is no such file.
            Refused: It came with the program.
            FileFault: It cannot be read.
        """
        if name == "-":
            raise Refused("standard input cannot be edited; save it to a file first")
        if not is_path(name):
            piece = self.own(name, f"copy it first: stretchtui copy {name} NEW")
            return self._subject(piece.kind, piece.id, piece.path, self.draft(piece.kind, piece.id))
        path = Path(name).expanduser().absolute()
        kind: Kind = "exercise" if is_exercise_file(str(path)) else "routine"
        real = Path(os.path.realpath(path))
        if builtin_routines().resolve() in real.parents:
            raise Refused(f"{name} is built in; copy it first: stretchtui copy {path.stem} NEW")
        if real == self.folder(kind).resolve() / f"{path.stem}.toml" and is_id(path.stem):
            return self._subject(kind, path.stem, path, self.draft(kind, path.stem))
        mark = f"{crc32(os.fsencode(real)):08x}"  # two files of one name are two drafts
        draft = self.paths.drafts / "files" / f"{slug(path.stem) or kind}-{mark}.toml"
        return self._subject(kind, slug(path.stem) or kind, path, draft)

    def routine_subject(self, id: str) -> Subject:
        """Return what is edited where a routine of the user's own is to have an id, there already or not."""
        return self._subject("routine", id, self.folder("routine") / f"{id}.toml", self.draft("routine", id))

    def _subject(self, kind: Kind, id: str, path: Path, draft: Path) -> Subject:
        def check(text: bytes) -> tuple[Problem, ...]:
            return self.check(kind, id, text, str(draft))

        return Subject(path, draft, self.aside(kind), check)


def _exercises_of(library: Library, entry: Entry) -> set[str]:
    """Return the ids of the exercises that a routine names; none where it has problems: it does not run anyway."""
    try:
        routine = library.read(entry).value
    except FileFault:
        return set()
    steps = [] if routine is None else [item for _, _, item in routine.walk() if isinstance(item, Step)]
    return {step.exercise for step in steps if step.exercise}


def move_level(settings: Path, old: str, new: str) -> None:
    """Let the level that was chosen for a routine go along with its new id.

    Raises:
        UnchangeableSettings: The settings have an error.
        FileFault: They cannot be read or written.
    """
    from stretchtui.changing import change_setting
    from stretchtui.settings import read_settings

    level = read_settings(settings).levels.get(old)
    if level is not None:
        change_setting(settings, f"levels.{new}", level)
        change_setting(settings, f"levels.{old}", None)
