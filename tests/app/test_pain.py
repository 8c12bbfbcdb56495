"""How much it hurts, before and after a session."""

from pathlib import Path
from typing import Any

import pytest

from app.stage import FakeServices, Stage, home, plan_of
from stretchtui.app.app import StretchApp
from stretchtui.app.screens.after import AfterScreen
from stretchtui.app.screens.before import BeforeScreen
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.session import SessionScreen
from stretchtui.app.services import CannotChange
from stretchtui.app.widgets.scale import Scale, pain_words
from stretchtui.clock import ManualClock
from stretchtui.history import HistoryError, open_history
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings

SHORT = plan_of('name = "Short"\n[[steps]]\nname = "Reach"\nhold = "10s"\nprepare = "0s"\n')


class Logged(FakeServices):
    """A program around the app whose sessions are in a log."""

    def __init__(self, root: Path, **options: Any) -> None:
        super().__init__(plans={"short": SHORT}, asks_pain=True, **options)
        self.paths = Paths.under(root)

    def open(self, routine: str) -> Performance:
        """Put a session together that is logged."""
        self.opened.append(Performance(self.plan(routine), self.clock, self.paths, Settings()))
        return self.opened[-1]

    def rate(self, session: str, *, after: int | None, note: str) -> None:
        """Write into the log."""
        try:
            with open_history(self.paths.history, write=True) as history:
                history.rate(session, after=after, note=note or None)
        except HistoryError as fault:
            raise CannotChange(str(fault)) from None


def scale(app: StretchApp) -> Scale:
    return app.screen.query_one(Scale)


async def pressed(stage: Stage, *keys: str) -> None:
    for key in keys:
        await stage.pilot.press(key)
    await stage.app.workers.wait_for_complete()
    await stage.pilot.pause()


async def finished(stage: Stage, services: FakeServices) -> None:
    services.clock.advance(11_000)
    for _ in range(2):  # the session's end, then what follows from it
        await stage.pilot.pause()
        await stage.app.workers.wait_for_complete()
    await stage.pilot.pause()


async def test_pain_is_asked_before_and_after_and_kept_in_the_log(tmp_path: Path) -> None:
    services = Logged(tmp_path)
    async with home(services) as stage:
        await pressed(stage, "enter")
        assert isinstance(stage.app.screen, BeforeScreen)
        await pressed(stage, "4", "enter")
        assert isinstance(stage.app.screen, SessionScreen)
        await finished(stage, services)
        assert isinstance(stage.app.screen, AfterScreen)
        await pressed(stage, "2", "n", *"better", "enter", "enter")
        assert isinstance(stage.app.screen, HomeScreen)
    with open_history(services.paths.history, write=False) as history:
        row = history.sessions()[0]
    assert (row.pain_before, row.pain_after, row.note) == (4, 2, "better")


async def test_one_key_goes_on_without_an_answer(tmp_path: Path) -> None:
    services = Logged(tmp_path)
    async with home(services) as stage:
        await pressed(stage, "enter", "enter")
        await finished(stage, services)
        await pressed(stage, "enter")
        assert isinstance(stage.app.screen, HomeScreen)
    with open_history(services.paths.history, write=False) as history:
        row = history.sessions()[0]
    assert (row.pain_before, row.pain_after, row.note) == (None, None, None)


async def test_going_back_begins_nothing(tmp_path: Path) -> None:
    services = Logged(tmp_path)
    async with home(services) as stage:
        await pressed(stage, "enter", "7", "escape")
        assert isinstance(stage.app.screen, HomeScreen)
        assert services.opened == []


async def test_nothing_is_asked_where_the_settings_say_so(tmp_path: Path) -> None:
    services = Logged(tmp_path)
    services.asks_pain = False
    async with home(services) as stage:
        await pressed(stage, "enter")
        assert isinstance(stage.app.screen, SessionScreen)
        await finished(stage, services)
        assert not isinstance(stage.app.screen, AfterScreen)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["0"], 0),
        (["9"], 9),
        (["1", "0"], 10),
        (["1", "0", "0"], 0),
        (["right"], 0),
        (["5", "right", "right", "left"], 6),
        (["1", "0", "right"], 10),
        (["0", "left"], 0),
        (["3", "x"], None),
    ],
)
async def test_the_scale_takes_digits_and_arrows(tmp_path: Path, keys: list[str], said: int | None) -> None:
    async with home(Logged(tmp_path)) as stage:
        await pressed(stage, "enter", *keys)
        assert scale(stage.app).pain == said


async def test_the_scale_takes_the_mouse(tmp_path: Path) -> None:
    async with home(Logged(tmp_path), (80, 24)) as stage:
        await pressed(stage, "enter")
        await stage.pilot.click(Scale, offset=(7 * 4 + 1, 1))
        assert scale(stage.app).pain == 7
        assert "7: severe" in stage.text()
        await stage.pilot.click(Scale, offset=(7 * 4 + 1, 1))
        assert scale(stage.app).pain is None


@pytest.mark.parametrize("size", [(20, 6), (20, 10), (34, 12), (60, 20), (200, 60)])
async def test_every_size_can_answer(tmp_path: Path, size: tuple[int, int]) -> None:
    services = Logged(tmp_path)
    async with home(services, size) as stage:
        await pressed(stage, "enter", "3")
        assert isinstance(stage.app.screen, BeforeScreen)
        await pressed(stage, "enter")
        assert isinstance(stage.app.screen, SessionScreen)


@pytest.mark.parametrize("size", [(20, 2), (20, 3), (20, 4), (20, 5), (20, 6), (33, 7), (80, 4)])
async def test_what_takes_digits_is_seen_however_low_the_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    services = Logged(tmp_path)
    async with home(services, size) as stage:
        await pressed(stage, "enter")
        assert "Does it hurt? 0–10" in stage.text() or "How much does it hurt now?" in stage.text()
        await pressed(stage, "4")
        assert ("4: moderate" in stage.text()) == (size[1] > 2)
        await pressed(stage, "enter")
        await finished(stage, services)
        assert isinstance(stage.app.screen, AfterScreen)
        assert "Does it hurt? 0–10" in stage.text() or "How much does it hurt now?" in stage.text()


async def test_a_scale_that_is_not_seen_takes_no_figure(tmp_path: Path) -> None:
    async with home(Logged(tmp_path), (20, 1)) as stage:
        await pressed(stage, "enter", "4", "right")
        assert scale(stage.app).pain is None


async def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    services = Logged(tmp_path)
    async with home(services) as stage:
        await pressed(stage, "enter", "enter")
        await finished(stage, services)
        services.opened[-1].finish()
        services.paths.history.unlink()
        await pressed(stage, "5")
        assert "This could not be kept" in stage.text()


def test_a_simulated_session_is_not_asked_about() -> None:
    performance = Performance(
        SHORT, ManualClock(), Paths.under(Path("/nonexistent")), Settings(), log=False, simulated=True
    )
    assert not performance.is_kept


@pytest.mark.parametrize(("pain", "words"), [(0, "none"), (1, "mild"), (3, "mild"), (4, "moderate"), (7, "severe")])
def test_a_figure_has_a_word(pain: int, words: str) -> None:
    assert pain_words(pain) == words
