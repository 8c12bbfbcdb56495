"""`show` of a routine whose left and right sides have doses of their own."""

import json
from pathlib import Path

import pytest

from app.stage import library
from cli.writing_helpers import Cli
from stretchcore.document import read_routine
from stretchcore.plan import make_plan
from stretchtui.app.outline import outline

UNEVEN = """
name = "Uneven"
[[steps]]
exercise = "knee-to-chest"
hold = "20s"
reps = 2
left = { hold = "20-30s", reps = 3 }
[[steps]]
exercise = "bird-dog"
hold = "5s"
reps = 2
right = { hold = "8s" }
[[steps]]
name = "Circles"
pace = "self"
sets = 2
sides = "each"
reps = 4
right = { reps = [3, 2] }
[[steps]]
exercise = "knee-rolls"
hold = "5s"
reps = 2
"""


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    cli = Cli(tmp_path / "home", monkeypatch, capsys)
    cli.paths.routines.mkdir(parents=True)
    (cli.paths.routines / "uneven.toml").write_text(UNEVEN)
    return cli


def test_people_read_what_each_side_does(cli: Cli) -> None:
    assert cli("show", "uneven").out.splitlines()[3:-3] == [
        "1. Knee to chest · left 20 s × 3, right 20 s × 2",
        "2. Bird dog · left 5 s × 2, right 8 s × 2, sides in turn",
        "3. Circles · left 4 reps at your own pace, right 3, 2 reps",
        "   at your own pace (2 sets)",
        "4. Knee rolls · 5 s × 2, each side",
    ]


def test_programs_get_both_doses_where_they_differ(cli: Cli) -> None:
    items = json.loads(cli("show", "uneven", "--json").out)["sections"][0]["items"]
    first, *_, last = items
    assert (first["reps"], last["side_doses"]) == ([3], None)
    assert {side: dose["reps"] for side, dose in first["side_doses"].items()} == {"left": [3], "right": [2]}
    assert first["positions"] == first["side_doses"]["left"]["positions"]
    assert items[1]["side_doses"]["right"]["positions"][0][0]["hold_ms"] == 8_000
    assert items[2]["side_doses"]["right"]["reps"] == [3, 2]


def test_the_plan_counts_the_reps_of_each_side(cli: Cli) -> None:
    phases = json.loads(cli("show", "uneven", "--plan", "--level", "100", "--json").out)["phases"]
    held = [phase for phase in phases if phase["exercise"] == "knee-to-chest" and phase["kind"] == "hold"]
    assert [(phase["side"], phase["rep"], phase["reps"], phase["planned_ms"]) for phase in held] == [
        *(("left", rep, 3, 30_000) for rep in (1, 2, 3)),
        *(("right", rep, 2, 20_000) for rep in (1, 2)),
    ]
    assert all(" of 3" in line for line in cli("show", "uneven", "--plan").out.splitlines()[1:3])


def test_a_session_does_what_each_side_has(cli: Cli) -> None:
    said = cli("run", "uneven", "--speed", "max", "--json")
    started = [json.loads(line)["phase"] for line in said.out.splitlines() if '"phase_started"' in line]
    held = [phase["side"] for phase in started if phase["exercise"] == "knee-to-chest" and phase["position"]]
    assert (said.code, held) == (0, ["left"] * 3 + ["right"] * 2)


@pytest.mark.parametrize("first", ["left", "right"])
def test_the_screens_say_it_in_the_same_words(first: str) -> None:
    from stretchcore.words import Side

    routine = read_routine(UNEVEN, "uneven", library()).good()
    lines = outline(make_plan(routine, library(), first_side=Side(first)))
    assert [line.dose for line in lines] == [
        "left 20 s × 3, right 20 s × 2",
        "left 5 s × 2, right 8 s × 2",
        "2 sets of left 4 reps at your own pace, right 3, 2 reps at your own pace",
        "5 s × 2, each side",
    ]
