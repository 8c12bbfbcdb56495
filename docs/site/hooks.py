"""What the site needs beside the pages themselves, so that these read as well where they lie as on the site."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from pymdownx.slugs import slugify

ROOT = Path(__file__).parents[2]
BESIDE = {"../CHANGELOG.md": ("changelog.md", ROOT / "CHANGELOG.md"), "../LICENSE": ("licence.md", ROOT / "LICENSE")}


def on_config(config: Any) -> None:
    """Name headings as viewers of repositories do, so that a link to a heading leads there in both."""
    config.mdx_configs["toc"]["slugify"] = slugify(case="lower")


def on_files(files: Files, config: Any) -> None:
    """Add the pages that lie at the top of the repository."""
    for name, path in BESIDE.values():
        files.append(File.generated(config, name, content=path.read_text(encoding="utf-8")))


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Lead links out of the folder to where these pages are on the site, and back."""
    if page.file.src_uri in {name for name, _ in BESIDE.values()}:
        return re.sub(r"(?<=\]\()docs/", "", markdown)
    for link, (name, _) in BESIDE.items():
        markdown = markdown.replace(f"]({link})", f"]({name})")
    return markdown
