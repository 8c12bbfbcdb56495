"""One run through a plan: a state machine that is fed with commands and the time, and says what happens.

The session never reads a clock. Time comes in as whole milliseconds of any monotonic scale; `deadline` tells when there
is something to say next, `advance` says everything that is due by then, each event with the instant that it belongs to.

How it keeps time. `_zero` is the instant at which the running phase's clock stood at 0: its cues and its end are
`_zero` plus their offset, and the next phase's `_zero` *is* that end, whenever the caller comes round to ask. So
nothing adds up, however late or often `advance` is called. A pause remembers how far the phase's clock has come
(`_elapsed`), and going on sets `_zero` back by as much. `_due` is the next instant of anything; `advance` before it is
two comparisons.
"""

from collections.abc import Mapping

from stretchcore.commands import (
    COMMANDS,
    Back,
    Command,
    CommandType,
    Done,
    Extend,
    Jump,
    Pain,
    Pause,
    Refused,
    Restart,
    Resume,
    Skip,
    Start,
    Stop,
    Toggle,
)
from stretchcore.cues import DEFAULT_CUES, NEVER, CueInstant, CuePolicy, CueSheet, cues_ahead, offsets
from stretchcore.events import (
    Cue,
    CueKind,
    Event,
    Extended,
    LeadInStarted,
    Paused,
    PhaseEnded,
    PhaseOutcome,
    PhaseStarted,
    Resumed,
    SessionEnded,
    SessionOutcome,
    SessionStarted,
)
from stretchcore.plan import Phase, Plan
from stretchcore.snapshot import BadDump as BadDump
from stretchcore.snapshot import Snapshot
from stretchcore.states import NEEDS, PASSAGES, TRANSITIONS, Need, Passage, State
from stretchcore.times import MAX_PHASE_MS, format_span
from stretchcore.view import View

LEAD_IN_MS = 3_000
"""How long the body gets to be back in position after a pause, in milliseconds."""

BACK_WINDOW_MS = 2_000
"""Within so many milliseconds of a phase's start, Back goes to the phase before."""

# Members that every phase change compares with: looking one up on its class takes longer than the comparison.
_RUNNING, _LEAD_IN = State.RUNNING, State.LEAD_IN
_DONE, _STOPPED = PhaseOutcome.DONE, PhaseOutcome.STOPPED
_HALFWAY = CueKind.HALFWAY


class IllegalCommand(Refused):
    """A command that this state, or this phase, does not allow; nothing has changed."""

    def __init__(self, command: Command, state: State, why: str) -> None:
        self.command = command
        self.state = state
        super().__init__(f"{command.word} is not possible now: {why}")


class TimeRanBackwards(ValueError):
    """A time before the last one."""


