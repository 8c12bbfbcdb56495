"""Which shape the figure has at an instant, and when it changes."""

from itertools import pairwise
from math import hypot

import pytest

from core.figure_files import library, plan_of
from core.test_figure import joints_of
from stretchcore.commands import Jump, Pause, Resume, Start, Stop
from stretchcore.data import plan_from_data, plan_to_data
from stretchcore.document import read_routine
from stretchcore.exercise import Exercise
from stretchcore.figure import mirrored
from stretchcore.motion import MOVE_MS, STEP_MS, Moment, moment, still, with_figures
from stretchcore.plan import Plan, make_plan
from stretchcore.session import Session
from stretchcore.words import PhaseKind, Side

QUICK = "quick-relief"


def plan_from(text: str) -> Plan:
    return make_plan(read_routine(text, "it", library()).good(), library())


def session_at(plan: Plan, kind: PhaseKind, *, name: str | None = None, side: Side | None = None) -> Session:
    """Return a session that has just come to the first phase of a kind."""
    session = Session(plan)
    session.send(Start(), 0)
    phase = next(
        phase
        for phase in plan.phases
        if phase.kind is kind and (name is None or phase.exercise == name) and (side is None or phase.side is side)
    )
    session.send(Jump(phase.index), 0)
    return session


def moment_at(session: Session, now: int) -> Moment:
    session.advance(now)
    found = moment(session.plan, session.view(now))
    assert found is not None
    return found


def exercise(id: str) -> Exercise:
    return library()[id]


def test_in_a_hold_the_figure_is_in_the_position_and_stands_still() -> None:
    session = session_at(plan_of(QUICK), PhaseKind.HOLD, name="knee-to-chest")
    for now in (0, 5_000, 19_000):
        found = moment_at(session, now)
        assert found.pose.figure == exercise("knee-to-chest").positions[0].figure
        assert found.change_ms is None


def test_the_right_side_is_the_mirror_image() -> None:
    session = session_at(plan_of(QUICK), PhaseKind.HOLD, name="knee-to-chest", side=Side.RIGHT)
    figure = exercise("knee-to-chest").positions[0].figure
    assert figure is not None
    assert moment_at(session, 1_000).pose.figure == mirrored(figure)


def test_while_one_gets_ready_the_way_into_the_position_is_shown_and_it_ends_there() -> None:
    plan = plan_of(QUICK)
    session = session_at(plan, PhaseKind.PREPARE, name="knee-to-chest")
    length_ms = session.phase.estimate_ms
    steps = [moment_at(session, now).pose for now in range(0, length_ms, 50)]
    start, position = exercise("knee-to-chest").start, exercise("knee-to-chest").positions[0].figure
    assert start in [pose.figure for pose in steps]
    assert position in [pose.figure for pose in steps]
    before_the_end = moment_at(session, length_ms - 1).pose
    assert before_the_end.end == position
    assert before_the_end.step >= 9


