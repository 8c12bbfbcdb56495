"""`export`: where it writes to, and what it says where it cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from stretchtui.exchange.formats import FORMATS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def exported(cli: Cli, *arguments: str) -> str:
    said = cli("export", *arguments)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_a_routine_is_written_to_standard_output(cli: Cli) -> None:
    page = exported(cli, "quick-relief", "--to", "html")
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
    assert exported(cli, "quick-relief", "--to", "html", "-o", "-") == page


def test_a_routine_is_written_to_a_file_whole(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("what was there before")
    said = cli("export", "quick-relief", "--to", "html", "-o", str(file))
    assert (said.code, said.out) == (0, "")
    assert said.err == f"stretchtui: wrote {file}: a page to print\n"
    assert file.read_text("utf-8") == exported(cli, "quick-relief", "--to", "html")
    assert {path.name for path in tmp_path.iterdir()} <= {"page.html", "home"}  # no half-written one beside it


def test_the_level_and_the_side_are_as_asked_for(cli: Cli) -> None:
    data = json.loads(exported(cli, "quick-relief", "--to", "json", "--level", "100", "--side", "right"))
    assert (data["level"], data["first_side"]) == (100, "right")
    shown = json.loads(cli("show", "quick-relief", "--level", "100", "--json").out)
    assert (data["sections"], data["total_ms"]) == (shown["sections"], shown["total_ms"])


def test_a_routine_from_a_file_and_from_standard_input_is_written_too(cli: Cli, tmp_path: Path) -> None:
    text = 'name = "Mine"\n[[steps]]\nexercise = "childs-pose"\n'
    file = tmp_path / "mine.toml"
    file.write_text(text)
    assert exported(cli, str(file), "--to", "md").startswith("# Mine\n")
    cli.given(text.encode())
    assert exported(cli, "-", "--to", "md").startswith("# Mine\n")


def test_a_routine_with_problems_is_not_written(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "Mine"\n[[steps]]\nexercise = "childs-poes"\n')
    said = cli("export", str(file), "--to", "md", "-o", str(tmp_path / "out.md"))
    assert (said.code, said.out) == (1, "")
    assert "childs-pose" in said.err
    assert not (tmp_path / "out.md").exists()


def test_excluded_exercises_are_left_out_and_named(cli: Cli) -> None:
    assert cli("config", "set", "excluded", "supine-twist").code == 0
    said = cli("export", "quick-relief", "--to", "md")
    assert said.code == 0
    assert "Supine twist" not in said.out
    assert said.err.startswith("stretchtui: Supine twist is excluded")


def test_an_exercise_is_written_in_each_format_that_holds_one(cli: Cli) -> None:
    for id, format in FORMATS.items():
        if len(format.takes) > 1 or id == "svg":
            assert exported(cli, "cat-cow", "--to", id)


# -- what cannot be ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("quick-relief", "--to", "htm"), 2, ("there is no format", "did you mean html?")),
        (
            ("quick-relief", "--to", "pdf\x1b"),
            2,
            ("there is no format", "the formats are fit, ics, html, svg, md, json"),
        ),
        (("quick-relief",), 2, ("--to",)),
        (("quick-relief", "--to", "md", "--side", "both"), 2, ("--side is left or right",)),
        (("quick-relief", "--to", "md", "--level", "101"), 2, ("--level",)),
        (("cat-cow", "--to", "html", "--level", "50"), 2, ("--level and --side belong to routines",)),
        (("cat-cow", "--to", "html", "--side", "left"), 2, ("--level and --side belong to routines",)),
        (("quick-relief", "--to", "svg"), 1, ("svg is the figure of one exercise and cannot hold a routine",)),
        (("cat-cow", "--to", "fit"), 1, ("cannot hold an exercise; name a routine",)),
        (("quick-releif", "--to", "md"), 1, ("quick-relief",)),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is(
    cli: Cli, arguments: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    said = cli("export", *arguments)
    assert (said.code, said.out) == (code, "")
    flat = " ".join(said.err.replace("│", " ").split())
    assert all(word in flat for word in words), flat
    assert "\x1b" not in said.err


@pytest.mark.parametrize("where", ["missing/page.html", "."])
def test_a_path_that_cannot_be_written_is_one_line(cli: Cli, tmp_path: Path, where: str) -> None:
    said = cli("export", "quick-relief", "--to", "html", "-o", str(tmp_path / where))
    assert (said.code, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1
    assert str(tmp_path) in said.err


def test_what_is_no_text_does_not_go_to_a_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    said = cli("export", "quick-relief", "--to", "fit")
    assert (said.code, said.out) == (2, "")
    assert said.err == "stretchtui: fit is not for a terminal; say where to with -o FILE\n"
    assert cli("export", "quick-relief", "--to", "md").code == 0


def test_a_missing_extra_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError("no such module", name="fit_tool")

    monkeypatch.setattr("stretchtui.exchange.formats.import_module", missing)
    said = cli("export", "quick-relief", "--to", "fit")
    assert (said.code, said.out) == (1, "")
    assert said.err == "stretchtui: fit needs an extra: pip install 'stretchtui[watch]'\n"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
def test_a_broken_pipe_is_silent(tmp_path: Path) -> None:
    env = {**os.environ, "STRETCHTUI_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "stretchtui", "export", "lower-back-full", "--to", "html"]
    with os.fdopen(writer, "w") as pipe:
        done = subprocess.run(command, env=env, stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "")


def test_every_format_can_be_completed_and_is_explained(cli: Cli) -> None:
    help = cli("export", "--help").out
    assert all(id in help for id in FORMATS)
    assert all(format.about for format in FORMATS.values())
