"""Left and right: apps without sides write everything twice ("Quad stretch (left)", "Quad stretch (right)").

Two steps that follow each other, with nothing but a gap between them, and differ by their side words alone, become one
step with both sides; so do two exercises, wherever they stand. A side without the other stays as it is, with
`sides = "left"`.
All is judged by the words of the names, English and German; nothing is folded that differs in more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from stretchcore.text import MAX_NAME_CELLS, slug
from stretchcore.values import dataclass
from stretchcore.words import Side, Sides
from stretchtui.exchange.incoming import Fate, Piece, Remark

StepTable: TypeAlias = Mapping[str, object]
"""A step, a rest or a block, in the words of our files."""

_SIDE_WORD = re.compile(
    r"\b(?:(?P<left>left|links|link(?=e[nmrs]?\b))"
    r"|(?P<right>right(?!\s+(?:angles?|away|now|after|before)\b)|rechts|recht(?=e[nmrs]?\b)))(?P<ending>e[nmrs]?)?\b",
    re.IGNORECASE,
)
_SIDE_LETTER = re.compile(r"(?:[(\[]\s*|[\s,:–—-]\s*)(?:(?P<left>L|li)|(?P<right>R|re))(?P<ending>)\.?\s*[)\]]?\s*$")
_LIMB = r"(?:sides?|legs?|arms?|foot|feet|hands?|knees?|hips?|shoulders?|seiten?|beine?|fuß|hand|knie|schulter)"
_LEFT_OVER = re.compile(rf"\s*[(\[]\s*{_LIMB}?\s*[)\]]|\s*(?:[,:;]|\s[–—-])\s*{_LIMB}?\s*$", re.IGNORECASE)
_DANGLING = re.compile(
    r"(?:\s+(?:to|on|with|for|towards?|the|your|nach|zur|zum|auf|mit|der|die|das|dem))+\s*$", re.IGNORECASE
)
_GAP_NAME = re.compile(
    r"(?:rest(?:ing)?|break|pause|transition|(?:switch|change|swap)(?: (?:sides?|legs?|arms?|feet|hands?))?|relax"
    r"|(?:kurze )?pause|ruhe|erholung|(?:seiten)?wechseln?|seite(?:n)? wechseln)[ .!]*",
    re.IGNORECASE,
)
_MAX_NAME = 4 * MAX_NAME_CELLS
_SIDE_DOSE = ("hold", "reps")
_TEXTS = ("name", "instructions", "cautions", "source")


@dataclass(frozen=True, slots=True)
class SidedName:
    """A name that tells a side.

    Attributes:
        without: The name without the side.
        pattern: What the name of the other side has too, to be compared only.
        is_word: Whether the side is a word; a letter ("L") is too little to go by where it stands alone.
    """

    side: Side
    without: str
    pattern: str
    is_word: bool = True


def sided_name(name: str) -> SidedName | None:
    """Return what a name tells of a side, or None where it tells of none, or of nothing else."""
    if len(name) > _MAX_NAME:
        return None
    for regex, is_word in ((_SIDE_WORD, True), (_SIDE_LETTER, False)):
        first = regex.search(name)
        if first is None:
            continue
        without = _tidied(regex.sub("", name))
        if not without:
            return None
        if name[:1].isupper():
            without = without[0].upper() + without[1:]
        return SidedName(_side(first), without, _pattern(name, regex, _side(first)), is_word)
    return None


def is_gap_name(name: str) -> bool:
    """Tell whether a step of such a name is no exercise but time in between: "Rest", "Switch sides", "Pause"."""
    return len(name) < 40 and _GAP_NAME.fullmatch(name.strip()) is not None


def fold_steps(steps: Sequence[StepTable]) -> tuple[list[dict[str, object]], list[Remark]]:
    """Return steps with left and right folded, in blocks too, and what is to be said of it.

    The gap between two sides becomes `switch_side`; with no gap between them it is 0 s, so that nothing lasts longer
    than before. Doses that differ become those of each side.

    Args:
        steps: Steps as our files write them, gaps as `{"rest": …}`; they are not changed.
    """
    folded: list[dict[str, object]] = []
    remarks: list[Remark] = []
    at = 0
    while at < len(steps):
        step = steps[at]
        pair = _pair(steps, at)
        if pair is not None:
            folded.append(pair.step)
            remarks.append(pair.remark)
            at = pair.end
            continue
        at += 1
        inner = step.get("steps")
        if isinstance(inner, list):
            parts, said = fold_steps(inner)
            folded.append({**step, "steps": parts})
            remarks += said
            continue
        alone = sided_name(name) if isinstance(name := step.get("name"), str) and "sides" not in step else None
        if alone is not None and alone.is_word:
            folded.append({**step, "sides": alone.side.value})
            remarks.append(
                Remark(Fate.CHANGED, str(name), f"it is done on the {alone.side} side only, as its name says")
            )
        else:
            folded.append(dict(step))
    return folded, remarks


def fold_exercises(pieces: Sequence[Piece]) -> list[Piece]:
    """Return exercises with left and right folded, wherever the two stand; the rest as it is.

    An exercise's file has one dose, so two that differ in theirs stay two.
    """
    folded: list[Piece] = []
    waiting: dict[tuple[str, Side], int] = {}  # where the first half of a pair stands in `folded`
    for piece in pieces:
        name = piece.table.get("name")
        sided = sided_name(name) if isinstance(name, str) and piece.kind == "exercise" and piece.text is None else None
        if sided is None or "sides" in piece.table:
            folded.append(piece)
            continue
        at = waiting.pop((sided.pattern, sided.side.other), None)
        if at is not None and _differences(_judged(folded[at]), _judged(piece), sided.side.other) == set():
            folded[at] = _both(folded[at], piece, sided)
            continue
        waiting[(sided.pattern, sided.side)] = len(folded)
        folded.append(piece)
    return [_one_sided(piece) for piece in folded]


# -- pairs -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two sides that became one step.

    Attributes:
        end: The index of the step after them.
    """

    step: dict[str, object]
    remark: Remark
    end: int


