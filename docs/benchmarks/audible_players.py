"""Measures how late a session's events are while its player works, hangs, fails or is missing, against a muted one.

    python docs/benchmarks/audible_players.py                          # 43 made-up seconds with many cues
    python docs/benchmarks/audible_players.py --routine desk-break     # a whole routine in each way

Each way is a process of its own, one after the other, in which a session runs in real time with everything that goes
along with it. A listener beside the others compares the clock with the instant of each event, as `engine.py` does;
nothing is printed meanwhile. A session has few events; so a timer of 20 ms beside them tells how late anything in the
session's thread comes. The players are small scripts that are the whole PATH, beside the system's own voice.
Nothing was made ready before: voice and sounds are rendered while the session runs, in each way alike.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from stretchcore import make_plan
from stretchcore.events import Event
from stretchtui.clock import SystemClock
from stretchtui.company import Wishes, gatherer
from stretchtui.library import Library
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings

MINUTE = """
name = "A cue every second"

[[steps]]
name = "Short one"
prepare = "4s"
next_rep = "3s"
hold = "4s"
reps = 6
"""

PROBE_S = 0.02

WAYS = {
    "muted": "exec /bin/sleep 0.3",
    "works": "exec /bin/sleep 0.3",
    "hangs": "exec /bin/sleep 1000",
    "fails": "echo 'Connection failure: Connection refused' >&2\nexit 1",
    "none": "",
}


async def perform(routine: str, home: Path, *, mute: bool) -> dict[str, object]:
    """Run a session in real time; return when its events came."""
    paths = Paths.under(home)
    library = Library(paths)
    plan = make_plan(library.routine(routine).good(), library.exercises)
    settings = Settings(media_keys=False)
    gather = gatherer(paths, settings, Wishes(mute=mute))
    performance = Performance(plan, SystemClock(), paths, settings, log=False, gather=gather)
    told: list[tuple[float, int, str]] = []
    probed: list[float] = []
    over = asyncio.Event()

    def hear(events: tuple[Event, ...]) -> None:
        now_ms = time.monotonic_ns() / 1e6
        told.extend((now_ms, event.at_ms, type(event).__name__) for event in events)
        if performance.player.ended:
            over.set()

    async def probe() -> None:
        while True:
            due = time.monotonic() + PROBE_S
            await asyncio.sleep(PROBE_S)
            probed.append((time.monotonic() - due) * 1000)

    performance.player.listen(hear)
    begun = time.monotonic()
    performance.begin()
    began_ms = (time.monotonic() - begun) * 1000
    probing = asyncio.create_task(probe())
    await over.wait()
    probing.cancel()
    performance.finish()
    # The session's start is a whole millisecond of the clock, and no event is told before its instant.
    origin = min(int(now_ms) - at_ms for now_ms, at_ms, _ in told)
    return {
        "late": [now_ms - at_ms - origin for now_ms, at_ms, _ in told],
        "probed": probed,
        "events": [(at_ms, name) for _, at_ms, name in told],
        "began_ms": began_ms,
        "notices": performance.notices,
    }


def run(way: str, routine: str) -> dict[str, Any]:
    """Run one way in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        programs = Path(folder, "bin")
        programs.mkdir()
        if voice := shutil.which("espeak-ng"):
            (programs / "espeak-ng").symlink_to(voice)
        if WAYS[way]:
            player = programs / "paplay"
            player.write_text(f"#!/bin/sh\n{WAYS[way]}\n")
            player.chmod(0o755)
        command = [sys.executable, __file__, "--routine", routine, "--in", folder, "--way", way]
        done = subprocess.run(command, env={**os.environ, "PATH": str(programs)}, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)


def figures(values: list[float]) -> str:
    """Return the middle, the highest of a hundred, and the highest."""
    values = sorted(values)
    p50, p99 = (values[len(values) * part // 100] for part in (50, 99))
    return f"late by p50 {p50:5.2f} ms, p99 {p99:5.2f} ms, max {values[-1]:5.2f} ms, n {len(values)}"


def main() -> int:
    """Print a line a way; exit 1 where the events are not the same in all."""
    parser = argparse.ArgumentParser(description="Measures how late events are, whatever becomes of the sound.")
    parser.add_argument("--routine")
    parser.add_argument("--way", choices=tuple(WAYS), help="only this one")
    parser.add_argument("--in", dest="folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        found = asyncio.run(perform(options.routine, Path(options.folder, "home"), mute=options.way == "muted"))
        json.dump(found, sys.stdout)
        return 0
    events = set()
    with tempfile.TemporaryDirectory() as folder:
        routine = options.routine
        if routine is None:
            file = Path(folder, "minute.toml")
            file.write_text(MINUTE)
            routine = str(file)
        for way in (options.way,) if options.way else WAYS:
            found = run(way, routine)
            events.add(json.dumps(found["events"]))
            print(f"{way:6} events {figures(found['late'])}; begin took {found['began_ms']:.0f} ms")
            print(f"       timer  {figures(found['probed'])}", flush=True)
            for notice in found["notices"]:
                print(f"       said: {notice}")
    print("the events are the same in all ways" if len(events) == 1 else "the events DIFFER")
    return int(len(events) != 1)


if __name__ == "__main__":
    raise SystemExit(main())
