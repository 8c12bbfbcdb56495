"""Measures the history screen over ten years of sessions, three a day: from a key to its frame, and to the first rows.

    python docs/benchmarks/history_screen.py           # takes four minutes: the years have to be made first
    python docs/benchmarks/history_screen.py HOME      # with the years of an earlier run, or made there and kept

A frame is what Textual writes to a terminal, byte for byte; only that the terminal is memory. A key's time runs from
when it is due, whether the screen is ready for it or not, to the first frame written with the row that the key led to,
or one further on. A held key repeats thirty times a second; keys that are tapped come every 60 to 200 ms, so that some
come while the rest of the screen follows the cursor.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

from statistics_of_years import ROUTINES, fill
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.message import Message

from stretchcore.plan import make_plan
from stretchtui.app.app import StretchApp
from stretchtui.app.screens.history import HistoryScreen
from stretchtui.app.widgets.log import SessionList
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.history import open_history
from stretchtui.library import Library

if TYPE_CHECKING:
    from textual.app import App

SIZE = (120, 40)
KEYS = 300
HELD_S = 1 / 30
TAPPED_S = (0.06, 0.2)
MOVES = (("down",), ("down", "pagedown"), ("left",), ("up", "pageup"))
CURSOR = "▸"


class Terminal(HeadlessDriver):
    """A terminal in memory: it gets every byte that a real one would get."""

    def __init__(
        self, app: "App[object]", *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.moved = 0
        self.moved_at: list[float] = []
        """When the frame was written that shows each move of the cursor."""
        self.bytes = 0
        self.last_at = 0.0

    @property
    def is_headless(self) -> bool:
        """Textual draws nothing for a terminal that is not there; this one is."""
        return False

    def write(self, data: str) -> None:
        """Take what is written, and when."""
        self.last_at = time.perf_counter()
        self.bytes += len(data.encode())
        if CURSOR in data:
            self.moved_at += [self.last_at] * (self.moved - len(self.moved_at))

    def close(self) -> None:
        """Nothing has to be put back."""

    def watch(self, rows: SessionList) -> None:
        """Count the moves of a list."""
        post = rows.post_message

        def count(message: Message) -> bool:
            self.moved += isinstance(message, SessionList.Moved)
            return post(message)

        setattr(rows, "post_message", count)  # noqa: B010  # mypy allows no other way


async def press(terminal: Terminal, keys: Sequence[str], pauses: Iterator[float]) -> list[float]:
    """Press keys, each so long after the one before; return for each how long its frame took, in milliseconds."""
    terminal.moved, terminal.moved_at = 0, []
    dues = []
    due = time.perf_counter()
    for key, pause in zip(keys, pauses, strict=False):
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        terminal.send_message(events.Key(key, None))
        dues.append(due)
        due += pause
    deadline = time.perf_counter() + 10
    while len(terminal.moved_at) < len(keys):
        await asyncio.sleep(0.005)
        if time.perf_counter() > deadline:
            raise SystemExit(f"{len(terminal.moved_at)} of {len(keys)} keys were answered")
    return [(at - due) * 1000 for at, due in zip(terminal.moved_at, dues, strict=True)]


def said(times: Sequence[float]) -> str:
    """Return the figures of a series."""
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return f"median {statistics.median(ordered):.1f} ms, p99 {p99:.1f} ms, max {ordered[-1]:.1f} ms"


def tell(text: str) -> None:
    """Print past the app, which has the standard output."""
    print(text, file=sys.__stdout__, flush=True)


async def measure(app: StretchApp) -> None:
    """Open the screen, and press keys."""
    terminal = app._driver
    assert isinstance(terminal, Terminal)
    if type(app.screen).__name__ != "HomeScreen":  # the health note is shown once
        terminal.send_message(events.Key("escape", None))
        await asyncio.sleep(0.5)
    started = time.perf_counter()
    terminal.send_message(events.Key("H", "H"))
    while not isinstance(app.screen, HistoryScreen) or not app.screen.is_mounted:
        await asyncio.sleep(0)
    screen = app.screen
    rows = screen.query_one(SessionList)
    terminal.watch(rows)
    while not terminal.moved_at:  # the first rows are a move too: to the first of them
        await asyncio.sleep(0)
    tell(f"from the key to the first rows {(terminal.moved_at[0] - started) * 1000:.0f} ms")
    early = await press(terminal, ["down"] * 15, cycle((HELD_S,)))
    tell(f"down, held, 15 times while the log is read: {said(early)}")
    while screen._loading:
        await asyncio.sleep(0.005)
    tell(f"all {len(rows._entries):,} sessions after {(time.perf_counter() - started) * 1000:.0f} ms")
    chance = random.Random(1)
    for how, pauses in (("held", cycle((HELD_S,))), ("tapped", iter(lambda: chance.uniform(*TAPPED_S), None))):
        for move in MOVES:
            await asyncio.sleep(0.5)
            keys = [move[number % len(move)] for number in range(KEYS if how == "held" else KEYS // 3)]
            begun = terminal.bytes
            times = await press(terminal, keys, pauses)
            size = (terminal.bytes - begun) / len(keys)
            tell(f"{' and '.join(move)}, {how}, {len(keys)} times: {said(times)}; {size / 1000:.1f} kB each")


async def run(services: _Services) -> None:
    """Run the app in a terminal in memory."""
    app = StretchApp(services)
    app.driver_class = Terminal

    async def pilot(_: object) -> None:
        await asyncio.sleep(0.5)
        await measure(app)
        app.exit()

    await app.run_async(size=SIZE, auto_pilot=pilot)


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
        asyncio.run(run(_Services(context)))


if __name__ == "__main__":
    main()
