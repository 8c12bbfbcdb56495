"""One program that is connected to a session's socket."""

import asyncio
import select
import time
from collections import deque
from typing import TYPE_CHECKING

from stretchcore.live_data import view_to_data
from stretchcore.session import IllegalCommand
from stretchtui.remote.address import peer_uid
from stretchtui.remote.protocol import (
    BAD_COMMAND,
    BUSY,
    FORBIDDEN,
    ILLEGAL,
    MAX_LINE_BYTES,
    NO_SESSION,
    TOO_LONG,
    BadRequest,
    Request,
    failure,
    read_request,
    success,
    to_line,
)
from stretchtui.remote.status_line import status_line

if TYPE_CHECKING:
    from stretchtui.remote.server import ControlServer

MAX_WAITING_BYTES = 1 << 20
"""Who lets more than this wait to be read is dropped."""

BREATHER_LINES, BREATHER_S = 32, 0.01
"""After so many requests without a pause the next ones wait, in seconds: a flood must not take the session's time."""

LINGER_BYTES, LINGER_S = 64 << 20, 2.0
"""After its last answer a connection still takes so much, and so long, from who is not done sending, and throws it
away: to close at once would take the answer back, since a program that writes to a closed socket reads no more."""


class Connection(asyncio.Protocol):
    """Reads requests and answers them, one after the other. It holds no more than a line and what was read with it."""

    def __init__(self, server: "ControlServer") -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._begun = bytearray()  # a line whose end is still to come
        self._lines: deque[bytes] = deque()
        self._work: asyncio.Task[None] | None = None
        self._last_s = self._loop.time()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._held: list[tuple[int, bytes]] | None = None  # events, until the subscription has been answered
        self._deaf = False  # nothing more is read
        self._heard_all = False  # nothing more comes
        self._thrown_away: int | None = None  # bytes, once the last answer was given

    # -- what asyncio calls --------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in, if it may."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._server.is_foreign(peer_uid(transport.get_extra_info("socket"))):
            self._end(failure(None, FORBIDDEN, "this session belongs to another user"))
        elif refused := self._server.admit(self):
            self._end(failure(None, BUSY, refused))

    def data_received(self, data: bytes) -> None:
        """Take what came; nothing is read on until the requests in it are answered."""
        if self._thrown_away is not None:
            self._thrown_away += len(data)
            if self._thrown_away > LINGER_BYTES:
                self.drop()
        if self._deaf:
            return
        first, *others = data.split(b"\n")
        self._begun += first
        for other in others:
            self._take(bytes(self._begun))
            self._begun = bytearray(other)
        if len(self._begun) > MAX_LINE_BYTES:
            self._take(bytes(self._begun[: MAX_LINE_BYTES + 1]))
            self._begun.clear()
        self._start()

    def eof_received(self) -> bool:
        """Answer what was asked before, where it still listens: ``echo … | nc -N`` ends its side at once."""
        self._heard_all = True
        if self._thrown_away is not None:
            return False
        if self._begun:
            self._take(bytes(self._begun))
        self._start()
        return self._work is not None or self in self._server.subscribers

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Let it go."""
        self._deaf = True
        self._lines.clear()
        self._server.forget(self)
        if not self._gone.done():
            self._gone.set_result(None)

    # -- what the server calls -----------------------------------------------------------------------------------------

    def idle_s(self) -> float:
        """Return how long ago it asked something, in seconds."""
        return self._loop.time() - self._last_s

    def is_gone(self) -> bool:
        """Tell whether nobody is there any more: the other side has been closed, and not its sending alone."""
        if not self._heard_all or self._transport is None or not hasattr(select, "poll"):
            return False
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket"), 0)
        return any(happened & select.POLLHUP for _, happened in poll.poll(0))

    def publish(self, number: int, lines: bytes) -> None:
        """Send events, or keep them until their turn has come."""
        if self._held is not None:
            self._held.append((number, lines))
        else:
            self._send(lines)

    async def leave(self) -> None:
        """End it when all is answered and read."""
        self._deaf = True
        if self._work is not None:
            await asyncio.wait([self._work])
        if self._transport is not None:
            self._transport.close()
        await self._gone

    def drop(self) -> None:
        """End it now."""
        self._server.forget(self)
        if self._transport is not None:
            self._transport.abort()

    # -- the requests --------------------------------------------------------------------------------------------------

    def _take(self, line: bytes) -> None:
        if len(line) > MAX_LINE_BYTES:
            self._deaf = True
            line = line[: MAX_LINE_BYTES + 1]
        if line.strip() and (not self._lines or len(self._lines[-1]) <= MAX_LINE_BYTES):
            self._lines.append(line)

    def _start(self) -> None:
        if self._lines and self._work is None and self._transport is not None:
            self._transport.pause_reading()
            self._work = self._loop.create_task(self._answer_all())

    async def _answer_all(self) -> None:
        try:
            await self._answer_each()
        except Exception as error:  # noqa: BLE001  # a mistake of ours ends this connection and nothing else
            self._end(failure(None, BUSY, f"this is a fault of stretchtui: {type(error).__name__}: {error}"))
        self._work = None
        transport = self._transport
        if transport is None or transport.is_closing() or self._deaf:
            return
        if not self._heard_all:
            transport.resume_reading()
        elif self not in self._server.subscribers:
            transport.close()

    async def _answer_each(self) -> None:
        answered = 0
        while self._lines:
            line = self._lines.popleft()
            self._last_s = self._loop.time()
            if len(line) > MAX_LINE_BYTES:
                self._end(failure(None, TOO_LONG, f"a line has at most {MAX_LINE_BYTES:,} bytes"))
                break
            await self._answer(line)
            answered += 1
            if answered % BREATHER_LINES == 0:
                await asyncio.sleep(BREATHER_S)

    async def _answer(self, line: bytes) -> None:
        try:
            request = read_request(line)
        except BadRequest as fault:
            self._reply(failure(fault.id, BAD_COMMAND, str(fault)))
            return
        if request.until_ms is not None and time.monotonic() * 1000 > request.until_ms:
            self._reply(failure(request.id, BUSY, "it comes too late: who asked does not wait any more"))
            return
        try:
            if request.question == "subscribe":
                await self._subscribe(request)
            else:
                self._reply(await self._carry_out(request))
        except (IllegalCommand, TimeoutError) as fault:
            if self._server.session_ended:
                self._reply(failure(request.id, NO_SESSION, "the session has ended"))
            elif isinstance(fault, IllegalCommand):
                self._reply(failure(request.id, ILLEGAL, str(fault)))
            else:
                self._reply(failure(request.id, BUSY, "the session does not answer"))

    async def _carry_out(self, request: Request) -> dict[str, object]:
        control = self._server.control
        view = await (control.view() if request.command is None else control.send(request.command))
        if request.question == "status":
            line = status_line(self._server.plan, view, request.template)
            return success(request.id, line=line, view=view_to_data(view))
        return success(request.id, view=view_to_data(view))

    async def _subscribe(self, request: Request) -> None:
        """Answer with the view, then send every event after it, none twice and none left out."""
        new = self not in self._server.subscribers
        if new:
            self._held = []
        self._server.subscribers.add(self)
        try:
            number, view = await self._server.control.ask(self._server.snapshot)
        except BaseException:
            if new:
                self._server.subscribers.discard(self)
                self._held = None
            raise
        self._reply(success(request.id, view=view_to_data(view)))
        held, self._held = self._held or [], None
        for told, lines in held:
            if told > number:
                self._send(lines)

    # -- the answers ---------------------------------------------------------------------------------------------------

    def _reply(self, answer: dict[str, object]) -> None:
        self._send(to_line(answer))

    def _send(self, lines: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing() or self._thrown_away is not None:
            return
        transport.write(lines)
        if transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            self.drop()

    def _end(self, answer: dict[str, object]) -> None:
        """Say a last thing, and close when the other side has read it."""
        self._deaf = True
        self._lines.clear()
        self._reply(answer)
        self._server.subscribers.discard(self)
        if self._transport is None or self._transport.is_closing():
            return
        self._thrown_away = 0
        self._transport.write_eof()
        self._transport.resume_reading()
        self._loop.call_later(LINGER_S, self._transport.abort)
