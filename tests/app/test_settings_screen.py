"""The settings screen: every setting can be seen, understood, changed by keys and mouse, and put back."""

from pathlib import Path

import pytest

from app.stage import FakeServices, Stage, builtin_plan, home
from stretchtui.app.forms import Form, Group, Kind, groups
from stretchtui.app.screens.help import HelpScreen
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.settings import SettingsScreen
from stretchtui.changing import change_setting
from stretchtui.settings import SETTINGS, read_settings, setting_rows

SIZE = (80, 72)  # so that all of them can be seen


def services(folder: Path, text: str | None = None) -> FakeServices:
    given = FakeServices({"quick-relief": builtin_plan("quick-relief")}, folder=folder)
    if text is not None:
        (folder / "config.toml").write_text(text, encoding="utf-8")
        found = read_settings(folder / "config.toml")
        given.theme, given.keys = found.theme, dict(found.keys)
    return given


async def opened(stage: Stage, *keys: str) -> None:
    await stage.press("S")
    await stage.app.workers.wait_for_complete()
    await stage.wait()
    await stage.press(*keys)


def row(stage: Stage, label: str) -> str:
    """Return the value that stands beside a label."""
    found = [line for line in stage.text().splitlines() if line.strip("▸ ▄▂▆█").startswith(f"{label} ")]
    return " ".join(found[0].split()).removeprefix("▸ ").removeprefix(label).strip()


def said(given: FakeServices) -> str:
    return (given.folder / "config.toml").read_text(encoding="utf-8")


async def test_every_setting_is_there_with_its_meaning_and_value(tmp_path: Path) -> None:
    async with home(services(tmp_path), SIZE) as stage:
        await opened(stage)
        seen = stage.text()
        for name in SETTINGS.keys:
            if name not in ("breath", "levels", "keys", "hooks"):
                assert name.replace("_", " ") in seen
        assert row(stage, "lead in") == "3s"
        assert row(stage, "theme") == "‹ stretch-dark ›"
        assert row(stage, "Quick relief") == "‹ 0 % ›"
        assert row(stage, "skip") == "→ n"
        assert "The side that goes first." in seen
        assert "In the file: first_side" in seen


@pytest.mark.parametrize("key", ["S", "comma"])
async def test_it_is_opened_by_key_and_left_by_escape(tmp_path: Path, key: str) -> None:
    async with home(services(tmp_path)) as stage:
        await stage.press(key)
        assert isinstance(stage.app.screen, SettingsScreen)
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        assert "Put this setting back to its default" in stage.text()
        await stage.press("escape", "escape")
        assert isinstance(stage.app.screen, HomeScreen)


async def test_a_choice_goes_round_and_is_written_at_once_and_put_back(tmp_path: Path) -> None:
    given = services(tmp_path, "# mine\nfirst_side = 'left' # as ever\n")
    async with home(given, SIZE) as stage:
        await opened(stage, "right")
        assert said(given) == '# mine\nfirst_side = "right" # as ever\n'
        assert row(stage, "first side") == "‹ right ›"
        await stage.press("enter", "left")
        assert row(stage, "first side") == "‹ right ›"
        assert "x default" in stage.text()
        await stage.press("x")
        assert row(stage, "first side") == "‹ left ›"
        assert said(given).startswith("# mine\n")
        assert "first_side" not in said(given)


async def test_a_time_is_typed_and_judged_while_it_is_typed(tmp_path: Path) -> None:
    given = services(tmp_path)
    async with home(given, SIZE) as stage:
        await opened(stage, "down", "enter", "backspace", "backspace", *"abc")
        assert '"abc" is not a time' in " ".join(stage.text().split())
        await stage.press("enter")
        assert isinstance(stage.app.screen, SettingsScreen)
        assert not (tmp_path / "config.toml").exists()
        await stage.press("backspace", "backspace", "backspace", *"5s", "enter")
        assert said(given) == 'lead_in = "5s"\n'
        assert row(stage, "lead in") == "5s"
        await stage.press("enter", *"99", "escape")
        assert row(stage, "lead in") == "5s"
        assert isinstance(stage.app.screen, SettingsScreen)


async def test_a_theme_is_seen_at_once(tmp_path: Path) -> None:
    given = services(tmp_path)
    async with home(given, SIZE) as stage:
        await opened(stage, *["down"] * 6, "right")
        assert stage.app.theme == "stretch-light"
        await stage.press("right", "right")
        assert stage.app.theme == "terminal"
        await stage.press("x")
        assert stage.app.theme == "stretch-dark"
        assert said(given) == ""


async def test_the_level_of_a_routine_is_changed_in_steps_and_typed(tmp_path: Path) -> None:
    given = services(tmp_path)
    async with home(given, SIZE) as stage:
        await opened(stage, *["down"] * 23, "right", "right")
        assert row(stage, "Quick relief") == "‹ 10 % ›"
        await stage.press("left", "left", "left")
        assert row(stage, "Quick relief") == "‹ 0 % ›"
        await stage.press("enter", "backspace", *"33", "enter")
        assert read_settings(tmp_path / "config.toml").level_of("quick-relief") == 33


