"""The page about the states and its picture are those that the table gives."""

import importlib.util
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from stretchcore.commands import COMMANDS
from stretchcore.states import PASSAGES, TRANSITIONS, State

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_state_diagram", DOCS / "make_state_diagram.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(script: ModuleType) -> str:
    rendered = script.render()
    assert isinstance(rendered, str)
    return rendered


def test_the_page_and_its_picture_are_up_to_date(script: ModuleType, page: str) -> None:
    for name, fresh in (("state-diagram.md", page), ("state-diagram.svg", script.draw())):
        assert (DOCS / name).read_text(encoding="utf-8") == fresh, "run: python docs/make_state_diagram.py"


def test_the_picture_has_every_arrow_of_the_table_and_no_other(script: ModuleType) -> None:
    svg = "{http://www.w3.org/2000/svg}"
    drawn = set()
    for arrow in ElementTree.fromstring(script.draw()).iter(f"{svg}g"):
        ends, _, words = (arrow.findtext(f"{svg}title") or "").partition(": ")
        shown = " ".join(line.text or "" for line in arrow.iter(f"{svg}tspan"))
        assert shown == words
        origin, _, target = ends.partition(" → ")
        drawn |= {(origin, word, target) for word in words.split(", ")}
    expected = set[tuple[str, str, str]]()
    for state in State:
        expected |= {(state, command.word, target) for command, target in TRANSITIONS[state].items()}
        expected |= {(state, passage.value, target) for passage, target in PASSAGES.get(state, {}).items()}
    assert drawn == expected


def test_the_page_tells_of_every_state_and_every_command(page: str) -> None:
    for word in (*State, *(command.word for command in COMMANDS)):
        assert f"| `{word}` |" in page


def test_the_page_says_of_every_command_and_state_what_follows(page: str) -> None:
    for command in COMMANDS:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{command.word}` |"))
        cells = [cell.strip().strip("`") for cell in row.strip("|").split("|")][1:6]
        assert cells == [TRANSITIONS[state].get(command, "") for state in State]
