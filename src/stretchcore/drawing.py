"""Figures as strokes: the one drawing that terminals, documents and other front ends show.

A body is a filled silhouette of tapered round strokes, painted from the back to the front: what stands around, the far
limbs, the trunk and the head, the near leg, the near arm. Where a near limb passes over the trunk, a gap is cut around
it, so that it can be told from what is behind. The muscles that an exercise is for are painted into the body.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from math import hypot
from typing import NamedTuple, TypeAlias

from stretchcore.figure import HEAD_RADIUS, MAT_HEIGHT, Figure, Limbs, Point, Skeleton, skeleton

Dot: TypeAlias = tuple[float, float, float]
"""A round end: x, y and radius."""


class Tone(StrEnum):
    """What a stroke is of: each front end has its colours for it."""

    FLOOR = "floor"
    PROP = "prop"
    FAR = "far"  # the limbs behind
    BODY = "body"
    MUSCLE = "muscle"  # what the exercise is for
    GAP = "gap"  # takes away what is below it


class Stroke(NamedTuple):
    """Round ends, and what lies between each and the next: the hull of the two."""

    tone: Tone
    dots: tuple[Dot, ...]


class Box(NamedTuple):
    """A part of the mat."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.top - self.bottom


GAP = 0.9
"""How wide the gap around a near limb is, in units of the mat."""

# Radii at the ends of each part.
_THIGH, _SHANK, _FOOT = (2.6, 1.95), (1.95, 1.15), (1.15, 0.85)
_UPPER_ARM, _FOREARM, _HAND = (1.6, 1.25), (1.25, 0.95), 1.2
_NECK = 1.7
_SPINE = ((0.0, 3.2), (0.25, 3.0), (0.5, 3.05), (0.75, 3.5), (0.92, 2.9), (1.0, 2.2))
_BUTTOCK, _CHEST = (0.03, 0.9, 2.9), (0.74, 0.45, 3.3)  # where on the spine, how far off it, and how large


def has_floor(figure: Figure) -> bool:
    """Tell whether the floor is a line below the figure; seen from above, it is not."""
    return figure.view != "above"


def strokes(figure: Figure, muscles: Collection[str] = (), gap: float = GAP) -> tuple[Stroke, ...]:
    """Return the strokes of a figure, those at the back first; none where it has no head, neck or hip.

    Args:
        muscles: The muscles to show, by their names.
        gap: How wide the gap around near limbs is, in units of the mat.
    """
    body = skeleton(figure)
    return () if body is None else tuple(_strokes(body, muscles, gap))


def _strokes(body: Skeleton, muscles: Collection[str], gap: float) -> Iterator[Stroke]:
    yield from _props(body)
    side = body.view == "side"
    far = Tone.FAR if side else Tone.BODY
    hidden: Collection[str] = () if side else muscles
    if body.view == "back":  # the arms are before the trunk
        yield from _leg(body, body.far, far, hidden, 0)
        yield from _leg(body, body.near, Tone.BODY, muscles, gap)
        yield from _trunk(body, muscles)
        yield from _arm(body, body.far, far, hidden, gap)
        yield from _arm(body, body.near, Tone.BODY, muscles, gap)
        return
    if side:
        yield from _arm(body, body.far, far, hidden, 0)
        yield from _leg(body, body.far, far, hidden, 0)
    yield from _trunk(body, muscles)
    if not side:
        yield from _leg(body, body.far, far, hidden, gap)
    yield from _leg(body, body.near, Tone.BODY, muscles, gap)
    if not side:
        yield from _arm(body, body.far, far, hidden, gap)
    yield from _arm(body, body.near, Tone.BODY, muscles, gap)


# -- limbs -------------------------------------------------------------------------------------------------------------


def _leg(body: Skeleton, limbs: Limbs, tone: Tone, muscles: Collection[str], gap: float) -> Iterator[Stroke]:
    if limbs.leg is None:
        return
    root, knee, ankle, toe = limbs.leg
    hip = _along(root, knee, 0.0, _THIGH)
    heel = _along(ankle, toe, -0.22, (_FOOT[0], _FOOT[0]))
    dots = (hip, (*knee, _SHANK[0]), (*ankle, _SHANK[1]), heel, (*toe, _FOOT[1]))
    if gap:
        # The thigh hangs together with the hip, and stands out from the trunk only further down.
        start = _along(root, knee, 0.42, _THIGH)
        yield _widened((start, *dots[1:3]), gap)
        yield _widened(dots[3:], gap)
    yield Stroke(tone, dots[:3])
    yield Stroke(tone, dots[3:])
    yield from _muscles_of(_LEG_MUSCLES, muscles, ((root, knee, _THIGH), (knee, ankle, _SHANK)), -body.turn)


