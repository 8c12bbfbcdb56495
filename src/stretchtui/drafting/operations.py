"""Changes of a routine's text, each from a text to another: nothing but what is asked for differs.

Every change is made twice, once in the text and once in the tables that it stands for, and what the new text says is
compared with the new tables. Where the two differ, the text is written in a way that we cannot change: that is said,
and nothing is changed.
"""

import copy
from collections.abc import Mapping
from typing import Any

from stretchcore.routine import Path
from stretchcore.tomltext import read_toml
from stretchcore.words import Section
from stretchtui.drafting.assigning import assign, without
from stretchtui.drafting.pieces import (
    CannotChange,
    Piece,
    comments_of,
    cut_chunk,
    lead_start,
    listing_of,
    new_piece,
    piece_of_row,
    span_of,
    with_lines,
    without_lines,
)
from stretchtui.drafting.scan import Block, Scan, Value
from stretchtui.drafting.writing import Row, Written, array_text, indented, statements_of

SECTIONS = tuple(section.value for section in Section)
"""The keys of the three sections, in their order."""

_UNUSUAL = "the way in which this file is written does not allow that here; change it in a text editor"


def tables_of(text: str) -> dict[str, Any]:
    """Return what a text says.

    Raises:
        CannotChange: It is no TOML.
    """
    tables, _, problems = read_toml(text)
    if tables is None:
        raise CannotChange(problems[0].message)
    return tables


def set_values(text: str, table: Path, changes: Mapping[Path, Written | None]) -> str:
    """Return the text with keys of a table set; None takes a key out.

    Args:
        table: The path of the table: of a step, a position of it, or of the whole.
        changes: Values by the key, or by the path to it from the table.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    wanted = tables_of(text)
    for key, value in changes.items():
        path = (*table, *key)
        if value is None:
            if not _has(wanted, path):
                continue
            _delete(wanted, path)
            text = without(text, table, key)
        else:
            _assign(wanted, path, value)
            text = assign(text, table, key, value)
    return _checked(text, wanted)


def insert(text: str, place: Path, item: Mapping[str, Written]) -> str:
    """Return the text with a new step; its path is where it is to stand.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    wanted = tables_of(text)
    _insert(wanted, place, dict(item))
    return _checked(_put(text, place, new_piece(statements_of(item))), wanted)


def remove(text: str, path: Path) -> str:
    """Return the text without a step; a block that is empty then goes too.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    path = _outermost_emptied(tables_of(text), path)
    wanted = tables_of(text)
    _delete(wanted, path)
    return _checked(_take(text, path)[0], wanted)


def move(text: str, path: Path, place: Path) -> tuple[str, Path]:
    """Return the text with a step at another place, and the path that it has there.

    Args:
        place: Where it is to stand, as paths are once it has been taken out.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    wanted = tables_of(text)
    item = _at(wanted, path)
    _delete(wanted, path)
    emptied = len(path) > 2 and not _at(wanted, path[:-1]) and place[:-1] != path[:-1]
    _insert(wanted, place, item)
    rest, piece = _take(text, path, keep_list=True)
    moved = _checked(_put(rest, place, piece), wanted)
    if emptied:
        block = _after_insertion(path[:-2], place)
        outer = _outermost_emptied(tables_of(moved), block)
        levels = range(len(outer), len(block) + 1, 2)
        comments = tuple(one for level in levels for one in _own_comments(moved, block[:level]))
        block, moved = outer, remove(moved, block)
        place = _after_removal(place, block)
        moved = _with_comments(moved, place, comments)
    return moved, place


def duplicate(text: str, path: Path) -> tuple[str, Path]:
    """Return the text with a step twice, and the path of the second.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    wanted = tables_of(text)
    place = (*path[:-1], _index(path) + 1)
    _insert(wanted, place, copy.deepcopy(_at(wanted, path)))
    return _checked(_put(text, place, _take(text, path)[1]), wanted), place


def wrap(text: str, path: Path, repeat: int) -> str:
    """Return the text with a step in a block of its own, which stands at the step's path.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    wanted = tables_of(text)
    item = _at(wanted, path)
    _delete(wanted, path)
    _insert(wanted, path, {"repeat": repeat, "steps": [item]})
    rest, piece = _take(text, path, keep_list=True)
    inner = array_text([piece.as_row()], "")
    return _checked(_put(rest, path, new_piece((f"repeat = {repeat}", f"steps = {inner}"))), wanted)


