"""What is told of a routine that is being written, its fields, and the way into its file."""

from pathlib import Path as File

import pytest

from app.stage import ROUTINES, library
from stretchcore.routine import Path
from stretchtui.authoring import Desk, Refused
from stretchtui.drafting.draft import Draft, Reading, length_words
from stretchtui.drafting.fields import Field, changes_of, fields_of, judge, routine_fields
from stretchtui.drafting.lines import draft_lines
from stretchtui.drafting.moving import destination, near, place_after
from stretchtui.drafting.nudging import nudged_count, nudged_time
from stretchtui.drafting.sheet import (
    ChangedMeanwhile,
    HasProblems,
    Origin,
    name_for_new,
    new_sheet,
    open_sheet,
)
from stretchtui.files import FileFault
from stretchtui.library import Library, NotFound
from stretchtui.paths import Paths

TEXT = """\
name = "X"
[[steps]]
exercise = "bridge"
hold = "6-8 counts"
reps = "8-12"
sets = 2
[[steps]]
repeat = 2
steps = [
  { exercise = "cat-cow", positions = { arch = "5-10s" } },
  { rest = "1m30s" },
  { name = "Plank", hold = "10s", reps = [6, 4, 2], sides = "each" },
]
[[cool_down]]
exercise = "reverse-russian-twist"
"""


def reading(text: str = TEXT) -> Reading:
    return Reading(text, "x", library())


def test_a_line_says_its_dose_with_its_ranges() -> None:
    said = [(line.depth, line.kind, line.name, line.dose) for line in reading().lines]
    assert said == [
        (0, "section", "Warm-up", "nothing yet"),
        (0, "section", "Main", ""),
        (0, "step", "Bridge", "2 sets of 6–8 s × 8–12"),
        (0, "block", "Repeat 2 ×", ""),
        (1, "step", "Cat-cow", "5–10 s + 5–10 s × 10"),
        (1, "rest", "Rest", "1 min 30 s"),
        (1, "step", "Plank", "3 sets of 10 s × 6, 4, 2, each side"),
        (0, "section", "Cool-down", ""),
        (0, "step", "Reverse Russian twist", reading().lines[-1].dose),
    ]
    assert "reps at your own pace" in reading().lines[-1].dose


def test_a_line_says_what_a_side_has_of_its_own_and_its_fields_leave_that_as_it_is() -> None:
    step = 'exercise = "knee-to-chest"\nleft = { hold = "30-40s", reps = [2, 3, "1-2"] }\nsets = 3\n'
    found = reading(f'name = "X"\n[[steps]]\n{step}[[steps]]\nexercise = "bird-dog"\nright = {{ hold = "9s" }}\n')
    assert found.problems == ()
    first, second = (line for line in found.lines if line.kind == "step")
    assert first.dose == "3 sets of 20 s × 3, each side; left 30–40 s × 2, 3, 1–2"
    assert second.dose == "5 s × 5–8, sides in turn; right 9 s"
    fields = fields_of(found, first)
    assert not {field.path[0] for field in fields} & {"left", "right"}
    verdict = judge(found, first.path, fields, {("hold",): "10s", ("sides",): "none"})
    assert verdict.text is not None
    assert "left = { hold" in verdict.text
    assert verdict.other == ('Knee to chest does not work both sides here; write sides = "each", or take this out',)


@pytest.mark.parametrize("side", ['left = "x"', "left = 3", "left = {}", "left = { hold = 3.5, x = 1 }", "right = []"])
def test_a_side_that_cannot_be_read_is_shown_all_the_same(side: str) -> None:
    found = reading(f'name = "X"\n[[steps]]\nexercise = "bird-dog"\n{side}\n')
    line = next(line for line in found.lines if line.kind == "step")
    assert line.marks
    assert line.dose.startswith("5 s × 5–8, sides in turn; ")


@pytest.mark.parametrize(
    "text",
    [
        "steps = 3",
        "steps = [3]",
        "steps = [{ name = 3 }, { exercise = [] }, { repeat = {}, steps = 1 }, { rest = [1] }, {}]",
        'steps = [{ name = "a", hold = [], reps = {}, positions = 4, sides = 1, kind = "x" }]',
        'steps = [{ exercise = "cat-cow", positions = [{ id = 1 }] }]',
        'name = "\\u001b[0m"\nsteps = [{ name = "\\u202e", hold = "\\u001b" }]',
        "warm_up = { a = 1 }",
    ],
)
def test_whatever_a_text_says_it_has_lines_and_nothing_harmful_in_them(text: str) -> None:
    lines = reading(text).lines
    assert len(lines) >= 3
    for line in lines:
        assert (line.name + line.dose).isprintable()
        fields_of(reading(text), line)


