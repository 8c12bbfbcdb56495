"""Steps on their way from one place of a text to another, with the comments that belong to them.

A step is written under a header of its own, or as an inline table in a list. The comments right above it, those within
it and the one behind it go where it goes. A comment that stands alone, with empty lines around it, stays where it is.
"""

import re
from collections.abc import Sequence

from stretchcore.routine import Path
from stretchcore.values import dataclass
from stretchtui.drafting.scan import Block, Entry, Scan, Value
from stretchtui.drafting.writing import Row, Written, header_text, indented, key_text, table_text, value_text

_COMMENT = re.compile(r"#[^\n]*")
_COMMA = re.compile(r"\A[ \t]*,")
_EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")


class CannotChange(ValueError):
    """A text that cannot be changed like this without loss; the message is one clear line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A step by itself.

    Attributes:
        comments: All its comments, each without what stands before it.
        statements: Its keys with their values, each as it is written inline.
        chunk: Its own lines where it has headers, with a gap for the list's name in each; None where it is inline.
        row: Itself as an element of a list; None where it has headers.
    """

    comments: tuple[str, ...]
    statements: tuple[str, ...]
    chunk: tuple[str, ...] | None = None
    row: Row | None = None

    def as_chunk(self, list_path: Path) -> str:
        """Return its lines under a header of its own."""
        name = header_text(list_path)
        if self.chunk is not None:
            return name.join(self.chunk)
        lines = [*self.comments, f"[[{name}]]", *(indented(one, "") for one in self.statements)]
        return "".join(f"{line}\n" for line in lines)

    def as_row(self) -> Row:
        """Return it as an element of a list."""
        return self.row or Row(self.comments, table_text(self.statements))


def new_piece(statements: Sequence[str]) -> Piece:
    """Return a step that was not in the text."""
    return Piece((), tuple(statements))


# -- under headers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of a step with headers: from its first comment to the line after its last."""

    start: int
    end: int
    blocks: tuple[Block, ...]


def span_of(scan: Scan, path: Path) -> Span:
    """Return the lines of a step that has headers.

    Raises:
        CannotChange: They are not together.
    """
    places = [place for place, block in enumerate(scan.blocks) if block.path[: len(path)] == path]
    first, last = places[0], places[-1]
    if places != list(range(first, last + 1)) or scan.blocks[first].path != path:
        raise CannotChange("the parts of this step do not stand together in the file; move them in a text editor")
    floor = scan.content_end(scan.blocks[first - 1])
    start = lead_start(scan, scan.blocks[first].start, floor)
    end = scan.content_end(scan.blocks[last])
    return Span(start, _with_comments_below(scan.text, end), tuple(scan.blocks[first : last + 1]))


def lead_start(scan: Scan, header: int, floor: int) -> int:
    """Return where the comments right above a header start."""
    start = header
    while start > floor:
        above = scan.line_start(start - 1)
        if above < floor or not scan.text[above:start].lstrip().startswith("#"):
            break
        start = above
    return start


def _with_comments_below(text: str, end: int) -> int:
    """Return the end of the comments right below a step, unless they go on to what follows."""
    below = end
    while text.startswith("#", _after_blanks(text, below)):
        found = text.find("\n", below)
        below = len(text) if found < 0 else found + 1
    rest = text[below:].split("\n", 1)[0]
    return end if rest.strip() else below


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def cut_chunk(scan: Scan, path: Path) -> tuple[Piece, Span]:
    """Return a step with headers by itself, and its lines."""
    span = span_of(scan, path)
    return _piece_of_chunk(scan, path, span), span


def _piece_of_chunk(scan: Scan, path: Path, span: Span) -> Piece:
    text, depth = scan.text, len(path)
    parts: list[str] = []
    at, head = span.start, ""
    for one in span.blocks:
        begin, end = one.name
        parts.append(head + text[at:begin])
        own = header_text(one.path[depth:])
        head, at = (f".{own}" if own else ""), end
    last = head + text[at : span.end]
    parts.append(last if last.endswith("\n") else f"{last}\n")
    return Piece(comments_of(scan, span), _statements_of_blocks(scan, path, span), chunk=tuple(parts))


def comments_of(scan: Scan, span: Span, *, inner: bool = True) -> tuple[str, ...]:
    """Return the comments of a step's lines, but not those within its values.

    Args:
        inner: Whether to return those under its further headers too.
    """
    found: list[str] = []
    blocks = span.blocks if inner else span.blocks[:1]
    end = span.end if inner or len(span.blocks) == 1 else scan.content_end(span.blocks[0])
    at = span.start
    # What stands under its further headers is written anew when it is put into a list: nothing in it may be lost.
    values = [(entry.value, block is not span.blocks[0]) for block in blocks for entry in block.entries]
    for value, anew in values:
        found += [match[0].rstrip() for match in _COMMENT.finditer(scan.text, at, value.start)]
        if anew:
            found += _comments_in(scan.text, value)
        at = value.end
    return (*found, *(match[0].rstrip() for match in _COMMENT.finditer(scan.text, at, end)))


