"""Steps of a watch put back into exercises: reps, sets, sides and gaps, where they are ours.

A workout that was exported here tells in its names what each step is: "Get ready, left: Knee to chest". Steps of one
exercise that follow each other are read as one run, and the dose is worked out that unfolds into them. Whether it does
is then tried: the dose is laid out again and must give the same steps, name by name and millisecond by millisecond.
What does not is no dose of ours, and stays single steps.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby

import tomli_w

from stretchcore.document import read_routine
from stretchcore.phrases import PHASE_WORDS
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.text import slug
from stretchcore.times import TimeRange, format_range
from stretchcore.values import dataclass
from stretchcore.words import PhaseKind, Side, Sides
from stretchtui.exchange.fit_steps import Ends, Intensity, Node, Repeat, WatchStep, watch_nodes
from stretchtui.exchange.importers.fit_reading import count_leaves, unrolled

Table = dict[str, object]

GAPS = {
    PhaseKind.PREPARE: "prepare",
    PhaseKind.NEXT_REP: "next_rep",
    PhaseKind.SWITCH_SIDE: "switch_side",
    PhaseKind.REST: "rest",
}
"""The gaps that a step of ours has, by their keys in a file."""

PATIENCE = 100
"""How many runs of a file may not fit before it is left as it is."""

LONGEST_RUN = 2_000
"""The most steps, repeats counted, that are taken for one exercise."""

_WORD_KINDS = {PHASE_WORDS[kind]: kind for kind in GAPS}
_GAP = re.compile(rf"(?P<word>{'|'.join(_WORD_KINDS)})(?:, (?P<side>left|right))?: (?P<exercise>.+)")
_WORK = re.compile(r"(?:(?P<side>Left|Right): )?(?P<what>.+)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One step, and what its name tells.

    Attributes:
        kind: What sort of gap it is; None for work.
        what: The exercise; of work with its position behind it, where it has several.
    """

    step: WatchStep
    kind: PhaseKind | None
    side: Side | None
    what: str


@lru_cache(maxsize=4096)
def leaf_of(step: WatchStep) -> Leaf:
    """Read a step's name."""
    gap = _GAP.fullmatch(step.name) if step.intensity is Intensity.REST and step.ends is Ends.TIME else None
    if gap is not None:
        return Leaf(step, _WORD_KINDS[gap["word"]], Side(gap["side"]) if gap["side"] else None, gap["exercise"])
    work = _WORK.fullmatch(step.name)
    if work is None:
        return Leaf(step, None, None, step.name)
    return Leaf(step, None, Side(work["side"].lower()) if work["side"] else None, work["what"])


class Fitter:
    """Fits the steps of one file; a file in which too much does not fit is not worth the time."""

    def __init__(self) -> None:
        self._patience = PATIENCE

    def fitted(self, nodes: Sequence[Node]) -> tuple[Table, int] | None:
        """Return the step that the first nodes are, and how many; None where they are none of ours.

        Args:
            nodes: What follows each other on one level.
        """
        if not self._patience:
            return None
        first = leaf_of(_each_once(nodes[:1])[0])
        if first.kind not in (None, PhaseKind.PREPARE) or (first.kind is None and _is_rest(first)):
            return None
        exercise, many = _run(nodes, first)
        for count in range(many, 0, -1):
            if not self._patience:
                return None
            leaves = tuple(leaf_of(step) for step in unrolled(tuple(nodes[:count])))
            table = _dose(exercise, leaves)
            if table is not None and _unfolds(table, nodes[:count]):
                return table, count
            self._patience -= 1
        return None


def _run(nodes: Sequence[Node], first: Leaf) -> tuple[str, int]:
    """Return the exercise of the first node, and how many nodes could belong to one step of it."""
    exercise = first.what
    if first.kind is None:  # without a time to prepare, the first gap tells it, where there is one
        following = (leaf_of(step) for step in _each_once(nodes[:4]))
        gap = next((leaf.what for leaf in following if leaf.kind is not None), exercise)
        exercise = gap if _belongs(first, gap) else exercise
    many = size = 0
    for node in nodes:
        leaves = [leaf_of(step) for step in _each_once((node,))]
        begins = [place for place, leaf in enumerate(leaves) if leaf.kind is PhaseKind.PREPARE]
        size += count_leaves((node,))
        if begins and (many or begins != [0] or isinstance(node, Repeat)):
            break  # another step, or a block of steps
        if size > LONGEST_RUN or not all(_belongs(leaf, exercise) for leaf in leaves):
            break
        many += 1
    return exercise, many


def _each_once(nodes: Sequence[Node]) -> list[WatchStep]:
    return [step for node in nodes for step in ([node] if isinstance(node, WatchStep) else _each_once(node.nodes))]


def _is_rest(leaf: Leaf) -> bool:
    return leaf.step.intensity is Intensity.REST


def _belongs(leaf: Leaf, exercise: str) -> bool:
    if leaf.kind is None and _is_rest(leaf):
        return False
    return leaf.what == exercise or (leaf.kind is None and leaf.what.startswith(f"{exercise}, "))


