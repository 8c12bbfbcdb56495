"""Figures as strokes: the one drawing that terminals, documents and other front ends show.

A body is a filled silhouette of tapered round strokes, painted from the back to the front: what stands around, the far
limbs, the trunk and the head, the near leg, the near arm. Where a near limb passes over the trunk, a gap is cut around
it, so that it can be told from what is behind. The muscles that an exercise is for are painted into the body.
"""

from collections.abc import Collection, Iterable, Iterator
from math import hypot

from stretchcore.figure import HEAD_RADIUS, LENGTHS, Figure, Limbs, Point, Skeleton, skeleton
from stretchcore.muscles import ARM_MUSCLES, LEG_MUSCLES, flat_muscles, limb_muscles, neck_muscles, side_muscles
from stretchcore.props import props
from stretchcore.strokes import Dot, Stroke, Tone, along

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
    yield from props(body)
    side = body.view == "side"
    far = Tone.FAR if side else Tone.BODY
    hidden: Collection[str] = () if side else muscles
    if body.view == "back":  # the arms are before the trunk
        yield from _leg(body, body.far, far, hidden, 0)
        yield from _leg(body, body.near, Tone.BODY, muscles, gap)
        yield from _trunk(body, muscles, gap)
        yield from _arm(body, body.far, far, hidden, gap)
        yield from _arm(body, body.near, Tone.BODY, muscles, gap)
        return
    if side:
        yield from _arm(body, body.far, far, hidden, 0)
        yield from _leg(body, body.far, far, hidden, 0)
    yield from _trunk(body, muscles, gap)
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
    hip = along(root, knee, 0.0, _THIGH)
    heel = along(ankle, toe, -0.22, (_FOOT[0], _FOOT[0]))
    # Of a bent leg that is seen from above, the knee is nearer to the eye: larger, and before the shin.
    above = body.view == "above"
    shin_up, thigh_up = (_foreshortened(knee, ankle, "shank"), _foreshortened(root, knee, "thigh")) if above else (0, 0)
    middle = (*knee, _SHANK[0] + 0.8 * max(shin_up, thigh_up))
    shin, foot = (middle, (*ankle, _SHANK[1])), (heel, (*toe, _FOOT[1]))
    # The thigh hangs together with the hip, and stands out from the trunk only further down.
    start = along(root, knee, 0.42, _THIGH)
    if gap:
        yield _widened((start, *shin), gap)
        yield _widened(foot, gap)
    if gap and shin_up > 0.1:
        yield Stroke(tone, shin)
        yield Stroke(tone, foot)
        yield _widened((start, middle), gap * min(1.0, 2 * shin_up))
        yield Stroke(tone, (hip, middle))
    else:
        yield Stroke(tone, (hip, *shin))
        yield Stroke(tone, foot)
    if body.view == "front" and "glutes" in muscles and limbs is body.near:
        # All that is to be seen of it: the side of the hip. The near side is the one that works.
        side = 1 if root[0] > body.hip[0] else -1
        x, y = root
        yield Stroke(Tone.MUSCLE, ((x + side * 1.5, y + 1.5, 1.0), (x + side * 1.3, y - 1.0, 1.4)))
    yield from limb_muscles(LEG_MUSCLES, muscles, ((root, knee, _THIGH), (knee, ankle, _SHANK)), -body.turn)


def _foreshortened(a: Point, b: Point, part: str) -> float:
    """Return how much of a part's length is missing in the drawing, 0 to 1."""
    return max(0.0, 1.0 - hypot(b[0] - a[0], b[1] - a[1]) / LENGTHS[part])


def _arm(body: Skeleton, limbs: Limbs, tone: Tone, muscles: Collection[str], gap: float) -> Iterator[Stroke]:
    if limbs.arm is None:
        return
    shoulder, elbow, hand = limbs.arm
    dots = ((*shoulder, _UPPER_ARM[0]), (*elbow, _UPPER_ARM[1]), (*hand, _FOREARM[1]))
    palm = (*hand, _HAND)
    if gap:
        # It hangs together with the shoulder, and stands out from the trunk only further down.
        start = along(shoulder, elbow, 0.35, _UPPER_ARM)
        yield _widened((start, *dots[1:]), gap)
        yield _widened((palm,), gap)
    yield Stroke(tone, dots)
    yield Stroke(tone, (palm,))
    yield from limb_muscles(ARM_MUSCLES, muscles, ((shoulder, elbow, _UPPER_ARM), (elbow, hand, _FOREARM)), -body.turn)


def _widened(dots: Iterable[Dot], by: float) -> Stroke:
    return Stroke(Tone.GAP, tuple((x, y, radius + by) for x, y, radius in dots))


# -- the trunk ---------------------------------------------------------------------------------------------------------


def _trunk(body: Skeleton, muscles: Collection[str], gap: float) -> Iterator[Stroke]:
    if body.view == "side":
        yield Stroke(Tone.BODY, tuple((*body.spine(t), radius) for t, radius in _spine_radii()))
        for t, off, radius in (_BUTTOCK, _CHEST):
            x, y = body.beside(t, off if off is _CHEST[1] else -off)
            yield Stroke(Tone.BODY, ((x, y, radius),))
        yield from side_muscles(body, muscles)
    else:
        yield from _flat_trunk(body)
        yield from flat_muscles(body, muscles)
    yield Stroke(Tone.BODY, ((*body.neck, _NECK), (*body.head, _NECK)))
    if body.view != "side":
        yield from neck_muscles(body, muscles)
    elif "neck" in muscles:
        yield Stroke(Tone.MUSCLE, (along(body.neck, body.head, -0.1, (1.3, 1.3)), (*body.head, 1.3)))
    yield from _head(body, gap)


def _spine_radii() -> Iterator[tuple[float, float]]:
    steps = 12
    for step in range(steps + 1):
        t = step / steps
        after = next(place for place, (at, _) in enumerate(_SPINE) if at >= t)
        (t0, r0), (t1, r1) = _SPINE[max(0, after - 1)], _SPINE[after]
        yield t, r1 if t1 == t0 else r0 + (r1 - r0) * (t - t0) / (t1 - t0)


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


def _head(body: Skeleton, gap: float) -> Iterator[Stroke]:
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
        yield _nose(x, y, dx / turned, dy / turned, 0.3)
    for apart in (-1.5, 1.5):
        eye = (x + dx * 0.62 + uy * apart + ux * 0.6, y + dy * 0.62 - ux * apart + uy * 0.6)
        if hypot(eye[0] - x, eye[1] - y) < HEAD_RADIUS - 0.9:
            yield Stroke(Tone.GAP, ((*eye, max(0.62, 0.5 * gap)),))


def _nose(x: float, y: float, nx: float, ny: float, larger: float = 0.0) -> Stroke:
    root, tip = HEAD_RADIUS * 0.75, HEAD_RADIUS + 0.75 + larger
    return Stroke(Tone.BODY, ((x + nx * root, y + ny * root, 1.2 + larger), (x + nx * tip, y + ny * tip, 0.5)))
