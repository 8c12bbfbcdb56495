"""Two terminals at one log: nobody fails, nothing is lost, and a lock that is held keeps nobody waiting for long."""

from pathlib import Path
from typing import NoReturn

import pytest

import stretchtui.history.sessions
import stretchtui.recorder
from faults.many_sessions import AFTER_ALL, judge, judge_next, play
from faults.sharing import Holder, judge_shared
from stretchtui.history import HistoryUnavailable
from stretchtui.paths import Paths


def test_a_session_an_import_a_rating_and_statistics_share_one_log(tmp_path: Path) -> None:
    assert judge_shared(tmp_path, imported=60, each=1) == 5


@pytest.mark.parametrize(("begins", "ends"), [(0, 12), (6, 20), (3, 1_000)])
def test_a_lock_that_another_program_holds_for_long_costs_nothing_that_can_be_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begins: int, ends: int
) -> None:
    monkeypatch.setattr(stretchtui.recorder, "PATIENCE_S", 0.02)
    monkeypatch.setattr(stretchtui.recorder, "PATIENCE_BEHIND_S", 0.0)
    paths = Paths.under(tmp_path)
    whole = play(paths).events()
    holder = Holder(paths.history)
    held: list[int] = []

    def at(told: int) -> None:
        if told >= begins and not held:
            held.append(told)
            holder.hold()
        if told >= ends:
            holder.let_go()

    at(0)
    played = play(paths, at=at)
    holder.let_go()
    missing = judge(paths, played, whole, passes=ends < 1_000)
    assert bool(missing) is (ends == 1_000)
    first, *rest = played.notices()
    assert "is locked by another program" in first
    assert rest == ([AFTER_ALL] if ends < 1_000 else [])
    judge_next(paths, whole)


class SlowTime:
    """A clock that moves only while somebody tries to open the log."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


def test_a_file_system_on_which_each_try_takes_seconds_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = play(Paths.under(tmp_path / "sound")).events()
    clock, tries = SlowTime(), []

    def slow(*_: object, **__: object) -> NoReturn:
        tries.append(clock.now_s)
        clock.now_s += 10.0
        raise HistoryUnavailable("is locked by another program; try again", tmp_path)

    monkeypatch.setattr(stretchtui.recorder, "time", clock)
    monkeypatch.setattr(stretchtui.history, "open_history", slow)
    played = play(Paths.under(tmp_path / "slow"))
    assert played.events() == whole
    assert len(played.notices()) == 1
    assert len(tries) == 2  # when it begins, and once more at the end
