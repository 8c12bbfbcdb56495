"""The routines: a list, and what the one under the cursor consists of."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from stretchcore.times import format_span
from stretchtui.app.actions import FILTER_KEYS, HOME_ACTIONS, bindings, hints
from stretchtui.app.notices import Notices
from stretchtui.app.outline import SECTION_WORDS, Line, outline
from stretchtui.app.services import CannotOpen, Services
from stretchtui.app.widgets.headline import Headline
from stretchtui.app.widgets.keybar import KeyBar, Keys
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.rows import Row, RowList

if TYPE_CHECKING:
    from stretchtui.app.screens.form import Values
    from stretchtui.drafting.sheet import Sheet
    from stretchtui.performance import Performance
    from stretchtui.summaries import RoutineSummary


class HomeScreen(Screen[None], inherit_bindings=False):
    """All routines, with search and a preview."""

    CSS_PATH = "home.tcss"
    ACTIONS = HOME_ACTIONS
    AUTO_FOCUS = "#routines"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-wide")]  # noqa: RUF012  # Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(HOME_ACTIONS), *bindings(FILTER_KEYS)]

    class Chosen(Message):
        """A routine is to be started.

        Attributes:
            performance: Its session, put together and not begun.
        """

        def __init__(self, performance: "Performance") -> None:
            super().__init__()
            self.performance = performance

    class EditRequested(Message):
        """A routine is to be changed, or made.

        Attributes:
            sheet: The routine, laid out.
        """

        def __init__(self, sheet: "Sheet") -> None:
            super().__init__()
            self.sheet = sheet

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._all: tuple[RoutineSummary, ...] | None = None
        self._shown: list[RoutineSummary] = []
        self._notices = Notices(
            self._show_notice,
            lambda: self.query_one("#keys").size.width,
            lambda after_ms, call: self.set_timer(after_ms / 1000, call),
        )
        self._outlines: dict[str, tuple[Line, ...] | str] = {}

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Headline("stretchtui", id="headline")
        yield Input(placeholder="name, tag or muscle", id="filter", compact=True, select_on_focus=False)
        with Container(id="columns"):
            yield RowList([Row("Looking for routines …", ink="quiet", choosable=False)], id="routines")
            yield Page(id="preview")
        yield KeyBar(hints(HOME_ACTIONS), id="keys")

    def on_mount(self) -> None:
        """Look for routines once the first frame is on the screen."""
        self._filter.display = False
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.action_reload()
        if self._services.needs_health_note():
            from stretchtui.app.screens.health import HealthScreen

            self.app.push_screen(HealthScreen(), lambda _: self._services.health_note_seen())

    # -- the list ------------------------------------------------------------------------------------------------------

    @property
    def _list(self) -> RowList:
        return self.query_one("#routines", RowList)

    @property
    def _filter(self) -> Input:
        return self.query_one("#filter", Input)

    def action_reload(self) -> None:
        """Look for routines again, off the screen's thread."""
        self._outlines.clear()
        self.run_worker(self._load, thread=True, group="routines", exclusive=True)

    def _load(self) -> None:
        try:
            found: tuple[RoutineSummary, ...] | str = tuple(self._services.routines())
        except (OSError, CannotOpen) as fault:
            found = f"The routines cannot be read: {fault}"
        self.app.call_from_thread(self._loaded, found)

    def _loaded(self, found: "tuple[RoutineSummary, ...] | str") -> None:
        if isinstance(found, str):
            self._all = ()
            self.notice(found)
        else:
            self._all = tuple(sorted(found, key=lambda one: (one.problem is not None, one.name.casefold())))
        self._refill()

    def _refill(self) -> None:
        if self._all is None:
            return
        words = self._filter.value.casefold().split()
        kept = self._current()
        self._shown = [one for one in self._all if all(word in _haystack(one) for word in words)]
        rows = [_row(one) for one in self._shown]
        if not rows:
            texts = ["No routine has these words."] if words else ["No routines yet. Write one:", "stretchtui new NAME"]
            rows = [Row(text, ink="quiet", choosable=False) for text in texts]
        cursor = next((place for place, one in enumerate(self._shown) if kept is not None and one.id == kept.id), 0)
        self._list.set_rows(rows, cursor)
        count = len(self._all)
        self.query_one("#headline", Headline).show("1 routine" if count == 1 else f"{count} routines")
        self._preview()

    def _current(self) -> "RoutineSummary | None":
        """Return the routine under the cursor."""
        cursor = self._list.cursor
        return self._shown[cursor] if cursor is not None and cursor < len(self._shown) else None

    @on(RowList.Moved)
    def _preview(self) -> None:
        """Show what is known of the routine under the cursor, and look the rest up."""
        current = self._current()
        page = self.query_one("#preview", Page)
        if current is None:
            page.show([])
            return
        found = self._outlines.get(current.id)
        page.show(_paragraphs(current, found))
        if found is None and current.problem is None:
            self.run_worker(partial(self._look_up, current), thread=True, group="preview", exclusive=True)

    def _look_up(self, summary: "RoutineSummary") -> None:
        try:
            found: tuple[Line, ...] | str = outline(self._services.plan(summary.id))
        except CannotOpen as fault:
            found = str(fault)
        self.app.call_from_thread(self._looked_up, summary.id, found)

    def _looked_up(self, id: str, found: tuple[Line, ...] | str) -> None:
        self._outlines[id] = found
        current = self._current()
        if current is not None and current.id == id:
            self._preview()

    # -- what the person wants -----------------------------------------------------------------------------------------

    @on(RowList.Chosen)
    def action_start(self) -> None:
        """Start the routine under the cursor."""
        current = self._current()
        if current is None:
            return
        if current.problem is not None:
            self.notice(current.problem)
            return
        try:
            performance = self._services.open(current.id)
        except CannotOpen as fault:
            self.notice(str(fault))
            return
        self.post_message(self.Chosen(performance))

    def action_edit(self) -> None:
        """Change the routine under the cursor."""
        current = self._current()
        if current is not None:
            self._edit(lambda: self._services.edit(current.id))

    def action_new(self) -> None:
        """Make a routine: ask for its name, and for nothing else."""
        from stretchtui.app.screens.editor_dialogs import NameScreen

        def named(values: "Values | None") -> None:
            if values is not None:
                self._edit(lambda: self._services.new(values["name",]))

        self.app.push_screen(NameScreen(self._services.name_for_new()), named)

    def _edit(self, lay_out: "Callable[[], Sheet]") -> None:
        try:
            self.post_message(self.EditRequested(lay_out()))
        except CannotOpen as fault:
            self.notice(str(fault))

    def action_filter(self) -> None:
        """Show the line to search in."""
        self._filter.display = True
        self._filter.focus()

    def action_clear_filter(self) -> None:
        """Show all routines again."""
        self._filter.value = ""
        self._filter.display = False
        self._list.focus()

    @on(Input.Changed)
    def _on_filter_changed(self) -> None:
        self._refill()

    @on(Input.Submitted)
    def _on_filter_submitted(self) -> None:
        self._list.focus()

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        await self.app.run_action(message.action, self)

    def notice(self, text: str) -> None:
        """Say something in the last line for a while."""
        self._notices.say(text)

    def _show_notice(self, page: str) -> None:
        self.query_one("#keys", KeyBar).show(Keys(hints(HOME_ACTIONS), page))


