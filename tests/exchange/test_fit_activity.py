"""A session of the log as a FIT activity: read back by two readers, it is what was done, pauses apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine_plans import COMMAND_VALUES, LEAD_INS, plans, runs
from exchange.fit_reading import READERS, Message, by_fitdecode
from player.test_pausing import Stage as Followed
from player.test_performance import Stage
from stretchcore import Plan, Skip, Stop, Toggle
from stretchcore.commands import Command
from stretchtui.exchange.fit_activity import write
from stretchtui.exchange.fit_timeline import timeline
from stretchtui.exchange.formats import CannotExport
from stretchtui.history import PhaseRow, SessionRow, open_history
from stretchtui.paths import Paths

START = datetime.fromisoformat("2025-03-30T07:15:02.250+02:00")
FIT_EPOCH_S = 631_065_600


def session(**changes: Any) -> SessionRow:
    row = SessionRow(
        id="0f3c2a1b-0000-4000-8000-000000000001",
        routine="lower-back-relief",
        name="Lower-back relief",
        started_at="2025-03-30T07:15:02.250+02:00",
        ended_at=None,
        level=0,
        outcome="completed",
        planned_ms=60_000,
        active_ms=60_000,
        pain_before=None,
        pain_after=None,
        note=None,
        simulated=False,
        updated_at="2025-03-30T05:20:00.000000+00:00",
        deleted_at=None,
    )
    return replace(row, **changes)


def phase(run: int, kind: str, at_ms: int, actual_ms: int, *pauses: tuple[int, int], **changes: Any) -> PhaseRow:
    row = PhaseRow(
        run=run,
        index=run,
        start_ms=at_ms,
        kind=kind,
        exercise="knee-to-chest",
        name="Knee to chest",
        position="hold" if kind == "hold" else None,
        side="left",
        set_no=1,
        sets=1,
        rep=1,
        reps=1,
        planned_ms=actual_ms,
        estimate_ms=actual_ms,
        targets=(),
        at_ms=at_ms,
        actual_ms=actual_ms,
        outcome="done",
        static=True,
        secondary=(),
        pauses=pauses,
    )
    return replace(row, **changes)


# 8 s, 20 s with a pause of 63 s in the middle, 5 s with one of 10.5 s, 20 s
PHASES = (
    phase(0, "prepare", 0, 8_000),
    phase(1, "hold", 8_000, 20_000, (15_000, 63_000)),
    phase(2, "switch_side", 91_000, 5_000, (93_000, 10_500), side="right"),
    phase(3, "hold", 106_500, 20_000, side="right"),
)


def seconds(at_ms: int) -> int:
    """Return an instant of the session as FIT tells it."""
    return int(START.timestamp() + at_ms / 1000) - FIT_EPOCH_S


def all_of(messages: list[Message], name: str) -> list[dict[str, Any]]:
    return [fields for found, fields in messages if found == name]


def one(messages: list[Message], name: str) -> dict[str, Any]:
    (fields,) = all_of(messages, name)
    return fields


read_by_both = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


@read_by_both
def test_the_messages_come_in_the_order_of_an_activity(read: Callable[[bytes], list[Message]]) -> None:
    messages = read(write(session(), PHASES))
    names = list(dict.fromkeys(name for name, _ in messages))
    assert names == ["file_id", "workout", "workout_step", "event", "record", "lap", "session", "activity"]
    file = one(messages, "file_id")
    assert (file["type"], file["manufacturer"], file["serial_number"]) == (4, 255, 0x0F3C2A1B)
    assert file["time_created"] == seconds(0)


@read_by_both
def test_elapsed_and_timer_time_are_told_apart_to_the_millisecond(read: Callable[[bytes], list[Message]]) -> None:
    messages = read(write(session(), PHASES))
    whole = one(messages, "session")
    assert (whole["total_elapsed_time"], whole["total_timer_time"]) == (126_500, 53_000)
    assert (whole["start_time"], whole["timestamp"]) == (seconds(0), seconds(126_500))
    assert (whole["sport"], whole["sub_sport"], whole["num_laps"], whole["first_lap_index"]) == (10, 19, 4, 0)
    activity = one(messages, "activity")
    assert (activity["total_timer_time"], activity["num_sessions"]) == (53_000, 1)
    assert activity["local_timestamp"] - activity["timestamp"] == 2 * 3_600


@read_by_both
def test_each_phase_is_a_lap_that_says_which_step_it_did(read: Callable[[bytes], list[Message]]) -> None:
    messages = read(write(session(), PHASES))
    names = [step["wkt_step_name"] for step in all_of(messages, "workout_step")]
    assert [
        (
            names[lap["wkt_step_index"]],
            lap["intensity"],
            lap["start_time"],
            lap["total_elapsed_time"],
            lap["total_timer_time"],
        )
        for lap in all_of(messages, "lap")
    ] == [
        ("Get ready, left: Knee to chest", 1, seconds(0), 8_000, 8_000),
        ("Left: Knee to chest", 0, seconds(8_000), 83_000, 20_000),
        ("Switch sides, right: Knee to chest", 1, seconds(91_000), 15_500, 5_000),
        ("Right: Knee to chest", 0, seconds(106_500), 20_000, 20_000),
    ]


@read_by_both
def test_the_timer_stops_and_starts_at_the_pauses_and_nothing_is_recorded_in_them(
    read: Callable[[bytes], list[Message]],
) -> None:
    messages = read(write(session(), PHASES))
    assert [(event["event_type"], event["timestamp"]) for event in all_of(messages, "event")] == [
        (0, seconds(0)),
        (4, seconds(15_000)),
        (0, seconds(78_000)),
        (4, seconds(93_000)),
        (0, seconds(103_500)),
        (4, seconds(126_500)),
    ]
    runs = False
    recorded = []
    for name, fields in messages:
        if name == "event":
            runs = fields["event_type"] == 0
        elif name == "record":
            assert runs
            recorded.append(fields["timestamp"])
    expected = {*range(seconds(0), seconds(15_000) + 1), *range(seconds(78_000), seconds(93_000) + 1)}
    expected |= {*range(seconds(103_500), seconds(126_500) + 1)}
    assert recorded == sorted(expected)


@read_by_both
def test_a_recorded_session_with_two_pauses_is_what_was_done(
    tmp_path: Path, read: Callable[[bytes], list[Message]]
) -> None:
    stage = Stage(Paths.under(tmp_path))
    stage.performance.begin()
    stage.clock.advance(8_000 + 5_000)
    stage.player.send(Toggle())
    stage.clock.advance(60_000)
    stage.player.send(Toggle())
    stage.clock.advance(3_000 + 15_000 + 1_000)  # lead-in, the rest of the hold, a second of the release
    stage.player.send(Toggle())
    stage.clock.advance(7_000)
    stage.player.send(Toggle())  # a gap goes on at once
    stage.clock.advance(2_000 + 20_000)
    stage.player.send(Skip())
    stage.clock.advance(30_000)
    stage.performance.finish()
    with open_history(Paths.under(tmp_path).history, write=False) as history:
        (row,) = history.sessions()
        phases = history.phases(row.id)
    messages = read(write(row, phases))
    laps = all_of(messages, "lap")
    assert [(lap["total_elapsed_time"], lap["total_timer_time"]) for lap in laps] == [
        (8_000, 8_000),
        (83_000, 20_000),
        (10_000, 3_000),
        (20_000, 20_000),
        (20_000, 20_000),
    ]
    assert sum(lap["total_timer_time"] for lap in laps) == row.active_ms == one(messages, "session")["total_timer_time"]
    began = int(datetime.fromisoformat(row.started_at).timestamp() * 1000)
    events = [(event["event_type"], event["timestamp"]) for event in all_of(messages, "event")]
    marks = ((0, 0), (4, 13_000), (0, 76_000), (4, 92_000), (0, 99_000), (4, 141_000))
    assert events == [(kind, (began + at_ms) // 1000 - FIT_EPOCH_S) for kind, at_ms in marks]


@runs(25, thorough=3_000)
@given(plans(), LEAD_INS, st.lists(st.one_of(COMMAND_VALUES, st.integers(0, 6_000)), max_size=20))
def test_any_session_is_told_to_the_millisecond(plan: Plan, lead_in_ms: int, acts: list[Command | int]) -> None:
    stage = Followed(plan, lead_in_ms)
    for act in acts:
        if isinstance(act, int):
            stage.wait(act)
        else:
            stage.send(act)
    stage.send(Stop())
    rows = [
        phase(run, plan.phases[ended.index].kind, ended.started_ms, ended.actual_ms, *stage.found[run])
        for run, ended in stage.ended.items()
    ]
    done = timeline(rows)
    lasted = [(ended.started_ms, ended.at_ms) for ended in stage.ended.values() if ended.at_ms > ended.started_ms]
    assert [(lap.start_ms, lap.end_ms) for lap in done.laps] == lasted
    assert done.timer_ms == sum(row.actual_ms for row in rows) == sum(end - start for start, end in done.runs)
    assert done.end_ms - done.timer_ms == sum(end - start for start, end in done.pauses)
    if not done.timer_ms:
        return
    data = write(session(), rows)
    for read in READERS.values():
        messages = read(data)
        whole, laps = one(messages, "session"), all_of(messages, "lap")
        assert (whole["total_elapsed_time"], whole["total_timer_time"]) == (done.end_ms, done.timer_ms)
        assert sum(lap["total_elapsed_time"] for lap in laps) == done.end_ms
        stamps = [fields["timestamp"] for name, fields in messages if name in ("record", "event")]
        assert stamps == sorted(stamps)


def test_positions_are_named_where_an_exercise_has_several() -> None:
    rows = (
        phase(0, "hold", 0, 4_000, name="Cat-cow", position="arch", side=None),
        phase(1, "hold", 4_000, 6_000, name="Cat-cow", position="round", side=None),
    )
    steps = all_of(by_fitdecode(write(session(), rows)), "workout_step")
    assert [step["wkt_step_name"] for step in steps] == ["Cat-cow, arch", "Cat-cow, round"]


# -- logs that do not say all ------------------------------------------------------------------------------------------


def test_without_its_pauses_a_phase_that_was_paused_stands_still_at_its_end() -> None:
    old = [replace(row, pauses=()) for row in PHASES]
    found = timeline(old)
    assert found.pauses == ((28_000, 91_000), (96_000, 106_500))
    assert (found.timer_ms, found.end_ms) == (53_000, 126_500)
    assert [(lap.elapsed_ms, lap.timer_ms) for lap in found.laps] == [
        (lap.elapsed_ms, lap.timer_ms) for lap in timeline(PHASES).laps
    ]


def test_where_phases_are_missing_the_timer_stands_still() -> None:
    found = timeline([PHASES[0], PHASES[3]])
    assert found.pauses == ((8_000, 106_500),)
    assert (found.timer_ms, found.end_ms) == (28_000, 126_500)


def test_a_pause_that_goes_on_in_the_next_phase_is_one() -> None:
    found = timeline([phase(0, "prepare", 0, 1_000, (1_000, 2_000)), phase(1, "hold", 3_000, 5_000, (3_000, 6_000))])
    assert found.pauses == ((1_000, 9_000),)
    assert found.runs == [(0, 1_000), (9_000, 14_000)]


def test_a_second_in_which_the_timer_stopped_and_started_is_recorded_once() -> None:
    messages = by_fitdecode(write(session(), [phase(0, "hold", 0, 3_000, (1_500, 200))]))
    recorded = [record["timestamp"] for record in all_of(messages, "record")]
    assert recorded == [*range(seconds(0), seconds(3_200) + 1)]


def test_a_session_that_is_stopped_in_a_pause_ends_with_it() -> None:
    found = timeline([phase(0, "hold", 0, 5_000, (5_000, 60_000), outcome="stopped")])
    assert (found.timer_ms, found.end_ms) == (5_000, 65_000)
    messages = by_fitdecode(write(session(), [phase(0, "hold", 0, 5_000, (5_000, 60_000))]))
    assert [event["event_type"] for event in all_of(messages, "event")] == [0, 4]
    assert one(messages, "session")["total_elapsed_time"] == 65_000


def test_what_took_no_time_is_no_lap() -> None:
    rows = [PHASES[0], phase(1, "hold", 8_000, 0, outcome="skipped"), phase(2, "hold", 8_000, 3_000)]
    assert [lap.phase.run for lap in timeline(rows).laps] == [0, 2]


def test_rows_that_contradict_each_other_make_no_lap_before_the_last_has_ended() -> None:
    rows = [
        phase(5, "hold", 2_000, 9_000, (90_000, 4_000)),
        phase(3, "hold", 0, 30_000, (40_000, 1_000)),
        phase(9, "hold", 1_000, 500),
    ]
    found = timeline(rows)
    assert [(lap.start_ms, lap.end_ms) for lap in found.laps] == [(0, 30_000), (30_000, 39_000), (39_000, 39_500)]
    assert found.pauses == ()
    assert by_fitdecode(write(session(), rows))


@pytest.mark.parametrize(
    ("row", "phases", "message"),
    [
        ({}, (), "nothing was done"),
        ({}, (phase(0, "hold", 0, 0, (0, 9_000)),), "nothing was done"),
        ({}, (phase(0, "hold", 0, 49 * 3_600_000),), "too long"),
        ({}, (phase(0, "hold", 0, 1_000, (500, 10**12)),), "too long"),
        ({"started_at": "1970-01-01T00:00:00.000+00:00"}, PHASES, "FIT knows no time as 1970-01-01"),
        ({"started_at": "2126-02-07T06:28:00.000+00:00"}, PHASES, "FIT knows no time as 2126-02-07"),
    ],
)
def test_what_fit_cannot_tell_is_refused_with_the_reason(
    row: dict[str, Any], phases: tuple[PhaseRow, ...], message: str
) -> None:
    with pytest.raises(CannotExport, match=message):
        write(session(**row), phases)


def test_the_same_session_is_the_same_file() -> None:
    assert write(session(), PHASES) == write(session(), list(reversed(PHASES)))
