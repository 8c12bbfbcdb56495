"""`status` and `ctl` as programs, beside a session that really runs."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from remote.stage import WAIT_S, short_folder

ROOT = Path(__file__).parents[2]
ROUTINE = 'name = "Long"\n[[steps]]\nname = "Reach"\nhold = "1h"\nreps = 2\nsides = "each"\nprepare = "0s"\n'

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets here")


@pytest.fixture
def env() -> Iterator[dict[str, str]]:
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG")}
    for home in short_folder():
        yield {**kept, "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "stretchtui", *arguments]


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def session(env: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A session that answers."""
    path = Path(env["STRETCHTUI_HOME"], "long.toml")
    path.write_text(ROUTINE)
    with subprocess.Popen(
        command("run", str(path), "--json", "--mute"),
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            until = time.monotonic() + WAIT_S
            while run(env, "status").returncode != 0:
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < until
            yield process
        finally:
            process.kill()


def test_another_terminal_sees_the_session_and_commands_it_to_its_end(
    env: dict[str, str], session: "subprocess.Popen[str]"
) -> None:
    assert run(env, "ctl", "pause").stdout == ""
    shown = run(env, "status")
    assert shown.stdout.startswith("Paused · Hold ◀ left ")
    assert run(env, "status", "--format", "{routine}|{rep}/{reps}|{state}").stdout == "Long|1/2|paused\n"
    assert json.loads(run(env, "status", "--json").stdout)["state"] == "paused"
    assert json.loads(run(env, "ctl", "jump", "2", "--json").stdout)["index"] == 2
    again = run(env, "ctl", "pause")
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("stretchtui: pause is not possible now")
    assert run(env, "ctl", "stop").returncode == 0
    out, err = session.communicate(timeout=WAIT_S)
    assert (session.returncode, err) == (3, "")
    assert json.loads(out.splitlines()[-1])["outcome"] == "stopped"
    assert (run(env, "status").returncode, run(env, "ctl", "skip").returncode) == (3, 3)
    assert list(Path(env["STRETCHTUI_HOME"], "run").iterdir()) == []


def test_a_terminal_that_knows_ascii_alone_gets_a_line_all_the_same(
    env: dict[str, str], session: "subprocess.Popen[str]"
) -> None:
    ascii_env = {**env, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run(ascii_env, "status", "--format", "{arrow}é")
    assert (done.returncode, done.stdout, done.stderr) == (0, "\\u25c0\\xe9\n", "")


def test_a_session_that_was_killed_is_none_and_the_next_one_answers(
    env: dict[str, str], session: "subprocess.Popen[str]"
) -> None:
    session.kill()
    session.wait(WAIT_S)
    assert (run(env, "status").returncode, run(env, "ctl", "skip").returncode) == (3, 3)
    assert Path(env["STRETCHTUI_HOME"], "run", "control.sock").exists()
    with subprocess.Popen(
        command("run", str(Path(env["STRETCHTUI_HOME"], "long.toml")), "--json"),
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as second:
        until = time.monotonic() + WAIT_S
        while run(env, "status").returncode != 0:
            assert time.monotonic() < until
        second.send_signal(signal.SIGTERM)
        assert second.wait(WAIT_S) == 3


def test_a_reader_that_goes_away_ends_following_in_silence(
    env: dict[str, str], session: "subprocess.Popen[str]"
) -> None:
    with subprocess.Popen(
        command("status", "--follow", "--format", "{state}"), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as follower:
        assert follower.stdout is not None
        assert follower.stdout.readline() == b"running\n"
        follower.stdout.close()
        assert run(env, "ctl", "pause").returncode == 0
        assert follower.wait(WAIT_S) == 1
        assert follower.stderr is not None
        assert follower.stderr.read() == b""


def test_doctor_says_whether_a_session_answers(env: dict[str, str], session: "subprocess.Popen[str]") -> None:
    def control() -> dict[str, str]:
        rows: list[dict[str, str]] = json.loads(run(env, "doctor", "--json").stdout)
        (row,) = [row for row in rows if row["check"] == "control"]
        return row

    assert control()["message"].startswith("a session answers at ")
    socket_path = Path(env["STRETCHTUI_HOME"], "run", "control.sock")
    socket_path.unlink()
    assert (control()["status"], "does not listen" in control()["message"]) == ("warning", True)
    session.kill()
    session.wait(WAIT_S)
    assert control()["message"] == f"none to control; a session would listen at {socket_path}"
