"""The web page in a headless Chromium: the unchanged engine, by Pyodide, from disk.

One test, since Python takes seconds to start in a browser. After the first ticks, which are real, the page's clock is
one that moves when it is told to.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from frontends.chromium import Browser, program
from frontends.stage import frontend

STANDING_CLOCK = Path(__file__).with_name("standing_clock.js").read_text(encoding="utf-8")
SIZES = ((320, 568), (390, 844), (844, 390), (768, 1024), (1280, 800), (1920, 1080))


class Page:
    """The page as a person meets it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def text(self, id: str) -> str:
        return str(self.browser.run(f"document.getElementById({id!r}).textContent.trim()"))

    def data(self, key: str) -> str:
        return str(self.browser.run(f"document.body.dataset.{key}"))

    def press(self, label: str) -> None:
        """Press the visible button that is called so."""
        assert self.browser.run(f"""
            (() => {{
                const named = (one) => one.getAttribute("aria-label") ?? one.textContent.trim();
                const found = [...document.querySelectorAll("button")].find((one) =>
                    named(one).startsWith({label!r}) && one.checkVisibility() && !one.disabled);
                found?.click();
                return Boolean(found);
            }})()
        """), f"there is no button {label}"

    def key(self, key: str) -> None:
        self.browser.run(
            f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: {key!r}, bubbles: true }}))"
        )

    def until(self, condition: str) -> None:
        """Wait until something is so, and look whenever anything changes."""
        self.browser.run(f"""
            new Promise((so) => {{
                const look = () => {{ if ({condition}) {{ watch.disconnect(); so(true); }} }};
                const watch = new MutationObserver(look);
                watch.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                look();
            }})
        """)

    def run(self, ms: int) -> None:
        """Let the standing clock move."""
        self.browser.run(f"clock.run({ms})")

    def told(self, event: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.browser.run(f"told.filter((one) => one.event === {event!r})")
        return found


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    serve = frontend("web.serve")
    if program() is None:
        pytest.skip("there is no Chromium")
    if not serve.PYODIDE.is_dir():
        pytest.skip("there is no Pyodide: npm install --omit=dev --prefix docs/frontends/web")
    with ExitStack() as ends:
        server = ends.enter_context(serve.server(serve.site()))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        ends.callback(thread.join)
        ends.callback(server.shutdown)
        browser = Browser(tmp_path / "profile")
        ends.callback(browser.close)
        browser.size(390, 844, scale=2, phone=True)
        browser.open(f"http://127.0.0.1:{server.server_port}/")
        yield Page(browser)


def test_the_page_leads_through_a_session_with_the_unchanged_engine(page: Page, tmp_path: Path) -> None:
    browser = page.browser
    page.until("document.body?.dataset.screen !== 'loading' || /could not/.test(document.body.textContent)")
    assert page.data("screen") == "list", page.text("loading-text")
    assert browser.run("document.querySelectorAll('#routines svg path').length") > 8

    kept = browser.run("""
        navigator.serviceWorker.ready.then(() => caches.open("stretch")).then((kept) => kept.keys())
            .then((them) => them.map((one) => new URL(one.url).pathname.slice(1)))
    """)
    assert set(kept) == {*serve_files(), ""} - {"offline.js", "index.html"}  # it opens without a network from now on

    choose_and_start(page)
    browser.run(STANDING_CLOCK)
    pause_and_go_on(page)
    commands(page)
    looks(page, tmp_path)
    lost_time(page)
    another_time(page)
    to_the_end(page)

    assert browser.complaints == []
    origins = browser.run(
        "[...new Set(performance.getEntriesByType('resource').map((one) => new URL(one.name).hostname))]"
    )
    assert origins == ["127.0.0.1"]


def serve_files() -> set[str]:
    serve = frontend("web.serve")
    return {*serve.PAGE, *(f"pyodide/{name}" for name in serve.RUNTIME), "engine.zip"}


def choose_and_start(page: Page) -> None:
    page.press("Quick relief")
    assert (page.data("screen"), page.data("state"), page.text("clock")) == ("session", "ready", "5 min")
    assert page.browser.run("document.querySelector('#figure svg title').textContent") == "March on the spot"
    page.browser.run(
        "window.told = []; const parse = JSON.parse;"
        "JSON.parse = (text) => { const it = parse(text); if (it?.events) told.push(...it.events); return it; }"
    )
    page.press("Start")
    assert (page.text("phase"), page.text("clock")) == ("Get ready", "0:05")
    page.until("document.getElementById('clock').textContent === '0:04'")  # in real time


def pause_and_go_on(page: Page) -> None:
    page.press("Skip")
    assert (page.text("phase"), page.text("clock")) == ("Warm up", "1:00")
    assert "Warm up: March on the spot" in page.text("said")  # which is read out
    page.run(7_400)
    page.press("Pause")
    page.run(60_000)
    assert (page.data("state"), page.text("clock")) == ("paused", "0:53")
    assert page.browser.run("clock.calls") == 0  # nothing is armed in a pause
    page.press("Go on")
    assert (page.data("state"), page.text("clock")) == ("lead_in", "0:03")
    page.run(2_999)
    assert page.data("state") == "lead_in"
    page.run(1)
    assert (page.data("state"), page.text("clock")) == ("running", "0:53")


def commands(page: Page) -> None:
    page.press("+ 10 s")
    assert page.text("clock") == "1:03"
    page.key("p")  # it hurts
    assert (page.text("phase"), page.text("side"), page.text("name")) == ("Get ready", "◀ left", "Knee to chest")
    page.run(15_000)
    assert (page.text("phase"), page.text("count")) == ("Hold", "rep 1 of 3")
    page.run(5_000)
    page.press("Back")  # late in the hold: to its start
    assert page.text("clock") == "0:20"
    left = page.browser.run("document.querySelector('#figure svg').innerHTML")
    while page.text("side") != "right ▶" or page.data("kind") != "hold":
        page.press("Skip")
    page.run(5_000)
    assert page.browser.run("document.querySelector('#figure svg').innerHTML") != left  # its mirror image


def looks(page: Page, tmp_path: Path) -> None:
    """Look at it in the sizes of phones and desks: all of it is there, and nothing is beside the screen."""
    for scheme in ("light", "dark"):
        page.browser.prefer(prefers_color_scheme=scheme)
        for width, height in SIZES:
            page.browser.size(width, height, phone=width < 900)
            outside = page.browser.run("""
                ["main", "clock", "figure", "name", "part", "close", "text"].filter((id) => {
                    const box = document.getElementById(id).getBoundingClientRect();
                    return box.left < 0 || box.top < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1
                        || box.width < 4 || box.height < 4;
                })
            """)
            assert outside == [], (width, height)
            overlap = page.browser.run("""
                document.getElementById("text").getBoundingClientRect().bottom
                    > document.querySelector("nav").getBoundingClientRect().top
            """)
            assert not overlap, (width, height)
            digits = page.browser.run("parseFloat(getComputedStyle(document.getElementById('clock')).fontSize)")
            assert digits >= 0.15 * min(width, height), (width, height)
        picture = page.browser.screenshot()
        (tmp_path / f"{scheme}.png").write_bytes(picture)
        assert picture.startswith(b"\x89PNG")
    page.browser.size(390, 844, scale=2, phone=True)


def lost_time(page: Page) -> None:
    page.run(1_000)
    clock = page.text("clock")
    page.browser.run("clock.stall(600_000); document.dispatchEvent(new Event('visibilitychange'))")
    assert (page.data("state"), page.text("clock")) == ("paused", clock)
    assert page.told("paused")[-1]["reason"] == "gap"
    page.press("Go on")
    page.run(4_000)
    assert page.data("state") == "running"
    page.browser.run("clock.asleep += 600_000; clock.run(1_100)")  # the machine slept, and the page's clock stood
    assert page.data("state") == "paused"
    page.press("Go on")
    page.run(3_000)


def another_time(page: Page) -> None:
    clock = page.text("clock")
    page.press("To the list")
    page.press("Go on with Quick relief")
    assert (page.data("state"), page.text("clock"), page.text("side")) == ("paused", clock, "right ▶")
    assert page.browser.run("document.querySelectorAll('#figure svg path').length") > 3
    page.press("Go on")


def to_the_end(page: Page) -> None:
    """Every call comes 9 ms late, and nothing adds up."""
    page.browser.run("clock.late = 9; told.length = 0")
    page.run(3_009)
    page.run(600_000)
    assert (page.data("screen"), page.text("done-title")) == ("done", "Done")
    starts, ends = page.told("phase_started"), page.told("phase_ended")
    assert [one["at_ms"] for one in starts] == [one["at_ms"] for one in ends[:-1]]
    lengths = [end["at_ms"] - start["at_ms"] for start, end in zip(starts, ends[1:], strict=True)]
    assert lengths == [one["phase"]["planned_ms"] for one in starts]
    (resume,) = page.told("resumed")
    (end,) = page.told("session_ended")
    assert (end["outcome"], end["at_ms"]) == ("completed", ends[-1]["at_ms"])
    assert ends[0]["actual_ms"] == 20_000
    assert resume["at_ms"] < end["at_ms"] < resume["at_ms"] + 300_000
    page.press("To the list")
    assert not page.browser.run("document.getElementById('go-on').checkVisibility()")  # nothing is left of it
