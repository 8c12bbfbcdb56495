"""A silent sound device that is recorded, and a player that notes down when it was started; for `audible.py`.

It is a PulseAudio of its own with a null sink, in a temporary runtime folder. The sink runs at the rate of the files
that are played, so that nothing is resampled: what is recorded is a copy of them, sample by sample.

A null sink computes its sound a block at a time, at the moment at which the block's first sample is due; the monitor
hands it on at once. The recorder asks for blocks of `BLOCK_MS`. Samples are put on the monotonic clock by the least of
(arrival - samples before the block / rate) over the blocks of every `WINDOW_MS`: the sink's own clock goes wrong by 70
microseconds a second. That is right but for the shortest delay of a window, well under a millisecond. Where a sound
begins within a block that was handed on already, the rest of that block is not recorded: what is heard first is lost
for up to `BLOCK_MS`, which is why nothing is searched for by its first samples alone.
"""

import os
import shutil
import subprocess
import threading
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from stretchtui.cues.samples import RATE, to_wav
from stretchtui.cues.sounds import Sound, samples_of

BLOCK_MS = 5
WINDOW_MS = 5_000
CLICKS = 20
CLICK_EVERY_S = 0.3

_PLAYER = """#!/bin/bash
LC_ALL=C
echo "$EPOCHREALTIME $1" >> "{log}"
exec {player} "$@"
"""


def now_ms() -> float:
    """Return the monotonic clock in milliseconds."""
    return time.monotonic_ns() / 1e6


@dataclass(frozen=True)
class Started:
    """A player that was started: when, on the monotonic clock, and with which file."""

    at_ms: float
    file: str


@dataclass(frozen=True)
class Taken:
    """What was recorded.

    Attributes:
        samples: From the beginning of the recording on.
        marks: Samples, and the instants of the monotonic clock at which they sounded; in between, time is even.
        started: All players, in their order.
    """

    samples: "array[int]"
    marks: list[tuple[int, float]]
    started: list[Started]


class NullSink:
    """A PulseAudio with a null sink, a recording of it, and a folder for PATH that holds its player."""

    def __init__(self, folder: str) -> None:
        self._log = Path(folder, "started")
        self._log.touch()
        self._bin = Path(folder, "bin")
        self._make_player()
        self.env = {
            **os.environ,
            "PATH": str(self._bin),
            "XDG_RUNTIME_DIR": folder,
            "HOME": folder,
            "PULSE_SERVER": f"unix:{folder}/socket",
        }
        sink = f"module-null-sink sink_name=null rate={RATE} channels=1 format=s16le"
        protocol = f"module-native-protocol-unix socket={folder}/socket auth-anonymous=1"
        server = [_path("pulseaudio"), "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
        self._server = subprocess.Popen([*server, "-L", sink, "-L", protocol], env=self.env, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not os.path.exists(f"{folder}/socket"):
            assert time.monotonic() < until, "PulseAudio does not start"
            time.sleep(0.05)
        record = [_path("parec"), "-d", "null.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le"]
        self._recorder = subprocess.Popen(
            [*record, f"--latency-msec={BLOCK_MS}"], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._data = bytearray()
        self._blocks: list[tuple[int, float]] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        while len(self._data) < RATE:  # half a second: it records
            assert time.monotonic() < until, "the recording does not begin"
            time.sleep(0.05)

    def _make_player(self) -> None:
        """Put a player on PATH that notes down when it is started, before it becomes the real one."""
        self._bin.mkdir()
        player = self._bin / "paplay"
        player.write_text(_PLAYER.format(log=self._log, player=_path("paplay")))
        player.chmod(0o755)
        if voice := shutil.which("espeak-ng"):
            (self._bin / "espeak-ng").symlink_to(voice)

    def _listen(self) -> None:
        assert self._recorder.stdout is not None
        while chunk := os.read(self._recorder.stdout.fileno(), 65_536):
            self._blocks.append((len(self._data) // 2, now_ms()))
            self._data += chunk

    def click(self, folder: str) -> Path:
        """Play a short sound some times, by the player alone, and return it; the first one wakes the server."""
        file = Path(folder, "click.wav")
        file.write_bytes(to_wav(samples_of(Sound.LAST)))
        for number in range(CLICKS + 1):
            subprocess.run(["paplay", file], env=self.env, check=True)
            time.sleep(CLICK_EVERY_S + 0.0137 * number % 0.1)  # so that they fall anywhere in a block
        return file

    def close(self) -> Taken:
        """End the server, and return what was recorded."""
        for process in (self._recorder, self._server):
            process.terminate()
            process.wait(10)
        self._thread.join(10)
        samples = array("h", bytes(self._data[: len(self._data) // 2 * 2]))
        ahead_ms = time.time() * 1000 - now_ms()  # of the wall clock, which is the one that a shell can read
        started = []
        for line in self._log.read_text().splitlines():
            when, file = line.split(" ", 1)
            started.append(Started(float(when) * 1000 - ahead_ms, Path(file).name))
        return Taken(samples, list(self._marks()), started)

    def _marks(self) -> Iterator[tuple[int, float]]:
        """Yield the block of each window that came with the least delay."""
        for _, window in groupby(self._blocks, lambda block: block[1] // WINDOW_MS):
            yield min(window, key=lambda block: block[1] - block[0] * 1000 / RATE)

    def which(self, name: str) -> str | None:
        """Return where the session finds a program."""
        return shutil.which(name, path=self.env["PATH"])


def _path(name: str) -> str:
    found = shutil.which(name)
    assert found is not None, f"{name} is not installed"
    return found
