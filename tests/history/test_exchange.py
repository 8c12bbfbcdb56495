"""The history goes out as lines of JSON and comes in again, whole or not at all."""

from __future__ import annotations

import io
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from history.makers import START, Clock, begin, hold, uuid, whole
from stretchtui.history import (
    ExportReport,
    History,
    HistoryUnavailable,
    ImportReport,
    export_file,
    export_lines,
    import_lines,
    open_history,
    write_lines,
)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", write=True, now=Clock()) as history:
        yield history


@pytest.fixture
def other(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "other.db", write=True, now=Clock()) as history:
        yield history


def text_of(history: History) -> str:
    return "".join(export_lines(history))


def read(history: History, text: str | bytes) -> ImportReport:
    return import_lines(history, io.BytesIO(text.encode() if isinstance(text, str) else text))


def statistics(history: History) -> tuple[object, ...]:
    return history.days(), history.dose(), history.dose_by_week(role="secondary"), history.exercises_done()


def fill(history: History) -> None:
    whole(history, 1, started_at=START, plan={"name": "Ünïcode – 体", "n": 1.5, "e": 1e22, "z": -0.0})
    whole(history, 2, phases=0, simulated=True)
    begin(history, 3, dump={"state": "paused"}, pain_before=3)
    hold(history, uuid(3), 0, exercise=None, side=None, outcome="pain")
    history.remove(whole(history, 4))
    history.rate(uuid(1), before=5, after=2, note='a "better" day \\o/')


def test_a_line_carries_a_session_whole_in_canonical_form(history: History) -> None:
    session = begin(history, 1, started_at=START, dump={"b": 1, "a": None}, plan={"é": [1]})
    hold(history, session, 0)
    (line,) = export_lines(history)
    assert line.endswith("}\n")
    data = json.loads(line)
    assert line == json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    row = history.session(session)
    phases = data.pop("phases")
    assert data == {
        **row.to_data(),
        "updated_at": row.updated_at,
        "deleted_at": None,
        "plan": {"é": [1]},
        "dump": {"b": 1, "a": None},
        "format": 2,
    }
    (stored,) = history.phases(session)
    assert phases == [{**stored.to_data(), "static": True, "secondary": ["hamstrings"]}]


def test_a_line_of_format_1_is_one_whose_phases_knew_of_no_pauses(history: History, other: History) -> None:
    fill(history)
    old = []
    for line in export_lines(history):
        data = json.loads(line)
        data["format"] = 1
        for phase in data["phases"]:
            assert phase.pop("pauses") == []
        old.append(json.dumps(data) + "\n")
    assert read(other, "".join(old)) == ImportReport(added=4, updated=0, unchanged=0)
    assert text_of(other) == text_of(history)
    assert read(history, "".join(old)) == ImportReport(added=0, updated=0, unchanged=4)
    too_new = old[0].replace('"run":', '"pauses": [], "run":')
    assert read(other, too_new).problems[0].message == "'pauses' is no known key of this format"


def test_pauses_go_along(history: History, other: History) -> None:
    session = begin(history, 1)
    hold(history, session, 0, pauses=((2_000, 5_000), (9_000, 1)))
    read(other, text_of(history))
    assert text_of(other) == text_of(history)
    assert other.phases(session)[0].pauses == ((2_000, 5_000), (9_000, 1))


def test_an_imported_history_is_the_same_byte_for_byte_and_counts_the_same(history: History, other: History) -> None:
    fill(history)
    assert read(other, text_of(history)) == ImportReport(added=4, updated=0, unchanged=0)
    assert text_of(other) == text_of(history)
    assert statistics(other) == statistics(history)
    assert other.sessions(include_deleted=True) == history.sessions(include_deleted=True)
    other.restore(uuid(4))
    assert {(dose.left_ms, dose.none_ms) for dose in other.dose()} == {(80_000, 20_000)}


def test_importing_the_same_file_twice_changes_nothing(history: History, other: History) -> None:
    fill(history)
    text = text_of(history)
    read(other, text)
    for store in (other, history):
        assert read(store, text) == ImportReport(added=0, updated=0, unchanged=4)
        assert text_of(store) == text


def test_the_later_edit_wins_with_its_phases(history: History, other: History) -> None:
    fill(history)
    old = text_of(history)
    read(other, old)
    hold(other, uuid(3), 1)
    other.remove(uuid(1))
    assert read(history, text_of(other)) == ImportReport(added=0, updated=2, unchanged=2)
    assert text_of(history) == text_of(other)
    assert statistics(history) == statistics(other)
    assert read(history, old) == ImportReport(added=0, updated=0, unchanged=4)
    assert text_of(history) == text_of(other)


def test_lines_are_in_the_order_of_their_instants(history: History) -> None:
    begin(history, 1, started_at=datetime.fromisoformat("2025-03-28T23:00:00+09:00"))
    begin(history, 2, started_at=datetime.fromisoformat("2025-03-28T08:00:00-07:00"))
    begin(history, 9, started_at=datetime.fromisoformat("2025-03-28T14:00:00+00:00"))
    assert [json.loads(line)["id"] for line in export_lines(history)] == [uuid(1), uuid(9), uuid(2)]


