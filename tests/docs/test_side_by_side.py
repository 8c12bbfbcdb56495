"""The table of the benchmarks: what is held to a limit, and how it gets onto its page."""

import importlib
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "docs" / "benchmarks"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a script as those beside it do."""
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module


def test_a_ratio_is_the_median_of_pairs_and_is_held_to_its_limit_as_it_is_printed(load: Any) -> None:
    measuring = load("measuring")
    figure = measuring.compared("a", "b", [(0.3, 0.2), (0.9, 0.1), (0.1504, 0.1)], "ms", 1.5)
    assert figure.cells() == ("a", "b", "300 ms", "100 ms", "1.50", "1.50", "")
    assert not figure.missed
    assert measuring.compared("a", "b", [(0.151, 0.1)], "ms", 1.5).missed
    assert not measuring.compared("a", "b", [(0.151, 0.1)], "ms").missed


def test_a_value_that_stands_alone_is_held_to_its_limit_itself(load: Any) -> None:
    figure = load("measuring").Figure
    assert not figure("drift", "exact", 0, "ms", limit=0).missed
    assert figure("drift", "exact", 1, "ms", limit=0).missed
    assert figure("late", "on time", 10.2, "ms", limit=10).cells()[-2:] == ("10.0 ms", "over")


def test_two_things_are_measured_in_turn_and_each_is_first_as_often_as_second(load: Any) -> None:
    order: list[str] = []

    def measured(name: str, value: float) -> float:
        order.append(name)
        return value

    pairs = load("measuring").in_turn(lambda: measured("ours", 1.0), lambda: measured("theirs", 2.0), 4)
    assert pairs == [(1.0, 2.0)] * 4
    assert order == ["ours", "theirs", "theirs", "ours"] * 2


def test_the_output_takes_the_place_of_the_one_before_and_of_nothing_else(
    load: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = load("side_by_side")
    page = tmp_path / "page.md"
    page.write_text(f"before\n{script.BEGIN}\nold\n{script.END}\nafter\n")
    monkeypatch.setattr(script, "PAGE", page)
    for _ in range(2):
        script._write("new")
    assert page.read_text() == f"before\n{script.BEGIN}\n\nnew\n\n{script.END}\nafter\n"


def test_the_page_has_a_place_for_the_output(load: Any) -> None:
    script = load("side_by_side")
    text = script.PAGE.read_text(encoding="utf-8")
    assert text.count(script.BEGIN) == text.count(script.END) == 1


def test_what_can_neither_be_got_nor_found_is_told_with_its_reason(
    load: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rivals = load("rivals")
    monkeypatch.setattr(rivals, "_environment", lambda folder: folder / "python")
    monkeypatch.setattr(rivals, "_pip", lambda python, *arguments, check=False: "no network" if not check else "")
    monkeypatch.setenv("PATH", str(tmp_path))
    lost = rivals.install(tmp_path, SCRIPTS)
    assert lost[0] == "termdown==2.0.0 (no network)"
    assert "tty-clock (there is no apt-get here)" in lost
    assert "porsmo (neither pip nor apt-get has it, and it is not installed)" in lost
    assert [one.found(tmp_path) for one in rivals.RIVALS] == [None] * len(rivals.RIVALS)
