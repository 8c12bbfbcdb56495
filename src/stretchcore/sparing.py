"""What a body must not do: a routine without the exercises that are excluded, and when to offer to exclude one.

In the place of an excluded exercise comes a gentler one, where its file names one in `easier`:

- the first of its `easier` that is there and not excluded itself; where none is, the first of theirs, and so on;
- with the dose and the sides of its own file, since the step's figures were written for another exercise; so the step's
  other name and other instructions go too. What the step says of the gaps and of the breath stays: these go by the
  person and the place and not by the exercise;
- in the same place of the same section and block.

Where there is none, the step is left out. So it is where the routine has the gentler exercise already, or gets it for
another one that is excluded: to do it twice would double its dose for somebody who is to do less. A block of nothing
goes too, and so does a rest that stood beside the step, unless it stands between two others now. Exercises that a
routine writes itself have no id to exclude.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from stretchcore.exercise import Exercise
from stretchcore.routine import Block, Item, Path, RestStep, Routine, Step
from stretchcore.values import dataclass
from stretchcore.words import Section

OFFER_AFTER_SESSIONS = 2
"""In how many sessions an exercise has to hurt before it is offered to exclude it."""

OFFER_WITHIN_DAYS = 60
"""How many days back pain counts for that offer."""


@dataclass(frozen=True, slots=True)
class Change:
    """A step that is done otherwise, since its exercise is excluded.

    Attributes:
        path: Where the step stands in the routine's file.
        exercise: The id of the excluded exercise, and `name` what it is called.
        replaced_by: The id of the gentler exercise in its place; None where the step is left out.
        other_name: What the gentler exercise is called, also of one that the routine has already, so that the step is
            left out; empty where there is none.
    """

    path: Path
    exercise: str
    name: str
    replaced_by: str | None = None
    other_name: str = ""

    def __str__(self) -> str:
        """Return it as a sentence without a full stop."""
        if self.replaced_by is None and self.other_name:
            return f"{self.name} is excluded: it is left out, since {_within(self.other_name)} is there already"
        if self.replaced_by is None:
            return f"{self.name} is excluded: it is left out"
        return f"{self.name} is excluded: {_within(self.other_name)} takes its place"


def _within(name: str) -> str:
    """Return a name as it stands within a sentence; one that begins with an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


