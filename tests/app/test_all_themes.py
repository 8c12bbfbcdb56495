"""Every screen in every theme, and without colours: all say the same, all can be read, nothing needs a colour."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from rich.style import Style
from textual.color import Color

from app.history_makers import made_log
from app.stage import HOLD, FakeServices, Stage, cells_of, performance_of, text_of
from app.stage import all_sorts as plan
from app.test_home_snapshots import done, settle
from app.test_themes import contrast
from stretchtui.app.app import StretchApp
from stretchtui.app.screens.history import HistoryScreen
from stretchtui.app.themes import DEFAULT_THEME, PLAIN_THEME, THEMES

NO_COLOR = "NO_COLOR"
NAMES = [*(theme.name for theme in THEMES), NO_COLOR]
SIZES = [(20, 6), (80, 24)]


async def routines(stage: Stage) -> None:
    await stage.press("right")


async def tagged(stage: Stage) -> None:
    await stage.press("t")


async def searching(stage: Stage) -> None:
    await stage.press("slash")


async def settings(stage: Stage) -> None:
    await stage.press("S")


async def history(stage: Stage) -> None:
    await stage.press("H")


async def keys(stage: Stage) -> None:
    await stage.press("question_mark")


async def palette(stage: Stage) -> None:
    await stage.press("ctrl+p")


async def health(stage: Stage) -> None:
    """The note lies over the home screen."""


Walk = Callable[[Stage], Awaitable[None]]
PAGES: list[Walk] = [routines, tagged, searching, settings, history]
OVER: list[Walk] = [keys, palette, health]


@asynccontextmanager
async def home_in(
    theme: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, *, note: bool = False
) -> AsyncIterator[Stage]:
    given = done()
    given.note_due = note
    given.entries = made_log(60)
    monkeypatch.setattr(HistoryScreen, "REST_S", 0)
    given.theme = DEFAULT_THEME if theme == NO_COLOR else theme
    if theme == NO_COLOR:
        monkeypatch.setenv(NO_COLOR, "1")
    app = StretchApp(given)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, performance_of(plan(), given.clock))
        await settle(stage)
        yield stage


def styles_of(app: StretchApp) -> list[tuple[str, Style]]:
    return [(text, style) for row in cells_of(app) for text, style in row if style is not None]


def is_letter(text: str) -> bool:
    return any(character.isalnum() for character in text)


Seen = tuple[str, list[tuple[str, Style]]]


async def seen(walk: Walk, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, Seen]]:
    """Yield what a page shows in every theme, one after the other in one program, and in one without colours.

    The palette, which keeps the colours that it was opened in, is opened anew for each.
    """
    for names in ((name,) for name in NAMES) if walk is palette else (NAMES[:-1], NAMES[-1:]):
        async with home_in(names[0], size, monkeypatch, note=walk is health) as stage:
            await walk(stage)
            for name in names:
                if name != NO_COLOR:
                    stage.app.theme = name
                await settle(stage)
                assert stage.app._exception is None
                yield name, (text_of(stage.app), styles_of(stage.app))


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("walk", [*PAGES, *OVER], ids=lambda walk: walk.__name__)
async def test_all_themes_show_the_same_words_in_colours_that_can_be_read(
    walk: Walk, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ""
    async for theme, (text, styles) in seen(walk, size, monkeypatch):
        shown = shown or text
        if walk is not settings:  # which names the theme; and below a card nothing is seen in the terminal's colours
            assert walk in OVER or text == shown, theme
        for piece, style in styles:
            if not piece.strip():
                continue
            assert style.color is not None, (theme, piece)
            assert style.bgcolor is not None, (theme, piece)
            if theme in (PLAIN_THEME, NO_COLOR):
                assert style.bgcolor.is_default, (theme, piece)
                assert theme == PLAIN_THEME or style.color.is_default, (theme, piece)
                assert not (style.dim and is_letter(piece)), (theme, piece)
            elif walk in PAGES and is_letter(piece):
                ratio = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
                assert ratio >= (7.0 if "contrast" in theme else 4.5), (theme, piece, ratio)


@pytest.mark.parametrize("theme", [PLAIN_THEME, NO_COLOR])
async def test_without_colours_the_row_under_the_cursor_and_the_tag_that_counts_are_reversed(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home_in(theme, (80, 24), monkeypatch) as stage:
        await stage.press("t", "down")
        reversed_texts = "".join(text for text, style in styles_of(stage.app) if style.reverse)
        assert " back " in reversed_texts
        assert "▸ " in reversed_texts


@pytest.mark.parametrize("theme", NAMES)
async def test_a_session_and_all_that_lies_over_it_says_the_same_in_every_theme(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def walk(name: str) -> list[str]:
        if name == NO_COLOR:
            monkeypatch.setenv(NO_COLOR, "1")
        performance = performance_of(plan())
        app = StretchApp(FakeServices(theme=DEFAULT_THEME if name == NO_COLOR else name), performance)
        found = []
        async with app.run_test(size=(80, 24)) as pilot:
            stage = Stage(app, pilot, performance)
            await stage.wait()
            await stage.go_to(HOLD)
            for key, back in (("p", ""), ("j", "escape"), ("question_mark", "escape"), ("q", "y")):
                await stage.press(key)
                over = "\n".join(line.strip() for line in text_of(app).splitlines()[9:14])
                found.append(over if key == "p" else type(app.screen).__name__)
                if back:
                    await stage.press(back)
            await stage.wait()
            found.append(type(app.screen).__name__)
            assert "Stopped" in text_of(app) or "█" in text_of(app)
            assert app._exception is None
        performance.finish()
        return found

    assert await walk(theme) == await walk(DEFAULT_THEME)


async def test_a_theme_that_is_changed_leaves_nothing_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    async with home_in(DEFAULT_THEME, (100, 30), monkeypatch) as stage:
        for theme in ("stretch-light", PLAIN_THEME, "stretch-contrast", DEFAULT_THEME):
            stage.app.theme = theme
            await settle(stage)
            async with home_in(theme, (100, 30), monkeypatch) as fresh:
                assert styles_of(stage.app) == styles_of(fresh.app), theme
