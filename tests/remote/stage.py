"""A session on a manual clock that answers on a real socket, and a program that talks to it."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

from stretchcore import CountRange, Dose, Exercise, Position, Routine, Step
from stretchcore.events import Event
from stretchcore.live_data import event_to_data
from stretchcore.plan import Plan, make_plan
from stretchcore.times import parse_time
from stretchcore.words import Sides
from stretchtui.clock import ManualClock
from stretchtui.company import Companion
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.remote.server import ControlServer
from stretchtui.settings import Settings

WAIT_S = 20.0
"""How long a test waits for what another thread or process is to do, in seconds."""


def short_folder() -> Iterator[Path]:
    """Yield a folder whose path leaves room for the name of a socket."""
    with tempfile.TemporaryDirectory(prefix="s", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def plan(name: str = "Knee to chest") -> Plan:
    knee = Exercise("knee", name, (Position("hold", "Hold", parse_time("20s")),), targets=("glutes",))
    steps = (Step("knee", dose=Dose(reps=(CountRange(3, 3),)), sides=Sides.EACH), Step("knee"))
    return make_plan(Routine("test", "Test", steps), {"knee": knee})


class Stage:
    """A session with its socket; `told` is what it has said, as JSON."""

    def __init__(self, home: Path, made: Plan | None = None) -> None:
        self.clock = ManualClock()
        self.paths = Paths.under(home)
        self.path = self.paths.socket
        self.told: list[dict[str, object]] = []
        self.server: ControlServer | None = None
        self.performance = Performance(
            made or plan(), self.clock, self.paths, Settings(), log=False, gather=self._gather
        )
        self.player = self.performance.player
        self.player.listen(self._hear)

    def _gather(self, performance: Performance) -> Iterator[Companion]:
        self.server = ControlServer(performance, self.path)
        yield self.server

    def _hear(self, events: tuple[Event, ...]) -> None:
        self.told += [json.loads(json.dumps(event_to_data(event))) for event in events]

    async def begin(self) -> Self:
        self.performance.begin()
        assert self.server is not None
        assert await asyncio.to_thread(self.server.listening.wait, WAIT_S)
        return self

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        await self.begin()
        try:
            yield self
        finally:
            self.performance.finish()

    async def connect(self) -> "Caller":
        return Caller(*await asyncio.open_unix_connection(str(self.path), limit=1 << 22))


class Caller:
    """A program that is connected."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def hear(self) -> dict[str, Any]:
        """Return the next line; an empty object at the end."""
        try:
            line = await asyncio.wait_for(self.reader.readline(), WAIT_S)
        except ConnectionError:
            return {}
        return dict(json.loads(line)) if line else {}

    async def ask(self, request: dict[str, object] | bytes) -> dict[str, Any]:
        data = request if isinstance(request, bytes) else json.dumps(request).encode()
        self.writer.write(data + b"\n")
        with suppress(ConnectionError):  # who is refused is answered, and cut off, before having asked
            await self.writer.drain()
        return await self.hear()

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another thread is to do."""
    async with asyncio.timeout(WAIT_S):
        while not true():
            await asyncio.sleep(0.005)
