"""Any routine against an unfolding that is written down by hand, as on paper."""

from unittest import mock

from hypothesis import assume, given
from hypothesis import strategies as st

from core.engine_plans import runs
from core.engine_routines import ITEMS, OneSide, Written, as_items
from stretchcore.data import phase_to_data
from stretchcore.faults import faults_of
from stretchcore.plan import Phase, make_plan
from stretchcore.routine import Routine
from stretchcore.words import Side, Sides

LAST = Written("Z", ((10, 20),), ((1, 1),), (1, 1), Sides.NONE, False, (8, 3, 5, 10))
"""So that there is an exercise."""


def is_short_enough(routine: Routine) -> bool:
    faults = {fault.code for fault in faults_of(routine, {})}
    assert faults <= {"size"}
    return not faults


def at(level: int, ends: tuple[int, int]) -> int:
    """Return what a level makes of a range of counts, or of whole seconds: half up."""
    exact = ends[0] * 100 + (ends[1] - ends[0]) * level
    return exact // 100 + (exact % 100 >= 50)


class Paper:
    """Writes a routine's phases down one after the other; a gap is filled in when its work has come."""

    def __init__(self, level: int, first: Side) -> None:
        self.level = level
        self.order = (first, Side.RIGHT if first is Side.LEFT else Side.LEFT)
        self.rows: list[dict[str, object]] = []
        self.waiting: list[dict[str, object]] = []
        self.steps = 0
        self.last_side: Side | None = None

    def gap(self, kind: str, seconds: int, step: int | None) -> None:
        if seconds:
            row: dict[str, object] = {"kind": kind, "step": step, "planned_ms": seconds * 1000, "position": None}
            self.rows.append(row)
            self.waiting.append(row)

    def work(self, row: dict[str, object], shared: dict[str, object]) -> None:
        for gap in self.waiting:
            gap.update(shared)
        self.waiting = []
        self.rows.append({**shared, **row})

    def write(self, written: Written, kind: str) -> None:
        prepare, next_rep, switch, rest = written.gaps
        count = len(written.reps) if len(written.reps) > 1 else at(self.level, written.sets)
        step, self.steps = self.steps, self.steps + 1
        self.gap("prepare", prepare, step)
        for number in range(1, count + 1):
            if number > 1:
                self.gap("rest", rest, step)
            for place, (side, rep, reps) in enumerate(self.turns(written, number - 1)):
                if place:
                    changed = side is not self.last_side
                    self.gap("switch_side" if changed else "next_rep", switch if changed else next_rep, step)
                self.last_side = side
                shared: dict[str, object] = {"name": written.name, "side": side, "set": number, "sets": count}
                shared |= {"rep": rep, "reps": reps, "targets": (written.name,)}
                for row in self.held(written, side, reps):
                    self.work({"kind": kind, "step": step, **row}, shared)

    def turns(self, written: Written, number: int) -> list[tuple[Side | None, int | None, int]]:
        """Return the sides of a set in turn, each with its rep and with how many it does."""
        first, other = self.order

        def of(side: Side | None) -> list[tuple[Side | None, int | None, int]]:
            own = self.of(written, side)
            listed = written.reps if own is None or own.reps is None else own.reps
            reps = at(self.level, listed[number if len(listed) > 1 else 0])
            return [(side, None, reps)] if written.self_paced else [(side, rep, reps) for rep in range(1, reps + 1)]

        if written.sides is Sides.EACH:
            return of(first) + of(other)
        if written.sides is Sides.ALTERNATE and not written.self_paced:
            return [turn for both in zip(of(first), of(other), strict=True) for turn in both]
        return of({Sides.LEFT: Side.LEFT, Sides.RIGHT: Side.RIGHT}.get(written.sides))

    def of(self, written: Written, side: Side | None) -> OneSide | None:
        return {Side.LEFT: written.left, Side.RIGHT: written.right}.get(side) if side else None

    def held(self, written: Written, side: Side | None, reps: int) -> list[dict[str, object]]:
        if written.self_paced:
            return [{"position": None, "planned_ms": None, "estimate_ms": reps * 3_000}]
        own = self.of(written, side)
        holds = written.holds if own is None or own.hold is None else (own.hold,) * len(written.holds)
        return [
            {"position": f"p{place}", "planned_ms": None, "estimate_ms": 30_000}
            if hold is None
            else {"position": f"p{place}", "planned_ms": at(self.level, hold) * 1000}
            for place, hold in enumerate(holds)
        ]

    def finished(self) -> list[dict[str, object]]:
        start_ms = 0
        nothing = dict.fromkeys(("exercise", "name", "side", "set", "sets", "rep", "reps"))
        for index, row in enumerate(self.rows):
            estimate_ms = row.get("estimate_ms", row["planned_ms"])
            assert isinstance(estimate_ms, int)
            full = {**nothing, "targets": (), **row, "index": index, "start_ms": start_ms, "estimate_ms": estimate_ms}
            row.update(full)
            start_ms += estimate_ms
        return self.rows


def on_paper(paper: Paper, written: list[object], kind: str) -> None:
    for entry in written:
        if isinstance(entry, Written):
            paper.write(entry, kind)
        elif isinstance(entry, int):
            paper.gap("rest", entry, None)
        else:
            assert isinstance(entry, tuple)
            for _ in range(at(paper.level, entry[0])):
                on_paper(paper, entry[1], kind)


@runs(200, thorough=10_000)
@given(ITEMS, ITEMS, ITEMS, st.sampled_from((0, 1, 33, 50, 67, 100)), st.sampled_from(Side))
def test_any_routine_unfolds_as_it_does_on_paper(
    warm_up: list[object], steps: list[object], cool_down: list[object], level: int, first: Side
) -> None:
    steps = [*steps, LAST]
    routine = Routine("it", "It", as_items(steps), warm_up=as_items(warm_up), cool_down=as_items(cool_down))
    assume(is_short_enough(routine))
    plan = make_plan(routine, {}, level, first_side=first)
    paper = Paper(level, first)
    for section, written in (("warm_up", warm_up), ("hold", steps), ("cool_down", cool_down)):
        on_paper(paper, written, section)
    assert [_as_row(phase) for phase in plan.phases] == paper.finished()
    assert plan.total_ms == sum(phase.estimate_ms for phase in plan.phases)
    assert len(plan.steps) == paper.steps


def _as_row(phase: Phase) -> dict[str, object]:
    return {**phase_to_data(phase), "targets": phase.targets}


@runs(100, thorough=5_000)
@given(ITEMS, st.sampled_from(Side))
def test_a_plan_is_measured_without_laying_it_out_to_the_phase_and_the_millisecond(
    written: list[object], first: Side
) -> None:
    routine = Routine("it", "It", as_items([*written, LAST]))
    assume(is_short_enough(routine))
    plan = make_plan(routine, {}, 100, first_side=first)

    def sizes_allowed(phases: int, total_ms: int) -> bool:
        with (
            mock.patch("stretchcore.faults.MAX_PHASES", phases),
            mock.patch("stretchcore.faults.MAX_PLAN_MS", total_ms),
        ):
            return not faults_of(routine, {})

    phases = len(plan.phases)
    assert sizes_allowed(phases, plan.total_ms)
    assert not sizes_allowed(phases - 1, plan.total_ms)
    assert not sizes_allowed(phases, plan.total_ms - 1)
