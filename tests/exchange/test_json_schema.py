"""The JSON Schemas say what the reader says: never more is refused, and all that a schema can see is."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.format_files import BROKEN, BUILT_IN, GOOD, library
from core.mutations import hostile_file
from exchange.schema_engines import Takes, engines, generator, python_takes, rust_takes, shipped
from stretchcore import jsonschema as ours
from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.fields import Choice, Clock, Count, Flag, HoldTime, Id, Number, Sort, Text, Time
from stretchcore.patterns import BLANKS, up_to
from stretchcore.problems import Problem, Report
from stretchcore.routine import Routine
from stretchcore.schema import BREATH, EXERCISE, FIGURE, POSITION, ROUTINE, SIDE_DOSE, START, STEP
from stretchcore.tables import BREATH_PART, ById, ListOr, Many, Pair, Table
from stretchcore.tomltext import read_toml
from stretchtui.files import MAX_FILE_BYTES

VERDICTS = generator("make_verdicts.py")
GOOD_FILES = [file for folder in (BUILT_IN, BUILT_IN / "exercises", GOOD) for file in sorted(folder.glob("*.toml"))]
BROKEN_FILES = sorted(BROKEN.glob("*.toml"))
KINDS = ("routine", "exercise")
VALUES_OF_ALL_SORTS: tuple[object, ...] = (1, 0.5, True, "", {}, [], {"unknown key": 1})
HOSTILE_FILES = int(os.environ.get("STRETCHTUI_FUZZ", "150"))


def kind_of(file: Path) -> str:
    return "exercise" if VERDICTS.is_exercise(file) else "routine"


def problems_of(source: bytes | str, kind: str) -> tuple[Problem, ...]:
    document: Document[Exercise] | Document[Routine]
    document = read_exercise(source, "it") if kind == "exercise" else read_routine(source, "it", library())
    return document.problems


def verdicts_of(tables: object, kind: str) -> set[bool]:
    return {takes(tables) for takes in engines(kind).values()}


# -- the files ---------------------------------------------------------------------------------------------------------


def test_the_schemas_in_the_package_are_what_their_generator_writes() -> None:
    for name, text in generator("make_schema.py").render().items():
        file = generator("make_schema.py").FOLDER / name
        assert file.read_text(encoding="utf-8") == text, "run: python docs/make_schema.py"
        assert len(text.encode()) < MAX_FILE_BYTES / 2  # the program lays it beside routines, and reads no larger file


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_of_draft_07_and_each_of_its_references_leads_somewhere(kind: str) -> None:
    schema = shipped(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    references = {value for key, value in entries(schema) if key == "$ref"}
    assert references == {f"#/definitions/{name}" for name in schema["definitions"]}


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_hold_nothing_that_engines_read_differently(kind: str) -> None:
    patterns = [value for key, value in entries(shipped(kind)) if key == "pattern"]
    assert len(patterns) > 5
    for pattern in patterns:
        re.compile(pattern)
        assert not re.search(r"\(\?[^:]|\\[dDwWsSbB1-9pP]", pattern)


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from entries(inner)


def test_every_key_of_every_table_is_described_in_its_own_words() -> None:
    step = shipped("routine")["definitions"]["step"]
    assert described(step["properties"]) == docs(STEP)
    assert described(shipped("routine")["properties"]) == docs(ROUTINE)
    exercise = shipped("exercise")["properties"]
    assert described(exercise) == docs(EXERCISE)
    for table, found in (
        (SIDE_DOSE, step["properties"]["left"]),
        (POSITION, step["properties"]["positions"]["items"]),
        (START, exercise["start"]),
        (FIGURE.table, exercise["start"]["properties"]["figure"]),
        (BREATH.table, exercise["breath"]),
    ):
        assert described(found["properties"]) == docs(table)
        assert not any(
            takes(value) for takes in taken_by(found["additionalProperties"]) for value in VALUES_OF_ALL_SORTS
        )


def taken_by(schema: dict[str, Any]) -> tuple[Takes, Takes]:
    return python_takes(schema), rust_takes(schema)


def described(properties: dict[str, Any]) -> dict[str, str]:
    return {name: schema["description"] for name, schema in properties.items()}


def docs(table: Table) -> dict[str, str]:
    return {name: key.doc for name, key in table.keys.items()}


def test_an_offer_of_the_built_in_exercises_refuses_no_other() -> None:
    offered = shipped("routine")["definitions"]["step"]["patternProperties"]["^exercise$"]
    assert offered["anyOf"][0]["enum"] == sorted(file.stem for file in (BUILT_IN / "exercises").glob("*.toml"))
    assert verdicts_of({"name": "It", "steps": [{"exercise": "of-my-own"}]}, "routine") == {True}


# -- verdicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", GOOD_FILES, ids=lambda file: file.stem)
def test_a_good_file_is_taken(file: Path) -> None:
    tables, _, _ = read_toml(file.read_bytes())
    assert verdicts_of(tables, kind_of(file)) == {True}


@pytest.mark.parametrize("file", BROKEN_FILES, ids=lambda file: file.stem)
def test_a_broken_file_is_refused_unless_it_only_has_problems_that_no_schema_can_see(file: Path) -> None:
    tables, _, _ = read_toml(file.read_bytes())
    if tables is None:
        return
    codes = {problem.code for problem in problems_of(file.read_bytes(), kind_of(file))}
    said = verdicts_of(tables, kind_of(file))
    assert len(said) == 1
    assert said == {False} or codes <= VERDICTS.UNSEEN.keys()


def test_few_broken_files_pass() -> None:
    tables = {file: read_toml(file.read_bytes())[0] for file in BROKEN_FILES}
    passed = [file.stem for file in BROKEN_FILES if tables[file] and True in verdicts_of(tables[file], kind_of(file))]
    assert passed == [
        "breaths-out-of-bounds",
        "exercise-out-of-bounds",
        "reps-list-of-another-length-than-sets",
        "time-range-backwards",
        "too-many-phases",
        "too-much-of-everything",
        "unknown-position",
    ]


def test_no_hostile_file_that_the_reader_takes_is_refused() -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for seed in range(HOSTILE_FILES):
        source = hostile_file(seed)
        tables, _, _ = read_toml(source)
        if tables is None:
            continue
        for kind in KINDS:
            good, taken = not problems_of(source, kind), engines(kind)["rust"](tables)
            assert taken or not good, f"seed {seed}, read as {kind}"
            seen[good, taken] += 1
    assert seen[True, True] > 10  # so that it is not only the bad ones that agree
    assert seen[False, False] > 50
    assert seen[False, True] < 0.1 * seen.total()


@pytest.mark.parametrize(
    "step",
    [
        "{ rest = '5s', hold = '5s' }",
        "{ repeat = 2, steps = [{ exercise = 'cobra' }], sets = 2 }",
        "{ repeat = 2 }",
        "{ }",
        "{ name = 'Own' }",
        "{ name = 'Own', left = { hold = '5s' } }",
        "{ name = 'Own', positions = [{ id = 'up' }] }",
        "{ name = 'Own', hold = '5s', positions = { up = '5s' } }",
        "{ exercise = 'cat-cow', positions = [{ id = 'up', hold = '5s' }] }",
        "{ exercise = 'cobra', pace = 'self', hold = '5s' }",
        "{ exercise = 'cobra', pace = 'self', positions = { raised = '5s' } }",
        "{ exercise = 'cobra', sides = 'none', left = { hold = '5s' } }",
        "{ name = 'Own', hold = '5s', left = { hold = '5s' } }",
        "{ name = 'Own', hold = '5s', sides = 'each', left = { } }",
    ],
)
def test_what_a_step_must_be_as_a_whole_is_seen(step: str) -> None:
    source = f"name = 'It'\nsteps = [{{ exercise = 'cobra' }}, {step}]"
    assert problems_of(source, "routine")
    assert verdicts_of(read_toml(source)[0], "routine") == {False}


@pytest.mark.parametrize(
    "step",
    [
        "{ rest = '0s' }",
        "{ exercise = 'cobra', name = 'Mine', rest = '5s' }",
        "{ name = 'Own', left = { hold = '5s' }, right = { hold = '6s' }, sides = 'each' }",
        "{ name = 'Own', pace = 'self', estimate = 3 }",
        "{ exercise = 'cat-cow', positions = { } }",
        "{ name = 'Own', hold = '5s', positions = { } }",
        "{ exercise = 'cobra', posture = 'prone', reps = [1, '2-3'] }",
    ],
)
def test_a_step_that_the_reader_takes_is_taken(step: str) -> None:
    source = f"name = 'It'\nsteps = [{step}, {{ exercise = 'cobra' }}]"
    assert not problems_of(source, "routine")
    assert verdicts_of(read_toml(source)[0], "routine") == {True}


# -- values ------------------------------------------------------------------------------------------------------------

SORTS: dict[str, Sort] = {
    "hold": HoldTime(),
    "time": Time(),
    "gap": Time(zero=True),
    "breath": BREATH_PART,
    "sets": Count(100),
    "reps": ListOr(Many(Count(1_000), most=3, least=1), Count(1_000)),
    "name": Text(10),
    "id": Id(),
    "clock": Clock(),
    "point": Pair(Number(-50, 150), Number(-50, 110)),
    "posture": Many(Choice(("prone", "supine")), most=2, single=True, unique=True),
    "by id": ById(HoldTime()),
}
TAKES = {name: taken_by(ours.sort_schema(sort)) for name, sort in SORTS.items()}

_NUMBERS = ("0", "00", "1", "2", "05", "9", "10", "60", "99", "100", "101", "240", "1000", "1001", "14400", "14401")
_FINE = ("0.05", "0.0994", "0.0995", "0.1", "0.0004", "0.0005", "4.0", "4.5", "0.001", "2.50", "30.0", "1.")
_OTHERS = ("h", "m", "s", "count", "counts", "breath", "breaths", "-", "–", " ", " ", "open", "\u3000", "\n", "x", ":")
_MORE = ("07:30", "24:00", "cat-cow", "a", "A", "é", "全", "\u200d", "\u202e", "\x7f", "e", ".", "minutes", "prone")
TEXTS = st.lists(st.sampled_from((*_NUMBERS, *_FINE, *_OTHERS, *_MORE)), max_size=8).map("".join)
PLAIN_NUMBERS = st.one_of(st.integers(-1, 20_000), st.floats(-1, 15_000), st.sampled_from([float(x) for x in _FINE]))
VALUES = st.one_of(
    TEXTS,
    TEXTS,
    PLAIN_NUMBERS,
    st.lists(st.one_of(TEXTS, PLAIN_NUMBERS), max_size=4),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
    st.booleans(),
    st.text(max_size=15),
)


def is_read(sort: Sort, value: object) -> bool:
    report = Report()
    sort.read(value, (), report)
    return not report.faults


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_no_value_that_is_read_is_refused(value: object) -> None:
    for name, sort in SORTS.items():
        if is_read(sort, value):
            assert [takes(value) for takes in TAKES[name]] == [True, True], name


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("hold", ["0s", "0-20s", "20 sec", "5h", "4h 14401s", "0.05s", "1m1h", "5 breaths 2s", "1m-20x", "Open", "1."]),
        (
            "hold",
            [" open", "3 breaths-20s", "20s-3 breaths", "144001 breaths", "1e3", "", " ", "s", "5-6-7s"],
        ),
        ("hold", [0.0994, 14_401, [20], {}, True, -1, 0]),
        ("gap", ["0.05s", "0-0.05s", "0.0005s", "5h", 0.05, -0.1, 14_401]),
        ("breath", ["31s", "0s", "1 breath", "1h", "1m", 0, 31]),
        ("sets", ["0", "101", "1-101", "0-3", "2.5", "x", "1--2", 0, 101, 1.5, "1 2", True]),
        ("reps", [[], [0], [1, 2, 3, 4], [True], {}, "1001"]),
        ("name", ["", "   ", "\u3000", "a" * 11, "a\n", "a\tb", "\x7f", "\u202ea", "é" * 41, 3, []]),
        ("id", ["Cat-cow", "cat--cow", "-cat", "cat cow", "a" * 61, "", "é", 3]),
        ("clock", ["7:30", "24:00", "07:60", "07:30:00", "", 7]),
        ("point", [[1], [1, 2, 3], [151, 0], [0, 111], ["1", 2], 3]),
        ("posture", ["sit", ["prone", "prone"], ["sit"], ["prone", "supine", "prone"], 3]),
        ("by id", [{"up": "x"}, [], "5s", {str(number): "5s" for number in range(51)}]),
    ],
)
def test_a_value_that_is_wrong_for_all_to_see_is_refused(name: str, values: list[object]) -> None:
    for value in values:
        assert not is_read(SORTS[name], value), value
        in_python, in_rust = (takes(value) for takes in TAKES[name])
        assert not in_rust, value
        assert not in_python or str(value).endswith("\n")  # to Python alone, an end is also before a last line feed


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("hold", ["30-20s", "3h90m", "4h1s", "300 breaths", "0m0s", "4.5h"]),
        ("breath", ["4-5s"]),
        ("sets", ["3-2", 2.0]),
        ("name", ["全" * 10, "\u200d"]),
    ],
)
def test_what_takes_reckoning_is_not_seen(name: str, values: list[object]) -> None:
    for value in values:
        assert [takes(value) for takes in TAKES[name]] == [True, True], value


def test_what_an_editor_tells_instead_is_right() -> None:
    told = [value["else"]["enum"] for _, value in entries({"": [shipped(kind) for kind in KINDS]}) if has_else(value)]
    assert len(told) > 50
    for name, sort in SORTS.items():
        told = ours.sort_schema(sort).get("else", {}).get("enum", [])
        assert all(is_read(sort, example) for example in told) or name == "name"  # of a text, it says what it must be


def has_else(value: object) -> bool:
    return isinstance(value, dict) and "enum" in value.get("else", {})


def test_a_sort_that_no_file_has_yet_must_be_given_a_schema_first() -> None:
    with pytest.raises(TypeError, match="Flag has no JSON Schema yet"):
        ours.sort_schema(Flag())


# -- patterns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("high", [0, 4, 9, 10, 30, 99, 100, 240, 1_000, 1_099])
def test_the_whole_numbers_up_to_a_bound_are_matched_and_no_others(high: int) -> None:
    for low in (0, 1) if high else (0,):
        pattern = re.compile(up_to(high, low))
        for number in range(2 * high + 12):
            assert bool(pattern.fullmatch(str(number))) == (low <= number <= high), number
            assert bool(pattern.fullmatch(f"00{number}")) == (low <= number <= high), number
        assert not pattern.fullmatch("")


def test_blanks_are_what_is_taken_off_the_ends_of_a_text() -> None:
    characters = [chr(code) for code in range(0x11_0000)]
    blank = re.compile(BLANKS)
    assert [c for c in characters if blank.fullmatch(c)] == [c for c in characters if not c.strip()]


def test_a_schema_is_plain_data() -> None:
    for schema in (ours.routine_schema(), ours.exercise_schema()):
        assert json.loads(json.dumps(schema)) == schema
