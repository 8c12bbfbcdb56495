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
