"""What keeps a routine from being laid out, each fault with its path."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.engine_routines import CAT_COW, COBRA, LIBRARY, OWN, counts, routine, seconds
from stretchcore.exercise import BreathRate, Dose, Exercise, Position, Timing
from stretchcore.faults import exercise_faults, faults_of
from stretchcore.problems import Fault
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.routine import Block, Item, RestStep, Routine, SideDose, Step
from stretchcore.times import CountRange, TimeRange, parse_time
from stretchcore.words import Sides


def only_fault(found: Routine) -> Fault:
    with pytest.raises(Unresolvable) as caught:
        resolve(found, LIBRARY)
    faults = faults_of(found, LIBRARY)
    assert caught.value.faults == faults
    assert len(faults) == 1
    return faults[0]


def test_an_exercise_that_there_is_not_is_a_fault_with_the_nearest_name() -> None:
    fault = only_fault(routine(OWN, Step("cobar")))
    assert (fault.path, fault.hint) == (("steps", 1, "exercise"), "cobra")


def test_a_position_that_there_is_not_is_a_fault_with_the_nearest_name() -> None:
    fault = only_fault(routine(Step("cat-cow", holds=(("roundd", seconds(5)),))))
    assert (fault.path, fault.hint) == (("steps", 0, "positions", "roundd"), "round")


def test_a_position_without_a_time_is_a_fault() -> None:
    fault = only_fault(routine(Step(None, own=Exercise(None, "Mine", (Position("still", "Still"),)))))
    assert fault.path == ("steps", 0)


BOUNDS: list[tuple[Callable[[TimeRange], Item], str, float]] = [
    (lambda time: Step("cobra", dose=Dose(hold=time)), "hold", 0.1),
    (lambda time: Step("cobra", dose=Dose(self_paced=True, estimate=time)), "estimate", 0.1),
    (lambda time: Step("cobra", timing=Timing(prepare=time)), "prepare", 0),
    (lambda time: Step("cobra", timing=Timing(next_rep=time)), "next_rep", 0),
    (lambda time: Step("cobra", timing=Timing(switch_side=time)), "switch_side", 0),
    (lambda time: Step("cobra", timing=Timing(rest=time)), "rest", 0),
    (lambda time: RestStep(time), "rest", 0),
]


@pytest.mark.parametrize(
    ("make", "key", "least"), BOUNDS, ids=[f"{key}-{place}" for place, (_, key, _) in enumerate(BOUNDS)]
)
def test_a_phase_lasts_from_a_tenth_of_a_second_to_four_hours(
    make: Callable[[TimeRange], Item], key: str, least: float
) -> None:
    def faults(time: TimeRange) -> list[object]:
        return [fault.path for fault in faults_of(routine(OWN, make(time)), LIBRARY)]

    here = [("steps", 1, key)]
    assert faults(seconds(0.1)) == faults(seconds(4 * 3600)) == faults(seconds(least)) == []
    assert faults(seconds(0.099)) == faults(seconds(0.05, 20)) == faults(seconds(4 * 3600 + 0.001)) == here
    assert faults(seconds(0)) == ([] if least == 0 else here)


def test_bounds_are_judged_with_the_breath_that_counts() -> None:
    step = Step("cobra", dose=Dose(hold=parse_time("100 breaths")))
    assert faults_of(routine(step), LIBRARY) == ()
    slow = Timing(breath=BreathRate(100_000, 100_000))
    assert [fault.path for fault in faults_of(routine(step, defaults=slow), LIBRARY)] == [("steps", 0, "hold")]


@pytest.mark.parametrize(("depth", "good"), [(1, True), (8, True), (9, False), (20, False)])
def test_blocks_nest_eight_deep_and_no_deeper(depth: int, good: bool) -> None:
    item: Item = OWN
    for _ in range(depth):
        item = Block(CountRange(1, 1), (item,))
    assert ([fault.code for fault in faults_of(routine(item), {})] == []) is good


@pytest.mark.parametrize("items", [(), (RestStep(seconds(30)),), (Block(CountRange(2, 2), ()),)])
def test_a_routine_without_an_exercise_is_a_fault(items: tuple[Item, ...]) -> None:
    assert only_fault(routine(*items)).code == "empty"


def test_a_routine_whose_only_exercise_is_in_the_warm_up_is_none_without() -> None:
    assert faults_of(Routine("it", "It", (), warm_up=(OWN,)), {}) == ()


def short(reps: int) -> Step:
    nothing = seconds(0)
    return replace(
        OWN, dose=Dose(hold=seconds(0.1), reps=counts(reps)), timing=Timing(nothing, nothing, nothing, nothing)
    )


def test_a_plan_has_bounds_of_phases_and_of_length() -> None:
    def codes(*items: Item) -> list[str]:
        return [fault.code for fault in faults_of(routine(*items), {})]

    def block(times: int, *items: Item) -> Block:
        return Block(CountRange(times, times), items)

    day = replace(OWN, dose=Dose(hold=seconds(4 * 3600)), timing=Timing(prepare=seconds(0)))
    assert codes(*[day] * 6) == []
    assert codes(*[day] * 6, RestStep(seconds(0.1))) == ["size"]
    assert codes(block(99, short(500))) == []
    assert codes(block(100, block(100, short(11)))) == ["size"]
    assert codes(*[block(100, block(100, block(100, short(1_000))))] * 5) == ["size", "size"]


def test_a_plan_may_have_a_hundred_thousand_phases_and_not_one_more() -> None:
    def faults(*items: Item) -> int:
        return len(faults_of(routine(*items), {}))

    hundred = Block(CountRange(100, 100), (short(1_000),))
    assert faults(hundred) == 0
    assert faults(hundred, short(1)) == 1


def test_the_bounds_of_a_plan_hold_at_its_highest_level() -> None:
    step = replace(OWN, dose=Dose(hold=seconds(1, 4 * 3600)), timing=Timing(prepare=seconds(0)))
    assert faults_of(routine(*[step] * 6), {}) == ()
    assert [fault.code for fault in faults_of(routine(*[step] * 7), {})] == ["size"]


def test_a_routine_of_blocks_in_blocks_is_judged_without_laying_it_out() -> None:
    item: Item = short(1_000)
    for _ in range(8):
        item = Block(CountRange(100, 100), (item,))
    assert {fault.code for fault in faults_of(routine(item), {})} == {"size"}


def test_every_fault_is_reported_at_once() -> None:
    found = routine(
        Step("nothing-like-it"),
        Step("cobra", timing=Timing(rest=seconds(20_000))),
        Block(CountRange(1, 1), (RestStep(seconds(0.01)),)),
    )
    assert [fault.path for fault in faults_of(found, LIBRARY)] == [
        ("steps", 0, "exercise"),
        ("steps", 1, "rest"),
        ("steps", 2, "steps", 0, "rest"),
    ]


def test_a_list_of_reps_in_the_exercise_does_not_go_with_other_sets_in_the_step() -> None:
    pyramid = replace(COBRA, dose=Dose(hold=seconds(5), reps=counts(6, 4, 2)))
    library = {"cobra": pyramid}
    good = Step("cobra", dose=Dose(sets=CountRange(3, 3)))
    bad = Step("cobra", dose=Dose(sets=CountRange(2, 2)))
    assert faults_of(routine(good), library) == ()
    assert [fault.path for fault in faults_of(routine(bad), library)] == [("steps", 0, "sets")]


def test_an_exercise_by_itself_is_judged_too() -> None:
    assert exercise_faults(COBRA) == ()
    assert [fault.path for fault in exercise_faults(replace(COBRA, dose=Dose()))] == [("positions", 0)]
    too_long = replace(CAT_COW, positions=(Position("a", "A", seconds(20_000)),))
    assert [fault.path for fault in exercise_faults(too_long)] == [("positions", 0, "hold")]


def test_a_length_that_is_a_little_too_long_is_told_to_the_second() -> None:
    fault = only_fault(routine(Step("cobra", dose=Dose(hold=parse_time("1441 breaths")))))
    assert fault.message == '"1441 breaths" comes to 4:00:10 with a breath of 10 s; a phase lasts 0.1 s to 4 h'


def test_other_reps_of_a_side_come_to_as_many_sets_as_those_of_the_step() -> None:
    uneven = SideDose(reps=counts(2, 1, 3))
    fault = only_fault(routine(Step("cobra", sides=Sides.EACH, dose=Dose(reps=counts(1, 2)), left=uneven)))
    assert "write 2 entries here" in fault.message
    fault = only_fault(routine(Step("cobra", sides=Sides.EACH, dose=Dose(reps=counts(1)), left=uneven)))
    assert ("write sets = 3 in the step" in fault.message, fault.hint) == (True, "3")