def _arm(body: Skeleton, limbs: Limbs, tone: Tone, muscles: Collection[str], gap: float) -> Iterator[Stroke]:
    if limbs.arm is None:
        return
    shoulder, elbow, hand = limbs.arm
    dots = ((*shoulder, _UPPER_ARM[0]), (*elbow, _UPPER_ARM[1]), (*hand, _FOREARM[1]))
    palm = (*hand, _HAND)
    if gap:
        # It hangs together with the shoulder, and stands out from the trunk only further down.
        start = _along(shoulder, elbow, 0.35, _UPPER_ARM)
        yield _widened((start, *dots[1:]), gap)
        yield _widened((palm,), gap)
    yield Stroke(tone, dots)
    yield Stroke(tone, (palm,))
    yield from _muscles_of(_ARM_MUSCLES, muscles, ((shoulder, elbow, _UPPER_ARM), (elbow, hand, _FOREARM)), -body.turn)


def _widened(dots: Iterable[Dot], by: float) -> Stroke:
    return Stroke(Tone.GAP, tuple((x, y, radius + by) for x, y, radius in dots))


def _along(a: Point, b: Point, t: float, radii: tuple[float, float]) -> Dot:
    """Return a round end on the way from one joint to the next."""
    radius = radii[0] + (radii[1] - radii[0]) * max(0.0, t)
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, radius


# -- the trunk ---------------------------------------------------------------------------------------------------------


def _trunk(body: Skeleton, muscles: Collection[str]) -> Iterator[Stroke]:
    if body.view == "side":
        yield Stroke(Tone.BODY, tuple((*body.spine(t), radius) for t, radius in _spine_radii()))
        for t, off, radius in (_BUTTOCK, _CHEST):
            x, y = _beside(body, t, off if off is _CHEST[1] else -off)
            yield Stroke(Tone.BODY, ((x, y, radius),))
        yield from _side_muscles(body, muscles)
    else:
        yield from _flat_trunk(body)
        yield from _flat_muscles(body, muscles)
    yield Stroke(Tone.BODY, ((*body.neck, _NECK), (*body.head, _NECK)))
    if "neck" in muscles:
        yield Stroke(Tone.MUSCLE, (_along(body.neck, body.head, -0.1, (1.3, 1.3)), (*body.head, 1.3)))
    yield from _head(body)


def _spine_radii() -> Iterator[tuple[float, float]]:
    steps = 12
    for step in range(steps + 1):
        t = step / steps
        after = next(place for place, (at, _) in enumerate(_SPINE) if at >= t)
        (t0, r0), (t1, r1) = _SPINE[max(0, after - 1)], _SPINE[after]
        yield t, r1 if t1 == t0 else r0 + (r1 - r0) * (t - t0) / (t1 - t0)


def _beside(body: Skeleton, t: float, off: float) -> Point:
    """Return a point beside the spine, in front of it by `off`."""
    x, y = body.spine(t)
    (x0, y0), (x1, y1) = body.spine(max(0.0, t - 0.05)), body.spine(min(1.0, t + 0.05))
    length = hypot(x1 - x0, y1 - y0) or 1.0
    return x - body.turn * off * (y1 - y0) / length, y + body.turn * off * (x1 - x0) / length


def _flat_trunk(body: Skeleton) -> Iterator[Stroke]:
    """Return the trunk as it is seen from the front or the back: shoulders, waist, hips."""
    shoulders = [limbs.arm[0] for limbs in (body.near, body.far) if limbs.arm is not None]
    hips = [limbs.leg[0] for limbs in (body.near, body.far) if limbs.leg is not None]
    waist = (*body.mid, 3.9)
    chest = (*body.spine(0.78), 3.8)
    yield Stroke(Tone.BODY, ((*body.hip, 3.0), waist, chest, (*body.neck, 2.0)))
    for x, y in shoulders:
        yield Stroke(Tone.BODY, ((*body.neck, 1.5), (x, y, _UPPER_ARM[0]), waist))
        yield Stroke(Tone.BODY, (chest, (x, y, _UPPER_ARM[0])))
    for x, y in hips:
        yield Stroke(Tone.BODY, ((*body.mid, 3.7), (x, y, _THIGH[0] + 0.3), (*body.hip, 3.0)))


