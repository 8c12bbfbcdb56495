"""The fuzzers find what they are to find: a fault, an act, a hostile text; each once, and small."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from fuzz.judging import Judge
from fuzz.target import Target, shown
from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]


def judged(folder: Path, run: Callable[[bytes], None], *inputs: bytes) -> Judge:
    target = Target("made-up", "", run, lambda: [b"abc"], lambda data, random: data + random.randbytes(1))
    judge = Judge(target, folder, tell=lambda _line: None)
    for data in inputs:
        judge.take(data)
    return judge


def fails_on_x(data: bytes) -> None:
    if b"x" in data:
        raise KeyError("x")


def test_a_fault_is_told_once_and_stored_as_small_as_it_can_be(tmp_path: Path) -> None:
    judge = judged(tmp_path, fails_on_x, b"good", b"a long input with an x in it", b"and another x")
    assert judge.executions == 3
    ((name, path),) = judge.findings.items()
    assert name.startswith("KeyError at test_judging.py:fails_on_x:")
    assert path.read_bytes() == b"x"
    assert "KeyError: 'x'" in path.with_suffix(".txt").read_text()


def writes(data: bytes) -> None:
    Path(data.decode()).write_text("here")


def starts(_: bytes) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def rewrites_the_screen(data: bytes) -> None:
    shown(data.decode("latin-1"))


@pytest.mark.parametrize(
    ("run", "data"),
    [(writes, b"file"), (starts, b""), (rewrites_the_screen, b"\x1b[2J"), (rewrites_the_screen, b"\x9b")],
)
def test_what_acts_or_rewrites_a_screen_has_broken_its_promise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[[bytes], None], data: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    (name,) = judged(tmp_path / "found", run, data).findings
    assert name.startswith("BrokenPromise")


def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "docs" / "fuzzing" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_long_run_tells_its_executions_and_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = Target("made-up", "", fails_on_x, lambda: [b"abc", b"x"], lambda data, random: data + random.randbytes(1))
    code = runner().blindly(Judge(target, tmp_path, tell=lambda _line: None), 0.0)
    assert code == 1
    assert capsys.readouterr().out.startswith("made-up: 2 executions in 0 s, 1 findings")


def test_every_target_has_its_row_on_the_page_and_nothing_is_open_there() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([\d,]+) \|", page, re.MULTILINE))
    assert list(rows) == list(TARGETS)
    assert all(int(count.replace(",", "")) > 100 for count in rows.values())
