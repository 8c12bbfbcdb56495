"""Measures stretchtui beside other timers: all that was promised, in one run, on one machine.

    python docs/benchmarks/side_by_side.py                  # fifty minutes, on a machine that rests
    python docs/benchmarks/side_by_side.py --quick          # twelve minutes, for a first look
    python docs/benchmarks/side_by_side.py --write          # and puts the tables into docs/benchmarks.md
    python docs/benchmarks/side_by_side.py --folder PATH    # keeps what was installed for the next run

It installs this checkout and the other programs into a folder that is thrown away (rivals.py), and runs there. Programs
run in turn in the same pseudo-terminal, and what is quoted are medians of pairs. Exit 1 where a limit is missed.
"""

import argparse
import asyncio
import datetime
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rivals import RIVALS, TCLOCK, TERMDOWN, install, versions

if TYPE_CHECKING:  # what the folder has and the Python that starts this may not have
    from behaviour import Subject
    from measuring import Figure
    from screen import Program, Run

HERE = Path(__file__).resolve().parent
PAGE = HERE.with_name("benchmarks.md")
BEGIN, END = "<!-- begin: side_by_side.py -->", "<!-- end: side_by_side.py -->"
MISSED = "missed.txt"
HEAD = ("what", "against", "stretchtui", "the other", "ratio", "at most", "")
COUNTED_S = 90


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measures stretchtui beside other timers.")
    parser.add_argument("--quick", action="store_true", help="few rounds, and two minutes of the whole session")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument("--folder", type=Path, metavar="PATH", help="where to install, and to keep it")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Install and start again inside, or measure."""
    asked = options()
    if asked.inside:
        return report(asked)
    with tempfile.TemporaryDirectory(prefix="side-by-side-") as temporary:
        folder = (asked.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        tell("installing this checkout and the other timers")
        (folder / MISSED).write_text("\n".join(install(folder, HERE.parents[1])), encoding="utf-8")
        env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "NO_COLOR")}
        command = [str(folder / "own" / "bin" / "python"), str(HERE / "side_by_side.py"), "--inside", str(folder)]
        command += [f"--{name}" for name in ("quick", "write") if getattr(asked, name)]
        return subprocess.run(command, env=env, check=False).returncode


def report(asked: argparse.Namespace) -> int:
    """Measure, and print the tables; return 1 where a limit is missed."""
    folder: Path = asked.inside
    begun = machine()
    figures: list[Figure] = []
    programs: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as home:
        for figure in promised(folder, Path(home), programs, quick=asked.quick):
            tell(str(figure))
            figures.append(figure)
        tell("how they keep time")
        behaviour = time_kept(folder, Path(home))
    missed = [figure for figure in figures if figure.missed]
    lost = (folder / MISSED).read_text(encoding="utf-8").splitlines()
    begun = f"{begun} (a quick run, with few rounds)" if asked.quick else begun
    text = "\n".join(page(figures, programs, behaviour, begun, lost))
    print(text)
    if asked.write:
        _write(text)
    tell(f"{len(missed)} of {len([one for one in figures if one.limit is not None])} limits missed")
    return int(bool(missed))


def tell(text: str) -> None:
    """Say how far it is."""
    print(text, file=sys.stderr, flush=True)


# -- what is measured --------------------------------------------------------------------------------------------------


def promised(folder: Path, home: Path, programs: list[tuple[str, ...]], *, quick: bool) -> "Iterator[Figure]":
    """Yield all that was promised, and fill a table of what each program takes."""
    import commands
    import engine
    import statistics_of_years
    import status

    yield from on_screen(folder, home, programs, quick=quick)
    yield from status.measure(20 if quick else status.ROUNDS)
    yield from commands.measure(5 if quick else 21)
    yield engine.idle()
    yield engine.phase_change()
    yield engine.whole_phase()
    yield engine.drift()
    yield asyncio.run(engine.lateness(10 if quick else 120))
    yield from statistics_of_years.measure()


def on_screen(folder: Path, home: Path, rows: list[tuple[str, ...]], *, quick: bool) -> "Iterator[Figure]":
    """Yield what the screens of all timers come to."""
    from measuring import clean_env, compared
    from screen import COUNTDOWN, first_frame, ours, windows

    env = clean_env(home)
    hold, session = ours(home), ours(home, None)
    for program in (hold, COUNTDOWN):
        first_frame(program, env)  # the first makes what is kept, and warms caches
    others = [COUNTDOWN]
    for program in found_programs(folder):
        try:
            first_frame(program, env)
            others.append(program)
        except TimeoutError as fault:
            tell(f"{program.name} is left out: {fault}")
    everyone = [hold, *others]
    frames = rounds_of(everyone, lambda program: first_frame(program, env), 5 if quick else 21)
    holds = rounds_of(everyone, lambda program: windows([program], 5 if quick else 15, env)[0], 2 if quick else 7)
    rows.append(("timer", "first frame", "processor time a minute", "peak memory"))
    rows += [(program.name, *_medians(frames[program.name], holds[program.name])) for program in everyone]

    def pairs(runs: "dict[str, list[Run]]", name: str, other: "Program") -> list[tuple[float, float]]:
        return [
            (getattr(one, name), getattr(two, name)) for one, two in zip(runs[hold.name], runs[other.name], strict=True)
        ]

    yield compared("first frame of `run NAME`", COUNTDOWN.name, pairs(frames, "frame_s", COUNTDOWN), "ms", 1.25)
    for tclock in (one for one in others if one.name.startswith(TCLOCK.name)):
        yield compared("first frame of `run NAME`", tclock.name, pairs(frames, "frame_s", tclock), "ms", 0.8)
    what = "processor time a minute of a hold, figure and breath on"
    yield compared(what, COUNTDOWN.name, pairs(holds, "cpu_s_a_minute", COUNTDOWN), "s", 1.3)
    what = "peak memory of `run NAME`, figure on"
    yield compared(what, COUNTDOWN.name, pairs(holds, "peak_mib", COUNTDOWN), "MiB", 1.3)
    for termdown in (one for one in others if one.name.startswith(TERMDOWN.name)):
        minutes = 2 if quick else 24.5  # the first minutes move more than the rest: they are held to nothing
        tell(f"{minutes:g} minutes of {session.command[-1]}, and of termdown at the same time")
        one, two = windows([session, termdown], minutes * 60, env)
        what = f"processor time a minute of {minutes:g} minutes of `{session.command[-1]}`"
        yield compared(what, termdown.name, [(one.cpu_s_a_minute, two.cpu_s_a_minute)], "s", None if quick else 2)


def found_programs(folder: Path) -> "list[Program]":
    """Return the other timers that are there, counting an hour down as they do it by themselves."""
    from screen import Program

    known = versions(folder)
    found = []
    for rival in RIVALS:
        path = rival.found(folder)
        if path is not None:
            command = [path, *(part.format(3600) for part in rival.command)]
            found.append(Program(f"{rival.name} {known.get(rival.name, '')}".strip(), command, rival.drawn))
    return found


def rounds_of(
    programs: "Sequence[Program]", measure: "Callable[[Program], Run]", rounds: int
) -> "dict[str, list[Run]]":
    """Measure programs in turn, each round from the other end."""
    runs: dict[str, list[Run]] = {program.name: [] for program in programs}
    for number in range(rounds):
        for program in programs[:: -1 if number % 2 else 1]:
            runs[program.name].append(measure(program))
    return runs


def _medians(frames: "Sequence[Run]", holds: "Sequence[Run]") -> tuple[str, ...]:
    from statistics import median

    return (
        f"{median(run.frame_s for run in frames) * 1000:.0f} ms",
        f"{median(run.cpu_s_a_minute for run in holds):.2f} s",
        f"{median(run.peak_mib for run in holds):.1f} MiB",
    )


def time_kept(folder: Path, home: Path) -> list[tuple[str, ...]]:
    """Return the rows of a table of how the timers keep time."""
    import behaviour
    from measuring import clean_env

    return behaviour.table(behaviour.measure(subjects(folder, home), clean_env(home / "kept")))


def subjects(folder: Path, home: Path) -> "list[Subject]":
    """Return the timers that count down, this one without the seconds that it gives to get back into position."""
    from behaviour import Subject, left_words
    from screen import ONE_EXERCISE

    config = home / "kept" / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('lead_in = "0s"\n', encoding="utf-8")
    routine = home / "counted.toml"
    routine.write_text(ONE_EXERCISE.format("cobra", f"{COUNTED_S}s"), encoding="utf-8")
    program = str(Path(sys.executable).with_name("stretchtui"))
    found = [Subject("stretchtui", [program, "run", str(routine)], "█", watch=left_words)]
    for rival in RIVALS:
        path = rival.found(folder)
        if path is not None and rival.plain:
            command = [path, *(part.format(COUNTED_S) for part in rival.plain)]
            found.append(Subject(rival.name, command, rival.drawn, rival.pause))
    return found


# -- what is printed ---------------------------------------------------------------------------------------------------


def machine() -> str:
    """Return on what it runs, and when it began."""
    name = platform.processor() or platform.machine()
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            name = line.partition(":")[2].strip()
            break
    system = next((line.partition("=")[2].strip('"') for line in _lines("/etc/os-release") if "PRETTY" in line), "")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    when = datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{when}, {name}, {os.cpu_count()} cores, {system or platform.platform()}{load}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def page(
    figures: "Sequence[Figure]",
    programs: Sequence[tuple[str, ...]],
    behaviour: Sequence[tuple[str, ...]],
    begun: str,
    lost: Sequence[str],
) -> Iterator[str]:
    """Yield the lines of the report."""
    from importlib.metadata import version

    own = ", ".join(f"{name} {version(name)}" for name in ("textual", "typer", "transitions"))
    yield f"Measured on {begun};"
    yield f"Python {platform.python_version()}, {own}."
    yield ""
    yield from markdown([HEAD, *(figure.cells() for figure in figures)])
    yield ""
    yield "What each timer takes, counting down as it does by itself:"
    yield ""
    yield from markdown(programs)
    yield ""
    yield "How they keep time: how long sixty seconds took that were seen to pass, and the one furthest from a second;"
    yield "how much more ran than was counted when it was paused ten times in the middle of a second (here without the"
    yield "lead-in, which gives time to get back into position); what becomes of a hold when the process is stopped"
    yield "(SIGSTOP) and goes on; and what is seen at 40x12 and back at 100x30:"
    yield ""
    yield from markdown(behaviour)
    if lost:
        yield ""
        yield f"Not to be had here: {'; '.join(lost)}."


def markdown(rows: Sequence[Iterable[str]]) -> Iterator[str]:
    """Yield a table, its head first."""
    head, *rest = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rest:
        yield f"| {' | '.join(row)} |"


def _write(text: str) -> None:
    whole = PAGE.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not rest:
        raise SystemExit(f"{PAGE} has no place for it: {BEGIN}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
