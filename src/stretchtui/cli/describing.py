"""Routines, plans and exercises as text and as JSON."""

import sys
from typing import TYPE_CHECKING

from stretchcore.exercise import Exercise
from stretchcore.plan import Plan, lay_out
from stretchcore.problems import path_text
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.routine import Routine
from stretchcore.text import printable
from stretchcore.times import format_instant, format_span
from stretchcore.tree import ResolvedBlock, ResolvedDose, ResolvedItem, ResolvedRest, ResolvedRoutine, ResolvedStep
from stretchcore.words import Section, Side, Sides
from stretchtui.cli.output import fail, say, say_json, say_table
from stretchtui.phrases import PHASE_WORDS, count_words, length_words, position_name

if TYPE_CHECKING:
    from stretchtui.cli.context import Context

SECTION_WORDS = {Section.WARM_UP: "Warm-up", Section.MAIN: "Main", Section.COOL_DOWN: "Cool-down"}
_FIGURE_CELLS = (50, 13)
SIDES_WORDS = {
    Sides.NONE: "",
    Sides.EACH: "each side",
    Sides.ALTERNATE: "sides in turn",
    Sides.LEFT: "left side only",
    Sides.RIGHT: "right side only",
}


def show_exercise(exercise: Exercise, origin: str, *, as_json: bool, excluded: bool = False) -> None:
    """Print an exercise.

    Args:
        excluded: Whether the settings exclude it.
    """
    if as_json:
        from stretchcore.data import exercise_to_data

        say_json({**exercise_to_data(exercise), "origin": origin, "excluded": excluded})
        return
    say(printable(exercise.name))
    purpose = f"for {', '.join(exercise.targets) or 'the whole body'}"
    say(" · ".join(filter(None, (", ".join(exercise.posture), purpose))))
    if excluded:
        say("Excluded in your settings: routines are done without it.")
    say("")
    if sys.stdout.isatty():  # dots are of no use to a pipe, nor to a screen reader
        _draw(exercise)
    for number, sentence in enumerate(exercise.instructions, 1):
        say(f"{number}. {printable(sentence, 2_000)}")
    for caution in exercise.cautions:
        say(f"!  {printable(caution, 2_000)}")
    if exercise.source:
        say("")
        say(printable(exercise.source, 2_000))


def _draw(exercise: Exercise) -> None:
    """Print the figure of an exercise, where it has one."""
    from stretchcore.drawing import GAP
    from stretchcore.motion import still
    from stretchcore.raster import braille

    pose = still(exercise)
    if pose is None:
        return
    for row in braille(pose.strokes(GAP), pose.box, *_FIGURE_CELLS, floor=pose.has_floor):
        if row.strip():
            say(row.rstrip())
    say("")


def show_plan(plan: Plan, *, as_json: bool) -> None:
    """Print every phase of a plan."""
    if as_json:
        from stretchcore.data import plan_to_data

        say_json(plan_to_data(plan))
        return
    rows = [
        (
            str(phase.index),
            format_instant(phase.start_ms),
            length_words(phase),
            PHASE_WORDS[phase.kind],
            ", ".join(part for part in (phase.name, position_name(plan, phase)) if part),
            phase.side.value if phase.side else "",
            count_words(phase),
        )
        for phase in plan.phases
    ]
    say_table(rows, right=(0, 1, 2))
    say(f"{len(plan.phases)} phases, {format_span(plan.total_ms)} at level {plan.level} %")


def show_routine(context: "Context", routine: Routine, level: int, *, as_json: bool) -> None:
    """Print what a routine contains."""
    settings = context.settings
    done, changes = context.spared(routine)
    try:
        tree = resolve(done, context.library.exercises, level, first_side=settings.first_side, program=settings.program)
    except Unresolvable as fault:
        fail(f"{routine.id}: {fault}")
    if as_json:
        say_json(
            {
                "id": routine.id,
                "name": routine.name,
                "summary": routine.summary,
                "tags": list(routine.tags),
                "source": routine.source,
                "level": level,
                "total_ms": lay_out(tree).total_ms,
                "sections": [
                    {"section": section.value, "items": [_item_data(item) for item in items]}
                    for section, items in tree.sections
                    if items
                ],
                "changes": [
                    {"path": path_text(one.path), "exercise": one.exercise, "replaced_by": one.replaced_by}
                    for one in changes
                ],
            }
        )
        return
    say_routine(routine, tree, tuple(map(str, changes)))


