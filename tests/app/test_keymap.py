"""Keys of one's own: how they are written, what stands against them, and that they count everywhere."""

import string

import pytest
from textual.keys import _character_to_key

from stretchcore.problems import Report
from stretchtui import actions
from stretchtui.actions import HOME_ACTIONS, LEAVE, SCREENS, SESSION_ACTIONS
from stretchtui.keymap import Keymap, described, key_name, own_keys, read_key, read_keys


def faults_of(keys: object) -> list[str]:
    report = Report()
    read_keys(keys, ("keys",), report)
    return [f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in report.faults]


def read(keys: object) -> dict[str, tuple[str, ...]]:
    return dict(read_keys(keys, ("keys",), Report()) or ())


@pytest.mark.parametrize("character", string.printable.strip())
def test_a_character_is_the_key_that_textual_takes_it_for(character: str) -> None:
    assert read_key(character) == _character_to_key(character)
    assert key_name(_character_to_key(character)) == character


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("right", "right"),
        ("→", "right"),
        ("esc", "escape"),
        ("Esc", "escape"),
        (" ", "space"),
        ("F5", "f5"),
        ("ctrl+x", "ctrl+x"),
        ("Ctrl+X", "ctrl+x"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("ctrl++", "ctrl+plus"),
        ("question_mark", "question_mark"),
        ("S", "S"),
        ("é", "é"),
    ],
)
def test_keys_may_be_written_as_people_write_them(text: str, key: str) -> None:
    assert read_key(text) == key


@pytest.mark.parametrize("text", ["", "nope", "ctrl+", "+x", "ctrl+ctrl+x", "hyper+x", "shift+a", "\x1b", "f25", "a b"])
def test_what_is_no_key_is_none(text: str) -> None:
    assert read_key(text) is None


def test_one_key_or_a_list_counts() -> None:
    assert read({"skip": ["right", "n", "l"], "pain": "!"}) == {
        "skip": ("right", "n", "l"),
        "pain": ("exclamation_mark",),
    }


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("right", 'keys: "right" is not a table; write [keys]'),
        ({"skp": "n"}, "keys.skp: there is no action `skp`; did you mean `skip`?"),
        ({"\x1b[2J": "n"}, "`stretchtui config` lists those that there are"),
        ({"skip": "rihgt"}, 'keys.skip: "rihgt" is not a key; did you mean "right"?'),
        ({"skip": ["n", "§§"]}, 'keys.skip.1: "§§" is not a key; write "n"'),
        ({"skip": []}, "keys.skip: 0 keys; write one to 8"),
        ({"skip": 3}, "keys.skip: 3 is not a key; write it in quotes"),
        ({"skip": "b"}, 'keys.skip: "b" is the key of `back` too, in a session; choose another'),
        ({"filter": "enter"}, 'keys.filter: "enter" is the key of `start` too, in the routines'),
        ({"pain": "x", "skip": "x"}, 'keys.skip: "x" is the key of `pain` too, in a session'),
        ({"leave": "x"}, "keys.leave: the key that leaves at once is always ctrl+c"),
        ({"skip": "ctrl+c"}, "keys.skip: ctrl+c always leaves at once"),
        ({"up": "q"}, 'keys.up: "q" is the key of'),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_counts(keys: object, words: str) -> None:
    assert [words in fault for fault in faults_of(keys)] == [True]
    if isinstance(keys, dict):
        assert read({**keys, "mute-not-there": "y", "jump": "J"})["jump"] == ("J",)


def test_two_actions_may_change_their_keys_with_each_other() -> None:
    assert faults_of({"skip": ["left", "b"], "back": ["right", "n"]}) == []


def test_a_wish_that_gives_way_makes_room_for_no_other_clash() -> None:
    report = Report()
    found = dict(read_keys({"back": ["n"], "skip": ["p"], "pain": ["q"]}, ("keys",), report) or ())
    assert report.faults
    for screen in SCREENS.values():
        keys = [key for action in Keymap(found).of(screen) for key in action.keys]
        assert len(keys) == len(set(keys))


def test_a_keymap_changes_keys_and_what_is_shown_and_nothing_else() -> None:
    before, after = SESSION_ACTIONS[1], Keymap({"skip": ("l", "question_mark")}).of(SESSION_ACTIONS)[1]
    assert (after.keys, after.shown) == (("l", "question_mark"), "l")
    assert after._replace(keys=before.keys, shown=before.shown) == before
    assert LEAVE in Keymap({"leave": ("x",)}).of(SESSION_ACTIONS)


def test_every_action_has_a_name_of_its_own_in_the_settings() -> None:
    known = own_keys()
    groups = [value for name, value in vars(actions).items() if name.endswith("_ACTIONS")]
    listed = {action.id for group in groups for action in group}
    assert listed - {LEAVE.id} == set(known)
    assert all(id.isidentifier() and described(id).endswith(".") for id in known)


def test_the_home_screen_has_its_moves_among_its_keys() -> None:
    assert {action.id for action in HOME_ACTIONS} < {action.id for action in SCREENS["the routines"]}
