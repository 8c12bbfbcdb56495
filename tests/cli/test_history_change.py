"""`log rate`, `log remove`, `log restore`: what one says of a session afterwards, and a history that cannot be used."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.writing_helpers import Cli, Said
from history.makers import Clock, uuid, whole
from stretchtui.history import database, open_history


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def session(cli: Cli) -> str:
    with open_history(cli.paths.history, write=True, now=Clock()) as history:
        return whole(history, 1)


def shown(cli: Cli, session: str) -> Any:
    return json.loads(cli("log", "show", session, "--json").out)


def clear_line(said: Said, *words: str, code: int = 1) -> None:
    assert (said.code, said.out) == (code, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("stretchtui: ")
    for word in words:
        assert word in said.err


# -- rate --------------------------------------------------------------------------------------------------------------


def test_pain_and_a_note_are_written_each_by_itself(cli: Cli, session: str) -> None:
    assert cli("log", "rate", session[:8], "--before", "3").code == 0
    assert cli("log", "rate", session, "--after", "0", "--note", "  much better ✓ ").code == 0
    row = shown(cli, session)
    assert (row["pain_before"], row["pain_after"], row["note"]) == (3, 0, "much better ✓")


def test_what_was_noted_can_be_taken_away_again(cli: Cli, session: str) -> None:
    cli("log", "rate", session, "--before", "3", "--after", "10", "--note", "none")
    assert shown(cli, session)["note"] == "none"
    assert cli("log", "rate", session, "--after", "none", "--note", "").code == 0
    row = shown(cli, session)
    assert (row["pain_before"], row["pain_after"], row["note"]) == (3, None, None)


@pytest.mark.parametrize("pain", ["11", "-1", "3.5", "much", "", "٣", "100000000000"])
def test_a_pain_that_is_none_is_refused_as_usage(cli: Cli, session: str, pain: str) -> None:
    said = cli("log", "rate", session, f"--before={pain}")
    assert (said.code, said.out) == (2, "")
    assert "0 to 10" in said.err
    assert shown(cli, session)["pain_before"] is None


def test_a_rating_without_anything_to_say_is_refused_as_usage(cli: Cli, session: str) -> None:
    assert cli("log", "rate", session).code == 2


@pytest.mark.parametrize("note", ["a\nb", "a\x1b[31mb", "x" * 2_001, "\u202e"])
def test_a_note_that_could_not_be_shown_is_refused(cli: Cli, session: str, note: str) -> None:
    clear_line(cli("log", "rate", session, "--note", note), "note")
    assert shown(cli, session)["note"] is None


# -- remove and restore ------------------------------------------------------------------------------------------------


def test_a_session_is_removed_and_restored_by_the_command_that_is_printed(cli: Cli, session: str) -> None:
    said = cli("log", "remove", session[:8], "--yes")
    assert (said.code, said.out) == (0, "")
    assert json.loads(cli("log", "--json").out) == []
    assert [row["id"] for row in json.loads(cli("log", "--removed", "--json").out)] == [session]
    assert "removed" in cli("log", "show", session).out
    assert cli(*said.err.split("stretchtui ")[-1].split()).code == 0
    assert [row["id"] for row in json.loads(cli("log", "--json").out)] == [session]


def test_without_a_terminal_and_without_yes_no_session_is_removed(cli: Cli, session: str) -> None:
    clear_line(cli("log", "remove", session), "--yes", code=2)
    assert len(json.loads(cli("log", "--json").out)) == 1


def test_on_a_terminal_the_session_is_named_before_it_is_removed(cli: Cli, session: str) -> None:
    cli.at_terminal("n")
    said = cli("log", "remove", session)
    assert said.code == 1
    assert "lower-back-relief of 2025-03-28 07:00" in said.err
    cli.at_terminal("y")
    assert cli("log", "remove", session).code == 0
    assert json.loads(cli("log", "--json").out) == []


def test_a_session_that_was_not_removed_is_not_restored(cli: Cli, session: str) -> None:
    said = cli("log", "restore", session)
    assert said.code == 0
    assert "was not removed" in said.err


def test_the_limit_counts_removed_sessions_alone(cli: Cli, session: str) -> None:
    with open_history(cli.paths.history, write=True) as history:
        for number in (2, 3, 4):
            whole(history, number)
    for number in (1, 3):
        cli("log", "remove", uuid(number), "--yes")
    assert [row["id"] for row in json.loads(cli("log", "--removed", "--json", "--limit", "1").out)] == [uuid(3)]


# -- a history that cannot be used -------------------------------------------------------------------------------------

READING = (("log",), ("log", "--json"), ("log", "show", "0"), ("log", "export", "-"))
CHANGING = (("log", "rate", "0", "--before", "1"), ("log", "remove", "0", "--yes"), ("log", "restore", "0"))


@pytest.mark.parametrize("arguments", CHANGING)
def test_a_command_that_finds_no_session_creates_no_history(cli: Cli, arguments: tuple[str, ...]) -> None:
    clear_line(cli(*arguments))
    assert not cli.home.exists()


@pytest.mark.parametrize("arguments", [*READING, *CHANGING])
def test_a_damaged_history_is_one_clear_line_and_stays_where_it_is(cli: Cli, arguments: tuple[str, ...]) -> None:
    cli.paths.data.mkdir(parents=True)
    cli.paths.history.write_bytes(b"not a database at all" * 100)
    clear_line(cli(*arguments), str(cli.paths.history), "damaged")
    assert cli.paths.history.read_bytes() == b"not a database at all" * 100


@pytest.mark.parametrize("arguments", [*READING, *CHANGING, ("log", "import", "-")])
def test_a_newer_history_is_one_clear_line_and_is_not_touched(
    cli: Cli, session: str, arguments: tuple[str, ...]
) -> None:
    with sqlite3.connect(cli.paths.history) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = cli.paths.history.read_bytes()
    clear_line(cli(*arguments), "newer")
    assert cli.paths.history.read_bytes() == before


@contextmanager
def held(path: Path) -> Iterator[None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.close()


def test_a_history_that_another_program_holds_is_one_clear_line(
    cli: Cli, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    with held(cli.paths.history):
        clear_line(cli("log", "rate", session, "--before", "1"), "locked")


def test_a_history_that_cannot_be_written_is_one_clear_line(
    cli: Cli, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_, **__: False)  # root, who runs this perhaps, may write everywhere
    clear_line(cli("log", "rate", session, "--before", "1"), "read-only")


def test_a_folder_in_the_place_of_the_history_is_one_clear_line(cli: Cli) -> None:
    cli.paths.history.mkdir(parents=True)
    clear_line(cli("log"), "a folder")
