"""`stats`: what was done, for people and for programs."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.writing_helpers import Cli
from history.makers import begin, hold, uuid
from stretchtui.cli.plots import Piece, Tone, plain
from stretchtui.cli.stats import picture, stats
from stretchtui.history import open_history
from stretchtui.statistics import Statistics, read_statistics

NOW = datetime.fromisoformat("2026-03-04T20:00:00+01:00")  # a Wednesday
KEYS = "since until streak longest_streak sessions active_ms pain_change days weeks dose pain levels"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def record(cli: Cli, now: datetime) -> None:
    """Record four sessions: two of this week, one of the week before and one of long ago."""
    with open_history(cli.paths.history, write=True, now=lambda: now) as history:
        for number, days, level in ((1, 0, 30), (2, 1, 20), (3, 8, 20), (4, 200, 10)):
            session = begin(history, number, level=level, started_at=now - timedelta(days=days, minutes=30))
            hold(history, session, 0, 660_000, targets=["glutes"], side="left", secondary=[])
            hold(history, session, 1, 300_000 if number == 1 else 660_000, targets=["glutes"], side="right")
            hold(history, session, 2, 120_000, targets=["lower back"], side=None)
            history.end(session, "completed", now - timedelta(days=days))
            history.rate(session, before=4, after=4 - number % 3)
        history.end(begin(history, 5, simulated=True), "completed")


def statistics_of(cli: Cli) -> Statistics:
    record(cli, NOW)
    with open_history(cli.paths.history, write=False) as history:
        return read_statistics(history, NOW.date(), NOW)


def texts(found: Statistics, width: int = 64, *, ascii: bool = False) -> list[str]:
    return [plain(line) for paragraph in picture(found, width, ascii=ascii) for line in [(), *paragraph]][1:]


def test_the_value_holds_what_was_done(cli: Cli) -> None:
    found = statistics_of(cli)
    assert (found.streaks.current, found.streaks.longest) == (2, 2)
    assert (found.since.isoformat(), found.until.isoformat()) == ("2025-12-15", "2026-03-04")
    assert (found.sessions, found.active_ms) == (3, 1_080_000 + 2 * 1_440_000)
    assert len(found.weeks) == 12
    assert [(str(week.monday), week.sessions, week.active_ms) for week in found.weeks if week.sessions] == [
        ("2026-02-23", 1, 1_440_000),
        ("2026-03-02", 2, 2_520_000),
    ]
    assert [(dose.muscle, dose.lower_ms) for dose in found.dose] == [("glutes", 960_000), ("lower back", 240_000)]
    assert [(note.before, note.after) for note in found.pain] == [(4, 4), (4, 2), (4, 3)]
    assert found.pain_change == -1
    (level,) = found.levels
    assert (level.routine, level.sessions, level.first_level, level.level) == ("lower-back-relief", 3, 20, 30)


def test_people_see_weeks_doses_pain_and_levels(cli: Cli) -> None:
    lines = texts(statistics_of(cli))
    assert lines[0] == "2 days in a row  · longest 2 · 3 sessions, 66 min since 2025-12-15"
    assert lines[3] == "2025-12-15"
    assert lines[14].startswith("2026-03-02  █████")
    assert lines[14].endswith("  42 min, 2 sessions")
    assert "glutes      ████" in lines[17]
    assert lines[17].endswith("16 min; the right side is 6 min behind")
    assert lines[18].endswith("4 min")
    assert "▕" in lines[18]
    assert lines[20] == "Pain  before 4  after 3  less by 1.0 after a session on average"
    assert lines[-1] == "lower-back-relief   30 %  20 % → 30 %  3 sessions, last on 2026-03-04"


@pytest.mark.parametrize("width", [30, 64, 100])
def test_in_plain_ascii_nothing_else_is_drawn(cli: Cli, width: int) -> None:
    lines = texts(statistics_of(cli), width, ascii=True)
    assert all(line.isascii() for line in lines)
    assert any("####" in line for line in lines)


def test_an_uneven_side_is_a_warning_and_enough_has_its_tone(cli: Cli) -> None:
    pieces: list[Piece] = [
        piece for paragraph in picture(statistics_of(cli), 64) for line in paragraph for piece in line
    ]
    tones = {piece.tone for piece in pieces}
    assert {Tone.ENOUGH, Tone.WARNING, Tone.BAR, Tone.BEFORE, Tone.AFTER} <= tones


def data(cli: Cli, *arguments: str) -> dict[str, Any]:
    said = cli("stats", "--json", *arguments)
    assert (said.code, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_programs_get_one_object_with_the_keys_that_scripts_rely_on(cli: Cli) -> None:
    now = datetime.now().astimezone()
    record(cli, now)
    found = data(cli)
    assert " ".join(found) == KEYS
    assert len(found["weeks"]) == 12
    assert found["levels"][0]["sessions"] == 3
    assert found["pain"][-1] == {"session": uuid(1), "day": (now - timedelta(minutes=30)).date().isoformat()} | {
        "before": 4,
        "after": 3,
    }
    assert data(cli, "--weeks", "60")["sessions"] == 4
    assert len(data(cli, "--weeks", "1")["weeks"]) == 1
    since = (now - timedelta(days=3)).date().isoformat()
    assert data(cli, "--since", since)["sessions"] == 2


def test_without_a_history_there_is_an_empty_object_and_no_file(cli: Cli) -> None:
    assert data(cli)["days"] == []
    said = cli("stats")
    assert (said.code, said.out, said.err) == (0, "", "stretchtui: no session\n")
    assert not cli.home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "soon"),
        ("--since", "7y"),
        ("--weeks", "0"),
        ("--weeks", "9999"),
        ("--since", "0001-01-01"),
        ("--since", "2026-01-01", "--weeks", "3"),
    ],
)
def test_what_is_no_span_of_time_is_refused_as_usage(cli: Cli, arguments: tuple[str, ...]) -> None:
    said = cli("stats", *arguments)
    assert (said.code, said.out) == (2, "")


def test_no_colours_reach_a_pipe_and_a_damaged_log_is_one_line(cli: Cli) -> None:
    record(cli, datetime.now().astimezone())
    said = cli("stats")
    assert said.code == 0
    assert "\x1b" not in said.out
    cli.paths.history.write_bytes(b"no database" * 100)
    said = cli("stats")
    assert (said.code, said.err.count("\n")) == (1, 1)


@pytest.mark.parametrize("no_color", [True, False])
def test_a_terminal_gets_colours_unless_no_color_is_set(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    record(cli, datetime.now().astimezone())
    monkeypatch.setenv("TERM", "xterm")
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    with monkeypatch.context() as patch:
        terminal = _Terminal()
        patch.setattr(sys, "stdout", terminal)
        stats()
        assert ("\x1b[" in terminal.text) is not no_color


class _Terminal:
    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text
