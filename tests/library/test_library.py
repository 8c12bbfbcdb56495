"""The library: which routine a name means, and what is kept of the list."""

import json
import os
from pathlib import Path

import pytest

from stretchtui.files import FileFault, read_bounded, write_atomic
from stretchtui.library import Library, NotFound
from stretchtui.paths import Paths
from stretchtui.summaries import summaries

ROUTINE = 'name = "Mine"\n[[steps]]\nexercise = "bridge"\nhold = "20s"\n'
EXERCISE = 'name = "{name}"\nkind = "strength"\n[[positions]]\nid = "up"\nhold = "6s"\n'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_users_routine_wins_over_a_built_in_of_the_same_id(paths: Paths) -> None:
    write(paths.routines / "quick-relief.toml", ROUTINE)
    library = Library(paths)
    assert library.routine("quick-relief").good().name == "Mine"
    assert library.entry("quick-relief").origin == "user"


def test_the_users_exercise_wins_over_a_built_in_of_the_same_id(paths: Paths) -> None:
    write(paths.exercises / "bridge.toml", EXERCISE.format(name="My bridge"))
    library = Library(paths)
    assert library.exercises["bridge"].name == "My bridge"
    assert library.exercises["cat-cow"].name != "My bridge"


def test_a_path_is_read_as_it_is_and_its_id_is_made_of_its_name(paths: Paths, tmp_path: Path) -> None:
    path = write(tmp_path / "My Morning!.toml", ROUTINE)
    assert Library(paths).routine(str(path)).good().id == "my-morning"


def test_an_unknown_name_suggests_a_known_one(paths: Paths) -> None:
    with pytest.raises(NotFound, match="did you mean quick-relief"):
        Library(paths).routine("quick-releif")


def test_a_name_cannot_leave_the_folder(paths: Paths) -> None:
    write(paths.data / "secret.toml", ROUTINE)
    with pytest.raises(NotFound):
        Library(paths).routine("..")
    with pytest.raises(FileFault):
        Library(paths).routine("../secret")


def test_a_routine_that_names_a_broken_exercise_says_so(paths: Paths) -> None:
    write(paths.exercises / "broken.toml", "name = 1\n")
    path = write(paths.routines / "mine.toml", ROUTINE.replace("bridge", "broken"))
    document = Library(paths).routine("mine")
    assert document.value is None
    assert str(path) in str(document.problems[0])
    assert "has problems of its own" in str(document.problems[0])


def test_files_that_cannot_be_ids_and_other_files_are_no_routines(paths: Paths) -> None:
    for name in ("My Routine.toml", "notes.txt", ".hidden.toml", "a--b.toml"):
        write(paths.routines / name, ROUTINE)
    assert all(entry.origin == "built-in" for entry in Library(paths).entries.values())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_in_place_of_a_routine_does_not_hang(paths: Paths) -> None:
    paths.routines.mkdir(parents=True)
    os.mkfifo(paths.routines / "pipe.toml")
    with pytest.raises(FileFault, match="not a regular file"):
        Library(paths).routine("pipe")


def test_a_folder_in_place_of_a_file_is_a_fault_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="it is a folder"):
        read_bounded(tmp_path)


def test_a_file_is_read_to_its_bound_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1_000_000)
    assert len(read_bounded(path)) == 256 * 1024 + 1


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "kept.toml", "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileFault, match="no space left"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["kept.toml"]


def test_the_kept_list_is_the_list(paths: Paths) -> None:
    first = summaries(paths)
    assert paths.summaries.exists()
    assert summaries(paths) == first
    assert len(first) >= 8


def test_a_changed_file_and_a_changed_setting_change_the_list(paths: Paths) -> None:
    length = {row.id: row.total_ms for row in summaries(paths)}
    write(paths.settings, "[levels]\nlower-back-full = 100\n")
    longer = {row.id: row.total_ms for row in summaries(paths)}
    assert longer["lower-back-full"] > length["lower-back-full"]
    write(paths.routines / "mine.toml", ROUTINE)
    assert "mine" in {row.id for row in summaries(paths)}
    (paths.routines / "mine.toml").unlink()
    assert "mine" not in {row.id for row in summaries(paths)}


@pytest.mark.parametrize("nonsense", ["", "{", "[]", '{"stamp": 1}', '{"stamp": [], "rows": [{}]}'])
def test_nonsense_in_what_is_kept_is_made_anew(paths: Paths, nonsense: str) -> None:
    expected = summaries(paths)
    paths.summaries.write_text(nonsense)
    assert summaries(paths) == expected
    kept = json.loads(paths.summaries.read_text())
    for row in kept["rows"]:
        del row["name"]
    paths.summaries.write_text(json.dumps(kept))
    assert summaries(paths) == expected


def test_a_routine_that_cannot_be_run_is_listed_with_its_first_problem(paths: Paths) -> None:
    write(paths.routines / "broken.toml", 'name = 1\nsteps = [{ exercise = "cobra" }]\n')
    row = next(row for row in summaries(paths) if row.id == "broken")
    assert row.problem is not None
    assert "broken.toml:1:8: name: 1 is not a text" in row.problem
