"""Every file of tests/data/broken, with the exact problems that it has.

A file says in its first lines what is expected of it, in the order in which it is told. Each of these lines is a
comment, ``#? LINE:COLUMN: PATH: message [code: suggestion]``: what is printed, then what scripts are given besides.
Files whose name begins with `exercise-` are read as exercises, all others as routines.
"""

import re
from pathlib import Path

import pytest

from core.format_files import BROKEN, library
from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.problems import BadDocument, Problem
from stretchcore.routine import Routine
from stretchcore.text import is_refused

FILES = sorted(BROKEN.glob("*.toml"))
PLAIN = [file for file in FILES if b"\r" not in file.read_bytes() and not file.read_bytes().startswith(b"\xef\xbb\xbf")]

_EXPECTED = re.compile(r"\ufeff?#\? (?P<line>.+) \[(?P<code>[a-z-]+)(?:: (?P<hint>.+))?\]")


def read(file: Path, source: bytes | None = None) -> Document[Exercise] | Document[Routine]:
    data = file.read_bytes() if source is None else source
    if file.name.startswith("exercise-"):
        return read_exercise(data, file.stem, file=file.name)
    return read_routine(data, file.stem, library(), file=file.name)


def expected_of(file: Path) -> list[tuple[str, str, str | None]]:
    """Return what a file says of itself: what is printed without the file's name, the code and the suggestion."""
    found = []
    for line in file.read_bytes().decode(errors="replace").splitlines():
        match = _EXPECTED.fullmatch(line)
        if match:
            found.append((match["line"], match["code"], match["hint"]))
    return found


def seen(file: Path, problem: Problem) -> tuple[str, str, str | None]:
    return str(problem).removeprefix(f"{file.name}:"), problem.code, problem.hint


def named(file: Path) -> str:
    return file.stem


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_broken_file_tells_exactly_its_problems_in_their_order(file: Path) -> None:
    assert [seen(file, problem) for problem in read(file).problems] == expected_of(file)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_broken_file_has_no_value_and_raises_its_problems_when_it_is_asked_for(file: Path) -> None:
    document = read(file)
    assert document.problems
    assert document.value is None
    with pytest.raises(BadDocument) as raised:
        document.good()
    assert raised.value.problems == document.problems


@pytest.mark.parametrize("file", FILES, ids=named)
def test_problems_are_told_from_the_top_of_the_file_to_its_end_and_each_only_once(file: Path) -> None:
    problems = read(file).problems
    places = [(problem.line, problem.column) for problem in problems]
    assert places == sorted(places)
    assert len(set(problems)) == len(problems)
    ends = [len(line) for line in file.read_bytes().decode(errors="replace").split("\n")]
    assert all(1 <= line <= len(ends) and 1 <= column <= ends[line - 1] + 1 for line, column in places)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_problem_is_one_short_line_that_any_terminal_can_show(file: Path) -> None:
    for problem in read(file).problems:
        line = str(problem)
        assert not any(map(is_refused, line))
        assert len(line) < 400
        assert not problem.message.endswith((".", " "))
        assert "  " not in problem.message


@pytest.mark.parametrize("file", PLAIN, ids=named)
def test_the_line_ends_and_the_byte_order_mark_of_a_file_change_nothing_of_what_is_told(file: Path) -> None:
    source = file.read_bytes()
    for other in (source.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + source):
        assert [seen(file, problem) for problem in read(file, other).problems] == expected_of(file)


def test_there_are_broken_files_of_every_sort() -> None:
    codes = {code for file in FILES for _, code, _ in expected_of(file)}
    assert len(FILES) >= 100
    assert codes >= {
        "bounds",
        "choice",
        "count",
        "duplicate",
        "empty",
        "encoding",
        "format",
        "id",
        "misplaced-key",
        "missing-key",
        "nesting",
        "newer-format",
        "pace",
        "positions",
        "sets",
        "size",
        "syntax",
        "text",
        "time",
        "time-of-day",
        "type",
        "unknown-exercise",
        "unknown-key",
        "unknown-position",
    }
