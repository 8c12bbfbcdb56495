"""The editor: routines are built and changed, by keys and by the mouse, and files are those that one would write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.events import Key

from app.stage import FakeServices, Stage, builtin_plan, home
from stretchcore.text import printable
from stretchtui.app.screens.editor import EditorScreen
from stretchtui.app.screens.form import FormScreen
from stretchtui.app.screens.home import HomeScreen
from stretchtui.app.screens.picker import PickerScreen
from stretchtui.app.screens.session import SessionScreen
from stretchtui.app.widgets.fields import ChoiceField, Tap, TextField
from stretchtui.app.widgets.keybar import KeyBar
from stretchtui.app.widgets.page import Page
from stretchtui.app.widgets.rows import RowList
from stretchtui.composing import Idea, opening
from stretchtui.drafting.sheet import Sheet

HEADER = opening(Idea("my-routine", "My routine"))

HAND_WRITTEN = """\
name    = "Mine"   # as it is called

# Down on the mat.
[[steps]]
exercise = "knee-to-chest"   # slowly
reps     = 2

# Then around.
[[steps]]
exercise = "supine-twist"

[[steps]]
repeat = 2
steps = [
  { exercise = "bridge" },  # with the hips level
  { rest = "10s" },
]
"""


@asynccontextmanager
async def editor(
    root: Path, text: str | None = None, size: tuple[int, int] = (100, 30), id: str = "mine"
) -> AsyncIterator[Stage]:
    """Open the editor: on a file with a text, on a built-in routine, or without either on a new one."""
    services = FakeServices({id: builtin_plan("desk-break")} if text or id != "mine" else {}, root=root)
    if text:
        path = file_of(root, id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    async with home(services, size) as stage:
        if text or id != "mine":
            await stage.press("e")
        else:
            await stage.press("N", "enter")
        await stage.wait()
        yield stage


def file_of(root: Path, id: str = "my-routine") -> Path:
    return root / "data" / "routines" / f"{id}.toml"


def draft_of(root: Path, id: str = "my-routine") -> Path:
    return root / "state" / "drafts" / f"{id}.toml"


def screen_of(stage: Stage) -> EditorScreen:
    return next(screen for screen in stage.app.screen_stack if isinstance(screen, EditorScreen))


def sheet_of(stage: Stage) -> Sheet:
    return screen_of(stage)._sheet


def text_of(stage: Stage) -> str:
    return sheet_of(stage).draft.text


def checks_of(stage: Stage) -> str:
    return " ".join(paragraph.text for paragraph in screen_of(stage).query_one("#checks", Page)._paragraphs)


async def type_in(stage: Stage, text: str) -> None:
    await stage.press(*("space" if character == " " else character for character in text))


async def add(stage: Stage, words: str) -> None:
    await stage.press("a")
    await type_in(stage, words)
    await stage.press("enter")


async def burst(stage: Stage, text: str) -> None:
    """Type faster than anything can be drawn: the next key is there before the last one has been seen."""
    names = {"\r": "enter", " ": "space", "\x13": "ctrl+s", "\x15": "ctrl+u", "\x7f": "backspace"}
    for character in text:
        stage.app.post_message(Key(names.get(character, character), character))
    for _ in range(3):
        await stage.wait()


# -- by keys -----------------------------------------------------------------------------------------------------------


async def test_a_routine_is_built_stored_run_changed_and_undone_by_keys_alone(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        await add(stage, "childs")
        await add(stage, "bridge")
        await stage.press("enter")
        await type_in(stage, "6 counts")
        await stage.press("down")
        await type_in(stage, "8-12")
        await stage.press("enter")
        await stage.press("b")
        await add(stage, "a rest")
        await stage.press("home")
        await add(stage, "of your own")
        await type_in(stage, "My stretch, on the spot")
        await stage.press("down")
        await type_in(stage, "1-2m")
        await stage.press("enter")
        await stage.press("s")
        assert file_of(tmp_path).read_text() == HEADER + (
            '\n[[warm_up]]\nname = "My stretch, on the spot"\nhold = "1-2m"\n'
            '\n[[steps]]\nexercise = "childs-pose"\n'
            "\n[[steps]]\nrepeat = 2\nsteps = [\n"
            '  { rest = "30s" },\n  { exercise = "bridge", hold = "6 counts", reps = "8-12" },\n]\n'
        )
        await stage.press("t")
        assert isinstance(stage.app.screen, SessionScreen)
        await stage.press("q", "y", "enter")
        assert isinstance(stage.app.screen, EditorScreen)
        stored = text_of(stage)
        await stage.press("end", "up", "d", "home", "down", "D")
        assert text_of(stage) != stored
        for _ in range(2):
            await stage.press("u")
        assert text_of(stage) == stored
        await stage.press("q")
        assert isinstance(stage.app.screen, HomeScreen)


async def test_undo_goes_back_to_the_beginning_and_redo_to_the_end(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down", "down", "J", "D", "b", "d", "K")
        last = text_of(stage)
        await stage.press(*["ctrl+z"] * 8)
        assert sheet_of(stage).source == HAND_WRITTEN.encode()
        assert "Nothing to undo" in stage.text()
        await stage.press(*["U"] * 8)
        assert text_of(stage) == last


async def test_a_line_goes_down_through_blocks_and_sections_and_up_again(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down")
        places = []
        for key in [*["J"] * 6, *["K"] * 7]:
            await stage.press(key)
            line = screen_of(stage)._line
            assert line is not None
            assert line.name == "Knee to chest"
            places.append(line.path)
        assert places[:6] == [
            ("steps", 1),
            ("steps", 1, "steps", 0),
            ("steps", 1, "steps", 1),
            ("steps", 1, "steps", 2),
            ("steps", 2),
            ("cool_down", 0),
        ]
        assert places[6:] == [*reversed(places[:5]), ("steps", 0), ("warm_up", 0)]


async def test_a_value_is_judged_while_it_is_typed_and_a_wrong_one_is_not_taken(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down", "enter")
        await type_in(stage, "2x")
        assert '! "2x" is not a time' in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, FormScreen)
        await stage.press("backspace")
        assert "is not a time" not in stage.text()
        await stage.press("enter")
        assert 'exercise = "knee-to-chest"   # slowly\nhold     = "2s"\nreps     = 2\n' in text_of(stage)
        assert "2 s × 2, each side" in stage.text()


async def test_enter_counts_after_what_was_typed_before_it_however_fast(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down", "enter")
        await burst(stage, "45s\r")
        assert 'exercise = "knee-to-chest"   # slowly\nhold     = "45s"\n' in text_of(stage)
        await stage.press("enter")
        await burst(stage, "abc\r")  # behind the figure that stands there
        assert isinstance(stage.app.screen, FormScreen)
        assert "is not a time" in stage.text()
        await stage.press("escape", "a")
        await burst(stage, "cobra\r")
        assert 'exercise = "cobra"' in text_of(stage)
        assert "bird-dog" not in text_of(stage)


async def test_every_key_of_a_field_counts_in_its_order_however_fast(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down", "enter")
        await burst(stage, "99\x1546\x7f5s\x13")
        assert 'hold     = "45s"\n' in text_of(stage)
        await stage.press("a")
        await burst(stage, "bird\x15rolls\x7f\x7f\x7f\x7f\x7fcobra\r")
        assert 'exercise = "cobra"' in text_of(stage)


@pytest.mark.parametrize(
    ("name", "id"),
    [("Neck/shoulders", "neck-shoulders"), ("[@click=app.quit]Evil[/]", "click-app-quit-evil"), ("日本", "routine")],
)
async def test_a_routine_may_have_any_name(tmp_path: Path, name: str, id: str) -> None:
    async with home(FakeServices({}, root=tmp_path), (100, 30)) as stage:
        await stage.press("N")
        await burst(stage, f"\x15{name}\r")
        assert sheet_of(stage).id == id
        await add(stage, "bridge")
        await stage.press("s")
        assert f'name = "{name}"' in file_of(tmp_path, id).read_text()


async def test_an_empty_field_shows_what_is_usual_and_takes_the_key_out(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down", "enter", "down", "ctrl+u")
        field = stage.app.screen.query_one("#field-1", TextField)
        assert (field.value, field.placeholder) == ("", "3")
        await stage.press("enter")
        assert text_of(stage) == HAND_WRITTEN.replace("reps     = 2\n", "")


async def test_escape_in_a_form_changes_nothing_and_an_own_exercise_is_not_added(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down", "enter", "5", "escape")
        await add(stage, "of your own")
        await stage.press("escape")
        assert text_of(stage) == HAND_WRITTEN


async def test_the_routine_itself_has_a_form(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("r", *["backspace"] * 4)
        await type_in(stage, "Ours")
        await stage.press("down", "down")
        await type_in(stage, "back, gentle")
        await stage.press("down", "1", "2", "enter")
        assert text_of(stage) == HAND_WRITTEN.replace('"Mine"', '"Ours"').replace(
            "called\n", 'called\ntags    = ["back", "gentle"]\n\n[defaults]\nprepare = "12s"\n'
        )


async def test_the_positions_of_an_exercise_each_have_their_hold(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        await add(stage, "cat-cow")
        await stage.press("enter", "4", "down", "6", "enter")
        assert text_of(stage).endswith('exercise = "cat-cow"\npositions = { arch = "4s", round = "6s" }\n')


# -- by the mouse ------------------------------------------------------------------------------------------------------


async def click_key(stage: Stage, label: str) -> None:
    """Click on a key of the last lines."""
    for bar in stage.app.screen.query(KeyBar):
        if not bar.display or not bar.size:
            continue
        row = bar.render_line(0).text
        if f" {label}" in row:
            await stage.pilot.click(bar, offset=(row.index(f" {label}") + 1, 0))
            await stage.wait()
            return
    pytest.fail(f"there is no key {label} in sight:\n{stage.text()}")


async def click_row(stage: Stage, text: str) -> None:
    """Click on a row of the list in sight."""
    rows = stage.app.screen.query_one(RowList)
    for y in range(rows.size.height):
        if text in rows.render_line(y).text:
            await stage.pilot.click(rows, offset=(4, y))
            await stage.wait()
            return
    pytest.fail(f"there is no row {text} in sight:\n{stage.text()}")


async def click_sign(stage: Stage, does: str) -> None:
    tap = next(tap for tap in stage.app.screen.query(Tap) if tap.does == does)
    await stage.pilot.click(tap)
    await stage.wait()


@pytest.mark.parametrize("size", [(100, 30), (60, 20)], ids="{0[0]}x{0[1]}".format)
async def test_a_routine_is_built_stored_run_changed_and_undone_by_the_mouse_alone(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with home(FakeServices(root=tmp_path), size) as stage:
        await click_key(stage, "new")
        await click_key(stage, "done")
        assert isinstance(stage.app.screen, EditorScreen)
        await click_key(stage, "add")
        await click_row(stage, "Bird dog")
        assert isinstance(stage.app.screen, EditorScreen)
        await click_key(stage, "add")
        await click_row(stage, "Bridge")
        await click_key(stage, "add")
        assert isinstance(stage.app.screen, EditorScreen)
        await click_row(stage, "Bird dog")
        await click_key(stage, "change")
        assert isinstance(stage.app.screen, FormScreen)
        await click_sign(stage, "more 0")
        await click_sign(stage, "more 0")
        await click_sign(stage, "less 1")
        choice = stage.app.screen.query_one(ChoiceField)
        await stage.pilot.click(choice, offset=(8, 0))
        await click_key(stage, "done")
        await click_key(stage, "save")
        assert file_of(tmp_path).read_text() == HEADER + (
            '\n[[steps]]\nexercise = "bird-dog"\nhold = "15s"\nreps = "4-7"\nsides = "each"\n'
            '\n[[steps]]\nexercise = "bridge"\n'
        )
        await click_key(stage, "menu")
        await click_row(stage, "Run the routine")
        await click_row(stage, "Run the routine")
        assert isinstance(stage.app.screen, SessionScreen)
        await click_key(stage, "stop")
        await click_key(stage, "stop")
        await click_key(stage, "close")
        assert isinstance(stage.app.screen, EditorScreen)
        await click_key(stage, "down")
        await click_key(stage, "delete")
        await click_key(stage, "undo")
        await click_key(stage, "undo")
        assert not sheet_of(stage).is_changed
        await click_key(stage, "leave")
        assert isinstance(stage.app.screen, HomeScreen)


# -- what is said ------------------------------------------------------------------------------------------------------


async def test_length_problems_and_advice_are_in_sight_and_change_with_the_routine(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        assert "Nothing in it yet" in checks_of(stage)
        await add(stage, "childs")
        assert "1 min" in stage.text().splitlines()[1]
        assert "There is no warm-up" in checks_of(stage)
        await stage.press("home")
        await add(stage, "cat-cow")
        assert "no warm-up" not in checks_of(stage)


async def test_a_problem_marks_its_line_and_is_told_with_its_name(tmp_path: Path) -> None:
    broken = HAND_WRITTEN.replace('"supine-twist"', '"supine-twst"').replace('"10s"', '"ten"')
    async with editor(tmp_path, broken) as stage:
        assert "2 problems" in stage.text().splitlines()[1]
        assert "! supine-twst" in stage.text()
        assert 'did you mean "supine-twist"?' in checks_of(stage)
        await stage.press("end", "up", "enter")
        assert "is not a time" in stage.text()
        await stage.press(*["backspace"] * 3, "9", "enter")
        assert "1 problem " in f"{stage.text().splitlines()[1]} "


async def test_a_text_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    async with editor(tmp_path, 'name = "Mine"\nsteps = [\n') as stage:
        await stage.press("a", "d", "D", "J", "b", "down", "enter", "s", "t", "u")
        assert isinstance(stage.app.screen, EditorScreen)
        assert text_of(stage) == 'name = "Mine"\nsteps = [\n'
        assert "stretchtui edit mine" in " ".join(stage.text().split()) or "problem" in stage.text()


async def test_a_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    hostile = 'name = "[@click=app.quit]x[/]"\n[[steps]]\nname = "[/][red]\\u001b]0;x\\u0007"\nhold = "[bold]"\n'
    async with editor(tmp_path, hostile) as stage:
        await stage.press("down", "down")
        assert "[/][red]" in stage.text()
        assert "\x1b" not in stage.text()
        await stage.press("enter")
        assert "[bold]" in stage.text()
        assert printable(stage.text().replace("\n", " "), 10_000).isprintable()


# -- the file ----------------------------------------------------------------------------------------------------------


async def test_a_routine_with_problems_is_kept_as_a_draft_and_gone_on_with(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        await stage.press("r", "end", "1", "enter")
        await stage.press("s")
        assert "Kept as a draft" in " ".join(stage.text().split())
        assert not file_of(tmp_path).exists()
        assert 'name = "My routine1"' in draft_of(tmp_path).read_text()
    async with editor(tmp_path) as stage:
        assert "Go on with the draft?" in stage.text()
        await stage.press("g")
        assert 'name = "My routine1"' in text_of(stage)
        await add(stage, "childs")
        await stage.press("s")
        assert file_of(tmp_path).exists()
        assert not draft_of(tmp_path).exists()


async def test_a_draft_that_is_not_wanted_is_put_aside(tmp_path: Path) -> None:
    draft_of(tmp_path, "mine").parent.mkdir(parents=True)
    draft_of(tmp_path, "mine").write_text("left over")
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("n")
        assert text_of(stage) == HAND_WRITTEN
        (aside,) = (tmp_path / "state" / "removed").glob("mine-*.toml")
        assert aside.read_text() == "left over"


async def test_a_built_in_routine_becomes_a_copy_of_ones_own_only_when_it_is_stored(tmp_path: Path) -> None:
    async with editor(tmp_path, id="desk-break") as stage:
        assert "built in" in stage.text()
        await stage.press("end", "up", "D", "s")
        assert file_of(tmp_path, "desk-break").read_text().count("piriformis-pull") == 2
    async with editor(tmp_path / "other", id="quick-relief") as stage:
        await stage.press("q")
        assert isinstance(stage.app.screen, HomeScreen)
        assert not (tmp_path / "other" / "data").exists()


async def test_a_file_that_was_changed_meanwhile_is_replaced_only_after_a_question_and_kept(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("end", "up", "d")
        file_of(tmp_path, "mine").write_text("# other\n")
        await stage.press("s")
        assert "Replace the other version?" in stage.text()
        await stage.press("escape")
        assert file_of(tmp_path, "mine").read_text() == "# other\n"
        await stage.press("s", "r")
        assert "exercise" in file_of(tmp_path, "mine").read_text()
        (aside,) = (tmp_path / "state" / "removed").glob("mine-*.toml")
        assert aside.read_text() == "# other\n"


@pytest.mark.parametrize(
    ("answer", "left", "stored"), [("s", True, True), ("d", True, False), ("escape", False, False)]
)
async def test_leaving_with_changes_asks(tmp_path: Path, answer: str, left: bool, stored: bool) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("end", "up", "d", "q")
        assert "Store the changes?" in stage.text()
        await stage.press(answer)
        assert isinstance(stage.app.screen, HomeScreen) == left
        assert (file_of(tmp_path, "mine").read_text() != HAND_WRITTEN) == stored
        await stage.press("escape" if left else "ctrl+c")
    assert draft_of(tmp_path, "mine").exists() == (not left)


async def test_the_text_is_kept_as_a_draft_when_the_program_ends(tmp_path: Path) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("end", "up", "d", "ctrl+c")
    assert draft_of(tmp_path, "mine").read_text() != HAND_WRITTEN


async def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        (tmp_path / "data").write_text("in the way")
        await add(stage, "childs")
        await stage.press("s")
        assert screen_of(stage)._notices.page.startswith(str(tmp_path)[:20])
        assert sheet_of(stage).is_changed


async def test_a_name_that_is_none_is_refused_while_it_is_typed(tmp_path: Path) -> None:
    async with home(FakeServices(root=tmp_path)) as stage:
        await stage.press("N", "ctrl+u")
        assert "the text is empty" in stage.text()
        await stage.press("enter")
        assert isinstance(stage.app.screen, FormScreen)


async def test_what_is_called_as_was_searched_stands_first(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        await stage.press("a")
        await type_in(stage, "knee to")
        screen = stage.app.screen
        assert isinstance(screen, PickerScreen)
        assert screen._shown[0].name == "Knee to chest"


async def test_the_search_finds_by_name_muscle_and_posture(tmp_path: Path) -> None:
    async with editor(tmp_path) as stage:
        await stage.press("a")
        await type_in(stage, "neck seated")
        screen = stage.app.screen
        assert isinstance(screen, PickerScreen)
        names = [offer.name for offer in screen._shown]
        assert "Neck tilt" in names
        assert "Bridge" not in names
        await type_in(stage, " zzz")
        await stage.press("enter")
        assert screen is stage.app.screen
        await stage.press("escape")
        assert isinstance(stage.app.screen, EditorScreen)


# -- sizes and themes --------------------------------------------------------------------------------------------------

SIZES = [(1, 1), (5, 3), (20, 6), (33, 12), (60, 20), (90, 14), (300, 80)]


@pytest.mark.parametrize("key", ["", "enter", "a", "m", "r", "question_mark"])
async def test_no_size_crashes_or_runs_over(tmp_path: Path, key: str) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        await stage.press("down", "down")
        if key:
            await stage.press(key)
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await stage.wait()
            rows = stage.text().split("\n")
            assert len(rows) == height
            assert all(len(row) <= width for row in rows)
            assert stage.app._exception is None


@pytest.mark.parametrize("theme", ["stretch-light", "stretch-contrast", "nord"])
async def test_any_theme_will_do(tmp_path: Path, theme: str) -> None:
    async with editor(tmp_path, HAND_WRITTEN) as stage:
        stage.app.theme = theme
        await stage.press("down", "down", "enter")
        assert "hold" in stage.text()
