"""What commands print: data on standard output, the rest on standard error, one clear line for a failure."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NoReturn

from stretchcore.text import cell_width, printable

DONE, FAILED, USAGE, STOPPED, INTERRUPTED = 0, 1, 2, 3, 130


class Leave(Exception):
    """Ends the program with an exit code, after one line on standard error where there is something to say."""

    def __init__(self, code: int, message: str = "") -> None:
        self.code = code
        self.message = message
        super().__init__(message)


def fail(message: object, code: int = FAILED) -> NoReturn:
    """End the program with one clear line."""
    raise Leave(code, str(message))


def say(text: str) -> None:
    """Print a line of data."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Print a line that is no data."""
    with suppress(OSError):  # a terminal that was closed: there is nobody to tell
        sys.stderr.write(f"stretchtui: {one_line(text)}\n")
        sys.stderr.flush()


def one_line(text: str) -> str:
    """Return a message on one line, without a character that a terminal would obey."""
    return printable(" ".join(text.split()), 1_000)


def say_json(data: object) -> None:
    """Print one JSON value, indented for people on a terminal and on one line for programs."""
    from stretchtui.jsontext import json_text

    say(json_text(data, indent=2 if sys.stdout.isatty() else None))


def deliver(data: bytes, file: str, what: str, *, mode: int = 0o644) -> None:
    """Write a file and say so, or put its bytes on standard output where it is ``-``; ends the program with a fault.

    Args:
        what: What is in it, for the line that says so.
        mode: Who may read a file that is new.
    """
    from pathlib import Path

    from stretchtui.files import FileFault, write_out

    if file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(file).expanduser()
    try:
        write_out(path, data, mode=mode)
    except FileFault as fault:
        fail(fault)
    note(f"wrote {path}: {what}")


def say_table(rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows in columns that line up, whatever width their characters have.

    Args:
        right: The columns that are set flush right.
    """
    found = [[printable(cell, 500) for cell in row] for row in rows]
    if not found:
        return
    widths = [max(cell_width(row[column]) for row in found) for column in range(len(found[0]))]
    for row in found:
        cells = []
        for column, cell in enumerate(row):
            space = " " * (widths[column] - cell_width(cell))
            cells.append(space + cell if column in right else cell + space)
        say("  ".join(cells).rstrip())
