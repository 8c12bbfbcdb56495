"""A desktop's side of a media player: a private bus, and a client on it."""

import asyncio
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dbus_fast import Message, MessageType, unpack_variants
from dbus_fast.aio import MessageBus

PLAYER = "org.mpris.MediaPlayer2.Player"
PATH = "/org/mpris/MediaPlayer2"
PREFIX = "org.mpris.MediaPlayer2."
PATIENCE_S = 20


class PrivateBus:
    """A bus of our own, as a process of its own."""

    def __init__(self) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let it do nothing for a while."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a farewell; may be called again."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@dataclass(frozen=True, slots=True)
class Signal:
    """What came over the bus."""

    member: str
    body: list[object]


class Refused(Exception):
    """The answer was an error."""


class Desktop:
    """Looks at players and presses their keys."""

    def __init__(self, address: str) -> None:
        self._bus = MessageBus(bus_address=address)
        self._signals: asyncio.Queue[Signal] = asyncio.Queue()
        self.name = ""

    async def connect(self) -> None:
        """Connect, and listen to what players and the bus itself say."""
        await self._bus.connect()
        self._bus.add_message_handler(self._hear)
        for rule in (f"path='{PATH}'", "member='NameOwnerChanged'"):
            await self._bus_call("AddMatch", "s", [f"type='signal',{rule}"])

    def disconnect(self) -> None:
        """Go."""
        self._bus.disconnect()

    def _hear(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL:
            self._signals.put_nowait(Signal(message.member or "", unpack_variants(message.body)))

    async def _bus_call(self, member: str, signature: str, body: list[object]) -> list[object]:
        name = "org.freedesktop.DBus"
        return await self._call(Message(name, "/org/freedesktop/DBus", name, member, signature=signature, body=body))

    async def _call(self, message: Message) -> list[object]:
        async with asyncio.timeout(PATIENCE_S):
            reply = await self._bus.call(message)
        if reply.message_type is MessageType.ERROR:
            raise Refused(reply.error_name, *reply.body)
        body: list[object] = unpack_variants(reply.body)
        return body

    async def players(self) -> list[str]:
        """Return the names of all players."""
        (names,) = await self._bus_call("ListNames", "", [])
        assert isinstance(names, list)
        return sorted(name for name in names if name.startswith(PREFIX))

    async def signal(self, member: str, wanted: Callable[[list[object]], bool] = lambda _: True) -> list[object]:
        """Return the next signal of a name, and let those before it pass."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                signal = await self._signals.get()
                if signal.member == member and wanted(signal.body):
                    return signal.body

    async def appeared(self) -> str:
        """Wait for a player, and speak with that one from now on."""
        (name, _, _) = await self.signal("NameOwnerChanged", lambda body: str(body[0]).startswith(PREFIX))
        self.name = str(name)
        return self.name

    async def settle(self) -> None:
        """Let all pass that the player has said so far."""
        await self.get("Position")  # whatever was said before comes before the answer
        while not self._signals.empty():
            self._signals.get_nowait()

    async def changed(self) -> dict[str, object]:
        """Return what the player says next has changed."""
        interface, changed, invalidated = await self.signal("PropertiesChanged")
        assert (interface, invalidated) == (PLAYER, [])
        assert isinstance(changed, dict)
        return changed

    async def press(self, member: str, signature: str = "", body: list[object] | None = None) -> None:
        """Call a method of the player."""
        message = Message(self.name, PATH, PLAYER, member, signature=signature, body=body or [])
        assert await self._call(message) == []

    async def get(self, name: str, interface: str = PLAYER) -> object:
        """Return a property of the player."""
        body: list[object] = [interface, name]
        properties = "org.freedesktop.DBus.Properties"
        (value,) = await self._call(Message(self.name, PATH, properties, "Get", signature="ss", body=body))
        return value

    async def all(self, interface: str = PLAYER) -> dict[str, object]:
        """Return all properties of the player."""
        properties = "org.freedesktop.DBus.Properties"
        (values,) = await self._call(Message(self.name, PATH, properties, "GetAll", signature="s", body=[interface]))
        assert isinstance(values, dict)
        return values

    async def track(self) -> dict[str, object]:
        """Return what is known of the phase."""
        found = await self.get("Metadata")
        assert isinstance(found, dict)
        return found
