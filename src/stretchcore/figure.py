"""Bodies: where the joints of a drawn figure are, and how it moves from one shape to another.

A figure stands on a mat 100 wide and 60 high, y up, the floor at 0. A standing body is 56 high. It is drawn as the left
side works; the right side is its mirror image. What is missing is filled in: a figure may leave out limbs, and whatever
lies where one would expect it.

The lengths are those of an average adult, as parts of the body's height (Drillis and Contini 1966, as quoted in Winter,
Biomechanics and Motor Control of Human Movement), the forearm up to the palm.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import NamedTuple, TypeAlias

from stretchcore.values import dataclass

Point: TypeAlias = tuple[float, float]
"""Where a joint is, as x and y."""

MAT_WIDTH, MAT_HEIGHT = 100.0, 60.0

LENGTHS = {
    "neck": 5.0,
    "spine": 16.5,
    "upper arm": 9.0,
    "forearm": 8.5,
    "thigh": 14.5,
    "shank": 14.0,
    "foot": 5.0,
}
"""The length of each part of the body, in units of the mat: of a standing body that is 56 high."""

HEAD_RADIUS = 4.0

_HALF_HIPS = 2.9  # seen from the front, from the middle to the root of a leg
_HALF_SHOULDERS = 6.2
_SHOULDER_DROP = 1.6  # how far below the neck's root the shoulders are
_PLANTED = 4.0  # a hand or foot that moves less than this stays on its way: a straight line


@dataclass(frozen=True, slots=True)
class Figure:
    """The joints of a drawn body on a mat 100 wide and 60 high, y up.

    Attributes:
        view: ``side``, ``front``, ``back`` or, for a body that lies on its back, ``above``: from where it is seen.
        faces: ``left``, ``right``, ``up`` or ``down``: where the chest points, seen from the side; empty where the legs
            tell.
        body: Joints of the trunk by name (head, nose, neck, mid, hip). The nose is where the face looks, and is only
            said where the head is turned.
        near: Joints of the limbs nearer to the eye (shoulder, elbow, hand, knee, ankle, toe).
        far: The same of the other side of the body.
        props: What stands beside the body: floor, chair, wall, door frame, cushion.
        foreshortened: Parts that point towards the eye, whose drawn length is shorter than their own: ``spine``,
            ``neck``, or a limb as in ``near thigh``.
    """

    view: str = "side"
    faces: str = ""
    body: tuple[tuple[str, Point], ...] = ()
    near: tuple[tuple[str, Point], ...] = ()
    far: tuple[tuple[str, Point], ...] = ()
    props: tuple[str, ...] = ()
    foreshortened: tuple[str, ...] = ()


class Limbs(NamedTuple):
    """The joints of one side, root first; a limb that is not drawn is None."""

    arm: tuple[Point, Point, Point] | None
    leg: tuple[Point, Point, Point, Point] | None


class Skeleton(NamedTuple):
    """All joints of a figure, with what it leaves out filled in.

    Attributes:
        turn: 1 or -1: how a body part is turned by a right angle to point to the front of the body; seen from the side,
            the front is there for the trunk, and on the other hand for arms and legs, which hang down.
        nose: Where the face looks; None where it looks straight ahead.
    """

    view: str
    turn: int
    head: Point
    nose: Point | None
    neck: Point
    mid: Point
    hip: Point
    near: Limbs
    far: Limbs
    props: tuple[str, ...]

    def spine(self, t: float) -> Point:
        """Return a point of the back's curve, from the hip at 0 to the neck at 1."""
        (x0, y0), (xm, ym), (x1, y1) = self.hip, self.mid, self.neck
        cx, cy = 2 * xm - (x0 + x1) / 2, 2 * ym - (y0 + y1) / 2
        u = 1 - t
        return (u * u * x0 + 2 * u * t * cx + t * t * x1, u * u * y0 + 2 * u * t * cy + t * t * y1)

    def beside(self, t: float, off: float) -> Point:
        """Return a point beside the spine, in front of it by `off`."""
        x, y = self.spine(t)
        (x0, y0), (x1, y1) = self.spine(max(0.0, t - 0.05)), self.spine(min(1.0, t + 0.05))
        length = hypot(x1 - x0, y1 - y0) or 1.0
        return x - self.turn * off * (y1 - y0) / length, y + self.turn * off * (x1 - x0) / length


