"""What must be heard of a session, and what is found of it in a recording; for `audible.py`."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy
from null_sink import Started, Taken

from stretchcore import Session
from stretchcore.events import CueKind
from stretchcore.plan import Plan
from stretchtui.cues.phrasebook import open_phrasebook
from stretchtui.cues.samples import RATE, from_wav, in_samples
from stretchtui.cues.sounds import Sound
from stretchtui.cues.speech import SPEECH_AFTER_MS, SpeechStore, Utterance
from stretchtui.cues.voices import Which, find_voice
from stretchtui.cues.wording import Point, Script, Wording
from stretchtui.paths import Paths
from stretchtui.settings import read_settings

SEARCH_MS = (-40, 500)  # where a cue is searched for, about its instant
HEAD_MS = 400  # so much of an utterance is searched for
VOICE_MS = (20, 170)  # and so much of its speech by itself
FOUND = 0.8  # the least correlation that counts as found
TOO_SHORT_MS = 60  # what is replaced by the next one sooner than this cannot be told in a recording
NEAR = 80  # samples about the best correlation, among which a sound begins
LEAST_MS = 15  # so much is searched for of what was replaced at once,
SOON = in_samples(TOO_SHORT_MS)  # among so many samples
EXACT = 3  # the largest difference of two samples that are the same


@dataclass(frozen=True)
class Sounding:
    """One way in which an instant can sound: a file, and what is in it."""

    file: str
    samples: "array[int]"
    sounds: tuple[Sound, ...]
    text: str | None


@dataclass
class Expected:
    """An instant at which something must be heard, and what was found of it; times in milliseconds after the instant.

    Attributes:
        at_ms: On the session's scale.
        ways: How it may sound, the best first.
        heard: How it sounded, by the player that was started.
        started_ms: When that player was started.
        room_ms: How long it had until the next player was started.
    """

    at_ms: int
    ways: list[Sounding]
    heard: Sounding | None = None
    started_ms: float | None = None
    onset_ms: float | None = None
    speech_ms: float | None = None
    room_ms: float = math.inf

    @property
    def what(self) -> str:
        way = self.heard or self.ways[0]
        return "+".join(way.sounds) + (f' "{way.text}"' if way.text else "")

    @property
    def tells_sound(self) -> bool:
        """Whether it had the time to be told apart."""
        return self.room_ms >= TOO_SHORT_MS

    @property
    def tells_speech(self) -> bool:
        way = self.heard or self.ways[0]
        return way.text is not None and self.room_ms >= SPEECH_AFTER_MS + VOICE_MS[1] + TOO_SHORT_MS


class Score:
    """What each instant of a session must sound like, in the files that the session itself has made."""

    def __init__(self, plan: Plan, paths: Paths, which: Which) -> None:
        self._settings = read_settings(paths.settings)
        book = open_phrasebook(self._settings.language, paths.config / "phrases")
        self._script = Script(plan, Session(plan).policy, book, self._settings.verbosity)
        self._store = SpeechStore(paths.speech, find_voice(book.voice, which))

    def expected(self, lines: list[dict[str, Any]]) -> list[Expected]:
        """Return what must be heard of a session's events: its cues, and the remarks about its pauses."""
        found = []
        led_in = False
        for at_ms, together in _instants(lines):
            words = [line["event"] for line in together]
            wording = self._wording(together, words, led_in=led_in)
            led_in = "lead_in_started" in words or (led_in and not {"paused", "resumed"} & set(words))
            if wording is not None:
                found.append(Expected(at_ms, list(self._ways(wording))))
        return found

    def _wording(self, lines: list[dict[str, Any]], words: list[str], *, led_in: bool) -> Wording | None:
        cues = tuple(Point(c["index"], CueKind(c["cue"]), c["value"]) for c in lines if c["event"] == "cue")
        if cues:
            return self._script.wording(cues)
        if "paused" in words:
            return self._script.remark("paused")
        if "lead_in_started" in words:
            return self._script.remark("going_on")
        if "resumed" in words:
            return self._script.remark("resumed" if led_in else "going_on")
        return None

    def _ways(self, wording: Wording) -> Iterator[Sounding]:
        for text in (*wording.phrases, None):
            ready = self._store.make(Utterance(wording.sounds, text, self._settings.volume))
            if text is None or ready.length_ms <= wording.room_ms:
                yield Sounding(ready.file.name, from_wav(ready.file.read_bytes()), wording.sounds, text)


_TURNS = frozenset({"paused", "lead_in_started", "resumed"})