def test_one_session_is_exported_alone(history: History) -> None:
    fill(history)
    (line,) = export_lines(history, uuid(2))
    assert json.loads(line)["id"] == uuid(2)
    assert list(export_lines(history, uuid(99))) == []


def change(**values: object) -> Callable[[dict[str, Any]], None]:
    return lambda data: data.update(values)


def change_phase(**values: object) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["phases"][0].update(values)


def drop(key: str) -> Callable[[dict[str, Any]], None]:
    def act(data: dict[str, Any]) -> None:
        del data[key]

    return act


def deep() -> dict[str, object]:
    plan: dict[str, object] = {}
    for _ in range(100):
        plan = {"a": plan}
    return plan


BAD: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (change(format=3), "format: 3 needs a newer version of stretchtui"),
    (change(format=10**40), "format: 1000"),
    (change(format=True), "format: is not 2"),
    (drop("format"), "format: is not 2"),
    (drop("note"), "note: is missing"),
    (change(colour="red"), "'colour' is no known key"),
    (change(**{"\x1b]0;x\x07": 1}), r"'\\x1b]0;x\\x07' is no known key"),
    (change(id="1"), "id: is not a UUID"),
    (change(id="0000000A-0000-0000-0000-000000000001"), "id: is not a UUID in lower case"),
    (change(routine=None), "routine: is not a text"),
    (change(name="a\x1b[2J"), "name: holds the refused character U\\+001B"),
    (change(name="a\ud800"), "name: holds the refused character U\\+D800"),
    (change(name="x" * 1_001), "name: is longer"),
    (change(note="a\u202eb"), "note: holds the refused character U\\+202E"),
    (change(level=101), "level: is not from 0 to 100"),
    (change(level=1.0), "level: is not a whole number"),
    (change(level=True), "level: is not a whole number"),
    (change(planned_ms=10**30), "planned_ms: is not from"),
    (change(pain_after=11), "pain_after: is not from 0 to 10"),
    (change(simulated=0), "simulated: is neither true nor false"),
    (change(outcome="done"), "outcome: is none of completed, stopped, abandoned"),
    (change(outcome=None), "outcome: a session has an end and an outcome, or neither"),
    (change(started_at="2025-03-28T07:00:00.250"), "started_at: is not a time"),
    (change(started_at="2025-02-30T07:00:00.250+01:00"), "started_at: is not a time"),
    (change(started_at="2025-03-28T07:00:00.250+15:00"), "started_at: is out of bounds"),
    (change(started_at="2025-03-28T24:00:00.250+01:00"), "started_at: is not a time"),
    (change(started_at="२०२५-03-28T07:00:00.250+01:00"), "started_at: is not a time"),
    (change(started_at="0001-01-01T00:00:00.000+01:00"), "started_at: is out of bounds"),
    (change(ended_at=0), "ended_at: is not a text"),
    (change(updated_at="9999-12-31T23:59:59.999999+00:00"), "updated_at: is out of bounds"),
    (change(updated_at="2025-03-28T07:00:00.250000+01:00"), "updated_at: is not a time"),
    (change(deleted_at=False), "deleted_at: is not a text"),
    (change(plan=[]), "plan: is not an object"),
    (change(plan={"a": [{"b": "c\u0007"}]}), r"plan: a\[0\]\.b: holds the refused character U\+0007"),
    (change(plan={"a\u0085": 1}), "plan: a key: holds the refused character U\\+0085"),
    (change(plan={"a": 10**30}), "plan: holds a number out of bounds"),
    (change(plan=deep()), "plan: is nested deeper than 64 levels"),
    (change(dump="{}"), "dump: is not an object"),
    (change(phases={}), "phases: is not a list"),
    (change(phases=[1]), r"phases\[0\]: is not an object"),
    (change_phase(kind="jump"), r"phases\[0\]: kind: is none of"),
    (change_phase(outcome="completed"), r"phases\[0\]: outcome: is none of"),
    (change_phase(side="up"), r"phases\[0\]: side: is none of"),
    (change_phase(targets=["a\n"]), r"phases\[0\]\.targets\[0\]: holds the refused character U\+000A"),
    (change_phase(actual_ms=-1), r"phases\[0\]: actual_ms: is not from"),
    (change_phase(step=1), r"phases\[0\]: 'step' is no known key"),
    (change_phase(run=5), r"phases\[1\]: run: does not follow"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD)
