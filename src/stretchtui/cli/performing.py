"""Drives a session whose events are printed as lines."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from stretchcore.commands import BadCommand, Stop, parse_command
from stretchcore.events import Event, SessionOutcome
from stretchcore.live_data import event_to_data
from stretchcore.phrases import phase_words
from stretchcore.plan import Plan
from stretchcore.session import IllegalCommand
from stretchcore.states import State
from stretchcore.telling import event_line
from stretchcore.times import ceil_seconds
from stretchcore.view import View
from stretchtui.cli.lines import LinePoller, read_in_background
from stretchtui.cli.output import DONE, FAILED, INTERRUPTED, STOPPED, fail, note
from stretchtui.cli.staging import Options, make_performance
from stretchtui.clock import ManualClock, SystemClock
from stretchtui.jsontext import json_text
from stretchtui.lock import SessionRuns
from stretchtui.performance import Performance

if TYPE_CHECKING:
    from stretchtui.cli.context import Context


class _Printer:
    """Prints events as they are committed; tells when nobody can read them any more."""

    def __init__(self, plan: Plan, *, as_json: bool) -> None:
        self._plan = plan
        self._as_json = as_json
        self.opening = ""  # a line before the first event
        self.on_error: Callable[[], None] = lambda: None
        self.error: OSError | None = None

    def __call__(self, event: Event) -> None:
        line = json_text(event_to_data(event)) if self._as_json else event_line(self._plan, event)
        if self.opening:
            line, self.opening = f"{self.opening}\n{line}", ""
        try:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        except OSError as error:
            self.error = error
            self.on_error()
            raise


def perform_lines(context: "Context", plan: Plan, options: Options, *, commands: bool = True) -> int:
    """Run a session that prints its events; return the exit code.

    Args:
        commands: Whether lines on standard input are commands; not where the routine itself came from there.
    """
    gc.enable()  # off while a command starts, but a session may last for hours
    printer = _Printer(plan, as_json=options.json)
    performance = make_performance(context, plan, options, printer)
    if options.kept is not None and not options.json:
        printer.opening = _going_on(plan, performance.player.view())
    performance.on_notice = note
    if sys.stderr.isatty():
        performance.on_bell = _ring
    driver = _Driver(performance, printer)
    try:
        if options.speed == "max":
            driver.as_fast_as_can_be(commands=commands)
        else:
            driver.in_real_time(commands=commands)
    except SessionRuns as fault:
        fail(fault)
    finally:
        performance.finish()
    if performance.recorder.is_stuck:  # the interpreter's own end would wait for the reader too
        sys.stderr.flush()
        os._exit(driver.exit_code() or FAILED)
    return driver.exit_code()


def _going_on(plan: Plan, view: View) -> str:
    """Return the line that says with what a session that was kept goes on."""
    if view.remaining_ms is None:
        words = phase_words(plan, view.phase)
    else:
        left = replace(view.phase, planned_ms=ceil_seconds(view.remaining_ms) * 1000)
        words = f"{phase_words(plan, left)} left"
    return f"going on with {plan.name}: {words}"


def _ring() -> None:
    sys.stderr.write("\a")
    sys.stderr.flush()


class _Driver:
    """Feeds a performance with the time, with commands from standard input, and with signals."""

    def __init__(self, performance: Performance, printer: _Printer) -> None:
        self._performance = performance
        self._player = performance.player
        self._printer = printer
        self._asked: int | None = None  # the exit code that a signal asks for

    def exit_code(self) -> int:
        """Return what the program ends with."""
        if self._printer.error is not None:
            raise self._printer.error
        if self._asked is not None:
            return self._asked
        return DONE if self._player.session.outcome is SessionOutcome.COMPLETED else STOPPED

    def _stop(self) -> None:
        if not self._player.ended:
            self._player.send(Stop())

    def _obey(self, line: str) -> None:
        if self._player.ended:
            return
        try:
            self._player.send(parse_command(line))
        except (BadCommand, IllegalCommand) as error:
            note(str(error))

    # -- as fast as can be ---------------------------------------------------------------------------------------------

    def as_fast_as_can_be(self, *, commands: bool) -> None:
        """Run on a clock that jumps from one instant to the next; commands count when they are read."""
        clock = self._player.clock
        assert isinstance(clock, ManualClock)
        previous = {number: signal.signal(number, self._on_signal) for number in _signals()}
        lines = LinePoller() if commands else None
        self._performance.begin()
        try:
            while not self._player.ended and self._asked is None and self._printer.error is None:
                paused = self._player.session.state is State.PAUSED
                line = None if lines is None else lines.next_line(wait=paused)
                if line is not None:
                    self._obey(line)
                elif paused:
                    break
                else:
                    when = clock.next_call_ms()
                    assert when is not None  # a session that runs has a deadline, and an open phase its estimate
                    clock.advance(when - clock.now_ms())
        finally:
            self._stop()
            self._performance.finish()  # while signals do not end the program: what is printed is waited for
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, _frame: object) -> None:
        self._ask(INTERRUPTED if number == signal.SIGINT else STOPPED)

    def _ask(self, code: int) -> None:
        """Take what a signal asks for: an end that does not wait for whoever reads."""
        self._asked = code
        self._performance.recorder.is_patient = False

    # -- in real time --------------------------------------------------------------------------------------------------

    def in_real_time(self, *, commands: bool) -> None:
        """Run on the event loop's timers until the session ends."""
        from stretchtui.encryption import leave_out_openssl

        leave_out_openssl()
        import asyncio

        asyncio.run(self._in_loop(commands=commands))

    async def _in_loop(self, *, commands: bool) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        over = asyncio.Event()

        def end(code: int | None = None) -> None:
            if code is not None:
                self._ask(code)
            self._stop()
            over.set()

        def obey(line: str) -> None:
            self._obey(line)
            if self._player.ended:
                over.set()

        def ended() -> None:
            """Standard input has ended: no command, except that a simulated session cannot stay paused for ever."""
            if self._simulated and self._player.session.state is State.PAUSED:
                end()

        def from_thread(call: Callable[..., None], *arguments: object) -> None:
            with suppress(RuntimeError):  # the loop is closed: the session has ended meanwhile
                loop.call_soon_threadsafe(call, *arguments)

        for number in _signals():
            code = INTERRUPTED if number == signal.SIGINT else STOPPED
            try:
                loop.add_signal_handler(number, end, code)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_, code=code: from_thread(end, code))
        self._printer.on_error = lambda: from_thread(end)
        self._player.listen(lambda _events: over.set() if self._player.ended else None)
        self._performance.begin()
        if self._player.ended or self._printer.error is not None:
            end()
        if commands:
            if hasattr(signal, "SIGTTIN"):  # reading the terminal from the background must not stop the session
                signal.signal(signal.SIGTTIN, signal.SIG_IGN)
            read_in_background(lambda line: from_thread(obey, line), lambda: from_thread(ended))
        await over.wait()
        # In a thread, while signals do not end the program: the end of the session may have to wait for a reader.
        await loop.run_in_executor(None, self._performance.finish)

    @property
    def _simulated(self) -> bool:
        return not isinstance(self._player.clock, SystemClock)


def _signals() -> tuple[signal.Signals, ...]:
    """Return the signals that end a session, where this system has them; only the main thread may handle any."""
    if threading.current_thread() is not threading.main_thread():
        return ()
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))
