"""A session survives its program: dumps, restores, and what time counts in between."""

import json

import pytest

from core.engine_plans import SILENT, TWO_HOLDS, hold, plan_of, restored, started, through_json, told
from stretchcore.commands import (
    Back,
    Command,
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
from stretchcore.events import PhaseEnded
from stretchcore.session import BadDump, Session
from stretchcore.states import State


def test_the_times_of_events_count_pauses_and_not_the_downtime() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Pause(), 4_000)
    other = restored(session, 6_500, cues=SILENT)  # 2.5 s of the pause were before the dump
    assert told(other.send(Resume(), -700_000)) == ["6500 lead-in of 3000"]
    assert told(other.advance(-600_000)) == [
        "9500 resumed",
        "15500 phase 0 done after 10000",
        "15500 session completed, active 10000",
    ]


def test_a_restored_session_is_paused_wherever_it_was() -> None:
    ways: list[list[Command]] = [[], [Pause()], [Pause(), Resume()], [Stop()]]
    for commands in ways:
        session = started(plan_of(hold(10_000)))
        for command in commands:
            session.send(command, 4_000)
        other = restored(session, 4_000)
        assert (other.state, other.outcome, other.deadline) == (State.PAUSED, None, None)
        assert (other.view(0).elapsed_ms, other.view(0).session) == (4_000, "it")
        assert other.legal_commands == {Resume, Toggle, Skip, Back, Restart, Jump, Extend, Pain, Stop}


def test_a_session_that_was_never_started_is_restored_as_one() -> None:
    session = restored(Session(TWO_HOLDS), 5)
    assert session.state is State.READY
    assert told(session.send(Start(), 0), cues=False) == ["0 session starts", "0 phase 0 starts"]


def test_a_stopped_session_goes_on_in_the_same_run_of_its_phase() -> None:
    session = started(TWO_HOLDS, cues=SILENT)
    stopped = session.send(Stop(), 6_000)
    other = restored(session, 6_000, cues=SILENT, lead_in_ms=0)
    events = (*other.send(Resume(), 0), *other.advance(10**6))
    ended = [event for event in (*stopped, *events) if isinstance(event, PhaseEnded) and event.index == 1]
    assert [(event.run, event.outcome, event.actual_ms) for event in ended] == [
        (1, "stopped", 2_000),
        (1, "done", 20_000),
    ]
    assert told(events)[-1] == "33000 session completed, active 33000"


def test_a_session_that_was_stopped_does_not_count_the_time_until_it_is_dumped() -> None:
    session = started(plan_of(hold(10_000)), cues=SILENT)
    session.send(Stop(), 4_000)
    other = restored(session, 900_000, cues=SILENT)
    assert told(other.send(Skip(), 0)) == ["4000 phase 0 skipped after 4000", "4000 session completed, active 4000"]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_cue_of_the_instant_of_the_dump_is_not_said_again_however_often_it_is_dumped(times: int) -> None:
    session = started(plan_of(hold(12_000)))
    session.advance(9_000)
    for _ in range(times):
        session = restored(session, 9_000, lead_in_ms=0)
        session.advance(9_000)
    assert told(session.send(Resume(), 9_000)) == ["9000 resumed"]
    assert told(session.advance(10_000)) == ["10000 countdown 2"]


def test_halfway_is_not_said_again_after_a_restore() -> None:
    session = started(plan_of(hold(12_000)))
    session.advance(7_000)
    other = restored(session, 7_000, lead_in_ms=0)
    other.send(Extend(30_000), 0)
    other.send(Resume(), 0)
    assert told(other.advance(34_000)) == ["39000 countdown 3", "40000 countdown 2", "41000 countdown 1"]


