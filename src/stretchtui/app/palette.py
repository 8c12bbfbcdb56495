"""The command palette: every action of the screen that is in sight, found by name."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from stretchtui.app.actions import PALETTE, Action, key_names


class ActionProvider(Provider):
    """Offers the actions of the screen below. All texts are our own, and plain."""

    def _actions(self) -> tuple[Action, ...]:
        actions: tuple[Action, ...] = getattr(self.screen, "ACTIONS", ())
        return tuple(one for one in actions if one is not PALETTE)

    @staticmethod
    def _words(action: Action) -> str:
        return f"{action.label.capitalize()}: {action.description}" if action.label else action.description

    async def _run(self, action: Action) -> None:
        await self.app.run_action(action.action, self.screen)

    async def discover(self) -> Hits:
        """Offer all actions."""
        for action in self._actions():
            words = self._words(action)
            yield DiscoveryHit(Content(words), partial(self._run, action), text=words, help=key_names(action))

    async def search(self, query: str) -> Hits:
        """Offer the actions that are like the query."""
        matcher = self.matcher(query)
        for action in self._actions():
            words = self._words(action)
            score = matcher.match(words)
            if score > 0:
                run = partial(self._run, action)
                yield Hit(score, matcher.highlight(words), run, text=words, help=key_names(action))
