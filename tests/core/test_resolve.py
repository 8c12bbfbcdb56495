"""From a routine to figures: which value counts, what a level makes of it, and what cannot be laid out."""

from dataclasses import replace

import pytest

from core.engine_routines import COBRA, LIBRARY, OWN, counts, routine, seconds
from stretchcore.exercise import PROGRAM_TIMING, BreathRate, Dose, Exercise, Hold, Position, Timing
from stretchcore.plan import make_plan
from stretchcore.resolving import resolve
from stretchcore.routine import Block, RestStep, Routine, Step
from stretchcore.times import CountRange, TimeRange, parse_time
from stretchcore.tree import ResolvedBlock, ResolvedRest, ResolvedStep
from stretchcore.words import Section, Side, Sides


def only_step(
    step: Step,
    exercise: Exercise = COBRA,
    *,
    level: int = 0,
    defaults: Timing | None = None,
    program: Timing = PROGRAM_TIMING,
) -> ResolvedStep:
    """Return a step of an exercise with all its figures."""
    library = {**LIBRARY, exercise.id or "": exercise}
    tree = resolve(routine(step, defaults=defaults or Timing()), library, level, program=program)
    found = dict(tree.sections)[Section.MAIN][0]
    assert isinstance(found, ResolvedStep)
    return found


def holds_ms(step: ResolvedStep) -> list[int | None]:
    return [position.hold_ms for position in step.positions[0]]


# -- which value counts: gaps and breath -------------------------------------------------------------------------------

GAPS = ("prepare", "next_rep", "switch_side", "rest")
PLACES = ("step", "defaults", "exercise", "program")


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("said", range(16))
def test_of_a_gap_the_step_counts_before_the_routine_the_exercise_and_the_program(gap: str, said: int) -> None:
    places = {place: said >> number & 1 for number, place in enumerate(PLACES)}
    timings = {
        place: Timing(**{gap: seconds(number + 1)}) if places[place] else Timing()  # type: ignore[arg-type]
        for number, place in enumerate(PLACES)
    }
    found = only_step(
        Step("cobra", timing=timings["step"]),
        replace(COBRA, timing=timings["exercise"]),
        defaults=timings["defaults"],
        program=timings["program"].over(PROGRAM_TIMING),
    )
    usual = {"prepare": 8_000, "next_rep": 3_000, "switch_side": 5_000, "rest": 10_000}
    first = next((1_000 * (number + 1) for number, place in enumerate(PLACES) if places[place]), usual[gap])
    assert getattr(found, f"{gap}_ms") == first
    assert all(getattr(found, f"{other}_ms") == usual[other] for other in GAPS if other != gap)


def test_a_gap_of_no_length_is_said_and_not_left_out() -> None:
    step = Step("cobra", timing=Timing(rest=seconds(0)))
    assert only_step(step, defaults=Timing(rest=seconds(20))).rest_ms == 0


@pytest.mark.parametrize(
    ("step", "defaults", "exercise", "expected_ms"),
    [(1, 2, 3, 1_000), (None, 2, 3, 2_000), (None, None, 3, 3_000), (None, None, None, 10_000)],
)
def test_of_a_breath_the_step_counts_before_the_routine_and_the_exercise(
    step: int | None, defaults: int | None, exercise: int | None, expected_ms: int
) -> None:
    def timing(length: int | None) -> Timing:
        return Timing() if length is None else Timing(breath=BreathRate(length * 400, length * 600))

    found = only_step(
        Step("cobra", timing=timing(step), dose=Dose(hold=parse_time("2 breaths"))),
        replace(COBRA, timing=timing(exercise)),
        defaults=timing(defaults),
    )
    assert found.breath.total_ms == expected_ms
    assert holds_ms(found) == [2 * expected_ms]