def test_problems_and_advice_belong_to_the_innermost_line() -> None:
    broken = reading(TEXT.replace('"1m30s"', '"soon"').replace("sets = 2", 'sets = "x"'))
    assert [line.name for line in broken.lines if line.marks] == ["Bridge", "Rest"]
    short = reading(TEXT.replace('hold = "10s"', 'hold = "4s"'))
    assert [line.name for line in short.lines if line.advice] == ["Plank"]
    assert short.routine is not None


def test_a_length_is_that_of_both_ends_of_the_level() -> None:
    assert length_words(12 * 60_000, 18 * 60_000) == "12–18 min"
    assert length_words(50_000, 50_000) == "50 s"
    assert length_words(50_000, 80_000) == "50 s – 1 min"
    assert length_words(59 * 60_000, 61 * 60_000) == "59 min – 1 h 01 min"
    assert reading('name = "X"').length == "–"


@pytest.mark.parametrize(
    ("text", "by", "after"),
    [
        ("20s", 1, "25s"),
        ("22s", 1, "25s"),
        ("20s", -1, "15s"),
        ("5s", -1, "5s"),
        ("20-30s", 1, "25-35s"),
        ("1m", 1, "1m15s"),
        ("1m", -1, "55s"),
        ("5 breaths", 1, "6 breaths"),
        ("2 breaths", -1, "1 breath"),
        ("6-8 counts", -1, "5-7 counts"),
        ("open", 1, "open"),
        ("soon", 1, "soon"),
    ],
)
def test_a_time_is_nudged_in_its_own_way(text: str, by: int, after: str) -> None:
    assert nudged_time(text, by) == after


def test_a_gap_can_come_to_nothing_and_a_count_stays_at_one() -> None:
    assert nudged_time("3s", -1, zero=True) == "0s"
    assert nudged_time("0s", 1, zero=True) == "5s"
    assert [nudged_count(text, -1) for text in ("3", "2-3", "1", "6, 4, 2", "x")] == ["2", "1-2", "1", "5, 3, 1", "x"]
    assert nudged_count("2-3", 1) == "3-4"


def test_an_empty_field_is_nudged_from_what_is_usual() -> None:
    assert Field(("hold",), "hold", "time", "", "20-30s").nudged("", 1) == "25-35s"
    assert Field(("hold",), "hold", "time").nudged("", 1) == "25s"
    assert Field(("reps",), "reps", "count", "", "3").nudged("", -1) == "2"


def test_only_what_was_changed_is_written_and_as_a_file_has_it() -> None:
    fields = (
        Field(("hold",), "hold", "time", "20"),
        Field(("reps",), "reps", "count", "3"),
        Field(("sets",), "sets", "count", "2"),
        Field(("sides",), "sides", "choice", "each", "none"),
        Field(("tags",), "tags", "words", ""),
    )
    values: dict[Path, str] = {
        ("hold",): "30",
        ("reps",): "6, 4-5",
        ("sets",): "",
        ("sides",): "none",
        ("tags",): "a, ,b",
    }
    assert changes_of(fields, values) == {
        ("hold",): "30s",
        ("reps",): [6, "4-5"],
        ("sets",): None,
        ("sides",): None,
        ("tags",): ["a", "b"],
    }
    assert changes_of(fields, {("hold",): " 20 "}) == {}


def test_the_faults_of_other_values_are_told_in_the_words_of_the_core() -> None:
    line = reading().lines[2]
    fields = fields_of(reading(), line)
    verdict = judge(reading(), line.path, fields, {("hold",): "soon", ("reps",): "2-1"})
    assert '"soon" is not a time' in verdict.faults["hold",]
    assert "runs backwards" in verdict.faults["reps",]
    good = judge(reading(), line.path, fields, {("hold",): "10s"})
    assert (good.faults, good.other) == ({}, ())
    assert good.words.startswith("2 sets of 10 s × 8–12 · ")


def test_a_pace_beside_a_hold_is_a_fault_of_the_form() -> None:
    line = reading().lines[2]
    verdict = judge(reading(), line.path, fields_of(reading(), line), {("pace",): "self"})
    assert verdict.faults or verdict.other


def test_every_value_that_a_form_shows_is_taken_back_as_it_was() -> None:
    for path in ROUTINES.glob("*.toml"):
        found = reading(path.read_text(encoding="utf-8"))
        for line in found.lines:
            fields = fields_of(found, line)
            assert judge(found, line.path, fields, {one.path: one.value for one in fields}).text == found.text
        assert judge(found, (), routine_fields(found), {}).text == found.text


