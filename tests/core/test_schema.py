"""The one table of what a file may hold: complete, documented, and safe against any value at any key."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest

from core.format_files import EVERY_KEY, EVERYTHING, read, told
from stretchcore.document import read_exercise
from stretchcore.fields import Choice, Flag, Number, Sort, Version, Whole
from stretchcore.problems import MAX_PROBLEMS, Report, path_text
from stretchcore.routine import Path
from stretchcore.schema import EXERCISE, ROUTINE, STEP, TIMING
from stretchcore.tables import BreathTable, ById, Drawing, Key, ListOr, Many, Pair, Table
from stretchcore.text import is_refused


def parts(sort: Sort) -> Iterator[Sort]:
    """Yield the sorts that a sort is made of."""
    match sort:
        case Many() | ById():
            yield sort.item
        case ListOr():
            yield from (sort.if_list, sort.otherwise)
        case Pair():
            yield from (sort.x, sort.y)
        case BreathTable() | Drawing():
            yield sort.table
        case Table():
            yield from (key.sort for key in sort.keys.values())


def tables_in(sort: Sort, seen: dict[str, Table]) -> dict[str, Table]:
    """Return every table that a sort can hold, at any depth, by its title."""
    if isinstance(sort, Table):
        if sort.title in seen:
            return seen
        seen[sort.title] = sort
    for part in parts(sort):
        tables_in(part, seen)
    return seen


ALL_TABLES = tables_in(EXERCISE, tables_in(ROUTINE, {}))
ALL_KEYS = [(title, key) for title, table in ALL_TABLES.items() for key in table.keys.values()]


def named(value: object) -> str | None:
    if isinstance(value, Key):
        return value.name
    return value.replace(" ", "-") if isinstance(value, str) else None


# -- the table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "key"), ALL_KEYS, ids=named)
def test_every_key_is_explained_in_one_sentence(title: str, key: Key) -> None:
    assert key.doc[0].isupper() or key.doc.startswith('"')
    assert key.doc.endswith(".")
    assert key.doc.count(". ") == 0
    assert len(key.doc) < 120


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_the_files_that_have_everything_have_every_key() -> None:
    used = {key for file in (EVERYTHING, EVERY_KEY) for key in keys_of(tomllib.loads(file.read_text(encoding="utf-8")))}
    assert {key.name for _, key in ALL_KEYS} - used == set()
    of_exercises = set(tomllib.loads(EVERY_KEY.read_text(encoding="utf-8")))
    assert EXERCISE.keys.keys() - of_exercises == {"pace"}  # beside a hold it would be a problem


def test_a_step_can_say_all_that_an_exercise_can_but_its_format() -> None:
    assert EXERCISE.keys.keys() - STEP.keys.keys() == {"format"}
    assert STEP.keys.keys() - EXERCISE.keys.keys() == {"exercise", "left", "right", "repeat", "steps"}
    assert {key.name for key in TIMING} <= STEP.keys.keys()


@pytest.mark.parametrize(("title", "key"), ALL_KEYS, ids=named)
def test_a_key_with_two_letters_swapped_or_a_letter_too_many_is_recognised(title: str, key: Key) -> None:
    table, name = ALL_TABLES[title], key.name
    misspelt = {name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(1, len(name) - 1)}
    misspelt |= {name + name[-1], name.upper(), name.replace("_", "-"), name.replace("_", "")}
    for word in misspelt - table.keys.keys() if len(name) > 3 else ():
        report = Report()
        table.read({word: 1}, (), report)
        unknown = next(fault for fault in report.faults if fault.code == "unknown-key")
        assert unknown.hint == name
        assert unknown.path == (word,)
        assert f"did you mean `{name}`?" in unknown.message


@pytest.mark.parametrize("table", ALL_TABLES.values(), ids=lambda table: named(table.title) or "")
def test_a_misspelt_key_is_not_missing_as_well(table: Table) -> None:
    for key in table.keys.values():
        if key.required and len(key.name) > 3:
            report = Report()
            table.read({key.name + "s": 1}, (), report)
            assert [fault.code for fault in report.faults if fault.hint == key.name] == ["unknown-key"]


# -- any value at any key ----------------------------------------------------------------------------------------------

HOSTILE: list[object] = [
    True,
    False,
    0,
    -1,
    1,
    10**30,
    -(10**4000),
    0.0,
    -0.0,
    0.05,
    1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    "",
    " ",
    "x",
    "open",
    "self",
    "1-2",
    "2-1",
    "0s",
    "1e5s",
    "9" * 60 + "s",
    "٣s",  # digits, but not those that a file is written with
    "½s",
    "1 breaths",
    "1000000 breaths",
    "\x1b]0;owned\x07",
    "\u202egnp",
    "a\u2028b",
    "\ud800",
    "\u200d" * 3000,
    "a" * 100_000,
    "全" * 600,
    "[@click=app.quit]x[/]",
    "{name}%s",
    date(2024, 5, 1),
    time(7, 30, 0, 5),
    datetime(2024, 5, 1, 7, 30, tzinfo=UTC),
    [],
    [[]],
    [[[[]]]],
    [{}],
    [1, "a", None, []],
    ["a"] * 100_000,
    [1.0] * 2,
    [float("nan"), float("nan")],
    {},
    {"": {}},
    {"in": [], "out": {}},
    {"id": "x"},
    {"a": {"b": {"c": 1}}},
    {str(number): number for number in range(2_000)},
]


@pytest.mark.parametrize(("title", "key"), ALL_KEYS, ids=named)
def test_any_value_at_a_key_is_read_or_refused_where_it_stands(title: str, key: Key) -> None:
    for value in HOSTILE:
        report = Report()
        place: Path = ("steps", 7, key.name)
        read = key.sort.read(value, place, report)
        assert read is not None or report.faults
        for fault in report.faults:
            assert fault.path[:3] == place
            assert not any(map(is_refused, path_text(fault.path) + fault.message))
            assert 10 < len(fault.message) < 300
        assert len(report.faults) <= MAX_PROBLEMS


@pytest.mark.parametrize("value", ["routine", 3, None, [], [[]], {"steps": [{"steps": [{"repeat": 1}]}]}])
def test_anything_in_the_place_of_a_table_is_refused(value: object) -> None:
    for table in ALL_TABLES.values():
        report = Report()
        found = table.read(value, ("here",), report)
        if not isinstance(value, dict):
            assert found is None
            assert [fault.path for fault in report.faults] == [("here",)]
            assert f"is not {table.title}; write " in report.faults[0].message


# -- single sorts ------------------------------------------------------------------------------------------------------


def refusals(sort: Sort, *values: object) -> list[str]:
    """Return the messages by which a sort refuses some values."""
    report = Report()
    for value in values:
        assert sort.read(value, (), report) is None
    return [fault.message for fault in report.faults]


def test_a_whole_number_is_no_truth_and_no_fraction() -> None:
    level = Whole(0, 100)
    assert [level.read(value, (), Report()) for value in (0, 100)] == [0, 100]
    assert refusals(level, 101, -1, True, 5.0, "5") == [
        "101 is not between 0 and 100",
        "-1 is not between 0 and 100",
        "true is not a whole number from 0 to 100",
        "5.0 is not a whole number from 0 to 100",
        '"5" is not a whole number from 0 to 100',
    ]


def test_a_number_lies_within_its_bounds_and_is_a_number() -> None:
    number = Number(-50, 150)
    assert [number.read(value, (), Report()) for value in (-50, 150, 2.5)] == [-50.0, 150.0, 2.5]
    assert refusals(number, float("nan"), float("inf"), 10**400, False) == [
        "nan is not between -50 and 150",
        "inf is not between -50 and 150",
        "a very large number is not between -50 and 150",
        "false is not a number from -50 to 150",
    ]


def test_a_flag_is_true_or_false_and_nothing_that_means_it() -> None:
    assert [Flag().read(value, (), Report()) for value in (True, False)] == [True, False]
    assert refusals(Flag(), 1, "yes") == ["1 is not true or false", '"yes" is not true or false']


def test_a_later_program_reads_the_formats_before_its_own() -> None:
    version = Version(3)
    assert [version.read(value, (), Report()) for value in (1, 2, 3)] == [1, 2, 3]
    assert refusals(version, 4, 0, "2") == [
        "format 4 is newer than this program; this program reads format 3 and older",
        "0 is not a format; write 3",
        '"2" is not a format; write 3',
    ]


def test_a_word_that_people_use_for_another_is_guessed_before_one_that_looks_alike() -> None:
    sort = Choice(("static", "strength"), {"stretch": "static"})
    report = Report()
    assert sort.read("Stretch", (), report) is None
    assert report.faults[0].hint == "static"


def test_a_report_knows_where_problems_are_and_guesses_no_more_once_it_is_full() -> None:
    report = Report()
    report.add(("steps", 2, "hold"), "time", "…")
    assert report.has(("steps", 2, "hold"))
    assert report.has(("steps",))
    assert report.has(())
    assert not report.has(("steps", 2, "hold", "x"))
    assert not report.has(("steps", 1))
    assert report.nearest("hodl", ("hold",)) == "hold"
    for _ in range(MAX_PROBLEMS):
        report.add((), "x", "…")
    assert len(report.faults) == MAX_PROBLEMS
    assert report.is_cut
    assert report.nearest("hodl", ("hold",)) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), ""),
        (("steps", 2, "hold"), "steps[2].hold"),
        (("steps", 2, "positions", "knee-in"), "steps[2].positions.knee-in"),
        (("", 0), '""[0]'),
        (("a b", "c.d"), '"a b"."c.d"'),
        (("übung",), '"übung"'),
        (("a: b",), '"a: b"'),
        (("\x1b[2J", "a\nb"), '"\\u001b[2J"."a\\u000ab"'),
        (("k" * 100,), "k" * 59 + "…"),
    ],
)
def test_a_path_is_written_as_in_a_file_and_cannot_be_taken_for_another(path: Path, expected: str) -> None:
    assert path_text(path) == expected


def test_an_unknown_key_in_a_small_table_is_told_what_the_table_can_have() -> None:
    found = told(read('name = "It"\nsteps = [{ exercise = "cobra", breath = { air = 4 } }]'))
    assert found == [
        "2:41: steps[0].breath: the key `in` is missing",
        "2:41: steps[0].breath: the key `out` is missing",
        "2:43: steps[0].breath.air: unknown key; a breath can have `in` and `out`",
    ]


def test_the_keys_of_a_routine_are_not_those_of_an_exercise() -> None:
    exercise = read_exercise('name = "X"\nschedule = {}\n[[positions]]\nid = "up"\nhold = "5s"', "x")
    assert told(exercise) == ["2:1: schedule: unknown key"]
