"""`import`: other people's exercises and routines, shown before they are stored."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option, Typer

from stretchtui.cli.output import FAILED, Leave, fail, note, one_line, say, say_json, say_table

if TYPE_CHECKING:
    from stretchcore.exercise import Exercise
    from stretchcore.routine import Routine
    from stretchcore.tree import ResolvedRoutine
    from stretchtui.authoring import Desk
    from stretchtui.exchange.incoming import Incoming, Remark
    from stretchtui.exchange.receiving import Arrival, Delivery

_MOST_ROWS = 20
_MOST_WHOLE = 5  # routines that are shown step by step
_MOST_SUBJECTS = 3


def register(app: Typer) -> None:
    """Add the command."""
    app.command("import", short_help="Take in what others wrote: it is shown, and you are asked.")(import_files)


def import_files(
    files: Annotated[
        list[str],
        Argument(
            metavar="FILE...",
            help="Files of stretchtui or of other apps, which come in together; - for standard input.",
        ),
    ],
    yes: Annotated[bool, Option("--yes", "-y", help="Do not ask.")] = False,
    everything: Annotated[bool, Option("--all", help="Also what is no stretch, where a file has more.")] = False,
    json: Annotated[bool, Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what files of strangers contain, and store it among your own after you have agreed.

    Nothing of yours is replaced, and no built-in: what has the id of another gets a number. All is stored or nothing.
    """
    from stretchtui.authoring import Desk
    from stretchtui.cli.asking import confirm
    from stretchtui.cli.context import Context, note_problem
    from stretchtui.exchange.incoming import BadImport
    from stretchtui.exchange.receiving import Faulty, receive, store
    from stretchtui.files import FileFault

    context = Context()
    desk = Desk(context.paths, context.library)
    incoming = _together([_read(name) for name in files])
    try:
        delivery = receive(incoming, desk, everything=everything)
    except Faulty as fault:
        for problem in fault.problems:
            note_problem(str(problem))
        fail(fault)
    except BadImport as fault:
        fail(f"{files[0]}: {fault}" if len(files) == 1 else fault)
    if json:
        say_json(_data(delivery))
    else:
        _show(delivery)
    if not delivery.new:
        note("all of it is there already; nothing was stored")
        return
    if not confirm(f"Store {_number_of(delivery.new)}?", yes=yes, otherwise="nothing was stored"):
        raise Leave(FAILED, "nothing was stored")
    try:
        store(delivery)
    except FileFault as fault:
        fail(f"{fault}; nothing was stored")
    _tell_stored(delivery.new, desk)


# -- reading -----------------------------------------------------------------------------------------------------------


def _read(name: str) -> "Incoming":
    """Read one file, or end the program with why it cannot be."""
    from pathlib import Path

    from stretchtui.exchange.importers import read_import
    from stretchtui.exchange.importers.guarded import MAX_IMPORT_BYTES
    from stretchtui.exchange.incoming import BadImport
    from stretchtui.files import FileFault, read_bounded, read_standard_input

    path = Path(name).expanduser()
    try:
        data = read_standard_input(MAX_IMPORT_BYTES) if name == "-" else read_bounded(path, MAX_IMPORT_BYTES)
        if len(data) > MAX_IMPORT_BYTES:
            raise BadImport(f"it is too large; at most {MAX_IMPORT_BYTES // 1024**2} MiB are read")
        return read_import(data, name)
    except FileFault as fault:
        fail(fault)
    except BadImport as fault:
        fail(f"{name}: {fault}")


def _together(all_incoming: "Sequence[Incoming]") -> "Incoming":
    """Return several files as one import, so that a routine can come with the exercises that it names."""
    from stretchtui.exchange.incoming import Incoming

    return Incoming(
        ", ".join(dict.fromkeys(incoming.source for incoming in all_incoming)),
        tuple(piece for incoming in all_incoming for piece in incoming.pieces),
        tuple(remark for incoming in all_incoming for remark in incoming.remarks),
        tuple(spare for incoming in all_incoming for spare in incoming.spare),
    )


# -- showing -----------------------------------------------------------------------------------------------------------


def _show(delivery: "Delivery") -> None:
    """Print what would be stored, and what became of the rest."""
    say(one_line(f"{_number_of(delivery.arrivals)} from {delivery.source}"))
    exercises = [arrival for arrival in delivery.arrivals if arrival.kind == "exercise"]
    routines = [arrival for arrival in delivery.arrivals if arrival.kind == "routine"]
    for arrivals, most in ((exercises, 1), (routines, _MOST_WHOLE)):
        if len(arrivals) <= most:
            for arrival in arrivals:
                say("")
                _show_whole(arrival, delivery)
        else:
            say("")
            say_table([_row(arrival, delivery) for arrival in arrivals[:_MOST_ROWS]])
        if len(arrivals) > _MOST_ROWS:
            say(f"… and {len(arrivals) - _MOST_ROWS} more; --json lists all")
    _show_remarks(delivery.all_remarks)


