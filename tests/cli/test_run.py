"""`run`: sessions as lines and as JSON, driven from standard input, on the real command line."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).parents[2]

SHORT = """
name = "Short"
[[steps]]
name = "Reach"
hold = "0.3s"
reps = 3
prepare = "0.2s"
next_rep = "0.1s"
"""

OPEN = """
name = "Open"
[[steps]]
name = "Turn"
pace = "self"
reps = 4
sides = "each"
[[steps]]
name = "Wait"
hold = "open"
estimate = "7s"
"""

LONG = """
name = "Long"
[[steps]]
name = "Reach"
hold = "10m"
prepare = "0s"
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "SYSTEMROOT")}
    return {**kept, "STRETCHTUI_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "stretchtui", *arguments]


def run(env: dict[str, str], *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), env=env, input=stdin, capture_output=True, text=True, timeout=60)


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("short", SHORT), ("open", OPEN), ("long", LONG)):
        (tmp_path / f"{name}.toml").write_text(text)
    return tmp_path


def test_every_phase_of_the_plan_appears_once_in_order_with_the_same_times(env: dict[str, str]) -> None:
    plan = json.loads(run(env, "show", "lower-back-full", "--plan", "--json").stdout)
    done = run(env, "run", "lower-back-full", "--json", "--speed", "max")
    assert done.returncode == 0
    told = events(done.stdout)
    assert told[0]["event"] == "session_started"
    assert told[0]["total_ms"] == plan["total_ms"]
    assert (told[-1]["event"], told[-1]["outcome"]) == ("session_ended", "completed")
    started = [event for event in told if event["event"] == "phase_started"]
    assert [event["phase"] for event in started] == plan["phases"]
    assert [event["at_ms"] for event in started] == [phase["start_ms"] for phase in plan["phases"]]
    ended = [event for event in told if event["event"] == "phase_ended"]
    assert [event["actual_ms"] for event in ended] == [phase["estimate_ms"] for phase in plan["phases"]]


def test_a_file_with_every_feature_plays_from_a_path_and_from_standard_input(env: dict[str, str]) -> None:
    path = ROOT / "tests/data/good/everything.toml"
    plan = json.loads(run(env, "show", str(path), "--plan", "--json").stdout)
    told = events(run(env, "run", str(path), "--json", "--speed", "max").stdout)
    piped = events(run(env, "run", "-", "--json", "--speed", "max", stdin=path.read_text()).stdout)
    for found in (told, piped):
        started = [event for event in found if event["event"] == "phase_started"]
        assert [event["phase"] for event in started] == plan["phases"]
        assert [event["at_ms"] for event in started] == [phase["start_ms"] for phase in plan["phases"]]
        assert found[-1]["outcome"] == "completed"


def test_an_open_phase_of_a_simulated_session_ends_done_at_its_estimate(env: dict[str, str], files: Path) -> None:
    told = events(run(env, "run", str(files / "open.toml"), "--json", "--speed", "max").stdout)
    ended = {event["index"]: event for event in told if event["event"] == "phase_ended"}
    assert [(ended[index]["outcome"], ended[index]["actual_ms"]) for index in (1, 3, 5)] == [
        ("done", 12_000),
        ("done", 12_000),
        ("done", 7_000),
    ]


def test_a_session_can_run_on_a_clock_a_hundred_times_as_fast(env: dict[str, str], files: Path) -> None:
    done = run(env, "run", str(files / "open.toml"), "--json", "--speed", "100")
    assert done.returncode == 0
    assert events(done.stdout)[-1]["outcome"] == "completed"


def test_lines_on_standard_input_are_commands(env: dict[str, str], files: Path) -> None:
    stdin = "skip\nextend 5\npause\nback\nresume\npain\n"
    told = events(run(env, "run", str(files / "long.toml"), "--json", "--speed", "max", stdin=stdin).stdout)
    assert [event["outcome"] for event in told if event["event"] == "phase_ended"] == ["skipped"]


