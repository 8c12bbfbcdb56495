"""What a routine consists of: what it is for, its bar, and its steps."""

from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from stretchcore.plan import Plan
from stretchtui.app.outline import SECTION_WORDS, Line
from stretchtui.app.widgets.gallery import Gallery, Pictured
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.planbar import Laid, PlanBar
from stretchtui.app.widgets.rows import Row, RowList

_SECTION_INKS = {
    "warm_up": "phase-warm-up",
    "main": "phase-hold",
    "steps": "phase-hold",
    "cool_down": "phase-cool-down",
}
_LOW = 12
"""Below so many rows, there is no air between the parts."""

_STEP_ROWS, _GALLERY_ROWS = (5, 9), (8, 15)
"""The fewest rows of steps that stay in sight and how many stay where there are so many; the same of figures."""


class About(NamedTuple):
    """What is shown of a routine.

    Attributes:
        paragraphs: What it is, in words.
        plan: What it consists of; None while that is not known, or cannot be.
        lines: The steps of the plan.
    """

    paragraphs: tuple[Paragraph, ...] = ()
    plan: Plan | None = None
    lines: tuple[Line, ...] = ()


class _Steps(RowList, can_focus=False):
    """The steps. The keys belong to the list of the routines; a click and the wheel work here too."""

    def on_click(self, event: events.Click) -> None:
        """Look at the step under the pointer; here one click chooses."""
        index = event.y + self.scroll_offset.y
        if 0 <= index < len(self._rows) and self._rows[index].choosable:
            event.prevent_default()
            self.shows_cursor = True
            self._move_to(index, 1)
            self.post_message(self.Chosen(index, self))


class Preview(Vertical):
    """Shows a routine; one of its steps is the one that one looks at."""

    class Looked(Message):
        """One looks at another step.

        Attributes:
            line: The step; None where there is none.
        """

        def __init__(self, line: Line | None) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._about = About()
        self._pictured: tuple[Pictured, ...] = ()
        self._lines: list[int | None] = []  # which line of the plan a row stands for
        self._looks = False  # whether a step was chosen

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Page(id="about")
        yield PlanBar(id="plan-bar")
        yield Gallery(id="gallery")
        yield _Steps(id="steps")

    def on_mount(self) -> None:
        """Take the mouse, not the keys."""
        self.query_one("#about", Page).can_focus = False

    def show(self, about: About) -> None:
        """Show a routine."""
        if about == self._about:
            return
        self._about = about
        self._pictured = _pictured(about)
        self._looks = self._steps.shows_cursor = False
        rows, self._lines = _rows(about.lines)
        self.query_one("#about", Page).show(about.paragraphs)
        self._steps.set_rows(rows)
        self._draw_bar()
        self.fit()

    def on_resize(self) -> None:
        """Share the rows out anew."""
        self.fit()

    def fit(self) -> None:
        """Give the words as many rows as they need, and the rest to the steps."""
        width, height = self.size
        if not width or not height:
            return
        about, bar, steps = (self.query_one(f"#{name}") for name in ("about", "plan-bar", "steps"))
        assert isinstance(about, Page)
        laid_out = self._about.plan is not None
        air = 1 if height >= _LOW else 0
        bar.display = steps.display = laid_out
        words = min(height, about.rows_for(width)) if laid_out else height
        figures = self._gallery_rows(height - words - 1 - 2 * air) if laid_out else 0
        if laid_out and self._looks and not figures:  # one looks at the exercise now, and knows the words already
            figures = self._gallery_rows(height - 1 - air)
            words = 0 if figures or height - words - 1 - 2 * air < _STEP_ROWS[0] else words
        gallery = self.query_one(Gallery)
        about.display, gallery.display = words > 0, figures > 0
        about.styles.height, gallery.styles.height = words, figures
        bar.styles.margin = (air if words else 0, 2, air, 0)
        gallery.styles.margin = (0, 2, air, 0)

    def _gallery_rows(self, spare: int) -> int:
        """Return how many rows the figures get of those that are left; 0 where they would be too few."""
        least, most = _GALLERY_ROWS
        # A body that lies is three times as wide as it is high: more rows would be air.
        fitting = 1 + Gallery.part_of(self.size.width, len(self._pictured)) * 4 // 11
        fewest, wanted = _STEP_ROWS
        steps = fewest if self._looks else min(wanted, len(self._lines))
        rows = min(most, max(least, fitting), spare - steps - 1)
        return rows if rows >= least and self._pictured else 0

    # -- the step that one looks at ------------------------------------------------------------------------------------

    def look(self, by: int) -> None:
        """Look at the next step, or at the one before."""
        if self._looks:
            self._steps.action_move(by)
        else:
            self._begin_to_look()

    def on_gallery_picked(self, message: Gallery.Picked) -> None:
        """Look at the exercise whose figure was clicked."""
        message.stop()
        self._steps.move_to(self._lines.index(message.line))
        self._begin_to_look()

    def _begin_to_look(self) -> None:
        self._looks = self._steps.shows_cursor = True
        self._steps.refresh()
        self._looked()

    @property
    def _steps(self) -> RowList:
        return self.query_one("#steps", RowList)

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Show which step one looks at."""
        message.stop()
        self._looked()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Look at the step that was clicked."""
        message.stop()
        self._begin_to_look()

    def _looked(self) -> None:
        self._draw_bar()
        self.fit()
        step = self._step()
        self.post_message(self.Looked(None if step is None else self._about.lines[step]))

    def _step(self) -> int | None:
        cursor = self._steps.cursor
        return self._lines[cursor] if cursor is not None and cursor < len(self._lines) else None

    def _draw_bar(self) -> None:
        about = self._about
        step = self._step() if self._looks else None
        first = next((place for place, one in enumerate(self._pictured) if step is not None and one.line >= step), 0)
        self.query_one(Gallery).show(self._pictured, first)
        self.query_one(PlanBar).show(None if about.plan is None else Laid(about.plan, about.lines, step))


def _pictured(about: About) -> tuple[Pictured, ...]:
    """Return the steps that have a figure, each exercise once."""
    if about.plan is None:
        return ()
    from stretchcore.motion import still

    found: dict[str, Pictured] = {}
    for place, line in enumerate(about.lines):
        step = about.plan.step_of(about.plan.phases[line.first])
        pose = None if step is None or line.section is None else still(step.exercise)
        if pose is not None and line.name not in found:
            found[line.name] = Pictured(line.name, pose, place)
    return tuple(found.values())


def _rows(lines: tuple[Line, ...]) -> tuple[list[Row], list[int | None]]:
    """Return the rows, sections with their headings, and the line that each stands for."""
    rows: list[Row] = []
    places: list[int | None] = []
    section = None
    for place, line in enumerate(lines):
        if line.section is not None and line.section is not section:
            if rows:
                rows.append(Row("", choosable=False))
                places.append(None)
            section = line.section
            rows.append(Row(SECTION_WORDS[section], ink=_SECTION_INKS[section], bold=True, choosable=False))
            places.append(None)
        ink = "foreground" if line.section else "phase-rest"
        rows.append(Row(line.name, line.dose, ink=ink, choosable=line.section is not None))
        places.append(place)
    return rows, places
