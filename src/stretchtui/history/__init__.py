"""The log of sessions: one SQLite file that a crash cannot spoil and that merges with its copies in any order.

Names are looked up on first use, so that importing this package costs nothing: a command that never opens the history
never imports sqlite3.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stretchtui.history.errors import (
        HistoryCorrupt,
        HistoryError,
        HistoryNewer,
        HistoryRefused,
        HistoryUnavailable,
    )
    from stretchtui.history.exchange import (
        ExportReport,
        ImportProblem,
        ImportReport,
        csv_rows,
        export_file,
        export_lines,
        import_lines,
        write_lines,
    )
    from stretchtui.history.freshness import NOTED_AT, close_stale, is_fresh, last_known, resumable, stale
    from stretchtui.history.rows import UNSET, PhaseRow, SessionRow, show_data
    from stretchtui.history.salvaging import SalvageReport, salvage
    from stretchtui.history.sessions import History, open_history

_ROOMS = {
    "errors": ("HistoryCorrupt", "HistoryError", "HistoryNewer", "HistoryRefused", "HistoryUnavailable"),
    "exchange": (
        "ExportReport",
        "ImportProblem",
        "ImportReport",
        "csv_rows",
        "export_file",
        "export_lines",
        "import_lines",
        "write_lines",
    ),
    "freshness": ("NOTED_AT", "close_stale", "is_fresh", "last_known", "resumable", "stale"),
    "rows": ("UNSET", "PhaseRow", "SessionRow", "show_data"),
    "salvaging": ("SalvageReport", "salvage"),
    "sessions": ("History", "open_history"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "NOTED_AT",
    "UNSET",
    "ExportReport",
    "History",
    "HistoryCorrupt",
    "HistoryError",
    "HistoryNewer",
    "HistoryRefused",
    "HistoryUnavailable",
    "ImportProblem",
    "ImportReport",
    "PhaseRow",
    "SalvageReport",
    "SessionRow",
    "close_stale",
    "csv_rows",
    "export_file",
    "export_lines",
    "import_lines",
    "is_fresh",
    "last_known",
    "open_history",
    "resumable",
    "salvage",
    "show_data",
    "stale",
    "write_lines",
]


def __getattr__(name: str) -> object:
    """Return the public name, importing the room it lives in."""
    room = _HOME.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{room}"), name)
