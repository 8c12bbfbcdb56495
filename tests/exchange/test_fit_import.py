"""FIT workouts come in as routines: ours as they were, other people's as far as they can, hostile ones not at all."""

import random
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
import tomli_w
from fit_tool.profile.messages.workout_message import WorkoutMessage
from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
from fit_tool.profile.profile_type import FileType
from fit_tool.utils.crc import crc16
from hypothesis import assume, given
from hypothesis import strategies as st

from core.engine_plans import runs
from core.engine_routines import ITEMS, LIBRARY, OWN, as_items, counts, seconds
from exchange.fit_reading import BUILT_IN, built_in, expected, laid_out
from exchange.test_fit_activity import PHASES, session
from exchange.test_fit_workout import GAPS, step
from stretchcore.document import read_routine
from stretchcore.exercise import Dose, Exercise, Timing
from stretchcore.plan import Plan, lay_out
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.routine import Block, Item, RestStep, Routine, SideDose, Step
from stretchcore.times import CountRange
from stretchcore.words import Side, Sides
from stretchtui.exchange import fit_activity, fit_workout
from stretchtui.exchange.fit_file import encoded, file_id, filled
from stretchtui.exchange.formats import LaidOut
from stretchtui.exchange.importers import fit, fit_fitting, read_import
from stretchtui.exchange.incoming import BadImport, Fate, Piece

NOON = datetime(2025, 3, 28, 12, tzinfo=UTC)
REST, WARM_UP, COOL_DOWN = {"intensity": 1}, {"intensity": 2}, {"intensity": 3}


def timed(name: str, seconds: float, **fields: Any) -> dict[str, Any]:
    return {"workout_step_name": name, "duration_type": 0, "duration_value": seconds, "intensity": 0} | fields


def again(first: int, count: int) -> dict[str, Any]:
    return {"duration_type": 6, "duration_value": first, "target_type": 2, "target_value": count}


def workout(*steps: dict[str, Any], name: str = "Evening", kind: FileType = FileType.WORKOUT) -> bytes:
    """Return a workout as another program would write it."""
    head = filled(WorkoutMessage(), {"sport": 10, "num_valid_steps": len(steps), "workout_name": name})
    messages = [filled(WorkoutStepMessage(), {"message_index": index, **fields}) for index, fields in enumerate(steps)]
    return encoded([file_id(kind, 1, NOON), head, *messages])


def taken(data: bytes) -> tuple[dict[str, Any], set[tuple[Fate, str, str]]]:
    """Return the routine that comes in, and what is said of it."""
    (piece,) = fit.read(data).pieces
    table = {key: value for key, value in piece.table.items() if key in ("warm_up", "steps", "cool_down", "defaults")}
    return table, {(remark.fate, remark.subject, remark.message) for remark in piece.remarks}


