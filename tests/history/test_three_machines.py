"""Three machines that record, edit, remove and go on by themselves, and merge in any order: one and the same log."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from history.makers import START, Clock, begin, hold, uuid, whole
from stretchtui.history import History, close_stale, export_lines, import_lines, open_history

SKEWS = (timedelta(0), timedelta(hours=5), timedelta(days=-400))  # the last machine's clock is far behind


def text_of(history: History) -> str:
    return "".join(export_lines(history))


def take(history: History, text: str) -> None:
    assert import_lines(history, io.BytesIO(text.encode())).problems == ()


def on_first(history: History) -> None:
    whole(history, 10)
    history.rate(uuid(1), before=5, after=2, note="from the first")
    history.remove(uuid(2))
    history.reopen(uuid(3))  # gone on with here
    hold(history, uuid(3), 1, 30_000)
    history.end(uuid(3), "completed")


def on_second(history: History) -> None:
    whole(history, 20, simulated=True)
    history.rate(uuid(1), after=7)
    history.rate(uuid(2), note="never removed here")
    close_stale(history, 1, START + timedelta(days=3), ())  # closes what the first has gone on with


def on_third(history: History) -> None:
    whole(history, 30)
    history.remove(uuid(1))
    history.restore(uuid(1))
    hold(history, uuid(4), 1, 5_000)
    history.end(uuid(4), "stopped")


ACTS: tuple[Callable[[History], None], ...] = (on_first, on_second, on_third)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each machine exports, after all had the same log once."""
    folder = tmp_path_factory.mktemp("machines")
    with open_history(folder / "common.db", write=True, now=Clock()) as history:
        for number in (1, 2, 5):
            whole(history, number)
        for number in (3, 4):
            hold(history, begin(history, number, started_at=START, dump={"version": 1}), 0, dump={"version": 1})
        common = text_of(history)
    texts = []
    for number, (act, skew) in enumerate(zip(ACTS, SKEWS, strict=True)):
        with open_history(folder / f"{number}.db", write=True, now=Clock(START + skew + timedelta(days=2))) as history:
            take(history, common)
            act(history)
            texts.append(text_of(history))
    assert len({common, *texts}) == 4
    return texts


def test_whatever_the_order_and_however_often_all_end_in_the_same_bytes(tmp_path: Path, exports: list[str]) -> None:
    found: set[str] = set()
    sums = set()
    for number, order in enumerate(permutations(range(3))):
        for extra in ((), order, order[::-1]):
            with open_history(tmp_path / f"{number}-{len(found)}-{extra}.db", write=True, now=Clock()) as history:
                for machine in (*order, *extra):
                    take(history, exports[machine])
                found.add(text_of(history))
                sums.add((tuple(history.dose_by_week()), tuple(history.days()), tuple(history.exercises_done())))
    assert len(found) == len(sums) == 1
    with open_history(tmp_path / "one.db", write=True, now=Clock()) as history:
        take(history, found.pop())
        rows = {row.id: row for row in history.sessions(include_deleted=True)}
        assert set(rows) == {*map(uuid, (1, 2, 3, 4, 5, 10, 20, 30))}
        # What was gone on with is not lost to the machine that gave it up.
        assert rows[uuid(3)].outcome == "completed"
        assert [phase.run for phase in history.phases(uuid(3))] == [0, 1]


def test_each_machine_that_imports_the_other_two_has_the_same_log(tmp_path: Path, exports: list[str]) -> None:
    found = set()
    for own in range(3):
        with open_history(tmp_path / f"{own}.db", write=True, now=Clock()) as history:
            take(history, exports[own])
            for other in {0, 1, 2} - {own}:
                take(history, exports[other])
            found.add(text_of(history))
    assert len(found) == 1


def test_going_round_through_one_anothers_exports_comes_to_rest(tmp_path: Path, exports: list[str]) -> None:
    texts = list(exports)
    for number in range(3):
        for machine in range(3):
            with open_history(tmp_path / f"{number}-{machine}.db", write=True, now=Clock()) as history:
                take(history, texts[machine])
                take(history, texts[machine - 1])
                texts[machine] = text_of(history)
    assert len(set(texts)) == 1
