"""`run`: a session now."""

import sys
from typing import Annotated

from typer import Argument, BadParameter, Exit, Option, Typer

from stretchtui.cli.completing import routine_ids, session_ids
from stretchtui.cli.output import USAGE, fail, note

_SIDES = ("left", "right")


def _speed(text: str | None) -> str | None:
    if text is None or text == "max":
        return text
    try:
        if 0.01 <= float(text) <= 1_000:
            return text
    except ValueError:
        pass
    raise BadParameter("write a number from 0.01 to 1000, or max")


def _side(text: str | None) -> str | None:
    if text is not None and text not in _SIDES:
        raise BadParameter("write left or right")
    return text


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(run)
    app.command(short_help="Go on with the session that was stopped or cut off.")(resume)


def _refuse_two_outputs(*, plain: bool, json: bool, inline: bool) -> None:
    if plain + json + inline > 1:
        fail("--plain, --json and --inline exclude each other", USAGE)


def run(
    name: Annotated[
        str,
        Argument(
            metavar="NAME", help="Its id, a path to a .toml file, or - for standard input.", autocompletion=routine_ids
        ),
    ],
    plain: Annotated[bool, Option("--plain", help="A line an event, for pipes and screen readers.")] = False,
    json: Annotated[bool, Option("--json", help="One JSON object an event, a line each.")] = False,
    inline: Annotated[bool, Option("--inline", help="Five lines below the prompt, not the whole screen.")] = False,
    level: Annotated[
        int | None,
        Option(
            "--level",
            metavar="N",
            min=0,
            max=100,
            help="Where in each range the session runs; else at the level that you chose for the routine, or at 0.",
        ),
    ] = None,
    side: Annotated[
        str | None, Option("--side", metavar="left|right", callback=_side, help="Which side goes first.")
    ] = None,
    speed: Annotated[
        str | None,
        Option("--speed", metavar="X|max", callback=_speed, help="A simulated clock: so many times as fast, or max."),
    ] = None,
    from_index: Annotated[int, Option("--from", metavar="N", min=0, help="The index of the phase to begin with.")] = 0,
    no_log: Annotated[bool, Option("--no-log", help="Keep no log of this session.")] = False,
    mute: Annotated[bool, Option("--mute", help="No sound, whatever the settings say.")] = False,
    voice: Annotated[bool | None, Option("--voice/--no-voice", help="Speak, or do not.")] = None,
) -> None:
    """Start a session now.

    In a terminal it fills the screen. With --plain and --json, lines on standard input are commands: pause, resume,
    toggle, skip, back, restart, done, pain, extend SECONDS, jump INDEX, stop.
    """
    from stretchtui.cli.context import Context
    from stretchtui.cli.performing import perform_lines
    from stretchtui.cli.staging import Options

    _refuse_two_outputs(plain=plain, json=json, inline=inline)
    context = Context()
    routine = context.routine(name)
    plan, changes = context.plan(routine, level, side), context.changes(routine)
    if from_index >= len(plan.phases):
        fail(f"--from {from_index}: the phases of {plan.id} go from 0 to {len(plan.phases) - 1}", USAGE)
    options = Options(speed=speed, from_index=from_index, log=not no_log, mute=mute, voice=voice, json=json)
    if not (plain or json) and sys.stdout.isatty() and sys.stdin.isatty() and speed != "max":
        from stretchtui.cli.screens import perform_screen

        raise Exit(perform_screen(context, plan, options, inline=inline, notices=changes))
    for change in changes:
        note(change)
    raise Exit(perform_lines(context, plan, options, commands=name != "-"))


def resume(
    id: Annotated[
        str | None,
        Argument(metavar="ID", help="The session's id, or its beginning; else the newest.", autocompletion=session_ids),
    ] = None,
    plain: Annotated[bool, Option("--plain", help="A line an event, for pipes and screen readers.")] = False,
    json: Annotated[bool, Option("--json", help="One JSON object an event, a line each.")] = False,
    inline: Annotated[bool, Option("--inline", help="Five lines below the prompt, not the whole screen.")] = False,
    mute: Annotated[bool, Option("--mute", help="No sound, whatever the settings say.")] = False,
    voice: Annotated[bool | None, Option("--voice/--no-voice", help="Speak, or do not.")] = None,
) -> None:
    """Go on with the session that a crash or a quit cut off, in the phase in which it was."""
    from stretchtui.cli.context import Context
    from stretchtui.cli.output import STOPPED
    from stretchtui.cli.performing import perform_lines
    from stretchtui.cli.staging import Options
    from stretchtui.history import HistoryError
    from stretchtui.keeping import CannotGoOn, NothingKept, close_stale_sessions, find_kept

    _refuse_two_outputs(plain=plain, json=json, inline=inline)
    context = Context()
    within_ms = context.settings.resume_within_ms
    close_stale_sessions(context.paths, within_ms)
    try:
        kept = find_kept(context.paths, within_ms, id)
    except NothingKept as fault:
        fail(fault, STOPPED)
    except (CannotGoOn, HistoryError) as fault:
        fail(fault)
    if not (plain or json) and sys.stdout.isatty() and sys.stdin.isatty():
        from stretchtui.cli.screens import perform_screen

        kept = kept.drawn(context.library.exercises)
        options = Options(kept=kept, mute=mute, voice=voice)
        raise Exit(perform_screen(context, kept.plan, options, inline=inline))
    options = Options(kept=kept, mute=mute, voice=voice, json=json)
    raise Exit(perform_lines(context, kept.plan, options))
