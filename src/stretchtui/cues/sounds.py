"""The sounds: short notes of one scale, made here, each known with eyes closed.

Every note is struck: it is there within a few milliseconds and dies away, its overtones sooner than itself, as those of
a marimba or a singing bowl do. All are tuned to one pentatonic scale, in which any two notes go together: where a hold
ends and the side changes at one instant, both sounds are heard at once and are in harmony.

A partial that dies away needs neither a sine nor a power for each sample: it is the solution of a recurrence,
``y[n] = 2 r cos(w) y[n-1] - r² y[n-2]``, which costs two multiplications.
"""

from array import array
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from math import cos, exp, pi, sin

from stretchcore.events import CueKind
from stretchcore.values import dataclass
from stretchtui.cues.samples import PEAK, RATE, added, in_samples, peak_of, scaled, slices

VERSION = 1
"""Goes up when any sound changes, so that what was kept of the old ones is not played."""

HEADROOM = 0.5
"""The peak of a sound before the volume: -6 dB."""

_ROOT_HZ = 293.66  # D4
_SCALE = (0, 2, 4, 7, 9)  # the major pentatonic scale, in semitones above its root
_FADE_MS = 12


class Sound(StrEnum):
    """What sounds."""

    START = "start"  # rising: the work begins
    COUNTDOWN = "countdown"  # a woody tick: three, two
    LAST = "last"  # the same, a little higher: one
    HALFWAY = "halfway"  # one soft bell
    END = "end"  # falling: the work is over
    SWITCH = "switch"  # high, low, high: from one side to the other
    NEXT = "next"  # a soft tap: something is announced
    FINISH = "finish"  # a little arpeggio
    EASE_OFF = "ease_off"  # low and soft
    PAUSE = "pause"  # twice the same low note
    LEAD_IN = "lead_in"  # rising from the note of the pause


@dataclass(frozen=True, slots=True)
class _Timbre:
    """How a note is made.

    Attributes:
        partials: Of each, its pitch and its strength beside the first one's, and how much sooner it dies away.
        attack_ms: How long the note takes to be there.
    """

    partials: tuple[tuple[float, float, float], ...]
    attack_ms: float


_BOWL = _Timbre(((1.0, 1.0, 1.0), (2.0, 0.32, 2.2), (3.0, 0.12, 4.0)), 4)
_BAR = _Timbre(((1.0, 1.0, 1.0), (2.0, 0.10, 2.0), (4.0, 0.30, 5.0)), 3)
_SOFT = _Timbre(((1.0, 1.0, 1.0), (2.0, 0.22, 1.6), (3.0, 0.05, 3.0)), 8)


@dataclass(frozen=True, slots=True)
class _Note:
    """One note: when, which degree of the scale, for how long it takes to fall to a third, how loud."""

    at_ms: int
    degree: int
    decay_ms: int
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class _Tune:
    length_ms: int
    timbre: _Timbre
    notes: tuple[_Note, ...]
    loudness: float = 1.0


_TUNES: Mapping[Sound, _Tune] = {
    Sound.START: _Tune(560, _BOWL, (_Note(0, 5, 90, 0.8), _Note(130, 8, 130))),
    Sound.COUNTDOWN: _Tune(90, _BAR, (_Note(0, 7, 18),), 0.8),
    Sound.LAST: _Tune(130, _BAR, (_Note(0, 8, 26),), 0.9),
    Sound.HALFWAY: _Tune(850, _BOWL, (_Note(0, 8, 210),), 0.65),
    Sound.END: _Tune(640, _BOWL, (_Note(0, 5, 100), _Note(140, 2, 150, 0.9))),
    Sound.SWITCH: _Tune(620, _BOWL, (_Note(0, 10, 70), _Note(140, 6, 80, 0.9), _Note(280, 10, 100))),
    Sound.NEXT: _Tune(360, _BAR, (_Note(0, 5, 60), _Note(0, 7, 50, 0.5)), 0.7),
    Sound.FINISH: _Tune(
        900, _BOWL, (_Note(0, 5, 110, 0.8), _Note(120, 7, 110, 0.8), _Note(240, 8, 120, 0.9), _Note(360, 10, 170))
    ),
    Sound.EASE_OFF: _Tune(900, _SOFT, (_Note(0, 3, 160), _Note(220, 0, 220)), 0.85),
    Sound.PAUSE: _Tune(420, _SOFT, (_Note(0, 3, 60), _Note(170, 3, 80)), 0.75),
    Sound.LEAD_IN: _Tune(420, _SOFT, (_Note(0, 3, 60), _Note(170, 5, 80)), 0.75),
}

_OF_CUES: Mapping[CueKind, Sound] = {
    CueKind.START: Sound.START,
    CueKind.HALFWAY: Sound.HALFWAY,
    CueKind.COUNTDOWN: Sound.COUNTDOWN,
    CueKind.END: Sound.END,
    CueKind.SWITCH: Sound.SWITCH,
    CueKind.NEXT: Sound.NEXT,
    CueKind.FINISH: Sound.FINISH,
    CueKind.EASE_OFF: Sound.EASE_OFF,
}


def sound_of(cue: CueKind, value: int | None = None) -> Sound:
    """Return the sound of a cue; the last second of a countdown has its own."""
    return Sound.LAST if cue is CueKind.COUNTDOWN and value == 1 else _OF_CUES[cue]


def pitch_hz(degree: int) -> float:
    """Return the frequency of a degree of the scale, the root being 0."""
    octave, step = divmod(degree, len(_SCALE))
    return _ROOT_HZ * 2 ** (octave + _SCALE[step] / 12)


@lru_cache(maxsize=len(Sound))
def samples_of(sound: Sound) -> "array[int]":
    """Return the samples of a sound; they are made once."""
    tune = _TUNES[sound]
    length = in_samples(tune.length_ms)
    mixed = [0.0] * length
    for note in tune.notes:
        _strike(mixed, note, tune.timbre)
    fade = in_samples(_FADE_MS)
    for index in range(fade):  # so that it does not click at its end
        mixed[length - 1 - index] *= index / fade
    gain = PEAK * HEADROOM * tune.loudness / max(map(abs, mixed))
    found = array("h")
    for start, end in slices(length):
        found.extend([round(sample * gain) for sample in mixed[start:end]])
    return found


def _strike(mixed: list[float], note: _Note, timbre: _Timbre) -> None:
    """Add a note to what sounds already."""
    first = in_samples(note.at_ms)
    attack = in_samples(timbre.attack_ms)
    rise = [(1 - cos(pi * index / attack)) / 2 for index in range(attack)]
    for pitch, strength, sooner in timbre.partials:
        turn = 2 * pi * pitch_hz(note.degree) * pitch / RATE
        decay = exp(-sooner * 1000 / (note.decay_ms * RATE))
        forward, back = 2 * decay * cos(turn), -decay * decay
        before, now = 0.0, note.gain * strength * decay * sin(turn)
        for start, end in slices(len(mixed) - first):
            for index in range(start, end):
                mixed[first + index] += before * rise[index] if index < attack else before
                before, now = now, forward * now + back * before


def mix(sounds: tuple[Sound, ...]) -> "array[int]":
    """Return sounds that begin together, no louder than two of them."""
    found = array("h")
    for sound in dict.fromkeys(sounds):
        found = added(found, samples_of(sound)) if found else samples_of(sound)
    peak = peak_of(found)
    limit = PEAK * HEADROOM * 1.3
    return scaled(found, limit / peak) if peak > limit else found
