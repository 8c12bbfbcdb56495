"""`config`: settings that are checked before they are written, in a file that keeps its comments."""

import json
import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cli.writing_helpers import Cli
from stretchcore.words import Side
from stretchtui import lock
from stretchtui.changing import settings_template
from stretchtui.settings import DEFAULTS, SETTINGS, read_settings

EXAMPLES = ("skip", "session_ended", "quick-relief")  # what the template shows of the tables

COMMENTED = """\
# mine since 2024

lead_in = "5s"   # a slow one
first_side = 'right'

# what I can do
[levels]
quick-relief = 20   # more hurts
desk-break = 0
# the end
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def put(cli: Cli, text: str | bytes) -> Path:
    cli.paths.config.mkdir(parents=True, exist_ok=True)
    cli.paths.settings.write_bytes(text.encode() if isinstance(text, str) else text)
    return cli.paths.settings


def change(cli: Cli, *arguments: str) -> str:
    said = cli("config", *arguments)
    assert (said.code, said.out, said.err) == (0, "", "")
    return cli.paths.settings.read_text()


# -- reading -----------------------------------------------------------------------------------------------------------


def test_every_setting_is_listed_and_all_are_at_their_defaults_without_a_file(cli: Cli) -> None:
    said = cli("config", "--json")
    rows = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert {row["key"].split(".")[0] for row in rows} == set(SETTINGS.keys) - {"levels", "hooks"}
    assert all(row["is_default"] and row["value"] == row["default"] and row["doc"] for row in rows)
    assert not cli.home.exists()


def test_people_see_what_is_not_the_default(cli: Cli) -> None:
    put(cli, COMMENTED)
    rows = [line.split() for line in cli("config").out.splitlines()]
    assert ["lead_in", "5s"] in rows
    assert ["first_side", "right"] in rows
    assert ["bell", "false", "default"] in rows
    assert ["breath.in", "4s", "default"] in rows
    assert ["levels.quick-relief", "20"] in rows


def test_problems_of_the_file_are_said_and_everything_else_still_counts(cli: Cli) -> None:
    path = put(cli, 'lead_in = "5s"\nbel = true\nprepare = "abc"\n')
    said = cli("config")
    assert said.code == 0
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [f"{path}:2:1", f"{path}:3:11"]
    assert "did you mean `bell`?" in said.err
    assert ["lead_in", "5s"] in [line.split() for line in said.out.splitlines()]
    assert ["prepare", "8s", "default"] in [line.split() for line in said.out.splitlines()]


@pytest.mark.parametrize("text", [b"lead_in = ", b"\xff\xfe", b"a" * 300_000, b"[" * 5_000])
def test_a_file_that_is_no_toml_leaves_all_at_their_defaults(cli: Cli, text: bytes) -> None:
    put(cli, text)
    said = cli("config", "get", "lead_in")
    assert (said.code, said.out) == (0, "3s\n")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lead_in", "5s"),
        ("first_side", "right"),
        ("breath.out", "6s"),
        ("bell", "false"),
        ("levels.quick-relief", "20"),
        ("levels.upper-back", "0"),
    ],
)
def test_what_counts_for_a_setting_is_printed_as_one_would_type_it(cli: Cli, key: str, value: str) -> None:
    put(cli, COMMENTED)
    assert cli("config", "get", key).out == f"{value}\n"


@pytest.mark.parametrize("command", [("get",), ("unset",), ("set", "1s")])
@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("lead-in", "did you mean lead_in?"),
        ("breath", "did you mean breath.in?"),
        ("breath.inn", "did you mean breath.in?"),
        ("levels", "did you mean"),
        ("levels.", "levels.ROUTINE"),
        ("levels.My Routine", "is no routine's id"),
        ("qqqqqq", "there are lead_in, first_side, "),
        ("", "there are"),
        ("\x1b[2J", "there is no setting"),
    ],
)
def test_an_unknown_setting_is_refused_as_usage_with_a_suggestion(
    cli: Cli, command: tuple[str, ...], key: str, hint: str
) -> None:
    said = cli("config", command[0], key, *command[1:])
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert "\x1b" not in said.err
    assert not cli.home.exists()


# -- changing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [
        ("lead_in", "0s", {"lead_in": "0s"}),
        ("lead_in", "5", {"lead_in": "5"}),
        ("first_side", "right", {"first_side": "right"}),
        ("prepare", "8-12s", {"prepare": "8-12s"}),
        ("rest", "2 breaths", {"rest": "2 breaths"}),
        ("breath.in", "5s", {"breath": {"in": "5s", "out": "6s"}}),
        ("breath.out", "7.5s", {"breath": {"in": "4s", "out": "7.5s"}}),
        ("theme", "nord", {"theme": "nord"}),
        ("bell", "YES", {"bell": True}),
        ("bell", "off", {"bell": False}),
        ("flash", "on", {"flash": True}),
        ("figures", "no", {"figures": False}),
        ("levels.quick-relief", "20 %", {"levels": {"quick-relief": 20}}),
        ("levels.quick-relief", "0", {"levels": {"quick-relief": 0}}),
        ("keys.skip", "right n l", {"keys": {"skip": ["right", "n", "l"]}}),
        ("keys.pain", "!", {"keys": {"pain": "!"}}),
    ],
)
def test_a_setting_is_written_so_that_it_counts(cli: Cli, key: str, text: str, wanted: dict[str, Any]) -> None:
    assert tomllib.loads(change(cli, "set", key, text)) == wanted
    assert read_settings(cli.paths.settings).problems == ()


def test_what_is_written_is_what_sessions_go_by(cli: Cli) -> None:
    for key, text in (("lead_in", "1.5s"), ("first_side", "right"), ("breath.in", "3s"), ("levels.desk-break", "70")):
        change(cli, "set", key, text)
    found = read_settings(cli.paths.settings)
    assert (found.lead_in_ms, found.first_side, found.level_of("desk-break")) == (1_500, Side.RIGHT, 70)
    assert found.program.breath is not None
    assert (found.program.breath.in_ms, found.program.breath.out_ms) == (3_000, 6_000)


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("lead_in", "soon", 'lead_in: "soon" is not a time'),
        ("lead_in", "2 breaths", "cannot be counted in breaths"),
        ("lead_in", "3-5s", "is a range"),
        ("lead_in", "2m", "is not between"),
        ("first_side", "lfet", 'did you mean "left"?'),
        ("bell", "maybe", "is not true or false"),
        ("breath.in", "1h", "breath.in: "),
        ("levels.quick-relief", "101", "is not between 0 and 100"),
        ("levels.quick-relief", "12.5", "is not a whole number"),
        ("levels.quick-relief", "9" * 100_000, "is not a whole number"),
        ("theme", "", "the text is empty"),
        ("theme", "a\x1bb", "U+001B"),
    ],
)
def test_a_wrong_value_is_refused_as_usage_and_nothing_is_written(cli: Cli, key: str, text: str, words: str) -> None:
    said = cli("config", "set", key, text)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert not cli.home.exists()


def test_comments_order_and_spacing_survive_every_change(cli: Cli) -> None:
    put(cli, COMMENTED)
    change(cli, "set", "lead_in", "4s")
    change(cli, "set", "levels.upper-back", "50")
    change(cli, "set", "bell", "true")
    change(cli, "unset", "levels.desk-break")
    assert (
        change(cli, "unset", "first_side")
        == """\
