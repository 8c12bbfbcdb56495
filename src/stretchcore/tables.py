"""The sorts that are put together of others: lists, tables, and what is made of a table."""

from typing import Any

from stretchcore.exercise import BreathRate
from stretchcore.fields import LONGEST_BREATH_MS, SHORTEST_BREATH_MS, Number, Sort, Time, wrong
from stretchcore.figure import Figure
from stretchcore.problems import Report
from stretchcore.routine import Path
from stretchcore.text import quoted
from stretchcore.times import TimeRange


class Many:
    """A list of values of one sort.

    Attributes:
        single: Whether one value may be written without the list.
        unique: Whether no value may stand in it twice.
    """

    __slots__ = ("item", "least", "most", "single", "unique")

    def __init__(self, item: Sort, most: int, least: int = 0, *, single: bool = False, unique: bool = False) -> None:
        self.item = item
        self.most = most
        self.least = least
        self.single = single
        self.unique = unique

    def read(self, value: object, path: Path, report: Report) -> tuple[object, ...] | None:
        """Return the values in their places, None for one that could not be read."""
        if not isinstance(value, list):
            if not self.single:
                wrong(report, path, value, f"a list; write {self._example(value, path)}")
                return None
            one = self.item.read(value, path, report)
            return None if one is None else (one,)
        if not self.least <= len(value) <= self.most:
            many = f"a list of {len(value):,} entries; at most {self.most:,} are allowed"
            report.add(path, "bounds", many if value else "the list is empty; at least one entry is needed")
            return None
        found = tuple(self.item.read(entry, (*path, index), report) for index, entry in enumerate(value))
        if self.unique and len(set(found)) < len(found):
            for index, entry in enumerate(found):
                if entry is not None and entry in found[:index]:
                    report.add((*path, index), "duplicate", f"{quoted(entry)} is in the list already; take one out")
        return found

    def _example(self, value: object, path: Path) -> str:
        """Return how the list is written that somebody meant by a value."""
        if isinstance(self.item, Table):
            return f"[[{'.'.join(part for part in path if isinstance(part, str))}]] above each table of it"
        return f"[{quoted(value)}]" if isinstance(value, str) else '["…", "…"]'


class Pair:
    """A point: two numbers."""

    __slots__ = ("x", "y")

    def __init__(self, x: Number, y: Number) -> None:
        self.x = x
        self.y = y

    def read(self, value: object, path: Path, report: Report) -> tuple[float, float] | None:
        """Return the point."""
        if not isinstance(value, list) or len(value) != 2:
            wrong(report, path, value, "a point; write [x, y]")
            return None
        x, y = self.x.read(value[0], (*path, 0), report), self.y.read(value[1], (*path, 1), report)
        return None if x is None or y is None else (x, y)


class ById:
    """A table of values of one sort by id."""

    __slots__ = ("example", "item", "most")

    def __init__(self, item: Sort, most: int = 50, *, example: str = "{ id = … }") -> None:
        self.item = item
        self.most = most
        self.example = example

    def read(self, value: object, path: Path, report: Report) -> tuple[tuple[str, object], ...] | None:
        """Return pairs of id and value."""
        if not isinstance(value, dict):
            wrong(report, path, value, f"a table; write {self.example}")
            return None
        if len(value) > self.most:
            report.add(path, "bounds", f"a table of {len(value)} entries; at most {self.most} are allowed")
            return None
        found = ((key, self.item.read(entry, (*path, key), report)) for key, entry in value.items())
        return tuple((key, entry) for key, entry in found if entry is not None)


class ListOr:
    """A list is read in one way, anything else in another."""

    __slots__ = ("if_list", "otherwise")

    def __init__(self, if_list: Sort, otherwise: Sort) -> None:
        self.if_list = if_list
        self.otherwise = otherwise

    def read(self, value: object, path: Path, report: Report) -> object:
        """Return what the fitting sort reads."""
        return (self.if_list if isinstance(value, list) else self.otherwise).read(value, path, report)


class Key:
    """A key that a table may have.

    Attributes:
        doc: One sentence of what it means, for people and for editors that complete it.
    """

    __slots__ = ("doc", "name", "required", "sort")

    def __init__(self, name: str, sort: Sort, doc: str, *, required: bool = False) -> None:
        self.name = name
        self.sort = sort
        self.doc = doc
        self.required = required


