"""Files of any content end, soon, in a value or in a list of problems, and what is good can be used.

`STRETCHTUI_FUZZ=10000` tries so many files; each is made from its number, which a failure tells.
"""

import json
import os
import time
from functools import cache

import pytest

from core.format_files import library, plan
from core.mutations import hostile_file
from stretchcore.advice import advice_for
from stretchcore.data import plan_from_data, plan_to_data
from stretchcore.document import Document, read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.problems import MAX_PROBLEMS
from stretchcore.routine import Routine
from stretchcore.schema import MAX_PHASES, MAX_PLAN_MS
from stretchcore.text import is_refused
from stretchcore.tomltext import MAX_SIZE

FILES = int(os.environ.get("STRETCHTUI_FUZZ", "1500"))
STRICT = "STRETCHTUI_FUZZ" in os.environ
BLOCK = 50
LONGEST_LINE = 1_200
"""Longest line of a problem, in characters: a path of eight blocks and more, and a message with what it quotes."""


@cache
def machine() -> float:
    """Return how many times slower than a workstation of 2024 this machine is: allowances are ratios, not seconds."""

    def work() -> float:
        start = time.thread_time()
        sum(len(str(number)) for number in range(400_000))
        return time.thread_time() - start

    return max(1.0, min(work() for _ in range(3)) / 0.03)


def read_in_time(source: bytes | str) -> tuple[Document[Routine], Document[Exercise]]:
    """Read a file as a routine and as an exercise, each in less than a second of the processor's time."""
    start = time.thread_time()
    routine = read_routine(source, "it", library())
    middle = time.thread_time()
    exercise = read_exercise(source, "it")
    longest = max(middle - start, time.thread_time() - middle)
    # More than a second is always due to work that grows faster than the file does, and then it is many seconds.
    assert longest < (1.0 if STRICT else 2.0 * machine())
    return routine, exercise


def check_problems(document: Document[Routine] | Document[Exercise], source: bytes | str) -> None:
    """Check that a document has a value or problems, and that each problem can be printed and found."""
    problems = document.problems
    assert (document.value is None) == bool(problems)
    assert len(problems) <= MAX_PROBLEMS + 1
    assert [(problem.line, problem.column) for problem in problems] == sorted(
        (problem.line, problem.column) for problem in problems
    )
    text = source if isinstance(source, str) else source.decode(errors="replace")
    lines = text.count("\n") + 1
    for problem in problems:
        assert 1 <= problem.line <= lines
        assert 1 <= problem.column <= len(text) + 1
        line = str(problem)
        assert len(line) < LONGEST_LINE
        assert len(problem.message) < 400
        assert not any(map(is_refused, line))
        assert not any(map(is_refused, problem.hint or ""))


def check_plans(document: Document[Routine], levels: tuple[int, ...] = (0, 50, 100)) -> None:
    """Check that a good routine can be laid out, written down, read again, and advised on."""
    routine = document.good()
    lengths = []
    for level in levels:
        laid_out = plan(routine, level)
        assert 0 < len(laid_out.phases) <= MAX_PHASES
        assert 0 < laid_out.total_ms <= MAX_PLAN_MS
        assert laid_out.total_ms == sum(phase.estimate_ms for phase in laid_out.phases)
        assert all(phase.estimate_ms >= 100 for phase in laid_out.phases)
        written = json.loads(json.dumps(plan_to_data(laid_out, steps=True), allow_nan=False))
        again = plan_from_data(written)
        assert again.phases == laid_out.phases
        assert again.fingerprint == laid_out.fingerprint
        lengths.append(laid_out.total_ms)
    assert lengths == sorted(lengths)
    for fault in advice_for(routine, library()):
        problem = document.locate(fault)
        assert problem.severity == "advice"
        assert problem.source
        assert not any(map(is_refused, str(problem)))


