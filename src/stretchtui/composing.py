"""The text of a new routine: one that runs as it is, and shows what one would change."""

from collections.abc import Mapping, Sequence

import tomli_w

from stretchcore.data import exercise_to_data
from stretchcore.exercise import Exercise
from stretchcore.schema import FORMAT
from stretchcore.values import dataclass
from stretchtui.schemas import SCHEMA_LINES

USUAL_EXERCISES = ("knee-to-chest", "childs-pose")
"""What a routine holds where nothing is asked for: two gentle stretches of the lower back, both on the mat."""

_HEADER = """\
# `stretchtui run {id}` starts this routine; `stretchtui edit {id}` opens it and checks it when you are done.
# A time is 20s, 1m30s, 6 counts or 5 breaths; of a range such as 20-30s, the level says where in it. Reps are per side.

"""

_WARM_UP: Mapping[str, object] = {"exercise": "march-on-the-spot", "hold": "1-2m"}


@dataclass(frozen=True, slots=True)
class Idea:
    """What a new routine is to be."""

    id: str
    name: str
    summary: str = ""
    tags: tuple[str, ...] = ()


def compose(idea: Idea, exercises: Sequence[Exercise]) -> str:
    """Return the text of a routine: a warm-up, and the exercises with the doses that are their own.

    The doses are written out, since they are what one changes first.
    """
    text = opening(idea) + "\n[[warm_up]]\n" + tomli_w.dumps(_WARM_UP)
    for exercise in exercises:
        text += f"\n# {exercise.name}{_purpose(exercise)}\n[[steps]]\n{_step(exercise)}"
    return text


def opening(idea: Idea) -> str:
    """Return the text of a routine without a step yet."""
    head: dict[str, object] = {"format": FORMAT, "name": idea.name}
    if idea.summary:
        head["summary"] = idea.summary
    text = SCHEMA_LINES["routine"] + _HEADER.format(id=idea.id) + tomli_w.dumps(head)
    if idea.tags:  # on one line, as one would write them
        text += (
            f"tags = [{', '.join(tomli_w.dumps({'tag': tag}).removeprefix('tag = ').strip() for tag in idea.tags)}]\n"
        )
    return text


def _purpose(exercise: Exercise) -> str:
    return f", for {', '.join(exercise.targets)}" if exercise.targets else ""


def _step(exercise: Exercise) -> str:
    data = exercise_to_data(exercise)
    dose, positions = data["dose"], data["positions"]
    assert isinstance(dose, dict)
    assert isinstance(positions, list)
    step: dict[str, object] = {"exercise": exercise.id}
    holds = {position["id"]: position["hold"] for position in positions if position["hold"] is not None}
    if dose["pace"] is None and len(positions) == 1 and holds:
        step["hold"] = next(iter(holds.values()))
    for key in ("reps", "sets", "pace", "estimate"):
        if dose[key] is not None:
            step[key] = _figure(dose[key])
    text = tomli_w.dumps(step)
    if dose["pace"] is None and len(positions) > 1:
        text += "".join(f"positions.{line}\n" for line in tomli_w.dumps(holds).splitlines())
    return text


def _figure(value: object) -> object:
    """Return a count as one writes it: a single one without quotes."""
    if isinstance(value, list):
        return [_figure(entry) for entry in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value