def test_a_bad_line_is_named_and_nothing_of_its_file_is_stored(
    history: History, other: History, spoil: Callable[[dict[str, Any]], None], message: str
) -> None:
    for number in (1, 2, 3):
        whole(history, number)
    lines = text_of(history).splitlines()
    data = json.loads(lines[1])
    spoil(data)
    report = read(other, "\n".join([lines[0], json.dumps(data), lines[2]]))
    assert (report.added, report.updated, report.unchanged) == (0, 0, 0)
    ((line, said),) = [(problem.line, problem.message) for problem in report.problems]
    assert line == 2
    assert said.isprintable()
    assert re.search(message, said)
    assert text_of(other) == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"format":1,"format":1}', "a key stands twice"),
        (b'{"format":NaN}', "NaN is no JSON"),
        (b'{"format":' + b"[" * 200_000, "nested too deep"),
        (b'{"format":' + b"9" * 10_000 + b"}", "a number too long"),
        (b'{"format":1e999}', "format: is not 2"),
        (b"[" * (16 * 1024 * 1024 + 2), "longer than 16,777,216 bytes"),
    ],
)
def test_a_line_that_is_no_session_is_named(other: History, line: bytes, message: str) -> None:
    report = read(other, b"\n\n" + line + b"\n{}\n")
    assert [problem.line for problem in report.problems] == [3, 4]
    assert message in report.problems[0].message
    assert report.problems[0].message.isprintable()


def test_numbers_that_are_not_finite_are_refused_wherever_they_stand(history: History, other: History) -> None:
    whole(history, 1, plan={"n": 12345})
    report = read(other, text_of(history).replace("12345", "1e999"))
    (problem,) = report.problems
    assert problem.message.startswith("plan: is not plain JSON data (Out of range float")


def test_no_more_than_a_hundred_problems_are_listed(other: History) -> None:
    assert len(read(other, b"{\n" * 5_000).problems) == 100


def test_blank_lines_a_mark_at_the_start_and_other_line_ends_are_read(history: History, other: History) -> None:
    fill(history)
    text = text_of(history)
    assert read(other, "\ufeff" + text.replace("\n", "\r\n\r\n")).added == 4
    assert text_of(other) == text


def test_a_full_temporary_folder_is_named(
    history: History, other: History, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole(history, 1)
    monkeypatch.setattr("stretchtui.history.exchange._SPOOL_BYTES", 10)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(HistoryUnavailable, match="missing"):
        read(other, text_of(history))
    assert text_of(other) == ""


def test_an_empty_file_imports_nothing(other: History) -> None:
    assert read(other, b"") == ImportReport(0, 0, 0)


def test_two_lines_of_one_session_merge_like_two_files(history: History, other: History) -> None:
    whole(history, 1)
    old = text_of(history)
    history.rate(uuid(1), after=1)
    assert read(other, text_of(history) + old) == ImportReport(added=1, updated=0, unchanged=1)
    assert text_of(other) == text_of(history)


def test_an_edit_after_an_import_is_later_than_what_was_imported(history: History, other: History) -> None:
    whole(history, 1)
    data = json.loads(text_of(history))
    data["updated_at"] = "2999-01-01T00:00:00.000000+00:00"
    read(other, json.dumps(data))
    assert other.rate(uuid(1), after=1).updated_at == "2999-01-01T00:00:00.000001+00:00"


def test_a_session_too_long_for_a_line_goes_without_its_plan(
    history: History, other: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(history, 1, plan={"text": "x" * 5_000})
    whole(history, 2, phases=30)
    monkeypatch.setattr("stretchtui.history.exchange.MAX_LINE_BYTES", 4_000)
    stream = io.StringIO()
    assert write_lines(history, stream) == ExportReport(2, (uuid(1), uuid(2)))
    assert read(other, stream.getvalue()).added == 2
    assert read(history, stream.getvalue()).unchanged == 2
    assert text_of(other) == text_of(history)
    assert [len(other.phases(uuid(number))) for number in (1, 2)] == [2, 0]
    assert other.plan(uuid(1)) is None


def test_a_file_is_replaced_whole_and_is_for_the_user_alone(history: History, tmp_path: Path) -> None:
    fill(history)
    target = tmp_path / "out" / "history.jsonl"
    target.parent.mkdir()
    target.write_text("old")
    assert export_file(history, target) == ExportReport(4)
    assert target.read_text(encoding="utf-8") == text_of(history)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [entry.name for entry in target.parent.iterdir()] == ["history.jsonl"]


def test_an_export_that_fails_leaves_the_old_file(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(history)
    target = tmp_path / "out" / "history.jsonl"
    target.parent.mkdir()
    target.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HistoryUnavailable, match="No space left"):
        export_file(history, target)
    assert {entry.name: entry.read_text() for entry in target.parent.iterdir()} == {"history.jsonl": "old"}


def test_an_export_to_where_no_file_can_be_is_named(history: History, tmp_path: Path) -> None:
    for target in (tmp_path / "missing" / "history.jsonl", tmp_path):
        with pytest.raises(HistoryUnavailable):
            export_file(history, target)


def test_an_export_to_a_device_does_not_replace_it(history: History) -> None:
    fill(history)
    assert export_file(history, os.devnull).sessions == 4
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)


def test_an_export_is_of_one_instant(history: History, tmp_path: Path) -> None:
    whole(history, 1)
    whole(history, 2)
    lines = export_lines(history)
    first = next(lines)
    with open_history(history.path, write=True) as elsewhere:
        elsewhere.remove(uuid(2))
        whole(elsewhere, 3)
    rest = list(lines)
    assert [json.loads(line)["deleted_at"] for line in (first, *rest)] == [None, None]
    assert len(text_of(history).splitlines()) == 3
    whole(history, 4)
