"""A session with everything around it: the player, the log, the lock that keeps it the only one."""

import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from stretchcore.commands import Resume, Start
from stretchcore.exercise import Exercise
from stretchcore.plan import Plan
from stretchcore.session import Session
from stretchcore.values import dataclass
from stretchtui.clock import Clock
from stretchtui.company import Audible, Companion, Gather
from stretchtui.lock import LockUnavailable, SessionLock
from stretchtui.paths import Paths
from stretchtui.player import Listener, Player
from stretchtui.recorder import Outlet, Recorder
from stretchtui.settings import Settings

HISTORY_GIVEN_UP = "the history does not answer; the end of this session may be missing in it"

OUTPUT_GIVEN_UP = "nobody reads the output; its end is missing"


@dataclass(frozen=True, slots=True)
class Kept:
    """A session that was stopped or cut off, and can be gone on with.

    Attributes:
        session_id: Its id in the log.
        dump: Where it stood.
    """

    session_id: str
    plan: Plan
    dump: Mapping[str, object]

    def drawn(self, library: Mapping[str, Exercise]) -> "Kept":
        """Return it with the figures of its exercises, which are not kept, as the library has them now."""
        from stretchcore.motion import with_figures

        return replace(self, plan=with_figures(self.plan, library))


class Performance:
    """One session on its way: begin it, drive it by `player`, finish it."""

    def __init__(
        self,
        plan: Plan,
        clock: Clock,
        paths: Paths,
        settings: Settings,
        *,
        log: bool = True,
        simulated: bool = False,
        start: Start = Start(),  # noqa: B008  # a frozen value
        kept: Kept | None = None,
        outlets: Iterable[Outlet] = (),
        gather: Gather | None = None,
    ) -> None:
        """Make a performance; nothing happens before `begin`.

        Args:
            start: How to begin; another phase than the first, say.
            kept: The session to go on with, whose plan this is; None for a new one.
            log: Whether the session is written into the history.
            simulated: Whether the clock is a simulated one: no lock, no gaps, not counted in statistics.
            gather: Returns who goes along with it; nobody goes along with a simulated session.
            outlets: Called from another thread with each event, after it has been committed to the history.
        """
        self.plan = plan
        self.session_id = str(uuid.uuid4()) if kept is None else kept.session_id
        self.notices: list[str] = []
        self.on_notice: Callable[[str], None] | None = None
        self.on_bell: Callable[[], None] | None = None  # rings the terminal's bell, where there is a terminal
        self.audible: Audible | None = None  # what can be silenced; whoever makes sound sets it
        self._gather = None if simulated else gather
        self._companions: list[Companion] = []
        self._finishing = threading.Lock()
        self.is_kept = log and not simulated
        """Whether it is in the log, and counts."""
        self._simulated = simulated
        self._start = start
        self._lock = SessionLock(paths.lock)
        self._kept = kept
        if kept is None:
            session = Session(plan, session_id=self.session_id, lead_in_ms=settings.lead_in_ms)
        else:
            session = Session.restore(plan, kept.dump, session_id=self.session_id, lead_in_ms=settings.lead_in_ms)
        self.player = Player(session, clock, watch_gaps=not simulated, on_fault=self._on_fault)
        self.recorder = Recorder(
            paths.history if log else None,
            plan,
            self.session_id,
            self.player.dump,
            simulated=simulated,
            kept=None if kept is None else kept.dump,
            resume_within_ms=None if simulated else settings.resume_within_ms,
            outlets=outlets,
            notice=self.notify,
        )
        self.player.listen(self.recorder)

    def notify(self, text: str) -> None:
        """Tell once of something that was switched off; may be called from any thread."""
        if text not in self.notices:
            self.notices.append(text)
            if self.on_notice is not None:
                self.on_notice(text)

    def ring(self) -> None:
        """Ring the terminal's bell, where there is one."""
        if self.on_bell is not None:
            self.on_bell()

    def begin(self) -> None:
        """Take the lock, open the log, gather who goes along, start the session.

        One that was kept goes on through its lead-in.

        Raises:
            SessionRuns: Another session runs; it is not touched.
        """
        if not self._simulated:
            try:
                self._lock.take(self.plan.name, self.session_id)
            except LockUnavailable as fault:
                self.notify(f"a second session would not be noticed: {fault}")
        self.recorder.start()
        if self._gather is not None:
            for companion in self._gather(self):
                self._take_along(companion)
        self.player.start(self._start)
        if self._kept is not None:
            self.player.send(Resume())

    def _take_along(self, companion: Companion) -> None:
        try:
            companion.begin()
        except Exception as error:  # noqa: BLE001  # whatever it does, the session begins
            self._on_fault(companion, error)
            return
        self._companions.append(companion)
        self.player.listen(companion, first=True)

    def finish(self) -> None:
        """Make no call any more, write what is to be written, give the lock back.

        It may be called again, and from several threads; each returns when all of it is done.
        """
        with self._finishing:
            self.player.close()
            while self._companions:
                companion = self._companions.pop()
                with suppress(Exception):  # it has nothing to say any more
                    companion.close()
            if not self.recorder.close():
                self.notify(OUTPUT_GIVEN_UP if self.recorder.is_stuck else HISTORY_GIVEN_UP)
            self._lock.release()

    def _on_fault(self, listener: Listener, error: Exception) -> None:
        name = getattr(listener, "__qualname__", type(listener).__name__)
        self.notify(f"{name} failed and was switched off: {type(error).__name__}: {error}")
