"""iCalendar (RFC 5545): what a routine's schedule asks for, and the sessions that were done.

A schedule is *floating*: it has no time zone, so that 07:30 is half past seven wherever one is, and in winter as in
summer. A session was at one instant: it is written in UTC, which every calendar shows in the zone of who looks.

Importing a newer file into the same calendar changes what is there and doubles nothing: a UID is made of what an event
is about, and SEQUENCE grows with each edit. Nothing is random and no clock is read but for the day of a schedule, so
that equal things make equal files.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event, vText

from stretchcore.text import printable
from stretchcore.times import format_span
from stretchcore.tree import ResolvedBlock, ResolvedItem, ResolvedRest
from stretchcore.words import WEEKDAYS
from stretchtui.exchange.doses import length_words, step_dose
from stretchtui.exchange.formats import CannotExport, LaidOut, Subject
from stretchtui.history import SessionRow
from stretchtui.logged import length_words as ran_words

_PRODUCT = "-//stretchtui//stretchtui//EN"
_SCHEDULES = UUID("51f4d6d8-1c0d-5a37-9b0e-6f3f5a0d2c11")  # the namespace of their UIDs; a changed one doubles events
_FIRST_DAY = date(2024, 1, 1)  # from which days are counted for SEQUENCE
_LAST_SEQUENCE = 2**31 - 1  # the largest integer of RFC 5545
_SECOND = timedelta(seconds=1)
_MOST_LINES = 60
_HOW_TO_SCHEDULE = 'write [schedule] with days = ["mon", "thu"] and, for times of day, at = ["07:30"]'

_Value: TypeAlias = str | int | date | datetime | timedelta | dict[str, str | list[str]]


def write(subject: Subject, today: date | None = None) -> bytes:
    """Return a routine's schedule as a calendar: one event for each time of day, repeated on its days every week.

    Without times of day there is one event that lasts all day. Equal schedules of one day make equal bytes.

    Args:
        subject: The routine.
        today: The first day on which it can be done: there is no telling what was done before. None is today.

    Raises:
        CannotExport: The routine has no schedule.
    """
    assert isinstance(subject, LaidOut)  # the registry has seen to it
    schedule = subject.routine.schedule
    if schedule is None or not schedule.days:
        raise CannotExport(f"{subject.routine.id} is on no day of the week: {_HOW_TO_SCHEDULE}")
    today = today or date.today()
    first = _first_of(schedule.days, today)
    starts = [datetime.combine(first, time.fromisoformat(at)) for at in sorted(schedule.at)]
    events = [_occasion(subject, number, start, today) for number, start in enumerate(starts or [first])]
    return _calendar(subject.routine.name, events)


def write_sessions(rows: Iterable[SessionRow]) -> bytes:
    """Return the sessions that were done as a calendar, an event each.

    Simulated, removed and unfinished ones are left out.

    Raises:
        CannotExport: None is left; a calendar cannot be empty.
    """
    done = [row for row in rows if row.counted and row.ended_at is not None]
    if not done:
        raise CannotExport("there is no finished session to write")
    events = [_session(row) for row in sorted(done, key=lambda row: (datetime.fromisoformat(row.started_at), row.id))]
    return _calendar("Stretching", events)


def _calendar(name: str, events: Sequence[Event]) -> bytes:
    calendar = Calendar()
    _fill(calendar, prodid=_PRODUCT, version="2.0", calscale="GREGORIAN")
    calendar.add("x-wr-calname", vText(_line(name)))  # it does not know this one to be a text
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _fill(component: Calendar | Event | Alarm, **values: _Value) -> None:
    """Give a component its properties, hyphens written as underscores."""
    for name, value in values.items():
        component.add(name.replace("_", "-"), value)


# -- a schedule --------------------------------------------------------------------------------------------------------


def _occasion(subject: LaidOut, number: int, start: date, today: date) -> Event:
    """Return the event of one time of day; of the whole day where the start is a date.

    Args:
        number: Which time of day it is. Its UID names this and not the time, so that a schedule that moves from 07:30
            to 08:00 moves the event that is there.
    """
    routine, event = subject.routine, Event()
    assert routine.schedule is not None
    _fill(
        event,
        uid=str(uuid5(_SCHEDULES, f"{routine.id}/{number}")),
        dtstamp=datetime.combine(today, time(), UTC),
        sequence=max(0, (today - _FIRST_DAY).days),
        summary=_line(routine.name),
        description="\n".join(_steps(subject)),
        dtstart=start,
        rrule={"FREQ": "WEEKLY", "BYDAY": [day[:2].upper() for day in WEEKDAYS if day in routine.schedule.days]},
    )
    if isinstance(start, datetime):
        length = max(timedelta(milliseconds=subject.plan.total_ms), _SECOND)
        _fill(event, dtend=start + -(-length // _SECOND) * _SECOND)
        event.add_component(_alarm(_line(routine.name)))
    else:
        _fill(event, transp="TRANSPARENT")  # one can do something else on that day
    return event


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    _fill(alarm, action="DISPLAY", trigger=timedelta(0), description=text)
    return alarm


def _first_of(days: Sequence[str], today: date) -> date:
    """Return the first of the days from today on; a series has to begin with one of its own days."""
    week = (today + timedelta(days=ahead) for ahead in range(7))
    return next(day for day in week if WEEKDAYS[day.weekday()] in days)


def _steps(subject: LaidOut) -> Iterator[str]:
    """Yield what is done and how to begin, a line each; of a very long routine, its beginning."""
    routine = subject.routine
    if routine.summary:
        yield from (_line(routine.summary), "")
    lines = [line for _, items in subject.tree.sections for line in _items(items, "")]
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES} more"
    yield from ("", f"stretchtui run {shlex.quote(_line(routine.id))}")


def _items(items: Sequence[ResolvedItem], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, ResolvedBlock):
            yield f"{indent}{item.repeat} times:"
            yield from _items(item.items, indent + "  ")
        elif isinstance(item, ResolvedRest):
            yield f"{indent}Rest: {length_words(item.rest_ms)}."
        else:
            yield f"{indent}{_line(item.exercise.name)}: {step_dose(item)}"


# -- sessions ----------------------------------------------------------------------------------------------------------


def _session(row: SessionRow) -> Event:
    assert row.ended_at is not None
    began, ended, edited = map(datetime.fromisoformat, (row.started_at, row.ended_at, row.updated_at))
    start, edit = _whole_second(began), _whole_second(edited)
    event = Event()
    _fill(
        event,
        uid=row.id,
        dtstamp=edit,
        last_modified=edit,
        sequence=min(max(0, (edited - began) // _SECOND), _LAST_SEQUENCE),  # grows with every edit, for the start stays
        summary=_line(row.name),
        description="\n".join(_what_was_done(row)),
        dtstart=start,
        dtend=max(_whole_second(ended), start + _SECOND),  # an event has to last
        transp="TRANSPARENT",  # what was done takes nobody's time
        **{"class": "PRIVATE"},  # it is about health
    )
    return event


def _what_was_done(row: SessionRow) -> Iterator[str]:
    worked, planned = ran_words(row.active_ms, row.planned_ms), format_span(row.planned_ms)
    yield f"{(row.outcome or '').capitalize()} · {worked} of {planned} · level {row.level} %"
    pains = (("Pain before", row.pain_before), ("Pain after", row.pain_after))
    yield from (f"{when}: {pain} of 10" for when, pain in pains if pain is not None)
    if row.note:
        yield _line(row.note)
    zone = row.started_at[-6:]
    yield f"{row.started_at[:10]} {row.started_at[11:16]} by the clock on the wall (UTC{zone})"


def _whole_second(when: datetime) -> datetime:
    """Return an instant in UTC without its part of a second, which iCalendar cannot hold."""
    return when.astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    """Return a text of somebody's on one line, without a character that could end it."""
    return printable(text, 2_000)
