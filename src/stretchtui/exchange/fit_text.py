"""Texts in FIT: UTF-8, of a bounded number of bytes, and never cut inside a character."""

import unicodedata
from collections.abc import Sequence

_MORE = "…"
_JOINER = "\u200d"


def bounded(text: str, most_bytes: int) -> str:
    """Return a text of at most so many bytes in UTF-8; what is longer ends in an ellipsis.

    It is cut between characters as a reader sees them: no accent and no joined emoji is torn off.
    """
    raw = text.encode()
    if len(raw) <= most_bytes:
        return text
    kept = raw[: most_bytes - len(_MORE.encode())].decode(errors="ignore")
    while kept and (_belongs(text[len(kept)]) or kept[-1] == _JOINER):
        kept = kept[:-1]
    return kept.rstrip() + _MORE


def bounded_sentences(sentences: Sequence[str], most_bytes: int) -> str:
    """Return as many whole sentences as go into so many bytes; of the first one at least its beginning."""
    told = ""
    for sentence in sentences:
        longer = f"{told} {sentence}".lstrip()
        if len(longer.encode()) > most_bytes:
            return told or bounded(sentence, most_bytes)
        told = longer
    return told


def _belongs(character: str) -> bool:
    """Tell whether a character is drawn into the one before it."""
    return (
        character == _JOINER
        or unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # the colours of skin
    )
