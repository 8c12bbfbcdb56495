"""Where the keys and the values of a document stand."""

import importlib
import math
import random
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from stretchcore.tomltext import Locations, Path, Place, read_toml

# The only way to ask what value starts at a place; tomllib has no public function for it.
parse_value: Callable[[str, int, Callable[[str], float]], tuple[int, object]] = importlib.import_module(
    "tomllib._parser"
).parse_value

ROUTINE = '''\
# a comment with [brackets] and a.dotted.key = "x"
name    = "Relief"
tags = ["back",  # [1]
  "a.b", 'gentle',
]

[defaults]
prepare = "8s"

[[ steps ]]
exercise = "cat-cow"
positions = { arch = "5s", "round" = "6s", deep.est = [1, {x = 2}] }

[[steps]]
repeat = 2
steps = [
  { exercise = "childs-pose", hold = "20s" }, # { }
  { exercise = "bridge" },
]
[[steps]]
hold = """
  hold = "no"
"""
'''


def locate(text: str) -> Locations:
    tables, locations, problems = read_toml(text)
    assert problems == []
    assert tables is not None
    return locations


def offset_of(text: str, place: Place) -> int:
    lines = text.replace("\r\n", "\n").split("\n")
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    return sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("name",), (2, 1), (2, 11)),
        (("tags",), (3, 1), (3, 8)),
        (("tags", 0), (3, 9), (3, 9)),
        (("tags", 1), (4, 3), (4, 3)),
        (("tags", 2), (4, 10), (4, 10)),
        (("defaults",), (7, 2), (7, 2)),
        (("defaults", "prepare"), (8, 1), (8, 11)),
        (("steps",), (10, 4), (10, 4)),
        (("steps", 0), (10, 1), (10, 1)),
        (("steps", 0, "exercise"), (11, 1), (11, 12)),
        (("steps", 0, "positions"), (12, 1), (12, 13)),
        (("steps", 0, "positions", "arch"), (12, 15), (12, 22)),
        (("steps", 0, "positions", "round"), (12, 28), (12, 38)),
        (("steps", 0, "positions", "deep"), (12, 44), (12, 44)),
        (("steps", 0, "positions", "deep", "est"), (12, 49), (12, 55)),
        (("steps", 0, "positions", "deep", "est", 1), (12, 59), (12, 59)),
        (("steps", 0, "positions", "deep", "est", 1, "x"), (12, 60), (12, 64)),
        (("steps", 1), (14, 1), (14, 1)),
        (("steps", 1, "steps"), (16, 1), (16, 9)),
        (("steps", 1, "steps", 0), (17, 3), (17, 3)),
        (("steps", 1, "steps", 0, "hold"), (17, 31), (17, 38)),
        (("steps", 1, "steps", 1, "exercise"), (18, 5), (18, 16)),
        (("steps", 2), (20, 1), (20, 1)),
        (("steps", 2, "hold"), (21, 1), (21, 8)),
    ],
)
def test_keys_and_values_are_found_where_a_routine_has_them(
    path: Path, key: tuple[int, int], value: tuple[int, int]
) -> None:
    for text in (ROUTINE, ROUTINE.replace("\n", "\r\n"), "\ufeff" + ROUTINE):
        locations = locate(text)
        assert locations.key(path) == Place(*key)
        assert locations.value(path) == Place(*value)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        (("reps",), ()),
        (("steps", 0, "hold"), ("steps", 0)),
        (("steps", 0, "positions", "flat", "hold"), ("steps", 0, "positions")),
        (("steps", 9, "hold"), ("steps",)),
        (("steps", "hold"), ("steps",)),
        (("steps", -1), ("steps",)),
        (("tags", 1, "x", 3), ("tags", 1)),
        (("name", 0), ("name",)),
        ((0,), ()),
    ],
)
def test_a_path_that_is_not_in_the_file_is_where_the_nearest_one_around_it_is(path: Path, nearest: Path) -> None:
    locations = locate(ROUTINE)
    assert locations.value(path) == locations.value(nearest)
    assert locations.key(path) == locations.key(nearest)


