"""`remind`: a word from the desktop, at the times that one wants."""

from typing import TYPE_CHECKING, Annotated

from typer import BadParameter, Context, Option, Typer

from stretchtui.cli.completing import routine_ids
from stretchtui.cli.output import FAILED, USAGE, fail, note, say, say_json, say_table

if TYPE_CHECKING:
    from stretchtui.paths import Paths
    from stretchtui.reminders.reminder import Reminder

_Json = Annotated[bool, Option("--json", help="As JSON.")]


def _scheduler(name: str | None) -> str | None:
    if name is None:
        return None
    from stretchtui.reminders.entries import NAMES

    if name not in NAMES:
        raise BadParameter(f"write {', '.join(NAMES[:-1])} or {NAMES[-1]}")
    return name


def register(app: Typer) -> None:
    """Add the commands."""
    group = Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True)(remind)
    group.command("show")(show)
    group.command("remove")(remove)
    group.command("now")(now)
    app.add_typer(group, name="remind", short_help="Let the desktop say when it is time to stretch.")


def remind(
    context: Context,
    every: Annotated[
        str | None, Option("--every", metavar="TIME", help="How often, as in 50m or 1h30m: 5 minutes to 12 hours.")
    ] = None,
    during: Annotated[
        str | None,
        Option("--during", metavar="FROM-TO", help="Between which times of the day, as in 09:00-18:00."),
    ] = None,
    days: Annotated[
        str | None, Option("--days", metavar="DAYS", help="On which days, as in mon-fri, sat,sun or daily.")
    ] = None,
    routine: Annotated[
        str | None,
        Option("--routine", metavar="ID", help="The routine to be reminded of.", autocompletion=routine_ids),
    ] = None,
    at: Annotated[
        list[str] | None, Option("--at", metavar="HH:MM", help="A time of day, instead of every so often.")
    ] = None,
    quiet_after: Annotated[
        str | None,
        Option("--quiet-after", metavar="TIME", help="For how long after a session there is none, as in 30m."),
    ] = None,
    remove_it: Annotated[bool, Option("--remove", help="Take the reminder away, as `remind remove` does.")] = False,
    print_it: Annotated[bool, Option("--print", help="Print what would be written, and write nothing.")] = False,
    target: Annotated[
        str | None,
        Option("--for", metavar="SYSTEM", callback=_scheduler, help="With --print: systemd, launchd, windows or cron."),
    ] = None,
    json: _Json = False,
) -> None:
    """Remind me to stretch: the desktop says when it is time, and which command begins.

    With options, a reminder is set or changed; what is not said stays as it is. Without any, it is shown. The first
    one of a day comes so long after the beginning of the time that is given. None comes while a session runs, or
    shortly after one.
    """
    said = {
        "every": every,
        "during": during,
        "days": days,
        "routine": routine,
        "at": at or None,
        "quiet_after": quiet_after,
    }
    wanted = {name: value for name, value in said.items() if value is not None}
    if context.invoked_subcommand is not None:
        if wanted or remove_it or print_it or target or json:
            fail(f"options belong to `remind`, not to `remind {context.invoked_subcommand}`", USAGE)
        return
    if target and not print_it:
        fail("--for belongs to --print", USAGE)
    if remove_it + print_it > 1 or (remove_it and wanted) or (print_it and json):
        fail("--remove, --print and --json go alone, --print beside the times and the routine", USAGE)
    if remove_it:
        remove()
        return
    from stretchtui.paths import Paths

    paths = Paths.find()
    if not wanted and not print_it:
        show(json)
        return
    reminder = _changed(paths, wanted)
    if print_it:
        _print(reminder, target)
        return
    _set(paths, reminder)
    show(json)


