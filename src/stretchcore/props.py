"""What stands around a body: a chair, a wall, a door frame, a cushion, or the mat below it, seen from above."""

from collections.abc import Iterator

from stretchcore.figure import MAT_HEIGHT, Skeleton
from stretchcore.strokes import Stroke, Tone

_MAT = (19.0, 20.0, 81.0, 40.0)  # seen from above: as long and wide to the body as mats are


def props(body: Skeleton) -> Iterator[Stroke]:
    """Yield the strokes of what stands behind a body."""
    front = _front(body)
    if body.view == "above":
        left, bottom, right, top = _MAT
        corners = ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
        yield Stroke(Tone.FLOOR, tuple((x, y, 0.8) for x, y in corners))
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
    for side in (-10.0, 10.0):
        yield _line(x + side, 0.7, x + side, y + 12)
    yield _line(x - 10, seat, x + 10, seat, 1.2)
    yield _line(x - 10, y + 12, x + 10, y + 12, 1.2)


def _door(body: Skeleton, front: int) -> Iterator[Stroke]:
    hands = [limbs.arm[2] for limbs in (body.near, body.far) if limbs.arm is not None]
    xs = [x for x, _ in hands] or [body.hip[0]]
    if body.view == "side":
        x = (max(xs) if front > 0 else min(xs)) + front * 0.4
        yield _line(x, 1, x, MAT_HEIGHT, 1.0)
        return
    left, right = min(xs) - 2.0, max(xs) + 2.0
    yield _line(left, 1, left, MAT_HEIGHT - 1, 1.0)
    yield _line(right, 1, right, MAT_HEIGHT - 1, 1.0)
    yield _line(left, MAT_HEIGHT - 1, right, MAT_HEIGHT - 1, 1.0)