def _haystack(summary: "RoutineSummary") -> str:
    return " ".join((summary.name, summary.id, *summary.tags, *summary.targets)).casefold()


def _row(summary: "RoutineSummary") -> Row:
    if summary.problem is not None:
        return Row(summary.name, "has a problem", ink="error")
    return Row(summary.name, _minutes(summary.total_ms))


def _minutes(ms: int) -> str:
    """Return a length in whole minutes: nobody chooses a routine by the second."""
    return format_span(ms if ms < 60_000 else (ms + 30_000) // 60_000 * 60_000)


def _paragraphs(summary: "RoutineSummary", lines: Sequence[Line] | str | None) -> list[Paragraph]:
    if summary.problem is not None:
        return [
            Paragraph(summary.name, bold=True),
            Paragraph(),
            Paragraph(summary.problem, ink="error"),
            Paragraph(),
            Paragraph("Mend the file, then press f5.", ink="quiet"),
        ]
    facts = " · ".join((format_span(summary.total_ms), f"level {summary.level} %", *summary.tags))
    found = [Paragraph(summary.name, bold=True)]
    if summary.summary:
        found.append(Paragraph(summary.summary))
    found += [Paragraph(), Paragraph(facts, ink="quiet")]
    if summary.targets:
        found.append(Paragraph(f"for {', '.join(summary.targets)}", ink="quiet"))
    if isinstance(lines, str):
        return [*found, Paragraph(), Paragraph(lines, ink="error")]
    section = None
    for line in lines or ():
        if line.section is not None and line.section is not section:
            section = line.section
            ink = {"warm_up": "phase-warm-up", "cool_down": "phase-cool-down"}.get(section.value, "phase-hold")
            found += [Paragraph(), Paragraph(SECTION_WORDS[section], ink=ink, bold=True)]
        found.append(Paragraph(line.name, right=line.dose, ink="foreground" if line.section else "phase-rest"))
    return found
