"""What is kept of the voice, and the programs that speak and play."""

import os
import sys
import threading
from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cues.cue_helpers import Desk, wav
from stretchtui.cues import sounds
from stretchtui.cues.examining import examine_sound
from stretchtui.cues.players import PlayerProgram, failure_of, find_players
from stretchtui.cues.samples import PEAK, from_wav, in_ms, in_samples, peak_of
from stretchtui.cues.sounds import Sound, samples_of
from stretchtui.cues.speech import SPEECH_AFTER_MS, NoRoom, SpeechStore, Utterance
from stretchtui.cues.voices import LOUDNESS, ChildVoice, VoiceFailed, find_voice, sapi_script, trimmed
from stretchtui.settings import Settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are shell scripts")


def limit_of(body: str) -> float:
    """Return how long a program may take: next to nothing where it hangs, and else what a busy machine needs."""
    return 0.2 if "sleep" in body else 20.0


class Parrot:
    """A voice that says a tone, and counts how often."""

    name = "parrot"

    def __init__(self, identity: str = "parrot 1") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def render(self, text: str, limit_s: float = 5.0) -> "array[int]":
        self.asked.append(text)
        return array("h", [10_000] * in_samples(300))


def test_sounds_begin_at_the_instant_and_speech_within_a_tenth_of_a_second(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path / "speech", Parrot())
    ready = store.make(Utterance((Sound.COUNTDOWN,), "three", 100))
    samples = from_wav(ready.file.read_bytes())
    head = in_samples(SPEECH_AFTER_MS)
    assert samples[:head] == samples_of(Sound.COUNTDOWN)[:head]
    assert peak_of(samples[head + 300 :]) >= 10_000
    assert SPEECH_AFTER_MS <= 100
    assert ready.length_ms == in_ms(len(samples)) == SPEECH_AFTER_MS + 300


def test_what_was_said_once_is_not_made_again_not_even_by_the_next_session(tmp_path: Path) -> None:
    first, second = Parrot(), Parrot()
    utterance = Utterance((Sound.END,), "Release.", 70)
    made = SpeechStore(tmp_path, first).make(utterance)
    again = SpeechStore(tmp_path, second).make(utterance)
    assert made == again
    assert (first.asked, second.asked) == (["Release."], [])


def test_everything_that_shapes_a_sound_makes_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [
        (Parrot(), Utterance((Sound.END,), "Release.", 70)),
        (Parrot(), Utterance((Sound.START,), "Release.", 70)),
        (Parrot(), Utterance((Sound.END,), "Let go.", 70)),
        (Parrot(), Utterance((Sound.END,), "Release.", 71)),
        (Parrot(), Utterance((Sound.END,), None, 70)),
        (Parrot("parrot 2"), Utterance((Sound.END,), "Release.", 70)),
    ]
    files = {SpeechStore(tmp_path, voice).make(utterance).file for voice, utterance in asked}
    monkeypatch.setattr(sounds, "VERSION", 99)
    files.add(SpeechStore(tmp_path, Parrot()).make(asked[0][1]).file)
    assert len(files) == len(asked) + 1


def test_the_volume_is_in_per_cent(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path, None)
    half = from_wav(store.make(Utterance((Sound.END,), None, 50)).file.read_bytes())
    assert peak_of(half) == pytest.approx(PEAK * sounds.HEADROOM / 2, abs=2)


@pytest.mark.skipif(os.name == "nt", reason="folders are guarded otherwise here")
def test_the_folder_is_the_user_s_alone_and_nothing_half_written_stays(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path / "cache" / "speech", None)
    ready = store.make(Utterance((Sound.END,), None, 50))
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert list(store.folder.iterdir()) == [ready.file]


