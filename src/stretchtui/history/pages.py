"""Reads the rows that a damaged database still holds, page by page, where SQLite itself would give up.

A table of SQLite is a tree of pages, and one spoilt page at its top hides all that hangs below. So the tree is not
followed: every page of the file is looked at by itself, and of every page that holds rows, each row that is whole is
given. The form is that of https://sqlite.org/fileformat2.html, sections 1.3 to 1.6 (the file) and 4 (the journal).
Whatever the bytes are, the answer is rows or none; it is never an error.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

Value: TypeAlias = int | float | str | bytes | None

PAGE = 4096
"""The size of a page; every file that this program makes has SQLite's default."""

_INDEX_INNER, _INDEX_LEAF, _TABLE_LEAF = 2, 10, 13
_MOST_COLUMNS = 64
_MOST_BYTES = 64 * 1024 * 1024  # of one row; more than any that was ever written
_JOURNAL_HEAD, _FRAME_HEAD = 32, 24
_JOURNAL_MAGIC = (0x377F0682, 0x377F0683)
_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # of whole numbers, by their serial type


class Broken(Exception):
    """Bytes that are no row."""


class Pages:
    """The pages of a database's file, with those that wait in its journal in their place."""

    def __init__(self, path: Path) -> None:
        """Open the file; OSError if that cannot be."""
        self._file = path.open("rb")
        self._journal = None
        self._newer: dict[int, int] = {}
        size = os.fstat(self._file.fileno()).st_size
        self.count = -(-size // PAGE)
        with suppress(OSError):
            self._journal = Path(f"{path}-wal").open("rb")  # noqa: SIM115  # closed by `close`
            self._read_journal()
        self.page = lru_cache(maxsize=256)(self._page)

    def close(self) -> None:
        """Close the files."""
        self._file.close()
        if self._journal is not None:
            self._journal.close()

    def _page(self, number: int) -> bytes:
        """Return a page by its number, from 1; what is missing of it is zeros."""
        if not 1 <= number <= self.count:
            return b""
        try:
            if number in self._newer and self._journal is not None:
                self._journal.seek(self._newer[number])
                return self._journal.read(PAGE).ljust(PAGE, b"\0")
            self._file.seek((number - 1) * PAGE)
            return self._file.read(PAGE).ljust(PAGE, b"\0")
        except OSError:  # a disk that fails at this place
            return b""

    def _read_journal(self) -> None:
        """Find the newest page of each number in the journal, up to its last whole transaction."""
        assert self._journal is not None
        head = self._journal.read(_JOURNAL_HEAD)
        if len(head) < _JOURNAL_HEAD:
            return
        magic, _, size, _, *salts = struct.unpack(">8I", head)
        if magic not in _JOURNAL_MAGIC or size != PAGE:
            return
        order = ">" if magic & 1 else "<"
        sums = _checksum(head[:24], (0, 0), order)
        waiting: dict[int, int] = {}
        place = _JOURNAL_HEAD
        while True:
            self._journal.seek(place)
            frame = self._journal.read(_FRAME_HEAD)
            if len(frame) < _FRAME_HEAD:
                return
            number, commit, *found = struct.unpack(">4I", frame[:16])
            if found[:2] != salts[:2] or not number:  # of an earlier round of the journal
                return
            sums = _checksum(self._journal.read(PAGE), _checksum(frame[:8], sums, order), order)
            if sums != struct.unpack(">2I", frame[16:]):  # damaged, or cut off by a crash: nothing after it counts
                return
            waiting[number] = place + _FRAME_HEAD
            if commit:
                self._newer |= waiting
                self.count = max(self.count, min(commit, 2 * self.count + 100_000))
                waiting = {}
            place += _FRAME_HEAD + PAGE

    def unused(self) -> set[int]:
        """Return the pages that the file says are free: what stands in them was deleted. A broken list ends early."""
        found: set[int] = set()
        trunk = int.from_bytes(self.page(1)[32:36])
        while 1 < trunk <= self.count and trunk not in found:
            found.add(trunk)
            page = self.page(trunk)
            trunk, leaves = struct.unpack(">2I", page[:8])
            if leaves > PAGE // 4 - 2:
                break
            found.update(struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves]))
        return found

    def places(self) -> Iterator[tuple[int, int, int]]:
        """Give each row's place: the kind of its page, the page's number, the row's offset in it."""
        unused = self.unused()
        for number in range(1, self.count + 1):
            page = self.page(number)
            start = 100 if number == 1 else 0
            if number in unused or len(page) < PAGE or page[start] not in (_INDEX_INNER, _INDEX_LEAF, _TABLE_LEAF):
                continue
            kind = page[start]
            cells = int.from_bytes(page[start + 3 : start + 5])
            array = start + (12 if kind == _INDEX_INNER else 8)
            for place in range(array, min(array + 2 * cells, PAGE - 1), 2):
                offset = int.from_bytes(page[place : place + 2]) % PAGE  # as SQLite does
                if array < offset < PAGE:  # the count of cells may be what is spoilt
                    yield kind, number, offset

    def row(self, kind: int, number: int, offset: int, most: int = _MOST_COLUMNS) -> tuple[int, list[Value]]:
        """Read a row.

        Args:
            kind: the kind of its page.
            number: the page.
            offset: where in the page it begins.
            most: how many of its columns are wanted; where these stand in the page, nothing else is read.

        Returns:
            how many columns it has, and the values of the first ones.

        Raises:
            Broken: it is none.
        """
        page = self.page(number)
        offset += 4 if kind == _INDEX_INNER else 0
        size, offset = _varint(page, offset)
        if kind == _TABLE_LEAF:
            _, offset = _varint(page, offset)
        if not 0 < size <= _MOST_BYTES:
            raise Broken
        longest = PAGE - 35 if kind == _TABLE_LEAF else (PAGE - 12) * 64 // 255 - 23
        local = size
        if size > longest:
            least = (PAGE - 12) * 32 // 255 - 23
            local = least + (size - least) % (PAGE - 4)
            local = local if local <= longest else least
        payload = page[offset : offset + local]
        if len(payload) < local:
            raise Broken
        head, place = _varint(payload, 0)
        if head > min(len(payload), size):
            raise Broken
        types = []
        while place < head:
            of, place = _varint(payload, place)
            types.append(of)
            if len(types) > _MOST_COLUMNS:
                raise Broken
        wanted = types[:most]
        # Whoever wants all columns wants them sound; of the first ones, each can be told by itself.
        if len(wanted) == len(types) and (place != head or head + sum(map(_width, types)) != size):
            raise Broken
        place = head
        if head + sum(map(_width, wanted)) > local:
            payload += self._overflow(page, offset + local, size - local)
        values = []
        for of in wanted:
            width = _width(of)
            if place + width > len(payload):
                raise Broken
            values.append(_value(of, payload[place : place + width]))
            place += width
        return len(types), values

    def _overflow(self, page: bytes, place: int, missing: int) -> bytes:
        """Read the part of a row that other pages hold."""
        following = int.from_bytes(page[place : place + 4])
        parts: list[bytes] = []
        while missing > 0:
            page = self.page(following)
            if len(page) < PAGE:
                raise Broken
            following = int.from_bytes(page[:4])
            parts.append(page[4 : 4 + missing])
            missing -= len(parts[-1])
        return b"".join(parts)


def _checksum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    """Go on with the checksum of a journal (section 4.2)."""
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 8 * 2}I", data[: len(data) // 8 * 8])
    for place in range(0, len(words), 2):
        first = (first + words[place] + second) & 0xFFFFFFFF
        second = (second + words[place + 1] + first) & 0xFFFFFFFF
    return first, second


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for count in range(9):
        if place >= len(data):
            raise Broken
        byte = data[place]
        place += 1
        if count == 8:
            return value << 8 | byte, place
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value, place


def _width(of: int) -> int:
    return (of - 12) // 2 if of >= 12 else 8 if of == 7 else _WIDTHS.get(of, 0)


def _value(of: int, data: bytes) -> Value:
    if of == 0:
        return None
    if of in (8, 9):
        return of - 8
    if of in _WIDTHS:
        return int.from_bytes(data, signed=True)
    if of == 7:
        return float(struct.unpack(">d", data)[0])
    if of < 12:
        raise Broken
    if of % 2 == 0:
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Broken from None