# mine since 2024

lead_in = "4s"   # a slow one

bell = true

# what I can do
[levels]
quick-relief = 20   # more hurts
upper-back = 50
# the end
"""
    )


def test_half_a_breath_of_the_users_is_completed_and_not_left_broken(cli: Cli) -> None:
    put(cli, 'breath = { in = "5s", out = "7s" } # slow\n')
    assert change(cli, "set", "breath.out", "8s") == 'breath = { in = "5s", out = "8s" } # slow\n'
    assert change(cli, "unset", "breath.in") == 'breath = { in = "4s", out = "8s" } # slow\n'
    assert "breath" not in change(cli, "unset", "breath.out")
    put(cli, '[breath]\nin = "5s"\n')
    change(cli, "set", "breath.in", "3s")
    assert read_settings(cli.paths.settings).problems == ()


def test_unset_brings_the_default_back_and_may_be_said_again(cli: Cli) -> None:
    change(cli, "set", "lead_in", "9s")
    assert change(cli, "unset", "lead_in") == ""
    change(cli, "unset", "lead_in")
    assert cli("config", "get", "lead_in").out == "3s\n"


def test_unset_takes_out_whatever_stands_in_the_file(cli: Cli) -> None:
    put(cli, 'led_in = "3s"\nbell = true\n[levels]\n"No Id" = 3\n')
    change(cli, "unset", "led_in")
    assert change(cli, "unset", "levels.No Id") == "bell = true\n[levels]\n"


def test_unset_without_a_file_changes_nothing(cli: Cli) -> None:
    assert cli("config", "unset", "lead_in").code == 0
    assert not cli.home.exists()


@pytest.mark.parametrize("text", [b"lead_in = ", b"\xff", b"breath = 3\n", b"[[breath]]\nin = 1\n"])
def test_a_file_that_cannot_be_changed_without_loss_stays_as_it_is(cli: Cli, text: bytes) -> None:
    path = put(cli, text)
    said = cli("config", "set", "breath.in", "5s")
    assert (said.code, said.out) == (1, "")
    assert "stretchtui config edit" in said.err
    assert path.read_bytes() == text


def test_a_level_for_a_routine_that_there_is_not_is_written_with_a_word(cli: Cli) -> None:
    said = cli("config", "set", "levels.quick-releif", "10")
    assert said.code == 0
    assert "did you mean quick-relief?" in said.err


def test_a_link_into_a_folder_of_dotfiles_stays_a_link(cli: Cli, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "stretchtui.toml"
    real.parent.mkdir()
    real.write_text(COMMENTED)
    real.chmod(0o600)
    cli.paths.config.mkdir(parents=True)
    cli.paths.settings.symlink_to(real)
    change(cli, "set", "lead_in", "4s")
    assert cli.paths.settings.is_symlink()
    assert 'lead_in = "4s"   # a slow one' in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_change_is_whole_or_not_at_all(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = put(cli, COMMENTED)
    monkeypatch.setattr(os, "fsync", fail)
    said = cli("config", "set", "lead_in", "4s")
    assert said.code == 1
    assert "no space left" in said.err
    assert path.read_text() == COMMENTED
    assert [file.name for file in path.parent.iterdir()] == ["config.toml"]


# -- editing -----------------------------------------------------------------------------------------------------------


def test_a_first_edit_begins_with_every_setting_explained(cli: Cli) -> None:
    editor = cli.editor()
    editor.types(None, settings_template().replace("# bell = false", "bell = true"))
    said = cli("config", "edit")
    assert said.code == 0
    assert not cli.paths.settings.exists()
    assert all(f"# {name} = " in editor.saw(1) or f"# [{name}]" in editor.saw(1) for name in SETTINGS.keys)
    assert cli("config", "edit").code == 0
    assert read_settings(cli.paths.settings).bell


def test_the_template_says_the_defaults(cli: Cli) -> None:
    lines = [line.removeprefix("# ") for line in settings_template().splitlines()]
    said = tomllib.loads(
        "\n".join(line for line in lines if " = " in line and not any(word in line for word in EXAMPLES))
    )
    assert said == {name: value for name, value in DEFAULTS.items() if name not in ("keys", "hooks", "levels")}


def test_settings_with_problems_are_kept_as_a_draft(cli: Cli) -> None:
    path = put(cli, COMMENTED)
    editor = cli.editor()
    editor.types("led_in = 3\n", "lead_in = 3\n")
    said = cli("config", "edit")
    draft = cli.paths.drafts / "settings" / "config.toml"
    assert said.code == 1
    assert f"{draft}:1:1: led_in: unknown key; did you mean `lead_in`?" in said.err
    assert path.read_text() == COMMENTED
    assert cli("config", "edit").code == 0
    assert editor.saw(2) == "led_in = 3\n"
    assert path.read_text() == "lead_in = 3\n"


def test_json_belongs_to_the_list_alone(cli: Cli) -> None:
    assert cli("config", "--json", "get", "lead_in").code == 2


# -- keys --------------------------------------------------------------------------------------------------------------


def test_keys_are_listed_as_people_call_them_with_what_they_do(cli: Cli) -> None:
    put(cli, '[keys]\nskip = ["right", "question_mark"]\nhelp = "f1"\n')
    rows = {row["key"]: row for row in json.loads(cli("config", "--json").out)}
    assert rows["keys.skip"]["value"] == ["→", "?"]
    assert rows["keys.skip"]["default"] == ["→", "n"]
    assert rows["keys.skip"]["doc"] == "Go on to what comes next."
    assert not rows["keys.skip"]["is_default"]
    assert rows["keys.back"]["is_default"]
    assert cli("config", "get", "keys.skip").out == "→ ?\n"


def test_what_is_printed_of_keys_can_be_typed_again(cli: Cli) -> None:
    for row in json.loads(cli("config", "--json").out):
        if row["key"].startswith("keys."):
            change(cli, "set", row["key"], " ".join(row["value"]))
    assert read_settings(cli.paths.settings).problems == ()
    assert all(row["is_default"] for row in json.loads(cli("config", "--json").out))


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("keys.skip", "b", 'keys.skip: "b" is the key of `back` too, in a session'),
        ("keys.skip", "l", 'keys.skip: "l" is the key of `pain` too, in a session'),
        ("keys.skip", "nope", 'keys.skip: "nope" is not a key'),
        ("keys.skip", "", "keys.skip: 0 keys"),
        ("keys.skp", "n", "did you mean keys.skip?"),
        ("keys.leave", "n", "there is no setting"),
    ],
)
def test_keys_that_cannot_be_are_refused_beside_what_the_file_says(cli: Cli, key: str, text: str, words: str) -> None:
    put(cli, '[keys]\npain = "l"\n')
    said = cli("config", "set", key, text)
    assert said.code == 2
    assert words in said.err
    assert cli.paths.settings.read_text(encoding="utf-8") == '[keys]\npain = "l"\n'


def test_keys_are_put_back_and_the_comments_stay(cli: Cli) -> None:
    put(cli, '# mine\n[keys]\n# for my thumb\nskip = "l"\npain = "!"\n')
    assert change(cli, "unset", "keys.skip") == '# mine\n[keys]\n# for my thumb\npain = "!"\n'


def test_wrong_keys_are_named_with_their_place_and_the_others_count(cli: Cli) -> None:
    path = put(cli, '[keys]\nskip = ["l", "rihgt"]\nskp = "n"\nback = "p"\npain = "!"\n')
    said = cli("config")
    assert [line.split(": ")[0] for line in said.err.splitlines()] == [f"{path}:2:14", f"{path}:3:1"]
    assert dict(read_settings(path).keys) == {"back": ("p",), "pain": ("exclamation_mark",)}


def test_a_language_without_phrases_is_set_and_said(cli: Cli) -> None:
    assert cli("config", "set", "language", "en").err == ""
    said = cli("config", "set", "language", "xx")
    assert said.code == 0
    assert said.err == "stretchtui: there are no phrases for the language xx; the voice speaks English\n"


# -- two at once -------------------------------------------------------------------------------------------------------


def test_a_setting_is_read_and_written_while_nobody_else_changes_the_file(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = lock.alone_in(cli.paths.config)
    other.__enter__()

    def the_other_is_done(_seconds: float) -> None:
        put(cli, "flash = false\n")
        other.__exit__(None, None, None)

    monkeypatch.setattr("stretchtui.lock.time.sleep", the_other_is_done)
    assert cli("config", "set", "lead_in", "5s").code == 0
    assert tomllib.loads(cli.paths.settings.read_text()) == {"flash": False, "lead_in": "5s"}


def test_a_lock_that_nobody_gives_back_is_not_waited_for_in_vain(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("stretchtui.lock.time.sleep", waits.append)
    with lock.alone_in(cli.paths.config):
        assert cli("config", "set", "lead_in", "5s").code == 0
    assert sum(waits) < 2
    assert read_settings(cli.paths.settings).lead_in_ms == 5_000
