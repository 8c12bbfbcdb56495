"""Small programs that a test writes, and a session that they go along with."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stretchcore import CountRange, Dose, Exercise, Position, Routine, Step
from stretchcore.events import Event
from stretchcore.plan import Plan, make_plan
from stretchcore.times import parse_time
from stretchtui.clock import ManualClock
from stretchtui.company import Companion
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings

DEADLINE_S = 20.0


def until(done: Callable[[], object]) -> None:
    """Wait until something a real process does has happened."""
    ends = time.monotonic() + DEADLINE_S
    while not done():
        assert time.monotonic() < ends, "it has not happened"
        time.sleep(0.01)


class Programs:
    """A folder of programs, the only one in which programs are looked for."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        folder.mkdir()
        monkeypatch.setenv("PATH", str(folder))

    def put(self, name: str, script: str) -> Path:
        """Write a program in the shell's own language; beside it, `NAME.log` is there to be written into."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\nlog='{self.log(name)}'\n{script}\n")
        path.chmod(0o755)
        return path

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def said(self, name: str) -> list[str]:
        """Return the lines that a program has written into its log."""
        log = self.log(name)
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def plan(name: str = "Test") -> Plan:
    bridge = Exercise("bridge", "Bridge", (Position("hold", "Hold", parse_time("20s")),), targets=("glutes",))
    step = Step("bridge", dose=Dose(reps=(CountRange(2, 2),)))
    return make_plan(Routine("test", name, (step,)), {"bridge": bridge})


class Stage:
    """A session on a manual clock, with one companion and without a log."""

    def __init__(self, folder: Path, make: Callable[[Performance], Companion], name: str = "Test") -> None:
        self.clock = ManualClock()
        self.told: list[Event] = []
        self.performance = Performance(
            plan(name),
            self.clock,
            Paths.under(folder),
            Settings(),
            log=False,
            gather=lambda performance: iter([make(performance)]),
        )
        self.performance.player.listen(self.told.extend)

    @property
    def notices(self) -> list[str]:
        return self.performance.notices

    def play(self) -> None:
        """Play the session to its end."""
        self.performance.begin()
        self.clock.advance(100_000)
        assert self.performance.player.ended
        self.performance.finish()
