"""What the shell completes: the names of routines, exercises, sessions and settings.

A request comes with every press of the tab key, in the middle of a line that somebody types: the engine is not
imported for it, nothing is printed and nothing raised.
"""

from collections.abc import Callable, Iterable
from functools import wraps

Completer = Callable[[str], list[str]]


def _quiet(find: Callable[[], Iterable[str]]) -> Completer:
    """Make a completer of what finds names: those that begin as what is typed, and none where anything goes wrong."""

    @wraps(find)
    def complete(incomplete: str) -> list[str]:
        try:
            return sorted({name for name in find() if name.startswith(incomplete)})
        except Exception:  # noqa: BLE001 - whatever is wrong, the command itself will tell; the prompt is no place for it
            return []

    del complete.__wrapped__  # its signature is ours, not the finder's
    return complete


@_quiet
def routine_ids() -> Iterable[str]:
    """All routines."""
    from stretchtui.paths import Paths
    from stretchtui.shelves import routine_entries

    return routine_entries(Paths.find())


@_quiet
def exercise_ids() -> Iterable[str]:
    """All exercises."""
    from stretchtui.paths import Paths
    from stretchtui.shelves import exercise_entries

    return exercise_entries(Paths.find())


@_quiet
def routine_and_exercise_ids() -> Iterable[str]:
    """All routines and exercises."""
    return [*routine_ids(""), *exercise_ids("")]


@_quiet
def own_ids() -> Iterable[str]:
    """The user's routines and exercises."""
    from stretchtui.paths import Paths
    from stretchtui.shelves import exercise_entries, routine_entries

    paths = Paths.find()
    entries = [*routine_entries(paths).values(), *exercise_entries(paths).values()]
    return [entry.id for entry in entries if entry.origin == "user"]


@_quiet
def session_ids() -> Iterable[str]:
    """The sessions of the log."""
    return _sessions(removed=False)


@_quiet
def removed_session_ids() -> Iterable[str]:
    """The sessions that were removed from the log."""
    return _sessions(removed=True)


def _sessions(*, removed: bool) -> Iterable[str]:
    from stretchtui.history import open_history
    from stretchtui.paths import Paths

    with open_history(Paths.find().history, write=False) as history:
        rows = history.sessions(include_deleted=removed)
    return [row.id for row in rows if (row.deleted_at is not None) == removed]


@_quiet
def setting_names() -> Iterable[str]:
    """The settings, with a level for each routine."""
    from stretchtui.changing import setting_names

    return [*setting_names(), *(f"levels.{id}" for id in routine_ids(""))]


@_quiet
def session_commands() -> Iterable[str]:
    """What a session can be told."""
    from stretchcore.commands import VOCABULARY

    return VOCABULARY
