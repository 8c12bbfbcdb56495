"""A session as one line in a status bar: python status_bar.py ROUTINE.toml [waybar]

It speaks i3bar's protocol, or waybar's with `"return-type": "json"`. In i3bar a click starts and pauses, the right
button skips, the middle one says that it hurts, and the wheel adds or takes ten seconds. Both take the words of a
session as lines too: start, toggle, skip, back, pain, stop.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from stretchcore import (
    PHASE_WORDS,
    Driver,
    Plan,
    Refused,
    Session,
    Side,
    Start,
    State,
    TextLibrary,
    View,
    clock_words,
    format_minutes,
    make_plan,
    parse_command,
    phase_words,
    read_routine,
)

BUTTONS = {1: "toggle", 2: "pain", 3: "skip", 4: "extend 10", 5: "extend -10"}
"""What a mouse says: its left, middle and right button, and its wheel."""

ARROWS = {Side.LEFT: "◀ ", Side.RIGHT: "▶ ", None: ""}


class Bar:
    """What the bar shows of a session, and what it makes of a line that it is sent."""

    def __init__(self, plan: Plan, now: int) -> None:
        self.plan = plan
        self.driver = Driver(Session(plan), now)

    def text(self, view: View) -> str:
        """Return the line itself."""
        if view.state is State.READY:
            return f"▷ {self.plan.name}, {format_minutes(self.plan.total_ms)}"
        if view.state is State.ENDED:
            return f"✓ {self.plan.name}"
        phase = view.phase
        sign = {State.PAUSED: "❚❚ ", State.LEAD_IN: "▷ "}.get(view.state, "")
        return f"{sign}{PHASE_WORDS[phase.kind]} {ARROWS[phase.side]}{clock_words(view)} {phase.name or ''}".rstrip()

    def block(self, now: int, face: str) -> dict[str, object]:
        """Return the line as i3bar or waybar takes it."""
        view = self.driver.session.view(now)
        if face == "waybar":
            mood = "work" if view.phase.is_work and view.state is State.RUNNING else view.state.value
            told = "" if view.next is None else f"Next: {phase_words(self.plan, view.next)}"
            return {"text": self.text(view), "tooltip": told, "class": mood, "percentage": round(view.progress * 100)}
        return {"name": "stretch", "full_text": self.text(view), "urgent": view.state is State.LEAD_IN}

    def wake_ms(self, now: int) -> int | None:
        """Return when the line is another one, or the session wants to be told the time."""
        wake_ms, tick_ms = self.driver.wake_ms, self.driver.session.view(now).tick_ms
        return wake_ms if wake_ms is None or tick_ms is None else min(wake_ms, now + tick_ms)

    def hear(self, line: str, now: int) -> None:
        """Do what a click or a word asks for; what is not possible now does nothing."""
        word = said(line)
        if self.driver.session.state in (State.READY, State.ENDED) and word in ("start", "toggle"):
            self.driver = Driver(Session(self.plan), now)
            self.driver.send(Start(), now)
        elif word:
            try:
                self.driver.send(parse_command(word), now)
            except Refused:
                self.driver.advance(now)


def said(line: str) -> str:
    """Return the word of a line: itself, or that of a click, which comes as one of the objects of an endless array."""
    line = line.strip().lstrip("[,")
    if not line.startswith("{"):
        return line
    try:
        button = json.loads(line)["button"]
        return BUTTONS.get(button, "")
    except (ValueError, LookupError, TypeError):
        return ""


def show(bar: Bar, face: str, now_ms: Callable[[], int], hear: Callable[[int | None], str | None]) -> Iterator[str]:
    """Yield the lines to print, for ever; `hear` waits until an instant, or for a line, and returns the line."""
    if face != "waybar":
        yield '{"version": 1, "click_events": true}\n['
    before: dict[str, object] = {}
    while True:
        block = bar.block(now_ms(), face)
        if block != before:
            yield json.dumps(block, ensure_ascii=False) if face == "waybar" else f"[{json.dumps(block)}],"
            before = block
        line = hear(bar.wake_ms(now_ms()))
        if line is None:
            bar.driver.advance(now_ms())
        else:
            bar.hear(line, now_ms())


def main(file: str, face: str = "i3bar") -> None:
    """Show a routine's session in real time."""
    path = Path(file)
    library = TextLibrary({entry.stem: entry.read_bytes() for entry in path.parent.glob("exercises/*.toml")})
    plan = make_plan(read_routine(path.read_bytes(), path.stem, library, file=file).good(), library)
    lines: SimpleQueue[str] = SimpleQueue()
    Thread(target=lambda: [lines.put(line) for line in sys.stdin], daemon=True).start()

    def now_ms() -> int:
        return time.monotonic_ns() // 1_000_000

    def hear(until_ms: int | None) -> str | None:
        try:
            return lines.get(timeout=None if until_ms is None else max(0, until_ms - now_ms()) / 1000)
        except Empty:
            return None

    for line in show(Bar(plan, now_ms()), face, now_ms, hear):
        print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
