"""What is asked after a session: how it feels, and what becomes of it. One key leaves without an answer."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from stretchtui.actions import AFTER_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.screens.lessons import LessonDialog
from stretchtui.app.screens.summary import heading_of, paragraphs
from stretchtui.app.services import CannotChange, Services
from stretchtui.app.tally import Tally
from stretchtui.app.widgets.page import Paragraph
from stretchtui.app.widgets.scale import Scale

if TYPE_CHECKING:
    from stretchtui.app.screens.form import Values
    from stretchtui.performance import Performance


class AfterScreen(LessonDialog[None]):
    """Says honestly what was done, asks how it feels, and says what the next level would be."""

    ACTIONS = (*AFTER_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(AFTER_ACTIONS)
    WIDEST = 72
    LARGE_TITLE = True
    FULL = True

    def __init__(self, tally: Tally, performance: "Performance", services: Services) -> None:
        title, ink = heading_of(tally)
        words = paragraphs(tally, performance.notices)
        super().__init__(title, words, services, performance.plan.id, "enter leaves without an answer")
        self._ink = ink
        self._performance = performance
        self._note = ""

    def before_learning(self) -> None:
        """Wait for the session to be in the log."""
        self._performance.finish()

    def further(self) -> list[Paragraph]:
        """Return the note."""
        return [Paragraph(), Paragraph(f"“{self._note}”", ink="phase-hold")] if self._note else []

    def action_close(self) -> None:
        """Leave."""
        self.dismiss(None)

    def action_note(self) -> None:
        """Ask for a line about this session."""
        from stretchtui.app.screens.note import NoteScreen

        def noted(values: "Values | None") -> None:
            if values is not None:
                self._note = values["note",].strip()
                self.show_words()
                self._write()

        self.app.push_screen(NoteScreen(self._note), noted)

    @on(Scale.Said)
    def _write(self) -> None:
        """Write what was said as it stands, and look what follows from it."""
        self.run_worker(self._written, thread=True)

    def _written(self) -> None:
        with self._learning:  # whichever worker comes last writes what was said last
            assert self.scale is not None
            self._performance.finish()
            try:
                self._services.rate(self._performance.session_id, after=self.scale.pain, note=self._note)
                fault = ""
            except CannotChange as error:
                fault = str(error)
        self.app.call_from_thread(partial(self._kept, fault))

    def _kept(self, fault: str) -> None:
        self._fault = fault
        if fault:
            self.show_words()
        elif self.is_attached:
            self.learn()
