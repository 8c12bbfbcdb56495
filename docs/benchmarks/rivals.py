"""Other timers for a terminal, got from where they are published, into a folder that is thrown away.

Nothing is installed on the system: Python's programs come by pip into an environment, Debian's as a package that is
unpacked. What can be had in neither way is left out, unless it is installed already.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FROM_PYPI = ("termdown==2.0.0", "tclock==1.3.0", "countdown-cli==2.2.1")
FROM_DEBIAN = ("tty-clock",)
_INSTALL_S = 900.0


@dataclass(frozen=True)
class Rival:
    """Another timer.

    Attributes:
        command: What runs it; `{}` stands for the seconds to count.
        plain: The same with nothing on the screen that changes more often than once a second; empty for no countdown.
        drawn: A pattern of the text that its first frame shows.
        pause: The key that pauses and goes on.
    """

    name: str
    program: str
    command: tuple[str, ...]
    drawn: str
    plain: tuple[str, ...] = ()
    pause: bytes = b" "

    def found(self, folder: Path) -> str | None:
        """Return where the program is: in the folder, or on the system."""
        path = os.pathsep.join((str(folder / "rivals" / "bin"), str(folder / "debian" / "usr" / "bin")))
        return shutil.which(self.program, path=path) or shutil.which(self.program)


TCLOCK = Rival("tclock", "tclock", ("timer", "-d", "{}s"), "██", ("timer", "-M", "-d", "{}s"))
TERMDOWN = Rival("termdown", "termdown", ("{}",), r"[8P\d]", ("{}",))
RIVALS = (
    TCLOCK,
    TERMDOWN,
    Rival("countdown-cli", "countdown", ("{}s",), "█", ("{}s",)),
    Rival("tty-clock", "tty-clock", ("-s", "-c"), r"\d{4}-\d\d-\d\d"),
    Rival("timr-tui", "timr-tui", ("-m", "countdown", "-c", "{}"), "█"),
    Rival("porsmo", "porsmo", ("timer", "{}s"), r"\d"),
)


def install(folder: Path, checkout: Path) -> list[str]:
    """Make environments for this program and for the others; return what could not be had, and why."""
    own = _environment(folder / "own")
    _pip(own, "install", "--upgrade", "pip")  # the scripts of older ones import more than they need
    _pip(own, "install", str(checkout), "psutil", "pyte", "transitions", check=True)
    others = _environment(folder / "rivals")
    faults = {wanted: _pip(others, "install", wanted) for wanted in FROM_PYPI}
    faults |= {wanted: _unpack(folder / "debian", wanted) for wanted in FROM_DEBIAN}
    faults |= {one.name: "neither pip nor apt-get has it, and it is not installed" for one in _unpublished(folder)}
    return [f"{wanted} ({fault})" for wanted, fault in faults.items() if fault]


def _unpublished(folder: Path) -> list[Rival]:
    published = [wanted.split("==")[0] for wanted in FROM_PYPI] + list(FROM_DEBIAN)
    return [one for one in RIVALS if one.name not in published and one.found(folder) is None]


def versions(folder: Path) -> dict[str, str]:
    """Return the versions of what pip has installed beside this program, by name."""
    python = folder / "rivals" / "bin" / "python"
    listed = subprocess.run([str(python), "-m", "pip", "list", "--format", "freeze"], capture_output=True, text=True)
    return dict(line.split("==") for line in listed.stdout.split() if "==" in line)


def _environment(folder: Path) -> Path:
    """Make an environment unless it is there; return its Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=_INSTALL_S)
    return python


def _pip(python: Path, *arguments: str, check: bool = False) -> str:
    """Run pip, which compiles what it installs; return why it failed."""
    return _try([str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=check)


def _unpack(folder: Path, package: str) -> str:
    """Get a package of Debian's and unpack it; return why it failed."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return "there is no apt-get here"
    folder.mkdir(exist_ok=True)
    if fault := _try(["apt-get", "download", "--quiet", package], folder):
        return fault
    return _try(["dpkg-deb", "--extract", *map(str, folder.glob(f"{package}_*.deb")), str(folder)])


def _try(command: list[str], folder: Path | None = None, *, check: bool = False) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_S)
    if done.returncode == 0:
        return ""
    said = (done.stderr.strip() or f"exit {done.returncode}").splitlines()[-1]
    if check:
        raise SystemExit(f"{' '.join(command)}: {said}")
    return said
