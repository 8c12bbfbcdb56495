"""How a routine unfolds into phases."""

import pytest

from stretchcore.exercise import BreathRate, Dose, Exercise, Hold, Position, Timing
from stretchcore.plan import Plan, make_plan
from stretchcore.routine import Block, Item, RestStep, Routine, Step
from stretchcore.times import CountRange, TimeRange
from stretchcore.words import Breath, PhaseKind, Section, Side, Sides

USUAL = Timing()
NO_GAPS = Timing(
    prepare=TimeRange.of_ms(0), next_rep=TimeRange.of_ms(0), switch_side=TimeRange.of_ms(0), rest=TimeRange.of_ms(0)
)


def step(
    name: str = "Stretch",
    hold: Hold | None = None,
    *,
    reps: tuple[int, ...] = (1,),
    sets: int | None = None,
    sides: Sides = Sides.NONE,
    positions: tuple[str, ...] = ("still",),
    self_paced: bool = False,
    estimate_ms: int | None = None,
    timing: Timing = USUAL,
) -> Step:
    """Return a step with an exercise of its own, held for 10 s."""
    held = None if self_paced else (hold or TimeRange.of_ms(10_000))
    dose = Dose(
        hold=held,
        reps=tuple(CountRange(count, count) for count in reps),
        sets=None if sets is None else CountRange(sets, sets),
        self_paced=self_paced,
        estimate=None if estimate_ms is None else TimeRange.of_ms(estimate_ms),
    )
    own = Exercise(None, name, tuple(Position(id, id.title()) for id in positions), targets=("neck",), sides=sides)
    return Step(None, own=own, dose=dose, timing=timing)


def plan_of_items(*items: Item, level: int = 0, first_side: Side = Side.LEFT, defaults: Timing = USUAL) -> Plan:
    return make_plan(Routine("it", "It", items, defaults=defaults), {}, level, first_side=first_side)


def lines(plan: Plan) -> list[str]:
    """Return phases as short lines: kind, side, set.rep, position, seconds."""
    return [
        " ".join(
            str(word)
            for word in (
                phase.kind,
                phase.side,
                None if phase.set is None else f"{phase.set}.{'-' if phase.rep is None else phase.rep}",
                phase.position,
                "open" if phase.planned_ms is None else f"{phase.planned_ms / 1000:g}s",
            )
            if word is not None
        )
        for phase in plan.phases
    ]


# -- one step ----------------------------------------------------------------------------------------------------------


def test_a_step_begins_with_getting_ready_and_its_reps_have_a_release_between_them() -> None:
    assert lines(plan_of_items(step(reps=(3,)))) == [
        "prepare 1.1 8s",
        "hold 1.1 still 10s",
        "next_rep 1.2 3s",
        "hold 1.2 still 10s",
        "next_rep 1.3 3s",
        "hold 1.3 still 10s",
    ]


def test_each_does_all_reps_of_one_side_and_then_all_of_the_other() -> None:
    assert lines(plan_of_items(step(reps=(2,), sides=Sides.EACH))) == [
        "prepare left 1.1 8s",
        "hold left 1.1 still 10s",
        "next_rep left 1.2 3s",
        "hold left 1.2 still 10s",
        "switch_side right 1.1 5s",
        "hold right 1.1 still 10s",
        "next_rep right 1.2 3s",
        "hold right 1.2 still 10s",
    ]


def test_alternate_changes_the_side_with_every_rep() -> None:
    assert lines(plan_of_items(step(reps=(2,), sides=Sides.ALTERNATE))) == [
        "prepare left 1.1 8s",
        "hold left 1.1 still 10s",
        "switch_side right 1.1 5s",
        "hold right 1.1 still 10s",
        "switch_side left 1.2 5s",
        "hold left 1.2 still 10s",
        "switch_side right 1.2 5s",
        "hold right 1.2 still 10s",
    ]


