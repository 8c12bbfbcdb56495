"""What the measurements have in common: a figure with its limit, a clean environment, pairs that are run in turn."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 21
_SCALES = {"ns": 1e9, "µs": 1e6, "ms": 1e3, "s": 1.0}
# Colours and sizes that somebody has set, and what keeps Python from compiling: none of it is of the program.
_FOREIGN = ("NO_COLOR", "COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")


@dataclass(frozen=True)
class Figure:
    """One thing that was measured.

    Attributes:
        value: What it came to, in `unit`.
        other: What it is compared with came to, in the same unit; None where it stands alone.
        ratio: Its ratio to the other, the median over all pairs; None where it stands alone.
        limit: What the ratio, or the value that stands alone, is at most to be; None where nothing was promised.
    """

    what: str
    against: str
    value: float
    unit: str
    other: float | None = None
    ratio: float | None = None
    limit: float | None = None

    @property
    def judged(self) -> float:
        """What is held against the limit, as exact as it is printed."""
        return float(_short(self.value if self.ratio is None else self.ratio))

    @property
    def missed(self) -> bool:
        """Whether it is over its limit."""
        return self.limit is not None and self.judged > self.limit

    def cells(self) -> tuple[str, ...]:
        """Return it as a row of a table: what, against what, the two values, the ratio, the limit, a verdict."""
        other = "" if self.other is None else f"{_short(self.other)} {self.unit}"
        ratio = "" if self.ratio is None else _short(self.ratio)
        limit = "–" if self.limit is None else _short(self.limit) + (f" {self.unit}" if self.ratio is None else "")
        verdict = "over" if self.missed else ""
        return self.what, self.against, f"{_short(self.value)} {self.unit}", other, ratio, limit, verdict

    def __str__(self) -> str:
        what, against, value, other, ratio, limit, verdict = self.cells()
        compared = f"{ratio} x {other} of {against}" if ratio else against
        return f"{what}: {value}, {compared} (at most {limit}){', OVER' if verdict else ''}"


def _short(number: float) -> str:
    """Write a number with the places that mean something."""
    if abs(number) >= 100:
        return f"{number:.0f}"
    if abs(number) >= 10:
        return f"{number:.1f}"
    return f"{number:.2f}" if abs(number) >= 0.1 or not number else f"{number:.3f}"


def compared(
    what: str, against: str, pairs: Iterable[tuple[float, float]], unit: str, limit: float | None = None
) -> Figure:
    """Return the medians of pairs in seconds, and the median of their ratios: a busy machine is busy for both."""
    pairs = list(pairs)
    scale = _SCALES.get(unit, 1.0)
    ours, theirs = (statistics.median(column) * scale for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    return Figure(what, against, ours, unit, theirs, ratio, limit)


def in_turn(ours: Callable[[], float], theirs: Callable[[], float], rounds: int) -> list[tuple[float, float]]:
    """Measure two things in turn, each first as often as second."""
    pairs = []
    for number in range(rounds):
        if number % 2:
            other = theirs()
            pairs.append((ours(), other))
        else:
            pairs.append((ours(), theirs()))
    return pairs


def clean_env(home: str | Path) -> dict[str, str]:
    """Return the environment in which programs are measured: a home of its own, and a terminal that can do all."""
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return env | {"STRETCHTUI_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def processor_s(command: list[str], env: dict[str, str]) -> float:
    """Return the processor time that a command takes, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(command, env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def wall_s(command: list[str], env: dict[str, str]) -> float:
    """Return how long a command takes, in seconds."""
    begin = time.perf_counter()
    _run(command, env)
    return time.perf_counter() - begin


def _run(command: list[str], env: dict[str, str]) -> None:
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