def _comments_in(text: str, value: Value) -> list[str]:
    """Return the comments within a value."""
    if value.kind == "scalar":
        return []
    found: list[str] = []
    at = value.start
    for one in value.items or [entry.value for entry in value.entries]:
        found += [match[0].rstrip() for match in _COMMENT.finditer(text, at, one.start)]
        found += _comments_in(text, one)
        at = one.end
    return [*found, *(match[0].rstrip() for match in _COMMENT.finditer(text, at, value.end))]


def _statements_of_blocks(scan: Scan, path: Path, span: Span) -> tuple[str, ...]:
    """Return the keys of a step with headers; what its further headers say is written anew, inline."""
    found = [statement(scan.text, entry) for entry in span.blocks[0].entries]
    below: dict[str, None] = {}
    for one in span.blocks[1:]:
        below.setdefault(str(one.path[len(path)]), None)
    if below:
        tables = _data_at(scan.text, path)
        found += [f"{key_text(key)} = {value_text(tables[key])}" for key in below]
    return tuple(found)


def _data_at(text: str, path: Path) -> dict[str, Written]:
    from stretchcore.tomltext import read_toml

    value: object = read_toml(text)[0]
    for part in path:
        value = value[part]  # type: ignore[index]
    assert isinstance(value, dict)
    return value


def statement(text: str, entry: Entry) -> str:
    """Return a key with its value; a list without comments on one line."""
    source = text[entry.value.start : entry.value.end]
    if entry.value.kind == "array" and "\n" in source and not _has_comments(text, entry.value):
        flat = _flat(text, entry.value)
        source = source if any(item.kind == "table" for item in entry.value.items) else flat
    return f"{text[entry.start : entry.key_end]} = {source}"


def _has_comments(text: str, value: Value) -> bool:
    at = value.start
    for item in value.items:
        if _COMMENT.search(text, at, item.start) or _has_comments(text, item):
            return True
        at = item.end
    return bool(_COMMENT.search(text, at, value.end)) and value.kind == "array"


def _flat(text: str, value: Value) -> str:
    parts = [_flat(text, item) if item.kind == "array" else text[item.start : item.end] for item in value.items]
    return f"[{', '.join(parts)}]"


def without_lines(text: str, start: int, end: int) -> str:
    """Return a text without some lines, and without one of the two gaps that were around them."""
    before, after = text[:start], text[end:]
    if not after.strip():
        return f"{before.rstrip()}\n" if before.strip() else ""
    gap = _EMPTY_LINES.match(after)
    if gap and (not before or before.endswith("\n\n")):
        after = after[gap.end() :]
    return before + after


def with_lines(text: str, at: int, chunk: str) -> str:
    """Return a text with lines put in, an empty line before and after."""
    before, after = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += "\n"
    if before.strip() and not before.endswith("\n\n"):
        before += "\n"
    if not after.strip():
        after = ""
    elif not after.startswith("\n"):
        chunk += "\n"
    return before + chunk + after


# -- in lists ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Listing:
    """A list of tables that is written between brackets: its elements with their comments."""

    rows: list[Row]
    tail: list[str]
    flat: bool
    indent: str


def listing_of(scan: Scan, array: Value) -> Listing:
    """Return the elements of a list with their comments."""
    text = scan.text
    rows: list[Row] = []
    above: list[str] = []
    at = array.start + 1
    for item in array.items:
        beside, more = _gap(text[at : item.start], first=not rows)
        if rows and beside:
            rows[-1] = Row(rows[-1].above, rows[-1].source, beside)
        rows.append(Row([*above, *more], text[item.start : item.end]))
        above = []
        at = item.end
    beside, tail = _gap(text[at : array.end - 1], first=not rows)
    if rows and beside:
        rows[-1] = Row(rows[-1].above, rows[-1].source, beside)
    line = text[scan.line_start(array.start) : array.start]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    while tail and not tail[-1]:
        tail.pop()
    return Listing(rows, tail, "\n" not in text[array.start : array.end], indent)


def _gap(gap: str, *, first: bool) -> tuple[str, list[str]]:
    """Return the comment behind the element before a gap, and the comments above the element after it."""
    head, *lines = _COMMA.sub("", gap).split("\n")
    comments = [line.strip().lstrip(",").strip() for line in lines[:-1]] if lines else []
    beside = head.strip().lstrip(",").strip()
    last = lines[-1].strip().lstrip(",").strip() if lines else ""
    if last:
        comments.append(last)
    if first and beside:
        return "", [beside, *comments]
    return beside, comments


def piece_of_row(scan: Scan, item: Value, row: Row) -> Piece:
    """Return an element of a list by itself."""
    statements = tuple(statement(scan.text, entry) for entry in item.entries)
    comments = tuple(one for one in (*row.above, row.beside) if one)
    return Piece(comments, statements, row=Row([one for one in row.above if one], row.source, row.beside))
