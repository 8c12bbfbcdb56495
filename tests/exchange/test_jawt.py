"""Workouts of Just Another Workout Timer; the data file has the shape that its backup has."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.importing import DATA, damaged, reads_or_refuses, said, total_ms_of, value_of
from stretchtui.exchange.importers import jawt, timero
from stretchtui.exchange.incoming import BadImport, Fate

BACKUP = (DATA / "jawt-backup.json").read_bytes()


def _workout(*sets: dict[str, Any], title: object = "Short", **more: object) -> bytes:
    return json.dumps({"title": title, "sets": list(sets), "version": 2, "position": -1, **more}).encode()


def _set(*exercises: tuple[str, object], repetitions: object = 1) -> dict[str, Any]:
    listed = [{"name": name, "id": "1", "duration": duration} for name, duration in exercises]
    return {"repetitions": repetitions, "id": "2", "exercises": listed}


def test_a_backup_becomes_a_routine_a_workout() -> None:
    assert jawt.recognises(BACKUP, "Backup.json")
    incoming = jawt.read(BACKUP)
    assert [(piece.kind, piece.id, piece.table["name"]) for piece in incoming.pieces] == [
        ("routine", "evening-legs", "Evening legs"),
        ("routine", "rucken-kurz", "Rücken kurz"),
    ]
    assert incoming.pieces[0].table["steps"] == [
        {"rest": "10s"},
        {"name": "March on the spot", "hold": "1m"},
        {
            "repeat": 3,
            "steps": [
                {"name": "Quad stretch", "hold": "30s", "sides": "each", "switch_side": "5s"},
                {"rest": "15s"},
            ],
        },
        {"name": "Child's pose", "hold": "1m30s"},
    ]


def test_a_routine_lasts_as_long_as_the_workout_did() -> None:
    evening, back = jawt.read(BACKUP).pieces
    assert total_ms_of(evening) == (10 + 60 + 3 * (30 + 5 + 30 + 15) + 90) * 1000
    assert total_ms_of(back) == (10 + 2 * (20 + 25 + 10)) * 1000


def test_sides_that_last_differently_keep_their_times() -> None:
    back = jawt.read(BACKUP).pieces[1]
    steps = back.table["steps"]
    assert isinstance(steps, list)
    assert steps[1]["steps"][0] == {
        "name": "Seitstütz",
        "sides": "each",
        "switch_side": "0s",
        "left": {"hold": "20s"},
        "right": {"hold": "25s"},
    }


def test_the_one_byte_letters_of_a_backup_are_read_and_mentioned() -> None:
    with pytest.raises(UnicodeDecodeError):
        BACKUP.decode()
    assert any("one byte a character" in message for _, message in said(jawt.read(BACKUP), Fate.CHANGED))
    proper = jawt.read(BACKUP.decode("latin-1").encode())
    assert proper.pieces == jawt.read(BACKUP).pieces
    assert not any("one byte" in message for _, message in said(proper, Fate.CHANGED))


def test_a_single_workout_as_it_is_shared_is_read() -> None:
    data = _workout(_set(("Отдых", 5), ("Plank", 20)))
    assert jawt.recognises(data, "Short.json")
    assert jawt.read(data).pieces[0].table["steps"] == [
        {"rest": "10s"},
        {"rest": "5s"},
        {"name": "Plank", "hold": "20s"},
    ]


def test_nothing_is_changed_or_left_in_silence() -> None:
    incoming = jawt.read(
        _workout(
            _set(("Plank", 20), ("Nothing", 0), ("For ever", 10**9), ("", 10), ("x" * 300, 10), repetitions=500),
            _set(("Half", 1.5), repetitions="3"),
            {"exercises": None},
            title="",
            colour="red",
        )
    )
    left = dict(said(incoming, Fate.LEFT))
    assert set(left) == {"Nothing", "For ever", "sets[2]", "Workout"}
    assert "'colour'" in left["Workout"]
    changed = " ".join(message for _, message in said(incoming, Fate.CHANGED))
    for phrase in ("has no name", "too long", "500 repetitions", "without a number of repetitions"):
        assert phrase in changed
    value_of(incoming.pieces[0])


def test_reps_of_a_development_version_come_in_at_your_own_pace() -> None:
    data = {"repetitions": 1, "exercises": [{"name": "Squats", "count": 12, "type": "counted"}]}
    steps = jawt.read(_workout(data)).pieces[0].table["steps"]
    assert isinstance(steps, list)
    assert steps[1] == {"name": "Squats", "reps": 12, "pace": "self"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"workouts": 3}',
        b'{"workouts": []}',
        _workout(),
        _workout(_set(("Rest", 5))),
        _workout(_set(("\x1b]0;owned\x07", 5))),
        _workout(_set(("Plank", 5)), title="../../etc/passwd"),
        _workout(_set(("Plank", 14_400), repetitions=100)),
        b'{"title": "x", "sets": ' + b"[" * 100_000,
    ],
    ids=["nothing", "list", "number", "none", "no set", "rests only", "escape", "path", "too long", "nesting"],
)
def test_what_is_no_workout_is_refused(data: bytes) -> None:
    with pytest.raises(BadImport):
        jawt.read(data)


def test_another_apps_file_is_not_taken_for_one() -> None:
    assert not jawt.recognises((DATA / "timero-routines.json").read_bytes(), "routines.json")
    assert not timero.recognises(BACKUP, "Backup.json")


@given(damaged(BACKUP))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(data: bytes) -> None:
    reads_or_refuses(jawt, data)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "duration", "sets"]), inner),
    max_leaves=6,
)
_SETS = st.lists(
    st.fixed_dictionaries({"repetitions": _ANY, "exercises": st.lists(_ANY, max_size=3) | _ANY}), max_size=3
)


@given(st.fixed_dictionaries({"title": _ANY, "sets": _SETS | _ANY, "version": _ANY}))
@settings(max_examples=120, deadline=None)
def test_values_of_any_sort_are_read_or_refused(workout: dict[str, object]) -> None:
    reads_or_refuses(jawt, json.dumps(workout).encode("utf-8", "surrogatepass"))
