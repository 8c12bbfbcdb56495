"""The phase in words and the side, in large letters where there is room."""

from textual.strip import Strip

from stretchcore.words import Side
from stretchtui.app.picture import Heading
from stretchtui.app.widgets.blocks import block_lines, fitting_px
from stretchtui.app.widgets.painted import Shown, Span

_SIDES = {Side.LEFT: "◀ LEFT", Side.RIGHT: "RIGHT ▶"}
_ARROWS = {Side.LEFT: "◀", Side.RIGHT: "▶"}
_SHORT = {"Switch sides": "Switch", "Get ready": "Ready", "Going on in": "Go on in"}


class HeadingLine(Shown[Heading]):
    """The phase in words, and beside it the side: left stands to the left of it, right to the right."""

    stands_apart = True
    """Whether there is air below it; without, a filled background would run into the digits."""

    def draw(self, value: Heading) -> list[Strip]:
        """Draw the words as large as can be, rather shorter ones than small letters."""
        words = value.words.upper()
        choices = (words, _SHORT.get(value.words, words).upper())
        width, height = self.room
        if height >= 3:
            side = () if value.side is None else (_SIDES[value.side],)
            sizes = [(fitting_px((choice, *side), width, height, _apart) or 0, choice) for choice in choices]
            h, choice = max(sizes, key=lambda size: size[0])
            if h:
                return self._drawn_large(value, choice, h)
        return [self.blank()] * (height // 2) + [self._written(value, choices)]

    def _drawn_large(self, value: Heading, words: str, h: int) -> list[Strip]:
        columns = [block_lines(words, h)]
        if value.side is not None:
            columns.insert(0 if value.side is Side.LEFT else 1, block_lines(_SIDES[value.side], h))
        ink = self.ink(f"phase-{value.mood.value}")
        rows = [self.line([((" " * _apart(h)).join(texts), ink)], "center") for texts in zip(*columns, strict=True)]
        return [self.blank()] * ((self.room.height - len(rows)) // 2) + rows

    def _written(self, value: Heading, choices: tuple[str, ...]) -> Strip:
        sides = ("",) if value.side is None else (_SIDES[value.side], _ARROWS[value.side])
        words, side = choices[-1], sides[-1]
        for words, side in ((choice, side) for side in sides for choice in choices):
            if len(words) + 2 + (len(side) + 1 if side else 0) <= self.room.width:
                break
        name = f"phase-{value.mood.value}"
        spans: list[Span] = [(f" {words} ", self.ink(name, bold=True, reverse=self.stands_apart))]
        if side:
            beside = f"{side} " if value.side is Side.LEFT else f" {side}"
            spans.insert(0 if value.side is Side.LEFT else 1, (beside, self.ink(name, bold=True)))
        return self.line(spans, "center")


def _apart(h: int) -> int:
    return max(4, h)
