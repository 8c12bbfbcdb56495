"""A routine that is being written: its text, all that can be told of it, and the way back to what it was."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from stretchcore.advice import advice_for
from stretchcore.document import Document, read_routine
from stretchcore.exercise import PROGRAM_TIMING, Exercise, Timing
from stretchcore.plan import make_plan
from stretchcore.problems import Problem
from stretchcore.resolving import Unresolvable
from stretchcore.routine import Path, Routine
from stretchcore.times import format_span
from stretchcore.tomltext import read_toml
from stretchcore.values import dataclass
from stretchtui.drafting.lines import DraftLine, draft_lines

EMPTY = "empty"
"""The code of the problem that a routine has no exercise yet."""


class Reading:
    """What can be told of one text; each part is made when it is first asked for."""

    def __init__(self, text: str, id: str, library: Mapping[str, Exercise], program: Timing = PROGRAM_TIMING) -> None:
        self.text = text
        self._id = id
        self._library = library
        self._program = program

    def again(self, text: str) -> "Reading":
        """Return what could be told of another text of this routine."""
        return self if text == self.text else Reading(text, self._id, self._library, self._program)

    @cached_property
    def tables(self) -> dict[str, Any]:
        """What the text says; nothing where it is no TOML."""
        return read_toml(self.text)[0] or {}

    @cached_property
    def document(self) -> Document[Routine]:
        """What the core reads of it."""
        return read_routine(self.text, self._id, self._library, file=f"{self._id}.toml")

    @property
    def routine(self) -> Routine | None:
        """The routine; None where it has problems."""
        return self.document.value

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with it."""
        return self.document.problems

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wrong with it but that there is nothing in it."""
        return [problem.code for problem in self.problems] == [EMPTY]

    @property
    def is_toml(self) -> bool:
        """Whether it can be changed piece by piece at all."""
        return read_toml(self.text)[0] is not None

    @cached_property
    def advice(self) -> tuple[Problem, ...]:
        """What could be better about it; nothing while it has problems."""
        if self.routine is None:
            return ()
        return tuple(map(self.document.locate, advice_for(self.routine, self._library)))

    @cached_property
    def lines(self) -> tuple[DraftLine, ...]:
        """Its sections, blocks and steps."""
        return draft_lines(self.tables, self._library, (*self.problems, *self.advice))

    @cached_property
    def lengths_ms(self) -> tuple[int, int] | None:
        """How long it takes at the levels 0 and 100; None while it has problems."""
        if self.routine is None:
            return None
        try:
            plans = [make_plan(self.routine, self._library, level, program=self._program) for level in (0, 100)]
        except Unresolvable:
            return None
        return plans[0].total_ms, plans[1].total_ms

    @property
    def length(self) -> str:
        """How long it takes, in words, as in ``12–18 min``; a dash while it has problems."""
        return "–" if self.lengths_ms is None else length_words(*self.lengths_ms)

    @property
    def name(self) -> str:
        """What it is called."""
        name = self.tables.get("name")
        return name if isinstance(name, str) and self.routine is not None else self._plain_name(name)

    def _plain_name(self, name: object) -> str:
        from stretchcore.text import printable

        return printable(name, 100) if isinstance(name, str) and name.strip() else self._id


def length_words(low_ms: int, high_ms: int) -> str:
    """Return how long something takes, in whole minutes from a minute on, as in ``12–18 min``."""
    low, high = _whole(low_ms), _whole(high_ms)
    first, last = format_span(low), format_span(high)
    if first == last:
        return first
    if low >= 60_000 and high < 3_600_000:
        return f"{first.partition(' ')[0]}–{last}"
    return f"{first} – {last}"


def _whole(ms: int) -> int:
    return ms // 1_000 * 1_000 if ms < 60_000 else (ms + 30_000) // 60_000 * 60_000


@dataclass(frozen=True, slots=True)
class _State:
    text: str
    at: Path  # the line under the cursor when it came about
    what: str  # the change that made it


class Draft:
    """A text with all that it was before, as far back as it goes."""

    def __init__(self, text: str) -> None:
        self._states = [_State(text, (), "")]
        self._place = 0

    @property
    def text(self) -> str:
        """What it is now."""
        return self._states[self._place].text

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return self._place > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return self._place + 1 < len(self._states)

    def change(self, text: str, what: str, before: Path, after: Path) -> bool:
        """Take a new text; return whether it is another.

        Args:
            what: The change in a few words, for who takes it back.
            before: The line that was under the cursor, and `after` the one that is.
        """
        if text == self.text:
            return False
        now = self._states[self._place]
        self._states[self._place :] = [_State(now.text, before, now.what), _State(text, after, what)]
        self._place += 1
        return True

    def undo(self) -> tuple[str, Path] | None:
        """Take the last change back; return what it was and the line to go to, or None where there is none."""
        if not self.can_undo:
            return None
        what = self._states[self._place].what
        self._place -= 1
        return what, self._states[self._place].at

    def redo(self) -> tuple[str, Path] | None:
        """Make the change again that was taken back; return what it is and the line to go to."""
        if not self.can_redo:
            return None
        self._place += 1
        state = self._states[self._place]
        return state.what, state.at