def test_between_two_reps_it_moves_out_and_in_again() -> None:
    session = session_at(plan_of(QUICK), PhaseKind.NEXT_REP, name="knee-to-chest")
    length_ms = session.phase.estimate_ms
    start, position = exercise("knee-to-chest").start, exercise("knee-to-chest").positions[0].figure
    assert moment_at(session, 0).pose.figure == position
    assert moment_at(session, length_ms // 2).pose.figure == start
    assert moment_at(session, length_ms - 1).pose.end == position


def test_when_the_sides_change_it_comes_out_on_the_old_side_and_goes_in_on_the_new_one() -> None:
    session = session_at(plan_of(QUICK), PhaseKind.SWITCH_SIDE, name="knee-to-chest")
    assert session.phase.side is Side.RIGHT
    assert not moment_at(session, 0).pose.right
    assert not moment_at(session, MOVE_MS - 1).pose.right
    assert moment_at(session, MOVE_MS).pose.right
    assert moment_at(session, session.phase.estimate_ms - 1).pose.right


def test_a_step_of_several_positions_goes_from_one_to_the_next() -> None:
    plan = plan_from('name = "It"\n[[steps]]\nexercise = "cat-cow"\nreps = 2\nprepare = "0s"\n')
    arch, rounded = (position.figure for position in exercise("cat-cow").positions)
    assert rounded is not None
    session = Session(plan)
    session.send(Start(), 0)
    assert moment_at(session, 0).pose.start == exercise("cat-cow").start
    assert moment_at(session, 4_900).pose.figure == arch
    assert moment_at(session, 5_000).pose == moment_at(session, 5_000).pose._replace(start=arch, end=rounded, step=0)
    assert moment_at(session, 9_900).pose.figure == rounded
    assert moment_at(session, 10_000).pose.start == rounded


def test_an_exercise_that_moves_on_and_on_swings_and_marching_changes_legs() -> None:
    plan = plan_from('name = "It"\n[[steps]]\nexercise = "march-on-the-spot"\nhold = "60s"\nprepare = "0s"\n')
    session = Session(plan)
    session.send(Start(), 0)
    poses = [moment_at(session, now).pose for now in range(0, 12_000, 50)]
    position = exercise("march-on-the-spot").positions[0].figure
    assert position is not None
    shapes = [pose.figure for pose in poses]
    assert position in shapes
    assert any(shape.near == position.far and shape.far == position.near for shape in shapes)


def test_reps_at_ones_own_pace_that_take_sides_in_turn_swing_to_both() -> None:
    plan = plan_from(
        'name = "It"\n[[steps]]\nexercise = "reverse-russian-twist"\npace = "self"\nreps = 10\nprepare = "0s"\n'
    )
    session = Session(plan)
    session.send(Start(), 0)
    assert {moment_at(session, now).pose.right for now in range(0, 12_000, 100)} == {False, True}


def test_a_short_gap_has_a_short_movement() -> None:
    plan = plan_from(
        'name = "It"\n[[steps]]\nexercise = "knee-to-chest"\nreps = 2\nnext_rep = "0.4s"\nprepare = "0.2s"\n'
    )
    session = Session(plan)
    session.send(Start(), 0)
    seen = [moment_at(session, now).pose.figure for now in range(0, 200, 20)]
    assert len(seen) == 10
    session.send(Jump(2), 200)
    assert session.phase.kind is PhaseKind.NEXT_REP
    assert moment_at(session, 399).pose.step >= 5


@pytest.mark.parametrize("routine", [QUICK, "lower-back-full", "neck-and-shoulders", "upper-back"])
def test_the_figure_never_jumps_and_says_in_time_when_it_changes(routine: str) -> None:
    """A whole session, looked at ten times a second: no joint moves by more than a hand's breadth at once."""
    plan = plan_of(routine)
    session = Session(plan)
    session.send(Start(), 0)
    before, before_phase = None, None
    announced: int | None = 0
    for now in range(0, min(plan.total_ms, 900_000), STEP_MS):
        session.advance(now)
        view = session.view(now)
        found = moment(plan, view)
        if found is None:
            before = None
            continue
        figure = found.pose.figure
        same = before_phase is not None and before_phase.step == view.phase.step
        if before is not None and same and before.right == found.pose.right:
            old, new = joints_of(before.figure), joints_of(figure)
            far = max(hypot(new[name][0] - old[name][0], new[name][1] - old[name][1]) for name in new if name in old)
            assert far < 12, (now, view.phase)
        if before is not None and before_phase is view.phase and found.pose != before:
            assert announced is not None
            assert announced <= now, "it changed earlier than it had said"
        if found.change_ms is not None:
            assert found.change_ms > 0
        if found.pose != before or before_phase is not view.phase:
            announced = None if found.change_ms is None else now + found.change_ms
        before, before_phase = found.pose, view.phase


def test_a_pause_freezes_it() -> None:
    session = session_at(plan_of(QUICK), PhaseKind.PREPARE, name="knee-to-chest")
    running = moment_at(session, 3_333)
    session.send(Pause(), 3_333)
    for now in (3_333, 60_000):
        paused = moment_at(session, now)
        assert paused.pose == running.pose
        assert paused.change_ms is None
    session.send(Resume(), 60_000)
    assert moment_at(session, 60_000 + 100).change_ms is not None


def test_a_rest_shows_what_comes_next_and_the_end_shows_nothing() -> None:
    plan = plan_from(
        'name = "It"\n[[steps]]\nexercise = "cobra"\n[[steps]]\nrest = "30s"\n[[steps]]\nexercise = "sphinx"\n'
    )
    session = session_at(plan, PhaseKind.REST)
    rest = next(phase for phase in plan.phases if phase.kind is PhaseKind.REST and phase.step is None)
    session.send(Jump(rest.index), 0)
    assert moment_at(session, 100).pose.figure == exercise("sphinx").positions[0].figure
    session.send(Stop(), 200)
    assert moment(plan, session.view(300)) is None


def test_an_exercise_without_a_figure_shows_none() -> None:
    plan = plan_from('name = "It"\n[[steps]]\nname = "Own"\nhold = "20s"\n')
    session = Session(plan)
    session.send(Start(), 0)
    assert moment(plan, session.view(0)) is None
    assert still(plan.steps[0].exercise) is None


def test_the_picture_makes_room_for_all_shapes_of_an_exercise() -> None:
    for id, one in library().items():
        pose = still(one)
        assert pose is not None, id
        boxes = [pose._replace(frame=(figure,)).box for figure in pose.frame]
        assert pose.box.left <= min(box.left for box in boxes)
        assert pose.box.right >= max(box.right for box in boxes)
        mirror = pose._replace(right=True).box
        assert (mirror.width, mirror.height) == pytest.approx((pose.box.width, pose.box.height), abs=0.01)


def test_frames_are_at_most_ten_a_second() -> None:
    session = session_at(plan_of(QUICK), PhaseKind.PREPARE, name="knee-to-chest")
    changes, now = [], 0
    while now < 8_000:
        found = moment_at(session, now)
        changes.append(now)
        now += found.change_ms or 100_000
    assert all(after - before >= STEP_MS - 1 for before, after in pairwise(changes))


def test_a_plan_that_was_kept_gets_the_figures_of_the_library_back_and_is_still_the_same_plan() -> None:
    plan = plan_of(QUICK)
    kept = plan_from_data(plan_to_data(plan, steps=True))
    assert all(still(step.exercise) is None for step in kept.steps)
    again = with_figures(kept, library())
    assert again.fingerprint == plan.fingerprint
    assert [still(step.exercise) for step in again.steps] == [still(step.exercise) for step in plan.steps]
    assert with_figures(kept, {}).steps == kept.steps
