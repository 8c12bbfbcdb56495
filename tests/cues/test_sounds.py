"""The sounds, and sound as numbers."""

from array import array
from itertools import combinations

import pytest

from stretchcore.events import CueKind
from stretchtui.cues.samples import PEAK, NoSound, added, from_wav, in_ms, in_samples, peak_of, scaled, to_wav
from stretchtui.cues.sounds import HEADROOM, Sound, mix, pitch_hz, samples_of, sound_of


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_is_short_begins_at_once_and_ends_without_a_click(sound: Sound) -> None:
    samples = samples_of(sound)
    assert 80 <= in_ms(len(samples)) <= 900
    assert peak_of(samples) <= PEAK * HEADROOM + 1
    assert peak_of(samples) >= PEAK * HEADROOM / 2
    assert peak_of(samples[: in_samples(20)]) > peak_of(samples) / 3
    assert abs(samples[0]) < 700
    assert peak_of(samples[-10:]) < 100


def test_no_two_sounds_are_alike() -> None:
    assert all(samples_of(one) != samples_of(other) for one, other in combinations(Sound, 2))


def test_every_cue_has_a_sound_and_the_last_second_has_its_own() -> None:
    assert {sound_of(kind) for kind in CueKind} | {Sound.LAST, Sound.PAUSE, Sound.LEAD_IN} == set(Sound)
    assert sound_of(CueKind.COUNTDOWN, 1) is Sound.LAST
    assert sound_of(CueKind.COUNTDOWN, 2) is Sound.COUNTDOWN


def test_all_notes_are_of_one_pentatonic_scale_without_half_tones() -> None:
    steps = [pitch_hz(degree + 1) / pitch_hz(degree) for degree in range(10)]
    assert all(step > 2 ** (1.9 / 12) for step in steps)
    assert pitch_hz(5) == pytest.approx(2 * pitch_hz(0))


@pytest.mark.parametrize(("one", "other"), list(combinations(Sound, 2)))
def test_any_two_sounds_begin_together_and_are_not_too_loud(one: Sound, other: Sound) -> None:
    together = mix((one, other))
    assert len(together) == max(len(samples_of(one)), len(samples_of(other)))
    assert peak_of(together) <= PEAK * HEADROOM * 1.3 + 1


def test_a_sound_that_is_asked_for_twice_sounds_once() -> None:
    assert mix((Sound.END, Sound.END)) == samples_of(Sound.END)


def test_adding_touches_only_where_both_sound() -> None:
    assert added(array("h", [1, 2, 3]), array("h", [10, 20]), 1) == array("h", [1, 12, 23])
    assert added(array("h", [1]), array("h", [10, 20]), 3) == array("h", [1, 0, 0, 10, 20])
    assert added(array("h", [PEAK]), array("h", [PEAK])) == array("h", [PEAK])


def test_what_is_too_loud_stays_at_the_largest_sample() -> None:
    assert scaled(array("h", [20_000, -20_000, 10]), 2.0) == array("h", [PEAK, -PEAK, 20])


def test_a_wav_file_reads_back_as_it_was_written() -> None:
    samples = samples_of(Sound.START)
    assert from_wav(to_wav(samples)) == samples


def test_a_wav_file_from_a_pipe_has_the_samples_that_are_there_whatever_its_header_says() -> None:
    data = bytearray(to_wav(array("h", [1, 2, 3])))
    data[40:44] = (0x7FFFF000).to_bytes(4, "little")
    assert from_wav(bytes(data)) == array("h", [1, 2, 3])


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF____WAVE", b"RIFF____WAVEdata\x04\0\0\0abcd", b"\0" * 100])
def test_what_is_no_wav_file_is_refused(data: bytes) -> None:
    with pytest.raises(NoSound):
        from_wav(data)
