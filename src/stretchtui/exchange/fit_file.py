"""What all FIT files share: who wrote them, and how their messages become bytes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from fit_tool.data_message import DataMessage
from fit_tool.definition_message import DefinitionMessage
from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.profile_type import FileType, Manufacturer

Value: TypeAlias = int | float | str

TRAINING = 10
"""FIT's sport `training`."""

FLEXIBILITY_TRAINING = 19
"""FIT's sub-sport `flexibility_training`."""


def unix_ms(when: datetime) -> int:
    """Return an aware time as fit-tool takes it, in whole seconds: milliseconds since 1970."""
    return int(when.timestamp()) * 1000


def filled(message: DataMessage, values: Mapping[str, Value]) -> DataMessage:
    """Set fields of a message by name."""
    for name, value in values.items():
        setattr(message, name, value)
    return message


def file_id(kind: FileType, serial: int, created: datetime) -> DataMessage:
    """Return the first message of a file.

    Args:
        serial: With the kind it tells this file from others; 0 stands for none and becomes 1.
        created: When it was made, or what it tells of began.
    """
    return filled(
        FileIdMessage(),
        {
            "type": kind.value,
            "manufacturer": Manufacturer.DEVELOPMENT.value,  # for those that have no number of Garmin's
            "product": 0,
            "serial_number": serial & 0xFFFF_FFFF or 1,
            "time_created": unix_ms(created),
        },
    )


def encoded(messages: Sequence[DataMessage], largest: Sequence[DataMessage] = ()) -> bytes:
    """Return a file of these messages.

    Args:
        messages: In their order; those of one local number have the same fields.
        largest: For messages whose texts differ in length, one of the same local number with the longest.
    """
    builder = FitFileBuilder()
    longest = {message.local_id: message for message in largest}
    for message in messages:
        if message.local_id in longest and message.local_id not in builder.definition_map:
            builder.add(DefinitionMessage.from_data_message(longest[message.local_id]))
        builder.add(message)
    return bytes(builder.build_bytes())
