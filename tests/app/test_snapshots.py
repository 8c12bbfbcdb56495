"""What the screens look like: their text at five sizes, and at one of them the colours too.

A snapshot is plain text, so that a change of the looks can be read in a review. Below the text stands, cell by cell,
which colour of the theme it has; capitals are bold or filled.
"""

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from app.stage import (
    COOL_DOWN,
    HOLD,
    OPEN,
    PREPARE,
    REST,
    SECOND_REP,
    SWITCH,
    Stage,
    cells_of,
    session,
)
from stretchtui.app.picture import Mood

SIZES = [(20, 6), (60, 20), (80, 24), (120, 40), (200, 60)]
COLOURS = (80, 24)


class TextExtension(SingleFileSnapshotExtension):
    """One text file a snapshot."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextExtension)


async def prepare(stage: Stage) -> None:
    await stage.go_to(PREPARE, 1_000)


async def hold(stage: Stage) -> None:
    await stage.go_to(SECOND_REP, 6_000)


async def rest(stage: Stage) -> None:
    await stage.go_to(REST, 10_000)


async def switch(stage: Stage) -> None:
    await stage.go_to(SWITCH, 2_000)


async def paused(stage: Stage) -> None:
    await stage.go_to(HOLD, 6_000)
    await stage.press("space")


async def lead_in(stage: Stage) -> None:
    await stage.go_to(HOLD, 6_000)
    await stage.press("space", "space")
    await stage.wait(1_000)


async def self_paced(stage: Stage) -> None:
    await stage.go_to(OPEN, 17_000)


async def ended(stage: Stage) -> None:
    await stage.go_to(HOLD, 20_000)
    await stage.go_to(SWITCH + 1, 9_000)
    await stage.press("p")
    await stage.go_to(COOL_DOWN, 60_000)


async def asking(stage: Stage) -> None:
    await stage.go_to(HOLD, 6_000)
    await stage.press("q")


STATES = [prepare, hold, rest, switch, paused, lead_in, self_paced, ended, asking]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_session(state: Callable[[Stage], object], size: tuple[int, int], screens: SnapshotAssertion) -> None:
    async with session(size=size) as stage:
        await state(stage)  # type: ignore[misc]
        assert picture(stage, colours=size == COLOURS) == screens


def picture(stage: Stage, *, colours: bool) -> str:
    """Return the text of the screen, framed, and where it is asked for the colours."""
    width = stage.app.size.width
    frame = "+" + "-" * width + "+"
    rows = [stage_row.ljust(width) for stage_row in stage.text().split("\n")]
    text = "\n".join([frame, *(f"|{row}|" for row in rows), frame, ""])
    return text + palette(stage) if colours else text


def palette(stage: Stage) -> str:
    """Return which colour each cell has."""
    variables = stage.app.theme_variables
    names = {"foreground": "f", "quiet": "q", "background": ".", "error": "e"}
    names |= {f"phase-{mood.value}": letter for mood, letter in zip(Mood, "whcgrp", strict=False)}
    letters = {variables[name].lower(): letter for name, letter in names.items()}
    rows = []
    for row in cells_of(stage.app):
        line = ""
        for text, style in row:
            ink = "." if style is None or style.color is None else style.color.get_truecolor().hex
            filled = style is not None and style.bgcolor is not None and letters.get(style.bgcolor.get_truecolor().hex)
            letter = letters.get(ink, "~")
            if filled and filled != ".":
                letter = filled.upper()
            elif style is not None and style.bold:
                letter = letter.upper()
            line += "".join("." if cell == " " and not (filled and filled != ".") else letter for cell in text)
        rows.append(line.rstrip("."))
    legend = "  ".join(f"{letter} {name}" for name, letter in names.items())
    return "\n".join([legend + "  ~ mixed", *rows, ""])
