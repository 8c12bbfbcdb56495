"""Folders for targets that need files, in memory where the system has such a place."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def room() -> Path:
    """Return the folder that is the only one in which targets may write; it goes when the program ends."""
    memory = "/dev/shm"
    folder = tempfile.mkdtemp(prefix="fuzz-", dir=memory if os.access(memory, os.W_OK) else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def scratch(name: str) -> Path:
    """Return a target's folder."""
    folder = room() / name
    folder.mkdir()
    return folder


def emptied(name: str) -> Path:
    """Return a target's folder with nothing in it."""
    folder = scratch(name)
    for file in folder.iterdir():
        file.unlink()
    return folder
