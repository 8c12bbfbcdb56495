"""Views in words, and when they change."""

from itertools import pairwise

import pytest

from app.stage import (
    ARCH,
    BRIDGE,
    COOL_DOWN,
    HOLD,
    NEXT_REP,
    OPEN,
    PREPARE,
    REST,
    RIGHT,
    ROUND,
    SECOND_REP,
    SET_REST,
    SWITCH,
    all_sorts,
    plan_of,
)
from stretchcore.commands import Extend, Jump, Pause, Resume, Skip, Start, Stop
from stretchcore.session import Session
from stretchcore.words import Side
from stretchtui.app.picture import Beneath, Breathing, Heading, Mood, Name, Next, Picture
from stretchtui.app.present import BREATH_STEP_MS, Presenter


class Play:
    """A session and its pictures."""

    def __init__(self, index: int = 0, text: str | None = None) -> None:
        self.session = Session(all_sorts() if text is None else plan_of(text))
        self.presenter = Presenter(self.session.plan)
        self.now = 0
        self.session.send(Start(), 0)
        if index:
            self.session.send(Jump(index), 0)

    def at(self, ms: int = 0) -> Picture:
        """Let time pass; return what is to be seen then."""
        self.now += ms
        self.session.advance(self.now)
        return self.presenter.picture(self.session.view(self.now))

    def breath(self, ms: int = 0) -> Breathing | None:
        return self.at(ms).beneath.breathing


def beneath(index: int) -> Beneath:
    return Play(index).at().beneath


@pytest.mark.parametrize(
    ("index", "words", "side", "mood"),
    [
        (0, "Get ready", None, Mood.GAP),
        (1, "Warm up", None, Mood.WARM_UP),
        (PREPARE, "Get ready", Side.LEFT, Mood.GAP),
        (HOLD, "Hold", Side.LEFT, Mood.HOLD),
        (NEXT_REP, "Release", Side.LEFT, Mood.GAP),
        (SWITCH, "Switch sides", Side.RIGHT, Mood.GAP),
        (RIGHT, "Hold", Side.RIGHT, Mood.HOLD),
        (REST, "Rest", None, Mood.REST),
        (OPEN, "Your pace", None, Mood.HOLD),
        (COOL_DOWN, "Cool down", None, Mood.COOL_DOWN),
    ],
)
def test_every_kind_of_phase_has_its_words_its_side_and_its_colour(
    index: int, words: str, side: Side | None, mood: Mood
) -> None:
    assert Play(index).at().heading == Heading(words, side, mood)


def test_a_pause_says_so_and_what_waits() -> None:
    play = Play(HOLD)
    play.session.send(Pause(), 5_000)
    play.now = 5_000
    picture = play.at()
    assert picture.heading == Heading("Paused", Side.LEFT, Mood.PAUSED)
    assert picture.beneath.detail == "Hold: press space to go on"
    assert picture.digits.text == "0:15"
    assert picture.change_ms is None


def test_a_lead_in_counts_down_in_the_large_digits() -> None:
    play = Play(HOLD)
    play.session.send(Pause(), 5_000)
    play.session.send(Resume(), 6_000)
    play.now = 6_000
    assert play.at().heading.words == "Going on in"
    assert [play.at(ms).digits.text for ms in (0, 999, 1, 1_000, 999)] == ["3", "3", "2", "1", "1"]
    assert play.at(1).digits.text == "0:15"


def test_an_open_phase_counts_up_and_says_what_ends_it() -> None:
    play = Play(OPEN)
    picture = play.at(0)
    assert picture.digits.text == "0:00"
    assert picture.beneath.detail == "press enter when you are done"
    assert picture.beneath.reps is not None
    assert picture.beneath.reps.words == "12 reps at your own pace"
    assert play.at(999).digits.text == "0:00"
    assert play.at(1).digits.text == "0:01"
    assert play.at(64_000).digits.text == "1:05"


def test_digits_keep_their_room_while_they_get_fewer() -> None:
    play = Play(0, 'name = "Test"\n[[steps]]\nname = "A"\nhold = "10m"\nprepare = "0s"\n')
    assert play.at(0).digits[:2] == ("10:00", "10:00")
    assert play.at(1_000).digits[:2] == ("9:59", "10:00")


def test_a_picture_says_when_it_changes_and_does_not_change_before() -> None:
    play = Play(HOLD)
    play.at(300)
    for _ in range(30):
        picture = play.at(0)
        assert picture.change_ms is not None
        assert play.at(picture.change_ms - 1)[2:-1] == picture[2:-1]  # without the whole session, which flows
        assert play.at(1)[2:-1] != picture[2:-1]


def test_a_phase_of_a_broken_second_changes_at_the_seconds_that_are_left() -> None:
    play = Play(0, 'name = "Test"\n[[steps]]\nname = "A"\nhold = "2.5s"\nprepare = "0s"\n')
    assert play.at(0).digits.text == "0:03"
    assert play.at(0).change_ms == 500
    assert play.at(500).digits.text == "0:02"
    assert play.at(0).change_ms == 1_000


