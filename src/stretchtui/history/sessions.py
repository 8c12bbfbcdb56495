"""The history as commands and screens use it: what was done, newest first, and what one says of it afterwards."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from stretchtui.history import checks
from stretchtui.history.database import open_database
from stretchtui.history.errors import HistoryRefused
from stretchtui.history.recording import SELECT_SESSIONS, Recording, session_of
from stretchtui.history.rows import UNSET, PhaseRow, SessionRow, Unset
from stretchtui.history.store import SqlValue
from stretchtui.history.times import instant_ms, later_text
from stretchtui.history.totals import Totals

_PART_OF_ID = re.compile(r"[0-9a-f][0-9a-f-]{0,35}")
_NAMED_AT_MOST = 4


class History(Recording, Totals):
    """The log of sessions, open.

    It belongs to the thread that opened it and is a context manager. `notice` says what the user should know of how it
    was opened.
    """

    def sessions(
        self,
        *,
        since: date | None = None,
        until: datetime | None = None,
        routine: str | None = None,
        limit: int | None = None,
        include_deleted: bool = False,
        include_simulated: bool = True,
        before: SessionRow | None = None,
    ) -> list[SessionRow]:
        """List sessions, newest first.

        Args:
            since: the first local day.
            until: the last instant at which one began.
            routine: the id of one routine.
            limit: how many at most.
            include_deleted: with those that were removed.
            include_simulated: with those on a simulated clock.
            before: only those that come after this one in the list, so that it can be read page by page.
        """
        where, values = ["1"], list[SqlValue]()
        if since is not None:
            # The day decides; the instant, at which it began in the first of all zones, keeps the search to an index.
            where.append("day >= ? AND started_ms >= ?")
            values += since.isoformat(), instant_ms(f"{since}T00:00:00+14:00")
        if until is not None:
            where.append("started_ms <= ?")
            values.append(instant_ms(until.isoformat()))
        if routine is not None:
            where.append("routine = ?")
            values.append(routine)
        if not include_deleted:
            where.append("deleted_at IS NULL")
        if not include_simulated:
            where.append("simulated = 0")
        if before is not None:
            where.append("(started_ms, id) < (?, ?)")
            values += instant_ms(before.started_at), before.id
        return self._list(" AND ".join(where), values, limit, index="sessions_by_start")

    def unfinished(
        self, *, routine: str | None = None, limit: int | None = None, ended_since: date | None = None
    ) -> list[SessionRow]:
        """List the sessions that can be gone on with, newest first: stopped or cut off, with a dump.

        A session that is running now is among them; simulated and removed ones are not.

        Args:
            routine: the id of one routine.
            limit: how many at most.
            ended_since: without those that were stopped before this local day.
        """
        where = "(outcome IS NULL OR outcome = 'stopped') AND simulated = 0 AND deleted_at IS NULL AND dump IS NOT NULL"
        values: list[SqlValue] = []
        if routine is not None:
            where += " AND routine = ?"
            values.append(routine)
        if ended_since is not None:
            where += " AND (ended_at IS NULL OR ended_at >= ?)"
            values.append(ended_since.isoformat())
        return self._list(where, values, limit, index="sessions_unfinished")

    def session(self, ref: str, *, include_deleted: bool = False) -> SessionRow:
        """Find one session.

        Args:
            ref: its id, or the beginning of it that no other session shares.
            include_deleted: look among the removed ones too.

        Raises:
            HistoryRefused: no session, or several.
        """
        self._settle()
        text = ref.strip().lower()
        if not _PART_OF_ID.fullmatch(text):
            raise HistoryRefused(f"{ref[:40]!a} is no session's id", self.path)
        # 'g' comes after every character of an id, so the range is all ids that begin so.
        where = "id >= ? AND id < ?" + ("" if include_deleted else " AND deleted_at IS NULL")
        found = self._list(where, [text, text + "g"], _NAMED_AT_MOST)
        if len(found) == 1:
            return found[0]
        if not found:
            raise HistoryRefused(f"no session's id begins with {text}", self.path)
        named = ", ".join(row.id for row in found[: _NAMED_AT_MOST - 1])
        more = ", …" if len(found) == _NAMED_AT_MOST else ""
        raise HistoryRefused(f"several sessions' ids begin with {text}: {named}{more}", self.path)

    def phases(self, session_id: str) -> list[PhaseRow]:
        """List a session's phases in the order in which they were started."""
        return self._phase_rows(session_id)

    def plan(self, session_id: str) -> dict[str, object] | None:
        """Read the snapshot of a session's plan; None if it has none."""
        return self._snapshot("plan", session_id, "SELECT plan FROM sessions WHERE id = ?")

    def dump(self, session_id: str) -> dict[str, object] | None:
        """Read a session's last dump; None if it has none."""
        return self._snapshot("dump", session_id, "SELECT dump FROM sessions WHERE id = ?")

    def rate(
        self,
        ref: str,
        *,
        before: int | Unset | None = UNSET,
        after: int | Unset | None = UNSET,
        note: str | Unset | None = UNSET,
    ) -> SessionRow:
        """Write what was felt before and after a session.

        Args:
            ref: the session's id or a beginning of it.
            before: pain before, 0 to 10; None takes it away.
            after: pain after, likewise.
            note: one line of text; None or an empty one takes it away.

        Raises:
            HistoryRefused: no such session, a pain out of bounds, a note too long or with refused characters.
        """
        changes: dict[str, str | int | None] = {}
        if not isinstance(before, Unset):
            with self._checking("pain before"):
                changes["pain_before"] = checks.pain_value(before)
        if not isinstance(after, Unset):
            with self._checking("pain after"):
                changes["pain_after"] = checks.pain_value(after)
        if not isinstance(note, Unset):
            with self._checking("note"):
                changes["note"] = checks.note_value(note) or None
        with self._transaction():
            session = self.session(ref)
            return self._update(session, **changes) if changes else session

    def remove(self, ref: str) -> SessionRow:
        """Mark a session as removed: it leaves the log and the statistics, and can be restored."""
        with self._transaction():
            session = self.session(ref)
            self._uncount(session)
            now = later_text(session.updated_at, self._now())
            return self._write(session, updated_at=now, deleted_at=now)

    def restore(self, ref: str) -> SessionRow:
        """Bring a removed session back; one that is not removed stays as it is."""
        with self._transaction():
            session = self.session(ref, include_deleted=True)
            if session.deleted_at is None:
                return session
            restored = self._write(session, deleted_at=None)
            self._count(restored)
            return restored

    def _list(
        self, where: str, values: list[SqlValue], limit: int | None, *, index: str | None = None
    ) -> list[SessionRow]:
        self._settle()
        by = f"INDEXED BY {index}" if index else ""
        order = "ORDER BY started_ms DESC, id DESC"
        most = -1 if limit is None else max(0, limit)
        found = self._rows(f"{SELECT_SESSIONS} {by} WHERE {where} {order} LIMIT ?", [*values, most])
        with self._trusting("a session"):
            return [session_of(columns) for columns in found]

    def _snapshot(self, what: str, session_id: str, sql: str) -> dict[str, object] | None:
        self._settle()
        self._session(session_id)
        text = self._row(sql, (session_id,))[0]
        if text is None:
            return None
        with self._trusting(f"the {what} of {session_id}"):
            try:
                data = json.loads(text)
            except (TypeError, RecursionError):
                raise ValueError("no JSON text") from None
            checks.tree_text(data)
        return dict(data)


def local_now() -> datetime:
    """Read the wall clock as local time with its offset."""
    return datetime.now().astimezone()


def open_history(
    path: str | os.PathLike[str],
    *,
    write: bool,
    now: Callable[[], datetime] = local_now,
    patience_s: float | None = None,
) -> History:
    """Open the history.

    Args:
        path: the database's file. For writing, it and its folder are created for the user alone where they are missing,
            and a file that is damaged or no history is renamed to `NAME.unreadable-YYYYMMDD-HHMMSS` and a new one
            begun; `notice` then says so. For reading, a missing file is an empty history and nothing is created.
        write: whether anything will be written.
        now: the wall clock, an aware local time.
        patience_s: how long each call waits for another program's lock, in seconds; None is half a minute.

    Raises:
        HistoryNewer: a newer version wrote it; it is not touched.
        HistoryCorrupt: for reading only: damaged, or no history.
        HistoryUnavailable: read-only, full, locked, not permitted, or not a file.
    """
    place = Path(path)
    return History(place, open_database(place, write=write, now=now, patience_s=patience_s), writable=write, now=now)
