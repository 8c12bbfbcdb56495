"""What works on this machine of that by which other programs reach a session, for `doctor`."""

import sys
from collections.abc import Iterator

from stretchtui.doctor import Check
from stretchtui.remote.session_bus import session_bus
from stretchtui.settings import Settings

INSTALL = "pip install 'stretchtui[media-keys]'"

_WITHOUT = "media keys, headset and phone do not reach a session"


def examine_media_keys(settings: Settings) -> Iterator[Check]:
    """Look whether a session can be a media player of the desktop; ask the bus, for two seconds at most."""
    name = "media keys"
    if not sys.platform.startswith("linux"):
        yield Check(name, "ok", "only Linux has the bus that they need")
    elif not settings.media_keys:
        yield Check(name, "ok", "switched off in the settings", "stretchtui config set media_keys true")
    elif (address := session_bus()) is None:
        yield Check(name, "ok", f"there is no desktop's bus here: {_WITHOUT}")
    else:
        yield _ask(name, address)


def _ask(name: str, address: str) -> Check:
    try:
        from stretchtui.remote.mpris_bus import probe
    except ImportError:
        return Check(name, "warning", f"dbus-fast is missing: {_WITHOUT}", INSTALL)
    fault = probe(address)
    if fault is not None:
        return Check(name, "warning", f"the bus at {address} does not answer ({fault}): {_WITHOUT}")
    return Check(name, "ok", f"by the bus at {address}")
