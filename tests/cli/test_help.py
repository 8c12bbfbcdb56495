"""What `--help` says, and the filters of the lists."""

import json
from pathlib import Path

import pytest

from cli.writing_helpers import Cli


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    monkeypatch.setenv("COLUMNS", "80")
    return Cli(tmp_path / "home", monkeypatch, capsys)


def test_no_command_is_cut_off_in_the_list_of_them(cli: Cli) -> None:
    commands = cli("--help").out.partition("Commands:")[2]
    assert "  resume " in commands
    assert not [line for line in commands.splitlines() if line.endswith("...")]


@pytest.mark.parametrize("command", ["run", "resume", "list", "exercises", "show", "export", "stats", "log"])
def test_no_option_is_described_by_a_type_of_python(cli: Cli, command: str) -> None:
    said = cli(command, "--help").out
    assert not [word for word in ("<int", "<str", "<float") if word in said]


def test_the_help_of_run_says_what_the_options_take_and_what_the_level_is_without_one(cli: Cli) -> None:
    said = " ".join(cli("run", "--help").out.split())
    assert all(option in said for option in ("--level N", "--speed X|max", "--side left|right", "--from N"))
    assert "else at the level that you chose for the routine, or at 0" in said


def test_exercises_are_filtered_by_their_length_as_routines_are(cli: Cli) -> None:
    def names(*arguments: str) -> set[str]:
        return {found["id"] for found in json.loads(cli("exercises", *arguments, "--json").out)}

    every = names()
    assert names("--max-minutes", "600") == every
    assert names("--max-minutes", "0") == set()
    short = names("--max-minutes", "1")
    assert set() < short < every
    cli.write("one", 'name = "One"\n[[steps]]\nexercise = "sphinx"\n')
    assert ("sphinx" in short) is (json.loads(cli("show", "one", "--json").out)["total_ms"] <= 60_000)


def test_a_tag_that_nothing_has_is_said(cli: Cli) -> None:
    said = cli("list", "--tag", "bakc")
    assert (said.code, said.out) == (0, "")
    assert said.err == 'stretchtui: no routine has the tag "bakc"; did you mean back?\n'
    assert "did you mean supine?" in cli("exercises", "--tag", "supin").err
    assert json.loads(cli("list", "--tag", "bakc", "--json").out) == []
    assert cli("list", "--tag", "back").err == ""


def test_statistics_begin_so_many_days_back_but_not_tomorrow(cli: Cli) -> None:
    assert cli("stats", "--since", "7d").code == 0
    assert cli("stats", "--since", "2w").code == 0
    said = cli("stats", "--since", "9999-12-31")
    assert (said.code, said.err) == (2, "stretchtui: --since: 9999-12-31 is yet to come\n")


def test_what_a_calendar_cannot_hold_is_said_in_a_whole_sentence(cli: Cli) -> None:
    said = cli("export", "cat-cow", "--to", "ics")
    assert said.code == 1
    assert "ics is a routine's schedule for a calendar and cannot hold an exercise; name a routine" in said.err
