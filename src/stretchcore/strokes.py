"""Strokes: what a drawing is made of, and what front ends show."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from stretchcore.figure import Point

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


def along(a: Point, b: Point, t: float, radii: tuple[float, float]) -> Dot:
    """Return a round end on the way from one joint to the next."""
    radius = radii[0] + (radii[1] - radii[0]) * max(0.0, t)
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, radius


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
