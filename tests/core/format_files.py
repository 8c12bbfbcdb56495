"""What the tests of the file formats share: built-in and hand-written files, and short ways to read a text."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from stretchcore.advice import advice_for
from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.plan import Plan, make_plan
from stretchcore.problems import Problem
from stretchcore.routine import Routine, Step

ROOT = Path(__file__).parents[2]
BUILT_IN = ROOT / "routines"
GOOD = ROOT / "tests" / "data" / "good"
BROKEN = ROOT / "tests" / "data" / "broken"
EVERYTHING = GOOD / "everything.toml"
EVERY_KEY = GOOD / "every-key-of-an-exercise.toml"


@cache
def library() -> Mapping[str, Exercise]:
    """Return the built-in exercises by id, and the one that has every key."""
    files = [*sorted((BUILT_IN / "exercises").glob("*.toml")), EVERY_KEY]
    return {file.stem: read_exercise(file.read_bytes(), file.stem).good() for file in files}


def read(source: str | bytes) -> Document[Routine]:
    """Read a routine that may name any exercise of the library."""
    return read_routine(source, "it", library())


def told(document: Document[Routine] | Document[Exercise]) -> list[str]:
    """Return the problems of a document as they are printed, without the name of the file."""
    return [str(problem).removeprefix(f"{document.file}:") for problem in document.problems]


def problems(*lines: str) -> list[str]:
    """Return the problems of a routine whose text is these lines, as they are printed."""
    return told(read("\n".join(lines)))


def with_steps(*steps: str, head: str = "") -> Routine:
    """Return a good routine of some steps, each the inside of an inline table, below some other lines."""
    return read(f'name = "It"\n{head}\nsteps = [\n{"".join(f"{{ {step} }},{chr(10)}" for step in steps)}]\n').good()


def first_step(routine: Routine) -> Step:
    """Return the first step of the main section."""
    step = routine.steps[0]
    assert isinstance(step, Step)
    return step


def plan(routine: Routine, level: int = 0) -> Plan:
    """Lay a routine out."""
    return make_plan(routine, library(), level)


def advice(source: str) -> list[Problem]:
    """Return the advice on a good routine, each with its place."""
    document = read(source)
    return [document.locate(fault) for fault in advice_for(document.good(), library())]
