"""One pass tells everything that is wrong and nothing that merely follows from it, whatever is wrong at once.

A good file with everything in it is spoilt at places of our choice by a date, which no key can have. What is told must
be these places, all of them, and no other. The same holds where keys are misspelt.
"""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import tomli_w

from core.format_files import EVERY_KEY, EVERYTHING, library
from stretchcore.document import read_exercise, read_routine
from stretchcore.problems import path_text

Spot = tuple[str | int, ...]

SPOILT = date(2024, 5, 1)


def spots(value: object, here: Spot = ()) -> Iterator[Spot]:
    """Yield the path of everything in a document."""
    if here:
        yield here
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from spots(entry, (*here, key))


def tree_of(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def spoil(tree: dict[str, Any], *places: Spot) -> dict[str, Any]:
    changed = deepcopy(tree)
    for place in places:
        holder: Any = changed
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = SPOILT
    return changed


def told_places(file: Path, tree: dict[str, Any]) -> list[str]:
    source = tomli_w.dumps(tree)
    if file == EVERY_KEY:
        return [problem.path for problem in read_exercise(source, "it").problems]
    return [problem.path for problem in read_routine(source, "it", library()).problems]


def apart(chosen: list[Spot]) -> list[Spot]:
    """Leave out places that lie within others."""
    return [place for place in chosen if not any(place != other and place[: len(other)] == other for other in chosen)]


CASES = [(file, place) for file in (EVERYTHING, EVERY_KEY) for place in spots(tree_of(file))]
NAMES = [f"{file.stem[:10]}-{path_text(place)}" for file, place in CASES]


@pytest.mark.parametrize("file", [EVERYTHING, EVERY_KEY], ids=lambda file: file.stem)
def test_the_files_as_they_are_written_again_have_no_problem(file: Path) -> None:
    assert told_places(file, tree_of(file)) == []


@pytest.mark.parametrize(("file", "place"), CASES, ids=NAMES)
def test_what_is_wrong_in_one_place_is_told_there_and_nowhere_else(file: Path, place: Spot) -> None:
    assert told_places(file, spoil(tree_of(file), place)) == [path_text(place)]


@pytest.mark.parametrize("number", range(150))
def test_what_is_wrong_in_several_places_is_told_in_all_of_them_and_nowhere_else(number: int) -> None:
    random = Random(number)
    file = random.choice((EVERYTHING, EVERYTHING, EVERY_KEY))
    tree = tree_of(file)
    places = apart(random.sample(list(spots(tree)), random.choice((2, 3, 5, 10, 20))))
    assert sorted(told_places(file, spoil(tree, *places))) == sorted(map(path_text, places))


@pytest.mark.parametrize(("file", "place"), CASES, ids=NAMES)
def test_what_is_taken_out_is_blamed_on_its_own_table_if_on_any(file: Path, place: Spot) -> None:
    tree = tree_of(file)
    holder: Any = tree
    around: Spot = ()
    for length, part in enumerate(place[:-1], 1):
        holder = holder[part]
        around = place[:length] if isinstance(holder, dict) else around
    del holder[place[-1]]
    assert all(found.startswith(path_text(around)) for found in told_places(file, tree))


def misspelt(tree: dict[str, Any], place: Spot) -> Spot:
    """Misspell the key of a place in a tree; return its new path."""
    holder: Any = tree
    for part in place[:-1]:
        holder = holder[part]
    key = str(place[-1])
    entries = [(key + key[-1] if name == key else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(entries)
    return (*place[:-1], key + key[-1])


LONG_KEYS = [(file, place) for file, place in CASES if isinstance(place[-1], str) and len(place[-1]) > 3]


@pytest.mark.parametrize(
    ("file", "place"), LONG_KEYS, ids=[f"{file.stem[:10]}-{path_text(place)}" for file, place in LONG_KEYS]
)
def test_a_misspelt_key_is_told_with_the_known_one_and_nothing_else_follows_from_it(file: Path, place: Spot) -> None:
    tree = tree_of(file)
    path = path_text(misspelt(tree, place))
    source = tomli_w.dumps(tree)
    document = read_exercise(source, "it") if file == EVERY_KEY else read_routine(source, "it", library())
    assert [(problem.path, problem.hint) for problem in document.problems] == [(path, place[-1])]
