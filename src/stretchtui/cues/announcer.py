"""Lets a session be heard: a companion that turns its events into orders for a thread that plays.

In the session's thread nothing happens but that: no file, no child, no sample. What is heavy to import is imported by
the thread that plays, so that the first frame of a session does not wait for it.
"""

import threading
from collections.abc import Callable
from functools import partial
from itertools import groupby
from operator import attrgetter
from queue import SimpleQueue

from stretchcore.events import (
    Cue,
    CueKind,
    Event,
    LeadInStarted,
    Paused,
    PhaseEnded,
    PhaseOutcome,
    Resumed,
    SessionEnded,
    SessionOutcome,
)
from stretchtui.bell import RINGS
from stretchtui.clock import Timer
from stretchtui.cues.breathing import next_breath
from stretchtui.cues.orders import Hush, Quit, Refresh, Say, Switches
from stretchtui.cues.speaker import Order, Speaker
from stretchtui.cues.wording import Point
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings

CLOSE_S = 1.9
"""How long the end of a session waits for its last sound, in seconds."""

BEGIN_S = 0.3
"""How long the start of a session waits for its first words, in seconds.

The first picture is on the screen by then, and the session's own time has not begun: nothing comes late by it. Words
that were said before need 20 to 60 ms, new ones a quarter of a second, by which the first cue would be late otherwise.
"""

BREATH_GAP_MS = 1_000
"""No breath is said so near to a cue."""


class Announcer:
    """Sounds and speaks the cues of one session."""

    def __init__(self, performance: Performance, paths: Paths, settings: Settings, *, voice: bool, asked: bool) -> None:
        """Make an announcer; its thread begins with `begin`.

        Args:
            voice: Whether the voice speaks; the screen may switch it on and off.
            asked: Whether the voice was asked for by name, so that a missing one is worth a word.
        """
        self._performance = performance
        self._player = performance.player
        self._clock = performance.player.clock
        self._rings = not settings.bell
        self._breath_words = settings.breath_words
        self._switches = Switches(voiced=voice)
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._speaker = Speaker(performance, paths, settings, self._switches, self._orders, asked=asked and voice)
        self._thread = threading.Thread(target=self._speaker.work, name="announcer", daemon=True)
        self._origin_ms: int | None = None
        self._last_cue_ms = 0
        self._leads_in = False
        self._closed = False
        self._timer: Timer | None = None
        performance.audible = self

    # -- what can be silenced ------------------------------------------------------------------------------------------

    @property
    def muted(self) -> bool:
        """Whether nothing sounds."""
        return self._switches.muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._switches.muted = muted
        if muted:
            self._orders.put(Hush())

    @property
    def voiced(self) -> bool:
        """Whether the voice speaks, where there is one."""
        return self._switches.voiced

    @voiced.setter
    def voiced(self, voiced: bool) -> None:
        self._switches.voiced = voiced
        self._orders.put(Refresh() if voiced else Hush())

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice that could speak."""
        return self._switches.has_voice

    # -- the companion -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the thread, and wait a little for its first words: without them the first cue would come late."""
        self._speaker.ring = self._ring_from_thread()
        self._thread.start()
        self._speaker.is_ready.wait(BEGIN_S)

    def close(self) -> None:
        """End the thread; what the session ends with is heard to its end."""
        if self._closed:
            return
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._orders.put(Quit())
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Order what is to be heard of events."""
        now_ms = self._clock.now_ms()
        # Where the session's start lies on the clock's scale: the event that came soonest after its instant tells best.
        origin_ms = now_ms - events[-1].at_ms
        self._origin_ms = origin_ms if self._origin_ms is None else min(self._origin_ms, origin_ms)
        for at_ms, together in groupby(events, attrgetter("at_ms")):
            order = self._order(tuple(together), self._origin_ms + at_ms, now_ms)
            if order is None:
                continue
            if self._switches.silent:
                if isinstance(order, Say) and order.rings and not self._switches.muted:
                    self._performance.ring()
            else:
                self._orders.put(order)
        if self._breath_words:
            self._await_breath()

    def _order(self, events: tuple[Event, ...], due_ms: int, now_ms: int) -> Order | None:
        points = tuple(Point(event.index, event.cue, event.value) for event in events if isinstance(event, Cue))
        led_in = self._leads_in
        for event in events:
            self._leads_in = isinstance(event, LeadInStarted) or (
                self._leads_in and not isinstance(event, (Paused, Resumed, SessionEnded))
            )
        if points:
            self._last_cue_ms = due_ms
            rings = self._rings and any(point.kind in RINGS for point in points)
            last = any(point.kind is CueKind.FINISH for point in points)
            return Say(partial(self._speaker.wording, points), due_ms, rings, last=last)
        for event in reversed(events):
            match event:
                case SessionEnded(outcome=outcome):
                    return None if outcome is SessionOutcome.COMPLETED else Hush()
                case Paused(reason=reason):  # it may be dated back: what counts is when one hears of it
                    occasion = "gap" if reason == "gap" else "paused"
                    return Say(partial(self._speaker.remark, occasion), now_ms, replaces=True)
                case LeadInStarted():
                    return Say(partial(self._speaker.remark, "going_on"), now_ms, replaces=True)
                case Resumed():
                    return Say(
                        partial(self._speaker.remark, "resumed" if led_in else "going_on"), due_ms, replaces=True
                    )
                case PhaseEnded(outcome=outcome) if outcome is not PhaseOutcome.DONE:
                    return Hush()
        return None

    # -- breath --------------------------------------------------------------------------------------------------------

    def _await_breath(self) -> None:
        """Arm the timer for the next turn of the breath, where there is one in this phase."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._closed or self._player.ended:
            return
        turn = next_breath(self._player.plan, self._player.view())
        if turn is not None:
            after_ms, inhale = turn
            due_ms = self._clock.now_ms() + after_ms
            self._timer = self._clock.call_at(due_ms, partial(self._breathe, due_ms, inhale=inhale))

    def _breathe(self, due_ms: int, *, inhale: bool) -> None:
        deadline_ms = self._player.session.deadline
        near = due_ms - self._last_cue_ms < BREATH_GAP_MS
        near = near or (deadline_ms is not None and deadline_ms - due_ms < BREATH_GAP_MS)
        if not near and not self._switches.silent:
            self._orders.put(Say(partial(self._speaker.breath, inhale=inhale), due_ms, yields=True))
        self._await_breath()

    def _ring_from_thread(self) -> Callable[[], None]:
        """Return what rings from another thread: the terminal belongs to that of the session."""
        import asyncio
        from contextlib import suppress

        if not self._rings:
            return lambda: None
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return self._performance.ring

        def ring() -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self._performance.ring)

        return ring
