"""What a screen says in its last line for a while: one page after the other, so that nothing is cut."""

from collections.abc import Callable
from functools import partial

from stretchtui.app.widgets.painted import balanced

NOTICE_MS = 5_000
"""How long a page stays, in milliseconds."""


class Notices:
    """A queue of texts, of which the first page of the first is shown; a page is as wide as the line is just then."""

    def __init__(
        self,
        show: Callable[[str], None],
        columns: Callable[[], int],
        later: Callable[[int, Callable[[], None]], object],
    ) -> None:
        """Make an empty queue.

        Args:
            show: Shows a page; an empty one when there is nothing to say any more.
            columns: Returns how wide a page may be.
            later: Calls after so many milliseconds.
        """
        self._show = show
        self._columns = columns
        self._later = later
        self._texts: list[str] = []  # the first without the pages that have had their time
        self._last = ""  # the last of them, whole
        self._round = 0  # of the texts that are shown now; what was to follow older ones does not any more

    @property
    def page(self) -> str:
        """What is shown; after a change of the size another one."""
        return balanced(self._texts[0], max(1, self._columns()))[0] if self._texts else ""

    def say(self, text: str) -> None:
        """Say something, after what is being said; not what is about to be said anyway."""
        words = " ".join(text.split())
        if not words or (self._texts and words == self._last):
            return
        idle = not self._texts
        self._texts.append(words)
        self._last = words
        if idle:
            self._turn()

    def say_instead(self, text: str) -> None:
        """Say something at once, in place of all that was to be said."""
        self._round += 1
        self._last = " ".join(text.split())
        self._texts = [self._last] if self._last else []
        self._turn()

    def _turn(self) -> None:
        self._show(self.page)
        if self._texts:
            self._later(NOTICE_MS, partial(self._next, self._round))

    def _next(self, round: int) -> None:
        if round == self._round:
            left = self._texts[0][len(self.page) :].lstrip()
            self._texts[:1] = [left] if left else []
            self._turn()
