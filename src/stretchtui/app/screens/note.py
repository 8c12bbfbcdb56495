"""A line about a session."""

from stretchcore.text import MAX_TEXT_CELLS, text_fault
from stretchtui.app.screens.form import FormScreen, Values
from stretchtui.drafting.fields import Field, Verdict

_NOTE = ("note",)


class NoteScreen(FormScreen):
    """Asks for a line about a session; the answer is among the values, empty where it was taken away."""

    def __init__(self, note: str) -> None:
        """Make the screen.

        Args:
            note: What was said before.
        """
        super().__init__("About this session", (Field(_NOTE, "note", "text", note),), _judge)


def _judge(values: Values) -> Verdict:
    note = values[_NOTE].strip()
    fault = text_fault(note, MAX_TEXT_CELLS) if note else None
    return Verdict(None if fault else note, {_NOTE: fault} if fault else {})
