"""Changes of a routine's text: what is asked for and nothing else, whatever way the text is written in."""

import re
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stretchcore.routine import Path
from stretchtui.drafting.draft import Draft
from stretchtui.drafting.operations import (
    SECTIONS,
    duplicate,
    insert,
    move,
    remove,
    set_values,
    tables_of,
    unwrap,
    wrap,
)
from stretchtui.drafting.pieces import CannotChange

BUILT_IN = sorted((File(__file__).parents[2] / "routines").glob("*.toml"))

BRACKETS = """\
name = "In brackets"

steps = [ # first
  # one
  { exercise = "cat-cow", reps = 3 }, # behind, it
  # two, with a comma
  { repeat = 2, steps = [
    # inner
    { exercise = "bridge", hold = "5s", left = { hold = "6s" } },
    { name = "X", hold = "5s", instructions = ["a", # why
      "b"] },
  ] },

  { rest = "10s" }
  # tail
]
defaults.prepare = "3s"
"""

HEADERS = """\
# top
name = "Under headers" # it is

[[warm_up]]   # on the header
name = "W"
hold = "1m" # long

# alone

# right above
[[cool_down]]
repeat = 2
[[cool_down.steps]]
# inside
name = "P"
[[cool_down.steps.positions]]
id = "a"
hold = "2s"
[[cool_down.steps.positions]]
id = "b" # bb
hold = "2s"

[[cool_down.steps]]
exercise = "bird-dog"
[cool_down.steps.left] # the stiff one
hold = "5s"

# c for two
[[cool_down.steps]]
exercise = "bridge"
positions.x = "3s"
# below it

# the end
"""

FLAT = 'name="F"\nsteps=[{exercise="bridge"},{rest=3}]\nwarm_up=[]\n'
TEXTS = [BRACKETS, HEADERS, FLAT, 'name = "Nothing"', *(path.read_text(encoding="utf-8") for path in BUILT_IN)]


def items(text: str) -> list[tuple[Path, Any]]:
    found: list[tuple[Path, Any]] = []

    def walk(path: Path, entries: list[Any]) -> None:
        for index, entry in enumerate(entries):
            found.append(((*path, index), entry))
            walk((*path, index, "steps"), entry.get("steps", []))

    tables = tables_of(text)
    for section in SECTIONS:
        walk((section,), tables.get(section, []))
    return found


def lists(text: str) -> list[tuple[Path, int]]:
    tables = tables_of(text)
    found: list[tuple[Path, int]] = [((section,), len(tables.get(section, []))) for section in SECTIONS]
    return found + [((*path, "steps"), len(entry["steps"])) for path, entry in items(text) if "steps" in entry]


def comments(text: str) -> set[str]:
    return {comment.strip() for comment in re.findall(r"#[^\n]*", text)}


def without_first(path: Path, gone: Path) -> Path:
    """Return what a path is once another step has been taken out."""
    level = len(gone) - 1
    if len(path) > level and path[:level] == gone[:level]:
        index, other = path[level], gone[level]
        assert isinstance(index, int)
        assert isinstance(other, int)
        if index > other:
            return (*path[:level], index - 1, *path[level + 1 :])
    return path


