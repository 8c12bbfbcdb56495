"""Setting a key of a table, and taking one out, in the text of a file: the lines around it stay as they are."""

from stretchcore.routine import Path
from stretchtui.drafting.pieces import CannotChange, lead_start, with_lines, without_lines
from stretchtui.drafting.scan import Block, Entry, Scan, Value
from stretchtui.drafting.writing import Written, header_text, key_text, rank, table_text, value_text

_UNUSUAL = "this key is written in a way that cannot be changed here; change it in a text editor"


def assign(text: str, table: Path, key: Path, value: Written, *, source: str | None = None) -> str:
    """Return the text with a key set.

    Args:
        table: The path of a table that is there.
        key: The key, or the path to it from that table.
        source: How the value is written, where that is decided already.
    """
    written = value_text(value) if source is None else source
    scan = Scan(text)
    holder, rest = _deepest(scan, table, key)
    if not rest:
        there = scan.find((*table, *key))
        if not isinstance(there, Value):
            raise CannotChange(_UNUSUAL)
        return text[: there.start] + written + text[there.end :]
    dotted = _dotted_like(_entries(holder), rest)
    if len(rest) > 1 and dotted is None:
        if not table and isinstance(holder, Block):
            return _with_new_table(scan, rest, written)
        rest, written = rest[:1], table_text([f"{_dotted(rest[1:])} = {written}"])
    return _with_entry(scan, holder, rest, written, dotted)


def without(text: str, table: Path, key: Path) -> str:
    """Return the text without a key that is there; a table that has no key then goes too."""
    scan = Scan(text)
    for holder, entries, place in _holders(scan, table, key):
        entry = entries[place]
        if isinstance(holder, Block):
            start, end = scan.line_start(entry.start), scan.line_end(entry.value.end)
            if holder.path and len(entries) == 1 and isinstance(holder.path[-1], str):
                return _without_table(scan, holder)
            return text[:start] + text[end:]
        if len(entries) == 1:
            return without(text, table, key[:-1]) if len(key) > 1 else _cut(text, holder.start, holder.end, "{}")
        if place:
            return _cut(text, entries[place - 1].value.end, entry.value.end, "")
        return _cut(text, entry.start, entries[1].start, "")
    raise CannotChange(_UNUSUAL)


def _cut(text: str, start: int, end: int, instead: str) -> str:
    return text[:start] + instead + text[end:]


def _without_table(scan: Scan, block: Block) -> str:
    """Return the text without a table that has one key; comments that stand in it stay."""
    place = scan.blocks.index(block)
    floor = scan.content_end(scan.blocks[place - 1]) if place else 0
    start = lead_start(scan, block.start, floor)
    return without_lines(scan.text, start, scan.content_end(block))


def _entries(holder: Block | Value) -> list[Entry]:
    return holder.entries


def _deepest(scan: Scan, table: Path, key: Path) -> tuple[Block | Value, Path]:
    """Return the innermost table on the way to a key that is there, and the way from it; none where the key is."""
    for count in range(len(key), -1, -1):
        found = scan.find((*table, *key[:count]))
        if count == len(key) and found is not None:
            return found, ()
        if isinstance(found, Block) or (found is not None and found.kind == "table"):
            return found, key[count:]
    raise CannotChange(_UNUSUAL)


def _holders(scan: Scan, table: Path, key: Path) -> "list[tuple[Block | Value, list[Entry], int]]":
    """Return where a key stands: the table around it, its entries, and which of them it is."""
    found: list[tuple[Block | Value, list[Entry], int]] = []
    for count in range(len(key)):
        holder = scan.find((*table, *key[:count]))
        if holder is None or (isinstance(holder, Value) and holder.kind != "table"):
            continue
        entries = _entries(holder)
        found += [(holder, entries, place) for place, one in enumerate(entries) if one.parts == key[count:]]
    return found


def _dotted_like(entries: list[Entry], key: Path) -> Entry | None:
    """Return the last entry that says another key of the same table with dots, as in ``positions.arch``."""
    if len(key) < 2:
        return None
    alike = [one for one in entries if len(one.parts) == len(key) and one.parts[:-1] == key[:-1]]
    return alike[-1] if alike else None


def _dotted(key: Path) -> str:
    return ".".join(key_text(str(part)) for part in key)


def _with_new_table(scan: Scan, key: Path, written: str) -> str:
    """Return the text with a table of its own for a key, right before the first header."""
    chunk = f"[{header_text(key[:-1])}]\n{key_text(str(key[-1]))} = {written}\n"
    if len(scan.blocks) == 1:
        return with_lines(scan.text, len(scan.text), chunk)
    at = scan.content_end(scan.blocks[0])
    if not scan.blocks[0].entries:
        at = lead_start(scan, scan.blocks[1].start, 0)
    return with_lines(scan.text, at, chunk)


def _with_entry(scan: Scan, holder: Block | Value, key: Path, written: str, like: Entry | None) -> str:
    """Return the text with a new key, at its usual place among the others."""
    text, entries = scan.text, _entries(holder)
    name = _dotted(key)
    before = [one for one in entries if rank(one.parts[0]) <= rank(str(key[0]))]
    last = like or (max(before, key=lambda one: (rank(one.parts[0]), one.start)) if before else None)
    if isinstance(holder, Block):
        line = f"{name.ljust(_column(scan, holder))} = {written}\n"
        at = holder.body if last is None else scan.line_end(last.value.end)
        if last is None and not holder.path:
            at = scan.line_start(entries[0].start) if entries else lead_start_of_first(scan)
        if at and not text[:at].endswith("\n"):
            line = f"\n{line}"
        return text[:at] + line + text[at:]
    if last is not None:
        return _cut(text, last.value.end, last.value.end, f", {name} = {written}")
    if entries:
        return _cut(text, entries[0].start, entries[0].start, f"{name} = {written}, ")
    return _cut(text, holder.start, holder.end, table_text([f"{name} = {written}"]))


def lead_start_of_first(scan: Scan) -> int:
    """Return where the first header's comments start; the end of a text without any."""
    return lead_start(scan, scan.blocks[1].start, 0) if len(scan.blocks) > 1 else len(scan.text)


def _column(scan: Scan, block: Block) -> int:
    """Return how wide keys are written where their equals signs stand in one column; 0 where they do not.

    A table with one key tells nothing: then the others of its list do.
    """
    alike = [block, *(one for one in scan.headed(block.path[:-1]) if one is not block)] if block.path else [block]
    for one in alike:
        columns = {scan.text.index("=", entry.key_end) - scan.line_start(entry.start) for entry in one.entries}
        keys = {entry.key_end - entry.start for entry in one.entries}
        if len(keys) > 1 or any(column > key + 1 for column in columns for key in keys):
            return min(columns) - 1 if len(columns) == 1 else 0
    return 0
