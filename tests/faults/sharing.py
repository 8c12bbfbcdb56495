"""Several programs at one log: a session, those who rate, import and look at statistics, and one who locks it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import IO

from faults.judging import expect, judge_log, rows
from faults.signalled import PHASES, SOURCE, Session, make_home
from history.makers import Clock, uuid, whole
from stretchtui.history import open_history
from stretchtui.history.exchange import export_lines


def command(home: Path, *arguments: str, stdout: "int | IO[str]" = subprocess.PIPE) -> "subprocess.Popen[str]":
    """Start a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "stretchtui", *arguments],
        env={**os.environ, "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def judge_shared(folder: Path, *, imported: int, each: int) -> int:
    """Let them all at one log at once; return how many programs there were.

    Args:
        imported: How many sessions are imported while one is recorded.
        each: How many times each of the others is started, one after the other.

    Raises:
        Lost: One of them failed, or the log is not what all of them together make it.
    """
    home = make_home(folder)
    history = home / "data" / "history.db"
    with open_history(folder / "other.db", write=True, now=Clock()) as other:
        for number in range(100, 100 + imported):
            whole(other, number)
        (folder / "other.jsonl").write_text("".join(export_lines(other)))
    with open_history(history, write=True, now=Clock()) as mine:
        for number in range(1, 1 + each):
            whole(mine, number)
    session = Session(home)
    session.until("session_started")
    started = 1
    for number in range(1, 1 + each):
        together = [
            command(home, "log", "rate", uuid(number), "--after", "2"),
            command(home, "stats", "--json"),
            command(home, "log", "--json"),
        ]
        if number == 1:
            together.append(command(home, "log", "import", str(folder / "other.jsonl")))
        started += len(together)
        for one in together:
            _, errors = one.communicate(timeout=120)
            expect(one.returncode == 0, f"{one.args!r}: {errors}")
    expect(session.end() == 0, f"the session goes on to its end: {session.errors}")
    expect(not session.errors, f"and has nothing to complain of: {session.errors}")
    kept = judge_log(history)
    expect(len(kept) == 1 + each + imported, f"all sessions are there: {len(kept)}")
    expect(kept[session.said[0]["session"]] == list(range(PHASES)), "all phases are there")
    rated = rows(history, "SELECT count(*) FROM sessions WHERE pain_after = 2")
    expect(rated == [(each,)], f"all are rated: {rated}")
    return started


class Holder:
    """Another program that holds the log's lock for writing."""

    def __init__(self, history: Path) -> None:
        self._history = history
        self._connection: sqlite3.Connection | None = None

    def hold(self) -> None:
        """Take the lock."""
        self._connection = sqlite3.connect(self._history, isolation_level=None, check_same_thread=False)
        self._connection.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        """Give it back."""
        if self._connection is not None:
            self._connection.execute("ROLLBACK")
            self._connection.close()
            self._connection = None