@pytest.mark.parametrize("sides", [Sides.LEFT, Sides.RIGHT])
@pytest.mark.parametrize("first_side", [Side.LEFT, Side.RIGHT])
def test_one_side_only_is_that_side_whichever_goes_first(sides: Sides, first_side: Side) -> None:
    assert lines(plan_of_items(step(reps=(2,), sides=sides), first_side=first_side)) == [
        f"prepare {sides} 1.1 8s",
        f"hold {sides} 1.1 still 10s",
        f"next_rep {sides} 1.2 3s",
        f"hold {sides} 1.2 still 10s",
    ]


@pytest.mark.parametrize("sides", [Sides.EACH, Sides.ALTERNATE])
def test_the_right_side_can_go_first(sides: Sides) -> None:
    left = plan_of_items(step(reps=(2, 1), sides=sides))
    right = plan_of_items(step(reps=(2, 1), sides=sides), first_side=Side.RIGHT)
    assert [phase.side and phase.side.other for phase in left.phases] == [phase.side for phase in right.phases]
    assert [phase.kind for phase in left.phases] == [phase.kind for phase in right.phases]


@pytest.mark.parametrize(("sides", "last"), [(Sides.EACH, "right"), (Sides.ALTERNATE, "right")])
def test_the_rest_between_sets_stands_for_the_switch_there_and_carries_what_comes_next(sides: Sides, last: str) -> None:
    assert lines(plan_of_items(step(reps=(1,), sets=2, sides=sides))) == [
        "prepare left 1.1 8s",
        "hold left 1.1 still 10s",
        "switch_side right 1.1 5s",
        f"hold {last} 1.1 still 10s",
        "rest left 2.1 10s",
        "hold left 2.1 still 10s",
        "switch_side right 2.1 5s",
        "hold right 2.1 still 10s",
    ]


def test_a_list_of_reps_is_one_count_a_set() -> None:
    plan = plan_of_items(step(reps=(3, 1, 2), timing=NO_GAPS))
    assert lines(plan) == [f"hold {place} still 10s" for place in ("1.1", "1.2", "1.3", "2.1", "3.1", "3.2")]
    assert [(phase.reps, phase.sets) for phase in plan.phases] == [(3, 3)] * 3 + [(1, 3)] + [(2, 3)] * 2


def test_the_rest_between_sets_carries_the_number_of_reps_of_the_set_that_comes() -> None:
    plan = plan_of_items(step(reps=(3, 1)))
    rest = next(phase for phase in plan.phases if phase.kind is PhaseKind.REST)
    assert (rest.set, rest.sets, rest.rep, rest.reps) == (2, 2, 1, 1)


def test_a_rep_is_its_positions_one_after_the_other() -> None:
    assert lines(plan_of_items(step(reps=(2,), positions=("arch", "round")))) == [
        "prepare 1.1 8s",
        "hold 1.1 arch 10s",
        "hold 1.1 round 10s",
        "next_rep 1.2 3s",
        "hold 1.2 arch 10s",
        "hold 1.2 round 10s",
    ]


@pytest.mark.parametrize("sides", list(Sides))
def test_gaps_of_no_length_are_none(sides: Sides) -> None:
    plan = plan_of_items(step(reps=(2,), sets=2, sides=sides, timing=NO_GAPS))
    assert {phase.kind for phase in plan.phases} == {PhaseKind.HOLD}


def test_a_gap_of_no_length_leaves_the_others_as_they_are() -> None:
    timing = Timing(rest=TimeRange.of_ms(0))
    assert lines(plan_of_items(step(sets=2, sides=Sides.EACH, timing=timing)))[3:6] == [
        "hold right 1.1 still 10s",
        "hold left 2.1 still 10s",  # nothing stands in for the rest
        "switch_side right 2.1 5s",
    ]


def test_at_ones_own_pace_there_is_one_open_phase_for_each_set_and_side() -> None:
    plan = plan_of_items(step(reps=(6, 4), sides=Sides.EACH, self_paced=True))
    assert lines(plan) == [
        "prepare left 1.- 8s",
        "hold left 1.- open",
        "switch_side right 1.- 5s",
        "hold right 1.- open",
        "rest left 2.- 10s",
        "hold left 2.- open",
        "switch_side right 2.- 5s",
        "hold right 2.- open",
    ]
    assert [(phase.reps, phase.estimate_ms) for phase in plan.phases if phase.is_open] == [
        (6, 18_000),
        (6, 18_000),
        (4, 12_000),
        (4, 12_000),
    ]


