"""The home screen: what to do now, all routines, and what the one under the cursor consists of."""

import re
from datetime import date

import pytest

from app.stage import FakeServices, Stage, all_sorts, builtin_plan, home, plan_of
from stretchcore.dose import MuscleDose
from stretchtui.app.screens.health import HealthScreen
from stretchtui.app.screens.help import HelpScreen
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.session import SessionScreen
from stretchtui.app.screens.week import WeekScreen
from stretchtui.app.widgets.rows import RowList
from stretchtui.app.widgets.week import bar_of
from stretchtui.today import Past, Unfinished


def services() -> FakeServices:
    return FakeServices(
        {
            "all-sorts": all_sorts(),
            "quick-relief": builtin_plan("quick-relief"),
            "upper-back": builtin_plan("upper-back"),
        },
        {"broken": 'broken.toml:3:10: steps[0].exercise: there is no exercise "knee-to-chst"'},
    )


def left(stage: Stage, columns: int = 40) -> list[str]:
    """Return the rows of the list that say something."""
    rows = [" ".join(row[:columns].split()) for row in stage.text().splitlines()]
    return [row for row in rows[2:-1] if row]


async def settled(stage: Stage) -> None:
    for _ in range(2):
        await stage.wait()
        await stage.app.workers.wait_for_complete()
    await stage.wait()


async def test_routines_are_listed_with_their_length_and_problems_come_last() -> None:
    async with home(services()) as stage:
        rows = left(stage)
        names = rows[rows.index("All routines") + 1 :]
        assert [row.split()[0] for row in names] == ["All", "Quick", "Upper", "broken"]
        assert names[1].endswith("5 min")
        assert "4 routines" in stage.text()


async def test_the_cursor_is_first_on_what_to_do_now_and_a_sentence_says_why() -> None:
    given = services()
    given.log = Past({"quick-relief": date(2026, 2, 27), "upper-back": date(2026, 3, 3)}, streak=2, week_ms=900_000)
    async with home(given) as stage:
        assert left(stage)[1:4] == ["Today", "▸ Quick relief 5 min", "You did it 5 days ago, longer ago"]
        assert "2 days in a row · 15 min this week" in stage.text()
        await stage.press("enter")
        assert given.opened[0].plan.id == "quick-relief"


async def test_each_routine_says_when_it_was_done_last() -> None:
    given = services()
    given.log = Past({"quick-relief": date(2026, 2, 27), "upper-back": date(2026, 3, 3)})
    async with home(given) as stage:
        rows = left(stage)
        assert [
            row.split()[-4:-2] for row in rows if row.endswith(" min") and ("yesterday" in row or "ago" in row)
        ] == [
            ["days", "ago"],
            ["back", "yesterday"],
        ]


async def test_the_first_start_welcomes() -> None:
    async with home(services()) as stage:
        assert "Welcome. Begin here" in left(stage)
        assert "Nothing done yet: begin with this" in stage.text()


async def test_what_is_due_today_says_so() -> None:
    given = services()
    given.days = {"upper-back": ("wed",)}
    async with home(given) as stage:
        assert left(stage)[1:3] == ["Due today", "▸ Upper back 6 min"]


async def test_a_session_that_was_stopped_is_gone_on_with_by_the_same_key() -> None:
    given = services()
    given.log = Past(unfinished=Unfinished("a1b2", "upper-back", "Upper back", given.day))
    async with home(given) as stage:
        assert left(stage)[1:3] == ["Go on", "▸ Upper back"]
        assert "enter go on" in stage.text().splitlines()[-1]
        await stage.press("down")
        assert "enter start" in stage.text().splitlines()[-1]
        await stage.press("up", "enter")
        assert given.resumed == ["a1b2"]
        assert isinstance(stage.app.screen, SessionScreen)