def steps_of(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    table, said = taken(workout(*steps))
    assert said == set()
    found: list[dict[str, Any]] = table["steps"]
    return found


def plan_of(piece: Piece) -> Plan:
    document = read_routine(tomli_w.dumps(piece.table), "it", {})
    assert document.problems == ()
    return laid_out(document.good(), {}).plan


# -- ours --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", BUILT_IN)
def test_a_built_in_routine_comes_back_phase_by_phase(id: str) -> None:
    subject = built_in(id)
    (piece,) = read_import(fit_workout.write(subject, NOON), "workout.fit").pieces
    assert expected(plan_of(piece)) == expected(subject.plan)
    assert piece.table["name"] == subject.routine.name
    told = {remark.message for remark in piece.remarks}
    assert told <= {"how long its open steps take is not in the file; they count for what is usual"}


def test_reps_sets_sides_and_gaps_are_doses_again() -> None:
    (piece,) = fit.read(fit_workout.write(built_in("physio-basics", 0), NOON)).pieces
    assert piece.table["defaults"] == {"prepare": "15s", "next_rep": "3s", "switch_side": "3s", "rest": "0s"}
    steps = piece.table["steps"]
    assert isinstance(steps, list)
    assert [{key: value for key, value in step.items() if key != "instructions"} for step in steps] == [
        {"name": "Pelvic tilt", "hold": "5s", "reps": 8},
        {"name": "Bird dog", "hold": "5s", "reps": 5, "sides": "alternate"},
        {"name": "Child's pose", "hold": "20s", "reps": 3, "prepare": "8s"},
    ]


def test_a_routine_with_everything_comes_back_phase_by_phase() -> None:
    def named(name: str, made: Step) -> Step:
        assert made.own is not None
        return replace(made, own=replace(made.own, name=name))

    right = SideDose(hold=seconds(30), reps=counts(1))
    cat_cow = Step("cat-cow", dose=Dose(reps=counts(3)), timing=GAPS)
    inner = Block(CountRange(3, 3), (named("Plank", step()), RestStep(seconds(30))))
    items: tuple[Item, ...] = (
        named("Pyramid", step(reps=counts(3, 1, 1))),
        named("Twist", step(Sides.EACH, reps=counts(3), right=right)),
        Block(CountRange(2, 2), (inner, cat_cow)),
        named("Bird dog", step(Sides.ALTERNATE, reps=counts(4), sets=CountRange(3, 3))),
        named("Prescribed", step(Sides.RIGHT, reps=counts(2))),
        Step(None, own=replace(_own(), name="Waits"), dose=Dose(hold="open", reps=counts(2)), timing=GAPS),
        Step(None, own=replace(_own(), name="Paced"), dose=Dose(reps=counts(12, 8), self_paced=True), timing=GAPS),
        Step(None, own=replace(_own(), name="Without gaps"), dose=Dose(hold=seconds(5), reps=counts(4))),
    )
    none = Timing(prepare=seconds(0), next_rep=seconds(0), switch_side=seconds(0), rest=seconds(0))
    subject = laid_out(Routine("it", "It", items, defaults=none), LIBRARY)
    (piece,) = fit.read(fit_workout.write(subject, NOON)).pieces
    assert expected(plan_of(piece)) == expected(subject.plan)
    assert [step.get("repeat", step.get("reps")) for step in piece.table["steps"]] == [  # type: ignore[attr-defined]
        [3, 1, 1],
        3,
        2,
        4,
        2,
        2,
        [12, 8],
        4,
    ]


def _own() -> Exercise:
    assert OWN.own is not None
    return OWN.own


@runs(15, thorough=3_000)
@given(ITEMS, ITEMS, st.sampled_from((0, 50)), st.sampled_from(Side))
def test_any_routine_comes_back_with_the_same_times(
    warm_up: list[object], steps: list[object], level: int, first: Side
) -> None:
    made = Routine("it", "It", (*as_items(steps), OWN), warm_up=as_items(warm_up))
    try:
        tree = resolve(made, LIBRARY, level, first_side=first)
    except Unresolvable:  # longer than a plan may be
        assume(False)
    plan = lay_out(tree)
    (piece,) = fit.read(fit_workout.write(LaidOut(made, tree, plan), NOON)).pieces
    there, here = expected(plan), expected(plan_of(piece))
    assert [(done.ends, done.value) for done in here] == [(done.ends, done.value) for done in there]


# -- other people's ----------------------------------------------------------------------------------------------------


def test_times_reps_and_rests_become_steps() -> None:
    paced = {"workout_step_name": "Squat", "duration_type": 29, "duration_value": 12, "intensity": 0, "notes": "Slow."}
    table, said = taken(workout(timed("Plank", 30.5), timed("Rest", 15, **REST), paced))
    assert table["steps"] == [
        {"name": "Plank", "hold": "30.5s"},
        {"rest": "15s"},
        {"name": "Squat", "reps": 12, "pace": "self", "instructions": ["Slow."]},
    ]
    assert [fate for fate, _, _ in said] == [Fate.GUESSED]


def test_repeats_of_several_steps_become_blocks() -> None:
    assert steps_of(timed("Plank", 30), timed("Lunge", 40), timed("", 15, **REST), again(0, 3)) == [
        {"repeat": 3, "steps": [{"name": "Plank", "hold": "30s"}, {"name": "Lunge", "hold": "40s"}, {"rest": "15s"}]}
    ]


def test_blocks_nest() -> None:
    found = steps_of(timed("A", 10), timed("B", 20), again(0, 2), timed("C", 30), again(0, 3))
    inner = {"repeat": 2, "steps": [{"name": "A", "hold": "10s"}, {"name": "B", "hold": "20s"}]}
    assert found == [{"repeat": 3, "steps": [inner, {"name": "C", "hold": "30s"}]}]


def test_work_that_repeats_alone_is_reps_and_with_rests_between_is_sets() -> None:
    assert steps_of(timed("Plank", 30), again(0, 3)) == [{"name": "Plank", "hold": "30s", "reps": 3}]
    table, said = taken(workout(timed("Plank", 30), timed("Rest", 15, **REST), again(0, 2), timed("Plank", 30)))
    assert (table["steps"], table["defaults"]["rest"], said) == (
        [{"name": "Plank", "hold": "30s", "sets": 3}],
        "15s",
        set(),
    )
    with_one_after_the_last = steps_of(timed("Plank", 30), timed("Rest", 15, **REST), again(0, 3))
    assert with_one_after_the_last == [{"repeat": 3, "steps": [{"name": "Plank", "hold": "30s"}, {"rest": "15s"}]}]


def test_left_and_right_fold_into_one_exercise() -> None:
    table, said = taken(workout(timed("Quad stretch (left)", 30), timed("Quad stretch (right)", 30)))
    assert table["steps"] == [{"name": "Quad stretch", "hold": "30s", "sides": "each"}]
    assert table["defaults"]["switch_side"] == "0s"
    assert {fate for fate, _, _ in said} == {Fate.CHANGED}


def test_warm_up_and_cool_down_are_sections_where_they_stand_at_the_ends() -> None:
    table, said = taken(
        workout(
            timed("March", 60, **WARM_UP),
            timed("Plank", 30),
            timed("Breathe", 10, **WARM_UP),
            timed("Lie", 60, **COOL_DOWN),
        )
    )
    names = {key: [step["name"] for step in table[key]] for key in ("warm_up", "steps", "cool_down")}
    assert names == {"warm_up": ["March"], "steps": ["Plank", "Breathe"], "cool_down": ["Lie"]}
    assert {fate for fate, _, _ in said} == {Fate.CHANGED}
    assert [step["name"] for step in taken(workout(timed("March", 60, **WARM_UP)))[0]["steps"]] == ["March"]


def test_what_a_stretch_has_no_use_for_is_left_and_said() -> None:
    far = {"workout_step_name": "Run", "duration_type": 1, "duration_value": 400, "intensity": 0}
    table, said = taken(
        workout(
            timed("Plank", 30, target_type=1, target_value=3),
            far,
            {"exercise_category": 28, "duration_type": 5, "duration_value": 0, "intensity": 0},
        )
    )
    assert table["steps"] == [
        {"name": "Plank", "hold": "30s"},
        {"name": "Run", "hold": "open"},
        {"name": "Squat", "hold": "open"},
    ]
    assert said == {
        (Fate.LEFT, "Plank", "its target, heart rate"),
        (Fate.CHANGED, "Run", "it ends by distance there; here it waits until you say done"),
        (Fate.GUESSED, "Evening", "how long its open steps take is not in the file; they count for what is usual"),
    }


def test_other_repeats_and_steps_of_no_time_are_said() -> None:
    until = {"duration_type": 7, "duration_value": 0, "target_value": 600}
    table, said = taken(workout(timed("Plank", 30), timed("Nothing", 0), until))
    assert table["steps"] == [{"name": "Plank", "hold": "30s"}]
    assert said == {
        (Fate.LEFT, "Nothing", "it lasts no time"),
        (Fate.CHANGED, "step 3", "it repeats what stands before it until time; here that is done once"),
    }


def test_a_block_that_repeats_more_often_than_ours_can_says_how_much_shorter_it_is() -> None:
    table, said = taken(workout(timed("A", 1), timed("B", 1), again(0, 200)))
    assert table["steps"][0]["repeat"] == 100
    assert (Fate.CHANGED, "Evening", "it lasts 6 min 40 s there and 3 min 20 s here") in said


# -- hostile -----------------------------------------------------------------------------------------------------------


def refusal(data: bytes) -> str:
    with pytest.raises(BadImport) as refused:
        fit.read(data)
    line = str(refused.value)
    assert line.isprintable()
    return line


def with_sums(data: bytes) -> bytes:
    """Return a file with header and checksums that fit what it holds."""
    body = data[14:-2]
    head = data[:4] + struct.pack("<I", len(body)) + b".FIT"
    whole = head + struct.pack("<H", crc16(head)) + body
    return whole + struct.pack("<H", crc16(whole))


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((), "without a step"),
        ((timed("A", 4 * 3_600 + 1),), "step 1 lasts longer than 4 h"),
        (({"duration_type": 29, "duration_value": 1_001, "intensity": 0},), "an absurd number of reps"),
        ((again(0, 2),), "step 1 repeats no steps before it"),
        ((timed("A", 1), again(1, 2)), "step 2 repeats no steps before it"),
        ((timed("A", 1), again(0, 0)), "or repeats them absurdly often"),
        ((timed("A", 1), again(0, 4_000_000_000)), "or repeats them absurdly often"),
        ((timed("A", 1), again(0, 50_000), again(0, 3)), "more than 100,000 steps"),
        ((timed("A", 1), timed("B", 1), timed("C", 1), again(1, 2), timed("D", 1), again(2, 2)), "a part of what"),
        ((timed("A", 1), *[again(0, 2)] * 9), "nested more than 8 deep"),
        ((timed("A\x1b]0;x\x07", 1),), "which can rewrite a screen"),
        ((timed("../../etc/passwd", 1),), "a path that leads out"),
        ((timed("A", 1) | {"message_index": 7},), "not numbered from 0 on"),
        ((timed("A", 14_000), timed("B", 14_000), again(0, 100)), "no routine that can be done"),
    ],
)
def test_absurd_workouts_are_refused_with_the_reason(steps: tuple[dict[str, Any], ...], message: str) -> None:
    assert message in refusal(workout(*steps))


