"""What was acknowledged is there, whatever happens to the process, the disk or the one beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from history.makers import uuid
from stretchtui.history import open_history

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "tests"])}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")

# Records sessions without end and says so, a line for each call that has returned.
WRITER = """
import sys
from pathlib import Path
from history.makers import begin, hold
from stretchtui.history import open_history
with open_history(Path(sys.argv[1]), write=True) as history:
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        session = begin(history, number, dump={"n": number})
        print(session, "begun", flush=True)
        for run in range(4):
            hold(history, session, run, dump={"run": run})
            print(session, run, flush=True)
        history.end(session, "completed")
        print(session, "completed", flush=True)
"""


def start_writer(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(first), str(last)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_kept(path: Path, said: list[str]) -> None:
    with open_history(path, write=False) as history:
        assert history._row("PRAGMA integrity_check") == ("ok",)
        for line in said:
            session, what = line.split()
            row = history.session(session)
            runs = [phase.run for phase in history.phases(session)]
            assert row.active_ms == 20_000 * len(runs)
            if what == "completed":
                assert row.outcome == "completed"
            elif what != "begun":
                assert int(what) in runs
        held_ms = sum(row.active_ms for row in history.sessions())
        for muscle in ("glutes", "lower back"):
            assert sum(dose.held_ms for dose in history.dose() if dose.muscle == muscle) == held_ms
            assert sum(dose.held_ms for dose in history.dose_by_week() if dose.muscle == muscle) == held_ms


@pytest.mark.parametrize("lines", [1, 2, 7, 40, 111])
def test_what_was_said_before_a_kill_is_kept(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "history.db"
    said: list[str] = []
    for attempt in range(3):  # each begins where the last one was cut off
        with start_writer(path, 1_000 * attempt, 1_000 * (attempt + 1)) as writer:
            assert writer.stdout is not None
            said += [writer.stdout.readline() for _ in range(lines)]
            writer.send_signal(signal.SIGKILL)
            said += [line for line in writer.stdout.read().splitlines() if len(line.split()) == 2]
            writer.wait()
        assert_kept(path, said)
    with open_history(path, write=True) as history:
        assert history.notice is None


def test_two_processes_write_one_history(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    writers = [start_writer(path, 100 * number, 100 * number + 12) for number in range(3)]  # all create it at once
    said = []
    for writer in writers:
        output, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")
        said += output.splitlines()
    assert len(said) == 3 * 12 * 6
    assert_kept(path, said)
    assert [entry.name for entry in tmp_path.iterdir()] == ["history.db"]


# As `ulimit -f` would: the signal is ignored by Python, so that writes fail instead.
LIMITED = """
import resource, sys
from pathlib import Path
from history.makers import begin, hold
from stretchtui.history import HistoryError, open_history
history = open_history(Path(sys.argv[1]), write=True)
session = begin(history, 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
for run in range(10_000):
    try:
        hold(history, session, run)
    except HistoryError as error:
        print(type(error).__name__, error)
        break
    print(session, run, flush=True)
history.close()
"""


def test_a_file_that_may_not_grow_is_named_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    *said, fault = done.stdout.splitlines()
    assert len(said) > 3
    assert fault.startswith(f"HistoryUnavailable {path}: the history cannot be")
    assert done.stderr == ""
    assert_kept(path, said)
    with open_history(path, write=False) as history:
        assert len(history.phases(uuid(1))) == len(said)


def test_a_new_history_where_no_file_may_grow_is_refused(tmp_path: Path) -> None:
    code = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from stretchtui.history import HistoryUnavailable, open_history\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))\n"
        "try: open_history(Path(sys.argv[1]), write=True)\nexcept HistoryUnavailable as error: print(error)"
    )
    path = tmp_path / "history.db"
    done = subprocess.run([sys.executable, "-c", code, str(path)], env=ENVIRONMENT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "file size limit" in done.stdout
    with open_history(path, write=True) as history:
        assert history.notice is None
