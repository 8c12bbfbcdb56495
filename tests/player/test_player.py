"""The player: one timer, gaps, listeners."""

import pytest

from stretchcore import (
    CountRange,
    Cue,
    CueKind,
    Dose,
    Exercise,
    IllegalCommand,
    Paused,
    PhaseEnded,
    PhaseStarted,
    Plan,
    Position,
    Resume,
    Resumed,
    Routine,
    Session,
    SessionEnded,
    SessionOutcome,
    Skip,
    State,
    Step,
    Stop,
    Toggle,
    make_plan,
    parse_time,
)
from stretchcore.events import Event
from stretchtui.bell import Bell
from stretchtui.clock import ManualClock
from stretchtui.player import Player


def plan_of(hold: str = "20s", reps: int = 3) -> Plan:
    exercise = Exercise("bridge", "Bridge", (Position("hold", "Hold", parse_time(hold)),))
    step = Step("bridge", dose=Dose(reps=(CountRange(reps, reps),)))
    return make_plan(Routine("test", "Test", (step,)), {"bridge": exercise})


class Play:
    """A player on a manual clock, with everything that it told."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.clock = ManualClock(5_000)
        self.told: list[Event] = []
        self.player = Player(Session(plan or plan_of()), self.clock, [self.told.extend])
        self.player.start()

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.told if isinstance(event, kind)]


def test_a_session_plays_to_its_end_on_the_exact_millisecond() -> None:
    play = Play()
    play.clock.advance(play.player.plan.total_ms - 1)
    assert not play.player.ended
    play.clock.advance(1)
    assert play.player.ended
    assert play.told[-1] == SessionEnded(74_000, None, SessionOutcome.COMPLETED, 74_000, 74_000)


def test_nothing_is_armed_any_more_after_the_end() -> None:
    play = Play()
    play.clock.advance(100_000)
    assert play.clock.next_call_ms() is None


def test_a_stall_within_the_gap_is_caught_up_with_each_event_at_its_own_instant() -> None:
    play = Play()
    play.clock.advance(7_000)
    play.clock.stall(2_000)
    play.clock.advance(0)
    starts = [event.at_ms for event in play.of(PhaseStarted)]
    assert starts == [0, 8_000]
    assert play.player.view().elapsed_ms == 1_000


def test_a_stopped_process_pauses_the_session_at_its_last_beat() -> None:
    play = Play()
    play.clock.advance(12_000)
    play.clock.stall(60_000)
    play.clock.advance(0)
    paused = play.of(Paused)
    assert paused == [Paused(12_000, 1, "gap")]
    assert play.player.view().elapsed_ms == 4_000


def test_a_machine_that_slept_pauses_the_session_at_its_last_beat() -> None:
    play = Play()
    play.clock.advance(12_400)
    play.clock.sleep_machine(3_600_000)
    play.clock.advance(1_000)
    # The beats come at whole seconds, and at the cues: the last look was at 12 s.
    assert play.of(Paused) == [Paused(12_000, 1, "gap")]
    assert play.player.session.state is State.PAUSED


def test_a_gap_is_seen_before_a_command_is_carried_out() -> None:
    play = Play()
    play.clock.advance(12_000)
    play.clock.stall(10_000)
    play.player.send(Resume())  # illegal where the session is not paused
    assert play.of(Paused) == [Paused(12_000, 1, "gap")]


def test_an_illegal_command_leaves_the_timer_armed() -> None:
    play = Play()
    with pytest.raises(IllegalCommand):
        play.player.send(Resume())
    play.clock.advance(100_000)
    assert play.player.ended


def test_time_lost_in_a_pause_is_no_gap() -> None:
    play = Play()
    play.clock.advance(12_000)
    play.player.send(Toggle())
    play.clock.stall(3_600_000)
    play.clock.sleep_machine(3_600_000)
    play.player.send(Toggle())
    play.clock.advance(3_000)
    assert len(play.of(Paused)) == 1
    assert len(play.of(Resumed)) == 1
    assert play.player.view().elapsed_ms == 4_000


def test_a_simulated_clock_knows_no_gaps() -> None:
    clock = ManualClock()
    player = Player(Session(plan_of()), clock, watch_gaps=False)
    player.start()
    clock.stall(30_000)
    clock.advance(0)
    assert player.session.state is State.RUNNING


def test_a_paused_session_arms_no_timer() -> None:
    play = Play()
    play.player.send(Toggle())
    assert play.clock.next_call_ms() is None


def test_between_two_events_the_player_beats_at_least_once_a_second() -> None:
    play = Play(plan_of("1m"))
    play.clock.advance(9_000)
    now = play.clock.now_ms()
    next_call = play.clock.next_call_ms()
    assert next_call is not None
    assert next_call - now <= 1_000


def test_a_failing_listener_is_reported_once_and_switched_off_and_the_timer_goes_on() -> None:
    faults: list[str] = []
    heard: list[Event] = []

    def broken(_events: tuple[Event, ...]) -> None:
        raise RuntimeError("no sound")

    clock = ManualClock()
    player = Player(
        Session(plan_of()), clock, [broken, heard.extend], on_fault=lambda _listener, error: faults.append(str(error))
    )
    player.start()
    clock.advance(100_000)
    assert faults == ["no sound"]
    assert isinstance(heard[-1], SessionEnded)


def test_a_command_tells_the_events_that_were_due_before_it_first() -> None:
    play = Play()
    play.clock.stall(1_500)
    play.player.send(Skip())
    kinds = [type(event).__name__ for event in play.told]
    assert kinds.index("PhaseEnded") < len(kinds) - 1
    assert isinstance(play.told[-1], Cue)
    assert play.told[-1].cue is CueKind.START


def test_stop_ends_the_session_and_the_timer() -> None:
    play = Play()
    play.clock.advance(10_000)
    play.player.send(Stop())
    assert play.player.ended
    assert play.clock.next_call_ms() is None
    ended = play.of(PhaseEnded)[-1]
    assert isinstance(ended, PhaseEnded)
    assert ended.actual_ms == 2_000


def test_a_hundred_pauses_add_nothing_to_the_holds() -> None:
    play = Play()
    for _ in range(100):
        play.clock.advance(170)
        play.player.send(Toggle())
        play.clock.stall(12_345)
        play.player.send(Toggle())
        play.clock.advance(3_000)  # the lead-in, where there is one; the gaps run meanwhile
    play.clock.advance(200_000)
    holds = [e for e in play.of(PhaseEnded) if isinstance(e, PhaseEnded) and play.player.plan.phases[e.index].is_work]
    assert [hold.actual_ms for hold in holds] == [20_000] * 3


def test_the_bell_rings_once_for_what_happens_together() -> None:
    rung: list[int] = []
    clock = ManualClock()
    player = Player(Session(plan_of()), clock, [Bell(lambda: rung.append(clock.now_ms()))])
    player.start()
    clock.advance(100_000)
    # Begin and end of three holds, and the end of the session, which is the end of the third as well.
    assert rung == [8_000, 28_000, 31_000, 51_000, 54_000, 74_000]
