"""Measures the session's screen in a pseudo-terminal: first frame, processor time of a hold, and memory.

    python docs/benchmarks/screen.py                                       # against countdown.py beside this file
    python docs/benchmarks/screen.py --against 'PATH/tclock' --first-frame
    python docs/benchmarks/screen.py --against 'PATH/termdown 1h' --whole-session

Programs run in turn, so that a busy machine is busy for all; what is quoted are medians of the ratios.
"""

import argparse
import fcntl
import os
import pty
import re
import select
import shlex
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyte

HERE = Path(__file__).parent
COLUMNS, LINES = 100, 30
ONE_EXERCISE = 'name = "One"\n[[steps]]\nexercise = "{}"\nhold = "10m"\nprepare = "0s"\nreps = 1\n'
# What a terminal answers when it is asked who it is; a program that got no answer would wait.
ANSWERS = (
    (b"\x1b[c", b"\x1b[?62;22c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[?u", b"\x1b[?0u"),
)
UNREADABLE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z$]+[a-z]?|\x1b[P_\]].*?(?:\x1b\\|\x07)", re.DOTALL)


@dataclass
class Figures:
    """What one run came to."""

    frame_s: float = 0.0
    cpu_s_a_minute: float = 0.0
    peak_mib: float = 0.0


def processor_s(process: psutil.Process) -> float:
    """Return the processor time of a process and its children, in nanoseconds' resolution where the system has it."""
    try:
        tasks = Path(f"/proc/{process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
    except OSError:
        times = process.cpu_times()
        return times.user + times.system


def peak_mib(pid: int) -> float:
    """Return the most memory that a process has held."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def run(command: list[str], drawn: str, window_s: float, env: dict[str, str], enter_s: float = 0.0) -> Figures:
    """Run a program until it has drawn something, and then for a while.

    Args:
        drawn: A pattern of the text that the first frame shows.
        window_s: How long to measure after two seconds to settle; 0 for the first frame alone.
        enter_s: How often enter is pressed, which ends exercises at one's own pace; 0 for never.
    """
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        os.execvpe(command[0], command, env)
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.ByteStream(screen)
    process, figures, pattern = psutil.Process(pid), Figures(), re.compile(drawn)
    end, mark, pressed = started + 20, None, started
    while (now := time.perf_counter()) < end:
        if figures.frame_s and mark is None and now > started + figures.frame_s + 2:
            mark = (now, processor_s(process))
        if enter_s and now > pressed + enter_s:
            pressed = now
            os.write(terminal, b"\r")
        if select.select([terminal], [], [], min(0.25, end - now))[0]:
            try:
                data = os.read(terminal, 65_536)
            except OSError:
                break
            for question, answer in ANSWERS:
                if question in data:
                    os.write(terminal, answer)
            if not figures.frame_s:
                stream.feed(UNREADABLE.sub(b"", data))
                if pattern.search("\n".join(screen.display)):
                    now = time.perf_counter()
                    figures.frame_s = now - started
                    end = now + (2 + window_s if window_s else 0)
    if mark is not None:
        spent, length = processor_s(process) - mark[1], time.perf_counter() - mark[0]
        figures.cpu_s_a_minute = spent / length * 60
    figures.peak_mib = peak_mib(pid)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return figures


def main() -> None:
    """Measure in turn, and print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", default=f"{sys.executable} {HERE / 'countdown.py'}", metavar="COMMAND")
    parser.add_argument("--drawn", default=r"[╺╻╶╭│┌╷╮█#─]", help="what the other's first frame shows")
    parser.add_argument("--first-frame", action="store_true")
    parser.add_argument("--whole-session", action="store_true", help="lower-back-full instead of one long hold")
    parser.add_argument(
        "--moving", action="store_true", help="a figure that moves all the time instead of one long hold"
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--window", type=float, default=15.0, metavar="SECONDS")
    arguments = parser.parse_args()
    program = str(Path(sys.executable).with_name("stretchtui"))
    with tempfile.TemporaryDirectory() as home:
        hold = Path(home) / "hold.toml"
        hold.write_text(ONE_EXERCISE.format("spinal-rocks" if arguments.moving else "cobra"))
        env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        env |= {"STRETCHTUI_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        ours = [program, "run", "lower-back-full" if arguments.whole_session else str(hold)]
        theirs = shlex.split(arguments.against)
        window_s = 0.0 if arguments.first_frame else arguments.window
        run(ours, "█", 0, env), run(theirs, arguments.drawn, 0, env)  # the first makes the history, and warms caches
        rounds = [
            (
                run(ours, "█", window_s, env, 60 if arguments.whole_session else 0),
                run(theirs, arguments.drawn, window_s, env),
            )
            for _ in range(arguments.rounds)
        ]
    for label, name, unit, scale in (
        ("first frame", "frame_s", "ms", 1000),
        ("processor time a minute", "cpu_s_a_minute", "s", 1),
        ("peak memory", "peak_mib", "MiB", 1),
    ):
        pairs = [(getattr(one, name) * scale, getattr(other, name) * scale) for one, other in rounds]
        if all(one and other for one, other in pairs):
            ratio = statistics.median(one / other for one, other in pairs)
            us, them = (statistics.median(column) for column in zip(*pairs, strict=True))
            other = " ".join([Path(theirs[0]).name, *map(os.path.basename, theirs[1:])])
            print(f"{label:24} {us:8.2f} {unit:3}  {ratio:5.2f} x {them:.2f} {unit} of {other}")


if __name__ == "__main__":
    main()
