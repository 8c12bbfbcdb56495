"""What to do now, and why: one rule, small enough to be read.

1. A session that was stopped or cut off within the hours of `resume_within`, with nothing done since: go on with it.
2. A routine that its `schedule` wants today and that was not done today, the earliest first.
3. Of the routines that were ever done and were not done today: where something was stretched this week, the one that is
   most for the muscle that has had the least of it, as long as that is less than the evidence asks for.
4. Of the same, the one done longest ago.
5. Else one that was never done: a gentle one, one tagged `quick` rather than others, the shortest of these.
6. Else the one done longest ago.

Who is in a hurry is offered the shortest gentle one beside it. Everything else is one key away in the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from stretchcore.dose import MuscleDose, weekly
from stretchcore.times import format_instant
from stretchcore.values import dataclass
from stretchcore.words import WEEKDAYS

if TYPE_CHECKING:
    from stretchtui.summaries import RoutineSummary

GENTLE, QUICK = "gentle", "quick"
"""The tag of routines that anybody can begin with, and of those among them that were made to be short."""


class Unfinished(NamedTuple):
    """A session that can be gone on with.

    Attributes:
        session: Its id in the log.
        routine: The routine's id, and its `name` as it was then.
        day: The local day on which it was begun.
        cut_off: Whether nobody stopped it: the program was killed, say.
    """

    session: str
    routine: str
    name: str
    day: date
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What the log says of what was done.

    Attributes:
        last: The local day on which each routine was completed last, by its id.
        unfinished: The newest session, where it was not completed and can be gone on with.
        streak: On how many days in a row something was completed, up to today or yesterday.
        week_ms: The time that was worked since Monday, in milliseconds.
        dose: How long each muscle was stretched since Monday.
        fault: Why the log could not be read; everything else is empty then.
    """

    last: Mapping[str, date] = field(default_factory=dict)
    unfinished: Unfinished | None = None
    streak: int = 0
    week_ms: int = 0
    dose: tuple[MuscleDose, ...] = ()
    fault: str = ""


class Reason(Enum):
    """Why something is to be done now."""

    GO_ON = "go on"
    DUE = "due"
    LOWEST_DOSE = "lowest dose"
    FIRST = "first"
    LONGEST_AGO = "longest ago"
    NEW = "new"
    AGAIN = "again"


class Suggestion(NamedTuple):
    """What to do now.

    Attributes:
        routine: The routine's id.
        why: The reason in one sentence.
        session: The session to go on with; None where a new one is begun.
    """

    routine: str
    reason: Reason
    why: str
    session: str | None = None


def suggest(routines: "Sequence[RoutineSummary]", past: Past, today: date) -> Suggestion | None:
    """Return what to do now; None where no routine can be run."""
    good = [one for one in routines if one.problem is None]
    by_id = {one.id: one for one in good}
    kept = past.unfinished
    if kept is not None:
        how = "It was cut off" if kept.cut_off else "You stopped it"
        return Suggestion(
            kept.routine,
            Reason.GO_ON,
            f"{how} {_ago(kept.day, today)}; it goes on where you were.",
            kept.session,
        )
    due = [one for one in good if WEEKDAYS[today.weekday()] in one.days and past.last.get(one.id) != today]
    if due:
        first = min(due, key=lambda one: (one.at[:1], one.name.casefold()))
        return Suggestion(first.id, Reason.DUE, _due_words(first.at))
    done = sorted((day, id) for id, day in past.last.items() if id in by_id)
    lacking = _lacking([by_id[id] for day, id in done if day < today], [by_id[id] for _, id in done], past)
    if lacking is not None:
        one, dose = lacking
        return Suggestion(one.id, Reason.LOWEST_DOSE, _lacking_words(dose))
    if done and done[0][0] < today:
        day, id = done[0]
        return Suggestion(id, Reason.LONGEST_AGO, _longest_words(day, today, alone=len(done) == 1))
    new = [one for one in good if one.id not in past.last]
    if new:
        easiest = min(
            new, key=lambda one: (GENTLE not in one.tags, QUICK not in one.tags, one.total_ms, one.name.casefold())
        )
        if not past.last and not past.fault:
            return Suggestion(
                easiest.id, Reason.FIRST, f"Nothing done yet: begin with this one. {_easy_words(easiest)}"
            )
        why = _easy_words(easiest) if past.fault else "You have stretched today. This one would be new."
        return Suggestion(easiest.id, Reason.NEW, why)
    return Suggestion(done[0][1], Reason.AGAIN, "You have stretched today. Once more does no harm.") if done else None


def in_a_hurry(routines: "Sequence[RoutineSummary]", suggestion: Suggestion) -> "RoutineSummary | None":
    """Return the shortest gentle routine, for who has no time for what is suggested; None where none is shorter."""
    by_id = {one.id: one for one in routines}
    meant = by_id.get(suggestion.routine)
    shorter = [
        one
        for one in routines
        if one.problem is None
        and GENTLE in one.tags
        and one.id != suggestion.routine
        and (meant is None or one.total_ms <= meant.total_ms / 2)
    ]
    return min(shorter, key=lambda one: (one.total_ms, one.name.casefold()), default=None)


def week_of(routines: "Sequence[RoutineSummary]", past: Past) -> tuple[MuscleDose, ...]:
    """Return the week's dose of what was stretched, and of what the routines that were ever done are for."""
    known = (muscle for one in routines if one.id in past.last for muscle in one.stretched)
    return weekly(past.dose, known)


def _lacking(
    waiting: "Sequence[RoutineSummary]", done: "Sequence[RoutineSummary]", past: Past
) -> "tuple[RoutineSummary, MuscleDose] | None":
    """Return the routine that is most for the muscle that has had the least this week, and that muscle's dose."""
    if not any(dose.lower_ms for dose in past.dose):
        return None
    for dose in reversed(week_of(done, past)):
        found = [one for one in waiting if dose.muscle in one.stretched]
        if dose.left_to_do_ms and found:
            return min(found, key=lambda one: one.stretched.index(dose.muscle)), dose
    return None


def _lacking_words(dose: MuscleDose) -> str:
    had = f"{format_instant(dose.lower_ms)} of 10 min" if dose.lower_ms else "nothing yet"
    return f"Least stretched this week: {dose.muscle}, {had}."


def day_words(day: date | None, today: date) -> str:
    """Return when something was done last, in a word or two; empty where it never was."""
    return "" if day is None else _ago(day, today)


def _ago(day: date, today: date) -> str:
    days = max(0, (today - day).days)
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 14:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < 60 else f"{days // 30} months ago"


def _easy_words(routine: "RoutineSummary") -> str:
    return "It is short and gentle." if GENTLE in routine.tags else "It is the shortest."


def _due_words(at: Sequence[str]) -> str:
    return f"It is due today, at {' and '.join(at)}." if at else "It is due today."


def _longest_words(day: date, today: date, *, alone: bool) -> str:
    return f"You did it {_ago(day, today)}" + ("." if alone else ", longer ago than any other.")
