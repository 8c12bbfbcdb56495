"""A FIT workout from a stranger, as steps and repeats of steps: read in bounded time, and left out where it is absurd.

`fit_tool` reads the bytes: header, lengths, checksums, records. Of the records only those of a workout are looked into.
A file of one megabyte may hold a million records, so both are bounded.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Literal

from fit_tool.base_type import BaseType
from fit_tool.exceptions import FitError
from fit_tool.profile.profile_type import ExerciseCategory, Sport, WorkoutStepDuration, WorkoutStepTarget
from fit_tool.wire.decoder import WireDecoder
from fit_tool.wire.model import RawDataRecord

from stretchcore.schema import MAX_REPS
from stretchcore.text import printable
from stretchcore.times import MAX_PHASE_MS, MIN_PHASE_MS, format_span
from stretchcore.values import dataclass
from stretchtui.exchange.fit_steps import Ends, Intensity, Node, Repeat, WatchStep
from stretchtui.exchange.importers.guarded import clean, clean_name
from stretchtui.exchange.incoming import BadImport, Fate, Remark

MAX_BYTES = 128 * 1024
"""Largest file that is read, five times our longest; the checksum of as much takes a second."""

MAX_RECORDS = 4_000
"""Most records of a file, and so most steps."""

MAX_LEAVES = 100_000
"""Most steps with every repeat counted, as many as a plan may have phases."""

MAX_DEPTH = 8
"""Deepest nesting of repeats, as of the blocks of our files."""

_FILE_ID, _WORKOUT, _STEP = 0, 26, 27  # sorts of messages
_A_WORKOUT, _AN_ACTIVITY = 5, 4  # sorts of files
_INTENSITIES = {
    0: Intensity.ACTIVE,
    1: Intensity.REST,
    2: Intensity.WARM_UP,
    3: Intensity.COOL_DOWN,
    4: Intensity.REST,  # recovery
}
_BASE_TYPES = {kind.value: kind for kind in BaseType}
_TIMES = (0, 28, 31)  # time, repetition time, time only: all in milliseconds
_OPEN, _REPEAT, _REPS = 5, 6, 29
_NO_TARGET = 2
_OTHER_REPEATS = (7, 8, 9, 10, 11, 12, 13, 17, 18, 27)


class _Field(Enum):
    """Fields by their numbers (FIT SDK, global profile)."""

    NAME = 0
    DURATION_TYPE = 1
    DURATION_VALUE = 2
    TARGET_TYPE = 3
    TARGET_VALUE = 4
    INTENSITY = 7
    NOTES = 8
    CATEGORY = 10
    WEIGHT = 12
    SECOND_TARGET = 19
    INDEX = 254


@dataclass(frozen=True, slots=True)
class Workout:
    """What a file holds.

    Attributes:
        name: What it is called, as it was written there; empty where it has no name.
        nodes: Its steps.
        remarks: What could not be read as it was meant.
    """

    name: str
    summary: str
    nodes: tuple[Node, ...]
    remarks: tuple[Remark, ...]


def read_workout(data: bytes) -> Workout:
    """Read a file.

    Raises:
        BadImport: It is no FIT workout, is damaged, or holds what no honest file does.
    """
    if len(data) > MAX_BYTES:
        raise BadImport(f"it is too large for a FIT workout: at most {MAX_BYTES // 1024} KiB are read")
    messages = _messages(data)
    kinds = {message.number(0) for message in messages if message.sort == _FILE_ID}
    if kinds != {_A_WORKOUT}:
        what = "an activity" if kinds == {_AN_ACTIVITY} else "something else"
        raise BadImport(f"it is a FIT file, but no workout: it is {what}")
    heads = [message for message in messages if message.sort == _WORKOUT]
    steps = [message for message in messages if message.sort == _STEP]
    if not steps:
        raise BadImport("it is a FIT workout without a step")
    remarks: list[Remark] = []
    name = summary = ""
    if heads:
        name, summary = heads[0].text(8), heads[0].text(17)
        sport = heads[0].number(4)
        if sport not in (None, 0, 10):
            remarks.append(Remark(Fate.LEFT, name or "the workout", f"its sport, {_word(Sport, sport)}"))
    return Workout(name, clean(summary), _tree(_ordered(steps), remarks), tuple(remarks))


def count_leaves(nodes: tuple[Node, ...]) -> int:
    """Tell how many steps there are with every repeat counted."""
    return sum(1 if isinstance(node, WatchStep) else node.count * count_leaves(node.nodes) for node in nodes)


def unrolled(nodes: tuple[Node, ...]) -> Iterator[WatchStep]:
    """Yield the steps in the order in which they are done."""
    for node in nodes:
        if isinstance(node, WatchStep):
            yield node
        else:
            for _ in range(node.count):
                yield from unrolled(node.nodes)


# -- bytes to messages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Message:
    """One record: its fields as they stand in the file, without those that say nothing.

    Attributes:
        sort: The number of its sort of message.
        values: Whole numbers, not scaled, and texts by the numbers of their fields; of a list the first.
    """

    sort: int
    values: dict[int, int | str]

    def number(self, field: int) -> int | None:
        value = self.values.get(field)
        return value if isinstance(value, int) else None

    def text(self, field: int) -> str:
        value = self.values.get(field)
        return value if isinstance(value, str) else ""


def _messages(data: bytes) -> list[_Message]:
    decoder = WireDecoder()
    found: list[RawDataRecord] = []
    try:
        for place, record in enumerate(decoder.iter_raw_records(data)):
            if place >= MAX_RECORDS:
                raise BadImport(f"it holds more than {MAX_RECORDS:,} records")
            if isinstance(record, RawDataRecord) and record.definition.global_id in (_FILE_ID, _WORKOUT, _STEP):
                found.append(record)
    except FitError as error:
        raise BadImport(f"it is a damaged FIT file: {printable(str(error), 120)}") from None
    if decoder.crc_offset + 2 != len(data):
        raise BadImport("it is a damaged FIT file: something follows its end")
    return [_message(record) for record in found]  # only now are they known to be sound


def _message(record: RawDataRecord) -> _Message:
    """Take a record apart. The library's own messages have every field of FIT, and take a hundred times as long."""
    order: Literal["little", "big"] = "big" if record.definition.architecture else "little"
    values: dict[int, int | str] = {}
    at = 0
    for field in record.definition.field_definitions:
        raw = record.payload[at : at + field.size]
        at += field.size
        kind = _BASE_TYPES.get(field.base_type)
        if kind is BaseType.STRING:
            try:
                values[field.field_id] = raw.split(b"\0", 1)[0].decode()
            except UnicodeDecodeError:
                raise BadImport("a text in it is not UTF-8") from None
        elif kind is not None and not kind.is_float() and len(raw) >= kind.size:
            value = int.from_bytes(raw[: kind.size], order, signed=kind.is_signed_integer())
            if value != kind.invalid_raw_value():
                values[field.field_id] = value
    return _Message(record.definition.global_id, values)


