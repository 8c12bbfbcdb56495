"""Runs the command line by forks of this process, which has loaded what its commands need: a hundred in a few seconds.

Each ends as an interpreter of its own does, with its last flush and its exit code.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import stretchtui.cli
from stretchtui.__main__ import main as program

for _module in iter_modules(stretchtui.cli.__path__, "stretchtui.cli."):
    if _module.name != "stretchtui.cli.screens":
        import_module(_module.name)  # for those that are forked
for _name in ("typer.main", "stretchtui.history.sessions", "stretchtui.library", "stretchtui.settings", "tomlkit"):
    import_module(_name)


@dataclass
class Ended:
    """How a command ended."""

    code: int
    output: str
    errors: str


class Become(BaseException):
    """Raised in the new process, which is to leave everything and become the program."""


def fork(
    arguments: Sequence[str],
    home: Path,
    streams: str = "",
    *,
    first: Callable[[], object] = lambda: None,
    text: bytes = b"",
) -> Ended:
    """Run a command in a home.

    Args:
        streams: What is wrong with its streams; one of `STREAMS`, or nothing.
        first: Called in the new process, just before the program begins.
        text: What is on its standard input.

    Raises:
        Become: In the new process.
    """
    files = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115  # closed below
    try:
        files[0].write(text)
        files[0].seek(0)
        pid = os.fork()
        if not pid:
            _set_streams(streams, [file.fileno() for file in files])
            editor = shutil.which("true") or "true"
            os.environ.update(STRETCHTUI_HOME=str(home), HOME=str(home), EDITOR=editor, NO_COLOR="1")
            os.environ["PATH"] = "/nonexistent"  # no scheduler, player or editor of whoever works here
            os.chdir(home)
            sys.argv = ["stretchtui", *arguments]
            first()
            raise Become
        _, status = os.waitpid(pid, 0)
        for file in files:
            file.seek(0)
        output, errors = (file.read().decode(errors="replace") for file in files[1:])
    finally:
        for file in files:
            file.close()
    return Ended(os.waitstatus_to_exitcode(status), output, errors)


def becoming(work: Callable[[], None]) -> None:
    """Do the work of the first process; in each that was forked from it, run the program."""
    try:
        work()
    except Become:
        pass
    else:
        return
    program()


@contextmanager
def copied(template: Path, home: Path) -> Iterator[Path]:
    """Lay out a home for one command, and take it away."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    yield home
    shutil.rmtree(home, ignore_errors=True)


STREAMS = ("broken pipe", "full disk", "closed", "all broken", "errors full")


def _set_streams(streams: str, files: list[int]) -> None:
    """Give this process the streams of a command."""
    reader, broken = os.pipe()
    os.close(reader)
    full = os.open("/dev/full", os.O_WRONLY)
    output, errors = {
        "broken pipe": (broken, files[2]),
        "full disk": (full, files[2]),
        "all broken": (broken, broken),
        "errors full": (files[1], full),
    }.get(streams, (files[1], files[2]))
    os.dup2(files[0], 0)
    os.dup2(output, 1)
    os.dup2(errors, 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    if streams == "closed":
        os.close(1)
        sys.stdout = None  # as the interpreter does then
    else:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
