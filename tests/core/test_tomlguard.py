"""What the guard refuses before `tomllib` sees it, what it lets pass, and that it is quick about both."""

import itertools
import random
import signal
import tomllib
from collections.abc import Iterable, Iterator
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchcore import tomlguard
from stretchcore.tomlguard import MAX_KEY_PARTS, MAX_NESTING, MAX_NUMBER_LENGTH, Refusal, find_refusal
from stretchcore.tomltext import MAX_SIZE, Place, read_toml

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_"
DEEP = ".".join("a" * MAX_KEY_PARTS)


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """Stop a test that a slow input holds up; the figures themselves are measured elsewhere."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("reading hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def names() -> Iterator[str]:
    """All short keys, the shortest first."""
    for length in itertools.count(1):
        yield from map("".join, itertools.product(LETTERS, repeat=length))


def filled(lines: Iterable[str], start: str = "", end: str = "") -> str:
    """As many lines as fit into the largest file."""
    parts = [start]
    size = len(start) + len(end)
    for line in lines:
        size += len(line.encode())
        if size > MAX_SIZE:
            break
        parts.append(line)
    return "".join([*parts, end])


def in_list(element: str) -> str:
    return filled(itertools.repeat(element + ","), "a=[", "]")


def in_text(part: str, quotes: str = '"') -> str:
    return filled(itertools.repeat(part), "a=" + quotes, quotes)


# -- limits ------------------------------------------------------------------------------------------------------------

DOTS = [".", " . ", "\t.", ". "]
PARTS = ["a", '"a"', "'a'", '"a.b"', '"\\""', '"]"', "''", "-", "1"]


@pytest.mark.parametrize("dot", DOTS)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "around", ["{} = 1", "[{}]", "[[{}]]", "[ {} ]", "x = {{ y = 1, {} = 1 }}", "x = [\n{{{}=1}}\n]"]
)
def test_a_key_may_have_so_many_parts_and_not_one_more(part: str, dot: str, around: str) -> None:
    longest = around.format(dot.join([part] * MAX_KEY_PARTS))
    too_long = around.format(dot.join([part] * (MAX_KEY_PARTS + 1)))
    assert read_toml(longest)[2] == []
    assert [problem.code for problem in read_toml(too_long)[2]] == ["too-long-key"]
    assert [problem.place for problem in read_toml(too_long)[2]] == [place_of(too_long, part + dot)]


def place_of(text: str, part: str) -> Place:
    before = text[: text.index(part)]
    return Place(before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("[ #x]\n", "\n]"), ("{ a = ", "}"), ("[{'}' = ", "}]")])
def test_values_may_be_nested_so_deep_and_no_deeper(opening: str, closing: str) -> None:
    each = opening.count("[") + opening.count("{")
    depth = (MAX_NESTING - 1) // each
    fits = "a = " + opening * depth + "1" + closing * depth
    assert read_toml(fits)[2] == []
    too_deep = "a = " + opening * (depth + 2) + "1" + closing * (depth + 2)
    assert [problem.code for problem in read_toml(too_deep)[2]] == ["too-deep"]


def test_names_of_headers_and_keys_count_as_nesting() -> None:
    tables = "{ " + ".".join("a" * 20) + " = "
    text = "[a.b.c]\nd.e = " + tables * 3 + "1" + " }" * 3
    assert read_toml(text)[2] == []
    text = "[a.b.c]\nd.e = " + tables * 4 + "1" + " }" * 4
    assert [problem.code for problem in read_toml(text)[2]] == ["too-deep"]


@pytest.mark.parametrize("first", ["1", "0x1", "0b1", "1_0", "0.1", "1e", "1e-", "-1", "+1", "1.5E-1", "-1e+"])
@pytest.mark.parametrize("around", ["a = {}", "a = [{}]", "a = [1, {}, 2]", "a = [\n1,\n{}\n]", "a = {{ b = {} }}"])
def test_a_number_may_be_so_long_and_no_longer(first: str, around: str) -> None:
    longest = first + "1" * (MAX_NUMBER_LENGTH - len(first))
    assert read_toml(around.format(longest))[2] == []
    too_long = around.format(longest + "11")
    assert [problem.code for problem in read_toml(too_long)[2]] == ["too-long-number"]
    assert [problem.place for problem in read_toml(too_long)[2]] == [place_of(too_long, longest)]


@pytest.mark.parametrize("number", ["1" * 100_000, "+" + "1" * 5_000, "0x" + "f" * 200_000, "1e+" + "0" * 200_000])
def test_a_number_of_any_length_is_one_problem(number: str) -> None:
    assert [problem.code for problem in read_toml(f"a = {number}")[2]] == ["too-long-number"]


def test_a_key_that_looks_like_a_long_number_is_a_key() -> None:
    key = "1" * 60
    for text in (f"{key} = 1", f"[{key}]", f"[[{key}]]", f"{key}.a = 1", f"a = {{ {key} = 1, {key}1.b = 2 }}"):
        assert read_toml(text)[0] == tomllib.loads(text)


def test_dates_and_times_are_no_long_numbers() -> None:
    text = "a = [1979-05-27T07:32:00.999999-07:00, 1979-05-27 07:32:00, 07:32:00.123456]"
    assert read_toml(text)[0] == tomllib.loads(text)


# -- strings and comments ----------------------------------------------------------------------------------------------

BOMBS = [DEEP + ".a = 1", "a = " + "[" * 65, "a = " + "1" * 31]
HIDING_PLACES = [
    "# {}",
    "x = 1 # {}",
    "x = [ # {}\n]",
    "x = '{}'",
    "x = ['', '{}']",
    'x = "{}"',
    'x = "\\"{}"',
    'x = "\\\\" # {}',
    'x = "\\\\\\"{}"',
    "x = '\\' # {}",
    "x = '''{}'''",
    "x = '''\n' '' {}\n'''",
    "x = '''{}''''",
    "x = '''{}'''''",
    "x = '''''{}'''",
    'x = """{}"""',
    'x = """\n" "" \\"""{}\n"""',
    'x = """{}""""',
    'x = """{}"""""',
    'x = """""{}"""',
    'x = """\\\n   {}\\\\"""',
    "x = \"\"\"'''{}\"\"\" # '''",
    "x = '''\"\"\"{}''' # \"\"\"",
    "x = '\"' # {}'",
    'x = "\'" # {}"',
    "'{}' = 1",
    '"\\"{}" = 1',
    "x.'{}'.y = 1",
    "['{}']",
    '[[ "{}" ]]',
    "x = {{ '{}' = 1 }}",
]


@pytest.mark.parametrize("hidden", HIDING_PLACES)
@pytest.mark.parametrize("bomb", BOMBS)
def test_what_stands_in_a_string_or_a_comment_never_counts(hidden: str, bomb: str) -> None:
    text = hidden.format(bomb) + "\n"
    assert read_toml(text)[0] == tomllib.loads(text)


@pytest.mark.parametrize("hidden", HIDING_PLACES)
@pytest.mark.parametrize("bomb", BOMBS)
def test_what_stands_after_a_string_or_a_comment_counts(hidden: str, bomb: str) -> None:
    before = hidden.format("[{") + "\n"
    assert find_refusal(before) is None
    refusal = find_refusal(before + bomb)
    assert refusal is not None
    assert refusal.offset >= len(before)


@pytest.mark.parametrize(
    "text", ['a = "', "a = '", 'a = """', "a = '''", 'a = "\\"', 'a = """\\"""', 'a = """""', "a = '''''", '"', "'a"]
)
def test_nothing_counts_after_a_string_that_is_never_closed(text: str) -> None:
    assert find_refusal(text + DEEP + ".a.a") is None
    assert [problem.code for problem in read_toml(text + DEEP + ".a.a")[2]] == ["syntax"]


def test_a_mistake_before_the_limit_is_told_instead_of_it() -> None:
    """Whoever never closes a list nests all that follows."""
    text = "tags = [[\nname = 1\n" * 40
    assert find_refusal(text) is not None
    assert [(problem.code, problem.place) for problem in read_toml(text)[2]] == [("syntax", Place(2, 1))]


# -- what would take long ----------------------------------------------------------------------------------------------

TOO_MUCH = {
    "a dotted key": ".".join("a" * 100_000) + "=1",
    "a dotted key with spaces": " . ".join("a" * 60_000) + "=1",
    "a dotted key with quotes": ".".join(["'a'"] * 60_000) + "=1",
    "a dotted key without a value": ".".join("a" * 100_000),
    "a dotted key that ends in nonsense": ".".join("a" * 100_000) + ".!",
    "a header": "[" + ".".join("a" * 100_000) + "]",
    "a header of an array of tables": "[[" + ".".join("a" * 100_000) + "]]",
    "a dotted key in an inline table": "a={" + ".".join("a" * 100_000) + "=1}",
    "nested lists": "a=" + "[" * 130_000 + "]" * 130_000,
    "nested lists, never closed": "a=" + "[" * 260_000,
    "nested lists on lines with comments": "a=" + "[#]\n" * 65_000,
    "nested tables": "a=" + "{a=" * 60_000 + "1" + "}" * 60_000,
    "nested lists and tables": "a=" + "[{a=" * 50_000 + "1" + "}]" * 5_000,
    "an integer": "a=" + "1" * 260_000,
    "a hexadecimal integer": "a=0x" + "1" * 260_000,
    "a float": "a=0." + "1" * 260_000,
    "keys below a deep header": filled((f"{name}=1\n" for name in names()), f"[{DEEP}]\n"),
    "lists below a deep header": filled((f"{name}=[]\n" for name in names()), f"[{DEEP}]\n"),
    "long keys": filled(f"{name}.{DEEP[2:]}=1\n" for name in names()),
    "long keys with the same start": filled(f"{DEEP[2:]}.{name}=1\n" for name in names()),
    "long keys below a deep header": filled((f"{name}.{DEEP[2:]}=1\n" for name in names()), f"[{DEEP}]\n"),
    "short keys below a deep header": filled((f"{name}.a=1\n" for name in names()), f"[{DEEP}]\n"),
    "long headers": filled(f"[{name}.{DEEP[2:]}]\n" for name in names()),
    "long headers with the same start": filled(f"[{DEEP[2:]}.{name}]\n" for name in names()),
    "arrays of tables with long headers": filled(itertools.repeat(f"[[{DEEP}]]\n")),
    "arrays of tables in each other": filled(
        itertools.cycle(f"[[{DEEP[: 2 * length - 1]}]]\nb=1\n" for length in range(1, MAX_KEY_PARTS + 1))
    ),
    "arrays of tables with long keys": filled(itertools.repeat(f"[[a]]\n{DEEP[2:]}=1\n")),
    "dotted keys of lists": filled(f"{name}.a.b=[]\n" for name in names()),
    "dotted keys of lists before a header": filled((f"{name}.a.b=[]\n" for name in names()), end="[z]\n"),
    "headers with a dotted key each": filled(f"[{name}]\na.b=[]\n" for name in names()),
    "numbers": in_list("1"),
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_would_hold_up_or_break_the_parser_is_one_problem(text: str) -> None:
    tables, locations, problems = read_toml(text.encode())
    assert tables is None
    assert len(problems) == 1
    assert problems[0].code in ("too-deep", "too-long-key", "too-long-number", "too-much")
    assert locations.value(("a",)) == Place(1, 1)


LARGE = {
    "comments": filled(itertools.repeat("#\n")),
    "one comment": "#" * MAX_SIZE,
    "line ends": "\n" * MAX_SIZE,
    "line ends of Windows": "\r\n" * (MAX_SIZE // 2),
    "blanks": " " * MAX_SIZE,
    "blanks around dots and signs": filled([" " * 80_000, "a", " " * 80_000, ".", " " * 80_000, "b", " = 1"]),
    "blanks in a list": filled(itertools.repeat(" \n"), "a=[", "]"),
    "blanks after a number": filled(["1" + " " * 100_000, "," + "\n" * 100_000], "a=[", "]"),
    "a text": in_text("x"),
    "a text of emoji": in_text("😀"),
    "a text of escapes": in_text("\\n"),
    "a text of escaped quotes": in_text('\\"'),
    "a text of escapes that grow": filled([*["\\n"] * 60_000, *["ÿ"] * 9_000, *["\\u1234"] * 9_000], 'a="', '"'),
    "lines of escapes": in_text("\\\n", '"""'),
    "lines of escapes and blanks": in_text("\\ \n\t", '"""'),
    "lines of quotes": in_text('""x', '"""'),
    "lines of escaped quotes": in_text('\\"""', '"""'),
    "lines of single quotes": in_text("''x", "'''"),
    "a long key": "a" * (MAX_SIZE - 2) + "=1",
    "a long key in quotes": '"' + "." * (MAX_SIZE - 4) + '"=1',
    "empty texts": in_list('""'),
    "empty texts of lines": in_list('""""""'),
    "empty lists": in_list("[]"),
    "empty tables": in_list("{}"),
    "small tables": in_list("{a=1, b.c=2.5}"),
    "floats": in_list("1.5"),
    "dear floats": in_list("2.2250738585072012e-308"),
    "times": in_list("00:00:00"),
    "dates": in_list("1979-05-27T07:32:00.5-07:00"),
    "points": in_list("[10.5, 20]"),
    "deep lists": in_list("[" * 60 + "]" * 60),
    "keys": filled(f"key-{name} = 1\n" for name in names()),
    "tables": filled(f"[table-{name}]\n" for name in names()),
    "an array of tables": filled(itertools.repeat("[[steps]]\nhold=9\n")),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_a_large_file_that_is_not_out_of_the_ordinary_is_read_and_its_end_is_found(text: str) -> None:
    tables, locations, problems = read_toml(text)
    assert problems == []
    assert tables is not None
    for key in tables:
        assert locations.key((key,)).line >= 1


