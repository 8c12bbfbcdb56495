"""What works on this machine, and how to get what does not.

Each check looks at what is there and changes nothing. A warning means that something is missing and the rest works;
only what keeps every session from running is a failure.
"""

import os
import re
import shutil
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Literal

from stretchcore.values import dataclass
from stretchtui.paths import HOME_VARIABLE, Paths

Status = Literal["ok", "warning", "failed"]

PACKAGES = ("textual", "typer", "tomli-w", "tomlkit", "platformdirs")
"""What the program needs beside Python, where it does not know its own requirements: in a checkout."""

EXTRAS = (
    ("fit-tool", "watch", "a watch's file (FIT)"),
    ("icalendar", "calendar", "a calendar's file (ICS)"),
)
"""Packages for which one asks by name: each with its extra, and what it is for; media keys have their own check."""

SMALLEST_TERMINAL = (20, 6)
"""Columns and lines below which the session's screen has no room."""

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*([^;]*)")
_BOUND = re.compile(r"(>=|<)\s*([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing.

    Attributes:
        check: What was looked at.
        hint: What to do about it, where there is something to do.
    """

    check: str
    status: Status
    message: str
    hint: str | None = None


def examine(paths: Paths) -> Iterator[Check]:
    """Look at everything, one thing after the other."""
    yield _python()
    yield from _packages()
    yield _sqlite()
    yield from _terminal()
    yield from _folders(paths)
    yield from _settings(paths)
    yield from _library(paths)
    yield _history(paths)
    yield _session(paths)
    yield _control(paths)
    yield from _drafts(paths)
    yield from _media_keys(paths)
    yield from _sound(paths)
    yield _editor()
    yield _completion()
    yield from _desktop(paths)
    yield _reminder(paths)


# -- the program -------------------------------------------------------------------------------------------------------


def _python() -> Check:
    from stretchtui import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"stretchtui {__version__} on Python {version} ({sys.executable})")


def _packages() -> Iterator[Check]:
    from importlib import metadata

    found = []
    for name, bounds in _requirements():
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check("packages", "warning", f"{name} is missing", f"pip install '{name}{bounds}'")
            continue
        found.append(f"{name} {version}")
        if not _fits(version, bounds):
            message = f"{name} {version} is not the version that this program is made for: {bounds}"
            yield Check("packages", "warning", message, f"pip install '{name}{bounds}'")
    found += [f"{name} {metadata.version(name)}" for name, _, _ in EXTRAS if _is_there(name)]
    yield Check("packages", "ok", ", ".join(found))
    for name, extra, purpose in EXTRAS:
        if not _is_there(name):
            message = f"{name} is not installed, which only {purpose} needs"
            yield Check("packages", "ok", message, f"pip install 'stretchtui[{extra}]'")


def _is_there(name: str) -> bool:
    from importlib import metadata

    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _requirements() -> list[tuple[str, str]]:
    """Return the packages that are always needed, each with the bounds of its version."""
    from importlib import metadata

    try:
        lines = metadata.requires("stretchtui") or []
    except metadata.PackageNotFoundError:
        return [(name, "") for name in PACKAGES]
    matches = [_REQUIREMENT.match(line) for line in lines if ";" not in line]
    return [(match[1], match[2].strip()) for match in matches if match]


def _fits(version: str, bounds: str) -> bool:
    def figures(text: str) -> list[int]:
        return [int(part) for part in re.findall(r"[0-9]+", text)[:3]]

    return all((figures(version) >= figures(bound)) == (sign == ">=") for sign, bound in _BOUND.findall(bounds))


def _sqlite() -> Check:
    without = "sessions run, but are not logged"
    try:
        import sqlite3
    except ImportError:
        return Check("sqlite", "warning", f"this Python was built without sqlite3: {without}", "install another Python")
    version = f"SQLite {sqlite3.sqlite_version}"
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE probe (id INTEGER) STRICT")  # what the history is made of
    except sqlite3.Error:
        return Check(
            "sqlite", "warning", f"{version} is too old: {without}", "install a Python that brings 3.37 or newer"
        )
    finally:
        connection.close()
    return Check("sqlite", "ok", version)


# -- the terminal ------------------------------------------------------------------------------------------------------


def _terminal() -> Iterator[Check]:
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("_", "-")
    if encoding not in ("utf-8", "utf8"):
        hint = "use a UTF-8 locale, as in LANG=C.UTF-8"
        yield Check("terminal", "warning", f"it speaks {encoding}, which has no signs for the figures", hint)
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        message = "input or output is no terminal: sessions run with --plain or --json here"
        yield Check("terminal", "warning", message, "run this in a terminal to see what it can do")
        return
    term = os.environ.get("TERM", "")
    if term in ("", "dumb") and os.name != "nt":
        message = f"TERM is {term or 'not set'}: sessions run with --plain here, not in full screen"
        yield Check("terminal", "warning", message, "set TERM to what your terminal is, as in TERM=xterm-256color")
        return
    columns, lines = shutil.get_terminal_size()
    if columns < SMALLEST_TERMINAL[0] or lines < SMALLEST_TERMINAL[1]:
        least = " × ".join(map(str, SMALLEST_TERMINAL))
        yield Check("terminal", "warning", f"{columns} × {lines} is too small", f"make it at least {least}")
        return
    yield Check("terminal", "ok", f"{term or 'a terminal'}, {columns} × {lines}, {encoding}, {_colours(term)}")


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty is not None and isatty())


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "no colours, as NO_COLOR asks"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in term else "few colours; COLORTERM=truecolor says that there are more"


# -- the user's files --------------------------------------------------------------------------------------------------


def _folders(paths: Paths) -> Iterator[Check]:
    bad = False
    for name, folder in (("config", paths.config), ("data", paths.data), ("state", paths.state)):
        there = folder
        while not os.path.lexists(there) and there != there.parent:
            there = there.parent
        is_folder = os.path.isdir(there)
        if not is_folder or not os.access(there, os.W_OK | os.X_OK):
            bad = True
            what = "cannot be written" if is_folder else "is no folder"
            yield Check("folders", "warning", f"{name}: {there} {what}", f"mend it, or set {HOME_VARIABLE} to another")
    if not bad:
        home = os.environ.get(HOME_VARIABLE)
        yield Check("folders", "ok", f"all under {home}, as {HOME_VARIABLE} asks" if home else f"data in {paths.data}")


def _settings(paths: Paths) -> Iterator[Check]:
    from stretchtui.settings import setting_rows

    rows, problems = setting_rows(paths.settings)
    for problem in problems:
        yield Check("settings", "warning", str(problem), "stretchtui config edit")
    if not problems:
        changed = sum(not row.is_default for row in rows)
        yield Check("settings", "ok", f"{changed} changed" if changed else "all at their defaults")
    for text in unknown_exercises(paths):
        yield Check("settings", "warning", text, "stretchtui config get excluded")


def unknown_exercises(paths: Paths) -> list[str]:
    """Return what is to be said of the excluded exercises that there are not, in a sentence each."""
    from stretchcore.text import nearest, quoted
    from stretchtui.settings import read_settings
    from stretchtui.shelves import exercise_entries

    excluded = read_settings(paths.settings).excluded
    known = tuple(exercise_entries(paths)) if excluded else ()
    hints = {id: nearest(id, known) for id in excluded if id not in known}
    return [
        f"there is no exercise {quoted(id)} to exclude" + (f"; did you mean {hint}?" if hint else "")
        for id, hint in hints.items()
    ]


def _library(paths: Paths) -> Iterator[Check]:
    from stretchtui.summaries import summaries

    rows = summaries(paths)
    good = [row for row in rows if row.problem is None]
    for row in rows:
        if row.problem is not None:
            hint = "stretchtui config get excluded" if row.is_excluded else f"stretchtui check {row.id}"
            yield Check("library", "warning", row.problem, hint)
    exercises = yield from _exercises(paths)
    for folder in (paths.routines, paths.exercises):
        yield from _strangers(folder)
    if good:
        own = sum(row.origin == "user" for row in good)
        yield Check("library", "ok", f"{len(good)} routines, {own} of them yours, and {exercises} exercises")
    else:
        message = "no routine can be run: not one of the built-in ones is there, or all have problems"
        yield Check("library", "failed", message, "install stretchtui anew")


def _exercises(paths: Paths) -> Generator[Check, None, int]:
    """Look at each exercise; return how many can be used."""
    from stretchtui.files import FileFault
    from stretchtui.library import Library

    shelf = Library(paths).exercises
    good = 0
    for id, entry in shelf.entries.items():
        try:
            problems = shelf.document(id).problems
            first = str(problems[0]) if problems else None
        except FileFault as fault:
            first = str(fault)
        if first is None:
            good += 1
        else:
            yield Check("library", "warning", first, f"stretchtui check {entry.path}")
    return good


def _strangers(folder: Path) -> Iterator[Check]:
    """Look for files that the library does not see."""
    from stretchcore.text import slug
    from stretchtui.files import reason
    from stretchtui.shelves import is_id

    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return
    except OSError as error:
        yield Check("library", "warning", f"{folder} cannot be read: {reason(error)}")
        return
    for name in names:
        stem, end = os.path.splitext(name)
        if end == ".toml" and not is_id(stem):
            better = slug(stem) or "another-name"
            yield Check(
                "library", "warning", f"{folder / name} is not seen: its name is no id", f"call it {better}.toml"
            )


def _history(paths: Paths) -> Check:
    from stretchtui.history import HistoryCorrupt, HistoryError, HistoryNewer, open_history

    if not os.path.lexists(paths.history):
        return Check("history", "ok", "no session yet")
    try:
        with open_history(paths.history, write=False) as history:
            sessions = len(history.sessions())
            unfinished = len(history.unfinished())
    except HistoryNewer as fault:
        return Check("history", "warning", str(fault), "update stretchtui; until then sessions are not logged")
    except HistoryCorrupt as fault:
        return Check("history", "warning", str(fault), f"put a copy of yours in its place: {paths.history}")
    except HistoryError as fault:
        return Check("history", "warning", str(fault), "until that is mended sessions run, but are not logged")
    counted = "1 session" if sessions == 1 else f"{sessions:,} sessions"
    return Check("history", "ok", f"{counted}, {unfinished} not finished" if unfinished else counted)


def _session(paths: Paths) -> Check:
    from stretchtui.lock import LockUnavailable, who_runs

    try:
        running = who_runs(paths.lock)
    except LockUnavailable as fault:
        return Check("session", "warning", f"a second session would not be noticed: {fault}")
    return Check("session", "ok", "none is running" if running is None else f"running: {running.routine}")


def _control(paths: Paths) -> Check:
    from stretchtui.lock import runs
    from stretchtui.remote.client import Client, NoControl, NoSession, RemoteFault

    place = str(paths.socket)
    try:
        with Client(place) as client:
            client.ask({"command": "view"})
    except NoControl as fault:
        return Check("control", "ok", str(fault))
    except NoSession:
        if runs(paths.lock) is not None:
            return Check("control", "warning", f"a session runs, but does not listen at {place}", "start it anew")
        return Check("control", "ok", f"none to control; a session would listen at {place}")
    except RemoteFault as fault:
        return Check("control", "warning", str(fault), f"look at {place}")
    return Check("control", "ok", f"a session answers at {place}")


def _drafts(paths: Paths) -> Iterator[Check]:
    for file in sorted(paths.drafts.rglob("*.toml")):
        place = file.relative_to(paths.drafts).parts
        if place[0] == "files":
            hint = "edit the file again to go on with it"
        else:
            hint = "stretchtui config edit" if place[0] == "settings" else f"stretchtui edit {file.stem}"
        yield Check("drafts", "warning", f"{file} was not stored", hint)


def _desktop(paths: Paths) -> Iterator[Check]:
    from stretchtui.notifications import examine_notifications
    from stretchtui.settings import read_settings

    yield from examine_notifications(read_settings(paths.settings))


def _reminder(paths: Paths) -> Check:
    from stretchtui.reminders.reminder import read_reminder

    reminder, problems = read_reminder(paths.reminder)
    if problems:
        return Check("reminder", "warning", str(problems[0]), "mend the file, or run stretchtui remind remove")
    if reminder is None:
        return Check("reminder", "ok", "none is set")
    from stretchtui.reminders.entries import standing
    from stretchtui.reminders.scheduling import this_job

    found = standing(reminder, this_job())
    again = f"stretchtui remind --routine {reminder.routine}"
    if found.scheduler is None:
        return Check("reminder", "warning", "it is set, but its entry is in no scheduler", again)
    if not found.is_on:
        return Check("reminder", "warning", f"{found.scheduler.title}, not as it should be or not in force", again)
    return Check("reminder", "ok", f"{reminder.routine}, by {found.scheduler.title}")


# -- what helps --------------------------------------------------------------------------------------------------------


def _media_keys(paths: Paths) -> Iterator[Check]:
    from stretchtui.remote.examining import examine_media_keys
    from stretchtui.settings import read_settings

    yield from examine_media_keys(read_settings(paths.settings))


def _editor() -> Check:
    from stretchtui.editing import NoEditor, find_editor

    try:
        command = find_editor(os.environ, terminal=True)
    except NoEditor as fault:
        return Check("editor", "warning", str(fault), "set EDITOR to an editor")
    if shutil.which(command[0]) is None:
        return Check("editor", "warning", f"{command[0]} is not found", "set EDITOR to an editor that there is")
    return Check("editor", "ok", " ".join(command))


def _sound(paths: Paths) -> Iterator[Check]:
    from stretchtui.cues.examining import examine_sound
    from stretchtui.settings import read_settings

    yield from examine_sound(paths, read_settings(paths.settings))


def _completion() -> Check:
    home = os.path.expanduser("~")
    places = {  # where the library under the command line puts them
        "bash": ".bash_completions/stretchtui.sh",
        "zsh": ".zfunc/_stretchtui",
        "fish": ".config/fish/completions/stretchtui.fish",
    }
    installed = [shell for shell, place in places.items() if os.path.exists(os.path.join(home, place))]
    if installed:
        return Check("completion", "ok", f"installed for {', '.join(installed)}")
    return Check("completion", "ok", "not installed", "stretchtui --install-completion")
