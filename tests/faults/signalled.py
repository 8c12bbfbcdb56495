"""Real sessions, a line an event, that get a signal at some moment."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults.judging import expect, judge_log, rows

SOURCE = Path(__file__).parents[2] / "src"
PHASES = 20
ROUTINE = f"""
name = "Many"
[defaults]
prepare = "0s"
next_rep = "0s"
[[steps]]
name = "Reach"
targets = ["glutes"]
hold = "0.1s"
reps = {PHASES}
"""
CODES = {signal.SIGTERM: 3, signal.SIGHUP: 3, signal.SIGINT: 130, signal.SIGKILL: -9}
STOPPED_S = 2.6


def make_home(folder: Path) -> Path:
    """Make a home with a routine, in which a session that was paused goes on at once."""
    home = folder / "home"
    (home / "data" / "routines").mkdir(parents=True)
    (home / "config").mkdir()
    (home / "data" / "routines" / "many.toml").write_text(ROUTINE)
    (home / "config" / "config.toml").write_text('lead_in = "0s"\n')
    return home


@dataclass
class Session:
    """A session in a process of its own."""

    home: Path
    command: tuple[str, ...] = ("run", "many")
    said: list[dict[str, Any]] = field(default_factory=list)
    errors: str = ""

    def __post_init__(self) -> None:
        """Start it."""
        env = {**os.environ, "STRETCHTUI_HOME": str(self.home), "PYTHONPATH": str(SOURCE)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stretchtui", *self.command, "--json", "--mute"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, event: str) -> dict[str, Any]:
        """Read up to an event, and return it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))
            if self.said[-1]["event"] == event:
                return self.said[-1]
        raise AssertionError(f"no {event} was said: {self.errors}")

    def tell(self, command: str) -> None:
        """Type a command."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()

    def end(self) -> int:
        """Read to the end; return the exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        with suppress(BrokenPipeError):  # it is gone, with what was typed last
            self.process.stdin.close()
        with self.process.stdout as stdout, self.process.stderr as stderr:
            output = stdout.read()  # by the stream that `until` reads, which may have read ahead
            self.errors = stderr.read()  # a few lines at most
        whole = output[: output.rfind("\n") + 1]
        self.said += [json.loads(line) for line in whole.splitlines()]
        return self.process.wait(60)

    def ended_runs(self) -> list[int]:
        """Return the phases that were said to have ended."""
        return [event["run"] for event in self.said if event["event"] == "phase_ended"]


def judge_cut_off(folder: Path, number: signal.Signals, after_s: float) -> bool:
    """Let a signal end a session at a moment, go on with it, and look through the log.

    Returns:
        whether it had begun by then.

    Raises:
        Lost: A promise was not kept.
    """
    home = make_home(folder)
    history = home / "data" / "history.db"
    first = Session(home)
    time.sleep(after_s)
    first.process.send_signal(number)
    code = first.end()
    if not first.said and "KeyboardInterrupt" in first.errors and "stretchtui" not in first.errors:
        return False  # Python itself was starting, and says so in its own way
    expect("Traceback" not in first.errors and "fault of" not in first.errors, f"no traceback: {first.errors}")
    if not first.said and code in (-number, 3, 130):
        return False  # it had not begun
    over = first.said[-1]["event"] == "session_ended" and first.said[-1]["outcome"] == "completed"
    known = (CODES[number], 0, -number) if over else (CODES[number],)
    expect(code in known, f"the exit code is {CODES[number]}: {code} {first.errors}")
    kept = judge_log(history)
    (session,) = kept
    expect(set(first.ended_runs()) <= set(kept[session]), "what was said is kept")
    if over:
        expect(rows(history, "SELECT outcome FROM sessions") == [("completed",)], "its end is in the log")
        return True
    second = Session(home, ("resume",))
    expect(second.end() == 0, f"it is gone on with: {second.errors}")
    kept = judge_log(history)
    expect(kept == {session: list(range(PHASES))}, f"each phase is there once: {kept}")
    found = rows(history, "SELECT outcome, active_ms FROM sessions")
    expect(found == [("completed", 100 * PHASES)], f"nothing counts twice: {found}")
    return True


def judge_stopped(folder: Path, after_s: float, stopped_s: float = STOPPED_S) -> None:
    """Let a session be stopped and continued, as by Ctrl-Z and fg, and look at how it takes that.

    Raises:
        Lost: A promise was not kept.
    """
    home = make_home(folder)
    session = Session(home)
    begun = session.until("session_started")
    begun_s = time.monotonic()
    time.sleep(after_s)
    stopped_ms = 1_000 * (time.monotonic() - begun_s)
    session.process.send_signal(signal.SIGSTOP)
    time.sleep(stopped_s)
    session.process.send_signal(signal.SIGCONT)
    paused = session.until("paused")
    expect(paused["reason"] == "gap", f"it is a gap: {paused}")
    expect(paused["at_ms"] <= stopped_ms + 2_000, f"dated to the last beat: {paused} stopped at {stopped_ms}")
    session.tell("resume")
    expect(session.end() == 0, f"it is gone on with: {session.errors}")
    kept = judge_log(home / "data" / "history.db")
    expect(kept == {begun["session"]: list(range(PHASES))}, f"each phase is there once: {kept}")
    found = rows(home / "data" / "history.db", "SELECT active_ms FROM sessions")
    expect(found == [(100 * PHASES,)], f"lost time counts for nothing: {found}")


def judge_ignored(folder: Path, after_s: float) -> None:
    """Send SIGPIPE, which says nothing to a session.

    Raises:
        Lost: It ended.
    """
    session = Session(make_home(folder))
    session.until("session_started")
    time.sleep(after_s)
    session.process.send_signal(signal.SIGPIPE)
    expect(session.end() == 0, "it goes on")
    expect(len(session.ended_runs()) == PHASES, "all is done")