# -- one dose ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rep:
    """The positions of one rep: what each is called, what ends it, and when."""

    side: Side | None
    held: tuple[tuple[str | None, Ends, int], ...]


def _dose(exercise: str, leaves: Sequence[Leaf]) -> Table | None:
    """Return the step that could unfold into these, or None where none could."""
    gaps: dict[PhaseKind, int] = {}
    for leaf in leaves:
        if leaf.kind is not None and gaps.setdefault(leaf.kind, leaf.step.value) != leaf.step.value:
            return None
    sets = [
        _reps(exercise, list(part))
        for is_rest, part in groupby(leaves, lambda leaf: leaf.kind is PhaseKind.REST)
        if not is_rest
    ]
    reps = [rep for group in sets for rep in group]
    if not reps:
        return None
    table: Table = {"name": exercise}
    sides = _sides(sets)
    by_side = {side: [[rep for rep in group if rep.side is side] for group in sets] for side in {r.side for r in reps}}
    doses = {side: _side_dose(groups) for side, groups in by_side.items()}
    told = list(doses.values())
    if any(dose is None for dose in told):
        return None
    common = doses[Side.LEFT] if Side.LEFT in doses else told[0]
    assert common is not None
    table |= common
    if sides is not Sides.NONE:
        table["sides"] = sides.value
    other = doses.get(Side.RIGHT) if sides in (Sides.EACH, Sides.ALTERNATE) else None
    if other is not None and other != common:
        if {key for key in common | other if common.get(key) != other.get(key)} - {"hold", "reps"}:
            return None
        said = {key: (other.get(key, 1), common.get(key, 1)) for key in ("hold", "reps")}
        table["right"] = {key: here for key, (here, there) in said.items() if here != there}
    if len(sets) > 1 and not isinstance(table.get("reps"), list):
        table["sets"] = len(sets)
    return table | {key: time_text(gaps[kind]) for kind, key in GAPS.items() if kind in gaps}


def _reps(exercise: str, leaves: Sequence[Leaf]) -> list[_Rep]:
    """Part the steps of one set into reps: at gaps, at another side, and where a position comes again."""
    reps: list[_Rep] = []
    begins = True
    for leaf in leaves:
        if leaf.kind is not None:
            begins = True
            continue
        position = leaf.what.removeprefix(exercise).removeprefix(", ") or None
        last = reps[-1] if reps else None
        if begins or last is None or last.side is not leaf.side or position in {name for name, _, _ in last.held}:
            reps.append(_Rep(leaf.side, ()))
        last = reps.pop()
        reps.append(_Rep(last.side, (*last.held, (position, leaf.step.ends, leaf.step.value))))
        begins = False
    return reps


def _sides(sets: Sequence[Sequence[_Rep]]) -> Sides:
    order = [rep.side for rep in sets[0]]
    first, last = order[0], order[-1]
    if first is None:
        return Sides.NONE
    if first is last and len(set(order)) == 1:
        return Sides(first.value)
    turns = [side for side, _ in groupby(order)]
    return Sides.EACH if len(turns) == 2 else Sides.ALTERNATE


def _side_dose(sets: Sequence[Sequence[_Rep]]) -> Table | None:
    """Return hold and reps of one side, or None where they are not the same all through."""
    shapes = {rep.held for group in sets for rep in group}
    counts = [len(group) for group in sets]
    ends = {what for held in shapes for _, what, _ in held}
    if ends == {Ends.REPS}:
        if set(counts) != {1} or any(len(held) != 1 for held in shapes):
            return None
        return {"reps": _count([group[0].held[0][2] for group in sets]), "pace": "self"}
    if len(shapes) != 1 or Ends.REPS in ends or 0 in counts:
        return None
    (held,) = shapes
    reps: Table = {} if set(counts) == {1} else {"reps": _count(counts)}
    if len(held) == 1:
        return {"hold": _hold(held[0]), **reps}
    positions = []
    for place, entry in enumerate(held, start=1):
        name = entry[0] or f"Position {place}"
        positions.append({"id": slug(name) or f"position-{place}", "name": name, "hold": _hold(entry)})
    return {"positions": positions, **reps}


def _count(counts: Sequence[int]) -> int | list[int]:
    return counts[0] if len(set(counts)) == 1 else list(counts)


def _hold(entry: tuple[str | None, Ends, int]) -> str:
    return "open" if entry[1] is Ends.OPEN else time_text(entry[2])


def time_text(ms: int) -> str:
    """Return a length as a file writes it."""
    return format_range(TimeRange.of_ms(ms))


# -- the proof ---------------------------------------------------------------------------------------------------------


def _unfolds(table: Mapping[str, object], nodes: Sequence[Node]) -> bool:
    """Tell whether a step, laid out again, gives these steps."""
    text = tomli_w.dumps({"name": "it", "defaults": dict.fromkeys(GAPS.values(), "0s"), "steps": [table]})
    routine = read_routine(text, "it", {}).value
    if routine is None:
        return False
    try:
        tree = resolve(routine, {})
    except Unresolvable:
        return False
    there = [(step.name, step.ends, step.value) for step in unrolled(tuple(nodes))]
    here = [(step.name, step.ends, step.value) for step in unrolled(watch_nodes(tree))]
    return here == there
