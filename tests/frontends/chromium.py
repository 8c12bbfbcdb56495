"""A headless Chromium that is driven over a pipe, by its DevTools protocol: nothing listens, nothing else is needed."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from select import select
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
)

PATIENCE_S = 120
"""A machine with much to do may take long, but not for ever."""

# The browser reads commands from file 3 and answers on file 4.
_WITH_PIPES = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)


def program() -> str | None:
    """Return where the browser is; None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class PageError(Exception):
    """Something went wrong in the page."""


class Browser:
    """One browser with one page."""

    def __init__(self, profile: Path) -> None:
        """Start it with a profile that is empty."""
        executable = program()
        assert executable is not None
        command_end, self._commands = os.pipe()
        self._answers, answer_end = os.pipe()
        for end in (command_end, answer_end):
            os.set_inheritable(end, True)
        begin = [sys.executable, "-c", _WITH_PIPES, str(command_end), str(answer_end)]
        self._process = subprocess.Popen(
            [*begin, executable, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(command_end, answer_end),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(command_end)
        os.close(answer_end)
        self._buffer = b""
        self._number = 0
        self._loaded = False
        self._session: str | None = None
        self.complaints: list[str] = []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self._session = None
        try:
            self.call("Browser.close")
            self._process.wait(timeout=30)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._commands)
            os.close(self._answers)

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol, and return its result."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise PageError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def run(self, script: str) -> Any:
        """Run JavaScript in the page and return what it comes to, when it has."""
        found = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in found:
            raise PageError(json.dumps(found["exceptionDetails"])[:2_000])
        return found["result"].get("value")

    def open(self, address: str) -> None:
        """Go to a page, and wait until it has been loaded."""
        self._loaded = False
        self.call("Page.navigate", url=address)
        while not self._loaded:
            self._note(self._read())

    def size(self, width: int, height: int, *, scale: int = 1, phone: bool = False) -> None:
        """Give the page a size."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=phone
        )

    def prefer(self, **features: str) -> None:
        """Say what the user prefers, as in ``prefers_color_scheme="dark"``."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=wanted)

    def screenshot(self) -> bytes:
        """Return what the page looks like, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select([self._answers], [], [], PATIENCE_S)[0]:
                raise PageError(f"the browser has said nothing for {PATIENCE_S} s")
            chunk = os.read(self._answers, 1 << 16)
            if not chunk:
                raise PageError("the browser has gone")
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        """Keep what the page complains of."""
        match message.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(message["params"])[:2_000])
            case "Log.entryAdded" if message["params"]["entry"]["level"] == "error":
                self.complaints.append(message["params"]["entry"]["text"])
