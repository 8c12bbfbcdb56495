"""The command palette: what there is to do, every routine, every setting, every theme."""

from pathlib import Path

from app.stage import FakeServices, Stage, all_sorts, builtin_plan, home, session
from stretchtui.app.palette import Palette
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.session import SessionScreen
from stretchtui.app.screens.settings import SettingsScreen

HOSTILE = "[@click=app.quit]run[/] [/]"


def services(folder: Path) -> FakeServices:
    return FakeServices({"all-sorts": all_sorts(), "upper-back": builtin_plan("upper-back")}, folder=folder)


async def search(stage: Stage, text: str) -> None:
    await stage.press("ctrl+p", *("space" if letter == " " else letter for letter in text))
    for _ in range(3):
        await stage.app.workers.wait_for_complete()
        await stage.wait()


async def test_a_routine_is_started_from_it(tmp_path: Path) -> None:
    given = services(tmp_path)
    async with home(given) as stage:
        await search(stage, "start upper")
        assert "Start: Upper back   6 min" in stage.text()
        await stage.press("down", "enter")
        await stage.wait()
        assert isinstance(stage.app.screen, SessionScreen)
        assert given.opened[0].plan.id == "upper-back"


async def test_a_setting_is_opened_from_it(tmp_path: Path) -> None:
    async with home(services(tmp_path), (100, 50)) as stage:
        await search(stage, "setting bell")
        await stage.press("down", "enter")
        await stage.wait()
        assert isinstance(stage.app.screen, SettingsScreen)
        assert "▸ bell" in stage.text()


async def test_a_theme_is_chosen_from_it_and_kept(tmp_path: Path) -> None:
    async with home(services(tmp_path)) as stage:
        await search(stage, "theme terminal")
        await stage.press("down", "enter")
        await stage.wait()
        assert isinstance(stage.app.screen, HomeScreen)
        assert stage.app.theme == "terminal"
        assert (tmp_path / "config.toml").read_text(encoding="utf-8") == 'theme = "terminal"\n'


async def test_actions_have_the_keys_that_count_now_and_moves_are_left_out(tmp_path: Path) -> None:
    given = services(tmp_path)
    given.keys = {"filter": ("f", "ctrl+f")}
    async with home(given, (100, 50)) as stage:
        await search(stage, "")
        assert "tags or muscles   f ctrl+f" in stage.text()
        assert "Go up" not in stage.text()


async def test_in_a_session_it_offers_what_the_session_can_do() -> None:
    async with session(size=(100, 40)) as stage:
        await search(stage, "")
        text = stage.text()
        assert "leave this exercise" in text
        assert "Theme: stretch-light" in text
        assert "Start: " not in text
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)


async def test_names_are_no_markup_in_it(tmp_path: Path) -> None:
    given = services(tmp_path)
    from app.stage import plan_of

    given.plans = {"hostile": plan_of(f'name = "{HOSTILE}"\n[[steps]]\nname = "Sit"\nhold = "20s"\n')}
    async with home(given) as stage:
        await search(stage, "click")
        assert isinstance(stage.app.screen, Palette)
        assert f"Start: {HOSTILE}" in stage.text()


async def test_keys_of_ones_own_count_in_a_session_its_bar_and_its_help() -> None:
    async with session(keys={"skip": ("x",), "done": ("ctrl+d",)}) as stage:
        assert "x skip" in stage.text().splitlines()[-1]
        before = stage.player.session.phase.index
        await stage.press("right", "n")
        assert stage.player.session.phase.index == before
        await stage.press("x")
        assert stage.player.session.phase.index == before + 1
        await stage.press("question_mark")
        assert " x  " in stage.text()
        assert "→ n" not in stage.text()
