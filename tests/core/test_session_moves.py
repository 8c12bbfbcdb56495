"""Skip, Back, Restart, Jump, Extend, Done, Pain and Stop."""

import pytest

from core.engine_plans import SILENT, TWO_HOLDS, gap, hold, plan_of, rest_step, started, told
from core.engine_routines import LIBRARY, counts, routine
from stretchcore.commands import (
    Back,
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
)
from stretchcore.events import PhaseStarted
from stretchcore.exercise import Dose
from stretchcore.plan import make_plan
from stretchcore.routine import Block, Step
from stretchcore.session import IllegalCommand, Session
from stretchcore.states import State
from stretchcore.times import CountRange
from stretchcore.words import PhaseKind, Side


def test_skip_ends_the_phase_as_skipped_and_the_last_one_can_be_skipped() -> None:
    session = started(plan_of(hold(5_000), hold(7_000)), cues=SILENT)
    assert told(session.send(Skip(), 1_000)) == ["1000 phase 0 skipped after 1000", "1000 phase 1 starts"]
    assert told(session.send(Skip(), 1_500)) == [
        "1500 phase 1 skipped after 500",
        "1500 session completed, active 1500",
    ]


@pytest.mark.parametrize(("elapsed_ms", "index"), [(0, 1), (1, 1), (1_999, 1), (2_000, 3), (2_001, 3), (19_999, 3)])
def test_back_goes_to_the_work_before_within_two_seconds_and_to_this_start_later(elapsed_ms: int, index: int) -> None:
    plan = plan_of(
        gap(PhaseKind.PREPARE, 4_000), hold(5_000), gap(PhaseKind.SWITCH_SIDE, 3_000), hold(20_000), hold(1_000)
    )
    session = started(plan, cues=SILENT)
    session.send(Jump(3), 0)
    assert told(session.send(Back(), elapsed_ms)) == [
        f"{elapsed_ms} phase 3 left after {elapsed_ms}",
        f"{elapsed_ms} phase {index} starts",
    ]


def test_back_in_a_gap_goes_to_the_work_before_it() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    session.advance(24_500)
    assert session.view(24_500).index == 2
    session.send(Back(), 24_500)
    assert session.view(24_500).index == 1


def test_back_where_no_work_lies_before_goes_to_the_start_of_the_plan() -> None:
    plan = plan_of(rest_step(3_000), gap(PhaseKind.PREPARE, 4_000), hold(5_000), hold(5_000))
    session = started(plan, cues=SILENT)
    session.send(Jump(2), 0)
    session.send(Back(), 100)
    assert session.view(100).index == 0


def test_the_first_phase_can_be_backed_into_and_out_of() -> None:
    session = started(plan_of(hold(20_000), hold(5_000)), cues=SILENT)
    assert told(session.send(Back(), 500)) == ["500 phase 0 left after 500", "500 phase 0 starts"]
    assert told(session.send(Back(), 9_500)) == ["9500 phase 0 left after 9000", "9500 phase 0 starts"]


def test_back_twice_walks_back_through_the_work() -> None:
    session = started(plan_of(hold(5_000), hold(6_000), gap(PhaseKind.REST, 2_000), hold(7_000)), cues=SILENT)
    session.send(Jump(3), 0)
    session.send(Back(), 1_000)
    session.send(Back(), 1_000)
    assert session.view(1_000).index == 0


def test_the_two_seconds_of_back_count_the_clock_of_the_phase_and_not_a_pause() -> None:
    session = started(plan_of(hold(5_000), hold(6_000)), cues=SILENT)
    session.send(Jump(1), 0)
    session.send(Pause(), 1_500)
    session.send(Back(), 60_000)
    assert session.view(60_000).index == 0


def test_restart_goes_to_the_start_of_this_phase_even_within_two_seconds() -> None:
    session = started(plan_of(hold(5_000), hold(6_000)), cues=SILENT)
    session.send(Jump(1), 0)
    assert told(session.send(Restart(), 1_000)) == ["1000 phase 1 left after 1000", "1000 phase 1 starts"]
    assert session.deadline == 7_000


@pytest.mark.parametrize("index", range(4))
def test_jump_goes_to_the_start_of_any_phase_the_present_one_too(index: int) -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    assert told(session.send(Jump(index), 6_000))[2:] == ["6000 phase 1 left after 2000", f"6000 phase {index} starts"]


