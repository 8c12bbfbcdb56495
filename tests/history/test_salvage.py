"""What a damaged history still holds is saved: every row whose pages are sound, whatever else was spoilt."""

from __future__ import annotations

import io
import random
import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from history.makers import START, Clock, begin, hold, uuid, whole, write_history
from history.test_damage import spoil_all_but_schema
from stretchcore import Session, make_plan, read_routine
from stretchcore.commands import Start, Stop
from stretchtui.history import (
    History,
    HistoryRefused,
    HistoryUnavailable,
    SalvageReport,
    export_lines,
    import_lines,
    open_history,
    salvage,
)
from stretchtui.history.recording import PHASE_COLUMNS, SESSION_COLUMNS
from stretchtui.recorder import Recorder

SESSIONS = 40
PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A history with long plans, removed sessions, edits, and phases that were done again."""
    path = tmp_path_factory.mktemp("sound") / "history.db"
    with open_history(path, write=True, now=Clock()) as history:
        for number in range(1, SESSIONS + 1):
            plan = {"id": "x", "text": "p" * (number * 997 % 15_000)}
            session = begin(history, number, plan=plan, started_at=START + timedelta(days=number), dump={"version": 1})
            for run in range(number % 12 + 1):
                hold(history, session, run)
            if number % 5:
                history.end(session, "completed")
        history.remove(uuid(3))
        history.rate(uuid(4), before=3, after=1, note="good")
        hold(history, uuid(7), 2, 9_000)
    return path.read_bytes()


def exported(path: Path) -> list[str]:
    with open_history(path, write=False) as history:
        return list(export_lines(history))


def saved(folder: Path, content: bytes) -> tuple[SalvageReport, Path]:
    """Salvage a file of these bytes into a new history."""
    damaged = folder / "damaged.db"
    damaged.write_bytes(content)
    path = folder / "new" / "history.db"
    with open_history(path, write=True, now=Clock()) as history:
        report = salvage(history, damaged)
        assert history._row("PRAGMA integrity_check") == ("ok",)
        assert history._row("SELECT count(*) FROM pragma_foreign_key_check") == (0,)
    assert damaged.read_bytes() == content
    return report, path


def readable(path: Path, content: bytes) -> tuple[dict[str, tuple[object, ...]], set[tuple[object, ...]]]:
    """Return the sessions and phases that SQLite itself still gives, asked one by one by their keys."""
    path.write_bytes(content)
    sessions: dict[str, tuple[object, ...]] = {}
    phases: set[tuple[object, ...]] = set()
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return sessions, phases
    for number in range(1, SESSIONS + 1):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            # By its row's number, since SQLite would take the id from the index, where it may be sound alone.
            row = connection.execute(
                f"SELECT {SESSION_COLUMNS} FROM sessions WHERE rowid = (SELECT rowid FROM sessions WHERE id = ?)",
                (uuid(number),),
            ).fetchone()
            if row is not None and row[0] == uuid(number):
                sessions[uuid(number)] = row
        for run in range(13):
            with suppress(sqlite3.Error, UnicodeDecodeError):
                found = connection.execute(
                    f"SELECT session_id, {PHASE_COLUMNS} FROM phases WHERE session_id = ? AND run = ?",
                    (uuid(number), run),
                ).fetchone()
                if found is not None:
                    phases.add(found)
    connection.close()
    return sessions, phases


def rows_of(path: Path) -> tuple[dict[str, tuple[object, ...]], set[tuple[object, ...]]]:
    return readable(path, path.read_bytes())


def test_a_sound_history_is_saved_whole_byte_for_byte(tmp_path: Path, sound: bytes) -> None:
    report, path = saved(tmp_path, sound)
    assert report == SalvageReport(SESSIONS, SESSIONS, 0, 0)
    assert exported(path) == exported(tmp_path / "damaged.db")
    with open_history(path, write=True) as history:
        assert salvage(history, tmp_path / "damaged.db") == SalvageReport(SESSIONS, 0, 0, 0)


def pages_of(content: bytes) -> list[int]:
    return list(range(len(content) // PAGE))


def check(folder: Path, sound: bytes, damaged: bytes) -> None:
    """Salvage, and compare with what was there before and with what SQLite still reads."""
    truth = readable(folder / "truth.db", sound)
    left = readable(folder / "left.db", damaged)
    report, path = saved(folder, damaged)
    sessions, phases = rows_of(path)
    with open_history(path, write=False) as history:
        # A byte of an id may have been spoilt too: that session comes in under the id that now stands there.
        assert history._row("SELECT count(*) FROM sessions") == (report.sessions,)
    assert len(sessions) <= report.sessions
    # What SQLite still reads, and reads rightly, was saved.
    for session, row in left[0].items():
        if row == truth[0].get(session):
            # But for the time of the edit, which is a microsecond earlier where something else of it is lost.
            assert [*sessions[session][:13], sessions[session][14]] == [*row[:13], row[14]]
    assert {phase for phase in left[1] & truth[1] if phase[0] in sessions} <= phases
    with open_history(path, write=True) as history:
        check_sums(history)


def check_sums(history: History) -> None:
    """Tell whether the sums are those of the phases that were saved."""
    sums = history._row("SELECT ifnull(sum(none_ms + left_ms + right_ms), 0) FROM dose_weeks WHERE role = 'target'")
    counted = history._row(
        "SELECT ifnull(sum(p.actual_ms * json_array_length(p.targets)), 0) FROM phases p"
        " JOIN sessions s ON s.id = p.session_id WHERE s.counted = 1"
    )
    assert sums == counted


@pytest.mark.parametrize("page", range(60))
def test_whichever_page_is_spoilt_all_rows_on_others_are_saved(tmp_path: Path, sound: bytes, page: int) -> None:
    page %= len(sound) // PAGE
    spoilt = bytearray(sound)
    spoilt[page * PAGE : (page + 1) * PAGE] = random.Random(page).randbytes(PAGE)
    check(tmp_path, sound, bytes(spoilt))


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_anywhere_never_end_in_a_traceback(tmp_path: Path, sound: bytes, seed: int) -> None:
    dice = random.Random(seed)
    spoilt = bytearray(sound)
    for _ in range(dice.choice([1, 5, 50, 500])):
        place = (
            dice.randrange(len(spoilt)) if seed % 2 else dice.randrange(len(spoilt) // PAGE) * PAGE + dice.randrange(16)
        )
        spoilt[place] = dice.randrange(256)
    check(tmp_path, sound, bytes(spoilt))


@pytest.mark.parametrize("kept", [0, 1, 99, 512, 4_095, 4_096, 20_000, 100_001])
def test_a_file_that_was_cut_off_gives_what_is_left(tmp_path: Path, sound: bytes, kept: int) -> None:
    check(tmp_path, sound, sound[:kept])


def test_a_history_of_before_pauses_were_kept_is_saved_too(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    write_history(path)
    text = exported(path)
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE phases DROP COLUMN pauses")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    report, new = saved(tmp_path, path.read_bytes())
    assert (report.sessions, report.partial, report.lost) == (3, 0, 0)
    assert exported(new) == text


def test_without_its_first_page_all_is_saved(tmp_path: Path, sound: bytes) -> None:
    report, path = saved(tmp_path, b"\0" * PAGE + sound[PAGE:])
    assert (report.sessions, report.partial, report.lost) == (SESSIONS, 0, 0)
    (tmp_path / "sound.db").write_bytes(sound)
    assert exported(path) == exported(tmp_path / "sound.db")


@pytest.mark.parametrize("content", [b"", b"x" * 100_000, b"\x0d" * 100_000, b"\x0a\x00\x00\xff\xff" * 20_000])
def test_a_file_of_anything_gives_nothing(tmp_path: Path, content: bytes) -> None:
    report, _ = saved(tmp_path, content)
    assert report == SalvageReport(0, 0, 0, 0)


def test_a_session_that_lost_phases_yields_to_its_whole_self_from_another_machine(tmp_path: Path, sound: bytes) -> None:
    (tmp_path / "sound.db").write_bytes(sound)
    lines = exported(tmp_path / "sound.db")
    for page in range(1, len(sound) // PAGE):
        spoilt = sound[: page * PAGE] + b"\0" * PAGE + sound[(page + 1) * PAGE :]
        folder = tmp_path / str(page)
        folder.mkdir()
        report, path = saved(folder, spoilt)
        if not report.partial:
            continue
        with open_history(path, write=True) as history:
            import_lines(history, io.BytesIO("".join(lines).encode()))
            assert list(export_lines(history)) == lines
        break
    else:
        raise AssertionError("no page held phases")


@pytest.mark.parametrize("spoil", [False, True])
def test_what_waits_in_the_journal_is_saved_too(tmp_path: Path, spoil: bool) -> None:
    path = tmp_path / "history.db"
    with open_history(path, write=True, now=Clock()) as history:
        whole(history, 1)
        history._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole(history, 2)
        middle = (tmp_path / "history.db-wal").stat().st_size
        whole(history, 3)
        journal = bytearray((tmp_path / "history.db-wal").read_bytes())
        content = path.read_bytes()
    if spoil:  # nothing counts after the first frame that is damaged
        journal[middle + 200] ^= 0xFF
    (tmp_path / "copy.db").write_bytes(content)
    (tmp_path / "copy.db-wal").write_bytes(journal)
    with open_history(tmp_path / "new.db", write=True) as history:
        assert salvage(history, tmp_path / "copy.db").sessions == (2 if spoil else 3)
        assert {row.id for row in history.sessions()} == {uuid(1), uuid(2)} | (set() if spoil else {uuid(3)})


def test_the_history_itself_and_what_is_no_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with open_history(path, write=True, now=Clock()) as history:
        whole(history, 1)
        with pytest.raises(HistoryRefused, match="is the history itself"):
            salvage(history, path)
        for name in ("gone.db", "."):
            with pytest.raises(HistoryUnavailable):
                salvage(history, tmp_path / name)
        assert len(history.sessions()) == 1


def notices(path: Path) -> tuple[list[str], bool]:
    """Record a session into a log that is damaged; return what was told, and whether all was written."""
    told: list[str] = []
    plan = make_plan(read_routine(ROUTINE, "x", {}).good(), {})
    session = Session(plan, session_id=uuid(90))
    recorder = Recorder(path, plan, uuid(90), lambda: dict(session.dump(0)), notice=told.append)
    recorder.start()
    recorder(session.send(Start(), 0))
    recorder(session.send(Stop(), 1_000))
    return told, recorder.close()


ROUTINE = 'name = "X"\n[[steps]]\nname = "X"\nhold = "20s"\n'


@pytest.mark.parametrize("shows_late", [False, True])
def test_a_session_that_finds_its_log_damaged_saves_it_and_says_so_once(
    tmp_path: Path, sound: bytes, shows_late: bool
) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(sound)
    if shows_late:
        spoil_all_but_schema(path)
    else:
        path.write_bytes(b"\0" * PAGE + sound[PAGE:])
    told, written = notices(path)
    assert written
    (line,) = told
    assert "the file was set aside as" in line
    assert "sessions were saved" in line
    with open_history(path, write=False) as history:
        found = {row.id for row in history.sessions(include_deleted=True)}
    assert uuid(90) in found
    assert len(found) > SESSIONS // 2
    if not shows_late:
        assert f"{SESSIONS} sessions were saved" in line
        assert len(found) == SESSIONS + 1
