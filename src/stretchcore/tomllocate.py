"""Finds the line and the column where a value or a key of a TOML document is written.

A second, loose reading of a text that `tomllib` has accepted, so it never asks whether something is allowed. It is made
when the first place is asked for: a file without problems never pays for it.
"""

import re
import tomllib
from bisect import bisect_right
from functools import cache

from stretchcore.routine import Path
from stretchcore.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: line and column count from 1, columns in code points."""

    line: int
    column: int


class LineIndex:
    """Turns offsets into a text into places."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """Return the place of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Return the offset of a place."""
        return self._starts[place.line - 1] + place.column - 1


class Locations:
    """Finds the places of a document's keys and values by their paths.

    - A key and its value stand where they are written. An element of a list has no key: both are where it starts.
    - A table is where the last part of its header's name is (``defaults`` in ``[defaults]``), key and value alike.
    - Each element of an array of tables is at the ``[[`` of its own header, the array itself at the name in the first.
    - A table that only longer names imply (``a`` of ``a.b = 1`` or ``[a.b]``) is where the first of them has that part.
    - A path that is not in the file is where the nearest one around it is; the whole document is at line 1, column 1.
    """

    __slots__ = ("_lines", "_root", "_text")

    def __init__(self, text: str) -> None:
        """Take a document that `tomllib` accepts, with line feeds for line ends."""
        self._text = text
        self._root: _Node | None = None
        self._lines: LineIndex | None = None

    def value(self, path: Path) -> Place:
        """Return where the value at a path starts."""
        return self._place(self._find(path).value_at)

    def key(self, path: Path) -> Place:
        """Return where the last key of a path is written."""
        return self._place(self._find(path).key_at)

    def _find(self, path: Path) -> "_Node":
        if self._root is None:
            self._root = _Reader(self._text).document()
        node = self._root
        for part in path:
            below = node.children.get(part)
            if below is None:
                break
            node = below
        return node

    def _place(self, offset: int) -> Place:
        if self._lines is None:
            self._lines = LineIndex(self._text)
        return self._lines.place(offset)


class _Node:
    """A value of the document: the offsets of its key and of itself, and what is in it."""

    __slots__ = ("children", "key_at", "tables", "value_at")

    def __init__(self, offset: int) -> None:
        self.key_at = offset
        self.value_at = offset
        self.children: dict[str | int, _Node] = {}
        self.tables = 0  # how many [[headers]] have added to it

    def enter(self, part: str | int, offset: int) -> "_Node":
        """Return the node of a part of a name, written at an offset; in an array of tables the last one is meant."""
        inside = self.children[self.tables - 1].children if self.tables else self.children
        node = inside.get(part)
        if node is None:
            node = inside[part] = _Node(offset)
        return node

    def append_table(self, offset: int) -> "_Node":
        """Return a new last element of an array of tables."""
        node = self.children[self.tables] = _Node(offset)
        self.tables += 1
        return node


class _Reader:
    """One pass over a document, statement by statement."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._blank, self._space, self._part, self._scalar = _patterns()

    def document(self) -> _Node:
        """Return the node of the whole document."""
        text = self._text
        root = table = _Node(0)
        at = self._skip(self._blank, 0)
        while at < len(text):
            if text[at] != "[":
                at, leaf = self._name(at, table)
                at = self._assigned(at, leaf)
            else:
                opening = at
                is_array = text.startswith("[[", at)
                at, table = self._name(self._skip(self._space, at + 1 + is_array), root)
                at += 1 + is_array
                if is_array:
                    table = table.append_table(opening)
            at = self._skip(self._blank, at)
        return root

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self._text, at)
        return found.end() if found else at

    def _name(self, at: int, node: _Node) -> tuple[int, _Node]:
        """Read a key with or without dots; return the offset of what follows it and its node."""
        while True:
            part = self._part.match(self._text, at)
            assert part, "tomllib has accepted the text"
            node = node.enter(key_name(part[1]), at)
            if not part[2]:
                if not node.tables:  # a header of its own counts more than the longer name that implied the table
                    node.key_at = node.value_at = at
                return part.end(), node
            at = part.end()

    def _assigned(self, at: int, node: _Node) -> int:
        """Read the equals sign and the value of a key; return the offset of what follows."""
        return self._value(self._skip(self._space, at + 1), node)

    def _value(self, at: int, node: _Node) -> int:
        """Read a value; return the offset of what follows it. Recursion is bounded, since nesting is."""
        text = self._text
        node.value_at = at
        if text[at] == "[":
            at = self._skip(self._blank, at + 1)
            index = 0
            while text[at] != "]":
                at = self._value(at, node.enter(index, at))
                at = self._skip(self._blank, at)
                index += 1
            return at + 1
        if text[at] == "{":
            at = self._skip(self._blank, at + 1)
            while text[at] != "}":
                at, leaf = self._name(at, node)
                at = self._skip(self._blank, self._assigned(at, leaf))
            return at + 1
        return self._skip(self._scalar, at)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the reader, compiled when they are first needed (1 ms that a good file need not pay).

    They match: blanks, line ends, commas and comments; blanks; a part of a key with the dot and the blanks after it; a
    value that is no list and no table.
    """
    basic, literal = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"', r"'[^'\n]*'"
    basic_lines = r'"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"{3,5}'
    literal_lines = r"'''[^']*(?:'(?!'')[^']*)*'{3,5}"
    return (
        re.compile(r"[\s,]*(?:#[^\n]*[\s,]*)*"),
        re.compile(r"[ \t]*"),
        re.compile(rf"([A-Za-z0-9_-]+|{basic}|{literal})[ \t]*(\.[ \t]*)?"),
        re.compile(rf"{basic_lines}|{literal_lines}|{basic}|{literal}|[^,\]}}#\n]+"),
    )


def key_name(written: str) -> str:
    """Return the name that a part of a key stands for."""
    if written[0] not in "\"'":
        return written
    if written[0] == '"' and "\\" in written:
        return str(tomllib.loads(f"key = {written}")["key"])
    return written[1:-1]
