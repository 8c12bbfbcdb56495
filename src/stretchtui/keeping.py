"""Finds the session that was stopped or cut off, to go on with it."""

from stretchcore.data import BadPlan, plan_from_data
from stretchtui.paths import Paths
from stretchtui.performance import Kept


class NothingKept(Exception):
    """There is no session to go on with."""


class CannotGoOn(Exception):
    """The session that was asked for cannot be gone on with; the message says why."""


def find_kept(paths: Paths, ref: str | None = None) -> Kept:
    """Return a session that can be gone on with.

    Args:
        ref: Its id, or the beginning of it; None for the newest.

    Raises:
        NothingKept: There is none.
        CannotGoOn: The one that was asked for is over, or its plan cannot be read any more.
        HistoryError: The log cannot be read.
    """
    from stretchtui.history import open_history

    with open_history(paths.history, write=False) as history:
        kept = history.unfinished()
        if ref is not None:
            row = history.session(ref)
            if row.id not in {found.id for found in kept}:
                raise CannotGoOn(f"the session {row.id[:8]} is over; it cannot be gone on with")
        elif kept:
            row = kept[0]
        else:
            raise NothingKept("there is no session to go on with")
        plan, dump = history.plan(row.id), history.dump(row.id)
    try:
        return Kept(row.id, plan_from_data(plan or {}), dump or {})
    except BadPlan as fault:
        raise CannotGoOn(f"the session {row.id[:8]} cannot be gone on with: {fault}") from None
