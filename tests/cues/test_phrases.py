"""Phrases as data, and what an instant of a session sounds like."""

from pathlib import Path

import pytest

from cues.cue_helpers import make_plan_of
from stretchcore import Exercise, Position, Routine, Step
from stretchcore.cues import DEFAULT_CUES
from stretchcore.events import CueKind
from stretchcore.plan import Plan, make_plan
from stretchcore.times import parse_time
from stretchcore.words import Breath
from stretchtui.cues.phrasebook import OCCASIONS, VERBOSITIES, WORDS, filled, open_phrasebook, read_phrases, shipped
from stretchtui.cues.sounds import Sound
from stretchtui.cues.wording import COUNT_MS, Point, Script, spoken

NOWHERE = Path("/nonexistent")


def script(plan: Plan, verbosity: str = "normal", language: str = "en", **options: bool) -> Script:
    return Script(plan, DEFAULT_CUES, open_phrasebook(language, NOWHERE), verbosity, **options)


def said(found: Script) -> list[str]:
    """Return the longest phrase of every instant that has one, countdowns left out."""
    wordings = [found.wording(points) for points in found.instants() if points[0].kind is not CueKind.COUNTDOWN]
    return [wording.phrases[0] for wording in wordings if wording.phrases]


@pytest.mark.parametrize(
    ("verbosity", "expected"),
    [
        ("calm", ["Bridge, left side.", "right side.", "Finished. Well done."]),
        (
            "normal",
            [
                *("Bridge, left side, 20 seconds.", "Halfway.", "Release. right side.", "Halfway."),
                "Release. Finished. Well done.",
            ],
        ),
        (
            "full",
            [
                *("Next, Bridge, left side, 20 seconds.", "Halfway. 10 seconds left."),
                *("Release. Switch to the right side.", "Halfway. 10 seconds left.", "Release. Finished. Well done."),
            ],
        ),
    ],
)
def test_each_verbosity_says_what_its_table_has(verbosity: str, expected: list[str]) -> None:
    assert said(script(make_plan_of(), verbosity)) == expected


def test_another_language_is_only_data() -> None:
    assert said(script(make_plan_of(reps=2), "normal", "de"))[0] == "Bridge, linke Seite, 20 Sekunden, zweimal."


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_shipped_language_has_every_word_and_nothing_that_english_has_not(language: str) -> None:
    found = shipped(language)
    english = shipped("en")
    assert found is not None
    assert english is not None
    assert set(found.words) == set(WORDS)
    assert found.voice
    for verbosity in VERBOSITIES:
        assert set(found.said[verbosity]) == set(english.said[verbosity]) <= set(OCCASIONS)
        assert all(phrases for phrases in found.said[verbosity].values())


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{exercise}, {side}, {hold}.", "Bridge, 20 seconds."),
        ("{side}.", ""),
        ("Next, {exercise}. {side}.", "Next, Bridge."),
        ("{side}. {exercise}!", "Bridge!"),
        ("no braces", "no braces"),
    ],
)
def test_a_part_with_nothing_to_say_is_left_out(template: str, text: str) -> None:
    assert filled(template, {"exercise": "Bridge", "side": "", "hold": "20 seconds"}) == text


@pytest.mark.parametrize(
    ("length_ms", "words"),
    [
        (1_000, "1 second"),
        (20_000, "20 seconds"),
        (60_000, "1 minute"),
        (90_000, "1 minute 30"),
        (150_000, "2 minutes 30"),
    ],
)
def test_a_time_is_said_as_people_say_it(length_ms: int, words: str) -> None:
    assert script(make_plan_of()).time_words(length_ms) == words


