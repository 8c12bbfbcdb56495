"""From what an importer read to files of the library: ids that are free, texts that are right, all stored or none.

The importers say what they would like to store; this module trusts none of it. Every piece is judged by the tables that
judge the user's own files, and no file that is there already is touched.
"""

import os
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Literal

import tomli_w

from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.problems import Problem
from stretchcore.routine import Routine
from stretchcore.text import printable, slug
from stretchcore.tomltext import read_toml
from stretchcore.values import dataclass
from stretchtui.authoring import Desk
from stretchtui.exchange.importers.guarded import refuse_hostile_text, refuse_path
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark, refuse_too_many
from stretchtui.files import FileFault, read_bounded, write_new
from stretchtui.schemas import lay_schema, with_schema_line
from stretchtui.shelves import is_id

# Windows keeps these names for itself, with any ending.
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)


class Faulty(BadImport):
    """A file of ours with mistakes; `problems` tells each with its line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("a file with problems is not taken in")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One exercise or routine as it would be stored.

    Attributes:
        id: The id that it gets.
        path: Its file.
        text: What the file is to hold.
        value: What that says.
        is_known: Whether this very file is there already, so that nothing is stored.
        remarks: What became of its parts, and of its id.
    """

    kind: Literal["exercise", "routine"]
    id: str
    path: Path
    text: str
    value: Exercise | Routine
    is_known: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An import that is ready to be stored.

    Attributes:
        source: Where it comes from, in words.
        arrivals: What came in, exercises first.
        remarks: What became of the rest.
        exercises: What its routines can name: its own exercises and those of the library.
    """

    source: str
    arrivals: tuple[Arrival, ...]
    remarks: tuple[Remark, ...]
    exercises: Mapping[str, Exercise]

    @property
    def all_remarks(self) -> tuple[Remark, ...]:
        """All that is said of it."""
        return (*(remark for arrival in self.arrivals for remark in arrival.remarks), *self.remarks)

    @property
    def new(self) -> tuple[Arrival, ...]:
        """What is not there yet."""
        return tuple(arrival for arrival in self.arrivals if not arrival.is_known)


def receive(incoming: Incoming, desk: Desk, *, everything: bool = False) -> Delivery:
    """Find an id for every piece and check it. Nothing is written.

    Args:
        incoming: What an importer read.
        desk: The library that it comes into.
        everything: Whether what the importer would leave for its sort is stored too.

    Raises:
        Faulty: A file of ours has mistakes.
        BadImport: Nothing of it can be taken in, or it holds what no honest file does.
    """
    pieces = list(incoming.pieces)
    remarks = list(incoming.remarks)
    refuse_too_many(len(pieces) + len(incoming.spare))
    if everything:
        pieces += [make() for make, _ in incoming.spare]
    else:
        remarks += [remark for _, remark in incoming.spare]
    for piece in pieces:
        _refuse_hostile(piece)
    receiver = _Receiver(desk)
    arrivals = receiver.all(pieces, remarks)
    if not arrivals:
        why = f": {remarks[0].subject}: {remarks[0].message}" if remarks else ""
        raise BadImport(printable(f"nothing of it can be taken in{why}", 400))
    return Delivery(incoming.source, tuple(arrivals), tuple(remarks), receiver.exercises)


def store(delivery: Delivery) -> None:
    """Write all that is new, or nothing.

    Raises:
        FileFault: A file cannot be written; nothing was stored.
    """
    write_new({arrival.path: arrival.text for arrival in delivery.new})
    for arrival in delivery.new:
        lay_schema(arrival.path, arrival.text.encode())


def _refuse_hostile(piece: Piece) -> None:
    """Refuse the whole import for what no honest file holds; of a file of ours, its problems tell the line too."""
    names = [piece.id]
    waiting: list[object] = [piece.table]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str) and piece.text is None:
            refuse_hostile_text(found)
        elif isinstance(found, Mapping):
            names += [found["name"]] if isinstance(found.get("name"), str) else []
            waiting += [*found, *found.values()]
        elif isinstance(found, (list, tuple)):
            waiting += found
    for name in names:
        refuse_path(name)


class _Receiver:
    """Takes pieces in, one after the other."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.taken: set[str] = set()
        self.arrived: dict[str, Exercise] = {}
        self.exercises: Mapping[str, Exercise] = ChainMap(self.arrived, desk.library.exercises)  # type: ignore[arg-type]
        self.renamed: dict[str, str] = {}  # of exercises: the id that they wanted, and the one that they got

    def all(self, pieces: list[Piece], remarks: list[Remark]) -> list[Arrival]:
        """Take in what is right, exercises first, so that routines can name them; the rest gets a remark."""
        arrivals = []
        for piece in sorted(pieces, key=lambda piece: piece.kind):
            found = self.one(piece)
            if isinstance(found, Arrival):
                arrivals.append(found)
            else:
                remarks.append(found)
        return arrivals

    def one(self, piece: Piece) -> Arrival | Remark:
        """Take in one piece, or say why it is left."""
        text, remarks = self.text_of(piece)
        path, is_known, why = self.choose_path(piece, text)
        id = path.stem
        document = self.judged(piece, id, text)
        if document.value is None:
            if piece.text is not None:
                raise Faulty(document.problems)
            problem = document.problems[0]
            return Remark(Fate.LEFT, _name(piece), ": ".join(filter(None, (problem.path, problem.message))))
        refuse_hostile_text(text, as_it_is=True)  # its comments too, which no table looks at
        self.taken.add(id)
        if isinstance(document.value, Exercise):
            self.arrived[id] = document.value
            self.renamed.setdefault(piece.id, id)
        said = (*piece.remarks, *remarks, *why)
        return Arrival(piece.kind, id, path, text, document.value, is_known, said)

    def judged(self, piece: Piece, id: str, text: str) -> Document[Exercise] | Document[Routine]:
        """Return what the tables that judge every file make of a text."""
        if piece.kind == "exercise":
            return read_exercise(text, id, file=piece.file)
        return read_routine(text, id, self.exercises, file=piece.file)

    # -- ids -----------------------------------------------------------------------------------------------------------

    def choose_path(self, piece: Piece, text: str) -> tuple[Path, bool, tuple[Remark, ...]]:
        """Return where a piece goes under a free id, or the very same file where it is there already; with remarks."""
        wanted = piece.id if is_id(piece.id) else slug(piece.id) or slug(_name(piece)) or piece.kind
        holder = ""
        for id in _ids_like(wanted):
            if id in self.taken:
                holder = holder or "another one of this import has the id"
                continue
            there = self.desk.find(id)
            if there is not None and there.kind == piece.kind and _holds(there.path, text):
                return there.path, True, ()
            if id in _DEVICES:
                why = "some systems keep that name for a device"
            elif there is not None:
                whose = "a built-in" if there.entry.origin == "built-in" else "your own"
                why = f"the id is that of {whose} {there.kind}"
            elif any(os.path.lexists(self.desk.folder(kind) / f"{id}.toml") for kind in ("exercise", "routine")):
                why = "something of that name is in the way"
            else:
                said = (Remark(Fate.CHANGED, _name(piece), f"it is called {id}, since {holder}"),) if holder else ()
                return self.desk.folder(piece.kind) / f"{id}.toml", False, said
            holder = holder or why
        raise AssertionError("there is always a number more")

    # -- texts ---------------------------------------------------------------------------------------------------------

    def text_of(self, piece: Piece) -> tuple[str, tuple[Remark, ...]]:
        """Return the text of a piece's file, with the ids that the exercises of this import got."""
        renamed = {old: new for old, new in self.renamed.items() if old != new}
        if piece.text is None:
            return written(piece.kind, _with_ids(piece.table, renamed)), ()
        wanted = _with_ids(piece.table, renamed)
        if wanted == piece.table:
            return piece.text, ()
        changed = _rewritten(piece.text, renamed)
        if read_toml(changed)[0] == wanted:
            return changed, ()
        lost = Remark(Fate.CHANGED, _name(piece), "its comments are lost: ids in it had to be changed")
        return written(piece.kind, wanted), (lost,)


