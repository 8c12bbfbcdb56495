"""Doses that are found in instructions; the sentences are of the kind that the apps' own descriptions hold."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stretchcore.document import read_exercise
from stretchcore.times import parse_count, parse_time
from stretchtui.exchange.importers.doses import MAX_WORDS, FoundDose, found_dose

CERTAIN = [
    # text, hold, reps, sets, sides
    ("Hold for 20 to 30 seconds.", "20-30s", None, None, None),
    ("Hold for 10-20 seconds and then switch sides.", "10-20s", None, None, "each"),
    ("Hold 15-30s, repeat 3 times each side", "15-30s", "3", None, "each"),
    ("Hold for 15 seconds, then repeat for your other side.", "15s", None, None, "each"),
    ("Hold for 10 to 15 seconds, then twist to the other side.", "10-15s", None, None, "each"),
    ("Hold for 10-20 seconds and repeat with the other foot.", "10-20s", None, None, "each"),
    ("Keep your torso erect, and hold this position for 10-20 seconds.", "10-20s", None, None, None),
    ("Raise your chest off of the floor and hold this contraction for 2 seconds.", "2s", None, None, None),
    ("During the 20 second hold, try to breathe normally.", "20s", None, None, None),
    ("Hold the stretch for five deep breaths, then switch legs.", "5 breaths", None, None, "each"),
    ("Stay here for 5-10 slow, deep breaths.", "5-10 breaths", None, None, None),
    ("Hold for a count of 5.", "5 counts", None, None, None),
    ("Hold for 6 counts and repeat 8 to 12 times.", "6 counts", "8-12", None, None),
    ("Hold for 30 seconds to 1 minute.", "30-60s", None, None, None),
    ("Hold for 1 minute 30 seconds.", "1m30s", None, None, None),
    ("Hold for a minute.", "1m", None, None, None),
    ("Hold each stretch for 1-2 minutes, 2-3 sets", "1-2m", None, "2-3", None),
    ("Keep your left leg straight for 2.5 seconds.", "2.5s", None, None, None),
    ("Hold for 20 sec. Repeat 3 times.", "20s", "3", None, None),
    ("Hold: 30 sec, Reps: 3, Sets: 2", "30s", "3", "2", None),
    ("3 x 30 seconds per side", "30s", "3", None, "each"),
    ("30s each side", "30s", None, None, "each"),
    ("Hold for 30 seconds, rest for 10 seconds, repeat 5 times.", "30s", "5", None, None),
    ("Hold for 6 to 12 seconds, and do it twice.", "6-12s", "2", None, None),
    ("Hold again for 12 seconds. Repeat all of it once more.", "12s", "2", None, None),
    ("Lean over and hold for 8 seconds. Do so twice for each side.", "8s", "2", None, "each"),
    ("Repeat for 10-20 repetitions, and then switch to the other leg.", None, "10-20", None, "each"),
    ("Repeat 5-10 times on each leg.", None, "5-10", None, "each"),
    ("Do 3 sets of 8-12 repetitions.", None, "8-12", "3", None),
    ("Repeat 5 times on each side, alternating sides.", None, "5", None, "alternate"),
    ("Return and repeat on the other side, continuing in an alternating fashion.", None, None, None, "alternate"),
    ("Switch sides.", None, None, None, "each"),
    ("Position 20–30 Sekunden halten, dann Seite wechseln.", "20-30s", None, None, "each"),
    ("Halten Sie die Position 20 Sekunden und wechseln Sie die Seite.", "20s", None, None, "each"),
    ("Wiederhole die Übung 3 mal mit dem anderen Bein.", None, "3", None, "each"),
]

GUESSED = [
    # text, hold, reps, what is guessed
    ("After 10-20 seconds, relax your muscles as your partner pushes.", "10-20s", None, "hold"),
    ("Attempt to flex the knee, contracting the hamstrings for 10-20 seconds.", "10-20s", None, "hold"),
    ("Roll over the foam, holding points of tension for 10-30 seconds.", "10-30s", None, "hold"),
    ("Roll over the foam, pausing for 10-30 seconds at points of tension.", "10-30s", None, "hold"),
    ("Gently pull your elbows forward for 10 or more seconds.", "10s", None, "hold"),
    ("Continue the circular motion for about ten seconds.", "10s", None, "hold"),
    ("Hold at least 30 seconds.", "30s", None, "hold"),
    ("Hold for up to 30 seconds.", "30s", None, "hold"),
    ("Hold for 30 seconds or longer.", "30s", None, "hold"),
    ("Hold for a few seconds.", "3-5s", None, "hold"),
    ("Hold for a moment, then lower.", "2-3s", None, "hold"),
    ("Hold briefly.", "2-3s", None, "hold"),
    ("Hold for 20 seconds. Then hold for 40 seconds.", "20s", None, "hold"),
    ("Twist your upper body to one side about 3 times as far as you can.", None, "3", "reps"),
    ("Move your pelvis back and forth a few times.", None, "3-5", "reps"),
    ("Do this 4 times forwards.", None, "4", "reps"),
    ("Continue alternating for 10-20 repetitions.", None, "10-20", "reps"),
    ("3x10", None, "10", "reps"),
]

NOTHING = [
    "",
    "Lie on your back with your arms extended out to your sides.",
    "Place your hands on each side of your head.",
    "With the other leg, bend the hip and knee to 90 degrees.",
    "Hold a dumbbell in each hand.",
    "Do not lift the other leg.",
    "Do this 3 times a day.",
    "Repeat twice a week.",
    "One circle equals 1 repetition.",
    "Stay 2 m away from the wall.",
    "Twist 3 times as far.",
    "Relax for 10 seconds.",
    "Inhale for 4 seconds.",
    "Hold 30 seconds to 20 seconds.",
    "Hold for 0 seconds. Repeat 5000 times.",
    "Hold for 99999999999 seconds.",
    "Hold for 0 counts.",
    "Repeat for the recommended amount of repetitions.",
    "Raise the leg over 2 seconds and lower it over 3 seconds.",
]


@pytest.mark.parametrize(("text", "hold", "reps", "sets", "sides"), CERTAIN, ids=[case[0] for case in CERTAIN])
def test_a_dose_that_is_said_plainly_is_certain(
    text: str, hold: str | None, reps: str | None, sets: str | None, sides: str | None
) -> None:
    found = found_dose([text])
    assert found is not None
    assert (found.hold, found.reps, found.sets, found.sides) == (hold, reps, sets, sides)
    assert found.certain


@pytest.mark.parametrize(("text", "hold", "reps", "guessed"), GUESSED, ids=[case[0] for case in GUESSED])
def test_a_dose_that_is_not_said_plainly_is_a_guess(
    text: str, hold: str | None, reps: str | None, guessed: str
) -> None:
    found = found_dose([text])
    assert found is not None
    assert (found.hold, found.reps) == (hold, reps)
    assert guessed in found.guessed
    assert not found.certain


@pytest.mark.parametrize("text", NOTHING, ids=NOTHING)
def test_what_is_no_dose_gives_none(text: str) -> None:
    assert found_dose([text]) is None


def test_a_dose_is_gathered_from_several_sentences_and_says_where_it_comes_from() -> None:
    found = found_dose(["Sit tall.", "Hold for 10-20 seconds. Breathe.", "Repeat 3 times, then switch sides."])
    assert found == FoundDose("10-20s", "3", None, "each", (), "Hold for 10-20 seconds … Repeat 3 times … switch sides")
    assert found.table == {"hold": "10-20s", "reps": 3, "sides": "each"}


def test_the_same_figure_said_twice_is_no_contradiction() -> None:
    found = found_dose(["Push for 10-20 seconds.", "Hold for 10 to 20 seconds."])
    assert found is not None
    assert (found.hold, found.certain) == ("10-20s", True)


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_dose_that_our_files_can_hold(sentences: list[str]) -> None:
    _is_legal(found_dose(sentences))


_WORDS = (
    "hold for 5 10 0 1.5 99999 - to or x × seconds minutes breaths count of times reps sets : , . a few several each "
    "other side sides leg switch repeat alternating twice once more up about halten Sekunden mal ½ 90/90"
)


@given(st.lists(st.sampled_from(_WORDS.split()), max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_order_of_the_words_of_doses_gives_a_dose_that_our_files_can_hold(words: list[str]) -> None:
    _is_legal(found_dose([" ".join(words)]))


def _is_legal(found: FoundDose | None) -> None:
    if found is None:
        return
    if found.hold is not None:
        parse_time(found.hold)
    for count in (found.reps, found.sets):
        assert count is None or parse_count(count).low >= 1
    assert len(found.words) <= MAX_WORDS
    table = found.table if found.hold else {"hold": "20s", **found.table}
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
    assert not read_exercise(f'name = "It"\n{lines}[[positions]]\nid = "hold"\n', "it").problems


@pytest.mark.parametrize(
    "text", ["hold " * 4000, "1 - " * 5000, "hold for 10 " * 2000, "each side " * 2000, "9" * 20_000, "a" * 20_000]
)
def test_a_very_long_text_is_read_like_a_short_one(text: str) -> None:
    _is_legal(found_dose([text] * 3))
