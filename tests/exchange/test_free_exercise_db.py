"""The stretches of free-exercise-db: what comes in, and what is said of it."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from exchange.import_helpers import FREE_EXERCISE_DB, database, desk_in, entry, stored
from stretchcore.words import POSTURES
from stretchtui.exchange.importers.free_exercise_db import NAME, read, recognises
from stretchtui.exchange.importers.prose import is_one_sided, postures
from stretchtui.exchange.incoming import Fate, Incoming, Piece
from stretchtui.exchange.receiving import receive


@cache
def incoming() -> Incoming:
    return read(FREE_EXERCISE_DB.read_bytes())


def the(name: str) -> Piece:
    return next(piece for piece in incoming().pieces if piece.table["name"] == name)


def said(piece: Piece, fate: Fate) -> list[str]:
    return [remark.message for remark in piece.remarks if remark.fate is fate]


def read_one(*instructions: str, name: str = "Reach", **more: object) -> Piece:
    return read(database(entry(name, *instructions, **more))).pieces[0]


def hold(piece: Piece) -> object:
    positions: Any = piece.table["positions"]
    return positions[0].get("hold")


def test_it_is_recognised_by_what_is_in_it() -> None:
    assert recognises(FREE_EXERCISE_DB.read_bytes(), "")
    assert recognises(b"\xef\xbb\xbf" + database(entry("a")), "x.txt")
    assert not recognises(b'{"name": "a", "muscles": []}', "free-exercise-db.json")


def test_all_stretches_come_in_and_the_others_are_reported(tmp_path: Path) -> None:
    delivery = receive(incoming(), desk_in(tmp_path))
    assert len(delivery.arrivals) == 123
    assert Counter(arrival.kind for arrival in delivery.arrivals) == {"exercise": 123}
    assert len({arrival.id for arrival in delivery.arrivals}) == 123
    left = Counter(remark.message for remark in delivery.remarks)
    others = ("strength", "plyometrics", "powerlifting", "olympic weightlifting", "strongman", "cardio")
    expected = {f"it is no stretch but {other}; --all takes it too": 2 for other in others}
    assert left == {**expected, "their files are not part of this one": 1}
    assert delivery.remarks[0].subject == "270 pictures"


def test_all_of_it_comes_in_where_that_is_asked_for(tmp_path: Path) -> None:
    delivery = receive(incoming(), desk_in(tmp_path), everything=True)
    assert len(delivery.arrivals) == 123 + 12
    kinds = Counter(arrival.value.kind.value for arrival in delivery.arrivals[123:])  # type: ignore[union-attr]
    assert kinds == {"strength": 8, "dynamic": 4}
    assert [remark.fate for remark in delivery.remarks] == [Fate.LEFT]


def test_no_muscle_word_of_the_file_is_lost() -> None:
    for piece in incoming().pieces:
        assert piece.table["targets"]
        assert not [message for message in said(piece, Fate.LEFT) if "muscle" in message]


def test_every_dose_is_certain_or_marked_as_a_guess() -> None:
    guesses = 0
    for piece in incoming().pieces:
        is_guess = any("the dose" in message for message in said(piece, Fate.GUESSED))
        guesses += is_guess
        assert ("a guess" in str(piece.table["source"])) == is_guess
        assert str(piece.table["source"]).startswith("free-exercise-db (public domain, Unlicense), level ")
    assert guesses == 71


def test_a_guess_of_the_sides_is_no_guess_of_the_dose() -> None:
    piece = read_one("Hold for 20 seconds.", "You can switch sides.")
    assert (hold(piece), piece.table["sides"]) == ("20s", "each")
    assert said(piece, Fate.GUESSED) == ["the sides: its text is not certain"]
    assert "a guess" not in str(piece.table["source"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("All Fours Quad Stretch", {"hold": "10-20s", "sides": "each", "posture": "hands and knees", "kind": "static"}),
        ("90/90 Hamstring", {"reps": "10-20", "pace": "self", "sides": "each", "posture": "supine", "kind": "dynamic"}),
        ("Cat Stretch", {"hold": "15s", "posture": "hands and knees", "kind": "static"}),
        ("Windmills", {"reps": "10-20", "pace": "self", "sides": "alternate", "posture": "supine", "kind": "dynamic"}),
        ("Elbow Circles", {"reps": "5-10", "pace": "self", "posture": ["seated", "standing"], "kind": "dynamic"}),
        ("The Straddle", {"hold": "10-20s", "posture": "seated", "kind": "static"}),
        ("Runner's Stretch", {"hold": "15-30s", "sides": "each", "kind": "static"}),
        ("Peroneals-SMR", {"hold": "10-30s", "sides": "each", "posture": "side-lying", "kind": "dynamic"}),
    ],
)
def test_what_a_text_says_is_understood(name: str, expected: dict[str, object]) -> None:
    piece = the(name)
    keys = ("reps", "sets", "pace", "sides", "posture", "kind")
    found = {key: piece.table[key] for key in keys if key in piece.table} | (
        {"hold": hold(piece)} if hold(piece) else {}
    )
    assert found == expected


def test_instructions_are_sentences_and_none_is_lost() -> None:
    table = the("Child's Pose").table
    assert table["cautions"] == ["Avoid this position if you have knee problems."]
    told: Any = table["instructions"]
    assert told[0] == "Get on your hands and knees, walk your hands in front of you."
    assert told[-1] == "Rest your forehead on the floor."
    assert len(told) == 5


def test_a_sentence_without_end_is_parted_and_nothing_of_it_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(400))
    told: Any = read_one(words).table["instructions"]
    assert len(told) > 5
    assert all(len(part) <= 500 for part in told)
    assert " ".join(told) == words
    assert "".join(read_one("界" * 700).table["instructions"]) == "界" * 700  # type: ignore[arg-type]


def test_sentences_beyond_the_fiftieth_are_reported() -> None:
    piece = read_one(*["Reach up." for _ in range(60)])
    assert len(piece.table["instructions"]) == 50  # type: ignore[arg-type]
    assert said(piece, Fate.LEFT) == ["the sentences after the first 50"]


def test_equipment_that_only_the_text_speaks_of_is_listed() -> None:
    assert the("Chair Upper Body Stretch").table["equipment"] == ["chair"]
    assert the("Hug A Ball").table["equipment"] == ["exercise ball"]
    assert the("Lying Glute").table["equipment"] == ["partner"]
    assert "equipment" not in the("Standing Biceps Stretch").table
    assert said(the("Standing Biceps Stretch"), Fate.LEFT) == ['the equipment "other", which says nothing']


def test_muscles_that_are_not_known_are_reported() -> None:
    piece = read_one(primaryMuscles=["Hamstrings", "hair"], secondaryMuscles=["hamstrings", "neck"])
    assert (piece.table["targets"], piece.table["secondary"]) == (["hamstrings"], ["neck"])
    assert said(piece, Fate.LEFT) == ['the muscle "hair", which is not known']
    assert said(piece, Fate.CHANGED) == ["a muscle that was named twice is named once"]


def test_left_and_right_become_one_exercise() -> None:
    text = "Pull your {} knee to your chest. Hold for 20 seconds."
    sides = [entry(f"Knee pull ({side})", text.format(side)) for side in ("left", "right")]
    (piece,) = read(database(*sides)).pieces
    assert (piece.id, piece.table["name"], piece.table["sides"], hold(piece)) == (
        "knee-pull",
        "Knee pull",
        "each",
        "20s",
    )
    assert said(piece, Fate.CHANGED) == ['it is one exercise with "Knee pull (right)", done on each side']


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["Lie face down on the floor with your partner kneeling beside you."], ("prone",)),
        (["Lay on your side."], ("side-lying",)),
        (["Your partner will stand behind you."], ()),
        (["Relax (or in your lap if you're seated)."], ()),
        (["Loop a belt around one foot.", "Sit down with both legs extended."], ("seated",)),
        (["Relax.", "Breathe.", "Stand up."], ()),
    ],
)
def test_a_posture_is_only_what_the_text_puts_the_body_into(sentences: list[str], expected: tuple[str, ...]) -> None:
    assert postures(sentences) == expected
    assert set(expected) <= set(POSTURES)


def test_one_limb_alone_means_that_the_other_side_is_missing() -> None:
    assert is_one_sided(["Reach your left arm across your body and hold it straight."])
    assert is_one_sided(["Circle the right foot.", "When you are done, then repeat with the left leg."])
    assert not is_one_sided(["Lift your left leg while your right leg is lowered, alternating."])
    assert not is_one_sided(["Reach both arms up."])


def test_a_routine_of_all_the_stretches_runs_to_its_end(tmp_path: Path) -> None:
    from stretchcore.commands import Start
    from stretchcore.plan import make_plan
    from stretchcore.session import Session

    delivery = stored(tmp_path, FREE_EXERCISE_DB.read_bytes(), NAME)
    steps = "".join(f'[[steps]]\nexercise = "{arrival.id}"\n' for arrival in delivery.arrivals)
    routine = stored(tmp_path, f'name = "All of them"\n{steps}', "all-of-them.toml").arrivals[0]
    library = desk_in(tmp_path).library
    plan = make_plan(library.routine(routine.id).good(), library.exercises, level=50)
    assert {phase.exercise for phase in plan.phases} == {arrival.id for arrival in delivery.arrivals}
    assert Session(plan).send(Start(), 0)
