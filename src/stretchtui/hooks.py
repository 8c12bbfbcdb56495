"""Commands of the user's that run on an event of a session, with the event as JSON on their standard input.

The settings hold a command for an event's name: a line, which is split into words as a shell would split it, or a list
of words. It is run without a shell. Nothing of a routine gets into its words or its environment, since a routine may
come from a stranger: all of that is in the JSON.

Events are served in their order by one thread, one child at a time, so that the lines that hooks write stand in the
order of the session. A child that takes too long is ended; meanwhile events wait, up to a bound. The clock waits for
none of it.
"""

import json
import os
import shlex
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from stretchcore.events import Event, SessionEnded
from stretchcore.live_data import EVENT_NAMES, event_to_data
from stretchcore.problems import Report
from stretchcore.routine import Path as Place
from stretchcore.text import quoted, text_fault

if TYPE_CHECKING:
    from stretchtui.children import Child, Ended
    from stretchtui.performance import Performance

HOOK_NAMES = tuple(EVENT_NAMES.values())
"""The events that can have a hook."""

MOST_WORDS = 100
"""Most words of one command."""

LIMIT_S = 10.0
"""How long a hook may run, in seconds."""

MOST_WAITING = 256
"""How many events may wait for their hooks; what comes beyond that has none."""

CLOSE_S = 2.0
"""How long the end of a session waits for its hooks, in seconds; those that still run then end by themselves."""

_PATIENCE_S = 1.0
"""How much of that is left to the hooks before the last one, in seconds."""

_GLANCE_S = 0.1
"""How often the thread looks whether the session has ended while a hook runs, in seconds."""


# -- what the settings' file says --------------------------------------------------------------------------------------


def read_hooks(value: object, path: Place, report: Report) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """Return the words of each command by the event's name; what is wrong is reported and left out."""
    if not isinstance(value, dict):
        example = '[hooks] and below it session_ended = ["notify-send", "Done"]'
        report.add(path, "type", f"{quoted(value)} is not a table; write {example}")
        return None
    found = []
    for name, command in value.items():
        if name not in HOOK_NAMES:
            hint = report.nearest(name, HOOK_NAMES)
            guess = f"did you mean `{hint}`?" if hint else f"there are {', '.join(HOOK_NAMES)}"
            report.add((*path, name), "unknown-key", f"there is no event of this name; {guess}", hint, at_key=True)
            continue
        words = _read_command(command, (*path, name), report)
        if words:
            found.append((name, words))
    return tuple(found)


def _read_command(value: object, path: Place, report: Report) -> tuple[str, ...] | None:
    if isinstance(value, str):
        words = _split(value, path, report)
        if words is None:
            return None
    elif isinstance(value, list) and all(isinstance(word, str) for word in value):
        words = value
    else:
        report.add(
            path, "type", f'{quoted(value)} is not a command; write "notify-send Done" or ["notify-send", "Done"]'
        )
        return None
    if not words or not words[0].strip():
        report.add(path, "command", "the command is empty; write one, or leave the event out")
        return None
    if len(words) > MOST_WORDS:
        report.add(path, "bounds", f"a command of {len(words):,} words; at most {MOST_WORDS} are allowed")
        return None
    for index, word in enumerate(words):
        fault = text_fault(word) if word.strip() else None  # an empty word is a word
        if fault:
            report.add((*path, index) if isinstance(value, list) else path, "text", fault)
            return None
    return tuple(words)


def _split(line: str, path: Place, report: Report) -> list[str] | None:
    if len(line) > MOST_WORDS * 100:
        report.add(path, "bounds", f"the command is too long: {len(line):,} characters")
        return None
    try:
        return shlex.split(line)
    except ValueError as error:
        what = "a quotation has no end" if "quotation" in str(error) else "a backslash has nothing after it"
        report.add(path, "command", f"{quoted(line)} cannot be split into words: {what}")
        return None


# -- while a session runs ----------------------------------------------------------------------------------------------


