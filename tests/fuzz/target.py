"""What a target of the fuzzers is, and how it tells that a promise was not kept."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from stretchcore.text import is_refused

Mutate = Callable[[bytes, Random], bytes]


class BrokenPromise(AssertionError):
    """What a target promises of every input does not hold for this one."""


@dataclass(frozen=True)
class Target:
    """One way by which bytes of strangers come in.

    Attributes:
        promise: What holds for every input beside what holds for all: no exception but those that are documented, soon
            over, nothing written, nothing sent.
        run: Takes an input in, and raises where a promise is not kept.
        seeds: Makes the inputs to begin with; good ones and bad ones.
        mutate: Makes another input of one, so that many still mean something.
        mend: Repairs what no random change can, such as a checksum; for inputs that another fuzzer has changed.
        tries: How many inputs the short run of the tests takes.
    """

    name: str
    promise: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    mutate: Mutate
    mend: Callable[[bytes], bytes] = bytes
    tries: int = 100


def promise(holds: object, what: str) -> None:
    """Say that something holds."""
    if not holds:
        raise BrokenPromise(what)


def shown(text: str, longest: int = 2_000) -> None:
    """Say that a text can be printed as it is, on one line."""
    promise(not any(map(is_refused, text)), f"a text rewrites a terminal: {text[:300]!a}")
    promise(len(text) <= longest, f"a text has {len(text):,} characters: {text[:100]!a}")


# -- what an input may not do ------------------------------------------------------------------------------------------

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_ACTS = frozenset(
    (
        *("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
        *("os.chown", "os.utime", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.kill", "subprocess.Popen"),
        *("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "shutil.rmtree", "pty.spawn"),
    )
)
_seen: list[str] | None = None
_allowed = ""
_is_hooked = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is None:
        return
    if event == "open":
        path, _, flags = arguments
        if not isinstance(flags, int) or not flags & _WRITING or isinstance(path, int):
            return
    elif event not in _ACTS:
        return
    else:
        path = arguments[0] if arguments else ""
    if event == "os.chmod" and isinstance(path, int):  # a file that is open: that was watched
        return
    place = os.fsdecode(path) if isinstance(path, (str, bytes)) else ascii(path)
    if "__pycache__" in place or (_allowed and place.startswith(_allowed)):
        return
    _seen.append(f"{event}: {place[:200]!a}")


@contextmanager
def harmless(folder: str = "") -> Iterator[None]:
    """Say that nothing is written, started or connected inside.

    Args:
        folder: Where files may be written all the same.
    """
    global _seen, _allowed, _is_hooked
    if not _is_hooked:
        sys.addaudithook(_hook)
        _is_hooked = True
    seen: list[str] = []
    _seen, _allowed = seen, folder
    try:
        yield
    finally:
        _seen = None
    promise(not seen, f"it acts: {seen[:3]}")
