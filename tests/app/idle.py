"""When an app under test has done all there is to do: asked of its event loop, not guessed from the processor's time.

Textual's pilot sleeps fiftieths of a second until the process has used little processor time in one. That takes most
of the time of these tests, and on a busy machine, where a process that wants to work does not get to, it is wrong.
"""

import asyncio
from time import monotonic
from typing import Any

from textual import _wait, app, pilot
from textual._context import active_app

SOON_S = 0.02
"""Timers that are due within this time are waited for: screens are drawn by one of 60 a second."""

AT_MOST_S = 2.0


async def wait_for_idle(min_sleep: float = 0.0, max_sleep: float = AT_MOST_S) -> None:
    """Wait until no callback is ready, no timer is due soon and no worker's thread is running."""
    loop: Any = asyncio.get_running_loop()
    end_s = monotonic() + AT_MOST_S
    quiet = 0
    while quiet < 2 and monotonic() < end_s:
        await asyncio.sleep(0)
        due_s = min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=float("inf"))
        if loop._ready:
            quiet = 0
        elif due_s - loop.time() < SOON_S:
            quiet = 0
            await asyncio.sleep(max(0.0, due_s - loop.time()))
        elif any(worker._thread_worker and worker.is_running for worker in active_app.get().workers):
            quiet = 0
            await asyncio.sleep(0.001)
        else:
            quiet += 1


def use_in_pilots() -> None:
    """Let Textual's pilots wait in this way."""
    for module in (_wait, app, pilot):
        module.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]
