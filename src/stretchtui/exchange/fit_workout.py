"""A routine as a Garmin FIT *workout*, which a watch runs.

The file holds one `file_id`, one `workout` and its `workout_step`s, a repeat after the steps that it repeats. FIT has
no estimate for a step that waits, no exercise as a whole, and no sides: the last two are in the names of the steps.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from fit_tool.data_message import DataMessage
from fit_tool.profile.messages.workout_message import WorkoutMessage
from fit_tool.profile.messages.workout_step_message import WorkoutStepMessage
from fit_tool.profile.profile_type import FileType

from stretchtui.exchange.fit_file import FLEXIBILITY_TRAINING, TRAINING, Value, encoded, file_id, filled
from stretchtui.exchange.fit_steps import Ends, Node, Repeat, WatchStep, count_steps, watch_nodes
from stretchtui.exchange.fit_text import bounded, bounded_sentences
from stretchtui.exchange.formats import CannotExport, LaidOut, Subject

NAME_BYTES = 79
"""The longest name, in bytes of UTF-8; a field holds 255 with its closing zero, a screen shows far fewer."""

NOTES_BYTES = 199
"""The longest notes, likewise: with their closing zero as many as Garmin Connect gives the notes of a step."""

WATCH_STEPS = 50
"""More steps than that some watches do not take (docs/watches.md)."""

MOST_STEPS = 65_534
"""More steps than that FIT cannot number: an index has 16 bits, the last value stands for none."""

_STEP, _REPEAT = 2, 3  # local numbers, so that each sort of message is described once
_REPEAT_UNTIL_STEPS_COMPLETE = 6
_NO_TARGET = 2


def write(subject: Subject, created: datetime | None = None) -> bytes:
    """Return the bytes of the file.

    Args:
        subject: The routine.
        created: When the file is made; None is now.

    Raises:
        CannotExport: It has no step, or more than FIT can number.
    """
    assert isinstance(subject, LaidOut)  # the registry has seen to it
    nodes = watch_nodes(subject.tree)
    total = count_steps(nodes)
    if not total:
        raise CannotExport("a routine without a phase makes no workout")
    if total > MOST_STEPS:
        raise CannotExport(f"{total:,} steps; FIT cannot number more than {MOST_STEPS:,}")
    name = bounded(subject.routine.name, NAME_BYTES)
    serial = int.from_bytes(sha256(repr((subject.routine.id, name, nodes)).encode()).digest()[:4])
    steps, longest = step_messages(nodes)
    head: dict[str, Value] = {
        "sport": TRAINING,
        "sub_sport": FLEXIBILITY_TRAINING,
        "num_valid_steps": total,  # repeats too, as Garmin's own examples count
        "workout_name": name,
    }
    if subject.routine.summary:
        head["workout_description"] = bounded(subject.routine.summary, NOTES_BYTES)
    first = file_id(FileType.WORKOUT, serial, created or datetime.now(UTC))
    workout = filled(WorkoutMessage(local_id=1), head)
    return encoded([first, workout, *steps], [longest])


def remarks(subject: Subject) -> tuple[str, ...]:
    """Say what of a routine a watch may not take as it is written, a line each."""
    assert isinstance(subject, LaidOut)
    nodes = watch_nodes(subject.tree)
    found = dict.fromkeys(_flat(nodes))
    told = []
    total = count_steps(nodes)
    if total > WATCH_STEPS:
        told.append(
            f"{total} steps: some watches take no workout of more than {WATCH_STEPS}; write shorter routines for those"
        )
    names = [*dict.fromkeys(step.name for step in found if len(step.name.encode()) > NAME_BYTES)]
    if names:
        told.append(f"{_many(len(names), 'name')} cut to {NAME_BYTES} bytes")
    notes = {step.notes for step in found if len(" ".join(step.notes).encode()) > NOTES_BYTES}
    if notes:
        told.append(f"{_many(len(notes), 'text')} of instructions and cautions cut to {NOTES_BYTES} bytes")
    return tuple(told)


def step_messages(nodes: Sequence[Node]) -> tuple[list[DataMessage], DataMessage]:
    """Return the messages of these steps, and one with texts as long as the longest of them (see `encoded`)."""
    steps = list(_steps(nodes))
    return steps, _longest(steps)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _flat(nodes: Sequence[Node]) -> Iterator[WatchStep]:
    for node in nodes:
        if isinstance(node, WatchStep):
            yield node
        else:
            yield from _flat(node.nodes)


def _steps(nodes: Sequence[Node], index: int = 0) -> Iterator[DataMessage]:
    """Yield the messages of these nodes, the first of which has this index."""
    for node in nodes:
        if isinstance(node, WatchStep):
            yield _step(node, index)
            index += 1
            continue
        yield from _steps(node.nodes, index)
        last = index + count_steps(node.nodes)
        yield _repeat(node, index, last)
        index = last + 1


def _step(step: WatchStep, index: int) -> DataMessage:
    values: dict[str, Value] = {
        "message_index": index,
        "workout_step_name": bounded(step.name, NAME_BYTES),
        "duration_type": step.ends.value,
        "duration_value": step.value / 1000 if step.ends is Ends.TIME else step.value,  # fit-tool takes seconds
        "target_type": _NO_TARGET,
        "target_value": 0,
        "intensity": step.intensity.value,
        "notes": bounded_sentences(step.notes, NOTES_BYTES),
    }
    return filled(WorkoutStepMessage(local_id=_STEP), values)


def _repeat(repeat: Repeat, first: int, index: int) -> DataMessage:
    values: dict[str, Value] = {
        "message_index": index,
        "duration_type": _REPEAT_UNTIL_STEPS_COMPLETE,
        "duration_value": first,
        "target_type": _NO_TARGET,
        "target_value": repeat.count,  # in total, the first time included
    }
    return filled(WorkoutStepMessage(local_id=_REPEAT), values)


def _longest(steps: Sequence[DataMessage]) -> DataMessage:
    """Return a step whose texts are as long as the longest, for the one description of all."""
    ordinary = [step for step in steps if step.local_id == _STEP]

    def widest(name: str) -> str:
        return "x" * max(len(getattr(step, name).encode()) for step in ordinary)

    return filled(
        WorkoutStepMessage(local_id=_STEP),
        {
            "message_index": 0,
            "workout_step_name": widest("workout_step_name"),
            "duration_type": 0,
            "duration_value": 0,
            "target_type": _NO_TARGET,
            "target_value": 0,
            "intensity": 0,
            "notes": widest("notes"),
        },
    )
