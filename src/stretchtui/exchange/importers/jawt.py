"""Just Another Workout Timer (Android): workouts as JSON.

Two shapes: a backup, which `Export` writes of one workout or of all, and a single workout, which `Share` writes:

    {"workouts": [WORKOUT, …]}
    {"title": "…", "sets": [{"repetitions": 3, "exercises": [{"name": "…", "duration": 30}, …]}, …], "version": 2}

A duration is in whole seconds. A rest is an exercise that has the word for it as its name, in the app's language. The
app writes a backup with one byte a character, so that it is Latin-1 and not UTF-8; other letters are lost in it.
Source: `lib/utils/workout.dart`, `storage_helper.dart` and `timetable.dart` of blockbasti/just_another_workout_timer.
"""

from typing import Any

from stretchtui.exchange.importers.folding import StepTable, is_gap_name
from stretchtui.exchange.importers.guarded import read_json
from stretchtui.exchange.importers.timers import Draft, read_all, say_unknown
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark

NAME = "Just Another Workout Timer"

_NEWEST = 2
_GET_READY = "10s"
"""What the app counts down before the first exercise of every workout."""

_RESTS = frozenset(("rest", "pause", "repos", "riposo", "отдых", "dinlenme", "odpoczynek", "休息"))
"""What the app calls a rest in the languages that it speaks."""

_KNOWN = {
    "workout": frozenset(("title", "sets", "version", "position", "id")),
    "set": frozenset(("repetitions", "exercises", "id")),
    "exercise": frozenset(("name", "duration", "count", "type", "id")),
}


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - what is in it tells it
    """Tell from a look whether a file holds such workouts."""
    head = data[:20_000]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and all(
        key in head for key in (b'"title"', b'"sets"', b'"repetitions"', b'"exercises"')
    )


def read(data: bytes) -> Incoming:
    """Read the workouts, each as a routine.

    Raises:
        BadImport: It is no such file, or holds what no honest file does.
    """
    remarks: list[Remark] = []
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        data = data.decode("latin-1").encode()
        said = "it has one byte a character, as the app writes it; letters beyond Western European ones are lost in it"
        remarks.append(Remark(Fate.CHANGED, "the file", said))
    found = read_json(data)
    if not isinstance(found, dict):
        raise BadImport("it holds no workouts")
    workouts = found.get("workouts", [found])
    if not isinstance(workouts, list):
        raise BadImport("it holds no workouts")
    return read_all(NAME, workouts, "sets", "workouts", "workout", _routine, remarks)


def _routine(workout: dict[str, Any]) -> Piece | Remark:
    draft = Draft(workout.get("title"), "Workout")
    version = workout.get("version", 1)
    if not isinstance(version, int) or version > _NEWEST:
        draft.say(Fate.CHANGED, "it is of a newer version of the app than is known here; look at it before you use it")
    say_unknown(draft, workout, _KNOWN["workout"], draft.name)
    steps: list[StepTable] = []
    for index, part in enumerate(workout["sets"]):
        if not isinstance(part, dict) or not isinstance(part.get("exercises"), list):
            draft.say(Fate.LEFT, "it is no set", f"sets[{index}]")
            continue
        say_unknown(draft, part, _KNOWN["set"], f"sets[{index}]")
        inner: list[StepTable] = []
        for place, exercise in enumerate(part["exercises"]):
            if isinstance(exercise, dict):
                inner += _step(draft, exercise)
            else:
                draft.say(Fate.LEFT, "it is no exercise", f"sets[{index}].exercises[{place}]")
        steps += draft.repeated(inner, part.get("repetitions", 1))
    if steps:
        steps.insert(0, {"rest": _GET_READY})
        draft.say(Fate.CHANGED, f"the {_GET_READY} to get ready, with which the app begins, are a rest")
    return draft.piece(steps, f"Imported from {NAME}.")


def _step(draft: Draft, exercise: dict[str, Any]) -> list[StepTable]:
    name = exercise.get("name")
    say_unknown(draft, exercise, _KNOWN["exercise"], str(name))
    if "count" in exercise:  # only ever in a development version
        return draft.counted(name, exercise["count"])
    seconds = exercise.get("duration")
    if isinstance(name, str) and (name.strip().casefold() in _RESTS or is_gap_name(name)):
        if name.strip().casefold() not in _RESTS:
            draft.say(Fate.CHANGED, "it is a rest, as its name says", name)
        return draft.rested(seconds, name)
    return draft.timed(name, seconds)
