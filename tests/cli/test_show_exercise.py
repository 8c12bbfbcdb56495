"""`show` of an exercise, by its id and by its file."""

import sys
from pathlib import Path

import pytest

from cli.writing_helpers import Cli

OWN = """
name = "Knee on the mat"
targets = ["hamstrings"]
[[positions]]
id = "up"
hold = "20s"
figure = { faces = "up", head = [76, 5], neck = [71, 5], hip = [55, 4] }
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def dots(text: str) -> int:
    return sum("⠁" <= character <= "⣿" for character in text)


def test_an_exercise_is_drawn_in_a_terminal_and_nowhere_else(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dots(cli("show", "cobra").out) == 0
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert dots(cli("show", "cobra").out) > 50


def test_the_file_of_an_exercise_is_shown_by_its_path(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "exercises" / "own.toml"
    file.parent.mkdir()
    file.write_text(OWN)
    said = cli("show", str(file))
    assert said.code == 0
    assert said.out.startswith("Knee on the mat\n")


def test_a_file_with_problems_tells_all_of_them_a_line_each(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "exercises" / "own.toml"
    file.parent.mkdir()
    file.write_text(OWN.replace("hold", "holdd").replace('"hamstrings"', '"hamstring"'))
    said = cli("show", str(file))
    assert said.code == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert len(lines) >= 2
    assert any("hamstrings" in line for line in lines)


def test_a_file_that_is_not_there_is_one_line(cli: Cli, tmp_path: Path) -> None:
    said = cli("show", str(tmp_path / "exercises" / "none.toml"))
    assert said.code == 1
    assert len(said.err.splitlines()) == 1
    assert "no such file" in said.err
