"""A routine as a FIT workout: read back by two readers, it is the plan step by step."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cli.writing_helpers import Cli
from core.engine_plans import runs
from core.engine_routines import COBRA, ITEMS, LIBRARY, OWN, as_items, counts, routine, seconds
from exchange.fit_reading import (
    BUILT_IN,
    READERS,
    REPEAT,
    TIME,
    Message,
    built_in,
    by_fitdecode,
    expected,
    laid_out,
    run_by_a_watch,
    seen,
)
from stretchcore.exercise import Dose, Exercise, Position, Timing
from stretchcore.plan import lay_out
from stretchcore.resolving import Unresolvable, resolve
from stretchcore.routine import Block, Item, RestStep, Routine, SideDose, Step
from stretchcore.times import CountRange
from stretchcore.words import Side, Sides
from stretchtui.exchange import fit_workout
from stretchtui.exchange.fit_text import bounded, bounded_sentences
from stretchtui.exchange.fit_workout import NAME_BYTES, NOTES_BYTES, remarks, write
from stretchtui.exchange.formats import FORMATS, CannotExport, LaidOut

NOON = datetime(2025, 3, 28, 12, tzinfo=UTC)


def step(sides: Sides = Sides.NONE, **changes: Any) -> Step:
    """Return a step of an exercise of one position, held for 20 s."""
    own = Exercise(None, "Mine", (Position("still", "Still"),), sides=sides)
    dose = Dose(hold=seconds(20), reps=changes.pop("reps", None), sets=changes.pop("sets", None))
    return Step(None, own=own, dose=dose, timing=GAPS, **changes)


GAPS = Timing(prepare=seconds(8), next_rep=seconds(3), switch_side=seconds(5), rest=seconds(10))


def shape(*items: Item) -> str:
    """Return the steps of a workout in short: a letter and the seconds, and a repeat with the step it goes back to."""
    messages = by_fitdecode(write(laid_out(routine(*items), LIBRARY), NOON))
    return " ".join(_short(fields) for name, fields in messages if name == "workout_step")


def _short(fields: dict[str, Any]) -> str:
    if fields["duration_type"] == REPEAT:
        return f"{fields['target_value']}x[{fields['duration_value']}..]"
    found = seen(fields)
    letter = (found.word or "Hold")[0] + (found.side or " ")[0].strip()
    return f"{letter}{found.value // 1000}" if found.ends == TIME else f"{letter}?{found.value or ''}"


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("id", BUILT_IN)
def test_every_built_in_routine_is_its_plan_step_by_step(id: str, read: Callable[[bytes], list[Message]]) -> None:
    subject = built_in(id)
    messages = read(write(subject, NOON))
    done = run_by_a_watch(messages)
    assert [seen(step) for step in done] == expected(subject.plan)
    open_ms = sum(phase.estimate_ms for phase in subject.plan.phases if phase.is_open)
    assert sum(step["duration_value"] for step in done if step["duration_type"] == TIME) == (
        subject.plan.total_ms - open_ms
    )


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_the_head_says_a_flexibility_workout_and_how_many_steps_it_has(read: Callable[[bytes], list[Message]]) -> None:
    messages = read(write(built_in("quick-relief"), NOON))
    (kind, file), (name, workout), *steps = messages
    assert (kind, name) == ("file_id", "workout")
    assert {message for message, _ in steps} == {"workout_step"}
    assert (file["type"], file["manufacturer"]) == (5, 255)
    assert file["time_created"] + 631_065_600 == NOON.timestamp()
    assert (workout["sport"], workout["sub_sport"], workout["num_valid_steps"]) == (10, 19, len(steps))
    assert workout["wkt_name"] == "Quick relief"


def test_reps_are_repeated_and_the_last_one_has_no_release_after_it() -> None:
    assert shape(step(reps=counts(3))) == "G8 H20 R3 2x[1..] H20"


def test_what_is_done_once_or_twice_needs_no_repeat() -> None:
    assert shape(step()) == "G8 H20"
    assert shape(step(reps=counts(2))) == "G8 H20 R3 H20"


def test_reps_without_a_gap_are_one_repeat() -> None:
    assert shape(Step(None, own=OWN.own, dose=Dose(hold=seconds(10), reps=counts(4)), timing=_none())) == "H10 4x[0..]"


def _none() -> Timing:
    return Timing(prepare=seconds(0), next_rep=seconds(0), switch_side=seconds(0), rest=seconds(0))


def test_sets_repeat_their_reps_and_the_rest_stands_between_them() -> None:
    assert shape(step(reps=counts(3), sets=CountRange(3, 3))) == (
        "G8 H20 R3 2x[1..] H20 R10 2x[1..] H20 R3 2x[7..] H20"
    )


def test_each_side_has_all_its_reps_before_the_other() -> None:
    assert shape(step(Sides.EACH, reps=counts(3))) == "Gl8 Hl20 Rl3 2x[1..] Hl20 Sr5 Hr20 Rr3 2x[6..] Hr20"


def test_alternate_sides_repeat_as_pairs() -> None:
    assert shape(step(Sides.ALTERNATE, reps=counts(4))) == "Gl8 Hl20 Sr5 Hr20 Sl5 3x[1..] Hl20 Sr5 Hr20"


def test_a_pyramid_repeats_only_the_sets_that_are_alike() -> None:
    assert shape(step(reps=counts(3, 1, 1))) == "G8 H20 R3 2x[1..] H20 R10 H20 R10 H20"
    assert shape(step(reps=counts(1, 1, 1, 3))) == "G8 H20 R10 3x[1..] H20 R3 2x[4..] H20"


def test_sides_that_differ_have_each_their_own_dose() -> None:
    right = SideDose(hold=seconds(30), reps=counts(1))
    assert shape(step(Sides.EACH, reps=counts(3), right=right)) == "Gl8 Hl20 Rl3 2x[1..] Hl20 Sr5 Hr30"


def test_a_rep_of_two_positions_is_two_steps() -> None:
    cat_cow = Step("cat-cow", dose=Dose(reps=counts(3)), timing=GAPS)
    assert shape(cat_cow) == "G8 H4 H6 R3 2x[1..] H4 H6"
    messages = by_fitdecode(write(laid_out(routine(cat_cow), LIBRARY), NOON))
    names = [fields.get("wkt_step_name") for name, fields in messages if name == "workout_step"]
    assert names[1:3] == ["Cat-cow, Arch", "Cat-cow, Round"]


def test_blocks_are_repeats_and_nest() -> None:
    inner = Block(CountRange(3, 3), (step(), RestStep(seconds(30))))
    assert shape(Block(CountRange(2, 2), (inner, step(reps=counts(3))))) == (
        "G8 H20 R30 3x[0..] G8 H20 R3 2x[5..] H20 2x[0..]"
    )


def test_open_holds_wait_for_the_lap_button_and_self_paced_reps_are_counted() -> None:
    waits = Step(None, own=OWN.own, dose=Dose(hold="open"), timing=GAPS)
    paced = Step("cobra", dose=Dose(reps=counts(12), self_paced=True), timing=GAPS)
    assert shape(waits, paced) == "G8 H? G8 H?12"


def test_nothing_is_written_of_a_block_of_nothing() -> None:
    empty = Block(CountRange(9, 9), (RestStep(seconds(0)),))
    assert shape(empty, step()) == "G8 H20"


@runs(15, thorough=3_000)
@given(ITEMS, ITEMS, ITEMS, st.sampled_from((0, 33, 100)), st.sampled_from(Side))
def test_any_routine_is_its_plan_step_by_step(
    warm_up: list[object], steps: list[object], cool_down: list[object], level: int, first: Side
) -> None:
    made = Routine("it", "It", (*as_items(steps), OWN), warm_up=as_items(warm_up), cool_down=as_items(cool_down))
    try:
        tree = resolve(made, LIBRARY, level, first_side=first)
    except Unresolvable:  # longer than a plan may be
        assume(False)
    subject = LaidOut(made, tree, lay_out(tree))
    for read in READERS.values():
        assert [seen(step) for step in run_by_a_watch(read(write(subject, NOON)))] == expected(subject.plan)


# -- texts -------------------------------------------------------------------------------------------------------------


def test_notes_say_what_to_do_before_a_hold_and_first_what_to_mind_in_it() -> None:
    own = Exercise(
        None, "Mine", (Position("still", "Still"),), instructions=("Lie down.",), cautions=("Not if it hurts.",)
    )
    given = Step(None, own=own, dose=Dose(hold=seconds(20), reps=counts(2)), timing=GAPS)
    messages = by_fitdecode(write(laid_out(routine(given), {}), NOON))
    notes = [fields.get("notes") for name, fields in messages if name == "workout_step"]
    assert notes == ["Lie down. Not if it hurts.", "Not if it hurts. Lie down.", None, "Not if it hurts. Lie down."]


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("letter", ["é", "伸", "🧘", "e\u0301", "🧘🏽\u200d♀️"])
def test_long_names_are_cut_between_characters(letter: str, read: Callable[[bytes], list[Message]]) -> None:
    for before in range(6):
        own = Exercise(None, "x" * before + letter * 60, (Position("still", "Still"),), instructions=(letter * 200,))
        given = Step(None, own=own, dose=Dose(hold=seconds(20)), timing=_none())
        subject = laid_out(Routine("it", letter * 60, (given,)), {})
        messages = read(write(subject, NOON))
        (found,) = (fields for name, fields in messages if name == "workout_step")
        for text, most in (
            (found["wkt_step_name"], NAME_BYTES),
            (found["notes"], NOTES_BYTES),
            (messages[1][1]["wkt_name"], NAME_BYTES),
        ):
            assert len(text.encode()) <= most
            assert re.fullmatch(f"x*(?:{letter})+…", text)
        assert len(remarks(subject)) == 2


def test_sentences_are_kept_whole_while_they_fit() -> None:
    assert bounded_sentences(("One two.", "Three."), 16) == "One two. Three."
    assert bounded_sentences(("One two.", "Three."), 14) == "One two."
    assert bounded_sentences(("One two three.",), 10) == "One two…"
    assert bounded("as it is", 8) == "as it is"


# -- limits ------------------------------------------------------------------------------------------------------------


def test_more_steps_than_some_watches_take_are_told() -> None:
    assert remarks(built_in("quick-relief"))[0].startswith("4 texts")
    assert remarks(built_in("lower-back-full"))[0] == (
        "103 steps: some watches take no workout of more than 50; write shorter routines for those"
    )


def test_the_command_writes_the_file_and_tells_what_a_watch_may_not_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = Cli(tmp_path / "home", monkeypatch, capsys)
    file = tmp_path / "lower-back.fit"
    said = cli("export", "lower-back-full", "--to", "fit", "--level", "30", "-o", str(file))
    assert (said.code, said.out) == (0, "")
    assert "103 steps: some watches take no workout of more than 50" in said.err
    done = run_by_a_watch(by_fitdecode(file.read_bytes()))
    assert [seen(step) for step in done] == expected(built_in("lower-back-full").plan)
    refused = cli("export", "cobra", "--to", "fit", "-o", str(file)).err
    assert refused == "stretchtui: fit is a workout for a Garmin watch and cannot hold an exercise; name a routine\n"


def test_more_steps_than_fit_can_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = laid_out(routine(step(reps=counts(3))), {})
    monkeypatch.setattr(fit_workout, "MOST_STEPS", 5)
    assert write(subject, NOON)
    monkeypatch.setattr(fit_workout, "MOST_STEPS", 4)
    with pytest.raises(CannotExport, match="5 steps; FIT cannot number more than 4"):
        write(subject, NOON)


def test_an_exercise_alone_is_no_workout() -> None:
    with pytest.raises(CannotExport, match="cannot hold an exercise; name a routine"):
        FORMATS["fit"].write(COBRA)


def test_the_same_routine_at_the_same_time_is_the_same_file() -> None:
    subject = built_in("desk-break")
    assert write(subject, NOON) == write(subject, NOON)
    other = by_fitdecode(write(built_in("desk-break", 80), NOON))[0][1]
    assert other["serial_number"] != by_fitdecode(write(subject, NOON))[0][1]["serial_number"]


def test_without_fit_tool_the_message_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['fit_tool'] = None\n"
        "from stretchtui.exchange.formats import FORMATS, CannotExport, LaidOut\n"
        "try: FORMATS['fit'].writer()\n"
        "except CannotExport as fault: print(fault)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert told == "fit needs an extra: pip install 'stretchtui[watch]'\n"
