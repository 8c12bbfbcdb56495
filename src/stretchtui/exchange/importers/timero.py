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
from stretchtui.exchange.importers.timers import Draft
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark, refuse_too_many

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
    refuse_too_many(len(routines))
    pieces: list[Piece] = []
    remarks: list[Remark] = []
    for index, routine in enumerate(routines):
        if not isinstance(routine, dict) or not isinstance(routine.get("exercises"), list):
            remarks.append(Remark(Fate.LEFT, f"[{index}]", "it is no routine"))
            continue
        piece = _routine(routine)
        if isinstance(piece, Piece):
            pieces.append(piece)
        else:
            remarks.append(piece)
    if not pieces:
        why = f": {remarks[-1].message}" if remarks else ""
        raise BadImport(f"it holds no routine that can be done{why}")
    return Incoming(NAME, tuple(pieces), tuple(remarks))


def _routine(routine: dict[str, Any]) -> Piece | Remark:
    draft = Draft(routine.get("name"), "Routine")
    _say_unknown(draft, routine, draft.name)
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
    _say_unknown(draft, exercise, str(name))
    if "repetitions" in exercise:
        return draft.counted(name, exercise["repetitions"])
    if "duration" in exercise:
        if isinstance(name, str) and is_gap_name(name):
            draft.say(Fate.CHANGED, "it is a rest, as its name says", name)
            return draft.rested(exercise["duration"], name)
        return draft.timed(name, exercise["duration"])
    draft.say(Fate.LEFT, "it is no exercise that is known here", place)
    return []


def _say_unknown(draft: Draft, table: dict[str, Any], subject: str) -> None:
    for key in table:
        if key not in _KNOWN:
            draft.say(Fate.LEFT, f"the key {key[:40]!r}, which is not known", subject)
