"""Runs a target of the fuzzers for as long as one likes: the long form of tests/fuzz/test_fuzzing.py.

    python docs/fuzzing/run.py TARGET [--seconds N] [--corpus FOLDER] [--found FOLDER] [--blind]
    python docs/fuzzing/run.py --list
    python docs/fuzzing/run.py TARGET --input FILE

With `atheris` (``pip install atheris``; no dependency of this project), inputs that reach new code are kept and changed
further; with ``--blind``, or without it, inputs are changes of the seeds only. Findings are made small and stored with
what they raise; ``--input`` runs one again.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from random import Random
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[2]

if TYPE_CHECKING:
    from fuzz.judging import Judge
    from fuzz.target import Target

_ROOMS = ("stretchcore", "stretchtui.history", "stretchtui.exchange", "stretchtui.remote", "stretchtui.cues")
_LONGEST = 1 << 16


def main() -> int:
    """Run what the command line asks for; return 1 where something was found."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
    sys.dont_write_bytecode = True  # a cache is written where nothing may be
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?")
    parser.add_argument("--list", action="store_true", help="list the targets")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--corpus", type=Path, help="where inputs are kept from one run to the next")
    parser.add_argument("--found", type=Path, default=Path("found"), help="where the inputs of findings go")
    parser.add_argument("--blind", action="store_true", help="without atheris")
    parser.add_argument("--input", type=Path, help="run this file only")
    options = parser.parse_args()
    try:
        atheris: Any = None if options.blind or options.input else import_module("atheris")
    except ImportError:
        print("atheris is not installed; the inputs are changes of the seeds only", file=sys.stderr)
        atheris = None
    # What is imported inside is instrumented, so that atheris sees which code an input reaches.
    with atheris.instrument_imports(include=["stretchcore", "stretchtui"]) if atheris else nullcontext():
        for room in _ROOMS:
            package = import_module(room)
            for module in walk_packages(package.__path__, f"{room}."):
                import_module(module.name)
        from fuzz.judging import Judge
        from fuzz.targets import TARGETS
    if options.list or options.target not in TARGETS:
        for target in TARGETS.values():
            print(f"{target.name:24} {target.promise}")
        return 0 if options.list else 2
    target = TARGETS[options.target]
    if options.input:
        target.run(options.input.read_bytes())
        print("all promises are kept")
        return 0
    judge = Judge(target, options.found, tell=_found)
    if atheris is None:
        return blindly(judge, options.seconds)
    return _guided(atheris, judge, options.seconds, options.corpus)


def blindly(judge: "Judge", seconds: float) -> int:
    """Take all seeds, and changes of them for so long; return 1 where something was found."""
    seeds = judge.target.seeds()
    end = time.monotonic() + seconds
    for seed in seeds:
        judge.take(seed)
    while time.monotonic() < end:
        random = Random(judge.executions)
        judge.take(judge.target.mutate(random.choice(seeds), random)[:_LONGEST])
    return _tell(judge, seconds, "")


def _guided(atheris: Any, judge: "Judge", seconds: float, corpus: Path | None) -> int:
    target: Target = judge.target
    kept = corpus or Path(tempfile.mkdtemp(prefix="corpus-"))
    kept.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (kept / f"seed-{number}").write_bytes(seed)
    said = tempfile.NamedTemporaryFile("w+", prefix="said-")  # noqa: SIM115  # until the process ends
    os.dup2(said.fileno(), 2)  # libFuzzer tells the coverage there, and nowhere else
    end = time.monotonic() + seconds

    def take(data: bytes) -> None:
        judge.take(bytes(data))
        if time.monotonic() > end:
            said.seek(0)
            reached = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", said.read())
            covered = "edges {}, features {}, inputs kept {}".format(*reached[-1]) if reached else ""
            code = _tell(judge, seconds, covered)
            sys.stdout.flush()
            os._exit(code)  # libFuzzer itself does not end before it has read all of its inputs

    def change(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        made: bytes
        if random.random() < 0.3:
            made = target.mend(atheris.Mutate(bytes(data), most))
        else:
            made = target.mutate(bytes(data), random)
        return made[:most]

    flags = [f"-max_len={_LONGEST}", "-rss_limit_mb=0", "-timeout=60", "-report_slow_units=1000", "-len_control=0"]
    # An input by which the program itself is lost, or does not come back from C, ends the run and is kept.
    judge.folder.mkdir(parents=True, exist_ok=True)
    flags.append(f"-artifact_prefix={judge.folder}/{target.name}-ended-by-")
    atheris.Setup([sys.argv[0], *flags, str(kept)], take, custom_mutator=change)
    atheris.Fuzz()
    return 0


def _found(line: str) -> None:
    print(line, flush=True)


def _tell(judge: "Judge", seconds: float, covered: str) -> int:
    print(
        f"{judge.target.name}: {judge.executions:,} executions in {seconds:.0f} s, {len(judge.findings)} findings,"
        f" slowest {judge.slowest_s:.2f} s; {covered}"
    )
    return 1 if judge.findings else 0


if __name__ == "__main__":
    sys.exit(main())
