"""`log export` and `log import`: a log that travels, and merges."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from history.makers import Clock, uuid, whole
from stretchtui.history import open_history

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def other(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The same command line on another machine."""
    return Cli(tmp_path / "other", monkeypatch, capsys)


def record(home: Path, *numbers: int) -> None:
    with open_history(home / "data" / "history.db", write=True, now=Clock()) as history:
        for number in numbers:
            whole(history, number, name="Zurück ✓")


def test_an_export_goes_to_another_machine_and_merging_it_twice_changes_nothing(
    cli: Cli, other: Cli, tmp_path: Path
) -> None:
    record(cli.home, 1, 2)
    file = tmp_path / "log.jsonl"
    said = cli("log", "export", str(file))
    assert (said.code, said.out) == (0, "")
    assert "2 sessions" in said.err
    assert other("log", "import", str(file)).out == "added 2, updated 0, unchanged 0\n"
    assert other("log", "import", str(file)).out == "added 0, updated 0, unchanged 2\n"
    assert other("log", "export", "-").out == file.read_text(encoding="utf-8")


def test_an_export_of_one_session_takes_the_beginning_of_its_id(cli: Cli) -> None:
    record(cli.home, 1, 2)
    said = cli("log", "export", "-", "--id", uuid(2)[:8])
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == [uuid(2)]
    assert said.err == ""
    assert cli("log", "export", "-", "--id", "ffff").code == 1


def test_a_removal_travels_along(cli: Cli) -> None:
    record(cli.home, 1)
    before = cli("log", "export", "-").out
    cli("log", "remove", uuid(1), "--yes")
    after = cli("log", "export", "-", "--id", uuid(1)).out
    cli("log", "restore", uuid(1))
    cli.given(before.encode())
    assert cli("log", "import", "-").out == "added 0, updated 0, unchanged 1\n"
    assert json.loads(after)["deleted_at"] is not None


def test_an_empty_history_exports_an_empty_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    assert cli("log", "export", str(file)).code == 0
    assert file.read_bytes() == b""
    assert not cli.home.exists()


def test_a_file_that_cannot_be_written_is_one_clear_line(cli: Cli, tmp_path: Path) -> None:
    record(cli.home, 1)
    for target in (tmp_path / "none" / "log.jsonl", tmp_path):
        said = cli("log", "export", str(target))
        assert (said.code, said.out) == (1, "")
        assert said.err.count("\n") == 1


def test_bad_lines_are_named_by_their_numbers_and_nothing_is_stored(cli: Cli, tmp_path: Path) -> None:
    record(cli.home, 1)
    good = cli("log", "export", "-").out
    file = tmp_path / "log.jsonl"
    file.write_bytes(good.encode() + b"\n{\n[1]\n\xff\n" + good.replace(uuid(1), "evil\\u001b[2J").encode())
    cli("log", "remove", uuid(1), "--yes")
    said = cli("log", "import", str(file))
    assert (said.code, said.out) == (1, "")
    lines = said.err.splitlines()
    assert [line.split(": ")[0] for line in lines[:-1]] == [f"{file}:{number}" for number in (3, 4, 5, 6)]
    assert lines[-1] == "stretchtui: nothing was imported"
    assert "\x1b" not in said.err
    assert json.loads(cli("log", "--json").out) == []


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_a_file_that_cannot_be_read_is_one_clear_line(cli: Cli, tmp_path: Path, name: str) -> None:
    said = cli("log", "import", str(tmp_path / name))
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1


def test_an_import_into_a_damaged_history_sets_it_aside_and_says_so(cli: Cli, tmp_path: Path) -> None:
    record(cli.home, 1)
    file = tmp_path / "log.jsonl"
    cli("log", "export", str(file))
    for path in cli.paths.data.glob("history.db*"):
        path.unlink()
    cli.paths.history.write_bytes(b"not a database at all" * 100)
    said = cli("log", "import", str(file))
    assert (said.code, said.out) == (0, "added 1, updated 0, unchanged 0\n")
    assert "set aside" in said.err
    assert len(list(cli.paths.data.glob("history.db.unreadable-*"))) == 1


def run(home: Path, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {"PATH": os.environ["PATH"], "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **environment}
    line = command.replace("stretchtui", f"'{sys.executable}' -m stretchtui")
    return subprocess.run(["/bin/sh", "-c", line], env=env, capture_output=True, timeout=60)


def test_an_export_is_utf8_whatever_the_terminal_speaks_and_pipes_into_an_import(tmp_path: Path) -> None:
    record(tmp_path / "home", 1, 2)
    ended = run(
        tmp_path / "home",
        f"stretchtui log export - | STRETCHTUI_HOME='{tmp_path / 'other'}' stretchtui log import -",
        PYTHONIOENCODING="ascii",
    )
    assert (ended.returncode, ended.stdout) == (0, b"added 2, updated 0, unchanged 0\n"), ended.stderr


def test_a_reader_that_goes_away_ends_an_export_silently(tmp_path: Path) -> None:
    record(tmp_path / "home", *range(1, 60))
    ended = run(tmp_path / "home", "{ stretchtui log export -; echo $? >&2; } | true")
    assert ended.stderr == b"1\n"


def test_a_full_disk_ends_an_export_with_one_clear_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    record(tmp_path / "home", *range(1, 60))
    ended = run(tmp_path / "home", "stretchtui log export - > /dev/full")
    assert ended.returncode == 1
    assert ended.stderr.count(b"\n") == 1
    assert b"Traceback" not in ended.stderr
