"""Plays a session again and again, each time with another of its calls to files failing.

Started with `failing_io.c` loaded. The session is a real one, with its recorder, its history and its lock; only its
clock is moved by hand. Prints a JSON object a session: what failed, what was kept, and which promise was not.

    python -m faults.many_sessions MODE SCENE FIRST STEP
"""

import itertools
import json
import shutil
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from faults.judging import expect, judge_log, rows
from faults.shim import MODES, Mode, Shim, root
from stretchcore import event_to_data
from stretchcore.commands import Pause, Resume
from stretchcore.document import read_routine
from stretchcore.events import Event, PhaseEnded
from stretchcore.plan import Plan, make_plan
from stretchcore.states import State
from stretchtui.clock import ManualClock
from stretchtui.keeping import find_kept
from stretchtui.paths import Paths
from stretchtui.performance import Kept, Performance
from stretchtui.settings import Settings

ROUTINE = """
name = "Many"
[defaults]
prepare = "0s"
next_rep = "1s"
[[steps]]
name = "Reach"
targets = ["glutes"]
sides = "each"
hold = "20s"
[[steps]]
name = "Hang"
targets = ["shoulders"]
hold = "10s"
"""
PATIENCE_S = 20.0


def the_plan() -> Plan:
    """Return what is played."""
    return make_plan(read_routine(ROUTINE, "many", {}).good(), {})


@dataclass
class Played:
    """A session that was played to its end.

    Attributes:
        said: Its events, and the notices of what was switched off, in the order in which they were said.
    """

    session: str
    said: list[Event | str] = field(default_factory=list)

    def events(self) -> list[dict[str, object]]:
        """Return the events, without what differs from session to session."""
        found = [event_to_data(said) for said in self.said if not isinstance(said, str)]
        return [{key: value for key, value in event.items() if key != "session"} for event in found]

    def notices(self) -> list[str]:
        """Return what was said beside the events."""
        return [said for said in self.said if isinstance(said, str)]


def play(paths: Paths, kept: Kept | None = None, at: Callable[[int], None] = lambda _told: None) -> Played:
    """Play a session, with a pause in it, each event written before the next one comes.

    Args:
        at: Called between events with their number so far.
    """
    plan, clock = the_plan(), ManualClock(1_000)
    heard = threading.Semaphore(0)
    told = 0
    performance: Performance

    def outlet(event: Event) -> None:
        played.said.append(event)
        heard.release()

    def count(events: tuple[Event, ...]) -> None:
        nonlocal told
        told += len(events)

    def settle() -> None:
        nonlocal told
        while told:
            expect(heard.acquire(timeout=PATIENCE_S), "every event is handed out")
            told -= 1
        at(len(played.said))

    performance = Performance(plan, clock, paths, Settings(), outlets=[outlet], kept=kept)
    played = Played(performance.session_id)
    performance.on_notice = played.said.append
    performance.player.listen(count)
    performance.begin()
    settle()
    clock.advance(3_000)
    performance.player.send(Pause())
    settle()
    clock.stall(60_000)
    performance.player.send(Resume())
    while performance.player.session.state is not State.ENDED:
        clock.advance(1_000)
        settle()
    performance.finish()
    return played


