"""What a running session writes: its row at the start, a row a phase as it ends, the rest at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stretchtui.history import checks, counting
from stretchtui.history.errors import HistoryCorrupt, HistoryRefused
from stretchtui.history.rows import PhaseRow, SessionRow
from stretchtui.history.store import SqlValue, Store
from stretchtui.history.times import instant_ms, later_text, local_text

SESSION_COLUMNS = (
    "id, routine, name, started_at, ended_at, level, outcome, planned_ms, active_ms, pain_before, pain_after, note,"
    " simulated, updated_at, deleted_at"
)
PHASE_COLUMNS = (
    "run, idx, start_ms, kind, exercise, name, position, side, set_no, sets, rep, reps, planned_ms, estimate_ms,"
    " targets, at_ms, actual_ms, outcome, static, secondary, pauses"
)
SELECT_SESSIONS = f"SELECT {SESSION_COLUMNS} FROM sessions"  # noqa: S608  # names of our own
_SELECT_PHASES = f"SELECT {PHASE_COLUMNS} FROM phases WHERE session_id = ?"  # noqa: S608  # names of our own
_WRITTEN_COLUMNS = f"{SESSION_COLUMNS}, day, started_ms, counted, plan, dump"
_ADD_SESSION = f"INSERT INTO sessions ({_WRITTEN_COLUMNS}) VALUES ({', '.join('?' * 20)})"  # noqa: S608  # likewise
_ADD_PHASE = f"INSERT INTO phases (session_id, {PHASE_COLUMNS}) VALUES ({', '.join('?' * 22)})"  # noqa: S608  # names of our own


class Recording(Store):
    """The recorder's part of the history.

    Every call is one transaction, durable when it returns; inside `transaction()` all are durable together when that
    ends. A call that raises has changed nothing. Where the file turns out to be damaged it is set aside and a new one
    begun: `begin` by itself then goes on in the new one, all else raises HistoryCorrupt, since its session went with
    the old one.
    """

    def begin(
        self,
        *,
        id: str,
        routine: str,
        name: str,
        level: int,
        planned_ms: int,
        plan: Mapping[str, object],
        simulated: bool = False,
        started_at: datetime | None = None,
        pain_before: int | None = None,
        dump: Mapping[str, object] | None = None,
    ) -> SessionRow:
        """Write a new session's row.

        Args:
            id: a new UUID, lower case.
            routine: the routine's id.
            name: its name, as it was shown.
            level: 0 to 100.
            planned_ms: the plan's whole length, estimates of open phases included.
            plan: the plan's snapshot, plain data.
            simulated: on a simulated clock: kept out of statistics.
            started_at: an aware local time; None is now.
            pain_before: 0 to 10, None where it was not asked.
            dump: the session's dump, None where there is none yet.

        Raises:
            HistoryRefused: a value out of bounds, or an id that is taken.
        """
        now = self._now()
        data = {
            "id": id,
            "routine": routine,
            "name": name,
            "started_at": local_text(now if started_at is None else started_at),
            "ended_at": None,
            "level": level,
            "outcome": None,
            "planned_ms": planned_ms,
            "active_ms": 0,
            "pain_before": pain_before,
            "pain_after": None,
            "note": None,
            "simulated": simulated,
            "updated_at": later_text(None, now),
            "deleted_at": None,
        }
        with self._checking():
            row = checks.session_row(data)
            checks.safe_text(data)
        plan_text, dump_text = self._snapshot_text("plan", plan), self._snapshot_text("dump", dump)
        try:
            with self.transaction():
                self._add_session(row, plan_text, dump_text)
        except HistoryCorrupt:
            if self._depth:
                raise
            with self.transaction():
                self._add_session(row, plan_text, dump_text)
        return row

    def phase_ended(
        self,
        session_id: str,
        phase: Mapping[str, object],
        *,
        run: int,
        at_ms: int,
        actual_ms: int,
        outcome: str,
        static: bool,
        secondary: Sequence[str] = (),
        pauses: Sequence[tuple[int, int]] = (),
        dump: Mapping[str, object] | None = None,
    ) -> None:
        """Write a phase as it was done, and bring its session's active time up to date.

        A run that is there already is replaced, so that a phase cut off and gone on with later counts once.

        Args:
            session_id: the session.
            phase: the phase's plain data (`index start_ms kind …`); other keys are not kept.
            run: the number of the phase among those that the session has started, from 0.
            at_ms: when it started, in ms since the session's start.
            actual_ms: how long it ran.
            outcome: `done`, `skipped`, `pain`, `left` or `stopped`.
            static: whether the exercise's kind is static, so that what was held is a dose.
            secondary: the exercise's secondary muscles.
            pauses: when its clock stood still: when each pause began, in ms since the session's start, and its length.
            dump: the session's dump after it; None keeps the one before.

        Raises:
            HistoryRefused: no such session, or a value out of bounds.
        """
        done = {
            **phase,
            "run": run,
            "at_ms": at_ms,
            "actual_ms": actual_ms,
            "outcome": outcome,
            "static": static,
            "secondary": secondary,
            "pauses": pauses,
        }
        with self._checking():
            row = checks.phase_row(done)
            checks.safe_text({**row.to_data(), "secondary": row.secondary})
        dump_text = self._snapshot_text("dump", dump)
        with self.transaction():
            session = self._session(session_id)
            if before := self._phase_rows(session_id, run):
                self._drop_phases(session, before)
            self._add_phases(session, [row])
            self._unsettled[session_id] = dump_text or self._unsettled.get(session_id)

    def store_dump(self, session_id: str, dump: Mapping[str, object]) -> None:
        """Keep a session's dump, from which it can be gone on with."""
        text = self._snapshot_text("dump", dump)
        with self.transaction():
            self._update(self._session(session_id), dump=text)

    def end(
        self,
        session_id: str,
        outcome: str,
        ended_at: datetime | None = None,
        dump: Mapping[str, object] | None = None,
    ) -> SessionRow:
        """Write how and when a session ended.

        Args:
            session_id: the session.
            outcome: `completed`, `stopped` or `abandoned`.
            ended_at: an aware local time; None is now.
            dump: the session's last dump; None keeps the one before.
        """
        when = local_text(self._now() if ended_at is None else ended_at)
        with self._checking("outcome"):
            checks.outcome_value(outcome)
        text = self._snapshot_text("dump", dump)
        with self.transaction():
            changes = {} if text is None else {"dump": text}
            return self._update(self._session(session_id), outcome=outcome, ended_at=when, **changes)

    def reopen(self, session_id: str) -> SessionRow:
        """Take up a session that was stopped or cut off: it has no end any more.

        Raises:
            HistoryRefused: it is over (completed or abandoned), or removed.
        """
        with self.transaction():
            session = self._session(session_id)
            if session.outcome not in (None, "stopped"):
                raise HistoryRefused(f"the session {session_id} is {session.outcome}", self.path)
            if session.deleted_at is not None:
                raise HistoryRefused(f"the session {session_id} was removed", self.path)
            return self._update(session, outcome=None, ended_at=None)

    def abandon(self, session_id: str, ended_at: datetime | None = None, *, in_passing: bool = False) -> SessionRow:
        """Write that a session that was stopped or cut off will not be gone on with.

        Args:
            session_id: the session.
            ended_at: an aware local time; None is when it ended, or the last that was heard of it.
            in_passing: nobody asked for it, so that any other edit of the same session is to win a merge: the edit
                counts as made a microsecond after the one before.
        """
        with self.transaction():
            session = self._session(session_id)
            if ended_at is not None:
                when = local_text(ended_at)
            elif session.ended_at is not None:
                when = session.ended_at
            else:
                zone = datetime.fromisoformat(session.started_at).tzinfo or UTC
                when = local_text(datetime.fromisoformat(session.updated_at).astimezone(zone))
            edited = datetime.fromisoformat(session.updated_at) if in_passing else self._now()
            updated = later_text(session.updated_at, edited)
            return self._update(session, updated_at=updated, outcome="abandoned", ended_at=when)

    def _settle(self) -> None:
        while self._unsettled:
            session_id, dump = self._unsettled.popitem()
            total = self._row("SELECT ifnull(sum(actual_ms), 0) FROM phases WHERE session_id = ?", (session_id,))
            changes = {} if dump is None else {"dump": dump}
            self._write(self._session(session_id), active_ms=int(total[0]), **changes)

    def _session(self, session_id: str) -> SessionRow:
        """Read the row of an exact id."""
        found = self._row(f"{SELECT_SESSIONS} WHERE id = ?", (session_id,))
        if found is None:
            raise HistoryRefused(f"there is no session {session_id}", self.path)
        with self._trusting("a session"):
            return session_of(found)

    def _phase_rows(self, session_id: str, run: int | None = None) -> list[PhaseRow]:
        """Read a session's phases by run, or the one of a run."""
        if run is None:
            found = self._rows(f"{_SELECT_PHASES} ORDER BY run", (session_id,))
        else:
            found = self._rows(f"{_SELECT_PHASES} AND run = ?", (session_id, run))
        with self._trusting("a phase"):
            return [phase_of(columns) for columns in found]

    def _add_session(self, row: SessionRow, plan: str | None, dump: str | None) -> None:
        derived = (row.day, instant_ms(row.started_at), int(row.counted))
        self._execute(_ADD_SESSION, (*_data(row).values(), *derived, plan, dump))

    def _add_phases(self, session: SessionRow, phases: Iterable[PhaseRow]) -> None:
        """Write phases that are not there, and what statistics read of them."""
        rows = list(phases)
        with self._mapped():
            self._connection.executemany(_ADD_PHASE, ((session.id, *_phase_values(row)) for row in rows))
            if session.counted:
                counting.count(self._connection, session.id, session.day, rows)

    def _drop_phases(self, session: SessionRow, phases: Iterable[PhaseRow]) -> None:
        """Delete phases, and what statistics read of them."""
        rows = list(phases)
        with self._mapped():
            if session.counted:
                counting.uncount(self._connection, session.id, session.day, rows)
            self._connection.executemany(
                "DELETE FROM phases WHERE session_id = ? AND run = ?", ((session.id, row.run) for row in rows)
            )

    def _count(self, session: SessionRow) -> None:
        """Enter a session's phases into what statistics read, if it counts now."""
        if session.counted:
            phases = self._phase_rows(session.id)
            with self._mapped():
                counting.count(self._connection, session.id, session.day, phases)

    def _uncount(self, session: SessionRow) -> None:
        """Take a session's phases out of what statistics read, if it counted till now."""
        if session.counted:
            phases = self._phase_rows(session.id)
            with self._mapped():
                counting.uncount(self._connection, session.id, session.day, phases)

    def _update(self, session: SessionRow, **changes: str | int | None) -> SessionRow:
        """Write changed columns to a settled row and give it as it then is."""
        if session.id in self._unsettled:
            self._settle()
            session = self._session(session.id)
        return self._write(session, **changes)

    def _write(self, session: SessionRow, **changes: str | int | None) -> SessionRow:
        """Write changed columns and the time of the edit, and give the row as it then is."""
        columns: dict[str, SqlValue] = {"updated_at": later_text(session.updated_at, self._now()), **changes}
        shown: dict[str, Any] = {name: value for name, value in columns.items() if name != "dump"}
        row = replace(session, **shown)
        if row.counted is not session.counted:
            columns["counted"] = int(row.counted)
        assignments = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE sessions SET {assignments} WHERE id = ?"  # noqa: S608  # names of our own
        self._execute(sql, (*columns.values(), session.id))
        return row

    def _snapshot_text(self, what: str, snapshot: Mapping[str, object] | None) -> str | None:
        with self._checking(what):
            return checks.tree_text(snapshot)

    @contextmanager
    def _trusting(self, what: str) -> Iterator[None]:
        """Name what was read inside as damaged if it is nothing that was ever written."""
        try:
            yield
        except ValueError as fault:
            raise HistoryCorrupt(f"the history is damaged ({what}: {fault})", self.path) from fault

    @contextmanager
    def _checking(self, what: str = "") -> Iterator[None]:
        """Refuse what is found bad inside, by the name of what was looked at."""
        try:
            yield
        except checks.BadValue as fault:
            raise HistoryRefused(f"{what}: {fault}".removeprefix(": "), self.path) from fault


