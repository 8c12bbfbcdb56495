"""A routine without the exercises that are excluded, and when it is offered to exclude one."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine_plans import runs
from stretchcore.exercise import Dose, Exercise, Position, Timing
from stretchcore.plan import make_plan
from stretchcore.routine import Block, Item, RestStep, Routine, Step
from stretchcore.sparing import EverythingExcluded, PainIn, exclusions_to_offer, gentler, without
from stretchcore.times import CountRange, TimeRange
from stretchcore.words import Sides


def exercise(id: str, *easier: str, hold: int = 10, sides: Sides = Sides.NONE) -> Exercise:
    dose = Dose(hold=TimeRange.of_ms(hold * 1000))
    return Exercise(id, id.replace("-", " ").capitalize(), (Position("p", "P"),), easier=easier, dose=dose, sides=sides)


LIBRARY = {
    one.id or "": one
    for one in (
        exercise("cobra", "sphinx"),
        exercise("sphinx", "lumbar", hold=20, sides=Sides.EACH),
        exercise("lumbar"),
        exercise("twist", "gone", "rolls"),
        exercise("other-twist", "rolls"),
        exercise("rolls", "tilt"),
        exercise("tilt"),
        exercise("round", "about"),
        exercise("about", "round"),
        exercise("lonely"),
        exercise("wide", "first", "second"),
        exercise("first", "under-first"),
        exercise("second"),
        exercise("under-first"),
    )
}
MINE = Step(None, own=Exercise(None, "Mine", (Position("p", "P"),)), dose=Dose(hold=TimeRange.of_ms(10_000)))


def do(id: str) -> Step:
    return Step(id)


def rest(seconds: int = 30) -> RestStep:
    return RestStep(TimeRange.of_ms(seconds * 1000))


def block(*steps: Item, repeat: int = 2) -> Block:
    return Block(CountRange(repeat, repeat), steps)


def short(items: tuple[Item, ...]) -> list[object]:
    """Return items as a person writes them down: ids, seconds of rest, lists for blocks."""
    return [
        short(item.steps)
        if isinstance(item, Block)
        else item.rest.ends_ms(0)[0] // 1000
        if isinstance(item, RestStep)
        else item.exercise or "mine"
        for item in items
    ]


def left(*items: Item, excluded: Collection[str] = ("lonely",)) -> list[object]:
    """Return what is left of the main section."""
    return short(without(Routine("it", "It", (MINE, *items, MINE)), LIBRARY, excluded)[0].steps)[1:-1]


# -- what comes instead ------------------------------------------------------------------------------------------------


def test_a_routine_without_an_excluded_exercise_is_the_very_same() -> None:
    routine = Routine("it", "It", (do("cobra"), rest(), MINE))
    for excluded in ((), ("tilt", "no-such-exercise")):
        done, changes = without(routine, LIBRARY, excluded)
        assert done is routine
        assert changes == ()


def test_the_gentler_exercise_takes_the_place_with_its_own_dose_and_sides() -> None:
    step = Step(
        "cobra",
        changes=(("name", "My cobra"), ("instructions", ("Up.",))),
        dose=Dose(hold=TimeRange.of_ms(60_000), reps=(CountRange(9, 9),)),
        timing=Timing(prepare=TimeRange.of_ms(15_000)),
        sides=Sides.LEFT,
        holds=(("p", TimeRange.of_ms(5_000)),),
    )
    routine = Routine("it", "It", (MINE,), cool_down=(MINE, step), summary="S", tags=("back",), source="Mine")
    done, changes = without(routine, LIBRARY, {"cobra"})
    assert done == replace(routine, cool_down=(MINE, Step("sphinx", timing=step.timing)))
    assert [(one.path, one.exercise, one.replaced_by) for one in changes] == [(("cool_down", 1), "cobra", "sphinx")]
    assert str(changes[0]) == "My cobra is excluded: sphinx takes its place"
    held = [phase for phase in make_plan(done, LIBRARY).phases if phase.exercise == "sphinx" and phase.is_work]
    assert [(phase.side, phase.planned_ms) for phase in held] == [("left", 20_000), ("right", 20_000)]
    assert make_plan(done, LIBRARY).fingerprint != make_plan(routine, LIBRARY).fingerprint


@pytest.mark.parametrize(
    ("id", "excluded", "other"),
    [
        ("cobra", {"cobra"}, "sphinx"),
        ("cobra", {"cobra", "sphinx"}, "lumbar"),
        ("cobra", {"cobra", "sphinx", "lumbar"}, None),
        ("twist", {"twist"}, "rolls"),  # `gone` is not in the library
        ("lonely", {"lonely"}, None),
        ("round", {"round"}, "about"),
        ("round", {"round", "about"}, None),
        ("wide", {"wide", "first"}, "second"),  # one of its own before one of theirs
        ("wide", {"wide", "first", "second"}, "under-first"),
        ("unknown", {"unknown"}, None),
    ],
)
def test_the_first_gentler_one_that_is_there_and_not_excluded(id: str, excluded: set[str], other: str | None) -> None:
    found = gentler(id, LIBRARY, excluded)
    assert (found and found.id) == other


def test_an_exercise_whose_file_has_problems_takes_no_place() -> None:
    class Broken(dict[str, Exercise]):
        def __getitem__(self, id: str) -> Exercise:
            if id == "sphinx":
                raise KeyError(id)
            return super().__getitem__(id)

        def get(self, id: str, default: object = None) -> Exercise | None:  # type: ignore[override]
            return None if id == "sphinx" else super().get(id)

    assert gentler("cobra", Broken(LIBRARY), {"cobra"}) is None


def test_a_gentler_exercise_that_the_routine_has_already_is_not_done_twice() -> None:
    done, changes = without(Routine("it", "It", (do("cobra"), do("sphinx"))), LIBRARY, {"cobra"})
    assert short(done.steps) == ["sphinx"]
    assert str(changes[0]) == "Cobra is excluded: it is left out, since sphinx is there already"
    assert changes[0].replaced_by is None


def test_one_gentler_exercise_stands_for_one_other_however_often_that_comes() -> None:
    assert left(do("twist"), do("other-twist"), do("twist"), excluded={"twist", "other-twist"}) == ["rolls", "rolls"]


def test_exercises_of_the_routines_own_have_no_id_to_exclude() -> None:
    routine = Routine("it", "It", (MINE,))
    assert without(routine, LIBRARY, {"Mine", "mine", ""}) == (routine, ())


@pytest.mark.parametrize(
    ("name", "words"), [("Cat-cow", "cat-cow"), ("TRX row", "TRX row"), ("I", "i"), ("Ägir", "ägir"), ("", "")]
)
def test_a_name_stands_in_a_sentence_as_one_writes_it(name: str, words: str) -> None:
    library = {**LIBRARY, "sphinx": replace(LIBRARY["sphinx"], name=name)}
    _, (change,) = without(Routine("it", "It", (MINE, do("cobra"))), library, {"cobra"})
    assert str(change) == f"Cobra is excluded: {words} takes its place"


# -- what goes with it -------------------------------------------------------------------------------------------------


def test_what_has_no_gentler_one_is_left_out() -> None:
    routine = Routine("it", "It", (MINE, do("lonely"), MINE))
    done, changes = without(routine, LIBRARY, {"lonely"})
    assert done.steps == (MINE, MINE)
    assert [str(one) for one in changes] == ["Lonely is excluded: it is left out"]
    assert changes[0].path == ("steps", 1)


def test_a_rest_stays_where_it_stands_between_two_others_now() -> None:
    assert left(do("lonely")) == []
    assert left(rest(1), do("lonely")) == [1]
    assert left(do("lonely"), rest(2)) == [2]
    assert left(rest(1), do("lonely"), rest(2)) == [1]
    assert left(do("lonely"), rest(1), do("lonely"), rest(2)) == [1]
    assert left(rest(1), rest(2), do("lonely"), rest(3)) == [1, 2]
    assert left(rest(1), do("tilt"), do("lonely"), rest(2), do("tilt"), rest(3)) == [1, "tilt", 2, "tilt", 3]


def test_a_rest_beside_nothing_goes() -> None:
    def main(*items: Item) -> list[object]:
        return short(without(Routine("it", "It", items, warm_up=(MINE,)), LIBRARY, {"lonely"})[0].steps)

    assert main(do("lonely"), rest(1), do("tilt")) == ["tilt"]
    assert main(do("tilt"), rest(1), do("lonely")) == ["tilt"]
    assert main(rest(1), do("lonely"), do("tilt")) == [1, "tilt"]  # it still comes between the warm-up and the rest
    assert main(rest(1), do("lonely"), rest(2)) == []
    assert main(do("tilt"), rest(1), do("lonely"), rest(2)) == ["tilt"]
    assert main(rest(1), do("tilt"), rest(2), do("tilt"), do("lonely")) == [1, "tilt", 2, "tilt"]


def test_rests_that_lose_no_neighbour_stay_whatever_else_goes() -> None:
    routine = Routine("it", "It", (rest(1), MINE, rest(2)), warm_up=(do("lonely"),), cool_down=(rest(3),))
    done, _ = without(routine, LIBRARY, {"lonely"})
    assert (short(done.warm_up), short(done.steps), short(done.cool_down)) == ([], [1, "mine", 2], [3])


def test_a_block_of_nothing_goes_and_one_that_lost_nothing_stays() -> None:
    assert left(block(do("lonely"))) == []
    assert left(block(do("lonely"), rest(1))) == []
    assert left(block(block(do("lonely")), rest(1)), rest(2)) == [2]
    assert left(rest(1), block(do("lonely")), rest(2)) == [1]
    assert left(block(rest(5)), do("lonely")) == [[5]]
    assert left(block(do("tilt"), do("lonely")), block(do("cobra"))) == [["tilt"], ["cobra"]]
    untouched = block(do("tilt"))
    done, _ = without(Routine("it", "It", (untouched, do("lonely"))), LIBRARY, {"lonely"})
    assert done.steps[0] is untouched


def test_a_rest_at_the_end_of_what_is_repeated_comes_before_its_beginning() -> None:
    assert left(block(do("tilt"), rest(1), do("lonely"))) == [["tilt", 1]]
    assert left(block(do("lonely"), rest(1), do("tilt"))) == [[1, "tilt"]]
    assert left(block(do("tilt"), rest(1), do("lonely"), repeat=1)) == [["tilt"]]


def test_steps_in_blocks_are_told_with_their_path_in_the_file() -> None:
    routine = Routine("it", "It", (MINE, block(rest(), block(MINE, do("cobra")))))
    done, changes = without(routine, LIBRARY, {"cobra"})
    assert short(done.steps) == ["mine", [30, ["mine", "sphinx"]]]
    assert changes[0].path == ("steps", 1, "steps", 1, "steps", 1)


def test_a_routine_of_which_nothing_is_left_is_refused() -> None:
    routine = Routine("it", "It", (do("lonely"), rest(), block(do("tilt"))), warm_up=(rest(),))
    with pytest.raises(EverythingExcluded, match=r"^everything in it is excluded$") as refusal:
        without(routine, LIBRARY, {"lonely", "tilt"})
    assert [one.exercise for one in refusal.value.changes] == ["lonely", "tilt"]


_IDS = st.sampled_from(sorted(LIBRARY))
_ITEMS = st.recursive(
    st.one_of(_IDS.map(Step), st.just(MINE), st.just(rest())),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda steps: block(*steps)),
    max_leaves=8,
)


@runs(300, thorough=10_000)
@given(st.lists(_ITEMS, max_size=6), st.lists(_ITEMS, max_size=3), st.frozensets(_IDS, max_size=8))
def test_no_excluded_exercise_is_ever_done_and_what_is_left_can_be_laid_out(
    main: list[Item], warm_up: list[Item], excluded: frozenset[str]
) -> None:
    routine = Routine("it", "It", (*main, do("cobra")), warm_up=tuple(warm_up))
    steps = [item for _, _, item in routine.walk() if isinstance(item, Step)]
    try:
        done, changes = without(routine, LIBRARY, excluded)
    except EverythingExcluded:
        assert all(step.exercise in excluded for step in steps)
        return
    kept = [item for _, _, item in done.walk() if isinstance(item, Step)]
    assert not {step.exercise for step in kept} & excluded
    assert [step for step in kept if step in steps and step.exercise is None] == [
        step for step in steps if step.exercise is None
    ]
    assert len(changes) == sum(step.exercise in excluded for step in steps)
    assert len(kept) == len(steps) - sum(change.replaced_by is None for change in changes)
    assert all(item.steps for _, _, item in done.walk() if isinstance(item, Block))
    assert {phase.exercise for phase in make_plan(done, LIBRARY).phases} <= {None} | {step.exercise for step in kept}
    assert without(done, LIBRARY, excluded) == (done, ())


# -- when to offer it --------------------------------------------------------------------------------------------------

TODAY = date(2026, 3, 1)


def pain(day: str, session: str, id: str = "cobra") -> PainIn:
    return PainIn(id, date.fromisoformat(day), session)


def offered(*pains: PainIn, excluded: Collection[str] = (), declined: Collection[tuple[str, date]] = ()) -> list[str]:
    return list(exclusions_to_offer(pains, TODAY, excluded=excluded, declined=declined))


def test_pain_in_two_sessions_is_the_reason_and_pain_twice_in_one_is_not() -> None:
    assert offered() == []
    assert offered(pain("2026-02-20", "a")) == []
    assert offered(pain("2026-02-20", "a"), pain("2026-02-20", "a")) == []
    assert offered(pain("2026-02-20", "a"), pain("2026-02-20", "b")) == ["cobra"]
    assert offered(pain("2026-02-20", "a"), pain("2026-02-21", "b", "sphinx")) == []


def test_only_the_last_sixty_days_count() -> None:
    assert offered(pain("2025-12-31", "a"), pain("2026-03-01", "b")) == ["cobra"]
    assert offered(pain("2025-12-30", "a"), pain("2026-03-01", "b")) == []


def test_who_said_no_is_asked_again_only_after_pain_on_a_later_day() -> None:
    twice = (pain("2026-02-01", "a"), pain("2026-02-10", "b"))
    assert offered(*twice, declined=[("cobra", date(2026, 2, 9))]) == ["cobra"]
    assert offered(*twice, declined=[("cobra", date(2026, 2, 10))]) == []
    assert offered(*twice, declined=[("cobra", date(2026, 2, 10)), ("cobra", date(2026, 1, 1))]) == []
    assert offered(*twice, declined=[("sphinx", date(2026, 2, 10))]) == ["cobra"]
    again = (*twice, pain("2026-02-11", "c"))
    assert offered(*again, declined=[("cobra", date(2026, 2, 10))]) == ["cobra"]


def test_what_is_excluded_already_is_not_offered_and_the_last_to_hurt_comes_first() -> None:
    pains = (
        pain("2026-02-01", "a", "sphinx"),
        pain("2026-02-01", "a"),
        pain("2026-02-10", "b"),
        pain("2026-02-12", "c", "sphinx"),
    )
    assert offered(*pains) == ["sphinx", "cobra"]
    assert offered(*pains, excluded={"sphinx"}) == ["cobra"]
