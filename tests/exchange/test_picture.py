"""The figure of an exercise as an SVG file."""

import re
from xml.etree import ElementTree

import pytest

from exchange.paper import HOSTILE_TEXTS, exercise, library
from stretchcore.exercise import Exercise, Position
from stretchcore.figure import Figure
from stretchcore.svg import PRINT_COLOURS
from stretchtui.exchange.formats import CannotExport
from stretchtui.exchange.picture import write

SVG = "{http://www.w3.org/2000/svg}"
LYING = Figure(faces="up", body=(("head", (76, 5)), ("neck", (71, 5)), ("hip", (55, 4))))


def one_of(name: str, figure: Figure | None = LYING) -> Exercise:
    return Exercise("x", name, (Position("p", name, figure=figure),))


def picture(found: Exercise) -> ElementTree.Element:
    return ElementTree.fromstring(write(found))


def test_every_built_in_exercise_has_a_picture_that_says_what_it_shows() -> None:
    for id in library().exercises.entries:
        root = picture(exercise(id))
        title, description = root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")
        assert title == exercise(id).name
        assert exercise(id).positions[-1].name in (description or "")
        labels = {root.find(f"{SVG}{part}").get("id") for part in ("title", "desc")}  # type: ignore[union-attr]
        assert set((root.get("aria-labelledby") or "").split()) == labels


def test_it_shows_where_one_starts_and_each_position_on_one_floor() -> None:
    root = picture(exercise("cat-cow"))
    assert root.findtext(f"{SVG}desc") == "Start, then Hollow back, then Round back. Striped: lower back, middle back."
    shapes = root.findall(f"{SVG}g")
    places = [re.fullmatch(r"translate\((\S+) (\S+)\)", shape.get("transform") or "") for shape in shapes]
    found = [(float(place[1]), float(place[2])) for place in places if place]
    assert len(found) == 3
    assert [x for x, _ in found] == sorted(x for x, _ in found)
    assert len({y for _, y in found}) == 1


def test_a_position_that_one_stays_in_is_one_shape_without_an_arrow() -> None:
    root = picture(exercise("rest-on-your-back"))
    assert len(root.findall(f"{SVG}g")) == 1
    assert root.findall(f"{SVG}path") == []


def test_muscles_are_striped_and_not_only_coloured() -> None:
    root = picture(exercise("bridge"))
    pattern = root.find(f"{SVG}defs/{SVG}pattern")
    assert pattern is not None
    filled = [path for path in root.iter(f"{SVG}path") if path.get("fill") == f"url(#{pattern.get('id')})"]
    assert filled
    assert len({path.get("fill") for path in pattern}) == 2


def test_each_colour_has_another_one_for_the_dark() -> None:
    style = picture(exercise("bridge")).findtext(f"{SVG}style") or ""
    rules = dict(re.findall(r'\[fill="(#\w+)"\]\{fill:(#\w+)\}', style))
    assert rules.keys() == set(PRINT_COLOURS.values())
    assert all(light != dark for light, dark in rules.items())


def test_nothing_moves_and_nothing_is_asked_for() -> None:
    text = write(exercise("supine-twist")).decode()
    assert not re.search(r"<(script|animate|set|image|use|a|foreignObject)\b|href|@import|url\((?!#)", text)


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "]]>", "\ufffe\uffff"])
def test_no_text_of_a_file_is_markup(text: str) -> None:
    root, plain = picture(one_of(text)), picture(one_of("plain"))
    assert [part.tag for part in root.iter()] == [part.tag for part in plain.iter()]
    assert root.findtext(f"{SVG}title") == text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def test_an_exercise_that_is_not_drawn_has_no_picture() -> None:
    with pytest.raises(CannotExport, match="X has no figure"):
        write(one_of("X", None))
