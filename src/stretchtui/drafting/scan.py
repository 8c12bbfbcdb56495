"""Where the parts of a TOML text stand, to the character: headers, keys, values and the elements of lists.

A loose reading of a text that `tomllib` has accepted, so it never asks whether something is allowed. It exists so that
a change can leave every other character of a file as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Literal

from stretchcore.routine import Path
from stretchcore.tomllocate import key_name
from stretchcore.values import dataclass

_BASIC, _LITERAL = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"', r"'[^'\n]*'"
_BASIC_LINES = r'"""[^"\\]*(?:(?:\\[\s\S]|"(?!""))[^"\\]*)*"{3,5}'
_LITERAL_LINES = r"'''[^']*(?:'(?!'')[^']*)*'{3,5}"
_BLANK = re.compile(r"[\s,]*(?:#[^\n]*[\s,]*)*")
_SPACE = re.compile(r"[ \t]*")
_PART = re.compile(rf"([A-Za-z0-9_-]+|{_BASIC}|{_LITERAL})")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(rf"{_BASIC_LINES}|{_LITERAL_LINES}|{_BASIC}|{_LITERAL}|[^,\]}}#\n]+")


@dataclass(slots=True)
class Value:
    """A value: where it starts and ends, and what is in it."""

    kind: Literal["array", "table", "scalar"]
    start: int
    end: int = 0
    items: "list[Value]" = field(default_factory=list)
    entries: "list[Entry]" = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key with its value.

    Attributes:
        parts: The names of the key, of which one with dots has several.
        start: Where the key starts, and `key_end` where it ends.
    """

    parts: tuple[str, ...]
    start: int
    key_end: int
    value: Value


@dataclass(slots=True)
class Block:
    """What stands under one header, or before the first.

    Attributes:
        path: The table that it adds to, with the indices of lists.
        is_array: Whether its header has double brackets.
        start: Where its header's line starts, and `body` where the line after it does.
        name: Where the header's name starts and ends.
    """

    path: Path
    is_array: bool
    start: int
    body: int
    name: tuple[int, int]
    entries: list[Entry] = field(default_factory=list)


class Scan:
    """A text and its parts."""

    def __init__(self, text: str) -> None:
        """Take a text that `tomllib` accepts, with line feeds for line ends."""
        self.text = text
        self.blocks = [Block(path=(), is_array=False, start=0, body=0, name=(0, 0))]
        self._counts: dict[Path, int] = {}
        self._read()

    # -- finding -------------------------------------------------------------------------------------------------------

    def find(self, path: Path) -> Block | Value | None:
        """Return what is at a path; of a table with a header of its own, the block under that."""
        for block in self.blocks:
            if block.path == path and (path or block is self.blocks[0]):
                return block
        for block in sorted(self.blocks, key=lambda one: -len(one.path)):
            if path[: len(block.path)] == block.path:
                found = _walk(block.entries, path[len(block.path) :])
                if found is not None:
                    return found
        return None

    def headed(self, path: Path) -> list[Block]:
        """Return the blocks of a list whose elements have headers of their own."""
        return [one for one in self.blocks if one.is_array and one.path[:-1] == path]

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset starts."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return where the line after an offset's starts."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def content_end(self, block: Block) -> int:
        """Return where the line after the last key under a header starts."""
        return self.line_end(block.entries[-1].value.end) if block.entries else block.body

    # -- reading -------------------------------------------------------------------------------------------------------

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        return found.end() if found else at

    def _read(self) -> None:
        text = self.text
        at = self._skip(_BLANK, 0)
        while at < len(text):
            if text[at] != "[":
                at, entry = self._entry(at)
                self.blocks[-1].entries.append(entry)
            else:
                start, is_array = self.line_start(at), text.startswith("[[", at)
                begin = self._skip(_SPACE, at + 1 + is_array)
                end, parts = self._name(begin)
                at = self._skip(_SPACE, end) + 1 + is_array
                path = self._resolved(parts, is_array=is_array)
                self.blocks.append(Block(path, is_array, start, self.line_end(at), (begin, end)))
            at = self._skip(_BLANK, at)

    def _resolved(self, parts: tuple[str, ...], *, is_array: bool) -> Path:
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            last = place == len(parts) - 1
            if last and is_array:
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _name(self, at: int) -> tuple[int, tuple[str, ...]]:
        parts = []
        while True:
            part = _PART.match(self.text, at)
            assert part, "tomllib has accepted the text"
            parts.append(key_name(part[1]))
            dot = _DOT.match(self.text, part.end())
            if dot is None:
                return part.end(), tuple(parts)
            at = dot.end()

    def _entry(self, at: int) -> tuple[int, Entry]:
        end, parts = self._name(at)
        value = self._value(self._skip(_SPACE, self._skip(_SPACE, end) + 1))
        return value.end, Entry(parts, at, end, value)

    def _value(self, at: int) -> Value:
        """Read a value. Recursion is bounded, since nesting is."""
        text = self.text
        if text[at] not in "[{":
            end = self._skip(_SCALAR, at)
            return Value("scalar", at, at + len(text[at:end].rstrip()))
        value = Value("array" if text[at] == "[" else "table", at)
        close = "]" if value.kind == "array" else "}"
        at = self._skip(_BLANK, at + 1)
        while text[at] != close:
            if value.kind == "array":
                item = self._value(at)
                value.items.append(item)
                at = item.end
            else:
                at, entry = self._entry(at)
                value.entries.append(entry)
            at = self._skip(_BLANK, at)
        value.end = at + 1
        return value


def _walk(entries: Sequence[Entry], path: Path) -> Value | None:
    for entry in entries:
        count = len(entry.parts)
        if path[:count] != entry.parts:
            continue
        rest, value = path[count:], entry.value
        while rest and value.kind == "array" and isinstance(rest[0], int) and rest[0] < len(value.items):
            value, rest = value.items[rest[0]], rest[1:]
        if not rest:
            return value
        if value.kind == "table":
            return _walk(value.entries, rest)
    return None
