"""Tries every fault of docs/reliability.md, and prints what came of it: the long form of tests/faults.

    python docs/reliability/every_fault.py [NAME…] [--quick]

NAME is the name of a kind, as in ``--list``; without one, all are tried, which takes about an hour. Some need root (a
small disk, a folder mounted for reading), a C compiler or libfaketime; what cannot be tried here is said.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from faults import faked_time, homes, shim, soaking, terminals  # noqa: E402
from faults.judging import expect  # noqa: E402
from faults.many_writes import COMMANDS as WRITING  # noqa: E402
from faults.sharing import command, judge_shared  # noqa: E402
from faults.signalled import (  # noqa: E402
    PHASES,
    STOPPED_S,
    Session,
    judge_cut_off,
    judge_ignored,
    judge_stopped,
    make_home,
)

PAGE = 4_096
FLAT_KIB = 1_024
"""By so much the memory of the app may grow in twelve hours. Till noon, Textual's own caches come to their bounds."""


@dataclass(frozen=True)
class Case:
    """One fault, tried once.

    Attributes:
        lost: The promise that was not kept; empty where all are.
        missing: How many phases are not in the log, and were said not to be.
    """

    what: str
    lost: str = ""
    missing: int = 0


class CannotTry(Exception):
    """This machine lacks what the fault needs."""


def tried(what: str, judge: Callable[[], object]) -> Case:
    """Try one fault."""
    try:
        judge()
    except Exception as error:  # noqa: BLE001  # whatever came out of it is a finding
        return Case(what, f"{type(error).__name__}: {error}")
    return Case(what)


def in_folder(judge: Callable[[Path], object]) -> Callable[[], object]:
    """Give a judge a folder of its own."""

    def work() -> object:
        with tempfile.TemporaryDirectory() as folder:
            return judge(Path(folder))

    return work


