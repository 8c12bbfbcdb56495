"""The built-in exercises and routines, held against the guide that they are taken from, row by row."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from core.format_files import BUILT_IN
from stretchcore.advice import advice_for
from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.plan import Plan, make_plan
from stretchcore.routine import Block, Routine, Step
from stretchcore.times import CountRange, TimeRange, parse_count, parse_time
from stretchcore.words import Breath, ExerciseKind, PhaseKind, Side, Sides

EXERCISE_FILES = sorted((BUILT_IN / "exercises").glob("*.toml"))
ROUTINE_FILES = sorted(BUILT_IN.glob("*.toml"))
LEVELS = (0, 50, 100)

# The guide's table: posture, hold, reps, sets and sides; a dash where it gives no figure.
GUIDE = """
knee-to-chest          | supine                     | 20s      | 3     | -   | each
knee-pull              | supine                     | 15-30s   | 2-4   | -   | alternate
supine-twist           | supine                     | -        | 3     | -   | each
horizontal-twist       | supine                     | 20-30s   | -     | -   | each
knee-rolls             | supine                     | 5-10s    | 2-3   | -   | each
pelvic-tilt            | supine                     | -        | 8-12  | -   | none
bridge                 | supine                     | 6 counts | 8-12  | -   | none
reverse-russian-twist  | supine, seated             | none     | 10-15 | 1-2 | alternate
spinal-rocks           | supine                     | 1-2m     | -     | -   | none
hip-drop               | supine, side-lying         | 20-30s   | 2-3   | -   | each
piriformis-seated      | seated                     | 20s      | 3     | -   | alternate
piriformis-pull        | seated                     | -        | -     | -   | each
cow-face               | seated                     | 30-60s   | -     | -   | each
cat-cow                | hands and knees            | 5-10s    | 10    | -   | none
bird-dog               | hands and knees            | -        | -     | -   | alternate
childs-pose            | hands and knees            | 20s      | 3     | -   | none
prayer-pose            | kneeling                   | 20-30s   | 2-3   | -   | none
cobra                  | prone                      | 10s      | 5     | -   | none
sphinx                 | prone                      | 20-30s   | 2-3   | -   | none
lumbar-extension       | prone                      | -        | -     | -   | none
downward-dog           | standing, hands and knees  | -        | -     | -   | none
neck-tilt              | seated, standing           | -        | -     | -   | each
neck-turn              | seated, standing           | -        | -     | -   | each
shoulder-rolls         | seated, standing           | -        | -     | -   | none
shoulder-blade-squeeze | seated, standing           | -        | -     | -   | none
doorway                | standing                   | -        | -     | -   | none
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in GUIDE.strip().splitlines()]
IDS = [row[0] for row in ROWS]

# What each of the guide's routines is made of; the desk break is our own.
ROUTINES = {
    "quick-relief": {"knee-to-chest", "supine-twist"},
    "physio-basics": {"pelvic-tilt", "bird-dog", "childs-pose"},
    "morning-stiffness": {"cat-cow", "lumbar-extension", "downward-dog"},
    "piriformis-relief": {"piriformis-seated", "piriformis-pull"},
    "upper-back": {"doorway", "neck-tilt", "neck-turn", "shoulder-blade-squeeze"},
    "neck-and-shoulders": {"neck-tilt", "shoulder-rolls"},
    "lower-back-full": {
        *("knee-to-chest", "knee-pull", "supine-twist", "horizontal-twist", "knee-rolls", "pelvic-tilt", "bridge"),
        *("reverse-russian-twist", "spinal-rocks", "hip-drop", "cat-cow", "bird-dog", "childs-pose", "prayer-pose"),
        *("cobra", "sphinx", "lumbar-extension"),
    },
    "desk-break": {"shoulder-rolls", "shoulder-blade-squeeze", "neck-turn", "neck-tilt", "piriformis-pull"},
}

