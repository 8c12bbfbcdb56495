"""Whatever lies at the history's place, it is opened, set aside or refused, and nothing is lost."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from history.makers import Clock, begin, files, refused, whole, write_history
from stretchtui.history import (
    HistoryCorrupt,
    HistoryError,
    HistoryNewer,
    HistoryRefused,
    HistoryUnavailable,
    open_history,
)
from stretchtui.history.migrations import MIGRATIONS, migrate

SCHEMA = len(MIGRATIONS)


def leave_journal(path: Path, *statements: str) -> None:
    """Change a database in a process that dies before its journal is moved into the file."""
    code = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "for statement in sys.argv[2:]: connection.execute(statement)\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path), *statements], check=True)
    assert Path(f"{path}-wal").stat().st_size


def test_a_new_history_and_its_folders_are_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "share" / "stretchtui" / "history.db"
    with open_history(path, write=True) as history:
        begin(history, 1)
        assert history.notice is None
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()}
    assert modes == {"history.db": 0o600, "history.db-wal": 0o600, "history.db-shm": 0o600}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o700}
    assert list(files(path.parent)) == ["history.db"]


def test_every_connection_is_durable_strict_and_on_its_guard(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db", write=True) as history:
        settings = {name: history._row(f"PRAGMA {name}")[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
        assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        strict = history._rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict")
        assert {"sessions", "phases", "phase_targets"} <= {name for (name,) in strict}
        with pytest.raises(HistoryRefused):
            history._execute("UPDATE migrations SET version = 'one'")


def test_the_version_counts_the_migrations_and_each_has_its_record(tmp_path: Path) -> None:
    with open_history(tmp_path / "history.db", write=True, now=Clock()) as history:
        assert history._row("PRAGMA user_version")[0] == SCHEMA
        assert history._rows("SELECT version, name FROM migrations ORDER BY version") == [
            (1, "create_history"),
            (2, "add_pauses"),
        ]


def test_the_migrations_that_were_released_stand_in_their_order() -> None:
    assert [migration.__name__ for migration in MIGRATIONS][:2] == ["create_history", "add_pauses"]


def test_a_migration_that_fails_leaves_the_version_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "history.db"
    write_history(path)

    def add_half(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (a) STRICT")

    monkeypatch.setattr("stretchtui.history.migrations.MIGRATIONS", (*MIGRATIONS, add_half))
    monkeypatch.setattr("stretchtui.history.migrations.LATEST", SCHEMA + 1)
    refused(path, HistoryError, write=True)
    monkeypatch.undo()
    with open_history(path, write=True) as history:
        assert history._row("PRAGMA user_version")[0] == SCHEMA
        assert len(history.sessions()) == 3


@pytest.mark.parametrize("write", [True, False])
def test_an_older_history_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: bool) -> None:
    path = tmp_path / "history.db"
    write_history(path)

    def add_mood(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE sessions ADD COLUMN mood TEXT")

    monkeypatch.setattr("stretchtui.history.migrations.MIGRATIONS", (*MIGRATIONS, add_mood))
    monkeypatch.setattr("stretchtui.history.migrations.LATEST", SCHEMA + 1)
    with open_history(path, write=write) as history:
        assert len(history.sessions()) == 3
        assert history._rows("SELECT mood FROM sessions") == [(None,)] * 3


def test_a_missing_history_is_read_as_an_empty_one_and_not_created(tmp_path: Path) -> None:
    with open_history(tmp_path / "data" / "history.db", write=False) as history:
        assert history.sessions() == []
        assert history.dose() == []
        with pytest.raises(HistoryRefused):
            history.session("ab")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_an_empty_history(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.touch()
    with open_history(path, write=False) as history:
        assert history.sessions() == []
    assert files(tmp_path) == {"history.db": b""}
    write_history(path)
    assert list(files(tmp_path)) == ["history.db"]


def test_reading_leaves_the_file_and_its_folder_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    before = files(tmp_path)
    with open_history(path, write=False) as history:
        assert len(history.sessions()) == 3
    assert files(tmp_path) == before


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("in_journal", [True, False])
def test_a_newer_history_is_refused_and_not_touched(tmp_path: Path, write: bool, in_journal: bool) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    leave_journal(path, f"PRAGMA user_version = {SCHEMA + 1}", "CREATE TABLE newer (a)")
    if not in_journal:
        sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    before = {name: data for name, data in files(tmp_path).items() if not name.endswith("-shm")}
    assert "newer version" in refused(path, HistoryNewer, write=write)
    assert {name: data for name, data in files(tmp_path).items() if not name.endswith("-shm")} == before
    assert ("history.db-wal" in before) is in_journal


def strange_text(path: Path) -> None:
    path.write_text("my diary\n" * 50)


def strange_byte(path: Path) -> None:
    path.write_bytes(b"S")


def strange_zeros(path: Path) -> None:
    path.write_bytes(bytes(8192))


def strange_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()


def strange_database_of_our_version(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE migrations (version, name)")
    connection.execute("PRAGMA user_version = 1")
    connection.close()


def cut_short(path: Path) -> None:
    write_history(path)
    os.truncate(path, path.stat().st_size // 2)


def cut_within_its_head(path: Path) -> None:
    write_history(path)
    os.truncate(path, 60)


def spoilt_head(path: Path) -> None:
    write_history(path)
    path.write_bytes(b"X" * 16 + path.read_bytes()[16:])


UNREADABLE = [
    strange_text,
    strange_byte,
    strange_zeros,
    strange_database,
    strange_database_of_our_version,
    cut_short,
    cut_within_its_head,
    spoilt_head,
]


@pytest.mark.parametrize("make", UNREADABLE)
def test_what_cannot_be_read_is_set_aside_and_a_new_history_begun(tmp_path: Path, make: object) -> None:
    path = tmp_path / "history.db"
    assert callable(make)
    make(path)
    before = path.read_bytes()
    refused(path, HistoryCorrupt, write=False)
    assert files(tmp_path) == {"history.db": before}
    with open_history(path, write=True, now=Clock(datetime.fromisoformat("2025-03-30T07:15:00+02:00"))) as history:
        assert history.notice is not None
        assert "history.db.unreadable-20250330-07150" in history.notice
        whole(history, 1)
    (aside,) = (name for name in files(tmp_path) if name != "history.db")
    assert aside.startswith("history.db.unreadable-20250330-07150")
    assert (tmp_path / aside).read_bytes() == before
    with open_history(path, write=True) as history:
        assert history.notice is None
        assert len(history.sessions()) == 1


def test_what_is_set_aside_takes_its_journal_along_and_replaces_nothing(tmp_path: Path) -> None:
    path, clock = tmp_path / "history.db", Clock()
    for content in ("first", "second", "third"):
        clock.now = datetime.fromisoformat("2025-03-30T07:15:00+02:00")
        path.write_text(content * 100)
        Path(f"{path}-wal").write_text(f"journal of the {content}")
        open_history(path, write=True, now=clock).close()
        path.unlink()
    kept = {name: data[:5] for name, data in files(tmp_path).items() if not name.endswith("-shm")}
    aside = {name.removeprefix("history.db.unreadable-"): data for name, data in kept.items()}
    assert sorted(aside.values()) == [b"first", b"journ", b"journ", b"journ", b"secon", b"third"]
    assert {"20250330-071501", "20250330-071501-2", "20250330-071501-3-wal"} <= set(aside)


def test_a_journal_without_its_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    leave_journal(path, "UPDATE sessions SET note = 'not lost'")
    path.unlink()
    refused(path, HistoryCorrupt, write=False)
    journal = Path(f"{path}-wal").read_bytes()
    with open_history(path, write=True) as history:
        assert history.notice is not None
    assert journal in files(tmp_path).values()


def test_a_folder_at_its_place_is_named(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.mkdir()
    for write in (True, False):
        assert "folder" in refused(path, HistoryUnavailable, write=write)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_pipe_or_a_socket_at_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "history.db")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "log.db"))
        for name in ("history.db", "log.db"):
            for write in (True, False):
                assert "no regular file" in refused(tmp_path / name, HistoryUnavailable, write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_place_below_a_file_is_named(tmp_path: Path, write: bool) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(HistoryUnavailable):
        open_history(tmp_path / "data" / "stretchtui" / "history.db", write=write)
    assert (tmp_path / "data").read_text() == "no folder"


def test_a_home_that_is_read_only_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr(os, "open", refuse)
    assert "Read-only file system" in refused(tmp_path / "history.db", HistoryUnavailable, write=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_history(tmp_path / "history.db")
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert "read-only" in refused(tmp_path / "history.db", HistoryUnavailable, write=True)


def test_a_history_in_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_history(path)
    # Where SQLite cannot make its journal, for root as for anyone.
    Path(f"{path}-shm").mkdir()
    with open_history(path, write=False) as history:
        assert len(history.sessions()) == 3
    with open_history(path, write=True) as history, pytest.raises(HistoryUnavailable, match="read-only"):
        begin(history, 9)


def test_a_link_leads_to_the_file_it_means(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "history.db", tmp_path / "history.db"
    link.symlink_to(real)
    write_history(link)
    real.write_text("spoilt" * 100)
    with open_history(link, write=True) as history:
        assert history.notice is not None
    assert link.is_symlink()
    assert len(files(tmp_path / "real")) == 2


def test_a_locked_history_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "history.db"
    monkeypatch.setattr("stretchtui.history.database.BUSY_S", 0.0)
    write_history(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_history(path, write=True) as history:
        with pytest.raises(HistoryUnavailable, match="locked"):
            begin(history, 9)
        assert len(history.sessions()) == 3
        other.close()
        begin(history, 9)


def test_a_sqlite_without_strict_tables_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.36.0")
    for write in (True, False):
        with pytest.raises(HistoryUnavailable, match=r"SQLite 3\.36\.0 is too old: the history needs 3\.37"):
            open_history(tmp_path / "history.db", write=write)


def test_another_thread_is_told_that_the_connection_is_not_its_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, open_history(tmp_path / "history.db", write=True) as history:
        elsewhere = pool.submit(history.sessions)
        with pytest.raises(HistoryError, match="thread"):
            elsewhere.result()


def test_importing_the_package_imports_neither_sqlite3_nor_a_screen() -> None:
    code = (
        "import sys; from stretchtui.history import HistoryError, SessionRow, History, open_history, import_lines\n"
        "assert not {'sqlite3', 'textual', 'typer', 'stretchcore'} & sys.modules.keys(), sys.modules.keys()\n"
        "import stretchtui.history as h; assert all(hasattr(h, name) for name in h.__all__)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "src"})


def test_migrating_twice_does_it_once(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "history.db", isolation_level=None)
    migrate(connection, "2025-03-28T06:00:00.000000+00:00")
    migrate(connection, "2025-03-28T06:00:00.000000+00:00")
    assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (SCHEMA,)
    connection.close()
