"""Bodies: lengths, mirror images, and how they move."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figure_files import IDS, figures_of, library, moves_of
from stretchcore.drawing import has_floor, strokes
from stretchcore.figure import (
    LENGTHS,
    Figure,
    Point,
    between,
    eased,
    mirrored,
    part_lengths,
    skeleton,
    swapped,
)
from stretchcore.schema import LIMBS, TRUNK, VIEWS
from stretchcore.strokes import bounds

TOLERANCE = 0.08
STEPS = [step / 10 for step in range(11)]

POINTS = st.tuples(st.floats(-50, 150), st.floats(-50, 110))
JOINTS = st.dictionaries(st.sampled_from(LIMBS), POINTS).map(lambda joints: tuple(joints.items()))
ANY_FIGURE = st.builds(
    Figure,
    view=st.sampled_from(VIEWS),
    faces=st.sampled_from(("", "left", "right", "up", "down")),
    body=st.dictionaries(st.sampled_from(TRUNK), POINTS).map(lambda joints: tuple(joints.items())),
    near=JOINTS,
    far=JOINTS,
    props=st.lists(st.sampled_from(("chair", "wall", "door frame", "cushion", "floor")), max_size=3).map(tuple),
)
STANDING = Figure(
    faces="left",
    body=(("head", (50, 51)), ("neck", (50, 46)), ("hip", (50, 29.5))),
    near=(("elbow", (50, 36)), ("hand", (50, 28)), ("knee", (50, 15)), ("ankle", (50, 1)), ("toe", (45, 1))),
)


def joints_of(figure: Figure) -> dict[str, Point]:
    groups = (("", figure.body), ("near ", figure.near), ("far ", figure.far))
    return {f"{side}{name}": point for side, joints in groups for name, point in joints}


@pytest.mark.parametrize("id", IDS)
def test_every_position_of_every_exercise_is_drawn(id: str) -> None:
    exercise = library()[id]
    assert all(position.figure is not None for position in exercise.positions)
    assert all(skeleton(figure) is not None for figure in figures_of(exercise))
    assert len({figure.view for figure in figures_of(exercise)}) == 1, "it could not move from one to the other"


@pytest.mark.parametrize("id", IDS)
def test_limbs_are_as_long_in_every_pose_except_where_they_point_at_the_eye(id: str) -> None:
    for figure in figures_of(library()[id]):
        for name, part, length in part_lengths(figure):
            if name in figure.foreshortened:
                assert length < LENGTHS[part] * (1 + TOLERANCE), name
            else:
                assert length == pytest.approx(LENGTHS[part], rel=TOLERANCE), name


@pytest.mark.parametrize("id", IDS)
def test_no_pose_and_no_movement_leaves_the_mat_or_sinks_into_the_floor(id: str) -> None:
    exercise = library()[id]
    shapes = figures_of(exercise) + [between(*move, t) for move in moves_of(exercise) for t in STEPS]
    for shape in shapes:
        box = bounds(strokes(shape))
        assert 0 <= box.left < box.right <= 100
        assert box.top <= 61
        if has_floor(shape):
            assert box.bottom > -1.2


@pytest.mark.parametrize("id", IDS)
def test_no_limb_is_stretched_while_it_moves(id: str) -> None:
    for one, other in moves_of(library()[id]):
        ends = [{name: length for name, _, length in part_lengths(figure)} for figure in (one, other)]
        for t in STEPS:
            for name, part, length in part_lengths(between(one, other, t)):
                low, high = sorted(end[name] for end in ends)
                if part == "spine":  # it bends: its curve is measured by two straight lines
                    assert length == pytest.approx(LENGTHS[part], rel=0.12) or name in one.foreshortened
                else:
                    assert low - 0.05 <= length <= high + 0.05, (name, t)


@pytest.mark.parametrize("id", IDS)
def test_a_movement_begins_with_one_figure_and_ends_with_the_other(id: str) -> None:
    for one, other in moves_of(library()[id]):
        assert between(one, other, 0) is one
        assert between(one, other, 1) is other
        near_end = joints_of(between(one, other, 0.999))
        for name, (x, y) in joints_of(other).items():
            if name in near_end and name != "nose":
                assert hypot(near_end[name][0] - x, near_end[name][1] - y) < 0.6, name


def test_a_hand_that_stands_on_the_floor_stays_there_while_the_back_moves() -> None:
    cat_cow = library()["cat-cow"]
    for one, other in moves_of(cat_cow):
        heights = [joints_of(between(one, other, t))["near hand"][1] for t in STEPS]
        assert max(heights) - min(heights) < 0.6


def test_figures_of_different_views_do_not_pass_into_each_other() -> None:
    front = Figure(view="front", body=STANDING.body)
    assert between(STANDING, front, 0.4) is STANDING
    assert between(STANDING, front, 0.6) is front


def test_the_mirror_image_of_a_mirror_image_is_the_figure() -> None:
    for id in IDS:
        for figure in figures_of(library()[id]):
            again = joints_of(mirrored(mirrored(figure)))
            for name, point in joints_of(figure).items():
                assert again[name] == pytest.approx(point)
            assert mirrored(mirrored(figure)).faces == figure.faces


def test_the_mirror_image_is_drawn_on_the_other_side() -> None:
    box, image = bounds(strokes(STANDING)), bounds(strokes(mirrored(STANDING)))
    assert (image.left, image.right) == pytest.approx((100 - box.right, 100 - box.left))
    assert (image.bottom, image.top) == (box.bottom, box.top)


def test_swapped_limbs_are_in_each_others_place() -> None:
    assert swapped(STANDING).far == STANDING.near
    assert swapped(swapped(STANDING)) == STANDING


@pytest.mark.parametrize(
    ("faces", "head", "front"),
    [("left", (50, 51), -1), ("right", (50, 51), 1)],
)
def test_a_standing_body_looks_where_it_faces(faces: str, head: Point, front: int) -> None:
    figure = Figure(faces=faces, body=(("head", head), ("neck", (50, 46)), ("hip", (50, 29.5))))
    box = bounds(strokes(figure))
    nose = box.right - head[0] if front > 0 else head[0] - box.left
    other = head[0] - box.left if front > 0 else box.right - head[0]
    assert nose > other


def test_what_is_not_said_is_filled_in_and_what_cannot_be_drawn_is_left_out() -> None:
    body = skeleton(Figure(body=(("head", (50, 51)), ("neck", (50, 46)), ("hip", (50, 30)))))
    assert body is not None
    assert body.mid == (50, 38)
    assert body.near.arm is None
    assert body.near.leg is None
    assert skeleton(Figure(body=(("head", (50, 51)), ("neck", (50, 46))))) is None
    assert strokes(Figure()) == ()


def test_a_movement_begins_and_ends_gently() -> None:
    assert (eased(-1), eased(0), eased(0.5), eased(1), eased(2)) == (0, 0, 0.5, 1, 1)
    assert eased(0.1) < 0.1
    assert eased(0.9) > 0.9


@given(ANY_FIGURE, ANY_FIGURE, st.floats(0, 1))
def test_any_figures_that_a_file_may_hold_can_be_drawn_and_moved(one: Figure, other: Figure, t: float) -> None:
    shape = between(one, other, t)
    for figure in (one, shape, mirrored(shape)):
        drawn = strokes(figure, ("glutes", "lower back", "neck", "traps", "middle back", "calves", "triceps"))
        assert all(abs(value) < 10_000 for stroke in drawn for dot in stroke.dots for value in dot)
