"""The rules of keeping time. A session is started at 0 here, so that `at_ms` and the caller's time agree."""

import random

import pytest

from core.engine_plans import SILENT, TWO_HOLDS, hold, plan_of, restored, started, told
from stretchcore.commands import (
    Back,
    Command,
    Extend,
    Jump,
    Pause,
    Resume,
    Skip,
    Start,
    Stop,
)
from stretchcore.events import Event, PhaseEnded, SessionEnded
from stretchcore.plan import Plan
from stretchcore.session import IllegalCommand, Session, TimeRanBackwards
from stretchcore.states import State

# -- 1. no drift -------------------------------------------------------------------------------------------------------


def chain(count: int) -> Plan:
    return plan_of(*(hold(100 + 37 * index % 1_900, step=index % 7) for index in range(count)))


def test_ten_thousand_phases_end_on_the_exact_millisecond_when_nobody_asks_before_the_end() -> None:
    plan = chain(10_000)
    session = started(plan, 77)
    events = session.advance(77 + 2 * plan.total_ms)
    assert isinstance(events[-1], SessionEnded)
    assert events[-1].at_ms == events[-1].active_ms == plan.total_ms


@pytest.mark.parametrize("step_ms", [7, 999, 1_000, 1_001, 12_345, 3_600_000])
def test_ten_thousand_phases_end_on_the_exact_millisecond_at_any_rhythm_of_calls(step_ms: int) -> None:
    plan = chain(10_000 if step_ms > 100 else 1_000)
    session = started(plan)
    ended: list[PhaseEnded] = []
    now = 0
    while session.state is not State.ENDED:
        now += step_ms
        ended += [event for event in session.advance(now) if isinstance(event, PhaseEnded)]
    assert [event.at_ms for event in ended] == [phase.start_ms + phase.estimate_ms for phase in plan.phases]


def test_ten_thousand_phases_end_on_the_exact_millisecond_when_each_deadline_is_met_late() -> None:
    plan = chain(10_000)
    session = started(plan, cues=SILENT)
    late = random.Random(5)
    now = 0
    while (deadline := session.deadline) is not None:
        now = max(now, deadline) + late.randrange(0, 3_000)
        events = session.advance(now)
    assert events[-1].at_ms == plan.total_ms


def test_a_phase_starts_at_the_deadline_of_the_one_before_and_not_at_the_time_of_the_call() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    assert told(session.advance(4_321)) == ["4000 phase 0 done after 4000", "4000 phase 1 starts"]
    assert session.view(4_321).elapsed_ms == 321
    assert session.deadline == 24_000


@pytest.mark.parametrize("start_ms", [0, -(10**12), 10**15])
def test_an_open_phase_has_no_deadline_on_any_scale(start_ms: int) -> None:
    session = started(plan_of(hold(None), hold(5_000, step=1)), start_ms, cues=SILENT)
    assert session.deadline is None
    assert session.advance(start_ms + 10**9) == ()
    session.send(Skip(), start_ms + 10**9)
    assert session.deadline == start_ms + 10**9 + 5_000


def test_a_hundred_pauses_leave_the_phase_its_exact_length() -> None:
    session = started(plan_of(hold(20_000)), lead_in_ms=300, cues=SILENT)
    now = 0
    for count in range(100):
        now += 123
        session.send(Pause(), now)
        now += 17 * count
        session.send(Resume(), now)
        now += 300
        session.advance(now + count % 3)
        now += count % 3
    assert session.view(now).elapsed_ms == 100 * 123 + sum(count % 3 for count in range(100))
    end_ms = now + 20_000 - session.view(now).elapsed_ms
    assert session.deadline == end_ms
    assert told(session.advance(10**7)) == [
        f"{end_ms} phase 0 done after 20000",
        f"{end_ms} session completed, active 20000",
    ]


# -- 2. the split does not matter --------------------------------------------------------------------------------------


