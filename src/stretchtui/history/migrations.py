"""The history's schema, as an append-only list of named migrations.

A migration that was released is never edited: a change of the schema is a new one at the end. Each runs in one
transaction together with its record in the table `migrations` and the database's `user_version`, which is the number of
migrations applied, so that a crash leaves the schema before or after it and never between.

What is stored once, and what is derived from it:

- `sessions` and `phases` are the history. `day`, `started_ms` (the instant, ms since 1970 UTC) and `counted` (neither
  simulated nor removed) follow from other columns. They are held to it by checks and are no generated columns, since
  SQLite does not answer a query on a generated column from an index alone.
- `phase_targets`, `dose_weeks` and `exercise_weeks` are what statistics read, and hold *counted sessions only*: rows
  are written with a phase, taken out when the session is removed and put back when it is restored (`counting.py`). No
  statistic needs to ask whether a session counts. `phase_targets` has a row a muscle of each working phase; the two
  `_weeks` tables are its sums by calendar week (Monday's date), so that ten years are read in milliseconds. In
  `exercise_weeks` '' stands for "none", since a key of a table cannot be NULL.

Large texts come last in `sessions`: a list of the log then never reads the pages that a plan spills over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

    Migration = Callable[[Connection], None]

APPLICATION_ID = 0x73_74_72_31  # "str1": what `file history.db` can tell it by


def create_history(connection: Connection) -> None:
    """Sessions, their phases, and what statistics read."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in (_SESSIONS, _PHASES, _PHASE_TARGETS, _DOSE_WEEKS, _EXERCISE_WEEKS, *_INDEXES):
        connection.execute(statement)


def add_pauses(connection: Connection) -> None:
    """When the clock of a phase stood still: a text like `[[12000,3000]]`; empty where no one wrote it down."""
    connection.execute("ALTER TABLE phases ADD COLUMN pauses TEXT NOT NULL DEFAULT ''")


_SESSIONS = """
CREATE TABLE sessions (
    id          TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    routine     TEXT NOT NULL,
    name        TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    ended_at    TEXT,
    level       INTEGER NOT NULL CHECK (level BETWEEN 0 AND 100),
    outcome     TEXT CHECK (outcome IN ('completed', 'stopped', 'abandoned')),
    planned_ms  INTEGER NOT NULL CHECK (planned_ms >= 0),
    active_ms   INTEGER NOT NULL CHECK (active_ms >= 0),
    pain_before INTEGER CHECK (pain_before BETWEEN 0 AND 10),
    pain_after  INTEGER CHECK (pain_after BETWEEN 0 AND 10),
    simulated   INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    updated_at  TEXT NOT NULL,
    deleted_at  TEXT,
    day         TEXT NOT NULL CHECK (day = substr(started_at, 1, 10)),
    started_ms  INTEGER NOT NULL CHECK (started_ms = round((julianday(started_at) - 2440587.5) * 86400000.0)),
    counted     INTEGER NOT NULL CHECK (counted = (simulated = 0 AND deleted_at IS NULL)),
    note        TEXT,
    plan        TEXT,
    dump        TEXT,
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT
"""

_PHASES = """
CREATE TABLE phases (
    session_id  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    run         INTEGER NOT NULL CHECK (run >= 0),
    idx         INTEGER NOT NULL CHECK (idx >= 0),
    start_ms    INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN
                ('prepare', 'warm_up', 'hold', 'next_rep', 'switch_side', 'rest', 'cool_down')),
    exercise    TEXT,
    name        TEXT,
    position    TEXT,
    side        TEXT CHECK (side IN ('left', 'right')),
    set_no      INTEGER,
    sets        INTEGER,
    rep         INTEGER,
    reps        INTEGER,
    planned_ms  INTEGER,
    estimate_ms INTEGER,
    at_ms       INTEGER NOT NULL CHECK (at_ms >= 0),
    actual_ms   INTEGER NOT NULL CHECK (actual_ms >= 0),
    outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'skipped', 'pain', 'left', 'stopped')),
    static      INTEGER NOT NULL CHECK (static IN (0, 1)),
    targets     TEXT NOT NULL,
    secondary   TEXT NOT NULL,
    PRIMARY KEY (session_id, run)
) STRICT, WITHOUT ROWID
"""

