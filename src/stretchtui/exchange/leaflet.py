"""What is told on paper of a routine or an exercise, whatever it is then written in: a page to print, or Markdown."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from stretchcore.exercise import Exercise
from stretchcore.routine import Schedule
from stretchcore.times import format_minutes
from stretchcore.tree import ResolvedBlock, ResolvedItem, ResolvedRest
from stretchcore.values import dataclass
from stretchcore.words import WEEKDAYS, Section
from stretchtui.exchange.doses import length_words, step_dose, usual_dose
from stretchtui.exchange.formats import LaidOut, Subject
from stretchtui.warning import WARNING_SIGNS

NOTE = f"This page is no medical advice. {WARNING_SIGNS} A stretch may pull; it must not hurt."
"""The one medical note."""

_HEADINGS = {Section.WARM_UP: "Warm-up", Section.MAIN: "Main part", Section.COOL_DOWN: "Cool-down"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Entry:
    """An exercise with its dose.

    Attributes:
        number: Its number on the page, from 1.
        dose: The dose in plain words; empty where none is said.
        as_in: The number of the entry that has told of the same exercise already.
    """

    number: int
    exercise: Exercise
    dose: str
    as_in: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest between exercises, in words."""

    words: str


@dataclass(frozen=True, slots=True)
class Round:
    """Items that are done several times over."""

    repeat: int
    items: "tuple[LeafletItem, ...]"


LeafletItem: TypeAlias = Entry | Pause | Round


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading, empty for an exercise alone, and what is in it."""

    heading: str
    items: tuple[LeafletItem, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A routine or an exercise as it is told on paper. Its texts are still those of the file.

    Attributes:
        facts: What is good to know before one begins: how long it takes, what is needed, when it is planned.
        footnote: What the doses are.
    """

    name: str
    summary: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    source: str
    footnote: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All exercises, in their order."""
        return tuple(entry for part in self.parts for entry in _entries(part.items))


def leaflet(subject: Subject) -> Leaflet:
    """Return what is told of a routine or of an exercise."""
    if isinstance(subject, Exercise):
        facts = _needs([subject])
        return Leaflet(subject.name, "", facts, (Part("", (Entry(1, subject, usual_dose(subject)),)),), subject.source)
    writer = _Writer()
    parts = [Part(_HEADINGS[section], writer.items(items)) for section, items in subject.tree.sections if items]
    return Leaflet(
        subject.routine.name,
        subject.routine.summary,
        (
            f"About {format_minutes(subject.plan.total_ms)}",
            *_needs(writer.numbers),
            *_planned(subject.routine.schedule),
        ),
        tuple(parts),
        subject.routine.source,
        _level_words(subject),
    )


class _Writer:
    """Numbers the exercises, and knows which of them have been told of."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers: dict[Exercise, int] = {}

    def items(self, items: tuple[ResolvedItem, ...]) -> tuple[LeafletItem, ...]:
        return tuple(self.item(item) for item in items)

    def item(self, item: ResolvedItem) -> LeafletItem:
        if isinstance(item, ResolvedRest):
            return Pause(f"Rest for {length_words(item.rest_ms)}.")
        if isinstance(item, ResolvedBlock):
            return Round(item.repeat, self.items(item.items))
        self.count += 1
        known = self.numbers.setdefault(item.exercise, self.count)
        return Entry(self.count, item.exercise, step_dose(item), known if known < self.count else None)


def _entries(items: tuple[LeafletItem, ...]) -> Iterable[Entry]:
    for item in items:
        if isinstance(item, Entry):
            yield item
        elif isinstance(item, Round):
            yield from _entries(item.items)


def _needs(exercises: Iterable[Exercise]) -> tuple[str, ...]:
    things = dict.fromkeys(thing for exercise in exercises for thing in exercise.equipment)
    return (f"You need: {', '.join(things)}",) if things else ()


def _planned(schedule: Schedule | None) -> tuple[str, ...]:
    if schedule is None:
        return ()
    days = [_DAYS[WEEKDAYS.index(day)] for day in schedule.days] or ["every day"]
    return (f"Planned: {_listed(days)}" + (f", at {_listed(schedule.at)}" if schedule.at else ""),)


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _level_words(subject: LaidOut) -> str:
    return f"Doses at level {subject.plan.level} %, where 0 % is the gentlest and 100 % the most."
