"""`new`, `edit`, `copy`, `rename`, `remove`: routines of one's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, Typer

from stretchtui.cli.completing import exercise_ids, own_ids, routine_and_exercise_ids
from stretchtui.cli.output import FAILED, USAGE, Leave, fail, note

if TYPE_CHECKING:
    from pathlib import Path

    from stretchcore.exercise import Exercise
    from stretchtui.authoring import Desk, Moved
    from stretchtui.library import Library

_Own = Annotated[str, Argument(metavar="NAME", help="The id of a routine of yours.", autocompletion=own_ids)]
_New = Annotated[str, Argument(metavar="NEW", help="The new id: small letters, digits and hyphens.")]


def register(app: Typer) -> None:
    """Add the commands."""
    app.command(short_help="Make a routine, ready to run and to change.")(new)
    app.command()(edit)
    app.command()(copy)
    app.command(short_help="Give a routine of yours another id.")(rename)
    app.command()(remove)


def new(
    name: Annotated[str, Argument(metavar="NAME", help="Its id: small letters, digits and hyphens.")],
    title: Annotated[str | None, Option("--name", metavar="TITLE", help="What it is called.")] = None,
    summary: Annotated[str | None, Option("--summary", metavar="TEXT", help="What it is for, in one sentence.")] = None,
    tag: Annotated[list[str] | None, Option("--tag", metavar="TAG", help="A word to find it by.")] = None,
    exercise: Annotated[
        list[str] | None,
        Option("--exercise", metavar="ID", help="An exercise, with its own dose.", autocompletion=exercise_ids),
    ] = None,
    edit: Annotated[bool, Option("--edit", help="Open it in your editor.")] = False,
) -> None:
    """Make a routine: a warm-up and a few exercises, ready to run and to change. Prints the path of its file."""
    from stretchtui.composing import USUAL_EXERCISES, Idea, compose
    from stretchtui.files import write_new
    from stretchtui.schemas import lay_schema

    desk = _desk()
    for option, text in (("--name", title), ("--summary", summary), *(("--tag", word) for word in tag or ())):
        _check_text(option, text)
    if len(tag or ()) > 20:
        fail("--tag: at most 20 tags", USAGE)
    with _faults():
        wanted = _id(name)
        id = desk.id_for_new(wanted)
        if id != wanted:
            note(f"{wanted} is built in: the new routine is called {id}; to replace a built-in, copy it")
        exercises = [_exercise(desk.library, found) for found in exercise or USUAL_EXERCISES]
        tags = tuple(dict.fromkeys(word.strip() for word in tag or ()))
        text = compose(Idea(id, title or _title(name, wanted), summary or "", tags), exercises)
        path = desk.folder("routine") / f"{id}.toml"
        _refuse_problems(desk, id, text, path)
        write_new({path: text})
        lay_schema(path, text.encode())
    _say_path(path)
    if edit:
        _edit(_desk(), id)  # a desk that knows the new file


def edit(
    name: Annotated[
        str,
        Argument(
            metavar="NAME", help="The id of a routine or an exercise of yours, or a path.", autocompletion=own_ids
        ),
    ],
) -> None:
    """Open a routine in your editor, and check it when you are done.

    The editor is what VISUAL or EDITOR names. What you write is stored when it is right; until then it is kept as a
    draft.
    """
    _edit(_desk(), name)


def copy(
    name: Annotated[
        str,
        Argument(
            metavar="NAME",
            help="A routine or an exercise: its id, a path to a .toml file, or - for standard input.",
            autocompletion=routine_and_exercise_ids,
        ),
    ],
    new: _New,
    force: Annotated[bool, Option("--force", help="Replace a file of yours; the old one is kept aside.")] = False,
) -> None:
    """Copy a routine, as it is written, to one of your own.

    Under the id of a built-in one, yours takes its place. Prints the path of the file.
    """
    from stretchtui.shelves import is_path

    desk = _desk()
    with _faults():
        id = _id(new)
        replaces = desk.find(id)
        moved = desk.copy(name, id, force=force)
    _tell_aside(moved)
    if replaces is not None and replaces.entry.origin == "built-in":
        note(f"it takes the place of the built-in {id}; `stretchtui remove {id}` brings that back")
    if not is_path(name) and name != "-" and name != id:
        note(f"`stretchtui edit {id}` changes it, its name too")
    _say_path(moved.path)


def rename(
    name: _Own,
    new: _New,
    force: Annotated[bool, Option("--force", help="Also where the new id is that of another routine.")] = False,
) -> None:
    """Give a routine of yours another id; the level that you chose for it goes along. Prints the path of the file."""
    from stretchtui.authoring import move_level
    from stretchtui.changing import UnchangeableSettings
    from stretchtui.files import FileFault

    desk = _desk()
    with _faults():
        piece = desk.own(name, f"copy it: stretchtui copy {name} NEW")
        id = _id(new)
        if id == piece.id:
            note(f"it is called {id} already")
            return
        moved = desk.rename(piece, id, force=force)
    _tell_aside(moved)
    _say_path(moved.path)
    if piece.kind == "routine":
        try:
            move_level(desk.paths.settings, piece.id, id)
        except (FileFault, UnchangeableSettings) as fault:
            fail(f"renamed, but its level could not go along: {fault}")


def remove(
    name: _Own,
    yes: Annotated[bool, Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a routine of yours. Its file is kept aside, and you are told how to get it back."""
    from shlex import quote

    from stretchtui.cli.asking import confirm

    desk = _desk()
    with _faults():
        piece = desk.own(name, "it stays")
        if not confirm(f"Remove {piece.id} ({piece.path})?", yes=yes):
            raise Leave(FAILED, "nothing was removed")
        aside = desk.remove(piece)
    note(f"removed; to get it back: stretchtui copy {quote(str(aside))} {piece.id}")


