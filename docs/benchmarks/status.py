"""Measures `status` against a Python that does nothing, and what a status bar costs in a minute.

python docs/benchmarks/status.py [SECONDS]

What starts a program is written by what has installed it. The scripts of pip before version 24 import `re` first; that
alone takes as long as all the rest, so that both kinds are measured.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from measuring import Figure, clean_env, compared, in_turn, wall_s

ROUNDS = 60
LIMIT = 1.6
WAIT_S = 20.0
PROGRAM = str(Path(sys.executable).with_name("stretchtui"))
LEAN = "import sys\nfrom stretchtui.__main__ import main\nsys.exit(main())\n"
WITH_RE = "import re\n" + LEAN


def measure(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield a figure each for no session and one that runs, and for each kind of script."""
    with tempfile.TemporaryDirectory() as home:
        env = clean_env(home)
        ways = {"": (LEAN, LIMIT), ", started by a script of pip before 24": (WITH_RE, None)}
        yield from _ways("no session", home, env, ways, rounds)
        with running(home, env):
            yield from _ways("a session", home, env, ways, rounds)


def _ways(
    what: str, home: str, env: dict[str, str], ways: dict[str, tuple[str, float | None]], rounds: int
) -> Iterator[Figure]:
    nothing = [sys.executable, "-c", "pass"]
    for name, (text, limit) in ways.items():
        script = Path(home, "script.py")
        script.write_text(text, encoding="utf-8")
        command = [sys.executable, str(script), "status"]
        pairs = in_turn(lambda command=command: wall_s(command, env), lambda: wall_s(nothing, env), rounds)
        yield compared(f"`status`, {what}{name}", "`python -c pass`", pairs, "ms", limit)


@contextmanager
def running(home: str, env: dict[str, str]) -> Iterator[psutil.Process]:
    """Have a session run."""
    routine = Path(home, "still.toml")
    routine.write_text('name = "Still"\n[[steps]]\nname = "Reach"\nhold = "1h"\nprepare = "0s"\n', encoding="utf-8")
    command = [PROGRAM, "run", str(routine), "--json", "--mute"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as session:
        try:
            until = time.monotonic() + WAIT_S
            while subprocess.run([PROGRAM, "status"], env=env, stdout=subprocess.DEVNULL, check=False).returncode:
                if time.monotonic() > until:
                    raise TimeoutError("the session does not answer")
            yield psutil.Process(session.pid)
        finally:
            session.terminate()


def spent_s(process: psutil.Process, seconds: int, ask: list[str] | None, env: dict[str, str]) -> tuple[float, float]:
    """Return the processor time of the session and of those who ask it once a second."""
    before, begin = sum(process.cpu_times()[:2]), time.monotonic()
    callers = resource.getrusage(resource.RUSAGE_CHILDREN)
    for second in range(1, seconds + 1):
        if ask:
            subprocess.run(ask, env=env, stdout=subprocess.DEVNULL, check=True)
        time.sleep(max(0.0, begin + second - time.monotonic()))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = after.ru_utime + after.ru_stime - callers.ru_utime - callers.ru_stime
    return sum(process.cpu_times()[:2]) - before, asked


def main() -> None:
    """Print a line a figure."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for figure in measure():
        print(figure, flush=True)
    with tempfile.TemporaryDirectory() as home:
        env = clean_env(home)
        with running(home, env) as process:
            alone, _ = spent_s(process, seconds, None, env)
            asked, callers = spent_s(process, seconds, [PROGRAM, "status"], env)
    print(f"in {seconds} s at 1 Hz: {callers:.2f} s of processor time in those who ask,")
    print(f"{asked:.2f} s in the session, which takes {alone:.2f} s when nobody asks:")
    print(f"{(asked - alone) / seconds * 1000:.1f} ms a status")


if __name__ == "__main__":
    main()
