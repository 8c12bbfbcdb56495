"""How timers for a terminal keep time: over a minute, through pauses, when they are stopped, and at other sizes.

Their screens are pictures of digits in fonts of their own. So a first run in peace teaches what each second looks like,
and a screen of a later run is looked up: it tells the seconds that are left.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from terminal import COLUMNS, LINES, Terminal, follow

MINUTE_S, SETTLE_S = 60, 3
UNREAD = "cannot be read"
PAUSES, RUN_S, PAUSE_S = 10, 0.6, 1.2
STOP_S = 5.0
KNOWN_S = 20.0
"""How long a timer may take to come to a second that was seen in the minute, which is not its first."""

SAME_TICK_S = 0.4
"""What changes within that time after a change belongs to it: a frame may come in two pieces."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Subject:
    """A timer that counts a minute and a little down.

    Attributes:
        drawn: A pattern of the text that its first frame shows.
        pause: The key that pauses and goes on.
        watch: What is made of its screen's text, where something else than the seconds moves on it.
    """

    name: str
    command: list[str]
    drawn: str
    pause: bytes = b" "
    watch: Callable[[str], str] = str.rstrip


@dataclass
class Kept:
    """How a timer kept time.

    Attributes:
        off_ms: How much longer than the seconds that it showed they took, in a minute.
        uneven_ms: How far from a second its longest or shortest second was.
        paused_ms: How much more or less than it showed passed between pauses, over all of them.
        stopped: What it made of being stopped, in words.
        resized: What it made of other sizes, in words.
    """

    off_ms: float = 0.0
    uneven_ms: float = 0.0
    paused_ms: float | None = None
    stopped: str = ""
    resized: str = ""
    shown: dict[str, int] = field(default_factory=dict)
    """What is seen when so many seconds have been counted."""


def left_words(text: str) -> str:
    """Return the time that is left, as this program's own screen says it in words."""
    found = re.search(r"\d+:\d\d left", text)
    return found[0] if found else ""


def measure(subjects: Sequence[Subject], env: dict[str, str]) -> dict[str, Kept]:
    """Measure timers: the minute all at the same time, the rest one after the other."""
    kept = _minute(subjects, env)
    for subject in subjects:
        found = kept[subject.name]
        if found.shown:
            found.paused_ms = _from_a_second(subject, found, env, partial(_pauses, subject.pause))
            found.stopped = _from_a_second(subject, found, env, _stopped) or UNREAD
            found.resized = _from_a_second(subject, found, env, _resized) or UNREAD
    return kept


def _from_a_second(
    subject: Subject,
    found: Kept,
    env: dict[str, str],
    act: Callable[[Kept, Terminal, tuple[float, int]], Result],
) -> Result | None:
    """Start a timer, and do something with it from a second on that was seen in the minute; None where none was."""
    terminal = _begin(subject, env)
    if terminal is None:
        return None
    try:
        first = _next_second(found, terminal, within_s=KNOWN_S)
        first = first and _next_second(found, terminal, first[1])  # it may have been there for a while
        return None if first is None else act(found, terminal, first)
    finally:
        terminal.close()


def _begin(subject: Subject, env: dict[str, str]) -> Terminal | None:
    """Start a timer; return None where nothing is drawn."""
    terminal = Terminal(subject.command, env, watch=subject.watch)
    try:
        terminal.wait_for(subject.drawn)
    except TimeoutError:
        terminal.close()
        return None
    return terminal


def _ticks(terminal: Terminal) -> list[tuple[float, str]]:
    """Return the changes of the seconds: the instant of the first piece of a frame, and what all pieces came to."""
    ticks: list[tuple[float, str]] = []
    for when, shown in terminal.seen:
        if not shown:
            continue
        if ticks and when - ticks[-1][0] < SAME_TICK_S:
            ticks[-1] = (ticks[-1][0], shown)
        elif not ticks or ticks[-1][1] != shown:
            ticks.append((when, shown))
    return ticks


