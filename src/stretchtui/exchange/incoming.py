"""What an importer makes of a stranger's file: documents of ours, not stored yet, and what to say of them."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Literal

from stretchcore.values import dataclass

MAX_PIECES = 2_000
"""Most exercises and routines of one import; each becomes a file."""


class BadImport(Exception):
    """A file that is not taken in; the message is one line and says why. Nothing was written."""


def refuse_too_many(count: int) -> None:
    """Refuse a file with more exercises and routines than anybody means to store.

    Raises:
        BadImport: There are too many.
    """
    if count > MAX_PIECES:
        raise BadImport(f"it holds {count:,} exercises and routines; at most {MAX_PIECES:,} are taken in")


class Fate(Enum):
    """What became of something in a file."""

    CHANGED = "changed"  # it came in, otherwise than it was written there
    GUESSED = "guessed"  # it came in with a figure that the file does not say for certain
    LEFT = "left"  # it did not come in


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is said of an import, so that nothing is dropped in silence.

    Attributes:
        subject: What it is said of: a name or a place of the file, as it was written there (hostile text).
        message: What became of it, and why, in a few words.
    """

    fate: Fate
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One exercise or routine that came in.

    Attributes:
        id: The id that it would like; the store may give it another one.
        table: What its TOML file is to hold, in the words of `stretchcore.schema`.
        text: The TOML file itself, where the import is one of ours and keeps its comments.
        file: What problems call that file.
        remarks: What became of its parts.
    """

    kind: Literal["exercise", "routine"]
    id: str
    table: Mapping[str, object]
    text: str | None = None
    file: str = "-"
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was read and not stored yet.

    Attributes:
        source: Where it comes from, in words: "free-exercise-db", "a FIT workout".
        pieces: What would be stored, exercises before the routines that name them by the ids they would like.
        remarks: What became of the rest of the file.
        spare: What is stored only where all is asked for: what makes each, and what is said where it is left.
    """

    source: str
    pieces: tuple[Piece, ...]
    remarks: tuple[Remark, ...] = ()
    spare: tuple[tuple[Callable[[], Piece], Remark], ...] = ()
