"""What the thread of a session asks of the one that plays, and the switches that both look at."""

from collections.abc import Callable

from stretchcore.values import dataclass
from stretchtui.cues.wording import Wording


@dataclass(slots=True)
class Switches:
    """What may change while a session runs.

    Attributes:
        muted: Whether nothing sounds.
        voiced: Whether the voice speaks, where there is one.
        has_voice: Whether there is one; not known before the thread that plays has looked.
        silent: Whether no player is left.
    """

    muted: bool = False
    voiced: bool = False
    has_voice: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Let something be heard, in place of what is heard now.

    Attributes:
        find: Returns what is to be heard; it is worked out by the thread that plays.
        due_ms: The instant that it belongs to, on the clock's scale.
        rings: Whether the terminal's bell may stand for it.
        yields: Whether it is left out while something else is heard.
        replaces: Whether it ends what is heard even where it has no sound of its own.
        last: Whether the program waits for its end before it ends itself.
    """

    find: Callable[[], Wording]
    due_ms: int
    rings: bool = False
    yields: bool = False
    replaces: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Hush:
    """End what is heard."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """Make ready what is heard with other switches."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the thread."""
