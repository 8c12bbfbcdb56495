"""Files that try something: each is refused in one harmless line, soon, and nothing is written."""

import io
import json
import os
import random
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.writing_helpers import Cli
from exchange.import_helpers import FREE_EXERCISE_DB, database, entry, tree
from stretchcore.text import is_refused
from stretchtui.exchange import importers
from stretchtui.exchange.importers import IMPORTERS, Importer
from stretchtui.exchange.incoming import BadImport, Incoming

_NAMED = 'name = "{}"\n[[steps]]\nexercise = "cat-cow"\n'

HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a path as a name": ("db.json", database(entry("../../etc/passwd")), "a name is a path"),
    "a path from the root": ("db.json", database(entry("/etc/passwd")), "a name is a path"),
    "a path from a home": ("db.json", database(entry("~root/.bashrc")), "a name is a path"),
    "a path of Windows": ("db.json", database(entry("C:\\autoexec.bat")), "a name is a path"),
    "a path further in": ("db.json", database(entry("stretch\\..\\..\\x")), "a name is a path"),
    "a path in a routine": ("x.toml", _NAMED.format("../../.profile").encode(), "a name is a path"),
    "a null character": ("db.json", database(entry("a\0b")), "U+0000"),
    "an escape sequence": ("db.json", database(entry("\x1b]0;owned\x07")), "rewrite a screen"),
    "an escape sequence in a key": ("db.json", database({**entry("a"), "\x1b[2J": 1}), "U+001B"),
    "an escape sequence where nothing is read": ("db.json", database(entry("a", id={"x": ["\x9b2J"]})), "U+009B"),
    "an escape sequence in a routine": ("x.toml", _NAMED.format("\\u001b[2J").encode(), "with problems is not"),
    "text that is turned around": ("db.json", database(entry("a", "\u202esdnoces 02 rof dloH")), "U+202E"),
    "turned around in a routine": ("x.toml", _NAMED.format("a\u202eb").encode(), "with problems is not"),
    "turned around in a comment": ("x.toml", ("# a\u202eb\n" + _NAMED.format("a")).encode(), "U+202E"),
    "a line end in a comment": ("x.toml", ("# a\u2028b\n" + _NAMED.format("a")).encode(), "U+2028"),
    "half a character": ("db.json", b'[{"primaryMuscles": [], "name": "\\ud800"}]', "U+D800"),
    "lists without end": ("db.json", b'[{"primaryMuscles": ' + b"[" * 200_000, "nested more than 50 deep"),
    "tables without end": ("db.json", b'{"primaryMuscles":' * 100_000, "nested more than 50 deep"),
    "nesting that a parser bears": ("db.json", b'[{"primaryMuscles":' + b"[" * 60 + b"]" * 60 + b"}]", "50 deep"),
    "values without end": ("db.json", b'[{"primaryMuscles":[' + b"[]," * 1_000_000 + b"0]}]", "more than 1,000,000"),
    "exercises without end": ("db.json", database(*[entry("a")] * 2_001), "at most 2,000"),
    "words without end": ("db.json", database(entry("a", *["Hold it. " * 100_000] * 3)), "more than 2,000,000"),
    "a number without end": ("db.json", b'[{"primaryMuscles": 1' + b"0" * 100_000 + b"}]", "a number without end"),
    "a number beyond all": ("db.json", b'[{"primaryMuscles": 1e999}]', "a number without end"),
    "no number": ("db.json", b'[{"primaryMuscles": NaN}]', "NaN is no number"),
    "a key that stands twice": (
        "db.json",
        b'[{"primaryMuscles": [], "name": "a", "name": "b"}]',
        '"name" stands twice',
    ),
    "no UTF-8": ("db.json", b'[{"primaryMuscles": ["\xff"]}]', "0xFF is not UTF-8"),
    "UTF-16": ("db.json", '[{"primaryMuscles": []}]'.encode("utf-16"), "no file that can be imported"),
    "half a file": ("db.json", FREE_EXERCISE_DB.read_bytes()[:5_000], "no JSON: line "),
    "deep TOML": ("x.toml", b"name = " + b"[" * 100_000, "nested"),
    "a long key of TOML": ("x.toml", b"a." * 32_000 + b"a = 1\n", "parts"),
    "a large routine": ("x.toml", b"#" * 300_000, "256 KiB"),
    "fences without end": ("x.toml", b"`" * 100_000 + b"\n" + b"`" * 100_000, "line 1"),
    "a fence that never ends": ("x.toml", b"```\n" + b"`" * 250_000 + b"x", "line "),
    "nothing": ("db.json", b"", "no file that can be imported"),
    "a program": ("stretches", b"\x7fELF" + bytes(1_000), "no file that can be imported"),
}


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def refused(cli: Cli, *arguments: str) -> str:
    """Import with all agreed to beforehand; return why it is refused."""
    folder = cli.home.parent
    before = tree(folder)
    said = cli("import", "--yes", *arguments)
    assert tree(folder) == before
    assert said.code == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[-1].startswith("stretchtui: ")
    assert all(len(line) < 500 for line in lines)
    assert not any(is_refused(character) for line in lines for character in line)
    return lines[-1]


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_written(cli: Cli, tmp_path: Path, what: str) -> None:
    name, data, why = HOSTILE[what]
    (tmp_path / name).write_bytes(data)
    assert why in refused(cli, str(tmp_path / name))


