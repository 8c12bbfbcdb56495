"""The socket on which a running session answers. It lives in a thread of its own: no request delays the session."""

import asyncio
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path

from stretchcore.events import Event
from stretchcore.live_data import event_to_data
from stretchcore.view import View
from stretchtui.background import BackgroundLoop
from stretchtui.control import Control
from stretchtui.performance import Performance
from stretchtui.remote.binding import BACKLOG, Bound, CannotListen, bind
from stretchtui.remote.connection import Connection
from stretchtui.remote.protocol import to_line

MAX_CONNECTIONS = 16
"""How many may be connected at a time."""

STALE_S = 10.0
"""Who has asked nothing for so long makes way for another where all places are taken, in seconds."""

LAST_WORDS_S = 0.5
"""How long the end of a session waits for those who are still being answered, in seconds."""


class ControlServer:
    """Lets other programs of this user ask and command a session; a companion of it."""

    def __init__(self, performance: Performance, path: Path) -> None:
        """Make a server; it listens soon after `begin`.

        Args:
            path: Where its socket is to be.
        """
        self.plan = performance.plan
        self.connections: set[Connection] = set()
        self.subscribers: set[Connection] = set()
        self.told = 0  # how many batches of events the session has told; belongs to the session's thread
        self.listening = threading.Event()  # set once it listens, or cannot
        self._performance = performance
        self._path = path
        self._loop: BackgroundLoop | None = None
        self._control: Control | None = None
        self._bound: Bound | None = None
        self._server: asyncio.Server | None = None
        self._closing = False

    # -- in the session's thread ---------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start listening, off this thread."""
        if not hasattr(socket, "AF_UNIX"):  # who asks is told so; nobody else needs to know
            self.listening.set()
            return
        self._control = Control(self._performance.player)
        self._loop = BackgroundLoop("control")
        self._loop.start()
        self._loop.spawn(self._open())

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Take events for those who have subscribed; returns at once."""
        self.told += 1
        if self.subscribers and self._loop is not None:
            self._loop.call(self._publish, self.told, events)

    def close(self) -> None:
        """Answer who is being answered, and stop listening; may be called from any thread, and again."""
        if self._closing:
            return
        self._closing = True
        if self._loop is not None:
            self._loop.close(self._shut())

    # -- in its own ----------------------------------------------------------------------------------------------------

    @property
    def control(self) -> Control:
        """The session."""
        assert self._control is not None
        return self._control

    @property
    def session_ended(self) -> bool:
        """Whether there is nothing left to control."""
        return self._closing or self._performance.player.ended

    def snapshot(self) -> tuple[int, View]:
        """Return how many batches of events were told, and how the session stands; in the session's thread only."""
        return self.told, self._performance.player.view()

    def is_foreign(self, uid: int | None) -> bool:
        """Tell whether another user is there; where the system does not say who, the folder's mode keeps others out."""
        return uid is not None and uid != os.geteuid()

    def admit(self, connection: Connection) -> str | None:
        """Let somebody in, or say why not."""
        if len(self.connections) >= MAX_CONNECTIONS:
            for other in [other for other in self.connections if other.is_gone()]:
                other.drop()
        if len(self.connections) >= MAX_CONNECTIONS:
            idle = [other for other in self.connections - self.subscribers if other.idle_s() > STALE_S]
            if not idle:
                return f"{MAX_CONNECTIONS} are connected already"
            max(idle, key=Connection.idle_s).drop()
        self.connections.add(connection)
        return None

    def forget(self, connection: Connection) -> None:
        """Let somebody go."""
        self.connections.discard(connection)
        self.subscribers.discard(connection)

    async def _open(self) -> None:
        try:
            self._bound = bind(self._path)
            loop = asyncio.get_running_loop()
            self._server = await loop.create_unix_server(
                lambda: Connection(self), sock=self._bound.socket, backlog=BACKLOG
            )
        except (CannotListen, OSError) as fault:
            self._performance.notify(f"no other program can control this session: {fault}")
        finally:
            self.listening.set()

    def _publish(self, number: int, events: tuple[Event, ...]) -> None:
        if self.subscribers:
            lines = b"".join(to_line(event_to_data(event)) for event in events)
            for connection in tuple(self.subscribers):
                connection.publish(number, lines)

    async def _shut(self) -> None:
        if self._bound is not None:
            self._bound.remove()
        if self._server is not None:
            self._server.close()
        leaving = tuple(self.connections)
        goodbyes = [asyncio.ensure_future(connection.leave()) for connection in leaving]
        if goodbyes:
            await asyncio.wait(goodbyes, timeout=LAST_WORDS_S)
        for connection in leaving:
            with suppress(Exception):
                connection.drop()
        await asyncio.sleep(0)