def show(json: _Json = False) -> None:
    """Show the reminder, whether its entry is in the system's scheduler, and when it comes next."""
    from datetime import datetime

    from stretchtui.paths import Paths
    from stretchtui.reminders.entries import standing
    from stretchtui.reminders.reminder import format_clock, to_data
    from stretchtui.reminders.scheduling import this_job

    reminder = _stored(Paths.find())
    if reminder is None:
        if json:
            say_json(None)
        else:
            note("there is no reminder; `stretchtui remind --every 50m` sets one")
        return
    found = standing(reminder, this_job())
    following = reminder.next_after(datetime.now())
    times = [format_clock(minute) for minute in reminder.minutes]
    data = to_data(reminder) | {
        "times": times,
        "scheduler": None if found.scheduler is None else found.scheduler.name,
        "installed": found.is_on,
        "next": following.isoformat(timespec="minutes") if found.is_on else None,
    }
    if json:
        say_json(data)
        return
    rows = [(key, " ".join(value) if isinstance(value, list) else str(value)) for key, value in data.items()][:-3]
    if found.scheduler is None:
        rows.append(("entry", "none: set the reminder again to write it"))
    elif not found.is_on:
        rows.append(("entry", f"{found.scheduler.title}, not as it should be: set the reminder again to write it"))
    else:
        rows += [("entry", found.scheduler.title), ("next", f"{following:%a %Y-%m-%d %H:%M}")]
    say_table(row for row in rows if row[1] != "None")


def remove() -> None:
    """Take the reminder and its entry away."""
    from stretchtui.paths import Paths
    from stretchtui.reminders import entries
    from stretchtui.reminders.scheduling import CannotSchedule, take_away

    file = Paths.find().reminder
    try:
        there = entries.remove() or file.exists()
        take_away(file)
    except CannotSchedule as fault:
        fail(fault)
    if not there:
        note("there was no reminder")


def now(
    anyway: Annotated[bool, Option("--anyway", help="Whatever the time is, to see what it looks like.")] = False,
    home: Annotated[
        str | None, Option("--home", hidden=True, help="For systems whose entries have no environment.")
    ] = None,
) -> None:
    """Tell the desktop now, as the scheduler does; says nothing where no reminder is wanted."""
    import os
    from datetime import datetime

    from stretchtui.cli.context import Context as Shared
    from stretchtui.paths import HOME_VARIABLE
    from stretchtui.reminders.reminder import Reminder
    from stretchtui.reminders.telling import is_wanted, tell

    if home:
        os.environ[HOME_VARIABLE] = home
    shared = Shared()
    reminder = _stored(shared.paths)
    if not anyway and (reminder is None or not is_wanted(reminder, shared.paths, datetime.now().astimezone())):
        return
    plan = shared.plan(shared.routine((reminder or Reminder()).routine), None)
    if not tell(plan):
        fail("the desktop could not be told; `stretchtui doctor` says what is missing")


def _stored(paths: "Paths") -> "Reminder | None":
    """Return the reminder that is set; one whose file is wrong ends the program."""
    from stretchtui.cli.context import note_problem
    from stretchtui.reminders.reminder import read_reminder

    reminder, problems = read_reminder(paths.reminder)
    for problem in problems:
        note_problem(str(problem))
    if problems:
        fail("mend the file, or take it away with `stretchtui remind remove`")
    return reminder


def _changed(paths: "Paths", wanted: "dict[str, str | list[str]]") -> "Reminder":
    from stretchcore.text import nearest, quoted
    from stretchtui.reminders.reminder import BadReminder, changed
    from stretchtui.shelves import routine_entries

    try:
        reminder = changed(_stored(paths), **wanted)  # type: ignore[arg-type]  # each by its name
    except BadReminder as fault:
        fail(fault, USAGE)
    known = routine_entries(paths)
    if reminder.routine not in known:
        hint = nearest(reminder.routine, tuple(known))
        fail(f"there is no routine {quoted(reminder.routine)}" + (f"; did you mean {hint}?" if hint else ""), FAILED)
    return reminder


def _print(reminder: "Reminder", target: str | None) -> None:
    from stretchtui.reminders.entries import choose, named
    from stretchtui.reminders.scheduling import CannotSchedule, this_job

    try:
        scheduler = named(target) if target else choose()
        pieces = scheduler.pieces(reminder, this_job())
    except CannotSchedule as fault:
        fail(fault)
    for place, text in pieces:
        if len(pieces) > 1:
            say(f"# {place}")
        say(text.rstrip("\n"))
        if len(pieces) > 1 and place != pieces[-1].place:
            say("")


def _set(paths: "Paths", reminder: "Reminder") -> None:
    """Write the reminder and its entry, both or none."""
    from stretchtui.files import FileFault
    from stretchtui.reminders.entries import install
    from stretchtui.reminders.reminder import write_reminder
    from stretchtui.reminders.scheduling import CannotSchedule, files_back, this_job

    try:
        with files_back(paths.reminder):
            write_reminder(paths.reminder, reminder)
            install(reminder, this_job())
    except (CannotSchedule, FileFault) as fault:
        fail(fault)