def test_gaps_announce_what_comes_and_work_does_not() -> None:
    assert beneath(PREPARE).announced == "Knee to chest"
    assert beneath(SWITCH).announced == "right side"
    assert beneath(SWITCH).detail == "rep 1 of 2"
    assert beneath(REST).announced == "Bridge"
    assert beneath(SET_REST).announced == "set 2 of 2"
    assert beneath(HOLD).announced == ""
    assert beneath(NEXT_REP).announced == ""


def test_getting_ready_says_the_dose_and_the_muscles() -> None:
    assert Play(PREPARE).at().name == Name("20 s × 2, each side", "for lower back, glutes", is_exercise=False)
    assert Play(REST).at().name == Name("2 sets of 6 s × 3", "for glutes", is_exercise=False)


def test_work_says_the_exercise_and_the_position_where_there_are_several() -> None:
    assert Play(HOLD).at().name == Name("Knee to chest", "")
    assert Play(ARCH).at().name == Name("Cat-cow", "hollow back")


def test_a_rest_at_the_end_says_that_nothing_follows() -> None:
    text = 'name = "Test"\n[[steps]]\nname = "A"\nhold = "10s"\n[[steps]]\nrest = "9s"\n'
    picture = Play(2, text).at()
    assert picture.name == Name("Rest", "")
    assert picture.beneath.announced == ""
    assert picture.next == Next("After that:", "done", "")


@pytest.mark.parametrize(
    ("index", "following"),
    [
        (HOLD, ("Next:", "rep 2 of 2", "")),
        (SECOND_REP, ("Next:", "switch sides", "right side")),
        (9, ("Next:", "rest 30 s", "then Bridge")),
        (16, ("Next:", "rest 20 s", "then set 2 of 2")),
        (ARCH, ("Next:", "round back", "")),
        (ROUND, ("Next:", "hollow back", "")),
        (22, ("Next:", "Cat-cow", "5 s + 5 s × 2")),
        (OPEN, ("Next:", "Rest on your back", "1 min")),
        (COOL_DOWN, ("Next:", "done", "")),
        (PREPARE, ("After that:", "Bridge", "2 sets of 6 s × 3")),
        (REST, ("After that:", "Cat-cow", "5 s + 5 s × 2")),
    ],
)
def test_what_comes_next_is_said(index: int, following: tuple[str, str, str]) -> None:
    assert Play(index).at().next == Next(*following)


def test_reps_are_counted_and_a_release_is_on_the_way_to_the_next_one() -> None:
    held, gap = beneath(HOLD).reps, beneath(NEXT_REP).reps
    assert held is not None
    assert gap is not None
    assert (held.rep, held.reps, held.working) == (1, 2, True)
    assert (gap.rep, gap.reps, gap.working) == (2, 2, False)
    bridge = beneath(BRIDGE).reps
    assert bridge is not None
    assert bridge.words == "rep 1 of 3, set 1 of 2"


def test_the_breath_swells_and_shrinks_gently_and_each_step_is_seen_when_it_begins() -> None:
    play = Play(HOLD)
    found = [one for one in (play.breath(BREATH_STEP_MS if step else 0) for step in range(21)) if one]
    assert [one.words for one in found] == ["breathe in"] * 8 + ["breathe out"] * 12 + ["breathe in"]
    lungs = [one.fullness or 0.0 for one in found]
    assert lungs[0] > 0
    assert lungs[7] == pytest.approx(1)
    assert lungs[19] == pytest.approx(0)
    assert lungs[20] == lungs[0]
    assert all(after > before for before, after in pairwise(lungs[:8]))
    assert all(after < before for before, after in pairwise(lungs[7:20]))
    steps = [after - before for before, after in pairwise(lungs[:8])]
    assert max(steps) == steps[2] > 2 * steps[-1], "it slows down where it turns"


def test_the_breath_is_looked_at_again_when_it_moves() -> None:
    play = Play(HOLD)
    assert play.at(0).change_ms == BREATH_STEP_MS
    assert play.at(200).change_ms == BREATH_STEP_MS - 200


def test_a_position_has_its_own_breath_and_a_long_one_breathes_on() -> None:
    text = """
        name = "Test"
        [[steps]]
        name = "Cat-cow"
        prepare = "0s"
        positions = [{ id = "arch", name = "Hollow", hold = "10s", breath = "in" },
                     { id = "round", name = "Round", hold = "5s", breath = "out" }]
        """
    play = Play(0, text)
    first, last = play.breath(0), play.breath(5_500)
    assert first is not None
    assert 0 < (first.fullness or 0) < 0.1
    assert last is not None
    assert last.fullness == pytest.approx(1)
    assert play.breath(500) == Breathing("breathe on", None)
    out = play.breath(4_000)
    assert out is not None
    assert out.words == "breathe out"


def test_movements_short_holds_and_reps_at_ones_own_pace_have_no_pace_for_the_breath() -> None:
    for index in (1, BRIDGE, OPEN):
        assert Play(index).breath() == Breathing("breathe freely", None)
    calm = Play(COOL_DOWN).breath()
    assert calm is not None
    assert calm.words == "breathe in"


