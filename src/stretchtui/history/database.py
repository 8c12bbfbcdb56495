"""Opening the history's file, whatever lies at its place.

Nothing here ever opens the file except through SQLite: closing a second descriptor of a database drops the locks that
this process holds on it (https://sqlite.org/howtocorrupt.html, 2.2), and another thread may be writing.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stretchtui.history import migrations
from stretchtui.history.errors import (
    HistoryCorrupt,
    HistoryNewer,
    HistoryUnavailable,
    database_fault,
    file_fault,
    is_busy,
    is_unwritable,
    may_pass,
)
from stretchtui.history.times import utc_text

if TYPE_CHECKING:
    from sqlite3 import Connection

BUSY_S = 30.0  # how long a statement waits for another program's lock; the longest holder is a large import
_MIN_SQLITE = (3, 37)  # STRICT tables
_MIN_BYTES = 512  # SQLite's smallest page
_SIDECARS = ("-wal", "-shm")
# One opening at a time in this process, so that nobody holds a lock on a file while it is created or set aside.
_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class Aside:
    """A damaged file that was set aside, and what is wrong with it; as text, what to tell the user."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.reason}; the file was set aside as {self.path} and a new history begun"


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection, the file it leads to, and what the user should be told of how it came about (None: nothing).

    `aside` is the damaged file that was set aside for it, or None.
    """

    connection: Connection
    seen: os.stat_result | None
    notice: str | None
    aside: Path | None = None


def open_database(path: Path, *, write: bool, now: Callable[[], datetime], patience_s: float | None = None) -> Opened:
    """Open the database, for writing one that is up to date, for reading one that may be an empty stand-in.

    Args:
        path: the file; links are followed.
        write: create what is missing, and set aside what cannot be read.
        now: the wall clock, for the name of a file set aside and the record of migrations.
        patience_s: how long this and each statement after it waits for another program's lock; None is `BUSY_S`.

    Raises:
        HistoryNewer: a newer version's; it is not touched.
        HistoryCorrupt: for reading only: damaged or no history.
        HistoryUnavailable: it cannot be reached.
    """
    connect = _open_to_write if write else _open_to_read
    aside: Aside | None = None
    suspected = False
    with _opening:
        try:
            real = Path(os.path.realpath(path))
            if write:
                _make_folder(real.parent)
            for _ in range(4):  # a second look, a file set aside, and another process that does the same
                seen = _look(real)
                try:
                    connection = _patiently(connect, real, now, BUSY_S if patience_s is None else patience_s)
                    return _opened(connection, real, aside)
                except HistoryCorrupt as fault:
                    if not suspected and may_pass(fault):
                        suspected = True
                        continue
                    if not write:
                        advice = "it is set aside, not deleted, when the next session is recorded"
                        raise HistoryCorrupt(f"{fault.message}; {advice}", path) from fault
                    aside = _set_aside(real, seen, fault.message, now()) or aside
        except OSError as error:
            raise file_fault(error, path) from error
    raise HistoryUnavailable("cannot be opened: it is being replaced by another program", path)


def start_afresh(path: Path, seen: os.stat_result | None, reason: str, *, now: Callable[[], datetime]) -> Opened:
    """Set aside a database whose damage showed after it was opened, and begin a new one.

    Args:
        path: the file, with no connection of the caller's left open.
        seen: the file that is damaged; if another process has replaced it, its new one is used.
        reason: what is wrong with it.
        now: the wall clock.

    Returns:
        the new database, and the notice that says where the old one went.
    """
    try:
        real = Path(os.path.realpath(path))
        with _opening:
            aside = _set_aside(real, seen, reason, now())
    except OSError as error:
        raise file_fault(error, path) from error
    opened = open_database(path, write=True, now=now)
    if aside is None or opened.aside is not None:
        return opened
    return replace(opened, notice=str(aside), aside=aside.path)


def _opened(connection: Connection, path: Path, aside: Aside | None) -> Opened:
    if aside is None:
        return Opened(connection, _look(path), None)
    return Opened(connection, _look(path), str(aside), aside.path)


def is_whole(connection: Connection) -> bool:
    """Look through a whole database; tell whether all of it can be read and hangs together."""
    from sqlite3 import Error

    try:
        return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except (Error, UnicodeDecodeError):
        return False


def _open_to_write(path: Path, now: Callable[[], datetime], patience_s: float) -> Connection:
    _create_file(path)
    _refuse_newer_in_journal(path, patience_s)
    connection = _connect(path, "mode=rw", patience_s)
    try:
        _refuse_strangers(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA journal_size_limit = 4194304")
        migrations.migrate(connection, utc_text(now()))
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path, now: Callable[[], datetime], patience_s: float) -> Connection:
    seen = _look_at_both(path)
    if seen is None or seen.st_size == 0:
        connection = _connect(None, "", patience_s)
        migrations.migrate(connection, utc_text(now()))
    else:
        _refuse_newer_in_journal(path, patience_s)
        connection = _connect_somehow(path, patience_s)
        try:
            _refuse_strangers(connection, path)
            migrations.migrate(connection, utc_text(now()))
        except BaseException:
            connection.close()
            raise
    connection.execute("PRAGMA query_only = ON")
    return connection


def _refuse_newer_in_journal(path: Path, patience_s: float) -> None:
    """Refuse a newer database whose version still waits in the journal.

    Only a read-only connection leaves a journal as it is; any other writes it into the file when it closes.
    """
    if not _journal_size(path):
        return
    connection = _connect(path, "mode=ro", patience_s)
    try:
        _refuse_newer(connection, path)
    finally:
        connection.close()


def _refuse_newer(connection: Connection, path: Path) -> int:
    version = migrations.version_of(connection)
    if version > migrations.LATEST:
        raise HistoryNewer(
            f"a newer version of stretchtui wrote this history (format {version}, this one knows {migrations.LATEST});"
            " it is left as it is: update stretchtui",
            path,
        )
    return version


def _refuse_strangers(connection: Connection, path: Path) -> None:
    version = _refuse_newer(connection, path)
    if not (migrations.is_ours(connection) if version > 0 else migrations.is_empty(connection)):
        raise HistoryCorrupt("the file is not a history: it is a database of something else", path)


def _connect_somehow(path: Path, patience_s: float) -> Connection:
    """Open for reading: as an ordinary reader, or on a read-only medium without the files beside it."""
    from sqlite3 import Error

    try:
        return _connect(path, "mode=rw", patience_s)
    except Error as error:
        if not is_unwritable(error):
            raise
    try:
        return _connect(path, "mode=ro", patience_s)
    except Error as error:
        if not is_unwritable(error) or _journal_size(path):
            raise
    return _connect(path, "mode=ro&immutable=1", patience_s)


def _connect(path: Path | None, query: str, patience_s: float) -> Connection:
    """Connect in autocommit mode and set what every connection needs; None is a database in memory."""
    try:
        import sqlite3
    except ImportError as error:
        raise HistoryUnavailable("this Python was built without sqlite3", path or "") from error
    if sqlite3.sqlite_version_info < _MIN_SQLITE:
        found, needed = sqlite3.sqlite_version, ".".join(map(str, _MIN_SQLITE))
        raise HistoryUnavailable(f"SQLite {found} is too old: the history needs {needed} or newer", path or "")
    name = f"{path.as_uri()}?{query}" if path else ":memory:"
    connection = sqlite3.connect(name, uri=path is not None, timeout=patience_s, isolation_level=None)
    try:
        for setting in (
            "foreign_keys = ON",
            "synchronous = FULL",
            "fullfsync = ON",  # on macOS an fsync alone leaves the data in the drive's cache
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the first look at the file itself
    except BaseException:
        connection.close()
        raise
    return connection


def _patiently(
    connect: Callable[[Path, Callable[[], datetime], float], Connection],
    path: Path,
    now: Callable[[], datetime],
    patience_s: float,
) -> Connection:
    """Connect, again and again while another process is at the same: some locks SQLite does not wait for."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return connect(path, now, patience_s)
        except Exception as error:
            # Whether it is an error of sqlite3 is asked here and not in the clause, which would import it at once.
            from sqlite3 import Error

            if not isinstance(error, (Error, UnicodeDecodeError)):
                raise
            if not is_busy(error) or time.monotonic() > deadline:
                raise database_fault(error, path) from error
        time.sleep(0.02)


