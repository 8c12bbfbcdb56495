"""A session as lines on standard output: python loop.py ROUTINE.toml

Type pause, resume, skip, back, done, pain, extend 10 or stop while it runs. Exercises come from the folder `exercises`
beside the routine.
"""

import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from stretchcore import (
    Driver,
    Refused,
    Session,
    Start,
    State,
    TextLibrary,
    event_line,
    make_plan,
    parse_command,
    read_routine,
)


def play(plan, now_ms, hear):
    """Play a plan; `hear` waits until an instant, or for a line that somebody types, and returns the line."""
    driver = Driver(Session(plan), now_ms())
    events = driver.send(Start(), now_ms())
    while True:
        for event in events:
            print(event_line(plan, event), flush=True)
        if driver.session.state is State.ENDED:
            return
        line = hear(driver.wake_ms)
        try:
            events = driver.send(parse_command(line), now_ms()) if line else driver.advance(now_ms())
        except Refused as refusal:
            print(refusal, flush=True)
            events = ()


def main(file):
    """Play a routine in real time."""
    path = Path(file)
    library = TextLibrary({entry.stem: entry.read_bytes() for entry in path.parent.glob("exercises/*.toml")})
    document = read_routine(path.read_bytes(), path.stem, library, file=file)
    if document.problems:
        sys.exit("\n".join(map(str, document.problems)))
    lines = SimpleQueue()
    Thread(target=lambda: [lines.put(line) for line in sys.stdin], daemon=True).start()

    def now_ms():
        return time.monotonic_ns() // 1_000_000

    def hear(until_ms):
        try:
            return lines.get(timeout=None if until_ms is None else max(0, until_ms - now_ms()) / 1000)
        except Empty:
            return None

    play(make_plan(document.good(), library), now_ms, hear)


if __name__ == "__main__":
    main(*sys.argv[1:])
