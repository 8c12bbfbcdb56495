"""The entry of the reminder, in whichever scheduler this system has."""

import sys
from contextlib import suppress
from typing import NamedTuple

from stretchtui.reminders.cron import Cron
from stretchtui.reminders.launchd import Launchd
from stretchtui.reminders.reminder import Reminder
from stretchtui.reminders.scheduling import CannotSchedule, Job, Scheduler
from stretchtui.reminders.systemd import Systemd
from stretchtui.reminders.windows import Windows

ALL: tuple[Scheduler, ...] = (Systemd(), Launchd(), Windows(), Cron())
"""Every scheduler that an entry can be written for."""

NAMES = tuple(one.name for one in ALL)


def candidates() -> tuple[Scheduler, ...]:
    """Return the schedulers that a system of this kind can have, the best one first."""
    names = {"darwin": ("launchd",), "win32": ("windows",)}.get(sys.platform, ("systemd", "cron"))
    return tuple(named(name) for name in names)


def named(name: str) -> Scheduler:
    """Return a scheduler by its name."""
    return next(one for one in ALL if one.name == name)


def choose() -> Scheduler:
    """Return the scheduler that this system has.

    Raises:
        CannotSchedule: It has none.
    """
    for one in candidates():
        if one.works():
            return one
    names = " and no ".join(one.name for one in candidates())
    raise CannotSchedule(f"here is no {names} that answers; `stretchtui remind --print --for cron` says what to write")


def install(reminder: Reminder, job: Job) -> Scheduler:
    """Put the entry in, and take one of another scheduler out; return where it is.

    Raises:
        CannotSchedule: It cannot be put in; everything is as it was.
    """
    chosen = choose()
    chosen.install(reminder, job)
    try:
        for other in candidates():
            if other is not chosen and other.is_there():
                other.remove()
    except CannotSchedule:  # the older entry stays, so this one must go: nobody wants to be reminded twice
        with suppress(CannotSchedule):
            chosen.remove()
        raise
    return chosen


def remove() -> bool:
    """Take every entry of ours out; return whether there was one.

    Raises:
        CannotSchedule: One cannot be taken out.
    """
    there = [one for one in candidates() if one.is_there()]
    for one in there:
        one.remove()
    return bool(there)


class Standing(NamedTuple):
    """How the entry stands.

    Attributes:
        scheduler: Where an entry of ours is; None where there is none.
        is_on: Whether it is as it should be and in force.
    """

    scheduler: Scheduler | None
    is_on: bool = False


def standing(reminder: Reminder, job: Job) -> Standing:
    """Say how the entry stands."""
    for one in candidates():
        if one.is_there():
            return Standing(one, one.is_on(reminder, job))
    return Standing(None)