def test_sub_tables_belong_to_the_last_element_of_an_array_of_tables() -> None:
    first = "[[steps]]\n[steps.positions]\na = 1\n"
    second = "[[steps]]\n[steps.positions]\na = 2\n [[ steps.steps ]]\nb = 3\n[[steps.steps]]\nb = 4\n"
    locations = locate(first + second)
    assert locations.value(("steps", 0, "positions")) == Place(2, 8)
    assert locations.value(("steps", 0, "positions", "a")) == Place(3, 5)
    assert locations.value(("steps", 1, "positions", "a")) == Place(6, 5)
    assert locations.key(("steps", 1, "steps")) == Place(7, 11)
    assert locations.value(("steps", 1, "steps", 0)) == Place(7, 2)
    assert locations.value(("steps", 1, "steps", 0, "b")) == Place(8, 5)
    assert locations.value(("steps", 1, "steps", 1, "b")) == Place(10, 5)


def test_a_table_that_only_longer_names_imply_is_where_the_first_of_them_has_its_part() -> None:
    locations = locate("x = 1\na . 'b' . c = 1\na.b.d = 2\n[p.q.r]\n[p.q.s]\n[p]\n")
    assert locations.key(("a",)) == locations.value(("a",)) == Place(2, 1)
    assert locations.key(("a", "b")) == locations.value(("a", "b")) == Place(2, 5)
    assert locations.key(("a", "b", "c")) == Place(2, 11)
    assert locations.key(("a", "b", "d")) == Place(3, 5)
    assert locations.key(("p", "q")) == Place(4, 4)
    assert locations.key(("p", "q", "s")) == Place(5, 6)


def test_a_header_of_its_own_counts_more_than_a_longer_name() -> None:
    assert locate("[p.q.r]\n[p]\nx = 1\n").key(("p",)) == Place(2, 2)


def test_keys_are_found_by_their_meaning_however_they_are_written() -> None:
    locations = locate('\'a.b\' = 1\n"c\\"\\u0064" = 2\n"" = 3\n["x]".\'y\']\nz = 4\n')
    assert locations.value(("a.b",)) == Place(1, 9)
    assert locations.value(('c"d',)) == Place(2, 15)
    assert locations.value(("",)) == Place(3, 6)
    assert locations.value(("x]", "y", "z")) == Place(5, 5)


def test_columns_count_code_points() -> None:
    assert locate('a = ["😀", "e\u0301", 1]\n').value(("a", 2)) == Place(1, 17)


def test_nothing_is_searched_before_a_place_is_asked_for() -> None:
    Locations("= this is no TOML")


# -- any document ------------------------------------------------------------------------------------------------------


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every path of a document with its value, tables and lists included."""
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return repr(one) == repr(other)


def check_document(text: str) -> None:
    """Every path is found; a place of a leaf is where just that value is written, and its key before it."""
    source = text.replace("\r\n", "\n")
    tables, locations, problems = read_toml(text)
    assert problems == []
    assert same(tables, tomllib.loads(text))
    for path, value in leaves(tables):
        offset = offset_of(text, locations.value(path))
        if not isinstance(value, dict | list) or (
            path and source[offset] in "[{" and not source.startswith("[[", offset)
        ):
            assert same(parse_value(source, offset, float)[1], value)
        if path and isinstance(path[-1], str):
            key_offset = offset_of(text, locations.key(path))
            end = key_offset + 1
            while key_from(source[key_offset:end]) != path[-1]:
                end += 1
                assert end <= len(source), f"no key {path[-1]!r} at {locations.key(path)}"
            assert key_offset <= offset


def key_from(written: str) -> str | None:
    try:
        (key,) = tomllib.loads(f"{written} = 1")
    except (ValueError, TypeError):
        return None
    return key


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["'''", '"""', "\\", "#", "]", "}", "a.b = [", "[[x]]", "\t", "\n\n", "''\"", '""x"', "\u2028", "😀"]
)
scalars = (
    st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | texts
    | st.datetimes().map(lambda moment: moment.replace(microsecond=0))
    | st.dates()
    | st.times().map(lambda time: time.replace(microsecond=5000))
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=15
)