async def test_a_key_that_is_changed_counts_at_once_in_the_bar_the_help_and_for_the_finger(tmp_path: Path) -> None:
    given = services(tmp_path)
    async with home(given, (80, 90)) as stage:
        await opened(stage)
        screen = stage.app.screen
        assert isinstance(screen, SettingsScreen)
        assert (
            given.check_setting("keys.filter", "t")
            == 'keys.filter: "t" is the key of `tag` too, in the routines; choose another, or change that of `tag`'
        )
        place = next(p for p, form in enumerate(screen._forms) if form is not None and form.name == "keys.filter")
        screen._list.move_to(place)
        await stage.press("enter", "backspace", *"f", "space", *"ctrl+f", "enter")
        assert said(given) == '[keys]\nfilter = [\n    "f",\n    "ctrl+f",\n]\n'
        await stage.press("escape")
        assert "f filter" in stage.text().splitlines()[-1]
        await stage.press("question_mark")
        assert "f ctrl+f" in stage.text()
        await stage.press("escape", "slash")
        assert not stage.app.screen.query_one("#filter").display
        await stage.press("f")
        assert stage.app.screen.query_one("#filter").display


async def test_a_problem_of_the_file_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    given = services(tmp_path, 'lead_in = "abc"\nbell = true\n[keys]\nskip = "left"\n')
    async with home(given, SIZE) as stage:
        await opened(stage)
        seen = " ".join(stage.text().split())
        assert "Wrong in the file, and so at the default config.toml:1:11: lead_in" in seen
        assert 'config.toml:4:8: keys.skip: "←" is the key of `back` too' in seen
        assert row(stage, "lead in") == "3s"
        assert row(stage, "bell") == "‹ on ›"


async def test_a_file_that_cannot_be_changed_says_so(tmp_path: Path) -> None:
    given = services(tmp_path, "lead_in = [")
    async with home(given, (120, 60)) as stage:
        await opened(stage, "right")
        await stage.wait()
        assert row(stage, "first side") == "‹ left ›"
        assert said(given) == "lead_in = ["


async def test_the_mouse_changes_settings_too(tmp_path: Path) -> None:
    given = services(tmp_path)
    async with home(given, SIZE) as stage:
        await opened(stage)
        y = next(place for place, line in enumerate(stage.text().splitlines()) if " bell " in line)
        await stage.pilot.click(offset=(20, y))
        await stage.pilot.click(offset=(20, y))
        assert row(stage, "bell") == "‹ on ›"
        await stage.pilot.click(offset=(stage.text().splitlines()[-1].index("default"), SIZE[1] - 1))
        assert row(stage, "bell") == "‹ off ›"
        await stage.pilot.click(offset=(stage.text().splitlines()[-1].index("back"), SIZE[1] - 1))
        assert isinstance(stage.app.screen, HomeScreen)


# -- the form without a screen -----------------------------------------------------------------------------------------


def form(value: str, kind: Kind = Kind.CHOICE, options: tuple[str, ...] = ("a", "b", "c")) -> Form:
    return Form("x", "x", value, "a", "", kind, options)


@pytest.mark.parametrize(
    ("value", "by", "wanted"), [("a", 1, "b"), ("c", 1, "a"), ("a", -1, "c"), ("other", 1, "a"), ("other", -1, "c")]
)
def test_choices_go_round(value: str, by: int, wanted: str) -> None:
    assert form(value).chosen(by) == wanted


@pytest.mark.parametrize(
    ("value", "by", "wanted"),
    [(0, 1, 5), (0, -1, 0), (33, 1, 35), (33, -1, 30), (100, 1, 100), (98, 1, 100), (5, -1, 0)],
)
def test_a_level_goes_to_the_next_whole_step_and_stays_within_its_bounds(value: int, by: int, wanted: int) -> None:
    assert form(f"{value} %", Kind.LEVEL).chosen(by) == f"{wanted} %"


def test_a_text_has_nothing_to_choose_from() -> None:
    assert form("3s", Kind.TEXT, ()).chosen(1) is None


def test_no_setting_is_left_out_and_a_level_of_a_routine_that_is_gone_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    change_setting(path, "levels.gone", 20)
    rows, _ = setting_rows(path)
    found: tuple[Group, ...] = groups(rows, ["one"], {"quick-relief": "Quick relief"})
    names = [one.name for group in found for one in group.forms]
    assert {row.key for row in rows} | {"levels.quick-relief"} == set(names)
    assert len(names) == len(set(names))
    assert "More" not in [group.heading for group in found]
    assert all(one.meaning.endswith(".") for group in found for one in group.forms)