def test_what_was_not_heard_for_the_longest_time_is_removed_first(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path, None)
    files = [store.make(Utterance((sound,), None, 50)).file for sound in (Sound.END, Sound.START, Sound.SWITCH)]
    for age, file in zip((200, 300, 100), files, strict=True):
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    assert SpeechStore(tmp_path, None).get(Utterance((Sound.START,), None, 50)) is not None  # heard just now
    store.prune(files[1].stat().st_size + files[2].stat().st_size)
    assert not files[0].exists()
    assert files[1].exists()
    assert files[2].exists()


def test_a_file_that_has_gone_is_made_again(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path, None)
    utterance = Utterance((Sound.END,), None, 50)
    store.make(utterance).file.unlink()
    assert store.make(utterance).file.exists()


def test_where_nothing_can_be_stored_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr("tempfile.tempdir", str(blocked / "none"))
    with pytest.raises(NoRoom, match="no sound can be stored"):
        SpeechStore(blocked / "speech", None)


def test_closing_waits_for_what_is_being_stored_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = SpeechStore(blocked / "speech", None)
    folder = store.folder
    writes, may_go_on = threading.Event(), threading.Event()

    def replace(source: Path, target: Path) -> None:
        writes.set()
        may_go_on.wait(10)
        os.rename(source, target)

    with monkeypatch.context() as slow:
        slow.setattr("stretchtui.cues.speech.os.replace", replace)
        writer = threading.Thread(target=store.make, args=(Utterance((Sound.END,), None, 50),))
        writer.start()
        assert writes.wait(10)
        closer = threading.Thread(target=store.close)
        closer.start()
        closer.join(0.1)
        assert closer.is_alive()
        assert len(list(folder.iterdir())) == 1
        may_go_on.set()
        writer.join(10)
        closer.join(10)
    assert not folder.exists()
    with pytest.raises(NoRoom, match="any more"):
        store.make(Utterance((Sound.START,), None, 50))
    assert not folder.exists()


def test_two_threads_whose_folder_has_gone_both_store_in_the_one_that_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SpeechStore(tmp_path / "speech", None)
    (tmp_path / "speech").rmdir()
    both_are_ready = threading.Barrier(2)
    samples = store._samples

    def samples_together(utterance: Utterance, limit_s: float) -> "array[int]":
        found = samples(utterance, limit_s)
        both_are_ready.wait(10)
        return found

    monkeypatch.setattr(store, "_samples", samples_together)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(store.make, [Utterance((sound,), None, 50) for sound in (Sound.START, Sound.SWITCH)]))
    assert [ready.file.parent for ready in made] == [store.folder] * 2
    assert all(ready.file.exists() for ready in made)
    store.close()
    assert not store.folder.exists()


# -- voices ------------------------------------------------------------------------------------------------------------


def test_speech_begins_and_ends_where_something_is_said() -> None:
    silence, tone = array("h", bytes(2 * in_samples(400))), array("h", [8_000, -8_000] * in_samples(100))
    found = trimmed(silence + tone + silence)
    assert in_ms(len(found)) == pytest.approx(in_ms(len(tone)) + 10, abs=1)
    assert peak_of(found) == pytest.approx(PEAK * LOUDNESS, rel=0.01)


def test_a_voice_that_says_only_silence_has_failed() -> None:
    with pytest.raises(VoiceFailed, match="silence"):
        trimmed(array("h", bytes(2_000)))


@posix
@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("exit 7", "exit code 7"),
        ("exec /bin/sleep 60", "did not answer within 0.2 s"),
        ("echo nonsense", "no WAV file"),
    ],
)
def test_a_voice_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, why: str) -> None:
    desk = Desk(tmp_path, monkeypatch)
    desk.program("espeak-ng", body)
    voice = find_voice("en-gb")
    assert voice is not None
    with pytest.raises(VoiceFailed, match=why):
        voice.render("hello", limit_of(body))


@posix
def test_a_voice_that_writes_a_file_is_read_from_there(tmp_path: Path) -> None:
    source, program = tmp_path / "said.wav", tmp_path / "say"
    source.write_bytes(wav(150))
    program.write_text(f'#!/bin/sh\n/bin/cat > /dev/null\n/bin/cat "{source}" > "$1"\n')
    program.chmod(0o755)
    assert len(ChildVoice("say", (str(program), "{file}"), "file").render("hello")) > in_samples(100)


