"""The least that a countdown in Textual can be: digits and a bar, once a second. What others are measured by."""

import time

from textual.app import App, ComposeResult
from textual.widgets import Digits, ProgressBar

TOTAL_S = 600


class Countdown(App[None]):
    """Counts ten minutes down."""

    CSS = "Screen { align: center middle; } Digits { width: auto; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Show digits and a bar."""
        yield Digits(self.text())
        yield ProgressBar(total=TOTAL_S, show_eta=False)

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_interval(1.0, self.tick)

    begun = time.monotonic()

    def left_s(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, TOTAL_S - (time.monotonic() - self.begun))

    def text(self) -> str:
        """Return them as a clock shows them."""
        seconds = int(self.left_s() + 0.999)
        return f"{seconds // 60:02d}:{seconds % 60:02d}"

    def tick(self) -> None:
        """Show what is left."""
        self.query_one(Digits).update(self.text())
        self.query_one(ProgressBar).update(progress=TOTAL_S - self.left_s())


if __name__ == "__main__":
    Countdown().run()
