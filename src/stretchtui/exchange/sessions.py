"""What the sessions of the log can be written as for other programs. The modules that write are loaded when used."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stretchtui.exchange.formats import load

if TYPE_CHECKING:
    from stretchtui.history import PhaseRow, SessionRow


def write_activity(session: "SessionRow", phases: "Sequence[PhaseRow]") -> bytes:
    """Return one session as a FIT activity.

    Raises:
        CannotExport: FIT cannot hold it, or what it needs is not installed.
    """
    data: bytes = load("fit_activity", "fit", "watch").write(session, phases)
    return data


def write_calendar(sessions: "Sequence[SessionRow]") -> bytes:
    """Return the sessions that were done as a calendar.

    Raises:
        CannotExport: None was done, or what it needs is not installed.
    """
    data: bytes = load("calendar", "ics", "calendar").write_sessions(sessions)
    return data
