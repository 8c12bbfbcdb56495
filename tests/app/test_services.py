"""The program around the app, as the command line makes it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from stretchcore.commands import Start, Stop
from stretchcore.motion import moment
from stretchtui.app.present import has_figures
from stretchtui.app.services import CannotChange, CannotOpen
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.performance import Performance


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Services:
    monkeypatch.setenv("STRETCHTUI_HOME", str(tmp_path))
    return _Services(Context())


async def stopped(services: _Services) -> Performance:
    """Run a session for a moment, and stop it."""
    performance = services.open("quick-relief")
    performance.recorder.start()
    performance.player.send(Start())
    performance.player.send(Stop())
    performance.finish()
    assert not performance.notices
    return performance


async def test_a_session_that_was_stopped_is_told_of_and_put_together_again(services: _Services) -> None:
    assert services.past(services.today()).unfinished is None
    performance = await stopped(services)
    kept = services.past(services.today()).unfinished
    assert kept is not None
    assert (kept.session, kept.routine, kept.cut_off) == (performance.session_id, "quick-relief", False)
    assert kept.day == date.fromisoformat(datetime.now().astimezone().date().isoformat())
    again = services.resume(kept.session)
    assert again.session_id == performance.session_id
    assert has_figures(again.plan)
    assert moment(again.plan, again.player.view()) is not None
    again.finish()


def test_a_session_that_is_not_there_says_so(services: _Services) -> None:
    with pytest.raises(CannotOpen, match="no session's id"):
        services.resume("a1b2")


def test_a_history_that_cannot_be_read_is_said_and_sessions_are_opened_all_the_same(
    services: _Services, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "history.db").write_bytes(b"\xff" * 5_000)
    assert "history.db" in services.past(services.today()).fault
    assert services.routines()
    services.open("quick-relief").finish()
    (tmp_path / "data" / "history.db").unlink()
    (tmp_path / "data" / "history.db").mkdir()
    assert services.past(services.today()).fault


def test_a_setting_counts_as_soon_as_it_is_changed(services: _Services) -> None:
    assert (services.theme, services.flash, services.keys) == ("stretch-dark", False, {})
    services.change_setting("theme", "terminal")
    services.change_setting("flash", "on")
    services.change_setting("keys.skip", "right x")
    assert (services.theme, services.flash, services.keys) == ("terminal", True, {"skip": ("right", "x")})
    services.change_setting("theme", None)
    assert services.theme == "stretch-dark"
    rows, problems = services.settings()
    assert not problems
    assert {row.key for row in rows if not row.is_default} == {"flash", "keys.skip"}
    assert services.settings_file().endswith("config.toml")


def test_what_cannot_be_changed_says_why_and_what_is_typed_is_judged(services: _Services, tmp_path: Path) -> None:
    assert services.check_setting("lead_in", "5s") == ""
    assert "is not a time" in services.check_setting("lead_in", "abc")
    with pytest.raises(CannotChange, match="is not a time"):
        services.change_setting("lead_in", "abc")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("lead_in = [", encoding="utf-8")
    with pytest.raises(CannotChange, match="config edit"):
        services.change_setting("lead_in", "5s")


def test_what_is_due_is_read_from_the_routines_files_and_kept(services: _Services, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "routines"
    folder.mkdir(parents=True)
    text = 'name = "Mine"\nschedule = { days = ["mon", "wed"], at = ["07:30"] }\n[[steps]]\nexercise = "cobra"\n'
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    for _ in range(2):  # read, and then what was kept of it
        mine = next(one for one in services.routines() if one.id == "mine")
        assert (mine.days, mine.at) == (("mon", "wed"), ("07:30",))
        assert "days" not in mine.data()
