"""The command line. Each module holds a group of commands; what a command needs is imported when it runs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer

GROUPS = {
    "run": ("run", "resume"),
    "remote": ("status", "ctl"),
    "library": ("list", "exercises", "show", "check"),
    "writing": ("new", "edit", "copy", "rename", "remove"),
    "exchange": ("export",),
    "importing": ("import",),
    "history": ("log",),
    "stats": ("stats",),
    "reminders": ("remind",),
    "system": ("config", "paths", "doctor"),
}
"""The modules and the commands that each holds, in the order in which help lists them."""


def make_app(command: str | None = None) -> "Typer":
    """Make the command line.

    Args:
        command: The command that was typed. Only its own module is loaded and only its commands are made, which saves
            every command a tenth of its time; anything that is none of ours makes the whole.
    """
    from importlib import import_module

    from typer import Typer

    groups = [group for group, commands in GROUPS.items() if command in commands]
    app = Typer(
        name="stretchtui",
        help="Guided stretching in the terminal. Without a command: the app.",
        add_completion=not groups,  # its options belong to the whole, and loading them takes time
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for group in groups or GROUPS:
        import_module(f"stretchtui.cli.{group}").register(app)
    return app


def _root() -> None:
    """Guided stretching in the terminal. Without a command: the app."""