@pytest.mark.parametrize("step_ms", [1, 3, 250, 1_000, 1_700, 9_999])
def test_one_late_call_and_many_small_ones_say_the_same(step_ms: int) -> None:
    whole, split = started(TWO_HOLDS), started(TWO_HOLDS)
    events: list[Event] = []
    for now in range(0, 40_000, step_ms):
        events += split.advance(now)
    events += split.advance(40_000)
    assert tuple(events) == whole.advance(40_000)
    assert len(events) > 15


def test_a_call_hours_late_says_everything_in_order_with_its_own_times() -> None:
    events = started(TWO_HOLDS).advance(9 * 3_600_000)
    assert [event.at_ms for event in events] == sorted(event.at_ms for event in events)
    assert told(events, cues=False) == [
        "4000 phase 0 done after 4000",
        "4000 phase 1 starts",
        "24000 phase 1 done after 20000",
        "24000 phase 2 starts",
        "28000 phase 2 done after 4000",
        "28000 phase 3 starts",
        "33000 phase 3 done after 5000",
        "33000 session completed, active 33000",
    ]


def test_a_command_says_first_what_was_due_before_it() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    assert told(session.send(Skip(), 5_000)) == [
        "4000 phase 0 done after 4000",
        "4000 phase 1 starts",
        "5000 phase 1 skipped after 1000",
        "5000 phase 2 starts",
    ]


# -- 3. cues fire once, on crossing ------------------------------------------------------------------------------------


def test_no_cue_is_lost_by_a_late_call_and_none_repeats() -> None:
    session = started(plan_of(hold(12_000)))
    assert told(session.advance(8_500)) == ["6000 halfway"]
    assert told(session.advance(8_999)) == []
    assert told(session.advance(11_500)) == ["9000 countdown 3", "10000 countdown 2", "11000 countdown 1"]


def test_no_cue_repeats_after_a_pause_at_its_very_instant() -> None:
    session = started(plan_of(hold(12_000)), lead_in_ms=0)
    assert told(session.send(Pause(), 9_000)) == ["6000 halfway", "9000 countdown 3", "9000 paused by user"]
    assert told(session.send(Resume(), 20_000)) == ["20000 resumed"]
    assert told(session.advance(21_000)) == ["21000 countdown 2"]


def test_the_cues_of_a_phase_that_begins_in_a_pause_wait_for_the_going_on() -> None:
    session = started(plan_of(hold(20_000, step=0), hold(12_000, step=1)))
    session.send(Pause(), 1_000)
    assert told(session.send(Skip(), 2_000)) == ["2000 phase 0 skipped after 1000", "2000 phase 1 starts"]
    assert told(session.advance(60_000)) == []
    assert told(session.send(Resume(), 60_000)) == ["60000 lead-in of 3000"]
    assert told(session.advance(63_000)) == ["63000 resumed", "63000 start"]


# -- 4. illegal commands: see also the table ---------------------------------------------------------------------------


def test_an_illegal_command_says_what_it_was_and_why() -> None:
    session = Session(TWO_HOLDS)
    with pytest.raises(IllegalCommand, match="pause is not possible now: the session is ready") as caught:
        session.send(Pause(), 0)
    assert (caught.value.command, caught.value.state) == (Pause(), State.READY)


def test_an_illegal_command_leaves_what_was_due_to_be_said_later() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    with pytest.raises(IllegalCommand):
        session.send(Resume(), 30_000)
    assert session.view(1_000).elapsed_ms == 1_000  # the time has not passed either
    assert told(session.advance(3_999)) == []
    assert told(session.advance(4_000)) == ["4000 phase 0 done after 4000", "4000 phase 1 starts"]


def test_a_restored_session_does_not_take_its_scale_of_time_from_an_illegal_command() -> None:
    session = restored(started(TWO_HOLDS, cues=SILENT), 1_000, cues=SILENT)
    with pytest.raises(IllegalCommand):
        session.send(Pause(), 500_000)
    assert told(session.send(Resume(), 70)) == ["1000 resumed"]


