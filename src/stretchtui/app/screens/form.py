"""A form over the editor: a line a field, what is wrong with it beside it, and below what it all comes to."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from stretchcore.routine import Path
from stretchtui.actions import CLEAR_FIELD, FIELD_ACTIONS
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.widgets.fields import ChoiceField, Label, Note, Tap, TextField
from stretchtui.app.widgets.keybar import KeyBar
from stretchtui.app.widgets.sentences import Words
from stretchtui.drafting.fields import Field, Verdict

if TYPE_CHECKING:
    from textual import events

Values = Mapping[Path, str]

_WIDEST = 76
_NARROW = 50
"""Below so many columns there is no room beside a field."""


class FormScreen(ModalScreen[Values | None], inherit_bindings=False):
    """Asks for values; the answer is their texts by field, or None."""

    CSS_PATH = "form.tcss"
    ACTIONS = FIELD_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(FIELD_ACTIONS)

    def __init__(self, title: str, fields: tuple[Field, ...], judge: Callable[[Values], Verdict]) -> None:
        """Make the form.

        Args:
            judge: Tells what other values come to, and what is wrong with them.
        """
        super().__init__()
        self._title = title
        self._fields = fields
        self._judge = judge
        self._verdict: Verdict | None = None
        self._texts: dict[Path, TextField | ChoiceField] = {}
        self._notes: dict[Path, Label] = {}

    def compose(self) -> ComposeResult:
        """Make the card."""
        with Vertical(id="card"):
            yield Words(self._title, id="heading")
            with VerticalScroll(id="fields", can_focus=False):
                for place, field in enumerate(self._fields):
                    yield self._row(place, field)
            yield Note((), id="note")
            # Where nothing is usual, a field is only emptied.
            labels = {} if any(field.usual for field in self._fields) else {CLEAR_FIELD.name: "empty"}
            yield KeyBar(hints(chosen(self, FIELD_ACTIONS), labels), id="keys")

    def _row(self, place: int, field: Field) -> Horizontal:
        text: TextField | ChoiceField
        label = Label((field.label, "quiet"))
        label.add_class("label")
        if field.kind == "choice":
            text = ChoiceField(field.value, field.usual, field.choices, id=f"field-{place}")
            parts: list[Widget] = [label, text]
        else:
            text = TextField(field.value, placeholder=field.usual, compact=True, id=f"field-{place}")
            parts = [label, text]
            if field.has_steps:
                text.add_class("stepped")
                parts = [label, Tap("−", f"less {place}"), text, Tap("+", f"more {place}"), Tap("×", f"clear {place}")]
            elif field.kind in ("text", "words"):
                text.add_class("long")
        self._texts[field.path] = text
        if field.has_steps:
            note = self._notes[field.path] = Label(("", "quiet"))
            note.add_class("note")
            parts.append(note)
        row = Horizontal(*parts, classes="row")
        if field.label in ("get ready", "kind") and place > 1:
            row.add_class("apart")
        return row

    def on_mount(self) -> None:
        """Begin in the first field, all of it selected where one would write another."""
        self._fit()
        next(iter(self._texts.values())).focus()
        self._look()

    def on_resize(self, _event: "events.Resize") -> None:
        """Give the card another size."""
        self._fit()

    def _fit(self) -> None:
        width, height = self.app.size
        card = self.query_one("#card")
        roomy = height >= 18
        side = 3 if width >= _NARROW else 0
        card.styles.padding = (1 if roomy else 0, side)
        card.styles.width = min(width, _WIDEST + 2 * side)
        rows = len(self._fields) + sum(row.has_class("apart") for row in self.query(".row"))
        note = 3 if height >= 14 else 1
        air = 5 if roomy else 0
        card.styles.height = min(height, rows + note + 2 + air)
        self.query_one("#note").styles.height = note
        self.set_class(width < _NARROW, "-tight")
        self.set_class(roomy, "-roomy")
        self.query_one("#heading").display = height >= 5

    # -- what is typed -------------------------------------------------------------------------------------------------

    @property
    def values(self) -> Values:
        """The texts in the fields."""
        return {path: text.value for path, text in self._texts.items()}

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    def _look(self) -> Verdict:
        """Say what the values come to, and what is wrong with them; return it."""
        verdict = self._verdict = self._judge(self.values)
        self._show_notes()
        said = [(f"! {self._label(path)}: {fault}", "error") for path, fault in verdict.faults.items()]
        said += [(f"! {fault}", "error") for fault in verdict.other]
        self.query_one("#note", Note).show(tuple(said) if said else ((verdict.words, "quiet"),))
        return verdict

    def on_descendant_focus(self) -> None:
        """Say beside the field that is typed in what can be written there."""
        self.call_after_refresh(self._show_notes)

    def _show_notes(self) -> None:
        faults = self._verdict.faults if self._verdict else {}
        for field in self._fields:
            fault, note = faults.get(field.path), self._notes.get(field.path)
            if note is None:
                continue
            if fault:
                note.show((f"! {fault}", "error"))
            else:
                note.show((field.hint if self._texts[field.path].has_focus else "", "quiet"))

    def _label(self, path: Path) -> str:
        return next(field.label for field in self._fields if field.path == path)

    def _focused(self) -> int | None:
        return next((place for place, text in enumerate(self._texts.values()) if text.has_focus), None)

    def action_more(self) -> None:
        """A little more in the field that is typed in."""
        self._nudge_focused(1)

    def action_less(self) -> None:
        """A little less in the field that is typed in."""
        self._nudge_focused(-1)

    def _nudge_focused(self, by: int) -> None:
        place = self._focused()
        if place is not None:
            self._nudge(place, by)

    def _nudge(self, place: int, by: int) -> None:
        field = self._fields[place]
        text = self._texts[field.path]
        if isinstance(text, TextField) and field.has_steps:
            text.value = field.nudged(text.value, by)
            text.cursor_position = len(text.value)

    def action_clear(self) -> None:
        """Empty the field that is typed in."""
        place = self._focused()
        if place is not None:
            self._texts[self._fields[place].path].value = ""

    @on(Tap.Tapped)
    def _on_tapped(self, message: Tap.Tapped) -> None:
        what, _, place = message.tap.does.partition(" ")
        text = self._texts[self._fields[int(place)].path]
        text.focus()
        if what == "clear":
            text.value = ""
        else:
            self._nudge(int(place), 1 if what == "more" else -1)

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Take the values, unless one that was changed is wrong.

        Enter comes through the field that is typed in, so that it counts after what was typed before it.
        """
        verdict = self._look()
        wrong = [path for path in verdict.faults if self.values[path] != self._first(path)]
        if verdict.text is None or wrong:
            if wrong:
                self._texts[wrong[0]].focus()
            self.app.bell()
            return
        self.dismiss(self.values)

    def _first(self, path: Path) -> str:
        return next(field.value for field in self._fields if field.path == path)

    def action_close(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        message.stop()
        await self.app.run_action(message.action, self)
