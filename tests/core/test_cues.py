"""When something is to be said, sounded or flashed."""

import pytest

from core.engine_plans import SILENT, gap, hold, piece, plan_of, rest_step, started, told
from stretchcore.commands import Done, Jump, Pain, Skip
from stretchcore.cues import DEFAULT_CUES, Anchor, CuePolicy, CueRule, cue_instants, switches_side
from stretchcore.events import Cue, CueKind
from stretchcore.plan import Phase
from stretchcore.words import PhaseKind, Side

WORK = [PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN]
HOLDS = frozenset({PhaseKind.HOLD})


def spoken(phase: Phase, policy: CuePolicy = DEFAULT_CUES) -> list[str]:
    """Return the cues of a phase as short lines."""
    return [
        f"{cue.offset_ms} {cue.kind}" + ("" if cue.value is None else f" {cue.value}")
        for cue in cue_instants(policy, phase, phase.planned_ms)
    ]


# -- the usual cues ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WORK)
def test_work_has_a_start_a_middle_three_last_seconds_and_an_end(kind: PhaseKind) -> None:
    assert spoken(piece(kind, 20_000)) == [
        "0 start",
        "10000 halfway",
        "17000 countdown 3",
        "18000 countdown 2",
        "19000 countdown 1",
        "20000 end",
    ]


@pytest.mark.parametrize("kind", [PhaseKind.PREPARE, PhaseKind.REST])
def test_getting_ready_and_resting_say_what_comes_next_and_count_the_last_seconds(kind: PhaseKind) -> None:
    assert spoken(gap(kind, 8_000)) == ["0 next", "5000 countdown 3", "6000 countdown 2", "7000 countdown 1"]


def test_changing_sides_counts_the_last_seconds_and_a_release_is_silent() -> None:
    assert spoken(gap(PhaseKind.SWITCH_SIDE, 3_000)) == ["0 countdown 3", "1000 countdown 2", "2000 countdown 1"]
    assert spoken(gap(PhaseKind.NEXT_REP, 3_000)) == []


@pytest.mark.parametrize(
    ("length_ms", "expected"),
    [
        (100, ["0 start", "100 end"]),
        (999, ["0 start", "999 end"]),
        (1_000, ["0 start", "0 countdown 1", "1000 end"]),
        (1_001, ["0 start", "1 countdown 1", "1001 end"]),
        (2_000, ["0 start", "0 countdown 2", "1000 countdown 1", "2000 end"]),
        (3_000, ["0 start", "0 countdown 3", "1000 countdown 2", "2000 countdown 1", "3000 end"]),
    ],
)
def test_cues_that_would_fall_before_the_start_are_left_out(length_ms: int, expected: list[str]) -> None:
    assert spoken(hold(length_ms)) == expected


@pytest.mark.parametrize(("length_ms", "said"), [(9_999, []), (10_000, ["5000 halfway"]), (10_001, ["5000 halfway"])])
def test_halfway_is_said_from_ten_seconds_on(length_ms: int, said: list[str]) -> None:
    assert [line for line in spoken(hold(length_ms)) if "halfway" in line] == said


def test_an_open_phase_has_the_cues_of_its_start_only() -> None:
    assert spoken(hold(None)) == ["0 start"]
    session = started(plan_of(hold(None), hold(5_000)))
    assert session.deadline is None
    assert told(session.send(Done(), 60_000)) == [
        "60000 phase 0 done after 60000",
        "60000 phase 1 starts",
        "60000 start",
    ]


def test_the_session_is_over_with_a_cue_before_its_last_event() -> None:
    events = started(plan_of(hold(1_000))).advance(1_000)
    assert told(events) == [
        "1000 end",
        "1000 phase 0 done after 1000",
        "1000 finish",
        "1000 session completed, active 1000",
    ]


# -- the change of side ------------------------------------------------------------------------------------------------

LEFT, RIGHT = Side.LEFT, Side.RIGHT


@pytest.mark.parametrize(
    ("before", "phase", "expected"),
    [
        (hold(1, side=LEFT), gap(PhaseKind.SWITCH_SIDE, 1, side=RIGHT), True),
        (hold(1, side=LEFT), gap(PhaseKind.REST, 1, side=RIGHT), True),  # a rest stands for the switch
        (hold(1, side=LEFT), hold(1, side=RIGHT), True),  # no time for it, but it comes
        (gap(PhaseKind.SWITCH_SIDE, 1, side=RIGHT), hold(1, side=RIGHT), False),  # it has been said
        (hold(1, side=LEFT), gap(PhaseKind.NEXT_REP, 1, side=LEFT), False),
        (hold(1, side=LEFT), hold(1, side=RIGHT, step=1), False),  # another exercise
        (hold(1, side=LEFT), hold(1), False),
        (hold(1), hold(1, side=RIGHT), False),
        (None, hold(1, side=RIGHT), False),
    ],
)
def test_a_switch_is_said_where_the_other_side_of_the_same_exercise_comes(
    before: Phase | None, phase: Phase, *, expected: bool
) -> None:
    assert switches_side(phase, before) is expected


