"""`edit`: the stored routine is never broken, and what was typed is never lost."""

import os
import stat
from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Cli, Editor

BAD = MINE.replace("hold", "hodl")
BETTER = MINE.replace("1m", "2m")


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def editor(cli: Cli) -> Editor:
    return cli.editor()


def draft_of(cli: Cli, id: str = "mine") -> Path:
    return cli.paths.drafts / f"{id}.toml"


def kept_in(folder: Path) -> list[str]:
    return [file.read_text() for file in sorted(folder.glob("*.toml"))]


def test_what_is_right_is_stored(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BETTER)
    said = cli("edit", "mine")
    assert (said.code, said.out) == (0, "")
    assert editor.saw(1) == MINE
    assert path.read_text() == BETTER
    assert not draft_of(cli).exists()


def test_the_editor_works_on_a_draft_that_only_the_user_can_read(cli: Cli, editor: Editor) -> None:
    cli.write("mine", MINE)
    editor.types(BAD)
    cli("edit", "mine")
    assert stat.S_IMODE(draft_of(cli).stat().st_mode) == 0o600


def test_nothing_typed_changes_nothing(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    before = path.stat()
    said = cli("edit", "mine")
    assert said.code == 0
    assert "nothing was changed" in said.err
    assert path.stat() == before
    assert not draft_of(cli).exists()


def test_without_a_terminal_a_text_with_problems_is_kept_and_the_routine_stays(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD)
    said = cli("edit", "mine")
    assert said.code == 1
    assert said.err.startswith(f"{draft_of(cli)}:6:1: warm_up[0].hodl: ")
    assert said.err.splitlines()[-1].startswith(f"stretchtui: not stored; your text is kept in {draft_of(cli)}")
    assert path.read_text() == MINE
    assert draft_of(cli).read_text() == BAD


def test_a_draft_that_was_kept_is_gone_on_with(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD, BETTER)
    cli("edit", "mine")
    said = cli("edit", "mine")
    assert said.code == 0
    assert str(draft_of(cli)) in said.err
    assert editor.saw(2) == BAD
    assert path.read_text() == BETTER
    assert not draft_of(cli).exists()


def test_a_draft_does_not_silently_replace_what_was_stored_after_it(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD, BETTER)
    cli("edit", "mine")
    newer = MINE + "\n# written by hand meanwhile\n"
    path.write_text(newer)
    assert cli("edit", "mine").code == 0
    assert path.read_text() == BETTER
    assert kept_in(cli.paths.removed) == [newer]


def test_on_a_terminal_one_edits_again_until_it_is_right(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD, BAD + "x", BETTER)
    cli.at_terminal("", "e")
    said = cli("edit", "mine")
    assert said.code == 0
    assert editor.starts == 3
    assert editor.saw(2) == BAD
    assert path.read_text() == BETTER
    assert said.out == ""


@pytest.mark.parametrize("answers", [("k",), ("what?", "K"), ()])
def test_on_a_terminal_one_can_keep_the_draft_and_leave(cli: Cli, editor: Editor, answers: tuple[str, ...]) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD)
    cli.at_terminal(*answers)
    said = cli("edit", "mine")
    assert said.code == 1
    assert str(draft_of(cli)) in said.err
    assert draft_of(cli).read_text() == BAD
    assert path.read_text() == MINE


def test_on_a_terminal_one_can_discard_the_text_and_even_that_is_no_loss(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD)
    cli.at_terminal("d")
    assert cli("edit", "mine").code == 0
    assert path.read_text() == MINE
    assert not draft_of(cli).exists()
    assert kept_in(cli.paths.removed) == [BAD]


def test_on_a_terminal_an_old_draft_is_offered_and_can_be_declined(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD, BETTER)
    cli("edit", "mine")
    cli.at_terminal("n")
    assert cli("edit", "mine").code == 0
    assert editor.saw(2) == MINE
    assert path.read_text() == BETTER
    assert kept_in(cli.paths.removed) == [BAD]


