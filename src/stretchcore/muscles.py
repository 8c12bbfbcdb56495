"""The muscles that an exercise is for, painted into a body: where they lie, as far as the view shows them."""

from collections.abc import Collection, Iterable, Iterator
from math import hypot

from stretchcore.figure import Point, Skeleton
from stretchcore.strokes import Stroke, Tone, along

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
LEG_MUSCLES = {
    "quadriceps": (0, 0.22, 0.86, 0.5),
    "hamstrings": (0, 0.2, 0.88, -0.5),
    "adductors": (0, 0.2, 0.7, 0.0),
    "abductors": (0, 0.0, 0.35, 0.0),
    "calves": (1, 0.1, 0.6, -0.4),
}
ARM_MUSCLES = {
    "shoulders": (0, 0.0, 0.3, 0.0),
    "biceps": (0, 0.25, 0.9, 0.4),
    "triceps": (0, 0.25, 0.9, -0.4),
    "forearms": (1, 0.1, 0.75, 0.0),
}


def side_muscles(body: Skeleton, muscles: Collection[str]) -> Iterator[Stroke]:
    """Paint the muscles of a trunk that is seen from the side."""
    for name, (start, end, off) in _TRUNK_MUSCLES.items():
        if name in muscles:
            dots = []
            for step in range(5):
                t = start + (end - start) * step / 4
                radius = 1.3 if 0 < step < 4 else 0.95
                dots.append((*body.beside(max(0.0, t), off * 3.0), radius if name != "glutes" else 1.7))
            yield Stroke(Tone.MUSCLE, tuple(dots))


def flat_muscles(body: Skeleton, muscles: Collection[str]) -> Iterator[Stroke]:
    """Paint the muscles of a trunk that is seen from the front or the back, where they are to be seen."""
    shoulders = [limbs.arm[0] for limbs in (body.near, body.far) if limbs.arm is not None]
    back = body.view == "back"
    if back and "lower back" in muscles:
        yield Stroke(Tone.MUSCLE, ((*body.spine(0.12), 1.9), (*body.spine(0.45), 1.9)))
    if body.view == "above" and "lower back" in muscles:  # below the body: what of it shows beside the waist
        for side in (-1, 1):
            dots = [(*body.beside(t, side * off), 1.1) for t, off in ((0.12, 2.8), (0.3, 2.8), (0.48, 2.8))]
            yield Stroke(Tone.MUSCLE, tuple(dots))
    if not back and "abdominals" in muscles:
        yield Stroke(Tone.MUSCLE, ((*body.spine(0.15), 1.9), (*body.spine(0.5), 1.9)))
    if not back and "chest" in muscles:
        for shoulder in shoulders:
            middle = body.spine(0.72)
            yield Stroke(Tone.MUSCLE, ((*middle, 1.5), (*along(middle, shoulder, 0.6, (1.5, 1.5))[:2], 1.5)))
    if back and "middle back" in muscles:
        yield from _blades(body, shoulders)
    if back and "lats" in muscles:
        for shoulder in shoulders:
            root = body.spine(0.6)
            yield Stroke(Tone.MUSCLE, (along(root, shoulder, 0.1, (1.2, 1.2)), along(root, shoulder, 0.8, (1.2, 1.2))))
    if back and "glutes" in muscles:
        for limbs in (body.near, body.far):
            if limbs.leg is not None:
                yield Stroke(Tone.MUSCLE, ((*limbs.leg[0], 2.0),))


# The edge of a shoulder blade: where on the spine its points are, and how much further off it than the upper end.
_BLADE = ((0.82, 0.0), (0.6, 0.5), (0.57, 1.0), (0.66, 2.2))


def _blades(body: Skeleton, shoulders: Iterable[Point]) -> Iterator[Stroke]:
    """Paint the edges of the shoulder blades, which go with the shoulders, and the muscles between them."""
    high, low = body.spine(0.82), body.spine(0.62)
    edges = []
    between = [((*high, 0.9), (*low, 0.9))]
    for x, y in shoulders:
        apart = x - body.spine(0.8)[0]
        side = 1 if apart > 0 else -1
        off = max(0.7, 2.5 + (abs(apart) - 6.3) * 1.3)
        lifted = (y - body.neck[1] + 1.6) * 0.6
        edge = [(at[0] + side * (off + more), at[1] + lifted) for at, more in ((body.spine(t), m) for t, m in _BLADE)]
        between.append((along(high, edge[0], 0.5, (0.9, 0.9)), along(low, edge[1], 0.5, (0.9, 0.9))))
        edges.append(edge)
    for column in between:
        yield Stroke(Tone.MUSCLE, column)
    for row in zip(*between[1:], strict=True):
        yield Stroke(Tone.MUSCLE, row)
    for edge in edges:
        yield Stroke(Tone.GAP, tuple((*point, 0.36) for point in edge))


def neck_muscles(body: Skeleton, muscles: Collection[str]) -> Iterator[Stroke]:
    """Paint the sides of the neck, down to the shoulders; of a head that leans to one side, the side that grows long.

    The trunk is seen from the front or the back.
    """
    x, y = body.neck
    length = hypot(x - body.mid[0], y - body.mid[1]) or 1.0
    ux, uy = (x - body.mid[0]) / length, (y - body.mid[1]) / length
    leans = (body.head[0] - x) * uy - (body.head[1] - y) * ux
    for limbs in (body.near, body.far):
        if limbs.arm is None:
            continue
        shoulder = limbs.arm[0]
        side = 1 if (shoulder[0] - x) * uy - (shoulder[1] - y) * ux > 0 else -1
        if leans * side > 1.2:
            continue
        sx, sy = side * uy, -side * ux  # towards this shoulder
        if "traps" in muscles:
            yield Stroke(Tone.MUSCLE, ((x + sx, y + sy, 1.1), along(body.neck, shoulder, 0.72, (1.2, 1.2))))
        if "neck" in muscles:
            hx, hy, _ = along(body.neck, body.head, 0.5, (1.1, 1.1))
            upper, lower = (hx + sx * 1.2, hy + sy * 1.2, 1.1), (x + sx * 1.6, y + sy * 1.6 - 0.3, 1.2)
            yield Stroke(Tone.MUSCLE, (upper, lower))


def limb_muscles(
    table: dict[str, tuple[int, float, float, float]],
    muscles: Collection[str],
    parts: tuple[tuple[Point, Point, tuple[float, float]], ...],
    turn: int,
) -> Iterator[Stroke]:
    """Paint the muscles of a limb.

    Args:
        table: Where they lie, `LEG_MUSCLES` or `ARM_MUSCLES`.
        parts: The parts of the limb from its root on: from where, to where, and how thick there.
        turn: How a part is turned to point to the front, see `Skeleton.turn`.
    """
    for name, (part, start, end, off) in table.items():
        if name not in muscles:
            continue
        a, b, radii = parts[part]
        length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
        fx, fy = -turn * (b[1] - a[1]) / length, turn * (b[0] - a[0]) / length
        dots = []
        for t in (start, (start + end) / 2, end):
            x, y, radius = along(a, b, t, radii)
            size = radius * (0.85 if off == 0 else 0.6)
            dots.append((x + fx * off * radius, y + fy * off * radius, size if t != end else size * 0.8))
        yield Stroke(Tone.MUSCLE, tuple(dots))
