"""From the steps of a FIT workout to a routine; what is ours in it is put together by `fit_fitting`."""

from collections import Counter
from collections.abc import Iterator, Sequence

import tomli_w

from stretchcore.document import read_routine
from stretchcore.plan import make_plan
from stretchcore.resolving import Unresolvable
from stretchcore.schema import FORMAT, MAX_SETS
from stretchcore.text import slug
from stretchcore.times import format_span
from stretchcore.values import dataclass
from stretchtui.exchange.fit_steps import Ends, Intensity, Node, WatchStep
from stretchtui.exchange.importers.fit_fitting import GAPS, Fitter, Table, leaf_of, time_text
from stretchtui.exchange.importers.fit_reading import read_workout, unrolled
from stretchtui.exchange.importers.folding import fold_steps, is_gap_name
from stretchtui.exchange.importers.guarded import sentences
from stretchtui.exchange.importers.timers import Draft
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece

SOURCE = "a FIT workout"

_SECTIONS = {Intensity.WARM_UP: "warm_up", Intensity.ACTIVE: "steps", Intensity.COOL_DOWN: "cool_down"}


def routine_of(data: bytes) -> Incoming:
    """Read a workout as a routine.

    Raises:
        BadImport: It is no workout, is damaged, or holds what no honest file does.
    """
    workout = read_workout(data)
    draft = Draft(workout.name, "Workout")
    is_ours = any(leaf_of(step).kind is not None for step in _written(workout.nodes))
    parts = list(_parts(workout.nodes, draft, Fitter()))
    sections = _sections(parts, draft)
    if not is_ours:
        for key, steps in sections.items():
            folded, said = fold_steps(steps)
            sections[key] = folded
            draft.remarks += said
    table: Table = {"format": FORMAT, "name": draft.name}
    if workout.summary:
        table["summary"] = sentences([workout.summary])[0]
    table |= {"source": f"Imported from {SOURCE}.", "defaults": _defaults(sections)}
    table |= {key: steps for key in ("warm_up", "steps", "cool_down") if (steps := sections[key])}
    _prove(table, workout.nodes, draft)
    piece = Piece("routine", slug(draft.name) or "workout", table, remarks=(*workout.remarks, *draft.remarks))
    return Incoming(SOURCE, (piece,))


def _written(nodes: Sequence[Node]) -> Iterator[WatchStep]:
    for node in nodes:
        if isinstance(node, WatchStep):
            yield node
        else:
            yield from _written(node.nodes)


# -- steps -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """What some nodes became, and which sections they say that they belong to."""

    tables: list[Table]
    intensities: frozenset[Intensity]


def _parts(nodes: Sequence[Node], draft: Draft, fitter: Fitter) -> Iterator[_Part]:
    at = 0
    while at < len(nodes):
        tables, count = _next(nodes[at:], draft, fitter)
        works = {step.intensity for step in _written(nodes[at : at + count])} - {Intensity.REST}
        yield _Part(tables, frozenset(works))
        at += count


def _next(nodes: Sequence[Node], draft: Draft, fitter: Fitter) -> tuple[list[Table], int]:
    """Return what the first of these nodes becomes, and how many of them that is."""
    found = fitter.fitted(nodes)
    if found is not None:
        table, count = found
        return [_with_instructions(table, next(_written(nodes)))], count
    node = nodes[0]
    if isinstance(node, WatchStep):
        return _single(node, draft), 1
    if len(node.nodes) == 2 and len(nodes) > 1 and node.nodes[0] == nodes[1]:
        work, gap = node.nodes
        sets = _sets(work, gap, node.count + 1, draft)
        if sets is not None:
            return [sets], 2
    inner = [table for part in _parts(node.nodes, draft, fitter) for table in part.tables]
    return [dict(table) for table in draft.repeated([*inner], node.count)], 1


def _sets(work: Node, gap: Node, count: int, draft: Draft) -> Table | None:
    """Return the step of work that is repeated with a rest between, and none after the last."""
    if not isinstance(work, WatchStep) or not isinstance(gap, WatchStep):
        return None
    if work.intensity is Intensity.REST or gap.intensity is not Intensity.REST or gap.ends is not Ends.TIME:
        return None
    if count > MAX_SETS:
        return None
    (table,) = _single(work, draft)
    return {**table, "sets": count, "rest": time_text(gap.value)}


