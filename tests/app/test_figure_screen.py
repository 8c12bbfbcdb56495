"""The figure on the session's screen."""

import pytest

from app.stage import FakeServices, Stage, builtin_plan, cells_of, performance_of, session
from stretchcore.words import PhaseKind, Side
from stretchtui.app.app import StretchApp
from stretchtui.app.arrangement import Part
from stretchtui.app.widgets.figure import FigurePanel

BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}


def dots(stage: Stage) -> int:
    return sum(character in BRAILLE for character in stage.text())


def index_of(stage: Stage, kind: PhaseKind, side: Side | None = None) -> int:
    phases = stage.performance.plan.phases
    return next(phase.index for phase in phases if phase.kind is kind and (side is None or phase.side is side))


def panel(stage: Stage) -> FigurePanel:
    return stage.screen.query_one(f"#{Part.FIGURE.value}", FigurePanel)


async def test_a_session_shows_the_figure_and_mirrors_it_for_the_other_side() -> None:
    async with session(builtin_plan("quick-relief")) as stage:
        await stage.go_to(index_of(stage, PhaseKind.HOLD), 1_000)
        left = stage.text()
        assert dots(stage) > 60
        await stage.go_to(index_of(stage, PhaseKind.HOLD, Side.RIGHT), 1_000)
        assert dots(stage) > 60
        assert stage.text() != left


async def test_the_figure_moves_while_one_gets_ready_and_stands_still_in_the_hold() -> None:
    async with session(builtin_plan("quick-relief")) as stage:
        await stage.go_to(index_of(stage, PhaseKind.PREPARE) + 2)
        seen = set()
        for _ in range(80):
            await stage.wait(100)
            seen.add(str(panel(stage)._drawn))
        assert len(seen) > 10
        await stage.go_to(index_of(stage, PhaseKind.HOLD), 1_000)
        still = str(panel(stage)._drawn)
        await stage.wait(5_000)
        assert str(panel(stage)._drawn) == still


async def test_f_makes_room_for_larger_digits_and_brings_the_figure_back() -> None:
    async with session(builtin_plan("quick-relief"), size=(100, 24)) as stage:
        await stage.go_to(index_of(stage, PhaseKind.HOLD), 1_000)
        digits = stage.screen.query_one(f"#{Part.COUNT.value}")
        width = digits.size.width
        await stage.press("f")
        assert dots(stage) == 0
        assert digits.size.width > width * 1.8
        await stage.press("f")
        assert dots(stage) > 60
        assert digits.size.width == width


async def test_where_a_routine_has_no_figures_f_says_so_and_digits_have_the_room() -> None:
    async with session() as stage:
        await stage.wait(1_000)
        assert dots(stage) == 0
        await stage.press("f")
        assert "has no figures" in stage.text()


@pytest.mark.parametrize("size", [(20, 6), (40, 14), (58, 12), (100, 8)])
async def test_on_a_small_terminal_there_is_no_figure(size: tuple[int, int]) -> None:
    async with session(builtin_plan("quick-relief"), size=size) as stage:
        await stage.go_to(index_of(stage, PhaseKind.HOLD), 1_000)
        assert dots(stage) == 0


async def test_the_settings_can_leave_the_figure_out() -> None:
    performance = performance_of(builtin_plan("quick-relief"))
    app = StretchApp(FakeServices(figures=False), performance)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        stage = Stage(app, pilot, performance)
        await stage.wait(30_000)
        assert dots(stage) == 0
        await stage.press("f")
        assert dots(stage) > 60
    performance.finish()


def reversed_cells(stage: Stage) -> int:
    return sum(len(text) for row in cells_of(stage.app) for text, style in row if style and style.reverse)


@pytest.mark.parametrize("theme", ["stretch-dark", "terminal"])
async def test_the_screen_flashes_when_work_begins_where_the_settings_ask_for_it(theme: str) -> None:
    performance = performance_of(builtin_plan("quick-relief"))
    app = StretchApp(FakeServices(flash=True, theme=theme), performance)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        stage = Stage(app, pilot, performance)
        before = reversed_cells(stage)
        await stage.wait(5_000)  # the warm-up begins
        assert reversed_cells(stage) > 80 * 24 / 2
        await stage.wait(200)
        assert reversed_cells(stage) == before
    performance.finish()


async def test_without_that_setting_nothing_flashes() -> None:
    async with session(builtin_plan("quick-relief")) as stage:
        before = reversed_cells(stage)
        await stage.wait(5_000)
        assert reversed_cells(stage) == before