@pytest.mark.parametrize("index", range(4))
def test_a_session_can_start_at_any_phase(index: int) -> None:
    session = Session(TWO_HOLDS, cues=SILENT)
    assert told(session.send(Start(index), 0)) == ["0 session starts", f"0 phase {index} starts"]


@pytest.mark.parametrize("index", [-1, 4])
def test_a_session_does_not_start_at_a_phase_that_there_is_not(index: int) -> None:
    session = Session(TWO_HOLDS)
    with pytest.raises(IllegalCommand):
        session.send(Start(index), 0)
    assert session.state is State.READY


def test_a_phase_that_is_done_again_has_a_run_of_its_own_and_its_planned_length() -> None:
    session = started(plan_of(hold(5_000), hold(6_000)), cues=SILENT)
    session.send(Extend(10_000), 1_000)
    events = session.send(Restart(), 3_000)
    begun = [event for event in events if isinstance(event, PhaseStarted)]
    assert [(event.index, event.run) for event in begun] == [(0, 1)]
    assert session.deadline == 8_000


def test_extend_makes_the_phase_longer() -> None:
    session = started(plan_of(hold(12_000)), cues=SILENT)
    assert told(session.send(Extend(10_000), 5_000)) == ["5000 extended by 10000 to 22000"]
    assert (session.deadline, session.view(5_000).remaining_ms) == (22_000, 17_000)


def test_extend_by_a_negative_time_makes_it_shorter() -> None:
    session = started(plan_of(hold(12_000)), cues=SILENT)
    assert told(session.send(Extend(-4_000), 5_000)) == ["5000 extended by -4000 to 8000"]
    assert session.deadline == 8_000


@pytest.mark.parametrize("by_ms", [-7_000, -7_001, -12_000, -(10**9)])
def test_extend_to_what_has_elapsed_or_below_ends_the_phase_as_done(by_ms: int) -> None:
    session = started(plan_of(hold(12_000), hold(6_000)), cues=SILENT)
    assert told(session.send(Extend(by_ms), 5_000)) == [
        f"5000 extended by {by_ms} to 5000",
        "5000 phase 0 done after 5000",
        "5000 phase 1 starts",
    ]


def test_extend_re_times_the_countdown_which_is_said_again_and_halfway_is_not() -> None:
    session = started(plan_of(hold(12_000)))
    session.advance(10_500)
    session.send(Extend(10_000), 10_500)
    assert told(session.advance(60_000)) == [
        "19000 countdown 3",
        "20000 countdown 2",
        "21000 countdown 1",
        "22000 end",
        "22000 phase 0 done after 22000",
        "22000 finish",
        "22000 session completed, active 22000",
    ]


def test_extend_before_halfway_moves_it() -> None:
    session = started(plan_of(hold(12_000)))
    session.send(Extend(8_000), 5_000)
    assert told(session.advance(10_000)) == ["10000 halfway"]


def test_extend_keeps_the_halfway_of_a_phase_after_one_that_had_its_own() -> None:
    session = started(plan_of(hold(12_000), hold(12_000)))
    session.advance(13_000)
    session.send(Extend(4_000), 13_000)
    assert told(session.advance(20_000)) == ["20000 halfway"]


def test_a_phase_that_was_extended_has_its_usual_cues_when_it_is_done_again() -> None:
    session = started(plan_of(hold(12_000)))
    session.send(Extend(30_000), 1_000)
    session.send(Restart(), 2_000)
    assert told(session.advance(12_000)) == ["8000 halfway", "11000 countdown 3", "12000 countdown 2"]


def test_extend_says_a_cue_that_falls_on_this_very_instant_and_none_that_falls_before() -> None:
    session = started(plan_of(hold(12_000)))
    assert told(session.send(Extend(-5_000), 5_000)) == ["5000 extended by -5000 to 7000", "5000 countdown 2"]
    assert told(session.advance(6_500)) == ["6000 countdown 1"]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_start_that_has_been_said_is_not_said_again_however_often_the_phase_is_extended(times: int) -> None:
    session = started(plan_of(hold(12_000)), lead_in_ms=0)
    session.send(Pause(), 0)
    for _ in range(times):
        session.send(Extend(5_000), 1_000)
    assert told(session.send(Resume(), 2_000)) == ["2000 resumed"]


