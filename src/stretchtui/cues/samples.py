"""Sound as whole numbers: 16 bit, one channel, and the small WAV files that hold it.

Work on samples is done by the thread that plays and the one that works ahead, both in pure Python. A thread that holds
the interpreter for long makes the clock's thread late, so that everything here is done in slices of a fraction of a
millisecond with a breath between them.
"""

import io
import struct
import sys
import time
import wave
from array import array
from collections.abc import Iterator

RATE = 22_050
"""Samples a second: what most voices speak in, and enough for every sound here."""

PEAK = 32_767
"""The largest sample."""

SLICE = 4_096
"""How many samples are worked on before the other threads get their turn."""

_BREATH_S = 0.0002


def slices(length: int) -> Iterator[tuple[int, int]]:
    """Yield the ends of each slice, with a breath for the other threads after each."""
    for start in range(0, length, SLICE):
        yield start, min(start + SLICE, length)
        time.sleep(_BREATH_S)


def in_samples(length_ms: float) -> int:
    """Return how many samples a time has."""
    return round(length_ms * RATE / 1000)


def in_ms(samples: int) -> int:
    """Return how long samples last, in whole milliseconds."""
    return round(samples * 1000 / RATE)


def peak_of(samples: "array[int]") -> int:
    """Return the size of the largest sample."""
    return max(max(samples), -min(samples)) if samples else 0


def scaled(samples: "array[int]", gain: float) -> "array[int]":
    """Return samples louder or softer; what would be too large stays at the largest there is."""
    if gain == 1.0:
        return samples
    limit = PEAK if gain > 1.0 and peak_of(samples) * gain > PEAK else None
    found = array("h")
    for start, end in slices(len(samples)):
        part = [int(sample * gain) for sample in samples[start:end]]
        if limit is not None:
            part = [max(-limit, min(limit, sample)) for sample in part]
        found.extend(part)
    return found


def added(one: "array[int]", other: "array[int]", at: int = 0) -> "array[int]":
    """Return one sound with another laid over it from a sample on; only where both are is anything computed."""
    if at >= len(one):
        return one + array("h", bytes(2 * (at - len(one)))) + other
    overlap = min(len(one) - at, len(other))
    found = one[:at]
    for start, end in slices(overlap):
        pairs = zip(one[at + start : at + end], other[start:end], strict=True)
        found.extend([max(-PEAK, min(PEAK, a + b)) for a, b in pairs])
    found.extend(one[at + overlap :])
    found.extend(other[overlap:])
    return found


def to_wav(samples: "array[int]") -> bytes:
    """Return the bytes of a WAV file."""
    held = samples
    if sys.byteorder == "big":
        held = array("h", samples)
        held.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(held.tobytes())
    return file.getvalue()


class NoSound(ValueError):
    """Bytes that are no WAV file of whole samples."""


def from_wav(data: bytes) -> "array[int]":
    """Return the samples of a WAV file, in one channel and at `RATE`, whatever they were.

    A program that writes to a pipe cannot know the length beforehand and writes a wrong one: what is there counts.

    Raises:
        NoSound: It is no WAV file of 16-bit samples.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NoSound("this is no WAV file")
    at, form = 12, None
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"fmt " and size >= 16:
            form = struct.unpack("<HHIIHH", data[at + 8 : at + 24])
        elif name == b"data":
            if form is None or form[5] != 16 or not 1 <= form[1] <= 2 or not 8_000 <= form[2] <= 96_000:
                raise NoSound("the samples are of another kind")
            whole = data[at + 8 : at + 8 + size]
            return _in_one(whole[: len(whole) // (2 * form[1]) * 2 * form[1]], form[1], form[2])
        at += 8 + size + size % 2
    raise NoSound("there are no samples in it")


def _in_one(data: bytes, channels: int, rate: int) -> "array[int]":
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    samples = samples[::channels]
    if rate == RATE:
        return samples
    found = array("h")
    for start, end in slices(len(samples) * RATE // rate):
        found.extend([samples[index * rate // RATE] for index in range(start, end)])
    return found
