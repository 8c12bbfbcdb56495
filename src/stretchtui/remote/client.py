"""Asks a running session, and waits for its answer."""

import errno
import json
import os
import socket
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from stretchtui.files import reason
from stretchtui.remote.address import peer_uid

ANSWER_S = 2.0
"""How long a session may take to answer, in seconds."""

_MAX_ANSWER_BYTES = 1 << 20
_NOBODY = (errno.ENOENT, errno.ECONNREFUSED, errno.ENOTDIR)


class RemoteFault(Exception):
    """A session cannot be asked; the message says why."""


class NoSession(RemoteFault):
    """None is running."""

    def __init__(self) -> None:
        super().__init__("no session is running")


class NoControl(RemoteFault):
    """This system has no Unix sockets."""

    def __init__(self) -> None:
        super().__init__("a session cannot be controlled from outside here: this system has no Unix sockets")


class NotAnswering(RemoteFault):
    """It does not answer."""

    def __init__(self) -> None:
        super().__init__(f"the session does not answer within {ANSWER_S:g} s; it may be stopped")


class Refused(RemoteFault):
    """It answers that it will not.

    Attributes:
        error: Which of `stretchtui.remote.protocol.ERRORS`.
    """

    def __init__(self, error: str, message: str) -> None:
        self.error = error
        super().__init__(message)


class Client:
    """A connection to a running session; use it in a ``with``."""

    def __init__(self, path: str) -> None:
        """Connect.

        Raises:
            NoSession: None is running.
            RemoteFault: One may be running, but cannot be reached.
        """
        if not hasattr(socket, "AF_UNIX"):
            raise NoControl
        self._read = b""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_S)
        try:
            self._connect(path)
        except BaseException:
            self._socket.close()
            raise

    def _connect(self, path: str) -> None:
        try:
            self._socket.connect(path)
        except (TimeoutError, BlockingIOError):
            raise NotAnswering from None
        except OSError as error:
            if error.errno in _NOBODY:
                raise NoSession from None
            raise RemoteFault(f"{path} cannot be reached: {reason(error)}") from None
        owner = peer_uid(self._socket)
        if owner is not None and owner != os.geteuid():
            raise RemoteFault(f"{path} belongs to another user")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def ask(self, request: Mapping[str, object]) -> dict[str, object]:
        """Return the answer to a request; events that come before it are left out.

        Raises:
            NoSession: It has ended.
            NotAnswering: No answer comes.
            Refused: It says no.
        """
        until = time.monotonic() + ANSWER_S
        self.send({**request, "until_ms": int(until * 1000)})  # what is said to have failed must not happen later
        while True:
            answer = self.next_message(max(0.0, until - time.monotonic()))
            if answer is None:
                raise NotAnswering
            if "ok" in answer:
                return checked(answer)

    def send(self, request: Mapping[str, object]) -> None:
        """Send a request without waiting for the answer.

        Raises:
            NoSession: It has ended.
            NotAnswering: It does not read.
        """
        try:
            self._socket.settimeout(ANSWER_S)
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        except TimeoutError:
            raise NotAnswering from None
        except OSError:
            pass  # who was refused can still read why; who was cut off learns it by reading

    def next_message(self, wait_s: float | None) -> dict[str, object] | None:
        """Return what comes next, an answer or an event; None where nothing comes in time.

        Args:
            wait_s: How long to wait, in seconds; None for ever.

        Raises:
            NoSession: It has ended.
        """
        until = None if wait_s is None else time.monotonic() + wait_s
        while b"\n" not in self._read:
            left_s = None if until is None else until - time.monotonic()
            try:
                self._socket.settimeout(None if left_s is None else max(0.001, left_s))
                data = self._socket.recv(65_536)
            except TimeoutError:
                return None
            except OSError:
                data = b""
            if not data:
                raise NoSession
            self._read += data
            if len(self._read) > _MAX_ANSWER_BYTES:
                raise RemoteFault("this is no session that answers")
        line, self._read = self._read.split(b"\n", 1)
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            raise RemoteFault("this is no session that answers")
        return message


def checked(answer: dict[str, object]) -> dict[str, object]:
    """Return an answer that is a yes.

    Raises:
        NoSession: It says that it has ended.
        Refused: It says no.
    """
    if answer.get("ok") is True:
        return answer
    error = str(answer.get("error"))
    if error == "no-session":
        raise NoSession
    raise Refused(error, str(answer.get("message")))
