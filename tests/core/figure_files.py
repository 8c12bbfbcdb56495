"""The built-in exercises, for tests of what is drawn of them."""

from functools import cache
from pathlib import Path

from stretchcore.document import read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.figure import Figure
from stretchcore.plan import Plan, make_plan

ROUTINES = Path(__file__).parents[2] / "routines"
IDS = sorted(file.stem for file in (ROUTINES / "exercises").glob("*.toml"))


@cache
def library() -> dict[str, Exercise]:
    """Return the built-in exercises."""
    files = {id: ROUTINES / "exercises" / f"{id}.toml" for id in IDS}
    return {id: read_exercise(file.read_bytes(), id).good() for id, file in files.items()}


def figures_of(exercise: Exercise) -> list[Figure]:
    """Return the start and the positions of an exercise, as far as they are drawn."""
    found = [exercise.start, *(position.figure for position in exercise.positions)]
    return [figure for figure in found if figure is not None]


def moves_of(exercise: Exercise) -> list[tuple[Figure, Figure]]:
    """Return the movements that are shown of an exercise."""
    figures = figures_of(exercise)
    return [(one, other) for one in figures for other in figures if one is not other]


@cache
def plan_of(routine: str) -> Plan:
    """Lay a built-in routine out."""
    text = (ROUTINES / f"{routine}.toml").read_bytes()
    return make_plan(read_routine(text, routine, library()).good(), library(), 20)
