"""The engine needs the standard library only, and of it nothing that knows a clock, a file or a network."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import stretchcore

SRC = Path(stretchcore.__file__).parent.parent
ROOMS = sorted(path.stem for path in (SRC / "stretchcore").glob("*.py") if path.stem != "__init__")
FORBIDDEN = {"time", "asyncio", "sqlite3", "pathlib", "os", "socket"}
"""What no module of the engine imports itself."""
NEVER_LOADED = {"textual", "typer", "rich", "tomlkit", "sqlite3", "asyncio", "socket", "stretchtui", "click"}
"""What is not there after all of the engine has been imported, by whatever way."""


def run_python(code: str) -> str:
    """Run code in a Python that has nothing but the standard library and this source."""
    begin = f"import sys; sys.path.insert(0, {str(SRC)!r})\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", begin + code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_engine_is_imported_without_any_other_package() -> None:
    assert run_python("import stretchcore; print(stretchcore.__name__)") == "stretchcore\n"


def test_all_of_the_engine_is_imported_without_a_screen_a_database_or_a_network() -> None:
    code = f"""
import importlib, json
for room in {ROOMS!r}:
    importlib.import_module("stretchcore." + room)
print(json.dumps(sorted(sys.modules)))
"""
    loaded = set(json.loads(run_python(code)))
    assert {f"stretchcore.{room}" for room in ROOMS} <= loaded
    assert not {name.partition(".")[0] for name in loaded} & NEVER_LOADED


def test_every_room_can_be_imported_first() -> None:
    code = f"""
import importlib
for room in {ROOMS!r}:
    for name in [name for name in sys.modules if name.startswith("stretchcore")]:
        del sys.modules[name]
    importlib.import_module("stretchcore." + room)
"""
    run_python(code)


def imported(tree: ast.Module) -> set[str]:
    """Return every module that is imported anywhere in a source, in functions too."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", sorted((SRC / "stretchcore").rglob("*.py")), ids=lambda path: path.name)
def test_no_room_imports_what_knows_a_clock_a_file_or_a_network(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
    assert not tops & FORBIDDEN
    assert tops <= {"stretchcore", *sys.stdlib_module_names}


@pytest.mark.parametrize("path", sorted((SRC / "stretchcore").rglob("*.py")), ids=lambda path: path.name)
def test_no_room_opens_a_file_or_prints(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    writes_methods = {"exec"} if path.name == "values.py" else set()
    assert not called & {"open", "print", "input", "exec", "eval"} - writes_methods


def modules_among(names: list[str]) -> str:
    """Return which public names are a module once everything has been imported."""
    return run_python(f"""
import importlib, types
for room in {ROOMS!r}:
    importlib.import_module("stretchcore." + room)
import stretchcore
print(*(name for name in {names!r} if isinstance(getattr(stretchcore, name), types.ModuleType)))
""").strip()


def test_a_public_name_is_itself_whatever_has_been_imported_before() -> None:
    assert modules_among([name for name in stretchcore.__all__ if name not in ROOMS]) == ""


def test_no_room_has_the_name_of_something_public_and_hides_it() -> None:
    assert not set(ROOMS) & set(stretchcore.__all__)


def test_the_package_lists_its_names_and_refuses_others() -> None:
    assert set(dir(stretchcore)) == set(stretchcore.__all__)
    assert not hasattr(stretchcore, "nothing_like_it")
