"""Writes a session into the history as it happens, off the clock's thread, and then tells whoever waits for that.

Events are put into a queue and handled in their order by one worker with its own connection: first the row is
committed, then the event is handed to the outlets, so that what an outlet has said is kept.

A history that cannot be written is reported once; the outlets, and the session, go on. Where that may pass (the disk is
full, another program holds the lock), what was not written is kept and tried again with each event, and at the end it
is said whether all of it has been written after all. What cannot pass ends the log of this session.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

from stretchcore.data import phase_to_data, plan_to_data
from stretchcore.events import Event, Paused, PhaseEnded, SessionEnded, SessionOutcome, SessionStarted
from stretchcore.plan import Plan
from stretchcore.values import dataclass
from stretchcore.words import ExerciseKind
from stretchtui.pausing import PAUSES_KEY, PauseSpan, PhasePauses

if TYPE_CHECKING:
    from stretchtui.history import History

Outlet: TypeAlias = Callable[[Event], None]
Notice: TypeAlias = Callable[[str], None]

OPEN_S = 1.0
"""How long the start of a session waits for its log to be open, in seconds; then it starts all the same."""

CLOSE_S = 5.0
"""How long the end of a session waits for a history that does not answer, in seconds."""

_GLANCE_S = 0.5
"""How often it looks whether something has been written meanwhile, in seconds."""

PATIENCE_S = 2.0
"""How long an event waits for another program's lock on the log, in seconds, before it is told without being kept."""

PATIENCE_BEHIND_S = 0.1
"""How long it waits once it was said that nothing is kept for now."""

REST = 3
"""After a try anew that failed, the log is left alone for so many times as long as that took: it may take seconds."""

LAST_TRIES_S = (0.1, 0.4)
"""After which pauses the end of a session tries once more to write what could not be written, in seconds."""

SAVE_S = 10.0
"""How long it waits for what is still to be saved of a damaged log, in seconds."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Events that happened together, and the session's dump after them.

    Attributes:
        pauses: When the clocks of the phases stood still that ended in them, by run.
    """

    events: tuple[Event, ...]
    dump: dict[str, object]
    at: datetime
    pauses: dict[int, tuple[PauseSpan, ...]]


def _noted(dump: Mapping[str, object], at: datetime) -> dict[str, object]:
    """Return a dump with the local time at which it was made."""
    from stretchtui.history import NOTED_AT
    from stretchtui.history.times import local_text

    return {**dump, NOTED_AT: local_text(at)}


