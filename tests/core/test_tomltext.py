"""Any input ends in tables or in one problem with its place and a message that is safe to print."""

import random
import sys
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stretchcore.tomlguard import find_refusal
from stretchcore.tomltext import MAX_SIZE, Place, SourceProblem, read_toml

ROUTINE = """\
# routines/lower-back-relief.toml
format  = 1
name    = "Lower-back relief"
tags    = ["back", "gentle"]

[defaults]                          # any step may override any of these
prepare     = "8s"
breath = { in = "4s", out = '6.5s' }

[[steps]]
exercise = "cat-cow"
positions = { arch = "5-10s", round = "5-10s" }
reps = [6, 4, 2]
summary = '''
Two "lines".
'''

[[steps]]
repeat = 2                          # a block; blocks nest
steps = [
  { exercise = "childs-pose", hold = 20.5, reps = "2-3" },
  { exercise = "bridge", hold = 1e1, at = 07:30:00 },
]
[steps.start]
figure.head = [[40.5, 30.25], [0x10, -1]]
note = \"\"\"\\
  Breathe. \\u00e9 ""\"\"\"
"""


def problem_of(source: str | bytes) -> SourceProblem:
    tables, locations, problems = read_toml(source)
    assert tables is None
    assert len(problems) == 1
    assert locations.value(("steps", 0)) == locations.key(("name",)) == Place(1, 1)
    return problems[0]


# -- bytes and text ----------------------------------------------------------------------------------------------------


def test_a_document_is_read_from_text_and_from_bytes_in_any_line_ends_with_or_without_a_mark() -> None:
    expected = tomllib.loads(ROUTINE)
    for text in (ROUTINE, ROUTINE.replace("\n", "\r\n"), ROUTINE.replace("\n", "\r\n", 9)):
        for source in (text, "\ufeff" + text, text.encode(), text.encode("utf-8-sig")):
            tables, locations, problems = read_toml(source)
            assert problems == []
            assert tables == expected
            assert locations.value(("steps", 1, "steps", 1, "hold")) == Place(22, 33)


@pytest.mark.parametrize("source", ["", b"", "\ufeff", b"\xef\xbb\xbf", "\n", "# nothing"])
def test_an_empty_document_is_an_empty_table(source: str | bytes) -> None:
    tables, locations, problems = read_toml(source)
    assert (tables, problems) == ({}, [])
    assert locations.value(("name",)) == Place(1, 1)


@pytest.mark.parametrize(
    ("source", "place", "part"),
    [
        (b'name = "caf\xe9"', Place(1, 12), "0xE9"),
        ("a = 1\r\nb = '\u00e9\u00e9".encode() + b"\xff'", Place(2, 8), "0xFF"),
        (b"\xef\xbb\xbfa = '\xc3", Place(1, 6), "0xC3"),
        (b"\xff\xfea\x00", Place(1, 1), "0xFF"),
        ("a = 1\n".encode("utf-16"), Place(1, 1), "0xFF"),
        (b"a = '\xed\xa0\x80'", Place(1, 6), "0xED"),
    ],
)
def test_bytes_that_are_not_utf_8_are_told_with_their_place(source: bytes, place: Place, part: str) -> None:
    problem = problem_of(source)
    assert (problem.code, problem.place) == ("encoding", place)
    assert part in problem.message


def test_a_text_with_half_a_character_is_no_document() -> None:
    problem = problem_of("\ufeffa = 1\nb = '\ud83d'")
    assert (problem.code, problem.place) == ("encoding", Place(2, 6))
    assert problem.message == "the character U+D83D is not allowed in a text"


