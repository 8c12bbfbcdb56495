"""What is suggested before and after a session, and what becomes of the answers."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.stage import FakeServices, home
from app.test_pain import SHORT, Logged, finished, pressed
from stretchcore.progression import LevelAdvice, LevelReason
from stretchtui.app.screens.after import AfterScreen
from stretchtui.app.screens.before import BeforeScreen
from stretchtui.learning import Lesson, Offer

UP = LevelAdvice(10, 0, LevelReason.UP, "Three sessions without more pain: 10 % would be next.", "ACSM")
STAY = replace(UP, level=0, reason=LevelReason.MORE, why="Two more completed sessions.")
OFFER = Offer("cobra", "Cobra")


def services(tmp_path: Path, lesson: Lesson) -> FakeServices:
    found = Logged(tmp_path)
    found.lessons["short"] = found.lessons[SHORT.id] = lesson
    return found


async def test_the_next_level_is_shown_with_its_reason_and_taken_with_one_key(tmp_path: Path) -> None:
    given = services(tmp_path, Lesson(UP))
    async with home(given) as stage:
        await pressed(stage, "enter")
        assert UP.why in stage.text()
        assert "u 10 %" in stage.text()
        await pressed(stage, "u")
        assert given.answers == [("short", 10)]
        assert "Level 10 % from now on." in stage.text()
        assert UP.why not in stage.text()
        await pressed(stage, "u", "a")
        assert given.answers == [("short", 10)]


async def test_the_level_can_be_kept(tmp_path: Path) -> None:
    given = services(tmp_path, Lesson(UP))
    async with home(given) as stage:
        await pressed(stage, "enter", "a")
        assert given.answers == [("short", 0)]
        assert "Level 0 %, as before." in stage.text()


async def test_nothing_is_applied_in_silence(tmp_path: Path) -> None:
    given = services(tmp_path, Lesson(UP, (OFFER,)))
    async with home(given) as stage:
        await pressed(stage, "enter", "enter")
        await finished(stage, given)
        assert isinstance(stage.app.screen, AfterScreen)
        assert UP.why in stage.text()
        await pressed(stage, "enter")
    assert given.answers == []


async def test_where_the_level_stays_no_key_offers_another(tmp_path: Path) -> None:
    given = services(tmp_path, Lesson(STAY))
    async with home(given) as stage:
        await pressed(stage, "enter", "u", "a", "o")
        assert isinstance(stage.app.screen, BeforeScreen)
        assert given.answers == []
        assert "u " not in stage.text().splitlines()[-1]


@pytest.mark.parametrize(("key", "taken"), [("o", True), ("a", False)])
async def test_what_hurt_twice_can_be_left_out_or_kept(tmp_path: Path, key: str, taken: bool) -> None:
    given = services(tmp_path, Lesson(STAY, (OFFER,)))
    async with home(given) as stage:
        await pressed(stage, "enter")
        assert "Cobra hurt in two sessions." in stage.text()
        await pressed(stage, key)
        assert given.answers == [("cobra", taken)]


async def test_severe_pain_is_answered_with_care_whatever_becomes_of_the_level(tmp_path: Path) -> None:
    given = services(tmp_path, Lesson(replace(STAY, care="Ease off, and see somebody who knows.")))
    async with home(given) as stage:
        await pressed(stage, "enter")
        assert "Ease off, and see somebody who knows." in stage.text()