def test_alternating_at_ones_own_pace_is_one_open_phase_a_set_without_a_side() -> None:
    plan = plan_of_items(step(reps=(6,), sets=2, sides=Sides.ALTERNATE, self_paced=True))
    assert lines(plan) == ["prepare 1.- 8s", "hold 1.- open", "rest 2.- 10s", "hold 2.- open"]


@pytest.mark.parametrize(("estimate_ms", "expected_ms"), [(None, 30_000), (12_500, 12_500)])
def test_an_open_hold_counts_its_estimate(estimate_ms: int | None, expected_ms: int) -> None:
    plan = plan_of_items(step(hold="open", reps=(2,), estimate_ms=estimate_ms, timing=NO_GAPS), step())
    assert lines(plan)[:2] == ["hold 1.1 still open", "hold 1.2 still open"]
    assert [phase.start_ms for phase in plan.phases] == [0, expected_ms, 2 * expected_ms, 2 * expected_ms + 8_000]
    assert plan.total_ms == 2 * expected_ms + 18_000


@pytest.mark.parametrize(("estimate_ms", "expected_ms"), [(None, 36_000), (40_000, 40_000)])
def test_reps_at_ones_own_pace_count_three_seconds_each_or_the_estimate(
    estimate_ms: int | None, expected_ms: int
) -> None:
    plan = plan_of_items(step(reps=(12,), self_paced=True, estimate_ms=estimate_ms, timing=NO_GAPS))
    assert [(phase.planned_ms, phase.estimate_ms) for phase in plan.phases] == [(None, expected_ms)]


# -- the whole ---------------------------------------------------------------------------------------------------------


def test_the_sections_follow_each_other_and_give_their_work_its_kind() -> None:
    routine = Routine("it", "It", (step("B"),), warm_up=(step("A"),), cool_down=(step("C"),), defaults=NO_GAPS)
    plan = make_plan(routine, {})
    assert [(phase.name, phase.kind) for phase in plan.phases] == [("A", "warm_up"), ("B", "hold"), ("C", "cool_down")]
    assert [found.section for found in plan.steps] == [Section.WARM_UP, Section.MAIN, Section.COOL_DOWN]


def test_blocks_repeat_in_place_and_nest() -> None:
    def block(times: int, *items: Item) -> Block:
        return Block(CountRange(times, times), items)

    plan = plan_of_items(step("A"), block(2, step("B"), block(3, step("C")), step("D")), defaults=NO_GAPS)
    assert "".join(phase.name or "" for phase in plan.phases) == "A" + "BCCCD" * 2
    assert [phase.step for phase in plan.phases] == list(range(11))  # each pass counts anew


def test_a_rest_step_carries_the_exercise_that_comes_next_and_belongs_to_no_step() -> None:
    plan = plan_of_items(
        RestStep(TimeRange.of_ms(30_000)), step("A", reps=(2,), sets=3, sides=Sides.EACH), first_side=Side.RIGHT
    )
    rest = plan.phases[0]
    assert (rest.kind, rest.step, rest.name, rest.position) == (PhaseKind.REST, None, "A", None)
    assert (rest.side, rest.set, rest.sets, rest.rep, rest.reps) == (Side.RIGHT, 1, 3, 1, 2)
    assert rest.targets == ("neck",)


def test_a_rest_step_looks_for_what_comes_next_across_blocks_rests_and_sections() -> None:
    rest = RestStep(TimeRange.of_ms(5_000))
    routine = Routine(
        "it",
        "It",
        (rest, Block(CountRange(2, 2), (step("B"), rest))),
        warm_up=(step("A"), rest),
        cool_down=(rest, step("C"), rest),
        defaults=NO_GAPS,
    )
    plan = make_plan(routine, {})
    names = [(phase.kind.value, phase.name) for phase in plan.phases]
    assert names == [
        ("warm_up", "A"),
        ("rest", "B"),
        ("rest", "B"),
        ("hold", "B"),
        ("rest", "B"),
        ("hold", "B"),
        ("rest", "C"),
        ("rest", "C"),
        ("cool_down", "C"),
        ("rest", None),
    ]
    last = plan.phases[-1]
    assert (last.exercise, last.side, last.set, last.rep, last.targets) == (None, None, None, None, ())


