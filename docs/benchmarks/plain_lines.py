"""Runs a session as lines in a real pseudo-terminal, in real time, and tells how late each line came.

    python docs/benchmarks/plain_lines.py quick-relief

The instants are those of the plan. The first line, which tells of the start, sets the zero of both scales.
"""

import os
import pty
import sys
import tempfile
import time
from pathlib import Path

from stretchcore import Session, Start, event_line, make_plan
from stretchtui.library import Library
from stretchtui.paths import Paths


def main() -> int:
    """Run, and print the lateness; exit 1 where a line is missing, wrong, or more than 50 ms off."""
    name = sys.argv[1] if len(sys.argv) > 1 else "quick-relief"
    with tempfile.TemporaryDirectory() as home:
        os.environ["STRETCHTUI_HOME"] = home
        library = Library(Paths.find())
        plan = make_plan(library.routine(name).good(), library.exercises)
        session = Session(plan)
        expected = [*session.send(Start(), 0), *session.advance(plan.total_ms + 1)]
        lines = _run([str(Path(sys.executable).with_name("stretchtui")), "run", name, "--plain"])
    wrong = [line for line, event in zip(lines, expected, strict=False) if line[1] != event_line(plan, event).strip()]
    zero = lines[0][0] if lines else 0.0
    late = sorted(abs((when - zero) * 1000 - event.at_ms) for (when, _), event in zip(lines, expected, strict=False))
    print(f"{len(lines)} lines of {len(expected)}, {len(wrong)} wrong")
    middle, high = late[len(late) // 2], late[len(late) * 99 // 100]
    print(f"p50 {middle:.1f} ms, p99 {high:.1f} ms, worst {late[-1]:.1f} ms (at most 50)")
    return int(len(lines) != len(expected) or bool(wrong) or late[-1] > 50)


def _run(command: list[str]) -> list[tuple[float, str]]:
    """Return each line with the instant at which its end was read."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    lines, rest = [], b""
    while True:
        try:
            data = os.read(terminal, 65_536)
        except OSError:  # the other end is closed
            break
        now = time.monotonic()
        *whole, rest = (rest + data).split(b"\n")
        lines += [(now, line.decode().strip()) for line in whole]
    os.waitpid(pid, 0)
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
