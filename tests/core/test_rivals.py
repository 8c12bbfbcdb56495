"""What other timers get wrong, one test each."""

import pytest

from core.engine_plans import SILENT, TWO_HOLDS, gap, hold, plan_of, started, told
from core.engine_routines import OWN, routine, seconds
from stretchcore.commands import Back, Extend, Pause, Resume, Skip, Stop
from stretchcore.cues import Anchor, CuePolicy, CueRule
from stretchcore.events import Cue, CueKind, PhaseEnded, SessionEnded, SessionOutcome
from stretchcore.exercise import Timing
from stretchcore.plan import make_plan
from stretchcore.routine import RestStep
from stretchcore.session import Session
from stretchcore.states import State
from stretchcore.words import PhaseKind


def test_next_and_halfway_of_an_18_second_hold_fall_on_one_instant_and_both_are_said() -> None:
    work = frozenset({PhaseKind.HOLD})
    rules = (
        CueRule(CueKind.HALFWAY, work, Anchor.MIDDLE, shortest_ms=10_000),
        CueRule(CueKind.NEXT, work, Anchor.END, offset_ms=-9_000),
    )
    for calls in ([9_000], [8_999, 9_001], [60_000]):
        session = started(plan_of(hold(18_000)), cues=CuePolicy(rules))
        events = [event for now in calls for event in session.advance(now)]
        assert told(events)[:2] == ["9000 halfway", "9000 next"]


@pytest.mark.parametrize("length_ms", [1_000, 2_000])
def test_steps_of_one_and_two_seconds_have_their_start_their_countdown_and_their_end(length_ms: int) -> None:
    session = started(plan_of(hold(length_ms), hold(length_ms)))
    events = session.advance(60_000)
    said = [(event.at_ms, event.cue.value) for event in events if isinstance(event, Cue)]
    middle = [(length_ms + 1_000, "countdown")] if length_ms == 2_000 else []
    assert [cue for cue in said if length_ms <= cue[0] < 2 * length_ms] == [
        (length_ms, "end"),
        (length_ms, "start"),
        (length_ms, "countdown"),
        *middle,
    ]
    assert said[-2:] == [(2 * length_ms, "end"), (2 * length_ms, "finish")]


def test_rests_of_no_length_are_no_phases_and_divide_nothing_by_nothing() -> None:
    none = seconds(0)
    plan = make_plan(routine(OWN, RestStep(none), OWN, defaults=Timing(none, none, none, none)), {})
    assert [phase.kind for phase in plan.phases] == [PhaseKind.HOLD, PhaseKind.HOLD]
    session = started(plan, cues=SILENT)
    assert told(session.advance(20_000))[-1] == "20000 session completed, active 20000"
    assert session.view(20_000).progress == 1.0


def test_a_phase_that_was_cut_to_nothing_ends_at_once_and_divides_nothing_by_nothing() -> None:
    session = started(plan_of(hold(5_000), hold(5_000)), cues=SILENT)
    assert told(session.send(Extend(-5_000), 0)) == [
        "0 extended by -5000 to 0",
        "0 phase 0 done after 0",
        "0 phase 1 starts",
    ]
    assert session.view(0).remaining_ms == 5_000


def test_a_tick_five_seconds_late_shifts_nothing() -> None:
    late, punctual = started(TWO_HOLDS), started(TWO_HOLDS)
    events = [event for now in range(0, 41_000, 1_000) for event in punctual.advance(now)]
    assert [event for now in (3_000, 9_000, 14_000, 29_000, 34_000) for event in late.advance(now)] == events


def test_a_tick_over_three_steps_says_all_three() -> None:
    session = started(plan_of(hold(1_000), hold(1_500), hold(700), hold(60_000)), cues=SILENT)
    assert told(session.advance(5_000)) == [
        "1000 phase 0 done after 1000",
        "1000 phase 1 starts",
        "2500 phase 1 done after 1500",
        "2500 phase 2 starts",
        "3200 phase 2 done after 700",
        "3200 phase 3 starts",
    ]
    assert session.view(5_000).elapsed_ms == 1_800


def test_a_wall_clock_that_is_moved_by_an_hour_is_none_of_the_engines_business() -> None:
    session = started(plan_of(hold(20_000)), cues=SILENT)
    session.send(Pause("gap"), 5_000)  # an hour on the caller's scale is an hour of pause, and nothing else
    session.advance(5_000 + 3_600_000)
    session.send(Resume(), 5_000 + 3_600_000)
    assert session.deadline == 5_000 + 3_600_000 + 3_000
    session.advance(5_000 + 3_603_000)
    assert session.view(5_000 + 3_603_000).remaining_ms == 15_000


def test_a_session_that_was_stopped_and_goes_on_ends_at_the_right_time_with_the_right_sums() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    session.send(Stop(), 10_000)
    other = Session.restore(TWO_HOLDS, session.dump(10_000), cues=SILENT)
    other.send(Resume(), 0)
    last = other.advance(10**6)[-1]
    assert last == SessionEnded(36_000, None, SessionOutcome.COMPLETED, 36_000, 33_000)


def test_a_hundred_pauses_cost_no_millisecond() -> None:
    session = started(plan_of(hold(60_000)), lead_in_ms=0, cues=SILENT)
    now = 0
    for _ in range(100):
        now += 333
        session.send(Pause(), now)
        now += 1_234
        session.send(Resume(), now)
    assert session.deadline == 60_000 + 100 * 1_234


def test_skip_in_the_lead_in_goes_to_the_next_phase_at_once() -> None:
    session = started(plan_of(hold(20_000), hold(5_000)), cues=SILENT)
    session.send(Pause(), 1_000)
    session.send(Resume(), 2_000)
    session.send(Skip(), 2_500)
    assert (session.state, session.view(2_500).index, session.deadline) == (State.RUNNING, 1, 7_500)


def test_skipping_the_last_step_completes_the_session() -> None:
    session = started(plan_of(hold(20_000)))
    assert told(session.send(Skip(), 1_000))[-1] == "1000 session completed, active 1000"
    assert (session.state, session.deadline) == (State.ENDED, None)


def test_back_on_the_first_step_starts_it_again() -> None:
    session = started(plan_of(gap(PhaseKind.PREPARE, 5_000), hold(20_000)), cues=SILENT)
    for now in (0, 1_000, 4_000):
        session.send(Back(), now)
        assert (session.view(now).index, session.view(now).elapsed_ms) == (0, 0)


def test_ten_thousand_steps_end_without_drift() -> None:
    plan = plan_of(*(hold(1_337 + index % 3) for index in range(10_000)))
    session = started(plan, cues=SILENT)
    now, ended = 0, 0
    while session.state is not State.ENDED:
        now += 1_016
        ended += sum(isinstance(event, PhaseEnded) for event in session.advance(now))
    assert ended == 10_000
    assert session.view(now).left_ms == 0
    assert session.dump(now)["at_ms"] == plan.total_ms
