"""The session's screen at every size: nothing crashes, nothing is cut, nothing overlaps."""

import pytest

from app.stage import HOLD, OPEN, PREPARE, RIGHT, SWITCH, Stage, all_sorts, session
from stretchcore.times import format_clock
from stretchtui.app.arrangement import Part, arrange, is_watch
from stretchtui.app.widgets.sentences import pages

WIDTHS = (1, 5, 19, 20, 33, 40, 60, 80, 130, 300)
HEIGHTS = (1, 3, 6, 12, 24, 80)
PHASES = (PREPARE, HOLD, SWITCH, OPEN)


async def resize(stage: Stage, width: int, height: int) -> list[str]:
    await stage.pilot.resize_terminal(width, height)
    await stage.pilot.pause()
    return stage.text().split("\n")


async def test_no_size_crashes_or_runs_over_in_any_phase() -> None:
    async with session() as stage:
        for number, (width, height) in enumerate((width, height) for width in WIDTHS for height in HEIGHTS):
            await stage.go_to(PHASES[number % len(PHASES)], 1_000)
            rows = await resize(stage, width, height)
            assert len(rows) == height
            assert all(len(row) <= width for row in rows)
            assert "".join(rows).strip()
            assert stage.app._exception is None


@pytest.mark.parametrize(("width", "height"), [(20, 6), (40, 12), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)])
async def test_from_the_watch_on_phase_side_time_rep_and_percent_are_there(width: int, height: int) -> None:
    async with session(size=(width, height)) as stage:
        await stage.go_to(RIGHT, 1_000)
        text = stage.text()
        boxes = arrange(width, height)
        assert boxes[Part.COUNT].height >= 3
        assert "█" in "\n".join(text.split("\n")[boxes[Part.COUNT].y :][: boxes[Part.COUNT].height])
        if boxes[Part.HEADING].height < 3:
            assert "HOLD" in text
            assert "RIGHT ▶" in text
        assert " %" in text
        assert "1/2" in text if is_watch(width, height) else "rep 1 of 2" in text


async def test_a_terminal_of_one_row_shows_the_plain_digits() -> None:
    async with session(size=(20, 1)) as stage:
        assert stage.text().strip() == format_clock(all_sorts().phases[0].estimate_ms)


@pytest.mark.parametrize("width", [20, 38, 56, 76, 84])
@pytest.mark.parametrize("height", [1, 2, 3])
def test_sentences_that_have_no_room_together_take_turns_and_none_is_cut(width: int, height: int) -> None:
    step = all_sorts().steps[1]
    entries = tuple((text, False) for text in (*step.exercise.instructions, *step.exercise.cautions))
    found = pages(entries, width, height)
    assert all(len(page) <= height for page in found)
    assert all(len(row.text) <= width for page in found for row in page)
    words = [word for page in found for row in page for word in row.text.split()]
    assert words == [word for text, _ in entries for word in text.split()]