@pytest.mark.parametrize("first", range(0, FILES, BLOCK))
def test_hostile_files_end_in_problems_or_in_routines_that_can_be_used(first: int) -> None:
    for number in range(first, first + BLOCK):
        source = hostile_file(number)
        try:
            routine, exercise = read_in_time(source)
            check_problems(routine, source)
            check_problems(exercise, source)
            if routine.value is not None:
                check_plans(routine)
        except Exception as error:
            raise AssertionError(f"the hostile file of number {number}: {source[:300]!r}") from error


def test_hostile_files_are_made_of_all_sorts_of_problems_and_of_good_routines_too() -> None:
    codes = set()
    good = 0
    for number in range(600):
        routine = read_routine(hostile_file(number), "it", library())
        codes |= {problem.code for problem in routine.problems}
        good += routine.value is not None
    assert good > 20
    assert len(codes) > 20


# -- bombs -------------------------------------------------------------------------------------------------------------

HEAD = 'name = "It"\n'
GOOD_STEP = '{ exercise = "cobra" }'


def filled(unit: str, head: str = HEAD, tail: str = "", *, most: int = MAX_SIZE) -> str:
    """Return a file of the greatest size: a unit, with its number for `%`, again and again between two other parts."""
    size = MAX_SIZE - len(head) - len(tail)
    found: list[str] = []
    length = 0
    for number in range(most):
        piece = unit.replace("%", str(number))
        length += len(piece)
        if length > size:
            break
        found.append(piece)
    return head + "".join(found) + tail


def steps(unit: str, *, most: int = 10_000) -> str:
    """Return a file of very many steps."""
    return filled(unit + ",", f"{HEAD}steps=[", "]", most=most)


def nested(depth: int, inside: str, *, repeat: int = 100) -> str:
    return f"{HEAD}steps=[" + f"{{repeat={repeat},steps=[" * depth + inside + "]}" * depth + "]"


