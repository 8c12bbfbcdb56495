"""Voices: programs of the system that turn a text into sound.

A voice runs as a child process, a few hundredths of a second for a phrase. It is given the text on its standard input,
never in its command, so that no text is ever an option or a piece of a script.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from stretchcore.values import dataclass
from stretchtui.cues.samples import PEAK, NoSound, from_wav, in_samples, peak_of, scaled
from stretchtui.cues.wording import spoken

LIMIT_S = 5.0
"""How long a voice may take for one phrase, in seconds; then it is killed."""

LOUDNESS = 0.6
"""The peak of speech before the volume: -4.5 dB, which beside the sounds is heard as well as they are."""

LONGEST_S = 20.0
"""The longest that a phrase may last, in seconds; more is cut."""

_SILENCE = PEAK // 100
_KEPT_MS = 5
_STEP = 512  # as far as C looks at once; only the two steps at the ends are looked through here

Which = Callable[[str], str | None]


class VoiceFailed(Exception):
    """The voice said nothing; the message says why."""


class Voice(Protocol):
    """Something that speaks."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def identity(self) -> str:
        """What shapes its sound: two voices of one identity say the same in the same way."""

    def render(self, text: str, limit_s: float = LIMIT_S) -> "array[int]":
        """Return a text as sound that begins at once and ends when it is said.

        Raises:
            VoiceFailed: There is no sound.
        """


@dataclass(frozen=True, slots=True)
class ChildVoice:
    """A program that speaks into a file or into its standard output.

    Attributes:
        command: The program and its options; `{file}` stands for the file that it is to write.
        writes: Where the sound comes out.
    """

    name: str
    command: tuple[str, ...]
    writes: Literal["output", "file"] = "output"

    @property
    def identity(self) -> str:
        """The command, and the age and size of the program: asking for its version would cost another child."""
        try:
            found = os.stat(self.command[0])
            made = f"{found.st_mtime_ns}:{found.st_size}"
        except OSError:
            made = "?"
        return "\0".join((*self.command, made))

    def render(self, text: str, limit_s: float = LIMIT_S) -> "array[int]":
        """Return a text as sound."""
        said = spoken(text, 500)
        if not said:
            raise VoiceFailed("there is nothing to say")
        if self.writes == "output":
            return trimmed(self._samples(self._run(self.command, said, limit_s)))
        with tempfile.TemporaryDirectory(prefix="stretchtui-") as folder:
            file = os.path.join(folder, "said.wav")
            self._run(with_file(self.command, file), said, limit_s)
            try:
                with open(file, "rb") as out:
                    return trimmed(self._samples(out.read(1 << 24)))
            except OSError:
                raise VoiceFailed(f"{self.name} wrote nothing") from None

    def _run(self, command: Sequence[str], text: str, limit_s: float) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603  # the voice's own path; the text goes to its standard input
                command,
                input=f"{text}\n".encode(),
                stdout=subprocess.PIPE if self.writes == "output" else subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=limit_s,
                check=True,
                start_new_session=True,
                creationflags=NO_WINDOW,
            )
        except subprocess.TimeoutExpired:
            raise VoiceFailed(f"{self.name} did not answer within {limit_s:g} s") from None
        except subprocess.CalledProcessError as error:
            raise VoiceFailed(f"{self.name} failed (exit code {error.returncode})") from None
        except OSError as error:
            raise VoiceFailed(
                f"{self.name} cannot be started: {(error.strerror or 'why is unknown').lower()}"
            ) from None
        return done.stdout or b""

    def _samples(self, data: bytes) -> "array[int]":
        try:
            return from_wav(data)
        except NoSound as error:
            raise VoiceFailed(f"{self.name} made no sound: {error}") from None


def with_file(command: Sequence[str], file: str) -> list[str]:
    """Return a command with its `{file}` put in; a quote in it is doubled within the quotes of a script."""
    doubled = file.replace("'", "''")
    return [part.replace("'{file}'", f"'{doubled}'").replace("{file}", file) for part in command]


NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""So that on Windows no console window flashes up."""


def trimmed(samples: "array[int]") -> "array[int]":
    """Return speech without the silence around it, at `LOUDNESS`; a few milliseconds are kept.

    Raises:
        VoiceFailed: There is nothing but silence.
    """
    size = min(len(samples), in_samples(LONGEST_S * 1000))
    ends = range(0, size, _STEP)
    first = next((at for at in ends if peak_of(samples[at : at + _STEP]) > _SILENCE), None)
    if first is None:
        raise VoiceFailed("the voice said nothing but silence")
    last = next(at for at in reversed(ends) if peak_of(samples[at : at + _STEP]) > _SILENCE)
    while -_SILENCE <= samples[first] <= _SILENCE:
        first += 1
    last = min(last + _STEP, len(samples)) - 1
    while -_SILENCE <= samples[last] <= _SILENCE:
        last -= 1
    kept = in_samples(_KEPT_MS)
    found = samples[max(0, first - kept) : last + 1 + kept]
    return scaled(found, min(6.0, PEAK * LOUDNESS / peak_of(found)))


# -- which there are ---------------------------------------------------------------------------------------------------

POWERSHELL = ("powershell", "pwsh")
"""The shells of Windows: its own, and the newer one."""

_SAPI = """
$ErrorActionPreference = 'Stop'
[Console]::InputEncoding = [System.Text.Encoding]::UTF8
Add-Type -AssemblyName System.Speech
$speaker = New-Object System.Speech.Synthesis.SpeechSynthesizer
$culture = '{language}'
$voice = $speaker.GetInstalledVoices() | Where-Object {{ $_.VoiceInfo.Culture.Name -like ($culture + '*') }}
if ($voice) {{ $speaker.SelectVoice(@($voice)[0].VoiceInfo.Name) }}
$kind = New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo(22050, 'Sixteen', 'Mono')
$speaker.SetOutputToWaveFile('{file}', $kind)
$speaker.Speak([Console]::In.ReadToEnd())
$speaker.Dispose()
"""


def find_voice(voice: str, which: Which = shutil.which, platform: str = sys.platform) -> Voice | None:
    """Return the best voice that this machine has, or None.

    Args:
        voice: The name of the voice as the phrases have it, such as ``en-gb``: a language, as espeak-ng knows it.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+_-]*", voice):
        return None
    if platform == "darwin" and (path := which("say")):
        named = _mac_voice(path, voice)
        options = ("-v", named) if named else ()
        command = (path, *options, "-o", "{file}", "--data-format=LEI16@22050", "-f", "-")
        return ChildVoice("say", command, "file")
    for name in ("espeak-ng", "espeak"):
        if path := which(name):  # a little slower and lower than it speaks by itself, without a pause at the end
            return ChildVoice(name, (path, "-v", voice, "-s", "150", "-p", "42", "-z", "--stdin", "--stdout"))
    if platform == "win32":
        for name in POWERSHELL:
            if path := which(name):
                script = sapi_script(voice)
                return ChildVoice(
                    "the voice of Windows", (path, "-NoProfile", "-NonInteractive", "-Command", script), "file"
                )
    return None


def sapi_script(voice: str) -> str:
    """Return the script that speaks standard input into a file on Windows; `{file}` is left to be put in."""
    language = voice.split("+")[0].replace("_", "-")
    return _SAPI.format(language=language, file="{file}").strip()


def _mac_voice(path: str, voice: str) -> str | None:
    """Return the first voice of a language; None leaves the choice to the system."""
    try:
        listed = subprocess.run(  # noqa: S603  # the voice's own path
            [path, "-v", "?"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LIMIT_S,
            check=True,
        ).stdout.decode(errors="replace")
    except (OSError, subprocess.SubprocessError):
        return None
    wanted = voice.lower().replace("-", "_")
    rows = re.findall(r"^(.+?)\s{2,}([a-z]{2}_[A-Za-z0-9]+)\s", listed, re.MULTILINE)
    exact = [name for name, locale in rows if locale.lower().startswith(wanted)]
    near = [name for name, locale in rows if locale.lower().startswith(wanted[:2])]
    return next(iter(exact + near), None)


def missing_voice(platform: str = sys.platform) -> str:
    """Say which voice is missing."""
    return "say is not found" if platform == "darwin" else "espeak-ng is not installed"


VOICE_HINT = "apt install espeak-ng, dnf install espeak-ng, pacman -S espeak-ng or brew install espeak-ng"
"""How to get a voice."""
