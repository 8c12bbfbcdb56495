"""Runs every command of the command line into a broken pipe, a full disk and closed streams.

What can be run, and with which forms of output, is asked of the command line itself.

    python -m faults.many_commands FOLDER [FIRST STEP]
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import typer.main

from faults.forking import STREAMS, Ended, becoming, copied, fork
from faults.judging import Lost, expect
from history.makers import uuid, whole
from stretchtui.cli import make_app
from stretchtui.exchange.formats import FORMATS, LaidOut
from stretchtui.history import open_history
from stretchtui.paths import Paths


def _formats() -> Iterator[str]:
    """Yield the formats that can be exported to."""
    for format in FORMATS.values():
        if LaidOut in format.takes and find_spec(f"stretchtui.exchange.{format.module}"):
            yield format.id


ARGUMENTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (("mine", "--speed", "max"), ("nothing",)),
    "resume": ((),),
    "ctl": (("pause",),),
    "show": (("quick-relief",), ("knee-to-chest",), ("quick-relief", "--plan"), ("nothing",)),
    "check": (("quick-relief",), ("broken",)),
    "new": (("A new one",),),
    "edit": (("mine",),),
    "copy": (("quick-relief", "quick-copy"),),
    "rename": (("mine", "ours"),),
    "remove": (("mine", "--yes"), ("mine",)),
    "export": tuple(("mine", "--to", to) for to in (*_formats(), "nothing")),
    "import": (("data/routines/mine.toml", "--yes"), ("data/routines/mine.toml",), ("nothing.json", "--yes")),
    "log show": ((uuid(1),), (uuid(9),)),
    "log rate": ((uuid(1), "--after", "2"), (uuid(1),)),
    "log remove": ((uuid(1),),),
    "log restore": ((uuid(1),),),
    "log export": (("-",), ("-", "--id", uuid(1))),
    "log import": (("-",),),
    "log salvage": (("nothing.db",),),
    "stats": ((), ("--since", "2025-01-01")),
    "remind": (("--every", "50m", "--print", "--for", "cron"), ("--every", "never")),
    "config get": (("theme",),),
    "config set": (("lead_in", "2s"),),
    "config unset": (("lead_in",),),
}
"""What commands are given; those that are not here get nothing."""

FORMS = ("--json", "--plain")
"""Options that print the same in another form, or more of it; each is tried where a command has it."""

MINE = 'name = "Mine"\n[[steps]]\nname = "Reach"\nhold = "0.1s"\nprepare = "0s"\nreps = 3\nnext_rep = "0s"\n'


def commands() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield each command, by its words, with the options that it has."""

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        yield words, tuple(word for one in command.params for word in getattr(one, "opts", ()))
        for name, sub in getattr(command, "commands", {}).items():
            yield from walk(sub, (*words, name))

    yield from walk(typer.main.get_command(make_app(None)), ())


def cases() -> Iterator[tuple[str, ...]]:
    """Yield what is run."""
    for words, options in commands():
        yield (*words, "--help")
        for arguments in ARGUMENTS.get(" ".join(words), ((),)):
            yield (*words, *arguments)
            for form in FORMS:
                if form in options:
                    yield (*words, *arguments, form)


@dataclass
class Case:
    """One command with one kind of streams, and which promise it did not keep; empty where all are."""

    arguments: tuple[str, ...]
    streams: str
    code: int
    lost: str = ""


def make_home(home: Path) -> None:
    """Make a home with a routine, a broken one and a log."""
    paths = Paths.under(home)
    paths.routines.mkdir(parents=True)
    (paths.routines / "mine.toml").write_text(MINE)
    (paths.routines / "broken.toml").write_text('name = "Broken"\n[[steps]]\nhold = "x"\n')
    with open_history(paths.history, write=True) as history:
        for number in (1, 2, 3):
            whole(history, number, started_at=datetime.now().astimezone())


def judge(usual: Ended, ended: Ended, streams: str) -> None:
    """Hold how a command ended against how it ends when nothing is wrong.

    Raises:
        Lost: A promise was not kept.
    """
    expect("Traceback" not in ended.errors and "fault of stretchtui" not in ended.errors, f"no traceback: {ended}")
    expect("Exception ignored" not in ended.errors, f"the interpreter has nothing to add: {ended}")
    said = set(usual.errors.splitlines())
    more = [line for line in ended.errors.splitlines() if line not in said]
    prints = bool(usual.output)
    if streams in ("broken pipe", "all broken") and prints:
        expect(ended.code == (usual.code or 1), f"a broken pipe is a failure: {ended}")
        expect(not more, f"a broken pipe is silent: {ended}")
    elif streams == "full disk" and prints:
        expect(ended.code == (usual.code or 1), f"a full disk is a failure: {ended}")
        expect(len(more) == 1 and "no space left" in more[0], f"one clear line: {ended}")
    elif streams in ("errors full", "all broken") and usual.errors:
        expect(ended.code in (usual.code, 1), f"it ends as ever: {ended}")
    else:
        expect(ended.code == usual.code, f"it ends as ever: {ended} for {usual}")


def main(folder: Path, first: int = 0, step: int = 1) -> None:
    """Run all of them, or some, and print a JSON object a line."""
    template, home = folder / "template", folder / "home"
    make_home(template)
    fork(("list",), template)  # from here on, what is kept of the routines is there
    for arguments in islice(cases(), first, None, step):
        with copied(template, home):
            usual = fork(arguments, home)
        for streams in STREAMS:
            with copied(template, home):
                ended = fork(arguments, home, streams)
            case = Case(arguments, streams, ended.code)
            try:
                expect(usual.code in (0, 1, 2, 3) and "Traceback" not in usual.errors, f"a known end: {usual}")
                judge(usual, ended, streams)
            except Lost as lost:
                case.lost = str(lost)
            os.write(1, (json.dumps(asdict(case)) + "\n").encode())


if __name__ == "__main__":
    becoming(lambda: main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