# -- what they share ---------------------------------------------------------------------------------------------------


def _desk() -> "Desk":
    from stretchtui.authoring import Desk
    from stretchtui.cli.context import Context

    context = Context()
    return Desk(context.paths, context.library)


@contextmanager
def _faults() -> Iterator[None]:
    """End the program with one clear line for what can go wrong with files and names."""
    from stretchcore.problems import BadDocument
    from stretchtui.authoring import BadId, Refused
    from stretchtui.cli.context import note_problem
    from stretchtui.files import FileFault
    from stretchtui.library import NotFound

    try:
        yield
    except BadId as fault:
        fail(fault, USAGE)
    except BadDocument as fault:
        for problem in fault.problems:
            note_problem(str(problem))
        fail("a file with problems is not taken into the library")
    except (NotFound, Refused, FileFault) as fault:
        fail(fault)


def _id(text: str) -> str:
    """Return the id that a text is meant for, and say so where it was none."""
    from stretchcore.text import quoted
    from stretchtui.authoring import make_id

    id = make_id(text)
    if id != text:
        note(f"{quoted(text)} is no id: it is called {id}")
    return id


def _title(name: str, id: str) -> str:
    """Return what a routine is called where nobody says it: what was typed, or the words of its id."""
    from stretchcore.text import MAX_NAME_CELLS, text_fault

    words = name.removesuffix(".toml").strip()
    if words == id or text_fault(words, MAX_NAME_CELLS):
        return id.replace("-", " ").capitalize()
    return words


def _check_text(option: str, text: str | None) -> None:
    from stretchcore.text import MAX_NAME_CELLS, MAX_TEXT_CELLS, text_fault

    fault = None if text is None else text_fault(text, MAX_TEXT_CELLS if option == "--summary" else MAX_NAME_CELLS)
    if fault:
        fail(f"{option}: {fault}", USAGE)


def _exercise(library: "Library", name: str) -> "Exercise":
    from stretchcore.text import nearest, quoted, slug

    shelf = library.exercises
    id = name if name in shelf else slug(name)
    if id not in shelf:
        hint = nearest(name, tuple(shelf))
        guess = f"did you mean {hint}?" if hint else "see `stretchtui exercises`"
        fail(f"there is no exercise {quoted(name)}; {guess}")
    found = shelf.get(id)
    if found is None:
        fail(f"{shelf.entries[id].path} has problems; run `stretchtui check` on it")
    return found


def _refuse_problems(desk: "Desk", id: str, text: str, path: "Path") -> None:
    """Never write a routine that cannot be run, whatever exercises it was asked to hold."""
    from stretchcore.problems import BadDocument

    problems = desk.check("routine", id, text.encode(), str(path))
    if problems:
        raise BadDocument(problems)


def _edit(desk: "Desk", name: str) -> None:
    from shlex import quote

    from stretchtui.cli.drafting import edit_subject

    with _faults():
        subject = desk.subject(name)
    if edit_subject(subject, f"stretchtui edit {quote(name)}"):
        from stretchtui.cli.context import note_problem

        for advice in desk.advice(subject.target):
            note_problem(str(advice))


def _tell_aside(moved: "Moved") -> None:
    if moved.aside is not None:
        note(f"what stood there before is kept as {moved.aside}")


def _say_path(path: "Path") -> None:
    """Print a path as data: on a terminal so that it can be shown, else byte for byte so that it can be opened."""
    import os
    import sys

    from stretchcore.text import printable

    if sys.stdout.isatty():
        sys.stdout.write(printable(str(path), 5_000) + "\n")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(os.fsencode(path) + b"\n")
    sys.stdout.flush()
