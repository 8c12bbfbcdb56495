"""Doses that differ for left and right."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.engine_plans import runs
from core.engine_routines import ALIKE, Written, routine
from core.format_files import advice, library, plan, problems, read, with_steps
from core.test_plan import lines
from core.test_plan_model import is_short_enough
from stretchcore.exercise import Dose, Exercise, Position
from stretchcore.faults import faults_of
from stretchcore.plan import make_plan
from stretchcore.resolving import resolve
from stretchcore.routine import Routine, SideDose, Step
from stretchcore.times import CountRange, TimeRange
from stretchcore.tree import ResolvedStep
from stretchcore.words import Section, Side, Sides

NO_GAPS = 'prepare = 0, next_rep = "0s", switch_side = 0'


def work(step: str, level: int = 0, first: Side = Side.LEFT) -> list[str]:
    """Return the work of a step, each phase as side, set.rep/reps and seconds."""
    found = make_plan(with_steps(step), library(), level, first_side=first)
    return [
        f"{phase.side} {phase.set}.{phase.rep or '-'}/{phase.reps} "
        + ("open" if phase.planned_ms is None else f"{phase.planned_ms / 1000:g}")
        for phase in found.phases
        if phase.is_work
    ]


def resolved(source: Routine, level: int = 0) -> ResolvedStep:
    sections = dict(resolve(source, library(), level).sections)
    step = sections[Section.MAIN][0]
    assert isinstance(step, ResolvedStep)
    return step


# -- how it unfolds ----------------------------------------------------------------------------------------------------


def test_each_side_has_its_own_reps_and_holds_and_what_it_does_not_say_is_as_the_step_has_it() -> None:
    step = 'name = "A", hold = "20s", reps = 2, sides = "each"'
    assert work(f'{step}, left = {{ hold = "30s", reps = 3 }}') == [
        *("left 1.1/3 30", "left 1.2/3 30", "left 1.3/3 30"),
        *("right 1.1/2 20", "right 1.2/2 20"),
    ]
    assert work(f"{step}, right = {{ reps = 1 }}") == ["left 1.1/2 20", "left 1.2/2 20", "right 1.1/1 20"]
    assert work(f'{step}, left = {{ reps = 1 }}, right = {{ hold = "10s" }}') == [
        *("left 1.1/1 20", "right 1.1/2 10", "right 1.2/2 10"),
    ]


def test_the_gaps_between_are_the_usual_ones() -> None:
    found = plan(with_steps('name = "A", hold = "10s", sides = "each", left = { reps = 2 }'))
    assert lines(found) == [
        "prepare left 1.1 8s",
        "hold left 1.1 hold 10s",
        "next_rep left 1.2 3s",
        "hold left 1.2 hold 10s",
        "switch_side right 1.1 5s",
        "hold right 1.1 hold 10s",
    ]
    assert [phase.reps for phase in found.phases] == [2, 2, 2, 2, 1, 1]


def test_the_side_that_goes_first_changes_the_order_and_not_the_doses() -> None:
    step = 'name = "A", hold = "20s", sides = "each", left = { reps = 2 }'
    assert work(step, first=Side.RIGHT) == ["right 1.1/1 20", "left 1.1/2 20", "left 1.2/2 20"]


def test_sides_in_turn_can_be_held_for_other_times() -> None:
    step = 'exercise = "bird-dog", reps = 2, hold = "5s", right = { hold = "8s" }'
    assert work(step) == ["left 1.1/2 5", "right 1.1/2 8", "left 1.2/2 5", "right 1.2/2 8"]


def test_a_level_moves_the_range_of_each_side() -> None:
    step = 'name = "A", hold = "20s", reps = 2, sides = "each", left = { hold = "20-40s", reps = "2-4" }'
    assert work(step, 50)[:4] == ["left 1.1/3 30", "left 1.2/3 30", "left 1.3/3 30", "right 1.1/2 20"]
    assert len(work(step, 100)) == 6


def test_a_list_of_a_side_has_an_entry_a_set_and_one_count_is_for_all_sets() -> None:
    step = 'name = "A", hold = "5s", sides = "each", reps = [3, 1]'
    assert work(f"{step}, left = {{ reps = [1, 2] }}, right = {{ reps = 1 }}") == [
        *("left 1.1/1 5", "right 1.1/1 5"),
        *("left 2.1/2 5", "left 2.2/2 5", "right 2.1/1 5"),
    ]
    assert work('name = "A", hold = "5s", sides = "each", sets = 2, left = { reps = [1, 2] }') == [
        *("left 1.1/1 5", "right 1.1/1 5"),
        *("left 2.1/2 5", "left 2.2/2 5", "right 2.1/1 5"),
    ]


def test_the_hold_of_a_side_is_for_all_its_positions_before_any_other() -> None:
    step = 'exercise = "cat-cow", reps = 1, sides = "each", positions = { arch = "5s", round = "6s" }'
    assert work(f'{step}, right = {{ hold = "9s" }}') == [
        *("left 1.1/1 5", "left 1.1/1 6"),
        *("right 1.1/1 9", "right 1.1/1 9"),
    ]


def test_a_side_can_wait_until_one_says_done() -> None:
    assert work('name = "A", hold = "5s", sides = "each", left = { hold = "open" }') == [
        "left 1.1/1 open",
        "right 1.1/1 5",
    ]


def test_both_sides_can_say_the_whole_dose() -> None:
    step = 'name = "A", sides = "each", left = { hold = "5s" }, right = { hold = "6s", reps = 2 }'
    assert work(step) == ["left 1.1/1 5", "right 1.1/2 6", "right 1.2/2 6"]


def test_reps_at_ones_own_pace_can_differ_and_a_hold_of_a_side_takes_the_pace_of_the_exercise_away() -> None:
    paced = plan(with_steps('name = "A", pace = "self", reps = 4, sides = "each", right = { reps = 2 }'))
    assert [(phase.side, phase.reps, phase.estimate_ms) for phase in paced.phases if phase.is_work] == [
        ("left", 4, 12_000),
        ("right", 2, 6_000),
    ]
    step = 'exercise = "reverse-russian-twist", reps = 1, sets = 1'
    assert work(f'{step}, left = {{ hold = "5s" }}, right = {{ hold = "6s" }}') == ["left 1.1/1 5", "right 1.1/1 6"]


def test_the_tree_tells_the_right_side_apart_only_where_it_differs() -> None:
    even = resolved(
        with_steps('name = "A", hold = "5-9s", sides = "each", left = { hold = "5s" }, right = { reps = 1 }')
    )
    assert even.right is None
    uneven = resolved(with_steps('name = "A", hold = "5s", sides = "each", right = { hold = "6s", reps = 2 }'))
    assert uneven.right is not None
    assert (uneven.reps, uneven.right.reps) == ((1,), (2,))
    assert uneven.dose_of(Side.RIGHT) == uneven.right
    assert uneven.dose_of(Side.LEFT).positions == uneven.dose_of(None).positions == uneven.positions
    assert [held.hold_ms for held in uneven.right.positions[0]] == [6_000]


@runs(200, thorough=5_000)
@given(ALIKE, st.sampled_from((0, 33, 50, 100)), st.sampled_from(((0, 1), (0,), (1,))))
def test_sides_that_say_what_the_step_says_change_nothing(written: Written, level: int, said: tuple[int, ...]) -> None:
    assume(written.sides in (Sides.EACH, Sides.ALTERNATE))
    step = written.step()
    assert step.own is not None
    same = len(set(written.holds)) == 1 and not written.self_paced
    dose = SideDose(step.own.positions[0].hold if same else None, step.dose.reps)
    left, right = (dose if side in said else None for side in (0, 1))
    other = Step(None, own=step.own, dose=step.dose, timing=step.timing, left=left, right=right)
    assume(is_short_enough(routine(step)))
    plans = [make_plan(routine(one), {}, level) for one in (step, other)]
    assert plans[0] == plans[1]
    assert plans[0].fingerprint == plans[1].fingerprint


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sides", ["none", "left", "right"])
def test_a_side_has_a_dose_of_its_own_only_where_both_are_worked(sides: str) -> None:
    (found,) = problems(
        'name = "It"', f'steps = [{{ name = "A", hold = "5s", sides = "{sides}", left = {{ reps = 2 }} }}]'
    )
    assert found.endswith('steps[0].left: A does not work both sides here; write sides = "each", or take this out')


@pytest.mark.parametrize(
    ("step", "good"),
    [
        ('sides = "alternate", left = { reps = 2 }', False),
        ('sides = "alternate", left = { reps = 2 }, right = { reps = 2 }', True),
        ('sides = "alternate", reps = 2, left = { reps = 2 }', True),
        ('sides = "alternate", reps = "2-3", left = { reps = 2 }', False),
        ('sides = "alternate", reps = [2, 2], left = { reps = 2 }', True),
        ('sides = "alternate", reps = [2, 2], left = { reps = [2, 2] }, right = { reps = 2 }', True),
        ('sides = "alternate", reps = [2, 1], left = { reps = 2 }', False),
        ('sides = "each", sets = 2, left = { reps = [2, 1] }', True),
        ('sides = "each", sets = "1-2", left = { reps = [2, 1] }', False),
        ('sides = "each", left = { reps = [2, 1] }, right = { reps = [2, 1] }', False),
        ('sides = "each", reps = [1, 2, 3], left = { reps = [2, 1] }', False),
        ('sides = "each", left = { hold = "4000 breaths" }', False),
    ],
)
def test_sides_go_with_each_other_and_with_the_sets(step: str, *, good: bool) -> None:
    assert (problems('name = "It"', f'steps = [{{ name = "A", hold = "5s", {step} }}]') == []) is good


def test_a_plan_that_one_side_makes_too_long_is_refused() -> None:
    own = Exercise(None, "A", (Position("p", "P"),), sides=Sides.EACH)
    reps = (CountRange(1_000, 1_000),)
    step = Step(None, own=own, dose=Dose(hold=TimeRange.of_ms(1_000)), right=SideDose(TimeRange.of_ms(100_000), reps))
    assert [fault.code for fault in faults_of(routine(step), {})] == ["size"]


def test_what_cannot_be_read_of_a_side_hides_nothing_else_and_blames_nothing_else() -> None:
    found = problems(
        'name = "It"',
        'steps = [{ name = "A", sides = "each", left = { hold = "x", reps = "y" }, right = { reps = [1, 2] } }]',
    )
    assert len(found) == 2
    found = problems('name = "It"', 'steps = [{ name = "A", hold = "5s", sides = "bath", left = { reps = 2 } }]')
    assert len(found) == 1


# -- advice ------------------------------------------------------------------------------------------------------------


def test_advice_looks_at_each_side_and_stands_where_its_hold_is_written() -> None:
    head = 'name = "It"\nwarm_up = [{ exercise = "march-on-the-spot" }]\n[[steps]]\nexercise = "knee-to-chest"\n'
    found = advice(f'{head}left = {{ hold = "5s" }}\nright = {{ hold = "90s" }}\n')
    assert [(one.code, one.path) for one in found] == [
        ("short-hold", "steps[0].left.hold"),
        ("long-hold", "steps[0].right.hold"),
        *[("much-of-one-muscle", "")] * 2,  # of the right side: 3 times 90 s
    ]
    assert read(f'{head}left = {{ hold = "15s" }}\n').value is not None
    assert advice(f'{head}left = {{ hold = "15s", reps = 2 }}\n') == []
