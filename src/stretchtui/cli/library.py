"""`list`, `exercises`, `show`, `check`: what there is to do, and whether a file is right."""

from typing import Annotated

from typer import Argument, BadParameter, Exit, Option, Typer

from stretchtui.cli import reading
from stretchtui.cli.completing import routine_and_exercise_ids

_Json = Annotated[bool, Option("--json", help="As JSON.")]
_Level = Annotated[
    int | None, Option("--level", metavar="N", min=0, max=100, help="Where in each range: 0 is the low end.")
]


def _muscle(text: str | None) -> str | None:
    from stretchcore.text import nearest
    from stretchcore.words import MUSCLES

    if text is None or text in MUSCLES:
        return text
    hint = nearest(text, MUSCLES)
    raise BadParameter(f"did you mean {hint}?" if hint else f"the muscles are {', '.join(MUSCLES)}")


_NAME_HELP = "Its id, a path to a .toml file, or - for standard input."
_Target = Annotated[
    str | None, Option("--target", metavar="MUSCLE", callback=_muscle, help="Only what is for this muscle.")
]

_MaxMinutes = Annotated[float | None, Option("--max-minutes", metavar="N", min=0, help="Only what is no longer.")]


def register(app: Typer) -> None:
    """Add the commands."""
    app.command("list")(list_routines)
    app.command("exercises")(list_exercises)
    app.command()(show)
    app.command()(check)


def list_routines(
    tag: Annotated[str | None, Option("--tag", metavar="TAG", help="Only routines with this tag.")] = None,
    target: _Target = None,
    max_minutes: _MaxMinutes = None,
    json: _Json = False,
) -> None:
    """List the routines."""
    raise Exit(reading.list_routines(tag=tag, target=target, max_minutes=max_minutes, as_json=json))


def list_exercises(
    tag: Annotated[str | None, Option("--tag", metavar="TAG", help="Only exercises of this posture or kind.")] = None,
    target: _Target = None,
    max_minutes: _MaxMinutes = None,
    json: _Json = False,
) -> None:
    """List the exercises."""
    raise Exit(reading.list_exercises(tag=tag, target=target, max_minutes=max_minutes, as_json=json))


def show(
    name: Annotated[
        str,
        Argument(
            metavar="NAME", help=f"A routine or an exercise. {_NAME_HELP}", autocompletion=routine_and_exercise_ids
        ),
    ],
    plan: Annotated[bool, Option("--plan", help="Lay out every phase with its start time.")] = False,
    level: _Level = None,
    json: _Json = False,
) -> None:
    """Show what a routine contains, or an exercise."""
    raise Exit(reading.show(name, plan=plan, level=level, as_json=json))


def check(
    files: Annotated[
        list[str],
        Argument(
            metavar="FILE...",
            help="Routines or exercises: ids, paths to .toml files, or - for standard input.",
            autocompletion=routine_and_exercise_ids,
        ),
    ],
    json: _Json = False,
) -> None:
    """Say what is wrong with files, and what could be better. Exits 1 where anything is wrong; advice never fails."""
    raise Exit(reading.check(files, as_json=json))