def test_what_is_no_workout_says_what_it_is() -> None:
    assert refusal(fit_activity.write(session(), PHASES)) == "it is a FIT file, but no workout: it is an activity"
    assert "no workout: it is something else" in refusal(workout(timed("A", 1), kind=FileType.COURSE))


def test_a_file_that_was_cut_off_anywhere_is_refused() -> None:
    data = workout(timed("Plank", 30), again(0, 3))
    for kept in range(len(data)):
        assert refusal(data[:kept]).startswith("it is a damaged FIT file")
    assert "something follows its end" in refusal(data + b"x")


def test_a_flipped_byte_is_found_by_the_checksum() -> None:
    data = workout(timed("Plank", 30), again(0, 3))
    for place in range(len(data)):
        assert "damaged FIT file" in refusal(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


@pytest.mark.parametrize("seed", range(60))
def test_spoilt_bytes_under_a_right_checksum_end_in_a_routine_or_a_refusal(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(fit_workout.write(built_in("quick-relief"), NOON) if seed % 4 == 0 else workout(timed("A", 1)))
    for _ in range(dice.choice((1, 3, 10, 50))):
        data[dice.randrange(14, len(data))] = dice.randrange(256)
    with suppress(BadImport):
        (piece,) = fit.read(with_sums(bytes(data))).pieces
        assert plan_of(piece).phases


def test_large_files_and_files_of_many_records_are_refused() -> None:
    nothing = b"\x40\x00\x00\x1b\x00\x00"  # describes a step without a field: each byte that follows is one
    assert "at most 128 KiB" in refusal(bytes(8) + b".FIT" + bytes(128 * 1024))
    assert "more than 4,000 records" in refusal(with_sums(b"\x0e\x20" + bytes(12) + nothing + bytes(4_100)))


def test_a_file_in_which_nothing_fits_is_not_tried_without_end() -> None:
    steps = [timed("A", 1 + place % 7) for place in range(250)]
    with mock.patch.object(fit_fitting, "_unfolds", wraps=fit_fitting._unfolds) as tried:
        (piece,) = fit.read(workout(*steps)).pieces
    assert tried.call_count <= fit_fitting.PATIENCE
    assert plan_of(piece).total_ms == sum(step["duration_value"] * 1000 for step in steps)


def test_a_fit_file_is_known_by_its_head() -> None:
    assert fit.recognises(workout(timed("A", 1)), "x")
    for data in (b"", b".FIT", b"PK\x03\x04" + bytes(20), b'{"a": 1}'):
        assert not fit.recognises(data, "workout.fit")


def test_without_fit_tool_the_message_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['fit_tool'] = None\n"
        "from stretchtui.exchange.importers import fit\n"
        "from stretchtui.exchange.incoming import BadImport\n"
        "try: fit.read(b'')\n"
        "except BadImport as fault: print(fault)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert told == "to read FIT needs an extra: pip install 'stretchtui[watch]'\n"
