"""Exercises of Workrave; the data file has the shape that its exercises.xml has."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.importing import DATA, damaged, reads_or_refuses, said, value_of
from stretchcore.exercise import Exercise
from stretchcore.words import ExerciseKind, Sides
from stretchtui.exchange.importers import workrave
from stretchtui.exchange.incoming import BadImport, Fate, Piece

EXERCISES = (DATA / "workrave-exercises.xml").read_bytes()


def _file(sequence: str, description: str = "Sit.", title: str = "<title>It</title>") -> bytes:
    text = f"<description>{description}</description>" if description else ""
    return f"<exercises><exercise>{title}{text}{sequence}</exercise></exercises>".encode()


def _exercise(piece: Piece) -> Exercise:
    value = value_of(piece)
    assert isinstance(value, Exercise)
    return value


def _only(data: bytes) -> Piece:
    (piece,) = workrave.read(data).pieces
    return piece


def test_every_exercise_that_is_not_commented_out_comes_in_in_english() -> None:
    assert workrave.recognises(EXERCISES, "exercises.xml")
    incoming = workrave.read(EXERCISES)
    assert [(piece.id, piece.table["name"]) for piece in incoming.pieces] == [
        ("arm-across", "Arm across"),
        ("windmill", "Windmill"),
        ("fists-fingers", "Fists & fingers"),
        ("reach-behind", "Reach behind"),
    ]
    assert incoming.pieces[0].table["instructions"] == [
        "Stand up.",
        "Draw one arm across the chest with the other hand.",
        "Hold it there, then change arms.",
    ]
    left = said(incoming, Fate.LEFT)
    assert ('texts in "de, pt_br"', "one language is taken") in left
    assert any(subject == "7 pictures" for subject, _ in left)


def test_mirrored_pictures_are_the_other_side() -> None:
    arm, windmill = map(_exercise, workrave.read(EXERCISES).pieces[:2])
    assert (arm.sides, arm.posture, arm.kind) == (Sides.ALTERNATE, ("standing",), ExerciseKind.STATIC)
    assert _only_table(EXERCISES, 0)["positions"] == [{"id": "hold", "hold": "10s"}]
    assert _only_table(EXERCISES, 0)["reps"] == 2
    assert (windmill.sides, windmill.kind) == (Sides.EACH, ExerciseKind.DYNAMIC)
    assert _only_table(EXERCISES, 1)["positions"] == [{"id": "hold", "hold": "15s"}]


def _only_table(data: bytes, index: int) -> dict[str, object]:
    return dict(workrave.read(data).pieces[index].table)


def test_several_pictures_are_the_positions_of_a_rep() -> None:
    fingers = _only_table(EXERCISES, 2)
    assert fingers["positions"] == [{"id": "position-1", "hold": "10s"}, {"id": "position-2", "hold": "10s"}]
    assert (fingers["reps"], fingers["kind"]) == (2, "static")
    changed = [message for subject, message in said(workrave.read(EXERCISES), Fate.CHANGED) if "Fists" in subject]
    assert changed == ["45 s of pictures are 2 × 20 s now", "its pictures tell the times, though its text has 8s"]


def test_one_picture_that_is_shown_again_is_a_rep_each_time() -> None:
    reach = _only_table(EXERCISES, 3)
    assert (reach["reps"], reach["positions"]) == (3, [{"id": "hold", "hold": "10s"}])


def test_two_positions_and_their_mirror_images_are_two_sides_of_two_positions() -> None:
    images = "".join(
        f'<image src="{name}.png" duration="{seconds}"{mirror}/>'
        for mirror in ("", ' mirrorx="yes"')
        for name, seconds in (("a", 4), ("b", 6))
    )
    table = _only(_file(f'<sequence duration="20">{images}</sequence>')).table
    assert (table["sides"], table["reps"]) == ("each", 1)
    assert table["positions"] == [{"id": "position-1", "hold": "4s"}, {"id": "position-2", "hold": "6s"}]


def test_what_is_not_written_is_as_in_the_app() -> None:
    table = _only(_file('<sequence><image src="a.png"/></sequence>')).table
    assert (table["reps"], table["positions"]) == (15, [{"id": "hold", "hold": "1s"}])
    assert _only(_file('<sequence duration="20"/>')).table["positions"] == [{"id": "hold", "hold": "20s"}]


def test_a_sequence_that_ends_before_its_pictures_do_ends_in_time() -> None:
    images = '<image src="a" duration="10"/><image src="b" duration="10"/><image src="c" duration="10"/>'
    piece = _only(_file(f'<sequence duration="15">{images}</sequence>'))
    assert piece.table["positions"] == [{"id": "position-1", "hold": "10s"}, {"id": "position-2", "hold": "5s"}]
    assert piece.remarks[0].fate is Fate.CHANGED


def test_without_a_sequence_the_text_tells_the_dose_or_it_is_a_guess() -> None:
    told = _only(_file("", "Hold for 20 seconds, then switch sides."))
    assert (told.table["positions"], told.table["sides"]) == ([{"id": "hold", "hold": "20s"}], "each")
    assert not told.remarks
    guessed = _only(_file("", "Sit."))
    assert guessed.table["positions"] == [{"id": "hold", "hold": "15-30s"}]
    assert [remark.fate for remark in guessed.remarks] == [Fate.GUESSED]
    value_of(_only(_file("", "Repeat 5 times.")))


def test_another_language_is_taken_where_there_is_no_english() -> None:
    title = '<title xml:lang="nl">Nek draaien</title><title xml:lang="de">Kopf drehen</title>'
    assert _only(_file('<sequence duration="20"/>', title=title)).table["name"] == "Kopf drehen"


def test_nothing_is_left_in_silence() -> None:
    sequence = '<sequence duration="-4" loop="yes"><image src="a" mirrox="yes" duration="x"/><sound/></sequence>'
    left = " ".join(message for _, message in said(workrave.read(_file(sequence)), Fate.LEFT))
    for phrase in ('"-4"', '"loop"', '"mirrox"', '"x"', '"sound"'):
        assert phrase in left


_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE exercises [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<exercises><exercise><title>&c;</title></exercise></exercises>"""
_OUTSIDE = b"""<!DOCTYPE exercises [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<exercises><exercise><title>&a;</title></exercise></exercises>"""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<exercises/>",
        b"<html><body/></html>",
        b"<exercises><exercise></exercises>",
        b"<exercises><exercise/></exercises>",
        _BOMB,
        _OUTSIDE,
        b'<!DOCTYPE exercises SYSTEM "http://localhost/x.dtd"><exercises/>',
        b"<exercises>" + b"<exercise>" * 100_000,
        b'<?xml version="1.0" encoding="x-none"?><exercises/>',
        _file("", title="<title>../../etc/passwd</title>"),
        _file("", title="<title>It \xc2\x9b2J</title>"),
        _file("", "Sit. \u202e"),
    ],
    ids=[
        "nothing",
        "empty",
        "another root",
        "not closed",
        "no title",
        "entity bomb",
        "entity of a file",
        "outside type",
        "nesting",
        "encoding",
        "path",
        "control",
        "bidi",
    ],
)
def test_what_is_no_such_file_or_means_harm_is_refused(data: bytes) -> None:
    with pytest.raises(BadImport):
        workrave.read(data)


def test_an_entity_bomb_is_refused_for_its_document_type() -> None:
    with pytest.raises(BadImport, match="document type"):
        workrave.read(_BOMB)


@given(damaged(EXERCISES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(data: bytes) -> None:
    reads_or_refuses(workrave, data)


_DURATION = st.sampled_from(["", ' duration="1"', ' duration="7"', ' duration="14400"', ' duration="0"'])
_IMAGES = st.lists(
    st.tuples(st.sampled_from("ab"), _DURATION, st.sampled_from(["", ' mirrorx="yes"'])).map(
        lambda parts: f'<image src="{parts[0]}"{parts[1]}{parts[2]}/>'
    ),
    max_size=25,
).map("".join)


@given(_DURATION, _IMAGES, st.sampled_from(["", "Hold for 20 seconds.", "Repeat on the other side.", "x " * 400]))
@settings(max_examples=80, deadline=None)
def test_a_sequence_of_any_sort_becomes_a_dose(duration: str, images: str, description: str) -> None:
    reads_or_refuses(workrave, _file(f"<sequence{duration}>{images}</sequence>", description))