BOMBS: dict[str, tuple[str | bytes, set[str]]] = {
    # -- size and syntax
    "a file that is too large": (HEAD + "#" * MAX_SIZE, {"too-large"}),
    "sixteen mebibytes of nothing": (b"\0" * (1 << 24), {"too-large"}),
    "nesting": (HEAD + "x=" + "[" * 100_000, {"too-deep"}),
    "nested tables": (HEAD + "x=" + "{a=" * 60_000, {"too-deep"}),
    "a dotted key": (HEAD + "a." * 32_000 + "a=1", {"too-long-key"}),
    "a dotted key with blanks": (HEAD + "a . " * 16_000 + "a=1", {"too-long-key"}),
    "a dotted key in quotes": (HEAD + '"a".' * 16_000 + "a=1", {"too-long-key"}),
    "a dotted header": (HEAD + "[" + "a." * 32_000 + "a]", {"too-long-key"}),
    "dotted keys in inline tables": (HEAD + "x={" + "a.b.c.d.e.f.g.h.i.j=1," * 5_000 + "}", {"syntax", "too-much"}),
    "a number of 100,000 digits": (HEAD + "format=" + "9" * 100_000, {"too-long-number"}),
    "a hexadecimal number of 100,000 digits": (HEAD + "format=0x" + "F" * 100_000, {"too-long-number"}),
    "an open text": (HEAD + 'summary="""' + "a" * 200_000, {"syntax"}),
    "an open list": (HEAD + "tags=[" + '"a",' * 50_000, {"syntax"}),
    "very many lists": (filled("a%=[]\n"), {"unknown-key", "too-many", "empty", "too-much"}),
    "comments": (HEAD + "#\n" * 130_000, {"empty"}),
    "line ends": (HEAD + "\r\n" * 130_000, {"empty"}),
    # -- keys and values
    "10,000 unknown keys": (
        HEAD + "".join(f"key_{n}=1\n" for n in range(10_000)),
        {"unknown-key", "too-many", "empty"},
    ),
    "unknown keys": (filled("k%=1\n"), {"unknown-key", "too-many", "empty"}),
    "unknown keys that nearly are known": (filled("warm_upp%=1\n"), {"unknown-key", "too-many", "empty"}),
    "long unknown keys": (filled("a" * 100 + "%=1\n"), {"unknown-key", "too-many", "empty"}),
    "a long key": (HEAD + "a" * 200_000 + "=1", {"unknown-key", "empty"}),
    "a long text": (HEAD + 'summary="' + "a" * 200_000 + '"', {"text", "empty"}),
    "a long text of wide characters": (HEAD + 'summary="' + "全" * 80_000 + '"', {"text", "empty"}),
    "a long text of joiners": (HEAD + 'summary="' + "\u200d" * 80_000 + '"', {"text", "empty"}),
    "very many tags": (filled('"a%",', f"{HEAD}tags=[", "]"), {"bounds", "empty", "too-much"}),
    "a long time": (HEAD + f'steps=[{{exercise="cobra",hold="{"1" * 200_000}s"}}]', {"time"}),
    "a time of blanks": (HEAD + f'steps=[{{exercise="cobra",hold="{" " * 200_000}"}}]', {"time"}),
    "a long count": (HEAD + f'steps=[{{exercise="cobra",reps="{"1" * 200_000}"}}]', {"count"}),
    "a long id": (HEAD + f'steps=[{{exercise="{"a" * 200_000}"}}]', {"id"}),
    "a long id of hyphens": (HEAD + f'steps=[{{exercise="{"a-" * 100_000}!"}}]', {"id"}),
    "a long word": (HEAD + f'steps=[{{exercise="cobra",sides="{"left" * 50_000}"}}]', {"choice"}),
    "positions by id": (
        filled("a%=1,", HEAD + 'steps=[{exercise="cobra",positions={', "z=1}}]"),
        {"bounds", "too-much"},
    ),
    # -- steps
    "very many steps": (steps('{exercise="cobra"}'), {"size"}),
    "more steps than are allowed": (steps("{}", most=20_000), {"bounds"}),
    "very many numbers for steps": (steps("1", most=MAX_SIZE), {"bounds", "too-much"}),
    "very many empty steps": (steps("{}"), {"missing-key", "too-many"}),
    "very many steps of several positions": (steps('{exercise="cat-cow",reps=1}'), {"size"}),
    "10,000 steps of 1,000 reps": (steps('{exercise="cobra",reps=1000}'), {"size"}),
    "very many steps of 100 sets": (steps('{exercise="cobra",sets=100}'), {"size"}),
    "very many steps of 1 to 100 sets": (steps('{exercise="cobra",sets="1-100"}'), {"size"}),
    "very many lists of reps": (steps('{exercise="cobra",reps=[' + "9," * 100 + "]}"), {"too-much"}),
    "very many breaths": (steps('{name="a",hold="1440 breaths"}'), {"size"}),
    "very many tables of steps": (filled('[[steps]]\nexercise="cobra"\n'), {"size"}),
    "very many unknown exercises": (steps('{exercise="cobr%"}'), {"unknown-exercise", "too-many"}),
    "very many misspelt exercises": (filled('[[steps]]\nexercise="knee-to-ches"\n'), {"unknown-exercise", "too-many"}),
    "very many misspelt keys": (steps('{exercise="cobra",hodl=1}'), {"unknown-key", "too-many"}),
    "very many wrong times": (steps('{exercise="cobra",hold="opun"}'), {"time", "too-many"}),
    "very many times in other words": (steps('{exercise="cobra",hold="1 min"}'), {"time", "too-many"}),
    "very many wrong words": (steps('{exercise="cobra",sides="lefft"}'), {"choice", "too-many"}),
    "very many unknown positions": (
        steps('{exercise="cobra",positions={' + ",".join(f"a{n}=1" for n in range(50)) + "}}"),
        {"unknown-position", "too-many"},
    ),
    "very many positions of one id": (
        steps('{name="a",positions=[' + '{id="a"},' * 20 + "]}"),
        {"duplicate", "missing-key", "too-many"},
    ),
    "very many holds beside a pace": (steps('{name="a",pace="self",hold=1}'), {"pace", "too-many"}),
    "very many lists of another length": (steps('{name="a",hold=1,reps=[1,2],sets=3}'), {"sets", "too-many"}),
    "very many keys out of place": (steps("{rest=1,hold=1,reps=1,sets=1}"), {"misplaced-key", "too-many"}),
    "very many steps without a dose": (steps('{name="a"}'), {"missing-key", "too-many"}),
    "very many blocks without steps": (steps("{repeat=2}"), {"missing-key", "too-many"}),
    "very many holds that are too long": (steps('{name="a",hold="2000 breaths"}'), {"bounds", "too-many"}),
    # -- blocks
    "100 times 100, eight times over": (nested(8, GOOD_STEP), {"size"}),
    "the same of 1,000 reps and 100 sets": (nested(8, '{ exercise = "cobra", reps = 1000, sets = 100 }'), {"size"}),
    "blocks nested twenty deep": (nested(20, GOOD_STEP), {"nesting"}),
    "blocks nested fifty deep": (nested(50, GOOD_STEP), {"too-deep"}),
    "very many deep blocks": (
        filled("{repeat=2,steps=[" * 9 + '{name="a"}' + "]}" * 9 + ",", f"{HEAD}steps=[", "]"),
        {"nesting", "missing-key", "too-many"},
    ),
}
SHORT_STEP = "{exercise='cobra',reps=1000,hold=0.1,prepare=0,next_rep=0.1}"
GOOD_BOMBS: dict[str, str] = {
    "rests of no length": f"{HEAD}steps=[{GOOD_STEP}," + "{repeat=100,steps=[" * 8 + "{rest=0}" + "]}" * 8 + "]",
    "45,000 rests": f"{HEAD}steps=[{GOOD_STEP},{{repeat=50,steps=[{{repeat=100,steps=[{'{rest=1},' * 9}]}}]}}]",
    "9,000 blocks of a rest": steps("{repeat=2,steps=[{rest=1}]}", most=9_000).replace("[", f"[{GOOD_STEP},", 1),
    "100,000 phases": f"{HEAD}steps=[{{repeat=50,steps=[{SHORT_STEP}]}}]",
    "very many positions": steps('{name="a",hold=1,positions=[' + ",".join(f'{{id="a{n}"}}' for n in range(20)) + "]}"),
    "a time in a field of blanks": f'{HEAD}steps=[{{exercise="cobra",hold="{" " * 200_000}20s"}}]',
}


@pytest.mark.parametrize(("source", "codes"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_ends_soon_in_the_problems_that_it_has(source: str | bytes, codes: set[str]) -> None:
    routine, exercise = read_in_time(source)
    check_problems(routine, source)
    check_problems(exercise, source)
    assert {problem.code for problem in routine.problems} <= codes
    assert routine.problems


@pytest.mark.parametrize("source", GOOD_BOMBS.values(), ids=GOOD_BOMBS)
def test_a_routine_of_the_greatest_size_is_read_and_laid_out_like_any_other(source: str) -> None:
    routine, _ = read_in_time(source)
    check_problems(routine, source)
    check_plans(routine, (100,))


def test_files_that_are_as_large_as_they_may_be_and_each_a_little_different_end_soon() -> None:
    for unit in (
        '[[steps]]\nexercise="cat-cow"\nreps=[1,2]\n',
        'tags%=["a"]\n',
        "[a%.b]\nc=1\n",
        "[[steps.steps]]\nx.y.z=1\n",
    ):
        source = filled(unit)
        routine, exercise = read_in_time(source)
        check_problems(routine, source)
        check_problems(exercise, source)
