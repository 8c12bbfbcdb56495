"""Text from strangers: what is refused, how wide it is, how it is quoted, and what a mistyped word may mean."""

import unicodedata

import pytest

from stretchcore.text import cell_width, is_refused, nearest, printable, quoted, slug, text_fault
from stretchcore.words import MUSCLES, WEEKDAYS


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("全部", 4), ("👍", 2), ("\u200d", 0), ("ｱ", 1), ("Ａ", 2)],
)
def test_the_width_of_a_text_is_counted_in_cells(text: str, cells: int) -> None:
    assert cell_width(text) == cells


def test_what_could_rewrite_a_screen_is_refused_and_nothing_else() -> None:
    refused = {chr(code) for code in range(0x110000) if is_refused(chr(code))}
    controls = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))}
    surrogates = {chr(code) for code in range(0xD800, 0xE000)}
    directions = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert refused == controls | surrogates | directions | {"\u2028", "\u2029"}
    assert "\u200d" not in refused


@pytest.mark.parametrize("character", sorted({chr(code) for code in range(0x3000) if is_refused(chr(code))}))
def test_a_refused_character_is_found_anywhere_in_a_text(character: str) -> None:
    for text in (character, f"a{character}", f"{character}全", f"a{character}b"):
        fault = text_fault(text)
        assert fault is not None
        assert "is not allowed in a text" in fault
        assert fault.isprintable()


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000", "\u200b", "\u200d\u200d", "\u0301", " \u200b "])
def test_a_text_of_which_nothing_would_be_seen_is_empty(text: str) -> None:
    assert text_fault(text) == "the text is empty; write one, or leave it out"


def test_a_text_is_bounded_in_width_and_in_length() -> None:
    assert text_fault("a" * 100, 100) is None
    assert text_fault("a" * 101, 100) == "the text is too long: 101 columns; at most 100 are allowed"
    assert text_fault("全" * 51, 100) == "the text is too long: 102 columns; at most 100 are allowed"
    assert text_fault("a" + "\u200d" * 399, 100) is None
    assert text_fault("a" + "\u200d" * 400, 100) == (
        "the text is too long: 401 characters; at most 100 columns are allowed"
    )


@pytest.mark.parametrize("text", ["Child's pose", "Übung 👩‍👩‍👧", "[@click=app.quit]x[/]", "{}", "\\", "पीठ"])
def test_any_other_text_may_be_shown(text: str) -> None:
    assert text_fault(text) is None


def test_what_is_printed_has_no_refused_character_and_all_others_as_they_are() -> None:
    everything = "".join(map(chr, range(0x110000)))
    shown = printable(everything, len(everything))
    assert not any(map(is_refused, shown))
    assert {character for character in everything if not is_refused(character)} <= set(shown)
    assert printable("👩‍👩‍👧") == "👩‍👩‍👧"
    assert printable("a\nb\x1b\u202e\ud800") == "a\\u000ab\\u001b\\u202e\\ud800"
    assert printable("x" * 300) == "x" * 199 + "…"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("abc", '"abc"'),
        ("a" * 50, '"' + "a" * 39 + '…"'),
        ("\n", '"\\u000a"'),
        (True, "true"),
        (5, "5"),
        (-(10**50), "a very large number"),
        (2.5, "2.5"),
        (float("nan"), "nan"),
        ({"a": 1}, "a table"),
        ([1] * 10**6, "a list"),
        (None, "None"),
    ],
)
def test_a_value_is_quoted_shortly(value: object, expected: str) -> None:
    assert quoted(value) == expected


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("hodl", ("hold", "reps"), "hold"),
        ("REPS", ("hold", "reps"), "reps"),
        ("xyzzy", ("hold", "reps"), None),
        ("", ("hold", "reps"), None),
        ("a" * 10**6, ("hold", "reps"), None),
        ("wednesday", WEEKDAYS, "wed"),
        ("Saturday", WEEKDAYS, "sat"),
        ("gluteus", MUSCLES, "glutes"),
        ("quads", MUSCLES, "quadriceps"),
        ("su", WEEKDAYS, "sun"),
        ("s", ("sets", "steps"), None),
        ("hol", ("holding", "holder"), "holder"),
        ("resp", ("rest", "reps"), "reps"),
        ("stes", ("steps", "sets"), "sets"),
        ("res", ("resting-long", "resting-short"), None),  # it could be either
    ],
)
def test_a_mistyped_word_means_the_nearest_known_one(word: str, known: tuple[str, ...], expected: str | None) -> None:
    assert nearest(word, known) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Child's pose", "childs-pose"),
        ("Child’s pose", "childs-pose"),
        ("Übung für den Rücken", "ubung-fur-den-rucken"),
        ("  Cat / Cow  ", "cat-cow"),
        ("../../etc/passwd", "etc-passwd"),
        ("全部", ""),
        ("---", ""),
        ("a" * 100, "a" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_a_slug_is_an_id_made_of_a_name(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_the_bidirectional_controls_are_those_of_the_standard() -> None:
    directions = {
        character
        for character in map(chr, range(0x110000))
        if unicodedata.bidirectional(character) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    }
    assert all(is_refused(character) for character in directions)


def test_a_number_that_python_refuses_to_write_out_is_quoted_all_the_same() -> None:
    assert quoted(10**100_000) == quoted(-(10**100_000)) == "a very large number"