UNFINISHED = {
    "escaped quotes": '"' + '\\"' * 131_000,
    "escaped quotes in lines": 'a="""' + '""\\"' * 65_000,
    "quotes": '"""' * 87_000 + '"',
    "single quotes": "'" * 262_143,
    "doubled quotes": "a=" + '""' * 131_000,
    "dots": "." * MAX_SIZE,
    "dots and blanks": "a" + " ." * 131_000,
    "equals signs": "=" * MAX_SIZE,
    "commas": "a=[" + "," * 262_000,
    "numbers and blanks": "a=[" + "1 " * 131_000,
    "digits": "1" * MAX_SIZE,
    "minus signs": "-" * MAX_SIZE,
    "backslashes": "\\" * MAX_SIZE,
    "closing brackets": "]}" * 131_000,
    "opening braces": "{" * MAX_SIZE,
    "carriage returns": "\r" * MAX_SIZE,
    "zero bytes": "\0" * MAX_SIZE,
    "headers": "[" * MAX_SIZE,
    "equals signs in a list": "a=[" + "a=" * 131_000,
    "a duplicate of a key like a tuple": "a={'" + '("' * 60_000 + "'=1, '" + '("' * 60_000 + "'=1}",
    "a duplicate of a key like a position": "a={'"
    + " (at line 1" * 10_000
    + "'=1, '"
    + " (at line 1" * 10_000
    + "'=1}",
    "a duplicate of a very long key": f"[{'k' * 100_000}]\n[{'k' * 100_000}]",
}


