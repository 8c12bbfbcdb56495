"""A session with its log and its lock."""

import fcntl
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stretchcore import Back, CountRange, Dose, Exercise, Pain, Position, Routine, Session, Skip, Step, Stop, Toggle
from stretchcore.data import plan_from_data
from stretchcore.events import Event, SessionEnded
from stretchcore.plan import Plan, make_plan
from stretchcore.times import parse_time
from stretchtui import recorder
from stretchtui.clock import ManualClock
from stretchtui.history import open_history
from stretchtui.keeping import find_kept
from stretchtui.lock import LockUnavailable, SessionLock, SessionRuns, who_runs
from stretchtui.paths import Paths
from stretchtui.performance import OUTPUT_GIVEN_UP, Performance
from stretchtui.settings import Settings


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path)


def plan() -> Plan:
    bridge = Exercise("bridge", "Bridge", (Position("hold", "Hold", parse_time("20s")),), targets=("glutes",))
    steps = (Step("bridge", dose=Dose(reps=(CountRange(2, 2),))), Step("bridge"))
    return make_plan(Routine("test", "Test", steps), {"bridge": bridge})


class Stage:
    """A performance on a manual clock."""

    def __init__(self, paths: Paths, *, log: bool = True, simulated: bool = False) -> None:
        self.clock = ManualClock()
        self.told: list[Event] = []
        self.performance = Performance(
            plan(), self.clock, paths, Settings(), log=log, simulated=simulated, outlets=[self.told.append]
        )
        self.player = self.performance.player


def rows(paths: Paths, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(paths.history)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_log_says_phase_by_phase_what_was_done(paths: Paths) -> None:
    stage = Stage(paths)
    stage.performance.begin()
    stage.clock.advance(8_000 + 5_000)
    stage.player.send(Toggle())
    stage.clock.stall(60_000)
    stage.player.send(Toggle())
    stage.clock.advance(3_000 + 15_000)  # lead-in, and the rest of the hold
    stage.player.send(Skip())
    stage.clock.advance(1_000)
    stage.player.send(Back())
    stage.clock.advance(20_000)
    stage.clock.advance(3_000 + 4_000)
    stage.player.send(Pain())
    stage.clock.advance(8_000 + 7_000)
    stage.player.send(Stop())
    stage.performance.finish()
    found = rows(paths, "SELECT run, idx, kind, outcome, actual_ms FROM phases ORDER BY run")
    assert found == [
        (0, 0, "prepare", "done", 8_000),
        (1, 1, "hold", "done", 20_000),
        (2, 2, "next_rep", "skipped", 0),
        (3, 3, "hold", "left", 1_000),
        (4, 1, "hold", "done", 20_000),
        (5, 2, "next_rep", "done", 3_000),
        (6, 3, "hold", "pain", 4_000),
        (7, 4, "prepare", "done", 8_000),
        (8, 5, "hold", "stopped", 7_000),
    ]
    assert rows(paths, "SELECT outcome, active_ms, planned_ms FROM sessions") == [("stopped", 71_000, 79_000)]
    assert stage.performance.notices == []


def test_the_log_says_when_the_clock_stood_still_also_of_a_session_that_was_gone_on_with(paths: Paths) -> None:
    stage = Stage(paths)
    stage.performance.begin()
    stage.clock.advance(8_000 + 5_000)
    stage.player.send(Toggle())
    stage.clock.stall(60_000)
    stage.player.send(Stop())
    stage.performance.finish()
    assert rows(paths, "SELECT run, pauses FROM phases") == [(0, ""), (1, "[[13000,60000]]")]
    clock = ManualClock(5_000_000)
    performance = Performance(plan(), clock, paths, Settings(), kept=find_kept(paths, 3_600_000))
    performance.begin()
    clock.advance(3_000 + 15_000)
    performance.player.send(Stop())
    performance.finish()
    found = rows(paths, "SELECT run, at_ms, actual_ms, pauses FROM phases WHERE run = 1")
    assert found == [(1, 8_000, 20_000, "[[13000,63000]]")]


def test_a_stopped_session_can_be_restored_from_what_the_log_keeps_of_it(paths: Paths) -> None:
    stage = Stage(paths)
    stage.performance.begin()
    stage.clock.advance(8_000 + 5_000)
    stage.player.send(Stop())
    stage.performance.finish()
    import json

    kept_plan, dump = rows(paths, "SELECT plan, dump FROM sessions")[0]
    session = Session.restore(plan_from_data(json.loads(str(kept_plan))), json.loads(str(dump)))
    assert session.phase.index == 1
    assert session.view(0).elapsed_ms == 5_000


def test_a_completed_session_is_logged_as_completed(paths: Paths) -> None:
    stage = Stage(paths)
    stage.performance.begin()
    stage.clock.advance(100_000)
    stage.performance.finish()
    assert rows(paths, "SELECT outcome, simulated FROM sessions") == [("completed", 0)]
    with open_history(paths.history, write=False) as history:
        assert [row.outcome for row in history.sessions()] == ["completed"]


def test_without_a_log_no_history_is_made(paths: Paths) -> None:
    stage = Stage(paths, log=False)
    stage.performance.begin()
    stage.clock.advance(100_000)
    stage.performance.finish()
    assert not paths.history.exists()
    assert len(stage.told) > 10


def test_a_history_that_cannot_be_written_is_said_once_and_the_session_goes_on(paths: Paths) -> None:
    paths.data.write_text("a file where the folder should be")
    stage = Stage(paths)
    stage.performance.begin()
    stage.clock.advance(100_000)
    stage.performance.finish()
    assert stage.player.ended
    assert [notice for notice in stage.performance.notices if "not logged" in notice]
    assert len(stage.performance.notices) == 1
    assert len(stage.told) > 10


def test_an_outlet_that_fails_does_not_keep_the_session_from_the_log(paths: Paths) -> None:
    def broken(_event: Event) -> None:
        raise OSError("nobody reads")

    clock = ManualClock()
    performance = Performance(plan(), clock, paths, Settings(), outlets=[broken])
    performance.begin()
    clock.advance(100_000)
    performance.finish()
    assert isinstance(performance.recorder.outlet_error, OSError)
    assert rows(paths, "SELECT outcome FROM sessions") == [("completed",)]


class SlowReader:
    """An outlet that stands still at its first event until somebody reads on."""

    def __init__(self) -> None:
        self.got: list[Event] = []
        self.is_read = threading.Event()
        self.stands_still = threading.Event()

    def __call__(self, event: Event) -> None:
        self.stands_still.set()
        self.is_read.wait(60)
        self.got.append(event)


@pytest.fixture
def slow_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReader]:
    monkeypatch.setattr(recorder, "CLOSE_S", 0.02)
    monkeypatch.setattr(recorder, "_GLANCE_S", 0.01)
    reader = SlowReader()
    yield reader
    reader.is_read.set()


