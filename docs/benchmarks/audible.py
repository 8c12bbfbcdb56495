"""Runs a session in real time against a silent sound device of its own, and finds every cue in the recording.

    python docs/benchmarks/audible.py quick-relief                  # onsets against the plan: five minutes
    python docs/benchmarks/audible.py quick-relief --pauses 10      # with so many pauses at random moments
    python docs/benchmarks/audible.py quick-relief --player hang --seconds 60   # hang, fail or none: a player that ...

It starts a PulseAudio of its own with a null sink, in a temporary runtime folder, and records the sink's monitor. Each
utterance is searched for near its instant by a matched filter: the normalised correlation of the first 70 ms of its
own WAV file with the recording; speech likewise, by the samples after its beginning. What was found is subtracted from
the recording: what is left over then was not asked for, a doubled cue for one. The sink runs at the rate of the files,
so that nothing is resampled. Samples are put on the monotonic clock by the least of (arrival - samples / rate) over all
chunks, events by the least of (arrival - at_ms) over all lines: both are right but for the shortest delay there was.

With `--player`, a false player stands on PATH, and the session's lines are compared with those of a muted session.
"""

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from dataclasses import dataclass, field
from operator import mul
from pathlib import Path
from typing import Any

from stretchcore import Session, make_plan
from stretchcore.events import CueKind
from stretchcore.plan import Plan
from stretchtui.cues.phrasebook import open_phrasebook
from stretchtui.cues.samples import RATE, from_wav, in_samples
from stretchtui.cues.speech import SPEECH_AFTER_MS, SpeechStore, Utterance
from stretchtui.cues.voices import find_voice
from stretchtui.cues.wording import Point, Script, Wording
from stretchtui.library import Library
from stretchtui.paths import Paths
from stretchtui.settings import read_settings

SEARCH_MS = (-60, 400)
FOUND = 0.6  # the least correlation that counts as found
SOUND_LIMIT_MS, SPEECH_LIMIT_MS = 60, 150


@dataclass
class Run:
    """What a session printed, and when; milliseconds of the monotonic clock."""

    lines: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def origin_ms(self) -> float:
        return min(when - line["at_ms"] for when, line in self.lines)

    def lateness(self) -> list[float]:
        origin = self.origin_ms
        paused_by_gap = [line for _, line in self.lines if line.get("reason") == "gap"]
        assert not paused_by_gap, "the machine lost time: run it again"
        return sorted(when - line["at_ms"] - origin for when, line in self.lines)


@dataclass
class Heard:
    """One utterance: what was expected, and where it was found."""

    at_ms: int
    what: str
    samples: "array[int]"
    has_sound: bool
    has_speech: bool
    onset_ms: float | None = None
    speech_ms: float | None = None


def now_ms() -> float:
    return time.monotonic_ns() / 1e6


