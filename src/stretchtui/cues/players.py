"""Players: programs of the system that play a file. One child at a time; the next sound takes the place of the last.

No audio library is ever loaded into this process: with no device they write over the screen, and one that hangs takes
the session with it. A child that hangs is killed, and the next program gets its turn.
"""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from stretchcore.values import dataclass
from stretchtui.cues.voices import NO_WINDOW, POWERSHELL, Which, with_file

LATE_S = 2.0
"""How much longer than its sound a child may take; then it hangs."""

SLOW_S = 0.7
"""A child that is replaced so long after its sound should have been over may hang; `STRIKES` in a row do."""

STRIKES = 3

PACKAGES: Mapping[str, str] = {"pw-play": "pipewire-bin", "paplay": "pulseaudio-utils", "aplay": "alsa-utils"}
"""The players of Linux, the best first, and the packages that have them."""

PLAYER_HINT = "apt install pulseaudio-utils, pipewire-bin or alsa-utils, by what this machine's sound is made of"
"""How to get a player."""


@dataclass(frozen=True, slots=True)
class PlayerProgram:
    """A program that plays a file.

    Attributes:
        command: The program and its options; `{file}` stands for the file.
    """

    name: str
    command: tuple[str, ...]

    def command_for(self, file: Path) -> list[str]:
        """Return the command that plays a file."""
        return with_file(self.command, str(file))


def find_players(which: Which = shutil.which, platform: str = sys.platform) -> tuple[PlayerProgram, ...]:
    """Return the players that this machine has, the best first."""
    found = []
    if platform == "darwin" and (path := which("afplay")):
        found.append(PlayerProgram("afplay", (path, "{file}")))
    for name in PACKAGES:
        if path := which(name):
            options: tuple[str, ...] = ("-q",) if name == "aplay" else ()
            found.append(PlayerProgram(name, (path, *options, "{file}")))
    if platform == "win32":
        script = "(New-Object Media.SoundPlayer '{file}').PlaySync()"
        shells = [(name, path) for name in POWERSHELL if (path := which(name))]
        windows = ("-NoProfile", "-NonInteractive", "-Command", script)
        found += [PlayerProgram(name, (path, *windows)) for name, path in shells]
    return tuple(found)


def missing_players(platform: str = sys.platform) -> str:
    """Say that there is no player at all."""
    if platform == "darwin":
        return "afplay is not found"
    if platform == "win32":
        return "PowerShell is not found"
    names = tuple(PACKAGES)
    return f"none of {', '.join(names[:-1])} and {names[-1]} is installed"


class Child:
    """A player at work."""

    def __init__(self, command: list[str], length_ms: int, on_over: Callable[["Child", int], None]) -> None:
        """Start it.

        Args:
            length_ms: How long the sound is.
            on_over: Called from another thread with the exit code when the child is over, killed or not.

        Raises:
            OSError: It cannot be started.
        """
        self.length_s = length_ms / 1000
        self.started = time.monotonic()
        self.killed = False
        self._process = subprocess.Popen(  # noqa: S603  # the player's own path, and a file of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that Ctrl-C, which is for the session, is not taken for a failing player
            creationflags=NO_WINDOW,
        )
        self.over = threading.Event()

        def wait() -> None:
            code = self._process.wait()
            self.over.set()
            on_over(self, code)

        threading.Thread(target=wait, name="sound", daemon=True).start()

    @property
    def left_s(self) -> float:
        """How long the child has before it counts as hanging."""
        return max(0.0, self.started + self.length_s + LATE_S - time.monotonic())

    @property
    def is_slow(self) -> bool:
        """Whether its sound should have been over for a while."""
        return time.monotonic() > self.started + self.length_s + SLOW_S

    def kill(self) -> None:
        """End it at once."""
        self.killed = True
        with suppress(OSError):
            self._process.kill()


def failure_of(program: PlayerProgram, file: Path, limit_s: float = 2.0) -> str | None:
    """Play a file to its end and return why that fails, in a few words; None where it does not."""
    import tempfile

    with tempfile.TemporaryFile() as errors:  # a file and no pipe: nobody has to read it while the child runs
        try:
            code = subprocess.run(  # noqa: S603  # likewise
                program.command_for(file),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                timeout=limit_s,
                check=False,
                start_new_session=True,
                creationflags=NO_WINDOW,
            ).returncode
        except subprocess.TimeoutExpired:
            return f"no answer within {limit_s:g} s"
        except OSError as error:
            return (error.strerror or "it cannot be started").lower()
        if code == 0:
            return None
        errors.seek(0)
        return _last_words(errors.read(4096)) or f"exit code {code}"


def _last_words(errors: bytes) -> str:
    """Return the reason at the end of a program's first complaint, as in ``Connection refused``."""
    from stretchtui.cues.wording import spoken

    lines = [line for line in errors.decode(errors="replace").splitlines() if line.strip()]
    return spoken(lines[0].rsplit(": ", 1)[-1], 60).strip(" .") if lines else ""
