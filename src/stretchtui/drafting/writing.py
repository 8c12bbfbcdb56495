"""Values, lists and steps as a person writes them in TOML."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from stretchcore.routine import Path

Written: TypeAlias = str | int | float | bool | Sequence["Written"] | Mapping[str, "Written"]
"""What can be written as a value."""

LINE_WIDTH = 100
"""A list that is longer than so many columns has its elements one below the other."""

KEY_ORDER = (
    "format",
    "exercise",
    "name",
    "summary",
    "tags",
    "source",
    "repeat",
    "kind",
    "posture",
    "targets",
    "secondary",
    "instructions",
    "cautions",
    "equipment",
    "hold",
    "positions",
    "reps",
    "sets",
    "sides",
    "left",
    "right",
    "pace",
    "estimate",
    "prepare",
    "next_rep",
    "switch_side",
    "rest",
    "breath",
    "steps",
)
"""In which order one writes the keys of a table."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_MANY_LINES = re.compile(r'"""|\'\'\'')


def rank(key: str) -> int:
    """Return the place of a key among the others of its table."""
    return KEY_ORDER.index(key) if key in KEY_ORDER else len(KEY_ORDER)


def value_text(value: Written) -> str:
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        return table_text([f"{key_text(key)} = {value_text(entry)}" for key, entry in value.items()])
    return f"[{', '.join(map(value_text, value))}]"


def key_text(key: str) -> str:
    """Return a key."""
    return key if _BARE.fullmatch(key) else _string(key)


def table_text(statements: Sequence[str]) -> str:
    """Return an inline table of statements."""
    return f"{{ {', '.join(statements)} }}" if statements else "{}"


def header_text(path: Path) -> str:
    """Return the name of a table by its path, without the indices of lists."""
    return ".".join(key_text(part) for part in path if isinstance(part, str))


def statements_of(item: Mapping[str, Written]) -> tuple[str, ...]:
    """Return the statements of a step, one a key; those of a block's steps stand one below the other."""
    found = []
    for key, value in item.items():
        if key == "steps" and isinstance(value, Sequence):
            rows = [Row((), value_text(step)) for step in value]
            found.append(f"steps = {array_text(rows, '')}")
        else:
            found.append(f"{key_text(key)} = {value_text(value)}")
    return tuple(found)


class Row:
    """One element of a list.

    Attributes:
        above: The comments above it; an empty one is an empty line.
        source: What it says.
        beside: The comment behind it.
    """

    __slots__ = ("above", "beside", "source")

    def __init__(self, above: Sequence[str], source: str, beside: str = "") -> None:
        self.above = tuple(above)
        self.source = source
        self.beside = beside


def array_text(rows: Sequence[Row], indent: str, tail: Sequence[str] = (), *, flat: bool = False) -> str:
    """Return a list of tables.

    Args:
        indent: What stands before the line that it begins on.
        tail: The comments after its last element.
        flat: Whether it may stay on one line, where it fits and holds no comment.
    """
    if not rows and not tail:
        return "[]"
    if flat and not tail and not any(row.above or row.beside or "\n" in row.source for row in rows):
        text = f"[{', '.join(row.source for row in rows)}]"
        if len(text) <= LINE_WIDTH:
            return text
    inner = indent + "  "
    lines = ["["]
    for row in rows:
        lines += [f"{inner}{comment}" if comment else "" for comment in row.above]
        lines.append(f"{inner}{indented(row.source, inner)},{f'  {row.beside}' if row.beside else ''}")
    lines += [f"{inner}{comment}" if comment else "" for comment in tail]
    return "\n".join([*lines, f"{indent}]"])


def indented(source: str, indent: str) -> str:
    """Return a value of several lines under another indentation; one that holds texts of several lines as it is."""
    lines = source.split("\n")
    if len(lines) == 1 or _MANY_LINES.search(source):
        return source
    now = len(lines[-1]) - len(lines[-1].lstrip(" "))
    moved = [f"{indent}{line[min(now, len(line) - len(line.lstrip(' '))) :]}" if line.strip() else "" for line in lines]
    return "\n".join([lines[0], *moved[1:]])


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped) + '"'
