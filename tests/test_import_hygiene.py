"""What the parts load when they are imported, looked at in fresh interpreters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
PROGRAM = SOURCE / "stretchtui"
# The rooms around the engine: everything that is neither a screen nor the command line.
ROOMS = sorted(
    f"stretchtui.{path.stem}" for path in PROGRAM.glob("*.py") if path.stem not in ("__init__", "__main__")
) + sorted(f"stretchtui.history.{path.stem}" for path in (PROGRAM / "history").glob("*.py") if path.stem != "__init__")
COMMANDS = sorted(f"stretchtui.cli.{path.stem}" for path in (PROGRAM / "cli").glob("*.py") if path.stem != "__init__")


def loaded_by(code: str, tmp_path: Path) -> set[str]:
    """Run code in a fresh interpreter; return the names of all modules that it has loaded."""
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "STRETCHTUI_HOME": str(tmp_path)}
    report = "\nimport json, sys\nsys.stderr.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code + report], env=env, check=True, capture_output=True, text=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_the_rooms_around_the_engine_load_neither_screens_nor_the_command_line(tmp_path: Path) -> None:
    loaded = loaded_by("".join(f"import {room}\n" for room in ROOMS), tmp_path)
    assert not loaded & {"textual", "rich", "typer", "stretchtui.app", "stretchtui.cli"}


def test_the_rooms_around_the_engine_load_what_is_slow_only_when_it_is_used(tmp_path: Path) -> None:
    writers = {"stretchtui.composing", "stretchtui.tomlediting"}  # whose one purpose is to write TOML
    loops = {"stretchtui.background", "stretchtui.control"}  # whose one purpose is an event loop
    loaded = loaded_by("".join(f"import {room}\n" for room in ROOMS if room not in writers | loops), tmp_path)
    assert not loaded & {"sqlite3", "tomlkit", "tomli_w", "asyncio", "platformdirs"}


def test_status_loads_next_to_nothing(tmp_path: Path) -> None:
    code = "from stretchtui.__main__ import _run\nassert _run(['status', '--format', '{phase}']) == 3"
    code += "\nloaded = sorted(sys.modules)\nimport json\nsys.stderr.write(json.dumps(loaded))\nsys.stderr.write('\\n')"
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "STRETCHTUI_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import sys\n" + code], env=env, check=True, capture_output=True, text=True
    )
    loaded = set(json.loads(done.stderr))
    assert {name for name in loaded if name.startswith("stretch")} == {
        "stretchtui",
        "stretchtui.__main__",
        "stretchtui.remote",
        "stretchtui.remote.address",
        "stretchtui.remote.quick",
        "stretchtui.remote.template",
    }
    assert not loaded & {"re", "json", "socket", "typing", "pathlib", "dataclasses", "contextlib", "platformdirs"}


@pytest.mark.parametrize("module", [module for module in COMMANDS if not module.endswith(".screens")])
def test_a_module_of_commands_loads_no_screen_and_no_database(module: str, tmp_path: Path) -> None:
    loaded = loaded_by(f"import {module}", tmp_path)
    assert not loaded & {"textual", "sqlite3", "tomlkit", "tomli_w", "stretchtui.app.app"}


@pytest.mark.parametrize("arguments", [["list"], ["show", "quick-relief"], ["check", "quick-relief"], ["exercises"]])
def test_the_plainest_commands_never_load_the_option_parser(arguments: list[str], tmp_path: Path) -> None:
    loaded = loaded_by(f"from stretchtui.__main__ import _run\nassert _run({arguments!r}) == 0", tmp_path)
    assert not loaded & {"typer", "textual", "asyncio", "sqlite3"}


@pytest.mark.parametrize("arguments", [["check", "lower-back-full"], ["show", "lower-back-full", "--plan", "--json"]])
def test_what_reads_a_routine_loads_neither_the_search_for_mistakes_nor_the_session(
    arguments: list[str], tmp_path: Path
) -> None:
    loaded = loaded_by(f"from stretchtui.__main__ import _run\nassert _run({arguments!r}) == 0", tmp_path)
    assert not loaded & {"difflib", "stretchcore.session", "stretchcore.view", "stretchcore.events"}


def test_a_list_that_has_been_kept_reads_no_routine(tmp_path: Path) -> None:
    code = "from stretchtui.__main__ import _run\nassert _run(['list']) == 0"
    loaded_by(code, tmp_path)
    assert "tomllib" not in loaded_by(code, tmp_path)


def test_the_app_loads_neither_the_option_parser_nor_the_database(tmp_path: Path) -> None:
    loaded = loaded_by("import stretchtui.cli.screens, stretchtui.app.app, stretchtui.app.screens.session", tmp_path)
    assert not loaded & {"typer", "sqlite3", "tomlkit", "tomli_w"}