MUSCLES = {
    *("abdominals", "abductors", "adductors", "biceps", "calves", "chest", "forearms", "glutes", "hamstrings", "lats"),
    *("lower back", "middle back", "neck", "quadriceps", "shoulders", "traps", "triceps"),
}
POSTURES = {"supine", "prone", "hands and knees", "kneeling", "seated", "standing", "side-lying"}


def _exercise(file: Path) -> Document[Exercise]:
    return read_exercise(file.read_bytes(), file.stem, file=file.name)


LIBRARY = {file.stem: _exercise(file).good() for file in EXERCISE_FILES}


def _routine(id: str) -> Routine:
    file = BUILT_IN / f"{id}.toml"
    return read_routine(file.read_bytes(), id, LIBRARY, file=file.name).good()


def plans(id: str) -> list[Plan]:
    """Return a routine's plan at the lowest, the middle and the highest level."""
    return [make_plan(_routine(id), LIBRARY, level) for level in LEVELS]


def steps_of(routine: Routine) -> list[Step]:
    return [item for _, _, item in routine.walk() if isinstance(item, Step)]


def time_of(text: str) -> TimeRange | None:
    return None if text in ("-", "none") else parse_time(text)


def count_of(text: str) -> CountRange | None:
    return None if text == "-" else parse_count(text)


def words_of(exercise: Exercise) -> list[str]:
    return [*exercise.instructions, *exercise.cautions, *(position.name for position in exercise.positions)]


# -- the exercises -----------------------------------------------------------------------------------------------------


def test_the_exercises_are_those_of_the_guide_and_what_begins_and_ends_a_routine() -> None:
    assert len(IDS) == 26
    ours = {"march-on-the-spot", "rest-on-your-back", "sit-and-breathe"}
    assert {file.stem for file in EXERCISE_FILES} == {*IDS, *ours}
    assert all("ours" in LIBRARY[id].source.lower() and LIBRARY[id].kind is ExerciseKind.DYNAMIC for id in ours)


@pytest.mark.parametrize("file", EXERCISE_FILES, ids=lambda file: file.stem)
def test_the_file_of_an_exercise_has_no_problem(file: Path) -> None:
    assert _exercise(file).problems == ()
    assert "format    = 1" in file.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(("id", "postures", "hold", "reps", "sets", "sides"), ROWS, ids=IDS)
def test_an_exercise_has_the_dose_of_the_guide(
    id: str, postures: str, hold: str, reps: str, sets: str, sides: str
) -> None:
    exercise = LIBRARY[id]
    assert set(exercise.posture) == set(postures.split(", "))
    assert exercise.sides.value == sides
    holds = {position.hold or exercise.dose.hold for position in exercise.positions}
    if hold == "none":
        assert holds == {None}
        assert exercise.dose.self_paced
    elif hold != "-":
        assert holds == {time_of(hold)}
    if reps != "-":
        assert exercise.dose.reps == (count_of(reps),)
    elif hold != "-":  # once through what the guide gives
        assert exercise.dose.reps == (CountRange(1, 1),)
    assert exercise.dose.sets == count_of(sets)


@pytest.mark.parametrize(
    ("id", "hold"), [(row[0], row[2]) for row in ROWS if row[2] == "-"], ids=[row[0] for row in ROWS if row[2] == "-"]
)
def test_a_static_stretch_without_a_figure_follows_the_general_rule_of_15_to_30_seconds(id: str, hold: str) -> None:
    exercise = LIBRARY[id]
    if exercise.kind is ExerciseKind.STATIC:
        assert {position.hold for position in exercise.positions} == {parse_time("15-30s")}
        assert "general rule of 15-30 s" in exercise.source
    else:
        assert "ours" in exercise.source


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_source_of_an_exercise_names_the_guide_and_tells_which_figures_are_ours(row: list[str]) -> None:
    id, _, hold, reps, _, _ = row
    source = LIBRARY[id].source
    assert "back-pain stretching guide this program is built from" in source
    ours = "-" in (hold, reps) and id not in ("supine-twist", "spinal-rocks")
    if ours:
        assert "ours" in source
    if hold == reps == "-":
        assert "gives no figure" in source
    timing = LIBRARY[id].timing
    if hold != "-" and any(time and time.low.ms for time in (timing.prepare, timing.switch_side, timing.rest)):
        assert "ours" in source


