"""What the tests of the app are fed with: plans, sessions on a clock moved by hand, and a program around them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.pilot import Pilot

from stretchcore.document import read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.plan import Plan, make_plan
from stretchcore.problems import Problem
from stretchcore.routine import Routine
from stretchtui.app.app import StretchApp
from stretchtui.app.screens.session import SessionScreen
from stretchtui.app.services import CannotChange, CannotOpen
from stretchtui.app.themes import DEFAULT_THEME
from stretchtui.authoring import BadId, Desk, Refused
from stretchtui.changing import BadSetting, UnchangeableSettings, change_setting, parse_setting
from stretchtui.clock import ManualClock
from stretchtui.drafting.sheet import Sheet, name_for_new, new_sheet, open_sheet
from stretchtui.files import FileFault
from stretchtui.learning import Lesson
from stretchtui.library import Library, NotFound
from stretchtui.logged import DaySum, Entry, Felt, Overview, Part
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import SettingRow, Settings, read_settings, said_in, setting_rows
from stretchtui.streaks import count_streaks
from stretchtui.summaries import RoutineSummary, plan_targets
from stretchtui.today import Past

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROUTINES = Path(__file__).parents[2] / "routines"

ALL_SORTS = """
name = "All sorts"
summary = "One of everything that a screen has to show."

[[warm_up]]
name = "March on the spot"
kind = "dynamic"
posture = "standing"
targets = ["quadriceps"]
instructions = ["Stand tall and march at an easy pace.", "Lift the knees only as high as your back likes."]
hold = "20s"
prepare = "5s"

[[steps]]
name = "Knee to chest"
posture = "supine"
targets = ["lower back", "glutes"]
instructions = [
  "Lie on your back with both knees bent and your feet on the floor.",
  "Take this knee in both hands and draw it slowly toward your chest.",
  "Breathe slowly and deeply, and let the knee come a little nearer with each breath out.",
]
cautions = ["If the knee itself complains, hold behind the thigh instead of on the shin."]
hold = "20s"
reps = 2
sides = "each"
prepare = "8s"
next_rep = "3s"
switch_side = "5s"

[[steps]]
rest = "30s"

[[steps]]
name = "Bridge"
kind = "strength"
targets = ["glutes"]
instructions = ["Press your feet down and lift the hips."]
hold = "6 counts"
reps = 3
sets = 2
rest = "20s"
prepare = "8s"

[[steps]]
name = "Cat-cow"
kind = "dynamic"
targets = ["lower back"]
reps = 2
next_rep = "0s"
prepare = "0s"
positions = [
  { id = "arch", name = "Hollow back", hold = "5s", breath = "in" },
  { id = "round", name = "Round back", hold = "5s", breath = "out" },
]

[[steps]]
name = "Russian twist"
targets = ["abdominals"]
reps = 12
pace = "self"
estimate = "40s"
prepare = "8s"

