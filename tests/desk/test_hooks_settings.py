"""Hooks are settings as all others: listed, printed as typed, changed, put back, on the command line and the screen."""

import json
import tomllib
from pathlib import Path

import pytest

from app.stage import FakeServices, builtin_plan, home
from cli.writing_helpers import Cli
from stretchtui.app.forms import groups
from stretchtui.hooks import HOOK_NAMES
from stretchtui.settings import read_settings, setting_rows


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def put(cli: Cli, text: str) -> Path:
    cli.paths.config.mkdir(parents=True, exist_ok=True)
    cli.paths.settings.write_text(text, encoding="utf-8")
    return cli.paths.settings


def test_a_hook_is_set_with_its_comments_kept_and_put_back(cli: Cli) -> None:
    path = put(cli, "# mine\n[hooks] # to the log\ncue = 'a' # b\n")
    assert cli("config", "set", "hooks.phase_started", "~/bin/on 'two words'").code == 0
    assert tomllib.loads(path.read_text())["hooks"] == {"cue": "a", "phase_started": "~/bin/on 'two words'"}
    assert read_settings(path).hooks["phase_started"] == ("~/bin/on", "two words")
    assert cli("config", "get", "hooks.phase_started").out == "~/bin/on 'two words'\n"
    assert cli("config", "unset", "hooks.phase_started").code == 0
    assert path.read_text() == "# mine\n[hooks] # to the log\ncue = 'a' # b\n"
    assert cli("config", "get", "hooks.phase_started").out == "\n"


def test_a_list_is_printed_as_the_line_that_means_the_same(cli: Cli) -> None:
    path = put(cli, '[hooks]\ncue = ["notify-send", "Well done", "$x", ""]\n')
    line = cli("config", "get", "hooks.cue").out.rstrip("\n")
    assert line == "notify-send 'Well done' '$x' ''"
    before = read_settings(path).hooks
    assert cli("config", "set", "hooks.cue", line).code == 0
    assert read_settings(path).hooks == before


def test_the_list_has_the_hooks_that_the_file_says(cli: Cli) -> None:
    put(cli, '[hooks]\npaused = "a b"\n')
    rows = [row for row in json.loads(cli("config", "--json").out) if row["key"].startswith("hooks")]
    doc = "The command that runs at the event paused."
    assert rows == [{"key": "hooks.paused", "value": "a b", "default": "", "is_default": False, "doc": doc}]


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("hooks.phase_start", "a", "did you mean hooks.phase_started?"),
        ("hooks", "a", "there is no setting"),
        ("hooks.cue", "", "hooks.cue: the command is empty"),
        ("hooks.cue", "a 'b", 'hooks.cue: "a \'b" cannot be split into words: a quotation has no end'),
    ],
)
def test_a_hook_that_cannot_be_is_refused_and_nothing_is_written(cli: Cli, key: str, text: str, words: str) -> None:
    said = cli("config", "set", key, text)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert not cli.home.exists()


def test_the_shell_completes_every_hook(cli: Cli) -> None:
    from stretchtui.cli.completing import setting_names

    assert set(setting_names("hooks.")) == {f"hooks.{name}" for name in HOOK_NAMES}


def test_the_screen_has_a_row_for_each_hook_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[hooks]\nsession_ended = "done-with it"\n')
    rows, _ = setting_rows(file)
    group = next(group for group in groups(rows, ["nord"], {}) if group.heading == "Hooks")
    assert [(form.name, form.label, form.value) for form in group.forms] == [
        ("hooks.session_ended", "session ended", "done-with it")
    ]
    rows, _ = setting_rows(tmp_path / "none.toml")
    assert "Hooks" not in [group.heading for group in groups(rows, ["nord"], {})]


async def test_a_hook_is_seen_and_put_back_on_the_settings_screen(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('# mine\n[hooks]\nsession_ended = "done-with it"\n')
    given = FakeServices({"quick-relief": builtin_plan("quick-relief")}, folder=tmp_path)
    async with home(given, (80, 80)) as stage:
        await stage.press("S")
        await stage.app.workers.wait_for_complete()
        await stage.wait()
        forms = [form.name if form else "" for form in stage.app.screen._forms]  # type: ignore[attr-defined]
        place = forms.index("hooks.session_ended")
        first = next(index for index, name in enumerate(forms) if name)
        await stage.press(*["down"] * sum(bool(name) for name in forms[first + 1 : place + 1]))
        assert "The command that runs at the event session_ended." in stage.text()
        assert "The default is none." in stage.text()
        await stage.press("x")
    assert "session_ended" not in (tmp_path / "config.toml").read_text()
