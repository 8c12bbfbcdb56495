"""What a row may hold: one table of bounds for what is recorded and for what is imported.

Whatever passes here can be exported and read again, so the recorder uses the same checks as the import of a stranger's
file. The bounds are wider than those of routines: they keep nonsense out, they do not repeat the rules of a plan.

Values are checked one by one, characters all at once in the JSON text that a value has or becomes: that is a tenth of
the work, and an import checks millions of texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from stretchtui.history.rows import PHASE_KINDS, PHASE_OUTCOMES, SESSION_OUTCOMES, SIDES, PhaseRow, SessionRow
from stretchtui.history.times import local_fault, utc_fault

MAX_NOTE = 2_000
MAX_NAME = 1_000
_MAX_MS = 10**13  # three centuries
_MAX_COUNT = 1_000_000
_MAX_MUSCLES = 64
_MAX_PAUSES = 1_000
_MAX_DEPTH = 64
_MAX_WHOLE = 2**63 - 1

_Check: TypeAlias = Callable[[object], object]
_Table: TypeAlias = tuple[tuple[str, _Check], ...]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Controls (Cc), lone surrogates, bidi controls, line and paragraph separators: they rewrite a terminal or reorder a
# line of text. In a JSON text the controls below U+0020 stand escaped, and only \" and \\ are harmless escapes.
_REFUSED = r"\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069"
_HOSTILE = re.compile(rf"[\x00-\x1f{_REFUSED}]")
_HOSTILE_JSON = re.compile(rf"[{_REFUSED}]|(?<!\\)(?:\\\\)*\\[bfnrtu]")


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
        raise BadValue(f"is not plain JSON data ({error})") from None


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID as ids are written here."""
    return _UUID.fullmatch(text) is not None


def is_safe(text: str) -> bool:
    """Tell whether a text holds no refused character; what is printable holds none, and that is told faster."""
    return text.isprintable() or not _HOSTILE.search(text)


def safe_text(data: object) -> str:
    """Write plain data as its canonical JSON and refuse hostile characters in it, with the key that holds them."""
    text = canonical(data)
    # What is printable and has no escapes holds nothing of the kind; a search takes thirty times as long to tell.
    if not (text.isprintable() and "\\" not in text) and _HOSTILE_JSON.search(text):
        raise BadValue(_hostile_key(json.loads(text), ""))
    return text


def note_value(value: object) -> str | None:
    """Check a note: None, or one line of at most `MAX_NOTE` characters."""
    note = _text_or_none(MAX_NOTE, empty=True)(value)
    safe_text(note)
    return note if isinstance(note, str) else None


def pain_value(value: object) -> int | None:
    """Check a pain: None, or 0 to 10 (the numeric rating scale)."""
    pain = _pain(value)
    return pain if isinstance(pain, int) else None


def outcome_value(value: object) -> None:
    """Check how a session ended."""
    _word(SESSION_OUTCOMES)(value)


