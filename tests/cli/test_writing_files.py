"""`copy`, `rename`, `remove`: files of one's own, none of them lost."""

import errno
import os
import shlex
from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Cli, Said
from stretchtui.authoring import Desk
from stretchtui.changing import change_setting
from stretchtui.paths import builtin_routines
from stretchtui.settings import read_settings


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def removed(cli: Cli) -> list[str]:
    return [file.read_text() for file in sorted(cli.paths.removed.rglob("*.toml"))]


def refused(said: Said, *words: str) -> None:
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    for word in words:
        assert word in said.err


# -- copy --------------------------------------------------------------------------------------------------------------


def test_a_copy_has_the_same_text_with_its_comments(cli: Cli) -> None:
    cli.write("mine", MINE)
    said = cli("copy", "mine", "yours")
    path = cli.paths.routines / "yours.toml"
    assert (said.code, said.out) == (0, f"{path}\n")
    assert path.read_text() == MINE


def test_a_built_in_routine_can_be_copied_and_then_changed(cli: Cli) -> None:
    assert cli("copy", "desk-break", "my-break").code == 0
    text = (cli.paths.routines / "my-break.toml").read_bytes()
    line, _, rest = text.partition(b"\n")
    assert line == b"#:schema ../schema/routine.schema.json"
    assert rest == (builtin_routines() / "desk-break.toml").read_bytes()


def test_copying_onto_a_built_in_id_is_the_way_to_replace_it(cli: Cli) -> None:
    cli.write("mine", MINE)
    said = cli("copy", "mine", "desk-break")
    assert said.code == 0
    assert "takes the place of the built-in desk-break" in said.err
    assert "Mine" in cli("show", "desk-break").out
    assert cli("copy", "quick-relief", "quick-relief").code == 0


