"""Targets: what other programs say on the socket of a session."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

from fuzz.mutating import json_lines_mutator
from fuzz.target import Target, promise, shown
from fuzz.writing import judge_session, session_plan
from stretchcore.commands import Command, Start
from stretchcore.events import Event
from stretchcore.session import Session
from stretchcore.view import View
from stretchtui.control import Control
from stretchtui.remote.connection import MAX_WAITING_BYTES, Connection
from stretchtui.remote.protocol import ERRORS, MAX_LINE_BYTES, QUESTIONS, BadRequest, read_request
from stretchtui.remote.server import ControlServer

_Answer = TypeVar("_Answer")


class _SessionControl(Control):
    """Controls a session on a clock of its own, at once."""

    def __init__(self, publish: Callable[[tuple[Event, ...]], None]) -> None:
        self.session = Session(session_plan())
        self.now = 0
        self._publish_events = publish
        self.session.send(Start(), 0)

    async def send(self, command: Command) -> View:
        self.now += 1_700
        self._publish_events(self.session.send(command, self.now))
        judge_session(self.session, self.now)
        return self.session.view(self.now)

    async def view(self) -> View:
        return self.session.view(self.now)

    async def ask(self, act: Callable[[], _Answer]) -> _Answer:
        return act()


class _Server(ControlServer):
    """A server without a socket."""

    def __init__(self) -> None:
        self.plan = session_plan()
        self.connections = set()
        self.subscribers = set()
        self.told = 0
        self.ours = _SessionControl(self._tell_all)

    def _tell_all(self, events: tuple[Event, ...]) -> None:
        self.told += 1
        self._publish(self.told, events)

    @property
    def control(self) -> Control:
        return self.ours

    @property
    def session_ended(self) -> bool:
        return self.ours.session.outcome is not None

    def snapshot(self) -> tuple[int, View]:
        return self.told, self.ours.session.view(self.ours.now)


@cache
def _ends() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a socket, by which one tells whose program is at the other."""
    return socket.socketpair()


class _Wire(asyncio.Transport):
    """Takes down what is sent."""

    def __init__(self) -> None:
        super().__init__({"socket": _ends()[0]})
        self.sent = bytearray()
        self.reads = True
        self.closed = False

    def write(self, data: Any) -> None:
        self.sent += data

    def write_eof(self) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    abort = close


async def _talk(data: bytes) -> tuple[bytes, _Server]:
    server = _Server()
    connection = Connection(server)
    wire = _Wire()
    connection.connection_made(wire)
    size = 1 + sum(data[:8]) * 11 % 9_000
    for start in range(0, len(data), size):
        if wire.closed:
            break
        connection.data_received(data[start : start + size])
        while connection._work is not None:
            await asyncio.wait([connection._work])
        promise(len(connection._begun) <= MAX_LINE_BYTES, "it holds no more than a line")
    if not wire.closed:
        connection.eof_received()
        while connection._work is not None:
            await asyncio.wait([connection._work])
    connection.connection_lost(None)
    return bytes(wire.sent), server


def run_socket(data: bytes) -> None:
    """Say something to a session, in pieces as they may come, and read every answer."""
    loop = asyncio.new_event_loop()
    faults: list[str] = []
    loop.set_exception_handler(lambda _, context: faults.append(str(context)))
    try:
        sent, _ = loop.run_until_complete(_talk(data))
    finally:
        loop.close()
    promise(not faults, f"no task fails: {faults[:1]}")
    promise(len(sent) <= MAX_WAITING_BYTES * 4, "answers are bounded")
    answers = sent.split(b"\n")
    promise(answers.pop() == b"", "an answer is a whole line")
    formats = set("".join(_formats(data)))
    told = [json.loads(line) for line in answers]
    promise(sum("event" not in answer for answer in told) <= data.count(b"\n") + 2, "a request has one answer")
    for answer in told:
        if "event" in answer:
            promise("at_ms" in answer, "an event has its instant")
            continue
        promise(isinstance(answer.get("ok"), bool) and "id" in answer, "an answer says whether it is one")
        if answer["ok"]:
            promise("view" in answer, "an answer shows the session")
            if "line" in answer:
                ours = "".join(sign for sign in answer["line"] if sign not in formats)
                shown(ours, 50_000)  # what stands in a format is its writer's own affair
        else:
            promise(answer["error"] in ERRORS, "a fault is one of those that there are")
            promise("fault of stretchtui" not in answer["message"], answer["message"])
            shown(answer["message"], 500)


def _formats(data: bytes) -> Iterator[str]:
    for line in data.split(b"\n"):
        with suppress(ValueError, RecursionError):
            request = json.loads(line)
            if isinstance(request, dict) and isinstance(request.get("format"), str):
                yield request["format"]


def run_request(data: bytes) -> None:
    """Read one request."""
    try:
        request = read_request(data)
    except BadRequest as fault:
        shown(str(fault), 500)
        json.dumps(fault.id)
        return
    promise((request.command is None) == (request.question in QUESTIONS), "a request asks or tells")


_WORDS = ("view", "pause", "resume", "toggle", "skip", "back", "done", "pain", "restart", "subscribe", "Pause ")
_REQUESTS = (
    *({"command": word} for word in _WORDS),
    *({"id": 7, "command": "extend", "seconds": 10.5}, {"id": "a", "command": "jump", "index": 2}),
    *({"command": "extend -5"}, {"command": "jump 3", "more": [1, {"a": None}]}, {"command": "stop", "id": None}),
    {"command": "status", "format": "{line} {{x}} {exercise_json} {remaining_s}/{reps} {side}{arrow} {next} {left}"},
    {"command": "status", "format": "".join(f"{{{name}}} " for name in ("state", "phase", "progress", "routine"))},
)


def _conversations() -> Sequence[bytes]:
    lines = [json.dumps(request).encode() + b"\n" for request in _REQUESTS]
    return [b"".join(lines), *lines[-6:], b"".join(lines[:4]) * 12, b'{"command": "vi', b"\n\n{}\n[]\n1\nnull\n"]


def _requests() -> Sequence[bytes]:
    return [json.dumps(request).encode() for request in _REQUESTS]


TARGETS = (
    Target(
        "socket",
        "Each line is answered once, in JSON that can be shown; no more than a line is held; the session stays sound.",
        run_socket,
        _conversations,
        json_lines_mutator(_conversations),
        tries=60,
    ),
    Target(
        "request",
        "A command, a question, or BadRequest.",
        run_request,
        _requests,
        json_lines_mutator(_requests),
        tries=300,
    ),
)
