"""The session's screen: what its keys do, and what it shows of what the player plays."""

import asyncio
import contextvars
from typing import Any

import pytest
from textual.geometry import Region

from app.stage import COOL_DOWN, HOLD, OPEN, PREPARE, REST, SECOND_REP, SWITCH, Stage, builtin_plan, plan_of, session
from stretchcore.commands import Pause, Skip
from stretchcore.states import State
from stretchcore.words import Side
from stretchtui.app.present import BREATH_STEP_MS
from stretchtui.app.screens.help import HelpScreen
from stretchtui.app.screens.jump import JumpScreen
from stretchtui.app.screens.session import GAP_NOTICE, NOTHING_SOUNDS, SessionScreen
from stretchtui.app.screens.stop import StopScreen
from stretchtui.app.screens.summary import SummaryScreen
from stretchtui.app.widgets.keybar import KeyBar
from stretchtui.app.widgets.painted import Shown

LONG = plan_of('name = "Long"\n[[steps]]\nname = "Reach"\nhold = "10m"\nprepare = "0s"\n')


def state(stage: Stage) -> tuple[int, State]:
    return stage.player.session.phase.index, stage.player.session.state


async def test_the_session_begins_with_its_first_picture() -> None:
    async with session() as stage:
        assert state(stage) == (0, State.RUNNING)
        assert stage.player.view().elapsed_ms == 0


async def test_the_digits_count_with_the_clock() -> None:
    async with session(size=(20, 1)) as stage:
        seen = [stage.text().strip()]
        for _ in range(3):
            await stage.wait(1_000)
            seen.append(stage.text().strip())
        assert seen == ["0:05", "0:04", "0:03", "0:02"]


async def test_nothing_is_drawn_between_two_steps_of_the_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    async with session(LONG) as stage:
        await stage.wait(0)
        refreshed: list[str] = []
        refresh = Shown.refresh

        def note(self: Shown[Any], *regions: Region, **options: bool) -> Shown[Any]:
            refreshed.append(str(self.id))
            return refresh(self, *regions, **options)

        monkeypatch.setattr(Shown, "refresh", note)
        await stage.wait(BREATH_STEP_MS - 1)
        assert refreshed == []
        await stage.wait(1)
        assert set(refreshed) == {"beneath"}
        await stage.wait(1_000 - BREATH_STEP_MS)
        assert set(refreshed) == {"count", "beneath", "title"}


async def test_space_pauses_and_goes_on_through_the_lead_in() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("space")
        assert state(stage) == (HOLD, State.PAUSED)
        before = stage.text()
        await stage.wait(60_000)
        assert stage.text() == before
        await stage.press("space")
        assert state(stage) == (HOLD, State.LEAD_IN)
        await stage.wait(3_000)
        assert state(stage) == (HOLD, State.RUNNING)


@pytest.mark.parametrize("key", ["right", "n"])
async def test_right_and_n_skip(key: str) -> None:
    async with session() as stage:
        await stage.press(key)
        assert state(stage) == (1, State.RUNNING)


@pytest.mark.parametrize("key", ["left", "b"])
async def test_left_and_b_go_back(key: str) -> None:
    async with session() as stage:
        await stage.go_to(SECOND_REP, 500)
        await stage.press(key)
        assert state(stage) == (HOLD, State.RUNNING)


async def test_r_begins_the_phase_again() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 12_000)
        await stage.press("r")
        assert state(stage) == (HOLD, State.RUNNING)
        assert stage.player.view().remaining_ms == 20_000


@pytest.mark.parametrize(("key", "length_ms"), [("plus", 30_000), ("equals_sign", 30_000), ("minus", 10_000)])
async def test_plus_and_minus_change_the_length_by_ten_seconds(key: str, length_ms: int) -> None:
    async with session() as stage:
        await stage.go_to(HOLD)
        await stage.press(key)
        assert stage.player.view().length_ms == length_ms


async def test_enter_ends_an_open_phase_and_is_explained_elsewhere() -> None:
    async with session() as stage:
        await stage.go_to(OPEN, 4_000)
        assert "press enter when you are done" in stage.text()
        assert stage.text().splitlines()[-1].strip().startswith("enter done")
        await stage.press("enter")
        assert state(stage) == (OPEN + 1, State.RUNNING)
        await stage.press("enter")
        assert "done is not possible now: this phase ends by itself" in stage.text()


async def test_p_leaves_the_exercise_on_both_sides() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("p")
        assert state(stage) == (REST, State.RUNNING)
        assert "Ease off, and come out of it gently." in stage.text()
        await stage.press("p")
        assert "pain is not possible now: this is a rest" in stage.text()


async def test_an_explanation_goes_away_after_a_while() -> None:
    async with session() as stage:
        await stage.press("enter")
        assert "not possible" in stage.text()
        await stage.wait(5_000)
        assert "not possible" not in stage.text()
        assert "space pause" in stage.text()


