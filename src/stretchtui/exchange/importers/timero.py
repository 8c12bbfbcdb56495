"""Timero: the file `routines.json` in the app's folder, with all routines.

    [{"__type__": "Routine", "name": "…", "exercises": [
        {"__type__": "DurationExercise", "name": "…", "duration": 60},
        {"__type__": "RepetitionExercise", "name": "…", "repetitions": 15}]}]

A duration is in whole seconds. The breaks between exercises are not in it: they are one setting for all, in
`config.json`, of 10 s unless the user has changed it. Source: `src/routine.py`, `settings.py` and
`screens/train_view.py` of Brydzzz/Timero.
"""

from typing import Any

from stretchtui.exchange.importers.folding import StepTable, is_gap_name
from stretchtui.exchange.importers.guarded import read_json
from stretchtui.exchange.importers.timers import Draft, read_all, say_unknown
from stretchtui.exchange.incoming import Fate, Incoming, Piece, Remark

NAME = "Timero"

_BREAK_S = 10
_KNOWN = frozenset(("__type__", "name", "exercises", "duration", "repetitions"))


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - what is in it tells it
    """Tell from a look whether a file holds such routines."""
    head = data[:20_000]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") and b'"__type__"' in head and b'"Routine"' in head


def read(data: bytes) -> Incoming:
    """Read the routines.

    Raises:
        BadImport: It is no such file, or holds what no honest file does.
    """
    found = read_json(data)
    routines = found if isinstance(found, list) else [found]
    return read_all(NAME, routines, "exercises", "", "routine", _routine)


def _routine(routine: dict[str, Any]) -> Piece | Remark:
    draft = Draft(routine.get("name"), "Routine")
    say_unknown(draft, routine, _KNOWN, draft.name)
    steps: list[StepTable] = []
    breaks = 0
    for index, exercise in enumerate(routine["exercises"]):
        if not isinstance(exercise, dict):
            draft.say(Fate.LEFT, "it is no exercise", f"exercises[{index}]")
            continue
        step = _step(draft, exercise, f"exercises[{index}]")
        if step and steps and "rest" not in step[0] and "rest" not in steps[-1]:
            steps += draft.rested(_BREAK_S, "the break")
            breaks += 1
        steps += step
    if breaks:
        draft.say(Fate.GUESSED, f"{breaks} breaks of {_BREAK_S} s: they are a setting of the app and not in the file")
    return draft.piece(steps, f"Imported from {NAME}.")


def _step(draft: Draft, exercise: dict[str, Any], place: str) -> list[StepTable]:
    name = exercise.get("name")
    say_unknown(draft, exercise, _KNOWN, str(name))
    if "repetitions" in exercise:
        return draft.counted(name, exercise["repetitions"])
    if "duration" in exercise:
        if isinstance(name, str) and is_gap_name(name):
            draft.say(Fate.CHANGED, "it is a rest, as its name says", name)
            return draft.rested(exercise["duration"], name)
        return draft.timed(name, exercise["duration"])
    draft.say(Fate.LEFT, "it is no exercise that is known here", place)
    return []