def unwrap(text: str, path: Path) -> str:
    """Return the text without a block, its steps in its place.

    Raises:
        CannotChange: That cannot be done without loss.
    """
    count = len(_at(tables_of(text), path)["steps"])
    for index in range(count):
        block = (*path[:-1], _index(path) + index)
        text, _ = move(text, (*block, "steps", 0), block)
    return text if count else remove(text, path)


def _own_comments(text: str, block: Path) -> tuple[str, ...]:
    """Return the comments of a block that are not those of its steps."""
    scan = Scan(text)
    if any(one.path == block for one in scan.blocks):
        return comments_of(scan, span_of(scan, block), inner=False)
    array = scan.find(block[:-1])
    assert isinstance(array, Value)
    row = listing_of(scan, array).rows[_index(block)]
    return tuple(comment for comment in (*row.above, row.beside) if comment)


def _with_comments(text: str, path: Path, comments: tuple[str, ...]) -> str:
    """Return the text with comments above a step."""
    if not comments:
        return text
    wanted, scan = tables_of(text), Scan(text)
    if any(one.path == path for one in scan.blocks):
        start = span_of(scan, path).start
        return _checked(text[:start] + "".join(f"{comment}\n" for comment in comments) + text[start:], wanted)
    array = scan.find(path[:-1])
    assert isinstance(array, Value)
    listing = listing_of(scan, array)
    row = listing.rows[_index(path)]
    listing.rows[_index(path)] = Row((*comments, *row.above), row.source, row.beside)
    changed = array_text(listing.rows, listing.indent, listing.tail)
    return _checked(text[: array.start] + changed + text[array.end :], wanted)


# -- the text ----------------------------------------------------------------------------------------------------------


def _take(text: str, path: Path, *, keep_list: bool = False) -> tuple[str, Piece]:
    """Return the text without a step, and the step.

    Args:
        keep_list: Whether an empty list stays, since something is put into it next, or its block is removed.
    """
    scan = Scan(text)
    if any(block.path == path for block in scan.blocks):
        piece, span = cut_chunk(scan, path)
        return without_lines(text, span.start, span.end), piece
    array, index = scan.find(path[:-1]), _index(path)
    if not isinstance(array, Value) or array.kind != "array":
        raise CannotChange(_UNUSUAL)
    listing = listing_of(scan, array)
    piece = piece_of_row(scan, array.items[index], listing.rows.pop(index))
    if not listing.rows and not keep_list and not listing.tail and len(path) == 2:
        return without(text, (), path[:-1]), piece
    rest = array_text(listing.rows, listing.indent, listing.tail, flat=listing.flat)
    return text[: array.start] + rest + text[array.end :], piece


def _put(text: str, place: Path, piece: Piece) -> str:
    """Return the text with a step at a place."""
    scan = Scan(text)
    path, index = place[:-1], _index(place)
    there = scan.find(path)
    headed = scan.headed(path)
    is_list = isinstance(there, Value) and there.kind == "array"
    if is_list and isinstance(there, Value) and (there.items or len(path) > 1 or "#" in _source(scan, there)):
        listing = listing_of(scan, there)
        row = piece.as_row()
        listing.rows.insert(index, Row(row.above, indented(row.source, listing.indent + "  "), row.beside))
        changed = array_text(listing.rows, listing.indent, listing.tail, flat=listing.flat and bool(there.items))
        return text[: there.start] + changed + text[there.end :]
    if is_list:
        text = without(text, (), path)
        scan = Scan(text)
    elif there is None and not headed and len(path) > 1:
        return _put_into_empty_block(text, path, piece)
    elif there is not None and not headed:
        raise CannotChange(_UNUSUAL)
    return with_lines(text, _offset(scan, path, index, headed), piece.as_chunk(path))


