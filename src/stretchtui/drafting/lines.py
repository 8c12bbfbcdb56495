"""A routine as lines to look at and to choose from: its sections, blocks and steps, each dose in words.

Made of the tables of the text and not of the routine that is read of it, since a routine with problems is none, and is
shown all the same.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from stretchcore.exercise import Exercise
from stretchcore.problems import Problem, Report, path_text
from stretchcore.routine import Path
from stretchcore.schema import STEP
from stretchcore.text import printable
from stretchcore.times import CountRange, TimeRange, format_count, format_span
from stretchcore.values import dataclass
from stretchcore.words import ExerciseKind, Section, Side, Sides

Kind = Literal["section", "block", "step", "rest"]

SECTION_WORDS = {Section.WARM_UP: "Warm-up", Section.MAIN: "Main", Section.COOL_DOWN: "Cool-down"}
"""What each section is called."""

_SIDES = {"each": "each side", "alternate": "sides in turn", "left": "left side", "right": "right side"}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line of a routine that is being written.

    Attributes:
        path: Where it stands in the file; of a section, its key alone.
        depth: How many blocks it is in.
        name: What it is called.
        dose: What is to be done, as in ``20–30 s × 3, each side``.
        exercise: What is known of the exercise; None where it has none, or none that is known.
        marks: The problems that belong to it, and `advice` the advice.
    """

    path: Path
    kind: Kind
    depth: int
    name: str
    dose: str = ""
    exercise: Exercise | None = None
    marks: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()

    @property
    def section(self) -> str:
        """The key of the section that it stands in."""
        return str(self.path[0])


def draft_lines(
    tables: Mapping[str, Any], library: Mapping[str, Exercise], problems: tuple[Problem, ...] = ()
) -> tuple[DraftLine, ...]:
    """Return the lines of a routine, each section first and then what is in it.

    Args:
        tables: What the text says.
        problems: What is wrong with it, and what could be better; each goes to the line that it belongs to.
    """
    lines = list(_lines(tables, library))
    owners = {path_text(line.path): place for place, line in enumerate(lines)}
    marks: dict[int, list[Problem]] = {}
    for problem in problems:
        place = _owner(problem.path, owners)
        if place is not None:
            marks.setdefault(place, []).append(problem)
    return tuple(_marked(line, marks[place]) if place in marks else line for place, line in enumerate(lines))


def _marked(line: DraftLine, found: list[Problem]) -> DraftLine:
    from dataclasses import replace

    return replace(
        line,
        marks=tuple(one for one in found if one.severity == "problem"),
        advice=tuple(one for one in found if one.severity == "advice"),
    )


def _owner(path: str, owners: Mapping[str, int]) -> int | None:
    """Return the innermost line that a path lies in."""
    while path:
        if path in owners:
            return owners[path]
        cut = max(path.rfind("."), path.rfind("["))
        path = path[: max(cut, 0)]
    return None


def _lines(tables: Mapping[str, Any], library: Mapping[str, Exercise]) -> Iterator[DraftLine]:
    for section in Section:
        items = tables.get(section.value, ())
        empty = not isinstance(items, list) or not items
        yield DraftLine((section.value,), "section", 0, SECTION_WORDS[section], "nothing yet" if empty else "")
        yield from _items(items, (section.value,), 0, library)


def _items(items: object, path: Path, depth: int, library: Mapping[str, Exercise]) -> Iterator[DraftLine]:
    for index, item in enumerate(items if isinstance(items, list) else ()):
        here = (*path, index)
        if not isinstance(item, dict):
            yield DraftLine(here, "step", depth, printable(str(item), 60), "not a step")
        elif "steps" in item or "repeat" in item:
            yield DraftLine(here, "block", depth, f"Repeat {_plain(item.get('repeat', 1))} ×")
            yield from _items(item.get("steps"), (*here, "steps"), depth + 1, library)
        elif "rest" in item and not {"exercise", "name"} & set(item):
            yield DraftLine(here, "rest", depth, "Rest", _time_words(_read(item).get("rest"), item["rest"]))
        else:
            yield _step(item, here, depth, library)


def _step(item: Mapping[str, Any], path: Path, depth: int, library: Mapping[str, Exercise]) -> DraftLine:
    id = item.get("exercise")
    exercise = library.get(id) if isinstance(id, str) else own_exercise(item)
    name = item.get("name") or (exercise.name if exercise else id)
    words = dose_words(item, exercise) if exercise else ""
    return DraftLine(path, "step", depth, printable(str(name or "a step"), 100), words, exercise)


