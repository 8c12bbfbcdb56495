"""Each piece of advice: when it is given, when it is not, where it stands, and what it is founded on."""

import pytest

from core.format_files import EVERYTHING, advice, library, plan, read, told
from stretchcore.advice import OURS, advice_for, has_static_work, static_ms_by_muscle
from stretchcore.problems import Problem
from stretchcore.routine import RestStep, Routine
from stretchcore.times import TimeRange

MARCH = '[[warm_up]]\nname = "March"\nkind = "dynamic"\nhold = "1m"\n'
GUIDE = "the back-pain stretching guide that this program is built from"
ACSM = "ACSM's Guidelines for Exercise Testing and Prescription, 11th ed."
INGRAM = "Ingram et al., Sports Medicine 2024/25, doi 10.1007/s40279-024-02143-9"


def of(code: str, *steps: str, head: str = "", warm_up: str = MARCH) -> list[Problem]:
    """Return one sort of advice on a routine of some steps, each the lines of a table."""
    blocks = "".join(f"[[steps]]\n{step}\n" for step in steps)
    return [found for found in advice(f'name = "It"\n{head}\n{warm_up}{blocks}') if found.code == code]


def messages(found: list[Problem]) -> list[str]:
    return [problem.message for problem in found]


# -- what all advice has in common -------------------------------------------------------------------------------------


def test_a_routine_as_the_guide_would_have_it_gets_no_advice() -> None:
    source = f'name = "It"\ntags = ["back"]\n{MARCH}[[steps]]\nexercise = "knee-to-chest"\n'
    assert advice(source) == []


def test_advice_is_no_problem_has_a_reason_and_a_source_and_says_both_when_printed() -> None:
    found = advice(EVERYTHING.read_text(encoding="utf-8"))
    assert {problem.code for problem in found} >= {"one-sided", "much-of-one-muscle", "posture"}
    for problem in found:
        assert problem.severity == "advice"
        assert problem.source in (GUIDE, OURS, ACSM, INGRAM)
        assert len(problem.message) > 20
        assert f"advice: {problem.message} ({problem.source})" in str(problem)


def test_a_routine_on_which_there_is_advice_can_be_used_all_the_same() -> None:
    document = read('name = "It"\n[[steps]]\nexercise = "cobra"\nhold = "5s"\n')
    assert told(document) == []
    assert [fault.code for fault in advice_for(document.good(), library())] == ["no-warm-up", "short-hold"]
    assert plan(document.good()).phases


def test_there_is_no_advice_on_a_routine_that_cannot_be_laid_out() -> None:
    assert advice_for(Routine("it", "It", (RestStep(TimeRange.of_ms(1_000)),)), {}) == ()


# -- the warm-up -------------------------------------------------------------------------------------------------------


def test_a_routine_without_a_warm_up_is_advised_to_have_one() -> None:
    (found,) = of("no-warm-up", 'exercise = "cobra"', warm_up="")
    assert (found.line, found.column, found.path, found.source) == (1, 1, "", GUIDE)
    assert found.message == "there is no warm-up; begin with a few minutes of light activity"


def test_a_routine_with_a_warm_up_is_not() -> None:
    assert of("no-warm-up", 'exercise = "cobra"') == []


# -- both sides --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["left", "right"])
def test_an_exercise_on_one_side_only_is_advised_to_be_done_on_both(side: str) -> None:
    (found,) = of("one-sided", f'exercise = "neck-tilt"\nsides = "{side}"')
    assert found.message == f"Neck tilt is done on the {side} side only; treat both sides evenly"
    assert (found.line, found.path, found.source) == (9, "steps[0].sides", GUIDE)


