"""Writes the JSON Schemas that editors check files by, from the tables that read the files.

Run it after a key was added or its meaning changed, or an exercise: ``python docs/make_schema.py``. The schemas lie in
the package, src/stretchtui/schema/, and nowhere else.
"""

import json
from pathlib import Path

from stretchcore.document import read_exercise
from stretchcore.jsonschema import JsonSchema, exercise_schema, routine_schema

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "stretchtui" / "schema"


def render() -> dict[str, str]:
    """Return the text of each file by its name."""
    files = sorted((ROOT / "routines" / "exercises").glob("*.toml"))
    exercises = [(file.stem, read_exercise(file.read_bytes(), file.stem).good().name) for file in files]
    return {
        "routine.schema.json": _text(routine_schema(exercises)),
        "exercise.schema.json": _text(exercise_schema()),
    }


def _text(schema: JsonSchema) -> str:
    """Return a schema as a file: what fits on a line stands on one, so that a change shows where it is."""
    return _lines(schema, "") + "\n"


def _lines(value: object, indent: str) -> str:
    flat = json.dumps(value)
    if len(flat) + len(indent) <= 100 or not isinstance(value, (dict, list)):
        return flat
    inner = indent + " "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key)}: {_lines(entry, inner)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _lines(entry, inner) for entry in value) + f"\n{indent}]"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in render().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