[[cool_down]]
name = "Rest on your back"
kind = "dynamic"
hold = "6 breaths"
prepare = "5s"
"""

# Where what begins in ALL_SORTS, as phases' indices.
PREPARE, HOLD, NEXT_REP, SECOND_REP, SWITCH, RIGHT, REST = 2, 3, 4, 5, 6, 7, 10
BRIDGE, SET_REST, ARCH, ROUND, OPEN, COOL_DOWN = 12, 17, 23, 24, 28, 30


@cache
def library() -> Mapping[str, Exercise]:
    """Return the built-in exercises."""
    files = (ROUTINES / "exercises").glob("*.toml")
    return {path.stem: read_exercise(path.read_text(encoding="utf-8"), path.stem).good() for path in files}


def plan_of(text: str, level: int = 0, id: str = "test") -> Plan:
    """Lay out a routine that is written as a file would be."""
    return make_plan(read_routine(text, id, library()).good(), library(), level)


@cache
def builtin_plan(id: str, level: int = 20) -> Plan:
    """Lay out a built-in routine."""
    return plan_of((ROUTINES / f"{id}.toml").read_text(encoding="utf-8"), level, id)


@cache
def all_sorts() -> Plan:
    """Lay out the routine that has everything."""
    return plan_of(ALL_SORTS)


def performance_of(plan: Plan, clock: ManualClock | None = None, lead_in_ms: int = 3_000) -> Performance:
    """Put a session together that writes nothing."""
    nowhere = Path("/nonexistent")
    settings = Settings(lead_in_ms=lead_in_ms)
    paths = Paths.under(nowhere)
    return Performance(plan, clock or ManualClock(1_000_000), paths, settings, log=False, simulated=True)


@dataclass
class FakeServices:
    """A program around the app that holds everything in memory."""

    plans: dict[str, Plan] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    theme: str = DEFAULT_THEME
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    figures: bool = True
    flash: bool = False
    asks_pain: bool = False
    rated: list[tuple[str, int | None, str]] = field(default_factory=list)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    answers: list[tuple[str, int]] = field(default_factory=list)
    note_due: bool = False
    notes_seen: int = 0
    opened: list[Performance] = field(default_factory=list)
    clock: ManualClock = field(default_factory=lambda: ManualClock(1_000_000))
    fails: Exception | None = None
    root: Path | None = None  # where files are written, in a test that does
    log: Past = field(default_factory=Past)
    day: date = date(2026, 3, 4)  # a Wednesday
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    days: dict[str, tuple[str, ...]] = field(default_factory=dict)
    resumed: list[str] = field(default_factory=list)
    folder: Path = Path("/nonexistent")
    entries: list[Entry] = field(default_factory=list)  # newest first
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    log_fault: str = ""
    write_fault: str = ""
    removed: list[Entry] = field(default_factory=list)

    def overview(self) -> Overview:
        """Return the figures."""
        days: dict[date, DaySum] = {}
        for one in self.entries:
            if not one.simulated:
                before = days.get(one.day, DaySum(0, 0, 0))
                done = before.completed + (one.outcome == "completed")
                days[one.day] = DaySum(before.sessions + 1, done, before.active_ms + one.active_ms)
        if self.log_fault:
            return Overview(fault=self.log_fault)
        return Overview(days, count_streaks([day for day, one in days.items() if one.completed], self.day))

    def sessions(self) -> Iterator[Sequence[Entry]]:
        """Yield the log, a page at a time."""
        if self.log_fault:
            raise CannotOpen(self.log_fault)
        for first in range(0, len(self.entries), 20):
            yield tuple(self.entries[first : first + 20])

    def session_parts(self, session: str) -> Sequence[Part]:
        """Return the phases."""
        return self.parts.get(session, ())

    def set_felt(self, session: str, felt: Felt) -> Entry:
        """Change the log."""
        if self.write_fault:
            raise CannotChange(self.write_fault)
        place = next(place for place, one in enumerate(self.entries) if one.id == session)
        self.entries[place] = self.entries[place]._replace(felt=felt)
        return self.entries[place]

    def remove_session(self, session: str) -> None:
        """Take a session away."""
        if self.write_fault:
            raise CannotChange(self.write_fault)
        found = next(one for one in self.entries if one.id == session)
        self.entries.remove(found)
        self.removed.append(found)

    def restore_session(self, session: str) -> Entry:
        """Bring it back."""
        found = next(one for one in self.removed if one.id == session)
        self.removed.remove(found)
        self.entries = sorted([*self.entries, found], key=lambda one: (one.started_at, one.id), reverse=True)
        return found

    def routines(self) -> Sequence[RoutineSummary]:
        """Return all routines."""
        if self.fails is not None:
            raise self.fails
        good = [
            RoutineSummary(
                id,
                plan.name,
                "Slowly.",
                self.tags.get(id, ("back",)),
                plan_targets(plan),
                plan.total_ms,
                plan.level,
                "user",
                id,
                days=self.days.get(id, ()),
                stretched=plan_targets(plan, static=True),
            )
            for id, plan in self.plans.items()
        ]
        broken = [
            RoutineSummary(id, id, "", (), (), 0, 0, "user", f"{id}.toml", text) for id, text in self.problems.items()
        ]
        return [*good, *broken]

    def rate(self, session: str, *, after: int | None, note: str) -> None:
        """Keep what was felt."""
        self.rated.append((session, after, note))

    def lesson(self, routine: str) -> Lesson | None:
        """Return what was learned."""
        return self.lessons.get(routine)

    def answer(self, routine: str, lesson: Lesson, *, take: bool) -> None:
        """Keep an answer."""
        self.answers.append((routine, lesson.level.level if take else lesson.level.from_level))
        self.lessons.pop(routine, None)

    def answer_offer(self, exercise: str, *, take: bool) -> None:
        """Keep an answer."""
        self.answers.append((exercise, take))

    def past(self, today: date) -> Past:
        """Return what was done."""
        return self.log

    def today(self) -> date:
        """Return the day."""
        return self.day

    def plan(self, routine: str) -> Plan:
        """Lay a routine out."""
        if routine not in self.plans:
            raise CannotOpen(f"there is no routine {routine}")
        return self.plans[routine]

    def open(self, routine: str) -> Performance:
        """Put a session together."""
        self.opened.append(performance_of(self.plan(routine), self.clock))
        return self.opened[-1]

    def edit(self, routine: str) -> Sheet:
        """Lay a routine out to be changed."""
        try:
            return open_sheet(self.desk(), routine)
        except (NotFound, FileFault) as fault:
            raise CannotOpen(str(fault)) from None

    def new(self, name: str) -> Sheet:
        """Lay a new routine out."""
        try:
            return new_sheet(self.desk(), name)
        except (BadId, Refused) as fault:
            raise CannotOpen(str(fault)) from None

    def name_for_new(self) -> str:
        """Return a free name."""
        return name_for_new(self.desk())

    def desk(self) -> Desk:
        """Return where files are written."""
        assert self.root is not None
        paths = Paths.under(self.root)
        return Desk(paths, Library(paths))

    def try_out(self, routine: Routine) -> Performance:
        """Put a session of a routine together."""
        self.opened.append(performance_of(make_plan(routine, library()), self.clock))
        return self.opened[-1]

    def resume(self, session: str) -> Performance:
        """Put a session together again."""
        if self.log.unfinished is None or self.log.unfinished.session != session:
            raise CannotOpen("the session is over; it cannot be gone on with")
        self.resumed.append(session)
        return self.open(self.log.unfinished.routine)

    @property
    def _file(self) -> Path:
        return self.folder / "config.toml"

    def settings(self) -> tuple[tuple[SettingRow, ...], tuple[Problem, ...]]:
        """Return the settings."""
        return setting_rows(self._file)

    def change_setting(self, name: str, text: str | None) -> None:
        """Write a setting."""
        try:
            value = None if text is None else parse_setting(name, text, said_in(self._file))
            change_setting(self._file, name, value)
        except (BadSetting, UnchangeableSettings, FileFault) as fault:
            raise CannotChange(str(fault)) from None
        found = read_settings(self._file)
        self.keys, self.theme = dict(found.keys), found.theme

    def check_setting(self, name: str, text: str) -> str:
        """Tell what is wrong."""
        try:
            parse_setting(name, text, said_in(self._file))
        except BadSetting as fault:
            return str(fault)
        return ""

    def settings_file(self) -> str:
        """Return where they are."""
        return "~/.config/stretchtui/config.toml"

    def needs_health_note(self) -> bool:
        """Tell whether the note is due."""
        return self.note_due and not self.notes_seen

    def health_note_seen(self) -> None:
        """Count."""
        self.notes_seen += 1


class Stage:
    """A session on the screen, and the clock that moves it."""

    def __init__(self, app: StretchApp, pilot: Pilot[Any], performance: Performance) -> None:
        self.app = app
        self.pilot = pilot
        self.performance = performance
        self.player = performance.player
        clock = performance.player.clock
        assert isinstance(clock, ManualClock)
        self.clock = clock

    @property
    def screen(self) -> SessionScreen:
        """The session's screen, also when another one lies over it."""
        found = self.app.session_screen
        assert found is not None
        return found

    async def wait(self, ms: int = 0) -> None:
        """Let so many milliseconds pass, and everything be drawn."""
        self.clock.advance(ms)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, far enough apart not to be one key that is held."""
        for key in keys:
            self.clock.advance(200)
            await self.pilot.press(key)
        await self.pilot.pause()

    async def go_to(self, index: int, ms: int = 0) -> None:
        """Go to a phase, and so far into it."""
        from stretchcore.commands import Jump

        self.player.send(Jump(index))
        await self.wait(ms)

    def text(self) -> str:
        """Return what is on the screen."""
        return text_of(self.app)


@asynccontextmanager
async def session(plan: Plan | None = None, size: tuple[int, int] = (80, 24), **options: Any) -> "AsyncIterator[Stage]":
    """Run the app with one session on its way."""
    keys = options.pop("keys", {})
    performance = performance_of(plan or all_sorts(), **options)
    app = StretchApp(FakeServices(keys=keys), performance)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Stage(app, pilot, performance)
    performance.finish()


@asynccontextmanager
async def home(services: FakeServices, size: tuple[int, int] = (100, 30)) -> "AsyncIterator[Stage]":
    """Run the app with the list of the routines."""
    app = StretchApp(services)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        yield Stage(app, pilot, performance_of(all_sorts(), services.clock))
    for performance in services.opened:
        performance.finish()


def cells_of(app: StretchApp) -> Iterator[list[tuple[str, Any]]]:
    """Yield the rows of the screen as pieces of text with their styles."""
    update: Any = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    for row in update.strips:
        yield [(segment.text, segment.style) for strip in row for segment in strip]


def text_of(app: StretchApp) -> str:
    """Return what is on the screen, row by row."""
    return "\n".join("".join(text for text, _ in row).rstrip() for row in cells_of(app))
