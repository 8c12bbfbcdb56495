"""What the app asks of the program around it. The command line implements this; tests do too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from stretchcore.plan import Plan
    from stretchcore.routine import Routine
    from stretchtui.drafting.sheet import Sheet
    from stretchtui.performance import Performance
    from stretchtui.summaries import RoutineSummary


class CannotOpen(Exception):
    """A routine that cannot be read or laid out; its message is one line for the person at the screen."""


class Services(Protocol):
    """The program around the app.

    `routines` and `plan` are called in a worker thread, the rest in the event loop's.
    """

    @property
    def theme(self) -> str:
        """The name of the theme that the settings ask for."""

    @property
    def figures(self) -> bool:
        """Whether a session shows the drawn figure."""

    @property
    def flash(self) -> bool:
        """Whether the screen flashes when work begins and ends."""

    def routines(self) -> "Sequence[RoutineSummary]":
        """Return all routines, those with problems too; called once the first frame is on the screen."""

    def plan(self, routine: str) -> "Plan":
        """Lay a routine out, for a preview.

        Raises:
            CannotOpen: It has problems, or is not there any more.
        """

    def open(self, routine: str) -> "Performance":
        """Put a session of a routine together; the app begins and finishes it.

        Raises:
            CannotOpen: It has problems, or is not there any more.
        """

    def edit(self, routine: str) -> "Sheet":
        """Lay a routine out to be changed.

        Raises:
            CannotOpen: It cannot be read, or is not there any more.
        """

    def new(self, name: str) -> "Sheet":
        """Lay a routine out that is not there yet; nothing is written before it is stored.

        Raises:
            CannotOpen: The name cannot be one.
        """

    def name_for_new(self) -> str:
        """Return a name that no routine has yet."""

    def try_out(self, routine: "Routine") -> "Performance":
        """Put a session together that runs on a fast clock and is not logged.

        Raises:
            CannotOpen: The routine cannot be laid out.
        """

    def needs_health_note(self) -> bool:
        """Tell whether the health note was never shown."""

    def health_note_seen(self) -> None:
        """Remember that the health note was shown."""