def test_the_end_waits_for_whoever_reads_however_long(paths: Paths, slow_reader: SlowReader) -> None:
    clock = ManualClock()
    performance = Performance(plan(), clock, paths, Settings(), outlets=[slow_reader])
    performance.begin()
    clock.advance(100_000)
    assert slow_reader.stands_still.wait(60)
    closing = threading.Thread(target=performance.finish)
    closing.start()
    closing.join(0.2)  # ten times as long as a history is waited for
    assert closing.is_alive()
    slow_reader.is_read.set()
    closing.join(60)
    assert isinstance(slow_reader.got[-1], SessionEnded)
    assert performance.notices == []


def test_who_has_asked_for_the_end_does_not_wait_for_a_reader(paths: Paths, slow_reader: SlowReader) -> None:
    clock = ManualClock()
    performance = Performance(plan(), clock, paths, Settings(), outlets=[slow_reader])
    performance.begin()
    clock.advance(100_000)
    assert slow_reader.stands_still.wait(60)
    performance.recorder.is_patient = False
    performance.finish()
    assert performance.recorder.is_stuck
    assert performance.notices == [OUTPUT_GIVEN_UP]
    assert slow_reader.got == []


def test_a_second_session_is_refused_by_the_name_of_the_first(paths: Paths) -> None:
    first, second = Stage(paths), Stage(paths)
    first.performance.begin()
    with pytest.raises(SessionRuns, match="Test"):
        second.performance.begin()
    second.performance.finish()
    assert not first.player.ended
    first.performance.finish()
    third = Stage(paths)
    third.performance.begin()
    third.performance.finish()


def test_a_simulated_session_may_run_beside_a_real_one(paths: Paths) -> None:
    first, second = Stage(paths), Stage(paths, simulated=True)
    first.performance.begin()
    second.performance.begin()
    second.clock.advance(100_000)
    second.performance.finish()
    first.performance.finish()
    assert sorted(rows(paths, "SELECT simulated FROM sessions")) == [(0,), (1,)]


def test_a_lock_whose_folder_cannot_be_made_is_said_and_the_session_runs(paths: Paths) -> None:
    paths.state.write_text("a file where the folder should be")
    stage = Stage(paths)
    stage.performance.begin()
    stage.clock.advance(100_000)
    stage.performance.finish()
    assert stage.player.ended
    assert "a second session would not be noticed" in stage.performance.notices[0]


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    path = tmp_path / "session.lock"
    code = (
        "import sys; from pathlib import Path; from stretchtui.lock import SessionLock; "
        f"lock = SessionLock(Path({str(path)!r})); lock.take('First', 'id'); "
        "print('taken', flush=True); sys.stdin.read()"
    )
    source = str(Path(__file__).parents[2] / "src")
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": source},
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "taken\n"
        lock = SessionLock(path)
        with pytest.raises(SessionRuns, match="First"):
            lock.take("Second", "id")
        other.kill()
        other.wait(10)
    lock.take("Second", "id")
    lock.release()


def test_a_look_at_the_lock_of_a_crashed_session_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.lock"
    path.write_text('{"routine": "Crashed", "session": "id", "pid": 1}')
    with path.open() as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)  # as `who_runs` does for an instant
        assert who_runs(path) is None
        monkeypatch.setattr("time.sleep", lambda _s: fcntl.flock(looking, fcntl.LOCK_UN))
        lock = SessionLock(path)
        lock.take("Next", "id")
    assert who_runs(path) == ("Next", "id")
    lock.release()


def test_a_lock_that_says_nonsense_still_refuses(tmp_path: Path) -> None:
    path = tmp_path / "session.lock"
    first, second = SessionLock(path), SessionLock(path)
    first.take("First", "id")
    path.write_text('{"routine": "\\u001b]0;title\\u0007"')
    with pytest.raises(SessionRuns, match="its name is not known"):
        second.take("Second", "id")
    first.release()


def test_a_folder_in_the_place_of_the_lock_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "session.lock").mkdir()
    with pytest.raises(LockUnavailable):
        SessionLock(tmp_path / "session.lock").take("First", "id")
