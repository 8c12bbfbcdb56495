"""What the site needs beside the pages themselves, so that these read as well where they lie as on the site."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from pymdownx.slugs import slugify

CHANGES = Path(__file__).parents[2] / "CHANGELOG.md"
CHANGES_PAGE = "changelog.md"


def on_config(config: Any) -> None:
    """Name headings as viewers of repositories do, so that a link to a heading leads there in both."""
    config.mdx_configs["toc"]["slugify"] = slugify(case="lower")


def on_files(files: Files, config: Any) -> None:
    """Add the page that lies at the top of the repository."""
    files.append(File.generated(config, CHANGES_PAGE, content=CHANGES.read_text(encoding="utf-8")))


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links out of the folder, and into it, to where the pages are on the site; and let bars in code be bars."""
    if page.file.src_uri == CHANGES_PAGE:
        return re.sub(r"(?<=\]\()docs/", "", markdown)
    markdown = re.sub(r"^\|.*$", _without_escapes, markdown, flags=re.MULTILINE)
    return markdown.replace("](../CHANGELOG.md", f"]({CHANGES_PAGE}")


def _without_escapes(row: re.Match[str]) -> str:
    r"""Return the row of a table with `a|b` in place of `a\|b`: in code, the site's Markdown shows the backslash."""
    return re.sub(r"`[^`]+`", lambda code: code[0].replace(r"\|", "|"), row[0])
