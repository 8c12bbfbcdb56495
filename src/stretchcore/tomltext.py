"""Reads the text of a TOML file that a stranger may have written: any input ends, soon, in tables or in one problem."""

import re
import tomllib

from stretchcore.routine import Path
from stretchcore.text import printable
from stretchcore.tomlguard import find_refusal, last_literal_offset
from stretchcore.tomllocate import LineIndex, Locations, Place
from stretchcore.values import dataclass

__all__ = ["MAX_SIZE", "Locations", "Path", "Place", "SourceProblem", "read_toml"]

MAX_SIZE = 256 * 1024
"""Largest file that is read, in bytes of UTF-8."""

_MAX_MESSAGE = 160  # characters; tomllib repeats whole keys

_TEXT_NEEDS_QUOTES = 'texts and times need quotes, as in "20s"'
# What tomllib's messages leave a writer to guess. Others, also those of later versions, are printed as they are.
_CLEARER = {
    "Expected newline or end of document after a statement": f"expected the end of the line; {_TEXT_NEEDS_QUOTES}",
    "Invalid value": f"expected a value; {_TEXT_NEEDS_QUOTES}",
    "Invalid statement": 'expected a key, as in name = "Bridge", or a header, as in [[steps]]',
    "Invalid initial character for a key part": "expected a key: letters, digits, - and _, or a text in quotes",
    "Expected '=' after a key in a key/value pair": 'expected "=" after the key',
    "Cannot overwrite a value": "the key is set already, or its table is written twice",
    "Unclosed array": 'expected "," or "]" in the list',
    "Unclosed inline table": 'expected "," or "}" in the table; it must end on the line on which it starts',
    "Illegal character '\\n'": "the text is not closed on its line; its closing quote is missing",
    "Found invalid character '\\n'": "the text is not closed on its line; its closing quote is missing",
    "Unescaped '\\' in a string": "a backslash in a text is written twice, or the text in single quotes",
}
_UNCLOSED = ("Unterminated string", 'Expected "\'"', "Expected \"'''\"")
_KEY_TUPLE = re.compile(r"\((['\"].*['\"]),?\)", re.DOTALL)
_POSITION = re.compile(r"(.*) \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Why a text is no document: its place, a message safe to print, a short code for scripts, and perhaps a hint.

    The codes: `too-large`, `encoding`, `syntax`, and of what would take too long or cannot be meant `too-deep`,
    `too-long-key`, `too-long-number`, `too-much`.
    """

    place: Place
    message: str
    code: str
    hint: str | None = None


def read_toml(source: str | bytes) -> tuple[dict[str, object] | None, Locations, list[SourceProblem]]:
    """Read a TOML document of any content, in a time bounded by its size.

    Args:
        source: The file as bytes (UTF-8, a byte order mark is skipped) or as text, of at most `MAX_SIZE`.

    Returns:
        The tables, what finds the place of a path in them, and no problem; or None, locations that only know the start
        of the file, and the first problem. It raises nothing.
    """
    text, problem = _decode(source)
    tables: dict[str, object] | None = None
    if problem is None:
        tables, problem = _parse(text)
    if problem is not None:
        return None, Locations(""), [problem]
    return tables, Locations(text), []


def locations_in(source: str | bytes) -> Locations:
    """Return what finds the place of a path in a document that `read_toml` has read before."""
    return Locations(_decode(source)[0])


def _decode(source: str | bytes) -> tuple[str, SourceProblem | None]:
    """Return the text with line feeds for line ends and no byte order mark, or why it is none."""
    # A text has at least as many bytes as characters: one of a gigabyte is not encoded only to be measured.
    size = len(source)
    try:
        if size > MAX_SIZE:
            text = ""
        elif isinstance(source, str):
            size = len(source.encode())
            text = source.removeprefix("\ufeff")
        else:
            text = source.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode()
        message = f"the byte 0x{error.object[error.start]:02X} is not UTF-8 text; save the file as UTF-8"
        return "", SourceProblem(_end(before), message, "encoding")
    except UnicodeEncodeError as error:
        before = error.object[: error.start].removeprefix("\ufeff")
        message = f"the character U+{ord(error.object[error.start]):04X} is not allowed in a text"
        return "", SourceProblem(_end(before), message, "encoding")
    if size > MAX_SIZE:
        message = f"the file is too large: {-(-size // 1024):,} KiB; at most {MAX_SIZE // 1024} KiB are read"
        return "", SourceProblem(Place(1, 1), message, "too-large")
    return text.replace("\r\n", "\n"), None


def _end(text: str) -> Place:
    return LineIndex(text).place(len(text))


def _parse(text: str) -> tuple[dict[str, object] | None, SourceProblem | None]:
    """Parse a text where the guard lets it pass."""
    refusal = find_refusal(text)
    if refusal is None:
        return _parse_guarded(text)
    # A mistake further up may be why the rest looks strange (an unclosed list nests all that follows): tell that then.
    before = text[: refusal.offset]
    place = _end(before)
    _, earlier = _parse_guarded(before)
    if earlier is not None and (earlier.place.line, earlier.place.column) < (place.line, place.column):
        return None, earlier
    return None, SourceProblem(place, refusal.message, refusal.code)


def _parse_guarded(text: str) -> tuple[dict[str, object] | None, SourceProblem | None]:
    """Parse a text that has passed the guard."""
    try:
        # tomllib makes LF of CR LF by itself. What is left of them here was CR CR LF, which is wrong and stays wrong.
        return tomllib.loads(text.replace("\r\n", "\r\r\n")), None
    except tomllib.TOMLDecodeError as error:
        return None, _syntax_problem(str(error), text)
    except RecursionError:  # the guard bounds the depth; this is for a caller who is near the limit already
        return None, SourceProblem(_end(text), "the values are nested too deep", "too-deep")
    except Exception as error:  # noqa: BLE001 - int() and the like speak for themselves; no text may end in a traceback
        message = f"the file cannot be read: {printable(str(error), _MAX_MESSAGE)}"
        return None, SourceProblem(Place(1, 1), message, "syntax")


def _syntax_problem(message: str, text: str) -> SourceProblem:
    """Return the problem that an error message of tomllib tells, without the position at its end."""
    lines = LineIndex(text)
    offset = len(text)
    found = _POSITION.fullmatch(message)
    if found:
        message = found[1]
        if found[2]:
            offset = lines.offset(Place(int(found[2]), int(found[3])))
    if text.startswith("\r", offset):
        message = "a carriage return stands without a line feed; end lines with LF or CRLF"
    elif offset == len(text) and message in _UNCLOSED:
        message = "the text that starts here is never closed"
        offset = last_literal_offset(text)
    else:
        # Cut before it is searched: a key of 100,000 brackets is repeated whole.
        message = _CLEARER.get(message) or _KEY_TUPLE.sub(_dotted, message[:1].lower() + message[1 : 2 * _MAX_MESSAGE])
    return SourceProblem(lines.place(offset), printable(message, _MAX_MESSAGE), "syntax")


def _dotted(key: re.Match[str]) -> str:
    """Return a key of a message as it is written, ``'steps.positions'``, where tomllib prints a tuple of its parts."""
    return key[1].replace("', '", ".")
