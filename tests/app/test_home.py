"""The list of the routines."""

import pytest

from app.stage import FakeServices, all_sorts, builtin_plan, home
from stretchtui.app.screens.health import HealthScreen
from stretchtui.app.screens.help import HelpScreen
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.session import SessionScreen
from stretchtui.app.widgets.rows import RowList


def services() -> FakeServices:
    return FakeServices(
        {
            "all-sorts": all_sorts(),
            "quick-relief": builtin_plan("quick-relief"),
            "upper-back": builtin_plan("upper-back"),
        },
        {"broken": 'broken.toml:3:10: steps[0].exercise: there is no exercise "knee-to-chst"'},
    )


async def test_routines_are_listed_with_their_length_and_problems_come_last() -> None:
    async with home(services()) as stage:
        rows = [
            line[:42].split() for line in stage.text().splitlines() if " min" in line[:42] or "problem" in line[:42]
        ]
        assert [row[0].strip("▸") or row[1] for row in rows] == ["All", "Quick", "Upper", "broken"]
        assert "4 routines" in stage.text()


async def test_the_preview_lays_the_routine_out() -> None:
    async with home(services()) as stage:
        text = stage.text()
        for words in ("Slowly.", "Warm-up", "March on the spot", "Cool-down", "20 s × 2, each side"):
            assert words in text
        await stage.press("down")
        await stage.app.workers.wait_for_complete()
        await stage.wait()
        assert "Supine twist" in stage.text()


async def test_a_narrow_terminal_has_its_preview_below_and_a_low_one_has_none() -> None:
    async with home(services(), (60, 24)) as stage:
        assert "Slowly." in stage.text()
        await stage.pilot.resize_terminal(60, 10)
        await stage.wait()
        assert "Slowly." not in stage.text()
        assert "All sorts" in stage.text()


async def test_enter_starts_the_routine_and_its_end_comes_back() -> None:
    given = services()
    async with home(given) as stage:
        await stage.press("down", "enter")
        assert isinstance(stage.app.screen, SessionScreen)
        assert given.opened[0].plan.id == "quick-relief"
        assert given.opened[0].player.view().elapsed_ms >= 0
        await stage.press("q", "y", "enter")
        assert isinstance(stage.app.screen, HomeScreen)
        assert given.opened[0].player.ended
        await stage.press("enter")
        assert len(given.opened) == 2


async def test_a_start_that_is_asked_for_twice_starts_one_session() -> None:
    given = services()
    async with home(given) as stage:
        screen = stage.app.screen
        assert isinstance(screen, HomeScreen)
        screen.action_start()
        screen.action_start()
        await stage.wait()
        await stage.wait()
        assert isinstance(stage.app.screen, SessionScreen)
        assert len(stage.app.screen_stack) == 2
        assert not stage.app.screen.player.ended


async def test_a_routine_with_a_problem_says_it_and_does_not_start() -> None:
    given = services()
    async with home(given) as stage:
        await stage.press("end")
        text = stage.text()
        assert '"knee-to-chst"' in text
        assert "Mend the file" in text
        await stage.press("enter")
        assert not given.opened
        assert "broken.toml:3:10" in stage.text().splitlines()[-1]


async def test_a_routine_that_is_gone_meanwhile_says_so() -> None:
    given = services()
    async with home(given) as stage:
        given.plans.pop("all-sorts")
        await stage.press("enter")
        assert "there is no routine all-sorts" in stage.text().splitlines()[-1]


async def test_slash_filters_by_name_tag_and_muscle_and_escape_shows_all_again() -> None:
    async with home(services()) as stage:
        await stage.press("slash", *"neck")
        text = stage.text()
        assert "Upper back" in text
        assert "Quick relief" not in text
        await stage.press("enter")
        assert isinstance(stage.app.focused, RowList)
        await stage.press("escape")
        assert "Quick relief" in stage.text()


async def test_a_filter_that_nothing_has_says_so_and_enter_starts_nothing() -> None:
    given = services()
    async with home(given) as stage:
        await stage.press("slash", *"zzz", "enter", "enter")
        assert "No routine has these words." in stage.text()
        assert not given.opened


async def test_without_routines_it_says_how_to_write_one() -> None:
    async with home(FakeServices()) as stage:
        assert "stretchtui new NAME" in stage.text()
        await stage.press("enter", "down", "end")
        assert stage.app.return_code is None


async def test_a_folder_that_cannot_be_read_is_said() -> None:
    async with home(FakeServices(fails=PermissionError("routines: permission denied"))) as stage:
        assert "permission denied" in stage.text()


async def test_routines_are_looked_for_again() -> None:
    given = services()
    async with home(given) as stage:
        given.plans["new"] = builtin_plan("desk-break")
        await stage.press("f5")
        await stage.app.workers.wait_for_complete()
        await stage.wait()
        assert "Desk break" in stage.text()


async def test_the_health_note_is_shown_once_and_only_here() -> None:
    given = services()
    given.note_due = True
    async with home(given) as stage:
        assert isinstance(stage.app.screen, HealthScreen)
        text = " ".join(stage.text().split())
        for words in (
            "not a medical device",
            "see a doctor",
            "numbness",
            "weakness",
            "bladder",
            "bowels",
            "fever",
            "fall",
        ):
            assert words in text
        assert given.notes_seen == 0
        await stage.press("enter")
        assert given.notes_seen == 1
        assert isinstance(stage.app.screen, HomeScreen)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_the_program_is_left_with_code_zero(key: str) -> None:
    async with home(services()) as stage:
        await stage.press(key)
    assert stage.app.return_value == 0


async def test_ctrl_c_leaves_from_under_the_health_note_and_while_one_types() -> None:
    given = services()
    given.note_due = True
    async with home(given) as stage:
        await stage.press("ctrl+c")
    assert stage.app.return_value == 0
    async with home(services()) as stage:
        await stage.press("slash", "x", "ctrl+c")
    assert stage.app.return_value == 0


async def test_the_help_is_that_of_the_screen() -> None:
    async with home(services()) as stage:
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        assert "Start this routine" in stage.text()
        assert "pain" not in stage.text()


@pytest.mark.parametrize("theme", ["stretch-light", "stretch-contrast", "textual-light", "nord", "no-such-theme"])
async def test_any_theme_will_do(theme: str) -> None:
    given = services()
    given.theme = theme
    async with home(given) as stage:
        assert "Quick relief" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, SessionScreen)
