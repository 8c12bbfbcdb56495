"""Notifications: shown by what the desktop has, silent without one, and no name is ever obeyed."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from desk.programs import Programs, Stage, until
from stretchcore.commands import Stop
from stretchtui import notifications
from stretchtui.company import Wishes, gatherer
from stretchtui.notifications import Notifier, examine_notifications, find_way, notify, reach_desktop
from stretchtui.paths import Paths
from stretchtui.settings import Settings

RECORD = 'for word in "$@"; do printf "%s\\n" "$word"; done >> "$log"'
HOSTILE = "<b>Bold</b> & \\n $(id) --help"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setattr(sys, "platform", "linux")
    return Programs(tmp_path / "bin", monkeypatch)


def test_a_text_reaches_the_desktop_as_words_with_its_markup_escaped(programs: Programs) -> None:
    programs.put("notify-send", RECORD)
    assert notify("Session completed", HOSTILE, urgency="low")
    assert programs.said("notify-send") == [
        "--app-name=stretchtui",
        "--urgency=low",
        "--",
        "Session completed",
        "&lt;b&gt;Bold&lt;/b&gt; &amp; \\\\n $(id) --help",
    ]


def test_control_characters_never_reach_the_desktop(programs: Programs) -> None:
    programs.put("notify-send", RECORD)
    assert notify("Title\x1b[2J", "a\nb\x00")
    assert programs.said("notify-send")[-2:] == ["Title\\u001b[2J", "a\\\\u000ab\\\\u0000"]


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$"])
def test_a_failing_program_is_silent(programs: Programs, script: str, capfd: pytest.CaptureFixture[str]) -> None:
    programs.put("notify-send", f"echo oops >&2; {script}")
    assert not notify("Title", "Body")
    assert capfd.readouterr() == ("", "")


def test_a_hanging_program_is_ended(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    programs.put("notify-send", "sleep 600")
    monkeypatch.setattr(notifications, "LIMIT_S", 0.2)
    assert not notify("Title", "Body")


def test_without_a_program_or_a_desktop_nothing_is_tried(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not notify("Title", "Body")
    programs.put("notify-send", RECORD)
    monkeypatch.delenv("DISPLAY")
    assert not notify("Title", "Body")
    assert programs.said("notify-send") == []
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert notify("Title", "Body")


def test_on_a_mac_the_text_is_an_argument_of_a_script_that_never_changes(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    programs.put("osascript", RECORD)
    hostile = '" & (do shell script "id") & "'
    assert notify("Title", hostile)
    said = programs.said("osascript")
    assert said[-3:] == ["--", "Title", hostile]
    assert said[:-3] == [word for line in notifications._APPLE_SCRIPT for word in ("-e", line)]


def test_on_windows_the_text_stands_in_the_environment_and_the_script_never_changes(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(shutil, "which", lambda program: rf"C:\{program}.exe")
    way = find_way("Title", "'; calc; '")
    other = find_way("Title", "Another")
    assert way is not None
    assert other is not None
    assert way.command == other.command
    assert dict(way.environment) == {"STRETCHTUI_TITLE": "Title", "STRETCHTUI_BODY": "'; calc; '"}


def test_the_end_of_a_completed_session_is_told(tmp_path: Path, programs: Programs) -> None:
    programs.put("notify-send", RECORD)
    stage = Stage(tmp_path, Notifier, HOSTILE)
    stage.play()
    until(lambda: len(programs.said("notify-send")) == 5)
    assert programs.said("notify-send")[3:] == [
        "Session completed",
        "&lt;b&gt;Bold&lt;/b&gt; &amp; \\\\n $(id) --help, 51 s. Well done.",
    ]
    assert stage.notices == []


def test_a_session_that_was_stopped_is_not_told_and_one_that_lost_time_is(tmp_path: Path, programs: Programs) -> None:
    programs.put("notify-send", RECORD)
    stage = Stage(tmp_path, Notifier)
    stage.performance.begin()
    stage.clock.advance(10_000)
    stage.clock.stall(60_000)
    stage.clock.advance(0)
    until(lambda: len(programs.said("notify-send")) == 5)
    assert programs.said("notify-send")[3] == "Session paused"
    stage.performance.player.send(Stop())
    stage.performance.finish()
    assert len(programs.said("notify-send")) == 5


def test_a_session_without_a_desktop_says_nothing(
    tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    stage = Stage(tmp_path, Notifier)
    stage.play()
    assert stage.notices == []


def test_the_desktop_is_told_where_the_settings_want_it(tmp_path: Path, programs: Programs) -> None:
    stage = Stage(tmp_path, Notifier)
    for wanted in (True, False):
        gather = gatherer(Paths.under(tmp_path), Settings(notifications=wanted, sound=False), Wishes(mute=True))
        assert any(isinstance(found, Notifier) for found in gather(stage.performance)) == wanted


def test_a_program_that_cron_has_started_finds_the_bus(
    tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    reach_desktop()
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ
    (tmp_path / "bus").touch()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")  # put back after the test, whatever it is set to meanwhile
    reach_desktop()
    assert os.environ["DBUS_SESSION_BUS_ADDRESS"] == f"unix:path={tmp_path / 'bus'}"


def test_doctor_names_the_program_or_the_way_to_get_it(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*, wanted: bool = True) -> tuple[str, str]:
        (check,) = examine_notifications(Settings(notifications=wanted))
        return check.status, check.message

    assert found() == ("warning", "notify-send is missing: the desktop cannot be told")
    assert found(wanted=False)[0] == "ok"
    programs.put("notify-send", "")
    assert found() == ("ok", "shown by notify-send")
    assert found(wanted=False)[1].endswith("switched off by the setting notifications")
    monkeypatch.delenv("DISPLAY")
    assert found() == ("ok", "there is no desktop here")
