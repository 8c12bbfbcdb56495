"""A session as a media player of the desktop: headset, keyboard, phone and lock screen see it and pause it.

All that speaks with the bus lives in a thread of its own, the loading of the library included, so that the session's
thread only ever hands over how it stands. Without a bus, or without the library, nothing happens and nothing is said.
"""

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from stretchcore.events import Cue, Event, PhaseStarted
from stretchcore.session import IllegalCommand
from stretchtui.background import BackgroundLoop
from stretchtui.control import Control
from stretchtui.remote.mpris_state import Moment, Property, command_for, jumped, position_us, properties
from stretchtui.remote.session_bus import CONNECT_S, session_bus

if TYPE_CHECKING:
    from stretchtui.performance import Performance
    from stretchtui.remote.mpris_bus import MediaPlayerOnBus

QUIET_S = 1.2
"""How long the session has the processor for itself before the library is loaded: for its first frame, and its first
events. It ends between two whole seconds, where cues fall and digits change."""


class MediaPlayer:
    """Shows one session to the desktop, and takes the desktop's keys."""

    def __init__(self, performance: "Performance", *, quiet_s: float = QUIET_S) -> None:
        """Make a media player.

        Args:
            quiet_s: How long to wait before anything is loaded, in seconds.
        """
        self._player = performance.player
        self._notify = performance.notify
        self._quiet_s = quiet_s
        self._runs = 0
        self._control: Control | None = None
        self._loop: BackgroundLoop | None = None
        self._moment: Moment | None = None  # from here on, in the background only
        self._bus: MediaPlayerOnBus | None = None
        self._over = False

    def begin(self) -> None:
        """Start the thread in which everything else happens."""
        self._control = Control(self._player)
        self._moment = self._look()
        self._loop = BackgroundLoop("media-keys")
        self._loop.start()
        self._loop.spawn(self._serve())

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Hand over how the session stands, where more than a cue has happened."""
        if self._loop is None or all(isinstance(event, Cue) for event in events):
            return
        self._runs += sum(isinstance(event, PhaseStarted) for event in events)
        self._loop.call(self._tell, self._look(), jumped(events))

    def close(self) -> None:
        """Take the player off the bus."""
        if self._loop is not None:
            self._loop.close(self._leave())

    @property
    def is_shown(self) -> bool:
        """Whether the desktop sees the player."""
        return self._bus is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is tried: there is no bus, or it has gone."""
        return self._over

    def _look(self) -> Moment:
        session = self._player.session
        return Moment(self._player.view(), session.legal_commands, self._runs, self._player.clock.now_ms())

    # -- in the background ---------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        await asyncio.sleep(self._quiet_s)
        asyncio.get_running_loop().set_exception_handler(self._fault)
        try:
            await self._appear()
        except Exception as error:  # noqa: BLE001  # the session goes on whatever this was
            self._notify(f"media keys failed and were switched off: {type(error).__name__}: {error}")
        finally:
            self._over = True

    async def _appear(self) -> None:
        """Be on the bus until it goes or the session ends; a bus that is not there is no news."""
        address = session_bus()
        if address is None:
            return
        try:
            from stretchtui.remote.mpris_bus import MediaPlayerOnBus, NoBus
        except ImportError:  # it comes with an extra
            return
        with suppress(NoBus, TimeoutError):
            bus = MediaPlayerOnBus(address, self._press, self._properties, self._position_us)
            try:
                async with asyncio.timeout(CONNECT_S):
                    await bus.appear(os.getpid())
                self._bus = bus
                self._tell(self._now, jumped=False)  # what has changed while the bus answered
                await bus.stay()
            finally:
                self._bus = None
                bus.hang_up()

    @property
    def _now(self) -> Moment:
        assert self._moment is not None  # since `begin`
        return self._moment

    def _properties(self) -> dict[str, Property]:
        return properties(self._player.plan, self._now)

    def _position_us(self) -> int:
        return position_us(self._now, self._player.clock.now_ms())

    def _tell(self, moment: Moment, jumped: bool) -> None:  # noqa: FBT001  # a loop calls it
        self._moment = moment
        if self._bus is not None:
            self._bus.tell(jumped=jumped)

    async def _press(self, key: str) -> None:
        """Do what a key means; one that means nothing now does nothing, as MPRIS says."""
        assert self._control is not None
        with suppress(IllegalCommand, TimeoutError):
            await self._control.send(command_for(key, self._now))

    async def _leave(self) -> None:
        if self._bus is not None:
            await self._bus.leave()

    def _fault(self, _loop: asyncio.AbstractEventLoop, _context: dict[str, Any]) -> None:
        """Let go of the bus where its library fails outside of a call: the report would be written over the screen."""
        if self._bus is not None:
            self._bus.hang_up()
