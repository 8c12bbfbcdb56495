"""A running session in one line, again and again, for a status bar that keeps reading."""

import select
import sys
import time
from collections.abc import Callable

from stretchtui.jsontext import json_text
from stretchtui.remote.client import ANSWER_S, Client, NoSession, NotAnswering, checked

LOOK_S = 1.0
"""How often to look for a session where none is running, in seconds."""

LISTEN_S = 5.0
"""How often to look whether somebody still reads while nothing changes, in seconds."""

_UPDATE_ID = "line"


def follow(path: str, template: str | None, *, as_json: bool, sleep: Callable[[float], None] = time.sleep) -> None:
    """Print a line each time it changes, from the beginning of a session to its end.

    Where none is running an empty line is printed (``null`` as JSON), and the next one is waited for.

    Raises:
        RemoteFault: A session cannot be reached, or does not answer.
        BrokenPipeError: Nobody reads any more.
    """
    printer = _Printer(as_json=as_json)
    while True:
        try:
            with Client(path) as client:
                _follow_one(client, template, printer)
            return
        except NoSession:
            if printer.has_followed:
                printer.clear()
                return
            printer.clear()
            _check_reader()
            sleep(LOOK_S)


class _Printer:
    """Prints what has changed."""

    def __init__(self, *, as_json: bool) -> None:
        self.has_followed = False
        self._as_json = as_json
        self._last: str | None = None

    def clear(self) -> None:
        """Say that there is nothing to show."""
        self._put("null" if self._as_json else "")

    def show(self, answer: dict[str, object]) -> None:
        """Show a session."""
        self.has_followed = True
        self._put(json_text(answer.get("view")) if self._as_json else str(answer.get("line")))

    def _put(self, line: str) -> None:
        if line != self._last:
            self._last = line
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def _follow_one(client: Client, template: str | None, printer: _Printer) -> None:
    """Print until the session ends: at each of its events at once, and in between when a second is over."""
    request: dict[str, object] = {"id": _UPDATE_ID, "command": "status"}
    if template is not None:
        request["format"] = template
    client.ask({"command": "subscribe"})
    while True:
        view = _update(client, request, printer)
        if view.get("state") == "ended":
            raise NoSession
        message = client.next_message(min(_until_change_s(view) or LISTEN_S, LISTEN_S))
        _check_reader()
        while message is not None:  # what happened together is told together
            message = client.next_message(0)


def _update(client: Client, request: dict[str, object], printer: _Printer) -> dict[str, object]:
    client.send(request)
    until = time.monotonic() + ANSWER_S
    while True:
        message = client.next_message(max(0.0, until - time.monotonic()))
        if message is None:
            raise NotAnswering
        if message.get("id") == _UPDATE_ID and "ok" in message:
            answer = checked(message)
            printer.show(answer)
            view = answer.get("view")
            return view if isinstance(view, dict) else {}


def _check_reader() -> None:
    """Look whether somebody may still read what is printed.

    Raises:
        BrokenPipeError: The reader of the pipe has gone.
    """
    try:
        poll = select.poll()
        poll.register(sys.stdout, 0)
        happened = poll.poll(0)
    except (AttributeError, OSError, ValueError):  # a system without it, a stream that is no file
        return
    if any(what & (select.POLLERR | select.POLLHUP) for _, what in happened):
        raise BrokenPipeError


def _until_change_s(view: dict[str, object]) -> float | None:
    """Return when the line looks different by itself, in seconds: at the next whole one that is left, or was spent."""
    if view.get("state") not in ("running", "lead_in"):
        return None
    lead_in_ms, left_ms, spent_ms = view.get("lead_in_ms"), view.get("remaining_ms"), view.get("elapsed_ms")
    if isinstance(lead_in_ms, int) and lead_in_ms > 0:
        left_ms = lead_in_ms
    if isinstance(left_ms, int):
        return (left_ms - 1) % 1000 / 1000 + 0.002
    return (1000 - spent_ms % 1000) / 1000 + 0.002 if isinstance(spent_ms, int) else 1.0
