"""Text that comes from strangers: what is refused, how wide it is, how it is quoted in a message."""

import unicodedata

MAX_NAME_CELLS = 100
"""Widest name, in terminal cells."""

MAX_TEXT_CELLS = 500
"""Widest entry of any other text, in terminal cells."""

# Characters that change the direction of the text around them: a name could turn the rest of its line around.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_SEPARATORS = frozenset("\u2028\u2029")
_ZERO_WIDTH = frozenset(("Mn", "Me", "Cf"))


def cell_width(text: str) -> int:
    """Tell how many terminal cells a text takes: wide East Asian ones and emoji count two, combining ones none."""
    if text.isascii():
        return len(text)
    width = 0
    for character in text:
        if unicodedata.category(character) in _ZERO_WIDTH:
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


def is_refused(character: str) -> bool:
    """Tell whether a character may never stand in a name or a text.

    Refused are control characters (Cc), surrogates, bidirectional controls and the two Unicode line separators: each
    can rewrite a terminal or a screen. The zero-width joiner is kept, since scripts and emoji need it.
    """
    return (
        unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI_CONTROLS or character in _LINE_SEPARATORS
    )


def text_fault(text: str, max_cells: int = MAX_TEXT_CELLS) -> str | None:
    """Say what is wrong with a text from outside, or None where it may be shown.

    Args:
        text: The text as it was read.
        max_cells: The widest that is allowed, in terminal cells.
    """
    # A zero-width character costs no cell but memory and time all the same: the length is bounded too.
    if len(text) > max_cells * 4:
        return f"the text is too long: {len(text):,} characters; at most {max_cells} columns are allowed"
    if not (text.isascii() and text.isprintable()):
        for character in text:
            if is_refused(character):
                return f"{_refused_name(character)} is not allowed in a text{_INSTEAD.get(character, '')}"
    if not cell_width("".join(text.split())):
        return "the text is empty; write one, or leave it out"
    width = cell_width(text)
    if width > max_cells:
        return f"the text is too long: {width} columns; at most {max_cells} are allowed"
    return None


_INSTEAD = {"\n": "; write it on one line", "\r": "; write it on one line", "\t": "; write a blank"}


def _refused_name(character: str) -> str:
    known = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}
    return known.get(character) or f"the character U+{ord(character):04X}"


def printable(text: str, limit: int = 200) -> str:
    """Return a text that is safe to print on one line: refused characters escaped, cut at a number of characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(f"\\u{ord(c):04x}" if is_refused(c) else c for c in cut)


def quoted(value: object, limit: int = 40) -> str:
    """Return a value of a file as a message shows it: short, on one line, without a harmful character.

    A number of 100,000 digits cannot be turned into text at all (and need not be), so numbers are bounded first.
    """
    if isinstance(value, str):
        return f'"{printable(value, limit)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**limit else "a very large number"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return printable(str(value), limit)


def nearest(word: str, known: "list[str] | tuple[str, ...]", cutoff: float = 0.6) -> str | None:
    """Return the known word that is most like a mistyped one, or None where none is near."""
    from difflib import get_close_matches  # 6 ms that only a mistake costs

    written = word[:100].lower()
    letters = sorted(written)
    swapped = [other for other in known if sorted(other) == letters]  # `resp` is meant as `reps`, not as `rest`
    if len(swapped) == 1:
        return swapped[0]
    close = get_close_matches(written, known, n=1, cutoff=cutoff)
    if close or len(written) < 3:
        return close[0] if close else None
    # "wednesday" is meant as "wed", however much longer it is.
    alike = [other for other in known if other.startswith(written) or written.startswith(other)]
    return alike[0] if len(alike) == 1 else None


def slug(name: str) -> str:
    """Return an id made of a name: small letters, digits and hyphens ("Child's pose" becomes "childs-pose")."""
    plain = unicodedata.normalize("NFKD", name.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode()
    words = "".join(c.lower() if c.isalnum() else " " for c in plain).split()
    return "-".join(words)[:60].strip("-")
