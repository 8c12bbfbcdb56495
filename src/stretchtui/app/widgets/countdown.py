"""The large digits."""

from textual.strip import Strip

from stretchtui.app.picture import Digits
from stretchtui.app.widgets.blocks import block_lines, block_width, fitting_px
from stretchtui.app.widgets.painted import Shown


class Countdown(Shown[Digits]):
    """Digits as large as their room allows, which stand still while they count.

    Digits are all as wide, and a text of fewer stands at the right end of the room of the widest: nothing moves.
    """

    def draw(self, value: Digits) -> list[Strip]:
        """Draw the digits in the middle."""
        width, height = self.room
        h = fitting_px((value.widest,), width, height) if height >= 3 else None
        if h is None:
            lines: tuple[str, ...] = (value.text,)
            columns, widest = len(value.text), len(value.widest)
        else:
            lines = block_lines(value.text, h)
            columns, widest = len(lines[0]), block_width(value.widest, h) or 0
        left = " " * max(0, (width - widest) // 2 + widest - columns)
        ink = self.ink(f"phase-{value.mood.value}", bold=h is None)
        above = [self.blank()] * ((height - len(lines)) // 2)
        return above + [self.line([(left, ink), (line, ink)]) for line in lines]
