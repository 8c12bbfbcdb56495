"""Routines and exercises as JSON for programs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from exchange.paper import all_sorts, built_in, exercise, library
from stretchcore.data import exercise_to_data, plan_to_data, sections_to_data
from stretchcore.document import read_exercise
from stretchcore.drawing import strokes
from stretchcore.exercise import Exercise, Position
from stretchtui.exchange.formats import Subject
from stretchtui.exchange.plain_data import write


def data(subject: Subject) -> Any:
    return json.loads(write(subject))


def test_a_routine_is_there_as_a_tree_and_as_a_plan() -> None:
    subject = all_sorts()
    found = data(subject)
    assert found["sections"] == sections_to_data(subject.tree)
    assert found["phases"] == plan_to_data(subject.plan)["phases"]
    assert found["total_ms"] == sum(phase["estimate_ms"] for phase in found["phases"])
    assert found["schedule"] == {"days": ["mon", "wed"], "at": ["07:30", "13:00"]}
    assert (found["type"], found["version"], found["id"]) == ("routine", 1, "all-sorts")


def test_each_phase_leads_to_its_exercise_and_each_exercise_is_there_once() -> None:
    found = data(all_sorts())
    for phase in found["phases"]:
        if phase["step"] is not None:
            step = found["steps"][phase["step"]]
            assert found["exercises"][step["exercise"]]["name"] == phase["name"]
            assert step["breath_ms"] == {"in": 4_000, "out": 6_000}
    names = [one["name"] for one in found["exercises"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("id", ["cat-cow", "rest-on-your-back"])
def test_an_exercise_has_all_that_its_file_has(id: str) -> None:
    found = data(exercise(id))
    expected = exercise_to_data(exercise(id))
    positions = [{**position, "figure": None} for position in expected.pop("positions")]  # type: ignore[attr-defined]
    assert expected.items() <= found.items()
    assert [{**position, "figure": None} for position in found["positions"]] == positions


def test_figures_can_be_drawn_again_from_it() -> None:
    def again(figure: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in figure.items() if value not in (None, [], {})}

    for id in library().exercises.entries:
        original, found = exercise(id), data(exercise(id))
        shapes = [original.start, *(position.figure for position in original.positions)]
        said = [found["start"], *(position["figure"] for position in found["positions"])]
        for shape, figure in zip(shapes, said, strict=True):
            if shape is None:
                assert figure is None
                continue
            positions = [{"id": "p", "hold": "5s"}]
            written = tomli_w.dumps({"name": "X", "start": {"figure": again(figure)}, "positions": positions})
            read = read_exercise(written, "x").good()
            assert read.start is not None
            assert strokes(read.start) == strokes(shape)


def test_an_exercise_without_figures_says_so() -> None:
    found = data(Exercise("x", "X", (Position("p", "P"),)))
    assert found["start"] is None
    assert found["positions"] == [{"id": "p", "name": "P", "hold": None, "breath": "free", "figure": None}]


def test_texts_are_kept_as_they_are() -> None:
    text = write(built_in("quick-relief")).decode()
    assert text.endswith("}\n")
    assert "\\u" not in write(exercise("childs-pose")).decode()


def test_the_page_about_it_lists_its_keys() -> None:
    page = (Path(__file__).parents[2] / "docs" / "paper.md").read_text("utf-8")
    table = page.split("A routine has:")[1].split("\n\n")[1]
    listed = {key for row in table.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert listed == data(all_sorts()).keys() - {"type", "version"}
