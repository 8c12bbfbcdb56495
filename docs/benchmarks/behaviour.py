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

from terminal import COLUMNS, LINES, Terminal, follow

MINUTE_S = 60
PAUSES, RUN_S, PAUSE_S = 10, 0.6, 1.2
STOP_S = 5.0
SAME_TICK_S = 0.4
"""What changes within that time after a change belongs to it: a frame may come in two pieces."""


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
            found.paused_ms = _pauses(subject, found, env)
            found.stopped = _stopped(subject, found, env)
            found.resized = _resized(subject, found, env)
    return kept


def _begin(subject: Subject, env: dict[str, str]) -> Terminal:
    terminal = Terminal(subject.command, env, watch=subject.watch)
    terminal.wait_for(subject.drawn)
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
    terminals = [_begin(subject, env) for subject in subjects]
    try:
        follow(terminals, time.perf_counter() + MINUTE_S + 3)
        kept = {}
        for subject, terminal in zip(subjects, terminals, strict=True):
            ticks = _ticks(terminal)[1:]  # when the first was drawn says nothing of when its second began
            found = kept[subject.name] = Kept()
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
        for terminal in terminals:
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


def _pauses(subject: Subject, found: Kept, env: dict[str, str]) -> float | None:
    """Pause within seconds, ten times; return how much more ran in between than was counted, in milliseconds."""
    terminal = _begin(subject, env)
    try:
        first = _next_second(found, terminal)
        first = first and _next_second(found, terminal, first[1])
        if first is None:
            return None
        resumed, begun = first
        ran = 0.0
        for _ in range(PAUSES):
            follow([terminal], resumed + RUN_S)
            terminal.press(subject.pause)
            ran += time.perf_counter() - resumed
            follow([terminal], time.perf_counter() + PAUSE_S)
            terminal.press(subject.pause)
            resumed = time.perf_counter()
        follow([terminal], resumed + SAME_TICK_S)
        last = _next_second(found, terminal, _counted(found, terminal) or begun)
        return None if last is None else (ran + last[0] - resumed - (last[1] - begun)) * 1000
    finally:
        terminal.close()


def _stopped(subject: Subject, found: Kept, env: dict[str, str]) -> str:
    """Stop the process for a while; say what it makes of that."""
    terminal = _begin(subject, env)
    try:
        _wait(terminal, 4.4)
        before, begun = _counted(found, terminal), time.perf_counter()
        os.kill(terminal.pid, signal.SIGSTOP)
        time.sleep(STOP_S)
        os.kill(terminal.pid, signal.SIGCONT)
        _wait(terminal, 1.5)
        after = _counted(found, terminal)
        ran = time.perf_counter() - begun
        _wait(terminal, 2.0)
        later = _counted(found, terminal)
        if before is None or after is None or later is None:
            return "not to be read"
        if later == after and after - before <= 1:
            return "pauses"
        if after - before >= ran - 1.6:
            return f"counts on: {STOP_S:.0f} s of the hold are lost"
        return "goes on where it was" if after - before <= 3 else f"counts {after - before} s of {ran:.1f}"
    finally:
        terminal.close()


def _resized(subject: Subject, found: Kept, env: dict[str, str]) -> str:
    """Make the terminal small and large again; say whether it draws then, and whether what it shows is whole."""
    terminal = _begin(subject, env)
    try:
        _wait(terminal, 2.4)
        terminal.resize(40, 12)
        _wait(terminal, 2.4)
        if terminal.ended:
            return "ends"
        drawn = bool(terminal.text.strip())
        terminal.resize(COLUMNS, LINES)
        _wait(terminal, 2.4)
        whole = _counted(found, terminal) is not None
        return f"{'drawn' if drawn else 'empty'}, {'whole' if whole else 'in pieces'} after it"
    finally:
        terminal.close()


def table(kept: dict[str, Kept]) -> list[tuple[str, ...]]:
    """Return the rows of a table."""
    rows = [
        ("timer", "a minute takes", "longest or shortest second", "ten pauses", "stopped for 5 s", "40x12 and back")
    ]
    for name, found in kept.items():
        paused = "not to be read" if found.paused_ms is None else f"{found.paused_ms:+.0f} ms"
        minute = (f"{found.off_ms:+.0f} ms", f"{found.uneven_ms:.0f} ms off") if found.shown else ("not to be read", "")
        rows.append((name, *minute, paused, found.stopped, found.resized))
    return rows
