"""The thread that works ahead of the one that plays, so that hardly anything is made when it is due."""

import threading
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from stretchtui.cues.wording import MOST_KEPT, Point, Wording

if TYPE_CHECKING:
    from stretchtui.cues.speaker import Speaker
    from stretchtui.cues.speech import SpeechStore


class Ahead:
    """Makes ready what will be heard, in the order of the plan, in a thread of its own."""

    def __init__(self, speaker: "Speaker", store: "SpeechStore", first: int) -> None:
        self._speaker = speaker
        self._store = store
        self._first = first
        self._wanted = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="announcer-ahead", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._wanted.set()
        self._thread.start()

    def refresh(self) -> None:
        """Make everything ready again, as the switches are now."""
        self._wanted.set()

    def close(self) -> None:
        """End the thread, as soon as it has done what it does now."""
        self._closed = True
        self._wanted.set()

    def _work(self) -> None:
        from stretchtui.cues.speech import NoRoom
        from stretchtui.cues.voices import LIMIT_S

        self._store.prune()
        while True:
            self._wanted.wait()
            self._wanted.clear()
            for wording in self._wordings():
                if self._closed:
                    return
                try:
                    self._speaker.choose(wording, LIMIT_S)
                except NoRoom:  # the thread that plays will say so
                    return
            if self._closed:
                return

    def _wordings(self) -> Iterator[Wording]:
        """Yield what will be heard: first what is near, then what is said between the cues, then all the rest."""
        script, seen = self._speaker.script, set[tuple[Point, ...]]()
        # What is due at once has been made ready by the thread that plays.
        ahead = islice(chain(script.instants(self._first), script.instants()), 1, MOST_KEPT)
        near = list(islice(ahead, 6))
        for points in near:
            seen.add(points)
            yield script.wording(points)
        for occasion in ("paused", "going_on", "resumed", "gap"):
            yield script.remark(occasion)
        for points in ahead:
            if points not in seen:
                seen.add(points)
                yield script.wording(points)
