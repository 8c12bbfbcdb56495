"""`log salvage`, and what changes a damaged log."""

from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from history.makers import write_history
from stretchtui.history import open_history


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def test_a_damaged_file_is_read_into_the_log_and_twice_is_once(cli: Cli, tmp_path: Path) -> None:
    damaged = tmp_path / "old.db"
    write_history(damaged)
    damaged.write_bytes(b"\0" * 4096 + damaged.read_bytes()[4096:])
    said = cli("log", "salvage", str(damaged))
    assert (said.code, said.out) == (0, "3 sessions were saved; 3 of them new in the log\n")
    assert cli("log", "salvage", str(damaged)).out == "3 sessions were saved; 0 of them new in the log\n"
    with open_history(cli.paths.history, write=False) as history:
        assert len(history.sessions()) == 3


def test_what_is_no_file_is_one_clear_line(cli: Cli, tmp_path: Path) -> None:
    said = cli("log", "salvage", str(tmp_path / "gone.db"))
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1


def test_an_import_into_a_damaged_log_saves_what_it_holds_first(cli: Cli, tmp_path: Path) -> None:
    write_history(cli.paths.history)
    cli.paths.history.write_bytes(b"\0" * 4096 + cli.paths.history.read_bytes()[4096:])
    (tmp_path / "empty.jsonl").write_text("")
    said = cli("log", "import", str(tmp_path / "empty.jsonl"))
    assert said.code == 0
    assert "set aside as" in said.err
    assert "3 sessions were saved" in said.err
    with open_history(cli.paths.history, write=False) as history:
        assert len(history.sessions()) == 3