@pytest.mark.parametrize("command", [Jump(-1), Jump(4), Extend(4 * 3_600_000 - 4_000 + 1), Jump(10**9)])
def test_a_figure_out_of_bounds_is_refused_like_any_illegal_command(command: Command) -> None:
    session = started(TWO_HOLDS)
    before = session.dump(2_000), session.deadline
    with pytest.raises(IllegalCommand):
        session.send(command, 2_000)
    assert (session.dump(2_000), session.deadline) == before
    assert session.advance(1_000) == tuple(started(TWO_HOLDS).advance(1_000))


# -- 6. time never runs backwards --------------------------------------------------------------------------------------


def test_a_time_before_the_last_one_is_refused_with_both_times() -> None:
    session = started(TWO_HOLDS)
    session.advance(2_000)
    with pytest.raises(TimeRanBackwards, match="1999 ms lies before 2000 ms"):
        session.advance(1_999)
    with pytest.raises(TimeRanBackwards):
        session.send(Pause(), 1_999)
    assert session.advance(2_000) == ()


def test_a_command_tells_the_time_as_advance_does() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    session.send(Pause(), 2_000)
    with pytest.raises(TimeRanBackwards):
        session.send(Resume(), 1_999)


@pytest.mark.parametrize("before", [[], [Pause()], [Pause(), Resume()], [Stop()]])
def test_every_state_remembers_the_time_that_it_was_told(before: list[Command]) -> None:
    session = started(plan_of(hold(20_000)))
    for command in before:
        session.send(command, 1_000)
    session.advance(2_000)
    with pytest.raises(TimeRanBackwards):
        session.advance(1_999)


def test_a_session_that_is_not_started_knows_the_time_too() -> None:
    session = Session(TWO_HOLDS)
    session.advance(5_000)
    with pytest.raises(TimeRanBackwards):
        session.send(Start(), 4_999)


@pytest.mark.parametrize("origin", [-(10**15), -1, 0, 10**18])
def test_any_scale_of_time_gives_the_same_events(origin: int) -> None:
    session = Session(TWO_HOLDS)
    events = (*session.send(Start(), origin), *session.advance(origin + 40_000))
    other = Session(TWO_HOLDS)
    assert events == (*other.send(Start(), 0), *other.advance(40_000))


# -- 8. a gap is a command ---------------------------------------------------------------------------------------------


def test_a_gap_in_time_is_a_pause_dated_to_the_last_moment_alive() -> None:
    session = started(plan_of(hold(20_000)), cues=SILENT)
    session.advance(4_000)
    assert told(session.send(Pause("gap"), 4_000)) == ["4000 paused by gap"]
    assert session.advance(3_600_000) == ()
    assert session.view(3_600_000).elapsed_ms == 4_000


# -- what a session is made of -----------------------------------------------------------------------------------------


def test_a_plan_without_phases_cannot_be_run() -> None:
    with pytest.raises(ValueError, match="without phases"):
        Session(plan_of())


@pytest.mark.parametrize("lead_in_ms", [-1, 4 * 3_600_000 + 1])
def test_a_lead_in_has_bounds(lead_in_ms: int) -> None:
    with pytest.raises(ValueError, match="lead-in"):
        Session(TWO_HOLDS, lead_in_ms=lead_in_ms)


def test_after_the_end_time_goes_on_and_nothing_happens() -> None:
    session = started(plan_of(hold(1_000)))
    session.advance(5_000)
    assert session.state is State.ENDED
    assert session.advance(6_000) == ()
    with pytest.raises(TimeRanBackwards):
        session.advance(5_999)
    with pytest.raises(IllegalCommand):
        session.send(Back(), 7_000)


def test_the_active_time_leaves_out_pauses_and_lead_ins() -> None:
    session = started(plan_of(hold(5_000), hold(5_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    session.send(Resume(), 10_000)
    session.send(Back(), 11_000)
    session.send(Skip(), 12_000)
    assert told(session.advance(60_000))[-1] == "17000 session completed, active 8000"
