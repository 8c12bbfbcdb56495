"""Two validators that others wrote, with the regular expressions of Python and of Rust, and the schemas as shipped."""

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import jsonschema_rs

from core.format_files import ROOT

SHIPPED = ROOT / "src" / "stretchtui" / "schema"
FILES = {"routine": SHIPPED / "routine.schema.json", "exercise": SHIPPED / "exercise.schema.json"}

Takes = Callable[[object], bool]


def generator(name: str) -> ModuleType:
    """Return a program of docs/."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / "docs" / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def shipped(kind: str) -> dict[str, Any]:
    """Return the schema of a kind of file as it is shipped."""
    found: dict[str, Any] = json.loads(FILES[kind].read_text(encoding="utf-8"))
    return found


def python_takes(schema: dict[str, Any]) -> Takes:
    """Return what tells by Python's validator whether a schema takes a value."""
    validator = jsonschema.Draft7Validator(schema)
    return lambda value: bool(validator.is_valid(value))


def rust_takes(schema: dict[str, Any]) -> Takes:
    """Return what tells by Rust's validator whether a schema takes a value."""
    validator = jsonschema_rs.Draft7Validator(schema)
    return lambda value: validator.is_valid(as_json(value))


def as_json(value: object) -> Any:
    """Return a value of TOML as taplo hands it to its validator: dates are texts, what is no number is null."""
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_json(entry) for entry in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value if isinstance(value, (str, int, float)) else str(value)


@cache
def engines(kind: str) -> dict[str, Takes]:
    """Return both validators with a shipped schema."""
    return {"python": python_takes(shipped(kind)), "rust": rust_takes(shipped(kind))}