def test_the_switch_is_said_before_the_other_cues_of_its_instant() -> None:
    session = started(plan_of(hold(5_000, side=LEFT), hold(1_000, side=RIGHT)))
    assert told(session.send(Skip(), 100))[2:] == ["100 switch", "100 start", "100 countdown 1"]


def test_the_switch_is_said_once_for_each_change_of_side() -> None:
    plan = plan_of(
        hold(2_000, side=LEFT),
        gap(PhaseKind.SWITCH_SIDE, 2_000, side=RIGHT),
        hold(2_000, side=RIGHT),
        gap(PhaseKind.REST, 2_000, side=LEFT),
        hold(2_000, side=LEFT),
        hold(2_000, side=RIGHT),
    )
    events = started(plan).advance(60_000)
    assert [event.at_ms for event in events if isinstance(event, Cue) and event.cue is CueKind.SWITCH] == [
        2_000,
        6_000,
        10_000,
    ]


# -- other policies ----------------------------------------------------------------------------------------------------


def test_two_cues_of_one_instant_are_both_said_in_the_order_of_the_rules() -> None:
    rules = (
        CueRule(CueKind.NEXT, HOLDS, Anchor.END, offset_ms=-9_000),
        CueRule(CueKind.HALFWAY, HOLDS, Anchor.MIDDLE),
        CueRule(CueKind.START, HOLDS, Anchor.START, offset_ms=9_000),
    )
    assert spoken(hold(18_000), CuePolicy(rules)) == ["9000 next", "9000 halfway", "9000 start"]
    assert spoken(hold(18_000), CuePolicy(rules[::-1])) == ["9000 start", "9000 halfway", "9000 next"]


def test_a_cue_can_be_at_any_offset_from_the_start_the_middle_or_the_end() -> None:
    rules = (
        CueRule(CueKind.NEXT, HOLDS, Anchor.START, offset_ms=2_500),
        CueRule(CueKind.HALFWAY, HOLDS, Anchor.MIDDLE, offset_ms=-500),
        CueRule(CueKind.COUNTDOWN, HOLDS, Anchor.END, offset_ms=-10_000, value=10),
    )
    assert spoken(hold(20_000), CuePolicy(rules)) == ["2500 next", "9500 halfway", "10000 countdown 10"]
    assert spoken(gap(PhaseKind.REST, 20_000), CuePolicy(rules)) == []


def test_a_cue_that_would_fall_after_the_end_is_left_out() -> None:
    late = CuePolicy((CueRule(CueKind.NEXT, HOLDS, Anchor.START, offset_ms=5_001),))
    assert spoken(hold(5_000), late) == []
    assert spoken(hold(5_001), late) == ["5001 next"]


def test_an_open_phase_waits_for_a_cue_some_time_after_its_start() -> None:
    late = CuePolicy((CueRule(CueKind.NEXT, HOLDS, Anchor.START, offset_ms=30_000),), frozenset())
    session = started(plan_of(hold(None)), cues=late)
    assert session.deadline == 30_000
    assert told(session.advance(30_000)) == ["30000 next"]
    assert session.deadline is None


def test_a_policy_says_which_cues_there_are() -> None:
    plan = plan_of(hold(20_000, side=LEFT), hold(20_000, side=RIGHT), rest_step(5_000))
    events = started(plan, cues=SILENT).advance(10**6)
    assert not [event for event in events if isinstance(event, Cue)]
    no_finish = CuePolicy((), frozenset({CueKind.SWITCH}))
    assert [line for line in told(started(plan, cues=no_finish).advance(10**6)) if "phase" not in line] == [
        "20000 switch",
        "45000 session completed, active 45000",
    ]


def test_no_policy_silences_the_cue_after_pain() -> None:
    session = started(plan_of(hold(20_000), hold(5_000, step=1)), cues=SILENT)
    assert "100 ease_off" in told(session.send(Pain(), 100))


def test_a_jump_into_the_other_side_says_so_too() -> None:
    session = started(plan_of(hold(20_000, side=LEFT), hold(20_000, side=RIGHT)))
    assert told(session.send(Jump(1), 100))[2:] == ["100 switch", "100 start"]


def test_cues_are_put_in_order_by_time_and_then_by_rule() -> None:
    rules = [
        CueRule(CueKind.COUNTDOWN, HOLDS, Anchor.END, -1_000, value=1),
        CueRule(CueKind.HALFWAY, HOLDS, Anchor.MIDDLE),
    ]
    rules += [CueRule(CueKind.START, HOLDS, Anchor.START), CueRule(CueKind.NEXT, HOLDS, Anchor.START)]
    two_seconds = piece(PhaseKind.HOLD, 2_000)
    assert spoken(two_seconds, CuePolicy(tuple(rules))) == ["0 start", "0 next", "1000 countdown 1", "1000 halfway"]
