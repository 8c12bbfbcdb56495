"""What the small screens over another one have in common: a card in the middle, with a title, a body and keys."""

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from stretchtui.actions import Action
from stretchtui.app.actions import chosen, hints
from stretchtui.app.widgets.keybar import KeyBar
from stretchtui.app.widgets.page import Page
from stretchtui.app.widgets.rows import RowList
from stretchtui.app.widgets.scale import ROWS as SCALE_ROWS
from stretchtui.app.widgets.scale import Scale
from stretchtui.app.widgets.sentences import Words

if TYPE_CHECKING:
    from textual import events

Result = TypeVar("Result")

_PADDING = 2
_BANNER_ROWS = 20
"""From so many rows on, a title may be in large letters."""

_ASKING_ROWS = 8
"""From so many rows on, there is room for all of the scale."""

WORDY_COLUMNS = 34
"""From so many columns on, a question is a sentence."""

_ROOMY_ROWS = 12
"""From so many rows on, a card has air around its text."""


class Dialog(ModalScreen[Result], Generic[Result], inherit_bindings=False):
    """A card as large as its content, or as the terminal where that is smaller; then the content scrolls."""

    CSS_PATH = "dialog.tcss"
    AUTO_FOCUS = "#body"
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    WIDEST: ClassVar[int] = 72
    LARGE_TITLE: ClassVar[bool] = False
    FULL: ClassVar[bool] = False
    """Whether it hides what lies below it."""

    def __init__(
        self, title: str, body: Page | RowList, *, ink: str = "foreground", scale: Scale | None = None
    ) -> None:
        """Make the card.

        Args:
            ink: The theme variable of the title's colour.
            scale: Where one says how much it hurts, below the body.
        """
        super().__init__()
        self.scale = scale
        self._title = title
        self._ink = ink
        self.body = body
        body.id = "body"

    def compose(self) -> ComposeResult:
        """Make the card."""
        with Vertical(id="card"):
            yield Words(self._title, id="heading", ink=self._ink)
            yield self.body
            if self.scale is not None:
                yield self.scale
            yield KeyBar(hints(chosen(self, self.ACTIONS)), id="keys")

    def on_mount(self) -> None:
        """Give the card its size."""
        self.set_class(self.FULL, "-full")
        self._fit()

    def on_resize(self, _event: "events.Resize") -> None:
        """Give the card another size."""
        self._fit()

    def _fit(self) -> None:
        width, height = self.app.size
        card = self.query_one("#card")
        roomy = height >= _ROOMY_ROWS
        side = _PADDING if width >= 40 else 0
        inner = max(1, min(self.WIDEST, width) - 2 * side)
        air = 4 if roomy else 0
        banner = 3 if self.LARGE_TITLE and height >= _BANNER_ROWS else 1
        asks = self._rows_to_ask(height)
        needed = self.body.rows_for(inner) + banner + 1 + air + asks
        card.styles.padding = (1 if roomy else 0, side)
        card.styles.width = inner + 2 * side
        card.styles.height = max(1, min(height, needed))
        if self.app.is_inline:
            self.styles.height = card.styles.height
        self.body.styles.margin = (1 if roomy else 0, 0)
        heading = self.query_one("#heading")
        heading.styles.height = banner
        # On a very low terminal the question counts, and the keys that answer it.
        self.body.display = height >= 3 + asks
        heading.display = height >= 2 + asks
        if self.scale is not None:
            self.scale.display = bool(asks)
            self.scale.styles.height = min(asks, SCALE_ROWS)
            self.scale.styles.margin = (0, 0, 1 if roomy else 0, 0)
            self.scale.draw_again()

    def _rows_to_ask(self, height: int) -> int:
        """Return how many rows the scale has, with the air below it; on a low terminal none that is empty."""
        if self.scale is None:
            return 0
        if height >= _ASKING_ROWS:
            return SCALE_ROWS + (height >= _ROOMY_ROWS)
        return min(self.scale.rows_for(self.app.size.width), height - 1)

    def on_key(self, event: "events.Key") -> None:
        """Take a digit for the scale."""
        if self.scale is not None and self.scale.display and event.character and event.character in "0123456789":
            event.stop()
            self.scale.type(int(event.character))

    def action_hurts_more(self) -> None:
        """Choose the next figure of the scale."""
        if self.scale is not None and self.scale.display:
            self.scale.move(1)

    def action_hurts_less(self) -> None:
        """Choose the figure before."""
        if self.scale is not None and self.scale.display:
            self.scale.move(-1)

    def action_unsay(self) -> None:
        """Take back what was said."""
        if self.scale is not None:
            self.scale.say(None)

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        message.stop()
        await self.app.run_action(message.action, self)