def session_of(columns: Sequence[Any]) -> SessionRow:
    """Make a row of `SESSION_COLUMNS` as they were read; BadValue if they are nothing that was ever written."""
    return checks.stored_session((*columns[:12], bool(columns[12]), *columns[13:]))


def phase_of(columns: Sequence[Any]) -> PhaseRow:
    """Make a row of `PHASE_COLUMNS` as they were read; ValueError if they are nothing that was ever written."""
    *plan, targets, at_ms, actual_ms, outcome, static, secondary, pauses = columns
    words = counting.words_of(targets), counting.words_of(secondary)
    stood_still = counting.pauses_of(pauses)
    return checks.stored_phase((*plan, words[0], at_ms, actual_ms, outcome, bool(static), words[1], stood_still))


def _data(row: SessionRow) -> dict[str, str | int | None]:
    return {name: getattr(row, name) for name in SESSION_COLUMNS.split(", ")}


def _phase_values(row: PhaseRow) -> tuple[str | int | None, ...]:
    return (
        row.run,
        row.index,
        row.start_ms,
        row.kind,
        row.exercise,
        row.name,
        row.position,
        row.side,
        row.set_no,
        row.sets,
        row.rep,
        row.reps,
        row.planned_ms,
        row.estimate_ms,
        counting.words_text(row.targets),
        row.at_ms,
        row.actual_ms,
        row.outcome,
        int(row.static),
        counting.words_text(row.secondary),
        counting.pauses_text(row.pauses),
    )
