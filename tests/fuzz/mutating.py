"""Makes inputs of inputs: bytes, tokens, lines and trees are cut, doubled, moved, and swapped for odd ones."""

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import tomli_w

_TOKEN = re.compile(r'"""|"(?:\\.|[^"\n\\])*"|[A-Za-z0-9_.+-]+|\s+|[^\w\s]')
_ODD_BYTES = (
    b"\0",
    b"\xff",
    b"\x1b[2J",
    b"\r\n",
    b"\n",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b'"',
    b"\\",
)
ODD_TOKENS = (
    *("true", "null", "NaN", "nan", "-inf", "0", "-1", "1e999", "1.5", "9" * 30, "9" * 5_000, "0x" + "F" * 40),
    *("2024-05-01", "07:30:00", '"\\u001b]0;x\\u0007"', '"\\u202e"', '"\\ud800"', '"../../x"', '"\\u0000"', '""'),
    *('"20-30s"', '"5 breaths"', '"1m30s"', '"open"', '"self"', "[", "]", "[[", "]]", "{", "}", "=", ",", ":", "#"),
    *('"', "'", '"""', "\n", "\r", "\x00", "\u2028", "[" * 70, '{"a":' * 70, "a." * 40, "\\", "全", "\U0001f600"),
)
ODD_VALUES: tuple[Any, ...] = (
    *(True, False, 0, -1, 1, 3, 1001, 2**31, 2**63, 10**20, 10**400, 0.05, 2.5, -0.0, 1e308, "", " ", "x", "open"),
    *("self", "each", "left", "20s", "20-30s", "30-20s", "5 breaths", "0s", "4h", "5h", "2-3", "cobra", "cat-cow"),
    *("lower back", "static", "07:30", "a" * 101, "全" * 60, "\x1b[2J", "\u202egnp", "\u2028", "\ud800", "\x00"),
    *("../../x", "~/x", "C:\\x", "-", "--help", "=1+1", "{exercise}", "{", "NaN", "2025-02-30", "9999-12-31T23:59:59Z"),
    *([], {}, [[]], [{}], [1, "a"], ["back", "back"], {"": 1}, {"in": 1, "out": 2}, {"hold": "5s"}, [None] * 3),
)


