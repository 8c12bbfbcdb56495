"""Our own routines and exercises, as a stranger sends them: a TOML file, or a block of it pasted from a chat."""

import re

from stretchcore.text import slug
from stretchcore.tomltext import MAX_SIZE, read_toml
from stretchtui.checking import is_exercise
from stretchtui.exchange.incoming import BadImport, Incoming, Piece

NAME = "stretchtui"

_KEY = re.compile(
    rb"^[ \t]*(?:format|name|summary|tags|source|posture|targets|kind|sides|hold|reps)[ \t]*="
    rb"|^[ \t]*\[\[?(?:warm_up|steps|cool_down|positions|defaults|schedule)\]",
    re.MULTILINE,
)
_BLOCK = re.compile(r"\s*(`{3,9}|~{3,9})[^\n`]*\n(.*?)\n?\1`*\s*", re.DOTALL)


def recognises(data: bytes, name: str) -> bool:
    """Tell whether a file is one of ours by its name, or has a key of ours at the start of a line."""
    return name.lower().endswith(".toml") or bool(_KEY.search(data[:20_000]))


def read(data: bytes) -> Incoming:
    """Read a routine or an exercise; its text stays as it is, comments and all.

    Mistakes in it are left to who stores it: only there is it known which exercises there are.

    Raises:
        BadImport: It is no TOML.
    """
    if len(data) > MAX_SIZE:
        raise BadImport(f"it is too large for a routine or an exercise: at most {MAX_SIZE // 1024} KiB are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadImport(f"the byte 0x{data[error.start]:02X} is not UTF-8 text") from None
    block = _BLOCK.fullmatch(text)
    if block is not None:
        text = block[2] + "\n"
    tables, _, problems = read_toml(text)
    if tables is None:
        problem = problems[0]
        raise BadImport(f"line {problem.place.line}, column {problem.place.column}: {problem.message}")
    name = tables.get("name")
    id = slug(name[:200]) if isinstance(name, str) else ""
    kind = "exercise" if is_exercise(tables) else "routine"
    return Incoming("a file of stretchtui", (Piece(kind, id or kind, tables, text),))  # type: ignore[arg-type]
