"""Whether a file is meant as an exercise or as a routine."""

from pathlib import Path

from stretchcore.tomltext import read_toml
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
    return tables is not None and "positions" in tables and not {"steps", "warm_up", "cool_down"}.intersection(tables)
