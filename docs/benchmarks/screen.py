"""Measures the session's screen in a pseudo-terminal: first frame, processor time of a hold, and memory.

    python docs/benchmarks/screen.py                                       # against countdown.py beside this file
    python docs/benchmarks/screen.py --against 'PATH/tclock' --first-frame
    python docs/benchmarks/screen.py --against 'PATH/termdown 1h' --whole-session

Programs run in turn, so that a busy machine is busy for all; what is quoted are medians of the ratios.
"""

import argparse
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring import clean_env, compared
from terminal import Terminal, follow

HERE = Path(__file__).parent
SETTLE_S = 2.0
ONE_EXERCISE = 'name = "One"\n[[steps]]\nexercise = "{}"\nhold = "{}"\nprepare = "0s"\nreps = 1\n'
WHOLE_ROUTINE = "lower-back-full"


@dataclass(frozen=True)
class Program:
    """A program that is measured.

    Attributes:
        drawn: A pattern of the text that its first frame shows.
        enter_s: How often enter is pressed, which ends exercises at one's own pace; 0 for never.
    """

    name: str
    command: list[str]
    drawn: str
    enter_s: float = 0.0


@dataclass
class Run:
    """What one run came to."""

    frame_s: float = 0.0
    cpu_s_a_minute: float = 0.0
    peak_mib: float = 0.0


COUNTDOWN = Program("a minimal Textual countdown", [sys.executable, str(HERE / "countdown.py")], "[╺╻╶╭│┌╷╮]")


def ours(home: Path, exercise: str | None = "cobra") -> Program:
    """Return the program with one hold of ten minutes, or with a whole routine where no exercise is named."""
    program = str(Path(sys.executable).with_name("stretchtui"))
    if exercise is None:
        return Program("stretchtui, a whole session", [program, "run", WHOLE_ROUTINE], "█", 60)
    hold = home / f"{exercise}.toml"
    hold.write_text(ONE_EXERCISE.format(exercise, "10m"), encoding="utf-8")
    return Program("stretchtui, a hold", [program, "run", str(hold)], "█")


def first_frame(program: Program, env: dict[str, str]) -> Run:
    """Run a program until it has drawn something."""
    terminal = Terminal(program.command, env)
    try:
        frame_s = terminal.wait_for(program.drawn)
        return Run(frame_s, 0.0, terminal.peak_mib())
    finally:
        terminal.close()


def windows(programs: Sequence[Program], window_s: float, env: dict[str, str]) -> list[Run]:
    """Run programs at the same time until they have drawn something and settled, and then for a while."""
    terminals = [Terminal(program.command, env) for program in programs]
    try:
        runs = [Run(one.wait_for(program.drawn)) for one, program in zip(terminals, programs, strict=True)]
        for terminal in terminals:
            terminal.reads_screen = False  # reading it costs more than many programs take to draw it
        follow(terminals, time.perf_counter() + SETTLE_S)
        begun = time.perf_counter()
        before = [terminal.processor_s() for terminal in terminals]
        pressed = [begun] * len(programs)
        while (now := time.perf_counter()) < begun + window_s:
            for number, program in enumerate(programs):
                if program.enter_s and now > pressed[number] + program.enter_s:
                    pressed[number] = now
                    terminals[number].press(b"\r")
            follow(terminals, min(now + 0.5, begun + window_s))
            ended = [program.name for one, program in zip(terminals, programs, strict=True) if one.ended]
            if ended:
                raise RuntimeError(f"{', '.join(ended)} ended before the {window_s:.0f} s were over")
        for run, terminal, spent_s in zip(runs, terminals, before, strict=True):
            run.cpu_s_a_minute = (terminal.processor_s() - spent_s) / (time.perf_counter() - begun) * 60
            run.peak_mib = terminal.peak_mib()
        return runs
    finally:
        for terminal in terminals:
            terminal.close()


def main() -> None:
    """Measure in turn, and print the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", metavar="COMMAND", help="another program than countdown.py")
    parser.add_argument("--drawn", default=r"[╺╻╶╭│┌╷╮█#─]", help="what the other's first frame shows")
    parser.add_argument("--first-frame", action="store_true")
    parser.add_argument("--whole-session", action="store_true", help=f"{WHOLE_ROUTINE} instead of one long hold")
    parser.add_argument("--moving", action="store_true", help="a figure that moves all the time instead of a hold")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--window", type=float, default=15.0, metavar="SECONDS")
    arguments = parser.parse_args()
    other = COUNTDOWN
    if arguments.against:
        command = shlex.split(arguments.against)
        other = Program(" ".join(map(os.path.basename, command)), command, arguments.drawn)
    with tempfile.TemporaryDirectory() as home:
        env = clean_env(home)
        exercise = None if arguments.whole_session else "spinal-rocks" if arguments.moving else "cobra"
        pair = (ours(Path(home), exercise), other)
        for program in pair:
            first_frame(program, env)  # the first makes the history, and warms caches
        rounds = []
        for _ in range(arguments.rounds):
            if arguments.first_frame:
                rounds.append([first_frame(program, env) for program in pair])
            else:
                rounds.append([windows([program], arguments.window, env)[0] for program in pair])
    for what, name, unit in (
        ("first frame", "frame_s", "ms"),
        ("processor time a minute", "cpu_s_a_minute", "s"),
        ("peak memory", "peak_mib", "MiB"),
    ):
        pairs = [(getattr(one, name), getattr(two, name)) for one, two in rounds]
        if all(one and two for one, two in pairs):
            print(compared(what, other.name, pairs, unit))


if __name__ == "__main__":
    main()