def test_gaps_and_rests_can_be_counted_in_breaths_too() -> None:
    breath = Timing(breath=BreathRate(2_000, 3_000))
    step = Step("cobra", timing=Timing(prepare=parse_time("2 breaths")))
    tree = resolve(routine(RestStep(parse_time("3 breaths")), step, defaults=breath), LIBRARY)
    rest, found = dict(tree.sections)[Section.MAIN]
    assert isinstance(rest, ResolvedRest)
    assert isinstance(found, ResolvedStep)
    assert (rest.rest_ms, found.prepare_ms) == (15_000, 10_000)


# -- which value counts: dose and sides --------------------------------------------------------------------------------


def test_of_the_dose_the_step_counts_before_the_exercise_and_the_program() -> None:
    rich = replace(COBRA, dose=Dose(hold=seconds(15), reps=counts(4), sets=CountRange(2, 2)), sides=Sides.EACH)
    step = Step("cobra", dose=Dose(hold=seconds(20), reps=counts(3), sets=CountRange(1, 1)), sides=Sides.LEFT)
    said, usual, program = only_step(step, rich), only_step(Step("cobra"), rich), only_step(Step("cobra"))
    assert (holds_ms(said), said.reps, said.sides) == ([20_000], (3,), Sides.LEFT)
    assert (holds_ms(usual), usual.reps, usual.sides) == ([15_000], (4, 4), Sides.EACH)
    assert (holds_ms(program), program.reps, program.sides) == ([15_000], (1,), Sides.NONE)


def test_of_the_dose_the_defaults_of_the_routine_say_nothing() -> None:
    found = only_step(Step("cobra"), defaults=Timing(prepare=seconds(1)))
    assert (holds_ms(found), found.reps) == ([15_000], (1,))


def test_one_count_of_reps_keeps_the_sets_of_the_exercise_and_a_list_is_its_own_sets() -> None:
    rich = replace(COBRA, dose=Dose(hold=seconds(15), reps=counts(4), sets=CountRange(2, 2)))
    assert only_step(Step("cobra", dose=Dose(reps=counts(5))), rich).reps == (5, 5)
    assert only_step(Step("cobra", dose=Dose(sets=CountRange(3, 3))), rich).reps == (4, 4, 4)
    assert only_step(Step("cobra", dose=Dose(reps=counts(6, 4, 2))), rich).reps == (6, 4, 2)
    assert only_step(Step("cobra"), replace(COBRA, dose=Dose(hold=seconds(15), reps=counts(3, 2)))).reps == (3, 2)


def test_a_hold_on_an_exercise_of_several_positions_sets_them_all() -> None:
    assert holds_ms(only_step(Step("cat-cow"))) == [4_000, 6_000]
    assert holds_ms(only_step(Step("cat-cow", dose=Dose(hold=seconds(9))))) == [9_000, 9_000]


def test_a_hold_by_position_counts_before_the_hold_of_the_step() -> None:
    by_id: tuple[tuple[str, Hold], ...] = (("round", seconds(7)),)
    assert holds_ms(only_step(Step("cat-cow", holds=by_id))) == [4_000, 7_000]
    assert holds_ms(only_step(Step("cat-cow", dose=Dose(hold=seconds(9)), holds=by_id))) == [9_000, 7_000]
    assert holds_ms(only_step(Step("cat-cow", holds=(("arch", "open"),)))) == [None, 6_000]


def test_a_hold_of_the_exercise_is_for_positions_that_have_none() -> None:
    mixed = Exercise(
        "mixed", "Mixed", (Position("a", "A", seconds(4)), Position("b", "B")), dose=Dose(hold=seconds(20))
    )
    assert holds_ms(only_step(Step("mixed"), mixed)) == [4_000, 20_000]


def test_ones_own_pace_can_come_from_the_exercise_and_a_time_in_the_step_takes_it_away() -> None:
    slow = replace(COBRA, dose=Dose(reps=counts(10), self_paced=True))
    assert holds_ms(only_step(Step("cobra"), slow)) == [None]
    assert only_step(Step("cobra"), slow).self_paced
    timed = only_step(Step("cobra", dose=Dose(hold=seconds(5))), slow)
    assert (timed.self_paced, timed.reps, holds_ms(timed)) == (False, (10,), [5_000])
    paced = only_step(Step("cobra", dose=Dose(self_paced=True)))
    assert (paced.self_paced, paced.positions[0][0].estimate_ms) == (True, 3_000)


