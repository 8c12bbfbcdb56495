"""Values as plain data: what goes into JSON, so that every front end says the same.

Keys may be added to these shapes, never renamed.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from stretchcore.events import (
    Cue,
    Event,
    Extended,
    LeadInStarted,
    Paused,
    PhaseEnded,
    PhaseStarted,
    Resumed,
    SessionEnded,
    SessionStarted,
)
from stretchcore.exercise import BreathRate, Exercise, Position
from stretchcore.plan import Phase, Plan, PlanStep
from stretchcore.times import format_count, format_range
from stretchcore.view import View
from stretchcore.words import Breath, ExerciseKind, PhaseKind, Section, Side

EVENT_NAMES: Mapping[type[Event], str] = {
    SessionStarted: "session_started",
    PhaseStarted: "phase_started",
    Cue: "cue",
    PhaseEnded: "phase_ended",
    Paused: "paused",
    LeadInStarted: "lead_in_started",
    Resumed: "resumed",
    Extended: "extended",
    SessionEnded: "session_ended",
}
"""What each event is called in JSON."""

_PHASE_KEYS = tuple(field.name for field in fields(Phase))
PLAN_VERSION = 1


def phase_to_data(phase: Phase) -> dict[str, object]:
    """Return a phase as plain data."""
    data: dict[str, object] = {key: getattr(phase, key) for key in _PHASE_KEYS}
    data["kind"] = phase.kind.value
    data["side"] = None if phase.side is None else phase.side.value
    data["targets"] = list(phase.targets)
    return data


def event_to_data(event: Event) -> dict[str, object]:
    """Return an event as plain data: its name as ``event``, ``at_ms``, and what else it tells."""
    data: dict[str, object] = {"event": EVENT_NAMES[type(event)]}
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, Phase):
            value = phase_to_data(value)
        elif value is not None and isinstance(value, str):
            value = str(value)
        data[field.name] = value
    return data


def view_to_data(view: View) -> dict[str, object]:
    """Return a view as plain data."""
    return {
        "state": view.state.value,
        "session": view.session,
        "routine": view.routine,
        "routine_name": view.routine_name,
        "index": view.index,
        "phase": phase_to_data(view.phase),
        "remaining_ms": view.remaining_ms,
        "elapsed_ms": view.elapsed_ms,
        "length_ms": view.length_ms,
        "lead_in_ms": view.lead_in_ms,
        "total_ms": view.total_ms,
        "left_ms": view.left_ms,
        "progress": round(view.progress, 6),
        "next": None if view.next is None else phase_to_data(view.next),
        "outcome": None if view.outcome is None else view.outcome.value,
    }


def plan_to_data(plan: Plan, *, steps: bool = False) -> dict[str, object]:
    """Return a plan as plain data.

    Args:
        steps: Whether what its phases share (instructions, cautions, breath) goes with it, as `plan_from_data` needs.
    """
    data: dict[str, object] = {
        "id": plan.id,
        "name": plan.name,
        "level": plan.level,
        "total_ms": plan.total_ms,
        "phases": [phase_to_data(phase) for phase in plan.phases],
    }
    if steps:
        data |= {
            "version": PLAN_VERSION,
            "first_side": plan.first_side.value,
            "fingerprint": plan.fingerprint,
            "steps": [_step_to_data(step) for step in plan.steps],
        }
    return data


def _step_to_data(step: PlanStep) -> dict[str, object]:
    exercise = step.exercise
    return {
        "section": step.section.value,
        "breath": [step.breath.in_ms, step.breath.out_ms],
        "exercise": exercise.id,
        "name": exercise.name,
        "kind": exercise.kind.value,
        "posture": list(exercise.posture),
        "targets": list(exercise.targets),
        "secondary": list(exercise.secondary),
        "instructions": list(exercise.instructions),
        "cautions": list(exercise.cautions),
        "equipment": list(exercise.equipment),
        "positions": [[found.id, found.name, found.breath.value] for found in exercise.positions],
    }


class BadPlan(ValueError):
    """Data that is no plan, or not the one that it says it is."""


def plan_from_data(data: Mapping[str, Any]) -> Plan:
    """Make the plan that `plan_to_data(…, steps=True)` was given; figures of exercises are not kept.

    Raises:
        BadPlan: The data is no plan, is of a newer version, or has been changed.
    """
    if data.get("version") != PLAN_VERSION:
        raise BadPlan("this is no plan, or one of a newer version")
    try:
        phases = tuple(_phase_from_data(row) for row in data["phases"])
        steps = tuple(_step_from_data(row) for row in data["steps"])
        plan = Plan(
            id=str(data["id"]),
            name=str(data["name"]),
            level=int(data["level"]),
            first_side=Side(data["first_side"]),
            total_ms=int(data["total_ms"]),
            phases=phases,
            steps=steps,
        )
        sound = plan.fingerprint == data["fingerprint"] and _fits_together(plan)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise BadPlan(f"this is no plan: {error}") from error
    if not sound:
        raise BadPlan("the plan is not the one that was stored")
    return plan


def _fits_together(plan: Plan) -> bool:
    """Tell whether the phases follow each other without a hole, each with a step that there is."""
    start_ms = 0
    for index, phase in enumerate(plan.phases):
        knows_step = phase.step is None or 0 <= phase.step < len(plan.steps)
        if (phase.index, phase.start_ms) != (index, start_ms) or not knows_step:
            return False
        start_ms += phase.estimate_ms
    return start_ms == plan.total_ms


def _phase_from_data(row: Mapping[str, Any]) -> Phase:
    values = {key: row[key] for key in _PHASE_KEYS}
    values["kind"] = PhaseKind(row["kind"])
    values["side"] = None if row["side"] is None else Side(row["side"])
    values["targets"] = tuple(row["targets"])
    return Phase(**values)


def _step_from_data(row: Mapping[str, Any]) -> PlanStep:
    exercise = Exercise(
        id=row["exercise"],
        name=row["name"],
        kind=ExerciseKind(row["kind"]),
        posture=tuple(row["posture"]),
        targets=tuple(row["targets"]),
        secondary=tuple(row["secondary"]),
        instructions=tuple(row["instructions"]),
        cautions=tuple(row["cautions"]),
        equipment=tuple(row["equipment"]),
        positions=tuple(Position(id, name, None, Breath(breath)) for id, name, breath in row["positions"]),
    )
    return PlanStep(Section(row["section"]), exercise, BreathRate(*row["breath"]))


def exercise_to_data(exercise: Exercise) -> dict[str, object]:
    """Return an exercise as plain data; its doses are written as a file would write them."""
    dose = exercise.dose
    reps = None if dose.reps is None else [format_count(count) for count in dose.reps]
    return {
        "id": exercise.id,
        "name": exercise.name,
        "posture": list(exercise.posture),
        "kind": exercise.kind.value,
        "targets": list(exercise.targets),
        "secondary": list(exercise.secondary),
        "sides": exercise.sides.value,
        "dose": {
            "hold": _hold_text(dose.hold),
            "reps": reps if reps is None or len(reps) > 1 else reps[0],
            "sets": None if dose.sets is None else format_count(dose.sets),
            "pace": "self" if dose.self_paced else None,
            "estimate": None if dose.estimate is None else format_range(dose.estimate),
        },
        "positions": [
            {
                "id": found.id,
                "name": found.name,
                "hold": _hold_text(found.hold or dose.hold),
                "breath": found.breath.value,
            }
            for found in exercise.positions
        ],
        "instructions": list(exercise.instructions),
        "cautions": list(exercise.cautions),
        "equipment": list(exercise.equipment),
        "easier": list(exercise.easier),
        "source": exercise.source,
    }


def _hold_text(hold: object) -> str | None:
    from stretchcore.times import TimeRange

    if isinstance(hold, TimeRange):
        return format_range(hold)
    return None if hold is None else str(hold)