def skeleton(figure: Figure) -> Skeleton | None:
    """Return all joints of a figure; None where head, neck or hip are missing, without which nothing can be drawn."""
    body = dict(figure.body)
    if not {"head", "neck", "hip"} <= body.keys():
        return None
    head, neck, hip = body["head"], body["neck"], body["hip"]
    mid = body.get("mid", _middle(neck, hip))
    near, far = dict(figure.near), dict(figure.far)
    flat = figure.view != "side"
    sides = (1, -1) if flat else (0, 0)
    limbs = [_limbs(joints, side, neck, mid, hip) for joints, side in zip((near, far), sides, strict=True)]
    turn = _turn(figure, neck, hip, near or far)
    return Skeleton(figure.view, turn, head, body.get("nose"), neck, mid, hip, limbs[0], limbs[1], figure.props)


def _limbs(joints: dict[str, Point], side: int, neck: Point, mid: Point, hip: Point) -> Limbs:
    """Return the limbs of one side.

    Args:
        side: 1 where the limb is to the right of the picture, -1 to the left, 0 in the middle. Of a body that is seen
            from the front, its own joints say which; from the side, both roots are in the middle.
    """
    if side:
        ux, uy = _unit(hip, neck)
        across = [
            (joints[name][0] - hip[0]) * uy - (joints[name][1] - hip[1]) * ux
            for name in ("shoulder", "elbow", "knee")
            if name in joints
        ]
        side = side if not across else 1 if across[0] > 0 else -1
    arm = leg = None
    if "elbow" in joints and "hand" in joints:
        dx, dy = _unit(mid, neck)
        usual = (
            neck[0] - dx * _SHOULDER_DROP + side * dy * _HALF_SHOULDERS,
            neck[1] - dy * _SHOULDER_DROP - side * dx * _HALF_SHOULDERS,
        )
        arm = (joints.get("shoulder", usual), joints["elbow"], joints["hand"])
    if "knee" in joints and "ankle" in joints:
        knee, ankle = joints["knee"], joints["ankle"]
        dx, dy = _unit(hip, mid)
        root = (hip[0] + side * dy * _HALF_HIPS, hip[1] - side * dx * _HALF_HIPS)
        sx, sy = _unit(knee, ankle)
        leg = (root, knee, ankle, joints.get("toe", (ankle[0] + sx * 2, ankle[1] + sy * 2)))
    return Limbs(arm, leg)


def _turn(figure: Figure, neck: Point, hip: Point, joints: dict[str, Point]) -> int:
    """Return which way the front of the trunk is: as the figure says, else where knees, or hands, bend to."""
    ux, uy = _unit(hip, neck)
    towards = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, 1.0), "down": (0.0, -1.0)}.get(figure.faces)
    if towards is None:
        limb = joints.get("knee") or joints.get("hand") or (hip[0], hip[1] - 1)
        towards = (limb[0] - hip[0], limb[1] - hip[1])
    # Turned by +90 degrees, (ux, uy) is (-uy, ux).
    return 1 if -uy * towards[0] + ux * towards[1] >= 0 else -1


# -- the other side ----------------------------------------------------------------------------------------------------


def mirrored(figure: Figure) -> Figure:
    """Return the mirror image: the other side of the body works. A body that is seen from above stays where it lies."""
    above = figure.view == "above"

    def turned(joints: tuple[tuple[str, Point], ...]) -> tuple[tuple[str, Point], ...]:
        if above:
            return tuple((name, (x, MAT_HEIGHT - y)) for name, (x, y) in joints)
        return tuple((name, (MAT_WIDTH - x, y)) for name, (x, y) in joints)

    faces = {"left": "right", "right": "left"}.get(figure.faces, figure.faces)
    return replace(figure, faces=faces, body=turned(figure.body), near=turned(figure.near), far=turned(figure.far))


