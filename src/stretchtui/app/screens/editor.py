"""The editor: a routine as a list of lines that are added, changed and moved, and what is to be said of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.screen import Screen

from stretchcore.motion import still
from stretchcore.routine import Path
from stretchtui.actions import DRAFT_ACTIONS, EDITOR_ACTIONS, LINE_ACTIONS, MENU, MOVE_ACTIONS
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.notices import Notices
from stretchtui.app.screens.editor_lines import checks, details, rows_of
from stretchtui.app.screens.picker import figure_rows
from stretchtui.app.services import CannotOpen, Services
from stretchtui.app.widgets.draft_title import DraftState, DraftTitle
from stretchtui.app.widgets.fields import Note
from stretchtui.app.widgets.figure import FigurePanel
from stretchtui.app.widgets.keybar import KeyBar, Keys
from stretchtui.app.widgets.page import Page
from stretchtui.app.widgets.rows import Row, RowList
from stretchtui.drafting import operations
from stretchtui.drafting.fields import fields_of, judge, routine_fields
from stretchtui.drafting.moving import destination, near, place_after
from stretchtui.drafting.pieces import CannotChange
from stretchtui.drafting.sheet import ChangedMeanwhile, HasProblems, Origin, Sheet
from stretchtui.files import FileFault

if TYPE_CHECKING:
    from textual import events

    from stretchtui.app.screens.form import Values
    from stretchtui.app.screens.picker import Addition
    from stretchtui.drafting.lines import DraftLine
    from stretchtui.performance import Performance

OWN_STEP = {"name": "My stretch", "hold": "20s"}
"""What an exercise of one's own begins with."""

REST_STEP = {"rest": "30s"}
"""What a rest begins with."""

REPEAT = 2
"""How often a new block is done."""


_LOW = 14
"""Below so many rows there is one line of keys, which a notice takes for a while."""

_AIRY = 22
"""From so many rows on, sections have an empty row between them."""

_FRAME_ROWS = 9
"""The rows around the two columns, and the air between the parts of the right one."""

_WIDEST = 132
"""The widest that the columns are, as the stylesheet says."""

_NOTHING = [Row("", choosable=False)]