def _put_into_empty_block(text: str, path: Path, piece: Piece) -> str:
    scan = Scan(text)
    block = scan.find(path[:-1])
    indent = ""
    if isinstance(block, Value):
        line = text[scan.line_start(block.start) : block.start]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
    return assign(text, path[:-1], (path[-1],), [], source=array_text([piece.as_row()], indent))


def _source(scan: Scan, value: Value) -> str:
    return scan.text[value.start : value.end]


def _offset(scan: Scan, path: Path, index: int, headed: list[Block]) -> int:
    """Return where the lines of a step go, which has a header."""
    if headed and index:
        return span_of(scan, headed[index - 1].path).end
    if headed:
        return span_of(scan, headed[0].path).start
    section = SECTIONS.index(str(path[0]))
    for name in reversed(SECTIONS[:section]):
        before = scan.headed((name,))
        if before:
            return span_of(scan, before[-1].path).end
    for name in SECTIONS[section + 1 :]:
        after = scan.headed((name,))
        if after:
            place = scan.blocks.index(after[0])
            return lead_start(scan, after[0].start, scan.content_end(scan.blocks[place - 1]))
    return len(scan.text)


def _checked(text: str, wanted: dict[str, Any]) -> str:
    """Return a changed text that says what is wanted and nothing else."""
    try:
        said = tables_of(text)
    except CannotChange:
        said = None
    if said is None or _bare(said) != _bare(wanted):
        raise CannotChange(_UNUSUAL)
    return text


def _bare(tables: Any) -> Any:
    """Return what tables say, in a form that can be compared: a list without steps is none."""
    if isinstance(tables, list):
        return [_bare(one) for one in tables]
    if not isinstance(tables, dict):
        return tables
    return {key: _bare(value) for key, value in tables.items() if value or key not in (*SECTIONS, "defaults")}


# -- the tables --------------------------------------------------------------------------------------------------------


def _index(path: Path) -> int:
    index = path[-1]
    assert isinstance(index, int)
    return index


def _at(tables: Any, path: Path) -> Any:
    for part in path:
        tables = tables[part]
    return tables


def _has(tables: Any, path: Path) -> bool:
    try:
        _at(tables, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _delete(tables: Any, path: Path) -> None:
    del _at(tables, path[:-1])[path[-1]]
    # A table that has lost its last key says nothing any more.
    if isinstance(path[-1], str) and len(path) > 1 and isinstance(path[-2], str) and not _at(tables, path[:-1]):
        del _at(tables, path[:-2])[path[-2]]


def _assign(tables: Any, path: Path, value: object) -> None:
    for part in path[:-1]:
        tables = tables.setdefault(part, {}) if isinstance(part, str) else tables[part]
    if not isinstance(tables, dict):
        raise CannotChange(_UNUSUAL)
    tables[path[-1]] = value


def _insert(tables: Any, place: Path, item: object) -> None:
    holder = _at(tables, place[:-2]) if len(place) > 2 else tables
    holder.setdefault(place[-2], []).insert(_index(place), item)


def _outermost_emptied(tables: Any, path: Path) -> Path:
    """Return the path of the outermost block that would have no step without this one, or of the step itself."""
    while len(path) > 2 and len(_at(tables, path[:-1])) == 1:
        path = path[:-2]
    return path


def _after_insertion(path: Path, place: Path) -> Path:
    """Return what a path is once a step has been put at a place."""
    level = len(place) - 1
    if len(path) > level and path[:level] == place[:level]:
        index, new = path[level], _index(place)
        assert isinstance(index, int)
        if index >= new:
            return (*path[:level], index + 1, *path[level + 1 :])
    return path


def _after_removal(place: Path, removed: Path) -> Path:
    """Return what a path is once a step is gone."""
    level = len(removed) - 1
    if len(place) > level and place[:level] == removed[:level]:
        index, gone = place[level], _index(removed)
        assert isinstance(index, int)
        if index > gone:
            return (*place[:level], index - 1, *place[level + 1 :])
    return place
