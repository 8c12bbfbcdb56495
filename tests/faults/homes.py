"""Homes where something cannot be written: a folder is read-only, or there is none."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from faults.judging import expect
from faults.signalled import PHASES, ROUTINE, SOURCE

FOLDERS = ("config", "data", "state", "cache", "run")


@contextmanager
def unwritable(folder: Path) -> Iterator[bool]:
    """Make a folder read-only, whoever asks; yields whether that can be done here.

    Root may write anywhere but on a file system that is mounted for reading.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid():
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
        yield True
        folder.chmod(stat.S_IRWXU)
        return
    done = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True).returncode == 0
    done = done and not subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], capture_output=True).returncode
    try:
        yield done
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True)


def run(environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in an environment that has nothing but what is given."""
    return subprocess.run(
        [sys.executable, "-m", "stretchtui", *arguments],
        env={"PATH": "/nonexistent", "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def judge_home(routine: Path, environment: Mapping[str, str]) -> None:
    """Run a session and other commands where little can be written.

    Raises:
        Lost: The session did not run to its end, or something ended in more than one clear line.
    """
    routine.write_text(ROUTINE)
    session = run(environment, "run", str(routine), "--json", "--mute")
    _expect_plain(session)
    expect(session.returncode == 0, f"the session runs to its end: {session.stderr}")
    expect(session.stdout.count('"phase_ended"') == PHASES, "all its phases are done")
    expect(session.stderr.count("\n") <= 3, f"a line for each thing that does not work: {session.stderr}")
    for reading in ("list", "show quick-relief", "stats", "log", "paths", "doctor"):
        _expect_plain(run(environment, *reading.split()))
    for writing in ("config set lead_in 2s", "copy quick-relief mine"):
        changed = run(environment, *writing.split())
        _expect_plain(changed)
        expect(changed.returncode == 0 or changed.stderr.count("\n") == 1, f"one clear line: {changed.stderr}")


def _expect_plain(done: "subprocess.CompletedProcess[str]") -> None:
    expect(done.returncode in (0, 1), f"a known end: {done}")
    expect("Traceback" not in done.stderr and "fault of" not in done.stderr, f"no traceback: {done.stderr}")


def environments(folder: Path) -> Iterator[tuple[str, dict[str, str], Path | None]]:
    """Yield what is tried: its name, the environment, and the folder that cannot be written."""
    for name in FOLDERS:
        home = folder / f"no-{name}"
        yield f"the {name} folder is read-only", {"STRETCHTUI_HOME": str(home)}, home / name
    yield "the whole home is read-only", {"STRETCHTUI_HOME": str(folder / "ro")}, folder / "ro"
    yield "HOME is read-only", {"HOME": str(folder / "home")}, folder / "home"
    yield "HOME does not exist", {"HOME": str(folder / "nowhere" / "at" / "all")}, None
    yield "HOME is a file", {"HOME": __file__}, None
    names = {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache"}
    yield "no HOME", {key: str(folder / "xdg" / name) for key, name in names.items()}, None
