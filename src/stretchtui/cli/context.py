"""What commands share: the folders, the settings, the library, and a routine by the name that was typed."""

from functools import cached_property
from typing import TYPE_CHECKING

from stretchtui.cli.output import FAILED, Leave, fail
from stretchtui.paths import Paths

if TYPE_CHECKING:
    from stretchcore.document import Document, Read
    from stretchcore.exercise import Exercise
    from stretchcore.plan import Plan
    from stretchcore.routine import Routine
    from stretchcore.sparing import Change
    from stretchcore.tree import ResolvedRoutine
    from stretchtui.library import Library
    from stretchtui.settings import Settings


class Context:
    """What a command works with; each part is read when it is first asked for."""

    @cached_property
    def paths(self) -> Paths:
        """The folders."""
        return Paths.find()

    @cached_property
    def settings(self) -> "Settings":
        """The settings; what is wrong with them is said once and left at its default."""
        from stretchtui.settings import read_settings

        settings = read_settings(self.paths.settings)
        for problem in settings.problems:
            note_problem(str(problem))
        return settings

    @cached_property
    def library(self) -> "Library":
        """The library."""
        from stretchtui.library import Library

        return Library(self.paths)

    def document(self, name: str) -> "Document[Routine]":
        """Return what was read of a routine, by id, path or ``-``; ends the program where there is none."""
        from stretchtui.files import FileFault
        from stretchtui.library import NotFound

        try:
            return self.library.routine(name)
        except (NotFound, FileFault) as fault:
            fail(fault)

    def piece(self, name: str) -> "Routine | Exercise":
        """Return a routine or an exercise, by id, path or ``-``; one with problems ends the program.

        Where both have the id, the routine is meant.
        """
        from stretchtui.checking import is_exercise_file
        from stretchtui.files import FileFault
        from stretchtui.shelves import is_path

        shelf = self.library.exercises
        try:
            if is_path(name) and is_exercise_file(name):
                return good(self.library.exercise_at(name))
        except FileFault as fault:
            fail(fault)
        if name not in shelf or name in self.library.entries:
            return self.routine(name)
        exercise = shelf.get(name)
        if exercise is None:
            fail(f"{shelf.entries[name].path} has problems; run `stretchtui check` on it")
        return exercise

    def routine(self, name: str) -> "Routine":
        """Return a routine; one with problems ends the program after they are printed."""
        return good(self.document(name))

    def level(self, routine: "Routine", level: int | None) -> int:
        """Return the level that was asked for, else the one that was chosen for this routine, else 0."""
        return self.settings.level_of(routine.id) if level is None else level

    def spared(self, routine: "Routine") -> "tuple[Routine, tuple[Change, ...]]":
        """Return a routine as it is done without the excluded exercises, and what that changes.

        One of which nothing is left ends the program.
        """
        if not self.settings.excluded:
            return routine, ()
        from stretchcore.sparing import EverythingExcluded, without

        try:
            return without(routine, self.library.exercises, frozenset(self.settings.excluded))
        except EverythingExcluded as fault:
            fail(f"{routine.id}: {fault}")

    def changes(self, routine: "Routine") -> tuple[str, ...]:
        """Return what the excluded exercises change in a routine, each change once and in a sentence."""
        return tuple(dict.fromkeys(map(str, self.spared(routine)[1])))

    def plan(self, routine: "Routine", level: int | None, side: str | None = None) -> "Plan":
        """Lay a routine out as the options and the settings ask, without the excluded exercises."""
        from stretchcore.plan import lay_out

        return lay_out(self.tree(self.spared(routine)[0], level, side))

    def tree(self, routine: "Routine", level: int | None, side: str | None = None) -> "ResolvedRoutine":
        """Fix the figures of a routine as the options and the settings ask."""
        from stretchcore.resolving import Unresolvable, resolve
        from stretchcore.words import Side

        try:
            return resolve(
                routine,
                self.library.exercises,
                self.level(routine, level),
                first_side=Side(side) if side else self.settings.first_side,
                program=self.settings.program,
            )
        except Unresolvable as fault:
            fail(f"{routine.id}: {fault}")


def note_problem(text: str) -> None:
    """Print a problem of a file on standard error, as it is: ``FILE:LINE:COLUMN: …``."""
    import sys

    sys.stderr.write(text + "\n")


def good(document: "Document[Read]") -> "Read":
    """Return what a file says; one with problems ends the program after they are printed."""
    if document.value is None:
        for problem in document.problems:
            note_problem(str(problem))
        raise Leave(FAILED)
    return document.value
