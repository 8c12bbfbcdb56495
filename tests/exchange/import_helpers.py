"""A library of one's own, and all that lies in its folders."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stretchtui.authoring import Desk
from stretchtui.exchange.importers import read_import
from stretchtui.exchange.receiving import Delivery, receive, store
from stretchtui.library import Library
from stretchtui.paths import Paths

FREE_EXERCISE_DB = Path(__file__).parent / "files" / "free-exercise-db.json"


def desk_in(home: Path) -> Desk:
    """Return a desk that knows what lies in a folder now."""
    paths = Paths.under(home)
    return Desk(paths, Library(paths))


def received(home: Path, data: bytes | str, name: str, *, everything: bool = False) -> Delivery:
    """Read a file and check it; nothing is stored."""
    source = data.encode() if isinstance(data, str) else data
    return receive(read_import(source, name), desk_in(home), everything=everything)


def stored(home: Path, data: bytes | str, name: str) -> Delivery:
    """Read a file and store it."""
    delivery = received(home, data, name)
    store(delivery)
    return delivery


def tree(folder: Path) -> Mapping[str, bytes | None]:
    """Return everything below a folder: the files with what is in them, the folders with nothing."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def entry(name: str, *instructions: str, **more: object) -> dict[str, Any]:
    """Return an entry as free-exercise-db has them."""
    return {
        "name": name,
        "force": "static",
        "level": "beginner",
        "mechanic": None,
        "equipment": None,
        "primaryMuscles": ["hamstrings"],
        "secondaryMuscles": [],
        "instructions": list(instructions),
        "category": "stretching",
        "images": [],
        "id": name.replace(" ", "_"),
        **more,
    }


def database(*entries: object) -> bytes:
    """Return a file as free-exercise-db is one."""
    return json.dumps(entries).encode()
