"""Takes docs/frontends/page.png: the web page on five phones, in a headless Chromium.

Run it after the page has changed: ``python docs/make_page_picture.py``. It needs Chromium, and Pyodide in
docs/frontends/web/node_modules. Fonts differ from machine to machine, so no test compares the picture.
"""

import base64
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from frontends.chromium import Browser
from frontends.stage import FRONTENDS, frontend

PICTURE = FRONTENDS / "page.png"
PHONE = (390, 844)
LISTED = "document.body.dataset.screen === 'list'"

SCENES = (
    ("light", ""),
    (
        "light",
        "[...document.querySelectorAll('.card')].find((one) => /Quick/.test(one.textContent)).click(); go(); on(9)",
    ),
    ("light", "go('skip'); on(30)"),
    ("dark", "while (document.body.dataset.side !== 'right') go('skip'); on(13)"),
    ("dark", "go(); on(2)"),
)
"""What is done before each picture is taken."""

HELPERS = """
window.go = (say) => document.querySelector(say ? `nav [data-say="${say}"]` : "#main").click();
window.on = (seconds) => clock.run(seconds * 1000);
"""

SHEET = (
    """<!doctype html><body style="margin:0;padding:28px;display:flex;gap:22px;background:#d9d4ca">{phones}</body>"""
)
ONE = '<img width="{width}" style="border-radius:34px;box-shadow:0 10px 30px #0004" src="data:image/png;base64,{data}">'


def main() -> None:
    """Take it."""
    serve = frontend("web.serve")
    server = serve.server(serve.site())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(Path(folder) / "profile")
        browser.size(*PHONE, scale=1, phone=True)
        browser.open(f"http://127.0.0.1:{server.server_port}/")
        browser.run(
            f"new Promise((so) => {{ const look = () => {LISTED} ? so() : requestAnimationFrame(look); look(); }})"
        )
        browser.run(FRONTENDS.parents[1].joinpath("tests/frontends/standing_clock.js").read_text(encoding="utf-8"))
        browser.run(HELPERS)
        phones = []
        for scheme, script in SCENES:
            browser.prefer(prefers_color_scheme=scheme)
            browser.run(script)
            browser.run("document.activeElement.blur()")
            data = base64.b64encode(browser.screenshot()).decode()
            phones.append(ONE.format(width=PHONE[0] * 3 // 5, data=data))
        browser.size(len(SCENES) * (PHONE[0] * 3 // 5 + 22) + 34, PHONE[1] * 3 // 5 + 56, scale=1)
        sheet = Path(folder) / "sheet.html"
        sheet.write_text(SHEET.format(phones="".join(phones)), encoding="utf-8")
        browser.open(sheet.as_uri())
        PICTURE.write_bytes(browser.screenshot())
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
