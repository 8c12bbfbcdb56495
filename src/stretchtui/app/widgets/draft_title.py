"""The first line of the editor: which routine it is, whether it is stored, and how long it takes."""

from typing import NamedTuple

from rich.cells import cell_len
from textual.strip import Strip

from stretchtui.app.widgets.painted import Shown, Span, elided


class DraftState(NamedTuple):
    """What the line says.

    Attributes:
        name: What the routine is called.
        state: What is to be known of it, in a word or two.
        length: How long it takes; its first part is left out where there is no room.
        trouble: How many problems there are, in words; empty where there is none.
    """

    name: str
    state: str
    length: str
    trouble: str


class DraftTitle(Shown[DraftState]):
    """A routine's name at the left end, its length at the right."""

    def draw(self, value: DraftState) -> list[Strip]:
        """Draw the line: the name gives way first, then the state."""
        width = self.room.width
        right = [part for part in (value.trouble, value.length) if part]
        figures = "  ·  ".join(right) if width >= 40 else (right[0] if right else "")
        state = f"  {value.state}" if value.state else ""
        if cell_len(value.name) + cell_len(state) + 2 + cell_len(figures) > width:
            state = ""
        name = elided(value.name, width - cell_len(figures) - cell_len(state) - 2)
        between = " " * max(1, width - cell_len(name) - cell_len(state) - cell_len(figures))
        spans: list[Span] = [
            (name, self.ink("phase-hold", bold=True)),
            (state, self.ink("quiet")),
            (between, self.ink("quiet")),
        ]
        if value.trouble:
            cut = len(value.trouble)
            spans += [(figures[:cut], self.ink("error", bold=True)), (figures[cut:], self.ink("foreground"))]
        else:
            spans.append((figures, self.ink("foreground", bold=True)))
        return [self.line(spans)]
