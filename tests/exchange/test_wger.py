"""Exercises of wger; the data file has the shape that its interface answers with."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.importing import DATA, damaged, reads_or_refuses, said, value_of
from stretchcore.text import MAX_TEXT_CELLS, cell_width
from stretchtui.exchange.importers import wger
from stretchtui.exchange.incoming import BadImport, Fate, Piece

PAGE = (DATA / "wger-exercises.json").read_bytes()


def _entry(name: object = "Neck stretch", description: object = "", **more: object) -> dict[str, Any]:
    translation = {"name": name, "description": description, "language": 2, "license": 2}
    return {"id": 7, "muscles_secondary": [], "translations": [translation], **more}


def _only(**entry: object) -> Piece:
    (piece,) = wger.read(json.dumps(_entry(**entry)).encode()).pieces
    value_of(piece)
    return piece


def _steps(piece: Piece) -> list[str]:
    instructions = piece.table["instructions"]
    assert isinstance(instructions, list)
    return instructions


def test_the_stretches_of_a_page_come_in_and_the_rest_is_spare() -> None:
    assert wger.recognises(PAGE, "exerciseinfo.json")
    incoming = wger.read(PAGE)
    assert [(piece.id, piece.table["name"], piece.table["kind"]) for piece in incoming.pieces] == [
        ("doorway-stretch", "Doorway stretch", "static"),
        ("calf-stretch", "Calf stretch", "static"),
        ("yoga-cat-and-cow", "Yoga: cat and cow", "dynamic"),
        ("estiramiento-de-cadera", "Estiramiento de cadera", "static"),
    ]
    for piece in incoming.pieces:
        value_of(piece)
    ((make, remark),) = incoming.spare
    assert (make().table["name"], remark.fate, remark.subject) == ("Bench press", Fate.LEFT, "Bench press")
    value_of(make())


def test_an_exercise_has_its_muscles_and_texts_and_the_dose_that_they_tell() -> None:
    doorway = wger.read(PAGE).pieces[0].table
    assert (doorway["targets"], doorway["secondary"]) == (["chest"], ["shoulders"])
    assert (doorway["sides"], doorway["positions"]) == ("each", [{"id": "hold", "hold": "20-30s"}])
    assert doorway["posture"] == ["standing"]
    assert "equipment" not in doorway
    assert doorway["instructions"] == [
        "Stand in a doorway & rest one forearm on the frame.",
        "Step through until the chest opens.",
        "Hold for 20-30 seconds, then switch sides.",
        "The shoulder stays low.",
    ]


def test_author_and_licence_stand_in_the_source() -> None:
    source = str(wger.read(PAGE).pieces[0].table["source"])
    for part in ("wger", "sample.author", "CC-BY-SA 4", "https://creativecommons.org/licenses/by-sa/4.0/", "/doorway"):
        assert part in source
    ((make, _),) = wger.read(PAGE).spare
    assert "another.author" in str(make().table["source"])
    assert "CC-BY 4," in str(make().table["source"])


def test_as_many_authors_are_named_as_there_is_room_for_and_the_rest_is_mentioned() -> None:
    piece = _only(license_author="the first", total_authors_history=[f"author number {n}" for n in range(100)])
    source = str(piece.table["source"])
    assert cell_width(source) <= MAX_TEXT_CELLS
    assert "the first, author number 0" in source
    assert "CC-BY-SA 4" in source
    assert any("authors are counted" in remark.message for remark in piece.remarks)


def test_a_guessed_dose_is_told_in_the_source_too() -> None:
    doorway, calf, *_ = wger.read(PAGE).pieces
    assert "The dose is a guess." in str(calf.table["source"])
    assert "a guess" not in str(doorway.table["source"])


def test_a_licence_may_be_a_table_or_missing() -> None:
    translation = {"name": "Neck stretch", "language": 2}
    own = {"id": 99, "short_name": "My licence", "url": "https://example.org/licence"}
    assert "My licence, https://example.org/licence" in str(
        _only(translations=[translation], license=own).table["source"]
    )
    assert "not said in the file" in str(_only(translations=[translation]).table["source"])


def test_left_and_right_become_one_exercise() -> None:
    calf = wger.read(PAGE).pieces[1]
    assert (calf.table["sides"], calf.table["equipment"]) == ("each", ["mat"])
    assert calf.table["targets"] == ["calves"]
    assert _steps(calf)[0] == "Step forward with the left foot and keep the right heel down."
    assert calf.remarks[-1].message == 'it is one exercise with "Calf stretch, right leg", done on each side'


def test_nothing_is_changed_guessed_or_left_in_silence() -> None:
    incoming = wger.read(PAGE)
    left = said(incoming, Fate.LEFT)
    assert ("pictures and films (1)", "their files are not part of this one") in left
    assert ("Doorway stretch", "its texts in 1 other language") in left
    assert ("Doorway stretch", "another name of it") in left
    assert any("Serratus anterior" in message for _, message in left)
    guessed = dict(said(incoming, Fate.GUESSED))
    assert "not for certain" in guessed["Calf stretch, left leg"]
    assert "15-30s is usual" in guessed["Estiramiento de cadera"]
    more = wger.read(json.dumps({"results": [_entry(colour="red"), 3], "next": "https://x/?page=2"}).encode())
    assert {subject for subject, _ in said(more, Fate.LEFT)} == {"the pages after this one", "[1]", 'the key "colour"'}


def test_a_moment_in_a_movement_is_not_its_dose() -> None:
    press = _only(name="Press", description="<p>Hold for 2 seconds at the top.</p>")
    assert (press.table["kind"], press.table["reps"], press.table["pace"]) == ("strength", "8-12", "self")
    plank = _only(name="Plank", description="Hold for 30 seconds.")
    assert (plank.table["kind"], plank.table["positions"]) == ("strength", [{"id": "hold", "hold": "30s"}])
    still = _only(name="Side plank", description="Hold this position.")
    assert still.table["positions"] == [{"id": "hold", "hold": "15-30s"}]


def test_a_single_exercise_comes_in_whatever_it_is_and_in_older_shapes_too() -> None:
    assert _only(name="Squat").table["name"] == "Squat"
    old = {
        "id": 1,
        "muscles_secondary": [],
        "exercises": [{"name": "Alt", "language": 1, "description": "<p>Eins.</p>"}],
    }
    oldest = {"id": 1, "muscles_secondary": [], "name": "Oldest", "description": "<p>One.</p>", "language": 2}
    for entry, name in ((old, "Alt"), (oldest, "Oldest")):
        (piece,) = wger.read(json.dumps([entry]).encode()).pieces
        assert (piece.table["name"], len(_steps(piece))) == (name, 1)


def test_html_becomes_paragraphs() -> None:
    assert [
        part.strip() for part in wger.paragraphs("<P>a &lt;b&gt;<br/>c <em>d</em></p><ul><li>e</li></ul>f < 3")
    ] == [
        "",
        "a <b>",
        "c d",
        "",
        "",
        "e",
        "",
        "f < 3",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"3",
        b"{}",
        b'{"results": []}',
        json.dumps(_entry(name=" ")).encode(),
        json.dumps(_entry(name="\x1b[31mRed")).encode(),
        json.dumps(_entry(description="Sit. &#x202e;")).encode(),
        json.dumps(_entry(name="../../.bashrc")).encode(),
        json.dumps(_entry(license_author="\u202eauthor")).encode(),
        b'{"muscles_secondary": ' + b"[" * 100_000,
    ],
    ids=["nothing", "number", "none", "no results", "no name", "escape", "entity", "path", "bidi", "nesting"],
)
def test_what_is_no_exercise_or_means_harm_is_refused(data: bytes) -> None:
    with pytest.raises(BadImport):
        wger.read(data)


@pytest.mark.parametrize(
    "text", ["<" * 50_000, "<p" * 25_000, "&" * 50_000, "a " * 25_000, "<p>" * 16_000, "-" * 50_000]
)
def test_a_very_long_description_is_read_like_a_short_one(text: str) -> None:
    reads_or_refuses(wger, json.dumps(_entry(description=text)).encode())


@given(damaged(PAGE))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(data: bytes) -> None:
    reads_or_refuses(wger, data)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["Neck stretch left", "x" * 300]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "name", "name_en", "language", "license", "comment"]), inner, max_size=4
        )
    ),
    max_leaves=5,
)
_ENTRY = st.dictionaries(
    st.sampled_from(
        ["id", "uuid", "category", "muscles", "equipment", "license", "license_author", "translations", "exercises"]
    )
    | st.sampled_from(["name", "description", "language", "images", "author_history", "notes", "aliases"]),
    _ANY,
    max_size=9,
)


@given(st.lists(_ENTRY | _ANY, max_size=3))
@settings(max_examples=150, deadline=None)
def test_values_of_any_sort_are_read_or_refused(entries: list[object]) -> None:
    reads_or_refuses(wger, json.dumps({"results": entries}).encode("utf-8", "surrogatepass"))
