"""Keeps the tests away from the desktop that they may run on."""

import os

for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "PULSE_SERVER"):
    os.environ.pop(name, None)  # no media player, notification or sound of a test reaches whoever works there
