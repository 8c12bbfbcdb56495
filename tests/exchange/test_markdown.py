"""Routines and exercises as Markdown, read by a reader that others wrote."""

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from exchange.paper import HOSTILE_TEXTS, all_sorts, built_in, exercise, hostile
from stretchtui.exchange.markdown import write

BEGINNINGS = ("    indented", "---", "===", "+ x", "2) x", "| a | b |", "a  b", "$x$")
"""Texts that are more than words where they begin a line."""


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


def texts(text: str) -> list[str]:
    """The plain texts of all blocks."""
    found = [token.children or [] for token in tokens(text) if token.type == "inline"]
    return ["".join(part.content for part in parts) for parts in found]


def shape(text: str) -> list[str]:
    """The sorts of all blocks and of what is in them."""
    found = []
    for token in tokens(text):
        found += [token.type, *(part.type for part in token.children or ())]
    return [sort for sort in found if sort not in ("text", "text_special")]


def test_a_routine_is_told_with_all_that_one_needs() -> None:
    said = texts(write(built_in("quick-relief")).decode())
    assert said[:6] == [
        "Quick relief",
        "Knee to chest and a gentle twist on each side, for the five minutes you have.",
        "About 5 min · You need: mat",
        "Warm-up",
        "1. March on the spot",
        "Keep going for 1 minute.",
    ]
    for step in built_in("quick-relief").plan.steps:
        assert {*step.exercise.instructions, *step.exercise.cautions} <= set(said)


def test_an_exercise_alone_is_a_page_of_its_own() -> None:
    text = write(exercise("cat-cow")).decode()
    assert text.startswith("# Cat-cow\n\nYou need: mat\n\n**10 times: hollow back for 5 to 10 seconds, then ")
    assert "##" not in text


def test_the_steps_are_numbered_lists() -> None:
    text = write(exercise("cat-cow")).decode()
    lists = [token for token in tokens(text) if token.type.endswith("list_open")]
    assert [token.type for token in lists] == ["ordered_list_open", "bullet_list_open"]


def test_blocks_rests_and_repeated_exercises_are_said() -> None:
    said = texts(write(all_sorts()).decode())
    for words in ("2 times, from here:", "Rest for 30 seconds.", "Here the 2 times end.", "As in 2."):
        assert words in said
    assert "About 19 min · You need: mat · Planned: Monday and Wednesday, at 07:30 and 13:00" in said


def test_it_ends_lines_cleanly() -> None:
    text = write(all_sorts()).decode()
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "text", [*HOSTILE_TEXTS, "    indented", "---", "===", "+ x", "2) x", "| a | b |", "a  b", "$x$"]
)
def test_no_text_of_a_file_is_markup(text: str) -> None:
    found, plain = write(hostile(text)).decode(), write(hostile("plain")).decode()
    assert shape(found) == shape(plain)
    once = " ".join(text.split())
    # A position's name may begin the sentence of a dose, which a capital begins.
    expected = [said.casefold().replace("plain", once.casefold()) for said in texts(plain)]
    assert [said.casefold() for said in texts(found)] == expected
