"""FIT files read by two readers that others wrote, and workouts run as a watch runs them."""

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fitdecode
import fitparse

from stretchcore.plan import Plan, lay_out
from stretchcore.resolving import resolve
from stretchcore.routine import Routine
from stretchtui.exchange.formats import LaidOut
from stretchtui.library import Library
from stretchtui.paths import Paths

Message = tuple[str, dict[str, Any]]

BUILT_IN = sorted(path.stem for path in (Path(__file__).parents[2] / "routines").glob("*.toml"))


@cache
def library() -> Library:
    return Library(Paths.under(Path("/nonexistent")))


@cache
def built_in(id: str, level: int = 30) -> LaidOut:
    value = library().routine(id).value
    assert isinstance(value, Routine)
    return laid_out(value, library().exercises, level)


def laid_out(routine: Routine, exercises: Any, level: int = 0) -> LaidOut:
    tree = resolve(routine, exercises, level)
    return LaidOut(routine, tree, lay_out(tree))


def by_fitdecode(data: bytes) -> list[Message]:
    """Read with fitdecode at its strictest: its warnings, its checksums and its own doubts are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reader = fitdecode.FitReader(
            io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE
        )
        with reader:
            return [(frame.name, _fields(frame)) for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]


def by_fitparse(data: bytes) -> list[Message]:
    """Read with fitparse, whose own way to tell the time Python 3.12 and newer warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", r"datetime\.datetime\.utcfromtimestamp", DeprecationWarning)
        return [(message.name, _fields(message)) for message in fitparse.FitFile(data, check_crc=True).get_messages()]


def _fields(message: Any) -> dict[str, Any]:
    """Return the fields by the names of the profile, as they stand in the file: neither scaled nor put into words."""
    found: dict[str, Any] = {}
    for field in message.fields:
        name = field.parent_field.name if field.parent_field is not None else field.name
        if field.value is not None:
            found[name] = field.value if field.base_type.name == "string" else field.raw_value
    return found


READERS = {"fitdecode": by_fitdecode, "fitparse": by_fitparse}


# -- a watch -----------------------------------------------------------------------------------------------------------


def run_by_a_watch(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Return the steps in the order in which a watch does them: it counts at each repeat, and goes back or on."""
    steps = [fields for name, fields in messages if name == "workout_step"]
    assert [step["message_index"] for step in steps] == list(range(len(steps)))
    done: list[dict[str, Any]] = []
    rounds = [0] * len(steps)
    at = 0
    while at < len(steps):
        step = steps[at]
        if step["duration_type"] != REPEAT:
            done.append(step)
            at += 1
            continue
        first, total = step["duration_value"], step["target_value"]
        assert first < at, "a repeat goes back"
        assert total > 1, "what is done once is no repeat"
        rounds[at] += 1
        if rounds[at] == total:
            rounds[at] = 0
            at += 1
        else:
            at = first
    return done


REPEAT = 6
TIME, OPEN, REPS = 0, 5, 29


@dataclass(frozen=True)
class Done:
    """One step as a person at the watch sees it, or a phase as the same person would see that."""

    word: str | None
    side: str | None
    what: str | None
    intensity: int
    ends: int
    value: int


_NAME = re.compile(
    r"(?:(?P<word>Get ready|Release|Switch sides|Rest)(?:, (?P<gap_side>left|right))?(?:: (?P<gap>.*))?)"
    r"|(?:(?:(?P<side>Left|Right): )?(?P<what>.*))"
)


def seen(step: dict[str, Any]) -> Done:
    name = _NAME.fullmatch(step["wkt_step_name"])
    assert name is not None
    side = name["gap_side"] or name["side"]
    return Done(
        name["word"],
        side and side.lower(),
        name["gap"] or name["what"],
        step["intensity"],
        step["duration_type"],
        step["duration_value"],
    )


_WORDS = {"prepare": "Get ready", "next_rep": "Release", "switch_side": "Switch sides", "rest": "Rest"}
_INTENSITIES = {"warm_up": 2, "hold": 0, "cool_down": 3}


def expected(plan: Plan) -> list[Done]:
    """Return what the phases of a plan should look like at a watch."""
    found = []
    for phase in plan.phases:
        step = plan.step_of(phase)
        what = phase.name if step is not None else None  # a rest of its own is only a rest
        side = phase.side.value if phase.side and step is not None else None
        positions: tuple[Any, ...] = () if step is None else step.exercise.positions
        if phase.position is not None and len(positions) > 1:
            what = f"{what}, {next(place.name for place in positions if place.id == phase.position)}"
        if phase.planned_ms is not None:
            ends, value = TIME, phase.planned_ms
        elif phase.rep is None:
            assert phase.reps is not None
            ends, value = REPS, phase.reps
        else:
            ends, value = OPEN, 0
        intensity = _INTENSITIES.get(phase.kind.value, 1)
        found.append(Done(_WORDS.get(phase.kind.value), side, what, intensity, ends, value))
    return found
