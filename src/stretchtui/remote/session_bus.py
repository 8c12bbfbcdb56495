"""Where the desktop's session bus is, if there is one; found without a library, since most sessions only ask that."""

import os
from collections.abc import Mapping

CONNECT_S = 2.0
"""How long a bus may take to answer at first, in seconds."""


def session_bus(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of the session bus; None where there is none.

    It is what the desktop says, else the socket that systemd puts into the user's runtime folder.
    """
    said = environ.get("DBUS_SESSION_BUS_ADDRESS")
    if said:
        return said
    folder = environ.get("XDG_RUNTIME_DIR")
    if not folder:
        return None
    place = os.path.join(folder, "bus")
    return f"unix:path={_escaped(place)}" if os.path.exists(place) else None


def _escaped(path: str) -> str:
    """Return a path as an address holds it, by the rules of the D-Bus specification."""
    plain = frozenset(b"-_/.\\*0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return "".join(chr(byte) if byte in plain else f"%{byte:02x}" for byte in os.fsencode(path))