def some_change(data: st.DataObject, text: str) -> str:
    """Make any change; return the text itself where it is refused, which must come in one clear line."""
    there = items(text)
    sorts = ["insert", *(["remove", "move", "double", "wrap", "unwrap", "set"] if there else [])]
    sort = data.draw(st.sampled_from(sorts))
    try:
        if sort == "insert":
            holder, count = data.draw(st.sampled_from(lists(text)))
            item: dict[str, Any] = data.draw(
                st.sampled_from(
                    [{"rest": "5s"}, {"exercise": "bridge", "reps": 2}, {"repeat": 2, "steps": [{"rest": 1}]}]
                )
            )
            place = (*holder, data.draw(st.integers(0, count)))
            changed = insert(text, place, item)
            assert dict(items(changed))[place] == item
            assert comments(text) <= comments(changed)
            return changed
        path, entry = data.draw(st.sampled_from(there))
        match sort:
            case "remove":
                return remove(text, path)
            case "set":
                key = data.draw(st.sampled_from([("hold",), ("positions", "arch"), ("reps",), ("breath", "in")]))
                return set_values(text, path, {key: data.draw(st.sampled_from(["3s", None, 4, "20-30s"]))})
            case "double":
                changed, second = duplicate(text, path)
                assert dict(items(changed))[second] == entry
            case "wrap":
                changed = wrap(text, path, 3)
                assert dict(items(changed))[path] == {"repeat": 3, "steps": [entry]}
            case "unwrap":
                if "steps" not in entry:
                    return text
                changed = unwrap(text, path)
            case _:
                places = [one for one in lists(text) if one[0][: len(path)] != path]
                holder, count = data.draw(st.sampled_from(places))
                if holder == path[:-1]:
                    count -= 1
                place = (*without_first(holder, path), data.draw(st.integers(0, count)))
                changed, new = move(text, path, place)
                assert dict(items(changed))[new] == entry
        assert comments(text) <= comments(changed)
        return changed
    except CannotChange as fault:
        said = str(fault)
    assert said
    assert "\n" not in said
    return text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.sampled_from(TEXTS), data=st.data())
def test_any_changes_keep_the_comments_of_other_steps_and_undo_gives_the_text_back(
    text: str, data: st.DataObject
) -> None:
    draft = Draft(text)
    for _ in range(data.draw(st.integers(1, 6))):
        draft.change(some_change(data, draft.text), "changed", (), ())
    last = draft.text
    while draft.undo():
        pass
    assert draft.text == text
    while draft.redo():
        pass
    assert draft.text == last


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.stem)
def test_a_change_of_one_value_differs_in_one_line(path: File) -> None:
    text = path.read_text(encoding="utf-8")
    changed = set_values(text, ("steps", 0), {("sets",): 2})
    assert [line for line in changed.split("\n") if line not in text.split("\n")] in (["sets = 2"], ["sets     = 2"])


def test_a_step_moves_with_the_comment_right_above_it_and_one_that_stands_alone_stays() -> None:
    text = 'name = "X"\n\n# Part one\n\n# of a\n[[steps]]\nexercise = "a"  # why\n\n# of b\n[[steps]]\nexercise = "b"\n'
    changed, place = move(text, ("steps", 0), ("steps", 1))
    assert place == ("steps", 1)
    assert changed == (
        'name = "X"\n\n# Part one\n\n# of b\n[[steps]]\nexercise = "b"\n\n# of a\n[[steps]]\nexercise = "a"  # why\n'
    )


def test_a_removed_step_leaves_no_gap_and_the_last_of_its_section_no_empty_list() -> None:
    text = 'name = "X"\n\n[[steps]]\nrest = 1\n\n[[steps]]\nrest = 2\n\n[[cool_down]]\nrest = 3\n'
    assert remove(text, ("steps", 0)) == 'name = "X"\n\n[[steps]]\nrest = 2\n\n[[cool_down]]\nrest = 3\n'
    assert remove(text, ("cool_down", 0)) == 'name = "X"\n\n[[steps]]\nrest = 1\n\n[[steps]]\nrest = 2\n'
    assert remove('name = "X"\nsteps = [{ rest = 1 }]\n', ("steps", 0)) == 'name = "X"\n'


def test_a_block_that_loses_its_last_step_goes_with_it() -> None:
    text = 'name = "X"\nsteps = [{ rest = 1 }, { repeat = 2, steps = [{ rest = 2 }] }]\n'
    assert remove(text, ("steps", 1, "steps", 0)) == 'name = "X"\nsteps = [{ rest = 1 }]\n'
    changed, place = move(text, ("steps", 1, "steps", 0), ("steps", 0))
    assert place == ("steps", 0)
    assert tables_of(changed)["steps"] == [{"rest": 2}, {"rest": 1}]


