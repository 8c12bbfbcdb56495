"""An event loop in a thread of its own, for what must never delay the session: sockets and buses."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

CLOSE_S = 1.0
"""How long the end of a session waits for what is still on its way in the background, in seconds."""


class BackgroundLoop:
    """A thread that runs coroutines until it is closed; what fails in one of them ends that one alone."""

    def __init__(self, name: str) -> None:
        """Make a loop; its thread begins with `start`."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine there; may be called from any thread, and does nothing once the loop is closed."""
        try:
            asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:  # closed meanwhile
            work.close()

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function there; may be called from any thread, and does nothing once the loop is closed."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def close(self, last: Coroutine[Any, Any, object] | None = None) -> None:
        """End the thread, after a last coroutine has run or `CLOSE_S` have passed; may be called again."""
        if not self._thread.is_alive():
            if last is not None:
                last.close()
            return
        self.spawn(self._end(last))
        self._thread.join(2 * CLOSE_S)

    async def _end(self, last: Coroutine[Any, Any, object] | None) -> None:
        try:
            if last is not None:
                await asyncio.wait_for(last, CLOSE_S)
        finally:
            self._loop.stop()

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()