def module(name: str, *arguments: object, **environment: str) -> Iterator[dict[str, Any]]:
    """Run a module of the tests, and yield what it prints."""
    path = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests"))
    with subprocess.Popen(
        [sys.executable, "-m", f"faults.{name}", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        raise RuntimeError(f"faults.{name} ended with {process.returncode}")


def from_data(what: str, data: dict[str, Any]) -> Case:
    """Return a case that a module has printed."""
    return Case(what, data["lost"], data.get("missing", 0))


@contextmanager
def library(folder: Path) -> Iterator[Path]:
    """Build the library that makes calls fail."""
    if shim.WHY_NOT:
        raise CannotTry(shim.WHY_NOT)
    yield shim.build(folder)


# -- files ---------------------------------------------------------------------------------------------------------


def failing_sessions(mode: int, *, quick: bool) -> Iterator[Case]:
    """Fail each call of a session: a new log, one that is there, a session that goes on."""
    shards = 1 if quick else 4  # they wait for locks more than they work

    def shard(built: Path, scene: str, first: int) -> list[Case]:
        root = built.with_name(f"{scene}-{first}")
        root.mkdir()
        found = module("many_sessions", mode, scene, first, 23 if quick else shards, **shim.environment(built, root))
        return [from_data(f"{scene}: call {data['at']}, {data['failed']}", data) for data in found]

    with tempfile.TemporaryDirectory() as name, library(Path(name)) as built, ThreadPoolExecutor(6) as pool:
        parts = [(built, scene, first) for scene in ("new", "later", "resume") for first in range(1, 1 + shards)]
        for cases in pool.map(shard, *zip(*parts, strict=True)):
            yield from cases


def failing_commands(mode: int, *, quick: bool) -> Iterator[Case]:
    """Fail each call of each command that writes."""

    def one(built: Path, name: str) -> list[Case]:
        root = built.with_name(f"root-{name}")
        root.mkdir()
        found = module("many_writes", mode, 1, 23 if quick else 1, name, **shim.environment(built, root))
        return [from_data(f"{name}: call {data['at']}, {data['failed']}", data) for data in found]

    with tempfile.TemporaryDirectory() as name, library(Path(name)) as built, ThreadPoolExecutor(4) as pool:
        for cases in pool.map(one, [built] * len(WRITING), WRITING):
            yield from cases


def limits(*, quick: bool) -> Iterator[Case]:
    """Let no file grow past each size."""
    with tempfile.TemporaryDirectory() as folder:
        for data in module("full_disks", "limit", folder, 0, 40 * PAGE if quick else PAGE, 60 * PAGE):
            yield from_data(data["what"], data)


def disks(*, quick: bool) -> Iterator[Case]:
    """Leave so many bytes on a disk, at the start, in the middle, at the end, and for a while."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder]
        if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
            raise CannotTry("only root can mount a small disk, and not everywhere")
        try:
            for data in module("full_disks", "disk", folder, 0, 20 * PAGE if quick else PAGE, 80 * PAGE):
                yield from_data(data["what"], data)
        finally:
            subprocess.run(["umount", folder], check=True)


def unwritable_homes(*, quick: bool) -> Iterator[Case]:  # noqa: ARG001
    """Make each folder read-only, or take HOME away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, environment, read_only in homes.environments(folder):
            with homes.unwritable(read_only) if read_only else nullcontext(enter_result=True) as can:
                if can:
                    yield tried(what, lambda e=environment: homes.judge_home(folder / "many.toml", e))


# -- processes -----------------------------------------------------------------------------------------------------


def at_random(judge: Callable[[Path, float], object], count: int, *, workers: int = 2) -> Iterator[Case]:
    """Try something at so many random moments of a session."""
    chance = random.Random(5)
    moments = [chance.uniform(0.0, 2.5) for _ in range(count)]

    def one(moment: float) -> Case:
        return tried(f"after {moment:.2f} s", in_folder(lambda folder: judge(folder, moment)))

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(one, moments)


def cut_off(number: signal.Signals, *, quick: bool) -> Iterator[Case]:
    """Send a signal at random moments, and go on with the session."""
    return at_random(lambda folder, moment: judge_cut_off(folder, number, moment), 3 if quick else 50)


def stopped(*, quick: bool) -> Iterator[Case]:
    """Stop and continue a session at random moments."""
    return at_random(lambda folder, moment: judge_stopped(folder, moment / 2, STOPPED_S), 2 if quick else 20, workers=4)


def pipe_signals(*, quick: bool) -> Iterator[Case]:
    """Send a signal that says nothing."""
    return at_random(lambda folder, moment: judge_ignored(folder, moment / 2), 2 if quick else 10)


def set_clocks(*, quick: bool) -> Iterator[Case]:
    """Set the wall clock of a running session."""
    if not faked_time.LIBRARY:
        raise CannotTry("libfaketime is not installed")
    parts = [
        (begins, leap, after)
        for begins in ("2026-03-28 12:00:00", "2026-03-28 23:59:30", "2024-02-28 23:59:30")
        for leap in (faked_time.LEAPS[:2] if quick else faked_time.LEAPS)
        for after in ((0,) if quick else (0, PHASES // 2))
    ]

    def one(part: tuple[str, str, int]) -> Case:
        begins, leap, after = part
        judge = in_folder(lambda folder: faked_time.judge_set_clock(folder, begins, leap, after))
        return tried(f"{begins}, {leap} after phase {after}", judge)

    with ThreadPoolExecutor(3) as pool:
        yield from pool.map(one, parts)


def shared(*, quick: bool) -> Iterator[Case]:
    """Let a session, an import, ratings and statistics share one log."""
    for imported in (300,) if quick else (10, 300, 3_000, 300, 3_000):
        yield tried(f"{imported} imported", in_folder(lambda f, i=imported: judge_shared(f, imported=i, each=4)))


def commands(*, quick: bool) -> Iterator[Case]:
    """Run every command into broken pipes, full disks and closed streams."""
    if not Path("/dev/full").exists():
        raise CannotTry("there is no /dev/full")
    with tempfile.TemporaryDirectory() as folder:
        for data in module("many_commands", folder, 0, 11 if quick else 1):
            yield from_data(f"{' '.join(data['arguments'])}: {data['streams']}", data)


def control_streams(*, quick: bool) -> Iterator[Case]:  # noqa: ARG001
    """Ask and command a session that runs, with streams that fail."""
    with tempfile.TemporaryDirectory() as name:
        home = make_home(Path(name))
        (home / "data" / "routines" / "long.toml").write_text(terminals.LONG)
        session = Session(home, ("run", "long"))
        session.until("phase_started")
        for words in ("status", "status --json", "status --follow", "status --format {phase}", "ctl pause", "resume"):
            for streams in ("broken pipe", "full disk"):
                yield tried(f"{words}: {streams}", lambda w=words, s=streams: judge_control(home, w.split(), s))
        session.process.terminate()
        session.end()


def judge_control(home: Path, words: list[str], streams: str) -> None:
    """Run a command with a stream that fails, beside a session that runs.

    Raises:
        Lost: It did not end as it should.
    """
    reader, broken = os.pipe()
    os.close(reader)
    with os.fdopen(broken, "w") as pipe, open("/dev/full", "w", encoding="ascii") as full:
        process = command(home, *words, stdout=pipe if streams == "broken pipe" else full)
    _, errors = process.communicate(timeout=30)
    prints = words[0] == "status"
    expect("Traceback" not in errors and errors.count("\n") <= 1, f"one line at most: {errors}")
    expect(process.returncode == 1 or not prints, f"it fails: {process.returncode}")
    if prints:
        expect(bool(errors) is (streams == "full disk"), f"a broken pipe is silent, a full disk is said: {errors}")


# -- terminals -----------------------------------------------------------------------------------------------------


def sizes(*, quick: bool) -> Iterator[Case]:
    """Change the size of the terminal of a session, and of the list of the routines, again and again."""
    grid = [(columns, lines) for columns in terminals.SIZES for lines in terminals.SIZES]
    random.Random(5).shuffle(grid)
    if quick:
        grid = grid[:12]
    for arguments, codes in ((("run", "long"), (3,)), ((), (0, 3))):
        for first in range(0, len(grid), 12):
            some = grid[first : first + 12]

            def judge(folder: Path, a: tuple[str, ...] = arguments, s: Any = some, c: Any = codes) -> None:
                terminals.judge_sizes(folder, a, s, codes=c)

            case = tried(f"{arguments or 'the app'} at {some}", in_folder(judge))
            yield case
            for _ in some[1:]:  # each size is one that was tried
                yield Case(case.what)


def kinds(*, quick: bool) -> Iterator[Case]:  # noqa: ARG001
    """Run a session in every kind of terminal."""
    for name, environment in terminals.KINDS.items():
        yield tried(name, in_folder(lambda folder, e=environment: terminals.judge_kind(folder, e)))


def soak(which: str, *, quick: bool) -> Iterator[Case]:
    """Let the app run for a simulated day, and weigh it."""
    weights: list[soaking.Weight] = []

    async def run(folder: Path) -> None:
        plan = soaking.short_plan() if which == "many" else soaking.long_plan()
        step_s, hours = 60 if which == "many" else 120, 2.0 if quick else 24.0
        async for weight in soaking.soak(folder, plan, hours, step_s=step_s, weigh_every_s=3_600):
            weights.append(weight)
            print(f"    {weight}", file=sys.stderr)
        expect(weights[-1].at_s == hours * 3_600, "it runs to the end of the day")
        noon, *later = weights[len(weights) // 2 :]
        grown_kib = max(weight.rss_kib for weight in later) - noon.rss_kib
        expect(quick or grown_kib < FLAT_KIB, f"its memory is flat from noon on: {grown_kib} KiB more")

    yield tried(f"a day of {which}", in_folder(lambda folder: asyncio.run(run(folder))))


Kind = tuple[str, Callable[..., Iterator[Case]], dict[str, Any]]
KINDS: dict[str, Kind] = {
    **{f"session-{n}": (f"a session: {mode.name}", failing_sessions, {"mode": n}) for n, mode in enumerate(shim.MODES)},
    **{f"write-{n}": (f"a command: {mode.name}", failing_commands, {"mode": n}) for n, mode in enumerate(shim.MODES)},
    "limit": ("no file may grow past a size (RLIMIT_FSIZE)", limits, {}),
    "disk": ("a small disk is full at the start, in the middle, at the end, for a while", disks, {}),
    "homes": ("a folder or the home is read-only or missing", unwritable_homes, {}),
    "kill": ("SIGKILL at a random moment, then `resume`", cut_off, {"number": signal.SIGKILL}),
    "term": ("SIGTERM at a random moment, then `resume`", cut_off, {"number": signal.SIGTERM}),
    "hup": ("SIGHUP at a random moment, then `resume`", cut_off, {"number": signal.SIGHUP}),
    "int": ("SIGINT at a random moment, then `resume`", cut_off, {"number": signal.SIGINT}),
    "stop": ("SIGSTOP and SIGCONT", stopped, {}),
    "pipe": ("SIGPIPE", pipe_signals, {}),
    "clock": ("the wall clock is set while a session runs", set_clocks, {}),
    "shared": ("a session, an import, ratings and statistics at one log", shared, {}),
    "streams": ("every command with a broken pipe, a full disk, closed streams", commands, {}),
    "control": ("`status`, `ctl` and `resume` beside a session, with such streams", control_streams, {}),
    "sizes": ("the terminal changes its size, 0 × 0 to 500 × 500", sizes, {}),
    "kinds": ("kinds of terminals and locales", kinds, {}),
    "soak-many": ("24 simulated hours of sessions on the screen", soak, {"which": "many"}),
    "soak-long": ("one session of 24 simulated hours on the screen", soak, {"which": "long"}),
}


def main() -> None:
    """Try what was asked for, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*KINDS, []], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="a sample of each")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    asked = parser.parse_args()
    if asked.list:
        for name, (title, _, _) in KINDS.items():
            print(f"{name:12} {title}")
        return
    print("| fault | tried | survived | lost | phases that were said not to be logged |\n|---|---|---|---|---|")
    for name in asked.names or KINDS:
        title, cases, options = KINDS[name]
        found = []
        try:
            for case in cases(**options, quick=asked.quick):
                found.append(case)
                if case.lost:
                    print(f"    {name}: {case.what}: {case.lost[:1_000]}", file=sys.stderr)
        except CannotTry as reason:
            print(f"| {title} | not tried here: {reason} | | | |", flush=True)
            continue
        lost = sum(bool(case.lost) for case in found)
        missing = sum(case.missing for case in found)
        print(f"| {title} | {len(found)} | {len(found) - lost} | {lost} | {missing} |", flush=True)


if __name__ == "__main__":
    main()