def test_commands_act_in_their_order_and_bad_ones_are_said_on_standard_error(env: dict[str, str], files: Path) -> None:
    stdin = "extend 5\nresume\npuase\npause\nskip\njump 0\nresume\npain\n"
    done = run(env, "run", str(files / "short.toml"), "--json", "--speed", "max", stdin=stdin)
    assert done.stderr.splitlines() == [
        "stretchtui: resume is not possible now: the session is running",
        'stretchtui: "puase" is no command; did you mean pause?',
    ]
    told = events(done.stdout)
    assert [event["outcome"] for event in told if event["event"] == "phase_ended"] == ["skipped", "left", "pain"]
    assert [event["cue"] for event in told if event["event"] == "cue"][-2:] == ["ease_off", "finish"]
    assert done.returncode == 0


def test_a_simulated_session_that_is_paused_when_the_input_ends_is_stopped(env: dict[str, str], files: Path) -> None:
    done = run(env, "run", str(files / "short.toml"), "--json", "--speed", "max", stdin="pause\n")
    assert done.returncode == 3
    assert events(done.stdout)[-1]["outcome"] == "stopped"


def test_a_session_stopped_by_command_exits_three(env: dict[str, str], files: Path) -> None:
    done = run(env, "run", str(files / "long.toml"), "--plain", stdin="stop\n")
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1].endswith("session stopped after 0 s") or "session stopped" in done.stdout


def test_the_first_phase_and_side_and_level_can_be_chosen(env: dict[str, str]) -> None:
    arguments = ("--json", "--speed", "max", "--from", "4", "--side", "right", "--level", "100")
    told = events(run(env, "run", "quick-relief", *arguments).stdout)
    first = told[1]
    assert (first["event"], first["index"], first["at_ms"]) == ("phase_started", 4, 0)
    assert first["phase"]["side"] == "right"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run", "no-such-routine"), 1),
        (("run",), 2),
        (("run", "quick-relief", "--level", "101"), 2),
        (("run", "quick-relief", "--speed", "fast"), 2),
        (("run", "quick-relief", "--speed", "nan"), 2),
        (("run", "quick-relief", "--side", "up"), 2),
        (("run", "quick-relief", "--json", "--plain"), 2),
        (("run", "quick-relief", "--from", "999", "--json"), 2),
        (("run", "/no/such/file.toml", "--json"), 1),
        (("run", "/", "--json"), 1),
        (("walk",), 2),
    ],
)
def test_mistakes_end_with_their_code_and_a_word_but_no_traceback(
    env: dict[str, str], arguments: tuple[str, ...], code: int
) -> None:
    done = run(env, *arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_simulated_session_is_logged_as_simulated_and_one_without_log_not_at_all(
    env: dict[str, str], files: Path
) -> None:
    run(env, "run", str(files / "short.toml"), "--json", "--speed", "max")
    run(env, "run", str(files / "short.toml"), "--json", "--speed", "max", "--no-log")
    rows = _rows(env, "SELECT simulated, outcome FROM sessions")
    assert rows == [(1, "completed")]


def test_a_session_in_real_time_keeps_its_times(env: dict[str, str], files: Path) -> None:
    done = run(env, "run", str(files / "short.toml"), "--json")
    started = [event["at_ms"] for event in events(done.stdout) if event["event"] == "phase_started"]
    assert started == [0, 200, 500, 600, 900, 1000]
    assert done.returncode == 0
    assert _rows(env, "SELECT simulated FROM sessions") == [(0,)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 3), (signal.SIGHUP, 3), (signal.SIGINT, 130)])