def _show_whole(arrival: "Arrival", delivery: "Delivery") -> None:
    from stretchcore.exercise import Exercise
    from stretchcore.plan import lay_out
    from stretchcore.text import printable
    from stretchtui.cli.describing import routine_lines, show_exercise
    from stretchtui.exchange.doses import usual_dose

    value = arrival.value
    if isinstance(value, Exercise):
        show_exercise(value, "user", as_json=False)
        say("")
        say(f"Dose: {usual_dose(value)}")
    else:
        tree = _resolved(value, delivery)
        for line in routine_lines(value, tree, lay_out(tree)):
            say(line)
        say("")
        if value.source:
            say(printable(value.source, 2_000))
    say(f"Id: {arrival.id}{', which is there already' if arrival.is_known else ''}")


def _row(arrival: "Arrival", delivery: "Delivery") -> tuple[str, ...]:
    from stretchcore.exercise import Exercise
    from stretchcore.plan import lay_out
    from stretchcore.text import slug
    from stretchcore.times import format_span
    from stretchtui.exchange.incoming import Fate

    value = arrival.value
    what = _dose(value) if isinstance(value, Exercise) else format_span(lay_out(_resolved(value, delivery)).total_ms)
    is_guess = any(remark.fate is Fate.GUESSED for remark in arrival.remarks)
    mark = "there already" if arrival.is_known else "guessed" if is_guess else ""
    name = "" if slug(value.name) == arrival.id else one_line(value.name)  # which says no more than the id else
    return arrival.id, what, mark, name


def _resolved(routine: "Routine", delivery: "Delivery") -> "ResolvedRoutine":
    from stretchcore.resolving import resolve

    return resolve(routine, delivery.exercises, 0)


def _dose(exercise: "Exercise") -> str:
    """Return an exercise's dose in a few words, so that a row fits eighty columns."""
    from stretchtui.drafting.lines import dose_words

    words = dose_words({"exercise": exercise.id}, exercise)
    return words.replace(" at your own pace", ", own pace")


def _show_remarks(remarks: "Sequence[Remark]") -> None:
    """Print what was changed, guessed and left, what is alike on one line."""
    from stretchtui.exchange.incoming import Fate

    for fate in Fate:
        alike: dict[str, list[str]] = {}
        for remark in remarks:
            if remark.fate is fate:
                alike.setdefault(remark.message, []).append(one_line(remark.subject))
        if not alike:
            continue
        say("")
        say(fate.value.capitalize())
        for message, subjects in sorted(alike.items(), key=lambda entry: -len(entry[1])):
            more = " …" if len(subjects) > _MOST_SUBJECTS else ""
            say(f"{len(subjects):5,}  {one_line(message)}: {'; '.join(subjects[:_MOST_SUBJECTS])}{more}")


def _data(delivery: "Delivery") -> dict[str, object]:
    from stretchcore.text import printable
    from stretchtui.exchange.incoming import Fate

    def has(arrival: "Arrival", fate: Fate) -> bool:
        return any(remark.fate is fate for remark in arrival.remarks)

    arrivals = delivery.arrivals
    return {
        "source": delivery.source,
        "pieces": [
            {
                "kind": arrival.kind,
                "id": arrival.id,
                "name": arrival.value.name,
                "path": str(arrival.path),
                "is_new": not arrival.is_known,
                "remarks": [
                    {"fate": one.fate.value, "message": printable(one.message, 500)} for one in arrival.remarks
                ],
            }
            for arrival in arrivals
        ],
        "remarks": [
            {
                "fate": one.fate.value,
                "subject": printable(one.subject, 500),
                "message": printable(one.message, 500),
            }
            for one in delivery.remarks
        ],
        "figures": {
            "came_in": len(arrivals),
            "new": len(delivery.new),
            "changed": sum(has(arrival, Fate.CHANGED) for arrival in arrivals),
            "guessed": sum(has(arrival, Fate.GUESSED) for arrival in arrivals),
            "left": sum(remark.fate is Fate.LEFT for remark in delivery.all_remarks),
        },
    }


def _tell_stored(arrivals: "Sequence[Arrival]", desk: "Desk") -> None:
    note(f"stored {_number_of(arrivals)}, in {desk.folder(arrivals[-1].kind)}")
    first = arrivals[-1]  # a routine, where there is one
    if first.kind == "routine":
        note(f"`stretchtui run {first.id}` starts it; `stretchtui edit {first.id}` changes it")
    else:
        note(f"`stretchtui exercises` lists them; `stretchtui show {arrivals[0].id}` shows one")


def _number_of(arrivals: "Sequence[Arrival]") -> str:
    """Return how many exercises and routines there are, in words."""
    counts = [(sum(arrival.kind == kind for arrival in arrivals), kind) for kind in ("exercise", "routine")]
    return " and ".join(_number(count, kind) for count, kind in counts if count) or "nothing"


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
