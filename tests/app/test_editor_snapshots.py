"""What the editor looks like: its text at five sizes, and at one of them the colours too."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from app.stage import Stage
from app.test_editor import editor, type_in
from app.test_snapshots import COLOURS, SIZES, TextExtension, picture

ROUTINE = """\
name = "A quiet evening"

[[warm_up]]
exercise = "march-on-the-spot"

[[steps]]
exercise = "cat-cow"
reps = 6

[[steps]]
repeat = 2
steps = [
  { exercise = "knee-to-chest", hold = "20-30s", reps = "2-3" },
  { rest = "20s" },
  { name = "Side plank", hold = "10s", reps = [6, 4, 2], sides = "each" },
]

[[steps]]
exercise = "supine-twst"

[[cool_down]]
exercise = "childs-pose"
hold = "5 breaths"
"""


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextExtension)


async def lines(stage: Stage) -> None:
    await stage.press("down", "down", "down")


async def mended(stage: Stage) -> None:
    await stage.press("end", "up", "up", "d", *["up"] * 3)


async def step(stage: Stage) -> None:
    await stage.press(*["down"] * 5, "enter")
    await type_in(stage, "2x")


async def adding(stage: Stage) -> None:
    await stage.press("end", "a")
    await type_in(stage, "glutes")


async def facts(stage: Stage) -> None:
    await stage.press("r")


async def menu(stage: Stage) -> None:
    await stage.press("m")


async def leaving(stage: Stage) -> None:
    await stage.press("end", "d", "q")


STATES = [lines, mended, step, adding, facts, menu, leaving]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_editor(
    state: Callable[[Stage], Awaitable[None]], size: tuple[int, int], tmp_path: Path, screens: SnapshotAssertion
) -> None:
    async with editor(tmp_path, ROUTINE, size) as stage:
        await state(stage)
        assert picture(stage, colours=size == COLOURS) == screens


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_new(size: tuple[int, int], tmp_path: Path, screens: SnapshotAssertion) -> None:
    async with editor(tmp_path, size=size) as stage:
        assert picture(stage, colours=size == COLOURS) == screens
