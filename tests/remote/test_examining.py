"""What `doctor` says of the media keys."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stretchtui import doctor
from stretchtui.doctor import Check
from stretchtui.paths import Paths
from stretchtui.remote.examining import examine_media_keys
from stretchtui.settings import Settings

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has this bus")


@pytest.fixture(autouse=True)
def no_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from remote.desktop import PrivateBus

    private = PrivateBus()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", private.address)
    yield private.address
    private.kill()


def examined(*, media_keys: bool = True) -> Check:
    (found,) = examine_media_keys(Settings(media_keys=media_keys))
    return found


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="there is no dbus-daemon")
def test_a_bus_that_answers_is_named(bus: str) -> None:
    assert examined() == Check("media keys", "ok", f"by the bus at {bus}")


def test_a_bus_that_does_not_answer_is_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    found = examined()
    assert found.status == "warning"
    assert found.message.startswith("the bus at unix:path=/nowhere/bus does not answer (FileNotFoundError: ")


def test_a_missing_library_comes_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.delitem(sys.modules, "stretchtui.remote.mpris_bus", raising=False)
    monkeypatch.setitem(sys.modules, "dbus_fast", None)
    found = examined()
    assert (found.status, found.hint) == ("warning", "pip install 'stretchtui[media-keys]'")


def test_a_machine_without_a_desktop_lacks_nothing() -> None:
    found = examined()
    assert (found.status, found.hint) == ("ok", None)
    assert found.message.startswith("there is no desktop's bus here")


def test_keys_that_are_switched_off_come_with_the_way_to_switch_them_on() -> None:
    found = examined(media_keys=False)
    assert (found.status, found.hint) == ("ok", "stretchtui config set media_keys true")


def test_doctor_looks_at_the_media_keys(tmp_path: Path) -> None:
    assert "media keys" in {check.check for check in doctor.examine(Paths.under(tmp_path))}
