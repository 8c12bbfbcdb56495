"""`list`, `exercises`, `show`, `check`: what there is to do, and whether a file is right."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument, BadParameter, Exit, Option, Typer

from stretchtui.cli.output import DONE, FAILED, fail, note, say, say_json, say_table

if TYPE_CHECKING:
    from stretchcore.problems import Problem
    from stretchtui.cli.context import Context

_Json = Annotated[bool, Option("--json", help="As JSON.")]
_Level = Annotated[int | None, Option("--level", min=0, max=100, help="Where in each range: 0 is the low end.")]


def _muscle(text: str | None) -> str | None:
    from stretchcore.text import nearest
    from stretchcore.words import MUSCLES

    if text is None or text in MUSCLES:
        return text
    hint = nearest(text, MUSCLES)
    raise BadParameter(f"did you mean {hint}?" if hint else f"the muscles are {', '.join(MUSCLES)}")


_NAME_HELP = "Its id, a path to a .toml file, or - for standard input."
_Target = Annotated[str | None, Option("--target", callback=_muscle, help="Only what is for this muscle.")]


def register(app: Typer) -> None:
    """Add the commands."""
    app.command("list")(list_routines)
    app.command("exercises")(list_exercises)
    app.command()(show)
    app.command()(check)


def list_routines(
    tag: Annotated[str | None, Option("--tag", help="Only routines with this tag.")] = None,
    target: _Target = None,
    max_minutes: Annotated[float | None, Option("--max-minutes", min=0, help="Only what is no longer.")] = None,
    json: _Json = False,
) -> None:
    """List the routines."""
    from stretchtui.paths import Paths
    from stretchtui.summaries import RoutineSummary, summaries

    def wanted(found: RoutineSummary) -> bool:
        return (
            (tag is None or tag in found.tags)
            and (target is None or target in found.targets)
            and (max_minutes is None or found.total_ms <= max_minutes * 60_000)
        )

    found = []
    for summary in summaries(Paths.find()):
        if summary.problem is not None:
            note(f"left out: {summary.problem}")
        elif wanted(summary):
            found.append(summary)
    if json:
        say_json([summary.data() for summary in found])
        return
    from stretchcore.times import format_span

    say_table(((one.id, format_span(one.total_ms), one.name, ", ".join(one.tags)) for one in found), right=(1,))


def list_exercises(
    tag: Annotated[str | None, Option("--tag", help="Only exercises of this posture or kind.")] = None,
    target: _Target = None,
    json: _Json = False,
) -> None:
    """List the exercises."""
    from stretchcore.data import exercise_to_data
    from stretchcore.exercise import Exercise
    from stretchtui.cli.context import Context

    def wanted(exercise: Exercise) -> bool:
        return (tag is None or tag in (*exercise.posture, exercise.kind.value)) and (
            target is None or target in (*exercise.targets, *exercise.secondary)
        )

    shelf = Context().library.exercises
    found = []
    for id in shelf:
        exercise = shelf.get(id)
        if exercise is None:
            note(f"left out: {shelf.entries[id].path} has problems; run `stretchtui check` on it")
        elif wanted(exercise):
            found.append(exercise)
    if json:
        say_json([{**exercise_to_data(one), "origin": shelf.entries[one.id or ""].origin} for one in found])
        return
    say_table((one.id or "", one.name, ", ".join(one.posture), ", ".join(one.targets)) for one in found)


def show(
    name: Annotated[str, Argument(metavar="NAME", help=f"A routine or an exercise. {_NAME_HELP}")],
    plan: Annotated[bool, Option("--plan", help="Lay out every phase with its start time.")] = False,
    level: _Level = None,
    json: _Json = False,
) -> None:
    """Show what a routine contains, or an exercise."""
    from stretchtui.cli import describing
    from stretchtui.cli.context import Context

    context = Context()
    shelf = context.library.exercises
    if name in shelf and name not in context.library.entries and not plan:
        exercise = shelf.get(name)
        if exercise is None:
            fail(f"{shelf.entries[name].path} has problems; run `stretchtui check` on it")
        describing.show_exercise(exercise, shelf.entries[name].origin, as_json=json)
        return
    routine = context.routine(name)
    if plan:
        describing.show_plan(context.plan(routine, level), as_json=json)
    else:
        describing.show_routine(context, routine, context.level(routine, level), as_json=json)


def check(
    files: Annotated[list[str], Argument(metavar="FILE...", help=f"Routines or exercises. {_NAME_HELP}")],
    json: _Json = False,
) -> None:
    """Say what is wrong with files, and what could be better. Exits 1 where anything is wrong; advice never fails."""
    from stretchtui.cli.context import Context

    context = Context()
    found = [problem for name in files for problem in _check(context, name)]
    if json:
        from dataclasses import asdict

        say_json([asdict(problem) for problem in found])
    else:
        for problem in found:
            say(str(problem))
        if not found:
            note("nothing to mend" if len(files) == 1 else f"{len(files)} files, nothing to mend")
    raise Exit(FAILED if any(problem.severity == "problem" for problem in found) else DONE)


def _check(context: "Context", name: str) -> "list[Problem]":
    from stretchcore.advice import advice_for
    from stretchcore.document import read_exercise
    from stretchcore.text import slug
    from stretchtui.checking import is_exercise_file
    from stretchtui.files import FileFault, read_bounded
    from stretchtui.shelves import is_path

    library = context.library
    try:
        if is_path(name) and is_exercise_file(name):
            from pathlib import Path

            path = Path(name).expanduser()
            return list(read_exercise(read_bounded(path), slug(path.stem) or "exercise", file=name).problems)
        if name in library.exercises and name not in library.entries:
            return list(library.exercises.document(name).problems)
    except FileFault as fault:
        fail(fault)
    document = context.document(name)
    if document.value is None:
        return list(document.problems)
    return [document.locate(fault) for fault in advice_for(document.value, library.exercises)]
