"""`log`: what was done, and what one says of it afterwards."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from typer import Argument, BadParameter, Context, Option, Typer

from stretchtui.cli.completing import removed_session_ids, routine_ids, session_ids
from stretchtui.cli.days import day_option, first_day
from stretchtui.cli.output import FAILED, USAGE, Leave, deliver, fail, note, say, say_json

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from stretchtui.history import History, ImportReport, SessionRow

_PAIN_AT_MOST = 10
_NONE = "none"
_FORMATS = ("jsonl", "fit", "ics")
_OWN = 0o600  # what was done is nobody else's business


def _pain(text: str | None) -> str | None:
    if text is None or text == _NONE:
        return text
    if text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= _PAIN_AT_MOST:
        return text
    raise BadParameter(f"write a number from 0 to {_PAIN_AT_MOST}, or {_NONE} to take it away")


def _format(text: str) -> str:
    if text in _FORMATS:
        return text
    from stretchcore.text import nearest, quoted

    hint = nearest(text, _FORMATS)
    guess = f"did you mean {hint}?" if hint else f"the formats are {', '.join(_FORMATS)}"
    raise BadParameter(f"there is no format {quoted(text)}; {guess}")


def _formats() -> list[str]:
    return list(_FORMATS)


_Id = Annotated[
    str, Argument(metavar="ID", help="The session's id, or the beginning of it.", autocompletion=session_ids)
]
_Json = Annotated[bool, Option("--json", help="As JSON.")]


def register(app: Typer) -> None:
    """Add the commands."""
    group = Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True)(log)
    group.command()(show)
    group.command()(rate)
    group.command()(remove)
    group.command()(restore)
    group.command("export")(export)
    group.command("import")(import_)
    group.command("salvage")(salvage_)
    app.add_typer(group, name="log", short_help="List the sessions; with a command, show or change one.")


def log(
    context: Context,
    since: Annotated[
        str | None, Option("--since", metavar="DAY", callback=day_option, help="From a day on: 2026-01-31, or 7d, 2w.")
    ] = None,
    routine: Annotated[
        str | None, Option("--routine", metavar="ID", help="Only of this routine.", autocompletion=routine_ids)
    ] = None,
    limit: Annotated[int | None, Option("--limit", metavar="N", min=0, help="At most so many.")] = None,
    removed: Annotated[bool, Option("--removed", help="Those that were removed, instead.")] = False,
    json: _Json = False,
    csv: Annotated[bool, Option("--csv", help="As a table for a spreadsheet.")] = False,
) -> None:
    """List the sessions, newest first; with a command, look into the log or change it."""
    context.obj = json
    if json and csv:
        fail("--json and --csv exclude each other", USAGE)
    if context.invoked_subcommand is not None:
        given = {"--since": since, "--routine": routine, "--limit": limit, "--removed": removed, "--csv": csv}
        for option, value in given.items():
            if value is not None and value is not False:
                fail(f"{option} belongs to the list of sessions, not to `log {context.invoked_subcommand}`", USAGE)
        return
    with _history() as history:
        rows = history.sessions(
            since=first_day(since) if since else None,
            routine=routine,
            limit=None if removed else limit,
            include_deleted=removed,
        )
    if removed:
        rows = [row for row in rows if row.deleted_at is not None][:limit]
    if json:
        say_json([row.to_data() for row in rows])
    elif csv:
        _say_csv(rows)
    elif rows:
        from stretchtui.cli.log_text import say_sessions

        say_sessions(rows)
    else:
        note("no session")


def show(context: Context, id: _Id, json: _Json = False) -> None:
    """Show one session and its phases."""
    from stretchtui.history import show_data
    from stretchtui.logbook import read_plan

    with _history() as history:
        row = _find(history, id)
        phases = history.phases(row.id)
        plan = None if json or context.obj else read_plan(history, row.id)
    if json or context.obj:
        say_json(show_data(row, phases))
        return
    from stretchtui.cli.log_text import say_session

    say_session(row, phases, plan)


def rate(
    id: _Id,
    before: Annotated[
        str | None, Option("--before", metavar="N", callback=_pain, help="Pain before, 0 to 10; none takes it away.")
    ] = None,
    after: Annotated[
        str | None, Option("--after", metavar="N", callback=_pain, help="Pain after, 0 to 10; none takes it away.")
    ] = None,
    text: Annotated[str | None, Option("--note", metavar="TEXT", help='A note, one line; "" takes it away.')] = None,
) -> None:
    """Note how a session felt: pain before and after, a few words."""
    from stretchtui.cli.log_text import pain_words
    from stretchtui.history import UNSET

    if before is None and after is None and text is None:
        fail("say --before, --after or --note", USAGE)
    with _history_of(id) as (history, row):
        row = history.rate(
            row.id,
            before=UNSET if before is None else _number(before),
            after=UNSET if after is None else _number(after),
            note=UNSET if text is None else text.strip() or None,
        )
    parts = [part for part in (pain_words(row), row.note) if part]
    note(f"{row.id[:8]}: {', '.join(parts) or 'nothing noted'}")


def remove(
    id: _Id,
    yes: Annotated[bool, Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take a session out of the log and the statistics. It can be restored."""
    from stretchtui.cli.asking import confirm
    from stretchtui.cli.log_text import outcome_words, when_words

    with _history() as history:
        row = history.session(id)
    if not confirm(f"Remove {row.routine} of {when_words(row)}, {outcome_words(row)}?", yes=yes):
        raise Leave(FAILED, "nothing was removed")
    with _history(write=True) as history:
        history.remove(row.id)
    note(f"removed; to get it back: stretchtui log restore {row.id}")


