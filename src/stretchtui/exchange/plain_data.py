"""A routine or an exercise as JSON: all of it, so that another program needs nothing else. `docs/paper.md` tells it."""

import json

from stretchcore.data import exercise_to_data, plan_to_data, sections_to_data
from stretchcore.exercise import Exercise
from stretchtui.exchange.formats import LaidOut, Subject

VERSION = 1
"""Counts up when the shape changes in another way than by having more keys."""


def write(subject: Subject) -> bytes:
    """Return the data as UTF-8."""
    data = exercise_data(subject) if isinstance(subject, Exercise) else routine_data(subject)
    return (json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def exercise_data(exercise: Exercise) -> dict[str, object]:
    """Return an exercise with its figures."""
    return {"type": "exercise", "version": VERSION, **exercise_to_data(exercise, figures=True)}


def routine_data(laid_out: LaidOut) -> dict[str, object]:
    """Return a routine: as a tree of figures, as the flat plan that is run, and its exercises whole, each once."""
    routine, plan = laid_out.routine, laid_out.plan
    places: dict[Exercise, int] = {}
    for step in plan.steps:
        places.setdefault(step.exercise, len(places))
    schedule = routine.schedule
    return {
        "type": "routine",
        "version": VERSION,
        "id": routine.id,
        "name": routine.name,
        "summary": routine.summary,
        "tags": list(routine.tags),
        "source": routine.source,
        "schedule": None if schedule is None else {"days": list(schedule.days), "at": list(schedule.at)},
        "level": plan.level,
        "first_side": plan.first_side.value,
        "total_ms": plan.total_ms,
        "sections": sections_to_data(laid_out.tree),
        "exercises": [exercise_to_data(exercise, figures=True) for exercise in places],
        "steps": [
            {
                "section": step.section.value,
                "exercise": places[step.exercise],
                "breath_ms": {"in": step.breath.in_ms, "out": step.breath.out_ms},
            }
            for step in plan.steps
        ],
        "phases": plan_to_data(plan)["phases"],
    }
