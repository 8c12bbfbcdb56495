"""The large digits."""

from functools import lru_cache

from textual.geometry import Region
from textual.strip import Strip

from stretchtui.app.present import Digits
from stretchtui.app.widgets.blocks import block_lines, block_width, fitting_px
from stretchtui.app.widgets.painted import Painted


@lru_cache(maxsize=16)
def _drawn(text: str, widest: str, width: int, height: int) -> tuple[tuple[str, ...], int, int]:
    """Return the rows that show a text as large as the widest may be, and where they begin: column and row.

    Digits are all as wide, and a text of fewer stands at the right end of the room of the widest: nothing moves.
    """
    h = fitting_px((widest,), width, height) if height >= 3 else None
    if h is None:
        lines: tuple[str, ...] = (text,)
        columns, widest_columns = len(text), len(widest)
    else:
        lines = block_lines(text, h)
        columns, widest_columns = len(lines[0]), block_width(widest, h) or 0
    left = max(0, (width - widest_columns) // 2 + widest_columns - columns)
    return lines, left, (height - len(lines)) // 2


class Countdown(Painted):
    """Digits as large as their room allows, which stand still while they digits."""

    _digits: Digits | None = None

    def show(self, digits: Digits) -> None:
        """Show another time; only the digits that differ are drawn again."""
        before, self._digits = self._digits, digits
        if before == digits:
            return
        if before is None or not self.size or (before.widest, before.mood) != (digits.widest, digits.mood):
            self.refresh()
        else:
            self.refresh(*self._changes(before, digits))

    def _changes(self, before: Digits, digits: Digits) -> list[Region]:
        width, height = self.size
        old, old_left, _ = _drawn(before.text, before.widest, width, height)
        new, left, top = _drawn(digits.text, digits.widest, width, height)
        if left != old_left:
            return [Region(0, 0, width, height)]
        columns = [
            x
            for was, now in zip(old, new, strict=True)
            for x, (a, b) in enumerate(zip(was, now, strict=True))
            if a != b
        ]
        first, last = min(columns), max(columns)
        return [Region(left + first, top, last - first + 1, len(new))]

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        digits = self._digits
        if digits is None:
            return self.blank()
        lines, left, top = _drawn(digits.text, digits.widest, self.size.width, self.size.height)
        if not top <= y < top + len(lines):
            return self.blank()
        ink = self.ink(f"phase-{digits.mood.value}", bold=len(lines) == 1)
        return self.line([(" " * left, ink), (lines[y - top], ink)])
