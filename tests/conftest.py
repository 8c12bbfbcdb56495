"""Keeps the tests away from the desktop that they may run on, and from luck."""

import os

from hypothesis import HealthCheck, settings

for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "PULSE_SERVER"):
    os.environ.pop(name, None)  # no media player, notification or sound of a test reaches whoever works there

# The same examples at each run, however slow the machine is; `--hypothesis-profile=default` draws others.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