def _head(body: Skeleton) -> Iterator[Stroke]:
    x, y = body.head
    yield Stroke(Tone.BODY, ((x, y, HEAD_RADIUS),))
    length = hypot(x - body.neck[0], y - body.neck[1]) or 1.0
    ux, uy = (x - body.neck[0]) / length, (y - body.neck[1]) / length
    if body.view == "side":
        nx, ny = (-uy * body.turn, ux * body.turn)
        if body.nose is not None:
            nx, ny = body.nose[0] - x, body.nose[1] - y
            size = hypot(nx, ny) or 1.0
            nx, ny = nx / size, ny / size
        yield _nose(x, y, nx, ny)
        return
    if body.view == "back":
        return
    dx, dy = (0.0, 0.0) if body.nose is None else (body.nose[0] - x, body.nose[1] - y)
    turned = hypot(dx, dy)
    if turned > HEAD_RADIUS * 0.6:
        yield _nose(x, y, dx / turned, dy / turned)
    for apart in (-1.5, 1.5):
        eye = (x + dx * 0.62 + uy * apart + ux * 0.6, y + dy * 0.62 - ux * apart + uy * 0.6)
        if hypot(eye[0] - x, eye[1] - y) < HEAD_RADIUS - 0.9:
            yield Stroke(Tone.GAP, ((*eye, 0.62),))


def _nose(x: float, y: float, nx: float, ny: float) -> Stroke:
    root, tip = HEAD_RADIUS * 0.75, HEAD_RADIUS + 0.75
    return Stroke(Tone.BODY, ((x + nx * root, y + ny * root, 1.2), (x + nx * tip, y + ny * tip, 0.5)))


# -- muscles -----------------------------------------------------------------------------------------------------------

# In the trunk: from and to where on the spine, and how far towards the front, as part of its thickness.
# In a limb: which part, from and to where, and how far towards the front.
_TRUNK_MUSCLES = {
    "glutes": (-0.02, 0.1, -0.75),
    "lower back": (0.14, 0.5, -0.6),
    "middle back": (0.48, 0.8, -0.6),
    "lats": (0.42, 0.78, -0.3),
    "traps": (0.78, 1.0, -0.5),
    "abdominals": (0.16, 0.55, 0.6),
    "chest": (0.62, 0.9, 0.6),
}
_LEG_MUSCLES = {
    "quadriceps": (0, 0.22, 0.86, 0.5),
    "hamstrings": (0, 0.2, 0.88, -0.5),
    "adductors": (0, 0.2, 0.7, 0.0),
    "abductors": (0, 0.0, 0.35, 0.0),
    "calves": (1, 0.1, 0.6, -0.4),
}
_ARM_MUSCLES = {
    "shoulders": (0, 0.0, 0.3, 0.0),
    "biceps": (0, 0.25, 0.9, 0.4),
    "triceps": (0, 0.25, 0.9, -0.4),
    "forearms": (1, 0.1, 0.75, 0.0),
}


def _side_muscles(body: Skeleton, muscles: Collection[str]) -> Iterator[Stroke]:
    for name, (start, end, off) in _TRUNK_MUSCLES.items():
        if name in muscles:
            dots = []
            for step in range(5):
                t = start + (end - start) * step / 4
                radius = 1.3 if 0 < step < 4 else 0.95
                dots.append((*_beside(body, max(0.0, t), off * 3.0), radius if name != "glutes" else 1.7))
            yield Stroke(Tone.MUSCLE, tuple(dots))


def _flat_muscles(body: Skeleton, muscles: Collection[str]) -> Iterator[Stroke]:
    """Paint the muscles of a trunk that is seen from the front or the back, where they are to be seen."""
    shoulders = [limbs.arm[0] for limbs in (body.near, body.far) if limbs.arm is not None]
    back = body.view == "back"
    if back and "lower back" in muscles:
        yield Stroke(Tone.MUSCLE, ((*body.spine(0.12), 1.9), (*body.spine(0.45), 1.9)))
    if not back and "abdominals" in muscles:
        yield Stroke(Tone.MUSCLE, ((*body.spine(0.15), 1.9), (*body.spine(0.5), 1.9)))
    if (back and "middle back" in muscles) or (not back and "chest" in muscles):
        for shoulder in shoulders:
            middle = body.spine(0.72)
            yield Stroke(Tone.MUSCLE, ((*middle, 1.5), (*_along(middle, shoulder, 0.6, (1.5, 1.5))[:2], 1.5)))
    if "traps" in muscles or (back and "lats" in muscles):
        root = body.neck if "traps" in muscles else body.spine(0.6)
        for shoulder in shoulders:
            yield Stroke(
                Tone.MUSCLE, (_along(root, shoulder, 0.1, (1.2, 1.2)), _along(root, shoulder, 0.8, (1.2, 1.2)))
            )
    if back and "glutes" in muscles:
        for limbs in (body.near, body.far):
            if limbs.leg is not None:
                yield Stroke(Tone.MUSCLE, ((*limbs.leg[0], 2.0),))


