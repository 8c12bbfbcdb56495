"""Routines of Timero; the data file has the shape that its routines.json has."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.importing import DATA, damaged, reads_or_refuses, said, total_ms_of
from stretchtui.exchange.importers import timero
from stretchtui.exchange.incoming import BadImport, Fate

ROUTINES = (DATA / "timero-routines.json").read_bytes()


def _routine(*exercises: dict[str, Any], name: object = "Short") -> bytes:
    return json.dumps([{"__type__": "Routine", "name": name, "exercises": list(exercises)}]).encode()


def _lasting(name: str, seconds: object) -> dict[str, Any]:
    return {"__type__": "DurationExercise", "name": name, "duration": seconds}


def test_every_routine_comes_in_with_its_times_and_reps() -> None:
    assert timero.recognises(ROUTINES, "routines.json")
    morning, desk = timero.read(ROUTINES).pieces
    assert (morning.id, desk.id) == ("morning", "desk-break")
    assert morning.table["steps"] == [
        {"name": "Cat stretch", "hold": "1m"},
        {"rest": "10s"},
        {"name": "Side plank", "hold": "30s", "sides": "each", "switch_side": "10s"},
        {"rest": "10s"},
        {"name": "Bridges", "reps": 12, "pace": "self"},
    ]
    assert desk.table["steps"] == [
        {"name": "Neck tilt to the left", "hold": "20s", "sides": "left"},
        {"rest": "5s"},
        {"name": "Chin tuck", "hold": "15s"},
    ]
    assert total_ms_of(desk) == (20 + 5 + 15) * 1000


def test_breaks_that_the_file_does_not_tell_are_a_guess() -> None:
    incoming = timero.read(ROUTINES)
    assert said(incoming, Fate.GUESSED) == [
        ("Morning", "3 breaks of 10 s: they are a setting of the app and not in the file")
    ]


def test_nothing_is_left_in_silence() -> None:
    incoming = timero.read(
        _routine(
            _lasting("Plank", 20),
            _lasting("Nothing", 0),
            {"__type__": "RepetitionExercise", "name": "Many", "repetitions": 10**6},
            {"__type__": "DistanceExercise", "name": "Run", "metres": 10},
            name=None,
        )
    )
    assert {subject for subject, _ in said(incoming, Fate.LEFT)} == {"Nothing", "Many", "Run", "exercises[3]"}
    assert ("Routine", "it has no name") in said(incoming, Fate.CHANGED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"3",
        b"[]",
        _routine(),
        _routine(_lasting("\x1b[2J", 5)),
        _routine(_lasting("Plank", 5), name="/etc/passwd"),
        b'[{"__type__": "Routine", "exercises": ' + b"[" * 100_000,
    ],
    ids=["nothing", "number", "none", "empty", "escape", "path", "nesting"],
)
def test_what_is_no_routine_is_refused(data: bytes) -> None:
    with pytest.raises(BadImport):
        timero.read(data)


@given(damaged(ROUTINES))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(data: bytes) -> None:
    reads_or_refuses(timero, data)


_ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.none(), max_size=2)
_EXERCISE = st.fixed_dictionaries({"name": _ANY}, optional={"duration": _ANY, "repetitions": _ANY})


@given(_ANY, st.lists(_EXERCISE | _ANY, max_size=4))
@settings(max_examples=120, deadline=None)
def test_values_of_any_sort_are_read_or_refused(name: object, exercises: list[object]) -> None:
    data = json.dumps([{"__type__": "Routine", "name": name, "exercises": exercises}])
    reads_or_refuses(timero, data.encode("utf-8", "surrogatepass"))
