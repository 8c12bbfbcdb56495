"""The connection behind the history: its transactions, its faults, its end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from stretchtui.history.database import Opened, is_whole, open_database, start_afresh
from stretchtui.history.errors import HistoryCorrupt, HistoryError, HistoryUnavailable, database_fault, may_pass

if TYPE_CHECKING:
    from sqlite3 import Connection

SqlValue = str | int | None


class Store:
    """One connection, to be used from the thread that opened it and closed by it.

    Attributes:
        path: the database's file.
        writable: whether it was opened for writing.
        notice: what the user should be told of how it was opened (a damaged file was set aside), or None.
        aside: the damaged file that was set aside, of which `salvage` saves what can be read, or None.
    """

    def __init__(self, path: Path, opened: Opened, *, writable: bool, now: Callable[[], datetime]) -> None:
        """Take over an open connection; `open_history` is the way in."""
        self.path = path
        self.writable = writable
        self.notice = opened.notice
        self.aside = opened.aside
        self._opened = opened
        self._now = now
        self._depth = 0
        # Sessions whose row is behind their phases, with the dump to write (None: none new). A row holds the whole
        # plan and is rewritten whole, so it is brought up to date once a transaction and not once a phase.
        self._unsettled: dict[str, str | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; twice is once.

        What is in the journal is moved into the file if nobody is in the way. It is safe where it is: a checkpoint
        that fails loses nothing, so its failure is no fault.
        """
        import sqlite3

        with suppress(sqlite3.Error, UnicodeDecodeError):
            if self.writable:
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with self._mapped():
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make one transaction of all that is recorded inside; it is durable when the block ends.

        Blocks nest: an inner one that fails undoes its own writes only. The lock is held from the start to the end,
        so a block should do no slow work.

        Raises:
            HistoryCorrupt: the file is damaged. It has been set aside, as the message says, and a new one begun,
                which holds nothing of the session that was being recorded.
            HistoryUnavailable: it seemed to be damaged, and a second look found it whole: a read had failed.
            HistoryError: it was opened for reading, or another fault of the database.
        """
        try:
            with self._transaction():
                yield
        except HistoryCorrupt as fault:
            if self._depth:
                raise
            raise HistoryCorrupt(self._start_afresh(fault), self.path) from fault

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Make one transaction of what is written inside, and leave a damaged file where it is."""
        if not self.writable:
            raise HistoryError("the history was opened for reading only", self.path)
        depth = self._depth
        if depth and not self._connection.in_transaction:
            raise HistoryError("the transaction was undone by an earlier fault", self.path)
        self._execute("BEGIN IMMEDIATE" if depth == 0 else f"SAVEPOINT inner_{depth}")
        self._depth = depth + 1
        unsettled = dict(self._unsettled)
        try:
            try:
                yield
            finally:
                self._depth = depth
            if not self._connection.in_transaction:
                raise HistoryError("the transaction was undone by an earlier fault", self.path)
            if depth == 0:
                self._settle()
                self._execute("COMMIT")
            else:
                self._execute(f"RELEASE inner_{depth}")
        except BaseException:
            self._unsettled = unsettled
            self._undo(depth)
            raise

    def _settle(self) -> None:
        """Bring the rows of `_unsettled` up to date; readers ask for it, so that they see what they wrote."""

    def reading(self) -> AbstractContextManager[None]:
        """Read everything inside from one state of the history, whatever others write meanwhile."""
        return self._reading()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Read everything inside from one state of the database."""
        if self._connection.in_transaction:
            yield
            return
        self._execute("BEGIN")
        try:
            yield
        finally:
            self._undo(0)

    def _start_afresh(self, fault: HistoryCorrupt) -> str:
        """Set the file aside, go on with a new one, and say why and where the old one went.

        Raises:
            HistoryUnavailable: A second look finds the file whole.
        """
        reason = fault.message
        seen = self._opened.seen
        self._connection.close()
        if may_pass(fault):
            self._opened = open_database(self.path, write=True, now=self._now)
            if is_whole(self._connection):
                if self._opened.aside is None and _is_same(seen, self._opened.seen):
                    raise HistoryUnavailable(f"could not be read just now ({reason})", self.path) from fault
                return self._told(reason)
            seen = self._opened.seen
            self._connection.close()
        self._opened = start_afresh(self.path, seen, reason, now=self._now)
        return self._told(reason)

    def _told(self, reason: str) -> str:
        self.notice = self._opened.notice or self.notice
        self.aside = self._opened.aside or self.aside
        return self._opened.notice or reason

    @property
    def _connection(self) -> Connection:
        return self._opened.connection

    def _undo(self, depth: int) -> None:
        import sqlite3

        # What cannot be undone now is undone by SQLite when the file is next opened; the first fault is what counts.
        with suppress(sqlite3.Error, UnicodeDecodeError):
            if self._connection.in_transaction:
                if depth == 0:
                    self._connection.execute("ROLLBACK")
                else:
                    self._connection.execute(f"ROLLBACK TO inner_{depth}")
                    self._connection.execute(f"RELEASE inner_{depth}")

    def _execute(self, sql: str, values: Sequence[SqlValue] = ()) -> None:
        with self._mapped():
            self._connection.execute(sql, values)

    def _row(self, sql: str, values: Sequence[SqlValue] = ()) -> Any:
        with self._mapped():
            return self._connection.execute(sql, values).fetchone()

    def _rows(self, sql: str, values: Sequence[SqlValue] = ()) -> list[Any]:
        with self._mapped():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn errors of sqlite3 into the history's."""
        import sqlite3

        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite quotes damaged text
            raise database_fault(error, self.path) from error


def _is_same(before: os.stat_result | None, after: os.stat_result | None) -> bool:
    """Tell whether the file at a place is still the one that it was."""
    return before is not None and after is not None and os.path.samestat(before, after)
