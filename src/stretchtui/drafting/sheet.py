"""A routine on the desk: where its text comes from, and how it goes back into its file.

The file is only written when the text is right, at once and whole; until then the text can wait in the draft, which is
the same that ``stretchtui edit`` keeps.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from enum import Enum
from pathlib import Path

from stretchcore.exercise import PROGRAM_TIMING, Exercise, Timing
from stretchcore.values import dataclass
from stretchtui.authoring import Desk, Refused, make_id
from stretchtui.drafting.draft import Draft, Reading
from stretchtui.editing import Subject
from stretchtui.files import MAX_FILE_BYTES, FileFault, read_bounded, write_atomic
from stretchtui.rewriting import keep_copy, read_whole, rewrite, set_aside
from stretchtui.schemas import lay_schema, with_schema_line

_BOM = b"\xef\xbb\xbf"


class Origin(Enum):
    """Where a text comes from."""

    OWN = "own"  # a file of the user's
    BUILT_IN = "built-in"  # one that came with the program; what is stored becomes the user's, and stands before it
    NEW = "new"


class ChangedMeanwhile(Exception):
    """The file is not the one that was opened any more: another program has changed it."""


class HasProblems(Exception):
    """The text cannot be stored like this; it is kept as a draft."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A text that went into its file.

    Attributes:
        aside: Where the other version that it replaced is kept.
    """

    path: Path
    aside: Path | None = None


class Sheet:
    """One routine that is being written."""

    def __init__(
        self,
        id: str,
        origin: Origin,
        subject: Subject,
        begun: bytes,
        library: Mapping[str, Exercise],
        program: Timing = PROGRAM_TIMING,
    ) -> None:
        """Lay a routine out.

        Args:
            subject: Its file and its draft.
            begun: The text to begin with.
            library: The exercises that can be named.
            program: What counts where nothing else says a gap or a breath.

        Raises:
            FileFault: The text is not UTF-8, or its file cannot be read.
        """
        self.id = id
        self.origin = origin
        self.library = library
        self._subject = subject
        self._program = program
        self._begun = begun
        self._stored = _content(subject.target)
        self._from_draft = False
        self._lay_out(begun)

    def _lay_out(self, source: bytes) -> None:
        try:
            text = source.removeprefix(_BOM).decode()
        except UnicodeDecodeError:
            raise FileFault(f"{self._subject.target} is not UTF-8 text; mend it in a text editor") from None
        self._source = source
        self._has_mark = source.startswith(_BOM)
        self._line_end = "\r\n" if "\r\n" in text else "\n"
        self._first = text.replace("\r\n", "\n")
        self.draft = Draft(self._first)
        self._reading: Reading | None = None

    # -- what there is -------------------------------------------------------------------------------------------------

    @property
    def reading(self) -> Reading:
        """What can be told of the text as it is now."""
        if self._reading is None or self._reading.text != self.draft.text:
            self._reading = self.read(self.draft.text)
        return self._reading

    def read(self, text: str) -> Reading:
        """Return what could be told of another text."""
        return Reading(text, self.id, self.library, self._program)

    @property
    def source(self) -> bytes:
        """The text as its file has it."""
        if self.draft.text == self._first:
            return self._source
        return (_BOM if self._has_mark else b"") + self.draft.text.replace("\n", self._line_end).encode()

    @property
    def is_changed(self) -> bool:
        """Whether there is anything that is not in the file."""
        return self._from_draft or self.source != self._begun

    # -- the draft -----------------------------------------------------------------------------------------------------

    def left_over(self) -> datetime | None:
        """Return when a draft was left that says something else; None where there is none."""
        source = _content(self._subject.draft)
        if source is None or source in (b"", self._begun, self._stored) or len(source) > MAX_FILE_BYTES:
            return None
        with suppress(OSError):
            return datetime.fromtimestamp(self._subject.draft.stat().st_mtime)
        return None

    def go_on_with_draft(self) -> None:
        """Go on with the draft that was left.

        Raises:
            FileFault: It cannot be read.
        """
        self._lay_out(read_whole(self._subject.draft))
        self._from_draft = True

    def set_draft_aside(self) -> None:
        """Put the draft that was left where it is not in the way.

        Raises:
            FileFault: It cannot be moved.
        """
        set_aside(self._subject.draft, self._subject.aside)

    def keep(self) -> Path:
        """Keep the text in the draft; return where.

        Raises:
            FileFault: It cannot be written.
        """
        write_atomic(self._subject.draft, self.source, mode=0o600)
        return self._subject.draft

    # -- the file ------------------------------------------------------------------------------------------------------

    def store(self, *, replace: bool = False) -> Stored:
        """Put the text into its file.

        Args:
            replace: Whether another version that stands there meanwhile is replaced; it is kept aside.

        Raises:
            HasProblems: The text has problems; it is kept as a draft.
            ChangedMeanwhile: Another version stands there.
            FileFault: A file cannot be read or written.
        """
        if self.reading.problems:
            self.keep()
            raise HasProblems
        target, source = self._subject.target, self.source
        there = _content(target)
        aside = None
        if there not in (self._stored, source):
            if not replace:
                raise ChangedMeanwhile
            if there is not None:
                aside = keep_copy(target, self._subject.aside, there)
        rewrite(target, source)
        lay_schema(target, source)
        self._stored = self._begun = source
        self._from_draft = False
        self.origin = Origin.OWN
        # From here on this is the text that a change is measured by.
        self._first, self._source = self.draft.text, source
        self.drop_draft()
        return Stored(target, aside)

    def drop_draft(self) -> None:
        """Remove the draft; where that fails, it is offered next time, and is no loss."""
        with suppress(OSError):
            self._subject.draft.unlink(missing_ok=True)


def _content(path: Path) -> bytes | None:
    return read_bounded(path) if os.path.lexists(path) else None


# -- from the desk -----------------------------------------------------------------------------------------------------


def open_sheet(desk: Desk, id: str, program: Timing = PROGRAM_TIMING) -> Sheet:
    """Return a routine of the library, to be changed.

    Raises:
        NotFound: There is no such routine.
        FileFault: It cannot be read.
    """
    entry = desk.library.entry(id)
    origin = Origin.OWN if entry.origin == "user" else Origin.BUILT_IN
    text = read_whole(entry.path)
    if origin is Origin.BUILT_IN:
        text = with_schema_line("routine", text)
    return Sheet(id, origin, desk.routine_subject(id), text, desk.library.exercises, program)


def new_sheet(desk: Desk, name: str, program: Timing = PROGRAM_TIMING) -> Sheet:
    """Return a routine that is not there yet; nothing is written before it is stored.

    Its id is made from the name, whatever characters that has: here a name is a name, and no path.

    Raises:
        Refused: The name cannot be shown.
        FileFault: What stands in its place cannot be read.
    """
    from stretchcore.text import MAX_NAME_CELLS, slug, text_fault
    from stretchtui.composing import Idea, opening

    fault = text_fault(name, MAX_NAME_CELLS)
    if fault:
        raise Refused(fault)
    id = desk.free_id(slug(re.sub(r"[/\\]", " ", name)) or "routine")
    text = opening(Idea(id, name.strip()))
    return Sheet(id, Origin.NEW, desk.routine_subject(id), text.encode(), desk.library.exercises, program)


def name_for_new(desk: Desk) -> str:
    """Return a name that no routine has yet, for who does not want to think of one."""
    name, number = "My routine", 1
    while desk.find(make_id(name)) is not None:
        number += 1
        name = f"My routine {number}"
    return name
