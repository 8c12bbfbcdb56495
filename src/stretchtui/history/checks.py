"""What a row may hold: one set of bounds for what is recorded and for what is imported.

Whatever passes here can be exported and read again, so the recorder uses the same checks as the import of a stranger's
file. The bounds are wider than those of routines: they keep nonsense out, they do not repeat the rules of a plan.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence

from stretchtui.history.rows import PHASE_KINDS, PHASE_OUTCOMES, SESSION_OUTCOMES, SIDES, PhaseRow, SessionRow
from stretchtui.history.times import local_fault, utc_fault

MAX_NOTE = 2_000
MAX_NAME = 1_000
MAX_PHASES = 1_000_000
_MAX_MS = 10**13  # three centuries
_MAX_COUNT = 1_000_000
_MAX_MUSCLES = 64
_MAX_DEPTH = 64
_MAX_WHOLE = 2**63 - 1

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Controls (Cc), lone surrogates, bidi controls, line and paragraph separators: they rewrite a terminal or reorder a
# line of text.
_UNSAFE = r"\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069"
_HOSTILE = re.compile(rf"[\x00-\x1f{_UNSAFE}]")
# The same in a JSON text, where the controls below U+0020 stand escaped; only \" and \\ are harmless escapes.
_HOSTILE_JSON = re.compile(rf"[{_UNSAFE}]|(?<!\\)(?:\\\\)*\\[bfnrtu]")


class BadValue(ValueError):
    """A value that no row may hold; its text names the key and says why."""


def canonical(data: object) -> str:
    """Write plain data as the one JSON text that it has here: sorted keys, no spaces, no escapes but the needed.

    Raises:
        BadValue: it is no JSON (a NaN, a set, nesting without end).
    """
    try:
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadValue(f"is not plain JSON data: {type(error).__name__}") from None


def text_fault(text: str) -> str | None:
    """Say which refused character a text holds, None if none."""
    found = _HOSTILE.search(text)
    return f"holds the refused character U+{ord(found[0]):04X}" if found else None


def note_value(value: object) -> str | None:
    """Check a note: None, or one line of at most `MAX_NOTE` characters."""
    return None if value is None else _text({"note": value}, "note", MAX_NOTE, empty=True)


def pain_value(value: object, key: str) -> int | None:
    """Check a pain: None, or 0 to 10 (the numeric rating scale)."""
    return _whole_or_none({key: value}, key, 0, 10)


def outcome_value(value: object) -> str:
    """Check how a session ended."""
    return _word({"outcome": value}, "outcome", SESSION_OUTCOMES)


def session_id(value: object) -> str:
    """Check a session's id: a UUID in its canonical, lower-case form."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise BadValue("id: is not a UUID in lower case")
    return value