def swapped(figure: Figure) -> Figure:
    """Return the same shape with the limbs of the two sides in each other's place."""
    return replace(figure, near=figure.far, far=figure.near)


# -- lengths -----------------------------------------------------------------------------------------------------------


def part_lengths(figure: Figure) -> Iterator[tuple[str, str, float]]:
    """Yield the parts that are drawn: as a figure may call them foreshortened, as in `LENGTHS`, and how long they are.

    The shortened ones are among them.
    """
    body = skeleton(figure)
    if body is None:
        return
    yield "neck", "neck", _distance(body.neck, body.head)
    yield "spine", "spine", _distance(body.hip, body.mid) + _distance(body.mid, body.neck)
    for side, limbs in (("near", body.near), ("far", body.far)):
        if limbs.arm is not None:
            for part, a, b in zip(("upper arm", "forearm"), limbs.arm, limbs.arm[1:], strict=False):
                yield f"{side} {part}", part, _distance(a, b)
        if limbs.leg is not None:
            for part, a, b in zip(("thigh", "shank", "foot"), limbs.leg, limbs.leg[1:], strict=False):
                yield f"{side} {part}", part, _distance(a, b)


# -- moving ------------------------------------------------------------------------------------------------------------


def between(a: Figure, b: Figure, t: float) -> Figure:
    """Return a shape on the way from one figure to another.

    The trunk turns about the hip, and hands and feet travel: in a straight line where they hardly move, so that what
    stands on the floor stays there, else around their root. Elbows and knees follow so that no limb is stretched.

    Args:
        t: How much of the way is over, 0 to 1. Figures of different views do not pass into each other: the nearer one
            of them is returned.
    """
    if t <= 0 or t >= 1 or a.view != b.view:
        return a if t < 0.5 else b
    one, other = skeleton(a), skeleton(b)
    if one is None or other is None:
        return a if t < 0.5 else b
    hip = _hip_between(one, other, t)
    mid = _swing(hip, (one.hip, one.mid), (other.hip, other.mid), t)
    neck = _swing(mid, (one.mid, one.neck), (other.mid, other.neck), t)
    head = _swing(neck, (one.neck, one.head), (other.neck, other.head), t)
    body = [("head", head), ("neck", neck), ("mid", mid), ("hip", hip)]
    if one.nose is not None or other.nose is not None:
        noses = [figure.head if figure.nose is None else figure.nose for figure in (one, other)]
        offset = _mix(_minus(noses[0], one.head), _minus(noses[1], other.head), t)
        body.append(("nose", (head[0] + offset[0], head[1] + offset[1])))
    return Figure(
        a.view,
        a.faces if t < 0.5 else b.faces,
        tuple(body),
        _limbs_between(one, other, one.near, other.near, (hip, neck), t),
        _limbs_between(one, other, one.far, other.far, (hip, neck), t),
        a.props or b.props,
    )


def _hip_between(one: Skeleton, other: Skeleton, t: float) -> Point:
    """Return the hip on its way: around a knee that stays where it is, so that this is not pressed into the floor."""
    for a, b in ((one.near.leg, other.near.leg), (one.far.leg, other.far.leg)):
        if a is not None and b is not None and one.view == "side" and _distance(a[1], b[1]) < _PLANTED:
            return _swing(_mix(a[1], b[1], t), (a[1], one.hip), (b[1], other.hip), t)
    return _mix(one.hip, other.hip, t)


