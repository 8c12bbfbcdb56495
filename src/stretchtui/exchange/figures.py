"""The figures of an exercise as SVG: a shape for each position, the muscles striped, so that grey paper shows them."""

from collections.abc import Mapping

from stretchcore.drawing import GAP
from stretchcore.exercise import Exercise
from stretchcore.figure import skeleton
from stretchcore.motion import SWING_FROM_MS, Pose, still
from stretchcore.strokes import Box, Tone, bounds
from stretchcore.svg import shapes
from stretchcore.times import TimeRange
from stretchcore.values import dataclass
from stretchcore.words import ExerciseKind

STRIPES = "stripes"
"""The id of the pattern that fills muscles."""

MARGIN = 1.4
"""How much is left free around a figure, in units of the mat."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape that an exercise is pictured with.

    Attributes:
        name: What it is, as in ``Start`` or ``Round back``.
    """

    name: str
    pose: Pose


def shapes_of(exercise: Exercise) -> tuple[Shape, ...]:
    """Return where an exercise starts and the positions that it goes to; nothing where it has no figure."""
    pose = still(exercise)
    if pose is None:
        return ()
    found: list[Shape] = []
    named = [("Start", exercise.start), *((position.name, position.figure) for position in exercise.positions)]
    for name, figure in named:
        if figure is None or skeleton(figure) is None or any(figure == one.pose.start for one in found):
            continue
        found.append(Shape(name, pose._replace(start=figure, end=figure)))
    return tuple(found) if len(found) > 1 else (Shape(exercise.positions[-1].name, found[0].pose),)


def goes_back_and_forth(exercise: Exercise) -> bool:
    """Tell whether an exercise moves on and on between its shapes, so that there is no hold at the end of the way."""
    hold = exercise.positions[-1].hold or exercise.dose.hold
    lasts = isinstance(hold, TimeRange) and hold.ends_ms(0)[0] >= SWING_FROM_MS
    moves = exercise.kind is ExerciseKind.DYNAMIC and lasts
    return moves or exercise.dose.self_paced or len(exercise.positions) > 1


def view_box(shape: Shape) -> Box:
    """Return the part of the mat that a shape takes with a margin, down to the floor where it has one."""
    pose = shape.pose
    box = bounds(pose.strokes(GAP))
    bottom = min(0.0, box.bottom) if pose.has_floor else box.bottom
    return Box(box.left - MARGIN, bottom - MARGIN, box.right + MARGIN, box.top + MARGIN)


def stripes(colours: Mapping[Tone, str], muscle: str) -> str:
    """Return the pattern that fills muscles: stripes of a colour on the page's."""
    return (
        f'<pattern id="{STRIPES}" width="2" height="2" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path fill="{muscle}" d="M0 0h2v2h-2z"/><path fill="{colours[Tone.GAP]}" d="M0 0h.75v2h-.75z"/>'
        "</pattern>"
    )


def drawn(pose: Pose, box: Box, colours: Mapping[Tone, str]) -> str:
    """Return the SVG elements of a shape, where it is on the mat, y down: the floor, what stands around, the body.

    Args:
        box: The part of the mat that is shown.
    """
    floor = (
        f'<path stroke="{colours[Tone.FLOOR]}" stroke-width=".5" d="M{box.left:.2f} .6h{box.width:.2f}"/>'
        if pose.has_floor
        else ""
    )
    return floor + "".join(shapes(pose.strokes(GAP), {**colours, Tone.MUSCLE: f"url(#{STRIPES})"}))