class Hooks:
    """Runs the user's commands on the events of one session."""

    def __init__(self, performance: "Performance", commands: Mapping[str, tuple[str, ...]]) -> None:
        """Make the hooks; their thread begins with `begin`.

        Args:
            commands: The words of each command by the event's name.
        """
        self._performance = performance
        self._commands = dict(commands)
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        self._dropped = False
        self._told: set[str] = set()
        self._closing = threading.Event()
        self._patience_ends = float("inf")  # when the end of the session stops waiting for what is before the last hook
        self._last = threading.Event()  # set when there is nothing more to be started
        self._worker = threading.Thread(target=self._work, name="hooks", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._worker.start()

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Take events; returns at once."""
        for event in events:
            if EVENT_NAMES[type(event)] not in self._commands:
                continue
            if self._queue.qsize() >= MOST_WAITING and not isinstance(event, SessionEnded):
                if not self._dropped:
                    self._dropped = True
                    self._performance.notify("the hooks are too slow for the session: some events have none")
                continue
            self._queue.put(event)

    def close(self) -> None:
        """Let the hooks that are still due run, for `CLOSE_S` at most; may be called again."""
        if not self._closing.is_set():
            self._patience_ends = time.monotonic() + _PATIENCE_S
            self._closing.set()
            self._queue.put(None)
        if self._worker.is_alive():
            self._last.wait(CLOSE_S)

    # -- in the worker -------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        left: list[tuple[Child, float]] = []
        while (event := self._queue.get()) is not None:
            name = EVENT_NAMES[type(event)]
            words = self._commands.get(name)
            late = self._closing.is_set() and time.monotonic() > self._patience_ends
            if words is None or (late and not isinstance(event, SessionEnded)):
                continue
            child = self._serve(name, words, event)
            if child is not None:
                left.append((child, time.monotonic() + LIMIT_S))
        self._last.set()
        for child, ends in left:  # in an app that goes on, they have their limit as all others
            if child.wait(max(0.0, ends - time.monotonic())) is None:
                child.kill()

    def _serve(self, name: str, words: tuple[str, ...], event: Event) -> "Child | None":
        """Run a hook; return it where the session has ended meanwhile and it runs on."""
        from stretchtui.children import CannotStart, Child

        command = [os.path.expanduser(words[0]), *words[1:]]
        try:
            child = Child(command, folder=_home())
        except CannotStart as fault:
            del self._commands[name]
            self._performance.notify(f"the hook {name} was switched off: {fault}")
            return None
        ended = child.feed(self._line(event), wait_s=_GLANCE_S)
        ends = time.monotonic() + LIMIT_S
        while ended is None:
            now = time.monotonic()
            if self._closing.is_set() and now >= self._patience_ends:
                return child
            if now >= ends:
                child.kill()
                self._tell(name, f"{words[0]} took more than {LIMIT_S:g} s and was ended")
                return None
            ended = child.wait(min(ends - now, _GLANCE_S if not self._closing.is_set() else self._patience_ends - now))
        self._judge(name, words[0], ended)
        return None

    def _line(self, event: Event) -> bytes:
        plan = self._performance.plan
        session = {"routine": plan.id, "name": plan.name, "session": self._performance.session_id}
        return json.dumps(event_to_data(event) | session, ensure_ascii=False).encode(errors="replace") + b"\n"

    def _judge(self, name: str, program: str, ended: "Ended") -> None:
        if ended.code:
            how = f"ended with {ended.code}" if ended.code > 0 else f"was ended by signal {-ended.code}"
            self._tell(name, f"{program} {how}")

    def _tell(self, name: str, text: str) -> None:
        """Tell once of each hook that it failed; the next time it may do better."""
        if name not in self._told:
            self._told.add(name)
            self._performance.notify(f"the hook {name} failed: {text}")


def _home() -> Path | None:
    """Return where hooks run: at home, where there is one."""
    home = Path(os.path.expanduser("~"))
    return home if home.is_dir() else None
