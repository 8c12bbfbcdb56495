"""The command palette: every action of the screen that is in sight, every routine and every theme, found by name."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import FuzzySearch

from stretchtui.actions import MOVE_ACTIONS, PALETTE, Action
from stretchtui.app.actions import chosen
from stretchtui.app.themes import THEMES
from stretchtui.keymap import key_names


class Offer(NamedTuple):
    """Something that can be run.

    Attributes:
        words: What it is found by.
        help: Its keys, or how long it takes.
    """

    words: str
    help: str
    run: Callable[[], object]


class Palette(CommandPalette):
    """Textual's palette in our looks."""

    CSS_PATH = "screens/palette.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (12, "-high")]  # noqa: RUF012  # Textual declares it so

    def __init__(self) -> None:
        super().__init__(placeholder="What do you want to do?")


class OfferProvider(Provider):
    """Offers what there is to do. Texts of users are plain text here too."""

    def _offers(self) -> Iterator[Offer]:
        """Yield the actions of the screen below, what else that screen offers, and the themes."""
        left_out = {PALETTE.id, *(one.id for one in MOVE_ACTIONS)}
        for action in chosen(self.screen, getattr(self.screen, "ACTIONS", ())):
            if action.id not in left_out:
                yield Offer(_words(action), key_names(action), partial(self._run, action))
        more: Callable[[], Iterator[Offer]] | None = getattr(self.screen, "offers", None)
        if more is not None:
            yield from more()
        choose: Callable[[str], None] | None = getattr(self.app, "choose_theme", None)
        if choose is not None:
            for theme in THEMES:
                yield Offer(f"Theme: {theme.name}", "", partial(choose, theme.name))

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.action, self.screen)

    async def discover(self) -> Hits:
        """Offer everything."""
        for offer in self._offers():
            yield DiscoveryHit(_line(Content(offer.words), offer), offer.run, text=offer.words)

    async def search(self, query: str) -> Hits:
        """Offer what is like the query."""
        # Textual's own highlighting reads markup, and a routine's name may hold anything.
        fuzzy = FuzzySearch()
        for offer in self._offers():
            score, offsets = fuzzy.match(query, offer.words)
            if score > 0:
                words = Content(offer.words)
                for offset in offsets:
                    words = words.stylize("underline", offset, offset + 1)
                yield Hit(score, _line(words, offer), offer.run, text=offer.words)


def _words(action: Action) -> str:
    label = action.label
    return (
        f"{label.capitalize()}: {action.description}" if label not in action.description.lower() else action.description
    )


def _line(words: Content, offer: Offer) -> Content:
    return Content.assemble(words, f"   {offer.help}") if offer.help else words