def test_a_signal_stops_the_session_and_keeps_it(
    env: dict[str, str], files: Path, number: signal.Signals, code: int
) -> None:
    with _started(env, "run", str(files / "long.toml"), "--json") as process:
        process.send_signal(number)
        assert process.stdout is not None
        told = events(process.stdout.read())
        assert process.wait(20) == code
    assert told[-1]["outcome"] == "stopped"
    rows = _rows(env, "SELECT outcome, dump IS NOT NULL FROM sessions")
    assert rows == [("stopped", 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_second_session_is_refused_and_the_first_not_touched(env: dict[str, str], files: Path) -> None:
    with _started(env, "run", str(files / "long.toml"), "--json") as process:
        second = run(env, "run", "quick-relief", "--json")
        assert second.returncode == 1
        assert second.stdout == ""
        assert second.stderr == "stretchtui: a session is running already: Long; end it first\n"
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 3
    assert _rows(env, "SELECT routine, outcome FROM sessions") == [("long", "stopped")]
    third = run(env, "run", str(files / "short.toml"), "--json")
    assert third.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_what_was_said_is_kept_when_the_process_is_killed(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "many.toml").write_text(
        'name = "Many"\n[[steps]]\nname = "Reach"\nhold = "0.1s"\nreps = 1000\nprepare = "0s"\nnext_rep = "0s"\n'
    )
    with _started(env, "run", str(tmp_path / "many.toml"), "--json") as process:
        assert process.stdout is not None
        said = [json.loads(process.stdout.readline()) for _ in range(30)]
        process.kill()
        said += events(_whole_lines(process.stdout))
        process.wait(20)
    ended = [event["run"] for event in said if event["event"] == "phase_ended"]
    kept = [row[0] for row in _rows(env, "SELECT run FROM phases ORDER BY run")]
    assert ended
    assert set(ended) <= set(kept)
    assert kept == list(range(len(kept)))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_session_that_was_killed_goes_on_in_its_phase_and_counts_once(env: dict[str, str], files: Path) -> None:
    with _started(env, "run", str(files / "long.toml"), "--json") as process:
        assert process.stdin is not None
        process.stdin.write("pause\n")
        process.stdin.flush()
        assert process.stdout is not None
        said = [json.loads(process.stdout.readline()) for _ in range(3)]
        assert said[-1]["event"] == "paused"
        process.kill()
        process.wait(20)
    again = run(env, "resume", "--json", stdin="done\nstop\n")
    told = events(again.stdout)
    assert again.returncode == 3
    assert [event["event"] for event in told] == ["lead_in_started", "phase_ended", "session_ended"]
    assert 0 <= told[0]["at_ms"] - said[-1]["at_ms"] < 10_000  # the downtime between the two does not count
    assert told[-1]["session"] == _rows(env, "SELECT id FROM sessions")[0][0]
    assert _rows(env, "SELECT count(*), max(run) FROM phases") == [(1, 0)]


def test_without_a_kept_session_resume_exits_three(env: dict[str, str], files: Path) -> None:
    run(env, "run", str(files / "short.toml"), "--json")
    done = run(env, "resume")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "stretchtui: there is no session of the last 12 h to go on with\n"


def test_a_home_that_cannot_be_written_is_said_and_the_session_goes_on(
    env: dict[str, str], files: Path, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    done = run(env, "run", str(files / "short.toml"), "--json")
    assert done.returncode == 0
    assert events(done.stdout)[-1]["outcome"] == "completed"
    assert "this session is not logged for as long as this lasts" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_corrupt_history_is_set_aside_and_the_session_logged_in_a_new_one(env: dict[str, str], files: Path) -> None:
    data = Path(env["STRETCHTUI_HOME"]) / "data"
    data.mkdir(parents=True)
    (data / "history.db").write_bytes(b"this is no database" * 1000)
    done = run(env, "run", str(files / "short.toml"), "--json")
    assert done.returncode == 0
    assert "set aside" in done.stderr
    assert len(list(data.glob("history.db.unreadable-*"))) == 1
    assert _rows(env, "SELECT outcome FROM sessions") == [("completed",)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "arguments", [("list",), ("show", "quick-relief"), ("run", "quick-relief", "--json", "--speed", "max")]
)
def test_a_full_disk_behind_standard_output_is_one_clear_line(env: dict[str, str], arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(command(*arguments), env=env, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1
    assert "no space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
@pytest.mark.parametrize("arguments", [("exercises", "--json"), ("run", "lower-back-full", "--json", "--speed", "max")])
def test_a_broken_pipe_is_silent(env: dict[str, str], arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        done = subprocess.run(command(*arguments), env=env, stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors of Unix")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_do_no_harm(env: dict[str, str], files: Path, closed: str) -> None:
    line = " ".join([*command("run", str(files / "short.toml"), "--json", "--speed", "max"), closed])
    done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stderr == ""
    assert _rows(env, "SELECT outcome FROM sessions") == [("completed",)]


def test_a_terminal_that_knows_only_ascii_gets_every_line_all_the_same(env: dict[str, str]) -> None:
    done = run({**env, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}, "show", "quick-relief")
    assert done.returncode == 0
    assert done.stdout.startswith("Quick relief \\xb7 ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_is_json_whatever_the_encoding(env: dict[str, str], files: Path, encoding: str) -> None:
    name = "Ünder 伸 🤸"
    file = files / "named.toml"
    file.write_text(f'name = "{name}"\n[[steps]]\nname = "{name}"\nhold = "0.3s"\n', encoding="utf-8")
    coded = {**env, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for arguments in (
        ["show", str(file), "--json"],
        ["show", str(file), "--plan", "--json"],
        ["run", str(file), "--json", "--speed", "max"],
        ["log", "--json"],
    ):
        done = subprocess.run(command(*arguments), env=coded, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        text = done.stdout.decode(encoding)
        assert [json.loads(line) for line in text.splitlines()]
        assert "run" in arguments or name in json.dumps(json.loads(text), ensure_ascii=False)


def test_every_problem_of_a_file_is_printed_as_it_is(env: dict[str, str], files: Path) -> None:
    file = files / "bad.toml"
    file.write_text('name = "Bad"\n[[steps]]\nname = "Reach"\nhold = "abc"\nrep = 3\n')
    for arguments in (["run", str(file), "--plain"], ["show", str(file)], ["export", str(file), "--to", "json"]):
        done = run(env, *arguments)
        assert done.returncode == 1
        assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [f"{file}:4:8", f"{file}:5:1"]


def test_without_a_terminal_the_app_lists_the_routines_instead(env: dict[str, str]) -> None:
    done = run(env)
    assert done.returncode == 0
    assert done.stdout == run(env, "list").stdout
    assert "the app needs a terminal" in done.stderr


def test_a_fault_of_the_program_is_one_line_and_its_details_are_kept(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from stretchtui import __main__
    from stretchtui.cli import reading

    def broken(_arguments: list[str]) -> int:
        raise ZeroDivisionError("by us")

    monkeypatch.setattr(reading, "quick_answer", broken)
    monkeypatch.setenv("STRETCHTUI_HOME", env["STRETCHTUI_HOME"])
    assert __main__._run(["list"]) == 1
    details = Path(env["STRETCHTUI_HOME"]) / "state" / "last-error.txt"
    told = capsys.readouterr().err
    assert told == f"stretchtui: this is a fault of stretchtui: ZeroDivisionError: by us; details are in {details}\n"
    assert "Traceback" in details.read_text()


class _started:  # noqa: N801  # reads as what it does
    """A program that has said its first line."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command(*arguments), env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def __enter__(self) -> "subprocess.Popen[str]":
        assert self.process.stdout is not None
        # Read unbuffered enough: the first line tells that signals are handled and the session is on its way.
        first = self.process.stdout.readline()
        assert json.loads(first)["event"] == "session_started"
        return self.process

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(20)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


def _whole_lines(stream: IO[str]) -> str:
    text = stream.read()
    return text[: text.rfind("\n") + 1]


def _rows(env: dict[str, str], sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(Path(env["STRETCHTUI_HOME"]) / "data" / "history.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_problem_of_the_settings_is_printed_as_it_is(env: dict[str, str], tmp_path: Path) -> None:
    settings = tmp_path / "home" / "config" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('lead_in = "soon"\n')
    done = run(env, "run", "desk-break", "--plain", "--speed", "max")
    assert done.returncode == 0
    assert done.stderr.startswith(f"{settings}:1:11: lead_in: ")


def test_an_exercise_is_no_routine_and_that_is_said(env: dict[str, str]) -> None:
    done = run(env, "run", "cat-cow", "--plain")
    assert done.returncode == 1
    assert done.stderr == "stretchtui: cat-cow is an exercise, not a routine; `stretchtui show cat-cow` shows it\n"
