"""The driver of a terminal in which the program has a few lines below the prompt."""

from textual.drivers.linux_inline_driver import LinuxInlineDriver
from textual.events import CursorPosition
from textual.message import Message

from stretchtui.app.terminal import Lasting

WATCH_ROWS = 5
"""How many lines a session has below the prompt."""


class InlineDriver(Lasting, LinuxInlineDriver):  # type: ignore[misc]  # both have a `_file`
    """Drives some lines of a terminal."""

    def process_message(self, message: Message) -> None:
        """Keep what the terminal says of where the lines are, by which clicks are placed; hand on the rest."""
        if isinstance(message, CursorPosition):
            self.cursor_origin = (message.x, message.y)
        else:
            super().process_message(message)
