"""A wall clock that is set, a change of the time zone, a hundred pauses: the session neither drifts nor stops."""

import os
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import stretchtui.recorder
from faults.many_sessions import ROUTINE
from stretchcore.commands import Pause, Resume
from stretchcore.document import read_routine
from stretchcore.events import Event, Paused, SessionEnded
from stretchcore.plan import Plan, make_plan
from stretchcore.states import State
from stretchtui.clock import ManualClock
from stretchtui.history import open_history
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings
from stretchtui.streaks import count_streaks

NIGHT = datetime.fromisoformat("2026-03-28T23:59:30+01:00")  # the night in which clocks are put forward, too


class Wall:
    """A wall clock that can be set, in the place of the one that the recorder reads."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> "Wall":
        return self

    def astimezone(self) -> datetime:
        return self.at


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    found = Wall(NIGHT)
    monkeypatch.setattr(stretchtui.recorder, "datetime", found)
    return found


def plan() -> Plan:
    return make_plan(read_routine(ROUTINE, "many", {}).good(), {})


class Stage:
    """A session with its log, on a clock that is moved by hand."""

    def __init__(self, home: Path, lead_in_ms: int = 0) -> None:
        self.paths = Paths.under(home)
        self.clock = ManualClock(1_000)
        self.said: list[Event] = []
        settings = Settings(lead_in_ms=lead_in_ms)
        self.performance = Performance(plan(), self.clock, self.paths, settings, outlets=[self.said.append])
        self.player = self.performance.player

    def play(self) -> None:
        """Go on to the end."""
        while self.player.session.state is not State.ENDED:
            self.clock.advance(1_000)
        self.performance.finish()
        assert self.performance.notices == []


@pytest.mark.parametrize(
    "leap",
    [timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=1), timedelta(days=3), timedelta(days=-400)],
    ids=["an hour on", "an hour back", "over midnight", "three days on", "a year back"],
)
def test_a_wall_clock_that_is_set_moves_no_event_and_is_no_gap(tmp_path: Path, wall: Wall, leap: timedelta) -> None:
    still, moved = Stage(tmp_path / "still"), Stage(tmp_path / "moved")
    still.performance.begin()
    still.play()
    moved.performance.begin()
    moved.clock.advance(15_000)
    wall.at += leap
    moved.play()
    assert [event.at_ms for event in moved.said] == [event.at_ms for event in still.said]
    assert not [event for event in moved.said if isinstance(event, Paused)]
    with open_history(moved.paths.history, write=False) as history:
        (row,) = history.sessions()
        phases = history.phases(row.id)
    assert (row.day, row.outcome) == ("2026-03-28", "completed")
    assert row.active_ms == sum(phase.actual_ms for phase in phases) == plan().total_ms


def test_sessions_on_both_sides_of_midnight_are_two_days_in_a_row(tmp_path: Path, wall: Wall) -> None:
    for begun in (NIGHT, NIGHT + timedelta(minutes=5)):
        stage = Stage(tmp_path)
        wall.at = begun
        stage.performance.begin()
        stage.clock.advance(15_000)
        wall.at += timedelta(minutes=2)  # the first ends on the day after the one on which it has begun
        stage.play()
    with open_history(tmp_path / "data" / "history.db", write=False) as history:
        days = [date.fromisoformat(row.day) for row in history.sessions()]
    assert days == [date(2026, 3, 29), date(2026, 3, 28)]
    assert count_streaks(days, date(2026, 3, 29)).current == 2


def test_who_travels_through_time_zones_keeps_the_days_on_which_it_was_there(tmp_path: Path, wall: Wall) -> None:
    """Each session counts for the day that it was where it was begun, whatever the instant."""
    for day, hours in ((1, 9), (2, -10), (3, 14), (4, 0)):
        stage = Stage(tmp_path)
        wall.at = datetime(2026, 5, day, 12, tzinfo=timezone(timedelta(hours=hours)))
        stage.performance.begin()
        stage.clock.advance(15_000)
        wall.at = wall.at.astimezone(timezone(timedelta(hours=-hours)))  # the zone changes in the middle of it
        stage.play()
    with open_history(tmp_path / "data" / "history.db", write=False) as history:
        rows = history.sessions()
    assert sorted(row.day for row in rows) == ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"]
    assert count_streaks([date.fromisoformat(row.day) for row in rows], date(2026, 5, 4)).current == 4


@pytest.fixture
def zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.usefixtures("zone")
def test_the_systems_own_zone_may_change_while_a_session_runs(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.performance.begin()
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"):
        stage.clock.advance(10_000)
        os.environ["TZ"] = name
        time.tzset()
    stage.play()
    assert not [event for event in stage.said if isinstance(event, Paused)]
    assert stage.said[-1].at_ms == plan().total_ms


@pytest.mark.parametrize(("seed", "lead_in_ms"), [(1, 0), (2, 0), (3, 700)])
def test_a_hundred_pauses_at_random_instants_add_up(tmp_path: Path, seed: int, lead_in_ms: int) -> None:
    chance = random.Random(seed)
    stage = Stage(tmp_path, lead_in_ms)
    total_ms = plan().total_ms
    instants = sorted(chance.sample(range(1, total_ms), 100))
    stage.performance.begin()
    paused_ms = lead_ins = done_ms = 0
    for instant in instants:
        stage.clock.advance(instant - done_ms)
        stage.player.send(Pause())
        away_ms = chance.choice([0, 1, 999, 60_000, 3_600_000])
        stage.clock.advance(away_ms)
        stage.player.send(Resume())
        if stage.player.session.state is State.LEAD_IN:
            stage.clock.advance(lead_in_ms)
            lead_ins += 1
        paused_ms, done_ms = paused_ms + away_ms, instant
    stage.play()
    ended = stage.said[-1]
    assert isinstance(ended, SessionEnded)
    assert (ended.active_ms, ended.at_ms) == (total_ms, total_ms + paused_ms + lead_ins * lead_in_ms)
    with open_history(stage.paths.history, write=False) as history:
        (row,) = history.sessions()
        phases = history.phases(row.id)
        doses = {dose.muscle: dose.held_ms for dose in history.dose()}
    assert row.active_ms == total_ms
    assert [phase.actual_ms for phase in phases] == [phase.planned_ms for phase in plan().phases]
    assert doses == {"glutes": 40_000, "shoulders": 10_000}
