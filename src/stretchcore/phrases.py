"""Plain English for phases and sides: what front ends show and say, where they have no words of their own."""

import re
from typing import NamedTuple

from stretchcore.plan import Phase, Plan
from stretchcore.times import format_span
from stretchcore.words import PhaseKind, Side

PHASE_WORDS = {
    PhaseKind.PREPARE: "Get ready",
    PhaseKind.WARM_UP: "Warm up",
    PhaseKind.HOLD: "Hold",
    PhaseKind.NEXT_REP: "Release",
    PhaseKind.SWITCH_SIDE: "Switch sides",
    PhaseKind.REST: "Rest",
    PhaseKind.COOL_DOWN: "Cool down",
}
"""What each kind of phase is called."""

SIDE_WORDS = {Side.LEFT: "left side", Side.RIGHT: "right side"}
"""What each side is called."""


def count_words(phase: Phase) -> str:
    """Return where a phase stands in its exercise, as in ``rep 2 of 3, set 1 of 2``; nothing where all is one."""
    words = []
    if phase.rep is not None and (phase.reps or 0) > 1:
        words.append(f"rep {phase.rep} of {phase.reps}")
    elif phase.rep is None and phase.reps is not None:
        words.append(f"{phase.reps} reps at your own pace")
    if (phase.sets or 0) > 1:
        words.append(f"set {phase.set} of {phase.sets}")
    return ", ".join(words)


def length_words(phase: Phase) -> str:
    """Return a phase's length, as in ``20 s``, or that it waits."""
    return "until you say done" if phase.planned_ms is None else format_span(phase.planned_ms)


def position_name(plan: Plan, phase: Phase) -> str | None:
    """Return the name of the position that is held, where the exercise has several."""
    step = plan.step_of(phase)
    if step is None or phase.position is None or len(step.exercise.positions) < 2:
        return None
    return next((found.name for found in step.exercise.positions if found.id == phase.position), None)


class Guidance(NamedTuple):
    """The instructions of an exercise by the moment that they are for.

    Attributes:
        begin: How to come into the position.
        during: What to do in it and to feel; of several positions, what is said of the other ones is left out.
        end: How to come out of it.
    """

    begin: tuple[str, ...]
    during: tuple[str, ...]
    end: tuple[str, ...]


def guidance(plan: Plan, phase: Phase) -> Guidance:
    """Return the instructions that fit a phase; nothing where it has no exercise.

    Of four sentences or more the first says how to begin and the last how to end, as in the built-in exercises;
    of two or three the first says how to begin. A sentence that names a position, by its id or its name, is for that
    position alone.
    """
    step = plan.step_of(phase)
    if step is None:
        return Guidance((), (), ())
    texts, positions = step.exercise.instructions, step.exercise.positions
    first = 1 if len(texts) > 1 else 0
    last = len(texts) - (1 if len(texts) > 3 else 0)
    during = texts[first:last]
    if phase.position is not None and len(positions) > 1:
        others = [position for position in positions if position.id != phase.position]
        own = next((position for position in positions if position.id == phase.position), None)
        named = [text for text in during if own is not None and _names(text, own.id, own.name)]
        free = [
            text
            for text in during
            if text not in named and not any(_names(text, other.id, other.name) for other in others)
        ]
        during = (*named, *free)
    return Guidance(texts[:first], during, texts[last:])


def _names(text: str, *names: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names)


def phase_words(plan: Plan, phase: Phase) -> str:
    """Return a phase in one line, as in ``Hold: Knee to chest, left side, rep 1 of 3, 20 s``."""
    parts = [
        phase.name or "",
        position_name(plan, phase) or "",
        SIDE_WORDS[phase.side] if phase.side else "",
        count_words(phase),
        length_words(phase),
    ]
    return f"{PHASE_WORDS[phase.kind]}: " + ", ".join(part for part in parts if part)
