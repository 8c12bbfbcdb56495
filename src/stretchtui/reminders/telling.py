"""What happens when a reminder comes: a look whether it is wanted now, then a word from the desktop."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from stretchcore.times import format_span
from stretchtui.lock import runs
from stretchtui.reminders.reminder import Reminder

if TYPE_CHECKING:
    from stretchcore.plan import Plan
    from stretchtui.paths import Paths

LEAST_ACTIVE_MS = 60_000
"""A session that was stopped counts where it lasted for so long: one that was opened by mistake does not."""


def is_wanted(reminder: Reminder, paths: "Paths", now: datetime) -> bool:
    """Tell whether a reminder is wanted now: within its days and times, while no session runs, and none was just done.

    Args:
        now: The local time, aware of its offset.
    """
    return reminder.is_time(now) and runs(paths.lock) is None and not _was_just_done(reminder, paths, now)


def _was_just_done(reminder: Reminder, paths: "Paths", now: datetime) -> bool:
    from stretchtui.history import HistoryError, open_history

    since = now - timedelta(milliseconds=reminder.quiet_ms)
    try:
        with open_history(paths.history, write=False) as history:
            rows = history.sessions(since=(since - timedelta(days=1)).date(), include_simulated=False)
    except HistoryError:  # a log that cannot be read is no reason to be quiet
        return False
    return any(
        row.ended_at is not None
        and since <= datetime.fromisoformat(row.ended_at) <= now
        and (row.outcome == "completed" or row.active_ms >= LEAST_ACTIVE_MS)
        for row in rows
    )


def tell(plan: "Plan") -> bool:
    """Tell the desktop that it is time for a routine, and how to begin; return whether it took that."""
    from stretchtui.notifications import notify, reach_desktop

    reach_desktop()
    body = f"{plan.name}, {format_span(plan.total_ms)}. Start it with: stretchtui run {plan.id}"
    return notify("Time to stretch", body)
