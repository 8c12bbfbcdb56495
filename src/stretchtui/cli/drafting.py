"""A file in the user's editor: what is said and asked while it is edited."""

from typing import TYPE_CHECKING

from stretchtui.cli.asking import choose, on_terminal
from stretchtui.cli.output import fail, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from stretchcore.problems import Problem
    from stretchtui.editing import Choice, Subject


def edit_subject(subject: "Subject", again: str) -> bool:
    """Let the user change a file; return whether it was changed.

    Args:
        subject: What is edited.
        again: The command that goes on with a draft that is left.
    """
    import os

    from stretchtui.editing import EditFault, NoEditor, Outcome, edit, find_editor
    from stretchtui.files import FileFault

    try:
        editor = find_editor(os.environ, terminal=on_terminal())
        outcome = edit(subject, editor, _Terminal())
    except NoEditor as fault:
        fail(f"{fault}; or change {subject.target} in any other way")
    except (EditFault, FileFault) as fault:
        fail(fault)
    match outcome:
        case Outcome.STORED:
            note(f"stored {subject.target}")
        case Outcome.UNCHANGED:
            note("nothing was changed")
        case Outcome.DISCARDED:
            note("nothing was stored")
        case Outcome.KEPT:
            fail(f"not stored; your text is kept in {subject.draft}, and `{again}` goes on with it")
    return outcome is Outcome.STORED


class _Terminal:
    """Talks to the person at the terminal; where there is none, the text is kept."""

    def tell(self, text: str) -> None:
        note(text)

    def show(self, problems: "Sequence[Problem]") -> None:
        from stretchtui.cli.context import note_problem

        for problem in problems:
            note_problem(str(problem))

    def after_problems(self, draft: "Path") -> "Choice":
        from stretchtui.editing import Choice

        if not on_terminal():
            return Choice.KEEP
        answers = {"e": "edit again", "k": f"keep the draft {draft} and leave", "d": "discard it"}
        letter = choose("It cannot be stored like this.", answers, "e", at_end="k")
        return {"e": Choice.AGAIN, "k": Choice.KEEP, "d": Choice.DISCARD}[letter]

    def go_on_with(self, draft: "Path") -> bool:
        from datetime import datetime

        when = f"{datetime.fromtimestamp(draft.stat().st_mtime):%Y-%m-%d %H:%M}"
        if not on_terminal():
            note(f"going on with the draft {draft} of {when}")
            return True
        answers = {"g": "go on with it", "n": "begin anew from what is stored"}
        return choose(f"There is a draft of {when} that was not stored.", answers, "g", at_end="g") == "g"
