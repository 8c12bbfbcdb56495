"""Strokes as SVG: the same figures, for paper and for pages."""

from collections.abc import Iterable, Mapping
from math import hypot, sqrt

from stretchcore.motion import Pose
from stretchcore.strokes import Box, Dot, Stroke, Tone

PRINT_COLOURS: Mapping[Tone, str] = {
    Tone.FLOOR: "#b8b8b8",
    Tone.PROP: "#8a8a8a",
    Tone.FAR: "#a3a9ad",
    Tone.BODY: "#33383c",
    Tone.MUSCLE: "#d9662f",
    Tone.GAP: "#ffffff",
}
"""Colours for white paper; they can be told apart in grey too."""

PAGE_COLOURS: Mapping[Tone, str] = {tone: f"var(--figure-{tone}, {colour})" for tone, colour in PRINT_COLOURS.items()}
"""Colours that a web page's style sheet may choose: ``--figure-body``, ``--figure-far``, ``--figure-gap`` and so on."""


def shapes(drawn: Iterable[Stroke], colours: Mapping[Tone, str] = PRINT_COLOURS) -> list[str]:
    """Return SVG elements that show strokes on the mat, y down: put them under a ``translate`` to the mat's top.

    Args:
        colours: The colour of each tone; that of a gap is the page's.
    """
    found: list[str] = []
    path: list[str] = []
    tone: Tone | None = None
    for stroke in drawn:
        if stroke.tone is not tone and path and tone is not None:
            found.append(f'<path fill="{colours[tone]}" d="{"".join(path)}"/>')
            path = []
        tone = stroke.tone
        pairs = zip(stroke.dots, stroke.dots[1:], strict=False) if len(stroke.dots) > 1 else [stroke.dots * 2]
        path += [_hull(a, b) for a, b in pairs]
    if path and tone is not None:
        found.append(f'<path fill="{colours[tone]}" d="{"".join(path)}"/>')
    return found


def svg(
    drawn: Iterable[Stroke],
    box: Box,
    *,
    title: str = "",
    floor: bool = True,
    colours: Mapping[Tone, str] = PRINT_COLOURS,
) -> str:
    """Return a whole SVG document of a part of the mat.

    Args:
        box: The part that is shown.
        title: What it shows, for those who hear it.
        floor: Whether the floor is drawn as a line.
    """
    margin = 2.0
    width, height = box.width + 2 * margin, box.height + 2 * margin
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_n(box.left - margin)} {_n(-box.top - margin)}'
        f' {_n(width)} {_n(height)}" role="img">'
    ]
    if title:
        lines.append(f"<title>{_escaped(title)}</title>")
    if floor:
        lines.append(
            f'<path stroke="{colours[Tone.FLOOR]}" stroke-width="0.5" d="M{_n(box.left - margin)} 0.6h{_n(width)}"/>'
        )
    lines += shapes(drawn, colours)
    return "\n".join([*lines, "</svg>\n"])


def pose_svg(pose: Pose, *, title: str = "", colours: Mapping[Tone, str] = PRINT_COLOURS) -> str:
    """Return a whole SVG document of a pose; all poses of an exercise on one side have the same frame."""
    return svg(pose.strokes(), pose.box, title=title, floor=pose.has_floor, colours=colours)


def _hull(a: Dot, b: Dot) -> str:
    """Return the path around two round ends and what lies between them, y down."""
    (ax, ay, ar), (bx, by, br) = (a[0], -a[1], a[2]), (b[0], -b[1], b[2])
    dx, dy = bx - ax, by - ay
    distance = hypot(dx, dy)
    if distance <= abs(ar - br) + 1e-9:  # one lies in the other
        x, y, radius = (ax, ay, ar) if ar >= br else (bx, by, br)
        return (
            f"M{_n(x - radius)} {_n(y)}a{_n(radius)} {_n(radius)} 0 1 0 {_n(2 * radius)} 0"
            f"a{_n(radius)} {_n(radius)} 0 1 0 {_n(-2 * radius)} 0z"
        )
    along, across = (ar - br) / distance, sqrt(1 - ((ar - br) / distance) ** 2)
    ux, uy = dx / distance, dy / distance
    corners = []
    for side in (1, -1):
        nx, ny = ux * along - side * uy * across, uy * along + side * ux * across
        corners.append(((ax + nx * ar, ay + ny * ar), (bx + nx * br, by + ny * br)))
    (a1, b1), (a2, b2) = corners
    large_a, large_b = int(ar > br), int(br > ar)
    return (
        f"M{_n(a1[0])} {_n(a1[1])}L{_n(b1[0])} {_n(b1[1])}"
        f"A{_n(br)} {_n(br)} 0 {large_b} 0 {_n(b2[0])} {_n(b2[1])}"
        f"L{_n(a2[0])} {_n(a2[1])}A{_n(ar)} {_n(ar)} 0 {large_a} 0 {_n(a1[0])} {_n(a1[1])}z"
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
