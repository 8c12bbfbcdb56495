"""From what an importer read to files of the library."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exchange.import_helpers import database, desk_in, entry, received, stored, tree
from stretchcore.routine import Step
from stretchtui.exchange import receiving
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece
from stretchtui.exchange.receiving import Faulty, receive, store
from stretchtui.files import FileFault

TWIST = """\
# from my physiotherapist
name = "Twist"   # gently
easier = ["cat-cow"]

[[positions]]
id = "turn"
hold = "20s"
"""
EVENING = """\
# what I do in the evening
name = "Evening"

[[steps]]
exercise = "cat-cow"  # the well-known one

[[steps]]
repeat = 2
steps = [{ exercise = "twist", reps = 2 }]  # both
"""


def test_a_file_of_ours_is_stored_as_it_was_written(tmp_path: Path) -> None:
    delivery = stored(tmp_path, "\ufeff" + TWIST, "my-twist.toml")
    assert [(arrival.kind, arrival.id) for arrival in delivery.arrivals] == [("exercise", "my-twist")]
    assert desk_in(tmp_path).folder("exercise").joinpath("my-twist.toml").read_text() == TWIST


@pytest.mark.parametrize("name", ["-", "in/download (3).toml", "message.txt"])
def test_a_file_whose_name_is_no_id_is_called_by_what_it_is(tmp_path: Path, name: str) -> None:
    assert received(tmp_path, EVENING.replace("twist", "cat-cow"), name).arrivals[0].id == "evening"


@pytest.mark.parametrize("fences", [("```toml", "```"), ("~~~", "~~~  "), ("````", "`````"), ("```", "```\n")])
def test_a_block_pasted_from_a_chat_is_read_without_its_fence(tmp_path: Path, fences: tuple[str, str]) -> None:
    stored(tmp_path, f"\n{fences[0]}\n{TWIST.rstrip()}\n{fences[1]}\n", "-")
    assert desk_in(tmp_path).folder("exercise").joinpath("twist.toml").read_text() == TWIST


def test_a_built_in_id_is_never_taken_and_the_report_says_so(tmp_path: Path) -> None:
    delivery = stored(tmp_path, database(entry("Child's Pose")), "db.json")
    assert [arrival.id for arrival in delivery.arrivals] == ["childs-pose-2"]
    changes = [remark.message for remark in delivery.all_remarks if remark.fate is Fate.CHANGED]
    assert changes == ["it is called childs-pose-2, since the id is that of a built-in exercise"]
    assert tree(tmp_path).keys() >= {"data/routines/exercises/childs-pose-2.toml"}
    assert desk_in(tmp_path).library.exercises.entries["childs-pose"].origin == "built-in"


def test_the_same_file_twice_is_there_once(tmp_path: Path) -> None:
    data = database(entry("Child's Pose"), entry("Reach"), entry("Reach", "Reach up."))
    assert [arrival.id for arrival in stored(tmp_path, data, "db.json").new] == ["childs-pose-2", "reach", "reach-2"]
    before = tree(tmp_path)
    again = stored(tmp_path, data, "db.json")
    assert [arrival.id for arrival in again.arrivals] == ["childs-pose-2", "reach", "reach-2"]
    assert again.new == ()
    assert tree(tmp_path) == before


def test_a_built_in_sent_back_is_there_already(tmp_path: Path) -> None:
    source = desk_in(tmp_path).library.exercises.entries["cobra"].path.read_bytes()
    delivery = stored(tmp_path, source, "cobra.toml")
    assert [(arrival.id, arrival.is_known) for arrival in delivery.arrivals] == [("cobra", True)]
    assert tree(tmp_path) == {}


def test_what_the_user_has_changed_since_is_not_touched(tmp_path: Path) -> None:
    stored(tmp_path, TWIST, "twist.toml")
    mine = desk_in(tmp_path).folder("exercise") / "twist.toml"
    mine.write_text(TWIST.replace("20s", "40s"))
    delivery = stored(tmp_path, TWIST, "twist.toml")
    assert [arrival.id for arrival in delivery.new] == ["twist-2"]
    assert "your own exercise" in delivery.all_remarks[0].message
    assert "40s" in mine.read_text()


@pytest.mark.parametrize("name", ["CON", "nul", "Com1"])
def test_a_name_that_some_systems_keep_for_a_device_becomes_no_file(tmp_path: Path, name: str) -> None:
    assert [arrival.id for arrival in received(tmp_path, database(entry(name)), "-").arrivals] == [f"{name.lower()}-2"]


def test_what_lies_in_the_way_and_is_not_listed_is_left_there(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    assert desk.find("twist") is None
    theirs = desk.folder("exercise") / "twist.toml"  # as where upper and lower case are one
    theirs.parent.mkdir(parents=True)
    theirs.symlink_to(tmp_path / "nowhere")
    delivery = receive(Incoming("a file", (_own(TWIST, "twist"),)), desk)
    store(delivery)
    assert [arrival.id for arrival in delivery.new] == ["twist-2"]
    assert delivery.all_remarks[0].message == "it is called twist-2, since something of that name is in the way"
    assert not (tmp_path / "nowhere").exists()


def test_a_name_without_a_letter_of_an_id_gets_one_all_the_same(tmp_path: Path) -> None:
    data = database(entry("Наклон"), entry("前屈"))
    delivery = stored(tmp_path, data, "-")
    assert [(arrival.id, arrival.value.name) for arrival in delivery.new] == [
        ("exercise", "Наклон"),
        ("exercise-2", "前屈"),
    ]


def test_a_routine_names_its_exercises_by_the_ids_that_they_got(tmp_path: Path) -> None:
    stored(tmp_path, TWIST.replace("20s", "50s"), "twist.toml")
    incoming = [_own(TWIST, "twist"), _own(EVENING, "evening")]
    delivery = receive(Incoming("files", tuple(incoming[::-1])), desk_in(tmp_path))
    store(delivery)
    assert [arrival.id for arrival in delivery.arrivals] == ["twist-2", "evening"]
    text = (desk_in(tmp_path).folder("routine") / "evening.toml").read_text()
    assert text == EVENING.replace('"twist"', '"twist-2"')
    routine = desk_in(tmp_path).library.routine("evening").good()
    assert [step.exercise for _, _, step in routine.walk() if isinstance(step, Step)] == ["cat-cow", "twist-2"]


def test_a_file_of_ours_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    broken = TWIST.replace("20s", "soon") + 'figure = "none"\n'
    with pytest.raises(Faulty) as refused:
        received(tmp_path, broken, "twist.toml")
    assert [(problem.line, problem.path) for problem in refused.value.problems] == [
        (7, "positions[0].hold"),
        (8, "positions[0].figure"),
    ]


def test_a_routine_that_names_an_unknown_exercise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faulty) as refused:
        received(tmp_path, EVENING, "evening.toml")
    assert 'there is no exercise "twist"' in refused.value.problems[0].message


def test_what_cannot_be_one_of_ours_is_left_with_the_reason_and_the_rest_comes_in(tmp_path: Path) -> None:
    data = database(entry("Reach"), entry("R" * 101), {"name": 5}, entry(" "), "no table", entry("Lean", nonsense=1))
    delivery = received(tmp_path, data, "-")
    assert [arrival.id for arrival in delivery.arrivals] == ["reach", "lean"]
    left = {(remark.subject, remark.message) for remark in delivery.all_remarks if remark.fate is Fate.LEFT}
    assert left == {
        ("R" * 101, "the text is too long: 101 columns; at most 100 are allowed"),
        ("[2]", "it has no name"),
        ("[3]", "it has no name"),
        ("[4]", "it is no exercise"),
        ("Lean", 'the key "nonsense", which is not known'),
    }


def test_a_piece_that_the_tables_of_our_files_refuse_is_left(tmp_path: Path) -> None:
    good = {"name": "Good", "positions": [{"id": "a", "hold": "20s"}]}
    bad = {"name": "Bad", "positions": [{"id": "a", "hold": "20 moons"}]}
    pieces = (Piece("exercise", "bad", bad), Piece("exercise", "good", good))
    delivery = receive(Incoming("an app", pieces), desk_in(tmp_path))
    assert [arrival.id for arrival in delivery.arrivals] == ["good"]
    assert [(remark.fate, remark.subject) for remark in delivery.remarks] == [(Fate.LEFT, "Bad")]
    assert delivery.remarks[0].message.startswith('positions[0].hold: "20 moons" is not a time')
    with pytest.raises(BadImport, match="nothing of it can be taken in: Bad: "):
        receive(Incoming("an app", pieces[:1]), desk_in(tmp_path))


@pytest.mark.parametrize("where", ["name", "instructions", "key", "id"])
def test_an_importer_that_lets_something_hostile_through_is_not_trusted(tmp_path: Path, where: str) -> None:
    table: dict[str, Any] = {"name": "Good", "positions": [{"id": "a", "hold": "20s"}]}
    id = "../../x" if where == "id" else "good"
    if where == "key":
        table["a\x1bb"] = 1
    elif where != "id":
        table[where] = {"name": "\u202egood", "instructions": ["\x07"]}[where]
    with pytest.raises(BadImport, match=r"rewrite a screen|a path"):
        receive(Incoming("an app", (Piece("exercise", id, table),)), desk_in(tmp_path))


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    before = tree(tmp_path)
    delivery = received(tmp_path, database(*(entry(f"Reach {number}") for number in range(5))), "-")
    link, calls = os.link, []

    def failing(source: Any, target: Any, **_: Any) -> None:
        calls.append(target)
        if len(calls) == 3:
            raise OSError(errno.EEXIST, "File exists")
        link(source, target)

    monkeypatch.setattr(os, "link", failing)
    with pytest.raises(FileFault, match=r"reach-2\.toml cannot be written: file exists"):
        store(delivery)
    assert len(calls) == 3
    assert tree(tmp_path) == before


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = received(tmp_path, database(entry("Reach"), entry("Lean")), "-")
    syncs: list[int] = []

    def full(descriptor: int) -> None:
        syncs.append(descriptor)
        if len(syncs) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileFault, match="no space left on device"):
        store(delivery)
    assert tree(tmp_path) == {}


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    delivery = received(tmp_path, database(entry("Lean"), entry("Reach")), "-")
    theirs = desk_in(tmp_path).folder("exercise") / "reach.toml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    before = tree(tmp_path)
    with pytest.raises(FileFault, match="file exists"):
        store(delivery)
    assert tree(tmp_path) == before


def test_without_hard_links_files_appear_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **_named: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    stored(tmp_path, TWIST, "twist.toml")
    delivery = receive(Incoming("a file", (_own(TWIST.replace("20s", "30s"), "twist"),)), desk_in(tmp_path))
    (desk_in(tmp_path).folder("exercise") / "twist-2.toml").write_text("theirs")
    before = tree(tmp_path)
    with pytest.raises(FileFault, match="file exists"):
        store(delivery)
    assert tree(tmp_path) == before


def test_comments_that_cannot_be_kept_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_rewritten", lambda text, renamed: text)
    stored(tmp_path, TWIST.replace("20s", "50s"), "twist.toml")
    pieces = (_own(TWIST, "twist"), _own(EVENING, "evening"))
    evening = receive(Incoming("files", pieces), desk_in(tmp_path)).arrivals[1]
    assert [remark.message for remark in evening.remarks] == ["its comments are lost: ids in it had to be changed"]
    assert "twist-2" in evening.text
    assert "# " not in evening.text


def _own(text: str, id: str) -> Piece:
    from tomllib import loads

    table: Mapping[str, object] = loads(text)
    return Piece("exercise" if "positions" in table else "routine", id, table, text)