def _minute(subjects: Sequence[Subject], env: dict[str, str]) -> dict[str, Kept]:
    started = {subject.name: _begin(subject, env) for subject in subjects}
    terminals = {name: terminal for name, terminal in started.items() if terminal is not None}
    try:
        begun = time.perf_counter() + SETTLE_S
        follow(list(terminals.values()), begun + MINUTE_S + 2)
        kept = {subject.name: Kept() for subject in subjects}
        for name, terminal in terminals.items():
            ticks = [tick for tick in _ticks(terminal) if tick[0] > begun]
            found = kept[name]
            if len(ticks) < MINUTE_S // 2:
                continue
            counted, last = 0, ticks[0][0]
            steps = []
            for when, shown in ticks[: MINUTE_S + 1]:
                seconds = round(when - last)  # a timer that skips a second is not slower for it
                counted += seconds
                if seconds == 1:
                    steps.append(when - last)
                last = when
                found.shown[shown] = counted
            found.off_ms = (last - ticks[0][0] - counted) * 1000
            found.uneven_ms = max(abs(step - 1) for step in steps) * 1000
        return kept
    finally:
        for terminal in terminals.values():
            terminal.close()


def _wait(terminal: Terminal, seconds: float) -> None:
    follow([terminal], time.perf_counter() + seconds)


def _counted(found: Kept, terminal: Terminal) -> int | None:
    """Return the seconds that have been counted, by what was seen last; None where that is no picture of a second."""
    return found.shown.get(terminal.seen[-1][1]) if terminal.seen else None


def _next_second(found: Kept, terminal: Terminal, after: int = -1, within_s: float = 4.0) -> tuple[float, int] | None:
    """Return the instant at which a later second is seen, and which it is."""
    until = time.perf_counter() + within_s
    while time.perf_counter() < until:
        counted = _counted(found, terminal)
        if counted is not None and counted > after:
            return terminal.seen[-1][0], counted
        follow([terminal], until, first=True)
    return None


def _pauses(key: bytes, found: Kept, terminal: Terminal, first: tuple[float, int]) -> float | None:
    """Pause within seconds, ten times; return how much more ran in between than was counted, in milliseconds."""
    resumed, begun = first
    ran = 0.0
    for _ in range(PAUSES):
        follow([terminal], resumed + RUN_S)
        terminal.press(key)
        ran += time.perf_counter() - resumed
        _wait(terminal, PAUSE_S)
        terminal.press(key)
        resumed = time.perf_counter()
    _wait(terminal, SAME_TICK_S)
    last = _next_second(found, terminal, _counted(found, terminal) or begun)
    return None if last is None else (ran + last[0] - resumed - (last[1] - begun)) * 1000


def _stopped(found: Kept, terminal: Terminal, first: tuple[float, int]) -> str:
    """Stop the process for a while; say what it makes of that."""
    _wait(terminal, SAME_TICK_S)
    os.kill(terminal.pid, signal.SIGSTOP)
    time.sleep(STOP_S)
    os.kill(terminal.pid, signal.SIGCONT)
    _wait(terminal, 1.5)
    after = _counted(found, terminal)
    _wait(terminal, 2.0)
    later = _counted(found, terminal)
    if after is None or later is None:
        return UNREAD
    counted = after - first[1]
    if later == after and counted <= 1:
        return "pauses"
    return f"counts on, {STOP_S:.0f} s are lost" if counted >= STOP_S else "goes on where it was"


def _resized(found: Kept, terminal: Terminal, _first: tuple[float, int]) -> str:
    """Make the terminal small and large again; say whether it draws then, and whether what it shows is whole."""
    terminal.resize(40, 12)
    _wait(terminal, 2.4)
    drawn = bool(terminal.text.strip())
    terminal.resize(COLUMNS, LINES)
    _wait(terminal, 2.4)
    if terminal.ended:
        return "ends"
    return f"{'drawn' if drawn else 'empty'}, {'whole' if _counted(found, terminal) is not None else 'in pieces'} again"


HEAD = ("timer", "a minute takes", "most uneven second", "ten pauses", "stopped for 5 s", "small and large again")


def table(kept: dict[str, Kept]) -> list[tuple[str, ...]]:
    """Return the rows of a table."""
    rows = [HEAD]
    for name, found in kept.items():
        paused = UNREAD if found.paused_ms is None else f"{found.paused_ms / 1000:+.2f} s"
        minute = (f"{MINUTE_S} s {found.off_ms:+.0f} ms", f"{found.uneven_ms:.0f} ms") if found.shown else (UNREAD, "")
        rows.append((name, *minute, paused, found.stopped, found.resized))
    return rows
