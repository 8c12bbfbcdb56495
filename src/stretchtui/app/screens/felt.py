"""What one says afterwards of the pain before a session and after it."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from stretchtui.actions import FELT_ACTIONS
from stretchtui.app.actions import bindings, chosen, hints
from stretchtui.app.screens.dialog import WORDY_COLUMNS, Dialog
from stretchtui.app.widgets.keybar import KeyBar
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.scale import ROWS, Scale
from stretchtui.app.widgets.sentences import Words
from stretchtui.logged import Felt

if TYPE_CHECKING:
    from stretchtui.logged import Entry

_BOTH_ROWS = 14
"""From so many rows on, both questions are in sight."""

_SHORT_QUESTIONS = ("Pain before?", "Pain after?")
_QUESTIONS = ("How much did it hurt before?", "How much did it hurt after?")


class FeltScreen(Dialog[Felt | None]):
    """Two scales, of which one takes the digits; the answer is what is felt, or None."""

    ACTIONS = FELT_ACTIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(FELT_ACTIONS)
    WIDEST = 60

    def __init__(self, entry: "Entry") -> None:
        """Make the screen.

        Args:
            entry: The session.
        """
        self._felt = entry.felt
        self._scales = tuple(Scale(question, "nothing said") for question in _QUESTIONS)
        when = f"{entry.day:%A} {entry.day.day} {entry.day:%B}, {entry.time}"
        super().__init__(entry.name, Page([Paragraph(when, ink="quiet")]), scale=self._scales[0])
        self.body.can_focus = False

    def compose(self) -> ComposeResult:
        """Make the card."""
        with Vertical(id="card"):
            yield Words(self._title, id="heading", ink=self._ink)
            yield self.body
            yield from self._scales
            yield KeyBar(hints(chosen(self, self.ACTIONS)), id="keys")

    def on_mount(self) -> None:
        """Show what was said till now."""
        for scale, pain in zip(self._scales, self._felt[:2], strict=True):
            scale.say(pain)
        self._turn_to(self._scales[0])

    def _fit(self) -> None:
        super()._fit()
        assert self.scale is not None
        width, height = self.app.size
        for one, question in zip(self._scales, _QUESTIONS if width >= WORDY_COLUMNS else _SHORT_QUESTIONS, strict=True):
            one.ask(f"▸ {question}" if one is self.scale else f"  {question}")
        both = height >= _BOTH_ROWS
        for scale in self._scales:
            scale.display = self.scale.display and (both or scale is self.scale)
            scale.styles.height = self.scale.styles.height
            scale.styles.margin = self.scale.styles.margin
        if both:
            card = self.query_one("#card")
            before = card.styles.height
            assert before is not None
            card.styles.height = min(height, int(before.value) + ROWS + 1)

    def _turn_to(self, scale: Scale) -> None:
        """Let a scale take the digits."""
        self.scale = scale
        self._fit()

    def action_other_scale(self) -> None:
        """Go to the other question."""
        self._turn_to(self._scales[self.scale is self._scales[0]])

    @on(Scale.Said)
    def _on_said(self, message: Scale.Said) -> None:
        """Let the scale that was pointed at take the digits."""
        if isinstance(message.control, Scale) and message.control.is_mouse_over:
            self._turn_to(message.control)

    def action_accept(self) -> None:
        """Take what is said now."""
        before, after = (scale.pain for scale in self._scales)
        self.dismiss(self._felt._replace(before=before, after=after))

    def action_close(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)
