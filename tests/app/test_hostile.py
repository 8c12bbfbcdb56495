"""Names come from strangers: no text is markup, none breaks a screen, and none leaves its line."""

import pytest
from rich.cells import cell_len

from app.stage import FakeServices, cells_of, home, plan_of, session
from stretchcore.commands import Stop
from stretchcore.document import read_routine
from stretchcore.plan import Plan
from stretchtui.app.widgets.painted import balanced, elided, wrap

NAMES = {
    "an action": "[@click=app.quit]x[/]",
    "a closing tag": "[/]",
    "an open tag": "[b]bold [red",
    "a link": "[link=https://example.com]here[/link]",
    "emoji": "🧘 Stretch 🤸‍♀️ 👩‍👩‍👧‍👦 ok",
    "wide letters": "背中のストレッチ",
    "right to left": "تمدد الظهر اليومي",
    "combining": "e\u0301" * 40,
    "a hundred columns": "N" * 100,
    "a hundred wide columns": "長" * 50,
    "no spaces": "pneumonoultramicroscopicsilicovolcanoconiosis" * 2,
}
SIZES = [(20, 6), (60, 20), (200, 60)]


def hostile_plan(name: str) -> Plan:
    text = f"""
        name = "{name}"
        summary = "{name}"
        [[steps]]
        name = "{name}"
        instructions = ["{name}", "{name} {name} {name}"]
        cautions = ["{name}"]
        targets = ["neck"]
        hold = "20s"
        reps = 2
        sides = "each"
        positions = [{{ id = "a", name = "{name}", hold = "9s" }}, {{ id = "b", name = "{name}", hold = "9s" }}]
        [[steps]]
        name = "A"
        hold = "5s"
        """.replace("\n        ", "\n")
    return plan_of(text)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_a_name_breaks_no_screen_of_a_session_at_any_size(name: str) -> None:
    async with session(hostile_plan(name)) as stage:
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await stage.pilot.pause()
            for row in cells_of(stage.app):
                assert sum(cell_len(text) for text, _ in row) == width
                assert not any(style is not None and style.meta for _, style in row)
        await stage.go_to(1, 1_000)
        stage.player.send(Stop())  # the summary
        await stage.wait()
        for row in cells_of(stage.app):
            assert not any(style is not None and "@click" in style.meta for _, style in row)


@pytest.mark.parametrize("name", [NAMES["an action"], NAMES["a closing tag"], NAMES["an open tag"]])
async def test_markup_is_shown_as_it_is_written(name: str) -> None:
    async with session(hostile_plan(name)) as stage:
        assert stage.text().splitlines()[0].strip().startswith(name)
        await stage.go_to(1)
        assert name in "\n".join(stage.text().splitlines()[5:])
        await stage.press("j")
        assert name in stage.text()


async def test_a_click_on_a_name_that_looks_like_an_action_does_nothing() -> None:
    async with session(hostile_plan(NAMES["an action"])) as stage:
        await stage.pilot.click(offset=(4, 0))
        await stage.wait()
        assert stage.app.return_code is None
        assert not stage.player.ended


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_a_name_breaks_no_list_of_routines(name: str) -> None:
    plan = hostile_plan(name)
    services = FakeServices({"one": plan}, {"two": f"two.toml:1:1: {name}"})
    async with home(services) as stage:
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await stage.pilot.pause()
            for row in cells_of(stage.app):
                assert sum(cell_len(text) for text, _ in row) == width
                assert not any(style is not None and "@click" in style.meta for _, style in row)
        await stage.press("end", "enter")
        assert stage.app.return_code is None


async def test_what_is_typed_is_no_markup_either() -> None:
    async with home(FakeServices({"one": hostile_plan("[b]x[/]")})) as stage:
        await stage.press("slash", "left_square_bracket", "slash", "right_square_bracket")
        assert "[b]x[/]" in stage.text()


def test_a_name_that_could_steer_the_terminal_is_refused_when_it_is_read() -> None:
    for escape in ("\\u001b]0;title\\u0007", "\\u009b31m", "a\\u202eb"):
        text = f'name = "{escape}"\n[[steps]]\nname = "A"\nhold = "5s"\n'
        assert read_routine(text, "test", {}).value is None


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("width", [1, 2, 3, 7, 20, 80])
def test_lines_are_never_wider_than_their_room(name: str, width: int) -> None:
    assert cell_len(elided(name, width)) <= width
    for lines in (wrap(name, width), balanced(name, width)):
        # A wide character alone in one column is the terminal's to cut: there is no half of it.
        assert all(cell_len(line) <= max(width, 2) for line in lines)
        assert "".join(lines).replace(" ", "") == name.replace(" ", "")
