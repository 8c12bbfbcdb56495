"""When the clock of a phase stood still: what the log says of it accounts for every millisecond."""

import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from core.engine_plans import COMMAND_VALUES, LEAD_INS, TWO_HOLDS, plans, runs
from stretchcore.commands import Command, Pause, Resume, Skip, Start, Stop, Toggle
from stretchcore.events import Event, PhaseEnded
from stretchcore.plan import Plan
from stretchcore.session import IllegalCommand, Session
from stretchtui.pausing import PAUSES_KEY, PauseSpan, PhasePauses


class Stage:
    """A session whose pauses are followed, and which can be cut off and gone on with."""

    def __init__(self, plan: Plan, lead_in_ms: int = 3_000) -> None:
        self.session = Session(plan, lead_in_ms=lead_in_ms)
        self.pauses = PhasePauses()
        self.now = 0
        self.found: dict[int, tuple[PauseSpan, ...]] = {}
        self.ended: dict[int, PhaseEnded] = {}
        self.take(self.session.send(Start(), 0))

    def take(self, events: tuple[Event, ...]) -> None:
        self.found |= self.pauses.follow(events)
        self.ended |= {event.run: event for event in events if isinstance(event, PhaseEnded)}
        dump = self.session.dump(self.now)
        self.kept = json.loads(json.dumps({**dump, PAUSES_KEY: self.pauses.so_far(dump)}))

    def wait(self, ms: int) -> None:
        self.now += ms
        self.take(self.session.advance(self.now))

    def send(self, command: Command) -> None:
        with suppress(IllegalCommand):
            self.take(self.session.send(command, self.now))

    def cut_off(self) -> None:
        """Go on from the last dump, on another scale of time."""
        lead_in_ms = self.session.lead_in_ms
        self.session = Session.restore(self.session.plan, self.kept, lead_in_ms=lead_in_ms)
        self.pauses = PhasePauses(self.kept)
        self.now += 1_000_000
        self.take(self.session.advance(self.now))


def test_a_pause_lasts_until_the_clock_runs_again_after_the_lead_in() -> None:
    stage = Stage(TWO_HOLDS)
    stage.wait(9_000)
    stage.send(Pause())
    stage.wait(60_000)
    stage.send(Resume())
    stage.wait(20_000)
    assert stage.found == {0: (), 1: ((9_000, 63_000),)}


def test_a_phase_has_as_many_pauses_as_there_were() -> None:
    stage = Stage(TWO_HOLDS, lead_in_ms=0)
    for _ in range(2):
        stage.wait(6_000)
        stage.send(Toggle())
        stage.wait(1_000)
        stage.send(Toggle())
    stage.wait(20_000)
    assert stage.found[1] == ((6_000, 1_000), (13_000, 1_000))


def test_what_is_skipped_in_a_pause_stays_paused_and_in_a_lead_in_runs_at_once() -> None:
    stage = Stage(TWO_HOLDS)
    stage.wait(1_000)
    stage.send(Pause())
    stage.wait(2_000)
    stage.send(Skip())
    stage.wait(5_000)
    stage.send(Resume())
    stage.wait(1_000)
    stage.send(Skip())
    stage.wait(4_000)
    assert stage.found == {0: ((1_000, 2_000),), 1: ((3_000, 6_000),), 2: ()}


def test_a_stopped_session_that_is_gone_on_with_keeps_the_pauses_of_its_phase() -> None:
    stage = Stage(TWO_HOLDS, lead_in_ms=0)
    stage.wait(6_000)
    stage.send(Pause())
    stage.wait(1_000)
    stage.send(Stop())
    assert stage.found[1] == ((6_000, 1_000),)
    stage.cut_off()
    stage.wait(500)
    stage.send(Resume())
    stage.wait(20_000)
    assert stage.found[1] == ((6_000, 1_500),)


def test_a_session_that_is_killed_in_a_pause_has_stood_still_since() -> None:
    stage = Stage(TWO_HOLDS, lead_in_ms=0)
    stage.wait(6_000)
    stage.send(Pause("gap"))
    stage.cut_off()
    stage.wait(700)
    stage.send(Resume())
    stage.wait(20_000)
    assert stage.found[1] == ((6_000, 700),)


@runs(150, thorough=10_000)
@given(plans(), LEAD_INS, st.lists(st.one_of(COMMAND_VALUES, st.integers(0, 6_000), st.just("cut off")), max_size=25))
def test_clock_and_pauses_make_up_the_time_of_every_phase(plan: Plan, lead_in_ms: int, acts: list[object]) -> None:
    stage = Stage(plan, lead_in_ms)
    for act in acts:
        if isinstance(act, int):
            stage.wait(act)
        elif act == "cut off":
            if stage.session.outcome is None:
                stage.cut_off()
        else:
            stage.send(act)  # type: ignore[arg-type]
    stage.send(Stop())
    for run, ended in stage.ended.items():
        pauses = stage.found[run]
        assert ended.actual_ms + sum(ms for _, ms in pauses) == ended.at_ms - ended.started_ms
        marks = [ended.started_ms, *(mark for at, ms in pauses for mark in (at, at + ms)), ended.at_ms]
        assert marks == sorted(marks)
        assert all(ms > 0 for _, ms in pauses)