class Recorder:
    """Records one session."""

    def __init__(
        self,
        path: Path | None,
        plan: Plan,
        session_id: str,
        dump: Callable[[], dict[str, object]],
        *,
        simulated: bool = False,
        kept: Mapping[str, object] | None = None,
        resume_within_ms: int | None = None,
        outlets: Iterable[Outlet] = (),
        notice: Notice,
    ) -> None:
        """Make a recorder; its worker begins with `start`.

        Args:
            path: The history's file; None keeps no log, and only feeds the outlets.
            dump: Returns the session's dump as it stands.
            simulated: Whether the session ran on a simulated clock, so that statistics leave it out.
            kept: The dump with which a session of the log is gone on with; None for a new session.
            resume_within_ms: How long a session can be gone on with: those that were cut off longer ago are closed;
                None closes none. Whoever gives it holds the lock, so that no other session runs.
            outlets: Called in the worker's thread with each event, after it has been committed.
            notice: Called in the worker's thread when the history, or an outlet, was switched off.
        """
        self._path = path
        self._plan = plan
        self._session_id = session_id
        self._dump = dump
        self._simulated = simulated
        self._goes_on = kept is not None
        self._pauses = PhasePauses(kept)
        self._resume_within_ms = resume_within_ms
        self._outlets = list(outlets)
        self._notice = notice
        self._queue: SimpleQueue[_Batch | None] = SimpleQueue()
        self._worker = threading.Thread(target=self._work, name="recorder", daemon=True)
        self.pain_before: int | None = None  # 0 to 10, where it was asked before the session
        self._open_or_not = threading.Event()
        self._history: History | None = None
        self._pending: list[_Batch] = []  # what is not written yet
        self._is_behind = False  # what is pending could not be written
        self._was_behind = False  # that was so once, and was said
        self._try_took_s = 0.0  # how long the last try took that failed
        self._next_try_s = 0.0  # when the next one is due, by the monotonic clock
        self._is_off = path is None  # nothing is written any more
        self._is_clean = False  # what was cut off long ago is closed
        self._aside: Path | None = None
        self._saver: threading.Thread | None = None  # saves what a damaged log still holds
        self.outlet_error: Exception | None = None  # the first outlet that failed: a broken pipe ends a program
        self.is_patient = True  # the end waits for outlets as long as they take: whoever reads a pipe may pause
        self._handing_out = False
        self._done = 0  # how many events have been handed out
        self._waited_s = 0.0  # how long the end has waited in vain

    def start(self) -> None:
        """Start the worker, and wait for the log to be open: the first events are not to be late by as much."""
        self._worker.start()
        self._open_or_not.wait(OPEN_S)

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Take events; returns at once."""
        at = datetime.now().astimezone()
        ended = self._pauses.follow(events)
        dump = self._dump()
        dump = {**dump, PAUSES_KEY: self._pauses.so_far(dump)}
        self._queue.put(_Batch(events, _noted(dump, at), at, ended))

    def close(self) -> bool:
        """Wait until everything is written and handed out; return whether it is.

        A history that does not answer for `CLOSE_S` is given up. An outlet is not, unless `is_patient` is taken back.
        """
        self._queue.put(None)
        done = self._done
        while self._worker.is_alive() and self._waited_s < CLOSE_S:
            self._worker.join(_GLANCE_S)
            self._waited_s += _GLANCE_S
            if self.is_patient and (self._handing_out or self._done != done):
                self._waited_s, done = 0.0, self._done
        saver = self._saver
        if saver is not None:
            saver.join(SAVE_S)
            if saver.is_alive():
                self._notice(
                    f"not all is saved of the damaged history yet; go on with: stretchtui log salvage {self._aside}"
                )
        return not self._worker.is_alive()

    @property
    def is_stuck(self) -> bool:
        """Whether an outlet is at work; after `close`, whether it was given up."""
        return self._worker.is_alive() and self._handing_out

    # -- in the worker -------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        self._catch_up()
        self._open_or_not.set()
        going_on = True
        while going_on:
            batches = [self._queue.get()]
            try:
                while True:  # what has gathered meanwhile is committed together
                    batches.append(self._queue.get_nowait())
            except Empty:
                pass
            going_on = batches[-1] is not None
            done = [batch for batch in batches if batch is not None]
            self._pending += done
            if not self._is_behind:
                self._catch_up()
                self._hand_out(done)
            else:  # it was said that nothing is kept for now, so nobody waits for that
                self._hand_out(done)
                if time.monotonic() >= self._next_try_s:
                    self._catch_up()
        for number, pause_s in enumerate(LAST_TRIES_S):
            may_be_quick = number == 0 or self._try_took_s < CLOSE_S / 2  # the first is with a connection of its own
            if self._is_behind and not self._is_off and may_be_quick:
                time.sleep(pause_s)
                self._catch_up()
        self._let_go()

    def _catch_up(self) -> None:
        """Write what is not written yet."""
        from stretchtui.history import HistoryError, HistoryUnavailable

        if self._is_off:
            self._pending.clear()
            return
        began_s = time.monotonic()
        if self._is_behind:
            self._let_go()  # a connection that has failed may do so for ever, and keep a lock
        anew = self._history is None
        try:
            if self._history is None:
                self._open()
            if self._pending:
                self._write(self._pending)
        except HistoryUnavailable as error:
            ended_s = time.monotonic()
            self._try_took_s = ended_s - began_s
            self._next_try_s = ended_s + (REST * self._try_took_s if anew else 0.0)
            self._is_behind = True
            if not self._was_behind:
                self._was_behind = True
                self._notice(f"this session is not logged for as long as this lasts: {error}")
        except HistoryError as error:
            self._is_off = True
            self._let_go()
            self._notice(f"this session is not logged any more: {error}")
        else:
            over = any(isinstance(event, SessionEnded) for batch in self._pending for event in batch.events)
            if over and self._was_behind:
                self._notice("this session is logged after all, and nothing of it is missing")
            self._is_behind = False
            self._pending.clear()

    def _let_go(self) -> None:
        """Close the log; what a damaged one still holds is saved beside the session."""
        from stretchtui.history import HistoryError

        history, self._history = self._history, None
        if history is not None:
            if history.aside is not None:
                self._save_what_can_be_read(history)
            with suppress(HistoryError):  # what was committed is safe, wherever it is
                history.close()

    def _open(self) -> None:
        from stretchtui.history import open_history

        assert self._path is not None
        patience_s = PATIENCE_BEHIND_S if self._is_behind else PATIENCE_S
        self._history = open_history(self._path, write=True, patience_s=patience_s)
        if self._history.aside is not None:
            self._save_what_can_be_read(self._history)
        elif self._history.notice:
            self._notice(self._history.notice)
        if self._goes_on:
            self._go_on(self._history)
            self._goes_on = False
        if not self._is_clean:
            self._is_clean = True
            self._close_stale(self._history)

    def _save_what_can_be_read(self, history: "History") -> None:
        """Save what a damaged log still holds, beside the session: ten years of it may take half a minute."""
        aside, words = history.aside, history.notice
        assert aside is not None
        if self._saver is None:
            self._aside = aside
            self._saver = threading.Thread(target=self._save, args=(aside, words), name="salvage", daemon=True)
            self._saver.start()

    def _save(self, aside: Path, words: str | None) -> None:
        from stretchtui.history import HistoryError, open_history, salvage

        assert self._path is not None
        try:
            with open_history(self._path, write=True) as history:
                report = salvage(history, aside)
        except HistoryError as error:
            self._notice(f"{words}; what it still holds could not be saved: {error.message}")
        else:
            self._notice(f"{words}; {report}")

    def _go_on(self, history: "History") -> None:
        """Take the session up again, and note when: if it is cut off at once, that is the last known of it."""
        history.reopen(self._session_id)
        kept = history.dump(self._session_id)
        if kept is not None:
            history.store_dump(self._session_id, _noted(kept, datetime.now().astimezone()))

    def _close_stale(self, history: "History") -> None:
        """Close what was cut off too long ago to be gone on with."""
        if self._resume_within_ms is None:
            return
        from stretchtui.history import HistoryError, close_stale

        now = datetime.now().astimezone()
        with suppress(HistoryError):  # damage shows again, and is said, when this session is written
            close_stale(history, self._resume_within_ms, now, {self._session_id})

    def _write(self, batches: list[_Batch]) -> None:
        history = self._history
        assert history is not None
        from stretchtui.history import HistoryCorrupt

        try:
            self._commit(history, batches)
        except HistoryCorrupt as error:  # the history has set itself aside and begun a new one
            if not any(isinstance(event, SessionStarted) for batch in batches for event in batch.events):
                raise
            if history.aside is not None:
                self._save_what_can_be_read(history)
            else:
                self._notice(history.notice or str(error))
            self._commit(history, batches)

    def _commit(self, history: "History", batches: list[_Batch]) -> None:
        with history.transaction():
            for batch in batches:
                for event in batch.events:
                    self._record(history, event, batch)

    def _record(self, history: "History", event: Event, batch: _Batch) -> None:
        match event:
            case SessionStarted() if self._was_behind and self._is_there(history):
                pass  # what was said to have failed was committed all the same
            case SessionStarted():
                history.begin(
                    id=self._session_id,
                    routine=self._plan.id,
                    name=self._plan.name,
                    level=self._plan.level,
                    planned_ms=self._plan.total_ms,
                    plan=plan_to_data(self._plan, steps=True),
                    simulated=self._simulated,
                    started_at=batch.at,
                    dump=batch.dump,
                    pain_before=self.pain_before,
                )
            case PhaseEnded():
                phase = self._plan.phases[event.index]
                step = self._plan.step_of(phase)
                history.phase_ended(
                    self._session_id,
                    phase_to_data(phase),
                    run=event.run,
                    at_ms=event.started_ms,
                    actual_ms=event.actual_ms,
                    outcome=event.outcome.value,
                    static=step is not None and step.exercise.kind is ExerciseKind.STATIC,
                    secondary=() if step is None else step.exercise.secondary,
                    pauses=batch.pauses.get(event.run, ()),
                    dump=batch.dump,
                )
            case Paused():
                history.store_dump(self._session_id, batch.dump)
            case SessionEnded():
                kept = None if event.outcome is SessionOutcome.COMPLETED else batch.dump
                history.end(self._session_id, event.outcome.value, batch.at, kept)

    def _is_there(self, history: "History") -> bool:
        from stretchtui.history import HistoryRefused

        try:
            history.session(self._session_id)
        except HistoryRefused:
            return False
        return True

    def _hand_out(self, batches: list[_Batch]) -> None:
        self._handing_out = True
        for event in (event for batch in batches for event in batch.events):
            for outlet in tuple(self._outlets):
                try:
                    outlet(event)
                except Exception as error:  # noqa: BLE001  # whatever an outlet does, the log goes on
                    self._outlets.remove(outlet)
                    self.outlet_error = self.outlet_error or error
            self._done += 1
        self._handing_out = False
