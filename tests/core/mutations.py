"""Makes hostile files: noise, and changes of good files from single bytes up to whole tables.

Everything comes from a seed, so that a file on which a test fails can be made again.
"""

import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import tomli_w

from core.format_files import BROKEN, BUILT_IN, GOOD

_TOKEN = re.compile(r'"""|"[^"\n]*"|[A-Za-z0-9_.+-]+|\s+|[^\w\s]')
_ODD_TOKENS = (
    *("true", "nan", "-inf", "inf", "0", "-1", "1e400", "9" * 400, "0x" + "F" * 40, "2024-05-01", "07:30:00", "{}"),
    *('""', '"\\u001b]0;x\\u0007"', '"\\u202E"', '"\\uD800"', '"20-30s"', '"5 breaths"', '"1m30s"', '"2-3"', '"open"'),
    *("[", "]", "[[", "]]", "{", "}", "=", ",", ".", "#", '"', "'", '"""', "'''", "\n", "\r", "\x00", "\u2028"),
    *(
        "a.b.c",
        "[" * 70,
        "{a=" * 70,
        "a." * 40 + "a",
        "[[steps]]\n",
        "[steps]\n",
        "[defaults]\n",
        "repeat = 2\n",
        "steps = ",
    ),
)
_ODD_VALUES: tuple[Any, ...] = (
    *(True, 0, -1, 3, 1001, 10**20, 0.05, 2.5, float("nan"), float("inf"), "", " ", "x", "open", "self", "each"),
    *("both", "20s", "20-30s", "30-20s", "5 breaths", "5000 breaths", "0s", "4h", "5h", "1m30s-2m", "2-3", "cat-cow"),
    *(
        "cobra",
        "cat cow",
        "static",
        "lower back",
        "seated",
        "mon",
        "07:30",
        "a" * 101,
        "全" * 60,
        "\x1b[2J",
        "\u202egnp",
    ),
    *("\u2028", [], [[]], [1, "a"], ["20s"], ["back", "back"], {}, {"in": 1, "out": 2}, {"arch": "5s"}, {"hold": "5s"}),
    *(
        {"": 1},
        [{}],
        [{"id": "up"}],
        [{"id": "up", "hold": "2s"}],
        [{"exercise": "cobra"}],
        [{"rest": "5s"}],
        [1000, 1000],
    ),
    *([{"repeat": 100, "steps": [{"repeat": 100, "steps": [{"exercise": "cat-cow", "reps": 1000}]}]}], {"figure": {}}),
)
_TIMES = ("20s", "5s", "0.5s", "1m", "10-40s", "2 breaths", "3-4 counts", 15, 2.5, "1h", "90-120s", "0.1s")
_COUNTS = (1, 2, 5, "1-3", "2-3", "8-12", 30)
_GOOD_VALUES: dict[str, tuple[Any, ...]] = {
    "hold": (*_TIMES, "open"),
    **dict.fromkeys(("prepare", "next_rep", "switch_side", "rest"), (*_TIMES, 0, "0s", "0-5s")),
    "estimate": _TIMES,
    **dict.fromkeys(("reps", "sets", "repeat"), _COUNTS),
    "sides": ("none", "each", "alternate", "left", "right"),
    **dict.fromkeys(("left", "right"), ({"hold": "5-10s"}, {"reps": 3}, {"hold": "open", "reps": "1-2"})),
    "exercise": ("cobra", "cat-cow", "neck-tilt", "reverse-russian-twist", "downward-dog", "every-key-of-an-exercise"),
    "kind": ("static", "dynamic", "strength"),
    "breath": ({"in": 1, "out": 2}, {"in": "30s", "out": "30s"}),
    "tags": (["back"], []),
    "name": ("Sit-ups", "全部", "a", "a" * 100),
}
_NAMES = ("hold", "reps", "repeat", "steps", "name", "exercise", "rest", "positions", "id", "hodl", "x y", "", "pace")


@cache
def sources() -> tuple[bytes, ...]:
    """Return the files that are changed: all of the built-in ones, the good and the broken ones."""
    good = [file for folder in (BUILT_IN, BUILT_IN / "exercises", GOOD) for file in sorted(folder.glob("*.toml"))]
    everything = [GOOD / "everything.toml"] * 12  # the richest one is taken as often as a third of the others
    return tuple(file.read_bytes() for file in (*good, *everything, *sorted(BROKEN.glob("*.toml"))[::3]))


@cache
def _tokens() -> tuple[str, ...]:
    return tuple(token for source in sources() for token in _TOKEN.findall(source.decode(errors="replace")))


