"""What the shell completes: fast, silent, and never in the way."""

from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Cli, Said
from history.makers import uuid, whole
from stretchtui.cli import completing
from stretchtui.history import open_history


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def complete(cli: Cli, monkeypatch: pytest.MonkeyPatch, line: str) -> Said:
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    monkeypatch.setenv("_STRETCHTUI_COMPLETE", "complete_bash")
    return cli()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("stretchtui edit ", ["mine", "my-knee"]),
        ("stretchtui rename my-", ["my-knee"]),
        ("stretchtui copy qui", ["quick-relief"]),
        ("stretchtui copy knee-t", ["knee-to-chest"]),
        ("stretchtui new x --exercise cat", ["cat-cow"]),
        ("stretchtui log --routine mi", ["mine"]),
        ("stretchtui log show 0", [uuid(1)]),
        ("stretchtui log restore ", [uuid(2)]),
        ("stretchtui config get breath.", ["breath.in", "breath.out"]),
        ("stretchtui config set levels.mi", ["levels.mine"]),
        ("stretchtui log rem", ["remove"]),
        ("stretchtui edit zzz", []),
    ],
)
def test_names_are_completed(cli: Cli, monkeypatch: pytest.MonkeyPatch, line: str, wanted: list[str]) -> None:
    cli.write("mine", MINE)
    cli("copy", "knee-to-chest", "my-knee")
    with open_history(cli.paths.history, write=True) as history:
        whole(history, 1)
        history.remove(whole(history, 2))
    said = complete(cli, monkeypatch, line)
    assert (said.code, said.err) == (0, "")
    assert said.out.split() == wanted


def test_a_damaged_home_completes_to_nothing_without_a_word(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.home.write_text("a file in the way")
    for line in ("stretchtui edit ", "stretchtui log show ", "stretchtui config get zz"):
        said = complete(cli, monkeypatch, line)
        assert (said.code, said.out.strip(), said.err) == (0, "", "")


def test_a_completer_never_raises(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("anything")

    monkeypatch.setattr("stretchtui.paths.Paths.find", broken)
    for completer in (completing.routine_ids, completing.own_ids, completing.session_ids, completing.exercise_ids):
        assert completer("") == []


def test_a_script_for_the_shell_can_be_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/bash")
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("bash", "/bin/bash"))
    said = cli("--show-completion")
    assert said.code == 0
    assert "_STRETCHTUI_COMPLETE=complete_bash" in said.out