def _single(step: WatchStep, draft: Draft) -> list[Table]:
    if step.intensity is Intensity.REST and step.ends is Ends.TIME:
        if step.name and not is_gap_name(step.name):
            draft.say(Fate.CHANGED, "it is marked as rest there, and a rest without a name here", step.name)
        return [{"rest": time_text(step.value)}]
    table: Table = {"name": draft.named(step.name, "Rest" if step.intensity is Intensity.REST else "Exercise")}
    if step.ends is Ends.REPS:
        table |= {"reps": step.value, "pace": "self"}
    else:
        table["hold"] = "open" if step.ends is Ends.OPEN else time_text(step.value)
    return [_with_instructions(table, step)]


def _with_instructions(table: Table, step: WatchStep) -> Table:
    told = list(sentences(step.notes))
    return {**table, "instructions": told} if told else table


# -- the whole ---------------------------------------------------------------------------------------------------------


def _sections(parts: Sequence[_Part], draft: Draft) -> dict[str, list[Table]]:
    """Put parts into sections: warm-up is what begins so, cool-down what ends so; the rest is the main part."""
    first, last = 0, len(parts)
    for place, part in enumerate(parts):
        if part.intensities == {Intensity.WARM_UP}:
            first = place + 1
        elif part.intensities:
            break
    for place in range(len(parts) - 1, first - 1, -1):
        if parts[place].intensities == {Intensity.COOL_DOWN}:
            last = place
        elif parts[place].intensities:
            break
    if not any(part.intensities for part in parts[first:last]):  # a routine has a main part
        first, last = 0, len(parts)
    main = frozenset(kind for part in parts[first:last] for kind in part.intensities)
    if main - {Intensity.ACTIVE}:
        draft.say(Fate.CHANGED, "what is marked as warm-up or cool-down in the middle of it is of the main part here")
    cut = {"warm_up": parts[:first], "steps": parts[first:last], "cool_down": parts[last:]}
    return {key: [table for part in some for table in part.tables] for key, some in cut.items()}


def _defaults(sections: dict[str, list[Table]]) -> Table:
    """Return the gaps that most steps have, and take them out of those; where a step has none, say so there."""
    steps = [step for tables in sections.values() for step in _steps(tables)]
    defaults: Table = {}
    for key in GAPS.values():
        using = [step for step in steps if _uses(step, key)]
        usual = Counter(step.get(key, "0s") for step in using).most_common(1)
        defaults[key] = usual[0][0] if usual else "0s"
        for step in using:
            if step.setdefault(key, "0s") == defaults[key]:
                del step[key]
    return defaults


def _steps(tables: Sequence[Table]) -> Iterator[Table]:
    for table in tables:
        inner = table.get("steps")
        if isinstance(inner, list):
            yield from _steps(inner)
        elif "name" in table:
            yield table


def _uses(step: Table, key: str) -> bool:
    """Tell whether a step has a gap of this sort at all."""
    if key == "prepare" or key in step:
        return True
    sides = step.get("sides", "none")
    if key == "switch_side":
        return sides in ("each", "alternate")
    if key == "rest":
        return step.get("sets", 1) != 1 or isinstance(step.get("reps"), list)
    right = step.get("right")
    counts = [step.get("reps", 1), right.get("reps", 1) if isinstance(right, dict) else 1]
    return sides != "alternate" and "pace" not in step and counts != [1, 1]


def _prove(table: Table, nodes: tuple[Node, ...], draft: Draft) -> None:
    """Lay the routine out, and say what is not as it was.

    Raises:
        BadImport: It is no routine that can be done.
    """
    document = read_routine(tomli_w.dumps(table), "workout", {})
    if document.value is None:
        raise BadImport(f"it is no routine that can be done: {document.problems[0].message}")
    try:
        plan = make_plan(document.value, {})
    except Unresolvable as fault:
        raise BadImport(f"it is no routine that can be done: {fault}") from None
    there = list(unrolled(nodes))
    there_ms = sum(step.value for step in there if step.ends is Ends.TIME)
    here_ms = sum(phase.planned_ms or 0 for phase in plan.phases)
    if there_ms != here_ms:
        draft.say(Fate.CHANGED, f"it lasts {format_span(there_ms)} there and {format_span(here_ms)} here")
    if any(step.ends is not Ends.TIME for step in there):
        draft.say(Fate.GUESSED, "how long its open steps take is not in the file; they count for what is usual")
