"""A file that the program writes names its schema, which lies where the line leads; a person's own first line stays."""

from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Cli
from exchange.schema_engines import FILES
from stretchtui.authoring import Desk
from stretchtui.drafting.sheet import open_sheet
from stretchtui.files import write_atomic
from stretchtui.library import Library
from stretchtui.paths import builtin_routines
from stretchtui.schemas import SCHEMA_LINES, lay_schema, with_schema_line


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def first_line(file: Path) -> str:
    return file.read_bytes().partition(b"\n")[0].decode()


def named_schema(file: Path) -> Path:
    """Return where the first line of a file leads, as an editor would take it."""
    directive, _, place = first_line(file).partition(" ")
    assert directive == "#:schema"
    return (file.parent / place).resolve()


def is_there(file: Path, kind: str) -> bool:
    schema = named_schema(file)
    return schema.name == FILES[kind].name and schema.read_bytes() == FILES[kind].read_bytes()


def test_a_new_routine_names_its_schema_and_finds_it(cli: Cli) -> None:
    assert cli("new", "evening").code == 0
    file = cli.paths.routines / "evening.toml"
    assert is_there(file, "routine")
    assert cli("check", str(file)).code == 0
    assert named_schema(file) == (cli.paths.data / "schema" / "routine.schema.json").resolve()


def test_copies_of_what_is_built_in_name_theirs(cli: Cli) -> None:
    assert cli("copy", "desk-break", "mine").code == 0
    assert cli("copy", "cobra", "my-cobra").code == 0
    assert is_there(cli.paths.routines / "mine.toml", "routine")
    assert is_there(cli.paths.exercises / "my-cobra.toml", "exercise")
    assert cli("check", str(cli.paths.routines / "mine.toml"), str(cli.paths.exercises / "my-cobra.toml")).code == 0


@pytest.mark.parametrize("start", ["", "# My own words.\n", "#:schema ./elsewhere.json\n", "\ufeff"])
def test_the_first_line_of_a_person_stays_through_copy_rename_and_edit(cli: Cli, start: str) -> None:
    text = (start + MINE).encode()
    write_atomic(cli.paths.routines / "mine.toml", text)
    assert cli("copy", "mine", "yours").code == 0
    assert cli("rename", "yours", "ours").code == 0
    assert (cli.paths.routines / "ours.toml").read_bytes() == text
    editor = cli.editor()
    editor.types(text + b"# A word.\n")
    assert cli("edit", "ours").code == 0
    assert editor.saw(1) == text.decode()
    assert (cli.paths.routines / "ours.toml").read_bytes() == text + b"# A word.\n"
    assert not (cli.paths.data / "schema").exists()


def test_a_line_that_the_program_wrote_stays_too_and_leads_from_the_draft_to_a_schema(cli: Cli) -> None:
    assert cli("new", "evening").code == 0
    assert cli("rename", "evening", "night").code == 0
    editor = cli.editor()
    editor.types(SCHEMA_LINES["routine"] + MINE)
    assert cli("edit", "night").code == 0
    assert editor.saw(1).startswith(SCHEMA_LINES["routine"])
    assert (cli.paths.state / "schema" / "routine.schema.json").read_bytes() == FILES["routine"].read_bytes()
    assert is_there(cli.paths.routines / "night.toml", "routine")


def test_the_editor_of_the_app_names_the_schema_in_what_it_makes_of_a_built_in(cli: Cli) -> None:
    sheet = open_sheet(Desk(cli.paths, Library(cli.paths)), "desk-break")
    assert not sheet.is_changed
    sheet.draft.change(sheet.draft.text.replace("Desk break", "My break"), "rename", (), ())
    stored = sheet.store().path
    assert is_there(stored, "routine")
    built_in = (builtin_routines() / "desk-break.toml").read_text(encoding="utf-8")
    assert stored.read_text(encoding="utf-8") == SCHEMA_LINES["routine"] + built_in.replace("Desk break", "My break")


def test_the_editor_of_the_app_leaves_the_first_line_of_a_person(cli: Cli) -> None:
    write_atomic(cli.paths.routines / "mine.toml", MINE)
    sheet = open_sheet(Desk(cli.paths, Library(cli.paths)), "mine")
    sheet.draft.change(sheet.draft.text + "# A word.\n", "a word", (), ())
    assert sheet.store().path.read_text(encoding="utf-8") == MINE + "# A word.\n"


@pytest.mark.parametrize("before", [b"{}", None])
def test_a_schema_of_another_version_is_replaced(tmp_path: Path, before: bytes | None) -> None:
    schema = tmp_path / "schema" / "exercise.schema.json"
    if before is not None:
        write_atomic(schema, before)
    line = SCHEMA_LINES["exercise"].encode().replace(b"\n", b"\r\n")
    lay_schema(tmp_path / "routines" / "exercises" / "it.toml", line)
    assert schema.read_bytes() == FILES["exercise"].read_bytes()
    assert {file.name for file in schema.parent.iterdir()} == {file.name for file in FILES.values()}


def test_a_schema_that_cannot_be_laid_keeps_nobody_from_working(cli: Cli) -> None:
    write_atomic(cli.paths.data / "schema", "A file stands where the folder would be.")
    assert cli("new", "evening").code == 0
    file = cli.paths.routines / "evening.toml"
    assert first_line(file) == SCHEMA_LINES["routine"].strip()
    assert cli("check", str(file)).code == 0


def test_a_file_has_one_line_for_its_schema() -> None:
    named = with_schema_line("routine", MINE.encode())
    assert named == SCHEMA_LINES["routine"].encode() + MINE.encode()
    assert with_schema_line("routine", named) == named
