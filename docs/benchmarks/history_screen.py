"""Measures the history screen over ten years of sessions, three a day: from a key to its frame, and to the first rows.

    python docs/benchmarks/history_screen.py           # takes two minutes: the years have to be made first

A frame is what the compositor draws after a key, written as a terminal would get it.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

from statistics_of_years import ROUTINES, fill
from textual.pilot import Pilot

from stretchcore.plan import make_plan
from stretchtui.app.app import StretchApp
from stretchtui.app.screens.history import HistoryScreen
from stretchtui.app.widgets.log import SessionList
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.history import open_history
from stretchtui.library import Library

SIZE = (120, 40)
KEYS = 300
MOVES = (("down", "pagedown"), ("down",), ("left",), ("up", "pageup"))


async def frame_ms(pilot: Pilot[Any], rows: SessionList, key: str) -> float:
    """Return how long it takes from a key to the whole frame that answers it."""
    app, before = pilot.app, rows.cursor
    started = time.perf_counter()
    app.simulate_key(key)
    while rows.cursor == before and time.perf_counter() - started < 0.5:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    app.screen._on_timer_update()
    update: Any = app.screen._compositor.render_update(full=True)
    update.render_segments(app.console)
    return (time.perf_counter() - started) * 1000


def said(times: Sequence[float]) -> str:
    """Return the figures of a series."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return f"median {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, max {ordered[-1]:.1f} ms"


async def measure(services: _Services) -> None:
    """Open the screen, and press keys."""
    app = StretchApp(services)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        if not isinstance(app.screen, HistoryScreen):  # the health note is shown once
            await pilot.press("escape")
        started = time.perf_counter()
        app.simulate_key("H")
        while not isinstance(app.screen, HistoryScreen) or not app.screen.is_mounted:
            await asyncio.sleep(0)
        rows = app.screen.query_one(SessionList)
        while rows.current is None:
            await asyncio.sleep(0)
        app.screen._compositor.render_update(full=True)
        print(f"from the key to the first full screen {(time.perf_counter() - started) * 1000:.0f} ms")
        early = [await frame_ms(pilot, rows, "down") for _ in range(20)]
        print(f"20 keys while the log is read: {said(early)}")
        while app.screen._loading:
            await asyncio.sleep(0)
        print(f"all {len(rows._entries):,} sessions after {(time.perf_counter() - started) * 1000:.0f} ms")
        for keys in MOVES:
            times = [await frame_ms(pilot, rows, keys[number % len(keys)]) for number in range(KEYS)]
            print(f"{' and '.join(keys)}, {KEYS} times: {said(times)}")


def main() -> None:
    """Make the years unless a home with some is named, and measure."""
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["STRETCHTUI_HOME"] = sys.argv[1] if len(sys.argv) > 1 else temporary
        context = Context()
        if not context.paths.history.exists():
            library = Library(context.paths)
            plans = [make_plan(library.routine(name).good(), library.exercises) for name in ROUTINES]
            with open_history(context.paths.history, write=True) as history:
                fill(history, plans)
        asyncio.run(measure(_Services(context)))


if __name__ == "__main__":
    main()
