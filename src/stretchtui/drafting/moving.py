"""Where a line goes when it is moved up or down: past its neighbours, into blocks, out of them, to other sections."""

from collections.abc import Sequence

from stretchcore.routine import Path
from stretchtui.drafting.lines import DraftLine
from stretchtui.drafting.operations import SECTIONS


def destination(lines: Sequence[DraftLine], path: Path, by: int) -> Path | None:
    """Return where a step stands once it has been moved by one, as paths are without it; None where it cannot go on.

    Args:
        by: 1 for down, -1 for up.
    """
    kinds = {line.path: line.kind for line in lines}
    holder, index = path[:-1], path[-1]
    assert isinstance(index, int)
    beside = (*holder, index + by)
    if beside in kinds:
        if kinds[beside] == "block" and kinds[path] != "block":
            # Without this one, what is below has moved up by one.
            block = (*holder, index) if by > 0 else beside
            return (*block, "steps", 0 if by > 0 else _count(lines, (*beside, "steps")))
        return beside
    if len(holder) > 1:  # out of its block
        block = holder[:-1]
        outer, place = block[:-1], block[-1]
        assert isinstance(place, int)
        return (*outer, place + 1) if by > 0 else block
    section = SECTIONS.index(str(path[0])) + by
    if not 0 <= section < len(SECTIONS):
        return None
    name = SECTIONS[section]
    return (name, 0 if by > 0 else _count(lines, (name,)))


def place_after(line: DraftLine) -> Path:
    """Return where a new step goes that is added while a line is under the cursor: after it, or into it."""
    if line.kind == "section":
        return (*line.path, 0)
    if line.kind == "block":
        return (*line.path, "steps", 0)
    index = line.path[-1]
    assert isinstance(index, int)
    return (*line.path[:-1], index + 1)


def near(lines: Sequence[DraftLine], path: Path) -> int:
    """Return the line of a path, or the nearest one before it."""
    places = {line.path: place for place, line in enumerate(lines)}
    while path:
        if path in places:
            return places[path]
        index = path[-1]
        path = (*path[:-1], index - 1) if isinstance(index, int) and index > 0 else path[:-1]
    return 0


def _count(lines: Sequence[DraftLine], holder: Path) -> int:
    return sum(line.path[:-1] == holder for line in lines)