def _look(path: Path) -> os.stat_result | None:
    """Look at the file without opening it; None if there is none."""
    try:
        seen = os.stat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(seen.st_mode):
        kind = "a folder" if stat.S_ISDIR(seen.st_mode) else "no regular file"
        raise HistoryUnavailable(f"cannot be used: it is {kind}", path)
    return seen


def _journal_size(path: Path) -> int:
    try:
        return os.stat(f"{path}-wal").st_size
    except FileNotFoundError:
        return 0


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, for the user alone (as the XDG base directory specification asks)."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _create_file(path: Path) -> None:
    """Create an empty file for the user alone; the journal takes its permissions from it."""
    seen = _look_at_both(path)
    if seen is None:
        with suppress(FileExistsError):  # another process was first, and its file serves as well
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    elif not os.access(path, os.W_OK):
        raise HistoryUnavailable("the history cannot be written: it is read-only", path)


def _look_at_both(path: Path) -> os.stat_result | None:
    """Look at the file and its journal, and refuse what SQLite would take for an empty database and write over."""
    journal = _journal_size(path)  # first, since the file is written before its journal: another may just create it
    seen = _look(path)
    size = 0 if seen is None else seen.st_size
    if journal and not size:
        raise HistoryCorrupt("the history is damaged (its journal is there, the file itself is empty)", path)
    if 0 < size < _MIN_BYTES:
        raise HistoryCorrupt("the history is damaged (file is not a database)", path)
    return seen


def _set_aside(path: Path, seen: os.stat_result | None, reason: str, when: datetime) -> Aside | None:
    """Rename a file that cannot be read, with what lies beside it.

    Args:
        path: the file.
        seen: the file that was found unreadable.
        reason: what is wrong with it.
        when: for the new name.

    Returns:
        where it is now, or None if another process has put a new file there meanwhile.
    """
    there = _look(path)
    if there is not None and seen is not None and not os.path.samestat(there, seen):
        return None
    stem = f"{path}.unreadable-{when:%Y%m%d-%H%M%S}"
    target, number = stem, 1
    while any(os.path.lexists(target + end) for end in ("", *_SIDECARS)):
        number += 1
        target = f"{stem}-{number}"
    for end in (*_SIDECARS, ""):  # the file last: a crash between leaves no journal without its database
        with suppress(FileNotFoundError):
            os.rename(f"{path}{end}", target + end)
    return Aside(Path(target), reason)