def _pair(steps: Sequence[StepTable], at: int) -> _Pair | None:
    """Return the step that two sides make, the first of which is at an index, or None."""
    gap: object = "0s"
    second = at + 1
    if second < len(steps) and set(steps[second]) == {"rest"}:
        gap = steps[second]["rest"]
        second += 1
    if second >= len(steps):
        return None
    names = (steps[at].get("name"), steps[second].get("name"))
    first, other = (sided_name(name) if isinstance(name, str) else None for name in names)
    if first is None or other is None or first.pattern != other.pattern or first.side is other.side:
        return None
    differing = _differences(steps[at], steps[second], first.side)
    if differing is None or "sides" in steps[at]:
        return None
    by_side = {first.side: steps[at], other.side: steps[second]}
    left = by_side[Side.LEFT]
    step: dict[str, object] = {**left, "name": (first if first.side is Side.LEFT else other).without}
    for key in differing:
        del step[key]
    step |= {"sides": Sides.EACH.value, "switch_side": gap}
    for side in Side if differing else ():
        step[side.value] = {key: by_side[side][key] for key in sorted(differing)}
    begins = "; it began with the right one" if first.side is Side.RIGHT else ""
    message = f'it is one exercise with "{names[1]}", done on each side{begins}'
    return _Pair(step, Remark(Fate.CHANGED, str(names[0]), message), second + 1)


def _differences(first: StepTable, second: StepTable, side: Side) -> set[str] | None:
    """Return the keys of the dose in which two sides differ, or None where they differ in more.

    Args:
        side: The side of the first.
    """
    if first.keys() != second.keys():
        return None
    differing = set()
    for key in first:
        if key in _TEXTS:
            copied = key != "name" and first[key] == second[key]  # as people do, with the wrong side in the second text
            if not copied and _mirrored(first[key], side) != _mirrored(second[key], side.other):
                return None
        elif first[key] != second[key]:
            if key not in _SIDE_DOSE:
                return None
            differing.add(key)
    return differing


def _mirrored(value: object, side: Side) -> object:
    """Return a text, or a list of them, so that the one of the other side is the same."""
    if isinstance(value, list):
        return [_mirrored(entry, side) for entry in value]
    if not isinstance(value, str):
        return value
    letter = None if _SIDE_WORD.search(value) else _SIDE_LETTER.search(value)
    return _pattern(value, _SIDE_WORD if letter is None else _SIDE_LETTER, side)


def _pattern(text: str, regex: re.Pattern[str], side: Side) -> str:
    """Return a text with "this side" and "the other side" in the place of left and right."""
    return regex.sub(lambda found: f"\0{_side(found) is side}{found['ending'] or ''}", text).casefold()


def _side(found: re.Match[str]) -> Side:
    return Side.LEFT if found["left"] else Side.RIGHT


def _tidied(name: str) -> str:
    """Return a name from which a side was taken, without what then hangs in the air."""
    kept = _LEFT_OVER.sub(" ", name)
    kept = _DANGLING.sub("", kept)
    return " ".join(kept.split()).strip(" -–—,:;")


def _judged(piece: Piece) -> StepTable:
    """Return what of an exercise is judged; it may come from another place than its other side."""
    return {key: value for key, value in piece.table.items() if key != "source"}


def _both(first: Piece, second: Piece, sided: SidedName) -> Piece:
    left = second if sided.side is Side.LEFT else first
    names = (str(first.table["name"]), str(second.table["name"]))
    table = {**left.table, "name": sided.without, "sides": Sides.EACH.value}
    said = Remark(Fate.CHANGED, names[0], f'it is one exercise with "{names[1]}", done on each side')
    known = {(remark.fate, remark.message) for remark in first.remarks}
    new = (remark for remark in second.remarks if (remark.fate, remark.message) not in known)
    remarks = (*first.remarks, *new, said)
    return Piece("exercise", slug(sided.without) or first.id, table, remarks=remarks)


def _one_sided(piece: Piece) -> Piece:
    """Return an exercise whose name tells a side, and whose other side is not there, as one of that side."""
    name = piece.table.get("name")
    sided = sided_name(name) if isinstance(name, str) and piece.kind == "exercise" and piece.text is None else None
    if sided is None or not sided.is_word or "sides" in piece.table:
        return piece
    said = Remark(Fate.CHANGED, str(name), f"it is done on the {sided.side} side only, as its name says")
    return replace(piece, table={**piece.table, "sides": sided.side.value}, remarks=(*piece.remarks, said))