def restore(
    id: Annotated[
        str,
        Argument(metavar="ID", help="The session's id, or the beginning of it.", autocompletion=removed_session_ids),
    ],
) -> None:
    """Bring back a session that was removed."""
    with _history_of(id, removed=True) as (history, row):
        if row.deleted_at is None:
            note(f"{row.id[:8]} was not removed")
            return
        history.restore(row.id)
    note(f"{row.id[:8]} is back")


def export(
    file: Annotated[str, Argument(metavar="FILE", help="Where to; - for standard output.")],
    to: Annotated[
        str,
        Option(
            "--to",
            metavar="FORMAT",
            callback=_format,
            autocompletion=_formats,
            help="jsonl, to merge on another machine; fit, an activity for Strava or Garmin Connect; ics, a calendar.",
        ),
    ] = "jsonl",
    id: Annotated[
        str | None, Option("--id", metavar="ID", help="Only this session.", autocompletion=session_ids)
    ] = None,
) -> None:
    """Write the log to a file: for another machine, removed sessions with their mark, or for other programs."""
    if to == "jsonl":
        _export_lines(file, id)
    elif to == "fit":
        _export_activity(file, id)
    else:
        _export_calendar(file, id)


def _export_lines(file: str, id: str | None) -> None:
    from stretchtui.history import export_file, write_lines

    with _history() as history:
        one = None if id is None else _find(history, id).id
        if file == "-":
            _speak_plain_utf8()
            report = write_lines(history, sys.stdout, one)
        else:
            report = export_file(history, file, one)
    for found in report.shortened:
        note(f"{found} is too long for one line: it was exported without its plan, or its phases")
    if file != "-":
        note(f"exported {_counted(report.sessions)} to {file}")


def _export_activity(file: str, id: str | None) -> None:
    from stretchtui.exchange.sessions import write_activity

    if id is None:
        fail("a FIT file holds one activity: say which with --id ID", USAGE)
    if file == "-" and sys.stdout.isatty():
        fail("fit is not for a terminal; name a file", USAGE)
    with _history() as history, _export_faults():
        row = _find(history, id)
        data = write_activity(row, history.phases(row.id))
    deliver(data, file, "an activity", mode=_OWN)


