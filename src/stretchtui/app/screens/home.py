"""What to do now, all routines, and what the one under the cursor consists of."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from stretchcore.times import format_minutes, format_span
from stretchtui.actions import HOME_ACTIONS, MOVE_ACTIONS, START
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.notices import Notices
from stretchtui.app.outline import Line, outline
from stretchtui.app.services import CannotOpen, Services
from stretchtui.app.shelf import ALL, Shelf, Target, figures, shelf, sorted_routines, tags_of
from stretchtui.app.widgets.headline import APART, Headline
from stretchtui.app.widgets.keybar import KeyBar, Keys
from stretchtui.app.widgets.page import Paragraph
from stretchtui.app.widgets.preview import About, Preview
from stretchtui.app.widgets.rows import PlainRows, Row, RowList
from stretchtui.app.widgets.tags import TagBar, Tags
from stretchtui.app.widgets.week import Week, WeekBars, bars_of
from stretchtui.today import week_of

if TYPE_CHECKING:
    from textual import events

    from stretchcore.plan import Plan
    from stretchtui.app.palette import Offer
    from stretchtui.app.screens.before import Beginning
    from stretchtui.app.screens.form import Values
    from stretchtui.drafting.sheet import Sheet
    from stretchtui.performance import Performance
    from stretchtui.summaries import RoutineSummary
    from stretchtui.today import Past

_MOST_TARGETS = 4

_MOST_DONE = 2
"""How many of the muscles that had the most are shown where there is no room for all."""

_LEAST_BARS = 3
"""With room for fewer muscles, the week is not shown below the list."""

_ROOMY_ROWS = 18
"""From so many rows on, there are headings and tags."""


class HomeScreen(Screen[None], inherit_bindings=False):
    """Everything that can be begun, with search and a preview."""

    CSS_PATH = "home.tcss"
    ACTIONS = (*HOME_ACTIONS, *MOVE_ACTIONS)
    AUTO_FOCUS = "#routines"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]  # noqa: RUF012  # Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_ROOMY_ROWS, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = bindings(HOME_ACTIONS)

    class Chosen(Message):
        """A routine is to be started, or a session to be gone on with.

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
        self._past: Past | None = None
        self._shelf = Shelf((), ())
        self._tags: tuple[str, ...] = ()
        self._tag = 0
        self._compact = False
        self._notices = Notices(
            self._show_notice,
            lambda: self.query_one("#keys").size.width,
            lambda after_ms, call: self.set_timer(after_ms / 1000, call),
        )
        self._plans: dict[str, tuple[Plan, tuple[Line, ...]] | str] = {}

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Headline("stretchtui", id="headline")
        yield TagBar(id="tags")
        yield Input(placeholder="name, tag or muscle", id="filter", compact=True, select_on_focus=False)
        with Container(id="columns"):
            with Vertical(id="left"):
                yield PlainRows([Row("Looking for routines …", ink="quiet", choosable=False)], id="routines")
                yield WeekBars(Week("This week", "of 10 min a muscle", ()), id="week")
            yield Preview(id="preview")
        yield KeyBar(hints(chosen(self, HOME_ACTIONS)), id="keys")

    def on_mount(self) -> None:
        """Look for routines once the first frame is on the screen."""
        self._filter.display = False
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.action_reload()
        if self._services.needs_health_note():
            from stretchtui.app.screens.health import HealthScreen

            self.app.push_screen(HealthScreen(), lambda _: self._services.health_note_seen())

    def on_resize(self, event: "events.Resize") -> None:
        """Leave the headings out where there is no room for them."""
        compact = event.size.height < _ROOMY_ROWS
        self._compact = compact
        self.call_after_refresh(self._refill)

    # -- the list ------------------------------------------------------------------------------------------------------

    @property
    def _list(self) -> RowList:
        return self.query_one("#routines", RowList)

    @property
    def _filter(self) -> Input:
        return self.query_one("#filter", Input)

    def action_reload(self) -> None:
        """Look for routines again, and for what was done, off the screen's thread."""
        self._plans.clear()
        self.run_worker(self._load, thread=True, group="routines", exclusive=True)

    def _load(self) -> None:
        past = self._services.past(self._services.today())
        try:
            found: tuple[RoutineSummary, ...] | str = tuple(self._services.routines())
        except (OSError, CannotOpen) as fault:
            found = f"The routines cannot be read: {fault}"
        self.app.call_from_thread(self._loaded, found, past)

    def _loaded(self, found: "tuple[RoutineSummary, ...] | str", past: "Past") -> None:
        faults = [text for text in (found if isinstance(found, str) else "", past.fault) if text]
        self._all = () if isinstance(found, str) else sorted_routines(found)
        self._past = past
        self._tags = tags_of(self._all)
        self._tag = min(self._tag, max(0, len(self._tags) - 1))
        self._refill()
        for fault in faults:
            self.notice(fault)

    def _refill(self) -> None:
        if self._all is None or self._past is None:
            return
        kept = self._current()
        self._shelf = shelf(
            self._all,
            self._past,
            self._services.today(),
            words=self._filter.value,
            tag=self._tags[self._tag] if self._tag else ALL,
            compact=self._compact,
            columns=self._list.columns,
        )
        self._list.set_rows(self._shelf.rows, self._shelf.place_of(kept))
        self._show_week()
        self.query_one("#headline", Headline).show(figures(len(self._all), self._past))
        self.query_one(TagBar).show(Tags(self._tags, self._tag))
        self._preview()

    def _show_week(self) -> None:
        """Show the week's dose below the list where there is room; of many muscles, the most and the least."""
        assert self._all is not None
        assert self._past is not None
        bars = bars_of(week_of(self._all, self._past))
        room = self.query_one("#left").size.height - len(self._shelf.rows) - 2
        most = max(0, min(_MOST_DONE, room // 2))
        shown = bars if room >= len(bars) else (*bars[:most], *bars[len(bars) - room + most :])
        goal = f"{len(bars) - len(shown)} more: w" if len(shown) < len(bars) else "of 10 min a muscle"
        week = self.query_one(WeekBars)
        week.display = not self._compact and bool(bars) and room >= min(_LEAST_BARS, len(bars))
        week.styles.height = len(shown) + 1
        week.show(Week("This week", goal, shown))

    def action_week(self) -> None:
        """Show how long each muscle was stretched this week."""
        from stretchtui.app.screens.week import WeekScreen

        if self._all is not None and self._past is not None:
            self.app.push_screen(WeekScreen(week_of(self._all, self._past)))

    def _current(self) -> Target | None:
        """Return what is under the cursor."""
        cursor = self._list.cursor
        return self._shelf.targets[cursor] if cursor is not None and cursor < len(self._shelf.targets) else None

    @on(RowList.Moved, "#routines")
    def _preview(self) -> None:
        """Show what is known of the routine under the cursor, and look the rest up."""
        current = self._current()
        summary = None if current is None else current.summary
        found = None if current is None else self._plans.get(current.id)
        self.query_one(Preview).show(about(current, found))
        self._show_keys()
        if found is None and summary is not None and summary.problem is None:
            self.run_worker(partial(self._look_up, summary.id), thread=True, group="preview", exclusive=True)

    def _look_up(self, id: str) -> None:
        try:
            plan = self._services.plan(id)
            found: tuple[Plan, tuple[Line, ...]] | str = (plan, outline(plan))
        except CannotOpen as fault:
            found = str(fault)
        self.app.call_from_thread(self._looked_up, id, found)

    def _looked_up(self, id: str, found: "tuple[Plan, tuple[Line, ...]] | str") -> None:
        self._plans[id] = found
        current = self._current()
        if current is not None and current.id == id:
            self._preview()

    # -- what the person wants -----------------------------------------------------------------------------------------

    def action_start(self) -> None:
        """Start what is under the cursor."""
        current = self._current()
        if current is not None:
            self._start(current)

    @on(RowList.Chosen, "#routines")
    def _on_chosen(self) -> None:
        self.action_start()

    def _start(self, target: Target) -> None:
        if target.session is None and target.summary is not None and target.summary.problem is not None:
            self.notice(target.summary.problem)
            return
        if target.session is None and self._services.asks_pain:
            self._ask(target)
        else:
            self._open(target, None)

    def _ask(self, target: Target) -> None:
        """Ask what is to be known before a session, then begin it."""
        from stretchtui.app.screens.before import BeforeScreen

        def answered(beginning: "Beginning | None") -> None:
            if beginning is not None:
                self._open(target, beginning.pain)

        summary = target.summary
        facts = () if summary is None else (f"{format_span(summary.total_ms)}, level {summary.level} %",)
        self.app.push_screen(BeforeScreen(self._services, target.id, target.name, facts), answered)

    def _open(self, target: Target, pain: int | None) -> None:
        try:
            if target.session is None:
                performance = self._services.open(target.id)
            else:
                performance = self._services.resume(target.session)
        except CannotOpen as fault:
            self.notice(str(fault))
            return
        performance.recorder.pain_before = pain
        self.post_message(self.Chosen(performance))

    def action_edit_routine(self) -> None:
        """Change the routine under the cursor."""
        current = self._current()
        if current is not None:
            self._edit(lambda: self._services.edit(current.id))

    def action_new_routine(self) -> None:
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

    def offers(self) -> "Iterator[Offer]":
        """Yield what the command palette offers here beside the actions: every routine, and every setting."""
        from stretchtui.app.palette import Offer

        for one in self._all or ():
            if one.problem is None:
                yield Offer(
                    f"Start: {one.name}",
                    format_minutes(one.total_ms),
                    partial(self._start, Target(one.id, one.name, one)),
                )

        for row in self._services.settings()[0]:
            if not row.key.startswith(("keys.", "levels.", "theme")):
                opens = partial(self.app.run_action, f"app.settings('{row.key}')", self)
                yield Offer(f"Setting: {row.key.replace('_', ' ').replace('.', ' ')}", "", opens)

    def action_next_step(self) -> None:
        """Look at the next exercise of the routine."""
        self.query_one(Preview).look(1)

    def action_previous_step(self) -> None:
        """Look at the exercise before."""
        self.query_one(Preview).look(-1)

    def action_tag(self) -> None:
        """Show only routines with the next tag."""
        self._choose_tag(self._tag + 1)

    def action_tag_back(self) -> None:
        """Show only routines with the tag before."""
        self._choose_tag(self._tag - 1)

    @on(TagBar.Picked)
    def _on_tag_picked(self, message: TagBar.Picked) -> None:
        self._choose_tag(message.index)

    def _choose_tag(self, index: int) -> None:
        if self._tags:
            self._tag = index % len(self._tags)
            self._refill()
            if self._compact:  # the line with the tags has no room
                self.notice(f"tag: {self._tags[self._tag]}")

    def action_filter(self) -> None:
        """Show the line to search in."""
        self._filter.display = True
        self._filter.focus()

    def action_clear_filter(self) -> None:
        """Show all routines again."""
        self._tag = 0
        self._filter.value = ""
        self._filter.display = False
        self._list.focus()
        self._refill()

    @on(Input.Changed)
    def _on_filter_changed(self) -> None:
        self._refill()

    @on(Input.Submitted)
    def _on_filter_submitted(self) -> None:
        self._list.focus()

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        await self.app.run_action(message.action, self)

    # -- the last line -------------------------------------------------------------------------------------------------

    def notice(self, text: str) -> None:
        """Say something in the last line for a while."""
        self._notices.say(text)

    def _show_notice(self, _page: str) -> None:
        self._show_keys()

    def _show_keys(self) -> None:
        current = self._current()
        labels = {START.name: "go on"} if current is not None and current.session is not None else None
        shown = hints(chosen(self, HOME_ACTIONS), labels)
        self.query_one("#keys", KeyBar).show(Keys(shown, self._notices.page))

    def show_keys(self) -> None:
        """Show the keys anew: others may count now."""
        self._show_keys()


def about(target: Target | None, found: "tuple[Plan, tuple[Line, ...]] | str | None") -> About:
    """Return what the preview shows.

    Args:
        found: The routine laid out, or why it cannot be; None while that is not known.
    """
    if target is None:
        return About()
    summary = target.summary
    if summary is None:
        text = "It is not among the routines any more. You can go on with it all the same."
        return About((Paragraph(target.name, bold=True), Paragraph(), Paragraph(text, ink="quiet")))
    if summary.problem is not None:
        return About(
            (
                Paragraph(summary.name, bold=True),
                Paragraph(),
                Paragraph(summary.problem, ink="error"),
                Paragraph(),
                Paragraph("Mend the file, then press f5.", ink="quiet"),
            )
        )
    words = [Paragraph(summary.name, bold=True)]
    if summary.summary:
        words.append(Paragraph(summary.summary))
    facts = APART.join((format_span(summary.total_ms), f"level {summary.level} %", *summary.tags))
    words += [Paragraph(), Paragraph(facts, ink="quiet")]
    if summary.targets:
        words.append(Paragraph(_targets_words(summary.targets), ink="quiet"))
    if isinstance(found, str):
        return About((*words, Paragraph(), Paragraph(found, ink="error")))
    return About(tuple(words), *(found or (None, ())))


def _targets_words(targets: tuple[str, ...]) -> str:
    """Return the muscles that are worked most, and how many others there are."""
    others = len(targets) - _MOST_TARGETS
    return f"for {', '.join(targets[:_MOST_TARGETS])}" + (f" and {others} more" if others > 0 else "")