def test_the_size_of_a_file_is_counted_in_bytes() -> None:
    for character, size in (("x", 1), ("é", 2), ("😀", 4)):
        fits = "#" * (MAX_SIZE % size + size) + character * ((MAX_SIZE - size) // size)
        for source in (fits, fits.encode()):
            assert read_toml(source)[2] == []
        for source in (fits + "x", (fits + "x").encode()):
            assert problem_of(source).code == "too-large"
    assert problem_of("x" * 1_000_000).message == "the file is too large: 977 KiB; at most 256 KiB are read"


# -- syntax ------------------------------------------------------------------------------------------------------------

QUOTES = 'texts and times need quotes, as in "20s"'
BACKSLASH = "a backslash in a text is written twice, or the text in single quotes"
CARRIAGE_RETURN = "a carriage return stands without a line feed; end lines with LF or CRLF"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("hold = 20s", 1, 10, f"expected the end of the line; {QUOTES}"),
        ("hold = soon", 1, 8, f"expected a value; {QUOTES}"),
        ("\n\nhold = \n", 3, 8, f"expected a value; {QUOTES}"),
        ("\n\nhold =", 3, 7, f"expected a value; {QUOTES}"),
        ("= 3", 1, 1, 'expected a key, as in name = "Bridge", or a header, as in [[steps]]'),
        ("a. = 3", 1, 4, "expected a key: letters, digits, - and _, or a text in quotes"),
        ("hold\n", 1, 5, 'expected "=" after the key'),
        ("a = 1\na = 2", 2, 6, "the key is set already, or its table is written twice"),
        ("a = [1\nb = 2", 2, 1, 'expected "," or "]" in the list'),
        ("a = [1, 2", 1, 10, 'expected "," or "]" in the list'),
        ("a = {b = 1 c = 2}", 1, 12, 'expected "," or "}" in the table; it must end on the line on which it starts'),
        ("a = 'x\nb = 'y'\n", 1, 7, "the text is not closed on its line; its closing quote is missing"),
        ('a = "x\nb = 1\n', 1, 7, "the text is not closed on its line; its closing quote is missing"),
        ('a = "x', 1, 5, "the text that starts here is never closed"),
        ("a = 'x", 1, 5, "the text that starts here is never closed"),
        ('a = 1\nb = """x\nc = "y"\n', 2, 5, "the text that starts here is never closed"),
        ("a = 1\nb = '''x\nc = 'y'\n", 2, 5, "the text that starts here is never closed"),
        ('a = "C:\\x"', 1, 10, BACKSLASH),
        ("a = 1\rb = 2\r", 1, 6, CARRIAGE_RETURN),
        ("a = 1\r\nb = 'x\r'", 2, 7, CARRIAGE_RETURN),
        ("a = 1\n# x\rb = 1", 2, 4, CARRIAGE_RETURN),
        ("a = 1\r\r\n", 1, 6, CARRIAGE_RETURN),
        ("[steps]\n[steps]\n", 2, 7, "cannot declare 'steps' twice"),
        ("[a.'\x1b']", 1, 5, "found invalid character '\\x1b'"),
        ("[a.'\u202e']\n[a.'\u202e']", 2, 7, "cannot declare 'a.\\u202e' twice"),
        ("a = 2024-02-30", 1, 5, "invalid date or datetime"),
    ],
)
def test_a_syntax_error_is_told_in_clear_words_with_its_place(text: str, line: int, column: int, message: str) -> None:
    expected = SourceProblem(Place(line, column), message, "syntax")
    assert problem_of(text) == expected
    assert problem_of(("\ufeff" + text).encode()) == expected


def test_places_are_right_after_line_ends_of_windows_and_wide_characters() -> None:
    assert problem_of("a = 1\r\n\r\nb = '😀é' x\r\n").place == Place(3, 10)
    assert problem_of('a = """\r\n\r\n""" x\r\n').place == Place(3, 5)


def test_a_message_repeats_no_long_text_of_the_file() -> None:
    key = "'" + "x" * 5_000 + "'"
    for text in (f"[{key}]\n[{key}]", f"a = {{ {key} = 1, {key} = 2 }}"):
        assert len(problem_of(text).message) <= 160


def test_a_caller_who_is_deep_in_calls_gets_a_problem_and_no_recursion_error() -> None:
    text = "a = " + "[" * 60 + "]" * 60

    def call_at_depth(depth: int) -> SourceProblem | None:
        if depth:
            return call_at_depth(depth - 1)
        problems = read_toml(text)[2]
        return problems[0] if problems else None

    frames = 0
    frame = sys._getframe()
    while frame.f_back:
        frames, frame = frames + 1, frame.f_back
    problem = call_at_depth(sys.getrecursionlimit() - frames - 100)
    assert problem is not None
    assert problem.code == "too-deep"


