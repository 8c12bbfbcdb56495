"""Changing a file in the user's editor, by way of a draft.

The editor never touches the file itself. Its text goes into the file only when it is right, and then at once and whole;
until then, and whatever happens, it stays in the draft.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import NoReturn, Protocol

from stretchcore.problems import Problem
from stretchcore.text import quoted
from stretchcore.values import dataclass
from stretchtui.files import MAX_FILE_BYTES, FileFault, read_bounded, reason, write_atomic
from stretchtui.rewriting import keep_copy, rewrite, set_aside
from stretchtui.schemas import lay_schema

FALLBACK_EDITORS = ("nano", "vim", "vi", "notepad")
"""Editors that are looked for where the environment names none."""


class EditFault(Exception):
    """An editor that did not do its work, or a text that could not be stored; the message says where the text is."""


class NoEditor(Exception):
    """No editor is named, and none was found."""


def find_editor(environment: Mapping[str, str], *, terminal: bool) -> list[str]:
    """Return the command of the user's editor.

    Args:
        environment: Where VISUAL and EDITOR are looked up.
        terminal: Whether there is a terminal; only what the user has named is started without one.

    Raises:
        NoEditor: There is none, or what the environment says is no command.
    """
    for variable in ("VISUAL", "EDITOR"):
        text = environment.get(variable, "").strip()
        if not text:
            continue
        try:
            command = shlex.split(text, posix=os.name != "nt")
        except ValueError as error:
            raise NoEditor(f"{variable} is no command: {str(error).lower()} in {quoted(text)}") from None
        return [part.strip('"') for part in command] if os.name == "nt" else command
    found = next(filter(shutil.which, FALLBACK_EDITORS), None)
    if found is None:
        raise NoEditor("no editor was found; set EDITOR to one, as in EDITOR=nano")
    if not terminal:
        raise NoEditor("there is no terminal, and neither VISUAL nor EDITOR names an editor")
    return [found]


class Outcome(Enum):
    """What became of a text."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # it has problems, and waits in the draft
    DISCARDED = "discarded"


class Choice(Enum):
    """What one wants done with a text that has problems."""

    AGAIN = "again"
    KEEP = "keep"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is edited.

    Attributes:
        target: The file.
        draft: Where the text is while it is edited.
        aside: The folder for what must not be lost.
        check: Returns what is wrong with a text; it may be stored where nothing is.
        template: What the text begins with where there is no file yet.
    """

    target: Path
    draft: Path
    aside: Path
    check: Callable[[bytes], Sequence[Problem]]
    template: bytes = b""


class Dialogue(Protocol):
    """Talks to the person while a file is edited."""

    def tell(self, text: str) -> None:
        """Say something that they should know."""

    def show(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong with the text."""

    def after_problems(self, draft: Path) -> Choice:
        """Ask what is to be done with a text that has problems."""

    def go_on_with(self, draft: Path) -> bool:
        """Ask whether to go on with a draft of an earlier time."""


def edit(subject: Subject, editor: Sequence[str], dialogue: Dialogue) -> Outcome:
    """Let the user change a file.

    Raises:
        EditFault: The editor failed, or the text cannot be stored now; it is in the draft then.
        FileFault: The file cannot be read, or a draft cannot be written.
    """
    return _Edit(subject, dialogue).run(editor)


class _Edit:
    def __init__(self, subject: Subject, dialogue: Dialogue) -> None:
        self.subject = subject
        self.dialogue = dialogue
        self.stored = self._read_target()
        self.begun = subject.template if self.stored is None else self.stored
        self.is_old = False  # a draft of an earlier time; the file may have changed since

    def run(self, editor: Sequence[str]) -> Outcome:
        draft = self.subject.draft
        self._take_up()
        lay_schema(draft, self.begun)
        while True:
            self._open(editor)
            text = _read_draft(draft)
            if text is None or text == self.begun:
                self._drop_draft()
                return Outcome.UNCHANGED
            problems = self.subject.check(text)
            if not problems:
                self._store(text)
                return Outcome.STORED
            self.dialogue.show(problems)
            choice = self.dialogue.after_problems(draft)
            if choice is Choice.KEEP:
                return Outcome.KEPT
            if choice is Choice.DISCARD:
                set_aside(draft, self.subject.aside)
                return Outcome.DISCARDED

    def _read_target(self) -> bytes | None:
        if not os.path.lexists(self.subject.target):
            return None
        text = read_bounded(self.subject.target)
        if len(text) > MAX_FILE_BYTES:
            raise FileFault(f"{self.subject.target} is too large to be edited: over {MAX_FILE_BYTES // 1024} KiB")
        return text

    def _take_up(self) -> None:
        """Have a draft: the one that was left, or one that begins with what is stored."""
        draft = self.subject.draft
        left = _read_draft(draft)
        if left is not None and left not in (self.begun, b""):
            if self.dialogue.go_on_with(draft):
                self.is_old = True
                return
            aside = set_aside(draft, self.subject.aside)
            self.dialogue.tell(f"the earlier draft is kept as {aside}")
        write_atomic(draft, self.begun, mode=0o600)

    def _open(self, editor: Sequence[str]) -> None:
        try:
            code = run_editor(editor, self.subject.draft)
        except OSError as error:
            self._leave(f"the editor {quoted(editor[0])} cannot be started: {reason(error)}; set EDITOR to another")
        if code:
            end = f"was ended by signal {-code}" if code < 0 else f"failed with exit code {code}"
            self._leave(f"the editor {quoted(editor[0])} {end}; nothing was stored")

    def _leave(self, message: str) -> NoReturn:
        """Give up for a fault; a draft that says anything new stays."""
        if _read_draft(self.subject.draft) in (None, self.begun):
            self._drop_draft()
            raise EditFault(message)
        raise EditFault(f"{message}; your text is kept in {self.subject.draft}")

    def _store(self, text: bytes) -> None:
        target = self.subject.target
        kept = f"your text is kept in {self.subject.draft}"
        try:
            if self._read_target() != self.stored:
                raise EditFault(
                    f"{target} was changed by another program meanwhile; {kept}; edit again to go on with it"
                )
            if self.is_old and self.stored is not None:
                aside = keep_copy(target, self.subject.aside, self.stored)
                self.dialogue.tell(f"what it replaces is kept as {aside}")
            rewrite(target, text)
        except FileFault as fault:
            raise EditFault(f"{fault}; {kept}") from None
        self._drop_draft()

    def _drop_draft(self) -> None:
        with suppress(OSError):  # then it is offered next time, and is no loss
            self.subject.draft.unlink(missing_ok=True)


def _read_draft(draft: Path) -> bytes | None:
    """Return the draft's text, more of it than is allowed where it is too large; None where there is none."""
    return read_bounded(draft) if os.path.lexists(draft) else None


def run_editor(editor: Sequence[str], file: Path) -> int:
    """Run an editor on a file until it ends; return its exit code, negative for a signal.

    Raises:
        OSError: It cannot be started.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    with _interrupts_left_to_child():
        return subprocess.Popen([*editor, str(file)]).wait()  # noqa: S603 - the user's own editor


@contextmanager
def _interrupts_left_to_child() -> Iterator[None]:
    """Let Ctrl-C in the terminal reach the editor only, which has its own use for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A handler of our own rather than SIG_IGN: that one the editor would inherit.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