async def test_a_key_that_is_held_skips_once() -> None:
    async with session() as stage:
        await stage.press("right")
        for _ in range(20):
            stage.clock.advance(33)
            await stage.pilot.press("right")
        assert state(stage)[0] == 1
        await stage.press("right")
        assert state(stage)[0] == 2


async def test_holding_plus_counts_every_time() -> None:
    async with session() as stage:
        await stage.go_to(HOLD)
        for _ in range(3):
            stage.clock.advance(33)
            await stage.pilot.press("plus")
        assert stage.player.view().length_ms == 50_000


# -- the question before the end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["n", "escape"])
async def test_q_asks_the_session_waits_and_goes_on_through_the_lead_in(answer: str) -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("q")
        assert isinstance(stage.app.screen, StopScreen)
        assert state(stage) == (HOLD, State.PAUSED)
        await stage.press(answer)
        assert isinstance(stage.app.screen, SessionScreen)
        assert state(stage) == (HOLD, State.LEAD_IN)


async def test_a_session_that_was_paused_before_the_question_stays_paused_after_it() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("space", "q", "n")
        assert state(stage) == (HOLD, State.PAUSED)


async def test_y_stops_the_session_and_shows_what_was_done() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("q", "y")
        assert stage.player.ended
        assert isinstance(stage.app.screen, SummaryScreen)
        assert "Knee to chest" in stage.text()
        assert "glass of water" in stage.text()
        await stage.press("enter")
    assert stage.app.return_value == 3


async def test_a_session_that_ends_by_itself_is_completed_and_returns_zero() -> None:
    async with session() as stage:
        await stage.go_to(COOL_DOWN, 60_000)
        assert isinstance(stage.app.screen, SummaryScreen)
        await stage.press("q")
    assert stage.app.return_value == 0


@pytest.mark.parametrize("key", ["question_mark", "j", "q"])
async def test_an_end_from_elsewhere_shows_the_summary_whatever_lies_over_the_session(key: str) -> None:
    from stretchcore.commands import Stop

    async with session() as stage:
        await stage.press(key)
        stage.player.send(Stop())
        await stage.wait()
        assert isinstance(stage.app.screen, SummaryScreen)
        assert len(stage.app.screen_stack) == 2


async def test_ctrl_c_leaves_at_once_and_keeps_the_session() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("ctrl+c")
    assert stage.player.ended
    assert stage.app.return_value == 130


@pytest.mark.parametrize("keys", [["q"], ["question_mark"], ["j"], ["ctrl+p"]])
async def test_ctrl_c_leaves_from_under_any_other_screen(keys: list[str]) -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press(*keys, "ctrl+c")
    assert stage.player.ended
    assert stage.app.return_value == 130


async def test_ctrl_c_after_the_end_is_the_end() -> None:
    async with session() as stage:
        await stage.go_to(COOL_DOWN, 60_000)
        await stage.press("ctrl+c")
    assert stage.app.return_value == 0


# -- help, jump, palette -----------------------------------------------------------------------------------------------


async def test_the_help_shows_every_key_and_the_session_goes_on_meanwhile() -> None:
    async with session(size=(100, 40)) as stage:
        await stage.press("question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        text = stage.text()
        for action in SessionScreen.ACTIONS:
            assert action.description in text
        await stage.wait(3_000)
        assert stage.player.view().state is State.RUNNING
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)


async def test_j_shows_the_whole_session_and_enter_goes_to_the_line_under_the_cursor() -> None:
    async with session() as stage:
        await stage.go_to(HOLD, 5_000)
        await stage.press("j")
        assert isinstance(stage.app.screen, JumpScreen)
        assert "▸" in next(line for line in stage.text().splitlines() if "left, rep 1 of 2" in line)
        await stage.press("down", "down", "enter")
        view = stage.player.view()
        assert (view.phase.side, view.phase.rep, view.state) == (Side.RIGHT, 1, State.RUNNING)


async def test_escape_leaves_the_list_without_a_jump() -> None:
    async with session() as stage:
        await stage.press("j", "end", "escape")
        assert state(stage)[0] == 0


async def test_a_very_long_session_is_listed_by_steps_and_opens_at_once() -> None:
    text = 'name = "Long"\n[[steps]]\nname = "A"\nhold = "1s"\nreps = 1000\nsets = 10\nrest = "1s"\nprepare = "0s"\n'
    async with session(plan_of(text)) as stage:
        await stage.press("j")
        assert stage.text().count("0:00") == 1


async def test_the_palette_finds_every_action_by_its_label() -> None:
    async with session() as stage:
        await stage.press("ctrl+p")
        await stage.pilot.press(*"skip")
        await stage.app.workers.wait_for_complete()
        await stage.pilot.pause(0.2)
        await stage.press("enter")
        await stage.pilot.pause(0.2)
        assert state(stage)[0] == 1