def _muscles_of(
    table: dict[str, tuple[int, float, float, float]],
    muscles: Collection[str],
    parts: tuple[tuple[Point, Point, tuple[float, float]], ...],
    turn: int,
) -> Iterator[Stroke]:
    for name, (part, start, end, off) in table.items():
        if name not in muscles:
            continue
        a, b, radii = parts[part]
        length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
        fx, fy = -turn * (b[1] - a[1]) / length, turn * (b[0] - a[0]) / length
        dots = []
        for t in (start, (start + end) / 2, end):
            x, y, radius = _along(a, b, t, radii)
            size = radius * (0.85 if off == 0 else 0.6)
            dots.append((x + fx * off * radius, y + fy * off * radius, size if t != end else size * 0.8))
        yield Stroke(Tone.MUSCLE, tuple(dots))


# -- what stands around ------------------------------------------------------------------------------------------------


_MAT = (19.0, 20.0, 81.0, 40.0)  # seen from above: as long and wide to the body as mats are


def _props(body: Skeleton) -> Iterator[Stroke]:
    front = _front(body)
    if body.view == "above":
        left, bottom, right, top = _MAT
        corners = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
        yield Stroke(Tone.FLOOR, tuple((x, y, 0.5) for x, y in corners))
    for prop in body.props:
        if prop == "chair":
            yield from _chair(body, front)
        elif prop == "wall":
            xs = [limbs.arm[2][0] for limbs in (body.near, body.far) if limbs.arm is not None]
            x = (max(xs, default=body.hip[0] + 12) + 1.8) if front > 0 else (min(xs, default=body.hip[0] - 12) - 1.8)
            yield _line(x, 0, x, MAT_HEIGHT)
        elif prop == "door frame":
            yield from _door(body, front)
        elif prop == "cushion":
            x, y = body.head if body.head[1] < 14 else body.hip
            bottom = max(1.5, y - 5.2)
            yield Stroke(Tone.PROP, ((x - 4.5, bottom, 1.5), (x + 4.5, bottom, 1.5)))


def _front(body: Skeleton) -> int:
    """Return 1 where the body looks to the right of the picture, -1 to the left."""
    return 1 if -body.turn * (body.neck[1] - body.hip[1]) >= 0 else -1


def _line(x0: float, y0: float, x1: float, y1: float, radius: float = 0.7) -> Stroke:
    return Stroke(Tone.PROP, ((x0, y0, radius), (x1, y1, radius)))


def _chair(body: Skeleton, front: int) -> Iterator[Stroke]:
    x, y = body.hip
    seat = y - 3.9
    if body.view == "side":
        back, edge = x - front * 5.2, x + front * 8.5
        yield _line(back - front * 1.2, y + 13, back, seat)
        yield _line(back, 0.7, back, seat)
        yield _line(edge, 0.7, edge, seat)
        yield _line(back, seat, edge, seat, 0.9)
        return
    for side in (-8.0, 8.0):
        yield _line(x + side, 0.7, x + side, y + 11)
    yield _line(x - 8, seat, x + 8, seat, 0.9)
    yield _line(x - 8, y + 11, x + 8, y + 11, 0.9)


def _door(body: Skeleton, front: int) -> Iterator[Stroke]:
    hands = [limbs.arm[2] for limbs in (body.near, body.far) if limbs.arm is not None]
    xs = [x for x, _ in hands] or [body.hip[0]]
    if body.view == "side":
        x = (max(xs) if front > 0 else min(xs)) + front * 0.4
        yield _line(x, 0, x, MAT_HEIGHT, 1.0)
        return
    left, right = min(xs) - 2.0, max(xs) + 2.0
    yield _line(left, 0, left, MAT_HEIGHT - 1, 1.0)
    yield _line(right, 0, right, MAT_HEIGHT - 1, 1.0)
    yield _line(left, MAT_HEIGHT - 1, right, MAT_HEIGHT - 1, 1.0)


def bounds(drawn: Iterable[Stroke]) -> Box:
    """Return the part of the mat that strokes take; the middle of the mat where there are none."""
    dots = [dot for stroke in drawn if stroke.tone is not Tone.GAP for dot in stroke.dots]
    if not dots:
        return Box(30.0, 0.0, 70.0, 30.0)
    return Box(
        min(x - radius for x, _, radius in dots),
        min(y - radius for _, y, radius in dots),
        max(x + radius for x, _, radius in dots),
        max(y + radius for _, y, radius in dots),
    )
