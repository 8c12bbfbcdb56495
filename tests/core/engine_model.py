"""A session so simple that it must be right, to hold the real one against.

`NaiveSession` is written from the rules alone. It lives through every single millisecond, asks at each whether there is
something to say, and shares nothing with the session under test but the values that both speak in.
"""

from collections.abc import Iterator

from stretchcore.commands import (
    Back,
    Command,
    CommandType,
    Done,
    Extend,
    Jump,
    Pain,
    Pause,
    Restart,
    Resume,
    Skip,
    Start,
    Stop,
    Toggle,
)
from stretchcore.cues import Anchor, CuePolicy
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
from stretchcore.states import State
from stretchcore.words import PhaseKind, Side


class NaiveSession:
    """A session that lives through every millisecond."""

    def __init__(self, plan: Plan, *, session_id: str | None, lead_in_ms: int, cues: CuePolicy) -> None:
        self.plan = plan
        self.session_id = session_id
        self.lead_in_ms = lead_in_ms
        self.policy = cues
        self.state = State.READY
        self.outcome: SessionOutcome | None = None
        self.events: list[Event] = []
        self.at_ms = 0  # since Start
        self.index = 0
        self.run = -1
        self.clock_ms = 0  # of the phase
        self.length_ms = plan.phases[0].planned_ms
        self.started_ms = 0
        self.active_ms = 0
        self.lead_in_left_ms = 0
        self.marks: dict[int, list[tuple[CueKind, int | None]]] = {}
        self.heard: list[tuple[CueKind, int | None]] = []  # at this very millisecond of the phase
        self.heard_ms = -1
        self.had_halfway = False

    @property
    def phase(self) -> Phase:
        return self.plan.phases[self.index]

    # what passes by itself

    def live(self, ms: int) -> Iterator[list[Event]]:
        """Live so many milliseconds, and yield what each that has something to say says."""
        for _ in range(ms):
            self.tick()
            if self.events:
                yield self.take()

    def take(self) -> list[Event]:
        events, self.events = self.events, []
        return events

    def tick(self) -> None:
        if self.state in (State.READY, State.ENDED):
            return
        self.at_ms += 1
        if self.state is State.RUNNING:
            self.clock_ms += 1
            self.look()
        elif self.state is State.LEAD_IN:
            self.lead_in_left_ms -= 1
            if self.lead_in_left_ms == 0:
                self.state = State.RUNNING
                self.say(Resumed(self.at_ms, self.index))
                self.look()

    def look(self) -> None:
        """See whether this millisecond of the phase has something to say, or ends it."""
        while self.state is State.RUNNING:
            if self.clock_ms in self.marks:
                self.speak()
            if self.clock_ms != self.length_ms:
                return
            self.close(PhaseOutcome.DONE)
            self.open(self.index + 1)

    def speak(self) -> None:
        if self.heard_ms != self.clock_ms:
            self.heard, self.heard_ms = [], self.clock_ms
        fresh = [mark for mark in self.marks[self.clock_ms] if mark not in self.heard]
        for mark in fresh:
            kind, value = mark
            if kind is CueKind.HALFWAY:
                if self.had_halfway:
                    continue
                self.had_halfway = True
            self.heard.append(mark)
            self.say(Cue(self.at_ms, self.index, kind, value))

    def say(self, event: Event) -> None:
        self.events.append(event)

    def open(self, index: int) -> None:
        if index == len(self.plan.phases):
            if CueKind.FINISH in self.policy.untimed:
                self.say(Cue(self.at_ms, self.index, CueKind.FINISH))
            self.over(SessionOutcome.COMPLETED, self.active_ms)
            return
        self.index = index
        self.run += 1
        self.clock_ms = 0
        self.length_ms = self.phase.planned_ms
        self.started_ms = self.at_ms
        self.heard, self.heard_ms, self.had_halfway = [], -1, False
        self.mark()
        self.say(PhaseStarted(self.at_ms, index, self.run, self.phase))

    def close(self, outcome: PhaseOutcome) -> None:
        self.say(PhaseEnded(self.at_ms, self.index, self.run, outcome, self.clock_ms, self.started_ms))
        if outcome is not PhaseOutcome.STOPPED:
            self.active_ms += self.clock_ms

    def over(self, outcome: SessionOutcome, active_ms: int) -> None:
        self.state = State.ENDED
        self.outcome = outcome
        self.say(SessionEnded(self.at_ms, self.session_id, outcome, self.at_ms, active_ms))

    def mark(self) -> None:
        """Write down what is to be said at which millisecond of the phase."""
        self.marks = {}
        previous = self.plan.phases[self.index - 1] if self.index else None
        same_step = previous is not None and previous.step == self.phase.step
        sides = {None if previous is None else previous.side, self.phase.side}
        if same_step and sides == {Side.LEFT, Side.RIGHT} and CueKind.SWITCH in self.policy.untimed:
            self.marks.setdefault(0, []).append((CueKind.SWITCH, None))
        for rule in self.policy.rules:
            if self.phase.kind not in rule.phases:
                continue
            if rule.anchor is Anchor.START:
                ms = rule.offset_ms
            elif self.length_ms is None or self.length_ms < rule.shortest_ms:
                continue
            elif rule.anchor is Anchor.MIDDLE:
                ms = int(self.length_ms / 2) + rule.offset_ms
            else:
                ms = self.length_ms + rule.offset_ms
            if ms >= 0:
                self.marks.setdefault(ms, []).append((rule.kind, rule.value))

    # what one can tell

    def is_legal(self, command: CommandType) -> bool:
        going_on = (State.RUNNING, State.PAUSED, State.LEAD_IN)
        if command is Start:
            return self.state is State.READY
        if command is Pause:
            return self.state in (State.RUNNING, State.LEAD_IN)
        if command is Resume:
            return self.state is State.PAUSED
        if self.state not in going_on:
            return False
        if command is Extend:
            return self.phase.planned_ms is not None
        if command is Done:
            return self.phase.planned_ms is None
        if command is Pain:
            return self.phase.step is not None
        return True

    def tell(self, command: Command) -> bool:
        """Carry a command out; False where that is not possible."""
        if not self.is_legal(type(command)):
            return False
        match command:
            case Start(index):
                if index < 0 or index >= len(self.plan.phases):
                    return False
                self.state = State.RUNNING
                self.say(SessionStarted(0, self.session_id, self.plan.total_ms))
                self.open(index)
            case Pause(reason):
                self.halt(reason)
            case Toggle():
                if self.state is State.PAUSED:
                    self.go_on()
                else:
                    self.halt("user")
            case Resume():
                self.go_on()
            case Skip():
                self.move(PhaseOutcome.SKIPPED, self.index + 1)
            case Done():
                self.move(PhaseOutcome.DONE, self.index + 1)
            case Restart():
                self.move(PhaseOutcome.LEFT, self.index)
            case Back():
                self.move(PhaseOutcome.LEFT, self.behind())
            case Jump(index):
                if index < 0 or index >= len(self.plan.phases):
                    return False
                self.move(PhaseOutcome.LEFT, index)
            case Pain():
                self.close(PhaseOutcome.PAIN)
                self.say(Cue(self.at_ms, self.index, CueKind.EASE_OFF))
                self.leave_lead_in()
                step, index = self.phase.step, self.index
                while index < len(self.plan.phases) and self.plan.phases[index].step == step:
                    index += 1
                self.open(index)
            case Extend(by_ms):
                return self.stretch(by_ms)
            case Stop():
                self.close(PhaseOutcome.STOPPED)
                self.over(SessionOutcome.STOPPED, self.active_ms + self.clock_ms)
        self.look()
        return True

    def halt(self, reason: str) -> None:
        self.state = State.PAUSED
        self.say(Paused(self.at_ms, self.index, reason))

    def go_on(self) -> None:
        works = self.phase.kind in (PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN)
        if works and self.lead_in_ms > 0:
            self.state = State.LEAD_IN
            self.lead_in_left_ms = self.lead_in_ms
            self.say(LeadInStarted(self.at_ms, self.index, self.lead_in_ms))
        else:
            self.state = State.RUNNING
            self.say(Resumed(self.at_ms, self.index))

    def leave_lead_in(self) -> None:
        if self.state is State.LEAD_IN:
            self.state = State.RUNNING

    def move(self, outcome: PhaseOutcome, index: int) -> None:
        self.leave_lead_in()
        self.close(outcome)
        self.open(index)

    def behind(self) -> int:
        if self.clock_ms >= 2_000:
            return self.index
        for index in reversed(range(self.index)):
            if self.plan.phases[index].kind in (PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN):
                return index
        return 0

    def stretch(self, by_ms: int) -> bool:
        assert self.length_ms is not None
        if self.length_ms + by_ms > 4 * 3600 * 1000:
            return False
        length_ms = self.length_ms + by_ms
        if length_ms <= self.clock_ms:
            self.say(Extended(self.at_ms, self.index, by_ms, self.clock_ms))
            self.length_ms = self.clock_ms
            self.move(PhaseOutcome.DONE, self.index + 1)
        else:
            self.say(Extended(self.at_ms, self.index, by_ms, length_ms))
            self.length_ms = length_ms
            self.mark()
        self.look()
        return True

    def revive(self) -> None:
        """Become what a restored session is."""
        if self.state is not State.READY:
            self.state = State.PAUSED
            self.outcome = None