def _instants(lines: list[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield the events that are heard together: those of one instant, but each pause and each going on by itself."""
    together: list[dict[str, Any]] = []
    for line in lines:
        turned = line["event"] in _TURNS and any(other["event"] in _TURNS for other in together)
        if together and (turned or line["at_ms"] != together[0]["at_ms"]):
            yield together[0]["at_ms"], together
            together = []
        together.append(line)
    if together:
        yield together[0]["at_ms"], together


def assign(expected: list[Expected], started: list[Started], origin_ms: float) -> list[Started]:
    """Give each instant the player that was started for it; return the players that nobody asked for."""
    left = list(started)
    for number, one in enumerate(expected, 1):
        instant = origin_ms + one.at_ms
        for way in one.ways:
            found = next((s for s in left if s.file == way.file and -5 <= s.at_ms - instant <= SEARCH_MS[1]), None)
            if found is not None:
                left.remove(found)
                one.heard, one.started_ms = way, found.at_ms - instant
                following = (other.at_ms for other in started if other.at_ms > found.at_ms)
                one.room_ms = min(following, default=math.inf) - found.at_ms
                break
        else:
            one.room_ms = (expected[number].at_ms if number < len(expected) else math.inf) - one.at_ms
    return left


class Recording:
    """A recording in which utterances are found."""

    rate = RATE

    def __init__(self, taken: Taken) -> None:
        self._marks = taken.marks
        self._samples = numpy.asarray(taken.samples, dtype=float)
        self._explained = numpy.zeros(len(self._samples), dtype=bool)

    def sample_at(self, when_ms: float) -> float:
        """Return the sample of an instant of the monotonic clock."""
        number = min(max(1, bisect_left(self._marks, when_ms, key=itemgetter(1))), len(self._marks) - 1)
        (before, before_ms), (after, after_ms) = self._marks[number - 1 : number + 1]
        return before + (when_ms - before_ms) / (after_ms - before_ms) * (after - before)

    def search(self, template: "array[int]", first: float, last: float) -> tuple[float, int]:
        """Return the best correlation of a template that begins between two samples, and where it does."""
        low, high = max(0, round(first)), min(round(last), len(self._samples) - len(template))
        if high <= low or not len(template):
            return 0.0, low
        wanted = numpy.asarray(template, dtype=float)
        part = self._samples[low : high + len(wanted)]
        size = 1 << (len(part) + len(wanted)).bit_length()
        products = numpy.fft.irfft(numpy.fft.rfft(part, size) * numpy.conj(numpy.fft.rfft(wanted, size)), size)
        squares = numpy.concatenate(([0.0], numpy.cumsum(part * part)))
        energy = squares[len(wanted) :] - squares[: -len(wanted)]
        norm = numpy.sqrt(numpy.maximum(energy, 1e4) * (wanted @ wanted))
        match = products[: high - low + 1] / norm[: high - low + 1]
        where = int(match.argmax())
        return float(match[where]), low + where

    def find(self, one: Expected, origin_ms: float) -> None:
        """Find what was heard at an instant, and note when; also mark the samples that are explained by it."""
        if one.heard is None:
            return
        planned = self.sample_at(origin_ms + one.at_ms)
        first, last = (planned + in_samples(ms) for ms in SEARCH_MS)
        samples = one.heard.samples
        room_ms = min(HEAD_MS, max(one.room_ms - TOO_SHORT_MS / 2, LEAST_MS))
        match, where = self.search(samples[: in_samples(room_ms)], first, last if one.tells_sound else planned + SOON)
        if match >= FOUND:
            where = self._explain(samples, where)
            if one.tells_sound:  # else it is only known not to be another's
                one.onset_ms = (where - planned) * 1000 / RATE
        if one.tells_speech:
            begins = in_samples(SPEECH_AFTER_MS) if one.heard.sounds else 0
            low, high = (begins + in_samples(ms) for ms in VOICE_MS)
            match, where = self.search(samples[low:high], first + low, last + low)
            if match >= FOUND:
                one.speech_ms = (where - low + begins - planned) * 1000 / RATE

    def _explain(self, samples: "array[int]", where: int) -> int:
        """Mark the samples that are those of a file, and return where it begins to the sample.

        The correlation of a note whose first samples were not recorded may be a wave too early or too late.
        """
        wanted = numpy.asarray(samples)
        best, place, marks = -1, where, numpy.zeros(0, dtype=bool)
        for begins in range(max(0, where - NEAR), where + NEAR):
            part = self._samples[begins : begins + len(wanted)]
            same = numpy.abs(part - wanted[: len(part)]) <= EXACT
            score = int((same & (numpy.abs(part) > EXACT)).sum())
            if score > best:
                best, place, marks = score, begins, same
        self._explained[place : place + len(marks)] |= marks
        return place

    def unexplained(self, since_ms: float) -> list[tuple[float, float]]:
        """Return the stretches of sound that are no copy of what was found: when they begin, and how long they are."""
        size = in_samples(5)
        start = round(self.sample_at(since_ms))
        loud = (numpy.abs(self._samples) > EXACT) & ~self._explained
        blocks = loud[start : start + (len(loud) - start) // size * size].reshape(-1, size).any(axis=1)
        found: list[list[int]] = []
        for number in numpy.flatnonzero(blocks):
            if found and number - sum(found[-1]) <= 4:
                found[-1][1] = int(number) + 1 - found[-1][0]
            else:
                found.append([int(number), 1])
        block_ms = size * 1000 / RATE
        return [(since_ms + block_ms * first, block_ms * length) for first, length in found]


def hear_clicks(recording: Recording, started: list[Started], file: Path) -> list[float]:
    """Return when each click of the player alone was heard after it was started, but for the one that woke the server.

    This is the least that any program could reach with this player and this server.
    """
    samples = from_wav(file.read_bytes())
    found = []
    for one in [s for s in started if s.file == file.name][1:]:
        begins = recording.sample_at(one.at_ms)
        match, where = recording.search(samples, begins - in_samples(20), begins + in_samples(200))
        if match >= FOUND:
            found.append((where - begins) * 1000 / RATE)
    return found
