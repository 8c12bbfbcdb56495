"""Doses in plain words, for people with paper and no timer: hold for 20 seconds, 3 times on each side.

A routine's doses are figures, since its level is fixed; those of an exercise alone may be ranges. Both are said in the
same sentences.
"""

import re
from collections.abc import Iterable, Sequence

from stretchcore.exercise import PROGRAM_TIMING, Exercise, Hold
from stretchcore.figure import Figure
from stretchcore.motion import SWING_FROM_MS
from stretchcore.times import CountRange, TimeRange, format_count, format_range, format_span
from stretchcore.tree import BOTH_SIDES, ResolvedDose, ResolvedStep
from stretchcore.words import ExerciseKind, Side, Sides

_UNITS = {"s": "second", "min": "minute", "h": "hour"}
_SPAN_PART = re.compile(r"(\d[\d.]*) (s|min|h)\b")
_ONCE = CountRange(1, 1)


def length_words(ms: int) -> str:
    """Return a length in whole words, as in ``20 seconds`` or ``1 minute 30 seconds``."""
    return _SPAN_PART.sub(lambda part: _several(float(part[1]), _UNITS[part[2]]), format_span(ms))


def range_words(time: TimeRange) -> str:
    """Return a written time in whole words, as in ``20 to 30 seconds`` or ``5 breaths``."""
    if time.has_breaths:
        return format_range(time).replace("-", " to ")
    low, high = map(length_words, time.ends_ms(0))
    if low == high:
        return low
    (low_count, _, low_unit), (_, _, high_unit) = low.partition(" "), high.partition(" ")
    return f"{low_count if low_unit.rstrip('s') == high_unit.rstrip('s') else low} to {high}"


def step_dose(step: ResolvedStep) -> str:
    """Return the dose of a routine's step as one or two sentences."""
    if step.right is None:
        said = [_set_words(step, step.dose_of(None), _side_words(step.sides, once=set(step.reps) == {1}))]
    else:
        said = [f"{side.value.capitalize()} side: {_set_words(step, step.dose_of(side))}" for side in Side]
        if step.sides is Sides.ALTERNATE:
            said.append("Change sides every time")
    if step.sides in BOTH_SIDES and step.first_side is Side.RIGHT:
        said.append("Begin with the right side")
    sets = len(step.reps)
    if sets > 1:
        said.append(_sets_words(str(sets), length_words(step.rest_ms) if step.rest_ms else ""))
    return _text(said)


def usual_dose(exercise: Exercise) -> str:
    """Return the dose that is usual for an exercise, ranges as ranges; nothing where its file says none."""
    dose = exercise.dose
    counts = dose.reps or (_ONCE,)
    holds = [position.hold or dose.hold for position in exercise.positions]
    if not dose.self_paced and None in holds:
        return ""
    rep = "" if dose.self_paced else _rep_words(exercise, [_hold(hold) for hold in holds if hold is not None])
    sides = _side_words(exercise.sides, once=counts == (_ONCE,))
    said = [_joined(rep, _times(counts), sides, has_several=len(holds) > 1)]
    sets = dose.sets or _ONCE
    if len(counts) > 1 or sets != _ONCE:
        rest = exercise.timing.rest or PROGRAM_TIMING.rest
        how_many = str(len(counts)) if len(counts) > 1 else _range(sets)
        said.append(_sets_words(how_many, range_words(rest) if rest and rest.high.ms else ""))
    return _text(said)


def _set_words(step: ResolvedStep, dose: ResolvedDose, sides: str = "") -> str:
    """Return what a set is: how long each position is held, how often, and on which side."""
    held = [(one.hold_ms, "" if one.hold_ms is None else length_words(one.hold_ms)) for one in dose.positions[0]]
    rep = "" if step.self_paced else _rep_words(step.exercise, held)
    times = _times([CountRange(reps, reps) for reps in dose.reps])
    return _joined(rep, times, sides, has_several=len(held) > 1)


def _hold(hold: Hold) -> tuple[int | None, str]:
    """Return the shortest time of a hold in milliseconds, and the words for it; None where it is open."""
    if isinstance(hold, TimeRange):
        breath = PROGRAM_TIMING.breath
        return hold.ends_ms(breath.total_ms if breath else 0)[0], range_words(hold)
    return None, ""


def _rep_words(exercise: Exercise, held: Sequence[tuple[int | None, str]]) -> str:
    """Return what one rep is, as in ``hold for 20 seconds``.

    Args:
        held: The time of each position in milliseconds and in words; None where it lasts as long as one likes.
    """
    if len(held) == 1:
        ms, words = held[0]
        if ms is None:
            return "hold for as long as it feels right"
        return f"{_verb(exercise, ms)} for {words}"
    parts = [
        f"{_in_a_sentence(position.name)} for {words or 'as long as it feels right'}"
        for position, (_, words) in zip(exercise.positions, held, strict=True)
    ]
    return ", then ".join(parts)


def _verb(exercise: Exercise, ms: int) -> str:
    if exercise.kind is not ExerciseKind.DYNAMIC or ms < SWING_FROM_MS:
        return "hold"
    figure: Figure | None = exercise.positions[-1].figure
    stays = figure is not None and exercise.start in (None, figure)  # resting and breathing are "dynamic" too
    return "stay" if stays else "keep going"


def _in_a_sentence(name: str) -> str:
    """Return a name as it stands within a sentence: "Round back" as "round back", but "T-shape" as it is."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _side_words(sides: Sides, *, once: bool) -> str:
    if sides in (Sides.LEFT, Sides.RIGHT):
        return f" on the {sides.value} side only"
    if sides is Sides.NONE:
        return ""
    turn = sides is Sides.ALTERNATE and not once
    return " on each side, in turn" if turn else " on each side"


def _joined(rep: str, times: str, sides: str, *, has_several: bool) -> str:
    if not rep:
        return f"at your own pace, {times}{sides}"
    if times == "once":
        return rep + sides
    return f"{times}{sides}: {rep}" if has_several else f"{rep}, {times}{sides}"


def _sets_words(sets: str, rest: str) -> str:
    return f"Do {sets} sets" + (f", with {rest} of rest between them" if rest else "")


def _times(counts: Sequence[CountRange]) -> str:
    """Return how often, as in ``3 times``, or ``6, 4, then 2 times`` where each set has a count of its own."""
    if len(set(counts)) == 1:
        return "once" if counts[0] == _ONCE else f"{_range(counts[0])} times"
    *first, last = map(_range, counts)
    return f"{', '.join(first)}, then {last} times"


def _range(count: CountRange) -> str:
    return format_count(count).replace("-", " to ")


def _several(count: float, word: str) -> str:
    return f"{count:g} {word}" if count == 1 else f"{count:g} {word}s"


def _text(sentences: Iterable[str]) -> str:
    return " ".join(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in sentences)
