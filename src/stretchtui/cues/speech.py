"""What was made ready to be heard: one WAV file an utterance, kept so that it need not be made again."""

import hashlib
import os
import tempfile
import threading
from array import array
from contextlib import suppress
from pathlib import Path

from stretchcore.values import dataclass
from stretchtui.cues import sounds
from stretchtui.cues.samples import added, in_ms, in_samples, scaled, to_wav
from stretchtui.cues.sounds import Sound
from stretchtui.cues.voices import LIMIT_S, Voice, VoiceFailed
from stretchtui.files import FileFault, reason

SPEECH_AFTER_MS = 80
"""How long after the sounds of an instant its speech begins, so that their first note is heard alone."""

DUCKED = 0.5
"""How loud sounds are under speech."""

MAX_BYTES = 64 * 1024 * 1024
"""How much is kept; what was not heard for the longest time goes first."""

_FORMAT = 1
_HEADER_BYTES = 44


@dataclass(frozen=True, slots=True)
class Utterance:
    """What sounds from one instant on.

    Attributes:
        sounds: What begins at the instant.
        text: What is said; None for nothing.
        volume: 1 to 100 per cent.
    """

    sounds: tuple[Sound, ...]
    text: str | None
    volume: int


@dataclass(frozen=True, slots=True)
class Ready:
    """An utterance that can be played."""

    file: Path
    length_ms: int


class NoRoom(Exception):
    """Nothing can be stored; the message says why."""


class SpeechStore:
    """The utterances that are ready; may be asked from several threads at once."""

    def __init__(self, folder: Path, voice: Voice | None) -> None:
        """Open the store.

        Raises:
            NoRoom: Neither the folder nor a temporary one can be written.
        """
        self.voice = voice
        self._identity = "" if voice is None else voice.identity
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._ready: dict[Utterance, Ready] = {}
        self._closed = False
        self._writing = threading.Lock()
        self._folder = self._writable(folder)

    def _writable(self, folder: Path) -> Path:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            found = folder.lstat()
            if hasattr(os, "getuid") and found.st_uid != os.getuid():
                raise PermissionError(1, "it belongs to somebody else")
            os.chmod(folder, 0o700)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            return self._in_temporary()

    def _in_temporary(self) -> Path:
        try:
            self._temporary = tempfile.TemporaryDirectory(prefix="stretchtui-", ignore_cleanup_errors=True)
        except OSError as error:
            raise NoRoom(f"no sound can be stored: {reason(error)}") from None
        return Path(self._temporary.name)

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._folder

    def get(self, utterance: Utterance) -> Ready | None:
        """Return an utterance where it is ready."""
        found = self._ready.get(utterance)
        if found is not None and found.file.exists():
            return found
        file = self._file(utterance)
        try:
            size = file.stat().st_size
        except OSError:
            return None
        if size <= _HEADER_BYTES:
            return None
        with suppress(OSError):
            os.utime(file)
        found = self._ready[utterance] = Ready(file, in_ms((size - _HEADER_BYTES) // 2))
        return found

    def make(self, utterance: Utterance, limit_s: float = LIMIT_S) -> Ready:
        """Return an utterance, made now where it is not ready.

        Raises:
            VoiceFailed: The voice did not say the text.
            NoRoom: It cannot be stored.
        """
        found = self.get(utterance)
        if found is not None:
            return found
        samples = self._samples(utterance, limit_s)
        file = self._store(utterance, to_wav(samples))
        found = self._ready[utterance] = Ready(file, in_ms(len(samples)))
        return found

    def _samples(self, utterance: Utterance, limit_s: float) -> "array[int]":
        gain = utterance.volume / 100
        mixed = sounds.mix(utterance.sounds) if utterance.sounds else None
        if utterance.text is None:
            return scaled(mixed or array("h", bytes(2 * in_samples(50))), gain)
        if self.voice is None:
            raise VoiceFailed("there is no voice")
        said = self.voice.render(utterance.text, limit_s)
        if mixed is None:
            return scaled(said, gain)
        at = in_samples(SPEECH_AFTER_MS)
        head = scaled(mixed[:at], gain)
        return head + added(scaled(_ducked(mixed[at:]), gain), scaled(said, gain))

    def _file(self, utterance: Utterance) -> Path:
        said = ("", "") if utterance.text is None else (self._identity, utterance.text)
        parts = (str(_FORMAT), str(sounds.VERSION), *said, str(utterance.volume), *utterance.sounds)
        return self._folder / f"{hashlib.sha256(repr(parts).encode()).hexdigest()[:40]}.wav"

    def _store(self, utterance: Utterance, data: bytes) -> Path:
        with self._writing:  # one at a time, so that nobody puts a file into a folder that is being removed
            if self._closed:
                raise NoRoom("no sound can be stored any more")
            try:
                return _write(self._file(utterance), data)
            except FileFault as fault:  # the disk is full, or the folder has gone: one place is left
                if self._temporary is not None:
                    raise NoRoom(f"no sound can be stored: {fault}") from None
            self._folder = self._in_temporary()
            try:
                return _write(self._file(utterance), data)
            except FileFault as again:
                raise NoRoom(f"no sound can be stored: {again}") from None

    def prune(self, most_bytes: int = MAX_BYTES) -> None:
        """Remove what was not heard for the longest time where there is too much."""
        found = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if entry.name.endswith((".wav", ".tmp")) and entry.is_file(follow_symlinks=False):
                        found.append((status.st_mtime_ns, status.st_size, entry.path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= most_bytes:
                break
            with suppress(OSError):
                os.unlink(path)
                total -= size

    def close(self) -> None:
        """Remove what was temporary; nothing is stored from now on."""
        with self._writing:
            self._closed = True
            if self._temporary is not None:
                self._temporary.cleanup()


def _ducked(samples: "array[int]") -> "array[int]":
    """Return sounds softer, beginning as loud as they were, so that nothing clicks."""
    ramp = min(in_samples(30), len(samples))
    falling = array("h", [int(samples[index] * (1 - (1 - DUCKED) * index / ramp)) for index in range(ramp)])
    return falling + scaled(samples[ramp:], DUCKED)


def _write(file: Path, data: bytes) -> Path:
    """Write a file whole or not at all; unlike a routine it may be lost, so that nobody waits for the disk."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
        os.replace(draft, file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise FileFault(f"{file} cannot be written: {reason(error)}") from None
    return file
