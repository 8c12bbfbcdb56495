"""`status` and `ctl`: ask and command the session that runs."""

from typing import Annotated

from typer import Argument, Exit, Option, Typer

from stretchtui.cli.completing import session_commands
from stretchtui.cli.output import USAGE, fail


def register(app: Typer) -> None:
    """Add the commands."""
    app.command()(status)
    # A figure below zero is no option: `ctl extend -10`.
    app.command(context_settings={"ignore_unknown_options": True})(ctl)


def status(
    template: Annotated[
        str | None,
        Option("--format", help='What the line looks like, as in "{phase} {side} {remaining}"; see the manual.'),
    ] = None,
    json: Annotated[bool, Option("--json", help="As JSON.")] = False,
    follow: Annotated[bool, Option("--follow", help="A line each time it changes, until the session ends.")] = False,
) -> None:
    """Print the running session in one line, for a status bar. Prints nothing and exits 3 where none runs.

    With --follow it prints an empty line where none runs, waits for the next one, and ends with it.
    """
    from stretchtui.cli.asking_session import print_status

    if template is not None and json:
        fail("--format and --json exclude each other", USAGE)
    raise Exit(print_status(template, as_json=json, follow=follow))


def ctl(
    command: Annotated[
        str,
        Argument(
            metavar="COMMAND",
            help="pause, resume, toggle, skip, back, restart, done, pain, extend, jump or stop.",
            autocompletion=session_commands,
        ),
    ],
    figure: Annotated[
        str | None, Argument(metavar="FIGURE", help="The seconds of extend, or the index of jump.")
    ] = None,
    json: Annotated[bool, Option("--json", help="Print how the session stands afterwards, as JSON.")] = False,
) -> None:
    """Tell the running session what to do, from any other terminal. Exits 3 where none runs."""
    from stretchtui.cli.asking_session import send_command

    raise Exit(send_command(command if figure is None else f"{command} {figure}", as_json=json))
