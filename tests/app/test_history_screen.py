"""The history screen: what it shows of the log, and what one can put right there."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from app.history_makers import PARTS, TODAY, made_entry, made_log, services
from app.stage import FakeServices, Stage, cells_of, home
from app.test_hostile import NAMES
from app.test_snapshots import COLOURS, SIZES, TextExtension, picture
from history.makers import whole
from stretchtui.app.app import StretchApp
from stretchtui.app.screens.felt import FeltScreen
from stretchtui.app.screens.history import HistoryScreen
from stretchtui.app.screens.phases import PhasesScreen
from stretchtui.app.services import CannotChange, CannotOpen
from stretchtui.app.widgets.log import SessionList
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.history import open_history
from stretchtui.history.migrations import MIGRATIONS
from stretchtui.logged import Felt


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextExtension)


@pytest.fixture(autouse=True)
def without_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HistoryScreen, "REST_S", 0)


async def settle(stage: Stage) -> None:
    for _ in range(4):
        await stage.app.workers.wait_for_complete()
        await stage.pilot.pause()


@asynccontextmanager
async def history(given: FakeServices | None = None, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Stage]:
    async with home(services() if given is None else given, size) as stage:
        await stage.press("H")
        await settle(stage)
        assert isinstance(stage.app.screen, HistoryScreen)
        yield stage


async def press(stage: Stage, *keys: str) -> None:
    for key in keys:
        await stage.press(key)
        await settle(stage)


def rows_of(stage: Stage) -> SessionList:
    return next(screen for screen in stage.app.screen_stack if isinstance(screen, HistoryScreen)).query_one(SessionList)


def current(stage: Stage) -> str:
    entry = rows_of(stage).current
    assert entry is not None
    return entry.id


async def test_it_opens_from_the_routines_and_goes_back_there() -> None:
    async with history() as stage:
        assert "Minutes a week" in stage.text()
        await press(stage, "escape")
        assert not isinstance(stage.app.screen, HistoryScreen)


async def test_every_session_is_in_the_list_however_many_pages_it_takes() -> None:
    async with history() as stage:
        await press(stage, "end")
        assert rows_of(stage).cursor == len(made_log()) - 1
        assert current(stage) == made_log()[-1].id


async def test_how_a_session_ended_is_said_in_a_word() -> None:
    async with history() as stage:
        text = stage.text()
        for word in ("completed", "stopped", "abandoned", "simulated"):
            assert word in text


async def test_the_session_under_the_cursor_is_told_phase_by_phase() -> None:
    async with history(size=(200, 60)) as stage:
        text = stage.text()
        assert "left, rep 1 of 3" in text
        assert "! stopped by pain after 2 s" in text
        assert "skipped after 11 s" in text
    async with history(size=(60, 20)) as stage:
        await press(stage, "enter")
        assert isinstance(stage.app.screen, PhasesScreen)
        assert "Knee to chest" in stage.text()


async def test_pages_are_turned_where_not_all_has_room() -> None:
    async with history(size=(80, 24)) as stage:
        assert "A year" not in stage.text()
        await press(stage, "tab")
        assert "A year" in stage.text()
        before = current(stage)
        await press(stage, "down")  # the list moves on though it is not in sight
        assert current(stage) != before
        await press(stage, "3")
        assert "Pain before and after" in stage.text()
        await press(stage, "1")
        assert "completed" in stage.text()


async def test_pain_is_changed_on_two_scales_and_the_change_taken_back() -> None:
    given = services()
    async with history(given) as stage:
        felt = given.entries[1].felt
        await press(stage, "down", "e")
        assert isinstance(stage.app.screen, FeltScreen)
        await press(stage, "7", "tab", "5", "enter")
        assert given.entries[1].felt == felt._replace(before=7, after=5)
        assert "7→5" in stage.text()
        await press(stage, "u")
        assert given.entries[1].felt == felt


async def test_pain_is_asked_for_where_there_is_hardly_any_room() -> None:
    given = services()
    async with history(given, size=(20, 6)) as stage:
        await press(stage, "e")
        assert "Pain before?" in stage.text()
        await press(stage, "7", "tab")
        assert "Pain after?" in stage.text()
        await press(stage, "5", "enter")
        assert given.entries[0].felt[:2] == (7, 5)


async def test_a_note_is_written() -> None:
    given = services()
    async with history(given) as stage:
        await press(stage, "n", *"warm", "enter")
        assert given.entries[0].felt.note == "warm"
        assert "“warm”" in stage.text()


async def test_a_session_is_removed_and_brought_back_to_its_place() -> None:
    given = services()
    async with history(given) as stage:
        ids = [one.id for one in given.entries]
        await press(stage, "down", "d", "d")
        assert [one.id for one in given.entries] == [ids[0], *ids[3:]]
        assert current(stage) == ids[3]
        await press(stage, "u")
        assert current(stage) == ids[2]
        await press(stage, "u", "u")
        assert [one.id for one in given.entries] == ids
        assert current(stage) == ids[1]
        assert "nothing to take back" in stage.text()


async def test_what_cannot_be_written_is_said_and_shown_as_it_is() -> None:
    given = services()
    given.write_fault = "the history cannot be written: the disk is full"
    async with history(given) as stage:
        await press(stage, "d")
        assert current(stage) == given.entries[0].id
        assert "disk is full" in stage.text()


async def test_only_sessions_of_one_routine_are_shown_and_all_again() -> None:
    async with history() as stage:
        await press(stage, "down", "f")
        assert "only Desk break" in stage.text()
        assert "Lower-back relief" not in stage.text()
        await press(stage, "f")
        assert "Lower-back relief" in stage.text()


async def test_a_week_back_and_on_again_is_the_newest_session_of_each() -> None:
    async with history() as stage:
        await press(stage, "left")
        entry = rows_of(stage).current
        assert entry is not None
        assert date(2026, 2, 23) <= entry.day <= date(2026, 3, 1)
        await press(stage, "right")
        assert rows_of(stage).cursor == 0


async def test_a_click_on_a_day_goes_to_its_sessions() -> None:
    async with history() as stage:
        year = stage.app.screen.query_one("#year")
        x, y = 4 + 52, 2 + 1  # Tuesday of the last of 53 weeks
        await stage.pilot.click(year, offset=(x, y))
        await settle(stage)
        entry = rows_of(stage).current
        assert entry is not None
        assert entry.day == date(2026, 3, 3)


async def test_a_history_without_a_session_says_so() -> None:
    async with history(services([])) as stage:
        assert "No session yet" in stage.text()
        await press(stage, "enter", "e", "n", "d", "left", "down", "f")
        assert "No session yet" in stage.text()


async def test_a_log_that_cannot_be_read_is_said() -> None:
    given = services()
    given.log_fault = "history.db: a newer version of the program wrote it"
    for size in ((120, 40), (60, 20)):
        async with history(given, size) as stage:
            assert "a newer version" in stage.text()


async def test_names_and_notes_of_strangers_break_nothing() -> None:
    entries = [
        made_entry(number, TODAY, 7)._replace(name=name, felt=Felt(10, 10, name))
        for number, name in enumerate(NAMES.values(), 2)
    ]
    given = services(entries)
    given.parts = {one.id: tuple(part._replace(name=one.name) for part in PARTS) for one in entries}
    async with history(given) as stage:
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await settle(stage)
            for key in ("2", "3", "1", *["down"] * (len(entries) - 1), "home"):
                await stage.pilot.press(key)
                if (width, height) == SIZES[-1]:  # the largest shows the phases too, once the cursor has rested
                    await settle(stage)
                for row in cells_of(stage.app):
                    assert sum(cell_len(text) for text, _ in row) == width
                    # A scrollbar has actions of its own; no text has.
                    assert not any(style and "@click" in style.meta for text, style in row if text.strip())


async def test_the_real_log_is_read_changed_and_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRETCHTUI_HOME", str(tmp_path))
    program = _Services(Context())
    path = Context().paths.history
    with open_history(path, write=True) as log:
        ids = [
            whole(log, number, started_at=datetime.fromisoformat(f"2026-03-0{number}T07:00:00+01:00"))
            for number in (1, 2, 3)
        ]
    program.health_note_seen()
    app = StretchApp(program)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("", "H", "down", "d", "e", "4", "enter"):
            if key:
                await pilot.press(key)
            for _ in range(4):
                await app.workers.wait_for_complete()
                await pilot.pause()
        with open_history(path, write=False) as log:
            assert [row.id for row in log.sessions()] == [ids[2], ids[0]]
            assert log.session(ids[0]).pain_before == 4
        for _ in range(2):
            await pilot.press("u")
            await app.workers.wait_for_complete()
            await pilot.pause()
        with open_history(path, write=False) as log:
            assert [row.id for row in log.sessions()] == ids[::-1]
            assert log.session(ids[0]).pain_before is None


def test_a_damaged_log_is_said_and_not_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRETCHTUI_HOME", str(tmp_path))
    program = _Services(Context())
    path = Context().paths.history
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff" * 5_000)
    assert "history.db" in program.overview().fault
    with pytest.raises(CannotOpen):
        list(program.sessions())
    with pytest.raises(CannotOpen):
        program.session_parts("a")


def written_by_a_newer_version(path: Path) -> None:
    with open_history(path, write=True) as log:
        whole(log, 1)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.commit()
    connection.close()


def damaged(path: Path) -> None:
    path.write_bytes(b"\xff" * 5_000)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(written_by_a_newer_version, "newer version"), (damaged, "history.db")],
    ids=["newer", "damaged"],
)
async def test_the_screen_says_why_a_real_log_cannot_be_shown_and_goes_on(
    spoil: Callable[[Path], None], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRETCHTUI_HOME", str(tmp_path))
    program = _Services(Context())
    path = Context().paths.history
    path.parent.mkdir(parents=True)
    program.health_note_seen()
    spoil(path)
    before = path.read_bytes()
    app = StretchApp(program)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("H", "down", "left", "enter", "e", "n", "d", "u", "f", "tab"):
            await pilot.press(key)
            for _ in range(4):
                await app.workers.wait_for_complete()
                await pilot.pause()
            assert isinstance(app.screen, HistoryScreen)
            if key == "H":
                shown = " ".join("".join(text for text, _ in row) for row in cells_of(app))
                assert said in " ".join(shown.split())
        await pilot.press("escape")
        assert not isinstance(app.screen, HistoryScreen)
    assert path.read_bytes() == before


def test_a_session_that_is_not_there_cannot_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRETCHTUI_HOME", str(tmp_path))
    program = _Services(Context())
    with pytest.raises(CannotChange):
        program.remove_session("abcd")
    with pytest.raises(CannotChange):
        program.set_felt("abcd", Felt(1, 2))


def test_the_log_is_read_page_by_page_without_loss_or_doubles(tmp_path: Path) -> None:
    when = datetime.fromisoformat("2026-03-01T07:00:00+01:00")
    with open_history(tmp_path / "history.db", write=True) as log:
        for number in range(1, 8):  # of one instant: the id decides
            whole(log, number, phases=0, started_at=when)
        found = log.sessions(limit=3)
        while page := log.sessions(before=found[-1], limit=3):
            found += page
        assert found == log.sessions()
        assert len(found) == 7


async def list_and_year(stage: Stage) -> None:
    await press(stage, "down", "down")


async def year(stage: Stage) -> None:
    await press(stage, "2", "left")


async def pain(stage: Stage) -> None:
    await press(stage, "3")


async def phases(stage: Stage) -> None:
    await press(stage, "enter")


async def felt(stage: Stage) -> None:
    await press(stage, "down", "e")


async def empty(stage: Stage) -> None:
    """Nothing was done yet."""


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("state", [list_and_year, year, pain, phases, felt, empty], ids=lambda state: state.__name__)
async def test_screen(
    state: Callable[[Stage], Awaitable[None]], size: tuple[int, int], screens: SnapshotAssertion
) -> None:
    async with history(services([]) if state is empty else None, size) as stage:
        await state(stage)
        assert picture(stage, colours=size == COLOURS) == screens