def test_there_is_no_breath_in_gaps_and_pauses() -> None:
    assert Play(PREPARE).breath() is None
    play = Play(HOLD)
    play.session.send(Pause(), 0)
    assert play.breath() is None


def test_cautions_come_while_getting_ready_right_after_the_position() -> None:
    entries = Play(PREPARE).at().texts.entries
    assert entries[0] == ("Lie on your back with both knees bent and your feet on the floor.", False)
    assert entries[1][1]
    assert not any(caution for _, caution in Play(HOLD).at().texts.entries)


def test_sentences_take_turns_in_a_hold_and_go_on_in_the_next_rep() -> None:
    play = Play(HOLD)
    turns = [play.at(0).texts.turn, play.at(7_000).texts.turn, play.at(7_000).texts.turn]
    assert turns == [0, 1, 2]
    assert Play(SECOND_REP).at().texts.turn == 3


SENTENCES = """
name = "Sentences"
[[steps]]
name = "Knee"
hold = "30s"
reps = 2
sets = 2
sides = "each"
prepare = "8s"
cautions = ["Mind the knee."]
instructions = ["Lie down.", "Draw it in.", "Feel it.", "Let go."]
[[steps]]
name = "Waves"
kind = "dynamic"
hold = "60s"
prepare = "0s"
instructions = ["Sit down.", "Wave.", "Get up."]
[[steps]]
name = "Twist"
pace = "self"
reps = 5
prepare = "0s"
instructions = ["Lie down.", "Turn.", "Breathe.", "Set the feet down."]
[[steps]]
name = "Cat-cow"
kind = "dynamic"
reps = 2
next_rep = "0s"
prepare = "0s"
instructions = ["Kneel.", "Sink into the arch.", "Breathe.", "Make your back ROUND.", "A Hollow Back is small.", "End."]
positions = [
  { id = "arch", name = "Hollow back", hold = "10s", breath = "in" },
  { id = "round", name = "Round back", hold = "10s", breath = "out" },
]
"""
(FIRST, RELEASE, CHANGE, NEXT_SET, LAST, WAVES, TWIST, CAT, COW, LAST_COW) = (1, 2, 4, 8, 15, 16, 17, 18, 19, 21)


@pytest.mark.parametrize(
    ("index", "ms", "said"),
    [
        (0, 0, "Lie down. !Mind the knee. Draw it in. Feel it."),
        (FIRST, 0, "Draw it in. Feel it."),
        (FIRST, 29_000, "Draw it in. Feel it."),
        (RELEASE, 0, "Let go. Draw it in. Feel it."),
        (CHANGE, 0, "Let go. Draw it in. Feel it."),
        (NEXT_SET, 0, "Let go. Lie down. !Mind the knee. Draw it in. Feel it."),
        (LAST, 22_900, "Draw it in. Feel it."),
        (LAST, 23_000, "Then: Let go."),
        (WAVES, 0, "Wave. Get up."),
        (WAVES, 59_000, "Wave. Get up."),
        (TWIST, 0, "Turn. Breathe. Set the feet down."),
        (CAT, 0, "Sink into the arch. A Hollow Back is small. Breathe."),
        (COW, 0, "Make your back ROUND. Breathe."),
        (LAST_COW, 0, "Make your back ROUND. Breathe."),
        (LAST_COW, 5_000, "Then: End."),
    ],
)
def test_each_moment_has_the_sentences_that_fit_it(index: int, ms: int, said: str) -> None:
    entries = Play(index, SENTENCES).at(ms).texts.entries
    assert " ".join(f"!{text}" if caution else text for text, caution in entries) == said


def test_a_long_movement_is_no_hold() -> None:
    assert Play(FIRST, SENTENCES).at().heading.words == "Hold"
    assert Play(WAVES, SENTENCES).at().heading.words == "Keep moving"
    assert Play(CAT, SENTENCES).at().heading.words == "Hold"


def test_a_session_that_is_over_says_how() -> None:
    play = Play(HOLD)
    play.session.send(Stop(), 0)
    assert play.at().heading.words == "Stopped"
    play = Play(COOL_DOWN)
    play.session.send(Skip(), 0)
    picture = play.at()
    assert picture.heading == Heading("Done", None, Mood.ENDED)
    assert picture.title.percent == 100
    assert picture.change_ms is None


def test_the_title_counts_what_is_left_of_the_whole() -> None:
    play = Play(0)
    first = play.at(0).title
    assert (first.name, first.percent, first.level) == ("All sorts", 0, 0)
    assert play.at(5_000).title.left != first.left


def test_a_watch_says_the_rep_or_what_it_waits_for_or_what_comes() -> None:
    assert [Play(index).at().brief for index in (PREPARE, HOLD, NEXT_REP, SWITCH, OPEN, REST)] == [
        *("Knee to chest", "1/2", "2/2", "Knee to chest", "enter is done", "Bridge"),
    ]
    play = Play(HOLD)
    play.session.send(Pause(), 0)
    assert play.at().brief == "space goes on"


def test_a_longer_phase_shows_its_new_time_at_once() -> None:
    play = Play(HOLD)
    play.at(5_000)
    play.session.send(Extend(10_000), 5_000)
    assert play.at().digits.text == "0:25"
