"""What the sessions of the log can be written as for other programs. The modules that write are loaded when used."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from stretchtui.exchange.formats import CannotExport, missing_extra

if TYPE_CHECKING:
    from stretchtui.history import PhaseRow, SessionRow

FIT, ICS = "fit", "ics"


def write_activity(session: "SessionRow", phases: "Sequence[PhaseRow]") -> bytes:
    """Return one session as a FIT activity.

    Raises:
        CannotExport: FIT cannot hold it, or what it needs is not installed.
    """
    data: bytes = _function("fit_activity", "write", FIT, "watch")(session, phases)
    return data


def write_calendar(sessions: "Sequence[SessionRow]") -> bytes:
    """Return the sessions that were done as a calendar.

    Raises:
        CannotExport: None was done, or what it needs is not installed.
    """
    data: bytes = _function("calendar", "write_sessions", ICS, "calendar")(sessions)
    return data


def _function(module: str, name: str, format: str, extra: str) -> Callable[..., bytes]:
    try:
        found: Callable[..., bytes] = getattr(import_module(f"stretchtui.exchange.{module}"), name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("stretch"):
            raise
        raise CannotExport(missing_extra(format, extra)) from None
    return found