def test_a_draft_that_says_what_is_stored_is_not_offered(cli: Cli, editor: Editor) -> None:
    cli.write("mine", MINE)
    draft_of(cli).parent.mkdir(parents=True)
    draft_of(cli).write_text(MINE)
    cli.at_terminal()
    said = cli("edit", "mine")
    assert said.code == 0
    assert "draft" not in said.err


def test_an_editor_that_fails_stores_nothing(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BETTER, code=3)
    said = cli("edit", "mine")
    assert said.code == 1
    assert "exit code 3" in said.err
    assert said.err.count("\n") == 1
    assert path.read_text() == MINE
    assert draft_of(cli).read_text() == BETTER


def test_an_editor_that_fails_with_nothing_typed_leaves_no_draft(cli: Cli, editor: Editor) -> None:
    cli.write("mine", MINE)
    editor.types(None, code=1)
    assert cli("edit", "mine").code == 1
    assert not draft_of(cli).exists()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("EDITOR", "no-such-editor --wait", "cannot be started"),
        ("EDITOR", "/", "cannot be started"),
        ("VISUAL", 'ed "', "VISUAL is no command"),
    ],
)
def test_an_editor_that_does_not_exist_is_one_clear_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    path = cli.write("mine", MINE)
    monkeypatch.setenv(variable, value)
    said = cli("edit", "mine")
    assert said.code == 1
    assert words in said.err
    assert said.err.count("\n") == 1
    assert path.read_text() == MINE
    assert not draft_of(cli).exists()


def test_visual_comes_before_editor(cli: Cli, editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.write("mine", MINE)
    monkeypatch.setenv("VISUAL", editor.command)
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert cli("edit", "mine").code == 0
    assert editor.starts == 1


def test_without_a_terminal_only_an_editor_that_was_named_is_started(cli: Cli) -> None:
    cli.write("mine", MINE)
    said = cli("edit", "mine")
    assert said.code == 1
    assert "EDITOR" in said.err


def test_without_any_editor_the_file_to_change_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cli.write("mine", MINE)
    monkeypatch.setenv("PATH", "")
    cli.at_terminal()
    said = cli("edit", "mine")
    assert said.code == 1
    assert "no editor was found" in said.err
    assert str(path) in said.err


def test_a_common_editor_is_found_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from stretchtui import editing

    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}" if name == "vi" else None)
    assert editing.find_editor({"EDITOR": "  "}, terminal=True) == ["vi"]


def test_a_built_in_is_not_edited_but_copied_first(cli: Cli, editor: Editor) -> None:
    for name in ("desk-break", "knee-to-chest"):
        said = cli("edit", name)
        assert said.code == 1
        assert f"stretchtui copy {name} NEW" in said.err
    assert editor.starts == 0


def test_a_built_in_is_not_edited_by_its_path_either(cli: Cli, editor: Editor) -> None:
    from stretchtui.paths import builtin_routines

    assert cli("edit", str(builtin_routines() / "desk-break.toml")).code == 1
    assert editor.starts == 0


def test_an_unknown_name_is_said_with_the_nearest_one(cli: Cli, editor: Editor) -> None:
    cli.write("mine", MINE)
    said = cli("edit", "mien")
    assert said.code == 1
    assert "did you mean mine?" in said.err


def test_standard_input_cannot_be_edited(cli: Cli, editor: Editor) -> None:
    assert cli("edit", "-").code == 1


def test_an_exercise_of_the_users_is_edited_as_one(cli: Cli, editor: Editor) -> None:
    cli("copy", "knee-to-chest", "my-knee")
    path = cli.paths.exercises / "my-knee.toml"
    text = path.read_text()
    editor.types("name = 3", text.replace('"20s"', '"25s"'))
    assert cli("edit", "my-knee").code == 1
    assert path.read_text() == text
    assert cli("edit", "my-knee").code == 0
    assert '"25s"' in path.read_text()