def test_a_path_and_standard_input_can_be_copied(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "from elsewhere.toml"
    path.write_text(MINE)
    assert cli("copy", str(path), "one").code == 0
    cli.given(MINE.encode())
    assert cli("copy", "-", "two").code == 0
    assert [(cli.paths.routines / f"{id}.toml").read_text() for id in ("one", "two")] == [MINE, MINE]


def test_an_exercise_is_copied_to_the_exercises(cli: Cli) -> None:
    said = cli("copy", "knee-to-chest", "my-knee")
    assert said.out == f"{cli.paths.exercises / 'my-knee.toml'}\n"
    assert cli("new", "evening", "--exercise", "my-knee").code == 0


def test_a_file_of_the_users_is_replaced_only_by_force_and_kept_aside_then(cli: Cli) -> None:
    cli.write("mine", MINE)
    other = cli.write("other", MINE + "# other\n")
    refused(cli("copy", "mine", "other"), "--force", str(other))
    assert other.read_text() == MINE + "# other\n"
    said = cli("copy", "mine", "other", "--force")
    assert said.code == 0
    assert other.read_text() == MINE
    assert removed(cli) == [MINE + "# other\n"]


def test_a_forced_copy_that_fails_leaves_what_stood_there(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from stretchtui import authoring
    from stretchtui.files import FileFault

    def full(path: Path, data: bytes) -> None:
        raise FileFault(f"{path} cannot be written: no space left on device")

    cli.write("mine", MINE)
    other = cli.write("other", MINE + "# other\n")
    monkeypatch.setattr(authoring, "write_atomic", full)
    refused(cli("copy", "mine", "other", "--force"), "no space left")
    assert other.read_text() == MINE + "# other\n"


def test_a_forced_rename_that_fails_leaves_both_in_their_places(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = cli.write("mine", MINE), cli.write("other", MINE + "# other\n")
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(source) == path:
            raise OSError(errno.EPERM, "Operation not permitted")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    refused(cli("rename", "mine", "other", "--force"), "operation not permitted")
    assert path.read_text() == MINE
    assert other.read_text() == MINE + "# other\n"


def test_a_file_cannot_be_copied_onto_itself(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    refused(cli("copy", "mine", "mine", "--force"), "different")
    assert path.read_text() == MINE


def test_an_id_means_one_thing_only(cli: Cli) -> None:
    cli.write("mine", MINE)
    refused(cli("copy", "mine", "knee-to-chest"), "an existing exercise")
    refused(cli("copy", "knee-to-chest", "mine", "--force"), "an existing routine")


def test_a_file_with_problems_is_not_taken_in_and_all_of_them_are_printed(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(MINE.replace("hold", "hodl") + "nonsense = 1\n")
    said = cli("copy", str(path), "bad")
    assert (said.code, said.out) == (1, "")
    assert [line.split(": ")[0] for line in said.err.splitlines()[:-1]] == [f"{path}:6:1", f"{path}:10:1"]
    assert not cli.paths.routines.exists()


def test_a_hostile_file_is_refused_without_a_control_character_on_the_terminal(cli: Cli) -> None:
    cli.given(b'name = "\\u001b]0;owned\\u0007"\n[[steps]]\nexercise = "childs-pose"\n')
    said = cli("copy", "-", "evil")
    assert said.code == 1
    assert "\x1b" not in said.err


def test_a_new_id_that_is_none_is_made_one_and_said(cli: Cli) -> None:
    said = cli("copy", "desk-break", "My break")
    assert said.out == f"{cli.paths.routines / 'my-break.toml'}\n"
    assert "my-break" in said.err


@pytest.mark.parametrize("new", ["./there.toml", "…"])
def test_a_new_id_that_can_be_none_is_refused_as_usage(cli: Cli, new: str) -> None:
    assert cli("copy", "desk-break", new).code == 2


def test_what_there_is_not_cannot_be_copied(cli: Cli, tmp_path: Path) -> None:
    refused(cli("copy", "desk-braek", "mine"), "did you mean desk-break?")
    refused(cli("copy", str(tmp_path / "none.toml"), "mine"), "none.toml")


def test_a_level_stays_with_the_one_that_was_copied(cli: Cli) -> None:
    cli.write("mine", MINE)
    change_setting(cli.paths.settings, "levels.mine", 40)
    cli("copy", "mine", "yours")
    assert dict(read_settings(cli.paths.settings).levels) == {"mine": 40}


# -- rename ------------------------------------------------------------------------------------------------------------


def test_a_routine_is_renamed_with_its_level(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    cli.paths.config.mkdir(parents=True)
    cli.paths.settings.write_text("# levels of mine\n[levels]\nmine = 40 # not more\nother = 10\n")
    said = cli("rename", "mine", "yours")
    moved = cli.paths.routines / "yours.toml"
    assert (said.code, said.out) == (0, f"{moved}\n")
    assert not path.exists()
    assert moved.read_text() == MINE
    assert dict(read_settings(cli.paths.settings).levels) == {"yours": 40, "other": 10}
    assert "# levels of mine" in cli.paths.settings.read_text()


def test_a_rename_without_a_level_writes_no_settings(cli: Cli) -> None:
    cli.write("mine", MINE)
    assert cli("rename", "mine", "yours").code == 0
    assert not cli.paths.settings.exists()


def test_a_level_that_cannot_go_along_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from stretchtui import rewriting
    from stretchtui.files import FileFault

    def full(path: Path, data: bytes) -> None:
        raise FileFault(f"{path} cannot be written: no space left on device")

    cli.write("mine", MINE)
    change_setting(cli.paths.settings, "levels.mine", 40)
    monkeypatch.setattr(rewriting, "rewrite", full)
    said = cli("rename", "mine", "yours")
    assert said.code == 1
    assert "no space left" in said.err
    assert (cli.paths.routines / "yours.toml").exists()


def test_only_what_is_the_users_is_renamed(cli: Cli) -> None:
    refused(cli("rename", "desk-break", "mine"), "built in", "stretchtui copy desk-break NEW")
    refused(cli("rename", "nothing", "mine"), "there is no routine")


def test_a_rename_onto_a_file_of_the_users_needs_force(cli: Cli) -> None:
    path, other = cli.write("mine", MINE), cli.write("other", MINE + "# other\n")
    refused(cli("rename", "mine", "other"), "--force")
    assert path.exists()
    assert cli("rename", "mine", "other", "--force").code == 0
    assert other.read_text() == MINE
    assert not path.exists()
    assert removed(cli) == [MINE + "# other\n"]


def test_a_rename_onto_a_built_in_id_needs_force(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    refused(cli("rename", "mine", "desk-break"), "built-in", "--force")
    assert path.exists()
    assert cli("rename", "mine", "desk-break", "--force").code == 0


def test_a_rename_to_the_same_id_changes_nothing(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    assert cli("rename", "mine", "mine", "--force").code == 0
    assert path.read_text() == MINE


def test_a_draft_goes_along_with_a_rename(cli: Cli) -> None:
    cli.write("mine", MINE)
    editor = cli.editor()
    editor.types("bad", MINE + "# mended\n")
    cli("edit", "mine")
    cli("rename", "mine", "yours")
    assert cli("edit", "yours").code == 0
    assert editor.saw(2) == "bad"


def test_an_exercise_that_routines_name_is_neither_renamed_nor_removed(cli: Cli) -> None:
    cli("copy", "knee-to-chest", "my-knee")
    cli("new", "evening", "--exercise", "my-knee")
    refused(cli("rename", "my-knee", "our-knee"), "evening")
    refused(cli("remove", "my-knee", "--yes"), "evening")
    cli("remove", "evening", "--yes")
    assert cli("rename", "my-knee", "our-knee").code == 0
    assert cli("remove", "our-knee", "--yes").code == 0


def test_an_exercise_that_stands_before_a_built_in_one_can_always_be_removed(cli: Cli) -> None:
    cli("copy", "knee-to-chest", "knee-to-chest")
    cli("new", "evening", "--exercise", "knee-to-chest")
    assert cli("remove", "knee-to-chest", "--yes").code == 0
    assert cli("check", "evening").code == 0


# -- remove ------------------------------------------------------------------------------------------------------------


def test_what_is_removed_can_be_had_back_by_the_command_that_is_printed(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    said = cli("remove", "mine", "--yes")
    assert (said.code, said.out) == (0, "")
    assert not path.exists()
    assert removed(cli) == [MINE]
    command = shlex.split(said.err.split("stretchtui ")[-1])
    assert cli(*command).code == 0
    assert path.read_text() == MINE


def test_a_removed_exercise_can_be_had_back_likewise(cli: Cli) -> None:
    cli("copy", "knee-to-chest", "my-knee")
    said = cli("remove", "my-knee", "--yes")
    assert cli(*shlex.split(said.err.split("stretchtui ")[-1])).code == 0
    assert (cli.paths.exercises / "my-knee.toml").exists()


def test_without_a_terminal_and_without_yes_nothing_is_removed(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    said = cli("remove", "mine")
    assert (said.code, said.out) == (2, "")
    assert "--yes" in said.err
    assert path.exists()
    assert removed(cli) == []


@pytest.mark.parametrize("answers", [("n",), ("",), (), ("yesterday",)])
def test_on_a_terminal_anything_but_yes_removes_nothing(cli: Cli, answers: tuple[str, ...]) -> None:
    path = cli.write("mine", MINE)
    cli.at_terminal(*answers)
    said = cli("remove", "mine")
    assert (said.code, said.out) == (1, "")
    assert path.exists()


def test_on_a_terminal_yes_removes(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    cli.at_terminal("Y")
    said = cli("remove", "mine")
    assert said.code == 0
    assert str(path) in said.err
    assert not path.exists()


def test_what_is_built_in_cannot_be_removed(cli: Cli) -> None:
    refused(cli("remove", "desk-break", "--yes"), "built in")
    assert (builtin_routines() / "desk-break.toml").exists()


def test_removing_the_users_own_brings_the_built_in_back(cli: Cli) -> None:
    cli.write("desk-break", MINE)
    assert cli("remove", "desk-break", "--yes").code == 0
    assert "Desk break" in cli("show", "desk-break").out


def test_two_removals_in_one_second_keep_both(cli: Cli) -> None:
    for number in range(3):
        cli.write("mine", MINE + f"# {number}\n")
        assert cli("remove", "mine", "--yes").code == 0
    assert len(removed(cli)) == 3


def test_a_draft_does_not_outlive_its_routine_but_is_kept(cli: Cli) -> None:
    cli.write("mine", MINE)
    cli.editor().types("bad")
    cli("edit", "mine")
    cli("remove", "mine", "--yes")
    assert not (cli.paths.drafts / "mine.toml").exists()
    assert sorted(removed(cli)) == sorted([MINE, "bad"])


def test_a_link_is_removed_and_what_it_points_to_stays(cli: Cli, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(MINE)
    cli.paths.routines.mkdir(parents=True)
    (cli.paths.routines / "mine.toml").symlink_to(os.path.relpath(real, cli.paths.routines))
    assert cli("remove", "mine", "--yes").code == 0
    assert real.read_text() == MINE
    assert removed(cli) == [MINE]


def test_a_state_folder_on_another_disk_takes_what_is_removed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_disk(source: object, target: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    path = cli.write("mine", MINE)
    monkeypatch.setattr(os, "rename", other_disk)
    assert cli("remove", "mine", "--yes").code == 0
    assert not path.exists()
    assert removed(cli) == [MINE]


def test_a_file_that_cannot_be_moved_stays_and_is_one_clear_line(cli: Cli) -> None:
    path = cli.write("mine", MINE)
    cli.paths.state.write_text("a file in the way")
    refused(cli("remove", "mine", "--yes"), "cannot be moved")
    assert path.read_text() == MINE


def test_a_routine_with_problems_can_be_removed_and_renamed(cli: Cli) -> None:
    cli.write("mine", "nonsense")
    assert cli("rename", "mine", "yours").code == 0
    assert cli("remove", "yours", "--yes").code == 0


# -- two at once -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "step"),
    [
        (("new", "twice"), "check"),
        (("copy", "mine", "twice"), "_make_room"),
        (("rename", "mine", "twice"), "_make_room"),
    ],
)
def test_a_file_that_appears_meanwhile_is_not_replaced(
    arguments: tuple[str, ...], step: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = cli.write("mine", MINE)
    look = getattr(Desk, step)

    def look_then_another_writes(*given: object, **named: object) -> object:
        found = look(*given, **named)
        cli.write("twice", "# of another\n")
        return found

    monkeypatch.setattr(Desk, step, look_then_another_writes)
    refused(cli(*arguments), "file exists")
    assert (cli.paths.routines / "twice.toml").read_text() == "# of another\n"
    assert mine.read_text() == MINE
    assert {file.name for file in cli.paths.routines.iterdir()} == {"mine.toml", "twice.toml"}
