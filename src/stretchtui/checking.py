"""Whether a file is meant as an exercise or as a routine."""

from collections.abc import Container
from pathlib import Path

from stretchcore.tomltext import read_toml
from stretchcore.words import Section
from stretchtui.files import read_bounded


def is_exercise_file(name: str) -> bool:
    """Tell whether a file is meant as an exercise: it lies with the exercises, or has positions and no steps.

    Raises:
        FileFault: The file cannot be read.
    """
    path = Path(name).expanduser()
    if path.absolute().parent.name == "exercises":
        return True
    tables, _, _ = read_toml(read_bounded(path))
    return tables is not None and is_exercise(tables)


def is_exercise(tables: Container[str]) -> bool:
    """Tell whether the tables of a file are an exercise's: they have positions and no steps."""
    return "positions" in tables and not any(section in tables for section in Section)