class EditorScreen(Screen[None], inherit_bindings=False):
    """One routine that is being written."""

    CSS_PATH = "editor.tcss"
    ACTIONS = (*EDITOR_ACTIONS, *MOVE_ACTIONS)
    AUTO_FOCUS = "#lines"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-wide")]  # noqa: RUF012  # Textual declares it so
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_LOW, "-middle"), (_AIRY, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = bindings(EDITOR_ACTIONS)

    class TryRequested(Message):
        """The routine is to be run as it is.

        Attributes:
            performance: Its session, put together and not begun.
        """

        def __init__(self, performance: "Performance") -> None:
            super().__init__()
            self.performance = performance

    def __init__(self, services: Services, sheet: Sheet) -> None:
        """Make the screen.

        Args:
            sheet: The routine, laid out.
        """
        super().__init__()
        self._services = services
        self._sheet = sheet
        self._lines: tuple[DraftLine, ...] = ()
        self._places: list[int | None] = []  # which line each row is
        self._settled = False  # whether what becomes of the text is decided
        self._notices = Notices(
            self._show_notice,
            lambda: self.query_one("#keys").size.width,
            lambda after_ms, call: self.set_timer(after_ms / 1000, call),
        )

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield DraftTitle(DraftState("", "", "", ""), id="title")
        with Container(id="columns"):
            yield RowList(_NOTHING, id="lines")
            with Vertical(id="side"):
                yield FigurePanel(None, id="picture")
                yield Page(id="details")
                yield Page(id="checks")
        yield Note((), id="notice")
        yield KeyBar(hints(chosen(self, LINE_ACTIONS)), id="line-keys")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the routine, and ask about a draft that was left."""
        main = (operations.SECTIONS[1],)
        self._show(main if self._sheet.reading.is_empty else ())
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        when = self._sheet.left_over()
        if when is not None:
            from stretchtui.app.screens.editor_dialogs import LeftOverScreen

            text = f"A draft of {when:%Y-%m-%d %H:%M} was not stored. Begin anew, and it is put aside."
            self.app.push_screen(LeftOverScreen("Go on with the draft?", text), self._on_left_over)
        elif self._sheet.origin is Origin.BUILT_IN:
            self.notice("This routine is built in. What you store is a copy of your own, which takes its place.")
        if not self._sheet.reading.is_toml:
            self.notice(f"It cannot be changed here before it is mended: stretchtui edit {self._sheet.id}")

    def _on_left_over(self, answer: str | None) -> None:
        try:
            if answer:
                self._sheet.go_on_with_draft()
            else:
                self._sheet.set_draft_aside()
        except FileFault as fault:
            self.notice(str(fault))
        self._show(())

    def on_resize(self, _event: "events.Resize") -> None:
        """Show the rows and the keys that there is room for."""
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        line = self._line
        if line is not None:
            self._set_rows(self._lines.index(line))
        self._show_keys()
        self._fit_checks(self.query_one("#checks", Page))
        self._draw()

    # -- what is shown -------------------------------------------------------------------------------------------------

    @property
    def _list(self) -> RowList:
        return self.query_one("#lines", RowList)

    def _show(self, at: Path) -> None:
        """Show the routine as it is now, with the cursor on the line of a path, or near it."""
        reading = self._sheet.reading
        self._lines = reading.lines
        self._set_rows(near(self._lines, at))
        count = len(reading.problems)
        trouble = "" if not count or reading.is_empty else "1 problem" if count == 1 else f"{count} problems"
        states = {Origin.BUILT_IN: "built in", Origin.NEW: "new", Origin.OWN: ""}
        state = "not stored" if self._sheet.is_changed else states[self._sheet.origin]
        length = "" if reading.lengths_ms is None else reading.length
        self.query_one("#title", DraftTitle).show(DraftState(reading.name, state, length, trouble))
        self._show_keys()

    def _set_rows(self, place: int) -> None:
        rows, self._places = rows_of(self._lines, airy=self.size.height >= _AIRY)
        self._list.set_rows(rows, self._places.index(place))

    def _show_keys(self) -> None:
        """Show in the last lines what can be done."""
        page = self._notices.page
        low = self.size.height < _LOW
        shown = (*LINE_ACTIONS, *DRAFT_ACTIONS) if low else DRAFT_ACTIONS
        self.query_one("#keys", KeyBar).show(Keys(hints(chosen(self, shown)), page if low else ""))
        self.query_one("#notice", Note).show(((page, "phase-gap"),) if page else ())

    def _show_notice(self, _page: str) -> None:
        self._show_keys()

    def notice(self, text: str) -> None:
        """Say something in the last line for a while."""
        self._notices.say_instead(text)

    @property
    def _line(self) -> "DraftLine | None":
        cursor = self._list.cursor
        place = self._places[cursor] if cursor is not None and cursor < len(self._places) else None
        return None if place is None else self._lines[place]

    @property
    def _at(self) -> Path:
        return self._line.path if self._line is not None else ()

    @on(RowList.Moved)
    def _tell(self) -> None:
        """Say what is to be said of the line under the cursor, and of the whole."""
        reading = self._sheet.reading
        said = checks(reading, self._line)
        page = self.query_one("#checks", Page)
        page.show(said)
        self.set_class(not said, "-sound")
        self._fit_checks(page)
        self.query_one("#details", Page).show(details(self._line, reading))
        self._draw()

    def _fit_checks(self, page: Page) -> None:
        """Give what is to be said as many rows as it needs, and never so many that the list has too few."""
        width, height = self.size
        room = min(width, _WIDEST) - 4
        wide = self.has_class("-wide")
        most = max(3, height * 2 // 5 - 2) if wide else 2 if height < _AIRY else 4
        rows = min(most, page.rows_for((room * 4 // 9 - 4) if wide else room))
        page.styles.height = rows
        self.query_one("#side").styles.height = "1fr" if wide else rows + 1

    def _draw(self) -> None:
        """Show the figure of the exercise under the cursor, where there is room and it has one."""
        panel = self.query_one("#picture", FigurePanel)
        rows = figure_rows(self.size.height - _FRAME_ROWS) if self.has_class("-wide") else 0
        exercise = self._line.exercise if self._line is not None else None
        pose = still(exercise) if rows and exercise is not None and self._services.figures else None
        panel.display = pose is not None
        panel.styles.height = rows
        panel.show(pose)

    # -- changes -------------------------------------------------------------------------------------------------------

    def _change(self, what: str, make: Callable[[str], tuple[str, Path]]) -> bool:
        """Make a change, and show it; one line says why where it cannot be made."""
        before = self._at
        try:
            text, after = make(self._sheet.draft.text)
        except CannotChange as fault:
            self.notice(str(fault))
            return False
        changed = self._sheet.draft.change(text, what, before, after)
        self._show(after)
        return changed

    def _step(self) -> "DraftLine | None":
        """Return the line under the cursor, unless it is a section's."""
        line = self._line
        if line is None or line.kind == "section":
            self.notice("This is the name of a section: choose a line in it, or add one.")
            return None
        return line

    def action_add(self) -> None:
        """Choose what to add."""
        from stretchtui.app.screens.picker import PickerScreen

        line = self._line
        if line is None or not self._sheet.reading.is_toml:
            return
        section = next(one.name for one in self._lines if one.path == line.path[:1])
        wraps = line.kind != "section"
        self.app.push_screen(
            PickerScreen(self._sheet.library, section.lower(), can_wrap=wraps, figures=self._services.figures),
            self._on_addition,
        )

    def _on_addition(self, addition: "Addition | None") -> None:
        line = self._line
        if addition is None or line is None:
            return
        place = place_after(line)
        match addition.kind:
            case "exercise":
                item: dict[str, str] = {"exercise": addition.id}
            case "rest":
                item = REST_STEP
            case "own":
                item = OWN_STEP
            case _:
                self.action_block()
                return
        done = self._change("added", lambda text: (operations.insert(text, place, item), place))
        if done and addition.kind == "own":
            self._fill_in("Your exercise", take_back=True, before=line.path)

    @on(RowList.Chosen)
    def action_change(self) -> None:
        """Change the line under the cursor."""
        line = self._line
        if line is None:
            return
        if line.kind == "section":
            self.action_add()
            return
        self._fill_in(line.name)

    def _fill_in(self, title: str, *, take_back: bool = False, before: Path = ()) -> None:
        from stretchtui.app.screens.form import FormScreen

        line = self._line
        if line is None:
            return
        reading, path = self._sheet.reading, line.path
        fields = fields_of(reading, line)

        def filled(values: "Values | None") -> None:
            if take_back:  # it was only put in so that it could be looked at: adding it is one change
                self._sheet.draft.undo()
                self._show(before)
            if values is not None:
                what = f"added {values['name',]}" if take_back else f"changed {line.name}"
                self._take(judge(reading, path, fields, values).text, what, path)

        self.app.push_screen(FormScreen(title, fields, lambda values: judge(reading, path, fields, values)), filled)

    def _take(self, text: str | None, what: str, path: Path) -> None:
        if text is not None:
            self._change(what, lambda _: (text, path))

    def action_facts(self) -> None:
        """Change the routine itself."""
        from stretchtui.app.screens.form import FormScreen

        reading, at = self._sheet.reading, self._at
        fields = routine_fields(reading)

        def filled(values: "Values | None") -> None:
            if values is not None:
                self._take(judge(reading, (), fields, values).text, "changed the routine's facts", at)

        self.app.push_screen(
            FormScreen("The routine", fields, lambda values: judge(reading, (), fields, values)), filled
        )

    def action_remove(self) -> None:
        """Take the line out; the cursor stays where it is."""
        line = self._step()
        if line is not None:
            self._change(f"took out {line.name}", lambda text: (operations.remove(text, line.path), line.path))

    def action_double(self) -> None:
        """Put the line in once more."""
        line = self._step()
        if line is not None:
            self._change(f"doubled {line.name}", lambda text: operations.duplicate(text, line.path))

    def action_raise_line(self) -> None:
        """Move the line up."""
        self._shift(-1)

    def action_lower_line(self) -> None:
        """Move the line down."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        line = self._step()
        if line is None:
            return
        place = destination(self._lines, line.path, by)
        if place is not None:
            self._change(f"moved {line.name}", lambda text: operations.move(text, line.path, place))

    def action_block(self) -> None:
        """Put the line into a block, or undo the block that it is."""
        line = self._step()
        if line is None:
            return
        if line.kind == "block":
            self._change("undid a block", lambda text: (operations.unwrap(text, line.path), line.path))
        else:
            self._change("made a block", lambda text: (operations.wrap(text, line.path, REPEAT), line.path))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._go(self._sheet.draft.undo(), "Nothing to undo.", "Taken back")

    def action_redo(self) -> None:
        """Make the change again."""
        self._go(self._sheet.draft.redo(), "Nothing to do again.", "Done again")

    def _go(self, found: tuple[str, Path] | None, nothing: str, words: str) -> None:
        if found is None:
            self.notice(nothing)
            return
        self._show(found[1])
        self.notice(f"{words}: {found[0]}.")

    # -- trying and storing --------------------------------------------------------------------------------------------

    def action_try_out(self) -> None:
        """Run the routine as it is."""
        routine = self._sheet.reading.routine
        if routine is None:
            self.notice(f"It cannot run yet: {self._sheet.reading.problems[0].message}")
            return
        try:
            self.post_message(self.TryRequested(self._services.try_out(routine)))
        except CannotOpen as fault:
            self.notice(str(fault))

    def action_save(self) -> None:
        """Store the routine."""
        self._store(lambda: None)

    def _store(self, then: Callable[[], None], *, replace: bool = False) -> None:
        """Store the routine, and go on where that was done, or it waits as a draft."""
        from stretchtui.app.screens.editor_dialogs import ConflictScreen

        def replaced(answer: str | None) -> None:
            if answer:
                self._store(then, replace=True)

        try:
            stored = self._sheet.store(replace=replace)
        except ChangedMeanwhile:
            text = "Another program has changed the file since you opened it."
            self.app.push_screen(ConflictScreen("Replace the other version?", text), replaced)
            return
        except HasProblems:
            self._show(self._at)
            self.notice(f"Kept as a draft, not stored: {self._sheet.reading.problems[0].message}")
            then()
            return
        except FileFault as fault:
            self.notice(str(fault))
            return
        self._show(self._at)
        aside = f"; the other version is kept as {stored.aside}" if stored.aside else ""
        self.notice(f"Stored as {stored.path}{aside}")
        then()

    def action_leave_editor(self) -> None:
        """Go back to the routines, after a question where something is not stored."""
        from stretchtui.app.screens.editor_dialogs import UnsavedScreen

        if not self._sheet.is_changed:
            self._leave()
            return
        problems = self._sheet.reading.problems
        text = "It has problems: it would be kept as a draft." if problems else "What you have changed is not stored."
        self.app.push_screen(UnsavedScreen("Store the changes?", text), self._on_unsaved)

    def _on_unsaved(self, answer: str | None) -> None:
        if answer == "store":
            self._store(self._leave)
        elif answer == "drop":
            self._sheet.drop_draft()
            self._leave()

    def _leave(self) -> None:
        self._settled = True
        self.dismiss()

    def on_unmount(self) -> None:
        """Keep the text where the program ends before it is decided what becomes of it."""
        if not self._settled and self._sheet.is_changed:
            from contextlib import suppress

            with suppress(FileFault):
                self._sheet.keep()

    # -- keys ----------------------------------------------------------------------------------------------------------

    def action_menu(self) -> None:
        """Choose from all that can be done."""
        from stretchtui.app.screens.editor_dialogs import MenuScreen

        choices = tuple(one for one in (*LINE_ACTIONS, *DRAFT_ACTIONS) if one is not MENU)
        self.app.push_screen(MenuScreen(chosen(self, choices)), self._on_menu)

    async def _on_menu(self, action: str | None) -> None:
        if action is not None:
            await self.app.run_action(action, self)

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        await self.app.run_action(message.action, self)