def changed_bytes(data: bytes, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """Change some bytes; pieces of others may come in."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        at = random.randrange(len(made) + 1)
        end = min(len(made), at + random.choice((1, 1, 4, 16, 100)))
        match random.randrange(7):
            case 0:
                del made[at:end]
            case 1:
                made[at:at] = random.randbytes(end - at)
            case 2:
                made[at:at] = made[at:end] * random.choice((1, 3, 20))
            case 3 if at < len(made):
                made[at] ^= 1 << random.randrange(8)
            case 4:
                made[at:end] = random.choice((b"\0", b"\xff", b"\x80", b"\x7f")) * (end - at)
            case 5 if others:
                other = random.choice(others)
                start = random.randrange(len(other) + 1)
                made[at:end] = other[start : start + random.choice((4, 20, 200))]
            case _:
                made[at:end] = random.choice(_ODD_BYTES)
    return bytes(made)


def stretched(data: bytes, random: Random) -> bytes:
    """Repeat a piece very often: what takes more than its share of time for each byte shows by that."""
    pieces = _TOKEN.findall(data.decode(errors="replace")) or [" "]
    at = random.randrange(len(pieces))
    piece = "".join(pieces[at : at + random.choice((1, 1, 2, 4, 12))])[:200]
    size = random.choice((2_000, 20_000, 60_000))
    end = random.choice(("", "x", '"', "\n"))
    made = [*pieces[:at], piece * max(1, size // max(1, len(piece.encode()))), end, *pieces[at:]]
    return "".join(made).encode(errors="surrogatepass")


def changed_tokens(data: bytes, random: Random, words: Sequence[str]) -> bytes:
    """Change some words and signs of a text."""
    tokens = _TOKEN.findall(data.decode(errors="replace")) or [""]
    for _ in range(random.choice((1, 1, 2, 4, 20))):
        at = random.randrange(len(tokens) + 1)
        match random.randrange(5):
            case 0:
                del tokens[at : at + random.choice((1, 1, 3, 30))]
            case 1:
                tokens[at:at] = [random.choice(ODD_TOKENS)]
            case 2:
                tokens[at : at + 1] = [random.choice(ODD_TOKENS)]
            case 3:
                tokens[at : at + 1] = [random.choice(words)]
            case _:
                other = random.randrange(len(tokens) + 1)
                tokens[at:at] = tokens[other : other + random.choice((1, 5, 60))]
    return "".join(tokens).encode(errors="surrogatepass")


def changed_lines(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Change the order and number of lines; lines of others may come in."""
    lines = data.split(b"\n")
    for _ in range(random.choice((1, 2, 5))):
        at = random.randrange(len(lines) + 1)
        match random.randrange(4):
            case 0:
                del lines[at : at + random.choice((1, 1, 5))]
            case 1:
                other = random.choice(others).split(b"\n")
                start = random.randrange(len(other))
                lines[at:at] = other[start : start + random.choice((1, 3, 20))]
            case 2:
                lines[at:at] = lines[at : at + random.choice((1, 10))] * random.choice((1, 2, 50))
            case _:
                random.shuffle(lines)
    return b"\n".join(lines)


def changed_tree(tree: Any, random: Random, others: Sequence[Any], values: Sequence[Any] = ODD_VALUES) -> Any:
    """Change some values and keys of a tree of plain data; branches of others may come in."""
    root = [deepcopy(tree)]
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        places = _places(root)
        holder, key = random.choice(places)
        match random.randrange(7):
            case 0 if holder is not root:
                del holder[key]
            case 1 | 2:
                holder[key] = deepcopy(random.choice(values))
            case 3 if others:
                found = _places([random.choice(others)])
                alike = [place for place in found if place[1] == key] if isinstance(key, str) else []
                other, name = random.choice(alike or found)
                holder[key] = deepcopy(other[name])
            case 4 if isinstance(holder, dict):
                names = [place[1] for place in places if isinstance(place[1], str)]
                holder[random.choice(names)] = holder.pop(key)
            case 5 if isinstance(holder, list) and holder is not root:
                holder.extend([deepcopy(holder[key])] * random.choice((1, 2, 30)))
            case 6 if isinstance(holder[key], (int, float)) and not isinstance(holder[key], bool):
                holder[key] = random.choice((holder[key] + 1, holder[key] - 1, -holder[key], holder[key] * 1000))
            case _:
                holder[key] = [deepcopy(holder[key])]
    return root[0]


def _places(tree: object) -> list[tuple[Any, Any]]:
    """Return every container of a tree with each of its keys or indices."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict):
            found += [(holder, key) for key in holder]
            waiting += holder.values()
        elif isinstance(holder, list):
            found += [(holder, index) for index in range(len(holder))]
            waiting += holder
    return found


# -- the mutators of the targets ---------------------------------------------------------------------------------------


def _json(data: bytes) -> Any:
    return json.loads(data)


def json_text(tree: Any) -> bytes:
    """Write a tree as JSON; half characters as their escapes."""
    return json.dumps(tree).encode()


def _toml(data: bytes) -> Any:
    return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))


def _toml_text(tree: Any) -> bytes:
    return tomli_w.dumps(tree if isinstance(tree, dict) else {"steps": tree}).encode(errors="surrogatepass")


Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]


class TextMutator:
    """Changes texts of a form: as bytes, as tokens, as lines, and most often as the tree that they mean."""

    def __init__(
        self, seeds: Callable[[], Sequence[bytes]], read: Read | None = None, write: Write = json_text
    ) -> None:
        self._seeds = cache(lambda: tuple(seeds()))
        self._read = read
        self._write = write
        self._trees = cache(self._read_all)
        self._words = cache(lambda: [word for seed in self._seeds() for word in _TOKEN.findall(seed.decode("latin-1"))])

    def __call__(self, data: bytes, random: Random) -> bytes:
        """Return another input."""
        seeds = self._seeds()
        match random.choices(range(5), weights=(8, 12, 4, 24 if self._read else 0, 1))[0]:
            case 0:
                return changed_bytes(data, random, seeds)
            case 1:
                return changed_tokens(data, random, self._words())
            case 2:
                return changed_lines(data, random, seeds)
            case 4:
                return stretched(data, random)
        assert self._read is not None
        try:
            return self._write(changed_tree(self._read(data), random, self._trees()))
        except (ValueError, TypeError, RecursionError):  # no such tree, or one that cannot be written
            return changed_bytes(data, random, seeds)

    def _read_all(self) -> list[Any]:
        trees = []
        assert self._read is not None
        for seed in self._seeds():
            try:
                trees.append(self._read(seed))
            except (ValueError, RecursionError):
                continue
        return trees


def json_mutator(seeds: Callable[[], Sequence[bytes]]) -> TextMutator:
    """Return what changes JSON."""
    return TextMutator(seeds, _json, json_text)


def json_lines_mutator(seeds: Callable[[], Sequence[bytes]]) -> TextMutator:
    """Return what changes files of a JSON object a line."""
    return TextMutator(
        seeds,
        lambda data: [json.loads(line) for line in data.splitlines() if line.strip()],
        lambda trees: b"".join(json_text(tree) + b"\n" for tree in (trees if isinstance(trees, list) else [trees])),
    )


def toml_mutator(seeds: Callable[[], Sequence[bytes]]) -> TextMutator:
    """Return what changes TOML."""
    return TextMutator(seeds, _toml, _toml_text)


def bytes_mutator(seeds: Callable[[], Sequence[bytes]]) -> Callable[[bytes, Random], bytes]:
    """Return what changes bytes only."""
    made = cache(lambda: tuple(seeds()))
    return lambda data, random: changed_bytes(data, random, made())