def judge(paths: Paths, played: Played, whole: list[dict[str, object]], *, passes: bool = False) -> int:
    """Hold a session against its promises; return how many of its phases are not in the log, and were said not to be.

    Args:
        passes: Whether the fault has passed before the session's end, so that nothing is to be missing.

    Raises:
        Lost: One was not kept.
    """
    notices = played.notices()
    expect(played.events() == whole, "the timer went on to its end, each event at its own instant")
    expect(len(notices) == len(set(notices)) and len(notices) <= MOST_NOTICES, f"it is said once: {notices}")
    expect(all("\n" not in notice and "fault of" not in notice for notice in notices), f"in one line: {notices}")
    kept = judge_log(paths.history).get(played.session, [])
    expect(kept == sorted(set(kept)), "no phase is in the log twice")
    trusted = True
    missing = 0
    for said in played.said:
        if isinstance(said, str):
            trusted = trusted and "logged" not in said
        elif isinstance(said, PhaseEnded) and said.run not in kept:
            expect(not trusted, f"what was said is kept: run {said.run}; {notices}")
            missing += 1
    expect(not missing or any("logged" in notice for notice in notices), "what is missing was said to be")
    if not passes:
        return missing
    expect(not missing, "what could not be written for a moment is written later")
    said_so = AFTER_ALL in notices or not any("logged" in notice for notice in notices)
    expect(said_so, "where all was written after all, that is said")
    outcome = rows(paths.history, f"SELECT outcome FROM sessions WHERE id = '{played.session}'")
    expect(outcome == [("completed",)], f"the session is completed in the log: {outcome}")
    return missing


def judge_next(paths: Paths, whole: list[dict[str, object]]) -> None:
    """Play one more session, which nothing disturbs.

    It is played in the same process, in which SQLite may still hold a lock that it could not give back; such a session
    writes all of it a moment later.
    """
    played = play(paths)
    expect(played.events() == whole, "the next session runs to its end")
    expect(played.notices()[-1:] in ([], [AFTER_ALL]), f"the next session is logged: {played.notices()}")
    expect(len(judge_log(paths.history)[played.session]) == len(the_plan().phases), "the next session is logged")


@dataclass
class Case:
    """One call that failed, and what came of it."""

    at: int
    failed: str
    missing: int = 0
    lost: str = ""
    notices: list[str] = field(default_factory=list)


def prepare(home: Path, scene: str, template: Path) -> tuple[Paths, Kept | None]:
    """Lay out what there is before the session, and return the session to go on with."""
    shutil.rmtree(home, ignore_errors=True)
    if scene == "new":
        home.mkdir()
        return Paths.under(home), None
    shutil.copytree(template, home)
    paths = Paths.under(home)
    return paths, None if scene == "later" else find_kept(paths, 86_400_000)


def make_template(folder: Path) -> None:
    """Make a log with a whole session in it, and one that was cut off in its second hold."""
    paths = Paths.under(folder)
    play(paths)
    clock = ManualClock(1_000)
    performance = Performance(the_plan(), clock, paths, Settings())
    performance.begin()
    clock.advance(23_000)
    performance.player.close()
    performance.recorder.close()  # it has no end in the log, as after a crash


def one(
    home: Path,
    scene: str,
    template: Path,
    at: int,
    mode: Mode,
    whole: list[dict[str, object]],
    alone: list[dict[str, object]],
) -> Case:
    """Play a session in which one call fails."""
    shim = Shim()
    paths, kept = prepare(home, scene, template)
    shim.arm(at, mode)
    case = Case(at, "")
    try:
        played = play(paths, kept)
        case.failed, case.notices = shim.failed(), played.notices()
        shim.arm(0, mode)
        case.missing = judge(paths, played, whole, passes=not mode.for_ever)
        judge_next(paths, alone)
    except Exception as error:  # noqa: BLE001  # whatever came out of it is a finding
        case.failed, case.lost = case.failed or shim.failed(), f"{type(error).__name__}: {error}"
    finally:
        shim.arm(0, mode)
    return case


MOST_NOTICES = 4  # the lock, the log, and that the log goes on
AFTER_ALL = "this session is logged after all, and nothing of it is missing"


def main(mode_index: int, scene: str, first: int, step: int) -> None:
    """Play until a session comes to its end without any call having failed."""
    home, template = root() / "home", root() / "template"
    mode = MODES[mode_index]
    make_template(template)
    paths, kept = prepare(home, "new", template)
    alone = play(paths).events()
    paths, kept = prepare(home, scene, template)
    whole = play(paths, kept).events()
    for at in itertools.count(first, step):
        case = one(home, scene, template, at, mode, whole, alone)
        if not case.failed and not case.lost:
            return
        sys.stdout.write(json.dumps(case.__dict__) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
