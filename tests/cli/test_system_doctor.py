"""`doctor` and `paths`: what works on this machine, and where things are."""

import json
import os
import sqlite3
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from cli.writing_helpers import MINE, Cli
from history.makers import begin, whole
from stretchtui import doctor
from stretchtui.changing import change_setting
from stretchtui.history import open_history
from stretchtui.lock import SessionLock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def examined(cli: Cli, check: str, code: int = 0) -> list[dict[str, Any]]:
    said = cli("doctor", "--json")
    assert (said.code, said.err) == (code, "")
    found = json.loads(said.out)
    assert all(list(row) == ["check", "status", "message", "hint"] for row in found)
    return [row for row in found if row["check"] == check]


def one(cli: Cli, check: str) -> dict[str, Any]:
    found = examined(cli, check)
    assert len(found) == 1, found
    return found[0]


def test_a_fresh_home_has_nothing_wrong_with_it_and_stays_fresh(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", sys.executable)
    found = json.loads(cli("doctor", "--json").out)
    assert {row["check"] for row in found if row["status"] != "ok"} <= {"terminal", "sound", "voice"}
    assert not cli.paths.data.exists()
    assert not cli.paths.config.exists()


def test_people_see_a_line_a_check_and_then_what_to_do(cli: Cli) -> None:
    cli.write("mine", "nonsense = 1\n")
    said = cli("doctor")
    assert said.code == 0
    assert f"warning  library     {cli.paths.routines / 'mine.toml'}:1:1: " in said.out
    assert "library     stretchtui check mine" in said.out


def test_python_and_what_is_installed_are_named_with_their_versions(cli: Cli) -> None:
    assert ".".join(map(str, sys.version_info[:3])) in one(cli, "python")["message"]
    packages = one(cli, "packages")
    assert packages["status"] == "ok"
    for name in doctor.PACKAGES:
        assert f"{name} {metadata.version(name)}" in packages["message"]


def test_a_missing_package_comes_with_the_way_to_get_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name == "tomlkit":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "requires", lambda _: ["tomlkit>=0.12", 'icalendar; extra == "calendar"'])
    monkeypatch.setattr(metadata, "version", version)
    missing = examined(cli, "packages")[0]
    assert (missing["status"], missing["message"]) == ("warning", "tomlkit is missing")
    assert missing["hint"] == "pip install 'tomlkit>=0.12'"


def test_an_extra_that_is_not_installed_comes_with_the_way_to_get_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name == "icalendar":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    found, missing = examined(cli, "packages")
    assert f"fit-tool {real('fit-tool')}" in found["message"]
    assert (missing["status"], missing["hint"]) == ("ok", "pip install 'stretchtui[calendar]'")
    assert missing["message"] == "icalendar is not installed, which only a calendar's file (ICS) needs"


def test_every_extra_that_is_named_is_one_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, extra, _ in doctor.EXTRAS:
        assert any(line.startswith(name) for line in project["optional-dependencies"][extra])


@pytest.mark.parametrize(
    ("version", "bounds", "fits"),
    [
        ("0.28.1", "<0.29,>=0.26", True),
        ("0.29.0", "<0.29,>=0.26", False),
        ("0.25.9", ">=0.26, <0.29", False),
        ("9.0", ">=8.2,<9", False),
        ("8.2.8", ">=8.2,<9", True),
        ("1.0rc1", ">=1", True),
        ("3", "", True),
    ],
)
def test_a_version_fits_its_bounds_or_is_said(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, version: str, bounds: str, fits: bool
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: [f"typer{bounds}"])
    monkeypatch.setattr(metadata, "version", lambda _: version)
    statuses = {row["status"] for row in examined(cli, "packages")}
    assert statuses == ({"ok"} if fits else {"ok", "warning"})