def written(kind: Literal["exercise", "routine"], table: Mapping[str, object]) -> str:
    """Return a table as the text of a file that the program makes; its first line names its schema."""
    return with_schema_line(kind, tomli_w.dumps(table).encode()).decode()


def _name(piece: Piece) -> str:
    name = piece.table.get("name")
    return name if isinstance(name, str) else piece.id


def _ids_like(wanted: str) -> Iterator[str]:
    """Yield an id, and then the same with the numbers from 2 on."""
    yield wanted
    for number in count(2):
        end = f"-{number}"
        yield wanted[: 60 - len(end)].rstrip("-") + end


def _holds(path: Path, text: str) -> bool:
    try:
        return read_bounded(path) == text.encode()
    except FileFault:
        return False


def _with_ids(table: Mapping[str, object], renamed: Mapping[str, str]) -> dict[str, Any]:
    """Return a table in which exercises are named by the ids that they got."""

    def renew(key: str, value: object) -> object:
        if key == "exercise" and isinstance(value, str):
            return renamed.get(value, value)
        if key == "easier" and isinstance(value, list):
            return [renamed.get(id, id) if isinstance(id, str) else id for id in value]
        if isinstance(value, (list, tuple)):
            return [renew("", entry) for entry in value]
        return _with_ids(value, renamed) if isinstance(value, Mapping) else value

    return {key: renew(key, value) for key, value in table.items()}


def _rewritten(text: str, renamed: Mapping[str, str]) -> str:
    """Return a text of ours with other ids of exercises; comments, order and spacing stay."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(text)
        _renew(document, lambda old: renamed.get(old, old))
        return tomlkit.dumps(document)
    except (TOMLKitError, RecursionError):
        return ""


def _renew(holder: Any, new: Callable[[str], str]) -> None:
    for key, value in list(holder.items()) if isinstance(holder, Mapping) else list(enumerate(holder)):
        if key == "exercise" and isinstance(value, str):
            if new(value) != value:
                holder[key] = new(value)
        elif key == "easier" and isinstance(value, list):
            for index, id in enumerate(value):
                if isinstance(id, str) and new(id) != id:
                    value[index] = new(id)
        elif isinstance(value, (Mapping, list)):
            _renew(value, new)