def own_exercise(item: Mapping[str, Any]) -> Exercise | None:
    """Return the exercise that a step writes itself, as far as it can be read."""
    from stretchcore.document import read_routine
    from stretchtui.drafting.writing import value_text

    if "name" not in item:
        return None
    try:
        text = f'name = "x"\nsteps = [{value_text(dict(item))}]\n'
    except (TypeError, ValueError):
        return None
    routine = read_routine(text, "x", {}).value
    step = routine.steps[0] if routine is not None and routine.steps else None
    return getattr(step, "own", None) or _bare(item)


def _bare(item: Mapping[str, Any]) -> Exercise | None:
    from stretchcore.exercise import Position

    if not isinstance(item.get("name"), str):
        return None
    found = _read(item)
    name = found.get("name") or "the exercise"
    return Exercise(
        id=None,
        name=name,
        positions=(Position("hold", name),),
        posture=found.get("posture", ()),
        targets=found.get("targets", ()),
        instructions=found.get("instructions", ()),
        kind=ExerciseKind(found.get("kind", "static")),
    )


def _read(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return STEP.read(dict(item), (), Report()) or {}


# -- the dose in words -------------------------------------------------------------------------------------------------


def dose_words(item: Mapping[str, Any], exercise: Exercise) -> str:
    """Return what a step asks for, ranges and all, as in ``2 sets of 6 s × 8–12, each side``."""
    said, usual = _read(item), exercise.dose
    own_holds = said.get("positions") if not isinstance(item.get("positions"), list) else None
    by_id = dict(own_holds or ())
    timed = "hold" in item or bool(by_id)
    holds = [by_id.get(one.id) or said.get("hold") or one.hold or usual.hold for one in exercise.positions]
    reps = said.get("reps") or usual.reps
    counts = reps if isinstance(reps, tuple) else (reps,) if reps else ()
    sets = said.get("sets") or (usual.sets if len(counts) < 2 else None)
    if said.get("pace") == "self" or (usual.self_paced and not timed):
        words = f"{_counts(counts) or '1'} reps at your own pace"
    else:
        words = " + ".join(_time_words(one, item.get("hold", "?")) for one in holds)
        if _counts(counts) not in ("", "1"):
            words += f" × {_counts(counts)}"
    many = format_count(sets) if isinstance(sets, CountRange) else str(len(counts)) if len(counts) > 1 else "1"
    if many != "1":
        words = f"{_dashed(many)} sets of {words}"
    sides = said.get("sides") or exercise.sides
    words = words if sides == Sides.NONE else f"{words}, {_SIDES[str(sides)]}"
    return words + "".join(_side_words(said, item, side.value) for side in Side)


def _side_words(said: Mapping[str, Any], item: Mapping[str, Any], side: str) -> str:
    """Return what one side has otherwise, as in ``; left 10 s × 2``; an empty text where it has nothing."""
    dose = said.get(side)
    if not dose:
        return f"; {side} ?" if side in item else ""  # what stands there cannot be read
    reps = dose.get("reps")
    counts = reps if isinstance(reps, tuple) else (reps,) if reps else ()
    words = [_time_words(dose["hold"], "?")] if "hold" in dose else []
    words += [f"× {_counts(counts)}"] if counts else []
    return f"; {side} {' '.join(words)}"


def hold_words(hold: object) -> str:
    """Return a hold as the exercise has it, as one writes it; an empty text where it has none."""
    from stretchcore.times import format_range

    return format_range(hold) if isinstance(hold, TimeRange) else hold if isinstance(hold, str) else ""


def _counts(counts: tuple[CountRange, ...]) -> str:
    return ", ".join(_dashed(format_count(one)) for one in counts)


def _time_words(time: object, written: object) -> str:
    """Return a time as one says it; as it is written where it is none."""
    if time == "open":
        return "until you say done"
    if not isinstance(time, TimeRange):
        return printable(str(written), 30)
    if time.has_breaths:
        return _dashed(hold_words(time))
    low, high = time.ends_ms(0)
    if low == high:
        return format_span(low)
    first, last = format_span(low), format_span(high)
    number, _, unit = first.partition(" ")
    return f"{number}–{last}" if last.partition(" ")[2] == unit else f"{first} – {last}"


def _dashed(text: str) -> str:
    return text.replace("-", "–")


def _plain(value: object) -> str:
    return _dashed(printable(str(value), 20))
