"""Routines, plans and exercises as text and as JSON."""

import sys
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from stretchcore.exercise import Exercise
from stretchcore.phrases import PHASE_WORDS, count_words, length_words, position_name
from stretchcore.plan import Plan, lay_out
from stretchcore.problems import path_text
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.routine import Routine
from stretchcore.text import cell_width, printable
from stretchcore.times import format_instant, format_span
from stretchcore.tree import ResolvedBlock, ResolvedDose, ResolvedItem, ResolvedRest, ResolvedRoutine, ResolvedStep
from stretchcore.words import Section, Side, Sides
from stretchtui.cli.output import fail, say, say_json, say_table

if TYPE_CHECKING:
    from stretchtui.cli.context import Context

SECTION_WORDS = {Section.WARM_UP: "Warm-up", Section.MAIN: "Main", Section.COOL_DOWN: "Cool-down"}
_FIGURE_CELLS = (50, 13)
_BLOCK_CELLS = 60
SIDES_WORDS = {
    Sides.NONE: "",
    Sides.EACH: "each side",
    Sides.ALTERNATE: "each side in turn",
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
    plan = lay_out(tree)
    if as_json:
        from stretchcore.data import sections_to_data

        say_json(
            {
                "id": routine.id,
                "name": routine.name,
                "summary": routine.summary,
                "tags": list(routine.tags),
                "source": routine.source,
                "level": level,
                "total_ms": plan.total_ms,
                "sections": sections_to_data(tree),
                "changes": [
                    {"path": path_text(one.path), "exercise": one.exercise, "replaced_by": one.replaced_by}
                    for one in changes
                ],
            }
        )
        return
    for line in routine_lines(routine, tree, plan, tuple(dict.fromkeys(map(str, changes)))):
        say(line)


def routine_lines(routine: Routine, tree: ResolvedRoutine, plan: Plan, changes: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a routine as lines that can be pasted into a chat, where they are read as well by others as here.

    Nothing has to line up, so that any font will do; no line is long, and none ends in a blank.

    Args:
        routine: What the file says.
        tree: The same with its figures fixed, and `plan` the phases of that.
        changes: What is done otherwise than the file says, a sentence each.
    """
    yield from _wrapped(f"{printable(routine.name)} · {format_span(plan.total_ms)}")
    if routine.summary:
        yield from _wrapped(printable(routine.summary, 2_000))
    for change in changes:
        yield from _wrapped(printable(change, 500), "!  ")
    numbers = count(1)
    for section, items in tree.sections:
        if items:
            yield ""
            yield f"{SECTION_WORDS[section]}:"
            yield from _items(items, numbers)
    yield ""
    needs = dict.fromkeys(thing for step in plan.steps for thing in step.exercise.equipment)
    if needs:
        yield from _wrapped(f"You need: {printable(', '.join(needs), 2_000)}")
    yield f"At level {plan.level} %; 0 % is the gentlest, 100 % the most"


def _items(items: tuple[ResolvedItem, ...], numbers: Iterator[int], indent: str = "") -> Iterator[str]:
    for item in items:
        if isinstance(item, ResolvedBlock):
            yield f"{indent}{item.repeat} times:"
            yield from _items(item.items, numbers, indent + "  ")
        elif isinstance(item, ResolvedRest):
            yield f"{indent}Rest · {format_span(item.rest_ms)}"
        else:
            text = f"{printable(item.exercise.name)} · {dose_words(item)}"
            yield from _wrapped(text, f"{indent}{next(numbers)}. ")


def _wrapped(text: str, start: str = "") -> Iterator[str]:
    """Yield a text in lines of some 60 columns, the first of which begins with `start` and the others below it."""
    line, room = start, _BLOCK_CELLS
    for word in text.split():
        if line.strip() and line != start and cell_width(line) + cell_width(word) > room:
            yield line.rstrip()
            line = " " * len(start)
        line += word + " "
    yield line.rstrip()


def dose_words(step: ResolvedStep) -> str:
    """Return a step's dose as one says it, as in ``20 s × 3, each side`` or ``left 20 s × 3, right 30 s × 2``."""
    sets = len(step.reps)
    if step.right is None:
        dose = _one_dose(step.dose_of(None), self_paced=step.self_paced)
        sides = SIDES_WORDS[step.sides]
    else:
        doses = ((side, _one_dose(step.dose_of(side), self_paced=step.self_paced)) for side in Side)
        dose = ", ".join(f"{side.value} {words}" for side, words in doses)
        sides = "sides in turn" if step.sides is Sides.ALTERNATE else ""
    if sets > 1:
        dose += f" ({sets} sets)"
    return f"{dose}, {sides}" if sides else dose


def _one_dose(dose: ResolvedDose, *, self_paced: bool) -> str:
    """Return the reps and holds of a set as one says them."""
    reps = str(dose.reps[0]) if len(set(dose.reps)) == 1 else ", ".join(map(str, dose.reps))
    if self_paced:
        return f"{reps} reps at your own pace"
    holds = ["until you say done" if held.hold_ms is None else format_span(held.hold_ms) for held in dose.positions[0]]
    rep = " + ".join(holds)
    if set(dose.reps) == {1}:
        return rep
    return f"({rep}) × {reps}" if len(holds) > 1 else f"{rep} × {reps}"
