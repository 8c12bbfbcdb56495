"""The JSON Schemas for editors: a file that the program writes names its own on its first line.

The line is relative to the file (``#:schema ../schema/routine.schema.json``), so that it holds on every machine that
the folder of routines is carried to. The schema itself is laid there whenever such a file is written or opened, so that
an editor finds it without a network, and finds that of this version. A draft lies as deep in its folder as the routine
does in its own, so that the same line serves both. The first line of a file that a person has written stays as it is.
"""

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
    """See that the schema is there which a file names; one that cannot be laid is missed by editors alone.

    Args:
        file: A file in a folder of the program's.
        text: What it holds; the schema is only laid where its first line is one that the program writes.
    """
    first = text.partition(b"\n")[0].strip()
    for kind, line in SCHEMA_LINES.items():
        if first != line.strip().encode():
            continue
        place = _PLACES[kind]
        up, name = place.count("../"), Path(place).name
        target = file.absolute().parents[up] / "schema" / name
        with suppress(FileFault):
            shipped = read_bounded(_SHIPPED / name)
            if not target.exists() or read_bounded(target) != shipped:
                write_atomic(target, shipped)
