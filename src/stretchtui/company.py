"""Those who go along with a session beside its screen and its log: sound and voice, control, media keys, hooks.

Each of them is a `Companion`. It hears the events in the session's thread and must return at once; whatever takes time
it does in a thread or a process of its own. One that fails is switched off and reported once, and the session goes on.
"""

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeAlias

from stretchcore.events import Event
from stretchcore.values import dataclass

if TYPE_CHECKING:
    from stretchtui.paths import Paths
    from stretchtui.performance import Performance
    from stretchtui.settings import Settings


class Companion(Protocol):
    """Goes along with one session."""

    def begin(self) -> None:
        """Get ready, at once; called in the session's thread, just before its first event."""

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Hear events that happened together; called in the session's thread."""

    def close(self) -> None:
        """Let go of everything, within two seconds; may be called from another thread, and again."""


class Audible(Protocol):
    """What can be heard of a session, and silenced from its screen."""

    muted: bool
    """Whether nothing sounds."""

    voiced: bool
    """Whether the voice speaks, where there is sound."""

    @property
    def has_voice(self) -> bool:
        """Whether there is a voice that could speak."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a command asks for this one session, whatever the settings say.

    Attributes:
        mute: No sound at all.
        voice: Whether to speak; None as the settings say.
    """

    mute: bool = False
    voice: bool | None = None


Gather: TypeAlias = Callable[["Performance"], Iterator[Companion]]
"""Returns who goes along with a session; called when it begins."""


def gatherer(paths: "Paths", settings: "Settings", wishes: Wishes) -> Gather:
    """Return what gathers the companions that the settings and a command ask for."""

    def gather(performance: "Performance") -> Iterator[Companion]:
        if settings.bell and not wishes.mute:
            from stretchtui.bell import Bell

            yield Bell(performance.ring)
        voice = settings.voice if wishes.voice is None else wishes.voice
        if (settings.sound or voice) and not wishes.mute:
            from stretchtui.cues.announcer import Announcer

            asked = wishes.voice is True or "voice" in settings.said
            yield Announcer(performance, paths, settings, voice=voice, asked=asked)
        if settings.media_keys and sys.platform.startswith("linux"):
            from stretchtui.remote.session_bus import session_bus

            if session_bus() is not None:  # without a bus, nothing of it is loaded
                from stretchtui.remote.media_player import MediaPlayer

                yield MediaPlayer(performance)
        from stretchtui.remote.server import ControlServer

        yield ControlServer(performance, paths.socket)
        if settings.hooks:
            from stretchtui.hooks import Hooks

            yield Hooks(performance, settings.hooks)
        if settings.notifications:
            from stretchtui.notifications import Notifier

            yield Notifier(performance)

    return gather
