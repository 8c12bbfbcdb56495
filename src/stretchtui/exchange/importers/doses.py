"""Doses that are written in sentences: "Hold for 20 to 30 seconds and repeat 3 times on each side".

A sentence becomes words and figures, which are looked at once, from left to right; nothing here backtracks, so the time
is bounded by the length of the text. What is meant is decided by the words around a figure:

- a *time* is a hold for certain where nothing but filling words stands between it and a word such as "hold"; in another
  clause ("pull the knee in for 10 seconds", "after 20 seconds, relax") it is a guess; of "rest" or "inhale" it is none;
- a *count* of times or repetitions is a dose, of days and weeks ("3 times a day") it is none;
- "about", "at least", "or more", "a few" and the like make a guess of either, as do figures that contradict each other.

English and German are understood, the languages in which the apps that are read here have most of their texts.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from stretchcore.values import dataclass
from stretchcore.words import Sides
from stretchtui.exchange.importers.figures import UNITS, Counted, Figure, Words, figure_at, word_set, words_of

MAX_CHARACTERS = 20_000
"""How much of a text is looked at; no instruction is longer."""

MAX_WORDS = 300
"""How many characters of a text are shown as what a dose came from."""

Part: TypeAlias = Literal["hold", "reps", "sets", "sides"]

_HOLD = word_set(
    "hold holding held keep keeping stay staying remain remaining maintain maintaining stretch "
    "halten halte hält gehalten halt bleib bleibe bleiben verharre verharren"
)
_HELD = word_set("hold holds stretch halten gehalten")
_NO_HOLD = word_set(
    "rest resting relax relaxing release releasing wait waiting inhale inhaling exhale exhaling walk walking "
    "pausiere pausieren entspanne entspannen einatmen ausatmen"
)
_FILLING = word_set(
    "this the that it its your you a an for to at in and there here again still position pose stretch posture hold "
    "contraction tension final end full time each side one both count of while breathe breathing deeply slowly calmly "
    "normally gently steady steadily straight then total other left right leg legs arm arms head chin back up down "
    "die der das diese diesen dieser position dehnung stellung spannung für und dort hier noch jeweils je "
    "ruhig sie lang : - ( , + ’ '"
)
_BEFORE_A_GUESS = word_set("for after pause pausing holding hold another für nach ca circa")
_UNSURE = word_set(
    "about around approximately roughly approx least most than longer more so can may maybe comfortable comfortably "
    "ca circa etwa ungefähr mindestens höchstens maximal"
)
_FREQUENCY = word_set("a an per daily weekly every am pro täglich wöchentlich day days week weeks")
_DIRECTION = word_set("forward forwards backward backwards clockwise counterclockwise vorwärts rückwärts")
_AGAIN = word_set(
    "repeat repeats repeating switch switching change changing swap same alternate continue "
    "wiederhole wiederholen wechsle wechseln dasselbe"
)
_SWITCH = word_set("switch switching change changing swap swapping alternate alternating wechsle wechseln")
_SIDES = word_set("sides legs arms feet hands knees hips shoulders ankles wrists elbows seiten beine arme")
_SIDE = word_set("side leg arm foot hand knee hip shoulder ankle wrist elbow seite bein arm fuß hand knie schulter")
_OTHER = word_set("other opposite andere anderen anderem anderer")
_EACH = word_set("each per every both pro je jede jeder jedem jedes beide beiden")
_ADVERBS = {
    "twice": 2,
    "thrice": 3,
    "zweimal": 2,
    "dreimal": 3,
    "viermal": 4,
    "fünfmal": 5,
    "sechsmal": 6,
    "zehnmal": 10,
}
_ONCE = ("once", "einmal")
_REPEATING = word_set("repeat repeats repeating wiederhole wiederholen do perform")
_REPEAT_WORDS = word_set("rep reps repetition repetitions wiederholung wiederholungen times time x × mal")

_DOSED = _AGAIN | _REPEAT_WORDS | UNITS | _ADVERBS.keys()


@dataclass(frozen=True, slots=True)
class FoundDose:
    """A dose that a text tells, in the words of our files.

    Attributes:
        hold: A time, as in "20-30s" or "5 breaths".
        reps: A count, as in "8-12".
        sets: A count.
        sides: "each" or "alternate".
        guessed: The names of those that the text does not say for certain.
        words: The parts of the sentences that it came from, as they were written (hostile text).
    """

    hold: str | None
    reps: str | None
    sets: str | None
    sides: str | None
    guessed: tuple[Part, ...]
    words: str

    @property
    def certain(self) -> bool:
        """Whether the text says all of it unambiguously."""
        return not self.guessed

    @property
    def table(self) -> dict[str, object]:
        """What a TOML table holds of it; a fixed count is a number there."""
        written: dict[str, object] = {"hold": self.hold, "reps": self.reps, "sets": self.sets, "sides": self.sides}
        return {
            key: int(value) if isinstance(value, str) and value.isdigit() else value
            for key, value in written.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A figure that may be a part of the dose.

    Attributes:
        weight: 2 where it is certain, 1 where it is a guess, 0 where it has no figure ("a few times").
        words: What was written.
    """

    part: Part
    value: str
    weight: int
    words: str


