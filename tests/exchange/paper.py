"""What the tests of pages and pictures are fed with: built-in routines, hostile ones, one with all that there is."""

from functools import cache
from pathlib import Path

from stretchcore.document import read_routine
from stretchcore.exercise import Exercise
from stretchcore.plan import lay_out
from stretchcore.resolving import resolve
from stretchcore.routine import Routine
from stretchcore.words import Side
from stretchtui.exchange.formats import LaidOut
from stretchtui.library import Library
from stretchtui.paths import Paths

HOSTILE_TEXTS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</style><style>*{display:none}",
    "</title></svg><b>",
    "$name ${style} $$",
    "&lt; &#60; &amp;",
    "[here](javascript:alert(1)) ![](x) <!--",
    "1. # - + = * _ ` ~~~ | \\",
)
"""Texts that a file may hold, and that are markup where nobody takes care."""

ALL_SORTS = """
name = "All sorts"
summary = "One of everything."
tags = ["back"]
source = "Nobody."
schedule = { days = ["mon", "wed"], at = ["07:30", "13:00"] }
[[warm_up]]
exercise = "march-on-the-spot"
hold = "1-2m"
[[steps]]
repeat = 2
steps = [{ exercise = "childs-pose", hold = "20-30s", reps = "2-3" }, { rest = "30s" }]
[[steps]]
exercise = "knee-to-chest"
left = { hold = "30s", reps = 2 }
[[steps]]
exercise = "bird-dog"
right = { hold = "8s" }
[[steps]]
name = "Side plank"
hold = "10s"
sets = 3
reps = [6, 4, 2]
rest = "20s"
sides = "each"
[[steps]]
name = "Wait"
hold = "open"
sides = "left"
[[steps]]
exercise = "reverse-russian-twist"
reps = 10
sets = 1
[[steps]]
exercise = "childs-pose"
[[cool_down]]
exercise = "cat-cow"
"""
"""A routine with all that a routine may hold."""


@cache
def library() -> Library:
    """The built-in routines and exercises."""
    return Library(Paths.under(Path(__file__).parent / "nowhere"))


def exercise(id: str) -> Exercise:
    """A built-in exercise."""
    found = library().exercises.get(id)
    assert found is not None
    return found


def built_in(id: str, level: int = 0) -> LaidOut:
    """A built-in routine."""
    return laid_out(library().routine(id).good(), level)


def laid_out(routine: Routine, level: int = 0, first_side: Side = Side.LEFT) -> LaidOut:
    """A routine ready to be written."""
    tree = resolve(routine, library().exercises, level, first_side=first_side)
    return LaidOut(routine, tree, lay_out(tree))


def all_sorts(first_side: Side = Side.LEFT) -> LaidOut:
    """The routine with all that there is."""
    return laid_out(read_routine(ALL_SORTS, "all-sorts", library().exercises).good(), 0, first_side)


def hostile(text: str) -> LaidOut:
    """A routine that says one text wherever it may say one."""
    import tomli_w

    texts = [text]
    position = {"id": "a", "name": text, "hold": "5s"}
    step = {
        "name": text,
        "instructions": texts,
        "cautions": texts,
        "equipment": texts,
        "positions": [position, {**position, "id": "b"}],
    }
    document = {"name": text, "summary": text, "source": text, "steps": [step]}
    return laid_out(read_routine(tomli_w.dumps(document), "hostile", library().exercises).good())