def _limbs_between(
    one: Skeleton, other: Skeleton, a: Limbs, b: Limbs, roots: tuple[Point, Point], t: float
) -> tuple[tuple[str, Point], ...]:
    hip, neck = roots
    found: list[tuple[str, Point]] = []
    if a.arm is not None and b.arm is not None:
        offset = _mix(_minus(a.arm[0], one.neck), _minus(b.arm[0], other.neck), t)
        shoulder = (neck[0] + offset[0], neck[1] + offset[1])
        elbow, hand = _limb_between(shoulder, a.arm, b.arm, t)
        found += [("shoulder", shoulder), ("elbow", elbow), ("hand", hand)]
    if a.leg is not None and b.leg is not None:
        offset = _mix(_minus(a.leg[0], one.hip), _minus(b.leg[0], other.hip), t)
        knee, ankle = _limb_between((hip[0] + offset[0], hip[1] + offset[1]), a.leg[:3], b.leg[:3], t)
        toe = _swing(ankle, (a.leg[2], a.leg[3]), (b.leg[2], b.leg[3]), t)
        found += [("knee", knee), ("ankle", ankle), ("toe", toe)]
    return tuple(found)


def _limb_between(
    root: Point, a: tuple[Point, Point, Point], b: tuple[Point, Point, Point], t: float
) -> tuple[Point, Point]:
    """Return the joint and the end of a limb on its way."""
    upper = _mix1(_distance(a[0], a[1]), _distance(b[0], b[1]), t)
    lower = _mix1(_distance(a[1], a[2]), _distance(b[1], b[2]), t)
    end = _mix(a[2], b[2], t) if _distance(a[2], b[2]) < _PLANTED else _swing(root, (a[0], a[2]), (b[0], b[2]), t)
    bends = _bend(*a), _bend(*b)
    if bends[0] * bends[1] < 0:  # it bends the other way: by being straight in between, each part turns by itself
        joint = _swing(root, (a[0], a[1]), (b[0], b[1]), t)
        return joint, _swing(joint, (a[1], a[2]), (b[1], b[2]), t)
    return _joint(root, end, upper, lower, 1 if bends[0] + bends[1] >= 0 else -1)


def _joint(root: Point, end: Point, upper: float, lower: float, side: int) -> tuple[Point, Point]:
    """Return where a knee or an elbow is, and the end, drawn nearer where it cannot be reached."""
    reach = _distance(root, end)
    ux, uy = _unit(root, end)
    distance = max(abs(upper - lower) + 1e-6, min(reach, upper + lower - 1e-6))
    end = (root[0] + ux * distance, root[1] + uy * distance)
    along = (upper * upper - lower * lower + distance * distance) / (2 * distance)
    across = side * sqrt(max(0.0, upper * upper - along * along))
    return (root[0] + ux * along - uy * across, root[1] + uy * along + ux * across), end


def _bend(root: Point, joint: Point, end: Point) -> float:
    """Return to which side of the line from root to end a joint is, 0 where the limb is straight."""
    ux, uy = _unit(root, end)
    across = ux * (joint[1] - root[1]) - uy * (joint[0] - root[0])
    return across if abs(across) > 0.15 else 0.0


def _swing(root: Point, a: tuple[Point, Point], b: tuple[Point, Point], t: float) -> Point:
    """Return the end of a part that turns about its root the short way, from how it is in `a` to how it is in `b`."""
    first, last = atan2(a[1][1] - a[0][1], a[1][0] - a[0][0]), atan2(b[1][1] - b[0][1], b[1][0] - b[0][0])
    angle = first + ((last - first + pi) % (2 * pi) - pi) * t
    length = _mix1(_distance(*a), _distance(*b), t)
    return root[0] + cos(angle) * length, root[1] + sin(angle) * length


def eased(t: float) -> float:
    """Return how far a movement is that begins and ends gently, when a part of its time is over, both 0 to 1."""
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


def _mix1(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


def _mix(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _middle(a: Point, b: Point) -> Point:
    return _mix(a, b, 0.5)


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def _distance(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


def _unit(a: Point, b: Point) -> Point:
    """Return the direction from one point to another; upwards where they are the same."""
    length = _distance(a, b)
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length) if length > 1e-9 else (0.0, 1.0)