def tree_text(value: object) -> str | None:
    """Check a snapshot (a plan, a dump) and give its canonical JSON, None for None."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise BadValue("is not an object")
    level: list[Any] = [value]
    for _ in range(_MAX_DEPTH):
        below: list[Any] = []
        for node in level:
            below += node.values() if isinstance(node, dict) else node
        if any(type(node) is int and not -_MAX_WHOLE <= node <= _MAX_WHOLE for node in below):
            raise BadValue("holds a number out of bounds")
        level = [node for node in below if isinstance(node, (dict, list, tuple))]
        if not level:
            return safe_text(value)
    raise BadValue(f"is nested deeper than {_MAX_DEPTH} levels")


def session_row(data: Mapping[str, object]) -> SessionRow:
    """Check a session's plain data, all but its characters, and give its row.

    Args:
        data: the keys of `SessionRow`; others are not looked at.

    Raises:
        BadValue: a value is missing, of the wrong type or out of bounds.
    """
    row = SessionRow(*_checked(_SESSION, _values(data, _SESSION)))
    if (row.ended_at is None) != (row.outcome is None):
        raise BadValue("outcome: a session has an end and an outcome, or neither")
    return row


def phase_row(data: Mapping[str, object]) -> PhaseRow:
    """Check a phase's plain data, all but its characters, and give its row.

    Args:
        data: a phase's keys (`index start_ms kind …`) and `run at_ms actual_ms outcome static secondary pauses`;
            others are not looked at.

    Raises:
        BadValue: a value is missing, of the wrong type or out of bounds.
    """
    return PhaseRow(*_checked(_PHASE, _values(data, _PHASE)))


def stored_session(columns: Sequence[object]) -> SessionRow:
    """Check what was read of a table, which may be damaged or a stranger's, and give its row.

    Args:
        columns: the fields of `SessionRow` in their order.

    Raises:
        BadValue: it is nothing that was ever written.
    """
    return SessionRow(*_safe(_checked(_SESSION, columns)))


def stored_phase(columns: Sequence[object]) -> PhaseRow:
    """Check what was read of a table, likewise, and give its row."""
    return PhaseRow(*_safe(_checked(_PHASE, columns)))


def _values(data: Mapping[str, object], table: _Table) -> list[object]:
    try:
        return [data[key] for key, _ in table]
    except KeyError as error:
        raise BadValue(f"{error.args[0]}: is missing") from None


def _checked(table: _Table, columns: Sequence[object]) -> list[Any]:
    values = []
    for (key, check), value in zip(table, columns, strict=True):
        try:
            values.append(check(value))
        except BadValue as fault:
            raise BadValue(f"{key}: {fault}") from None
    return values


def _safe(values: list[Any]) -> list[Any]:
    for value in values:
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and not is_safe(text):
                raise BadValue("holds a refused character")
    return values


def _whole(low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadValue("is not a whole number")
        if not low <= value <= high:
            raise BadValue(f"is not from {low:,} to {high:,}")
        return value

    return check


def _text(longest: int, *, empty: bool = False) -> _Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise BadValue("is not a text")
        if len(value) > longest:
            raise BadValue(f"is longer than {longest:,} characters")
        if not value and not empty:
            raise BadValue("is empty")
        return str.__str__(value)  # the text of an enum's member

    return check


def _word(known: tuple[str, ...]) -> _Check:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise BadValue(f"is none of {', '.join(known)}")
        return str.__str__(value)

    return check


def _or_none(check: _Check) -> _Check:
    return lambda value: None if value is None else check(value)


def _text_or_none(longest: int, *, empty: bool = False) -> _Check:
    return _or_none(_text(longest, empty=empty))


def _muscles(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > _MAX_MUSCLES:
        raise BadValue(f"is not a list of at most {_MAX_MUSCLES} words")
    for word in value:
        if not isinstance(word, str) or not 0 < len(word) <= MAX_NAME:
            raise BadValue(f"is not a list of words of 1 to {MAX_NAME:,} characters")
    return tuple(map(str.__str__, value))


def _pauses(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, (list, tuple)) or len(value) > _MAX_PAUSES:
        raise BadValue(f"is not a list of at most {_MAX_PAUSES:,} pauses")
    found = []
    end_ms = -1
    for pause in value:
        if not isinstance(pause, (list, tuple)) or len(pause) != 2:
            raise BadValue("is not a list of pairs: when a pause began, and how long it was")
        at_ms, length_ms = (_whole(0, _MAX_MS)(number) for number in pause)
        if at_ms <= end_ms or not length_ms:
            raise BadValue("is not a list of pauses in their order, none of no length")
        found.append((at_ms, length_ms))
        end_ms = at_ms + length_ms
    return tuple(found)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadValue("is neither true nor false")
    return value


def _uuid(value: object) -> str:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise BadValue("is not a UUID in lower case")
    return value


def _time(fault_of: Callable[[str], str | None]) -> _Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            raise BadValue("is not a text")
        if fault := fault_of(value):
            raise BadValue(fault)
        return value

    return check


def _hostile_key(data: object, key: str) -> str:
    """Find the refused character that is known to be somewhere in plain data."""
    if isinstance(data, str) and (found := _HOSTILE.search(data)):
        return f"{key}: holds the refused character U+{ord(found[0]):04X}".removeprefix(": ")
    if isinstance(data, dict):
        for name, below in data.items():
            if fault := _hostile_key(name, f"{key}: a key".removeprefix(": ")):
                return fault
            if fault := _hostile_key(below, f"{key}.{name[:40]}".removeprefix(".")):
                return fault
    if isinstance(data, list):
        for place, below in enumerate(data):
            if fault := _hostile_key(below, f"{key}[{place}]"):
                return fault
    return ""


_pain = _or_none(_whole(0, 10))
_ms, _count = _whole(0, _MAX_MS), _whole(0, _MAX_COUNT)
_ms_or_none, _count_or_none, _name_or_none = _or_none(_ms), _or_none(_count), _text_or_none(MAX_NAME)

# In the order of the fields of the rows.
_SESSION: _Table = (
    ("id", _uuid),
    ("routine", _text(MAX_NAME)),
    ("name", _text(MAX_NAME)),
    ("started_at", _time(local_fault)),
    ("ended_at", _or_none(_time(local_fault))),
    ("level", _whole(0, 100)),
    ("outcome", _or_none(_word(SESSION_OUTCOMES))),
    ("planned_ms", _ms),
    ("active_ms", _ms),
    ("pain_before", _pain),
    ("pain_after", _pain),
    ("note", _text_or_none(MAX_NOTE, empty=True)),
    ("simulated", _flag),
    ("updated_at", _time(utc_fault)),
    ("deleted_at", _or_none(_time(utc_fault))),
)
_PHASE: _Table = (
    ("run", _count),
    ("index", _count),
    ("start_ms", _ms),
    ("kind", _word(PHASE_KINDS)),
    ("exercise", _name_or_none),
    ("name", _name_or_none),
    ("position", _name_or_none),
    ("side", _or_none(_word(SIDES))),
    ("set", _count_or_none),
    ("sets", _count_or_none),
    ("rep", _count_or_none),
    ("reps", _count_or_none),
    ("planned_ms", _ms_or_none),
    ("estimate_ms", _ms_or_none),
    ("targets", _muscles),
    ("at_ms", _ms),
    ("actual_ms", _ms),
    ("outcome", _word(PHASE_OUTCOMES)),
    ("static", _flag),
    ("secondary", _muscles),
    ("pauses", _pauses),
)