def test_the_best_voice_of_each_system_is_found() -> None:
    linux = find_voice("de", lambda name: f"/bin/{name}" if name.startswith("espeak") else None, "linux")
    assert isinstance(linux, ChildVoice)
    assert linux.command[:3] == ("/bin/espeak-ng", "-v", "de")
    assert "--stdin" in linux.command
    windows = find_voice("de", lambda name: "powershell.exe" if name == "powershell" else None, "win32")
    assert isinstance(windows, ChildVoice)
    assert windows.command[:4] == ("powershell.exe", "-NoProfile", "-NonInteractive", "-Command")
    mac = find_voice("en-gb", lambda name: "/nonexistent/say" if name == "say" else None, "darwin")
    assert isinstance(mac, ChildVoice)
    assert mac.command == ("/nonexistent/say", "-o", "{file}", "--data-format=LEI16@22050", "-f", "-")
    assert find_voice("en", lambda _: None, "linux") is None
    assert find_voice("-f/etc/passwd", lambda name: name, "linux") is None


def test_the_script_for_windows_holds_no_text_but_reads_it() -> None:
    script = sapi_script("de")
    assert "[Console]::In.ReadToEnd()" in script
    assert "$culture = 'de'" in script
    assert "SetOutputToWaveFile('{file}'" in script
    assert "{ $_.VoiceInfo" in script


# -- players -----------------------------------------------------------------------------------------------------------


def test_the_players_of_each_system_are_found_the_best_first() -> None:
    linux = find_players(lambda name: f"/bin/{name}", "linux")
    assert [program.name for program in linux] == ["pw-play", "paplay", "aplay"]
    assert linux[2].command_for(Path("/a.wav")) == ["/bin/aplay", "-q", "/a.wav"]
    assert find_players(lambda name: name, "darwin")[0].name == "afplay"
    windows = find_players(lambda name: name if name == "powershell" else None, "win32")
    assert windows[0].command_for(Path("it's.wav"))[-1] == "(New-Object Media.SoundPlayer 'it''s.wav').PlaySync()"
    assert find_players(lambda _: None, "linux") == ()


@posix
@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("exit 0", None),
        ("echo 'Connection failure: Connection refused' >&2\nexit 1", "Connection refused"),
        ("exit 4", "exit code 4"),
        ("exec /bin/sleep 60", "no answer within 0.2 s"),
    ],
)
def test_a_player_is_asked_why_it_fails(tmp_path: Path, body: str, why: str | None) -> None:
    file = tmp_path / "player"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    assert failure_of(PlayerProgram("player", (str(file), "{file}")), tmp_path / "a.wav", limit_of(body)) == why


# -- doctor ------------------------------------------------------------------------------------------------------------


@posix
def test_doctor_says_which_player_and_which_voice_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, monkeypatch)
    desk.player("paplay", "echo 'Connection failure: Connection refused' >&2\nexit 1")
    desk.player("aplay")
    desk.voice()
    checks = list(examine_sound(desk.paths, Settings()))
    assert [(check.check, check.status, check.message) for check in checks] == [
        ("sound", "ok", "played by aplay; paplay failed (Connection refused)"),
        ("voice", "ok", "espeak-ng, en-gb"),
    ]


@posix
def test_doctor_says_how_to_get_a_player_and_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, monkeypatch)
    sound, voice = examine_sound(desk.paths, Settings())
    assert (sound.status, voice.status) == ("warning", "warning")
    assert "pulseaudio-utils" in (sound.hint or "")
    assert "apt install espeak-ng" in (voice.hint or "")


@posix
def test_doctor_is_content_where_sound_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, monkeypatch)
    (check,) = examine_sound(desk.paths, Settings(sound=False, voice=False))
    assert check.status == "ok"
