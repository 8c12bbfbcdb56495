"""Hooks: the user's commands run on events, in order, and nothing that they do reaches the session."""

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from desk.programs import Programs, Stage, until
from stretchcore.events import PhaseStarted, SessionEnded
from stretchcore.live_data import EVENT_NAMES, event_to_data
from stretchcore.problems import Report, path_text
from stretchtui import hooks
from stretchtui.company import Wishes, gatherer
from stretchtui.hooks import HOOK_NAMES, Hooks, read_hooks
from stretchtui.paths import Paths
from stretchtui.settings import Settings, check_settings, read_settings

APPEND = 'cat >> "$log"'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return Programs(tmp_path / "bin", monkeypatch)


PATIENCE_S = hooks._PATIENCE_S


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the hooks before the last one as long as a busy machine needs for them."""
    monkeypatch.setattr(hooks, "_PATIENCE_S", 60.0)


def stage(tmp_path: Path, commands: Mapping[str, tuple[str, ...]], name: str = "Test") -> Stage:
    return Stage(tmp_path, lambda performance: Hooks(performance, commands), name)


def lines(programs: Programs, name: str = "note") -> list[dict[str, Any]]:
    return [json.loads(line) for line in programs.said(name)]


# -- what the file says ------------------------------------------------------------------------------------------------


def test_a_line_is_split_as_a_shell_would_and_a_list_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[hooks]\ncue = "~/bin/on cue \'two words\' $HOME"\nsession_ended = ["notify-send", "Well done", ""]\n'
    )
    found = read_settings(file)
    assert found.problems == ()
    assert found.hooks == {
        "cue": ("~/bin/on", "cue", "two words", "$HOME"),
        "session_ended": ("notify-send", "Well done", ""),
    }


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('phase_start = "a"', "hooks.phase_start", "did you mean `phase_started`?"),
        ('qqq = "a"', "hooks.qqq", "there are session_started, phase_started, cue"),
        ('cue = ""', "hooks.cue", "the command is empty"),
        ('cue = " "', "hooks.cue", "the command is empty"),
        ("cue = []", "hooks.cue", "the command is empty"),
        ('cue = ["", "a"]', "hooks.cue", "the command is empty"),
        ("cue = 3", "hooks.cue", "3 is not a command"),
        ('cue = ["a", 3]', "hooks.cue", "a list is not a command"),
        ("cue = 'say \"hello'", "hooks.cue", "a quotation has no end"),
        ("cue = 'say \\'", "hooks.cue", "a backslash has nothing after it"),
        ('cue = ["a", "b\\u0000"]', "hooks.cue[1]", "U+0000"),
        (f"cue = {['a'] * 101}", "hooks.cue", "at most 100"),
        (f'cue = "{"a" * 20_000}"', "hooks.cue", "too long"),
    ],
)
def test_a_hook_that_cannot_be_is_reported_with_its_place_and_the_others_count(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[hooks]\n{text}\npaused = "true"\n')
    found = read_settings(file)
    assert dict(found.hooks) == {"paused": ("true",)}
    assert [(problem.path, problem.line) for problem in found.problems] == [(place, 2)]
    assert words in found.problems[0].message


def test_hooks_that_are_no_table_are_a_problem() -> None:
    problems = check_settings(b'hooks = "a"\n', "config.toml")
    assert [problem.path for problem in problems] == ["hooks"]
    assert "write [hooks] and below it" in problems[0].message


def test_every_event_can_have_a_hook() -> None:
    report = Report()
    found = read_hooks(dict.fromkeys(EVENT_NAMES.values(), "true"), ("hooks",), report)
    assert [path_text(fault.path) for fault in report.faults] == []
    assert found is not None
    assert tuple(name for name, _ in found) == HOOK_NAMES


# -- while a session runs ----------------------------------------------------------------------------------------------


def test_every_event_reaches_its_hook_in_order_with_what_it_tells_and_of_which_session(
    tmp_path: Path, programs: Programs
) -> None:
    note = str(programs.put("note", APPEND))
    played = stage(tmp_path, dict.fromkeys(HOOK_NAMES, (note,)), 'Cat\'s "cradle" — 猫')
    played.play()
    until(lambda: len(programs.said("note")) == len(played.told))
    about = {"routine": "test", "name": 'Cat\'s "cradle" — 猫', "session": played.performance.session_id}
    assert lines(programs) == [{**event_to_data(event), **about} for event in played.told]
    assert played.notices == []


def test_only_the_events_that_have_a_hook_start_a_command(tmp_path: Path, programs: Programs) -> None:
    played = stage(tmp_path, {"phase_started": (str(programs.put("note", APPEND)),)})
    played.play()
    started = [event.index for event in played.told if isinstance(event, PhaseStarted)]
    until(lambda: len(programs.said("note")) == len(started))
    assert [line["index"] for line in lines(programs)] == started


def test_a_hook_runs_at_home_without_a_shell_and_with_nothing_of_a_routine_in_its_words(
    tmp_path: Path, programs: Programs
) -> None:
    programs.put("tell", 'printf "%s\\n" "$#" "$@" "$PWD" > "$log"; env >> "$log"')
    hostile = "$(touch pwned)"
    played = stage(tmp_path, {"session_ended": ("tell", "two words", "$HOME; `id`", "*")}, hostile)
    played.play()
    until(lambda: len(programs.said("tell")) > 5)
    assert programs.said("tell")[:5] == ["3", "two words", "$HOME; `id`", "*", str(tmp_path / "home")]
    assert hostile not in "\n".join(programs.said("tell"))
    assert not list((tmp_path / "home").iterdir())


def test_the_home_of_the_user_is_meant_by_a_tilde(tmp_path: Path, programs: Programs) -> None:
    note = programs.put("note", APPEND)
    (tmp_path / "home" / "on end").symlink_to(note)
    stage(tmp_path, {"session_ended": ("~/on end",)}).play()
    until(lambda: lines(programs))


def test_a_command_that_is_not_there_is_said_once_and_switched_off(tmp_path: Path, programs: Programs) -> None:
    note = str(programs.put("note", APPEND))
    played = stage(tmp_path, {"cue": ("no-such-program",), "session_ended": (note,)})
    played.play()
    until(lambda: lines(programs))
    wanted = "the hook cue was switched off: no-such-program cannot be started: no such file or directory"
    assert played.notices == [wanted]


def test_a_file_that_is_no_program_is_said_and_switched_off(tmp_path: Path, programs: Programs) -> None:
    (tmp_path / "home" / "notes").write_text("not a program")
    played = stage(tmp_path, {"cue": ("~/notes",)})
    played.play()
    until(lambda: played.notices)
    assert played.notices == [
        f"the hook cue was switched off: {tmp_path / 'home' / 'notes'} cannot be started: permission denied"
    ]


def test_a_failing_command_is_said_once_for_each_hook_and_tried_again(tmp_path: Path, programs: Programs) -> None:
    fails = str(programs.put("fails", f"{APPEND}; exit 3"))
    played = stage(tmp_path, {"phase_started": (fails,), "session_ended": (fails,)})
    played.play()
    started = sum(isinstance(event, PhaseStarted) for event in played.told)
    until(lambda: len(programs.said("fails")) == started + 1 and len(played.notices) == 2)
    assert played.notices == [
        f"the hook {name} failed: {fails} ended with 3" for name in ("phase_started", "session_ended")
    ]


def test_a_command_that_reads_nothing_is_no_failure(tmp_path: Path, programs: Programs) -> None:
    played = stage(tmp_path, {"cue": (str(programs.put("deaf", 'exec <&-; echo deaf >> "$log"')),)})
    played.play()
    until(lambda: programs.said("deaf"))
    assert played.notices == []


@pytest.fixture
def hangs(programs: Programs) -> Iterator[Path]:
    """A program that says its number, has a child of its own, and hangs; it is ended with the test."""
    yield programs.put("hangs", 'sleep 600 & echo "$$ $!" >> "$log"; wait')
    for line in programs.said("hangs"):
        for pid in map(int, line.split()):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_hanging_command_is_ended_with_its_children_and_the_next_one_runs(
    tmp_path: Path, programs: Programs, hangs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "LIMIT_S", 2.0)  # for the one that hangs, and for the next one on a busy machine
    note = str(programs.put("note", APPEND))
    played = stage(tmp_path, {"session_started": (str(hangs),), "phase_started": (note,)})
    played.performance.begin()
    until(lambda: lines(programs))
    pids = [int(pid) for pid in programs.said("hangs")[0].split()]
    until(lambda: not any(map(alive, pids)))
    assert played.notices == [f"the hook session_started failed: {hangs} took more than 2 s and was ended"]
    played.performance.finish()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_the_end_of_a_session_waits_two_seconds_at_most_and_its_own_hook_still_runs(
    tmp_path: Path, programs: Programs, hangs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "_PATIENCE_S", PATIENCE_S)
    note = str(programs.put("note", APPEND))
    played = stage(tmp_path, {"phase_started": (str(hangs),), "session_ended": (note,)})
    played.performance.begin()
    until(lambda: programs.said("hangs"))
    played.clock.advance(100_000)
    before = time.monotonic()
    played.performance.finish()
    assert time.monotonic() - before < 10  # far from the limits of four phases, however slow the machine is
    until(lambda: lines(programs))
    assert [line["event"] for line in lines(programs)] == ["session_ended"]
    assert len(programs.said("hangs")) == 1
    assert alive(int(programs.said("hangs")[0].split()[0]))  # left to itself


def test_events_beyond_the_bound_have_no_hook_and_the_end_has(
    tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MOST_WAITING", 5)
    gate = tmp_path / "gate"
    note = str(programs.put("note", f"{APPEND}; while [ ! -e '{gate}' ]; do sleep 0.01; done"))
    played = stage(tmp_path, dict.fromkeys(HOOK_NAMES, (note,)))
    played.performance.begin()
    until(lambda: lines(programs))
    played.clock.advance(100_000)
    gate.touch()
    played.performance.finish()
    until(lambda: lines(programs)[-1]["event"] == "session_ended")
    assert len(lines(programs)) == 1 + 5 + 1
    assert len(played.told) > 7
    assert played.notices == ["the hooks are too slow for the session: some events have none"]


def test_hooks_go_along_with_a_session_where_the_settings_have_some(tmp_path: Path, programs: Programs) -> None:
    paths = Paths.under(tmp_path / "paths")
    played = stage(tmp_path, {})
    gather = gatherer(paths, Settings(notifications=False, sound=False, hooks={"cue": ("true",)}), Wishes(mute=True))
    assert [type(found) for found in gather(played.performance) if isinstance(found, Hooks)] == [Hooks]
    gather = gatherer(paths, Settings(notifications=False, sound=False), Wishes(mute=True))
    assert not [found for found in gather(played.performance) if isinstance(found, Hooks)]


def test_closing_hooks_that_never_began_or_twice_is_nothing(tmp_path: Path, programs: Programs) -> None:
    played = stage(tmp_path, {"session_ended": (str(programs.put("note", APPEND)),)})
    Hooks(played.performance, {"cue": ("true",)}).close()
    played.play()
    played.performance.finish()
    until(lambda: lines(programs))
    assert isinstance(played.told[-1], SessionEnded)