def found_dose(sentences: Sequence[str]) -> FoundDose | None:
    """Return the dose that sentences tell, or None where they tell none.

    Args:
        sentences: Instructions in their order; one entry may hold several sentences.
    """
    candidates: list[_Candidate] = []
    left = MAX_CHARACTERS
    for text in sentences:
        for sentence in words_of(text[:left]):
            candidates += _candidates(sentence)
        left -= min(left, len(text))
    if not candidates:
        return None
    chosen = {
        part: _choose([one for one in candidates if one.part == part]) for part in ("hold", "reps", "sets", "sides")
    }
    in_turn = any(one.value == Sides.ALTERNATE for one in candidates)
    reps = chosen["reps"]
    if reps and in_turn and not any(one.value == Sides.EACH for one in candidates):
        chosen["reps"] = (reps[0], False)  # of both sides together, or of each?
    found = [(part, choice) for part, choice in chosen.items() if choice is not None]
    said = list(dict.fromkeys(choice[0].words for _, choice in found))
    words = " … ".join(text for text in said if not any(text != other and text in other for other in said))
    return FoundDose(
        **{part: str(choice[0].value) if choice else None for part, choice in chosen.items()},
        guessed=tuple(choice[0].part for _, choice in found if not choice[1]),
        words=words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…",
    )


def _choose(candidates: list[_Candidate]) -> tuple[_Candidate, bool] | None:
    """Return the first of the best candidates, and whether it is certain: no other figure contradicts it."""
    if not candidates:
        return None
    best = max(candidates, key=lambda one: (one.weight, one.value == Sides.ALTERNATE))
    if best.value == Sides.ALTERNATE:  # says more exactly what "repeat on the other side" says too
        return best, best.weight == 2
    others = {one.value for one in candidates if one.weight}
    return best, best.weight == 2 and others == {best.value}


def _candidates(words: Words) -> Iterator[_Candidate]:
    """Yield what one sentence may say of a dose."""
    at = 0
    while at < len(words):
        figure = figure_at(words, at)
        if figure is None:
            yield from _adverb(words, at)
            yield from _side(words, at)
            at += 1
            continue
        yield from _figure(words, figure)
        at = figure.end


def _figure(words: Words, figure: Figure) -> Iterator[_Candidate]:
    after = words.after(figure.end, 4)
    if figure.counted is Counted.TIME:
        weight, start = _time_weight(words, figure)
        if weight >= 0 and figure.value:
            end = figure.end + (words[figure.end] in _HELD)
            yield _Candidate("hold", figure.value, weight, words.text(start, end))
    elif figure.counted is Counted.SETS and figure.value not in ("", "1"):
        yield _Candidate("sets", figure.value, _count_weight(words, figure), words.text(figure.start, figure.end))
    elif figure.counted is Counted.REPS:
        before = words.before(figure.start, 3)
        if figure.value in ("", "1") or {"equals", "is"} & set(before[-1:]) or _is_frequency(after):
            return
        weight = _count_weight(words, figure)
        if after and after[0] in _DIRECTION:
            weight = min(weight, 1)
        start = words.last(figure.start, _REPEATING, 6)
        yield _Candidate("reps", figure.value, weight, words.text(figure.start if start < 0 else start, figure.end))
    if figure.passes and figure.value and figure.counted is not Counted.SETS:  # of "3 x 30 seconds" and "3 x 10"
        is_time = figure.counted is Counted.TIME
        yield _Candidate("reps" if is_time else "sets", figure.passes, 2, words.text(figure.start, figure.end))


def _is_frequency(after: list[str]) -> bool:
    """Tell whether a count is one of days and weeks, or no count at all ("twice as far")."""
    if not after or after[0] not in _FREQUENCY:
        return after[:1] == ["as"] and "you" not in after  # but "3 times as far as you can"
    return after[0] not in ("per", "pro", "every") or not (len(after) > 1 and after[1] in _SIDE)


