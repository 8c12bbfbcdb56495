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


@pytest.mark.skipif(shutil.which("mkdocs", path=str(Path(sys.executable).parent)) is None, reason="there is no mkdocs")
def test_the_site_is_built_without_a_warning_and_takes_nothing_from_the_network(tmp_path: Path) -> None:
    mkdocs = str(Path(sys.executable).with_name("mkdocs"))
    command = [mkdocs, "build", "--strict", "-f", str(CONFIG), "-d", str(tmp_path / "site")]
    environment = {"PATH": "", "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (done.returncode, re.findall("WARNING.*", done.stderr)) == (0, []), done.stderr
    built = sorted((tmp_path / "site").rglob("*.html"))
    assert len(built) > len(PAGES)
    for page in built:
        html = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)[^>]* src=\"?([^\">\s]+)", html)
        loaded += re.findall(r"<link[^>]* rel=\"?(?:stylesheet|icon|preconnect|preload)\"?[^>]*", html)
        assert loaded, page.name
        assert [one for one in loaded if re.search(r"(^|[\"=])(https?:)?//", one)] == [], page.name
