"""`config`, `paths`, `doctor`: settings, where things are, and what works on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Exit, Option, Typer

from stretchtui.cli.completing import setting_names
from stretchtui.cli.output import DONE, FAILED, USAGE, fail, note, say, say_json, say_table

if TYPE_CHECKING:
    from pathlib import Path

    from stretchcore.problems import Problem
    from stretchtui.doctor import Check
    from stretchtui.paths import Paths
    from stretchtui.settings import SettingRow

_Json = Annotated[bool, Option("--json", help="As JSON.")]
_Key = Annotated[
    str,
    Argument(
        metavar="KEY",
        help="A setting, as in lead_in, breath.in, keys.skip, hooks.cue or levels.quick-relief.",
        autocompletion=setting_names,
    ),
]


def register(app: Typer) -> None:
    """Add the commands."""
    group = Typer(rich_markup_mode=None)
    group.callback(invoke_without_command=True)(config)
    group.command("get")(get_setting)
    group.command("set")(set_setting)
    group.command("unset")(unset_setting)
    group.command("edit")(edit_settings)
    app.add_typer(group, name="config")
    app.command()(paths)
    app.command()(doctor)


# -- settings ----------------------------------------------------------------------------------------------------------


def config(context: Context, json: _Json = False) -> None:
    """List the settings; with a command, change them."""
    if context.invoked_subcommand is not None:
        if json:
            fail(f"--json belongs to the list of settings, not to `config {context.invoked_subcommand}`", USAGE)
        return
    from stretchtui.settings import setting_rows

    rows, problems = setting_rows(_settings_path())
    _note_problems(problems)
    _note_unknown_exercises()
    if json:
        say_json([_setting_data(row) for row in rows])
    else:
        say_table((row.key, _typed(row.value), "default" if row.is_default else "") for row in rows)


def get_setting(key: _Key) -> None:
    """Print what counts for a setting."""
    from stretchtui.changing import split_name
    from stretchtui.settings import UNSAID, setting_rows

    with _faults():
        head, _ = split_name(key)
    rows, problems = setting_rows(_settings_path())
    _note_problems(problems)
    say(_typed(next((row.value for row in rows if row.key == key), UNSAID.get(head, ""))))


def set_setting(
    key: _Key,
    value: Annotated[
        str, Argument(metavar="VALUE", help="What it is to be; several keys, or ids, have blanks between them.")
    ],
) -> None:
    """Change a setting. Comments and order of the file stay."""
    from stretchtui.changing import change_setting, parse_setting
    from stretchtui.settings import said_in

    with _faults():
        path = _settings_path()
        change_setting(path, key, parse_setting(key, value, said_in(path)))
    if key.startswith("levels."):
        _note_unknown_routine(key.removeprefix("levels."))
    if key == "excluded":
        _note_unknown_exercises()
    if key == "language":
        _note_unknown_language(value)


def unset_setting(key: _Key) -> None:
    """Put a setting back to its default. Anything else that stands in the file is taken out by its name too."""
    from stretchtui.changing import change_setting, is_said, split_name

    path = _settings_path()
    with _faults():
        if not is_said(path, key):
            split_name(key)
        change_setting(path, key, None)


def edit_settings() -> None:
    """Open the settings in your editor, and check them when you are done."""
    from stretchtui.changing import settings_template
    from stretchtui.cli.context import Context as Shared
    from stretchtui.cli.drafting import edit_subject
    from stretchtui.editing import Subject
    from stretchtui.settings import check_settings

    paths = Shared().paths
    draft = paths.drafts / "settings" / paths.settings.name
    subject = Subject(
        target=paths.settings,
        draft=draft,
        aside=paths.removed / "settings",
        check=lambda text: check_settings(text, str(draft)),
        template=settings_template().encode(),
    )
    edit_subject(subject, "stretchtui config edit")


def _settings_path() -> "Path":
    from stretchtui.paths import Paths

    return Paths.find().settings


@contextmanager
def _faults() -> Iterator[None]:
    """End the program with one clear line for what can be wrong with a setting."""
    from stretchtui.changing import BadSetting, UnchangeableSettings
    from stretchtui.files import FileFault

    try:
        yield
    except BadSetting as fault:
        fail(fault, USAGE)
    except (FileFault, UnchangeableSettings) as fault:
        fail(fault)


def _note_problems(problems: "tuple[Problem, ...]") -> None:
    from stretchtui.cli.context import note_problem

    for problem in problems:
        note_problem(str(problem))


def _typed(value: object) -> str:
    """Return a value as one would type it."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _setting_data(row: "SettingRow") -> dict[str, object]:
    return {
        "key": row.key,
        "value": row.value,
        "default": row.default,
        "is_default": row.is_default,
        "doc": row.doc,
    }


def _note_unknown_routine(id: str) -> None:
    from stretchcore.text import nearest, quoted
    from stretchtui.paths import Paths
    from stretchtui.shelves import routine_entries

    known = routine_entries(Paths.find())
    if id not in known:
        hint = nearest(id, tuple(known))
        note(f"there is no routine {quoted(id)} yet" + (f"; did you mean {hint}?" if hint else ""))


def _note_unknown_exercises() -> None:
    from stretchtui.doctor import unknown_exercises
    from stretchtui.paths import Paths

    for text in unknown_exercises(Paths.find()):
        note(text)


def _note_unknown_language(language: str) -> None:
    from stretchtui.cues.phrasebook import open_phrasebook
    from stretchtui.paths import Paths

    for problem in open_phrasebook(language, Paths.find().config / "phrases").problems:
        note(problem)


# -- the machine -------------------------------------------------------------------------------------------------------


def paths(json: _Json = False) -> None:
    """Say where things are."""
    from stretchtui.paths import Paths, builtin_routines

    rows = [*Paths.find().as_rows(), ("built-in", builtin_routines())]
    if json:
        say_json({name: _readable(str(path)) for name, path in rows})
    else:
        say_table((name, str(path)) for name, path in rows)


def doctor(json: _Json = False) -> None:
    """Say what works on this machine, and how to get what does not. Exits 1 where no session could run at all."""
    from dataclasses import asdict

    from stretchtui.doctor import examine
    from stretchtui.paths import Paths

    paths = Paths.find()
    found = [*examine(paths), *_unknown_theme(paths)]
    if json:
        say_json([{key: _readable(value) for key, value in asdict(check).items()} for check in found])
    else:
        say_table((check.status, check.check, check.message) for check in found)
        hints = [(check.check, check.hint) for check in found if check.hint]
        if hints:
            say("")
            say_table(hints)
    raise Exit(FAILED if any(check.status == "failed" for check in found) else DONE)


def _unknown_theme(paths: "Paths") -> "Iterator[Check]":
    """Yield what is to be said of a theme that there is not; what there is takes long to load, so only where needed."""
    from stretchtui.doctor import Check
    from stretchtui.settings import DEFAULTS, read_settings

    name = read_settings(paths.settings).theme
    if name == DEFAULTS["theme"]:
        return
    from textual.theme import BUILTIN_THEMES

    from stretchcore.text import nearest, quoted
    from stretchtui.app.themes import THEMES

    known = (*(theme.name for theme in THEMES), *BUILTIN_THEMES)
    if name not in known:
        hint = nearest(name, known)
        guess = f"did you mean {hint}?" if hint else f"there are {', '.join(known)}"
        yield Check(
            "settings", "warning", f"there is no theme {quoted(name)}; {guess}", "stretchtui config set theme NAME"
        )


def _readable(text: str | None) -> str | None:
    """Return a text that JSON can carry: a path may hold bytes that are no text."""
    return None if text is None else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
