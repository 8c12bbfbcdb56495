"""From the text of a file to a routine or an exercise, with every problem of the file in one pass.

The stages: `tomltext` turns text into tables (and refuses what would choke a parser), `schema` reads the tables, this
module makes the models of them and looks at what one key alone cannot tell, `resolve` looks at the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from stretchcore.exercise import Dose, Exercise, Position, Timing
from stretchcore.problems import BadDocument, Fault, Problem, Report, path_text
from stretchcore.resolve import exercise_faults, faults_of, sets_faults
from stretchcore.routine import Block, Item, Path, RestStep, Routine, Schedule, Step
from stretchcore.schema import EXERCISE, FORMAT, ROUTINE
from stretchcore.text import printable, quoted
from stretchcore.times import CountRange, TimeRange
from stretchcore.tomltext import Locations, read_toml
from stretchcore.words import Breath, ExerciseKind, Sides

Read = TypeVar("Read", Exercise, Routine)
_Tables = dict[str, Any]  # what `schema` has read: the sort of each key tells its type

_FACTS = (
    "name",
    "posture",
    "targets",
    "secondary",
    "instructions",
    "cautions",
    "equipment",
    "kind",
    "easier",
    "source",
)


@dataclass(frozen=True, slots=True)
class Document(Generic[Read]):
    """What was read of one file.

    Attributes:
        value: The routine or the exercise; None where there are problems.
        problems: Everything that is wrong, in the order of the file.
        locations: Finds the line of a path, for advice.
    """

    file: str
    value: Read | None
    problems: tuple[Problem, ...]
    locations: Locations

    def good(self) -> Read:
        """Return the value.

        Raises:
            BadDocument: The file has problems.
        """
        if self.value is None:
            raise BadDocument(self.problems)
        return self.value

    def locate(self, fault: Fault) -> Problem:
        """Return a fault with its place in the file."""
        place = self.locations.key(fault.path) if fault.at_key else self.locations.value(fault.path)
        return Problem(
            self.file,
            place.line,
            place.column,
            path_text(fault.path),
            fault.code,
            fault.message,
            fault.hint,
            fault.severity,
            fault.source,
        )


def read_exercise(source: str | bytes, id: str, *, file: str = "-") -> Document[Exercise]:
    """Read an exercise's file.

    Args:
        source: The text of the file.
        id: The exercise's id, which is the stem of the file's name.
        file: What problems call the file.
    """
    tables, document, report = _tables(source, file, EXERCISE)
    if tables is None:
        return document
    positions = _positions(tables.get("positions"))
    report.faults.extend(_own_faults((), tables, positions))
    exercise = None
    if positions and "name" in tables:
        exercise = Exercise(
            id=id,
            positions=positions,
            sides=Sides(tables.get("sides", Sides.NONE)),
            dose=_dose(tables),
            timing=_timing(tables),
            **_facts(tables),
        )
        report.faults.extend(_news(exercise_faults(exercise), report))
    return _finish(document, exercise, report)


def read_routine(
    source: str | bytes, id: str, library: Mapping[str, Exercise], *, file: str = "-"
) -> Document[Routine]:
    """Read a routine's file.

    Args:
        source: The text of the file.
        id: The routine's id, which is the stem of the file's name.
        library: The exercises that it can name, by id.
        file: What problems call the file.
    """
    tables, document, report = _tables(source, file, ROUTINE)
    if tables is None:
        return document
    builder = _Builder(report)
    routine = builder.routine(id, tables)
    report.faults.extend(_news(faults_of(routine, library, whole=not report.faults), report))
    return _finish(document, routine, report)


def _news(found: tuple[Fault, ...], report: Report) -> list[Fault]:
    """Leave out what follows from a problem that is known: a hold that could not be read is not missing as well."""
    known = [fault.path for fault in report.faults]
    return [
        fault
        for fault in found
        if fault.path not in known
        and not (fault.code == "missing-key" and any(path[: len(fault.path)] == fault.path for path in known))
    ]


def _tables(source: str | bytes, file: str, table: Any) -> tuple[_Tables | None, Document[Any], Report]:
    raw, locations, source_problems = read_toml(source)
    name = printable(file)
    report = Report()
    problems = tuple(
        Problem(name, found.place.line, found.place.column, "", found.code, found.message, found.hint)
        for found in source_problems
    )
    document: Document[Any] = Document(name, None, problems, locations)
    if raw is None or problems:
        return None, document, report
    version = raw.get("format", FORMAT)
    if isinstance(version, int) and version > FORMAT:  # the keys of a newer format are not ours to judge
        raw = {"format": version}
        table.keys["format"].sort.read(version, ("format",), report)
        return None, _finish(document, None, report), report
    return table.read(raw, (), report) or {}, document, report


def _finish(document: Document[Any], value: Any, report: Report) -> Document[Any]:
    problems = [document.locate(fault) for fault in report.faults]
    problems.sort(key=lambda problem: (problem.line, problem.column))
    return Document(document.file, None if problems else value, tuple(problems), document.locations)


# -- tables to models --------------------------------------------------------------------------------------------------


def _timing(tables: _Tables) -> Timing:
    return Timing(*(tables.get(key) for key in ("prepare", "next_rep", "switch_side", "rest", "breath")))


def _dose(tables: _Tables) -> Dose:
    reps = tables.get("reps")
    return Dose(
        hold=tables.get("hold"),
        reps=reps if reps is None or isinstance(reps, tuple) else (reps,),
        sets=tables.get("sets"),
        self_paced=tables.get("pace") == "self",
        estimate=tables.get("estimate"),
    )


def _facts(tables: _Tables) -> dict[str, Any]:
    facts = {key: tables[key] for key in _FACTS if key in tables}
    if "kind" in facts:
        facts["kind"] = ExerciseKind(facts["kind"])
    if "start" in tables:
        facts["start"] = tables["start"].get("figure")
    return facts


def _positions(tables: object) -> tuple[Position, ...]:
    """Return the positions of a list of tables; those that could not be read keep their place under a made-up id."""
    if not isinstance(tables, tuple):
        return ()
    return tuple(_position(table or {}, index) for index, table in enumerate(tables))


def _position(tables: _Tables, index: int) -> Position:
    id: str = tables.get("id", f"#{index}")
    return Position(
        id=id,
        name=tables.get("name", id),
        hold=tables.get("hold"),
        breath=Breath(tables.get("breath", Breath.FREE)),
        figure=tables.get("figure"),
    )


def _own_faults(path: Path, tables: _Tables, positions: tuple[Position, ...]) -> list[Fault]:
    """Return the faults that one table of an exercise or a step shows by itself.

    Args:
        positions: The positions that the table defines; none where it only sets holds by id.
    """
    faults = list(sets_faults(path, _dose(tables).reps, tables.get("sets")))
    if tables.get("pace") == "self":
        held = [(*path, "hold")] if "hold" in tables else []
        held += [(*path, "positions", i, "hold") for i, position in enumerate(positions) if position.hold is not None]
        if "positions" in tables and not positions:
            held.append((*path, "positions"))
        message = 'write either a hold or `pace = "self"`, not both'
        faults.extend(Fault(where, "pace", message, at_key=True) for where in held)
    seen: set[str] = set()
    for index, position in enumerate(positions):
        if position.id in seen:
            message = f"there are two positions with the id {quoted(position.id)}"
            faults.append(Fault((*path, "positions", index, "id"), "duplicate", message))
        seen.add(position.id)
    return faults


_UNREADABLE = RestStep(TimeRange.of_ms(0))
"""Stands for a step that could not be read, so that the steps after it keep their index."""


class _Builder:
    """Makes a routine of its tables and reports what is wrong with a step as a whole."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def routine(self, id: str, tables: _Tables) -> Routine:
        schedule = tables.get("schedule")
        return Routine(
            id=id,
            name=tables.get("name", id),
            summary=tables.get("summary", ""),
            tags=tables.get("tags", ()),
            source=tables.get("source", ""),
            defaults=_timing(tables.get("defaults", {})),
            schedule=None if schedule is None else Schedule(schedule.get("days", ()), schedule.get("at", ())),
            warm_up=self.items(("warm_up",), tables.get("warm_up", ())),
            steps=self.items(("steps",), tables.get("steps", ())),
            cool_down=self.items(("cool_down",), tables.get("cool_down", ())),
        )

    def items(self, path: Path, tables: tuple[_Tables | None, ...]) -> tuple[Item, ...]:
        return tuple(
            _UNREADABLE if table is None else self.item((*path, index), table) for index, table in enumerate(tables)
        )

    def item(self, path: Path, tables: _Tables) -> Item:
        if "repeat" in tables or "steps" in tables:
            return self.block(path, tables)
        if "exercise" in tables or "name" in tables:
            return self.step(path, tables)
        if "rest" in tables:
            self.only(path, tables, ("rest",), "a rest by itself")
            return RestStep(tables["rest"])
        return _UNREADABLE  # what is missing has been reported

    def block(self, path: Path, tables: _Tables) -> Block:
        self.only(path, tables, ("repeat", "steps"), "a block")
        known = {fault.path for fault in self.report.faults}
        for key in ("repeat", "steps"):
            if key not in tables and (*path, key) not in known:
                self.report.add(path, "missing-key", f"a block needs `repeat` and `steps`; `{key}` is missing", key)
        return Block(tables.get("repeat", CountRange(1, 1)), self.items((*path, "steps"), tables.get("steps", ())))

    def only(self, path: Path, tables: _Tables, keys: tuple[str, ...], what: str) -> None:
        for key in tables:
            if key not in keys:
                self.report.add((*path, key), "misplaced-key", f"`{key}` has no place in {what}", at_key=True)

    def step(self, path: Path, tables: _Tables) -> Step:
        named = "exercise" in tables
        positions = tables.get("positions")
        listed = isinstance(positions, tuple) and bool(positions) and not isinstance(positions[0], tuple)
        if positions and named and listed:
            message = 'an exercise of the library has its positions; set their holds by id, as in { arch = "5s" }'
            self.report.add((*path, "positions"), "positions", message)
        if positions and not named and not listed:
            message = "an exercise of this routine alone has its positions as a list: [[steps.positions]]"
            self.report.add((*path, "positions"), "positions", message)
        defined = _positions(positions) if listed and not named else ()
        self.report.faults.extend(_own_faults(path, tables, defined))
        facts = _facts(tables)
        own = None
        if not named:
            own = Exercise(id=None, positions=defined or (Position("hold", tables["name"]),), **facts)
        return Step(
            exercise=tables.get("exercise"),
            own=own,
            changes=tuple(facts.items()) if named else (),
            dose=_dose(tables),
            timing=_timing(tables),
            sides=Sides(tables["sides"]) if "sides" in tables else None,
            holds=positions if positions and named and not listed else (),
        )
