"""Pauses, lead-ins, and what commands do in them."""

import pytest

from core.engine_plans import SILENT, TWO_HOLDS, gap, hold, plan_of, rest_step, started, told
from stretchcore.commands import (
    Back,
    Command,
    Done,
    Extend,
    Jump,
    Pain,
    Pause,
    Restart,
    Resume,
    Skip,
    Toggle,
)
from stretchcore.states import State
from stretchcore.words import PhaseKind, Side


def test_a_pause_freezes_the_phase_and_the_lead_in_gives_time_to_get_back() -> None:
    session = started(plan_of(hold(20_000)), cues=SILENT)
    assert told(session.send(Pause(), 5_000)) == ["5000 paused by user"]
    assert session.deadline is None
    assert session.advance(3_600_000) == ()
    assert session.view(3_600_000).remaining_ms == 15_000
    assert told(session.send(Resume(), 3_600_000)) == ["3600000 lead-in of 3000"]
    assert session.state is State.LEAD_IN
    assert session.deadline == 3_603_000
    assert session.view(3_601_200).lead_in_ms == 1_800
    assert session.view(3_601_200).remaining_ms == 15_000
    assert told(session.advance(3_603_000)) == ["3603000 resumed"]
    assert session.deadline == 3_618_000


def test_the_lead_in_counts_down_to_nothing_and_never_below() -> None:
    session = started(plan_of(hold(20_000)))
    session.send(Pause(), 5_000)
    session.send(Resume(), 6_000)
    assert [session.view(now).lead_in_ms for now in (6_000, 8_999, 9_000, 50_000)] == [3_000, 1, 0, 0]
    assert session.view(50_000).elapsed_ms == 5_000  # a view never advances


