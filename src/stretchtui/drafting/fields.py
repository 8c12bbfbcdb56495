"""What can be changed about a line, field by field: as texts, with what counts where a field is empty."""

from collections.abc import Mapping
from typing import Any, Literal

from stretchcore.exercise import PROGRAM_TIMING, Exercise, Timing
from stretchcore.problems import path_text
from stretchcore.routine import Path
from stretchcore.times import format_count, format_range
from stretchcore.values import dataclass
from stretchcore.words import ExerciseKind, Sides
from stretchtui.drafting.draft import Reading, length_words
from stretchtui.drafting.lines import DraftLine, hold_words
from stretchtui.drafting.nudging import count_value, nudged_count, nudged_time, time_value, written
from stretchtui.drafting.operations import set_values
from stretchtui.drafting.pieces import CannotChange
from stretchtui.drafting.writing import Written

FieldKind = Literal["text", "words", "time", "gap", "count", "choice"]

SIDES_WORDS = (
    (Sides.NONE.value, "none"),
    (Sides.EACH.value, "each"),
    (Sides.ALTERNATE.value, "in turn"),
    (Sides.LEFT.value, "left"),
    (Sides.RIGHT.value, "right"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be changed.

    Attributes:
        path: The key, from the table that is changed.
        label: What it is called.
        value: What the file says; empty where it says nothing.
        usual: What counts where it says nothing.
        choices: The values of a choice, each with its word.
    """

    path: Path
    label: str
    kind: FieldKind
    value: str = ""
    usual: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def nudged(self, text: str, by: int) -> str:
        """Return a value that is a little more, or less, than a text, or than what counts where that is empty."""
        start = text.strip() or self.usual
        if self.kind == "count":
            return nudged_count(start or "1", by)
        return nudged_time(start or ("0s" if self.kind == "gap" else "20s"), by, zero=self.kind == "gap")

    @property
    def hint(self) -> str:
        """What can be written in it."""
        match self.kind:
            case "time":
                return "20s, 20-30s, 5 breaths"
            case "gap":
                return "8s, or 0s for none"
            case "count":
                return "3, or 2-3" if self.path != ("reps",) else "3, 2-3, or 6, 4, 2"
        return ""

    @property
    def has_steps(self) -> bool:
        """Whether it can be a little more, or less."""
        return self.kind in ("time", "gap", "count")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a line with other values.

    Attributes:
        text: The text with them; None where it cannot be written.
        faults: What is wrong with a field, by its path.
        other: What is wrong with the line besides.
        words: What it then comes to.
    """

    text: str | None
    faults: Mapping[Path, str]
    other: tuple[str, ...] = ()
    words: str = ""


def fields_of(reading: Reading, line: DraftLine) -> tuple[Field, ...]:
    """Return what can be changed about a line."""
    item = table_at(reading.tables, line.path)
    match line.kind:
        case "section":
            return ()
        case "block":
            return (Field(("repeat",), "times", "count", written(item.get("repeat", ""))),)
        case "rest":
            return (Field(("rest",), "rest", "gap", written(item.get("rest", ""))),)
    return tuple(_step_fields(reading, item, line.exercise))


def routine_fields(reading: Reading) -> tuple[Field, ...]:
    """Return what can be changed about the routine itself."""
    tables = reading.tables
    defaults = tables.get("defaults")
    said = defaults if isinstance(defaults, dict) else {}
    return (
        Field(("name",), "name", "text", _text(tables.get("name"))),
        Field(("summary",), "summary", "text", _text(tables.get("summary")), "what it is for, in one sentence"),
        Field(("tags",), "tags", "words", _text(tables.get("tags")), "words to find it by, with commas"),
        *(
            Field(("defaults", key), label, "gap", _text(said.get(key)), _gap(PROGRAM_TIMING, key))
            for key, label in _GAPS
        ),
    )


_GAPS = (
    ("prepare", "get ready"),
    ("next_rep", "between reps"),
    ("switch_side", "switch sides"),
    ("rest", "between sets"),
)


def table_at(tables: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Return the table at a path; an empty one where there is none."""
    found: Any = tables
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return found if isinstance(found, dict) else {}


def _step_fields(reading: Reading, item: Mapping[str, Any], exercise: Exercise | None) -> "list[Field]":
    own = "exercise" not in item
    dose = exercise.dose if exercise else None
    fields: list[Field] = []
    if own:
        fields.append(Field(("name",), "name", "text", _text(item.get("name"))))
    fields += _hold_fields(item, exercise, own=own)
    reps = "" if own or dose is None or dose.reps is None else ", ".join(map(format_count, dose.reps))
    sets = "" if own or dose is None or dose.sets is None else format_count(dose.sets)
    sides = Sides.NONE.value if own or exercise is None else exercise.sides.value
    paced = not own and dose is not None and dose.self_paced
    estimate = "" if own or dose is None or dose.estimate is None else format_range(dose.estimate)
    fields += [
        Field(("reps",), "reps", "count", _text(item.get("reps")), reps or "1"),
        Field(("sets",), "sets", "count", _text(item.get("sets")), sets or "1"),
        Field(("sides",), "sides", "choice", _text(item.get("sides")), sides, SIDES_WORDS),
        Field(
            ("pace",),
            "pace",
            "choice",
            _text(item.get("pace")),
            "self" if paced else "timed",
            (("timed", "timed"), ("self", "your own")) if not paced else (("self", "your own"),),
        ),
        Field(("estimate",), "estimate", "time", _text(item.get("estimate")), estimate),
    ]
    timing = _timing(reading, exercise if not own else None)
    fields += [Field((key,), label, "gap", _text(item.get(key)), _gap(timing, key)) for key, label in _GAPS]
    if own:
        kinds = tuple((kind.value, kind.value) for kind in ExerciseKind)
        fields.append(Field(("kind",), "kind", "choice", _text(item.get("kind")), ExerciseKind.STATIC.value, kinds))
    return fields


def _hold_fields(item: Mapping[str, Any], exercise: Exercise | None, *, own: bool) -> "list[Field]":
    positions = exercise.positions if exercise else ()
    if len(positions) < 2:
        usual = "" if own or not positions else hold_words(positions[0].hold or (exercise and exercise.dose.hold))
        return [Field(("hold",), "hold", "time", _text(item.get("hold")), usual)]
    fields = []
    written_positions = item.get("positions")
    for index, position in enumerate(positions):
        usual = _text(item.get("hold"))
        if own:
            path: Path = ("positions", index, "hold")
            listed = written_positions if isinstance(written_positions, list) else []
            entry = listed[index] if index < len(listed) else {}
            value = _text(entry.get("hold")) if isinstance(entry, dict) else ""
        else:
            path = ("positions", position.id)
            value = _text(written_positions.get(position.id)) if isinstance(written_positions, dict) else ""
            usual = usual or hold_words(position.hold)
        fields.append(Field(path, position.name.lower(), "time", value, usual))
    return fields


def _timing(reading: Reading, exercise: Exercise | None) -> Timing:
    defaults = reading.routine.defaults if reading.routine else Timing()
    timing = defaults.over(exercise.timing) if exercise else defaults
    return timing.over(PROGRAM_TIMING)


def _gap(timing: Timing, key: str) -> str:
    found = getattr(timing, key)
    return format_range(found) if found is not None else ""


def _text(value: object) -> str:
    return "" if value is None else written(value)


# -- other values ------------------------------------------------------------------------------------------------------


def changes_of(fields: tuple[Field, ...], values: Mapping[Path, str]) -> dict[Path, Written | None]:
    """Return what is to be written for other texts in fields; None for a key that goes."""
    changes: dict[Path, Written | None] = {}
    for field in fields:
        text = values.get(field.path, field.value).strip()
        if text == field.value.strip():
            continue
        changes[field.path] = _value(field, text)
    return changes


def _value(field: Field, text: str) -> Written | None:
    if not text or (field.kind == "choice" and text == field.usual):
        return None
    match field.kind:
        case "count":
            return count_value(text)
        case "time" | "gap":
            return time_value(text)
        case "words":
            return [word.strip() for word in text.split(",") if word.strip()]
    return text


def judge(reading: Reading, table: Path, fields: tuple[Field, ...], values: Mapping[Path, str]) -> Verdict:
    """Return what becomes of a line, or of the routine itself, with other texts in its fields."""
    try:
        text = set_values(reading.text, table, changes_of(fields, values))
    except CannotChange as fault:
        return Verdict(None, {}, (str(fault),))
    after = reading.again(text)
    faults: dict[Path, str] = {}
    other: list[str] = []
    here = path_text(table)
    for problem in after.problems:
        owner = next((one.path for one in fields if _lies_in(problem.path, path_text((*table, *one.path)))), None)
        if owner is not None:
            faults.setdefault(owner, problem.message)
        elif here and _lies_in(problem.path, here):
            other.append(problem.message)
    return Verdict(text, faults, tuple(other), _words(after, table))


def _lies_in(path: str, outer: str) -> bool:
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))


def _words(after: Reading, table: Path) -> str:
    line = next((line for line in after.lines if line.path == table), None)
    dose = line.dose if line is not None and line.kind == "step" else ""
    total = "" if after.lengths_ms is None else f"{length_words(*after.lengths_ms)} in all"
    return " · ".join(part for part in (dose, total) if part)