def test_without_its_own_requirements_it_knows_what_it_needs(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def requires(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", requires)
    assert all(name in one(cli, "packages")["message"] for name in doctor.PACKAGES)


def test_the_list_of_what_is_needed_is_the_one_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {line.partition(">")[0].partition("<")[0].strip() for line in project["dependencies"]}
    assert needed == set(doctor.PACKAGES)


def test_the_database_must_know_strict_tables(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one(cli, "sqlite")["message"] == f"SQLite {sqlite3.sqlite_version}"

    class Old:
        def execute(self, sql: str) -> None:
            raise sqlite3.OperationalError('near "STRICT": syntax error')

        def close(self) -> None:
            pass

    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: Old())
    assert doctor._sqlite().status == "warning"


def test_a_pipe_is_no_terminal_and_that_is_no_failure(cli: Cli) -> None:
    assert "no terminal" in one(cli, "terminal")["message"]


def have_terminal(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.at_terminal()
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((100, 30)))
    monkeypatch.setenv("TERM", "xterm-256color")


def test_a_terminal_is_described(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    have_terminal(cli, monkeypatch)
    assert one(cli, "terminal")["message"] == "xterm-256color, 100 × 30, utf-8, 256 colours"
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert "all colours" in one(cli, "terminal")["message"]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "no colours, as NO_COLOR asks" in one(cli, "terminal")["message"]


def test_a_terminal_without_powers_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    have_terminal(cli, monkeypatch)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((19, 30)))
    assert "too small" in one(cli, "terminal")["message"]
    monkeypatch.setenv("TERM", "dumb")
    assert "TERM is dumb" in one(cli, "terminal")["message"]
    monkeypatch.delenv("TERM")
    assert "TERM is not set" in one(cli, "terminal")["message"]


def test_folders_are_looked_at_without_being_made(cli: Cli) -> None:
    assert one(cli, "folders")["message"] == f"all under {cli.home}, as STRETCHTUI_HOME asks"
    cli.paths.data.mkdir(parents=True, exist_ok=True)
    cli.paths.config.write_text("a file in the way")
    found = examined(cli, "folders")
    assert [(row["status"], row["message"]) for row in found] == [
        ("warning", f"config: {cli.paths.config} is no folder")
    ]


def test_a_folder_that_cannot_be_written_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert [row["status"] for row in examined(cli, "folders")] == ["warning"] * 3


def test_settings_are_counted_and_their_problems_named(cli: Cli) -> None:
    assert one(cli, "settings")["message"] == "all at their defaults"
    change_setting(cli.paths.settings, "lead_in", "9s")
    assert one(cli, "settings")["message"] == "1 changed"
    cli.paths.settings.write_text("bel = true\n")
    found = one(cli, "settings")
    assert (found["status"], found["hint"]) == ("warning", "stretchtui config edit")


def test_a_theme_that_there_is_not_is_said(cli: Cli) -> None:
    for name, wanted in (
        ("nord", ""),
        ("terminal", ""),
        ("nrod", "did you mean nord?"),
        ("x", "there are stretch-dark"),
    ):
        assert cli("config", "set", "theme", name).code == 0
        said = cli("doctor").out
        assert wanted in said
        assert ("there is no theme" in said) is bool(wanted)


def test_every_file_of_the_users_with_problems_is_named(cli: Cli) -> None:
    cli.write("good", MINE)
    cli.write("bad", "nonsense = 1\n")
    cli.write("My Routine", MINE)
    cli.paths.exercises.mkdir()
    (cli.paths.exercises / "odd.toml").write_text("name = 3\n")
    messages = {row["message"]: row["hint"] for row in examined(cli, "library")}
    assert messages.pop("9 routines, 1 of them yours, and 29 exercises") is None
    assert messages.pop(f"{cli.paths.routines / 'My Routine.toml'} is not seen: its name is no id") == (
        "call it my-routine.toml"
    )
    assert sorted(hint or "" for hint in messages.values()) == sorted(
        ["stretchtui check bad", f"stretchtui check {cli.paths.exercises / 'odd.toml'}"]
    )


def test_without_any_routine_nothing_can_be_run_and_that_fails(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("stretchtui.shelves.builtin_routines", lambda: tmp_path / "nothing")
    found = examined(cli, "library", code=1)
    assert [row["status"] for row in found] == ["failed"]


def test_sessions_are_counted(cli: Cli) -> None:
    assert one(cli, "history")["message"] == "no session yet"
    with open_history(cli.paths.history, write=True) as history:
        whole(history, 1)
        begin(history, 2, dump={"at_ms": 0})
    assert one(cli, "history")["message"] == "2 sessions, 1 not finished"


@pytest.mark.parametrize(("content", "words"), [(b"no database" * 500, "damaged"), (None, "a folder")])
def test_a_history_that_cannot_be_read_is_a_warning_with_its_path(cli: Cli, content: bytes | None, words: str) -> None:
    cli.paths.data.mkdir(parents=True)
    if content is None:
        cli.paths.history.mkdir()
    else:
        cli.paths.history.write_bytes(content)
    found = one(cli, "history")
    assert found["status"] == "warning"
    assert str(cli.paths.history) in found["message"]
    assert words in found["message"]


def test_a_newer_history_says_to_update(cli: Cli) -> None:
    with open_history(cli.paths.history, write=True) as history:
        whole(history, 1)
    with sqlite3.connect(cli.paths.history) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    assert "update stretchtui" in one(cli, "history")["hint"]


def test_a_running_session_is_named_and_left_alone(cli: Cli) -> None:
    assert one(cli, "session")["message"] == "none is running"
    lock = SessionLock(cli.paths.lock)
    lock.take("Desk break", "id")
    before = cli.paths.lock.read_text()
    assert one(cli, "session")["message"] == "running: Desk break"
    assert cli.paths.lock.read_text() == before
    lock.release()
    assert one(cli, "session")["message"] == "none is running"


def test_what_a_crash_left_behind_is_no_running_session(cli: Cli) -> None:
    cli.paths.state.mkdir(parents=True)
    cli.paths.lock.write_text('{"routine": "Desk break"}')
    assert one(cli, "session")["message"] == "none is running"


def test_drafts_that_wait_are_named_with_the_way_to_go_on(cli: Cli) -> None:
    cli.write("mine", MINE)
    cli.editor().types("bad")
    cli("edit", "mine")
    found = one(cli, "drafts")
    assert (found["status"], found["hint"]) == ("warning", "stretchtui edit mine")


@pytest.mark.parametrize(
    ("editor", "status"), [(sys.executable, "ok"), ("no-such-editor -w", "warning"), ('ed "', "warning")]
)
def test_the_editor_is_looked_for(cli: Cli, monkeypatch: pytest.MonkeyPatch, editor: str, status: str) -> None:
    monkeypatch.setenv("EDITOR", editor)
    assert one(cli, "editor")["status"] == status


def test_completion_is_offered_where_it_is_not_installed(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert one(cli, "completion")["hint"] == "stretchtui --install-completion"
    (tmp_path / ".zfunc").mkdir()
    (tmp_path / ".zfunc" / "_stretchtui").write_text("")
    assert one(cli, "completion")["message"] == "installed for zsh"


# -- paths -------------------------------------------------------------------------------------------------------------


def test_paths_are_those_that_the_program_uses(cli: Cli) -> None:
    found = json.loads(cli("paths", "--json").out)
    assert found["settings"] == str(cli.paths.settings)
    assert found["history"] == str(cli.paths.history)
    assert Path(found["built-in"], "desk-break.toml").exists()
    lines = dict(line.split(maxsplit=1) for line in cli("paths").out.splitlines())
    assert lines == found
    assert not cli.home.exists()


def test_a_home_whose_name_is_no_text_ends_in_no_traceback(tmp_path: Path) -> None:
    home = os.fsencode(tmp_path) + b"/h\xff\x1b[2J"
    env = {b"PATH": os.environb[b"PATH"], b"STRETCHTUI_HOME": home, b"PYTHONPATH": os.fsencode(ROOT / "src")}
    made = home + b"/data/routines/evening.toml\n"
    for arguments, wanted in (
        (["paths"], None),
        (["paths", "--json"], None),
        (["new", "evening"], made),
        (["doctor"], None),
    ):
        command = [sys.executable, "-m", "stretchtui", *arguments]
        ended = subprocess.run(command, env=env, capture_output=True, timeout=60)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert ended.stdout == wanted if wanted else b"\x1b" not in ended.stdout
