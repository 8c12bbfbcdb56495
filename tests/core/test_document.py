"""What the files of routines and exercises mean: their values, which of them count, and where the bounds lie."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.format_files import EVERY_KEY, EVERYTHING, GOOD, first_step, library, plan, problems, read, told, with_steps
from stretchcore.document import read_exercise, read_routine
from stretchcore.exercise import BreathRate, Exercise, Position
from stretchcore.figure import Figure
from stretchcore.plan import Plan, make_plan
from stretchcore.problems import MAX_PROBLEMS
from stretchcore.resolving import Unresolvable
from stretchcore.routine import Block, RestStep, Routine, Schedule
from stretchcore.times import CountRange, TimeRange
from stretchcore.tomltext import MAX_SIZE
from stretchcore.words import Breath, ExerciseKind, Section, Sides


def rows(laid_out: Plan, name: str | None = None) -> list[str]:
    """Return the phases of a plan, or of one exercise of it, as a person would note them."""
    found = []
    for phase in laid_out.phases:
        if name in (None, phase.name):
            words = [phase.kind.value, phase.position, phase.side and phase.side.value]
            length = f"{phase.estimate_ms / 1000:g}"
            found.append(" ".join([*filter(None, words), length if phase.planned_ms is not None else f"open {length}"]))
    return found


def holds(step: str, level: int = 0, head: str = "") -> list[int]:
    """Return the lengths of the working phases of one step, in milliseconds."""
    laid_out = plan(with_steps(step, head=head), level)
    return [phase.estimate_ms for phase in laid_out.phases if phase.is_work]


def gaps(step: str, head: str = "", *, among: Mapping[str, Exercise] | None = None) -> dict[str, int]:
    """Return the length of each kind of gap of one step, in milliseconds."""
    known = library() if among is None else among
    routine = read_routine(f'name = "It"\n{head}\nsteps = [{{ {step} }}]\n', "it", known).good()
    return {phase.kind.value: phase.estimate_ms for phase in make_plan(routine, known).phases if not phase.kind.is_work}


# -- good files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [file for file in sorted(GOOD.glob("*.toml")) if file != EVERY_KEY], ids=str)
def test_a_good_routine_has_no_problem_and_can_be_laid_out_at_every_level(file: Path) -> None:
    document = read_routine(file.read_bytes(), file.stem, library(), file=str(file))
    assert told(document) == []
    lengths = [plan(document.good(), level).total_ms for level in range(0, 101, 10)]
    assert lengths == sorted(lengths)


def test_the_documented_example_unfolds_as_it_says() -> None:
    routine = read((GOOD / "lower-back-relief.toml").read_bytes()).good()
    low, high = plan(routine), plan(routine, 100)
    assert rows(low, "March on the spot") == ["prepare 8", "warm_up hold 60"]
    assert rows(low, "Knee to chest") == [
        "prepare left 8",
        "hold knee-in left 20",
        "next_rep left 3",
        "hold knee-in left 20",
        "next_rep left 3",
        "hold knee-in left 20",
        "switch_side right 5",
        "hold knee-in right 20",
        "next_rep right 3",
        "hold knee-in right 20",
        "next_rep right 3",
        "hold knee-in right 20",
    ]
    assert rows(high, "Cat-cow")[:4] == ["prepare 8", "hold arch 10", "hold round 10", "next_rep 3"]
    assert sum(row.startswith("hold") for row in rows(high, "Bridge")) == 2 * 2 * 12
    assert rows(low, "Bridge").count("rest 20") == 2
    assert [phase.reps for phase in low.phases if phase.name == "Side plank" and phase.is_work] == (
        [6] * 12 + [4] * 8 + [2] * 4
    )
    assert rows(low, "Reverse Russian twist") == ["prepare 8", "hold open 40"]
    assert rows(high, "Reverse Russian twist") == ["prepare 8", "hold open 40", "rest 10", "hold open 40"]
    assert rows(low)[-1] == "cool_down folded 50"
    rest = next(phase for phase in low.phases if phase.step is None)
    assert (rest.kind, rest.planned_ms, rest.name) == ("rest", 30_000, "Child's pose")


def test_a_routine_with_everything_says_all_of_itself() -> None:
    routine = read(EVERYTHING.read_bytes()).good()
    assert routine.name == "Everything – 全部 👍🏽"
    assert routine.summary == 'One of each: "quotes", a comma, a # that is no comment.'
    assert routine.tags == ("back", "test", "übung")
    assert routine.source == "The doses are made up; a text may go on over the end of a line."
    assert routine.schedule == Schedule(("mon", "wed", "fri"), ("07:30", "13:00"))
    assert routine.defaults.prepare == TimeRange.of_ms(6_000)
    assert routine.defaults.breath == BreathRate(3_000, 5_000)
    assert [len(routine.section(section)) for section in Section] == [2, 15, 2]
    assert routine.steps[5] == RestStep(TimeRange.of_ms(20_000, 30_000))
    block = routine.steps[6]
    assert isinstance(block, Block)
    assert block.repeat == CountRange(1, 2)
    inner = block.steps[2]
    assert isinstance(inner, Block)
    assert [type(item).__name__ for item in block.steps] == ["Step", "RestStep", "Block"]


def test_a_routine_with_everything_unfolds_as_it_says() -> None:
    half = plan(read(EVERYTHING.read_bytes()).good(), 50)
    assert rows(half, "March on the spot") == ["warm_up hold 60"]
    assert rows(half, "Shake out") == ["prepare 6", "warm_up hold open 30"]
    cat_cow = rows(half, "Cat-cow")
    assert cat_cow[:4] == ["prepare 6", "hold arch 8", "hold round 8", "next_rep 2"]
    assert cat_cow[30:33] == ["prepare 6", "hold arch 8", "hold round 16"]
    assert cat_cow[36:] == [
        "prepare 6",
        "hold arch 6",
        "hold round 6",
        "next_rep 1",
        "hold arch 6",
        "hold round 6",
        "next_rep 1",
        "hold arch 6",
        "hold round 6",
    ]
    assert "rest left 38" in rows(half, "Knee to chest, slowly")
    assert not any(row.startswith("switch_side") for row in rows(half, "Knee to chest, slowly"))
    assert rows(half, "Bird dog")[:4] == [
        "prepare left 6",
        "hold reach left 9",
        "switch_side right 4.5",
        "hold reach right 9",
    ]
    assert rows(half, "Pelvic tilt") == ["hold pressed 1.5"] * 2 * 4
    assert rows(half, "Neck tilt")[1::2] == ["hold tilted left 15", "hold tilted right 15"] * 2
    assert rows(half, "Mini squat")[:3] == ["prepare 6", "hold down 3", "hold up 2"]
    assert rows(half, "Ankle circles")[1:4] == ["hold left open 24", "switch_side right 4.5", "hold right open 24"]
    assert rows(half, "Forward lean") == ["prepare right 6", "hold hold right open 38"]
    assert rows(half, "Supine twist")[1::2] == ["hold twist left 25"] * 3 + ["hold twist right 18"] * 2 + [
        *["hold twist left 25"] * 2,
        *["hold twist right 18"] * 2,
    ]
    assert rows(half, "Knee pull")[1::2] == ["hold knee-in left 16", "hold knee-in right 15"] * 2
    assert rows(half)[-1] == "cool_down hold 3600"


def test_an_exercise_of_a_routine_alone_has_all_that_it_says() -> None:
    routine = read(EVERYTHING.read_bytes()).good()
    plank, squat = (plan(routine).steps[index].exercise for index in (-9, -8))
    assert plank.id is None
    assert (plank.name, plank.posture, plank.kind) == ("Side plank", ("side-lying",), ExerciseKind.STRENGTH)
    assert (plank.targets, plank.secondary) == (("abdominals",), ("abductors", "shoulders"))
    assert plank.easier == ("bridge", "pelvic-tilt")
    assert plank.positions == (Position("hold", "Side plank"),)
    assert squat.posture == ("standing", "hands and knees")
    assert squat.start == Figure(
        view="front", body=(("head", (50, 56)), ("neck", (50, 50)), ("mid", (50, 40)), ("hip", (50, 30)))
    )
    down, up = squat.positions
    assert (down.name, down.hold, down.breath) == ("Knees bent", TimeRange.of_ms(2_000, 4_000), Breath.IN)
    assert (up.name, up.hold, up.breath, up.figure) == ("up", None, Breath.OUT, None)
    assert down.figure is not None
    assert dict(down.figure.near)["knee"] == (38, 16)
    assert dict(down.figure.far).keys() == {"shoulder", "knee", "ankle", "toe"}
    assert down.figure.props == ("floor", "chair", "wall", "door frame", "cushion")


def test_an_exercise_with_every_key_says_all_of_itself() -> None:
    exercise = read_exercise(EVERY_KEY.read_bytes(), "every-key").good()
    assert exercise.id == "every-key"
    assert exercise.posture == ("seated", "standing")
    assert (exercise.kind, exercise.sides) == (ExerciseKind.STATIC, Sides.ALTERNATE)
    assert exercise.dose.hold == TimeRange.of_ms(15_000, 30_000)
    assert exercise.dose.reps == (CountRange(2, 2), CountRange(2, 3))
    assert exercise.dose.sets == CountRange(2, 2)
    assert exercise.dose.estimate == TimeRange.of_ms(20_000)
    assert exercise.timing.breath == BreathRate(3_000, 4_000)
    assert exercise.start == Figure(body=(("head", (50, 40)),), near=(("hand", (55, 10)),))
    tipped, upright = exercise.positions
    assert (tipped.hold, tipped.breath) == (None, Breath.OUT)
    assert (upright.hold, upright.name) == ("open", "upright")
    assert tipped.figure is not None
    assert tipped.figure.view == "front"


def test_an_exercise_in_a_routine_is_static_and_needs_a_name_and_a_dose_only() -> None:
    own = first_step(with_steps('name = "Own", hold = "20s"')).own
    assert own == Exercise(id=None, name="Own", positions=(Position("hold", "Own"),))
    assert own.kind is ExerciseKind.STATIC


def test_a_format_that_is_not_said_is_the_first_one() -> None:
    assert (
        read('name = "It"\nsteps = [{ exercise = "cobra" }]').good()
        == read('format = 1\nname = "It"\nsteps = [{ exercise = "cobra" }]').good()
    )


def test_the_sections_come_in_their_order_wherever_they_stand_in_the_file() -> None:
    text = 'name = "It"\n' + "".join(
        f'[[{section}]]\nname = "{section}"\nhold = "20s"\n' for section in ("cool_down", "steps", "warm_up", "steps")
    )
    assert [step.exercise.name for step in plan(read(text).good()).steps] == ["warm_up", "steps", "steps", "cool_down"]


def test_texts_keep_joined_emoji_and_lose_the_blanks_around_them() -> None:
    routine = read('name = "  Family 👩‍👩‍👧 \u00a0"\nsteps = [{ exercise = "cobra" }]').good()
    assert routine.name == "Family 👩‍👩‍👧"


def test_one_posture_may_be_written_without_a_list() -> None:
    one = first_step(with_steps('name = "A", hold = "20s", posture = "prone"')).own
    many = first_step(with_steps('name = "A", hold = "20s", posture = ["prone"]')).own
    assert one == many


# -- times and levels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected_ms"),
    [
        ('"20s"', 20_000),
        ('"1m30s"', 90_000),
        ('"1m 30s"', 90_000),
        ('"1h"', 3_600_000),
        ('"1h1m1s"', 3_661_000),
        ('"2m"', 120_000),
        ('"2 m"', 120_000),
        ('"2.5s"', 2_500),
        ('"1.5m"', 90_000),
        ('"6 counts"', 6_000),
        ('"1 count"', 1_000),
        ('"6counts"', 6_000),
        ('"5 breaths"', 50_000),
        ('"1 breath"', 10_000),
        ('"0.5 breaths"', 5_000),
        ("20", 20_000),
        ("2.5", 2_500),
        ("0.1", 100),
        ("1e1", 10_000),
        ('"20"', 20_000),
        ('" 20s "', 20_000),
        ('"4h"', 14_400_000),
    ],
)
def test_a_time_can_be_written_in_any_of_these_ways(written: str, expected_ms: int) -> None:
    assert holds(f'exercise = "cobra", reps = 1, hold = {written}') == [expected_ms]


@pytest.mark.parametrize(
    ("written", "low_ms", "high_ms"),
    [
        ("20-30s", 20_000, 30_000),
        ("20–30s", 20_000, 30_000),
        ("20 - 30 s", 20_000, 30_000),
        ("20s-30s", 20_000, 30_000),
        ("20s-1m", 20_000, 60_000),
        ("1-2m", 60_000, 120_000),
        ("1m-2m", 60_000, 120_000),
        ("30-1m30s", 30_000, 90_000),
        ("1m-1m30s", 60_000, 90_000),
        ("2.5-3.5s", 2_500, 3_500),
        ("5-10 breaths", 50_000, 100_000),
        ("6-8 counts", 6_000, 8_000),
        ("6 counts-20s", 6_000, 20_000),
        ("20-20s", 20_000, 20_000),
    ],
)
def test_a_range_of_times_runs_from_its_low_end_to_its_high_end(written: str, low_ms: int, high_ms: int) -> None:
    step = f'exercise = "cobra", reps = 1, hold = "{written}"'
    assert (holds(step, 0), holds(step, 100)) == ([low_ms], [high_ms])


@pytest.mark.parametrize(
    ("written", "level", "expected_ms"),
    [
        ("20-30s", 0, 20_000),
        ("20-30s", 4, 20_000),  # 20.4 s
        ("20-30s", 5, 21_000),  # 20.5 s: half up
        ("20-30s", 50, 25_000),
        ("20-30s", 54, 25_000),  # 25.4 s
        ("20-30s", 55, 26_000),  # 25.5 s
        ("20-30s", 95, 30_000),  # 29.5 s
        ("20-30s", 100, 30_000),
        ("15-30s", 33, 20_000),  # 19.95 s
        ("2.5-3.5s", 0, 2_500),  # an end is exact …
        ("2.5-3.5s", 50, 3_000),
        ("2.5-3.5s", 100, 3_500),
        ("2.5s", 50, 2_500),  # … and so is a fixed time
        ("0.5-0.9s", 50, 900),  # the whole second lies beyond the range
        ("1.2-1.4s", 50, 1_200),
        ("1-2m", 1, 61_000),  # 60.6 s
        ("1-2 breaths", 25, 13_000),  # 12.5 s
        ("2.5-2.5s", 50, 2_500),
    ],
)
def test_a_level_is_a_place_between_the_ends_rounded_half_up_to_the_second(
    written: str, level: int, expected_ms: int
) -> None:
    assert holds(f'exercise = "cobra", reps = 1, hold = "{written}"', level) == [expected_ms]


@pytest.mark.parametrize(
    ("written", "level", "expected"),
    [
        ('"2-3"', 0, 2),
        ('"2-3"', 49, 2),
        ('"2-3"', 50, 3),  # 2.5: half up
        ('"2-3"', 100, 3),
        ('"8-12"', 12, 8),  # 8.48
        ('"8-12"', 13, 9),  # 8.52
        ('"8–12"', 100, 12),
        ('" 8 - 12 "', 100, 12),
        ('"3"', 77, 3),
        ("3", 77, 3),
    ],
)
def test_counts_of_reps_sets_and_repeats_are_rounded_half_up(written: str, level: int, expected: int) -> None:
    short = 'exercise = "cobra", hold = "1s"'
    assert len(holds(f"{short}, reps = {written}", level)) == expected
    assert len(holds(f"{short}, reps = 1, sets = {written}", level)) == expected
    assert len(holds(f"repeat = {written}, steps = [{{ {short}, reps = 1 }}]", level)) == expected


def test_gaps_and_estimates_follow_the_level_too() -> None:
    routine = with_steps('name = "Own", hold = "open", estimate = "20-30s", prepare = "0-5s"', 'rest = "1-2m"')
    assert rows(plan(routine, 0)) == ["hold hold open 20", "rest 60"]
    assert rows(plan(routine, 50)) == ["prepare 3", "hold hold open 25", "rest 90"]


# -- which value counts ------------------------------------------------------------------------------------------------

_GAPS = ("prepare", "next_rep", "switch_side", "rest")
_SHOWING_ALL = 'reps = 2, sets = 2, sides = "each", hold = "20s"'


def _exercise(lines: str) -> dict[str, Exercise]:
    text = f'name = "Own"\n{lines}\n[[positions]]\nid = "up"\n'
    return {"own": read_exercise(text, "own").good()}


def test_gaps_come_from_the_step_then_the_defaults_then_the_exercise_then_the_program() -> None:
    bare = _exercise('hold = "20s"')
    timed = _exercise('hold = "20s"\n' + "\n".join(f'{gap} = "{i + 21}s"' for i, gap in enumerate(_GAPS)))
    defaults = "defaults = { " + ", ".join(f'{gap} = "{i + 31}s"' for i, gap in enumerate(_GAPS)) + " }"
    said = ", ".join(f'{gap} = "{i + 41}s"' for i, gap in enumerate(_GAPS))
    step = f'exercise = "own", {_SHOWING_ALL}'
    assert gaps(step, among=bare) == {"prepare": 8_000, "next_rep": 3_000, "switch_side": 5_000, "rest": 10_000}
    assert gaps(step, among=timed) == {
        "prepare": 21_000,
        "next_rep": 22_000,
        "switch_side": 23_000,
        "rest": 24_000,
    }
    assert list(gaps(step, defaults, among=timed).values()) == [31_000, 32_000, 33_000, 34_000]
    assert list(gaps(f"{step}, {said}", defaults, among=timed).values()) == [41_000, 42_000, 43_000, 44_000]


def test_no_time_at_all_is_a_value_that_counts() -> None:
    timed = _exercise('hold = "20s"\nprepare = "7s"')
    step = f'exercise = "own", {_SHOWING_ALL}'
    assert "prepare" not in gaps(f'{step}, prepare = "0s"', among=timed)
    assert "prepare" not in gaps(step, "defaults.prepare = 0", among=timed)
    assert gaps(f'{step}, prepare = "1s"', "defaults.prepare = 0", among=timed)["prepare"] == 1_000
    assert gaps(f"{step}, {', '.join(f'{gap} = 0' for gap in _GAPS)}", among=timed) == {}


def test_the_breath_comes_from_the_step_then_the_defaults_then_the_exercise_then_the_program() -> None:
    bare, own = _exercise('hold = "2 breaths"'), _exercise('hold = "2 breaths"\nbreath = { in = 1, out = 2 }')
    defaults = "defaults = { breath = { in = 2, out = 3 } }"
    said = 'exercise = "own", breath = { in = 3, out = 4 }'

    def length(step: str, head: str, among: Mapping[str, Exercise]) -> int:
        routine = read_routine(f'name = "It"\n{head}\nsteps = [{{ {step} }}]\n', "it", among).good()
        return make_plan(routine, among).phases[-1].estimate_ms

    assert length('exercise = "own"', "", bare) == 20_000
    assert length('exercise = "own"', "", own) == 6_000
    assert length('exercise = "own"', defaults, own) == 10_000
    assert length(said, defaults, own) == 14_000


def test_a_rest_of_its_own_breathes_as_the_defaults_do() -> None:
    assert rows(plan(with_steps('exercise = "cobra", reps = 1', 'rest = "2 breaths"')))[-1] == "rest 20"
    head = "defaults = { breath = { in = 2, out = 3 } }"
    assert rows(plan(with_steps('exercise = "cobra", reps = 1', 'rest = "2 breaths"', head=head)))[-1] == "rest 10"


def test_the_dose_and_the_sides_come_from_the_step_then_the_exercise_then_the_program() -> None:
    bare = _exercise('hold = "20s"')
    full = _exercise('hold = "21s"\nreps = 2\nsets = 2\nsides = "left"')

    def work(step: str, among: Mapping[str, Exercise]) -> list[str]:
        routine = read_routine(f'name = "It"\nsteps = [{{ {step} }}]\n', "it", among).good()
        return [row for row in rows(make_plan(routine, among)) if row.startswith("hold")]

    assert work('exercise = "own"', bare) == ["hold up 20"]
    assert work('exercise = "own"', full) == ["hold up left 21"] * 4
    assert work('exercise = "own", hold = "9s"', full) == ["hold up left 9"] * 4
    assert work('exercise = "own", reps = 3', full) == ["hold up left 21"] * 6
    assert work('exercise = "own", sets = 1', full) == ["hold up left 21"] * 2
    assert work('exercise = "own", sides = "none"', full) == ["hold up 21"] * 4
    assert work('exercise = "own", sides = "alternate", sets = 1', full) == ["hold up left 21", "hold up right 21"] * 2


def test_the_defaults_of_a_routine_say_nothing_of_doses() -> None:
    assert problems('name = "It"', "[defaults]", 'hold = "20s"', "[[steps]]", 'exercise = "cobra"') == [
        "3:1: defaults.hold: unknown key; a table of defaults can have `prepare`, `next_rep`, `switch_side`, `rest` "
        "and `breath`"
    ]


def test_a_list_of_reps_has_an_entry_a_set_and_wins_over_the_sets_of_the_exercise() -> None:
    full = _exercise('hold = "20s"\nreps = 2\nsets = 3')

    def reps(step: str, among: Mapping[str, Exercise]) -> list[tuple[int | None, int | None]]:
        routine = read_routine(f'name = "It"\nsteps = [{{ {step} }}]\n', "it", among).good()
        return list(dict.fromkeys((phase.set, phase.reps) for phase in make_plan(routine, among).phases))

    assert reps('exercise = "own"', full) == [(1, 2), (2, 2), (3, 2)]
    assert reps('exercise = "own", reps = [6, 4]', full) == [(1, 6), (2, 4)]
    assert reps('exercise = "own", reps = [6]', full) == [(1, 6)]
    assert reps('exercise = "own", reps = [6], sets = 1', full) == [(1, 6)]
    assert reps('exercise = "own", reps = 6', full) == [(1, 6), (2, 6), (3, 6)]
    pyramid = _exercise('hold = "20s"\nreps = [3, 2]')
    assert reps('exercise = "own"', pyramid) == [(1, 3), (2, 2)]
    assert reps('exercise = "own", reps = 5', pyramid) == [(1, 5)]


def test_a_hold_sets_all_positions_of_the_library_and_a_table_sets_them_by_id() -> None:
    assert holds('exercise = "cat-cow", reps = 1, hold = "4s"') == [4_000, 4_000]
    assert holds('exercise = "cat-cow", reps = 1, positions = { round = "4s" }') == [5_000, 4_000]
    assert holds('exercise = "cat-cow", reps = 1, hold = "3s", positions = { round = "4s" }') == [3_000, 4_000]
    assert rows(plan(with_steps('exercise = "cat-cow", reps = 1, positions = { arch = "open" }'))) == [
        "prepare 8",
        "hold arch open 30",
        "hold round 5",
    ]


def test_positions_written_in_a_routine_keep_their_own_holds() -> None:
    positions = 'positions = [{ id = "up", hold = "1s" }, { id = "down" }]'
    assert holds(f'name = "Own", hold = "4s", {positions}') == [1_000, 4_000]


def test_reps_at_ones_own_pace_are_an_open_phase_for_each_set_and_side() -> None:
    def own(rest: str) -> list[str]:
        return rows(plan(with_steps(f'name = "Own", pace = "self", prepare = 0, {rest}')))

    assert own("reps = 10") == ["hold open 30"]
    assert own("reps = 10, sets = 2") == ["hold open 30", "rest 10", "hold open 30"]
    assert own('reps = [10, 5], estimate = "1m"') == ["hold open 60", "rest 10", "hold open 60"]
    assert own("reps = [10, 5]") == ["hold open 30", "rest 10", "hold open 15"]
    assert own('reps = 10, sides = "each"') == ["hold left open 30", "switch_side right 5", "hold right open 30"]
    assert own('reps = 10, sides = "alternate"') == ["hold open 30"]
    assert own('reps = 10, sides = "right"') == ["hold right open 30"]


def test_a_step_can_time_a_self_paced_exercise_and_leave_a_timed_one_to_its_own_pace() -> None:
    twist = 'exercise = "reverse-russian-twist", reps = 1, sides = "none", prepare = 0'
    assert rows(plan(with_steps(twist))) == ["hold open 60"]
    assert rows(plan(with_steps(f'{twist}, hold = "2s"'))) == ["hold turn 2"]
    assert rows(plan(with_steps(f'{twist}, positions = {{ turn = "2s" }}'))) == ["hold turn 2"]
    assert rows(plan(with_steps('exercise = "cobra", pace = "self", prepare = 0'))) == ["hold open 15"]


def test_an_open_hold_waits_and_counts_for_half_a_minute_or_its_estimate() -> None:
    assert rows(plan(with_steps('name = "Own", hold = "open", prepare = 0'))) == ["hold hold open 30"]
    assert rows(plan(with_steps('name = "Own", hold = "open", prepare = 0, estimate = 5'))) == ["hold hold open 5"]


def test_a_step_can_say_other_facts_of_an_exercise_and_no_other_step_has_them() -> None:
    changed = 'exercise = "cobra", name = "Low cobra", instructions = ["Stay low."], kind = "dynamic", targets = []'
    low, cobra = (step.exercise for step in plan(with_steps(changed, 'exercise = "cobra"')).steps)
    assert (low.id, low.name, low.instructions) == ("cobra", "Low cobra", ("Stay low.",))
    assert (low.kind, low.targets) == (ExerciseKind.DYNAMIC, ())
    assert cobra == library()["cobra"]


# -- the bounds --------------------------------------------------------------------------------------------------------


def test_the_last_values_within_the_bounds_are_good() -> None:
    step = 'exercise = "cobra", prepare = 0, next_rep = 0, rest = 0'
    for good in ('hold = "0.1s"', 'hold = "4h"', 'hold = "0.1s-4h"', "reps = 1000", "sets = 100", "reps = 1"):
        assert problems('name = "It"', f"steps = [{{ {step}, {good} }}]") == []
    assert problems('name = "It"', f"steps = [{{ repeat = 100, steps = [{{ {step} }}] }}]") == []
    assert problems(f'name = "{"a" * 100}"', f'summary = "{"b" * 500}"', f"steps = [{{ {step} }}]") == []
    assert problems(f'name = "{"全" * 50}"', f"tags = {[f't{i}' for i in range(20)]}", f"steps = [{{ {step} }}]") == []


def test_blocks_may_be_nested_eight_deep() -> None:
    def nested(depth: int) -> list[str]:
        blocks = "{ repeat = 1, steps = [" * depth + '{ exercise = "cobra" }' + "] }" * depth
        return problems('name = "It"', f"steps = [{blocks}]")

    assert nested(8) == []
    (ninth,) = nested(9)
    assert ninth.endswith("blocks are nested more than 8 deep; write the steps one after the other")


@pytest.mark.parametrize(("phases", "good"), [(100_000, True), (100_001, False)])
def test_a_plan_has_a_hundred_thousand_phases_at_most(phases: int, good: bool) -> None:
    short = "prepare = 0, next_rep = 0, hold = 0.1"
    blocks = f'{{ repeat = 99, steps = [{{ exercise = "cobra", reps = 1000, {short} }}] }}'
    last = f'{{ exercise = "cobra", reps = 999, {short} }}, {{ exercise = "cobra", reps = {phases - 99_999}, {short} }}'
    told_of = problems('name = "It"', f"steps = [{blocks}, {last}]")
    assert told_of == ([] if good else [f"1:1: the plan would have {phases:,} phases; at most 100,000 are allowed"])


@pytest.mark.parametrize(("last_s", "good"), [("13m20s", True), ("13m20.001s", False)])
def test_a_plan_lasts_a_day_at_most_at_its_highest_level(last_s: str, good: bool) -> None:
    hold = 'exercise = "cobra", reps = 1, prepare = 0'
    blocks = f'{{ repeat = "1-5", steps = [{{ {hold}, hold = "3-4h" }}] }}'
    rest = f'{{ {hold}, hold = "3h46m40s" }}, {{ rest = "{last_s}" }}'
    told_of = problems('name = "It"', f"steps = [{blocks}, {rest}]")
    assert told_of == ([] if good else ["1:1: the plan would last 24 h 01 min; at most 24 h are allowed"])


def test_a_file_may_have_two_hundred_and_fifty_six_kibibytes() -> None:
    text = 'name = "It"\nsteps = [{ exercise = "cobra" }]\n#'
    whole = text + "x" * (MAX_SIZE - len(text))
    assert problems(whole) == []
    assert problems(whole + "x") == ["1:1: the file is too large: 257 KiB; at most 256 KiB are read"]


def test_a_block_of_rests_of_no_length_is_laid_out_at_once_however_often_it_is_repeated() -> None:
    blocks = "{ repeat = 100, steps = [" * 8 + "{ rest = 0 }" + "] }" * 8
    routine = read(f'name = "It"\nsteps = [{{ exercise = "cobra" }}, {blocks}]').good()
    assert len(plan(routine).phases) == 10


# -- documents ---------------------------------------------------------------------------------------------------------


def test_problems_call_the_file_by_its_name_and_standard_input_by_a_dash() -> None:
    assert str(read_routine("name = 5\nsteps = [{}]", "it", {}).problems[0]).startswith("-:1:8: name: ")
    named = read_routine("name = 5", "it", {}, file="my routines/a.toml")
    assert str(named.problems[-1]).startswith("my routines/a.toml:1:8: name: ")


def test_the_name_of_a_file_cannot_write_to_the_terminal() -> None:
    document = read_exercise("", "it", file="\x1b]0;owned\x07\n\u202e.toml")
    assert document.file.isprintable()
    assert all(str(problem).isprintable() for problem in document.problems)


def test_no_more_than_two_hundred_problems_are_told_and_then_that_there_are_more() -> None:
    lines = [f"key{i} = 1" for i in range(MAX_PROBLEMS)]
    full = problems('name = "It"', 'steps = [{ exercise = "cobra" }]', *lines)
    assert len(full) == MAX_PROBLEMS
    assert full[-1].startswith("202:1: key199: unknown key")
    cut = problems('name = "It"', 'steps = [{ exercise = "cobra" }]', *lines, "one_more = 1")
    assert cut[:-1] == full
    assert cut[-1] == "202:1: there are more than 200 problems; the others are not listed"


def test_problems_of_the_whole_are_counted_among_the_two_hundred() -> None:
    steps = ['{ exercise = "knee-to-chess" },\n'] * (MAX_PROBLEMS + 50)
    found = problems(f'name = "It"\nsteps = [\n{"".join(steps)}]')
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-2].startswith("202:14: steps[199].exercise: there is no exercise")


def test_an_exercise_whose_own_file_is_broken_is_not_called_missing() -> None:
    class Broken(dict[str, Exercise]):
        def __contains__(self, id: object) -> bool:
            return id == "cobra"

        def get(self, id: str, default: object = None) -> None:  # type: ignore[override]
            return None

    document = read_routine('name = "It"\nsteps = [{ exercise = "cobra" }]', "it", Broken())
    assert told(document) == ['2:23: steps[0].exercise: the exercise "cobra" has problems of its own; check its file']


def test_a_routine_that_was_made_without_a_file_is_judged_like_one_from_a_file() -> None:
    routine = Routine("it", "It", (RestStep(TimeRange.of_ms(1_000)),))
    with pytest.raises(Unresolvable, match="the routine has no exercise"):
        make_plan(routine, {})
    with pytest.raises(ValueError, match="a level lies between 0 and 100, not at 101"):
        make_plan(routine, {}, 101)


def test_a_document_finds_the_place_of_what_it_is_asked_for() -> None:
    document = read('name = "It"\n\n[[steps]]\nexercise = "cobra"\nsides = "left"\n')
    place = document.locations.value(("steps", 0, "sides"))
    assert (place.line, place.column) == (5, 9)
