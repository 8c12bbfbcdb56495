"""What a session shows, and when it next has something to say."""

from core.engine_plans import SILENT, TWO_HOLDS, hold, plan_of, restored, started
from stretchcore.commands import (
    Extend,
    Jump,
    Pause,
    Resume,
    Skip,
    Start,
    Stop,
)
from stretchcore.session import Session
from stretchcore.states import State

# -- 9. view and advance agree -----------------------------------------------------------------------------------------


def test_on_a_boundary_the_view_shows_nothing_left_and_after_advance_all_of_the_next() -> None:
    session = started(TWO_HOLDS)
    assert [session.view(now).remaining_ms for now in (0, 3_999, 4_000, 4_001, 10**9)] == [4_000, 1, 0, 0, 0]
    assert session.view(10**9).index == 0
    session.advance(4_000)
    assert (session.view(4_000).index, session.view(4_000).remaining_ms) == (1, 20_000)


def test_a_view_shows_what_the_session_would_say_and_tells_nothing_to_it() -> None:
    session = started(TWO_HOLDS)
    before = session.dump(0), session.deadline
    session.view(10**12)
    assert (session.dump(0), session.deadline) == before
    assert session.advance(1) == ()


def test_a_session_that_is_not_started_shows_the_first_phase_whole() -> None:
    view = Session(TWO_HOLDS, session_id="it").view(123)
    assert (view.state, view.index, view.elapsed_ms, view.remaining_ms) == (State.READY, 0, 0, 4_000)
    assert (view.left_ms, view.total_ms, view.progress) == (33_000, 33_000, 0.0)
    assert view.next is TWO_HOLDS.phases[1]
    assert (view.session, view.routine) == ("it", "by-hand")


def test_the_bar_of_the_whole_never_runs_back_when_a_phase_is_extended() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    session.advance(14_000)
    done = [session.view(14_000).progress]
    session.send(Extend(30_000), 14_000)
    done += [session.view(now).progress for now in range(14_000, 54_001, 1_000)]
    assert done == sorted(done)
    assert done[-1] == 24_000 / 33_000


def test_what_is_left_of_the_whole_counts_what_is_left_of_an_extended_phase() -> None:
    session = started(plan_of(hold(10_000), hold(5_000)), cues=SILENT)
    session.send(Extend(20_000), 4_000)
    assert session.view(4_000).left_ms == 26_000 + 5_000
    session.send(Extend(-20_000), 5_000)
    assert session.view(5_000).left_ms == 5_000 + 5_000
    session.send(Skip(), 6_000)
    assert session.view(6_000).left_ms == session.view(6_000).remaining_ms == 5_000


def test_an_open_phase_counts_its_estimate_in_what_is_left_and_then_no_more() -> None:
    session = started(plan_of(hold(None, estimate_ms=30_000), hold(10_000)), cues=SILENT)
    assert [session.view(now).left_ms for now in (0, 20_000, 30_000, 99_000)] == [40_000, 20_000, 10_000, 10_000]
    assert session.view(99_000).progress == 0.75


def test_a_completed_session_shows_that_nothing_is_left_even_where_the_last_phase_was_skipped() -> None:
    session = started(TWO_HOLDS)
    session.send(Jump(3), 0)
    session.send(Skip(), 1_000)
    view = session.view(5_000)
    assert (view.progress, view.left_ms, view.next, view.outcome) == (1.0, 0, None, "completed")


# -- the deadline ------------------------------------------------------------------------------------------------------


def test_a_session_that_a_shortened_phase_has_ended_shows_that_nothing_of_it_is_left() -> None:
    session = started(plan_of(hold(20_000)))
    session.send(Extend(-15_000), 6_500)
    view = session.view(6_500)
    assert (view.state, view.length_ms, view.remaining_ms) == (State.ENDED, 6_500, 0)


def test_the_deadline_is_the_next_cue_boundary_or_end_of_a_lead_in() -> None:
    session = Session(plan_of(hold(12_000), hold(1_000)))
    deadlines = [session.deadline]
    session.send(Start(), 0)
    while session.deadline is not None:
        deadlines.append(session.deadline)
        assert session.advance(session.deadline - 1) == ()
        assert session.advance(session.deadline) != ()
    assert deadlines == [None, 6_000, 9_000, 10_000, 11_000, 12_000, 13_000]


def test_there_is_no_deadline_where_only_a_command_can_change_anything() -> None:
    session = started(plan_of(hold(None), hold(5_000)))
    assert session.deadline is None  # open
    session.send(Pause(), 1_000)
    assert session.deadline is None  # paused
    session.send(Resume(), 1_000)
    assert session.deadline == 4_000
    session.send(Stop(), 2_000)
    assert session.deadline is None  # ended
    assert restored(session, 2_000).deadline is None
