"""A session as a media player, on a real bus of our own and without one."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stretchcore import Jump, Session, Stop, Toggle, make_plan
from stretchcore.commands import Pause
from stretchcore.document import read_routine
from stretchcore.plan import Plan
from stretchtui.clock import ManualClock
from stretchtui.company import Companion, Wishes, gatherer
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.remote import media_player
from stretchtui.remote.media_player import MediaPlayer
from stretchtui.remote.session_bus import session_bus
from stretchtui.settings import Settings

if TYPE_CHECKING:
    from remote.desktop import Desktop, PrivateBus

PATIENCE_S = 20
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has this bus")
needs_bus = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="there is no dbus-daemon")

ROUTINE = """
name = "Evening"

[[steps]]
name = "Knee to chest"
hold = "20s"
reps = 2
sides = "each"

[[steps]]
name = "Twist"
reps = 12
pace = "self"
"""
PLAN = ["prepare", "hold", "next_rep", "hold", "switch_side", "hold", "next_rep", "hold", "prepare", "hold"]


def plan() -> Plan:
    made = make_plan(read_routine(ROUTINE, "evening", {}).good(), {})
    assert [phase.kind.value for phase in made.phases] == PLAN
    return made


class Stage:
    """A session on a clock that is moved by hand, with its media player."""

    def __init__(self, home: Path) -> None:
        self.clock = ManualClock()
        self.media: list[MediaPlayer] = []

        def gather(performance: Performance) -> Iterator[Companion]:
            self.media.append(MediaPlayer(performance, quiet_s=0))
            yield from self.media

        self.performance = Performance(plan(), self.clock, Paths.under(home), Settings(), log=False, gather=gather)
        self.player = self.performance.player

    @property
    def session(self) -> Session:
        return self.player.session

    def begin(self, index: int = 0) -> None:
        self.performance.begin()
        if index:
            self.player.send(Jump(index))

    async def begin_before(self, desktop: "Desktop", index: int = 0) -> str:
        """Begin, and wait until the desktop sees the player and has been told of the beginning."""
        self.begin(index)
        name = await desktop.appeared()
        await until(lambda: self.media[0].is_shown)
        await desktop.settle()
        return name


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.performance.finish()
    assert media_threads() == []


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> "Iterator[PrivateBus]":
    from remote.desktop import PrivateBus

    private = PrivateBus()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", private.address)
    yield private
    private.kill()


@pytest.fixture
async def desktop(bus: "PrivateBus") -> "AsyncIterator[Desktop]":
    from remote.desktop import Desktop

    made = Desktop(bus.address)
    await made.connect()
    yield made
    made.disconnect()


def media_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "media-keys"]


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another thread does, and no bus tells of."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():
            await asyncio.sleep(0.005)


# -- with a bus --------------------------------------------------------------------------------------------------------


@needs_bus
async def test_the_desktop_reads_title_side_length_and_position(stage: Stage, desktop: "Desktop") -> None:
    assert await stage.begin_before(desktop, 1) == f"org.mpris.MediaPlayer2.stretchtui.instance{os.getpid()}"
    stage.clock.advance(7_000)
    track = await desktop.track()
    assert track["xesam:title"] == "Knee to chest, left side"
    assert track["xesam:artist"] == ["Evening"]
    assert track["xesam:album"] == "Rep 1 of 2"
    assert track["mpris:length"] == 20_000_000
    assert await desktop.get("Position") == 7_000_000
    assert await desktop.get("PlaybackStatus") == "Playing"


@needs_bus
async def test_every_property_that_the_specification_asks_for_is_there(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop)
    assert await desktop.all("org.mpris.MediaPlayer2") == {
        "CanQuit": False,
        "CanRaise": False,
        "HasTrackList": False,
        "Identity": "stretchtui",
        "SupportedUriSchemes": [],
        "SupportedMimeTypes": [],
    }
    player = await desktop.all()
    assert set(player.pop("Metadata")) >= {"mpris:trackid", "mpris:length", "xesam:title"}  # type: ignore[call-overload]
    assert player == {
        "PlaybackStatus": "Playing",
        "Position": 0,
        "Rate": 1.0,
        "MinimumRate": 1.0,
        "MaximumRate": 1.0,
        "CanControl": True,
        "CanSeek": False,
        "CanGoNext": True,
        "CanGoPrevious": True,
        "CanPlay": True,
        "CanPause": True,
    }


@needs_bus
async def test_keys_pause_go_on_skip_go_back_and_stop(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop, 1)
    stage.clock.advance(5_000)
    await desktop.press("PlayPause")
    assert (stage.session.state.value, await desktop.get("PlaybackStatus")) == ("paused", "Paused")
    await desktop.press("Play")
    assert (stage.session.state.value, await desktop.get("PlaybackStatus")) == ("lead_in", "Playing")
    await desktop.press("Pause")
    assert stage.session.state.value == "paused"
    await desktop.press("PlayPause")
    stage.clock.advance(3_000)
    assert stage.session.state.value == "running"
    await desktop.press("Next")
    assert stage.session.phase.index == 2
    await desktop.press("Previous")
    assert stage.session.phase.index == 1
    await desktop.press("Stop")
    assert stage.player.ended
    assert await desktop.get("PlaybackStatus") == "Stopped"
    assert await desktop.get("CanGoNext") is False


@needs_bus
async def test_next_ends_an_open_phase_as_done(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop, len(PLAN) - 1)
    assert "mpris:length" not in await desktop.track()
    outcomes: list[str] = []
    stage.player.listen(lambda events: outcomes.extend(str(getattr(event, "outcome", "")) for event in events))
    await desktop.press("Next")
    assert outcomes == ["done", "", "completed"]


@needs_bus
async def test_a_key_that_means_nothing_now_does_nothing(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop)
    await desktop.press("Play")
    await desktop.press("Seek", "x", [5_000_000])
    await desktop.press("SetPosition", "ox", ["/org/stretchtui/phase/1", 5_000_000])
    assert stage.session.state.value == "running"
    assert await desktop.get("Position") == 0
    stage.player.send(Stop())
    for key in ("Play", "Pause", "PlayPause", "Next", "Previous", "Stop"):
        await desktop.press(key)
    assert stage.performance.notices == []


@needs_bus
async def test_what_a_session_does_not_play_is_refused_in_words(stage: Stage, desktop: "Desktop") -> None:
    from remote.desktop import Refused

    await stage.begin_before(desktop)
    with pytest.raises(Refused, match="plays its routine and nothing else"):
        await desktop.press("OpenUri", "s", ["file:///music.ogg"])


@needs_bus
async def test_the_desktop_hears_of_changes_and_of_them_alone(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop, 1)
    stage.player.send(Pause())
    assert await desktop.changed() == {"PlaybackStatus": "Paused"}
    stage.player.send(Toggle())
    assert await desktop.changed() == {"PlaybackStatus": "Playing"}
    stage.clock.advance(3_000 + 20_000)  # the lead-in, and all cues of the hold
    changed = await desktop.changed()
    assert set(changed) == {"Metadata"}
    assert changed["Metadata"]["xesam:title"] == "Release: Knee to chest, left side"  # type: ignore[index]


@needs_bus
async def test_the_desktop_hears_of_a_position_that_jumps(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop, 1)
    stage.clock.advance(5_000)
    await desktop.press("PlayPause")
    await desktop.press("PlayPause")
    stage.clock.advance(3_000)
    assert await desktop.signal("Seeked") == [5_000_000]  # where the lead-in has left it
    stage.clock.advance(4_000)
    await desktop.press("Previous")
    assert await desktop.signal("Seeked") == [0]


@needs_bus
async def test_the_end_of_a_session_takes_its_player_off_the_bus(stage: Stage, desktop: "Desktop") -> None:
    await stage.begin_before(desktop)
    closer = threading.Thread(target=stage.performance.finish)
    closer.start()
    (name, _, owner) = await desktop.signal("NameOwnerChanged", lambda body: body[0] == desktop.name)
    assert (name, owner) == (desktop.name, "")
    await until(lambda: not closer.is_alive())
    closer.join()
    assert media_threads() == []
    assert await desktop.players() == []


@needs_bus
async def test_two_sessions_are_two_players(stage: Stage, desktop: "Desktop", tmp_path: Path) -> None:
    other = Stage(tmp_path / "other")
    try:
        first = await stage.begin_before(desktop)
        second = await other.begin_before(desktop, 1)
        assert await desktop.players() == sorted({first, second})
        await desktop.press("Pause")
        assert (stage.session.state.value, other.session.state.value) == ("running", "paused")
    finally:
        other.performance.finish()


@needs_bus
async def test_a_bus_that_dies_takes_nothing_along(
    stage: Stage, bus: "PrivateBus", desktop: "Desktop", capfd: pytest.CaptureFixture[str]
) -> None:
    await stage.begin_before(desktop, 1)
    (media,) = stage.media
    bus.kill()
    await until(lambda: not media.is_shown)
    stage.player.send(Toggle())
    stage.player.send(Toggle())
    stage.clock.advance(3_000 + 20_000)
    assert stage.session.phase.index == 2
    stage.performance.finish()
    assert stage.performance.notices == []
    assert capfd.readouterr() == ("", "")


@needs_bus
async def test_a_session_ends_though_the_bus_hangs(stage: Stage, bus: "PrivateBus", desktop: "Desktop") -> None:
    await stage.begin_before(desktop)
    with bus.stopped():
        stage.performance.finish()
    assert media_threads() == []


@needs_bus
async def test_a_fault_of_ours_is_said_once_and_the_session_goes_on(
    stage: Stage, bus: "PrivateBus", monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_plan: object, _moment: object) -> dict[str, object]:
        raise LookupError("no such word")

    monkeypatch.setattr(media_player, "properties", broken)
    stage.begin(1)
    await until(lambda: bool(stage.performance.notices))
    stage.clock.advance(20_000)
    assert stage.session.phase.index == 2
    assert stage.performance.notices == ["media keys failed and were switched off: LookupError: no such word"]


# -- without one -------------------------------------------------------------------------------------------------------


async def goes_on_in_silence(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    stage.begin(1)
    (media,) = stage.media
    await until(lambda: media.is_over)
    stage.clock.advance(20_000)
    assert stage.session.phase.index == 2
    stage.performance.finish()
    assert stage.performance.notices == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "address", ["unix:path=/nowhere/bus", "unix:", "disabled:", "nonsense", "tcp:host=,port=x", ";"]
)
async def test_an_address_without_a_bus_is_no_news(
    address: str, stage: Stage, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    await goes_on_in_silence(stage, capfd)


async def test_a_library_that_is_not_installed_is_no_news(
    stage: Stage, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.delitem(sys.modules, "stretchtui.remote.mpris_bus", raising=False)
    monkeypatch.setitem(sys.modules, "dbus_fast", None)
    await goes_on_in_silence(stage, capfd)


@pytest.fixture
def silent_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A socket that takes a call and never answers."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("bus")
        listening.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=bus")
        yield


async def test_a_bus_that_never_answers_is_given_up(
    stage: Stage, silent_bus: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_player, "CONNECT_S", 0.05)
    await goes_on_in_silence(stage, capfd)


async def test_a_session_can_end_while_the_bus_has_not_answered(
    stage: Stage, silent_bus: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_player, "CONNECT_S", 1_000)
    stage.begin()
    stage.performance.finish()
    stage.performance.finish()
    assert media_threads() == []
    assert capfd.readouterr() == ("", "")


def test_the_bus_is_where_the_desktop_says_else_in_the_runtime_folder(tmp_path: Path) -> None:
    assert session_bus({}) is None
    folder = tmp_path / "run 1,2"
    folder.mkdir()
    runtime = {"XDG_RUNTIME_DIR": str(folder)}
    assert session_bus(runtime) is None
    (folder / "bus").touch()
    escaped = str(folder / "bus").replace(" ", "%20").replace(",", "%2c")
    assert session_bus(runtime) == f"unix:path={escaped}"
    assert session_bus({**runtime, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/b"}) == "unix:path=/b"


@pytest.mark.parametrize(
    ("address", "media_keys", "players"),
    [("unix:path=/nowhere/bus", True, 1), ("unix:path=/nowhere/bus", False, 0), ("", True, 0)],
)
def test_a_session_takes_a_media_player_along_where_there_may_be_a_bus_and_it_is_wanted(
    address: str, media_keys: bool, players: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    paths, settings = Paths.under(tmp_path), Settings(media_keys=media_keys)
    performance = Performance(plan(), ManualClock(), paths, settings, log=False)
    found = list(gatherer(paths, settings, Wishes(mute=True))(performance))
    assert sum(isinstance(companion, MediaPlayer) for companion in found) == players


def test_without_a_bus_nothing_is_loaded_for_one(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from types import SimpleNamespace\n"
        "from stretchtui.company import Wishes, gatherer\n"
        "from stretchtui.paths import Paths\n"
        "from stretchtui.settings import Settings\n"
        "list(gatherer(Paths.find(), Settings(sound=False), Wishes(mute=True))(SimpleNamespace(plan=None)))\n"
        "assert not {'dbus_fast', 'stretchtui.remote.media_player'} & set(sys.modules), sys.modules\n"
    )
    env = {"STRETCHTUI_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