def test_a_dump_that_comes_late_loses_nothing_that_was_due() -> None:
    session = started(plan_of(hold(12_000), hold(5_000)), lead_in_ms=0)
    session.advance(8_000)
    other = restored(session, 10_500, lead_in_ms=0)  # countdown 3 and 2 were due and nobody asked
    assert told(other.send(Resume(), 0)) == ["9000 resumed", "9000 countdown 3"]
    other = restored(session, 60_000, lead_in_ms=0)
    other.send(Resume(), 0)
    assert told(other.advance(4_000), cues=False) == ["12000 phase 0 done after 12000", "12000 phase 1 starts"]


def test_a_dump_never_advances() -> None:
    session = started(TWO_HOLDS)
    session.dump(10**9)
    assert session.view(1_000).elapsed_ms == 1_000
    assert session.advance(2_000) == started(TWO_HOLDS).advance(2_000)


def test_an_extended_phase_keeps_its_length_over_a_restore() -> None:
    session = started(plan_of(hold(12_000)), cues=SILENT)
    session.send(Extend(5_000), 1_000)
    assert restored(session, 2_000).view(0).remaining_ms == 15_000


def test_a_session_can_be_restored_with_another_lead_in_and_other_cues() -> None:
    session = started(plan_of(hold(12_000)))
    other = restored(session, 2_000, lead_in_ms=500, cues=SILENT)
    assert told(other.send(Resume(), 0)) == ["2000 lead-in of 500"]
    assert told(other.advance(60_000))[0:2] == ["2500 resumed", "12500 phase 0 done after 12000"]


def test_an_open_phase_that_has_lasted_for_ages_still_has_no_end_of_its_own() -> None:
    session = started(plan_of(hold(None)), cues=SILENT)
    data = session.dump(0) | {"elapsed_ms": 1 << 63}
    other = Session.restore(session.plan, data, lead_in_ms=0, cues=SILENT)
    other.send(Resume(), 0)
    assert other.deadline is None
    assert other.advance(10**12) == ()


def test_a_completed_session_has_nothing_to_go_on_with() -> None:
    session = started(plan_of(hold(1_000)))
    session.advance(1_000)
    with pytest.raises(BadDump, match="completed"):
        restored(session, 1_000)


def test_a_dump_of_another_plan_is_refused() -> None:
    data = through_json(started(plan_of(hold(12_000))), 1_000)
    with pytest.raises(BadDump, match="another plan"):
        Session.restore(plan_of(hold(12_001)), data)


BAD_VALUES: list[tuple[str, object]] = [
    ("version", 2),
    ("version", None),
    ("fingerprint", "x"),
    ("state", "flying"),
    ("state", None),
    ("outcome", "well"),
    ("index", 99),
    ("index", -1),
    ("index", True),
    ("index", "1"),
    ("index", 1.0),
    ("run", -1),
    ("length_ms", None),
    ("length_ms", 10**12),
    ("elapsed_ms", 20_001),
    ("elapsed_ms", -1),
    ("at_ms", None),
    ("started_ms", "0"),
    ("active_ms", [0]),
    ("said", None),
    ("said", [["start"]]),
    ("said", [["unheard of", None]]),
    ("said", [["start", []]]),
    ("said", [["start", {}]]),
    ("said", [["countdown", True]]),
    ("said", [["countdown", 1.5]]),
    ("said", [[["start"], None]]),
]


@pytest.mark.parametrize(("key", "value"), BAD_VALUES)
def test_a_dump_that_has_been_damaged_is_refused(key: str, value: object) -> None:
    session = started(TWO_HOLDS)
    session.advance(6_000)
    data = through_json(session, 6_000)
    Session.restore(TWO_HOLDS, data)
    with pytest.raises(BadDump):
        Session.restore(TWO_HOLDS, {**data, key: value})
    with pytest.raises(BadDump):
        Session.restore(TWO_HOLDS, {name: kept for name, kept in data.items() if name != key} if value is None else {})


def test_a_dump_is_plain_data() -> None:
    session = started(TWO_HOLDS)
    session.advance(6_000)
    data = session.dump(6_000)
    assert json.loads(json.dumps(data)) == data