async def test_a_session_that_was_ended_meanwhile_says_so() -> None:
    given = services()
    given.log = Past(unfinished=Unfinished("a1b2", "removed", "Gone", given.day))
    async with home(given) as stage:
        assert "not among the routines any more" in " ".join(stage.text().split())
        given.log = Past()
        await stage.press("enter")
        assert "the session is over" in stage.text().splitlines()[-1]


async def test_a_log_that_cannot_be_read_is_said_and_breaks_nothing() -> None:
    given = services()
    given.log = Past(fault="What you have done cannot be read: history.db: the history is damaged")
    async with home(given) as stage:
        assert "the history is damaged" in stage.text().splitlines()[-1]
        await stage.press("enter")
        assert given.opened


async def test_the_preview_lays_the_routine_out() -> None:
    async with home(services()) as stage:
        await stage.press("down")
        await settled(stage)
        text = stage.text()
        for words in ("Slowly.", "Warm-up", "March on the spot", "Cool-down", "20 s × 2, each side", "▆▆"):
            assert words in text
        await stage.press("down")
        await settled(stage)
        assert "Supine twist" in stage.text()


async def test_arrows_look_at_one_exercise_after_the_other() -> None:
    async with home(services()) as stage:
        await stage.press("down", "right")
        await settled(stage)
        assert "▸ March on the spot" in stage.text()
        assert "▂" in stage.text()
        await stage.press("right", "right", "left")
        assert "▸ Knee to chest" in stage.text()
        await stage.press("down")
        await settled(stage)
        assert "▂" not in stage.text()


async def test_the_mouse_chooses_rows_steps_tags_and_keys() -> None:
    given = services()
    given.tags = {"upper-back": ("neck",), "all-sorts": ("back", "neck")}
    async with home(given) as stage:
        rows = stage.text().splitlines()
        await stage.pilot.click(offset=(rows[3].index("neck"), 3))
        assert [row.split()[0] for row in left(stage)[1:]] == ["▸", "Upper"]
        await stage.pilot.click(offset=(rows[3].index("all"), 3))
        y = next(place for place, row in enumerate(stage.text().splitlines()) if row[:20].strip() == "Upper back")
        await stage.pilot.click(offset=(8, y))
        await settled(stage)
        assert stage.text().splitlines()[y].startswith("  ▸ Upper back")
        step = next(
            place
            for place, row in enumerate(stage.text().splitlines())
            if "Thread the needle" in row[42:] or "Doorway" in row[42:]
        )
        await stage.pilot.click(offset=(60, step))
        await settled(stage)
        assert any("▸" in row[42:] for row in stage.text().splitlines())
        await stage.pilot.click(offset=(stage.text().splitlines()[-1].index("help"), 29))
        assert isinstance(stage.app.screen, HelpScreen)
        await stage.press("escape")
        await stage.pilot.click(offset=(8, y))
        assert given.opened[0].plan.id == "upper-back"


async def test_tags_are_gone_through_by_key_and_escape_shows_all_again() -> None:
    given = services()
    given.tags = {"upper-back": ("neck",), "all-sorts": ("back", "neck")}
    async with home(given) as stage:
        await stage.press("t")
        assert [row.strip("▸ ").split()[0] for row in left(stage)[1:]] == ["All", "Quick"]
        await stage.press("t")
        assert [row.strip("▸ ").split()[0] for row in left(stage)[1:]] == ["All", "Upper"]
        await stage.press("t")
        assert "Welcome. Begin here" in left(stage)
        await stage.press("T")
        assert "Welcome. Begin here" not in left(stage)
        await stage.press("escape")
        assert "Welcome. Begin here" in left(stage)


async def test_a_low_terminal_has_no_headings_and_says_the_tag_below() -> None:
    given = services()
    given.tags = {"upper-back": ("neck",), "all-sorts": ("back", "neck")}
    async with home(given, (60, 10)) as stage:
        assert stage.text().splitlines()[1].startswith("▸ Quick relief")
        assert "Welcome" not in stage.text()
        await stage.press("T")
        assert "tag: neck" in stage.text().splitlines()[-1]


