"""Readers of other people's files. Each is a module with `NAME`, `recognises(data, name)` and `read(data)`."""

from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import Protocol

from stretchtui.exchange.incoming import BadImport, Incoming, Piece
from stretchtui.shelves import is_id

IMPORTERS = ("fit", "free_exercise_db", "wger", "workrave", "jawt", "timero", "own")
"""The modules, in the order in which they are asked; the first that recognises a file reads it."""


class Importer(Protocol):
    """What a module of this package is.

    Attributes:
        NAME: What its files are called, for people.
    """

    NAME: str

    def recognises(self, data: bytes, name: str) -> bool:
        """Tell from a look whether a file is one of these; cheap, and raises nothing."""

    def read(self, data: bytes) -> Incoming:
        """Read a file.

        Raises:
            BadImport: It cannot be taken in.
        """


def read_import(data: bytes, file: str) -> Incoming:
    """Read a file with what recognises it.

    Args:
        data: The file.
        file: Its path, or - for standard input. A routine or an exercise of ours has its id from there, where the name
            is one: by it others name it.

    Raises:
        BadImport: Nothing recognises it, or it cannot be taken in.
    """
    name = PurePath(file).name
    incoming = importer_of(data, name).read(data)
    stem = name.removesuffix(".toml")

    def named(piece: Piece) -> Piece:
        return piece if piece.text is None else replace(piece, file=file, id=stem if is_id(stem) else piece.id)

    return replace(incoming, pieces=tuple(map(named, incoming.pieces)))


def importer_of(data: bytes, name: str) -> Importer:
    """Return what reads a file.

    Args:
        data: The file.
        name: What the file is called, without its folder.

    Raises:
        BadImport: Nothing recognises it.
    """
    known: list[str] = []
    for module in IMPORTERS:
        importer: Importer = import_module(f"{__name__}.{module}")
        if importer.recognises(data, name):
            return importer
        known.append(importer.NAME)
    raise BadImport(f"it is no file that can be imported; those of {', '.join(known)} can")
