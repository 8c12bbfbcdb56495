"""Runs a target on inputs, and takes down what it finds: each fault once, with the smallest input that shows it."""

import hashlib
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from fuzz.scratch import room
from fuzz.target import Target, harmless

SOON_S = 5.0
"""So much of the processor's time an input may take; instrumented code takes several times as long as ours does."""

MUCH_KIB = 400 * 1024
"""So much memory an input may make the program grow by, in KiB."""

_SMALLER_S = 20.0


class TooSlow(BaseException):
    """An input took too long; no `except Exception` may hide it."""


class TooGreedy(AssertionError):
    """An input took too much memory."""


@dataclass
class Judge:
    """Takes inputs to a target.

    Attributes:
        folder: Where the inputs of findings go.
        tell: Says that something was found.
        findings: The place of each fault in the code, with its file.
        slowest_s: The processor's time of the slowest input that was no finding.
    """

    target: Target
    folder: Path
    tell: Callable[[str], None]
    executions: int = 0
    findings: dict[str, Path] = field(default_factory=dict)
    slowest_s: float = 0.0

    def take(self, data: bytes) -> None:
        """Run the target on an input."""
        self.executions += 1
        start = time.process_time()
        fault = fault_of(self.target, data)
        if fault is None:
            self.slowest_s = max(self.slowest_s, time.process_time() - start)
            return
        name = signature(fault)
        if name in self.findings:
            return
        small = smaller(self.target, data, name)
        path = self.folder / f"{self.target.name}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small)
        text = "".join(traceback.format_exception(fault))
        path.with_suffix(".txt").write_text(text, errors="backslashreplace")
        self.findings[name] = path
        self.tell(f"found {name}: {len(small)} bytes in {path}")


def fault_of(target: Target, data: bytes) -> BaseException | None:
    """Return what an input makes a target raise."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with harmless(str(room())), _soon():
            target.run(data)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if grown > MUCH_KIB:
            raise TooGreedy(f"{grown // 1024} MiB more")
    except (Exception, TooSlow) as fault:  # noqa: BLE001  # whatever it is, it is a finding
        return fault
    return None


@contextmanager
def _soon() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SOON_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def signature(fault: BaseException) -> str:
    """Return where and how something went wrong, the same for inputs that show the same."""
    ours = [frame for frame in traceback.extract_tb(fault.__traceback__) if "/fuzz/target.py" not in frame.filename]
    frames = [frame for frame in ours if "/src/stretch" in frame.filename] or ours
    last = f"{Path(frames[-1].filename).name}:{frames[-1].name}:{frames[-1].lineno}"
    if isinstance(fault, TooSlow):  # it is stopped anywhere in a loop
        last = f"{Path(frames[0].filename).name}:{frames[0].name}"
    elif isinstance(fault, AssertionError):
        last = f"{Path(ours[-1].filename).name}:{ours[-1].name}:{ours[-1].lineno}"
    return f"{type(fault).__name__} at {last}"


def smaller(target: Target, data: bytes, name: str) -> bytes:
    """Return a small input that shows the same: pieces are cut out while it does, for a bounded time."""
    end = time.monotonic() + _SMALLER_S
    size = max(1, len(data) // 2)
    while size:
        at = 0
        while at < len(data):
            if time.monotonic() > end:
                return data
            cut = target.mend(data[:at] + data[at + size :])
            fault = fault_of(target, cut) if len(cut) < len(data) else None
            if fault is not None and signature(fault) == name:
                data = cut
            else:
                at += size
        size //= 2
    return data
