"""The command line. Each module holds a group of commands; what a command needs is imported when it runs."""

from typer import Typer

from stretchtui.cli import history, library, run, system, writing

app = Typer(
    name="stretchtui",
    help="Guided stretching in the terminal. Without a command: the app.",
    no_args_is_help=False,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

run.register(app)
library.register(app)
writing.register(app)
history.register(app)
system.register(app)