def test_the_last_seconds_are_counted_while_the_body_works_and_only_ticked_in_gaps() -> None:
    plan = make_plan_of()
    found = script(plan)
    work = next(phase for phase in plan.phases if phase.is_work)
    gap = plan.phases[0]
    counted = [found.wording((Point(work.index, CueKind.COUNTDOWN, value),)) for value in (3, 2, 1)]
    assert [wording.phrases for wording in counted] == [("three",), ("two",), ("one",)]
    assert {wording.room_ms for wording in counted} == {COUNT_MS}
    ticked = found.wording((Point(gap.index, CueKind.COUNTDOWN, 3),))
    assert (ticked.sounds, ticked.phrases) == ((Sound.COUNTDOWN,), ())


def test_there_is_room_until_the_next_cue_of_the_plan() -> None:
    found = script(make_plan_of())
    assert found.wording((Point(0, CueKind.NEXT),)).room_ms == 8_000 - 3_000 - 150


def test_positions_say_their_breath_where_breathing_words_are_wanted() -> None:
    shapes = (
        Position("arch", "Arch", parse_time("5s"), Breath.IN),
        Position("round", "Round", parse_time("5s"), Breath.OUT),
    )
    plan = make_plan(Routine("test", "Test", (Step("cat"),)), {"cat": Exercise("cat", "Cat-cow", shapes)})
    assert script(plan, breath_words=True).wording((Point(1, CueKind.START),)).phrases == ("Arch, breathe in.",)
    assert script(plan).wording((Point(1, CueKind.START),)).phrases == ("Arch.",)


@pytest.mark.parametrize(
    "name", ["\x1b]0;owned\x07Bridge", "-x -f /etc/passwd", "[[inpt PHON]]", "<speak>Hi</speak>", "`id` $(id)"]
)
def test_a_hostile_name_reaches_no_voice_but_as_words(name: str) -> None:
    assert not set(spoken(name)) & set('\x1b\x07[]<>`$\\|{}@&"')


def test_a_user_s_file_goes_over_the_shipped_one_and_english_fills_in(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('voice = "fr"\n[normal]\nhalfway = "La moitié."\n', encoding="utf-8")
    (tmp_path / "en.toml").write_text('[normal]\nend = ["Let go."]\n', encoding="utf-8")
    book = open_phrasebook("fr", tmp_path)
    assert book.problems == ()
    assert book.voice == "fr"
    assert book.phrases("normal", "halfway", {}) == ("La moitié.",)
    assert book.phrases("normal", "end", {}) == ("Let go.",)
    assert book.words["left"] == "left side"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[normal\n", ":1:"),
        ('[normal]\nhalfwy = "x"\n', "halfway"),
        ('[normal]\nend = "{exercize}"\n', "{exercize}"),
        ('voice = "-f/etc/passwd"\n', "no name of a voice"),
        ('[normal]\nend = "\\u001b]0;x"\n', "not allowed"),
        ("name = 3\n", "3"),
    ],
)
def test_a_broken_file_is_reported_with_its_place_and_counts_for_nothing(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "xx.toml").write_text(text, encoding="utf-8")
    book = open_phrasebook("xx", tmp_path)
    assert len(book.problems) == 1
    assert part in book.problems[0]
    assert book.problems[0].startswith(f"{tmp_path / 'xx.toml'}:")
    assert book.voice == "en-gb"
    assert book.phrases("normal", "end", {}) == ("Release.",)


@pytest.mark.parametrize("language", ["../../etc/passwd", "", "-x", "EN", "a" * 20])
def test_a_language_is_never_a_path(language: str) -> None:
    book = open_phrasebook(language, NOWHERE)
    assert book.language == "en"
    assert "no name of a language" in book.problems[0]


def test_a_language_that_there_is_not_is_said() -> None:
    assert open_phrasebook("tlh", NOWHERE).problems == (
        "there are no phrases for the language tlh; the voice speaks English",
    )


def test_no_content_of_a_file_ends_in_an_exception() -> None:
    for source in (b"\xff\xfe", b"[" * 5000, b"words = 3", b"[words]\nleft = []", b"[calm]\nnext = [[1]]"):
        assert read_phrases(source, "x.toml")[1]