class Device:
    """A PulseAudio with a null sink, and a recording of it."""

    def __init__(self, folder: str) -> None:
        self.env = {**os.environ, "XDG_RUNTIME_DIR": folder, "HOME": folder, "PULSE_SERVER": f"unix:{folder}/socket"}
        sink = f"module-null-sink sink_name=null rate={RATE} channels=1 format=s16le"
        server = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
        server += ["-L", sink, "-L", f"module-native-protocol-unix socket={folder}/socket auth-anonymous=1"]
        self._server = subprocess.Popen(server, env=self.env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not os.path.exists(f"{folder}/socket"):
            assert time.monotonic() < until, "PulseAudio does not start"
            time.sleep(0.05)
        record = [
            "parec",
            "-d",
            "null.monitor",
            f"--rate={RATE}",
            "--channels=1",
            "--format=s16le",
            "--latency-msec=10",
        ]
        self._recorder = subprocess.Popen(record, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self._data = bytearray()
        self._origin = math.inf
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        while len(self._data) < RATE:  # half a second: it records
            assert time.monotonic() < until, "the recording does not begin"
            time.sleep(0.05)

    def _listen(self) -> None:
        assert self._recorder.stdout is not None
        while chunk := os.read(self._recorder.stdout.fileno(), 65_536):
            self._data += chunk
            self._origin = min(self._origin, now_ms() - len(self._data) / 2 / RATE * 1000)

    def close(self) -> tuple["array[int]", float]:
        """Return the recording, and the instant of its first sample."""
        for process in (self._recorder, self._server):
            process.terminate()
            process.wait(10)
        self._thread.join(10)
        return array("h", bytes(self._data[: len(self._data) // 2 * 2])), self._origin


def run_session(name: str, env: dict[str, str], options: list[str], pauses: int, seconds: float) -> Run:
    """Run a session whose events come through a pipe; send pauses, and a stop after so many seconds."""
    command = [str(Path(sys.executable).with_name("stretchtui")), "run", name, "--json", "--no-log", *options]
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
        moments = sorted(chance.uniform(5, 0.93 * (seconds or 280)) for _ in range(pauses))
        begun = time.monotonic()
        for moment in moments:
            if over.wait(max(0.0, begun + moment - time.monotonic())):
                return
            tell("pause")
            over.wait(chance.uniform(0.3, 4))
            tell("resume")
        if seconds and not over.wait(max(0.0, begun + seconds - time.monotonic())):
            tell("stop")

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


class Expected:
    """What each instant of a session must sound like, in the files that the session itself has made."""

    def __init__(self, plan: Plan, paths: Paths) -> None:
        self._settings = read_settings(paths.settings)
        book = open_phrasebook(self._settings.language, paths.config / "phrases")
        self._script = Script(plan, Session(plan).policy, book, self._settings.verbosity)
        self._store = SpeechStore(paths.speech, find_voice(book.voice))

    def heard(self, run: Run) -> list[Heard]:
        found = []
        led_in = False
        instants: dict[int, list[dict[str, Any]]] = {}
        for _, line in run.lines:
            instants.setdefault(line["at_ms"], []).append(line)
        for at_ms, lines in instants.items():
            cues = [line for line in lines if line["event"] == "cue"]
            words = [line["event"] for line in lines]
            wording = None
            if cues:
                wording = self._script.wording(tuple(Point(c["index"], CueKind(c["cue"]), c["value"]) for c in cues))
            elif "paused" in words:
                wording = self._script.remark("paused")
            elif "lead_in_started" in words:
                wording = self._script.remark("going_on")
            elif "resumed" in words:
                wording = self._script.remark("resumed" if led_in else "going_on")
            led_in = "lead_in_started" in words or (led_in and not {"paused", "resumed"} & set(words))
            if wording is not None:
                found += self._chosen(at_ms, wording)
        return found

    def _chosen(self, at_ms: int, wording: Wording) -> list[Heard]:
        for text in (*wording.phrases, None):
            ready = self._store.make(Utterance(wording.sounds, text, self._settings.volume))
            if text is None or ready.length_ms <= wording.room_ms:
                samples = from_wav(ready.file.read_bytes())
                what = "+".join(wording.sounds) + (f' "{text}"' if text else "")
                return [Heard(at_ms, what, samples, bool(wording.sounds), text is not None)]
        return []


def search(recording: "array[int]", template: list[int], first: int, last: int) -> tuple[float, int]:
    """Return the best correlation of a template that begins between two samples, and where it does."""
    best, where = 0.0, first
    norm = math.sqrt(sum(map(mul, template, template)))
    first, last = max(0, first), min(last, len(recording) - len(template))
    size = len(template)
    if norm == 0 or last <= first:
        return best, where
    squares = [0.0]
    for sample in recording[first : last + size]:
        squares.append(squares[-1] + sample * sample)
    for lag in range(first, last):
        energy = squares[lag - first + size] - squares[lag - first]
        if energy < 1000:
            continue
        match = sum(map(mul, template, recording[lag : lag + size])) / (norm * math.sqrt(energy))
        if match > best:
            best, where = match, lag
    return best, where


def find_all(recording: "array[int]", began_ms: float, origin_ms: float, heard: list[Heard]) -> float:
    """Find every utterance; return how many seconds of sound are left over."""
    left = array("l", recording)
    for number, one in enumerate(heard):
        planned = (origin_ms + one.at_ms - began_ms) * RATE / 1000
        window = [round(planned) + in_samples(ms) for ms in SEARCH_MS]
        head = one.samples[: in_samples(70)]
        where = None
        if one.has_sound:
            match, at = search(recording, list(head), *window)
            if match >= FOUND:
                where = at
                one.onset_ms = (at - planned) * 1000 / RATE
        if one.has_speech:
            begin = in_samples(SPEECH_AFTER_MS + 20) if one.has_sound else 0
            voice = one.samples[begin : begin + in_samples(150)]
            match, at = search(recording, list(voice), window[0] + begin, window[1] + begin)
            if match >= FOUND:
                where = at - begin if where is None else where
                starts = begin - in_samples(20) if one.has_sound else 0
                one.speech_ms = (at - begin + starts - planned) * 1000 / RATE
        if where is None:
            continue
        following = heard[number + 1].at_ms if number + 1 < len(heard) else math.inf
        cut = (origin_ms + following - began_ms) * RATE / 1000
        for index, sample in enumerate(one.samples):
            if where + index >= min(len(left), cut):
                break
            left[where + index] -= sample
    return leftover_s(left, began_ms, origin_ms, heard)


def leftover_s(left: "array[int]", began_ms: float, origin_ms: float, heard: list[Heard]) -> float:
    """Return how long something sounds that was not asked for; the 60 ms in which one takes another's place are not."""
    excused = [(origin_ms + one.at_ms - began_ms) * RATE / 1000 for one in heard]
    size, total = in_samples(20), 0
    for start in range(0, len(left), size):
        near = any(-size <= start - at <= in_samples(80) for at in excused)
        if not near and max(map(abs, left[start : start + size]), default=0) > 650:  # 2 % of the largest
            total += 1
    return total * 0.02


def figures(values: list[float]) -> str:
    values = sorted(values)
    if not values:
        return "nothing"
    p99 = values[min(len(values) - 1, len(values) * 99 // 100)]
    return f"p50 {values[len(values) // 2]:5.1f} ms, p99 {p99:5.1f} ms, max {values[-1]:5.1f} ms, n {len(values)}"


def listen(name: str, plan: Plan, paths: Paths, pauses: int, seconds: float, keep: str | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        device = Device(folder)
        run = run_session(name, {**device.env, "STRETCHTUI_HOME": str(paths.config.parent)}, [], pauses, seconds)
        time.sleep(0.5)
        recording, began_ms = device.close()
    if keep:
        Path(keep).write_bytes(recording.tobytes())
    if seconds:  # what is said as the session is stopped is cut
        run.lines = [row for row in run.lines if row[1]["at_ms"] < (seconds - 1) * 1000]
    heard = Expected(plan, paths).heard(run)
    origin = run.origin_ms
    left_over = find_all(recording, began_ms, origin, heard)
    missing = [one for one in heard if (one.has_sound and one.onset_ms is None)]
    unsaid = [one for one in heard if one.has_speech and one.speech_ms is None]
    print(f"{name}: {len(recording) / RATE:.0f} s recorded, {pauses} pauses, {len(heard)} utterances")
    sounds = [one.onset_ms for one in heard if one.onset_ms is not None]
    spoken = [one.speech_ms for one in heard if one.speech_ms is not None]
    print(f"sounds   {figures(sounds)}   (target {SOUND_LIMIT_MS} ms)")
    print(f"speech   {figures(spoken)}   (target {SPEECH_LIMIT_MS} ms)")
    print(f"events   {figures(run.lateness())}   (lines against their at_ms)")
    print(f"missing  {len(missing)} sounds, {len(unsaid)} phrases; left over {left_over:.2f} s of sound")
    for one in (*missing, *unsaid):
        print(f"  not found: {one.at_ms} ms {one.what}")
    late = sorted((one for one in heard if one.onset_ms is not None), key=lambda one: -(one.onset_ms or 0))[:5]
    for one in late:
        print(f"  latest: {one.onset_ms:6.1f} ms at {one.at_ms} ms {one.what}")
    for line in run.errors:
        print(f"  said: {line}")
    return int(
        bool(missing or unsaid) or max(sounds, default=0) > SOUND_LIMIT_MS or max(spoken, default=0) > SPEECH_LIMIT_MS
    )


def false_player(name: str, paths: Paths, kind: str, seconds: float) -> int:
    scripts = {
        "hang": "#!/bin/sh\nexec /bin/sleep 1000\n",
        "fail": "#!/bin/sh\necho 'Connection failure: Connection refused' >&2\nexit 1\n",
    }
    with tempfile.TemporaryDirectory() as folder:
        for voice in ("espeak-ng", "say"):
            found = next((p for p in os.get_exec_path() if os.access(f"{p}/{voice}", os.X_OK)), None)
            if found:
                os.symlink(f"{found}/{voice}", f"{folder}/{voice}")
        if kind in scripts:
            player = Path(folder, "paplay")
            player.write_text(scripts[kind])
            player.chmod(0o755)
        env = {**os.environ, "PATH": folder, "STRETCHTUI_HOME": str(paths.config.parent)}
        for title, options in (("muted", ["--mute"]), (f"player: {kind}", [])):
            run = run_session(name, env, options, 0, seconds)
            print(f"{title:14} {figures(run.lateness())}")
            for line in run.errors:
                print(f"  said: {line}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures what is heard of a session.")
    parser.add_argument("routine", nargs="?", default="quick-relief")
    parser.add_argument("--pauses", type=int, default=0)
    parser.add_argument("--player", choices=("hang", "fail", "none"))
    parser.add_argument("--seconds", type=float, default=0.0, help="stop the session after so many; 0: run it whole")
    parser.add_argument("--keep", help="a file for the recording")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        paths = Paths.under(Path(home))
        library = Library(paths)
        plan = make_plan(library.routine(options.routine).good(), library.exercises)
        if options.player:
            return false_player(options.routine, paths, options.player, options.seconds)
        return listen(options.routine, plan, paths, options.pauses, options.seconds, options.keep)


if __name__ == "__main__":
    raise SystemExit(main())
