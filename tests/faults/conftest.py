"""Runs what plays sessions and commands under faults, each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults import shim

ROOT = Path(__file__).parents[2]
Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes calls fail."""
    if shim.WHY_NOT:
        pytest.skip(shim.WHY_NOT)
    return shim.build(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def run() -> Run:
    """Run a module of these tests; return what it prints, a JSON object a line."""

    def run(module: str, *arguments: object, **environment: str) -> list[dict[str, Any]]:
        path = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests"))
        done = subprocess.run(
            [sys.executable, "-m", f"faults.{module}", *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": path, **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run