def tree_text(value: object, key: str) -> str | None:
    """Check a snapshot (a plan, a dump) and give its canonical JSON, None for None."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise BadValue(f"{key}: is not an object")
    _check_tree(value, key)
    try:
        text = canonical(value)
    except BadValue as fault:
        raise BadValue(f"{key}: {fault}") from None
    if found := _HOSTILE_JSON.search(text):
        raise BadValue(f"{key}: holds a refused character near {text[max(0, found.start() - 20) : found.end()]!a}")
    return text


def session_row(data: Mapping[str, object]) -> SessionRow:
    """Check a session's plain data and give its row.

    Args:
        data: the keys of `SessionRow`; others are not looked at.

    Raises:
        BadValue: a value is missing, of the wrong type or out of bounds.
    """
    row = SessionRow(
        id=session_id(_value(data, "id")),
        routine=_text(data, "routine", MAX_NAME),
        name=_text(data, "name", MAX_NAME),
        started_at=_local(data, "started_at"),
        ended_at=None if _value(data, "ended_at") is None else _local(data, "ended_at"),
        level=_whole(data, "level", 0, 100),
        outcome=_word_or_none(data, "outcome", SESSION_OUTCOMES),
        planned_ms=_whole(data, "planned_ms", 0, _MAX_MS),
        active_ms=_whole(data, "active_ms", 0, _MAX_MS),
        pain_before=_whole_or_none(data, "pain_before", 0, 10),
        pain_after=_whole_or_none(data, "pain_after", 0, 10),
        note=note_value(_value(data, "note")),
        simulated=_flag(data, "simulated"),
        updated_at=_utc(data, "updated_at"),
        deleted_at=None if _value(data, "deleted_at") is None else _utc(data, "deleted_at"),
    )
    if (row.ended_at is None) != (row.outcome is None):
        raise BadValue("outcome: a session has an end and an outcome, or neither")
    return row


def phase_row(data: Mapping[str, object]) -> PhaseRow:
    """Check a phase's plain data and give its row.

    Args:
        data: a phase's keys (`index start_ms kind …`) and `run at_ms actual_ms outcome static secondary`; others are
            not looked at.

    Raises:
        BadValue: a value is missing, of the wrong type or out of bounds.
    """
    return PhaseRow(
        run=_whole(data, "run", 0, _MAX_COUNT),
        index=_whole(data, "index", 0, _MAX_COUNT),
        start_ms=_whole(data, "start_ms", 0, _MAX_MS),
        kind=_word(data, "kind", PHASE_KINDS),
        exercise=_text_or_none(data, "exercise"),
        name=_text_or_none(data, "name"),
        position=_text_or_none(data, "position"),
        side=_word_or_none(data, "side", SIDES),
        set_no=_whole_or_none(data, "set", 0, _MAX_COUNT),
        sets=_whole_or_none(data, "sets", 0, _MAX_COUNT),
        rep=_whole_or_none(data, "rep", 0, _MAX_COUNT),
        reps=_whole_or_none(data, "reps", 0, _MAX_COUNT),
        planned_ms=_whole_or_none(data, "planned_ms", 0, _MAX_MS),
        estimate_ms=_whole_or_none(data, "estimate_ms", 0, _MAX_MS),
        targets=_words(data, "targets"),
        at_ms=_whole(data, "at_ms", 0, _MAX_MS),
        actual_ms=_whole(data, "actual_ms", 0, _MAX_MS),
        outcome=_word(data, "outcome", PHASE_OUTCOMES),
        static=_flag(data, "static"),
        secondary=_words(data, "secondary"),
    )


def _value(data: Mapping[str, object], key: str) -> object:
    if key not in data:
        raise BadValue(f"{key}: is missing")
    return data[key]


def _text(data: Mapping[str, object], key: str, longest: int = MAX_NAME, *, empty: bool = False) -> str:
    value = _value(data, key)
    if not isinstance(value, str):
        raise BadValue(f"{key}: is not a text")
    if len(value) > longest:
        raise BadValue(f"{key}: is longer than {longest:,} characters")
    if not value and not empty:
        raise BadValue(f"{key}: is empty")
    if fault := text_fault(value):
        raise BadValue(f"{key}: {fault}")
    return str.__str__(value)  # an enum's member that is a text, as the text


def _text_or_none(data: Mapping[str, object], key: str) -> str | None:
    return None if _value(data, key) is None else _text(data, key)


def _word(data: Mapping[str, object], key: str, known: Sequence[str]) -> str:
    value = _text(data, key)
    if value not in known:
        raise BadValue(f"{key}: is none of {', '.join(known)}")
    return value


def _word_or_none(data: Mapping[str, object], key: str, known: Sequence[str]) -> str | None:
    return None if _value(data, key) is None else _word(data, key, known)


def _words(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = _value(data, key)
    if not isinstance(value, (list, tuple)) or len(value) > _MAX_MUSCLES:
        raise BadValue(f"{key}: is not a list of at most {_MAX_MUSCLES} words")
    return tuple(_text({key: word}, key) for word in value)


def _whole(data: Mapping[str, object], key: str, low: int, high: int) -> int:
    value = _value(data, key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadValue(f"{key}: is not a whole number")
    if not low <= value <= high:
        raise BadValue(f"{key}: is not from {low:,} to {high:,}")
    return int(value)


def _whole_or_none(data: Mapping[str, object], key: str, low: int, high: int) -> int | None:
    return None if _value(data, key) is None else _whole(data, key, low, high)


def _flag(data: Mapping[str, object], key: str) -> bool:
    value = _value(data, key)
    if not isinstance(value, bool):
        raise BadValue(f"{key}: is neither true nor false")
    return value


def _local(data: Mapping[str, object], key: str) -> str:
    value = _text(data, key)
    if fault := local_fault(value):
        raise BadValue(f"{key}: {fault}")
    return value


def _utc(data: Mapping[str, object], key: str) -> str:
    value = _text(data, key)
    if fault := utc_fault(value):
        raise BadValue(f"{key}: {fault}")
    return value


def _check_tree(value: object, key: str) -> None:
    """Refuse what JSON's types allow and no snapshot holds: endless nesting, endless or infinite numbers."""
    level: list[object] = [value]
    for _ in range(_MAX_DEPTH):
        below: list[object] = []
        for node in level:
            if isinstance(node, Mapping):
                below.extend(node.values())
            elif isinstance(node, (list, tuple)):
                below.extend(node)
            elif isinstance(node, int) and abs(node) > _MAX_WHOLE:
                raise BadValue(f"{key}: holds a number out of bounds")
            elif isinstance(node, float) and not math.isfinite(node):
                raise BadValue(f"{key}: holds a number that is not finite")
        if not below:
            return
        level = below
    raise BadValue(f"{key}: is nested deeper than {_MAX_DEPTH} levels")
