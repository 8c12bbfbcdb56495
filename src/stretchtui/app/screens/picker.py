"""The exercises that can be added, with search, and what each is about."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from stretchcore.exercise import Exercise
from stretchcore.motion import still
from stretchtui.actions import PICKER_ACTIONS
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.widgets.fields import Line
from stretchtui.app.widgets.figure import FigurePanel
from stretchtui.app.widgets.headline import Headline
from stretchtui.app.widgets.keybar import KeyBar
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.rows import Row, RowList
from stretchtui.drafting.lines import dose_words

if TYPE_CHECKING:
    from textual import events


_FRAME_ROWS = 8
"""The rows around the two columns."""


class Addition(NamedTuple):
    """What is to be added: ``exercise`` with its id, or ``rest``, ``block`` or ``own``."""

    kind: str
    id: str = ""


class _Offer(NamedTuple):
    addition: Addition
    exercise: Exercise | None
    name: str
    beside: str
    words: str
    about: tuple[Paragraph, ...]


_REST = _Offer(
    Addition("rest"),
    None,
    "A rest",
    "between two exercises",
    "a rest pause break",
    (Paragraph("A rest", bold=True), Paragraph(), Paragraph("Time to do nothing, between two exercises.")),
)
_OWN = _Offer(
    Addition("own"),
    None,
    "An exercise of your own",
    "for this routine alone",
    "an exercise of your own new mine",
    (
        Paragraph("An exercise of your own", bold=True),
        Paragraph(),
        Paragraph("It has a name and a hold, and belongs to this routine alone."),
    ),
)
_BLOCK = _Offer(
    Addition("block"),
    None,
    "A block that is repeated",
    "around this line",
    "a block that is repeated round circuit",
    (
        Paragraph("A block that is repeated", bold=True),
        Paragraph(),
        Paragraph("The line that you are on comes into a block; other lines can be moved into it."),
    ),
)
_EMPTY = _Offer(
    Addition(""),
    None,
    "",
    "",
    "",
    (Paragraph("Nothing has these words.", ink="quiet"),),
)


class PickerScreen(ModalScreen[Addition | None], inherit_bindings=False):
    """Asks what is to be added."""

    CSS_PATH = "picker.tcss"
    ACTIONS = PICKER_ACTIONS
    AUTO_FOCUS = "#search"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(PICKER_ACTIONS),
        Binding("up", "move(-1)", "Line above", show=False),
        Binding("down", "move(1)", "Line below", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]

    def __init__(self, library: Mapping[str, Exercise], where: str, *, can_wrap: bool, figures: bool) -> None:
        """Make the screen.

        Args:
            library: The exercises that can be named.
            where: The section that it is added to.
            can_wrap: Whether there is a line to put a block around.
            figures: Whether figures are drawn.
        """
        super().__init__()
        known = [exercise for exercise in map(library.get, library) if exercise is not None]
        known.sort(key=lambda one: one.name.casefold())
        others = [_REST, _OWN, _BLOCK] if can_wrap else [_REST, _OWN]
        self._usual = len(others) if known else 0  # where the cursor is to begin with: on an exercise
        self._offers = [*others, *map(_offer, known)]
        self._shown = self._offers
        self._where = where
        self._figures = figures

    def compose(self) -> ComposeResult:
        """Make the card."""
        with Vertical(id="card"):
            yield Headline(f"Add to {self._where}", id="headline")
            yield Line(placeholder="search by name, muscle or posture", id="search", compact=True)
            with Container(id="columns"):
                yield RowList([Row("", choosable=False)], id="offers")
                with Vertical(id="about"):
                    yield FigurePanel(None, id="picture")
                    yield Page(id="words")
            yield KeyBar(hints(chosen(self, PICKER_ACTIONS)), id="keys")

    def on_mount(self) -> None:
        """Show all."""
        self._fit()
        self._search()

    def on_resize(self, _event: "events.Resize") -> None:
        """Arrange the parts anew."""
        self._fit()

    def _fit(self) -> None:
        width, height = self.app.size
        card = self.query_one("#card")
        self.set_class(width >= 80, "-wide")
        self.set_class(height >= 18, "-high")
        side = 3 if width >= 60 else 0
        card.styles.padding = (1 if height >= 18 else 0, side)
        card.styles.width = min(width, 120) if width < 110 else 110
        card.styles.height = height if height < 30 else min(height - 4, 40)
        self.query_one("#about").display = width >= 80 or height >= 18
        self.query_one("#headline").display = height >= 5
        self._draw()

    @property
    def _list(self) -> RowList:
        return self.query_one("#offers", RowList)

    @on(Input.Changed)
    def _search(self) -> None:
        words = self.query_one("#search", Input).value.casefold().split()
        self._shown = [one for one in self._offers if all(word in one.words for word in words)]
        if words:  # what is called so stands before what is for such a muscle
            self._shown.sort(key=lambda one: not one.words.startswith(" ".join(words)))
        rows = [Row(one.name, one.beside, ink="foreground" if one.exercise else "phase-rest") for one in self._shown]
        self._list.set_rows(rows or [Row("Nothing has these words.", ink="quiet", choosable=False)])
        if not words:
            self.call_after_refresh(self._go_to_exercises)
        self.query_one("#headline", Headline).show(f"{len(self._shown)} of {len(self._offers)}" if words else "")

    def _go_to_exercises(self) -> None:
        """Put the cursor on the first exercise, with what stands above it in sight."""
        if self._list.cursor == 0:
            self._list.action_move(self._usual)

    def _current(self) -> _Offer:
        cursor = self._list.cursor
        return self._shown[cursor] if cursor is not None and cursor < len(self._shown) else _EMPTY

    @on(RowList.Moved)
    def _tell(self) -> None:
        self.query_one("#words", Page).show(self._current().about)
        self._draw()

    def _draw(self) -> None:
        """Show the figure of the exercise under the cursor, where there is room and it has one."""
        panel = self.query_one("#picture", FigurePanel)
        height = self.app.size.height
        rows = figure_rows(min(height, 40) - _FRAME_ROWS) if self.has_class("-wide") and self._figures else 0
        exercise = self._current().exercise
        pose = still(exercise) if rows and exercise is not None else None
        panel.display = pose is not None
        panel.styles.height = rows
        panel.show(pose)

    def action_move(self, by: int) -> None:
        """Go to the next line, whatever has the keys."""
        self._list.action_move(by)

    def action_page(self, by: int) -> None:
        """Go a page on."""
        self._list.action_page(by)

    @on(RowList.Chosen)
    @on(Input.Submitted)
    def action_take(self) -> None:
        """Add what is under the cursor."""
        current = self._current()
        if current is not _EMPTY:
            self.dismiss(current.addition)

    def action_close(self) -> None:
        """Add nothing."""
        self.dismiss(None)

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        message.stop()
        await self.app.run_action(message.action, self)


def _offer(exercise: Exercise) -> _Offer:
    words = " ".join((exercise.name, exercise.id or "", *exercise.targets, *exercise.secondary, *exercise.posture))
    beside = exercise.posture[0] if exercise.posture else ""
    return _Offer(
        Addition("exercise", exercise.id or ""),
        exercise,
        exercise.name,
        beside,
        words.casefold(),
        tuple(about(exercise, dose_words({"exercise": exercise.id}, exercise))),
    )


def about(exercise: Exercise, dose: str) -> list[Paragraph]:
    """Return what is told of an exercise: its dose, what it is for, and how it is done."""
    found = [Paragraph(exercise.name, bold=True)]
    if dose:
        found.append(Paragraph(dose, ink="phase-hold"))
    facts = " · ".join(part for part in (" or ".join(exercise.posture), exercise.kind.value) if part)
    found += [Paragraph(), Paragraph(facts, ink="quiet")]
    if exercise.targets:
        found.append(Paragraph(f"for {', '.join(exercise.targets)}", ink="quiet"))
    if exercise.instructions:
        found.append(Paragraph())
        found += [Paragraph(text) for text in exercise.instructions]
    if exercise.cautions:
        found.append(Paragraph())
        found += [Paragraph(f"! {text}", ink="phase-gap") for text in exercise.cautions]
    return found


def figure_rows(room: int) -> int:
    """Return how many of so many rows a figure gets beside text; 0 where it would be too small to tell anything."""
    return 0 if room < 14 else min(16, room * 2 // 5)