@pytest.mark.parametrize("text", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_a_large_file_that_is_no_toml_is_one_short_problem(text: str) -> None:
    tables, _, problems = read_toml(text)
    assert tables is None
    assert len(problems) == 1
    assert len(problems[0].message) < 200


# -- counting first ----------------------------------------------------------------------------------------------------

SNIPPETS = [
    "[",
    "]",
    "{",
    "}",
    "[[a]]",
    "[a.1.5]",
    "\n",
    "\n",
    "a",
    "=",
    "a.b",
    ".",
    "1.5",
    ",",
    '"',
    "'",
    '"""',
    "#",
    " ",
]
WORDS = st.sampled_from([*SNIPPETS, "a=1\n", "a = [1.5, 2]\n", "{a.b=", "[[", "]]", "1" * 30, "[1]", "[[1]]", "\\"])


@given(st.lists(WORDS, max_size=400).map("".join))
def test_what_counting_lets_pass_would_pass_the_scan(text: str) -> None:
    if tomlguard._is_surely_fine(text) and is_toml(text):
        assert tomlguard._scan(text) is None


@given(st.lists(st.tuples(WORDS, st.integers(1, 70)).map(lambda run: run[0] * run[1]), max_size=30).map("".join))
def test_what_counting_lets_pass_would_pass_the_scan_of_repetitive_texts(text: str) -> None:
    if tomlguard._is_surely_fine(text):
        refusal = tomlguard._scan(text)
        assert refusal is None or not is_toml(text[: refusal.offset])


def test_what_counting_lets_pass_would_pass_the_scan_of_deep_documents() -> None:
    chance = random.Random(1)
    refused = passed = 0
    for _ in range(1000):
        text = deep_document(chance)
        assert tomllib.loads(text) is not None
        refusal = tomlguard._scan(text)
        refused += refusal is not None
        passed += tomlguard._is_surely_fine(text)
        assert refusal is None or not tomlguard._is_surely_fine(text)
    assert refused > 100
    assert passed > 100


def deep_document(chance: random.Random) -> str:
    """A valid document about as deep as the limits, of dotted names, floats that look like them, tables and lists."""

    def name() -> str:
        return ".".join(
            chance.choice(["a", "1", "'x.y'", '"["', "5"]) for _ in range(chance.choice([1, 1, 2, 3, 12, 23]))
        )

    opening, closing = "", ""
    for _ in range(chance.choice([1, 5, 20, 40, 62])):
        if chance.random() < 0.5:
            opening, closing = opening + chance.choice(["[", "[1.5, ", "[ # ]\n", "[[1], [[2]], "]), "]" + closing
        else:
            extra = chance.choice(["", "", "zz = 1.5, ", "zz.y = [], "])
            opening += "{" + extra + (name() if chance.random() < 0.3 else "a") + " = "
            closing = "}" + closing
    header = chance.choice(["", f"[{name()}]\n", f"[[{name()}]]\n"])
    return f"{header}{name()} = {opening}1{closing}\n"


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


def test_a_refusal_tells_where_the_limit_is_passed() -> None:
    text = "a = 1\n" + DEEP + ".a = 1\n"
    message = f"the key has {MAX_KEY_PARTS + 1} parts with dots between them; at most {MAX_KEY_PARTS} are read"
    assert find_refusal(text) == Refusal(6, "too-long-key", message)
