"""From the text of a file to a routine or an exercise, with every problem of the file in one pass.

The stages: `tomltext` turns text into tables (and refuses what would choke a parser), `schema` reads the tables, this
module makes the models of them and looks at what one key alone cannot tell, `faults` looks at the whole.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from stretchcore.exercise import Dose, Exercise, Position, Timing
from stretchcore.faults import exercise_faults, faults_of, sets_faults
from stretchcore.problems import MAX_PROBLEMS, BadDocument, Fault, Problem, Report, path_text
from stretchcore.routine import Block, Item, Path, RestStep, Routine, Schedule, SideDose, Step
from stretchcore.schema import EXERCISE, FORMAT, ROUTINE
from stretchcore.tables import Entries
from stretchcore.text import printable, quoted
from stretchcore.times import CountRange, TimeRange
from stretchcore.tomltext import Locations, locations_in, read_toml
from stretchcore.values import dataclass
from stretchcore.words import Breath, ExerciseKind, Section, Side, Sides

Read = TypeVar("Read", Exercise, Routine)

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


def read_exercise(
    source: str | bytes, id: str, *, file: str = "-", raw: dict[str, object] | None = None
) -> Document[Exercise]:
    """Read an exercise's file.

    Args:
        source: The text of the file.
        id: The exercise's id, which is the stem of the file's name.
        file: What problems call the file.
        raw: What `read_toml` has made of this very text before, where somebody has kept it; reading TOML is most of
            the work.
    """
    tables, document, report = _tables(source, file, EXERCISE, raw)
    if tables is None:
        return document
    written = tables.get("positions", ())
    positions = _positions(written)
    _report_own((), tables, positions, report)
    exercise = None
    if positions:
        exercise = Exercise(
            id=id,
            positions=positions,
            sides=Sides(tables.get("sides", Sides.NONE)),
            dose=_dose(tables),
            timing=_timing(tables),
            **_facts({"name": id, **tables}),
        )
        _note_news(exercise_faults(exercise), _timed_somehow((), tables, written), report)
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
    # As a whole it can be judged only where every step is known.
    shaping = ("defaults", *Section)
    whole = not tables.lost(*shaping) and not any(report.has((key,)) for key in shaping)
    news = [fault for fault in faults_of(routine, library, whole=whole) if not builder.follows(fault)]
    _note_news(news, builder.timed_somehow, report)
    return _finish(document, routine, report)


def _note_news(found: Iterable[Fault], timed_somehow: set[Path], report: Report) -> None:
    """Note what does not merely follow from a problem that is known.

    Args:
        timed_somehow: The paths where a hold is written that could not be read, so that it is not missing.
    """
    unsure_breath = any("breath" in fault.path for fault in report.faults)
    for fault in found:
        follows = (
            report.has(fault.path)
            if fault.code == "bounds"
            else fault.code == "missing-key" and fault.path in timed_somehow
        )
        if not (follows or (fault.code == "bounds" and unsure_breath)):
            report.note(fault)


def _tables(
    source: str | bytes, file: str, table: Any, kept: dict[str, object] | None = None
) -> tuple[Entries | None, Document[Any], Report]:
    raw, locations, source_problems = read_toml(source) if kept is None else (kept, locations_in(source), [])
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
    return table.read(raw, (), report), document, report


def _finish(document: Document[Any], value: Any, report: Report) -> Document[Any]:
    problems = [document.locate(fault) for fault in report.faults]
    problems.sort(key=lambda problem: (problem.line, problem.column))
    if report.is_cut:
        last = problems[-1]
        message = f"there are more than {MAX_PROBLEMS} problems; the others are not listed"
        problems.append(Problem(document.file, last.line, last.column, "", "too-many", message))
    return Document(document.file, None if problems else value, tuple(problems), document.locations)


# -- tables to models --------------------------------------------------------------------------------------------------


def _timing(tables: Mapping[str, Any]) -> Timing:
    return Timing(*(tables.get(key) for key in ("prepare", "next_rep", "switch_side", "rest", "breath")))


def _reps(tables: Mapping[str, Any]) -> tuple[CountRange, ...] | None:
    reps: tuple[CountRange, ...] | CountRange | None = tables.get("reps")
    return reps if reps is None or isinstance(reps, tuple) else (reps,)


def _side_dose(tables: Mapping[str, Any] | None) -> SideDose | None:
    return None if tables is None else SideDose(tables.get("hold"), _reps(tables))


def _dose(tables: Entries) -> Dose:
    reps, sets = tables.get("reps"), tables.get("sets")
    if isinstance(reps, tuple) and len(reps) == 1 and sets is None:
        sets = CountRange(1, 1)  # a list has an entry a set, even a list of one
    return Dose(
        hold=tables.get("hold"),
        reps=_reps(tables),
        sets=sets,
        self_paced=tables.get("pace") == "self",
        estimate=tables.get("estimate"),
    )


def _facts(tables: Mapping[str, Any]) -> dict[str, Any]:
    facts = {key: tables[key] for key in _FACTS if key in tables}
    if "kind" in facts:
        facts["kind"] = ExerciseKind(facts["kind"])
    if "start" in tables:
        facts["start"] = tables["start"].get("figure")
    return facts


def _positions(tables: tuple[Entries | None, ...]) -> tuple[Position, ...]:
    """Return the positions of a list of tables; those that could not be read keep their place under a made-up id."""
    return tuple(_position(table or {}, index) for index, table in enumerate(tables))


def _position(tables: Mapping[str, Any], index: int) -> Position:
    id: str = tables.get("id", f"#{index}")
    return Position(
        id=id,
        name=tables.get("name", id),
        hold=tables.get("hold"),
        breath=Breath(tables.get("breath", Breath.FREE)),
        figure=tables.get("figure"),
    )


def _report_own(path: Path, tables: Entries, positions: tuple[Position, ...], report: Report) -> None:
    """Report what one table of an exercise or a step shows by itself.

    Args:
        positions: The positions that the table defines; none where it only sets holds by id.
    """
    reps = tables.get("reps")
    for fault in sets_faults(path, len(reps) if isinstance(reps, tuple) else None, tables.get("sets")):
        report.note(fault)
    if tables.get("pace") == "self":
        held = [(*path, "hold")] if "hold" in tables else []
        held += [(*path, "positions", i, "hold") for i, position in enumerate(positions) if position.hold is not None]
        by_id = tables.get("positions", ())
        if by_id and isinstance(by_id[0], tuple):
            held.append((*path, "positions"))
        for where in held:
            report.add(where, "pace", 'write either a hold or `pace = "self"`, not both', at_key=True)
    seen: set[str] = set()
    for index, position in enumerate(positions):
        if position.id in seen:
            message = f"there is a position with the id {quoted(position.id)} already; give this one another"
            report.add((*path, "positions", index, "id"), "duplicate", message)
        seen.add(position.id)


def _timed_somehow(path: Path, tables: Entries, positions: tuple[Entries | None, ...]) -> set[Path]:
    """Return the paths of the positions, defined in a table, whose hold is written but could not be read."""
    found: set[Path] = {
        (*path, "positions", index)
        for index, table in enumerate(positions)
        if table is None or table.lost("hold") or tables.lost("hold", "pace")
    }
    return found | {path} if found and len(positions) == 1 else found  # a single one is the exercise itself


_UNREADABLE = RestStep(TimeRange.of_ms(0))
"""Stands for a step that could not be read, so that the steps after it keep their index."""


class _Builder:
    """Makes a routine of its tables and reports what is wrong with a step as a whole."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.timed_somehow: set[Path] = set()  # where a hold is written that could not be read
        self._unsure: dict[str, set[Path]] = {"sides": set(), "side-reps": set()}  # what of a side cannot be judged

    def follows(self, fault: Fault) -> bool:
        """Tell whether a fault of one side's dose may merely follow from what could not be read."""
        steps = self._unsure.get(fault.code, ())
        return any(fault.path[:length] in steps for length in range(len(fault.path)))

    def routine(self, id: str, tables: Entries) -> Routine:
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

    def items(self, path: Path, tables: tuple[Entries | None, ...]) -> tuple[Item, ...]:
        return tuple(
            _UNREADABLE if table is None else self.item((*path, index), table) for index, table in enumerate(tables)
        )

    def item(self, path: Path, tables: Entries) -> Item:
        if tables.meant & {"repeat", "steps"}:
            return self.block(path, tables)
        if tables.meant & {"exercise", "name"}:
            return self.step(path, tables)
        if "rest" in tables:
            self.only(path, tables, ("rest",), "a rest by itself", "take it out, or name its exercise")
            return RestStep(tables["rest"])
        return _UNREADABLE  # what is missing, or wrong, has been reported

    def block(self, path: Path, tables: Entries) -> Block:
        self.only(path, tables, ("repeat", "steps"), "a block", "set it in its steps")
        for key in ("repeat", "steps"):
            if key not in tables.meant:
                self.report.add(path, "missing-key", f"a block needs `repeat` and `steps`; `{key}` is missing", key)
        return Block(tables.get("repeat", CountRange(1, 1)), self.items((*path, "steps"), tables.get("steps", ())))

    def only(self, path: Path, tables: Entries, keys: tuple[str, ...], what: str, instead: str) -> None:
        for key in tables:
            if key not in keys:
                message = f"`{key}` has no place in {what}"
                self.report.add((*path, key), "misplaced-key", f"{message}; {instead}", at_key=True)

    def step(self, path: Path, tables: Entries) -> Item:
        named = "exercise" in tables.meant
        positions = tables.get("positions", ())
        listed = isinstance(positions, tuple) and bool(positions) and not isinstance(positions[0], tuple)
        if positions and named and listed:
            message = 'an exercise of the library has its positions; set their holds by id, as in { arch = "5s" }'
            self.report.add((*path, "positions"), "positions", message)
        if positions and not named and not listed:
            header = ".".join(str(part) for part in (*path, "positions") if isinstance(part, str))
            message = f"an exercise of this routine alone has its positions as a list; write [[{header}]]"
            self.report.add((*path, "positions"), "positions", message)
        defined = _positions(positions) if listed and not named else ()
        _report_own(path, tables, defined, self.report)
        if tables.lost("hold", "pace", "positions") or (not defined and self.report.has((*path, "positions"))):
            self.timed_somehow.add(path)
        if defined:
            self.timed_somehow |= _timed_somehow(path, tables, positions)
        self.sides(path, tables)
        if named and "exercise" not in tables:
            return _UNREADABLE
        facts = _facts(tables)
        own = None
        if not named:
            facts.setdefault("name", "the exercise")
            own = Exercise(id=None, positions=defined or (Position("hold", facts["name"]),), **facts)
        return Step(
            exercise=tables.get("exercise"),
            own=own,
            changes=tuple(facts.items()) if named else (),
            dose=_dose(tables),
            timing=_timing(tables),
            sides=Sides(tables["sides"]) if "sides" in tables else None,
            holds=positions if named and not listed else (),
            left=_side_dose(tables.get("left")),
            right=_side_dose(tables.get("right")),
        )

    def sides(self, path: Path, tables: Entries) -> None:
        """Look at the doses of single sides, and remember what of them cannot be judged."""
        found: list[Entries] = [tables[side] for side in Side if side in tables]
        if tables.lost("sides"):
            self._unsure["sides"].add(path)
        if tables.lost("sides", "reps", "sets", *Side) or any(dose.lost("reps") for dose in found):
            self._unsure["side-reps"].add(path)
        if tables.lost(*Side) or any(dose.lost("hold") for dose in found):
            self.timed_somehow.add(path)
        for side in Side:
            if tables.get("pace") == "self" and "hold" in tables.get(side, ()):
                message = 'write either a hold or `pace = "self"`, not both'
                self.report.add((*path, side.value, "hold"), "pace", message, at_key=True)
