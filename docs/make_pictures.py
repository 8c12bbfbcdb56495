"""Makes docs/session.svg: the program's own screen, drawn from what the program shows.

    python docs/make_pictures.py            # writes it
    python docs/make_pictures.py --print    # prints it

Every character is set at its own place; block characters are drawn as rectangles and braille as dots, so that the
picture looks the same in any viewer and with any font.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.color import blend_rgb
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from stretchtui.app.app import StretchApp
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.clock import ManualClock
from stretchtui.performance import Performance

HERE = Path(__file__).parent
SIZE = (100, 30)
MOMENT_MS = 110_000  # in the second rep of the first side
CELL_WIDTH, CELL_HEIGHT, MARGIN = 10, 20, 16

# Parts of a cell that block characters fill, as left, top, width and height.
BLOCKS = {
    "█": (0.0, 0.0, 1.0, 1.0),
    "▀": (0.0, 0.0, 1.0, 0.5),
    "▐": (0.5, 0.0, 0.5, 1.0),
    **{chr(0x2580 + eighths): (0.0, 1 - eighths / 8, 1.0, eighths / 8) for eighths in range(1, 8)},
    **{chr(0x2590 - eighths): (0.0, 0.0, eighths / 8, 1.0) for eighths in range(1, 8)},
}


# Where the dots of a braille character are, bit by bit, as parts of the cell.
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
DOT_RADIUS = 0.22  # of the width of a cell


def colours(style: Style) -> tuple[str, str]:
    """Return the colours of text and background as a picture knows them."""
    front = style.color.get_truecolor(DIMMED_MONOKAI) if style.color else (220, 220, 220)
    back = style.bgcolor.get_truecolor(DIMMED_MONOKAI, foreground=False) if style.bgcolor else (18, 18, 18)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = blend_rgb(front, back, 0.4)
    return f"#{bytes(front).hex()}", f"#{bytes(back).hex()}"


@dataclass(frozen=True)
class Frame:
    """What an app shows at an instant, as SVG.

    Attributes:
        page: The colour behind all of it.
        rows: The rows, each drawn as if it were the first; one without a character is empty.
    """

    width: int
    height: int
    page: str
    rows: tuple[str, ...]


def frame_of(app: App[int]) -> Frame:
    """Return what an app shows."""
    columns, lines = app.size
    page = colours(app.screen.rich_style)[1]
    rows = tuple(_row(strip, page) for strip in app.screen._compositor.render_strips())
    return Frame(columns * CELL_WIDTH + 2 * MARGIN, lines * CELL_HEIGHT + 2 * MARGIN, page, rows)


def picture(app: App[int]) -> str:
    """Return what an app shows, as one SVG."""
    frame = frame_of(app)
    rows = (f'<g transform="translate(0 {_top(row)})">\n{drawn}\n</g>' for row, drawn in enumerate(frame.rows) if drawn)
    return svg(frame, *rows)


def svg(frame: Frame, *content: str) -> str:
    """Return a picture of the size and colour of a frame."""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" font-size="16.5"',
            ' font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" shape-rendering="crispEdges">',
            f'<rect width="100%" height="100%" rx="10" fill="{frame.page}"/>',
            *content,
            "</svg>\n",
        )
    )


def _top(row: int) -> int:
    return MARGIN + row * CELL_HEIGHT


def _row(strip: Strip, page: str) -> str:
    found = []
    column = 0
    for segment in strip:
        front, back = colours(segment.style or Style())
        weight = ' font-weight="bold"' if segment.style and segment.style.bold else ""
        cells = segment.cell_length
        x = MARGIN + column * CELL_WIDTH
        if back != page:
            found.append(f'<rect x="{x}" width="{cells * CELL_WIDTH}" height="{CELL_HEIGHT}" fill="{back}"/>')
        found += _characters(segment.text, x, front, weight)
        column += cells
    return "\n".join(found)


def _characters(text: str, x: int, colour: str, weight: str) -> list[str]:
    """Return the characters of one segment; all of them are one cell wide on these screens."""
    drawn = []
    drawable = f"{''.join(BLOCKS)}⠀-⣿"
    for found in re.finditer(rf"(?P<block>[{''.join(BLOCKS)}])(?P=block)*|[⠀-⣿]+|[^ {drawable}]+", text):
        left = x + found.start() * CELL_WIDTH
        if "⠀" <= found[0][0] <= "⣿":
            drawn.append(_dots(found[0], left, colour))
            continue
        if found["block"] is None:
            drawn.append(f'<text x="{left}" y="15" fill="{colour}"{weight}>{escape(found[0])}</text>')
            continue
        inset, top, width, height = BLOCKS[found["block"]]
        whole = 1 if width == 1 else len(found[0])  # blocks as wide as their cell are one rectangle
        for index in range(whole):
            wide = CELL_WIDTH * width * (len(found[0]) if width == 1 else 1)
            drawn.append(
                f'<rect x="{left + (index + inset) * CELL_WIDTH:g}" y="{top * CELL_HEIGHT:g}" '
                f'width="{wide:g}" height="{height * CELL_HEIGHT:g}" fill="{colour}"/>'
            )
    return drawn


def _dots(text: str, x: int, colour: str) -> str:
    """Return braille characters as one path of round dots: a line of no length with round ends is a dot."""
    moves = []
    at_x = at_y = 0.0
    for place, character in enumerate(text):
        for bit, (column, row) in enumerate(DOTS):
            if ord(character) >> bit & 1:
                dot_x, dot_y = x + (place + 0.25 + column * 0.5) * CELL_WIDTH, (row + 0.5) * CELL_HEIGHT / 4
                moves.append(f"m{dot_x - at_x:g} {dot_y - at_y:g}h0")
                at_x, at_y = dot_x, dot_y
    width = 2 * DOT_RADIUS * CELL_WIDTH
    return (
        f'<path d="{"".join(moves)}" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
        ' shape-rendering="geometricPrecision"/>'
    )


@asynccontextmanager
async def session(context: Context) -> AsyncIterator[tuple[StretchApp, Pilot[int], ManualClock]]:
    """Yield the program with a session that is about to begin, and the clock that moves it."""
    clock = ManualClock()
    plan = context.plan(context.routine("quick-relief"), 20)
    performance = Performance(plan, clock, context.paths, context.settings, log=False)
    app = StretchApp(_Services(context), performance)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield app, pilot, clock
    performance.finish()


async def session_picture(context: Context) -> str:
    """Return the session's screen in the middle of a hold."""
    async with session(context) as (app, pilot, clock):
        clock.advance(MOMENT_MS)
        await pilot.pause()
        return picture(app)


@contextmanager
def at_home() -> Iterator[Context]:
    """Yield what commands work with, in a home of its own and with the colours of a good terminal."""
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER"):
        os.environ.pop(name, None)
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as home:
        os.environ["STRETCHTUI_HOME"] = home
        yield Context()


def main() -> None:
    """Write the picture of the session."""
    with at_home() as context:
        deliver(asyncio.run(session_picture(context)), HERE / "session.svg")


def deliver(drawn: str, path: Path) -> None:
    """Write a picture, or print it where that was asked for."""
    if "--print" in sys.argv:
        sys.stdout.write(drawn)
    else:
        path.write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