def _export_calendar(file: str, id: str | None) -> None:
    from stretchtui.exchange.sessions import write_calendar

    with _history() as history, _export_faults():
        rows = history.sessions(include_simulated=False) if id is None else [_find(history, id)]
        data = write_calendar(rows)
    deliver(data, file, "what was done, for a calendar", mode=_OWN)


@contextmanager
def _export_faults() -> Iterator[None]:
    """End the program with one clear line where a format cannot hold what it is given."""
    from stretchtui.exchange.formats import CannotExport

    try:
        yield
    except CannotExport as fault:
        fail(fault)


def import_(
    file: Annotated[str, Argument(metavar="FILE", help="A file of `log export`; - for standard input.")],
) -> None:
    """Merge a file of sessions into the log. All of it or, where a line is bad, nothing; twice is once."""
    from stretchtui.cli.context import note_problem

    if file == "-":
        report = _merge(sys.stdin.buffer)
    else:
        try:
            with open(file, "rb") as stream:
                report = _merge(stream)
        except OSError as error:
            from stretchtui.files import reason

            fail(f"{file} cannot be read: {reason(error)}")
    if not report.problems:
        say(f"added {report.added}, updated {report.updated}, unchanged {report.unchanged}")
        return
    from stretchcore.text import printable

    for problem in report.problems:
        note_problem(printable(f"{file}:{problem.line}: {problem.message}", 1_000))
    fail("nothing was imported")


def salvage_(
    file: Annotated[str, Argument(metavar="FILE", help="A damaged history, as history.db.unreadable-…")],
) -> None:
    """Read what a damaged history still holds into the log. Twice is once, and the file stays as it is."""
    from stretchtui.history import salvage

    with _history(write=True) as history:
        report = salvage(history, file)
    say(f"{report}; {report.stored:,} of them new in the log")


# -- what they share ---------------------------------------------------------------------------------------------------


@contextmanager
def _history(*, write: bool = False) -> "Iterator[History]":
    """Open the history; its faults end the program with one clear line."""
    from stretchtui.history import HistoryError, open_history
    from stretchtui.paths import Paths

    try:
        with open_history(Paths.find().history, write=write) as history:
            if history.aside is not None:
                note(f"{history.notice}; {_salvaged(history, history.aside)}")
            elif history.notice:
                note(history.notice)
            yield history
    except HistoryError as fault:
        fail(fault)


@contextmanager
def _history_of(ref: str, *, removed: bool = False) -> "Iterator[tuple[History, SessionRow]]":
    """Open the history to change one of its sessions.

    It is looked up for reading first: no wrong id may create a history, or set a damaged one aside.
    """
    with _history() as history:
        row = history.session(ref, include_deleted=removed)
    with _history(write=True) as history:
        yield history, row


def _salvaged(history: "History", damaged: "Path") -> str:
    from stretchtui.history import salvage

    return str(salvage(history, damaged))


def _find(history: "History", ref: str) -> "SessionRow":
    """Return a session, a removed one where none of the log begins so."""
    from stretchtui.history import HistoryRefused

    try:
        return history.session(ref)
    except HistoryRefused:
        return history.session(ref, include_deleted=True)


def _merge(stream: "BinaryIO") -> "ImportReport":
    from stretchtui.history import import_lines

    with _history(write=True) as history:
        return import_lines(history, stream)


def _number(pain: str) -> int | None:
    return None if pain == _NONE else int(pain)


def _counted(number: int) -> str:
    return "1 session" if number == 1 else f"{number:,} sessions"


def _say_csv(rows: "list[SessionRow]") -> None:
    import csv

    from stretchtui.history import csv_rows

    _speak_plain_utf8()
    csv.writer(sys.stdout, lineterminator="\n").writerows(csv_rows(rows))


def _speak_plain_utf8() -> None:
    """Let standard output carry a file's bytes: UTF-8 and plain line feeds, whatever the terminal speaks."""
    from io import TextIOWrapper

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
