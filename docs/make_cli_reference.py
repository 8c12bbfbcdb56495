"""Writes docs/cli.md from the command line itself: every command, its arguments and its options.

It reads the commands' parameters and not their printed help, so that the page is the same on every terminal. Run it
after a command or an option has changed: ``python docs/make_cli_reference.py``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from stretchtui.cli import GROUPS, make_app

PAGE = Path(__file__).with_name("cli.md")

_HEAD = """\
<!-- Written by docs/make_cli_reference.py. Change the commands in src/, not this page. -->

# Every command and option

`stretchtui` without a command opens the app. This page lists the commands. What they print for programs, and with
which code they end, is in [Scripting](scripting.md).

Every command has `--help`, short `-h`. `stretchtui --install-completion` teaches your shell to complete commands,
options and ids.
"""

# What the library under the command line has of its own, on every command.
_EVERYWHERE = {"help", "install_completion", "show_completion"}


def render() -> str:
    """Return the page."""
    commands = tuple(commands_of(typer.main.get_command(make_app())))
    contents = [f"- [`{name}`](#{_anchor(name)}): {_first_sentence(command)}" for name, command in commands]
    parts = [_HEAD, "\n".join(contents) + "\n"]
    parts += [_section(name, command) for name, command in commands]
    return "\n".join(parts)


def commands_of(root: Any, prefix: str = "stretchtui") -> Iterator[tuple[str, Any]]:
    """Yield every command with its whole name, a group before what is in it."""
    order = [name for names in GROUPS.values() for name in names]
    places = {name: place for place, name in enumerate(order if prefix == "stretchtui" else root.commands)}
    for name, command in sorted(root.commands.items(), key=lambda item: places.get(item[0], len(places))):
        whole = f"{prefix} {name}"
        yield whole, command
        if hasattr(command, "commands"):
            yield from commands_of(command, whole)


def parameters_of(command: Any) -> list[Any]:
    """Return a command's own arguments and options, without those that every command has."""
    return [found for found in command.params if found.name not in _EVERYWHERE and not getattr(found, "hidden", False)]


def help_of(command: Any) -> str:
    """Return what a command says of itself, each paragraph on one line."""
    paragraphs = (command.help or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _section(name: str, command: Any) -> str:
    parameters = parameters_of(command)
    arguments = [found for found in parameters if found.param_type_name == "argument"]
    options = [found for found in parameters if found.param_type_name == "option"]
    lines = [
        f"## `{name}`\n",
        "```sh",
        " ".join([name, *_usage(command, arguments, options)]),
        "```\n",
        help_of(command),
    ]
    if arguments:
        lines += ["\n| argument | what it is |", "|---|---|"]
        lines += [f"| `{argument_name(found)}` | {_cell(found)} |" for found in arguments]
    if options:
        lines += ["\n| option | what it does |", "|---|---|"]
        lines += [f"| {_option(found)} | {_cell(found)}{_limits(found)} |" for found in options]
    return "\n".join(lines) + "\n"


def _usage(command: Any, arguments: list[Any], options: list[Any]) -> Iterator[str]:
    if options:
        yield "[OPTIONS]"
    if hasattr(command, "commands"):
        yield "[COMMAND]" if command.invoke_without_command else "COMMAND"
    for found in arguments:
        yield argument_name(found) if found.required else f"[{argument_name(found)}]"


def argument_name(found: Any) -> str:
    """Return what stands for an argument."""
    name = (found.metavar or found.name.upper()).strip("[]")
    return f"{name}..." if found.nargs != 1 and not name.endswith("...") else str(name)


def _option(found: Any) -> str:
    names = [*found.opts, *found.secondary_opts]
    value = f" {value_name(found)}".rstrip().replace("|", "\\|")
    return ", ".join(f"`{name}{value}`" for name in sorted(names, key=len))


def value_name(found: Any) -> str:
    """Return what stands for an option's value, which a flag has none of.

    The library's own names for it change from version to version.
    """
    if found.is_flag or found.count:
        return ""
    if found.metavar:
        return str(found.metavar)
    choices = getattr(found.type, "choices", None)
    if choices:
        return "|".join(map(str, choices))
    return "N" if _is_number(found) else found.opts[-1].lstrip("-").replace("-", "_").upper()


def _is_number(found: Any) -> bool:
    name = str(getattr(found.type, "name", ""))
    return hasattr(found.type, "min") or name.startswith(("int", "float"))


def _limits(found: Any) -> str:
    low, high = getattr(found.type, "min", None), getattr(found.type, "max", None)
    said = []
    if low is not None and high is not None:
        said.append(f"{low:g} to {high:g}")
    elif low is not None and low != 0:
        said.append(f"at least {low:g}")
    if found.multiple:
        said.append("may be given again")
    return f" ({', '.join(said)})" if said else ""


def _cell(found: Any) -> str:
    return " ".join((found.help or "").split()).replace("|", "\\|")


def _first_sentence(command: Any) -> str:
    return help_of(command).split("\n")[0].split(". ")[0].rstrip(".") + "."


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