@pytest.mark.parametrize(
    "steps",
    [
        ['exercise = "neck-tilt"'],
        ['exercise = "neck-tilt"\nsides = "alternate"'],
        ['exercise = "neck-tilt"\nsides = "none"'],
        ['exercise = "neck-tilt"\nsides = "left"', 'exercise = "neck-tilt"\nsides = "right"'],
        ['exercise = "neck-tilt"\nsides = "left"', 'exercise = "neck-tilt"\nname = "Again"\nsides = "right"'],
        ['exercise = "neck-tilt"\nsides = "left"', 'exercise = "neck-tilt"\nsides = "each"'],
        ['name = "Plank"\nhold = "20s"\nsides = "left"', 'name = "Plank"\nhold = "20s"\nsides = "right"'],
        [
            'repeat = 2\nsteps = [{ exercise = "neck-tilt", sides = "left" }]',
            'exercise = "neck-tilt"\nsides = "right"',
        ],
    ],
)
def test_an_exercise_that_does_both_sides_somewhere_is_not(steps: list[str]) -> None:
    assert of("one-sided", *steps) == []


def test_two_exercises_on_a_side_each_do_not_make_up_for_each_other() -> None:
    found = of("one-sided", 'exercise = "neck-tilt"\nsides = "left"', 'exercise = "neck-turn"\nsides = "right"')
    assert [problem.path for problem in found] == ["steps[0].sides", "steps[1].sides"]


def test_doing_both_sides_at_once_does_not_make_up_for_a_side() -> None:
    steps = ('exercise = "neck-tilt"\nsides = "left"', 'exercise = "neck-tilt"\nsides = "none"')
    assert [problem.path for problem in of("one-sided", *steps)] == ["steps[0].sides"]


# -- the length of a hold ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hold", ["9.9s", "5-20s", "9 counts", "0.9-2 breaths"])
def test_a_static_hold_of_less_than_ten_seconds_is_advised_against(hold: str) -> None:
    (found,) = of("short-hold", f'exercise = "cobra"\nhold = "{hold}"')
    assert found.message.startswith("Cobra is held for ")
    assert found.message.endswith("; a static stretch wants 10 to 30 s")
    assert (found.line, found.path, found.source) == (9, "steps[0].hold", ACSM)


@pytest.mark.parametrize("hold", ["60.1s", "1-2m", "30-61s", "7 breaths"])
def test_a_static_hold_of_more_than_a_minute_is_advised_against(hold: str) -> None:
    (found,) = of("long-hold", f'exercise = "cobra"\nhold = "{hold}"')
    assert found.message.endswith("; beyond 60 s at a time little is gained")
    assert (found.line, found.path, found.source) == (9, "steps[0].hold", ACSM)


@pytest.mark.parametrize("hold", ["10s", "60s", "10-60s", "1 breath", "6 breaths", "open"])
def test_a_static_hold_between_ten_seconds_and_a_minute_is_not(hold: str) -> None:
    step = f'exercise = "cobra"\nhold = "{hold}"'
    assert of("short-hold", step) + of("long-hold", step) == []


@pytest.mark.parametrize("kind", ["dynamic", "strength"])
def test_a_movement_may_be_as_short_or_as_long_as_it_likes(kind: str) -> None:
    steps = [f'exercise = "cobra"\nkind = "{kind}"\nhold = "{hold}"' for hold in ("2s", "5m")]
    assert of("short-hold", *steps) + of("long-hold", *steps) == []


def test_a_range_can_be_too_short_at_one_end_and_too_long_at_the_other() -> None:
    step = 'exercise = "cobra"\nhold = "5-90s"'
    assert messages(of("short-hold", step)) == ["Cobra is held for 5 s; a static stretch wants 10 to 30 s"]
    assert messages(of("long-hold", step)) == ["Cobra is held for 1 min 30 s; beyond 60 s at a time little is gained"]


def test_advice_on_a_hold_stands_where_the_hold_is_written() -> None:
    by_id = 'exercise = "cat-cow"\nkind = "static"\npositions = { arch = "20s", round = "2s" }'
    own = 'name = "Own"\npositions = [{ id = "up", hold = "20s" }, { id = "down", hold = "2s" }]'
    from_the_library = 'exercise = "cat-cow"\nkind = "static"'
    assert [problem.path for problem in of("short-hold", by_id)] == ["steps[0].positions.round"]
    assert [problem.path for problem in of("short-hold", own)] == ["steps[0].positions[1].hold"]
    assert [problem.path for problem in of("short-hold", from_the_library)] == ["steps[0]"]