class Entries(dict[str, Any]):
    """The values of a table that could be read, by key.

    Attributes:
        meant: These keys and those whose value could not be read or whose name is misspelt: what the writer has set.
    """

    __slots__ = ("meant",)

    def __init__(self) -> None:
        super().__init__()
        self.meant: set[str] = set()

    def lost(self, *keys: str) -> bool:
        """Tell whether one of these keys is meant but could not be read."""
        return any(key in self.meant and key not in self for key in keys)


_FEW_KEYS = 12


class Table:
    """A table with known keys. Its keys may be set later, since steps hold steps."""

    def __init__(
        self, title: str, *keys: Key, any_of: tuple[str, ...] = (), example: str = "a table, as in { key = … }"
    ) -> None:
        self.title = title
        self.example = example  # how to write it, for who wrote something else
        self.any_of = any_of  # one of these must be there, so a misspelt one is not reported as missing too
        self.keys: dict[str, Key] = {}
        self.extend(*keys)

    def extend(self, *keys: Key) -> None:
        """Add keys."""
        self.keys.update((key.name, key) for key in keys)

    def read(self, value: object, path: Path, report: Report) -> Entries | None:
        """Return the values that could be read, by key; what is wrong or unknown is reported and left out."""
        if not isinstance(value, dict):
            wrong(report, path, value, f"{self.title}; write {self.example}")
            return None
        found = Entries()
        meant = found.meant
        for name, entry in value.items():
            key = self.keys.get(name)
            if key is None:
                meant.add(self._report_unknown(name, path, report) or "")
                continue
            meant.add(name)
            read = key.sort.read(entry, (*path, name), report)
            if read is not None:
                found[name] = read
        for name, key in self.keys.items():
            if key.required and name not in meant:
                report.add(path, "missing-key", f"the key `{name}` is missing", name)
        if self.any_of and not meant.intersection(self.any_of):
            report.add(path, "missing-key", f"{self.title} needs one of {_names(self.any_of, 'or')}")
        return found

    def _report_unknown(self, name: str, path: Path, report: Report) -> str | None:
        hint = report.nearest(name, tuple(self.keys))
        guess = ""
        if hint:
            guess = f"; did you mean `{hint}`?"
        elif len(self.keys) <= _FEW_KEYS:
            guess = f"; {self.title} can have {_names(tuple(self.keys), 'and')}"
        report.add((*path, name), "unknown-key", f"unknown key{guess}", hint, at_key=True)
        return hint


def _names(keys: tuple[str, ...], last: str) -> str:
    """Return keys as a sentence lists them."""
    listed = [f"`{name}`" for name in keys]
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}" if len(listed) > 1 else listed[0]


class BreathTable:
    """The length of a breath: ``{ in = "4s", out = "6s" }``."""

    __slots__ = ("table",)

    def __init__(self, table: Table) -> None:
        self.table = table

    def read(self, value: object, path: Path, report: Report) -> BreathRate | None:
        """Return the breath."""
        found = self.table.read(value, path, report) or Entries()
        first, second = found.get("in"), found.get("out")
        if not isinstance(first, TimeRange) or not isinstance(second, TimeRange):
            return None
        if not (first.is_fixed and second.is_fixed):
            report.add(path, "time", "a breath has fixed times; write one figure for `in` and one for `out`")
            return None
        return BreathRate(first.ends_ms(0)[0], second.ends_ms(0)[0])


BREATH_PART = Time(SHORTEST_BREATH_MS, LONGEST_BREATH_MS // 2, breaths=False)


class Drawing:
    """A drawn body: its table, read into a `Figure`."""

    __slots__ = ("table",)

    def __init__(self, table: Table) -> None:
        self.table = table

    def read(self, value: object, path: Path, report: Report) -> Figure | None:
        """Return the figure."""
        found = self.table.read(value, path, report)
        if found is None:
            return None
        parts = {name: found.pop(name, {}) for name in ("near", "far")}
        rest: dict[str, Any] = {
            name: found.pop(name) for name in ("view", "faces", "props", "foreshortened") if name in found
        }
        limbs: dict[str, Any] = {
            side: tuple(joints.items()) for side, joints in parts.items() if isinstance(joints, dict)
        }
        trunk: Any = tuple(found.items())
        return Figure(body=trunk, **limbs, **rest)
