"""Left and right, written twice, become one step or one exercise with both sides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stretchcore.words import Side
from stretchtui.exchange.importers.folding import fold_exercises, fold_steps, is_gap_name, sided_name
from stretchtui.exchange.incoming import Fate, Piece


@pytest.mark.parametrize(
    ("name", "side", "without"),
    [
        ("Hamstring stretch (left)", "left", "Hamstring stretch"),
        ("Hamstring stretch … right", "right", "Hamstring stretch …"),
        ("Left side plank", "left", "Side plank"),
        ("Right Side Plank", "right", "Side Plank"),
        ("Quad stretch - left", "left", "Quad stretch"),
        ("Quad stretch, right leg", "right", "Quad stretch"),
        ("Quad stretch (left side)", "left", "Quad stretch"),
        ("Quad stretch (L)", "left", "Quad stretch"),
        ("Quad stretch R", "right", "Quad stretch"),
        ("Twist to the left", "left", "Twist"),
        ("Twist to the left side", "left", "Twist to the side"),
        ("LEFT LEG RAISE", "left", "LEG RAISE"),
        ("Right hand to left foot", "right", "Hand to foot"),
        ("Seitstütz links", "left", "Seitstütz"),
        ("Rechtes Bein dehnen", "right", "Bein dehnen"),
        ("Dehnung mit dem linken Arm", "left", "Dehnung mit dem Arm"),
        ("Dehnung (rechts)", "right", "Dehnung"),
    ],
)
def test_a_side_is_told_from_a_name(name: str, side: str, without: str) -> None:
    sided = sided_name(name)
    assert sided is not None
    assert (sided.side, sided.without) == (side, without)


@pytest.mark.parametrize(
    "name",
    ["Hamstring stretch", "Upright row", "Right angle hold", "Left", "(right)", "", "Cleft", "Bright side", "Relax"],
)
def test_a_name_without_a_side_or_with_nothing_else_tells_none(name: str) -> None:
    assert sided_name(name) is None


@pytest.mark.parametrize("name", ["Rest", "pause", "Switch sides", "Change legs!", "Break", "Seitenwechsel", "Wechsel"])
def test_a_gap_is_told_from_its_name(name: str) -> None:
    assert is_gap_name(name)


@pytest.mark.parametrize("name", ["Restore", "Pause squat", "Resting pose", "Side switch kicks", ""])
def test_an_exercise_is_no_gap(name: str) -> None:
    assert not is_gap_name(name)


def test_two_sides_that_follow_each_other_become_one_step() -> None:
    steps, remarks = fold_steps(
        [
            {"name": "March", "hold": "60s"},
            {"name": "Quad stretch (left)", "hold": "30s"},
            {"name": "Quad stretch (right)", "hold": "30s"},
        ]
    )
    assert steps == [
        {"name": "March", "hold": "60s"},
        {"name": "Quad stretch", "hold": "30s", "sides": "each", "switch_side": "0s"},
    ]
    assert [(remark.fate, remark.subject) for remark in remarks] == [(Fate.CHANGED, "Quad stretch (left)")]
    assert "Quad stretch (right)" in remarks[0].message


def test_the_gap_between_two_sides_becomes_the_time_to_switch() -> None:
    steps, _ = fold_steps(
        [{"name": "Left lunge", "hold": "30s"}, {"rest": "5s"}, {"name": "Right lunge", "hold": "30s"}, {"rest": "9s"}]
    )
    assert steps == [{"name": "Lunge", "hold": "30s", "sides": "each", "switch_side": "5s"}, {"rest": "9s"}]


def test_sides_with_different_doses_keep_them() -> None:
    steps, remarks = fold_steps(
        [{"name": "Lunge right", "hold": "40s", "reps": 2}, {"name": "Lunge left", "hold": "30s", "reps": 2}]
    )
    assert steps == [
        {
            "name": "Lunge",
            "reps": 2,
            "sides": "each",
            "switch_side": "0s",
            "left": {"hold": "30s"},
            "right": {"hold": "40s"},
        }
    ]
    assert "began with the right" in remarks[0].message


def test_a_side_that_stands_alone_stays_alone() -> None:
    steps, remarks = fold_steps([{"name": "Left lunge", "hold": "30s"}, {"name": "Right hook", "hold": "30s"}])
    assert [(step["name"], step["sides"]) for step in steps] == [("Left lunge", "left"), ("Right hook", "right")]
    assert len(remarks) == 2


def test_a_letter_that_stands_alone_is_no_side() -> None:
    steps, remarks = fold_steps([{"name": "Sit L", "hold": "30s"}])
    assert steps == [{"name": "Sit L", "hold": "30s"}]
    assert not remarks


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "Left lunge", "hold": "30s"}, {"name": "Left lunge", "hold": "30s"}),
        ({"name": "Left lunge", "hold": "30s"}, {"name": "Right squat", "hold": "30s"}),
        ({"name": "Left lunge", "hold": "30s"}, {"name": "Right lunge", "reps": 5, "pace": "self"}),
        ({"name": "Left lunge", "hold": "30s", "sets": 2}, {"name": "Right lunge", "hold": "30s", "sets": 3}),
        ({"name": "Linkes Bein", "hold": "30s"}, {"name": "Rechten Bein", "hold": "30s"}),
        (
            {"name": "Left lunge", "hold": "30s", "instructions": ["Bend."]},
            {"name": "Right lunge", "hold": "30s", "instructions": ["Jump."]},
        ),
    ],
)
def test_what_differs_in_more_than_its_side_is_not_folded(first: dict[str, object], second: dict[str, object]) -> None:
    steps, _ = fold_steps([first, second])
    assert len(steps) == 2
    assert all(step["sides"] in ("left", "right") for step in steps)


def test_instructions_may_differ_by_their_sides_too_and_those_of_the_left_are_kept() -> None:
    steps, _ = fold_steps(
        [
            {"name": "Right lunge", "hold": "30s", "instructions": ["Right foot forward, left knee down."]},
            {"name": "Left lunge", "hold": "30s", "instructions": ["Left foot forward, right knee down."]},
        ]
    )
    assert len(steps) == 1
    assert steps[0]["instructions"] == ["Left foot forward, right knee down."]


def test_instructions_that_were_copied_to_the_other_side_are_no_difference() -> None:
    text = ["Grab the right elbow with the left hand."]
    steps, _ = fold_steps(
        [
            {"name": "Triceps left", "hold": "30s", "instructions": text},
            {"name": "Triceps right", "hold": "30s", "instructions": text},
        ]
    )
    assert [step["sides"] for step in steps] == ["each"]


def test_sides_are_folded_in_blocks_too() -> None:
    block = {"repeat": 3, "steps": [{"name": "Arm L", "hold": "30s"}, {"name": "Arm R", "hold": "30s"}]}
    steps, remarks = fold_steps([block])
    assert steps == [
        {"repeat": 3, "steps": [{"name": "Arm", "hold": "30s", "sides": "each", "switch_side": "0s"}]},
    ]
    assert len(remarks) == 1
    assert len(block["steps"]) == 2  # type: ignore[arg-type]  # what was given is not changed


def _exercise(name: str, **more: object) -> Piece:
    return Piece("exercise", "an-id", {"name": name, "positions": [{"id": "hold", "hold": "20s"}], **more})


def test_two_exercises_become_one_wherever_they_stand() -> None:
    pieces = fold_exercises(
        [
            _exercise("Side plank (left)", instructions=["Rest on the left elbow."]),
            _exercise("Cobra"),
            _exercise("Side plank (right)", instructions=["Rest on the right elbow."]),
        ]
    )
    assert [(piece.id, piece.table["name"]) for piece in pieces] == [("side-plank", "Side plank"), ("an-id", "Cobra")]
    assert pieces[0].table["sides"] == "each"
    assert pieces[0].remarks[-1].fate is Fate.CHANGED


def test_exercises_with_different_doses_stay_two_each_of_one_side() -> None:
    other = Piece("exercise", "b", {"name": "Plank right", "positions": [{"id": "hold", "hold": "40s"}]})
    pieces = fold_exercises([_exercise("Plank left"), other])
    assert [piece.table["sides"] for piece in pieces] == ["left", "right"]


_NAMES = st.lists(
    st.sampled_from(["left", "Right", "(left)", "links", "rechter", "L", "R", "-", "leg", "to", "the", "Plank", ""]),
    max_size=6,
).map(" ".join)


@given(st.lists(st.fixed_dictionaries({"name": _NAMES, "hold": st.sampled_from(["20s", "30s"])}), max_size=6))
@settings(max_examples=200, deadline=None)
def test_no_work_is_lost_whatever_the_names(steps: list[dict[str, object]]) -> None:
    folded, _ = fold_steps(steps)
    assert sum(2 if step.get("sides") == "each" else 1 for step in folded) == len(steps)


@given(_NAMES, st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_name_gives_a_name_that_is_not_empty(first: str, second: str) -> None:
    for name in (first, second, f"{first} {second}"):
        sided = sided_name(name)
        assert sided is None or (sided.without and sided.side in Side)