def test_an_exercise_of_the_routine_alone_that_lasts_long_is_asked_whether_it_is_a_movement() -> None:
    (found,) = of("long-hold", 'name = "March"\nhold = "2m"')
    assert found.message == (
        'March is held for 2 min; beyond 60 s at a time little is gained; write kind = "dynamic" where it is a movement'
    )


def test_reps_at_ones_own_pace_have_no_hold_to_advise_on() -> None:
    step = 'name = "Circles"\npace = "self"\nestimate = "5m"'
    assert of("short-hold", step) + of("long-hold", step) == []


# -- much of one muscle ------------------------------------------------------------------------------------------------


def test_more_than_four_minutes_on_one_muscle_are_advised_against() -> None:
    (found,) = of("much-of-one-muscle", 'exercise = "cobra"\nhold = "41s"\nreps = 6')
    assert found.message == (
        "abdominals: 4 min 6 s of static stretch at every level; the gain levels off at about 4 min"
    )
    assert (found.path, found.source) == ("", INGRAM)


def test_four_minutes_on_one_muscle_are_not() -> None:
    assert of("much-of-one-muscle", 'exercise = "cobra"\nhold = "40s"\nreps = 6') == []


def test_the_level_at_which_it_is_too_much_is_told() -> None:
    (found,) = of("much-of-one-muscle", 'exercise = "cobra"\nhold = "20-50s"\nreps = 6')
    assert "5 min of static stretch at the highest level" in found.message


def test_each_side_counts_by_itself_and_work_without_a_side_for_both() -> None:
    assert of("much-of-one-muscle", 'exercise = "neck-turn"\nhold = "40s"\nreps = 6') == []
    both = 'name = "Nod"\ntargets = ["neck"]\nhold = "10s"'
    (found,) = of("much-of-one-muscle", 'exercise = "neck-turn"\nhold = "40s"\nreps = 6', both)
    assert found.message.startswith("neck: 4 min 10 s of static stretch")


def test_several_exercises_sets_and_repeats_add_up_and_movements_do_not() -> None:
    step = '{ exercise = "cobra", hold = "20s", reps = 2, sets = 2 }'
    block = f'repeat = 3\nsteps = [{step}, {{ exercise = "pelvic-tilt", reps = 100 }}]'
    assert of("much-of-one-muscle", block) == []
    (found,) = of("much-of-one-muscle", block, 'exercise = "sphinx"\nhold = "10s"\nreps = 1')
    assert found.message.startswith("abdominals: 4 min 10 s")


@pytest.mark.parametrize("holds", [("20s", "30s"), ("30s", "20s")])
def test_the_stretch_of_a_plan_is_counted_for_each_muscle_on_the_side_that_has_more(holds: tuple[str, str]) -> None:
    steps = "".join(
        f'[[steps]]\nexercise = "neck-tilt"\nhold = "{hold}"\nreps = 1\nsides = "{side}"\n'
        for hold, side in zip(holds, ("left", "right"), strict=True)
    )
    laid_out = plan(read(f'name = "It"\n{MARCH}{steps}').good())
    assert static_ms_by_muscle(laid_out) == {"neck": 30_000, "traps": 30_000}
    assert [has_static_work(phase, laid_out) for phase in laid_out.phases] == [False, False, False, True, False, True]


# -- the back ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Toe touch", "Standing toe-touches", "Touch your toes", "Touching the toes", "Sit-ups", "Sit up", "Situps"]
)
@pytest.mark.parametrize("tag", ["back", "Back"])
def test_a_toe_touch_or_a_sit_up_is_advised_against_in_a_routine_for_the_back(name: str, tag: str) -> None:
    (found,) = of("not-for-the-back", f'name = "{name}"\nhold = "20s"', head=f'tags = ["{tag}"]')
    assert found.message == f"{name}: with lower-back pain avoid toe-touching stretches and full sit-ups"
    assert (found.line, found.path, found.source) == (7, "steps[0]", GUIDE)