def test_a_file_outside_the_library_is_edited_by_its_path(cli: Cli, editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "My own.toml"
    path.write_text(MINE)
    other = tmp_path / "other" / "My own.toml"
    other.parent.mkdir()
    other.write_text(MINE)
    editor.types(BAD, BETTER, BETTER)
    assert cli("edit", str(path)).code == 1
    assert cli("edit", str(other)).code == 0
    assert path.read_text() == MINE
    assert cli("edit", str(path)).code == 0
    assert path.read_text() == BETTER
    assert editor.saw(3) == BAD


def test_an_id_and_its_path_share_a_draft(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BAD, BETTER)
    cli("edit", "mine")
    assert cli("edit", str(path)).code == 0
    assert editor.saw(2) == BAD


def test_a_path_to_nothing_is_one_clear_line(cli: Cli, editor: Editor, tmp_path: Path) -> None:
    said = cli("edit", str(tmp_path / "none.toml"))
    assert said.code == 1
    assert said.err.count("\n") == 1


def test_a_link_stays_a_link_and_its_file_is_changed(cli: Cli, editor: Editor, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "mine.toml"
    real.parent.mkdir()
    real.write_text(MINE)
    real.chmod(0o600)
    cli.paths.routines.mkdir(parents=True)
    link = cli.paths.routines / "mine.toml"
    link.symlink_to(real)
    editor.types(BETTER)
    assert cli("edit", "mine").code == 0
    assert link.is_symlink()
    assert real.read_text() == BETTER
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_bytes_that_are_no_utf8_and_strange_line_ends_survive_untouched(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", "")
    odd = b"\xef\xbb\xbf" + MINE.replace("\n", "\r\n").encode() + b"# \xff\r\n"
    path.write_bytes(odd)
    assert cli("edit", "mine").code == 0
    assert path.read_bytes() == odd


def test_a_file_that_is_too_large_is_not_cut(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE + "# " + "x" * 300_000)
    size = path.stat().st_size
    said = cli("edit", "mine")
    assert said.code == 1
    assert "too large" in said.err
    assert editor.starts == 0
    assert path.stat().st_size == size


def test_a_text_that_was_made_too_large_is_kept_as_a_draft(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    large = MINE + "# " + "x" * 300_000
    editor.types(large)
    assert cli("edit", "mine").code == 1
    assert path.read_text() == MINE
    assert draft_of(cli).read_text() == large


def test_a_draft_that_the_editor_deleted_changes_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cli.write("mine", MINE)
    monkeypatch.setenv("EDITOR", "rm")
    said = cli("edit", "mine")
    assert said.code == 0
    assert path.read_text() == MINE


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = cli.write("mine", MINE)
    script = tmp_path / "both.sh"
    script.write_text(f'#!/bin/sh\nprintf "# by another\\n" >> "{path}"\nprintf "# by me\\n" >> "$1"\n')
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    said = cli("edit", "mine")
    assert said.code == 1
    assert "meanwhile" in said.err
    assert path.read_text() == MINE + "# by another\n"
    assert draft_of(cli).read_text() == MINE + "# by me\n"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_keeps_the_text(cli: Cli, editor: Editor) -> None:
    path = cli.write("mine", MINE)
    editor.types(BETTER)
    path.parent.chmod(0o500)
    try:
        said = cli("edit", "mine")
    finally:
        path.parent.chmod(0o700)
    assert said.code == 1
    assert draft_of(cli).read_text() == BETTER


def test_a_text_that_cannot_be_stored_is_kept(cli: Cli, editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    from stretchtui import editing
    from stretchtui.files import FileFault

    def full(path: Path, data: bytes) -> None:
        raise FileFault(f"{path} cannot be written: no space left on device")

    monkeypatch.setattr(editing, "rewrite", full)
    path = cli.write("mine", MINE)
    editor.types(BETTER)
    said = cli("edit", "mine")
    assert said.code == 1
    assert "no space left" in said.err
    assert str(draft_of(cli)) in said.err
    assert path.read_text() == MINE
    assert draft_of(cli).read_text() == BETTER


def test_advice_is_given_after_a_routine_was_stored(cli: Cli, editor: Editor) -> None:
    cli.write("mine", MINE)
    editor.types(MINE.replace("warm_up", "steps", 1))
    said = cli("edit", "mine")
    assert said.code == 0
    assert "advice: there is no warm-up" in said.err
