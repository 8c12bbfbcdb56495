"""One definition for each key."""

import pytest

from stretchcore.commands import COMMANDS as CORE_COMMANDS
from stretchcore.commands import Command, CommandType, Jump, Pause, Resume, Start, Stop
from stretchtui import actions
from stretchtui.actions import HOME_ACTIONS, SESSION_ACTIONS, Action
from stretchtui.app.actions import bindings, hints
from stretchtui.keymap import key_names

SETS = {name: value for name, value in vars(actions).items() if name.endswith(("_ACTIONS", "_KEYS"))}


@pytest.mark.parametrize("name", SETS)
def test_no_key_has_two_meanings_on_one_screen(name: str) -> None:
    keys = [key for action in SETS[name] for key in action.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", SETS)
def test_every_action_has_a_description_and_a_key(name: str) -> None:
    for action in SETS[name]:
        assert action.keys
        assert action.description
        assert not action.description.endswith(".")
        assert action.description[0].isupper()
        assert key_names(action).split()[0] == action.shown


def test_every_command_that_a_person_gives_has_a_key() -> None:
    # Start is the program's; pause and resume are one key; what asks first, or chooses, has a screen of its own.
    without: set[CommandType] = {Start, Pause, Resume, Jump, Stop}
    told = {type(action.command()) for action in SESSION_ACTIONS if action.command is not None}
    assert told == set(CORE_COMMANDS) - without
    assert {"jump", "stop"} <= {action.name for action in SESSION_ACTIONS}


def test_bindings_carry_all_keys_of_their_action() -> None:
    for action, binding in zip(SESSION_ACTIONS, bindings(SESSION_ACTIONS), strict=True):
        assert not isinstance(binding, tuple)
        assert binding.key.split(",") == list(action.keys)
        assert binding.action == action.action


def test_the_last_line_leaves_out_what_has_no_label_and_can_say_another_one() -> None:
    shown = hints(HOME_ACTIONS, {"start": "begin"})
    assert [hint.label for hint in shown] == [
        *("begin", "edit", "filter", "tag", "new", "week", "history", "settings", "help", "quit")
    ]


def test_an_action_that_tells_the_session_something_says_what() -> None:
    def command() -> Command:
        return Stop()

    assert Action("x", ("x",), "x", "", "", command=command).action == "tell('x')"
    assert Action("x", ("x",), "x", "", "").action == "x"