def _word(kind: type[Enum], value: int) -> str:
    try:
        return str(kind(value).name).lower().replace("_", " ")
    except ValueError:
        return f"number {value}"


def _ordered(steps: list[_Message]) -> list[_Message]:
    """Return steps by their index, which is what repeats go by."""
    indices = [step.number(_Field.INDEX.value) for step in steps]
    if indices == [None] * len(steps):
        return steps
    if sorted(index if index is not None else -1 for index in indices) != list(range(len(steps))):
        raise BadImport("the steps of the workout are not numbered from 0 on, each once")
    return [step for _, step in sorted(zip(indices, steps, strict=True), key=lambda pair: pair[0] or 0)]


# -- messages to steps -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """What is not repeated yet, and the indices of its first and last step."""

    first: int
    last: int
    node: Node
    depth: int


def _tree(steps: list[_Message], remarks: list[Remark]) -> tuple[Node, ...]:
    """Put steps and repeats together; a repeat stands behind what it repeats and says where that begins."""
    parts: list[_Part] = []
    for index, message in enumerate(steps):
        kind = message.number(_Field.DURATION_TYPE.value)
        if kind == _REPEAT:
            parts = _repeated(parts, index, message)
        elif kind in _OTHER_REPEATS:
            what = _word(WorkoutStepDuration, kind).removeprefix("repeat until ")
            said = f"it repeats what stands before it until {what}; here that is done once"
            remarks.append(Remark(Fate.CHANGED, f"step {index + 1}", said))
        else:
            step = _step(message, index, remarks)
            parts += [] if step is None else [_Part(index, index, step, 0)]
    return tuple(part.node for part in parts)


