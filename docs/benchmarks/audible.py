"""Runs a session in real time against a silent sound device of its own, and finds every cue in the recording.

    pip install numpy
    python docs/benchmarks/audible.py quick-relief               # onsets against the plan: five minutes
    python docs/benchmarks/audible.py quick-relief --pauses 10   # with so many pauses at random moments

`null_sink.py` makes the device and notes down every player that the session starts, and `hearing.py` listens. What must
be heard is worked out from the events that the session prints, in the files that the session plays. Three things are
held against each other:

- The players that were started: one for each instant, with the right file, and none besides.
- What was heard of them: the normalised correlation with the first 400 ms of the file, or as much of it as there was
  time for, tells where a sound begins. Speech is looked for by itself, by 150 ms of its own samples.
- What else was heard: samples that are no copy of the files that were found, beginning where they were found.

An instant is the event's own time after the session's start, and the start the least of (arrival - time) over all lines
that the session prints, in whole milliseconds as the session has it: at most one or two milliseconds late.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hearing import TOO_SHORT_MS, Expected, Recording, Score, assign, hear_clicks
from null_sink import NullSink, now_ms

from stretchcore import make_plan
from stretchtui.library import Library
from stretchtui.paths import Paths

SOUND_LIMIT_MS, SPEECH_LIMIT_MS = 60, 150


@dataclass
class Run:
    """What a session printed, and when, on the monotonic clock in milliseconds."""

    lines: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def origin_ms(self) -> int:
        return int(min(when - line["at_ms"] for when, line in self.lines))


def run_session(name: str, env: dict[str, str], pauses: int, length_s: float) -> Run:
    """Run a session whose events come through a pipe, and pause it at random moments."""
    command = [str(Path(sys.executable).with_name("stretchtui")), "run", name, "--json", "--no-log"]
    process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    errors, entry = process.stderr, process.stdin
    run = Run()

    def complain() -> None:
        run.errors.extend(line.decode(errors="replace").rstrip() for line in errors)

    def tell(word: str) -> None:
        try:
            entry.write(f"{word}\n".encode())
            entry.flush()
        except OSError:
            pass  # the session is over

    over = threading.Event()

    def disturb() -> None:
        chance = random.Random(2026)
        moments = sorted(chance.uniform(5, 0.93 * length_s) for _ in range(pauses))
        begun = time.monotonic()
        for moment in moments:
            if over.wait(max(0.0, begun + moment - time.monotonic())):
                return
            tell("pause")
            over.wait(chance.uniform(0.3, 4))
            tell("resume")

    threads = [threading.Thread(target=act, daemon=True) for act in (complain, disturb)]
    for thread in threads:
        thread.start()
    for line in process.stdout:
        run.lines.append((now_ms(), json.loads(line)))
    over.set()
    process.wait(10)
    for thread in threads:
        thread.join(5)
    return run


def high(values: list[float], part: int = 99) -> float:
    """Return the value that so many of a hundred do not exceed."""
    return sorted(values)[min(len(values) - 1, len(values) * part // 100)] if values else 0.0


def figures(values: list[float]) -> str:
    """Return the middle, the highest of a hundred, and the ends."""
    if not values:
        return "nothing"
    ends = f"from {min(values):5.1f} to {max(values):5.1f} ms"
    return f"p50 {high(values, 50):5.1f} ms, p99 {high(values):5.1f} ms, {ends}, n {len(values)}"


def report(run: Run, expected: list[Expected], recording: Recording, unasked: int) -> int:
    """Print what was found; return how much is not as it must be."""
    origin = run.origin_ms
    sounds = [one.onset_ms for one in expected if one.onset_ms is not None]
    spoken = [one.speech_ms for one in expected if one.speech_ms is not None]
    silent = [one for one in expected if one.heard is None and one.tells_sound]
    missing = [one for one in expected if one.heard and one.tells_sound and one.onset_ms is None]
    unsaid = [one for one in expected if one.heard and one.tells_speech and one.speech_ms is None]
    brief = [one for one in expected if not one.tells_sound]
    cut = [one for one in expected if one.heard and one.heard.text and not one.tells_speech]
    shorter = [one for one in expected if one.heard and one.heard is not one.ways[0]]
    pauses = sum(line["event"] == "paused" for _, line in run.lines)
    print(f"{len(run.lines)} events, {pauses} pauses, {len(expected)} instants that must be heard")
    print(f"lines    {figures([when - line['at_ms'] - origin for when, line in run.lines])}   (events, as printed)")
    print(f"players  {figures([one.started_ms for one in expected if one.started_ms is not None])}   (started)")
    print(f"sounds   {figures(sounds)}   (target: {SOUND_LIMIT_MS} ms)")
    print(f"speech   {figures(spoken)}   (target: {SPEECH_LIMIT_MS} ms)")
    print(f"missing  {len(silent)} players, {len(missing)} sounds, {len(unsaid)} phrases")
    print(f"replaced {len(brief)} within {TOO_SHORT_MS} ms, {len(cut)} phrases before they could be told apart")
    print(f"besides  {unasked} players that nobody asked for")
    stretches = recording.unexplained(origin - 100)
    print(f"         {len(stretches)} stretches of other sound, {sum(length for _, length in stretches):.0f} ms in all")
    for title, some in (("no player", silent), ("not heard", missing), ("not said", unsaid), ("said shorter", shorter)):
        for one in some:
            print(f"  {title}: {one.at_ms} ms {one.what}")
    for one in (*brief, *(one for one in cut if one not in brief)):
        print(f"  replaced after {one.room_ms:.0f} ms: {one.at_ms} ms {one.what}")
    for when, length in stretches:
        print(f"  other sound: {when - origin:.0f} ms, for {length:.0f} ms")
    for one in sorted(expected, key=lambda one: -(one.onset_ms or 0))[:3]:
        print(f"  latest: {one.onset_ms or 0:.1f} ms, player {one.started_ms or 0:.1f} ms: {one.at_ms} ms {one.what}")
    for line in run.errors:
        print(f"  said: {line}")
    late = sum(
        max(values, default=0) > limit for values, limit in ((sounds, SOUND_LIMIT_MS), (spoken, SPEECH_LIMIT_MS))
    )
    return len(silent) + len(missing) + len(unsaid) + unasked + len(stretches) + late


def main() -> int:
    """Run the session and print what was heard; exit 1 where that is not what must be heard."""
    parser = argparse.ArgumentParser(description="Measures what is heard of a session.")
    parser.add_argument("routine", nargs="?", default="quick-relief")
    parser.add_argument("--pauses", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder:
        paths = Paths.under(Path(home))
        library = Library(paths)
        plan = make_plan(library.routine(options.routine).good(), library.exercises)
        sink = NullSink(folder)
        click = sink.click(folder)
        env = {**sink.env, "STRETCHTUI_HOME": home}
        run = run_session(options.routine, env, options.pauses, (plan.total_ms or 280_000) / 1000)
        time.sleep(0.5)
        taken = sink.close()
        recording = Recording(taken)
        clicks = hear_clicks(recording, taken.started, click)
        print(f"{options.routine}: {len(taken.samples) / recording.rate:.0f} s recorded")
        print(f"alone    {figures(clicks)}   (the player without the program, from its start to what is heard)")
        expected = Score(plan, paths, sink.which).expected([line for _, line in run.lines])
    unasked = assign(expected, [one for one in taken.started if one.file != click.name], run.origin_ms)
    for one in expected:
        recording.find(one, run.origin_ms)
    return int(report(run, expected, recording, len(unasked)) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
