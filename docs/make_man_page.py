"""Writes docs/stretchtui.1, the page that `man stretchtui` shows, from the command line and the keys themselves.

python docs/make_man_page.py; man -l docs/stretchtui.1
"""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import typer.main
from make_cli_reference import argument_name, commands_of, help_of, parameters_of, value_name

from stretchtui.actions import HOME_ACTIONS, SESSION_ACTIONS, Action
from stretchtui.cli import make_app
from stretchtui.keymap import key_names

PAGE = Path(__file__).with_name("stretchtui.1")

_ABOUT = """\
stretchtui guides through stretching exercises: it shows the pose, counts the hold, says when to switch sides, and
remembers what was done. Without a command it opens its screen, on which everything can be chosen. NAME is the id of a
routine or an exercise, a path to a .toml file, or - for standard input.

It is no medical device. Stop, and see a doctor, if you have numbness or weakness, if you lose control of bladder or
bowels, if you have a fever, or if the pain came after a fall."""

_EXITS = (
    ("0", "Done; a session was completed."),
    ("1", "Failed, with one line that says why; a file with problems; a pipe that was closed."),
    ("2", "The command was not understood."),
    ("3", "A session was stopped before its end; there is no session to ask, control or go on with."),
    ("130", "Interrupted; the session is kept for resume."),
)
_ENVIRONMENT = (
    ("STRETCHTUI_HOME", "One folder for settings, routines, history and the socket, in place of the system's."),
    ("VISUAL, EDITOR", "The editor that edit opens."),
    ("NO_COLOR", "No colours, whatever it is set to."),
)
_FILES = (
    ("config.toml", "The settings."),
    ("routines/NAME.toml", "Routines of your own; exercises are in routines/exercises."),
    ("history.db", "The log of sessions."),
)


def render() -> str:
    """Return the page."""
    version = metadata.version("stretchtui")
    lines = [
        '.\\" Written by docs/make_man_page.py.',
        f'.TH STRETCHTUI 1 "" "stretchtui {version}" "User Commands"',
        ".SH NAME",
        "stretchtui \\- guided stretching in the terminal",
        ".SH SYNOPSIS",
        ".B stretchtui",
        ".br",
        ".B stretchtui",
        ".I COMMAND",
        "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        *_paragraphs(_ABOUT),
        ".SH COMMANDS",
        "Every command has",
        ".BR \\-\\-help .",
    ]
    for name, command in commands_of(typer.main.get_command(make_app())):
        lines += _command(name.removeprefix("stretchtui "), command)
    lines += [".SH KEYS", "Among the routines:", *_keys(HOME_ACTIONS), ".PP", "In a session:", *_keys(SESSION_ACTIONS)]
    for title, rows in (("EXIT STATUS", _EXITS), ("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES)):
        lines.append(f".SH {title}")
        for term, text in rows:
            lines += _item(f"\\fB{_plain(term)}\\fR", text)
    lines += [".PP", "Where they are:", '.BR "stretchtui paths" .']
    return "\n".join(lines) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    parameters = parameters_of(command)
    arguments = [found for found in parameters if found.param_type_name == "argument"]
    named = " ".join(_argument(found) for found in arguments)
    yield from (".TP", f"\\fB{_plain(name)}\\fR {named}".rstrip())
    first, *more = help_of(command).split("\n\n")
    yield _plain(first)
    for paragraph in more:
        yield from (".IP", _plain(paragraph))
    options = [found for found in parameters if found.param_type_name == "option"]
    if options:
        yield ".RS"
        for found in options:
            names = ", ".join(f"\\fB{_plain(one)}\\fR" for one in sorted([*found.opts, *found.secondary_opts], key=len))
            value = f" \\fI{_plain(value_name(found))}\\fR" if value_name(found) else ""
            yield from _item(names + value, found.help or "")
        yield ".RE"


def _argument(found: Any) -> str:
    name = f"\\fI{_plain(argument_name(found))}\\fR"
    return name if found.required else f"[{name}]"


def _keys(actions: tuple[Action, ...]) -> Iterator[str]:
    for action in actions:
        if action.label:
            yield from _item(f"\\fB{_plain(key_names(action))}\\fR", action.description)


def _item(term: str, text: str) -> Iterator[str]:
    yield from (".TP", term, _plain(" ".join(text.split())))


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield ".PP"
        yield _plain(" ".join(paragraph.split()))


def _plain(text: str) -> str:
    """Return a text as roff takes it: nothing in it is a command or an escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    text = text.replace("→", "\\(->").replace("←", "\\(<-").replace("×", "\\(mu").replace("–", "\\(en")
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
