"""The session against one that lives through every millisecond: whatever is done to both, both say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.engine_model import NaiveSession
from core.engine_plans import COMMAND_VALUES, LEAD_INS, POLICIES, plans, runs, through_json
from stretchcore.commands import COMMANDS, Command, Start, Stop
from stretchcore.cues import DEFAULT_CUES, CuePolicy
from stretchcore.events import Event, SessionOutcome
from stretchcore.plan import Plan
from stretchcore.session import BadDump, IllegalCommand, Session, TimeRanBackwards
from stretchcore.states import State


@dataclass(frozen=True)
class Until:
    """A wait until something, give or take a millisecond: the deadline, or the end of the time for going far back."""

    what: Literal["deadline", "back window"]
    and_ms: int


Wait: TypeAlias = int | Until
WAITS: st.SearchStrategy[Wait] = st.one_of(
    st.sampled_from((0, 0, 1, 10, 999, 1_000, 1_001)),
    st.builds(Until, st.sampled_from(("deadline", "back window")), st.sampled_from((-1, 0, 0, 1))),
    st.integers(0, 7_000),
)
PARTS = st.lists(st.integers(1, 3_000), max_size=4)
"""Into what a wait is split, from its start on; the rest comes in one."""


class Pair:
    """A session and its naive double, to which the same things happen."""

    def __init__(self, plan: Plan, *, lead_in_ms: int = 3_000, cues: CuePolicy = DEFAULT_CUES, origin: int = 0) -> None:
        self.plan = plan
        self.lead_in_ms = lead_in_ms
        self.cues = cues
        self.now = origin
        self.knows_scale = False  # a session learns from its first call which time it is
        self.session = Session(plan, session_id="it", lead_in_ms=lead_in_ms, cues=cues)
        self.naive = NaiveSession(plan, session_id="it", lead_in_ms=lead_in_ms, cues=cues)
        self.compare()

    def length_of(self, wait: Wait) -> int:
        if isinstance(wait, int):
            return wait
        view = self.session.view(self.now)
        instant = self.session.deadline if wait.what == "deadline" else self.now + 2_000 - view.elapsed_ms
        return 0 if instant is None else max(0, instant - self.now + wait.and_ms)

    def live(self, ms: int, parts: list[int]) -> None:
        """Let time pass, for the session in a few calls, and see that it says the same at the same time."""
        if not self.knows_scale:
            assert self.session.advance(self.now) == ()
            self.knows_scale = True
        deadline, at_ms = self.session.deadline, self.naive.at_ms
        expected: list[Event] = [event for events in self.naive.live(ms) for event in events]
        if expected:
            assert deadline == self.now + expected[0].at_ms - at_ms
        else:
            assert deadline is None or deadline > self.now + ms
        assert [event for now in self.stops(ms, parts) for event in self.session.advance(now)] == expected
        self.now += ms
        self.compare()

    def stops(self, ms: int, parts: list[int]) -> Iterator[int]:
        now, last = self.now, self.now + ms
        for part in parts:
            now = min(now + part, last)
            yield now
        yield last

    def tell(self, command: Command, ms: int) -> None:
        """Let time pass and tell both the command, the session in one call."""
        before = self.picture(self.now), self.session.dump(self.now), self.session.deadline
        for _ in range(ms if self.knows_scale else 0):
            self.naive.tick()
        legal = self.naive.tell(command)
        expected = tuple(self.naive.take())
        if legal:
            assert self.session.send(command, self.now + ms) == expected
        else:
            with pytest.raises(IllegalCommand):
                self.session.send(command, self.now + ms)
            assert (self.picture(self.now), self.session.dump(self.now), self.session.deadline) == before
            assert self.session.advance(self.now + ms) == expected
        self.knows_scale = True
        self.now += ms
        self.compare()

    def picture(self, now: int) -> tuple[object, ...]:
        return self.session.view(now), self.session.state, self.session.legal_commands, self.session.outcome

    def compare(self) -> None:
        session, naive, view = self.session, self.naive, self.session.view(self.now)
        assert (session.state, session.outcome, view.index) == (naive.state, naive.outcome, naive.index)
        assert (view.elapsed_ms, view.length_ms) == (naive.clock_ms, naive.length_ms)
        assert view.remaining_ms == (None if naive.length_ms is None else naive.length_ms - naive.clock_ms)
        assert view.lead_in_ms == (naive.lead_in_left_ms if naive.state is State.LEAD_IN else 0)
        assert session.legal_commands == {command for command in COMMANDS if naive.is_legal(command)}
        assert view.phase is naive.phase
        assert 0 <= view.progress <= 1

    def restore(self, origin: int) -> None:
        """Go on another day, on another scale of time."""
        data = through_json(self.session, self.now)
        if self.naive.outcome is SessionOutcome.COMPLETED:
            with pytest.raises(BadDump):
                Session.restore(self.plan, data)
            return
        self.naive.revive()
        self.session = Session.restore(self.plan, data, session_id="it", lead_in_ms=self.lead_in_ms, cues=self.cues)
        self.now, self.knows_scale = origin, False
        self.compare()


RESTORE = "restore"
ACTIONS = st.lists(
    st.tuples(WAITS, PARTS, st.one_of(st.none(), COMMAND_VALUES, st.just(RESTORE))), min_size=4, max_size=20
)


@runs(600, thorough=40_000)
@given(plan=plans(), lead_in_ms=LEAD_INS, cues=POLICIES, origin=st.integers(-(10**12), 10**15), actions=ACTIONS)
def test_a_session_says_what_one_that_lives_through_every_millisecond_says(
    plan: Plan,
    lead_in_ms: int,
    cues: CuePolicy,
    origin: int,
    actions: list[tuple[Wait, list[int], Command | str | None]],
) -> None:
    pair = Pair(plan, lead_in_ms=lead_in_ms, cues=cues, origin=origin)
    pair.tell(Start(), 0)
    for wait, parts, action in actions:
        ms = pair.length_of(wait)
        if action is None:
            pair.live(ms, parts)
        elif isinstance(action, str):
            pair.restore(origin + ms)
        else:
            pair.tell(action, ms)


class SessionMachine(RuleBasedStateMachine):
    """Anything may happen, in any order, and the program may die at any moment."""

    @initialize(plan=plans(), lead_in_ms=LEAD_INS, cues=POLICIES, origin=st.integers(-(10**6), 10**6))
    def begin(self, plan: Plan, lead_in_ms: int, cues: CuePolicy, origin: int) -> None:
        self.pair = Pair(plan, lead_in_ms=lead_in_ms, cues=cues, origin=origin)

    @rule(wait=WAITS, index=st.sampled_from((0, 0, 0, 1, 5, -1)))
    def start(self, wait: Wait, index: int) -> None:
        self.pair.tell(Start(index), self.pair.length_of(wait))

    @rule(wait=WAITS, parts=PARTS)
    def time_passes(self, wait: Wait, parts: list[int]) -> None:
        self.pair.live(self.pair.length_of(wait), parts)

    @precondition(lambda self: self.pair.session.state is not State.READY)
    @rule(wait=WAITS, command=COMMAND_VALUES)
    def a_command_comes(self, wait: Wait, command: Command) -> None:
        self.pair.tell(command, self.pair.length_of(wait))

    @precondition(lambda self: self.pair.session.state is not State.READY)
    @rule(wait=WAITS)
    def it_is_stopped(self, wait: Wait) -> None:
        self.pair.tell(Stop(), self.pair.length_of(wait))

    @rule(origin=st.integers(-(10**12), 10**15))
    def it_goes_on_another_day(self, origin: int) -> None:
        self.pair.restore(origin)

    @rule(ms=st.integers(1, 10**6))
    def somebody_tells_an_earlier_time(self, ms: int) -> None:
        pair = self.pair
        if not pair.knows_scale:
            pair.live(0, [])
        before = pair.picture(pair.now), pair.session.dump(pair.now)
        with pytest.raises(TimeRanBackwards):
            pair.session.advance(pair.now - ms)
        with pytest.raises(TimeRanBackwards):
            pair.session.send(Stop(), pair.now - ms)
        assert (pair.picture(pair.now), pair.session.dump(pair.now)) == before


SessionMachine.TestCase.settings = runs(200, thorough=6_000)
TestSessionMachine = SessionMachine.TestCase