@cache
def _trees() -> tuple[dict[str, Any], ...]:
    trees = []
    for source in sources():
        try:
            trees.append(tomllib.loads(source.decode().replace("\r\n", "\n")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue
    return tuple(trees)


def hostile_file(seed: int) -> bytes | str:
    """Return the hostile file of a seed."""
    random = Random(seed)
    maker = random.choices(_MAKERS, weights=(1, 1, 3, 4, 3, 6, 6))[0]
    made = maker(random)
    if isinstance(made, bytes) and random.random() < 0.3:  # as an editor that reads the file itself would pass it
        return made.decode(errors="replace")
    return made


def _noise(random: Random) -> bytes:
    return random.randbytes(random.choice((0, 1, 10, 1_000, 20_000)))


def _text_noise(random: Random) -> str:
    alphabet = "abc_-.=[]{}\"'#\n\r\t ,0123456789:\\uU\x00\x1b\u2028\u202e\ud800\U0001f600全é"
    return "".join(random.choices(alphabet, k=random.choice((1, 20, 500, 5_000))))


def _bytes_changed(random: Random) -> bytes:
    data = bytearray(random.choice(sources()))
    for _ in range(random.choice((1, 1, 2, 5, 30))):
        at = random.randrange(len(data) + 1)
        end = min(len(data), at + random.choice((1, 1, 4, 40, 400)))
        match random.randrange(5):
            case 0:
                data[at:end] = b""
            case 1:
                data[at:at] = random.randbytes(end - at)
            case 2:
                data[at:at] = data[at:end] * random.choice((1, 3, 20))
            case 3 if at < len(data):
                data[at] ^= 1 << random.randrange(8)
            case _:
                other = random.choice(sources())
                start = random.randrange(len(other) + 1)
                data[at:end] = other[start : start + random.choice((5, 100, 2_000))]
    return bytes(data)


def _tokens_changed(random: Random) -> str:
    tokens = _TOKEN.findall(random.choice(sources()).decode(errors="replace"))
    for _ in range(random.choice((1, 1, 2, 4, 20))):
        at = random.randrange(len(tokens) + 1)
        match random.randrange(4):
            case 0:
                del tokens[at : at + random.choice((1, 1, 3, 30))]
            case 1:
                tokens[at:at] = [random.choice((*_ODD_TOKENS, random.choice(_tokens())))]
            case 2:
                tokens[at : at + 1] = [random.choice((*_ODD_TOKENS, random.choice(_tokens())))]
            case _:
                other = random.randrange(len(tokens) + 1)
                tokens[at:at] = tokens[other : other + random.choice((1, 5, 60))]
    return "".join(tokens)


def _lines_changed(random: Random) -> str:
    lines = random.choice(sources()).decode(errors="replace").split("\n")
    for _ in range(random.choice((1, 2, 5))):
        at = random.randrange(len(lines) + 1)
        match random.randrange(4):
            case 0:
                del lines[at : at + random.choice((1, 1, 5))]
            case 1:
                other = random.choice(sources()).decode(errors="replace").split("\n")
                start = random.randrange(len(other))
                lines[at:at] = other[start : start + random.choice((1, 3, 20))]
            case 2:
                lines[at:at] = lines[at : at + random.choice((1, 10))] * random.choice((1, 2, 50))
            case _:
                random.shuffle(lines)
    return "\n".join(lines)


def _places(tree: object) -> list[tuple[Any, Any]]:
    """Return every container of a tree with each of its keys or indices."""
    found: list[tuple[Any, Any]] = []
    if isinstance(tree, dict):
        found.extend((tree, key) for key in tree)
        for value in tree.values():
            found.extend(_places(value))
    elif isinstance(tree, list):
        found.extend((tree, index) for index in range(len(tree)))
        for value in tree:
            found.extend(_places(value))
    return found


def _tree_changed(random: Random) -> str:
    """Change tables so that what comes out is TOML for sure, and may mean anything."""
    tree = deepcopy(random.choice(_trees()))
    for _ in range(random.choice((1, 1, 2, 3, 10))):
        places = _places(tree)
        if not places:
            break
        holder, key = random.choice(places)
        match random.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = deepcopy(random.choice(_ODD_VALUES))
            case 2:
                other, name = random.choice(_places(random.choice(_trees())))
                holder[key] = deepcopy(other[name])
            case 3 if isinstance(holder, dict):
                holder[random.choice(_NAMES)] = holder.pop(key)
            case 4 if isinstance(holder, dict):
                holder[random.choice(_NAMES)] = deepcopy(random.choice(_ODD_VALUES))
            case _ if isinstance(holder, list):
                holder.extend([deepcopy(holder[key])] * random.choice((1, 2, 30)))
            case _:
                holder[key] = [deepcopy(holder[key])]
    return tomli_w.dumps(tree)


def _tree_that_stays_likely(random: Random) -> str:
    """Change the values of a routine to others that their keys can have, so that many of them stay good."""
    tree = deepcopy(random.choice([tree for tree in _trees() if "steps" in tree]))
    for _ in range(random.choice((1, 3, 10, 30))):
        places = [(holder, key) for holder, key in _places(tree) if isinstance(holder, dict) and key in _GOOD_VALUES]
        if not places:
            break
        holder, key = random.choice(places)
        holder[key] = deepcopy(random.choice(_GOOD_VALUES[key]))
        steps = [other for other in _places(tree) if other[1] == "steps" and isinstance(other[0]["steps"], list)]
        if steps and random.random() < 0.2:
            (holder, key), (other, name) = random.choice(steps), random.choice(steps)
            copied = deepcopy(other[name])
            holder[key].append(random.choice(copied) if copied else {"exercise": "cobra"})
        if steps and random.random() < 0.2:
            holder, key = random.choice(steps)
            holder[key] = [{"repeat": random.choice((1, 2, 5)), "steps": holder[key]}]
    return tomli_w.dumps(tree)


_MAKERS: tuple[Callable[[Random], bytes | str], ...] = (
    _noise,
    _text_noise,
    _bytes_changed,
    _tokens_changed,
    _lines_changed,
    _tree_changed,
    _tree_that_stays_likely,
)