class EverythingExcluded(ValueError):
    """A routine of which nothing is left without the excluded exercises; `changes` tells what it had."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        self.changes = changes
        super().__init__("everything in it is excluded")


def gentler(id: str, library: Mapping[str, Exercise], excluded: Collection[str]) -> Exercise | None:
    """Return the exercise that takes the place of an excluded one; None where there is none.

    Args:
        id: The excluded exercise.
        library: The exercises that can be named, by id.
        excluded: The ids of those that must not be done.
    """
    waiting, seen = [id], {id}
    while waiting:
        further: list[str] = []
        for harder in waiting:
            exercise = library.get(harder)
            for easier in exercise.easier if exercise else ():
                if easier in seen:  # files may name each other in a circle
                    continue
                found = library.get(easier)
                if found is not None and easier not in excluded:
                    return found
                seen.add(easier)
                further.append(easier)
        waiting = further
    return None


def without(
    routine: Routine, library: Mapping[str, Exercise], excluded: Collection[str]
) -> tuple[Routine, tuple[Change, ...]]:
    """Return a routine as it is done without some exercises, and what is changed, in the order of the file.

    The routine's id and all else that it says stay. One with none of these exercises is returned as it is.

    Args:
        routine: The routine.
        library: The exercises that can be named, by id.
        excluded: The ids of those that must not be done; one that there is not excludes nothing.

    Raises:
        EverythingExcluded: Nothing is left of it.
    """
    if not any(isinstance(item, Step) and item.exercise in excluded for _, _, item in routine.walk()):
        return routine, ()
    there = {item.exercise for _, _, item in routine.walk() if isinstance(item, Step) and item.exercise is not None}
    sparing = _Sparing(library, excluded, there)
    warm_up, main, cool_down = (sparing.items((section.value,), routine.section(section)) for section in Section)
    changed = replace(routine, warm_up=warm_up, steps=main, cool_down=cool_down)
    changes = tuple(sparing.changes)
    if not any(isinstance(item, Step) for _, _, item in changed.walk()):
        raise EverythingExcluded(changes)
    return changed, changes


_Kept: TypeAlias = "Item | None"
"""An item that is kept; None where one was left out."""


class _Sparing:
    """Goes through a routine and notes what it changes."""

    def __init__(self, library: Mapping[str, Exercise], excluded: Collection[str], there: Collection[str]) -> None:
        self._library = library
        self._excluded = excluded
        self._owners = dict.fromkeys(there, "")  # which exercise each of the routine's stands in for
        self.changes: list[Change] = []

    def items(self, path: Path, items: tuple[Item, ...], *, again: bool = False) -> tuple[Item, ...]:
        """Return what is kept of the items of a section or a block.

        Args:
            again: Whether they are done several times over, so that the first follows the last.
        """
        return _with_rests_between([self._item((*path, index), item) for index, item in enumerate(items)], again=again)

    def _item(self, path: Path, item: Item) -> _Kept:
        if isinstance(item, Block):
            steps = self.items((*path, "steps"), item.steps, again=item.repeat.high > 1)
            if steps == item.steps:
                return item
            return replace(item, steps=steps) if steps else None
        if isinstance(item, RestStep) or item.exercise is None or item.exercise not in self._excluded:
            return item
        return self._step(path, item, item.exercise)

    def _step(self, path: Path, step: Step, id: str) -> Step | None:
        exercise = self._library.get(id)
        name = str(dict(step.changes).get("name") or (exercise.name if exercise else id))
        other = gentler(id, self._library, self._excluded)
        if other is None:
            self.changes.append(Change(path, id, name))
            return None
        assert other.id is not None  # it is one of the library's
        if self._owners.setdefault(other.id, id) != id:
            self.changes.append(Change(path, id, name, None, other.name))
            return None
        self.changes.append(Change(path, id, name, other.id, other.name))
        return Step(exercise=other.id, timing=step.timing)


def _with_rests_between(items: list[_Kept], *, again: bool) -> tuple[Item, ...]:
    """Return the items that are kept, without the rests that stand beside nothing where one was left out."""
    found: list[Item] = []
    place = 0
    while place < len(items):
        end = place
        while end < len(items) and (items[end] is None or isinstance(items[end], RestStep)):
            end += 1
        if end == place:  # something that is done
            found.extend(item for item in items[place : place + 1] if item is not None)
            place += 1
            continue
        follows = bool(found) or again
        precedes = end < len(items) or again
        found.extend(_rests(items[place:end], follows=follows, precedes=precedes))
        place = end
    return tuple(found) if any(not isinstance(item, RestStep) for item in found) or None not in items else ()


def _rests(run: list[_Kept], *, follows: bool, precedes: bool) -> Iterator[RestStep]:
    """Yield the rests that stay of those around what was left out.

    Args:
        follows: Whether something that is done comes before them, and `precedes` whether it comes after.
    """
    first = run.index(None) if None in run else len(run)
    if first < len(run) and not precedes:
        return
    before = [item for item in run[:first] if isinstance(item, RestStep)]
    yield from before
    if before or not follows:
        return
    for item in run[first:]:  # the first group of what came after takes over
        if isinstance(item, RestStep):
            yield item
            return


@dataclass(frozen=True, slots=True)
class PainIn:
    """An exercise that ended with pain in a session.

    Attributes:
        exercise: The exercise's id in the library.
        day: The local day of the session.
        session: The session's id.
    """

    exercise: str
    day: date
    session: str


def exclusions_to_offer(
    pains: Iterable[PainIn],
    today: date,
    *,
    excluded: Collection[str] = (),
    declined: Iterable[tuple[str, date]] = (),
) -> tuple[str, ...]:
    """Return the exercises that it is to be offered to exclude, the one that hurt last first.

    It is offered after pain in the same exercise in two different sessions of the last 60 days. Who has been offered it
    and said no is asked again only when it has hurt on a later day.

    Args:
        pains: What ended with pain, the newest last.
        today: The local day.
        excluded: The ids of the exercises that are excluded already.
        declined: When it was offered for which exercise and the answer was no.
    """
    answered: dict[str, date] = {}
    for exercise, day in declined:
        answered[exercise] = max(day, answered.get(exercise, day))
    first = today - timedelta(days=OFFER_WITHIN_DAYS)
    sessions: defaultdict[str, set[str]] = defaultdict(set)
    last: dict[str, date] = {}
    for pain in pains:
        if pain.day < first or pain.exercise in excluded:
            continue
        sessions[pain.exercise].add(pain.session)
        last.pop(pain.exercise, None)  # so that the newest stands last
        last[pain.exercise] = pain.day
    return tuple(
        exercise
        for exercise, day in reversed(last.items())
        if len(sessions[exercise]) >= OFFER_AFTER_SESSIONS and day > answered.get(exercise, date.min)
    )
