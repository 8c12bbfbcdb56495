"""The page about reliability names tests that there are, and has a row for each fault that is tried by hand."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_each_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(test_\w+\.py)`", PAGE))
    assert len(named) > 5
    assert named <= {path.name for path in (ROOT / "tests").rglob("test_*.py")}


def test_each_test_of_faults_keeps_a_promise_that_is_named() -> None:
    here = {path.name for path in Path(__file__).parent.glob("test_*.py")} - {Path(__file__).name}
    assert here <= set(re.findall(r"`(test_\w+\.py)`", PAGE))


def test_each_fault_that_is_tried_by_hand_has_its_row_and_none_was_lost() -> None:
    script = ROOT / "docs" / "reliability" / "every_fault.py"
    spec = importlib.util.spec_from_file_location("every_fault", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = dict(re.findall(r"^\| ([^|]+) \| (\d+ \| \d+ \| \d+ \| \d+) \|$", PAGE, re.M))
    assert set(rows) == {title for title, _, _ in module.KINDS.values()}
    for counts in rows.values():
        tried, survived, lost, _ = map(int, counts.split(" | "))
        assert tried == survived > 0
        assert lost == 0
