"""`log` and `log show`: what was done, for people and for programs."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.writing_helpers import Cli
from history.makers import Clock, begin, hold, uuid, whole
from stretchtui.history import History, open_history
from stretchtui.history.rows import LOG_KEYS

KEYS = "id routine name started_at ended_at level outcome planned_ms active_ms pain_before pain_after note simulated"
PHASE_KEYS = (
    "index start_ms kind exercise name position side set sets rep reps planned_ms estimate_ms targets"
    " at_ms actual_ms outcome"
)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def log_of(cli: Cli, clock: Clock | None = None) -> History:
    return open_history(cli.paths.history, write=True, now=clock or Clock())


def data(cli: Cli, *arguments: str) -> Any:
    said = cli(*arguments)
    assert (said.code, said.err) == (0, "")
    return json.loads(said.out)


def test_no_history_is_an_empty_list_and_creates_nothing(cli: Cli) -> None:
    assert data(cli, "log", "--json") == []
    said = cli("log")
    assert (said.code, said.out, said.err) == (0, "", "stretchtui: no session\n")
    assert not cli.home.exists()


def test_sessions_are_listed_newest_first_with_the_keys_that_scripts_rely_on(cli: Cli) -> None:
    with log_of(cli) as history:
        first, second = whole(history, 1), begin(history, 2, simulated=True, level=0)
        history.rate(first, before=3, after=2, note="better")
    found = data(cli, "log", "--json")
    assert [row["id"] for row in found] == [second, first]
    assert " ".join(found[0]) == " ".join(LOG_KEYS) == KEYS
    assert (found[0]["outcome"], found[0]["ended_at"], found[0]["simulated"]) == (None, None, True)
    assert (found[1]["pain_before"], found[1]["pain_after"], found[1]["note"]) == (3, 2, "better")


def test_people_see_when_what_and_how_it_ended(cli: Cli) -> None:
    with log_of(cli) as history:
        done = whole(history, 1)
        history.rate(done, before=3, after=2)
        begin(history, 2, routine="desk-break", level=100)
        begin(history, 3, simulated=True)
        history.end(uuid(3), "stopped")
        history.rate(uuid(3), after=0)
    rows = [" ".join(line.split()) for line in cli("log").out.splitlines()]
    assert rows == [
        "00000003 2025-03-28 07:00 lower-back-relief 20 % stopped, simulated 0 s pain ? → 0",
        "00000002 2025-03-28 07:00 desk-break 100 % unfinished 0 s",
        "00000001 2025-03-28 07:00 lower-back-relief 20 % completed 40 s pain 3 → 2",
    ]


def test_as_much_of_an_id_is_shown_as_tells_it_from_the_others(cli: Cli) -> None:
    with log_of(cli) as history:
        ids = [f"aaaaaaaa-bbbb-4ccc-8ddd-00000000000{digit}" for digit in "12"]
        for number, id in enumerate(ids):
            begin(history, number, id=id)
    shown = [line.split()[0] for line in cli("log").out.splitlines()]
    assert sorted(shown) == ids


def test_a_local_day_is_the_day_on_which_it_was_done(cli: Cli) -> None:
    with log_of(cli, Clock(datetime.fromisoformat("2025-03-30T23:59:00+13:00"))) as history:
        whole(history, 1)
    assert "2025-03-30 23:59" in cli("log").out
    assert len(data(cli, "log", "--json", "--since", "2025-03-30")) == 1
    assert data(cli, "log", "--json", "--since", "2025-03-31") == []


@pytest.mark.parametrize(("since", "found"), [("0d", 1), ("1d", 2), ("6d", 2), ("7d", 3), ("1w", 3), ("9999w", 3)])
def test_since_counts_days_and_weeks_back_from_today(cli: Cli, since: str, found: int) -> None:
    for number, days in enumerate((0, 1, 7)):
        with log_of(cli, Clock(datetime.now().astimezone() - timedelta(days=days, minutes=0))) as history:
            begin(history, number)
    assert len(data(cli, "log", "--json", "--since", since)) == found


@pytest.mark.parametrize(
    "since", ["yesterday", "7", "d", "-7d", "2025-13-01", "2025-3-1", "", "99999999d", "٧d", "20250301"]
)
def test_a_since_that_is_no_day_is_refused_as_usage(cli: Cli, since: str) -> None:
    said = cli("log", f"--since={since}")
    assert (said.code, said.out) == (2, "")
    assert "2026-01-31" in said.err


def test_routine_and_limit_narrow_the_list(cli: Cli) -> None:
    with log_of(cli) as history:
        for number in range(1, 6):
            whole(history, number, routine="a" if number % 2 else "b")
    assert [row["id"] for row in data(cli, "log", "--json", "--routine", "a", "--limit", "2")] == [uuid(5), uuid(3)]
    assert data(cli, "log", "--json", "--limit", "0") == []
    assert cli("log", "--limit", "-1").code == 2


def test_csv_has_the_same_columns_and_no_formula(cli: Cli) -> None:
    with log_of(cli) as history:
        history.rate(whole(history, 1, name="Zurück, „leicht“"), note='=HYPERLINK("http://x")')
    said = cli("log", "--csv")
    rows = list(csv.reader(io.StringIO(said.out)))
    assert " ".join(rows[0]) == KEYS
    assert rows[1][2] == "Zurück, „leicht“"
    assert rows[1][rows[0].index("note")] == '\'=HYPERLINK("http://x")'
    assert "\r" not in said.out


def test_json_and_csv_exclude_each_other(cli: Cli) -> None:
    assert cli("log", "--json", "--csv").code == 2


def test_options_of_the_list_stand_before_no_other_command(cli: Cli) -> None:
    with log_of(cli) as history:
        session = whole(history, 1)
    assert data(cli, "log", "--json", "show", session)["id"] == session
    said = cli("log", "--limit", "3", "show", session)
    assert said.code == 2
    assert "--limit" in said.err


def test_a_session_is_shown_with_its_phases(cli: Cli) -> None:
    with log_of(cli) as history:
        session = begin(history, 1)
        hold(history, session, 0)
        hold(history, session, 1, 7_400, outcome="pain", side="right", kind="cool_down")
        history.end(session, "stopped")
        history.rate(session, before=4, note="stiff")
    found = data(cli, "log", "show", "000", "--json")
    assert " ".join(found) == f"{KEYS} phases"
    assert " ".join(found["phases"][0]).startswith(PHASE_KEYS)
    assert [phase["outcome"] for phase in found["phases"]] == ["done", "pain"]
    said = cli("log", "show", session[:6])
    assert [" ".join(line.split()) for line in said.out.splitlines()] == [
        "Lower-back relief · lower-back-relief · level 20 %",
        "2025-03-28 07:00 · stopped · 27 s of 4 min",
        "pain 4 → ?",
        "stiff",
        session,
        "",
        "0:00 Hold 20 s done Knee to chest, left side, rep 1 of 3",
        "0:20 Cool down 7 s pain Knee to chest, right side, rep 1 of 3",
    ]


def test_the_log_says_of_a_session_what_its_plan_and_its_lines_said(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "waves.toml"
    path.write_text(
        'name = "Waves"\n[[steps]]\nexercise = "cat-cow"\nreps = 2\nprepare = "2.25s"\nnext_rep = "1.6s"\n'
        'positions = { arch = "2.25s", round = "57.6s" }\n'
    )
    lines = cli("run", str(path), "--plain", "--speed", "max").out.splitlines()
    said = cli("log", "show", data(cli, "log", "--json")[0]["id"]).out.splitlines()
    rows = [" ".join(line.split()) for line in said[4:]]
    phases = cli("show", str(path), "--plan").out.splitlines()[:-1]
    assert len(rows) == len(phases) == 6
    for row, phase in zip(rows, phases, strict=True):
        _, start, length, words = re.split(r" {2,}| (?=[A-Z])", phase.strip(), maxsplit=3)
        assert row.startswith(f"{start} ")
        assert f" {length} done " in row
        assert all(word in row for word in words.split())
    assert "Cat-cow, " in rows[1]
    assert rows[1] != rows[2]
    total = lines[0].split(", ")[1]
    assert f"{total} of {total}" in said[1]


def test_what_ran_is_rounded_half_up_everywhere(cli: Cli) -> None:
    with log_of(cli) as history:
        session = begin(history, 1)
        hold(history, session, 0, 17_500, outcome="skipped")
        hold(history, session, 1, 506, outcome="skipped", targets=["calves"], secondary=[])
        history.end(session, "stopped")
    shown = cli("log", "show", session).out
    assert "18 s  skipped" in shown
    assert "under 1 s  skipped" in shown
    assert "18 s of 4 min" in shown
    assert " 18 s" in cli("log").out
    assert "1 session, 18 s since" in cli("stats", "--since", "2025-03-01").out


@pytest.mark.parametrize("ref", ["zz", "", "ffffffff", "0' OR 1=1", "\x1b[2J"])
def test_an_id_that_means_no_session_is_one_clear_line(cli: Cli, ref: str) -> None:
    with log_of(cli) as history:
        whole(history, 1)
    said = cli("log", "show", ref)
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err


def test_a_beginning_that_several_sessions_share_is_refused_with_their_ids(cli: Cli) -> None:
    with log_of(cli) as history:
        ids = [whole(history, number) for number in (1, 2)]
    said = cli("log", "show", "0000")
    assert said.code == 1
    assert all(id in said.err for id in ids)


def test_a_name_with_hostile_characters_never_reaches_the_terminal_raw(cli: Cli) -> None:
    import sqlite3

    with log_of(cli) as history:
        session = whole(history, 1)
    with sqlite3.connect(cli.paths.history) as connection:  # by another hand than the program's, which refuses it
        connection.execute("UPDATE sessions SET name = ?, routine = ?, note = ?", ("\x1b]0;a\x07", "\x9b2J", "\u202ex"))
    connection.close()
    for arguments in (("log",), ("log", "show", session)):
        out = cli(*arguments).out
        assert not any(character in out for character in "\x1b\x07\x9b\u202e")


def test_help_lists_the_commands_of_the_log(cli: Cli) -> None:
    said = cli("log", "--help")
    assert said.code == 0
    assert all(f"  {word} " in said.out for word in ("show", "rate", "remove", "restore", "export", "import"))
