"""The page to print: one file that asks for nothing, escapes all, and finds room on paper."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from exchange.paper import HOSTILE_TEXTS, all_sorts, built_in, exercise, hostile, library
from stretchtui.exchange.formats import Subject
from stretchtui.exchange.handout import write

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
VOID = {"meta", "br", "col"}
PAPERS = {"A4": (595, 842), "Letter": (612, 792)}


class Page(HTMLParser):
    """Reads a page strictly: every element must be closed by its own end."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute twice: {attrs}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> list[str]:
        return [data for name, data in self.texts if name == tag]


def page_of(id: str) -> str:
    return write(built_in(id)).decode()


def test_a_routine_is_told_with_all_that_one_needs() -> None:
    page = Page(page_of("quick-relief"))
    said = " ".join(data for _, data in page.texts)
    for step in built_in("quick-relief").plan.steps:
        for sentence in (step.exercise.name, *step.exercise.instructions, *step.exercise.cautions):
            assert sentence in said
    for words in (
        "Warm-up",
        "Main part",
        "About 5 min",
        "You need: mat",
        "see a doctor",
        "Name",
        "Notes",
        "Pain, 0–10",
    ):
        assert words in said
    assert "Hold for 20 seconds, 3 times on each side." in page.text("p")


def test_every_built_in_routine_and_exercise_is_a_sound_page() -> None:
    subjects = [built_in(id) for id in library().entries] + [exercise(id) for id in library().exercises.entries]
    assert len(subjects) == 8 + 29
    for subject in [*subjects, all_sorts()]:
        page = Page(write(subject).decode())
        assert page.all("html") == [{"lang": "en"}]
        assert len(page.all("h1")) == len(page.all("main")) == 1
        assert len(page.all("title")) == 1 + len(page.all("figure"))
        ids = Counter(found["id"] for _, found in page.elements if "id" in found)
        assert set(ids.values()) == {1}
        labels = {found["aria-labelledby"] for _, found in page.elements if "aria-labelledby" in found}
        assert labels <= ids.keys()


def test_every_figure_says_what_it_shows() -> None:
    page = Page(write(exercise("cat-cow")).decode())
    pictures = [svg for svg in page.all("svg") if "aria-hidden" not in svg]
    assert [svg["aria-label"] for svg in pictures] == ["Cat-cow: Start", "Cat-cow: Hollow back", "Cat-cow: Round back"]
    assert all(svg["role"] == "img" for svg in pictures)
    assert page.text("title")[-3:] == [svg["aria-label"] for svg in pictures]


@pytest.mark.parametrize("subject", [built_in("lower-back-full"), exercise("cat-cow")], ids=["routine", "exercise"])
def test_headings_leave_no_level_out(subject: Subject) -> None:
    page = Page(write(subject).decode())
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_exercise_that_comes_again_is_told_once() -> None:
    page = Page(write(all_sorts()).decode())
    assert page.text("p").count("As in 2.") == 1
    assert sum(svg.get("aria-label") == "Child's pose: Start" for svg in page.all("svg")) == 1
    assert "Do this 2 times:" in page.text("p")


def test_few_exercises_have_a_row_each_to_tick_off_and_many_have_one() -> None:
    few, many = (Page(page_of(id)) for id in ("quick-relief", "lower-back-full"))
    assert [row for row in few.text("th") if row[0].isdigit()] == [
        "1 March on the spot",
        "2 Knee to chest",
        "3 Supine twist",
    ]
    assert [row for row in many.text("th") if len(row) > 1 and "Week" not in row] == ["Done", "Left out", "Pain, 0–10"]
    assert len(few.all("td")) == 1 + 4 * 28


# -- strangers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_text_of_a_file_is_markup(text: str) -> None:
    page, plain = Page(write(hostile(text)).decode()), Page(write(hostile("plain")).decode())
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert [set(found) for _, found in page.elements] == [set(found) for _, found in plain.elements]
    assert page.text("h1") == [text]
    assert page.text("title") == [text]
    assert page.text("li") == [text] * 2


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    page = Page(page_of("lower-back-full"))
    asking = {"src", "href", "action", "srcset", "data", "style", "poster", "xlink:href"}
    assert not [found for _, found in page.elements if asking & found.keys()]
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    (style,) = page.text("style")
    assert "url(" not in style
    assert "@import" not in style


def test_its_policy_allows_its_own_style_and_nothing_else() -> None:
    page = Page(page_of("quick-relief"))
    (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    (style,) = page.text("style")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_no_paper_is_named_and_no_exercise_is_cut() -> None:
    (style,) = Page(page_of("quick-relief")).text("style")
    assert "size:" not in re.sub(r"font-size:", "", style)
    assert re.search(r"\.exercise \{[^}]*break-inside: avoid", style)


# -- paper -------------------------------------------------------------------------------------------------------------


def printed(page: str, folder: Path, paper: str) -> bytes:
    """Return the PDF that Chromium makes of a page; its own policy holds where the paper need not be named."""
    assert CHROMIUM is not None
    if paper != "Letter":  # which is what Chromium prints on by itself
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        page = page.replace("</head>", f"<style>@page {{ size: {paper} }}</style></head>")
    source, pdf = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    quiet = ["gpu", "quic", "background-networking", "component-update", "sync", "extensions"]
    command = [CHROMIUM, "--headless", "--no-first-run", *(f"--disable-{part}" for part in quiet)]
    if os.name == "posix" and os.geteuid() == 0:
        command.append("--no-sandbox")
    command += [f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
    return pdf.read_bytes()


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to print with")
@pytest.mark.parametrize("paper", PAPERS)
def test_the_longest_routine_is_printed_on_two_pages(paper: str, tmp_path: Path) -> None:
    pdf = printed(page_of("lower-back-full"), tmp_path, paper)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {PAPERS[paper]}
