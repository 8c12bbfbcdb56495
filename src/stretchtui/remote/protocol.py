"""The language of the socket: one JSON object a line, both ways. docs/remote.md describes it.

A request names one command of the session's vocabulary, or one of the three that ask; nothing else can be said.
"""

import json
from collections.abc import Mapping
from typing import NoReturn

from stretchcore.commands import BadCommand, Command, parse_command
from stretchcore.text import quoted
from stretchcore.values import dataclass
from stretchtui.remote.template import BadTemplate, parse_template

MAX_LINE_BYTES = 64 * 1024
"""The longest line that is read, without its end."""

QUESTIONS = ("view", "status", "subscribe")
"""What can be asked beside the vocabulary of commands."""

BAD_COMMAND, ILLEGAL, TOO_LONG, BUSY, NO_SESSION = "bad-command", "illegal", "too-long", "busy", "no-session"
FORBIDDEN = "forbidden"
ERRORS = (BAD_COMMAND, ILLEGAL, TOO_LONG, BUSY, NO_SESSION, FORBIDDEN)
"""What can be wrong."""

_FIGURES = {"extend": "seconds", "jump": "index"}
_MAX_FIGURE = 1_000_000_000
_MAX_ID_LENGTH = 200

RequestId = str | int | None


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks.

    Attributes:
        id: What the answer is to be called.
        command: What the session is told; None where it is only asked.
        question: Which of `QUESTIONS`, where it is asked.
        template: The format of a status.
        until_ms: Until when it counts, in milliseconds of the monotonic clock that all programs share; None for ever.
    """

    id: RequestId
    command: Command | None
    question: str | None = None
    template: str | None = None
    until_ms: int | None = None


class BadRequest(ValueError):
    """A line that is no request; the session has not seen it."""

    def __init__(self, message: str, id: RequestId = None) -> None:
        self.id = id
        super().__init__(message)


def read_request(line: bytes) -> Request:
    """Read a line of any content.

    Raises:
        BadRequest: It is no request.
    """
    data = _read_object(line)
    id = data.get("id")
    if not (id is None or (isinstance(id, str) and len(id) <= _MAX_ID_LENGTH) or _is_whole(id)):
        raise BadRequest(f"an id is a whole number, or a text of at most {_MAX_ID_LENGTH} characters")
    assert id is None or isinstance(id, str | int)
    words = data.get("command")
    if not isinstance(words, str):
        raise BadRequest('say what to do, as in {"command": "pause"}', id)
    name, until_ms = words.strip().lower(), data.get("until_ms")
    if not (until_ms is None or _is_whole(until_ms)):
        raise BadRequest("until_ms is a whole number of milliseconds", id)
    assert until_ms is None or isinstance(until_ms, int)
    try:
        if name in QUESTIONS:
            return Request(id, None, name, _template(data) if name == "status" else None, until_ms)
        return Request(id, parse_command(_with_figure(words, name, data)), until_ms=until_ms)
    except (BadCommand, BadTemplate) as fault:
        raise BadRequest(str(fault), id) from None


def _read_object(line: bytes) -> Mapping[str, object]:
    try:
        data = json.loads(line.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):  # of a number with thousands of digits too
        raise BadRequest("this line is no JSON") from None
    if not isinstance(data, dict):
        raise BadRequest('a request is an object, as in {"command": "pause"}')
    return data


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _template(data: Mapping[str, object]) -> str | None:
    text = data.get("format")
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadTemplate("a format is a text")
    parse_template(text)
    return text


def _with_figure(words: str, name: str, data: Mapping[str, object]) -> str:
    """Return a command as one line of the vocabulary, its figure put behind it."""
    key = _FIGURES.get(name)
    if key is None or key not in data:
        return words
    value = data[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadCommand(f"{key} is a number")
    if not abs(value) <= _MAX_FIGURE:  # as nothing is that is no number
        raise BadCommand(f"{key} is out of all bounds: {quoted(value)}")
    return f"{name} {value}" if isinstance(value, int) else f"{name} {value:.9f}"


def success(id: RequestId, **more: object) -> dict[str, object]:
    """Return an answer to what was done."""
    return {"id": id, "ok": True, **more}


def failure(id: RequestId, error: str, message: str) -> dict[str, object]:
    """Return an answer to what was not done.

    Args:
        error: One of `ERRORS`.
    """
    return {"id": id, "ok": False, "error": error, "message": message}


def to_line(data: Mapping[str, object]) -> bytes:
    """Return an object as a line."""
    # An id may hold half a surrogate pair, which no UTF-8 can: it goes back as it came, as \\udXXX.
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