def _repeated(parts: list[_Part], index: int, message: _Message) -> list[_Part]:
    """Return the parts before a repeat with those that it repeats made one."""
    first = message.number(_Field.DURATION_VALUE.value)
    count = message.number(_Field.TARGET_VALUE.value)
    if first is None or count is None or first >= index or not 1 <= count <= MAX_LEAVES:
        raise BadImport(f"step {index + 1} repeats no steps before it, or repeats them absurdly often")
    inside = [part for part in parts if part.first >= first]
    before = parts[: len(parts) - len(inside)]
    if any(part.last >= first for part in before):
        raise BadImport(f"step {index + 1} repeats a part of what another step repeats")
    if not inside:
        return before
    depth = 1 + max(part.depth for part in inside)
    if depth > MAX_DEPTH:
        raise BadImport(f"its repeats are nested more than {MAX_DEPTH} deep")
    node = Repeat(count, tuple(part.node for part in inside))
    if count_leaves((node,)) > MAX_LEAVES:
        raise BadImport(f"it has more than {MAX_LEAVES:,} steps with every repeat counted")
    return [*before, _Part(first, index, node, depth)]


def _step(message: _Message, index: int, remarks: list[Remark]) -> WatchStep | None:
    """Return a step, or None where it lasts no time; what it has beside names and times is said and left."""
    name = clean_name(message.text(_Field.NAME.value))
    category = message.number(_Field.CATEGORY.value)
    if not name and category is not None:
        name = _word(ExerciseCategory, category).capitalize()
    subject = name or f"step {index + 1}"

    def say(fate: Fate, what: str) -> None:
        remarks.append(Remark(fate, subject, what))

    target = message.number(_Field.TARGET_TYPE.value)
    if target is not None and target != _NO_TARGET:
        say(Fate.LEFT, f"its target, {_word(WorkoutStepTarget, target)}")
    second = message.number(_Field.SECOND_TARGET.value)
    if second is not None and second != _NO_TARGET:
        say(Fate.LEFT, f"its second target, {_word(WorkoutStepTarget, second)}")
    if message.number(_Field.WEIGHT.value):
        say(Fate.LEFT, "its weight")
    intensity = _INTENSITIES.get(message.number(_Field.INTENSITY.value) or 0, Intensity.ACTIVE)
    notes = tuple(part for part in (clean(message.text(_Field.NOTES.value)),) if part)
    kind = message.number(_Field.DURATION_TYPE.value)
    value = message.number(_Field.DURATION_VALUE.value)
    if kind in _TIMES and value is not None:
        if value > MAX_PHASE_MS:
            raise BadImport(f"step {index + 1} lasts longer than {format_span(MAX_PHASE_MS)}")
        if value < MIN_PHASE_MS:
            say(Fate.LEFT, "it lasts no time")
            return None
        return WatchStep(name, intensity, Ends.TIME, value, notes)
    if kind == _REPS and value is not None:
        if not 1 <= value <= MAX_REPS:
            raise BadImport(f"step {index + 1} has an absurd number of reps")
        return WatchStep(name, intensity, Ends.REPS, value, notes)
    if kind not in (_OPEN, None):
        what = _word(WorkoutStepDuration, kind)
        say(Fate.CHANGED, f"it ends by {what} there; here it waits until you say done")
    return WatchStep(name, intensity, Ends.OPEN, 0, notes)
