"""The media player on the session bus. Whoever imports this loads the library for the bus, which takes its time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Annotated

from dbus_fast import DBusError, DBusFastError, ErrorType, NameFlag, PropertyAccess, RequestNameReply, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusDouble, DBusInt64, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from stretchtui.remote.mpris_state import IDENTITY, Property
from stretchtui.remote.session_bus import CONNECT_S

NAME = "org.mpris.MediaPlayer2.stretchtui"
"""The name on the bus, before what tells one player from another."""

PATH = "/org/mpris/MediaPlayer2"
MOST_NAMES = 16

Press = Callable[[str], Awaitable[None]]
"""Carries out what a key means."""

Properties = Callable[[], Mapping[str, Property]]

Strings = Annotated[list[str], DBusSignature("as")]
Metadata = Annotated[dict[str, Variant], DBusSignature("a{sv}")]

# What the library has to say of a bus would be written over the screen, where nobody has asked for a log.
logging.getLogger("dbus_fast").addHandler(logging.NullHandler())


class NoBus(Exception):
    """There is no bus, or it does not do what a bus does, or it has gone."""


class MediaPlayerOnBus:
    """One player on one bus; lives in one event loop."""

    def __init__(self, address: str, press: Press, properties: Properties, position_us: Callable[[], int]) -> None:
        """Make a player; it is on no bus before `appear`.

        Args:
            address: The bus.
            press: Is called with the name of the key that was pressed; must not raise.
            properties: Returns the properties that change, as they are now.
            position_us: Returns where the phase's clock stands, in microseconds.

        Raises:
            NoBus: The address is none.
        """
        with _library():
            self._bus = MessageBus(bus_address=address)
        self._properties = properties
        self._told = properties()
        self._player = _Player(press, properties, position_us)
        self._name: str | None = None

    async def appear(self, pid: int) -> None:
        """Connect, and be seen by the desktop.

        Raises:
            NoBus: There is none, or it gives no name to this player.
        """
        with _library():
            await self._bus.connect()
            self._bus.export(PATH, _Root())
            self._bus.export(PATH, self._player)
            for number in range(1, MOST_NAMES + 1):
                name = f"{NAME}.instance{pid}" + (f"_{number}" if number > 1 else "")
                if await self._bus.request_name(name, NameFlag.DO_NOT_QUEUE) is RequestNameReply.PRIMARY_OWNER:
                    self._name = name
                    return
        raise NoBus("all names are taken")

    def tell(self, *, jumped: bool) -> None:
        """Tell the desktop what has changed since it was last told.

        Args:
            jumped: Whether the position is another than the desktop reckons.
        """
        before, self._told = self._told, self._properties()
        changed = {name: value for name, value in self._told.items() if before[name] != value}
        if changed:
            self._player.emit_properties_changed({name: _on_bus(value) for name, value in changed.items()})
        if jumped:
            self._player.seeked()

    async def stay(self) -> None:
        """Wait until the bus is left.

        Raises:
            NoBus: It has gone.
        """
        with _library():
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # it alone has no types

    async def leave(self) -> None:
        """Take the name back, after all that was told has gone out, and go."""
        if self._name is not None:
            with suppress(NoBus), _library():
                await self._bus.release_name(self._name)
        self.hang_up()

    def hang_up(self) -> None:
        """Go at once."""
        self._bus.disconnect()


def probe(address: str) -> str | None:
    """Connect to a bus and go again; return what is wrong with it, None where it is good. Blocks for a while."""

    async def ask() -> None:
        with _library():
            bus = MessageBus(bus_address=address)
            async with asyncio.timeout(CONNECT_S):
                await bus.connect()
            bus.disconnect()

    try:
        asyncio.run(ask())
    except NoBus as fault:
        return str(fault)
    return None


@contextmanager
def _library() -> Iterator[None]:
    """Turn what the library raises of a bus into `NoBus`.

    Raises:
        NoBus: The bus is to blame.
    """
    try:
        yield
    except (DBusFastError, OSError, EOFError, ValueError) as error:
        raise NoBus(f"{type(error).__name__}: {error}".removesuffix(": ")) from error


class _Root(ServiceInterface):
    """The program as such: it can neither be raised nor quit from outside, since the terminal is the user's."""

    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2")

    @dbus_method(name="Raise")
    def raise_(self) -> None:
        """Do nothing, as `CanRaise` says."""

    @dbus_method(name="Quit")
    def quit(self) -> None:
        """Do nothing, as `CanQuit` says."""

    @dbus_property(PropertyAccess.READ, name="CanQuit")
    def can_quit(self) -> DBusBool:
        return False

    @dbus_property(PropertyAccess.READ, name="CanRaise")
    def can_raise(self) -> DBusBool:
        return False

    @dbus_property(PropertyAccess.READ, name="HasTrackList")
    def has_track_list(self) -> DBusBool:
        return False

    @dbus_property(PropertyAccess.READ, name="Identity")
    def identity(self) -> DBusStr:
        return IDENTITY

    @dbus_property(PropertyAccess.READ, name="SupportedUriSchemes")
    def supported_uri_schemes(self) -> Strings:
        return []

    @dbus_property(PropertyAccess.READ, name="SupportedMimeTypes")
    def supported_mime_types(self) -> Strings:
        return []


