"""Plans and exercises as plain data: what goes into JSON, so that every front end says the same.

Keys may be added to these shapes, never renamed.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from stretchcore.exercise import BreathRate, Exercise, Position
from stretchcore.figure import Figure
from stretchcore.plan import Phase, Plan, PlanStep
from stretchcore.times import format_count, format_range
from stretchcore.tree import ResolvedBlock, ResolvedDose, ResolvedItem, ResolvedRest, ResolvedRoutine
from stretchcore.words import Breath, ExerciseKind, PhaseKind, Section, Side

_PHASE_KEYS = tuple(field.name for field in fields(Phase))
PLAN_VERSION = 1


def phase_to_data(phase: Phase) -> dict[str, object]:
    """Return a phase as plain data."""
    data: dict[str, object] = {key: getattr(phase, key) for key in _PHASE_KEYS}
    data["kind"] = phase.kind.value
    data["side"] = None if phase.side is None else phase.side.value
    data["targets"] = list(phase.targets)
    return data


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


def sections_to_data(tree: ResolvedRoutine) -> list[dict[str, object]]:
    """Return the sections that hold something as plain data: blocks as blocks, steps with every figure fixed."""
    return [
        {"section": section.value, "items": [_item_to_data(item) for item in items]}
        for section, items in tree.sections
        if items
    ]


def _item_to_data(item: ResolvedItem) -> dict[str, object]:
    if isinstance(item, ResolvedRest):
        return {"rest_ms": item.rest_ms}
    if isinstance(item, ResolvedBlock):
        return {"repeat": item.repeat, "items": [_item_to_data(part) for part in item.items]}
    doses = {side.value: _dose_to_data(item.dose_of(side)) for side in Side}
    return {
        "exercise": item.exercise.id,
        "name": item.exercise.name,
        "kind": item.exercise.kind.value,
        "posture": list(item.exercise.posture),
        "targets": list(item.exercise.targets),
        "sides": item.sides.value,
        "pace": "self" if item.self_paced else None,
        **_dose_to_data(item.dose_of(None)),
        "side_doses": None if item.right is None else doses,
        "prepare_ms": item.prepare_ms,
        "next_rep_ms": item.next_rep_ms,
        "switch_side_ms": item.switch_side_ms,
        "rest_ms": item.rest_ms,
        "breath_ms": {"in": item.breath.in_ms, "out": item.breath.out_ms},
        "instructions": list(item.exercise.instructions),
        "cautions": list(item.exercise.cautions),
    }


def _dose_to_data(dose: ResolvedDose) -> dict[str, object]:
    return {
        "reps": list(dose.reps),
        "positions": [
            [{"id": held.id, "hold_ms": held.hold_ms, "estimate_ms": held.estimate_ms} for held in positions]
            for positions in dose.positions
        ],
    }


def figure_to_data(figure: Figure) -> dict[str, object]:
    """Return a figure as plain data, its joints as a file has them: ``[x, y]`` on a mat 100 wide and 60 high, y up."""

    def joints(found: tuple[tuple[str, tuple[float, float]], ...]) -> dict[str, object]:
        return {name: list(point) for name, point in found}

    return {
        "view": figure.view,
        "faces": figure.faces or None,
        **joints(figure.body),
        "near": joints(figure.near),
        "far": joints(figure.far),
        "props": list(figure.props),
        "foreshortened": list(figure.foreshortened),
    }


def exercise_to_data(exercise: Exercise, *, figures: bool = False) -> dict[str, object]:
    """Return an exercise as plain data; its doses are written as a file would write them.

    Args:
        figures: Whether its figures go with it: ``start``, and each position's ``figure``, null where there is none.
    """
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
        "positions": [_position_to_data(exercise, found, figures=figures) for found in exercise.positions],
        "instructions": list(exercise.instructions),
        "cautions": list(exercise.cautions),
        "equipment": list(exercise.equipment),
        "easier": list(exercise.easier),
        "source": exercise.source,
        **({"start": _figure_or_none(exercise.start)} if figures else {}),
    }


def _position_to_data(exercise: Exercise, position: Position, *, figures: bool) -> dict[str, object]:
    return {
        "id": position.id,
        "name": position.name,
        "hold": _hold_text(position.hold or exercise.dose.hold),
        "breath": position.breath.value,
        **({"figure": _figure_or_none(position.figure)} if figures else {}),
    }


def _figure_or_none(figure: Figure | None) -> dict[str, object] | None:
    return None if figure is None else figure_to_data(figure)


def _hold_text(hold: object) -> str | None:
    from stretchcore.times import TimeRange

    if isinstance(hold, TimeRange):
        return format_range(hold)
    return None if hold is None else str(hold)
