"""`export`: a routine or an exercise in other people's formats."""

import sys
from typing import TYPE_CHECKING, Annotated

from typer import Argument, BadParameter, Option, Typer

from stretchtui.cli.completing import routine_and_exercise_ids
from stretchtui.cli.output import USAGE, deliver, fail, note

if TYPE_CHECKING:
    from stretchtui.exchange.formats import Subject


def register(app: Typer) -> None:
    """Add the commands."""
    app.command(short_help="Write a routine for a watch, a calendar, paper or a program.")(export)


def _format(text: str) -> str:
    from stretchcore.text import nearest, quoted
    from stretchtui.exchange.formats import FORMATS

    if text in FORMATS:
        return text
    hint = nearest(text, tuple(FORMATS))
    guess = f"did you mean {hint}?" if hint else f"the formats are {', '.join(FORMATS)}"
    raise BadParameter(f"there is no format {quoted(text)}; {guess}")


def _formats() -> list[str]:
    from stretchtui.exchange.formats import FORMATS

    return list(FORMATS)


def export(
    name: Annotated[
        str,
        Argument(
            metavar="NAME",
            help="A routine or an exercise: its id, a path to a .toml file, or - for standard input.",
            autocompletion=routine_and_exercise_ids,
        ),
    ],
    to: Annotated[
        str,
        Option(
            "--to",
            metavar="FORMAT",
            callback=_format,
            autocompletion=_formats,
            help="fit, ics, html, svg, md or json.",
        ),
    ],
    output: Annotated[
        str, Option("-o", "--output", metavar="FILE", help="Where to; standard output without it, or with -.")
    ] = "-",
    level: Annotated[
        int | None, Option("--level", metavar="N", min=0, max=100, help="Where in each range: 0 is the low end.")
    ] = None,
    side: Annotated[str | None, Option("--side", metavar="left|right", help="The side that goes first.")] = None,
) -> None:
    """Write a routine or an exercise for a watch, a calendar, a sheet of paper, or another program.

    fit is a workout for a Garmin watch, ics its schedule for a calendar, html a page to print, svg the figure of an
    exercise, md text with a little structure, json all of it for programs.
    """
    from stretchtui.exchange.formats import FORMATS, CannotExport

    format = FORMATS[to]
    if side not in (None, "left", "right"):
        fail("--side is left or right", USAGE)
    if output == "-" and not format.is_text and sys.stdout.isatty():
        fail(f"{to} is not for a terminal; say where to with -o FILE", USAGE)
    try:
        subject = _subject(name, level, side)
        data = format.write(subject)
    except CannotExport as fault:
        fail(fault)
    for remark in format.remarks(subject):
        note(remark)
    deliver(data, output, format.about)


def _subject(name: str, level: int | None, side: str | None) -> "Subject":
    from stretchcore.exercise import Exercise
    from stretchcore.plan import lay_out
    from stretchtui.cli.context import Context
    from stretchtui.exchange.formats import LaidOut

    context = Context()
    piece = context.piece(name)
    if isinstance(piece, Exercise):
        if level is not None or side is not None:
            fail("--level and --side belong to routines", USAGE)
        return piece
    routine, changes = context.spared(piece)
    for change in dict.fromkeys(map(str, changes)):
        note(change)
    tree = context.tree(routine, level, side)
    return LaidOut(routine, tree, lay_out(tree))
