"""A plan as people read it: a line a step, with its dose in words."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from stretchcore.plan import Phase, Plan
from stretchcore.times import format_span
from stretchcore.words import Section, Side

SECTION_WORDS = {Section.WARM_UP: "Warm-up", Section.MAIN: "Main", Section.COOL_DOWN: "Cool-down"}
"""What each section is called."""

REST_NAME = "Rest"
"""What a rest of its own is called."""


class Line(NamedTuple):
    """One step of a plan, or a rest of its own.

    Attributes:
        name: The exercise's name.
        dose: What is to be done, as in ``20 s × 3, each side``.
        section: Where it stands; None for a rest.
        first: The index of its first phase, and of its `last`.
        length_ms: How long it takes, its gaps included.
    """

    name: str
    dose: str
    section: Section | None
    first: int
    last: int
    length_ms: int


def outline(plan: Plan) -> tuple[Line, ...]:
    """Return the lines of a plan in their order."""
    return tuple(_lines(plan))


def _lines(plan: Plan) -> Iterator[Line]:
    # Each rest of its own is a line, also where two follow each other.
    for _, group in groupby(plan.phases, key=lambda phase: (phase.step, phase.index if phase.step is None else 0)):
        phases = list(group)
        first, last = phases[0], phases[-1]
        length_ms = last.start_ms + last.estimate_ms - first.start_ms
        step = plan.step_of(first)
        if step is None:
            yield Line(REST_NAME, format_span(length_ms), None, first.index, last.index, length_ms)
        else:
            yield Line(first.name or "", dose_words(phases), step.section, first.index, last.index, length_ms)


def dose_words(phases: list[Phase]) -> str:
    """Return the dose of a step, given its phases, as in ``2 sets of 6 s × 8, each side``."""
    work = [phase for phase in phases if phase.is_work]
    if not work:
        return ""
    sides = [[phase for phase in work if phase.side is side] for side in Side]
    doses = [_dose(one) for one in sides if one]
    differ = len(doses) == 2 and doses[0] != doses[1]
    words = _dose(work)
    if differ:
        words = ", ".join(f"{side.value} {dose}" for side, dose in zip(Side, doses, strict=True))
    sets = len({phase.set for phase in work})
    if sets > 1:
        words = f"{sets} sets of {words}"
    return words if differ else words + _side_words(work)


def _dose(work: list[Phase]) -> str:
    """Return how long and how often a set works, as in ``6 s × 8``."""
    sets = [list(group) for _, group in groupby(work, key=lambda phase: phase.set)]
    reps = [_reps(group) for group in sets]
    if work[0].rep is None and work[0].is_open:  # at one's own pace: reps are the dose
        return f"{_either(reps)} reps at your own pace"
    words = _one_rep(sets[0])
    return words if reps == [1] * len(reps) else f"{words} × {_either(reps)}"


def _reps(phases: list[Phase]) -> int:
    return phases[0].reps or 1


def _either(reps: list[int]) -> str:
    return str(reps[0]) if len(set(reps)) == 1 else ", ".join(map(str, reps))


def _one_rep(phases: list[Phase]) -> str:
    first = phases[0]
    rep = [phase for phase in phases if (phase.rep, phase.side) == (first.rep, first.side)]
    lengths = ["until you say done" if phase.planned_ms is None else format_span(phase.planned_ms) for phase in rep]
    return " + ".join(lengths)


def _side_words(work: list[Phase]) -> str:
    sides = {phase.side for phase in work}
    if sides == {Side.LEFT, Side.RIGHT}:
        return ", each side"
    only = next(iter(sides))
    return f", {only.value} side" if only is not None else ""