def test_a_toe_touch_is_known_by_the_name_that_a_step_gives_it() -> None:
    step = 'exercise = "downward-dog"\nname = "Toe touch from standing"'
    assert messages(of("not-for-the-back", step, head='tags = ["back"]')) == [
        "Toe touch from standing: with lower-back pain avoid toe-touching stretches and full sit-ups"
    ]


@pytest.mark.parametrize(
    "name", ["Sit upright and breathe", "Sitting twist", "Tiptoe touchdown", "Cobra", "Half sit-up", "Partial sit-ups"]
)
def test_what_only_sounds_like_one_is_not(name: str) -> None:
    assert of("not-for-the-back", f'name = "{name}"\nhold = "20s"', head='tags = ["back"]') == []


def test_a_routine_for_something_else_may_have_both() -> None:
    assert of("not-for-the-back", 'name = "Sit-ups"\nhold = "20s"', head='tags = ["core"]') == []


# -- back and forth ----------------------------------------------------------------------------------------------------

LYING, KNEELING, STANDING = 'exercise = "cobra"', 'exercise = "childs-pose"', 'exercise = "doorway"'
EITHER = 'exercise = "downward-dog"'  # from hands and knees, or from standing


@pytest.mark.parametrize(
    ("steps", "back_at"),
    [
        ((LYING, STANDING, LYING), ["steps[2]"]),
        ((STANDING, LYING, STANDING), ["steps[2]"]),
        ((LYING, KNEELING, LYING, KNEELING), ["steps[2]", "steps[3]"]),
        ((LYING, STANDING, 'rest = "10s"', LYING), ["steps[3]"]),
        ((LYING, 'repeat = 2\nsteps = [{ exercise = "doorway" }]', LYING), ["steps[2]"]),
        (
            ('repeat = 2\nsteps = [{ exercise = "cobra" }, { exercise = "doorway" }]',),
            ["steps[0].steps[0]", "steps[0].steps[1]"],
        ),
        (
            ('repeat = 2\nsteps = [{ exercise = "cobra" }, { exercise = "doorway" }, { exercise = "cobra" }]',),
            ["steps[0].steps[1]", "steps[0].steps[2]"],
        ),
        ((LYING, STANDING), []),
        ((STANDING, KNEELING, LYING), []),
        ((LYING, 'exercise = "bridge"', LYING), []),
        ((KNEELING, EITHER, LYING), []),
        ((STANDING, EITHER, STANDING), []),
        ((LYING, EITHER, STANDING, KNEELING), []),
        ((LYING, EITHER, STANDING, LYING), ["steps[3]"]),
        (('exercise = "reverse-russian-twist"', 'exercise = "piriformis-pull"', LYING), []),
        ((LYING, 'name = "Anywhere"\nhold = "20s"', LYING), []),
        (('repeat = 1\nsteps = [{ exercise = "cobra" }, { exercise = "doorway" }]',), []),
    ],
)
def test_getting_down_again_where_one_has_got_up_from_is_advised_against(
    steps: tuple[str, ...], back_at: list[str]
) -> None:
    found = of("posture", *steps)
    assert sorted(problem.path for problem in found) == back_at
    assert all(problem.source == OURS for problem in found)
    assert all("put exercises of one posture together" in problem.message for problem in found)


def test_what_the_order_of_the_sections_asks_for_is_not() -> None:
    standing = 'name = "March"\nkind = "dynamic"\nposture = "standing"\nhold = "30s"\n'
    source = f'name = "It"\n[[warm_up]]\n{standing}[[steps]]\n{LYING}\n[[cool_down]]\n{standing}'
    assert [problem for problem in advice(source) if problem.code == "posture"] == []


def test_a_section_that_starts_where_the_last_one_ended_can_be_ordered_better() -> None:
    standing = 'name = "March"\nkind = "dynamic"\nposture = "standing"\nhold = "30s"\n'
    source = f'name = "It"\n[[warm_up]]\n{standing}[[steps]]\n{LYING}\n[[steps]]\n{STANDING}\n'
    found = [problem for problem in advice(source) if problem.code == "posture"]
    assert messages(found) == ["Doorway stretch goes back to standing; put exercises of one posture together"]
