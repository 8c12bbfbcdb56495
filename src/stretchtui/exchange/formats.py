"""What a routine, an exercise or a session can be written as. The modules that write are loaded when they are used."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TypeAlias

from stretchcore.exercise import Exercise
from stretchcore.plan import Plan
from stretchcore.routine import Routine
from stretchcore.tree import ResolvedRoutine
from stretchcore.values import dataclass


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A routine ready to be written, at one level and without what the user has excluded.

    Attributes:
        routine: What the file says.
        tree: The same with every figure fixed, blocks still blocks.
        plan: The same as a flat sequence of phases.
    """

    routine: Routine
    tree: ResolvedRoutine
    plan: Plan


Subject: TypeAlias = LaidOut | Exercise
"""What is written."""


class CannotExport(Exception):
    """A format that cannot hold this, or whose library is missing; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that things are written in.

    Attributes:
        module: The module of this package with `write(subject) -> bytes`, and `remarks(subject)` where there are some.
        about: What it is for, in a few words.
        takes: What it can hold.
        is_text: Whether a terminal may show it.
        extra: The extra that installs what it needs.
    """

    id: str
    module: str
    about: str
    takes: tuple[type, ...]
    is_text: bool = True
    extra: str | None = None

    def writer(self) -> Callable[[Subject], bytes]:
        """Return the function that writes.

        Raises:
            CannotExport: What it needs is not installed.
        """
        return self._module().write  # type: ignore[no-any-return]

    def _module(self) -> ModuleType:
        return load(self.module, self.id, self.extra)

    def write(self, subject: Subject) -> bytes:
        """Write it.

        Raises:
            CannotExport: This format cannot hold it, or what it needs is not installed.
        """
        if not isinstance(subject, self.takes):
            is_exercise = isinstance(subject, Exercise)
            what, instead = ("an exercise", "a routine") if is_exercise else ("a routine", "an exercise")
            raise CannotExport(f"{self.id} is {self.about} and cannot hold {what}; name {instead}")
        return self.writer()(subject)

    def remarks(self, subject: Subject) -> tuple[str, ...]:
        """Say what of it the other side may not take as it was written, a line each; the module's `remarks` knows."""
        remarks: Callable[[Subject], tuple[str, ...]] | None = getattr(self._module(), "remarks", None)
        return () if remarks is None else remarks(subject)


def load(module: str, format: str, extra: str | None) -> ModuleType:
    """Return a module of this package that writes a format.

    Args:
        extra: The extra that installs what it needs.

    Raises:
        CannotExport: What it needs is not installed.
    """
    try:
        return import_module(f"stretchtui.exchange.{module}")
    except ModuleNotFoundError as missing:
        if extra is None or (missing.name or "").startswith("stretch"):
            raise
        raise CannotExport(f"{format} needs an extra: pip install 'stretchtui[{extra}]'") from None


FORMATS = {
    format.id: format
    for format in (
        Format("fit", "fit_workout", "a workout for a Garmin watch", (LaidOut,), is_text=False, extra="watch"),
        Format("ics", "calendar", "a routine's schedule for a calendar", (LaidOut,), extra="calendar"),
        Format("html", "handout", "a page to print", (LaidOut, Exercise)),
        Format("svg", "picture", "the figure of one exercise", (Exercise,)),
        Format("md", "markdown", "text with a little structure", (LaidOut, Exercise)),
        Format("json", "plain_data", "all of it, for programs", (LaidOut, Exercise)),
    )
}
"""The formats of `export`, in the order in which help lists them."""