@given(st.dictionaries(texts, values, max_size=5), st.booleans(), st.sampled_from([0, 2]))
def test_every_value_is_found_in_a_document_that_a_program_wrote(
    document: dict[str, Any], in_lines: bool, indent: int
) -> None:
    check_document(tomli_w.dumps(document, multiline_strings=in_lines, indent=indent))


SCALARS = [
    *('""', "''", '""""""', "''''''", '"a\\"b"', "'\\'", "'\"'", '"[{"', '"\\U0001F600é"'),
    *('"""a\n"b" ""c\\""""', '"""x"""""', "'''a'b''\n#'''", "'''''x'''''", '"""\\\n\n  y\\\\"""'),
    *("1", "-1.5", "+0.0", "1_000", "0xFf", "0o7", "0b1", "6.626e-34", "1e+6", "inf", "-nan", "12345678901234567890"),
    *("true", "false", "1979-05-27", "1979-05-27 07:32:00", "1979-05-27T00:32:00.99-07:00", "07:32:00"),
]


class Writer:
    """Writes a random document in every style that TOML has."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.names = 0

    def pick(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def often(self) -> bool:
        return self.chance.random() < 0.5

    def gap(self) -> str:
        return self.pick("", "", " ", "\t ")

    def lines(self) -> str:
        return self.pick("", "", " ", "\n", "\n\n  ", '# ] } \' " """ x.y = [\n', " #\n")

    def name(self) -> str:
        """A key that was not used before, of one part."""
        self.names += 1
        key = f"k{self.names}"
        return self.pick(key, f"'{key}.['", f'"{key}\\"\\u002e"', f'"{key}="', f"{self.names}-_")

    def key(self) -> str:
        dot = self.gap() + "." + self.gap()
        return dot.join(self.name() for _ in range(self.chance.choice([1, 1, 1, 2, 4])))

    def scalar(self) -> str:
        return self.pick(*SCALARS)

    def value(self, depth: int) -> str:
        kind = self.chance.randint(0, 3) if depth else 0
        if kind <= 1:
            return self.scalar()
        if kind == 2:
            parts = [self.lines() + self.value(depth - 1) + self.lines() for _ in range(self.chance.randint(0, 4))]
            comma = "," + self.lines() if parts and self.often() else ""
            return "[" + ",".join(parts) + comma + self.lines() + "]"
        pairs = [self.gap() + self.pair(depth - 1) + self.gap() for _ in range(self.chance.randint(0, 3))]
        return "{" + (",".join(pairs) or self.gap()) + "}"

    def pair(self, depth: int) -> str:
        return self.key() + self.gap() + "=" + self.gap() + self.value(depth)

    def pairs(self) -> str:
        return "".join(
            self.pick("", "", "\n", "# x = [\n", "  ") + self.pair(3) + self.pick("\n", "\n", " # ]\n")
            for _ in range(self.chance.randint(0, 3))
        )

    def document(self) -> str:
        text = self.pairs()
        for _ in range(self.chance.randint(0, 3)):
            gap = self.gap()
            name = self.key()
            if self.often():
                text += f"{gap}[{gap}{name}{gap}]{gap}\n" + self.pairs()
                text += f"[{name}.{self.name()}]\n" + self.pairs()
                continue
            part = self.name()
            for _ in range(self.chance.randint(1, 3)):
                text += f"{gap}[[{gap}{name}{gap}]] # x\n" + self.pairs()
                if self.often():
                    text += f"[{name}.{part}]\n" + self.pairs()
                else:
                    text += f"[[{name} . {part}]]\n{self.pairs()}[[ {name}.{part}]]\n{self.pairs()}"
                    text += f"[{name}.{part}.{self.name()}]\n{self.pairs()}"
        return text


@pytest.mark.parametrize("seed", range(200))
def test_every_value_is_found_in_a_document_of_any_style(seed: int) -> None:
    text = Writer(seed).document()
    check_document(text)
    check_document(text.replace("\n", "\r\n"))
