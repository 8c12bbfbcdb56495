"""What the app asks of the program around it. The command line implements this; tests do too."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from stretchcore.plan import Plan
    from stretchcore.problems import Problem
    from stretchcore.routine import Routine
    from stretchtui.drafting.sheet import Sheet
    from stretchtui.learning import Lesson
    from stretchtui.logged import Entry, Felt, Overview, Part
    from stretchtui.performance import Performance
    from stretchtui.settings import SettingRow
    from stretchtui.summaries import RoutineSummary
    from stretchtui.today import Past


class CannotOpen(Exception):
    """A routine that cannot be read or laid out; its message is one line for the person at the screen."""


class CannotChange(Exception):
    """A setting that cannot be changed; its message is one line for the person at the screen."""


class Services(Protocol):
    """The program around the app.

    `routines`, `past`, `plan` and what reads and writes the log are called in a worker thread, the rest in the event
    loop's.
    """

    @property
    def theme(self) -> str:
        """The name of the theme that the settings ask for."""

    @property
    def keys(self) -> "Mapping[str, tuple[str, ...]]":
        """The keys of those actions that have other ones than their own, by the action's id."""

    @property
    def figures(self) -> bool:
        """Whether a session shows the drawn figure."""

    @property
    def flash(self) -> bool:
        """Whether the screen flashes when work begins and ends."""

    @property
    def asks_pain(self) -> bool:
        """Whether it is asked before and after a session how much it hurts."""

    def rate(self, session: str, *, after: int | None, note: str) -> None:
        """Write what was felt after a session into the log; called in a worker thread.

        Raises:
            CannotChange: The log cannot be written, or has no such session.
        """

    def lesson(self, routine: str) -> "Lesson | None":
        """Return what the log says of a routine's level, and of what had better be left out of it.

        Called in a worker thread, and never fails: None where nothing can be said.
        """

    def answer(self, routine: str, lesson: "Lesson", *, take: bool) -> None:
        """Take the level that a lesson suggests, or keep the one that is, and remember either.

        Raises:
            CannotChange: It cannot be written.
        """

    def answer_offer(self, exercise: str, *, take: bool) -> None:
        """Leave an exercise out of every routine from now on, or keep it, and remember either.

        Raises:
            CannotChange: It cannot be written.
        """

    def overview(self) -> "Overview":
        """Return the log in figures; never fails."""

    def sessions(self) -> "Iterator[Sequence[Entry]]":
        """Yield all sessions of the log, newest first, a page at a time.

        Raises:
            CannotOpen: The log cannot be read, or not any further.
        """

    def session_parts(self, session: str) -> "Sequence[Part]":
        """Return a session of the log phase by phase.

        Raises:
            CannotOpen: The log cannot be read.
        """

    def set_felt(self, session: str, felt: "Felt") -> "Entry":
        """Write what one says of a session, all of it, and return the session as it then is.

        Raises:
            CannotChange: The log cannot be written, or has no such session.
        """

    def remove_session(self, session: str) -> None:
        """Take a session out of the log; it can be restored.

        Raises:
            CannotChange: The log cannot be written, or has no such session.
        """

    def restore_session(self, session: str) -> "Entry":
        """Bring a removed session back, and return it.

        Raises:
            CannotChange: The log cannot be written, or has no such session.
        """

    def routines(self) -> "Sequence[RoutineSummary]":
        """Return all routines, those with problems too; called once the first frame is on the screen."""

    def past(self, today: "date") -> "Past":
        """Return what the log says of what was done; called in a worker thread, and never fails."""

    def today(self) -> "date":
        """Return the local day."""

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

    def resume(self, session: str) -> "Performance":
        """Put a session that was stopped or cut off together again.

        Raises:
            CannotOpen: It is over meanwhile, or its plan cannot be read any more.
        """

    def settings(self) -> "tuple[tuple[SettingRow, ...], tuple[Problem, ...]]":
        """Return every setting as it stands, and what is wrong with the file."""

    def change_setting(self, name: str, text: str | None) -> None:
        """Write a setting, or put it back to its default where the text is None; it counts from then on.

        Raises:
            CannotChange: It cannot have this value, or the file cannot be changed.
        """

    def check_setting(self, name: str, text: str) -> str:
        """Return what is wrong with a text that is to be a setting; empty where nothing is."""

    def settings_file(self) -> str:
        """Return where the settings are."""

    def needs_health_note(self) -> bool:
        """Tell whether the health note was never shown."""

    def health_note_seen(self) -> None:
        """Remember that the health note was shown."""
