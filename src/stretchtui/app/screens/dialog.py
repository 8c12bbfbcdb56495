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
from stretchtui.app.widgets.sentences import Words

if TYPE_CHECKING:
    from textual import events

Result = TypeVar("Result")

_PADDING = 2
_BANNER_ROWS = 20
"""From so many rows on, a title may be in large letters."""

_ROOMY_ROWS = 12
"""From so many rows on, a card has air around its text."""


class Dialog(ModalScreen[Result], Generic[Result], inherit_bindings=False):
    """A card as large as its content, or as the terminal where that is smaller; then the content scrolls."""

    CSS_PATH = "dialog.tcss"
    AUTO_FOCUS = "#body"
    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    WIDEST: ClassVar[int] = 72
    LARGE_TITLE: ClassVar[bool] = False

    def __init__(self, title: str, body: Page | RowList, *, ink: str = "foreground") -> None:
        super().__init__()
        self._title = title
        self._ink = ink
        self.body = body
        body.id = "body"

    def compose(self) -> ComposeResult:
        """Make the card."""
        with Vertical(id="card"):
            yield Words(self._title, id="heading", ink=self._ink)
            yield self.body
            yield KeyBar(hints(chosen(self, self.ACTIONS)), id="keys")

    def on_mount(self) -> None:
        """Give the card its size."""
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
        needed = self.body.rows_for(inner) + banner + 1 + air
        card.styles.padding = (1 if roomy else 0, side)
        card.styles.width = inner + 2 * side
        card.styles.height = max(1, min(height, needed))
        if self.app.is_inline:
            self.styles.height = card.styles.height
        self.body.styles.margin = (1 if roomy else 0, 0)
        heading = self.query_one("#heading")
        heading.styles.height = banner
        # On a very low terminal the question counts, and the keys that answer it.
        self.body.display = height >= 3
        heading.display = height >= 2

    @on(KeyBar.Clicked)
    async def _on_key_clicked(self, message: KeyBar.Clicked) -> None:
        message.stop()
        await self.app.run_action(message.action, self)
