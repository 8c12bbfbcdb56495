"""Child processes that can harm nobody: no shell, no terminal, a time limit, and all that they have started with them.

A child never shares our standard streams: what it writes is taken or thrown away. It is the first of a process group of
its own, so that the time limit ends its own children too.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from stretchcore.values import dataclass
from stretchtui.files import reason


class CannotStart(Exception):
    """A program that is not there or cannot be run; the message says why."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended.

    Attributes:
        code: What it ended with; None where the time limit ended it.
        out: What it wrote on standard output, and `err` on standard error, where that was asked for.
    """

    code: int | None
    out: bytes = b""
    err: bytes = b""


class Child:
    """A child that runs."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        capture: bool = False,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start a child.

        Args:
            command: The program and its arguments.
            capture: Whether what it writes is kept.
            folder: Where it runs.
            environment: What its environment has beside ours.

        Raises:
            CannotStart: The program is not there, or cannot be run.
        """
        into = subprocess.PIPE if capture else subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(  # noqa: S603  # the user's own command, or one of ours; never a shell
                list(command),
                stdin=subprocess.PIPE,
                stdout=into,
                stderr=into,
                cwd=folder,
                env=None if environment is None else {**os.environ, **environment},
                start_new_session=True,
                creationflags=_QUIETLY,
            )
        except OSError as error:
            raise CannotStart(f"{command[0]} cannot be started: {reason(error)}") from None
        except ValueError:  # a zero byte, say
            raise CannotStart(f"{command[0]!a} cannot be started: that is no command") from None

    def end(self, data: bytes = b"", *, limit_s: float) -> Ended:
        """Give it its standard input, and wait for its end; at the time limit, end it with all that it has started."""
        try:
            out, err = self._process.communicate(data, limit_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return Ended(None)
        return Ended(self._process.returncode, out or b"", err or b"")

    def feed(self, data: bytes, *, wait_s: float) -> Ended | None:
        """Give it its standard input, and wait so long for its end; None where it runs on."""
        try:
            self._process.communicate(data, wait_s)
        except subprocess.TimeoutExpired:
            return None
        return Ended(self._process.returncode)

    def wait(self, wait_s: float) -> Ended | None:
        """Wait so long for the end of one that was fed; None where it runs on."""
        return self.feed(b"", wait_s=wait_s)

    def kill(self) -> None:
        """End it at once, with all that it has started."""
        with suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                import signal

                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def run(
    command: Sequence[str],
    data: bytes = b"",
    *,
    limit_s: float,
    capture: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """Run a child to its end.

    Raises:
        CannotStart: The program is not there, or cannot be run.
    """
    return Child(command, capture=capture, environment=environment).end(data, limit_s=limit_s)


_QUIETLY = 0
if sys.platform == "win32":
    _QUIETLY = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
