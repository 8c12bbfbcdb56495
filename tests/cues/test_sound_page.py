"""The page on sound says what the data says."""

import re
from pathlib import Path

from stretchcore.events import CueKind
from stretchtui.cues.phrasebook import OCCASIONS, PLACEHOLDERS, VERBOSITIES, read_phrases, shipped

PAGE = (Path(__file__).parents[2] / "docs" / "sound.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_every_cue_stands_in_the_table_of_sounds() -> None:
    assert [row[0] for row in rows("| cue | sound")] == [
        f"`{kind}`" for kind in ("start", "countdown", "halfway", "end", "switch", "next", "finish", "ease_off")
    ]
    assert len(rows("| cue | sound")) == len(CueKind)


def test_the_table_of_the_voice_is_what_the_english_phrases_say() -> None:
    english = shipped("en")
    assert english is not None
    assert rows("| occasion |") == [
        [f"`{name}`", *("yes" if name in english.said[verbosity] else "no" for verbosity in VERBOSITIES)]
        for name in OCCASIONS
    ]


def test_every_placeholder_is_explained() -> None:
    assert rows("| placeholder |") == [[f"`{{{name}}}`", doc] for name, doc in PLACEHOLDERS.items()]


def test_the_example_of_a_language_can_be_read() -> None:
    example = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)[0]
    language, problems = read_phrases(example.encode(), "fr.toml")
    assert problems == ()
    assert language.voice == "fr"
