"""`show` of a routine: a block that can be pasted into a chat."""

from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from exchange.paper import ALL_SORTS, library
from stretchcore.text import cell_width

QUICK_RELIEF = """\
Quick relief · 4 min 56 s
Knee to chest and a gentle twist on each side, for the five
minutes you have.

Warm-up:
1. March on the spot · 1 min

Main:
2. Knee to chest · 20 s × 3, each side
3. Supine twist · 15 s × 2, each side

You need: mat
At level 0 %; 0 % is the gentlest, 100 % the most
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def test_a_routine_is_a_block_that_explains_itself(cli: Cli) -> None:
    assert cli("show", "quick-relief").out == QUICK_RELIEF


def test_blocks_rests_and_all_sorts_of_doses_have_a_line(cli: Cli) -> None:
    cli.write("all-sorts", ALL_SORTS)
    assert cli("show", "all-sorts").out.splitlines()[7:-3] == [
        "2 times:",
        "  2. Child's pose · 20 s × 2",
        "  Rest · 30 s",
        "3. Knee to chest · left 30 s × 2, right 20 s × 3",
        "4. Bird dog · left 5 s × 5, right 8 s × 5, sides in turn",
        "5. Side plank · 10 s × 6, 4, 2 (3 sets), each side",
        "6. Wait · until you say done, left side only",
        "7. Reverse Russian twist · 10 reps at your own pace, each",
        "   side in turn",
        "8. Child's pose · 20 s × 3",
        "",
        "Cool-down:",
        "9. Cat-cow · (5 s + 5 s) × 10",
    ]


def test_no_line_is_long_and_none_ends_in_a_blank(cli: Cli) -> None:
    for id in library().entries:
        lines = cli("show", id).out.splitlines()
        assert max(map(cell_width, lines)) <= 60
        assert all(line == line.rstrip() for line in lines)


def test_long_words_and_wide_letters_do_no_harm(cli: Cli) -> None:
    name, wide = "x" * 90, "伸展" * 20
    cli.write("long", f'name = "{name}"\nsummary = "{wide} {wide}"\n[[steps]]\nname = "{name}"\nhold = "5s"\n')
    lines = cli("show", "long").out.splitlines()
    assert lines[0] == name
    assert lines[2:4] == [wide, wide]
    assert f"1. {name}" in lines
