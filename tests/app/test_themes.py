"""Colours: every theme has those of the phases, and ours can be read."""

import pytest
from rich.style import Style
from textual.color import Color

from app.stage import HOLD, PREPARE, REST, FakeServices, cells_of, performance_of, session
from app.stage import all_sorts as plan
from stretchtui.app.picture import Mood
from stretchtui.app.themes import DEFAULT_THEME, THEMES


def luminance(colour: Color) -> float:
    """Return the relative luminance as WCAG 2.1 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio as WCAG 2.1 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


MIXED = [theme for theme in THEMES if not theme.ansi]


@pytest.mark.parametrize("theme", MIXED, ids=lambda theme: theme.name)
def test_text_and_phases_stand_out_from_the_background(theme) -> None:  # type: ignore[no-untyped-def]
    background = Color.parse(theme.background)
    least = 7.0 if "contrast" in theme.name else 4.5
    names = [f"phase-{mood.value}" for mood in Mood] + ["quiet"]
    for colour in (theme.foreground, theme.error, *(theme.variables[name] for name in names)):
        assert contrast(background, Color.parse(colour)) >= least, colour


def test_the_default_is_one_of_ours() -> None:
    assert DEFAULT_THEME in {theme.name for theme in THEMES}


async def test_work_gaps_and_rests_have_colours_of_their_own() -> None:
    found = set()
    async with session() as stage:
        for index in (PREPARE, HOLD, REST):
            await stage.go_to(index)
            row = list(cells_of(stage.app))[11]
            found.add(next(style.color for text, style in row if "█" in text))
    assert len(found) == 3


async def test_without_colour_the_screen_is_grey_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from stretchtui.app.app import StretchApp

    async with session() as stage:
        await stage.go_to(HOLD)
        coloured = stage.text()
    monkeypatch.setenv("NO_COLOR", "1")
    performance = performance_of(plan())
    app = StretchApp(FakeServices(), performance)
    async with app.run_test(size=(80, 24)) as pilot:
        from app.stage import Stage

        stage = Stage(app, pilot, performance)
        await stage.wait()
        await stage.go_to(HOLD)
        assert stage.text() == coloured
        for row in cells_of(app):
            for _, style in row:
                assert is_grey(style)
    performance.finish()


def is_grey(style: Style | None) -> bool:
    colours = [] if style is None else [colour.get_truecolor() for colour in (style.color, style.bgcolor) if colour]
    return all(max(colour) - min(colour) <= 1 for colour in colours)
