"""Measures `status` against a Python that does nothing, and what a status bar costs in a minute.

python docs/benchmarks/status.py [SECONDS]

The ratios are those of medians, from runs in turn. "without re" starts the program as the scripts of newer versions of
pip do, which import nothing else; older ones import `re` first, and that is most of the difference between the lines.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROUNDS = 60
WAIT_S = 20.0
LEAN = "import sys\nfrom stretchtui.__main__ import main\nsys.exit(main())\n"


def wall_s(command: list[str], env: dict[str, str]) -> float:
    """Return how long a command takes, in seconds."""
    begin = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begin


def compare(program: list[str], env: dict[str, str], what: str) -> None:
    """Print how much longer `status` takes than nothing."""
    nothing = [sys.executable, "-c", "pass"]
    rows = [(wall_s(nothing, env), wall_s([*program, "status"], env)) for _ in range(ROUNDS)]
    bare, ours = (statistics.median(column) * 1000 for column in zip(*rows, strict=True))
    print(f"{what:36} {ours:5.1f} ms   {ours / bare:5.2f} x python -c pass of {bare:.1f} ms (at most 1.6)")


def processor_s(process: psutil.Process) -> float:
    """Return the processor time that a process has used, in seconds."""
    times = process.cpu_times()
    return times.user + times.system


def spent_s(process: psutil.Process, seconds: int, ask: list[str] | None, env: dict[str, str]) -> tuple[float, float]:
    """Return the processor time of the session and of those who ask it once a second."""
    before, begin = processor_s(process), time.monotonic()
    callers = resource.getrusage(resource.RUSAGE_CHILDREN)
    for second in range(1, seconds + 1):
        if ask:
            subprocess.run(ask, env=env, stdout=subprocess.DEVNULL, check=True)
        time.sleep(max(0.0, begin + second - time.monotonic()))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = after.ru_utime + after.ru_stime - callers.ru_utime - callers.ru_stime
    return processor_s(process) - before, asked


def main() -> None:
    """Print a line a figure."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    script = [str(Path(sys.executable).with_name("stretchtui"))]
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "STRETCHTUI_HOME": home}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has been compiled
        lean = Path(home, "lean.py")
        lean.write_text(LEAN)
        routine = Path(home, "still.toml")
        routine.write_text('name = "Still"\n[[steps]]\nname = "Reach"\nhold = "1h"\nprepare = "0s"\n')
        ways = {"": script, ", without re": [sys.executable, str(lean)]}
        for name, program in ways.items():
            compare(program, env, f"no session{name}")
        with subprocess.Popen(
            [*script, "run", str(routine), "--json", "--mute"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as session:
            try:
                until = time.monotonic() + WAIT_S
                while subprocess.run([*script, "status"], env=env, stdout=subprocess.DEVNULL, check=False).returncode:
                    assert time.monotonic() < until, "the session does not answer"
                for name, program in ways.items():
                    compare(program, env, f"a session{name}")
                process = psutil.Process(session.pid)
                alone, _ = spent_s(process, seconds, None, env)
                asked, callers = spent_s(process, seconds, [*script, "status"], env)
                print(f"in {seconds} s at 1 Hz: {callers:.2f} s of processor time in those who ask,")
                print(f"{asked:.2f} s in the session, which takes {alone:.2f} s when nobody asks:")
                print(f"{(asked - alone) / seconds * 1000:.1f} ms a status")
            finally:
                session.terminate()


if __name__ == "__main__":
    main()
