"""What the screens around a session look like: their text at five sizes, and at one of them the colours too."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from app.stage import FakeServices, Stage, all_sorts, builtin_plan, home
from app.test_snapshots import COLOURS, SIZES, TextExtension, picture
from stretchtui.app.widgets.rows import RowList
from stretchtui.today import Past

ROUTINES = ("desk-break", "lower-back-full", "neck-and-shoulders", "quick-relief")
TAGS = {
    "all-sorts": ("back", "gentle", "quick"),  # so that one begins with this: it has no figures, which may yet change
    "desk-break": ("back", "desk", "quick"),
    "lower-back-full": ("back", "full", "floor"),
    "neck-and-shoulders": ("neck", "shoulders", "gentle"),
    "quick-relief": ("back", "quick"),
}
LAST = {"desk-break": date(2026, 3, 3), "quick-relief": date(2026, 2, 27), "lower-back-full": date(2026, 1, 5)}


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextExtension)


def services(**changes: object) -> FakeServices:
    plans = {id: builtin_plan(id) for id in ROUTINES}
    problems = {"broken": "broken.toml:3:10: steps[0].hold: this is not a time"}
    given = FakeServices({"all-sorts": all_sorts(), **plans}, problems, tags=TAGS)
    for name, value in changes.items():
        setattr(given, name, value)
    return given


def done() -> FakeServices:
    return services(log=Past(LAST, streak=3, week_ms=2_520_000))


async def settle(stage: Stage) -> None:
    for _ in range(3):
        await stage.app.workers.wait_for_complete()
        await stage.wait()


async def first_start(stage: Stage) -> None:
    """Nothing was done yet."""


async def with_history(stage: Stage) -> None:
    """Something was done; one looks at an exercise."""
    await stage.press("right", "right")


async def by_tag(stage: Stage) -> None:
    await stage.press("t")


async def by_words(stage: Stage) -> None:
    await stage.press("slash", *"sorts")


async def settings(stage: Stage) -> None:
    await stage.press("S")


async def typing(stage: Stage) -> None:
    await stage.press("S")
    await settle(stage)
    await stage.press("down", "enter", *"x")


async def help(stage: Stage) -> None:
    await stage.press("question_mark")


async def health(stage: Stage) -> None:
    """The note lies over the home screen."""


STATES: list[tuple[Callable[[Stage], Awaitable[None]], Callable[[], FakeServices]]] = [
    (first_start, services),
    (with_history, done),
    (by_tag, done),
    (by_words, done),
    (settings, done),
    (typing, done),
    (help, done),
    (health, lambda: services(note_due=True)),
]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize(("state", "given"), STATES, ids=[state.__name__ for state, _ in STATES])
async def test_screen(
    state: Callable[[Stage], Awaitable[None]],
    given: Callable[[], FakeServices],
    size: tuple[int, int],
    screens: SnapshotAssertion,
) -> None:
    async with home(given(), size) as stage:
        await state(stage)
        await settle(stage)
        for rows in stage.app.screen.query(RowList):
            assert rows.cursor is None or rows.size.height == 0 or rows.cursor >= rows.scroll_offset.y
        assert picture(stage, colours=size == COLOURS) == screens


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_palette(size: tuple[int, int], screens: SnapshotAssertion) -> None:
    async with home(done(), size) as stage:
        await stage.press("ctrl+p")
        await settle(stage)
        assert picture(stage, colours=size == COLOURS) == screens
