"""The settings: all of them, changed where they stand, and what each means."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input

from stretchtui.actions import DISCARD, KEEP, MOVE_ACTIONS, SETTINGS_ACTIONS, TYPING_ACTIONS, Action
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.forms import Form, Kind, groups
from stretchtui.app.notices import Notices
from stretchtui.app.services import CannotChange, CannotOpen, Services
from stretchtui.app.themes import THEMES
from stretchtui.app.widgets.fields import Line
from stretchtui.app.widgets.headline import Headline
from stretchtui.app.widgets.keybar import KeyBar, Keys
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.painted import wrap
from stretchtui.app.widgets.rows import PlainRows, Row, RowList

if TYPE_CHECKING:
    from stretchcore.problems import Problem

_ROOMY_ROWS = 16
"""From so many rows on, there is air, and the meaning of a setting below the list."""


class _ValueInput(Line):
    """The line in which a setting is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(one.keys), run, one.description, show=False, id=one.id)
        for one, run in ((KEEP, "submit"), (DISCARD, "screen.discard"))
    ]


class SettingsScreen(Screen[None], inherit_bindings=False):
    """A form in which a change counts at once."""

    CSS_PATH = "settings.tcss"
    ACTIONS = (*SETTINGS_ACTIONS, *MOVE_ACTIONS)
    AUTO_FOCUS = "#settings"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (_ROOMY_ROWS, "-high")]  # noqa: RUF012  # Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(SETTINGS_ACTIONS)

    def __init__(self, services: Services, name: str = "") -> None:
        """Make the screen.

        Args:
            name: The setting to begin with.
        """
        super().__init__()
        self._services = services
        self._wanted = name
        self._routines: dict[str, str] = {}
        self._forms: list[Form | None] = []  # what each row stands for
        self._typing: Form | None = None
        self._notices = Notices(
            lambda _: self._show_keys(),
            lambda: self.query_one("#keys").size.width,
            lambda after_ms, call: self.set_timer(after_ms / 1000, call),
        )

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Headline("Settings", id="headline")
        yield PlainRows(id="settings")
        with Vertical(id="below"):
            yield Page(id="meaning")
            yield _ValueInput(id="value", compact=True, select_on_focus=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the settings; the names of the routines come when they are read."""
        self.query_one("#meaning", Page).can_focus = False
        self.query_one(Headline).show(self._services.settings_file())
        self._input.display = False
        self.call_after_refresh(self.refill)
        self.run_worker(self._load, thread=True)

    def _load(self) -> None:
        try:
            found = {one.id: one.name for one in self._services.routines() if one.problem is None}
        except (OSError, CannotOpen):  # the home screen says so
            found = {}
        self.app.call_from_thread(self._loaded, found)

    def _loaded(self, routines: dict[str, str]) -> None:
        self._routines = dict(sorted(routines.items(), key=lambda item: item[1].casefold()))
        self.refill()

    def on_resize(self) -> None:
        """Show as much of a notice as there is room for."""
        self.call_after_refresh(self._show_keys)

    # -- what is shown -------------------------------------------------------------------------------------------------

    @property
    def _list(self) -> RowList:
        return self.query_one("#settings", RowList)

    @property
    def _input(self) -> Input:
        return self.query_one("#value", Input)

    def refill(self) -> None:
        """Show what the file says now, and on top what is wrong with it."""
        current = self._current()
        wanted = current.name if current is not None else self._wanted
        found, problems = self._services.settings()
        rows = _problem_rows(problems, self._list.columns - 4)
        self._forms = []
        for group in groups(found, [theme.name for theme in THEMES], self._routines):
            if rows:
                rows.append(Row("", choosable=False))
            rows.append(Row(group.heading, ink="phase-hold", bold=True, choosable=False))
            rows += map(_row, group.forms)
            self._forms += [None] * (len(rows) - len(self._forms) - len(group.forms)) + list(group.forms)
        cursor = next((place for place, one in enumerate(self._forms) if one is not None and one.name == wanted), 0)
        self._list.set_rows(rows, cursor)

    def _current(self) -> Form | None:
        cursor = self._list.cursor
        return self._forms[cursor] if cursor is not None and cursor < len(self._forms) else None

    @on(RowList.Moved, "#settings")
    def _explain(self) -> None:
        """Say what the setting under the cursor means."""
        if self._typing is None:
            form = self._current()
            self.query_one("#meaning", Page).show([] if form is None else _meaning(form))
            self._show_keys()

    def notice(self, text: str) -> None:
        """Say something in the last line for a while."""
        self._notices.say(text)

    def _show_keys(self) -> None:
        shown = hints(chosen(self, self._useful()))
        self.query_one("#keys", KeyBar).show(Keys(shown, self._notices.page))

    def _useful(self) -> tuple[Action, ...]:
        """Return the actions that do something with the setting under the cursor."""
        if self._typing is not None:
            return TYPING_ACTIONS
        form = self._current()
        left_out = set() if form is None or form.kind is not Kind.TEXT else {"further"}
        if form is None or form.is_default:
            left_out.add("reset")
        return tuple(one for one in SETTINGS_ACTIONS if one.id not in left_out)

    # -- what the person wants -----------------------------------------------------------------------------------------

    def action_set_value(self) -> None:
        """Change the setting: what can be chosen goes on to the next value, the rest is typed."""
        form = self._current()
        if form is None:
            return
        if form.kind is Kind.CHOICE:
            self._choose(1)
        else:
            self._type(form)

    @on(RowList.Chosen, "#settings")
    def _on_chosen(self) -> None:
        self.action_set_value()

    def action_further(self) -> None:
        """Choose the next value."""
        self._choose(1)

    def action_nearer(self) -> None:
        """Choose the value before."""
        self._choose(-1)

    def _choose(self, by: int) -> None:
        form = self._current()
        value = None if form is None else form.chosen(by)
        if form is not None and value is not None and value != form.value:
            self._write(form.name, value)

    def action_reset(self) -> None:
        """Put the setting back to its default."""
        form = self._current()
        if form is not None and not form.is_default:
            self._write(form.name, None)

    def _write(self, name: str, text: str | None) -> bool:
        try:
            self._services.change_setting(name, text)
        except CannotChange as fault:
            self.notice(str(fault))
            return False
        self._apply(name)
        self.refill()
        return True

    def _apply(self, name: str) -> None:
        """Let a change be seen at once."""
        apply = getattr(self.app, "apply_setting", None)
        if apply is not None:
            apply(name)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        if message.action == "keep":
            self._keep()
        else:
            await self.app.run_action(message.action, self)

    # -- typing --------------------------------------------------------------------------------------------------------

    def _type(self, form: Form) -> None:
        self._typing = form
        self._input.value = form.value.removesuffix(" %")
        self._input.cursor_position = len(self._input.value)
        self._input.display = True
        self._input.focus()
        self._judge()
        self._show_keys()

    @on(Input.Changed)
    def _judge(self) -> None:
        """Say what is wrong with what is typed, while it is typed."""
        form = self._typing
        if form is None:
            return
        fault = self._services.check_setting(form.name, self._input.value)
        words = _meaning(form)
        if fault:
            words = [Paragraph(fault, ink="phase-gap")]
        self.query_one("#meaning", Page).show(words)

    @on(Input.Submitted)
    def _keep(self) -> None:
        form = self._typing
        if form is not None and (self._input.value == form.value or self._write(form.name, self._input.value)):
            self._stop_typing()

    def action_discard(self) -> None:
        """Leave the setting as it was."""
        self._stop_typing()

    def _stop_typing(self) -> None:
        self._typing = None
        self._input.display = False
        self._list.focus()
        self._explain()


def _problem_rows(problems: "Sequence[Problem]", columns: int) -> list[Row]:
    if not problems:
        return []
    rows = [Row("Wrong in the file, and so at the default", ink="error", bold=True, choosable=False)]
    for problem in problems:
        text = str(replace(problem, file=Path(problem.file).name))
        rows += [Row(line, ink="error", choosable=False) for line in wrap(text, columns)]
    return rows


def _row(form: Form) -> Row:
    value = f"‹ {form.value} ›" if form.kind is not Kind.TEXT else form.value
    return Row(form.label, value, bold=not form.is_default)


def _meaning(form: Form) -> list[Paragraph]:
    default = "This is the default." if form.is_default else f"The default is {form.default or 'none'}."
    return [Paragraph(form.meaning, head=""), Paragraph(f"{default}  In the file: {form.name}", ink="quiet")]
