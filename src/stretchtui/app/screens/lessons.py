"""What the small screens before and after a session have in common: the pain, and what the log suggests."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stretchtui.actions import KEEP_IT, LEAVE_OUT, TAKE_LEVEL, Action
from stretchtui.app.actions import chosen, hints
from stretchtui.app.screens.dialog import WORDY_COLUMNS, Dialog, Result
from stretchtui.app.services import CannotChange, Services
from stretchtui.app.widgets.keybar import KeyBar, Keys
from stretchtui.app.widgets.page import Page, Paragraph
from stretchtui.app.widgets.scale import Scale

if TYPE_CHECKING:
    from stretchtui.learning import Lesson, Offer

QUESTION = "How much does it hurt now?"
_SHORT_QUESTION, _SHORT_SKIP = "Does it hurt? 0–10", "enter: no answer"


class LessonDialog(Dialog[Result]):
    """Asks for the pain, and shows a level or an exclusion that is suggested; each can be taken, kept or passed by."""

    def __init__(self, title: str, words: Sequence[Paragraph], services: Services, routine: str, skip: str) -> None:
        """Make the screen.

        Args:
            words: What it says besides.
            routine: The routine's id.
            skip: How one goes on without an answer.
        """
        super().__init__(title, Page(words), scale=Scale(QUESTION, skip))
        self._skip = skip
        self._words = tuple(words)
        self._services = services
        self._routine = routine
        self._lesson: Lesson | None = None
        self._offer: Offer | None = None  # the one that is asked now
        self._answered: list[str] = []
        self._fault = ""
        self._learning = threading.Lock()

    def on_mount(self) -> None:
        """Look what the log says, off this thread."""
        super().on_mount()
        self.show_keys()
        self.learn()

    def _fit(self) -> None:
        super()._fit()
        assert self.scale is not None
        wordy = self.app.size.width >= WORDY_COLUMNS
        self.scale.ask(*(QUESTION, self._skip) if wordy else (_SHORT_QUESTION, _SHORT_SKIP))

    def learn(self) -> None:
        """Look what the log says now."""
        self.run_worker(self._learn, thread=True)

    def _learn(self) -> None:
        with self._learning:
            self.before_learning()
            lesson = self._services.lesson(self._routine)
        self.app.call_from_thread(self._learned, lesson)

    def before_learning(self) -> None:
        """Wait for what must be in the log first; called in the worker's thread."""

    def _learned(self, lesson: "Lesson | None") -> None:
        if not self.is_attached:
            return
        self._lesson = lesson
        self._offer = lesson.offers[0] if lesson is not None and lesson.offers else None
        self.show_words()

    # -- what it shows -------------------------------------------------------------------------------------------------

    def further(self) -> list[Paragraph]:
        """Return what stands below the words."""
        return []

    def show_words(self) -> None:
        """Show everything as it stands."""
        found = [*self._words, *self.further()]
        for text, ink in self._lesson_words():
            found += [Paragraph(), Paragraph(text, ink=ink)]
        assert isinstance(self.body, Page)
        self.body.show(found)
        self._fit()
        self.show_keys()

    def _lesson_words(self) -> list[tuple[str, str]]:
        found = [(text, "phase-hold") for text in self._answered]
        lesson = self._lesson
        if lesson is not None:
            if lesson.level.care:
                found.append((lesson.level.care, "phase-gap"))
            if lesson.level.is_change:
                found.append((lesson.level.why, "foreground"))
        if self._offer is not None:
            found.append((f"{self._offer.name} hurt in two sessions. It can be left out from now on.", "foreground"))
        if self._fault:
            found.append((f"This could not be kept: {self._fault}", "error"))
        return found

    def show_keys(self) -> None:
        """Show the keys that do something now."""
        lesson, labels = self._lesson, {}
        left_out: set[Action] = set()
        if lesson is None or not lesson.level.is_change:
            left_out.add(TAKE_LEVEL)
        else:
            labels[TAKE_LEVEL.name] = f"{lesson.level.level} %"
        if self._offer is None:
            left_out.add(LEAVE_OUT)
        if len(left_out) == 2:
            left_out.add(KEEP_IT)
        shown = tuple(one for one in chosen(self, self.ACTIONS) if one.name not in {other.name for other in left_out})
        self.query_one("#keys", KeyBar).show(Keys(hints(shown, labels), ""))

    # -- what the person answers ---------------------------------------------------------------------------------------

    def action_take_level(self) -> None:
        """Take the level that is suggested."""
        lesson = self._lesson
        if lesson is not None and lesson.level.is_change:
            self._answer_level(lesson, take=True)

    def action_leave_out(self) -> None:
        """Leave the exercise that hurt out of every routine from now on."""
        if self._offer is not None:
            self._answer_offer(self._offer, take=True)

    def action_keep_it(self) -> None:
        """Keep everything as it is."""
        lesson = self._lesson
        if lesson is not None and lesson.level.is_change:
            self._answer_level(lesson, take=False)
        if self._offer is not None:
            self._answer_offer(self._offer, take=False)

    def _answer_level(self, lesson: "Lesson", *, take: bool) -> None:
        try:
            self._services.answer(self._routine, lesson, take=take)
        except CannotChange as fault:
            self._fault = str(fault)
        else:
            level = lesson.level.level if take else lesson.level.from_level
            self._answered.append(f"Level {level} % from now on." if take else f"Level {level} %, as before.")
        self.learn()

    def _answer_offer(self, offer: "Offer", *, take: bool) -> None:
        try:
            self._services.answer_offer(offer.exercise, take=take)
        except CannotChange as fault:
            self._fault = str(fault)
        else:
            self._answered.append(f"{offer.name} is left out from now on." if take else f"{offer.name} stays in.")
        self.learn()
