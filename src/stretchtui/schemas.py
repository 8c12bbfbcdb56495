"""The JSON Schemas for editors: a file that the program writes names its own on its first line.

The line is relative to the file (``#:schema ../schema/routine.schema.json``), so that it holds on every machine that
the folder of routines is carried to. The schema itself is laid there whenever such a file is written or opened, so that
an editor finds it without a network, and finds that of this version. A draft lies as deep in its folder as the routine
does in its own, so that the same line serves both. The first line of a file that a person has written stays as it is.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal

from stretchtui.files import FileFault, read_bounded, write_atomic

_SHIPPED = Path(__file__).resolve().parent / "schema"
_PLACES = {"routine": "../schema/routine.schema.json", "exercise": "../../schema/exercise.schema.json"}

SCHEMA_LINES = {kind: f"#:schema {place}\n" for kind, place in _PLACES.items()}
"""The first line of a file that the program writes, by what it is."""


def with_schema_line(kind: Literal["routine", "exercise"], text: bytes) -> bytes:
    """Return the text of a file of the program's own with the line that names its schema."""
    line = SCHEMA_LINES[kind].encode()
    return text if text.startswith(b"#:schema") else line + text


def lay_schema(file: Path, text: bytes) -> None:
    """See that the schemas are there of which a file names one; where they cannot be laid, editors alone miss them.

    Args:
        file: A file in a folder of the program's.
        text: What it holds; nothing is laid unless its first line is one that the program writes.
    """
    first = text.partition(b"\n")[0].strip()
    for kind, line in SCHEMA_LINES.items():
        if first == line.strip().encode():
            folder = file.absolute().parents[_PLACES[kind].count("../")] / "schema"
            for place in _PLACES.values():
                with suppress(FileFault):
                    _lay(folder / Path(place).name)


def _lay(target: Path) -> None:
    shipped = read_bounded(_SHIPPED / target.name)
    if not os.path.exists(target) or read_bounded(target) != shipped:
        write_atomic(target, shipped)
