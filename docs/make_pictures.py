"""Makes the pictures of the documentation: the program's own screens, drawn from what the program shows.

    python docs/make_pictures.py

Every character is set at its own place; block characters are drawn as rectangles and braille as dots, so that the
pictures look the same in any viewer and with any font.
"""

import asyncio
import os
import re
import tempfile
from html import escape
from pathlib import Path

from rich.color import blend_rgb
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI
from textual.app import App

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


def picture(app: App[int]) -> str:
    """Return what an app shows, as SVG."""
    width, height = app.size
    page = colours(app.screen.rich_style)[1]
    found = []
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            front, back = colours(segment.style or Style())
            weight = ' font-weight="bold"' if segment.style and segment.style.bold else ""
            cells = segment.cell_length
            x, y = MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT
            if back != page:
                found.append(
                    f'<rect x="{x}" y="{y}" width="{cells * CELL_WIDTH}" height="{CELL_HEIGHT}" fill="{back}"/>'
                )
            found += _characters(segment.text, x, y, front, weight)
            column += cells
    total = f"{width * CELL_WIDTH + 2 * MARGIN} {height * CELL_HEIGHT + 2 * MARGIN}"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total}" font-size="16.5"',
            ' font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" shape-rendering="crispEdges">',
            f'<rect width="100%" height="100%" rx="10" fill="{page}"/>',
            *found,
            "</svg>\n",
        )
    )


def _characters(text: str, x: int, y: int, colour: str, weight: str) -> list[str]:
    """Return the characters of one segment; all of them are one cell wide on these screens."""
    drawn = []
    drawable = f"{''.join(BLOCKS)}⠀-⣿"
    for found in re.finditer(rf"(?P<block>[{''.join(BLOCKS)}])(?P=block)*|[⠀-⣿]+|[^ {drawable}]+", text):
        left = x + found.start() * CELL_WIDTH
        if "⠀" <= found[0][0] <= "⣿":
            drawn.append(_dots(found[0], left, y, colour))
            continue
        if found["block"] is None:
            drawn.append(f'<text x="{left}" y="{y + 15}" fill="{colour}"{weight}>{escape(found[0])}</text>')
            continue
        inset, top, width, height = BLOCKS[found["block"]]
        whole = 1 if width == 1 else len(found[0])  # blocks as wide as their cell are one rectangle
        for index in range(whole):
            wide = CELL_WIDTH * width * (len(found[0]) if width == 1 else 1)
            drawn.append(
                f'<rect x="{left + (index + inset) * CELL_WIDTH:g}" y="{y + top * CELL_HEIGHT:g}" '
                f'width="{wide:g}" height="{height * CELL_HEIGHT:g}" fill="{colour}"/>'
            )
    return drawn


def _dots(text: str, x: int, y: int, colour: str) -> str:
    """Return braille characters as one path of round dots: a line of no length with round ends is a dot."""
    moves = []
    for place, character in enumerate(text):
        for bit, (column, row) in enumerate(DOTS):
            if ord(character) >> bit & 1:
                dot_x = x + (place + 0.25 + column * 0.5) * CELL_WIDTH
                moves.append(f"M{dot_x:g} {y + (row + 0.5) * CELL_HEIGHT / 4:g}h0")
    width = 2 * DOT_RADIUS * CELL_WIDTH
    return (
        f'<path d="{"".join(moves)}" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"'
        ' shape-rendering="geometricPrecision"/>'
    )


async def session_picture(context: Context) -> str:
    """Return the session's screen in the middle of a hold."""
    clock = ManualClock()
    plan = context.plan(context.routine("quick-relief"), 20)
    performance = Performance(plan, clock, context.paths, context.settings, log=False)
    app = StretchApp(_Services(context), performance)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        clock.advance(MOMENT_MS)
        await pilot.pause()
        found = picture(app)
    performance.finish()
    return found


def main() -> None:
    """Write the pictures."""
    for name in ("NO_COLOR", "TEXTUAL_ANIMATIONS", "TEXTUAL_DRIVER"):
        os.environ.pop(name, None)
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as home:
        os.environ["STRETCHTUI_HOME"] = home
        (HERE / "session.svg").write_text(asyncio.run(session_picture(Context())))


if __name__ == "__main__":
    main()
