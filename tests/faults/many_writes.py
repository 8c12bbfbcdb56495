"""Runs every command that writes again and again, each time with another of its calls to files failing.

Started with `failing_io.c` loaded. Prints a JSON object a run.

    python -m faults.many_writes MODE FIRST STEP [NAME…]
"""

import atexit
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from faults.forking import Ended, becoming, copied, fork
from faults.judging import Lost, expect, judge_log, rows
from faults.many_commands import make_home
from faults.shim import MODES, Mode, Shim, root
from history.makers import Clock, uuid, whole
from stretchtui.authoring import Desk
from stretchtui.drafting.sheet import ChangedMeanwhile, open_sheet
from stretchtui.files import FileFault
from stretchtui.history import export_lines, open_history
from stretchtui.library import Library
from stretchtui.paths import Paths


def imported_lines(folder: Path) -> bytes:
    """Return a log to import: two sessions that are new."""
    path = folder / "other.db"
    with open_history(path, write=True, now=Clock()) as history:
        for number in (7, 8):
            whole(history, number)
        return "".join(export_lines(history)).encode()


def draft() -> None:
    """Keep a draft of a routine, and then store it, as the editor on the screen does."""
    paths = Paths.find()
    try:
        sheet = open_sheet(Desk(paths, Library(paths)), "mine")
        sheet.draft.change(sheet.draft.text.replace('"Reach"', '"Reach higher"'), "name", (), ())
        sheet.keep()
        sheet.store()
    except FileFault as fault:
        sys.exit(f"stretchtui: {fault}")
    except ChangedMeanwhile:  # it cannot be looked at, so that the screen asks
        sys.exit("stretchtui: the file is not the one that was opened")
    sys.exit(0)


COMMANDS: dict[str, tuple[str, ...]] = {
    "new": ("new", "A new one"),
    "copy": ("copy", "quick-relief", "quick-copy"),
    "rename": ("rename", "mine", "ours"),
    "remove": ("remove", "mine", "--yes"),
    "edit": ("edit", "mine"),
    "config set": ("config", "set", "lead_in", "2s"),
    "config unset": ("config", "unset", "theme"),
    "log rate": ("log", "rate", uuid(1), "--after", "2"),
    "log remove": ("log", "remove", uuid(1), "--yes"),
    "log import": ("log", "import", "-"),
    "draft": (),
}


@dataclass(frozen=True)
class State:
    """What a home holds that must not get lost: files by their place, and the sessions of the log."""

    files: frozenset[tuple[str, bytes]]
    sessions: frozenset[tuple[object, ...]]


def state_of(home: Path) -> State:
    """Look at a home."""
    paths = Paths.under(home)
    kept = [*paths.config.rglob("*"), *paths.routines.rglob("*"), *paths.removed.rglob("*"), *paths.drafts.rglob("*")]
    files = {(path.relative_to(home).as_posix(), path.read_bytes()) for path in kept if path.is_file()}
    judge_log(paths.history)
    columns = "name, outcome, pain_after, deleted_at IS NULL, active_ms"
    sessions = {tuple(row) for row in rows(paths.history, f"SELECT {columns} FROM sessions")}
    return State(frozenset(files), frozenset(sessions))


@dataclass
class Case:
    """One call that failed, and what came of it."""

    name: str
    at: int
    failed: str
    code: int = 0
    lost: str = ""


def judge(ended: Ended, before: State, after: State, now: State) -> None:
    """Hold what is there now against what was and what is to be.

    Raises:
        Lost: A promise was not kept.
    """
    lines = ended.errors.splitlines()
    expect("Traceback" not in ended.errors and "fault of stretchtui" not in ended.errors, f"no traceback: {ended}")
    expect(ended.code in (0, 1), f"a known end: {ended}")
    if ended.code:
        expect(lines, f"a failure is said: {ended}")
    texts = {text for _, text in before.files | after.files}
    begun = {name for name, _ in now.files if name.endswith(".tmp")}  # on a disk that is gone, nothing can be removed
    whole = all(text in texts for name, text in now.files if name not in begun)
    expect(whole, f"each file is whole or not there: {now.files}")
    expect(not begun or ended.code, f"nothing is left lying about: {begun}")
    text_of_own = next(text for name, text in before.files if name.endswith("/mine.toml"))
    higher = text_of_own.replace(b"Reach", b"Reach higher")
    expect({text_of_own, higher} & {text for _, text in now.files}, "no text of the user's is lost")
    if ended.code == 0:
        expect(now.sessions in (after.sessions, before.sessions), f"the log is as it is to be: {ended}")
        firm = {one for one in after.files if not one[0].startswith("state/")}
        expect(firm <= now.files, f"what was said to be done is done: {ended}")
    else:
        expect(now.sessions in (before.sessions, after.sessions), "the log is as it was, or as it is to be")


def main(mode: Mode, first: int, step: int, only: list[str]) -> None:
    """Run all of them, or those that are named."""
    template, home = root() / "template", root() / "home"
    make_home(template)
    (Paths.under(template).routines / "broken.toml").unlink()
    Paths.under(template).config.mkdir(exist_ok=True)
    Paths.under(template).settings.write_text('# mine\nlead_in = "3s"\ntheme = "stretchtui-dark"\n')
    lines = imported_lines(template)
    fork(("list",), template)  # from here on, what is kept of the routines is there
    shim = Shim()
    told = tempfile.TemporaryFile()  # noqa: SIM115  # gone with this process

    def armed(at: int) -> Callable[[], object]:
        def begin() -> None:
            shim.arm(at, mode)
            atexit.register(lambda: os.pwrite(told.fileno(), shim.failed().encode(), 0))
            if not sys.argv[1:]:
                draft()

        return begin

    for name, arguments in COMMANDS.items():
        if only and name not in only:
            continue
        text = lines if name == "log import" else b""
        with copied(template, home):
            before = state_of(home)
            usual = fork(arguments, home, first=armed(0), text=text)
            assert usual.code == 0, (name, usual)
            after = state_of(home)
        for at in itertools.count(first, step):
            with copied(template, home):
                told.truncate(0)
                ended = fork(arguments, home, first=armed(at), text=text)
                case = Case(name, at, os.pread(told.fileno(), 100, 0).decode(), ended.code)
                try:
                    judge(ended, before, after, state_of(home))
                    again = fork(("list", "--json"), home)
                    expect(again.code == 0 and not again.errors, f"the next command has no complaint: {again.errors}")
                except Lost as lost:
                    case.lost = str(lost)
            if not case.failed:
                break
            os.write(1, (json.dumps(asdict(case)) + "\n").encode())


if __name__ == "__main__":
    words = sys.argv[1:]
    becoming(lambda: main(MODES[int(words[0])], int(words[1]), int(words[2]), words[3:]))
