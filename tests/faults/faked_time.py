"""Real sessions whose wall clock is set while they run, by libfaketime."""

import glob
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from faults.judging import expect, judge_log, rows
from faults.signalled import PHASES, SOURCE, make_home

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketime.so.1")), "")
LEAPS = ("+1h", "-1h", "+1d", "-400d", "+59s", "-3s")


def judge_set_clock(folder: Path, begins: str, leap: str, after: int) -> None:
    """Set the wall clock after so many phases; try again where time was lost, as on a machine that is busy.

    A gap that the leap itself made would come each time.

    Raises:
        Lost: A promise was not kept.
    """
    for attempt in range(5):
        place = folder / str(attempt)
        place.mkdir()
        if _is_judged(place, begins, leap, after):
            return
    expect(False, "it is no gap")


def _is_judged(folder: Path, begins: str, leap: str, after: int) -> bool:
    """Set the wall clock after so many phases; return whether that could be judged.

    Args:
        begins: What the clock says at first, as ``2026-03-28 23:59:58``.
        leap: By how much it is set, as ``+1h``.

    Raises:
        Lost: An event moved, the session paused, or the log says another day than that of its start.
    """
    home = make_home(folder)
    clock = folder / "clock"
    wanted = datetime.fromisoformat(begins)
    offset_s = int((wanted - datetime.now()).total_seconds())
    clock.write_text(f"{offset_s:+d}s")
    process = subprocess.Popen(
        [sys.executable, "-m", "stretchtui", "run", "many", "--json", "--mute"],
        env={
            **os.environ,
            "STRETCHTUI_HOME": str(home),
            "PYTHONPATH": str(SOURCE),
            "LD_PRELOAD": LIBRARY,
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(json.loads(line))
        if said[-1]["event"] == "phase_ended" and said[-1]["index"] == after:
            factor = {"s": 1, "h": 3_600, "d": 86_400}[leap[-1]]
            clock.write_text(f"{offset_s + int(leap[:-1]) * factor:+d}s")
        if said[-1]["event"] == "paused":
            process.kill()
            process.wait()
            return False
    expect(process.wait(60) == 0, f"it runs to its end: {said[-1]}")
    ended = [event["at_ms"] for event in said if event["event"] == "phase_ended"]
    expect(ended == [100 * number for number in range(1, PHASES + 1)], f"no event has moved: {ended}")
    history = home / "data" / "history.db"
    judge_log(history)
    ((day, start, active_ms),) = rows(history, "SELECT day, started_at, active_ms FROM sessions")
    expect(day == begins[:10] and start[:10] == day, f"it counts for the day of its start: {day}")
    expect(active_ms == 100 * PHASES, "its length is that of the plan")
    return True
