"""The wheel, the source distribution and the checkout all bring the routines along."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return folder


def routines(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*.toml")}


def listed(source: Path, home: Path) -> list[str]:
    env = {**os.environ, "PYTHONPATH": str(source), "STRETCHTUI_HOME": str(home)}
    command = [sys.executable, "-P", "-m", "stretchtui", "list"]
    done = subprocess.run(command, env=env, cwd=home, check=True, capture_output=True, text=True)
    return [line.split()[0] for line in done.stdout.splitlines()]


def test_the_wheel_holds_every_routine_and_lists_them(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    assert routines(tmp_path / "site/stretchtui/routines") == routines(ROOT / "routines")
    assert listed(tmp_path / "site", tmp_path) == listed(ROOT / "src", tmp_path)
    assert (tmp_path / "site/stretchcore/py.typed").exists()
    assert list((tmp_path / "site/stretchtui/app/screens").glob("*.tcss"))
    assert {"handout.css", "handout.html"} <= {path.name for path in (tmp_path / "site/stretchtui/exchange").iterdir()}


def test_the_source_distribution_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.glob("stretchtui-*"))
    assert routines(source / "routines") == routines(ROOT / "routines")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again")]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)

    def names(folder: Path) -> list[str]:
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            return sorted(wheel.namelist())

    assert names(tmp_path / "again") == names(built)


def test_the_wheel_holds_the_schemas_for_editors(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        for schema in (ROOT / "src/stretchtui/schema").iterdir():
            assert wheel.read(f"stretchtui/schema/{schema.name}") == schema.read_bytes()


def test_the_checkout_finds_its_own_routines(tmp_path: Path) -> None:
    assert "lower-back-full" in listed(ROOT / "src", tmp_path)
