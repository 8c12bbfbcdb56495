"""The site has every page once, needs no network to be read, and its pages read as well without it."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONFIG = DOCS / "site" / "mkdocs.yml"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIETLY = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
ELSEWHERE = {"changelog.md"}  # brought from the top of the repository by docs/site/hooks.py
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if "node_modules" not in path.parts)


def nav() -> list[str]:
    """Return the pages of the site, in their order."""
    listed = CONFIG.read_text(encoding="utf-8").partition("\nnav:\n")[2].partition("\n\n")[0]
    return re.findall(r"^ +- [^:\n]+: (\S+\.md)$", listed, re.MULTILINE)


def test_every_page_stands_once_in_the_navigation_and_nothing_else_does() -> None:
    assert Counter(nav()) == Counter([*PAGES, *ELSEWHERE]), f"change `nav` in {CONFIG.relative_to(ROOT)}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_nothing_that_only_the_site_understands(page: str) -> None:
    text = re.sub(r"^```.*?^```$", "", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]+`", "", text)
    special = r"^(---$|!!! |\?\?\?\+? |=== \")|\]\{|\{[:.#]|:material-|^--8<--|```mermaid"
    assert re.findall(special, text, re.MULTILINE) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_picture_of_a_page_says_in_words_what_it_shows(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for words, _ in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", text):
        assert len(words) > 20


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is built, with every warning an error."""
    mkdocs = Path(sys.executable).with_name("mkdocs")
    if not mkdocs.exists():
        pytest.skip("there is no mkdocs: install the extra `docs`")
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [str(mkdocs), "build", "--strict", "-f", str(CONFIG), "-d", str(folder)]
    environment = {"PATH": "", "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, re.findall("WARNING.*", done.stderr)) == (0, []), done.stderr
    return folder


def test_the_site_is_built_without_a_warning_and_takes_nothing_from_the_network(site: Path) -> None:
    built = sorted(site.rglob("*.html"))
    assert len(built) > len(PAGES)
    for page in built:
        html = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)[^>]* src=\"?([^\">\s]+)", html)
        loaded += re.findall(r"<link[^>]* rel=\"?(?:stylesheet|icon|preconnect|preload)\"?[^>]*", html)
        assert loaded, page.name
        assert [one for one in loaded if re.search(r"(^|[\"=])(https?:)?//", one)] == [], page.name


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_the_search_finds_a_page_where_the_site_is_opened_from_disk(site: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    command = [CHROMIUM, *QUIETLY, f"--user-data-dir={tmp_path}", "--virtual-time-budget=8000", "--dump-dom"]
    done = subprocess.run(
        [*command, f"{site.as_uri()}/index.html?q=headset"], capture_output=True, text=True, timeout=60
    )
    found = re.findall(r'href="[^"]*?([\w-]+\.html)[^"]*" class="md-search-result__link"', done.stdout)
    assert "media-keys.html" in found
