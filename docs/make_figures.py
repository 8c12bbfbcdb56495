"""Makes the sheets of all figures: as dots, as a terminal shows them, and as shapes, for paper.

    python docs/make_figures.py

Every built-in exercise has a row: the shape that it starts from, the way into the position, and the position; where it
has two sides, the last is mirrored, as it is shown for the right one.
"""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from stretchcore.document import read_exercise
from stretchcore.drawing import GAP
from stretchcore.exercise import Exercise
from stretchcore.motion import STEPS, Pose, still
from stretchcore.raster import DOTS_ACROSS, DOTS_DOWN, Canvas, framed
from stretchcore.strokes import Tone
from stretchcore.svg import shapes
from stretchcore.words import Sides

HERE = Path(__file__).parent
EXERCISES = HERE.parent / "routines" / "exercises"

CELLS = (40, 12)
DOT = 3.2  # pixels from dot to dot
LABEL, APART = 30, 18

COLOURS = {
    Tone.FLOOR: "#4b5258",
    Tone.PROP: "#7f8384",
    Tone.FAR: "#5f6668",
    Tone.BODY: "#e6e3dc",
    Tone.MUSCLE: "#f2936b",
}


def exercises() -> Iterator[Exercise]:
    """Yield the built-in exercises by name."""
    found = [read_exercise(file.read_bytes(), file.stem).good() for file in EXERCISES.glob("*.toml")]
    yield from sorted(found, key=lambda one: one.name)


def poses(exercise: Exercise) -> list[tuple[str, Pose]]:
    """Return the shapes of an exercise that the sheets show."""
    last = still(exercise)
    if last is None:
        return []
    start = last.frame[0]
    found = [("", last._replace(start=start, end=start))]
    names = [position.name for position in exercise.positions if position.figure is not None]
    figures = [position.figure for position in exercise.positions if position.figure is not None]
    if len(figures) == 1:
        found.append(("", last._replace(start=start, end=figures[0], step=STEPS // 2)))
    for name, figure in zip(names, figures, strict=True):
        found.append((name, last._replace(start=figure, end=figure)))
    if exercise.sides is not Sides.NONE:
        found[-1] = (f"{found[-1][0]} (right)", found[-1][1]._replace(right=True))
    return found


def dots(pose: Pose, x: float, y: float) -> Iterator[str]:
    """Yield the dots of a pose: a dashed line for each run of them, dashes of no length with round ends."""
    canvas = Canvas(CELLS[0] * DOTS_ACROSS, CELLS[1] * DOTS_DOWN)
    frame = framed(pose.box, canvas.columns, canvas.rows)
    if pose.has_floor:
        canvas.floor(frame)
    canvas.paint(pose.strokes(max(GAP, 1.1 / frame.scale)), frame)
    for tone, rows in canvas.tones.items():
        path = []
        for number, row in enumerate(rows):
            column = 0
            while row >> column:
                column += ((row >> column) & -(row >> column)).bit_length() - 1
                length = ((row >> column) ^ ((row >> column) + 1)).bit_length() - 1
                path.append(f"M{x + column * DOT:.1f} {y + number * DOT:.1f}h{(length - 1) * DOT + 0.1:.1f}")
                column += length
        if path:
            yield f'<path stroke="{COLOURS[tone]}" d="{"".join(path)}"/>'


def outlines(pose: Pose, x: float, y: float) -> Iterator[str]:
    """Yield the shapes of a pose in the same place."""
    width, height = CELLS[0] * DOTS_ACROSS, CELLS[1] * DOTS_DOWN
    frame = framed(pose.box, width, height)
    scale = frame.scale * DOT
    yield f'<g transform="translate({x - frame.left * scale:.2f} {y + frame.top * scale:.2f}) scale({scale:.3f})">'
    if pose.has_floor:
        yield f'<path stroke="#b8b8b8" stroke-width=".4" d="M{frame.left:.2f} .5h{width / frame.scale:.2f}"/>'
    yield from shapes(pose.strokes(GAP))
    yield "</g>"


def sheet(*, paper: bool) -> str:
    """Return a sheet of all figures as SVG."""
    width, height = CELLS[0] * DOTS_ACROSS * DOT, CELLS[1] * DOTS_DOWN * DOT
    across, down = width + APART, height + LABEL + APART
    rows = [(exercise, poses(exercise)) for exercise in exercises()]
    page, ink, quiet = ("#ffffff", "#24282b", "#5c6265") if paper else ("#14171a", "#e6e3dc", "#a4a8a9")
    total = f"{3 * across + APART:g} {len(rows) * down + APART:g}"
    lines: list[str] = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total}" font-size="14"'
        ' font-family="ui-sans-serif, system-ui, Helvetica, Arial, DejaVu Sans, sans-serif">',
        f'<rect width="100%" height="100%" fill="{page}"/>',
    ]
    if not paper:
        lines.append(
            f'<g fill="none" stroke-width="{DOT * 0.86:.2f}" stroke-linecap="round" stroke-dasharray="0 {DOT}">'
        )
    labels: list[str] = []
    for row, (exercise, shown) in enumerate(rows):
        for column, (name, pose) in enumerate(shown):
            x, y = APART + column * across, APART + row * down + LABEL
            lines += outlines(pose, x, y) if paper else dots(pose, x + DOT / 2, y + DOT / 2)
            text, colour = (exercise.name, ink) if column == 0 else (name, quiet)
            if text:
                labels.append(f'<text x="{x:g}" y="{y - 8:g}" fill="{colour}">{escape(text)}</text>')
    if not paper:
        lines.append("</g>")
    return _whole([*lines, *labels])


def _whole(lines: Iterable[str]) -> str:
    return "\n".join([*lines, "</svg>\n"])


def main() -> None:
    """Write the sheets."""
    (HERE / "figures.svg").write_text(sheet(paper=False))
    (HERE / "figures-on-paper.svg").write_text(sheet(paper=True))


if __name__ == "__main__":
    main()
