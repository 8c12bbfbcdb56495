"""What the last line says for a while: pages of the line's width, and nothing of it lost."""

from collections.abc import Callable

from app.stage import FakeServices, builtin_plan, home
from stretchtui.app.notices import NOTICE_MS, Notices
from stretchtui.app.screens.history import HistoryScreen
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.settings import SettingsScreen
from stretchtui.cues.players import missing_players

SENTENCE = "no sound for now: paplay failed (Connection refused); the bell rings"


class Line:
    """A line that is so wide, and shows its notices; time passes when it is told to."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.shown: list[str] = []
        self._calls: list[Callable[[], None]] = []
        self.notices = Notices(self.shown.append, lambda: self.columns, self._later)

    def _later(self, after_ms: int, call: Callable[[], None]) -> None:
        assert after_ms == NOTICE_MS
        self._calls.append(call)

    def pass_time(self) -> None:
        """Let a page have had its time."""
        calls, self._calls = self._calls, []
        for call in calls:
            call()


def test_pages_are_about_as_long_as_each_other() -> None:
    line = Line(60)
    line.notices.say(SENTENCE)
    line.pass_time()
    line.pass_time()
    assert line.shown == ["no sound for now: paplay failed", "(Connection refused); the bell rings", ""]


def test_a_page_is_as_wide_as_the_line_has_become() -> None:
    line = Line(60)
    line.notices.say(SENTENCE)
    line.columns = 20
    assert line.notices.page == "no sound for now:"
    line.pass_time()
    assert line.notices.page == "paplay failed"
    line.columns = 60
    assert line.notices.page == "paplay failed (Connection refused); the bell rings"
    line.pass_time()
    assert line.notices.page == ""


def test_a_word_that_is_wider_than_the_line_loses_nothing() -> None:
    line = Line(8)
    line.notices.say("/home/somebody/a file.toml")
    for _ in range(6):
        line.pass_time()
    assert "".join(line.shown).replace(" ", "") == "/home/somebody/afile.toml"
    assert line.shown[-1] == ""


def test_what_is_being_said_is_not_said_again_and_what_ends_alike_is() -> None:
    line = Line(8)
    line.notices.say("it is not stored")
    line.pass_time()
    line.notices.say("it is not stored")
    line.notices.say("stored")
    for _ in range(3):
        line.pass_time()
    assert line.shown == ["it is", "not", "stored", "stored", ""]


def test_that_there_is_no_player_has_room_in_a_line_of_a_usual_terminal() -> None:
    assert len(f"no sound: {missing_players('linux')}; the bell rings") <= 76


async def test_a_notice_is_whole_after_the_terminal_has_become_narrower() -> None:
    plans = {"upper-back": builtin_plan("upper-back")}
    for key, kind in (("", HomeScreen), ("S", SettingsScreen), ("H", HistoryScreen)):
        async with home(FakeServices(plans), (100, 30)) as stage:
            if key:
                await stage.press(key)
            screen = stage.app.screen
            assert isinstance(screen, kind)
            screen.notice(SENTENCE)
            await stage.wait()
            assert SENTENCE in stage.text()
            await stage.pilot.resize_terminal(50, 20)
            await stage.wait()
            last = stage.text().splitlines()[-1].strip()
            assert last
            assert SENTENCE.startswith(last)
