"""A flash of the screen when the work begins and ends: a cue for rooms in which nobody hears one."""

from collections.abc import Callable

from stretchcore.events import Cue, CueKind, Event

FLASH_MS = 180
"""How long the screen is bright, in milliseconds."""

_FLASHES = frozenset({CueKind.START, CueKind.END, CueKind.SWITCH, CueKind.FINISH})


class Flash:
    """Listens to a session; the screen is bright for a moment at every cue that says to move.

    Cues that follow each other at once are one flash: the screen never flickers faster than twice a second, which is
    well below the three times that people with photosensitive epilepsy may not stand (WCAG 2.2, 2.3.1).
    """

    def __init__(
        self,
        show: Callable[[], None],
        hide: Callable[[], None],
        later: Callable[[int, Callable[[], None]], object],
    ) -> None:
        """Make one.

        Args:
            show: Makes the screen bright.
            hide: Makes it as it was.
            later: Calls after so many milliseconds.
        """
        self._show = show
        self._hide = hide
        self._later = later
        self._last_ms: int | None = None

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Flash, where one of these events asks for it."""
        for event in events:
            if not isinstance(event, Cue) or event.cue not in _FLASHES:
                continue
            if self._last_ms is not None and event.at_ms - self._last_ms < 500:
                continue
            self._last_ms = event.at_ms
            self._show()
            self._later(FLASH_MS, self._hide)