def test_cat_and_cow_have_a_position_each_and_all_others_one() -> None:
    cat_cow = LIBRARY["cat-cow"]
    assert [(position.id, position.breath) for position in cat_cow.positions] == [
        ("arch", Breath.IN),
        ("round", Breath.OUT),
    ]
    assert "ambiguous" in cat_cow.source
    assert [id for id, exercise in LIBRARY.items() if len(exercise.positions) != 1] == ["cat-cow"]


@pytest.mark.parametrize("id", IDS)
def test_an_exercise_is_explained_in_three_to_six_sentences_that_hold_for_both_sides(id: str) -> None:
    exercise = LIBRARY[id]
    assert 3 <= len(exercise.instructions) <= 6
    assert exercise.cautions
    for sentence in words_of(exercise):
        assert not re.search(r"\b(left|right)\b", sentence, re.IGNORECASE)
    for sentence in (*exercise.instructions, *exercise.cautions):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@pytest.mark.parametrize("id", IDS)
def test_an_exercise_says_what_it_is_for_in_words_that_are_known(id: str) -> None:
    exercise = LIBRARY[id]
    assert exercise.targets
    assert {*exercise.targets, *exercise.secondary} <= MUSCLES
    assert not set(exercise.targets) & set(exercise.secondary)
    assert set(exercise.posture) <= POSTURES


def gentler_than(id: str) -> set[str]:
    """Return every exercise that is gentler than one, and than those that are gentler than it, and so on."""
    found: set[str] = set()
    following = list(LIBRARY[id].easier)
    while following:
        other = following.pop()
        if other not in found:
            found.add(other)
            following.extend(LIBRARY[other].easier)
    return found


@pytest.mark.parametrize("id", IDS)
def test_gentler_exercises_are_there_and_none_is_gentler_than_itself(id: str) -> None:
    assert set(LIBRARY[id].easier) <= set(IDS)
    assert id not in gentler_than(id)


GENTLEST = {"pelvic-tilt", "shoulder-rolls", "march-on-the-spot", "rest-on-your-back", "sit-and-breathe"}
"""What is so gentle that nothing here is gentler."""

ON_THE_FLOOR = {"supine", "prone", "side-lying", "hands and knees", "kneeling"}


@pytest.mark.parametrize("id", sorted(LIBRARY))
def test_an_exercise_names_a_gentler_one_unless_it_is_among_the_gentlest(id: str) -> None:
    assert bool(LIBRARY[id].easier) is (id not in GENTLEST)


@pytest.mark.parametrize("id", sorted(LIBRARY))
def test_a_gentler_exercise_reaches_the_same_muscles_and_asks_nobody_up_from_the_floor(id: str) -> None:
    exercise = LIBRARY[id]
    reached = {*exercise.targets, *exercise.secondary}
    for other in (LIBRARY[easier] for easier in exercise.easier):
        assert reached & {*other.targets, *other.secondary}
        assert not (set(exercise.posture) <= ON_THE_FLOOR and not set(other.posture) & ON_THE_FLOOR)


@pytest.mark.parametrize("id", IDS)
def test_an_exercise_can_be_done_by_itself_and_treats_both_sides_evenly(id: str) -> None:
    routine = read_routine(f'name = "It"\nsteps = [{{ exercise = "{id}" }}]', "it", LIBRARY).good()
    for level in LEVELS:
        assert_even(make_plan(routine, LIBRARY, level))


# -- the routines ------------------------------------------------------------------------------------------------------


