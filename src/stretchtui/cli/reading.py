"""What `list`, `exercises`, `show` and `check` do, without the command line's own machinery.

The plainest forms of these commands (`quick_answer`) are answered from here at once: loading Typer would take half of
their time.
"""

from typing import TYPE_CHECKING

from stretchtui.cli.output import DONE, FAILED, Leave, note, say, say_json, say_table

if TYPE_CHECKING:
    from stretchcore.exercise import Exercise
    from stretchcore.problems import Problem
    from stretchtui.cli.context import Context


def quick_answer(arguments: list[str]) -> int | None:
    """Answer a command in its plainest form, or return None where the whole command line must read it.

    Args:
        arguments: The command and what follows it: names, ``--json``, and ``--plan`` of show; no other option.

    Returns:
        The exit code.
    """
    command, *rest = arguments
    flags = {word for word in rest if word in ("--json", "--plan")}
    names = [word for word in rest if word not in flags]
    as_json = "--json" in flags
    if any(name.startswith("-") and name != "-" for name in names) or ("--plan" in flags and command != "show"):
        return None
    match command, names:
        case "list", []:
            return list_routines(as_json=as_json)
        case "exercises", []:
            return list_exercises(as_json=as_json)
        case "show", [name]:
            return show(name, plan="--plan" in flags, as_json=as_json)
        case "check", [_, *_]:
            return check(names, as_json=as_json)
        case _:
            return None


def list_routines(
    *,
    tag: str | None = None,
    target: str | None = None,
    max_minutes: float | None = None,
    as_json: bool = False,
) -> int:
    """Print the routines at a glance; return the exit code."""
    from stretchtui.paths import Paths
    from stretchtui.summaries import RoutineSummary, summaries

    def wanted(found: RoutineSummary) -> bool:
        return (
            (tag is None or tag in found.tags)
            and (target is None or target in found.targets)
            and (max_minutes is None or found.total_ms <= max_minutes * 60_000)
        )

    found, tags = [], set[str]()
    for summary in summaries(Paths.find()):
        if summary.problem is not None:
            note(f"left out: {summary.problem}")
        else:
            tags.update(summary.tags)
            if wanted(summary):
                found.append(summary)
    _note_unknown_tag(tag, tags, "routine")
    if as_json:
        say_json([summary.data() for summary in found])
        return DONE
    from stretchcore.times import format_span

    say_table(((one.id, format_span(one.total_ms), one.name, ", ".join(one.tags)) for one in found), right=(1,))
    return DONE


def _note_unknown_tag(tag: str | None, known: "set[str]", what: str) -> None:
    if tag is None or tag in known:
        return
    from stretchcore.text import nearest, quoted

    hint = nearest(tag, sorted(known))
    guess = f"did you mean {hint}?" if hint else f"there are {', '.join(sorted(known))}"
    note(f"no {what} has the tag {quoted(tag)}; {guess}")


def list_exercises(
    *, tag: str | None = None, target: str | None = None, max_minutes: float | None = None, as_json: bool = False
) -> int:
    """Print the exercises; return the exit code."""
    from stretchcore.data import exercise_to_data
    from stretchcore.exercise import Exercise
    from stretchtui.cli.context import Context

    def wanted(exercise: Exercise) -> bool:
        return (
            (tag is None or tag in (*exercise.posture, exercise.kind.value))
            and (target is None or target in (*exercise.targets, *exercise.secondary))
            and (max_minutes is None or _usual_ms(context, exercise) <= max_minutes * 60_000)
        )

    context = Context()
    shelf, excluded = context.library.exercises, context.settings.excluded
    found, tags = [], set[str]()
    for id in shelf:
        exercise = shelf.get(id)
        if exercise is None:
            note(f"left out: {shelf.entries[id].path} has problems; run `stretchtui check` on it")
        else:
            tags.update((*exercise.posture, exercise.kind.value))
            if wanted(exercise):
                found.append(exercise)
    _note_unknown_tag(tag, tags, "exercise")
    if as_json:
        say_json(
            [
                {**exercise_to_data(one), "origin": shelf.entries[one.id or ""].origin, "excluded": one.id in excluded}
                for one in found
            ]
        )
        return DONE
    say_table(
        (
            one.id or "",
            one.name,
            ", ".join(one.posture),
            ", ".join(one.targets),
            "excluded" if one.id in excluded else "",
        )
        for one in found
    )
    return DONE


def _usual_ms(context: "Context", exercise: "Exercise") -> float:
    """Return how long an exercise takes with its own dose, at the low end; endless where it has none."""
    from stretchcore.plan import lay_out
    from stretchcore.resolving import Unresolvable, resolve
    from stretchcore.routine import Routine, Step

    alone = Routine(exercise.id or "", exercise.name, (Step(exercise.id),))
    try:
        return lay_out(resolve(alone, context.library.exercises, 0, program=context.settings.program)).total_ms
    except Unresolvable:
        return float("inf")


def show(name: str, *, plan: bool = False, level: int | None = None, as_json: bool = False) -> int:
    """Print what a routine contains, or an exercise; return the exit code."""
    from stretchcore.exercise import Exercise
    from stretchtui.cli import describing
    from stretchtui.cli.context import Context

    context = Context()
    shelf = context.library.exercises
    piece = context.routine(name) if plan else context.piece(name)
    if isinstance(piece, Exercise):
        origin = shelf.entries[name].origin if name in shelf else "user"
        excluded = name in context.settings.excluded
        describing.show_exercise(piece, origin, as_json=as_json, excluded=excluded)
        return DONE
    if plan:
        for change in context.changes(piece):
            note(change)
        describing.show_plan(context.plan(piece, level), as_json=as_json)
    else:
        describing.show_routine(context, piece, context.level(piece, level), as_json=as_json)
    shelf.keep()
    return DONE


def check(names: list[str], *, as_json: bool = False) -> int:
    """Print what is wrong with files, and what could be better; return the exit code."""
    from stretchcore.problems import Problem
    from stretchtui.cli.context import Context
    from stretchtui.files import FileFault

    context = Context()
    found, unreadable = [], False
    for name in names:
        try:
            found += _check(context, name)
        except (Leave, FileFault) as fault:  # there is no such file, say: the others are looked at all the same
            unreadable = True
            note(str(fault))
            if as_json:
                found.append(Problem(name, 1, 1, "", "unreadable", str(fault)))
    if as_json:
        from dataclasses import asdict

        say_json([asdict(problem) for problem in found])
    else:
        for problem in found:
            say(str(problem))
        if not found and not unreadable:
            note("nothing to mend" if len(names) == 1 else f"{len(names)} files, nothing to mend")
    context.library.exercises.keep()
    return FAILED if unreadable or any(problem.severity == "problem" for problem in found) else DONE


def _check(context: "Context", name: str) -> "list[Problem]":
    from stretchcore.advice import advice_for
    from stretchtui.checking import is_exercise_file
    from stretchtui.shelves import is_path

    library = context.library
    if is_path(name) and is_exercise_file(name):
        return list(library.exercise_at(name).problems)
    if name in library.exercises and name not in library.entries:
        return list(library.exercises.document(name).problems)
    document = context.document(name)
    if document.value is None:
        return list(document.problems)
    return [document.locate(fault) for fault in advice_for(document.value, library.exercises)]
