"""A session for other threads: what they ask is carried out in the thread of the session."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from stretchcore.commands import Command
from stretchcore.view import View
from stretchtui.player import Player

_Answer = TypeVar("_Answer")

ANSWER_S = 2.0
"""How long a request waits for the session's thread, in seconds."""


class Control:
    """Lets coroutines of another thread's event loop command a session."""

    def __init__(self, player: Player) -> None:
        """Make a control. It belongs to the event loop that runs now, which is the session's."""
        self._player = player
        self._loop = asyncio.get_running_loop()

    async def send(self, command: Command) -> View:
        """Carry a command out; return how the session stands afterwards.

        Raises:
            IllegalCommand: The command is not possible now.
            TimeoutError: The session does not answer.
        """

        def act() -> View:
            self._player.send(command)
            return self._player.view()

        return await self.ask(act)

    async def view(self) -> View:
        """Return how the session stands.

        Raises:
            TimeoutError: The session does not answer.
        """
        return await self.ask(self._player.view)

    async def ask(self, act: Callable[[], _Answer]) -> _Answer:
        """Call a function in the session's thread; return what it returns, or raise what it raises.

        Raises:
            TimeoutError: The session does not answer.
        """
        answer: Future[_Answer] = Future()

        def run() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(act())
            except Exception as error:  # noqa: BLE001  # it belongs to whoever has asked
                answer.set_exception(error)

        try:
            self._loop.call_soon_threadsafe(run)
        except RuntimeError:  # the session's loop is closed
            raise TimeoutError("the session has ended") from None
        return await asyncio.wait_for(asyncio.wrap_future(answer), ANSWER_S)