def say_routine(routine: Routine, tree: ResolvedRoutine, changes: tuple[str, ...] = ()) -> None:
    """Print what a routine contains, for people.

    Args:
        changes: What is done otherwise than the file says.
    """
    say(f"{printable(routine.name)} · {format_span(lay_out(tree).total_ms)} at level {tree.level} %")
    if routine.summary:
        say(printable(routine.summary, 2_000))
    for change in dict.fromkeys(changes):
        say(f"!  {printable(change, 500)}")
    for section, items in tree.sections:
        if items:
            say("")
            say(SECTION_WORDS[section])
            _say_items(items, "  ")
    if routine.source:
        say("")
        say(printable(routine.source, 2_000))


def _say_items(items: tuple[ResolvedItem, ...], indent: str) -> None:
    for item in items:
        if isinstance(item, ResolvedBlock):
            say(f"{indent}{item.repeat} times:")
            _say_items(item.items, indent + "  ")
        elif isinstance(item, ResolvedRest):
            say(f"{indent}Rest · {format_span(item.rest_ms)}")
        else:
            say(f"{indent}{printable(item.exercise.name)} · {dose_words(item)}")


def dose_words(step: ResolvedStep) -> str:
    """Return a step's dose as one says it, as in ``20 s × 3, each side`` or ``left 20 s × 3, right 30 s × 2``."""
    sets = len(step.reps)
    if step.right is None:
        dose = _one_dose(step.dose_of(None), self_paced=step.self_paced)
        sides = SIDES_WORDS[step.sides]
    else:
        doses = ((side, _one_dose(step.dose_of(side), self_paced=step.self_paced)) for side in Side)
        dose = ", ".join(f"{side.value} {words}" for side, words in doses)
        sides = SIDES_WORDS[step.sides] if step.sides is Sides.ALTERNATE else ""
    if sets > 1:
        dose += f", {sets} sets"
    return f"{dose}, {sides}" if sides else dose


def _one_dose(dose: ResolvedDose, *, self_paced: bool) -> str:
    """Return the reps and holds of a set as one says them."""
    reps = str(dose.reps[0]) if len(set(dose.reps)) == 1 else ", ".join(map(str, dose.reps))
    if self_paced:
        return f"{reps} reps at your own pace"
    holds = ["until you say done" if held.hold_ms is None else format_span(held.hold_ms) for held in dose.positions[0]]
    return " + ".join(holds) + (f" × {reps}" if set(dose.reps) != {1} else "")


def _dose_data(dose: ResolvedDose) -> dict[str, object]:
    return {
        "reps": list(dose.reps),
        "positions": [
            [{"id": held.id, "hold_ms": held.hold_ms, "estimate_ms": held.estimate_ms} for held in positions]
            for positions in dose.positions
        ],
    }


def _item_data(item: ResolvedItem) -> dict[str, object]:
    if isinstance(item, ResolvedRest):
        return {"rest_ms": item.rest_ms}
    if isinstance(item, ResolvedBlock):
        return {"repeat": item.repeat, "items": [_item_data(part) for part in item.items]}
    return {
        "exercise": item.exercise.id,
        "name": item.exercise.name,
        "kind": item.exercise.kind.value,
        "posture": list(item.exercise.posture),
        "targets": list(item.exercise.targets),
        "sides": item.sides.value,
        "pace": "self" if item.self_paced else None,
        **_dose_data(item.dose_of(None)),
        "side_doses": None if item.right is None else {side.value: _dose_data(item.dose_of(side)) for side in Side},
        "prepare_ms": item.prepare_ms,
        "next_rep_ms": item.next_rep_ms,
        "switch_side_ms": item.switch_side_ms,
        "rest_ms": item.rest_ms,
        "breath_ms": {"in": item.breath.in_ms, "out": item.breath.out_ms},
        "instructions": list(item.exercise.instructions),
        "cautions": list(item.exercise.cautions),
    }
