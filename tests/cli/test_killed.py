"""A session that is killed at any moment: what was said is kept, and at most the phase in progress is missing."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MOMENTS = 20

ROUTINE = """
name = "Many"
[[steps]]
name = "Reach"
hold = "0.1s"
reps = 1000
prepare = "0s"
next_rep = "0s"
"""


def killed_after(home: Path, routine: Path, lines: int) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """Kill a session after so many lines; return what it has said, and the phases that its log then holds."""
    env = {**os.environ, "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "stretchtui", "run", str(routine), "--json"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = "".join(process.stdout.readline() for _ in range(lines))
        process.kill()
        rest = process.stdout.read()
    whole = first + rest[: rest.rfind("\n") + 1]
    connection = sqlite3.connect(home / "data" / "history.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT run, at_ms, actual_ms, outcome FROM phases ORDER BY run").fetchall()
        sessions = connection.execute("SELECT outcome, ended_at, dump IS NOT NULL FROM sessions").fetchall()
    finally:
        connection.close()
    assert sessions == [(None, None, 1)]
    return [json.loads(line) for line in whole.splitlines()], rows


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_killed_at_twenty_moments_the_log_opens_and_nothing_that_was_said_is_lost(tmp_path: Path) -> None:
    routine = tmp_path / "many.toml"
    routine.write_text(ROUTINE)
    moments = random.Random(4)
    lines = [moments.randint(1, 40) for _ in range(MOMENTS)]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda item: killed_after(tmp_path / f"home-{item[0]}", routine, item[1]), enumerate(lines))
        for said, rows in found:
            ended = [
                (e["run"], e["started_ms"], e["actual_ms"], e["outcome"]) for e in said if e["event"] == "phase_ended"
            ]
            assert rows[: len(ended)] == ended
            # What was committed and not yet said may be there too, and then it is whole and in order.
            assert [row[0] for row in rows] == list(range(len(rows)))
            started = [e["run"] for e in said if e["event"] == "phase_started"]
            assert len(rows) >= len(started) - 1


LONG = """
name = "Long"
[defaults]
prepare = "0s"
next_rep = "0s"
switch_side = "0s"
[[steps]]
name = "Reach"
targets = ["glutes"]
sides = "each"
reps = 2
hold = "0.3s"
[[steps]]
name = "Hang"
targets = ["shoulders"]
hold = "1h"
[[steps]]
name = "Breathe"
targets = ["chest"]
hold = "0.3s"
"""


class Line:
    """A session that prints its events, line by line."""

    def __init__(self, home: Path, *command: str) -> None:
        env = {**os.environ, "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
        arguments = [sys.executable, "-m", "stretchtui", *command, "--json"]
        self.process = subprocess.Popen(arguments, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.said: list[dict[str, Any]] = []

    def until(self, event: str, **keys: object) -> dict[str, Any]:
        """Read up to an event with these keys, and return it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(json.loads(line))
            if self.said[-1]["event"] == event and keys.items() <= self.said[-1].items():
                return self.said[-1]
        raise AssertionError(f"no {event} was said")

    def command(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def doses(home: Path) -> list[tuple[Any, ...]]:
    """Return what is in the log: the sums of the dose as they are kept, and as they follow from the phases."""
    connection = sqlite3.connect(home / "data" / "history.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = connection.execute(
            "SELECT muscle, left_ms, right_ms, none_ms, phases FROM dose_weeks WHERE role = 'target' ORDER BY muscle"
        ).fetchall()
        counted = connection.execute(
            "SELECT json_extract(targets, '$[0]') AS muscle, sum(iif(side = 'left', actual_ms, 0)),"
            " sum(iif(side = 'right', actual_ms, 0)), sum(iif(side IS NULL, actual_ms, 0)), count(*)"
            " FROM phases WHERE kind = 'hold' GROUP BY muscle ORDER BY muscle"
        ).fetchall()
    finally:
        connection.close()
    assert kept == counted
    return kept


@pytest.mark.skipif(sys.platform == "win32", reason="kills as Unix does")
def test_killed_in_a_hold_it_is_gone_on_with_in_the_same_phase_and_nothing_counts_twice(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(LONG)
    first = Line(tmp_path / "home", "run", str(tmp_path / "long.toml"))
    begun = first.until("session_started")
    hold = first.until("phase_started", index=4)
    assert hold["phase"]["name"] == "Hang"
    first.kill()
    before = doses(tmp_path / "home")
    assert [row[0] for row in before] == ["glutes"]

    second = Line(tmp_path / "home", "resume")
    second.until("lead_in_started", index=4)
    second.kill()  # once more, before the hold has gone on
    assert doses(tmp_path / "home") == before

    third = Line(tmp_path / "home", "resume")
    assert third.until("resumed")["index"] == 4
    third.command("skip")
    ended = third.until("phase_ended")
    assert (ended["index"], ended["run"], ended["outcome"]) == (4, hold["run"], "skipped")
    over = third.until("session_ended", outcome="completed")
    third.process.communicate(timeout=30)
    assert third.process.returncode == 0
    assert over["session"] == begun["session"]

    after = doses(tmp_path / "home")
    assert [row for row in after if row[0] == "glutes"] == before
    assert {row[0]: row[4] for row in after} == {"chest": 1, "glutes": 4, "shoulders": 1}
    connection = sqlite3.connect(tmp_path / "home" / "data" / "history.db")
    try:
        (session,) = connection.execute("SELECT id, outcome, active_ms FROM sessions").fetchall()
        runs = connection.execute("SELECT run, idx, outcome FROM phases ORDER BY run").fetchall()
    finally:
        connection.close()
    assert session == (begun["session"], "completed", over["active_ms"])
    assert [(run, index) for run, index, _ in runs] == [(number, number) for number in range(6)]
    assert [outcome for *_, outcome in runs] == ["done", "done", "done", "done", "skipped", "done"]
