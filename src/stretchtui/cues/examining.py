"""What `stretchtui doctor` says of sound and voice."""

import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from stretchtui.paths import Paths
from stretchtui.settings import Settings

if TYPE_CHECKING:
    from stretchtui.doctor import Check

TEST_MS = 50
"""How long the silence is that each player is tried with."""


def examine_sound(paths: Paths, settings: Settings) -> Iterator["Check"]:
    """Try the players with a moment of silence until one plays it, and look for a voice."""
    from stretchtui.doctor import Check

    if not settings.sound and not settings.voice:
        yield Check("sound", "ok", "off, as the settings say", "stretchtui config set sound true")
        return
    yield _player()
    yield from _voice(paths, settings)


def _player() -> "Check":
    from stretchtui.cues.players import PLAYER_HINT, failure_of, find_players, missing_players
    from stretchtui.cues.samples import in_samples, to_wav
    from stretchtui.doctor import Check
    from stretchtui.files import reason

    programs = find_players()
    if not programs:
        return Check("sound", "warning", f"nothing can be heard: {missing_players()}", PLAYER_HINT)
    failed: list[str] = []
    try:
        with tempfile.TemporaryDirectory(prefix="stretchtui-") as folder:
            file = Path(folder, "silence.wav")
            file.write_bytes(to_wav(array("h", bytes(2 * in_samples(TEST_MS)))))
            for program in programs:
                why = failure_of(program, file)
                if why is None:
                    others = f"; {', '.join(failed)}" if failed else ""
                    return Check("sound", "ok", f"played by {program.name}{others}")
                failed.append(f"{program.name} failed ({why})")
    except OSError as error:
        return Check("sound", "warning", f"no sound can be stored: {reason(error)}")
    hint = "start the machine's sound, or be content with the terminal's bell: stretchtui config set sound false"
    return Check("sound", "warning", f"nothing can be heard: {', '.join(failed)}", hint)


def _voice(paths: Paths, settings: Settings) -> Iterator["Check"]:
    from stretchtui.cues.phrasebook import open_phrasebook
    from stretchtui.cues.voices import VOICE_HINT, VoiceFailed, find_voice, missing_voice
    from stretchtui.doctor import Check

    book = open_phrasebook(settings.language, paths.config / "phrases")
    for problem in book.problems:
        yield Check("voice", "warning", problem)
    voice = find_voice(book.voice)
    if voice is None:
        yield Check("voice", "warning", f"there is none: {missing_voice()}", VOICE_HINT)
        return
    try:
        voice.render(book.words["one"])
    except VoiceFailed as fault:
        yield Check("voice", "warning", str(fault), f"see whether {voice.name} has the voice {book.voice}")
        return
    off = "" if settings.voice else ", but off, as the settings say"
    yield Check("voice", "ok", f"{voice.name}, {book.voice}{off}")