_PHASE_TARGETS = """
CREATE TABLE phase_targets (
    session_id TEXT NOT NULL,
    run        INTEGER NOT NULL,
    muscle     TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('target', 'secondary')),
    side       TEXT CHECK (side IN ('left', 'right')),
    static     INTEGER NOT NULL CHECK (static IN (0, 1)),
    held_ms    INTEGER NOT NULL,
    day        TEXT NOT NULL,
    PRIMARY KEY (session_id, run, muscle),
    FOREIGN KEY (session_id, run) REFERENCES phases (session_id, run) ON DELETE CASCADE
) STRICT, WITHOUT ROWID
"""

_DOSE_WEEKS = """
CREATE TABLE dose_weeks (
    week     TEXT NOT NULL,
    role     TEXT NOT NULL,
    muscle   TEXT NOT NULL,
    none_ms  INTEGER NOT NULL,
    left_ms  INTEGER NOT NULL,
    right_ms INTEGER NOT NULL,
    phases   INTEGER NOT NULL,
    PRIMARY KEY (role, week, muscle)
) STRICT, WITHOUT ROWID
"""

_EXERCISE_WEEKS = """
CREATE TABLE exercise_weeks (
    week     TEXT NOT NULL,
    exercise TEXT NOT NULL,
    name     TEXT NOT NULL,
    held_ms  INTEGER NOT NULL,
    phases   INTEGER NOT NULL,
    PRIMARY KEY (week, exercise, name)
) STRICT, WITHOUT ROWID
"""

_INDEXES = (
    # The log, newest first; the id makes the order of one instant's sessions the same everywhere.
    "CREATE INDEX sessions_by_start ON sessions (started_ms, id)",
    # The few that `resume` looks among.
    "CREATE INDEX sessions_unfinished ON sessions (started_ms) WHERE outcome IS NULL OR outcome = 'stopped'",
    # Everything that statistics ask of sessions (streak, weeks, pain, level), and the way to the muscles of some days:
    # an index of `phase_targets` by day would halve a week's 0.1 ms and be a sixth of the whole file.
    "CREATE INDEX sessions_by_day ON sessions"
    " (counted, day, started_ms, outcome, active_ms, routine, level, pain_before, pain_after, id)",
)

MIGRATIONS: tuple[Migration, ...] = (create_history, add_pauses)
LATEST = len(MIGRATIONS)


def version_of(connection: Connection) -> int:
    """Read how many migrations a database says it has had; 0 for a new one."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return int(version)


def migrate(connection: Connection, applied_at: str) -> None:
    """Bring a database of this program up to date.

    Args:
        connection: in autocommit mode, writable.
        applied_at: the time to record, as UTC text.
    """
    while version_of(connection) < LATEST:
        # Only the lock tells which migration is next: another process may be at it too.
        connection.execute("BEGIN IMMEDIATE")
        try:
            done = version_of(connection)
            if done < LATEST:
                if done == 0:
                    connection.execute(
                        "CREATE TABLE migrations"
                        " (version INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at TEXT NOT NULL) STRICT"
                    )
                migration = MIGRATIONS[done]
                migration(connection)
                connection.execute(
                    "INSERT INTO migrations VALUES (?, ?, ?)", (done + 1, migration.__name__, applied_at)
                )
                connection.execute(f"PRAGMA user_version = {done + 1}")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def is_ours(connection: Connection) -> bool:
    """Tell whether a database holds the record of this program's migrations, as many as its version says."""
    found = connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").fetchone()
    if found is None:
        return False
    names = [row[0] for row in connection.execute("SELECT name FROM migrations ORDER BY version")]
    return names == [migration.__name__ for migration in MIGRATIONS[: version_of(connection)]]


def is_empty(connection: Connection) -> bool:
    """Tell whether a database holds nothing at all."""
    return connection.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
