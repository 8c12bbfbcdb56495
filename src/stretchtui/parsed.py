"""What TOML files say, kept as JSON, which is read many times as fast.

Parsing the files of twenty exercises would be a fifth of the time of `show`. What is kept of a file counts as long as
its bytes are the same, and is judged by the same tables as what comes from the file itself. A file with a mistake is
never kept.
"""

import json
import os
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from stretchcore.tomltext import read_toml
from stretchtui import __version__
from stretchtui.files import FileFault, write_atomic

_MAX_BYTES = 8 * 1024 * 1024


class KeptTables:
    """The tables of files by path; they are read when the first is asked for."""

    def __init__(self, place: Path | None) -> None:
        """Make it empty.

        Args:
            place: The file to keep them in; None keeps nothing.
        """
        self._place = place
        self._kept: dict[str, list[object]] | None = None
        self._is_new = False

    def of(self, path: Path, source: bytes) -> dict[str, object] | None:
        """Return the tables of a file; None where it holds no TOML.

        Args:
            source: What stands in it.
        """
        if self._place is None:
            return None
        if self._kept is None:
            self._kept = self._read(self._place)
        name, stamp = os.fspath(path), _stamp(source)
        found = self._kept.get(name)
        if found is not None and found[:2] == stamp and isinstance(found[2], dict):
            return found[2]
        raw, _, problems = read_toml(source)
        if raw is None or problems:
            return None
        self._is_new = True
        self._kept[name] = [*stamp, raw]
        return raw

    def write(self) -> None:
        """Keep what was parsed anew; a folder that cannot be written costs time, and no more."""
        if self._place is None or not self._is_new or self._kept is None:
            return
        self._is_new = False
        with suppress(FileFault, ValueError, TypeError):  # a date, say, is no JSON: such a file is parsed each time
            data = json.dumps({"version": __version__, "files": self._kept})
            if len(data) <= _MAX_BYTES:
                write_atomic(self._place, data, mode=0o600)

    def _read(self, place: Path) -> dict[str, list[object]]:
        try:
            data = json.loads(place.read_bytes())
            files = data["files"]
            if data["version"] == __version__ and all(len(found) == 3 for found in files.values()):
                return dict(files)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            pass  # none, or not one of ours: it is made anew
        return {}


def _stamp(source: bytes) -> list[object]:
    """Return what tells a file's bytes from others: not its time, since it may be saved while it is read."""
    return [len(source), crc32(source)]