@pytest.mark.parametrize(
    "error", [ValueError("no \x1b such\nvalue"), KeyError("a"), IndexError(), TypeError(), MemoryError()]
)
def test_a_fault_of_the_parser_itself_is_a_problem_of_the_file(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loads(text: str) -> dict[str, object]:
        raise error

    monkeypatch.setattr(tomllib, "loads", loads)
    problem = problem_of("a = 1")
    assert problem.place == Place(1, 1)
    assert problem.message.startswith("the file cannot be read")
    assert problem.message.isprintable()


# -- anything ----------------------------------------------------------------------------------------------------------


def check_anything(source: str | bytes) -> None:
    """The tables are what tomllib reads; the problem is where tomllib sees it, and safe to print."""
    tables, locations, problems = read_toml(source)
    assert (tables is None) == (len(problems) == 1)
    locations.value(("steps", 0, "hold"))
    text = source if isinstance(source, str) else source.decode("utf-8-sig", "replace")
    for problem in problems:
        assert problem.message.isprintable()
        assert 0 < len(problem.message) <= 160
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        assert "(at " not in problem.message
    if problems and problems[0].code == "encoding":
        return
    text = text.removeprefix("\ufeff")
    message = ""
    try:
        expected = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = str(error)
    if not message:
        assert find_refusal(text.replace("\r\n", "\n")) is not None or repr(tables) == repr(expected)
        return
    assert tables is None
    place = problems[0].place
    if problems[0].code == "syntax" and problems[0].message != "the text that starts here is never closed":
        assert message.endswith(("(at end of document)", f"(at line {place.line}, column {place.column})"))


PIECES = [
    *("[", "]", "{", "}", "[[", "]]", "=", ".", ",", "\n", "\r\n", "\r", '"', '"""', "'", "'''", "\\", "\\u", "#", " "),
    *(
        "a",
        "b.c",
        "1",
        "0x",
        "1e",
        "-",
        "+",
        "_",
        "inf",
        "nan",
        "true",
        "1979-05-27",
        "07:32:00",
        "Z",
        "\t",
        "\0",
        "\x1b",
    ),
    *("\x7f", "\ufeff", "\u2028", "\u202e", "é", "😀", "\ud800", "[[a]]\n", "[a]\n", "a = 1\n", 'b = "x"\n', "c = [\n"),
    *("d = { e = ", "9" * 40, "[" * 70, "x." * 30, "{a=" * 40, "\n" * 5),
]


def mutated(chance: random.Random) -> str:
    """A routine with a few pieces cut out, doubled, moved or put in."""
    text = ROUTINE
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 1, 2, 5, 30, 200]))
        middle = chance.choice(["", chance.choice(PIECES), text[start:end] * 2, text[end : end + 20]])
        text = text[:start] + middle + text[end:]
    return text


def scrambled(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 60)))


@pytest.mark.parametrize("make", [mutated, scrambled])
def test_thousands_of_damaged_texts_end_in_tables_or_in_one_problem(make: Callable[[random.Random], str]) -> None:
    chance = random.Random(make.__name__)
    good = 0
    for _ in range(1500):
        text = make(chance)
        check_anything(text)
        check_anything(text.encode("utf-8", "surrogatepass"))
        good += not read_toml(text)[2]
    assert good


def test_thousands_of_damaged_bytes_end_in_tables_or_in_one_problem() -> None:
    chance = random.Random(5)
    for _ in range(1000):
        data = bytearray(ROUTINE.encode())
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        check_anything(bytes(data))


@given(st.text() | st.binary() | st.text(st.sampled_from("a.=[]{}\"'\\\n\r#,1- ")))
@settings(max_examples=500)
def test_any_text_and_any_bytes_end_in_tables_or_in_one_problem(source: str | bytes) -> None:
    check_anything(source)
