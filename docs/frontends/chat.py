"""Sessions in a chat, any number of them at once on one clock: python chat.py FOLDER_OF_ROUTINES

A line of standard input is what somebody says, as in `one: start quick-relief`; a line of standard output is what the
bot says, and to whom. A real chat takes the place of the two; the bot knows neither them nor a clock.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from stretchcore import (
    Cue,
    CueKind,
    Driver,
    Event,
    PhaseEnded,
    PhaseKind,
    PhaseStarted,
    Refused,
    Session,
    SessionStarted,
    Start,
    State,
    TextLibrary,
    clock_words,
    event_words,
    format_minutes,
    make_plan,
    parse_command,
    phase_words,
    read_routine,
)

HELP = "Say routines, start NAME, status, pause, resume, skip, back, done, pain, extend 10 or stop."

SAID = (CueKind.HALFWAY, CueKind.EASE_OFF)
"""The cues that are worth a message: a countdown is not."""


@dataclass(frozen=True)
class Message:
    """What the bot says, and to whom."""

    to: str
    text: str


class Bot:
    """Leads everybody who asks through a session of their own."""

    def __init__(self, routines: Mapping[str, str], library: TextLibrary) -> None:
        self.library = library
        self.routines = {id: read_routine(text, id, library).good() for id, text in routines.items()}
        self.drivers: dict[str, Driver] = {}

    @property
    def wake_ms(self) -> int | None:
        """When to call `advance` next: for whoever's session is the first to have something to say."""
        wakes = [driver.wake_ms for driver in self.drivers.values()]
        return min((wake for wake in wakes if wake is not None), default=None)

    def advance(self, now: int) -> list[Message]:
        """Return everything that is due in all sessions, in the order in which it happens."""
        told = [(who, event) for who, driver in self.drivers.items() for event in driver.advance(now)]
        told.sort(key=lambda one: one[1].at_ms + (self.drivers[one[0]].session.origin_ms or 0))
        return [message for who, event in told for message in self._say(who, event)]

    def hear(self, who: str, text: str, now: int) -> list[Message]:
        """Return the answer to what somebody says, and whatever is due."""
        word, *rest = text.lower().split() or [""]
        due = self.advance(now)
        driver = self.drivers.get(who)
        running = driver is not None and driver.session.state is not State.ENDED
        match word, rest:
            case "routines", []:
                plans = [make_plan(routine, self.library) for routine in self.routines.values()]
                return [*due, Message(who, ", ".join(f"{it.id} ({format_minutes(it.total_ms)})" for it in plans))]
            case "start", [name] if name in self.routines and not running:
                driver = self.drivers[who] = Driver(Session(make_plan(self.routines[name], self.library)), now)
                events = driver.send(Start(), now)
            case "start", _:
                return [*due, Message(who, "Say stop first." if running else "Say routines, and start one of them.")]
            case "status", [] if driver is not None and running:
                view = driver.session.view(now)
                words = phase_words(driver.session.plan, view.phase)
                return [*due, Message(who, f"{words}. {view.state.value.replace('_', ' ')}, {clock_words(view)}")]
            case _ if driver is not None and running:
                try:
                    events = driver.send(parse_command(text), now)
                except Refused as refusal:
                    return [*due, Message(who, f"{refusal}.")]
            case _:
                return [*due, Message(who, HELP)]
        return [*due, *(message for event in events for message in self._say(who, event))]

    def _say(self, who: str, event: Event) -> Iterator[Message]:
        plan = self.drivers[who].session.plan
        match event:
            case PhaseEnded() | SessionStarted():
                return
            case Cue(cue=cue) if cue not in SAID:
                return
            case PhaseStarted(phase=phase) if phase.kind in (PhaseKind.PREPARE, PhaseKind.REST):
                yield Message(who, event_words(plan, event))
                step = plan.step_ahead(phase)
                yield from [Message(who, line) for line in (step.exercise.instructions[:1] if step else ())]
            case _:
                yield Message(who, event_words(plan, event))


async def serve(
    bot: Bot, lines: asyncio.Queue[str | None], say: Callable[[Message], None], now_ms: Callable[[], int]
) -> None:
    """Listen and speak until there are no lines any more."""
    while True:
        wake_ms = bot.wake_ms
        try:
            line = await asyncio.wait_for(lines.get(), None if wake_ms is None else max(0, wake_ms - now_ms()) / 1000)
        except TimeoutError:
            messages = bot.advance(now_ms())
        else:
            if line is None:
                return
            who, _, text = line.partition(":")
            messages = bot.hear(who.strip(), text.strip(), now_ms())
        for message in messages:
            say(message)


async def main(folder: str) -> None:
    """Speak with standard input and output in real time."""
    texts = {path.stem: path.read_text("utf-8") for path in sorted(Path(folder).glob("*.toml"))}
    exercises = {path.stem: path.read_text("utf-8") for path in Path(folder).glob("exercises/*.toml")}
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    Thread(target=listen, daemon=True).start()
    bot = Bot(texts, TextLibrary(exercises))
    await serve(
        bot, lines, lambda it: print(f"{it.to}: {it.text}", flush=True), lambda: time.monotonic_ns() // 1_000_000
    )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