@pytest.mark.parametrize("kind", [PhaseKind.PREPARE, PhaseKind.NEXT_REP, PhaseKind.SWITCH_SIDE, PhaseKind.REST])
def test_a_gap_goes_on_without_a_lead_in(kind: PhaseKind) -> None:
    session = started(plan_of(gap(kind, 10_000), hold(5_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    assert told(session.send(Resume(), 3_000)) == ["3000 resumed"]
    assert session.deadline == 11_000


def test_a_rest_of_its_own_goes_on_without_a_lead_in() -> None:
    session = started(plan_of(rest_step(10_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    assert told(session.send(Toggle(), 3_000)) == ["3000 resumed"]


@pytest.mark.parametrize("kind", [PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN])
def test_all_work_has_a_lead_in_and_open_work_too(kind: PhaseKind) -> None:
    for length_ms in (10_000, None):
        session = started(plan_of(hold(length_ms, side=Side.LEFT)), cues=SILENT)
        session.send(Pause(), 2_000)
        assert told(session.send(Resume(), 3_000)) == ["3000 lead-in of 3000"]


def test_a_lead_in_of_no_length_is_none() -> None:
    session = started(plan_of(hold(10_000)), lead_in_ms=0, cues=SILENT)
    session.send(Pause(), 2_000)
    assert told(session.send(Resume(), 3_000)) == ["3000 resumed"]
    assert session.deadline == 11_000


def test_the_first_start_has_no_lead_in() -> None:
    assert started(plan_of(hold(10_000))).state is State.RUNNING


def test_a_pause_in_the_lead_in_stops_it_and_the_next_resume_gives_all_of_it_again() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    session.send(Resume(), 3_000)
    assert told(session.send(Pause(), 5_999)) == ["5999 paused by user"]
    assert told(session.send(Resume(), 7_000)) == ["7000 lead-in of 3000"]
    assert session.deadline == 10_000


def test_a_pause_at_the_very_end_of_the_lead_in_comes_after_the_going_on() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    session.send(Resume(), 3_000)
    assert told(session.send(Pause(), 6_000)) == ["6000 resumed", "6000 paused by user"]


IN_LEAD_IN: list[tuple[Command, list[str]]] = [
    (Skip(), ["4000 phase 0 skipped after 2500", "4000 phase 1 starts"]),
    (Back(), ["4000 phase 0 left after 2500", "4000 phase 0 starts"]),
    (Restart(), ["4000 phase 0 left after 2500", "4000 phase 0 starts"]),
    (Jump(2), ["4000 phase 0 left after 2500", "4000 phase 2 starts"]),
    (Pain(), ["4000 phase 0 pain after 2500", "4000 ease_off", "4000 phase 2 starts"]),
    (Extend(-10_000), ["4000 extended by -10000 to 2500", "4000 phase 0 done after 2500", "4000 phase 1 starts"]),
]


@pytest.mark.parametrize(("command", "expected"), IN_LEAD_IN)
def test_what_moves_on_in_the_lead_in_acts_at_once_and_the_next_phase_runs(
    command: Command, expected: list[str]
) -> None:
    session = started(plan_of(hold(10_000), hold(8_000), hold(9_000, step=1)), cues=SILENT)
    session.send(Pause(), 2_500)
    session.send(Resume(), 3_000)
    assert told(session.send(command, 4_000)) == expected
    assert session.state is State.RUNNING
    assert session.deadline == 4_000 + (session.phase.planned_ms or 0)


def test_toggle_in_the_lead_in_pauses() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Toggle(), 2_000)
    session.send(Toggle(), 3_000)
    assert told(session.send(Toggle(), 4_000)) == ["4000 paused by user"]
    assert session.state is State.PAUSED


def test_extend_in_the_lead_in_leaves_the_lead_in_as_it_is() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    session.send(Resume(), 3_000)
    assert told(session.send(Extend(5_000), 4_000)) == ["4000 extended by 5000 to 15000"]
    assert (session.state, session.deadline) == (State.LEAD_IN, 6_000)
    session.advance(6_000)
    assert session.deadline == 6_000 + 13_000


def test_done_in_the_lead_in_of_an_open_phase_acts_at_once() -> None:
    session = started(plan_of(hold(None), hold(5_000)), cues=SILENT)
    session.send(Pause(), 2_000)
    session.send(Resume(), 3_000)
    assert told(session.send(Done(), 4_000)) == ["4000 phase 0 done after 2000", "4000 phase 1 starts"]
    assert session.state is State.RUNNING


MOVES: list[tuple[Command, int]] = [
    (Skip(), 2),
    (Back(), 1),
    (Restart(), 1),
    (Jump(3), 3),
    (Pain(), 2),
    (Extend(-60_000), 2),
]


@pytest.mark.parametrize(("command", "index"), MOVES)
def test_what_moves_on_in_a_pause_stays_paused_at_the_start_of_the_phase(command: Command, index: int) -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    session.send(Pause(), 10_000)
    session.send(command, 11_000)
    view = session.view(99_000)
    assert (session.state, view.index, view.elapsed_ms, session.deadline) == (State.PAUSED, index, 0, None)
    assert session.advance(99_000) == ()


def test_skipping_the_last_phase_in_a_pause_ends_the_session() -> None:
    session = started(plan_of(hold(10_000)))
    session.send(Pause(), 2_000)
    assert told(session.send(Skip(), 3_000)) == [
        "3000 phase 0 skipped after 2000",
        "3000 finish",
        "3000 session completed, active 2000",
    ]
    assert session.state is State.ENDED


def test_a_pause_exactly_on_a_boundary_falls_into_the_phase_that_begins() -> None:
    session = started(plan_of(hold(5_000), hold(7_000, step=1)))
    assert told(session.send(Pause(), 5_000)) == [
        "2000 countdown 3",
        "3000 countdown 2",
        "4000 countdown 1",
        "5000 end",
        "5000 phase 0 done after 5000",
        "5000 phase 1 starts",
        "5000 start",
        "5000 paused by user",
    ]
    assert (session.view(9_000).index, session.view(9_000).remaining_ms) == (1, 7_000)


def test_a_pause_one_millisecond_before_a_boundary_leaves_that_millisecond() -> None:
    session = started(plan_of(hold(5_000), hold(7_000)), cues=SILENT, lead_in_ms=0)
    session.send(Pause(), 4_999)
    assert session.view(9_000).remaining_ms == 1
    session.send(Resume(), 9_000)
    assert told(session.advance(9_001)) == ["9001 phase 0 done after 5000", "9001 phase 1 starts"]
