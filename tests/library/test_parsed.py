"""What TOML files say, kept so that they need not be parsed again."""

import json
import os
from pathlib import Path

import pytest

from stretchtui import parsed
from stretchtui.library import Library
from stretchtui.parsed import KeptTables
from stretchtui.paths import Paths

TEXT = b'name = "Reach"\nhold = 2.5\n[[positions]]\nid = "reach"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reach.toml"
    path.write_bytes(TEXT)
    return path


def kept(tmp_path: Path, file: Path) -> KeptTables:
    tables = KeptTables(tmp_path / "kept.json")
    tables.of(file, TEXT)
    tables.write()
    return KeptTables(tmp_path / "kept.json")


def test_a_file_that_has_not_changed_is_parsed_once(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = kept(tmp_path, file)
    monkeypatch.setattr(parsed, "read_toml", lambda _source: pytest.fail("it was parsed again"))
    assert again.of(file, TEXT) == {"name": "Reach", "hold": 2.5, "positions": [{"id": "reach"}]}


def test_a_file_that_has_changed_is_parsed_anew_even_where_its_size_and_its_time_are_the_same(
    tmp_path: Path, file: Path
) -> None:
    again = kept(tmp_path, file)
    before = file.stat()
    later = TEXT.replace(b"Reach", b"Stand")
    file.write_bytes(later)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    found = again.of(file, later)
    assert found is not None
    assert found["name"] == "Stand"


@pytest.mark.parametrize("source", [b"name =", b"\xff", b"a = [" + b"[" * 600])
def test_a_file_with_a_mistake_is_never_kept(tmp_path: Path, file: Path, source: bytes) -> None:
    tables = KeptTables(tmp_path / "kept.json")
    assert tables.of(file, source) is None
    tables.write()
    assert not (tmp_path / "kept.json").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": "0", "files": {}}', "[" * 50_000, '{"files": {"a": 1}}'])
def test_what_was_kept_and_cannot_be_read_is_made_anew(tmp_path: Path, file: Path, text: str) -> None:
    (tmp_path / "kept.json").write_text(text)
    tables = KeptTables(tmp_path / "kept.json")
    assert tables.of(file, TEXT) is not None
    tables.write()
    assert json.loads((tmp_path / "kept.json").read_text())["files"][str(file)][2]["name"] == "Reach"


def test_a_folder_that_cannot_be_written_costs_no_more_than_time(tmp_path: Path, file: Path) -> None:
    (tmp_path / "blocked").write_text("a file, no folder")
    tables = KeptTables(tmp_path / "blocked" / "kept.json")
    assert tables.of(file, TEXT) is not None
    tables.write()


def test_an_exercise_is_the_same_from_what_was_kept(tmp_path: Path) -> None:
    first = Library(Paths.under(tmp_path))
    fresh = {id: first.exercises[id] for id in first.exercises}
    first.exercises.keep()
    second = Library(Paths.under(tmp_path))
    assert {id: second.exercises[id] for id in second.exercises} == fresh
    assert len(fresh) > 25