def assert_even(plan: Plan) -> None:
    """Check that each exercise works both sides for as long, and one after the other in turn."""
    held_ms: dict[tuple[str | None, Side | None], int] = {}
    for phase in plan.phases:
        if phase.is_work:
            key = (phase.name, phase.side)
            held_ms[key] = held_ms.get(key, 0) + phase.estimate_ms
    for name, side in held_ms:
        if side is not None:
            assert held_ms[name, Side.LEFT] == held_ms[name, Side.RIGHT]
            assert (name, None) not in held_ms


def test_the_routines_are_the_seven_of_the_guide_and_a_break_at_the_desk() -> None:
    assert {file.stem for file in ROUTINE_FILES} == set(ROUTINES)


@pytest.mark.parametrize("file", ROUTINE_FILES, ids=lambda file: file.stem)
def test_the_file_of_a_routine_has_no_problem_and_there_is_nothing_to_advise(file: Path) -> None:
    document = read_routine(file.read_bytes(), file.stem, LIBRARY, file=file.name)
    assert document.problems == ()
    assert advice_for(document.good(), LIBRARY) == ()


@pytest.mark.parametrize(("id", "contents"), ROUTINES.items(), ids=ROUTINES)
def test_a_routine_has_what_the_guide_names(id: str, contents: set[str]) -> None:
    steps = [step for step in _routine(id).steps if not isinstance(step, Block)]
    assert {step.exercise for step in steps if isinstance(step, Step)} == contents


@pytest.mark.parametrize("id", ROUTINES)
def test_a_routine_starts_with_a_warm_up_that_counts_as_movement(id: str) -> None:
    routine = _routine(id)
    assert routine.warm_up
    for plan in plans(id):
        work = [phase for phase in plan.phases if phase.is_work]
        assert work[0].kind is PhaseKind.WARM_UP
        step = plan.step_of(work[0])
        assert step is not None
        assert step.exercise.kind is ExerciseKind.DYNAMIC
        assert 30_000 <= work[0].estimate_ms <= 120_000


@pytest.mark.parametrize("id", ROUTINES)
def test_a_routine_treats_both_sides_evenly_at_every_level(id: str) -> None:
    for plan in plans(id):
        assert_even(plan)


@pytest.mark.parametrize("id", ROUTINES)
def test_a_routine_takes_longer_at_a_higher_level(id: str) -> None:
    lengths = [plan.total_ms for plan in plans(id)]
    assert all(shorter < longer for shorter, longer in pairwise(lengths))


@pytest.mark.parametrize("id", ROUTINES)
def test_a_routine_says_where_it_comes_from_and_what_is_ours(id: str) -> None:
    routine = _routine(id)
    assert "back-pain stretching guide this program is built from" in routine.source
    changed = [step for step in steps_of(routine) if step.exercise and (step.dose.hold or step.dose.reps)]
    if changed:
        assert "ours" in routine.source.lower()
    assert routine.summary.endswith(".")
    assert routine.tags
    assert all(tag == tag.lower() for tag in routine.tags)


@pytest.mark.parametrize("id", ROUTINES)
def test_the_exercises_that_a_routine_adds_are_explained_for_both_sides(id: str) -> None:
    for step in steps_of(_routine(id)):
        own = step.own
        if own is not None:
            assert 2 <= len(own.instructions) <= 6
            assert own.posture
            assert step.sides in (None, Sides.NONE)
            assert not any(re.search(r"\b(left|right)\b", text, re.IGNORECASE) for text in words_of(own))


@pytest.mark.parametrize("level", range(0, 101, 5))
def test_the_break_at_the_desk_takes_three_to_five_minutes(level: int) -> None:
    plan = make_plan(_routine("desk-break"), LIBRARY, level)
    assert 3 * 60_000 <= plan.total_ms <= 5 * 60_000


def test_the_break_at_the_desk_needs_no_floor() -> None:
    for step in make_plan(_routine("desk-break"), LIBRARY).steps:
        assert step.exercise.posture
        assert set(step.exercise.posture) <= {"seated", "standing"}


def test_quick_relief_stays_under_the_six_minutes_that_it_promises() -> None:
    assert all(plan.total_ms < 6 * 60_000 for plan in plans("quick-relief"))
