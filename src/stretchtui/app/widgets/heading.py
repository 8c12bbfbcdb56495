"""The phase in words and the side, in large letters where there is room."""

from textual.strip import Strip

from stretchcore.words import Side
from stretchtui.app.present import Heading
from stretchtui.app.widgets.blocks import block_lines, fitting_px
from stretchtui.app.widgets.painted import Painted, Span

_SIDES = {Side.LEFT: "◀ LEFT", Side.RIGHT: "RIGHT ▶"}
_ARROWS = {Side.LEFT: "◀", Side.RIGHT: "▶"}
_SHORT = {"Switch sides": "Switch", "Get ready": "Ready", "Going on in": "Go on in"}


class HeadingLine(Painted):
    """The phase in words, and beside it the side: left stands to the left of it, right to the right."""

    stands_apart = True
    """Whether there is air below it; without, a filled background would run into the digits."""

    _heading: Heading | None = None

    def show(self, heading: Heading) -> None:
        """Say another phase."""
        if heading != self._heading:
            self._heading = heading
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        heading = self._heading
        if heading is None:
            return self.blank()
        words = heading.words.upper()
        choices = (words, _SHORT.get(heading.words, words).upper())
        width, height = self.size
        if height >= 3:
            side = () if heading.side is None else (_SIDES[heading.side],)
            sizes = [(fitting_px((choice, *side), width, height, _apart) or 0, choice) for choice in choices]
            h, choice = max(sizes, key=lambda size: size[0])  # rather a shorter word than smaller letters
            if h:
                return self._drawn(heading, choice, h, y)
        return self._written(heading, choices, y)

    def _drawn(self, heading: Heading, words: str, h: int, y: int) -> Strip:
        lines = block_lines(words, h)
        row = y - (self.size.height - len(lines)) // 2
        if not 0 <= row < len(lines):
            return self.blank()
        ink = self.ink(f"phase-{heading.mood.value}")
        texts = [lines[row]]
        if heading.side is not None:
            beside = block_lines(_SIDES[heading.side], h)[row]
            texts.insert(0 if heading.side is Side.LEFT else 1, beside)
        return self.line([((" " * _apart(h)).join(texts), ink)], "center")

    def _written(self, heading: Heading, choices: tuple[str, ...], y: int) -> Strip:
        width, height = self.size
        if y != height // 2:
            return self.blank()
        sides = ("",) if heading.side is None else (_SIDES[heading.side], _ARROWS[heading.side])
        words, side = choices[-1], sides[-1]
        for words, side in ((choice, side) for side in sides for choice in choices):
            if len(words) + 2 + (len(side) + 1 if side else 0) <= width:
                break
        name = f"phase-{heading.mood.value}"
        spans: list[Span] = [(f" {words} ", self.ink(name, bold=True, reverse=self.stands_apart))]
        if side:
            beside = f"{side} " if heading.side is Side.LEFT else f" {side}"
            spans.insert(0 if heading.side is Side.LEFT else 1, (beside, self.ink(name, bold=True)))
        return self.line(spans, "center")


def _apart(h: int) -> int:
    return max(4, h)