class Session:
    """One run through a plan."""

    __slots__ = (
        "_active_ms",
        "_at_ms",
        "_cue",
        "_cues",
        "_due",
        "_elapsed",
        "_halfway",
        "_index",
        "_last",
        "_lead_in_end",
        "_length",
        "_offsets",
        "_origin",
        "_outcome",
        "_run",
        "_sheet",
        "_started_ms",
        "_state",
        "_zero",
        "lead_in_ms",
        "plan",
        "policy",
        "session_id",
    )

    def __init__(
        self,
        plan: Plan,
        *,
        session_id: str | None = None,
        lead_in_ms: int = LEAD_IN_MS,
        cues: CuePolicy = DEFAULT_CUES,
    ) -> None:
        """Make a session that is ready to start.

        Args:
            plan: What to run through.
            session_id: A name for this session, which its events and views carry.
            lead_in_ms: The time between Resume and the going on of a working phase; 0 for none.
            cues: Which cues there are, and when.

        Raises:
            ValueError: The plan has no phase, or the lead-in is negative.
        """
        if not plan.phases:
            raise ValueError("a plan without phases cannot be run")
        if not 0 <= lead_in_ms <= MAX_PHASE_MS:
            raise ValueError("a lead-in lasts 0 ms to 4 h")
        self.plan = plan
        self.session_id = session_id
        self.lead_in_ms = lead_in_ms
        self.policy = cues
        self._state = State.READY
        self._outcome: SessionOutcome | None = None
        self._origin: int | None = None  # the instant of Start on the caller's scale, less the downtime of a restore
        self._at_ms = 0  # where a restored session stood, until the first call tells the new scale; where one ended
        self._last = -NEVER
        self._due = NEVER
        self._index = 0
        self._run = -1
        self._length = plan.phases[0].planned_ms
        self._elapsed = 0
        self._zero = 0
        self._lead_in_end = 0
        self._started_ms = 0
        self._active_ms = 0
        self._halfway = False  # whether halfway has been said in this phase: extending does not say it again
        self._cues: tuple[CueInstant, ...] = ()
        self._cue = 0
        self._offsets: tuple[int, ...] = ()
        self._sheet = CueSheet(plan, cues)

    # -- what one can ask ----------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._state

    @property
    def outcome(self) -> SessionOutcome | None:
        """How it ended; None while it has not."""
        return self._outcome

    @property
    def phase(self) -> Phase:
        """The phase that it is in, or ended in."""
        return self.plan.phases[self._index]

    @property
    def origin_ms(self) -> int | None:
        """The instant on the caller's scale from which `at_ms` counts; None where no call has told of the scale yet."""
        return self._origin

    @property
    def deadline(self) -> int | None:
        """The next instant at which `advance` has something to say; None where only a command can change anything."""
        return self._due if -NEVER < self._due < NEVER else None

    @property
    def legal_commands(self) -> frozenset[CommandType]:
        """The commands that are possible now."""
        return frozenset(command for command in COMMANDS if self._objection(command) is None)

    def view(self, now: int) -> View:
        """Return what a screen shows at an instant. It never advances, and clamps at the phase's end."""
        elapsed = self._elapsed_at(now)
        length = self._length
        phase = self.phase
        total_ms, left_ms = self.plan.total_ms, 0
        done_ms = total_ms
        if self._outcome is not SessionOutcome.COMPLETED:
            # Of the whole, a phase counts for what was planned: extending it never makes the bar of the whole run back.
            done_ms = phase.start_ms + min(elapsed, phase.estimate_ms)
            left_ms = total_ms - phase.start_ms - phase.estimate_ms
            left_ms += max(0, phase.estimate_ms - elapsed) if length is None else length - elapsed
        following = self._index + 1
        return View(
            state=self._state,
            session=self.session_id,
            routine=self.plan.id,
            routine_name=self.plan.name,
            index=self._index,
            phase=phase,
            remaining_ms=None if length is None else length - elapsed,
            elapsed_ms=elapsed,
            length_ms=length,
            lead_in_ms=max(0, self._lead_in_end - max(now, self._last)) if self._state is State.LEAD_IN else 0,
            total_ms=total_ms,
            left_ms=left_ms,
            progress=done_ms / max(1, total_ms),
            next=self.plan.phases[following] if following < len(self.plan.phases) else None,
            outcome=self._outcome,
        )

    # -- what one can tell ---------------------------------------------------------------------------------------------

    def advance(self, now: int) -> tuple[Event, ...]:
        """Return everything that is due up to an instant, in order.

        Args:
            now: Whole milliseconds of any monotonic scale, not before the last call's.

        Raises:
            TimeRanBackwards: `now` lies before the last call's.
        """
        if now < self._due:
            if now < self._last:
                raise TimeRanBackwards(f"{now} ms lies before {self._last} ms, the last time that was told")
            self._last = now
            return ()
        events: list[Event] = []
        self._drain(now, events)
        return tuple(events)

    def send(self, command: Command, now: int) -> tuple[Event, ...]:
        """Advance to an instant, then carry a command out; return the events of both.

        Raises:
            IllegalCommand: The command is not possible; nothing has changed, the time included.
            TimeRanBackwards: `now` lies before the last call's.
        """
        if now < self._last:
            raise TimeRanBackwards(f"{now} ms lies before {self._last} ms, the last time that was told")
        before = None if now < self._due else self._save()
        events: list[Event] = []
        if before is not None:
            self._drain(now, events)
        why = self._objection(type(command)) or self._objection_to(command)
        if why is not None:
            state = self._state
            if before is not None:
                self._load(before)
            raise IllegalCommand(command, state, why)
        self._last = now
        self._carry_out(command, now, events)
        self._arm()
        if self._due <= now:  # cues of this very instant
            self._drain(now, events)
        return tuple(events)

    # -- dump and restore ----------------------------------------------------------------------------------------------

    def dump(self, now: int) -> dict[str, object]:
        """Return all that is needed to go on another day, as plain data for JSON.

        It never advances: where something is due that has not been said, the dump is of that instant, and it will be
        said when the session goes on.
        """
        instant = max(min(now, self._due), self._last)
        elapsed = self._elapsed_at(instant)
        return Snapshot(
            state=self._state,
            outcome=self._outcome,
            index=self._index,
            run=self._run,
            length_ms=self._length,
            elapsed_ms=elapsed,
            at_ms=self._at_ms if self._state is State.ENDED else self._at(instant),
            started_ms=self._started_ms,
            active_ms=self._active_ms,
            halfway=self._halfway,
            said=self._said_at(elapsed),
        ).to_data(self.plan)

    @classmethod
    def restore(
        cls,
        plan: Plan,
        data: Mapping[str, object],
        *,
        session_id: str | None = None,
        lead_in_ms: int = LEAD_IN_MS,
        cues: CuePolicy = DEFAULT_CUES,
    ) -> "Session":
        """Make the session that a dump was made of: paused, and on any new scale of time.

        A session that was stopped goes on in the phase in which it was stopped.

        Raises:
            BadDump: The data is no dump, is of a newer version or another plan, or tells of a completed session.
        """
        session = cls(plan, session_id=session_id, lead_in_ms=lead_in_ms, cues=cues)
        session._take(Snapshot.from_data(plan, data))
        return session

    def _take(self, snapshot: Snapshot) -> None:
        if snapshot.outcome is SessionOutcome.COMPLETED:
            raise BadDump("the session was completed; there is nothing to go on with")
        if snapshot.state is State.READY:
            return
        self._index = snapshot.index
        self._run = snapshot.run
        self._length = snapshot.length_ms
        self._elapsed = snapshot.elapsed_ms
        self._at_ms = snapshot.at_ms
        self._started_ms = snapshot.started_ms
        self._active_ms = snapshot.active_ms
        self._halfway = snapshot.halfway
        self._set_cues(snapshot.said)
        self._state = State.PAUSED
        self._due = -NEVER  # so that the first call takes the long way, and tells the scale

    # -- inside: the phase ---------------------------------------------------------------------------------------------

    def _at(self, now: int) -> int:
        return self._at_ms if self._origin is None else now - self._origin

    def _elapsed_at(self, now: int) -> int:
        if self._state is not State.RUNNING:
            return self._elapsed
        elapsed = max(now, self._last) - self._zero
        return elapsed if self._length is None else min(elapsed, self._length)

    def _drain(self, now: int, events: list[Event]) -> None:
        """Say everything that is due up to an instant."""
        if self._origin is None and self._state is not State.READY:  # restored: this call tells the new scale
            self._origin = now - self._at_ms
            self._arm()
        origin = self._origin or 0
        while (at := self._due) <= now:
            cues = self._cues
            if self._state is _LEAD_IN:
                self._state = PASSAGES[_LEAD_IN][Passage.LEAD_IN_OVER]
                self._run_on(at, events)
            elif self._cue < len(cues):
                cue = cues[self._cue]
                self._cue += 1
                if cue.kind is _HALFWAY:
                    self._halfway = True
                events.append(Cue(at - origin, self._index, cue.kind, cue.value))
                offset_ms = self._offsets[self._cue]  # as `_arm` does: every phase change would feel the call
                self._due = self._zero + offset_ms if offset_ms < NEVER else NEVER
                continue
            else:
                assert self._length is not None  # an open phase has no end of its own
                self._elapsed = self._length
                self._end_phase(_DONE, at - origin, events)
                self._begin_or_finish(self._index + 1, at, events)
            self._arm()
        self._last = now

    def _arm(self) -> None:
        """Work out the next instant at which there is something to say."""
        if self._state is _RUNNING:
            offset_ms = self._offsets[self._cue]
            self._due = self._zero + offset_ms if offset_ms < NEVER else NEVER
        else:
            self._due = self._lead_in_end if self._state is _LEAD_IN else NEVER

    def _begin(self, index: int, at: int, events: list[Event]) -> None:
        assert self._origin is not None  # nothing begins before Start or the first call after a restore
        phase = self.plan.phases[index]
        self._index = index
        self._run += 1
        self._length = phase.planned_ms
        self._elapsed = 0
        self._zero = at
        self._started_ms = started_ms = at - self._origin
        self._halfway = False
        self._cue = 0
        self._cues, self._offsets = self._sheet.planned.get(index) or self._sheet.of(index, phase.planned_ms)
        events.append(PhaseStarted(started_ms, index, self._run, phase))

    def _end_phase(self, outcome: PhaseOutcome, at_ms: int, events: list[Event]) -> None:
        actual_ms = self._elapsed
        if outcome is not _STOPPED:  # a stopped phase may go on another day: it counts when it ends
            self._active_ms += actual_ms
        events.append(PhaseEnded(at_ms, self._index, self._run, outcome, actual_ms, self._started_ms))

    def _begin_or_finish(self, index: int, at: int, events: list[Event]) -> None:
        if index < len(self.plan.phases):
            self._begin(index, at, events)
            return
        if CueKind.FINISH in self.policy.untimed:
            events.append(Cue(self._at(at), self._index, CueKind.FINISH))
        self._state = PASSAGES[self._state][Passage.LAST_PHASE_ENDED]
        self._finish(SessionOutcome.COMPLETED, self._active_ms, at, events)

    def _finish(self, outcome: SessionOutcome, active_ms: int, at: int, events: list[Event]) -> None:
        self._outcome = outcome
        self._at_ms = self._at(at)
        events.append(SessionEnded(self._at_ms, self.session_id, outcome, self._at_ms, active_ms))

    def _run_on(self, at: int, events: list[Event]) -> None:
        self._zero = at - self._elapsed
        events.append(Resumed(self._at(at), self._index))

    def _set_cues(self, said: tuple[CueInstant, ...]) -> None:
        """Lay out the cues of this phase from where its clock stands; `said` are those of this very instant."""
        found, _ = self._sheet.of(self._index, self._length)
        self._cues = (*said, *cues_ahead(found, self._elapsed, said, halfway=self._halfway))
        self._offsets = offsets(self._cues, self._length)
        self._cue = len(said)

    def _said_at(self, elapsed: int) -> tuple[CueInstant, ...]:
        """Return the cues that have been said at this instant of the phase: they are not said again in it."""
        return tuple(cue for cue in self._cues[: self._cue] if cue.offset_ms == elapsed)

    # -- inside: commands ----------------------------------------------------------------------------------------------

    def _objection(self, command: CommandType) -> str | None:
        """Say why a sort of command is not possible now, or None."""
        if command not in TRANSITIONS[self._state]:
            return f"the session is {self._state.value.replace('_', ' ')}"
        need = NEEDS.get(command)
        phase = self.phase
        if need is Need.TIMED and phase.is_open:
            return "this phase is open"
        if need is Need.OPEN and not phase.is_open:
            return "this phase ends by itself"
        if need is Need.STEP and phase.step is None:
            return "this is a rest"
        return None

    def _objection_to(self, command: Command) -> str | None:
        """Say why the figure of a command is not possible, or None."""
        if isinstance(command, (Start, Jump)) and not 0 <= command.index < len(self.plan.phases):
            return f"the phases go from 0 to {len(self.plan.phases) - 1}"
        if isinstance(command, Extend) and self._length is not None and self._length + command.by_ms > MAX_PHASE_MS:
            return f"a phase lasts {format_span(MAX_PHASE_MS)} at the most"
        return None

    def _carry_out(self, command: Command, now: int, events: list[Event]) -> None:
        before = self._state
        self._elapsed = self._elapsed_at(now)
        self._state = TRANSITIONS[before][type(command)]
        match command:
            case Start(index):
                self._origin = now
                events.append(SessionStarted(0, self.session_id, self.plan.total_ms))
                self._begin(index, now, events)
            case Pause() | Toggle() if self._state is State.PAUSED:
                events.append(Paused(self._at(now), self._index, getattr(command, "reason", "user")))
            case Resume() | Toggle():
                self._resume(now, events)
            case Skip():
                self._leave(PhaseOutcome.SKIPPED, self._index + 1, now, events)
            case Done():
                self._leave(PhaseOutcome.DONE, self._index + 1, now, events)
            case Restart():
                self._leave(PhaseOutcome.LEFT, self._index, now, events)
            case Jump(index):
                self._leave(PhaseOutcome.LEFT, index, now, events)
            case Back():
                self._leave(PhaseOutcome.LEFT, self._back_index(), now, events)
            case Pain():
                self._end_phase(PhaseOutcome.PAIN, self._at(now), events)
                events.append(Cue(self._at(now), self._index, CueKind.EASE_OFF))
                self._begin_or_finish(self._next_step_index(), now, events)
            case Extend(by_ms):
                self._extend(by_ms, now, events)
            case Stop():
                self._end_phase(_STOPPED, self._at(now), events)
                self._finish(SessionOutcome.STOPPED, self._active_ms + self._elapsed, now, events)

    def _leave(self, outcome: PhaseOutcome, index: int, now: int, events: list[Event]) -> None:
        self._end_phase(outcome, self._at(now), events)
        self._begin_or_finish(index, now, events)

    def _resume(self, now: int, events: list[Event]) -> None:
        if self.lead_in_ms and self.phase.is_work:
            self._lead_in_end = now + self.lead_in_ms
            events.append(LeadInStarted(self._at(now), self._index, self.lead_in_ms))
        else:
            self._state = PASSAGES[State.LEAD_IN][Passage.LEAD_IN_OVER]
            self._run_on(now, events)

    def _extend(self, by_ms: int, now: int, events: list[Event]) -> None:
        assert self._length is not None  # the table refuses open phases
        self._length = max(self._length + by_ms, self._elapsed)
        events.append(Extended(self._at(now), self._index, by_ms, self._length))
        if self._length == self._elapsed:
            if self._state is State.LEAD_IN:
                self._state = PASSAGES[State.LEAD_IN][Passage.LEAD_IN_OVER]
            self._leave(PhaseOutcome.DONE, self._index + 1, now, events)
            return
        self._set_cues(self._said_at(self._elapsed))

    def _back_index(self) -> int:
        if self._elapsed >= BACK_WINDOW_MS:
            return self._index
        earlier = range(self._index - 1, -1, -1)
        return next((index for index in earlier if self.plan.phases[index].is_work), 0)

    def _next_step_index(self) -> int:
        step = self.phase.step
        later = range(self._index + 1, len(self.plan.phases))
        return next((index for index in later if self.plan.phases[index].step != step), len(self.plan.phases))

    def _save(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _MUTABLE)

    def _load(self, saved: tuple[object, ...]) -> None:
        for name, value in zip(_MUTABLE, saved, strict=True):
            setattr(self, name, value)


_MUTABLE = tuple(name for name in Session.__slots__ if name.startswith("_") and name != "_sheet")