async def test_a_click_on_a_key_does_what_the_key_does() -> None:
    async with session() as stage:
        line = stage.text().splitlines()[-1]
        await stage.pilot.click(KeyBar, offset=(line.index("skip") - 2, 0))
        await stage.wait()
        assert state(stage)[0] == 1


# -- what comes from elsewhere -----------------------------------------------------------------------------------------


async def test_what_another_program_tells_the_session_is_shown() -> None:
    async with session() as stage:
        await stage.go_to(HOLD)
        # A remote control's call comes without the app's context.
        contextvars.Context().run(asyncio.get_running_loop().call_soon, stage.player.send, Pause())
        await stage.wait()
        await stage.wait()
        assert "space to go on" in stage.text()


async def test_a_gap_is_explained() -> None:
    async with session(LONG, size=(100, 30)) as stage:
        stage.player.send(Pause(reason="gap"))
        await stage.wait()
        assert GAP_NOTICE in stage.text()


async def test_what_was_switched_off_is_said_page_by_page_and_the_timer_goes_on() -> None:
    text = "The log cannot be written: /a/very/long/path/to/a/history.db: no space left on device; the timer goes on"
    async with session(LONG, size=(60, 20)) as stage:
        stage.performance.notify(text)
        await stage.wait()
        await stage.wait()
        said = []
        while "space pause" not in stage.text():
            said.append(stage.text().splitlines()[-1].strip())
            await stage.wait(5_000)
        assert " ".join(said) == text
        assert stage.player.view().elapsed_ms == 5_000 * len(said)


async def test_the_notice_line_of_a_watch_is_its_line_of_figures() -> None:
    async with session(LONG, size=(20, 6)) as stage:
        stage.performance.notify("no log")
        await stage.wait()
        await stage.wait()
        assert stage.text().splitlines()[-1].strip() == "no log"


async def test_a_session_that_may_not_begin_leaves_with_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from stretchtui.lock import SessionRuns
    from stretchtui.performance import Performance

    def refuse(_self: Performance) -> None:
        raise SessionRuns("Morning")

    monkeypatch.setattr(Performance, "begin", refuse)
    async with session() as stage:
        await stage.wait()
    assert stage.app.return_value == 1
    assert "Morning" in str(stage.app.refusal)


async def test_ending_from_outside_stops_the_session_and_leaves() -> None:
    async with session() as stage:
        await stage.go_to(HOLD)
        stage.app.end_session_and_exit(3)
        await stage.wait()
    assert stage.player.ended
    assert stage.app.return_value == 3


async def test_the_bar_fills_with_the_session() -> None:
    async with session() as stage:
        rows = [stage.text().splitlines()[1]]
        for index in (HOLD, SWITCH, OPEN):
            await stage.go_to(index)
            rows.append(stage.text().splitlines()[1])
        filled = [row.count("▆") for row in rows]
        assert filled == sorted(set(filled))
        assert rows[0].strip("▁ ") == ""


async def test_a_whole_builtin_session_runs_to_its_end_on_the_screen() -> None:
    async with session(builtin_plan("quick-relief"), size=(60, 20)) as stage:
        while not stage.player.ended:
            await stage.wait(7_300)
        await stage.wait()
        assert "left 1 min, right 1 min" in stage.text()
        assert "glass of water" in stage.text()


async def test_skipping_in_a_pause_stays_paused_and_shows_the_other_phase() -> None:
    async with session() as stage:
        await stage.go_to(PREPARE)
        await stage.press("space")
        stage.player.send(Skip())
        await stage.wait()
        assert state(stage) == (HOLD, State.PAUSED)
        assert "Hold: press space" in stage.text()


class Sound:
    """What can be heard of a session, without a sound."""

    def __init__(self, *, has_voice: bool = True) -> None:
        self.muted = False
        self.voiced = True
        self.has_voice = has_voice


async def test_m_silences_the_session_and_the_first_line_says_so() -> None:
    async with session(size=(100, 30)) as stage:
        sound = stage.performance.audible = Sound()
        await stage.press("m")
        assert sound.muted
        assert "· muted" in stage.text().splitlines()[0]
        assert "sound on" in stage.text().splitlines()[-1]
        await stage.press("m")
        assert not sound.muted
        assert "muted" not in stage.text()


async def test_v_lets_the_voice_be_quiet_and_speak_again() -> None:
    async with session() as stage:
        sound = stage.performance.audible = Sound()
        await stage.press("v")
        assert not sound.voiced
        assert "The voice is quiet." in stage.text()
        await stage.press("v")
        assert sound.voiced


async def test_v_says_where_there_is_no_voice_and_both_keys_where_there_is_no_sound() -> None:
    async with session() as stage:
        stage.performance.audible = Sound(has_voice=False)
        await stage.press("v")
        assert "There is no voice on this machine" in stage.text()
    for key in ("m", "v"):
        async with session() as stage:
            await stage.press(key)
            assert NOTHING_SOUNDS in stage.text()