class _Player(ServiceInterface):
    """What is played. There is no volume here: a slider that moves nothing would be shown for it."""

    def __init__(self, press: Press, properties: Properties, position_us: Callable[[], int]) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._press = press
        self._properties = properties
        self._position_us = position_us

    # -- keys ----------------------------------------------------------------------------------------------------------

    @dbus_method(name="PlayPause")
    async def play_pause(self) -> None:
        await self._press("PlayPause")

    @dbus_method(name="Play")
    async def play(self) -> None:
        await self._press("Play")

    @dbus_method(name="Pause")
    async def pause(self) -> None:
        await self._press("Pause")

    @dbus_method(name="Next")
    async def next(self) -> None:
        await self._press("Next")

    @dbus_method(name="Previous")
    async def previous(self) -> None:
        await self._press("Previous")

    @dbus_method(name="Stop")
    async def stop(self) -> None:
        await self._press("Stop")

    @dbus_method(name="Seek")
    def seek(self, _offset: DBusInt64) -> None:
        """Do nothing, as `CanSeek` says: a hold is held, not wound forward."""

    @dbus_method(name="SetPosition")
    def set_position(self, _track: DBusObjectPath, _position: DBusInt64) -> None:
        """Do nothing, as `CanSeek` says."""

    @dbus_method(name="OpenUri")
    def open_uri(self, _uri: DBusStr) -> None:
        raise DBusError(ErrorType.NOT_SUPPORTED, "a session plays its routine and nothing else")

    # -- what is shown -------------------------------------------------------------------------------------------------

    @dbus_property(PropertyAccess.READ, name="PlaybackStatus")
    def playback_status(self) -> DBusStr:
        return str(self._properties()["PlaybackStatus"])

    @dbus_property(PropertyAccess.READ, name="Metadata")
    def metadata(self) -> Metadata:
        value = _on_bus(self._properties()["Metadata"])
        assert isinstance(value, dict)
        return value

    @dbus_property(PropertyAccess.READ, name="Position")
    def position(self) -> DBusInt64:
        return self._position_us()

    @dbus_signal(name="Seeked")
    def seeked(self) -> DBusInt64:
        return self._position_us()

    @dbus_property(PropertyAccess.READ, name="Rate")
    def rate(self) -> DBusDouble:
        return 1.0

    @dbus_property(PropertyAccess.READ, name="MinimumRate")
    def minimum_rate(self) -> DBusDouble:
        return 1.0

    @dbus_property(PropertyAccess.READ, name="MaximumRate")
    def maximum_rate(self) -> DBusDouble:
        return 1.0

    # -- what can be done ----------------------------------------------------------------------------------------------

    @dbus_property(PropertyAccess.READ, name="CanControl")
    def can_control(self) -> DBusBool:
        return True

    @dbus_property(PropertyAccess.READ, name="CanSeek")
    def can_seek(self) -> DBusBool:
        return False

    @dbus_property(PropertyAccess.READ, name="CanGoNext")
    def can_go_next(self) -> DBusBool:
        return bool(self._properties()["CanGoNext"])

    @dbus_property(PropertyAccess.READ, name="CanGoPrevious")
    def can_go_previous(self) -> DBusBool:
        return bool(self._properties()["CanGoPrevious"])

    @dbus_property(PropertyAccess.READ, name="CanPlay")
    def can_play(self) -> DBusBool:
        return bool(self._properties()["CanPlay"])

    @dbus_property(PropertyAccess.READ, name="CanPause")
    def can_pause(self) -> DBusBool:
        return bool(self._properties()["CanPause"])


def _on_bus(value: Property) -> str | bool | dict[str, Variant]:
    """Return a value as the library for the bus takes it."""
    if isinstance(value, Mapping):
        return {name: Variant(entry.signature, entry.value) for name, entry in value.items()}
    return value