def test_one_hostile_file_among_good_ones_refuses_all(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(database(entry("\x1b[2J")))
    assert "bad.json: it holds the character U+001B" in refused(cli, str(FREE_EXERCISE_DB), str(tmp_path / "bad.json"))


def test_a_file_of_100_megabytes_is_not_read_to_its_end(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(b'[{"primaryMuscles": "')
        file.truncate(100_000_000)
    said = cli("import", "--yes", str(path))
    assert (said.code, said.out, list(tmp_path.iterdir())) == (1, "", [path])
    assert "too large; at most 16 MiB" in said.err


def test_standard_input_without_end_is_not_read_to_its_end(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size > 0
            return bytes(size)

    monkeypatch.setattr(sys, "stdin", type("Input", (), {"buffer": Endless(), "isatty": lambda self: False})())
    assert "-: it is too large" in refused(cli, "-")


@pytest.mark.parametrize("what", ["a folder", "a pipe", "a device", "nothing there", "a null character"])
def test_what_is_no_file_is_refused_without_waiting(cli: Cli, tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.json"
    if what == "a folder":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)
    elif what == "a device":
        path = Path("/dev/zero")
    elif what == "a null character":
        path = Path(f"{tmp_path}/a\0b")
    folder = cli.home.parent
    names = sorted(folder.iterdir())
    said = cli("import", "--yes", str(path))
    assert (said.code, said.out, sorted(folder.iterdir())) == (1, "", names)
    assert "cannot be read" in said.err
    assert "\0" not in said.err


# -- anything at all ---------------------------------------------------------------------------------------------------


def _modules() -> list[Importer]:
    return [import_module(f"{importers.__name__}.{name}") for name in IMPORTERS]


def _readers() -> list[tuple[str, Callable[[bytes, str], bool], Callable[[bytes], Incoming]]]:
    return [(module.NAME, module.recognises, module.read) for module in _modules()]


_KEYS = st.sampled_from(("name", "id", "category", "instructions", "primaryMuscles", "equipment", "images", "steps"))
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("stretching")
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(max_size=5), inner),
    max_leaves=20,
)
_ANY = st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | _JSON.map(json.dumps).map(str.encode)
_FEW = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@_FEW
@given(_ANY, st.sampled_from(("", "x.json", "x.toml", "x.xml", "x.fit", "\0")))
def test_whatever_stands_in_a_file_an_importer_reads_it_or_says_why_not(data: bytes, name: str) -> None:
    for _, recognises, read in _readers():
        assert recognises(data, name) in (True, False)
        _reads_or_refuses(read, data)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_read_or_refused(seed: int) -> None:
    whole = FREE_EXERCISE_DB.read_bytes()
    chance = random.Random(seed)
    for _ in range(40):
        start = chance.randrange(len(whole) - 3_000)
        data = bytearray(b"[{" + whole[start : start + 3_000].partition(b"{")[2])
        for _ in range(chance.randrange(6)):
            data[chance.randrange(len(data))] = chance.choice(b'"[]{},:\\0eE-\x1b\xff ')
        end = data.rfind(b"}")
        for _, recognises, read in _readers():
            assert recognises(bytes(data), "x") in (True, False)
            _reads_or_refuses(read, bytes(data[: end + 1]) + b"]")


def _reads_or_refuses(read: Callable[[bytes], Incoming], data: bytes) -> None:
    try:
        incoming = read(data)
    except BadImport as fault:
        message = str(fault)
    else:
        message = ""
        assert incoming.pieces or incoming.spare
    assert not any(is_refused(character) for character in message)