def test_a_rest_step_of_no_length_is_none() -> None:
    assert lines(plan_of_items(RestStep(TimeRange.of_ms(0)), step(timing=NO_GAPS))) == ["hold 1.1 still 10s"]


def test_very_many_rests_are_laid_out_as_fast_as_anything_else() -> None:
    rests = Block(CountRange(100, 100), (Block(CountRange(100, 100), (RestStep(TimeRange.of_ms(100)),) * 9),))
    plan = plan_of_items(step(timing=NO_GAPS), rests)
    assert len(plan.phases) == 90_001
    assert plan.total_ms == 10_000 + 90_000 * 100


def test_a_level_lays_out_the_doses_of_that_level() -> None:
    dose = Dose(hold=TimeRange.of_ms(20_000, 30_000), reps=(CountRange(2, 3),), sets=CountRange(1, 2))
    found = Step(None, own=Exercise(None, "A", (Position("still", "Still"),)), dose=dose, timing=NO_GAPS)
    assert lines(plan_of_items(found)) == ["hold 1.1 still 20s", "hold 1.2 still 20s"]
    assert lines(plan_of_items(found, level=50))[-1] == "hold 2.3 still 25s"
    assert (
        lines(plan_of_items(Block(CountRange(1, 3), (found,)), level=100))
        == [f"hold {place} still 30s" for place in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3")] * 3
    )


def test_an_exercise_of_the_routine_alone_has_a_name_and_no_id() -> None:
    library = {"cobra": Exercise("cobra", "Cobra", (Position("up", "Up", TimeRange.of_ms(5_000)),))}
    routine = Routine("it", "It", (Step("cobra"), step("Mine")), defaults=NO_GAPS)
    plan = make_plan(routine, library)
    assert [(phase.exercise, phase.name) for phase in plan.phases] == [("cobra", "Cobra"), (None, "Mine")]


def test_a_step_of_the_plan_tells_what_its_phases_share() -> None:
    positions = (
        Position("in", "In", TimeRange.of_ms(4_000), Breath.IN),
        Position("out", "Out", TimeRange.of_ms(6_000)),
    )
    library = {"cat": Exercise("cat", "Cat", positions, instructions=("Breathe.",))}
    breath = BreathRate(3_000, 5_000)
    plan = make_plan(Routine("it", "It", (Step("cat"),), defaults=Timing(breath=breath)), library)
    shared = plan.step_of(plan.phases[-1])
    assert shared is not None
    assert (shared.exercise.instructions, shared.breath, shared.section) == (("Breathe.",), breath, Section.MAIN)
    assert [shared.breath_of(position) for position in ("in", "out", None)] == [Breath.IN, Breath.FREE, Breath.FREE]
    assert plan.step_of(plan_of_items(step(), RestStep(TimeRange.of_ms(1_000))).phases[-1]) is None


# -- the fingerprint ---------------------------------------------------------------------------------------------------


def test_plans_with_the_same_phases_have_the_same_fingerprint_and_others_another() -> None:
    one = plan_of_items(step(reps=(2,)))
    assert one.fingerprint == plan_of_items(step(reps=(2,))).fingerprint
    others = [
        plan_of_items(step(reps=(3,))),
        plan_of_items(step(reps=(2,), sides=Sides.LEFT)),
        plan_of_items(step("Other", reps=(2,))),
        plan_of_items(step(hold=TimeRange.of_ms(10_001), reps=(2,))),
        plan_of_items(step(reps=(2,), timing=Timing(next_rep=TimeRange.of_ms(3_001)))),
        plan_of_items(step(reps=(2,), positions=("other",))),
        plan_of_items(step(hold="open", reps=(2,))),
        plan_of_items(step(), step()),
    ]
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 1 + len(others)


def test_the_other_side_first_is_another_plan() -> None:
    left, right = (plan_of_items(step(sides=Sides.EACH), first_side=side) for side in Side)
    assert left.fingerprint != right.fingerprint