def test_places_after_a_line_and_near_a_path_that_is_gone() -> None:
    lines = reading().lines
    assert place_after(lines[0]) == ("warm_up", 0)
    assert place_after(lines[2]) == ("steps", 1)
    assert place_after(lines[3]) == ("steps", 1, "steps", 0)
    assert lines[near(lines, ("steps", 1, "steps", 9))].name == "Plank"
    assert lines[near(lines, ("warm_up", 3))].name == "Warm-up"
    assert destination(lines, ("cool_down", 0), 1) is None
    assert destination(draft_lines({"warm_up": [{"rest": 1}]}, {}), ("warm_up", 0), -1) is None


def test_a_new_change_forgets_what_was_taken_back() -> None:
    draft = Draft("a")
    assert not draft.change("a", "nothing", (), ())
    draft.change("b", "one", ("steps", 0), ("steps", 1))
    assert draft.undo() == ("one", ("steps", 0))
    draft.change("c", "two", (), ())
    assert (draft.redo(), draft.text) == (None, "c")
    assert draft.undo()
    assert draft.undo() is None


# -- files -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: File) -> Desk:
    paths = Paths.under(tmp_path)
    return Desk(paths, Library(paths))


def user_file(desk: Desk, id: str, source: bytes) -> File:
    path = desk.paths.routines / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source)
    desk.library.__dict__.pop("entries", None)
    return path


def test_line_ends_and_a_byte_order_mark_stay(desk: Desk) -> None:
    source = b'\xef\xbb\xbfname = "X"\r\n\r\n[[steps]]\r\nexercise = "bridge"\r\n'
    path = user_file(desk, "x", source)
    sheet = open_sheet(desk, "x")
    assert (sheet.source, sheet.is_changed) == (source, False)
    sheet.draft.change(sheet.draft.text + "reps = 9\n", "changed", (), ())
    sheet.store()
    assert path.read_bytes() == source + b"reps = 9\r\n"
    sheet.draft.undo()
    assert sheet.source == source


def test_a_text_with_problems_is_not_stored_and_waits_as_a_draft(desk: Desk) -> None:
    path = user_file(desk, "x", TEXT.encode())
    sheet = open_sheet(desk, "x")
    sheet.draft.change("name = 3", "changed", (), ())
    with pytest.raises(HasProblems):
        sheet.store()
    assert path.read_text() == TEXT
    again = open_sheet(desk, "x")
    assert again.left_over() is not None
    again.go_on_with_draft()
    assert (again.draft.text, again.is_changed) == ("name = 3", True)
    again.drop_draft()
    assert again.left_over() is None


def test_a_file_that_came_meanwhile_is_not_replaced_unasked(desk: Desk) -> None:
    sheet = new_sheet(desk, "Mine")
    assert sheet.origin is Origin.NEW
    sheet.draft.change(TEXT, "changed", (), ())
    path = user_file(desk, "mine", b"other")
    with pytest.raises(ChangedMeanwhile):
        sheet.store()
    aside = sheet.store(replace=True).aside
    assert aside is not None
    assert (aside.read_bytes(), path.read_text()) == (b"other", TEXT)
    assert not sheet.is_changed


def test_a_built_in_routine_is_copied_only_when_it_is_stored(desk: Desk) -> None:
    sheet = open_sheet(desk, "quick-relief")
    assert sheet.origin is Origin.BUILT_IN
    assert not desk.paths.routines.exists()
    assert sheet.store().path == desk.paths.routines / "quick-relief.toml"
    assert sheet.origin.value == "own"


def test_new_names_are_free_and_fit_for_a_file(desk: Desk) -> None:
    assert name_for_new(desk) == "My routine"
    user_file(desk, "my-routine", TEXT.encode())
    assert name_for_new(desk) == "My routine 2"
    assert new_sheet(desk, "My routine").id == "my-routine-2"
    assert new_sheet(desk, "Quick relief").id == "quick-relief-2"
    assert [new_sheet(desk, name).id for name in ("!", "a/b", "日本")] == ["routine", "a-b", "routine"]
    for name in ("\x1b", ""):
        with pytest.raises(Refused):
            new_sheet(desk, name)


def test_what_is_no_text_or_not_there_is_refused(desk: Desk) -> None:
    user_file(desk, "x", b"\xff")
    with pytest.raises(FileFault, match="UTF-8"):
        open_sheet(desk, "x")
    with pytest.raises(NotFound):
        open_sheet(desk, "nothing")