def test_the_sections_stand_in_their_order_whatever_is_added_first() -> None:
    text = 'format = 1\nname = "X"\n'
    for section, seconds in (("cool_down", 3), ("warm_up", 1), ("steps", 2)):
        text = insert(text, (section, 0), {"rest": f"{seconds}s"})
    assert text == (
        'format = 1\nname = "X"\n\n[[warm_up]]\nrest = "1s"\n\n[[steps]]\nrest = "2s"\n\n[[cool_down]]\nrest = "3s"\n'
    )


def test_a_block_is_written_as_one_would_write_it() -> None:
    text = insert(
        wrap('name = "X"\n\n[[steps]]\nexercise = "a"\n', ("steps", 0), 2), ("steps", 0, "steps", 1), {"rest": "9s"}
    )
    assert text == ('name = "X"\n\n[[steps]]\nrepeat = 2\nsteps = [\n  { exercise = "a" },\n  { rest = "9s" },\n]\n')
    assert unwrap(text, ("steps", 0)) == 'name = "X"\n\n[[steps]]\nexercise = "a"\n\n[[steps]]\nrest = "9s"\n'


def test_comments_within_a_step_come_along_into_a_list() -> None:
    text = 'name = "X"\n[[steps]]\nexercise = "a"  # one\n# two\nreps = 3\n'
    changed = wrap(text, ("steps", 0), 2)
    assert "  # one\n  # two\n  { exercise" in changed


def test_new_keys_stand_at_their_usual_place_and_in_the_column_of_the_others() -> None:
    text = 'name = "X"\n\n[[steps]]\nexercise = "a"\nprepare  = "9s"   # down\n'
    changed = set_values(text, ("steps", 0), {("reps",): 2, ("hold",): "20s"})
    assert changed.endswith('exercise = "a"\nhold     = "20s"\nreps     = 2\nprepare  = "9s"   # down\n')


@pytest.mark.parametrize("side", ['left = { hold = "9s" }  # stiff\n', '[steps.left]  # stiff\nhold = "9s"\n'])
def test_the_dose_of_a_side_stays_as_it_is_written(side: str) -> None:
    text = f'name = "X"\n\n[[steps]]\nexercise = "bird-dog"\n{side}\n[[steps]]\nrest = "5s"\n'
    changed = set_values(text, ("steps", 0), {("hold",): "20s"})
    assert side in changed
    assert tables_of(changed)["steps"][0] == {"exercise": "bird-dog", "hold": "20s", "left": {"hold": "9s"}}
    moved, place = move(changed, ("steps", 0), ("steps", 1))
    assert place == ("steps", 1)
    assert tables_of(moved)["steps"] == tables_of(changed)["steps"][::-1]
    assert tables_of(wrap(text, ("steps", 0), 2))["steps"][0]["steps"][0]["left"] == {"hold": "9s"}


def test_defaults_come_and_go_with_their_keys() -> None:
    text = 'name = "X"\n\n# mine\n[[steps]]\nrest = 1\n'
    changed = set_values(text, (), {("defaults", "rest"): "5s"})
    assert changed == 'name = "X"\n\n[defaults]\nrest = "5s"\n\n# mine\n[[steps]]\nrest = 1\n'
    assert set_values(changed, (), {("defaults", "rest"): None}) == text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("name = ", ("steps", 0)),
        ('name = "X"\n[[steps]]\nrest = 1\n[defaults]\nrest = 2\n[[steps.positions]]\nid = "a"\n', ("steps", 0)),
    ],
)
def test_what_cannot_be_changed_without_loss_is_refused(text: str, path: Path) -> None:
    with pytest.raises(CannotChange):
        remove(text, path)


def test_texts_with_quotes_and_control_characters_are_written_so_that_they_read_the_same() -> None:
    name = 'a "b" \\ c \t # d ü 🧘'
    assert tables_of(set_values('name = "X"\n', (), {("name",): name}))["name"] == name
