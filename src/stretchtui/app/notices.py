"""What a screen says in its last line for a while: one page after the other, so that nothing is cut."""

from collections.abc import Callable
from functools import partial

from stretchtui.app.widgets.painted import wrap

NOTICE_MS = 5_000
"""How long a page stays, in milliseconds."""


class Notices:
    """A queue of pages, of which the first is shown."""

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
        self._pages: list[str] = []
        self._round = 0  # of the pages that are shown now; what was to follow older ones does not any more

    @property
    def page(self) -> str:
        """What is shown."""
        return self._pages[0] if self._pages else ""

    def say(self, text: str) -> None:
        """Say something, after what is being said; not what is about to be said anyway."""
        pages = wrap(text, max(1, self._columns()))
        if not pages or pages[-1:] == self._pages[-1:]:
            return
        idle = not self._pages
        self._pages += pages
        if idle:
            self._turn()

    def say_instead(self, text: str) -> None:
        """Say something at once, in place of all that was to be said."""
        self._round += 1
        self._pages = wrap(text, max(1, self._columns()))
        self._turn()

    def _turn(self) -> None:
        self._show(self.page)
        if self._pages:
            self._later(NOTICE_MS, partial(self._next, self._round))

    def _next(self, round: int) -> None:
        if round == self._round:
            del self._pages[:1]
            self._turn()
