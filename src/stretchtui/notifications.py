"""Notifications of the desktop: that a session has ended, that it was paused by itself, that it is time for one.

A child process of what the desktop has says them: `notify-send`, `osascript` or PowerShell. A routine's name may come
from a stranger, so it never becomes a part of a script: it is an argument, or stands in the environment, and what a
server would read as markup is escaped. Without a desktop, nothing is tried and nothing is said.
"""

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from stretchcore.events import Event, Paused, SessionEnded, SessionOutcome
from stretchcore.text import printable
from stretchcore.times import format_span

if TYPE_CHECKING:
    from stretchtui.doctor import Check
    from stretchtui.performance import Performance
    from stretchtui.settings import Settings

Urgency: TypeAlias = Literal["low", "normal", "critical"]

LIMIT_S = 5.0
"""How long the desktop may take to show a notification, in seconds."""

CLOSE_S = 1.5
"""How long the end of a session waits for its last notification, in seconds."""

_DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
_TITLE, _BODY = "STRETCHTUI_TITLE", "STRETCHTUI_BODY"

_APPLE_SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)
_POWERSHELL = """\
$ErrorActionPreference = 'Stop'
$kinds = 'Windows.UI.Notifications, ContentType = WindowsRuntime'
$manager = [type]"Windows.UI.Notifications.ToastNotificationManager, $kinds"
$toast = [type]"Windows.UI.Notifications.ToastNotification, $kinds"
$xml = $manager::GetTemplateContent(5)
$lines = $xml.GetElementsByTagName('text')
[void]$lines.Item(0).AppendChild($xml.CreateTextNode($env:STRETCHTUI_TITLE))
[void]$lines.Item(1).AppendChild($xml.CreateTextNode($env:STRETCHTUI_BODY))
$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$manager::CreateToastNotifier($id).Show((New-Object $toast.FullName $xml))
"""


class Way(NamedTuple):
    """How this desktop is told.

    Attributes:
        program: What tells it, as doctor names it.
        command: The program and its arguments.
        environment: What its environment has beside ours.
    """

    program: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


def find_way(title: str, body: str, urgency: Urgency = "normal") -> Way | None:
    """Return how a notification is shown here; None where there is no desktop, or nothing that tells it.

    Args:
        title: One line of our own words.
        body: A text, which may hold what comes from a stranger.
    """
    title, body = printable(title, 100), printable(body, 500)
    program = _program()
    found = None if program is None else shutil.which(program)
    if program is None or found is None:
        return None
    if program == "osascript":
        script = tuple(word for line in _APPLE_SCRIPT for word in ("-e", line))
        return Way(program, (found, *script, "--", title, body), {})
    if program == "powershell":
        quietly = ("-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass")
        return Way(program, (found, *quietly, "-Command", _POWERSHELL), {_TITLE: title, _BODY: body})
    options = ("--app-name=stretchtui", f"--urgency={urgency}")
    return Way(program, (found, *options, "--", title, _escaped(body)), {})


def _program() -> str | None:
    if sys.platform == "darwin":
        return "osascript"
    if sys.platform == "win32":
        return "powershell"
    return "notify-send" if any(os.environ.get(name) for name in _DESKTOPS) else None


def _escaped(text: str) -> str:
    """Return a body that a server shows as it is: servers read markup, and `notify-send` reads backslashes."""
    for sign, instead in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\\", "\\\\")):
        text = text.replace(sign, instead)
    return text


def notify(title: str, body: str, *, urgency: Urgency = "normal") -> bool:
    """Show a notification; return whether the desktop took it. Takes up to `LIMIT_S`: not for the session's thread."""
    from stretchtui.children import CannotStart, run

    way = find_way(title, body, urgency)
    if way is None:
        return False
    try:
        return run(way.command, limit_s=LIMIT_S, environment=way.environment).code == 0
    except CannotStart:
        return False


def reach_desktop() -> None:
    """Let a program that no desktop has started, as by cron, find the bus of the desktop, where there is one."""
    if sys.platform in ("darwin", "win32") or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    bus = os.path.join(folder, "bus")
    if os.path.exists(bus):
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"


class Notifier:
    """Tells the desktop that a session has ended, or that it was paused because time was lost."""

    def __init__(self, performance: "Performance") -> None:
        self._performance = performance
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Need nothing."""

    def __call__(self, events: tuple[Event, ...]) -> None:
        """Tell what is worth it, in a thread of its own."""
        for event in events:
            match event:
                case Paused(reason="gap"):
                    self._tell("Session paused", f"{self._name}: time was lost. Go on whenever you are ready.")
                case SessionEnded(outcome=SessionOutcome.COMPLETED, active_ms=active_ms):
                    self._tell("Session completed", f"{self._name}, {format_span(active_ms)}. Well done.")

    def close(self) -> None:
        """Wait for what is being told, for `CLOSE_S` at most; may be called again."""
        ends = time.monotonic() + CLOSE_S
        while self._threads:
            self._threads.pop().join(max(0.0, ends - time.monotonic()))

    @property
    def _name(self) -> str:
        return self._performance.plan.name

    def _tell(self, title: str, body: str) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=notify, args=(title, body), name="notification", daemon=True)
        self._threads.append(thread)
        thread.start()


def examine_notifications(settings: "Settings") -> "Iterator[Check]":
    """Say whether this machine has what shows notifications, and how to get it."""
    from stretchtui.doctor import Check

    off = "" if settings.notifications else "; switched off by the setting notifications"
    program = _program()
    if program is None:
        yield Check("desktop", "ok", f"there is no desktop here{off}")
    elif shutil.which(program) is not None:
        yield Check("desktop", "ok", f"shown by {program}{off}")
    else:
        hint = "install libnotify (in Debian: apt install libnotify-bin)" if program == "notify-send" else None
        status: Literal["ok", "warning"] = "warning" if settings.notifications else "ok"
        yield Check("desktop", status, f"{program} is missing: the desktop cannot be told{off}", hint)
