"""Measures what the media keys cost a session: when its first event comes, and how late its events are.

    python docs/benchmarks/media_keys.py [ROUNDS]

Three ways in turn: switched off in the settings, no bus there, and on a bus (a private one, where there is
`dbus-daemon`). The routine has an event every quarter of a second, also while the library for the bus is loaded.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 12
ROUTINE = """
name = "Quarters"

[[steps]]
name = "Quarter"
prepare = "0s"
next_rep = "0s"
hold = "0.25s"
reps = 16
"""


@dataclass
class Way:
    """One way to run, and what was measured; all in milliseconds.

    Attributes:
        first: From the start of the process to its first event, a run each.
        late: How late each event came, a run each.
    """

    env: dict[str, str]
    first: list[float] = field(default_factory=list)
    late: list[list[float]] = field(default_factory=list)
    said: set[str] = field(default_factory=set)


def main() -> int:
    """Print a line a way; exit 1 where something was said on standard error."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as home:
        routine = Path(home) / "quarters.toml"
        routine.write_text(ROUTINE, encoding="utf-8")
        plain = {key: value for key, value in os.environ.items() if key not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
        plain["XDG_RUNTIME_DIR"] = home
        ways = {name: Way({**plain, "STRETCHTUI_HOME": str(Path(home) / name)}) for name in ("off", "no bus", "bus")}
        config = Path(home) / "off" / "config" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text("media_keys = false\n", encoding="utf-8")
        daemon = _start_bus()
        try:
            if daemon is None:
                del ways["bus"]
            else:
                assert daemon.stdout is not None
                ways["bus"].env["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().strip()
            for number in range(rounds + 1):
                for way in ways.values():
                    _run(way, routine, count=number > 0)  # the first round warms the caches
        finally:
            if daemon is not None:
                daemon.kill()
                daemon.wait()
    for name, way in ways.items():
        _report(name, way)
    return int(any(way.said for way in ways.values()))


def _start_bus() -> "subprocess.Popen[str] | None":
    if shutil.which("dbus-daemon") is None:
        return None
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _run(way: Way, routine: Path, *, count: bool) -> None:
    program = str(Path(sys.executable).with_name("stretchtui"))
    command = [program, "run", str(routine), "--json", "--mute", "--no-log"]
    begun = time.monotonic()
    with subprocess.Popen(
        command, env=way.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [(time.monotonic(), line) for line in process.stdout]
        error = process.stderr.read().decode()
    if error:
        way.said.add(error)
    if not count:
        return
    way.first.append((lines[0][0] - begun) * 1000)
    found = [when * 1000 - json.loads(line)["at_ms"] for when, line in lines]
    way.late.append([instant - min(found) for instant in found])


def _report(name: str, way: Way) -> None:
    def high(values: list[float]) -> float:
        return sorted(values)[len(values) * 99 // 100]

    whole = [value for run in way.late for value in run]
    print(
        f"{name:8} first event after {statistics.median(way.first):6.1f} ms   "
        f"late: p50 {statistics.median(whole):4.2f} ms, p99 {high(whole):5.2f} ms, "
        f"median of the runs' p99 {statistics.median(map(high, way.late)):5.2f} ms   "
        f"({len(way.first)} runs, {len(whole)} events, {'stderr silent' if not way.said else way.said})"
    )


if __name__ == "__main__":
    raise SystemExit(main())
