"""What can go wrong with the history, as one family of errors, each one clear line."""

from __future__ import annotations

import os

# SQLite's primary result codes (https://sqlite.org/rescode.html), so that sqlite3 need not be imported to name them.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN = 3, 5, 6, 8, 10, 11, 13, 14
_PROTOCOL, _TOOBIG, _CONSTRAINT, _MISMATCH, _NOTADB = 15, 18, 19, 20, 26

_DAMAGE = (_CORRUPT, _NOTADB)
_UNAVAILABLE = {
    _PERM: "may not be used",
    _BUSY: "is locked by another program; try again",
    _LOCKED: "is locked by another program; try again",
    _READONLY: "cannot be written: it is read-only",
    _IOERR: "cannot be read or written: the disk failed, is full, or a file size limit was reached",
    _FULL: "cannot be written: the disk is full",
    _CANTOPEN: "cannot be opened",
    _PROTOCOL: "is locked by another program; try again",
}
# A statement of ours that finds no such table or column, or text that is no UTF-8, reads a file that is not what its
# version number says. SQLite gives these no code of damage.
_DAMAGE_WORDS = ("no such ", "has no column named", "unknown function", "decode to utf-8", "malformed")


_LONGEST_QUOTE = 120  # SQLite quotes what it cannot read, however long it is


class HistoryError(Exception):
    """The history cannot do what was asked; `message` says why in one line and `path` which file is meant."""

    def __init__(self, message: str, path: str | os.PathLike[str]) -> None:
        self.message = _one_line(message)
        self.path = os.fspath(path)
        super().__init__(self.message, self.path)

    def __str__(self) -> str:
        return _one_line(f"{self.path}: {self.message}")


class HistoryNewer(HistoryError):
    """A newer version of the program wrote this history; it is left exactly as it is."""


class HistoryCorrupt(HistoryError):
    """The file is damaged, or is no history at all."""


class HistoryUnavailable(HistoryError):
    """The file cannot be reached now: read-only, full, locked, not permitted, or not a file."""


class HistoryRefused(HistoryError):
    """The request does not fit the history (no such session, a pain of 11); nothing was changed."""

    def __str__(self) -> str:
        return self.message


def is_busy(error: Exception) -> bool:
    """Tell whether a sqlite3 error means that another program holds the lock."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in (_BUSY, _LOCKED, _PROTOCOL)


def is_unwritable(error: Exception) -> bool:
    """Tell whether a sqlite3 error means that the file or its folder cannot be written."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in (_PERM, _READONLY, _CANTOPEN, _IOERR)


def may_pass(fault: HistoryError) -> bool:
    """Tell whether damage may be none: of a read that fails, SQLite says the same as of a page that is spoilt."""
    return getattr(fault.__cause__, "sqlite_errorcode", None) == _CORRUPT


def database_fault(error: Exception, path: str | os.PathLike[str]) -> HistoryError:
    """Turn an error of sqlite3 into one of the history's.

    Args:
        error: any `sqlite3.Error`, or the UnicodeDecodeError that takes its place where SQLite quotes damaged text.
        path: the database it came from.

    Returns:
        the error to raise; SQLite's own words are kept in it.
    """
    text = _one_line(str(error))[:_LONGEST_QUOTE]
    if isinstance(error, UnicodeDecodeError):
        return HistoryCorrupt("the history is damaged (text that is no UTF-8)", path)
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _DAMAGE or any(word in text.lower() for word in _DAMAGE_WORDS):
        return HistoryCorrupt(f"the history is damaged ({text})", path)
    if primary in _UNAVAILABLE:
        return HistoryUnavailable(f"the history {_UNAVAILABLE[primary]} ({text})", path)
    if primary in (_CONSTRAINT, _MISMATCH, _TOOBIG):
        return HistoryRefused(f"the history refuses this row ({text})", path)
    return HistoryError(f"the history cannot be used ({text})", path)


def file_fault(error: OSError, path: str | os.PathLike[str]) -> HistoryUnavailable:
    """Turn an error of the file system into one of the history's."""
    return HistoryUnavailable(f"cannot be used: {error.strerror or type(error).__name__}", path)


def _one_line(text: str) -> str:
    """Make one printable line of a text that may quote anything."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in " ".join(text.split()))
