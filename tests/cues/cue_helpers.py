"""Players and voices that are small scripts on PATH, and a session that they can be heard in."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stretchcore import CountRange, Dose, Exercise, Position, Routine, Sides, Step
from stretchcore.plan import Plan, make_plan
from stretchcore.times import parse_time
from stretchtui.bell import Bell
from stretchtui.clock import ManualClock
from stretchtui.company import Wishes, gatherer
from stretchtui.cues.announcer import Announcer
from stretchtui.cues.samples import in_samples, to_wav
from stretchtui.cues.sounds import Sound, samples_of
from stretchtui.paths import Paths
from stretchtui.performance import Kept, Performance
from stretchtui.settings import Settings

DEADLINE_S = 30.0


def wait_for(is_true: Callable[[], bool], what: str) -> None:
    """Wait for another thread or a real child, up to a deadline."""
    end = time.monotonic() + DEADLINE_S
    nothing = threading.Event()
    while not is_true():
        assert time.monotonic() < end, f"it never happened: {what}"
        nothing.wait(0.005)


def wav(length_ms: int = 200) -> bytes:
    tone = samples_of(Sound.HALFWAY)
    return to_wav((tone[: in_samples(500)] * (1 + length_ms // 500))[: in_samples(length_ms)])


def make_plan_of(name: str = "Bridge", reps: int = 1, hold: str = "20s", steps: int = 1) -> Plan:
    exercise = Exercise("bridge", name, (Position("hold", "Hold", parse_time(hold)),), sides=Sides.EACH)
    step = Step("bridge", dose=Dose(reps=(CountRange(reps, reps),)))
    return make_plan(Routine("test", "Test", (step,) * steps), {"bridge": exercise})


class Desk:
    """A folder of programs that is the whole PATH, and what they were asked to do."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bin = tmp_path / "bin"
        self.bin.mkdir()
        self.played = tmp_path / "played"
        self.said = tmp_path / "said"
        self.options = tmp_path / "options"
        self.paths = Paths.under(tmp_path / "home")
        monkeypatch.setenv("PATH", str(self.bin))

    def program(self, name: str, body: str) -> None:
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)

    def player(self, name: str = "paplay", then: str = "exit 0") -> None:
        self.program(name, f'echo "{name} $1" >> "{self.played}"\n{then}')

    def voice(self, length_ms: int = 200) -> None:
        source = self.bin / "said.wav"
        source.write_bytes(wav(length_ms))
        self.program(
            "espeak-ng",
            f'read -r text\necho "$text" >> "{self.said}"\necho "$*" >> "{self.options}"\n/bin/cat "{source}"',
        )

    def plays(self) -> list[str]:
        return self.played.read_text().split("\n")[:-1] if self.played.exists() else []

    def texts(self) -> list[str]:
        return self.said.read_text().splitlines() if self.said.exists() else []


class Stage:
    """A session on a manual clock, heard by an announcer."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        plan: Plan | None = None,
        *,
        wishes: Wishes = Wishes(),  # noqa: B008  # a frozen value
        simulated: bool = False,
        kept: Kept | None = None,
    ) -> None:
        self.clock = ManualClock()
        self.desk = desk
        self.rung = 0
        self.performance = Performance(
            plan or make_plan_of(),
            self.clock,
            desk.paths,
            settings,
            log=False,
            simulated=simulated,
            kept=kept,
            gather=lambda performance: (
                companion
                for companion in gatherer(desk.paths, settings, wishes)(performance)
                if isinstance(companion, Announcer | Bell)  # the others need a running event loop
            ),
        )
        self.player = self.performance.player
        self.performance.on_bell = self._ring

    def _ring(self) -> None:
        self.rung += 1

    @property
    def announcer(self) -> Announcer:
        found = self.performance.audible
        assert isinstance(found, Announcer)
        return found

    def begin(self) -> "Stage":
        self.performance.begin()
        return self

    def wait_for_plays(self, count: int) -> None:
        wait_for(lambda: len(self.desk.plays()) >= count, f"{count} sounds")
        assert len(self.desk.plays()) == count

    def finish(self) -> None:
        self.performance.finish()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