def _count_weight(words: Words, figure: Figure) -> int:
    if figure.is_vague:
        return 0
    near = words.before(figure.start, 2) + words.after(figure.end, 2)
    alternating = any(word.startswith("alternat") for word in words.before(figure.start, 6))
    return 1 if figure.is_loose or alternating or _UNSURE.intersection(near) else 2


def _time_weight(words: Words, figure: Figure) -> tuple[int, int]:
    """Return how certain it is that a time is a hold (-1: it is none), and where what was said of it begins."""
    start = words.last(figure.start, _HOLD | _NO_HOLD, 12)
    verb = words[start] if start >= 0 else ""
    between = set(words.before(figure.start, figure.start - start - 1)) if verb else set()
    after = words.after(figure.end, 2)
    named = bool(after) and after[0] in _HELD and "to" not in words.before(figure.start, 1)  # "a 20 second hold"
    if verb in _NO_HOLD and not named:
        return -1, figure.start
    if not verb and (
        figure.passes or (figure.start == 0 and (not after or after[0] in _EACH))
    ):  # "3 x 30 s", "30 s each"
        return (2 if figure.passes or after else 1), figure.start
    unsure = figure.is_loose or words.before(figure.start, 2) == ["up", "to"]
    unsure = unsure or bool(_UNSURE & (between | set(words.before(figure.start, 3)) | set(after)))
    if figure.is_vague:
        return (0 if verb or named else -1), max(start, 0)
    if named:
        return (1 if unsure else 2), figure.start
    if verb and between <= _FILLING | _UNSURE:
        earlier = words.last(start, _HOLD, 3)  # "hold this stretch"
        return (1 if unsure else 2), (earlier if earlier >= 0 else start)
    near = words.last(figure.start, _BEFORE_A_GUESS, 3)
    if verb or near >= 0:
        return 1, (start if verb else near)
    return -1, figure.start


def _adverb(words: Words, at: int) -> Iterator[_Candidate]:
    """Yield the count of "repeat twice" and "repeat once more"."""
    count = _ADVERBS.get(words[at])
    if words[at] in _ONCE and set(words.after(at + 1, 1)) & {"more", "again"}:
        count = 2
    start = words.last(at, _REPEATING, 8)
    if count is not None and start >= 0 and not _is_frequency(words.after(at + 1, 2)):
        yield _Candidate("reps", str(count), 2, words.text(start, at + (2 if words[at] in _ONCE else 1)))
    if words[at] == "briefly" and (held := words.last(at, _HOLD, 4)) >= 0:
        yield _Candidate("hold", "2-3s", 0, words.text(held, at + 1))


def _side(words: Words, at: int) -> Iterator[_Candidate]:
    """Yield what is said of the sides by the word at an index."""
    word = words[at]
    after = words.after(at + 1, 3 if word in _SWITCH else 2)
    unsure = 1 if {"can", "may", "or"} & set(words.before(at, 5) + after) else 2
    start = words.last(at, _AGAIN, 9)
    if word.startswith("alternat"):
        going_on = {"continue", "continuing", "repeat"} & set(words.before(at, 4))
        if going_on or (after and after[0] in _SIDES):
            yield _Candidate("sides", Sides.ALTERNATE, unsure, words.text(at, at + 1 + len(after[:1])))
    elif word in _SWITCH and (named := [index for index, near in enumerate(after) if near in _SIDES | _SIDE]):
        yield _Candidate("sides", Sides.EACH, unsure, words.text(at, at + 2 + named[0]))
    elif word in ("seite", "seiten") and after[:1] and after[0] in _SWITCH:
        yield _Candidate("sides", Sides.EACH, 2, words.text(at, at + 2))
    elif word == "seitenwechsel":
        yield _Candidate("sides", Sides.EACH, 2, words.text(at, at + 1))
    elif word in _OTHER and after[:1] and after[0] in _SIDE:
        then = after[0] == "side" and word == "other" and words.last(at, {"then"}, 5) >= 0
        if start >= 0 or then:
            begin = start if start >= 0 else words.last(at, {"then"}, 5)
            yield _Candidate("sides", Sides.EACH, 2, words.text(begin, at + 2))
    elif word in _EACH and after[:1] and after[0] in (_SIDES if word in ("both", "beide", "beiden") else _SIDE):
        own = after[1:] == ["of"] or "in" in words.before(at, 1)  # "on each side of the head", "in each hand"
        dosed = word in ("per", "pro") or words.last(at, _DOSED, 14) >= 0
        if dosed and not own:
            yield _Candidate("sides", Sides.EACH, 2, words.text(at, at + 2))