def test_an_open_phase_waits_and_done_ends_it() -> None:
    session = started(plan_of(hold(None), hold(5_000)))
    assert session.deadline is None
    assert session.advance(3_600_000) == ()
    assert session.view(3_600_000).remaining_ms is None
    assert told(session.send(Done(), 3_600_000), cues=False) == [
        "3600000 phase 0 done after 3600000",
        "3600000 phase 1 starts",
    ]


def test_done_is_for_open_phases_and_extend_is_not() -> None:
    session = started(plan_of(hold(None), hold(5_000)))
    assert Extend not in session.legal_commands
    assert Done in session.legal_commands
    session.send(Skip(), 0)
    assert Extend in session.legal_commands
    assert Done not in session.legal_commands


PAINFUL = plan_of(
    hold(10_000, step=0, side=Side.LEFT),
    gap(PhaseKind.SWITCH_SIDE, 5_000, step=0, side=Side.RIGHT),
    hold(10_000, step=0, side=Side.RIGHT),
    gap(PhaseKind.REST, 5_000, step=0, side=Side.LEFT),
    hold(10_000, step=0, side=Side.LEFT),
    rest_step(3_000),
    gap(PhaseKind.PREPARE, 4_000, step=1),
    hold(8_000, step=1),
)


@pytest.mark.parametrize("index", range(5))
def test_pain_ends_the_rest_of_the_exercise_and_goes_on_with_what_follows_it(index: int) -> None:
    session = started(PAINFUL, cues=SILENT)
    session.send(Jump(index), 0)
    assert told(session.send(Pain(), 2_000)) == [
        f"2000 phase {index} pain after 2000",
        "2000 ease_off",
        "2000 phase 5 starts",
    ]
    assert session.deadline == 2_000 + 3_000  # what follows has its usual times


def test_pain_in_the_last_exercise_completes_the_session() -> None:
    session = started(PAINFUL)
    session.send(Jump(6), 0)
    assert told(session.send(Pain(), 1_000))[-4:] == [
        "1000 phase 6 pain after 1000",
        "1000 ease_off",
        "1000 finish",
        "1000 session completed, active 1000",
    ]


def test_pain_is_not_possible_in_a_rest_of_its_own_but_in_a_rest_between_sets() -> None:
    session = started(PAINFUL)
    session.send(Jump(5), 0)
    assert Pain not in session.legal_commands
    with pytest.raises(IllegalCommand, match="this is a rest"):
        session.send(Pain(), 100)
    session.send(Jump(3), 200)
    assert Pain in session.legal_commands


def test_pain_in_a_block_ends_this_time_through_it_and_not_the_next() -> None:
    twice = Block(CountRange(2, 2), (Step("cobra", dose=Dose(reps=counts(3))), Step("cat-cow")))
    session = started(make_plan(routine(twice), LIBRARY), cues=SILENT)
    names = [(phase.exercise, phase.step) for phase in session.plan.phases]
    session.send(Pain(), 10_000)
    assert names[session.view(10_000).index] == ("cat-cow", 1)
    session.send(Pain(), 20_000)
    assert names[session.view(20_000).index] == ("cobra", 2)


def test_pain_in_a_pause_stays_paused() -> None:
    session = started(PAINFUL, cues=SILENT)
    session.send(Pause(), 1_000)
    session.send(Pain(), 2_000)
    assert (session.state, session.view(9_000).index, session.deadline) == (State.PAUSED, 5, None)


def test_stop_ends_the_phase_and_the_session_and_nothing_is_possible_after() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    assert told(session.send(Stop(), 6_000))[2:] == [
        "6000 phase 1 stopped after 2000",
        "6000 session stopped, active 6000",
    ]
    assert (session.deadline, session.legal_commands) == (None, frozenset())
    assert session.advance(10**9) == ()
    assert session.view(10**9).elapsed_ms == 2_000


def test_stop_in_a_pause_counts_what_was_done_before_it() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Pause(), 4_000)
    assert told(session.send(Stop(), 9_000)) == ["9000 phase 0 stopped after 4000", "9000 session stopped, active 4000"]