async def test_a_narrow_terminal_has_its_preview_below_and_a_low_one_has_none() -> None:
    async with home(services(), (60, 24)) as stage:
        assert "Slowly." in stage.text()
        await stage.press("right", "right")
        assert "▸" in stage.text().split("▸", 1)[1]  # the exercise takes the place of the words
        await stage.pilot.resize_terminal(60, 10)
        await stage.wait()
        assert "Slowly." not in stage.text()
        assert "All sorts" in stage.text()


async def test_enter_starts_the_routine_and_its_end_comes_back() -> None:
    given = services()
    async with home(given) as stage:
        await stage.press("enter")
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
        given.plans.pop("quick-relief")
        await stage.press("enter")
        assert "there is no routine quick-relief" in stage.text().splitlines()[-1]


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


async def test_the_week_stands_below_the_list_where_there_is_room_and_w_shows_all_of_it() -> None:
    given = services()
    given.log = Past({"quick-relief": date(2026, 3, 3)}, dose=(MuscleDose("glutes", 0, 300_000, 90_000),))
    async with home(given, (120, 40)) as stage:
        assert "This week" in stage.text()
        assert "left less" not in stage.text()
        assert "right less" in stage.text()
        await stage.pilot.press("w")
        await stage.pilot.pause()
        assert isinstance(stage.app.screen, WeekScreen)
        assert "Glutes: the right side is 3 min 30 s behind." in stage.text()
        assert "10.1007/s40279-024-02143-9" in stage.text()
        await stage.pilot.press("escape")
        await stage.pilot.pause()
        assert isinstance(stage.app.screen, HomeScreen)
    async with home(given, (60, 20)) as stage:
        assert "of 10 min a muscle" not in stage.text()


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 35), ((30, 12), 7)])
async def test_a_muscle_of_the_week_has_one_line_with_a_bar_as_wide_as_there_is_room(
    size: tuple[int, int], columns: int
) -> None:
    given = services()
    given.log = Past({"quick-relief": date(2026, 3, 3)}, dose=(MuscleDose("glutes", 0, 300_000, 90_000),))
    async with home(given, size) as stage:
        await stage.pilot.press("w")
        await stage.pilot.pause()
        bars = re.findall("glutes +([━╸─]+)  1:30", stage.text())
        assert any(len(bar) >= columns for bar in bars)


async def test_all_bars_of_the_week_are_as_long_as_each_other() -> None:
    given = services()
    doses = (MuscleDose("glutes", 0, 300_000, 90_000), MuscleDose("lower back", 610_000, 0, 0))
    given.log = Past({"quick-relief": date(2026, 3, 3)}, dose=doses)
    async with home(given, (40, 12)) as stage:
        await stage.press("w")
        assert isinstance(stage.app.screen, WeekScreen)
        assert len({len(bar) for bar in re.findall("[━╸─]+", stage.text())}) == 1


async def test_who_is_in_a_hurry_finds_something_short_beside_what_is_suggested() -> None:
    given = services()
    given.plans["long"] = plan_of('name = "Long"\n[[steps]]\nname = "Reach"\nhold = "30m"\n')
    given.tags["quick-relief"] = ("gentle",)
    given.days["long"] = ("wed",)
    async with home(given, (100, 30)) as stage:
        assert "In a hurry: Quick relief" in stage.text()
        await stage.pilot.press("down", "enter")
        await stage.pilot.pause()
        assert given.opened[-1].plan.id == "quick-relief"


def test_a_bar_shows_half_columns_and_never_nothing_for_something() -> None:
    assert bar_of(0.0, 4) == ("", "────")
    assert bar_of(0.001, 4, some=True) == ("╸", "───")
    assert bar_of(0.5, 4) == ("━━", "──")
    assert bar_of(0.625, 4) == ("━━╸", "─")
    assert bar_of(3.0, 4) == ("━━━━", "")
    assert bar_of(1.0, 0, some=True) == ("", "")