def test_the_estimate_of_the_step_counts_before_that_of_the_exercise() -> None:
    slow = replace(COBRA, dose=Dose(reps=counts(10), self_paced=True, estimate=seconds(25)))
    assert only_step(Step("cobra"), slow).positions[0][0].estimate_ms == 25_000
    said = only_step(Step("cobra", dose=Dose(estimate=seconds(40))), slow)
    assert said.positions[0][0].estimate_ms == 40_000


def test_a_step_can_say_other_facts_of_the_exercise() -> None:
    found = only_step(Step("cobra", changes=(("name", "Half cobra"), ("instructions", ("Slowly.",)))))
    assert (found.exercise.id, found.exercise.name) == ("cobra", "Half cobra")
    assert found.exercise.instructions == ("Slowly.",)
    assert COBRA.name == "Cobra"


# -- levels ------------------------------------------------------------------------------------------------------------


def test_a_level_fixes_every_range_of_a_step() -> None:
    step = Step(
        "cobra",
        dose=Dose(hold=seconds(20, 30), reps=(CountRange(2, 4),), sets=CountRange(1, 2)),
        timing=Timing(prepare=seconds(4, 8), rest=seconds(10, 20)),
    )
    found = [only_step(step, level=level) for level in (0, 50, 100)]
    assert [(holds_ms(each), each.reps) for each in found] == [([20_000], (2,)), ([25_000], (3, 3)), ([30_000], (4, 4))]
    assert [(each.prepare_ms, each.rest_ms) for each in found] == [(4_000, 10_000), (6_000, 15_000), (8_000, 20_000)]


def test_a_level_fixes_estimates_rests_and_blocks() -> None:
    slow = Step("cobra", dose=Dose(reps=counts(10), self_paced=True, estimate=seconds(20, 40)))
    tree = resolve(routine(Block(CountRange(1, 4), (slow, RestStep(seconds(10, 30))))), LIBRARY, 50)
    block = dict(tree.sections)[Section.MAIN][0]
    assert isinstance(block, ResolvedBlock)
    found, rest = block.items
    assert isinstance(found, ResolvedStep)
    assert (block.repeat, found.positions[0][0].estimate_ms, rest) == (3, 30_000, ResolvedRest(20_000))


def test_the_default_estimate_of_ones_own_pace_follows_the_reps_of_the_level() -> None:
    slow = Step("cobra", dose=Dose(reps=(CountRange(10, 15),), self_paced=True))
    assert [only_step(slow, level=level).positions[0][0].estimate_ms for level in (0, 50, 100)] == [
        30_000,
        39_000,
        45_000,
    ]


@pytest.mark.parametrize("level", [-1, 101, 1_000])
def test_a_level_lies_between_0_and_100(level: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        resolve(routine(OWN), {}, level)


def test_the_tree_keeps_blocks_and_sections() -> None:
    tree = resolve(
        Routine("it", "It", (Block(CountRange(2, 2), (OWN, RestStep(seconds(5)))),), warm_up=(OWN,)),
        {},
        30,
        first_side=Side.RIGHT,
    )
    assert [section for section, _ in tree.sections] == list(Section)
    assert [len(items) for _, items in tree.sections] == [1, 1, 0]
    assert (tree.id, tree.name, tree.level, tree.first_side) == ("it", "It", 30, Side.RIGHT)


def test_what_a_program_does_not_say_is_as_usual() -> None:
    routine = Routine("one", "One", (Step("bridge"),))
    bridge = Exercise("bridge", "Bridge", (Position("hold", "Hold", parse_time("5 breaths")),))
    plan = make_plan(routine, {"bridge": bridge}, program=Timing(prepare=TimeRange.of_ms(5_000)))
    assert [phase.planned_ms for phase in plan.phases] == [5_000, 50_000]
