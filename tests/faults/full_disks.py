"""Plays sessions on a disk that is full, or becomes so, and where files may not grow past a size.

    python -m faults.full_disks limit FOLDER FIRST STEP LAST    files may not grow past so many bytes
    python -m faults.full_disks disk FOLDER FIRST STEP LAST     so many bytes are free, on a disk of its own

The second needs a folder on a disk that can be filled: a small tmpfs. Prints a JSON object a session.
"""

import json
import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from faults.judging import expect
from faults.many_sessions import AFTER_ALL, Played, judge, judge_next, play
from stretchtui.paths import Paths


@dataclass
class Case:
    """One session without room, and what came of it."""

    what: str
    missing: int = 0
    lost: str = ""


def limited(size: int, work: Callable[[], Played]) -> Played:
    """Do some work while no file may grow past a size."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        return work()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


class Ballast:
    """A file that takes the room on a disk."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ballast"

    def leave(self, free: int) -> None:
        """Take all room but so many bytes."""
        self.drop()
        disk = os.statvfs(self._path.parent)
        with self._path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, disk.f_bavail * disk.f_frsize - free))

    def drop(self) -> None:
        """Give the room back."""
        self._path.unlink(missing_ok=True)


@contextmanager
def home_in(folder: Path) -> Iterator[Paths]:
    """Make a home, and take it away."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    yield Paths.under(home)
    shutil.rmtree(home, ignore_errors=True)


def tried(what: str, folder: Path, work: Callable[[Paths, Case], Played], whole: list[dict[str, object]]) -> Case:
    """Play a session without room, and one after it with room."""
    case = Case(what)
    with home_in(folder) as paths:
        try:
            played = work(paths, case)
            case.missing = judge(paths, played, whole)
            judge_next(paths, whole)
        except Exception as error:  # noqa: BLE001  # whatever came out of it is a finding
            case.lost = f"{type(error).__name__}: {error}"
    return case


def limits(folder: Path, sizes: range) -> Iterator[Case]:
    """Play with a limit for each size."""
    with home_in(folder) as paths:
        whole = play(paths).events()
    for size in sizes:

        def work(paths: Paths, _case: Case, size: int = size) -> Played:
            return limited(size, lambda: play(paths))

        yield tried(f"no file past {size} bytes", folder, work, whole)


def disks(folder: Path, sizes: range) -> Iterator[Case]:
    """Play with so little room from the start, from the middle on, at the end, and in the middle only."""
    ballast = Ballast(folder)
    with home_in(folder) as paths:
        whole = play(paths).events()
    half, end = len(whole) // 2, len(whole) - 2

    def full(when: str, free: int) -> Callable[[Paths, Case], Played]:
        def at(told: int) -> None:
            if told >= {"start": 0, "middle": half, "end": end, "meanwhile": 3}[when] and not done:
                done.append(told)
                ballast.leave(free)
            if when == "meanwhile" and told >= half:
                ballast.drop()

        def work(paths: Paths, case: Case) -> Played:
            try:
                at(0)
                played = play(paths, at=at)
            finally:
                ballast.drop()
            if when == "meanwhile":
                said = [notice for notice in played.notices() if "logged" in notice]
                expect(not said or said[-1] == AFTER_ALL, f"with room again, all is written: {said}")
            return played

        done: list[int] = []
        return work

    for free in sizes:
        for when in ("start", "middle", "end", "meanwhile"):
            yield tried(f"{free} bytes left at the {when}", folder, full(when, free), whole)


def main(kind: str, folder: Path, sizes: range) -> None:
    """Print all of them."""
    for case in (limits if kind == "limit" else disks)(folder, sizes):
        sys.stdout.write(json.dumps(asdict(case)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), range(int(sys.argv[3]), int(sys.argv[5]), int(sys.argv[4])))
