"""A timer engine for guided stretching: routines, plans and sessions, without a clock, a file or a screen of its own.

    document = read_routine(text, "my-routine", library)
    plan = make_plan(document.good(), library, level=30)
    driver = Driver(Session(plan), now_ms)
    events = driver.send(Start(), now_ms)
    while driver.wake_ms is not None:
        ...                                   # wait until driver.wake_ms, in any way that suits the front end
        events = driver.advance(now_ms)

Names are imported from here when they are first used, so that importing one costs no more than it needs.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stretchcore.advice import advice_for as advice_for
    from stretchcore.commands import COMMANDS as COMMANDS
    from stretchcore.commands import VOCABULARY as VOCABULARY
    from stretchcore.commands import Back as Back
    from stretchcore.commands import BadCommand as BadCommand
    from stretchcore.commands import Command as Command
    from stretchcore.commands import Done as Done
    from stretchcore.commands import Extend as Extend
    from stretchcore.commands import Jump as Jump
    from stretchcore.commands import Pain as Pain
    from stretchcore.commands import Pause as Pause
    from stretchcore.commands import Refused as Refused
    from stretchcore.commands import Restart as Restart
    from stretchcore.commands import Resume as Resume
    from stretchcore.commands import Skip as Skip
    from stretchcore.commands import Start as Start
    from stretchcore.commands import Stop as Stop
    from stretchcore.commands import Toggle as Toggle
    from stretchcore.commands import parse_command as parse_command
    from stretchcore.cues import DEFAULT_CUES as DEFAULT_CUES
    from stretchcore.cues import Anchor as Anchor
    from stretchcore.cues import CuePolicy as CuePolicy
    from stretchcore.cues import CueRule as CueRule
    from stretchcore.data import BadPlan as BadPlan
    from stretchcore.data import exercise_to_data as exercise_to_data
    from stretchcore.data import figure_to_data as figure_to_data
    from stretchcore.data import phase_to_data as phase_to_data
    from stretchcore.data import plan_from_data as plan_from_data
    from stretchcore.data import plan_to_data as plan_to_data
    from stretchcore.data import sections_to_data as sections_to_data
    from stretchcore.document import Document as Document
    from stretchcore.document import read_exercise as read_exercise
    from stretchcore.document import read_routine as read_routine
    from stretchcore.dose import MuscleDose as MuscleDose
    from stretchcore.dose import Unevenness as Unevenness
    from stretchcore.dose import weekly as weekly
    from stretchcore.driver import BEAT_MS as BEAT_MS
    from stretchcore.driver import GAP_MS as GAP_MS
    from stretchcore.driver import Driver as Driver
    from stretchcore.events import Cue as Cue
    from stretchcore.events import CueKind as CueKind
    from stretchcore.events import Event as Event
    from stretchcore.events import Extended as Extended
    from stretchcore.events import LeadInStarted as LeadInStarted
    from stretchcore.events import Paused as Paused
    from stretchcore.events import PhaseEnded as PhaseEnded
    from stretchcore.events import PhaseOutcome as PhaseOutcome
    from stretchcore.events import PhaseStarted as PhaseStarted
    from stretchcore.events import Resumed as Resumed
    from stretchcore.events import SessionEnded as SessionEnded
    from stretchcore.events import SessionOutcome as SessionOutcome
    from stretchcore.events import SessionStarted as SessionStarted
    from stretchcore.exercise import PROGRAM_TIMING as PROGRAM_TIMING
    from stretchcore.exercise import BreathRate as BreathRate
    from stretchcore.exercise import Dose as Dose
    from stretchcore.exercise import Exercise as Exercise
    from stretchcore.exercise import Hold as Hold
    from stretchcore.exercise import Position as Position
    from stretchcore.exercise import Timing as Timing
    from stretchcore.figure import Figure as Figure
    from stretchcore.live_data import EVENT_NAMES as EVENT_NAMES
    from stretchcore.live_data import event_to_data as event_to_data
    from stretchcore.live_data import view_to_data as view_to_data
    from stretchcore.motion import Moment as Moment
    from stretchcore.motion import Pose as Pose
    from stretchcore.motion import moment as moment
    from stretchcore.motion import still as still
    from stretchcore.motion import with_figures as with_figures
    from stretchcore.phrases import PHASE_WORDS as PHASE_WORDS
    from stretchcore.phrases import SIDE_WORDS as SIDE_WORDS
    from stretchcore.phrases import Guidance as Guidance
    from stretchcore.phrases import count_words as count_words
    from stretchcore.phrases import guidance as guidance
    from stretchcore.phrases import length_words as length_words
    from stretchcore.phrases import phase_words as phase_words
    from stretchcore.phrases import position_name as position_name
    from stretchcore.plan import Phase as Phase
    from stretchcore.plan import Plan as Plan
    from stretchcore.plan import PlanStep as PlanStep
    from stretchcore.plan import lay_out as lay_out
    from stretchcore.plan import make_plan as make_plan
    from stretchcore.problems import BadDocument as BadDocument
    from stretchcore.problems import Fault as Fault
    from stretchcore.problems import Problem as Problem
    from stretchcore.progression import Answer as Answer
    from stretchcore.progression import DoneSession as DoneSession
    from stretchcore.progression import LevelAdvice as LevelAdvice
    from stretchcore.progression import LevelReason as LevelReason
    from stretchcore.progression import advise_level as advise_level
    from stretchcore.resolving import Unresolvable as Unresolvable
    from stretchcore.resolving import resolve as resolve
    from stretchcore.routine import Block as Block
    from stretchcore.routine import Item as Item
    from stretchcore.routine import RestStep as RestStep
    from stretchcore.routine import Routine as Routine
    from stretchcore.routine import Schedule as Schedule
    from stretchcore.routine import SideDose as SideDose
    from stretchcore.routine import Step as Step
    from stretchcore.session import BACK_WINDOW_MS as BACK_WINDOW_MS
    from stretchcore.session import LEAD_IN_MS as LEAD_IN_MS
    from stretchcore.session import IllegalCommand as IllegalCommand
    from stretchcore.session import Session as Session
    from stretchcore.session import TimeRanBackwards as TimeRanBackwards
    from stretchcore.shelf import TextLibrary as TextLibrary
    from stretchcore.snapshot import BadDump as BadDump
    from stretchcore.sparing import Change as Change
    from stretchcore.sparing import EverythingExcluded as EverythingExcluded
    from stretchcore.sparing import PainIn as PainIn
    from stretchcore.sparing import exclusions_to_offer as exclusions_to_offer
    from stretchcore.sparing import gentler as gentler
    from stretchcore.sparing import without as without
    from stretchcore.states import NEEDS as NEEDS
    from stretchcore.states import PASSAGES as PASSAGES
    from stretchcore.states import TRANSITIONS as TRANSITIONS
    from stretchcore.states import Need as Need
    from stretchcore.states import Passage as Passage
    from stretchcore.states import State as State
    from stretchcore.strokes import Box as Box
    from stretchcore.strokes import Stroke as Stroke
    from stretchcore.strokes import Tone as Tone
    from stretchcore.svg import PAGE_COLOURS as PAGE_COLOURS
    from stretchcore.svg import PRINT_COLOURS as PRINT_COLOURS
    from stretchcore.svg import pose_svg as pose_svg
    from stretchcore.telling import clock_words as clock_words
    from stretchcore.telling import event_line as event_line
    from stretchcore.telling import event_words as event_words
    from stretchcore.times import BadTime as BadTime
    from stretchcore.times import CountRange as CountRange
    from stretchcore.times import Duration as Duration
    from stretchcore.times import TimeRange as TimeRange
    from stretchcore.times import ceil_seconds as ceil_seconds
    from stretchcore.times import format_clock as format_clock
    from stretchcore.times import format_instant as format_instant
    from stretchcore.times import format_minutes as format_minutes
    from stretchcore.times import format_span as format_span
    from stretchcore.times import parse_count as parse_count
    from stretchcore.times import parse_time as parse_time
    from stretchcore.tomllocate import Locations as Locations
    from stretchcore.tomllocate import Place as Place
    from stretchcore.tree import ResolvedBlock as ResolvedBlock
    from stretchcore.tree import ResolvedDose as ResolvedDose
    from stretchcore.tree import ResolvedItem as ResolvedItem
    from stretchcore.tree import ResolvedPosition as ResolvedPosition
    from stretchcore.tree import ResolvedRest as ResolvedRest
    from stretchcore.tree import ResolvedRoutine as ResolvedRoutine
    from stretchcore.tree import ResolvedStep as ResolvedStep
    from stretchcore.view import View as View
    from stretchcore.words import Breath as Breath
    from stretchcore.words import ExerciseKind as ExerciseKind
    from stretchcore.words import PhaseKind as PhaseKind
    from stretchcore.words import Section as Section
    from stretchcore.words import Side as Side
    from stretchcore.words import Sides as Sides

_ROOMS = """
advice: advice_for
commands: COMMANDS VOCABULARY Back BadCommand Command Done Extend Jump Pain Pause Refused Restart Resume Skip Start
commands: Stop Toggle parse_command
cues: DEFAULT_CUES Anchor CuePolicy CueRule
data: BadPlan exercise_to_data figure_to_data phase_to_data plan_from_data plan_to_data sections_to_data
document: Document read_exercise read_routine
dose: MuscleDose Unevenness weekly
driver: BEAT_MS GAP_MS Driver
events: Cue CueKind Event Extended LeadInStarted Paused PhaseEnded PhaseOutcome PhaseStarted Resumed SessionEnded
events: SessionOutcome SessionStarted
exercise: PROGRAM_TIMING BreathRate Dose Exercise Hold Position Timing
figure: Figure
live_data: EVENT_NAMES event_to_data view_to_data
motion: Moment Pose moment still with_figures
phrases: PHASE_WORDS SIDE_WORDS Guidance count_words guidance length_words phase_words position_name
plan: Phase Plan PlanStep lay_out make_plan
problems: BadDocument Fault Problem
progression: Answer DoneSession LevelAdvice LevelReason advise_level
resolving: Unresolvable resolve
routine: Block Item RestStep Routine Schedule SideDose Step
session: BACK_WINDOW_MS LEAD_IN_MS IllegalCommand Session TimeRanBackwards
shelf: TextLibrary
snapshot: BadDump
sparing: Change EverythingExcluded PainIn exclusions_to_offer gentler without
states: NEEDS PASSAGES TRANSITIONS Need Passage State
strokes: Box Stroke Tone
svg: PAGE_COLOURS PRINT_COLOURS pose_svg
telling: clock_words event_line event_words
times: BadTime CountRange Duration TimeRange ceil_seconds format_clock format_instant format_minutes format_span
times: parse_count parse_time
tomllocate: Locations Place
tree: ResolvedBlock ResolvedDose ResolvedItem ResolvedPosition ResolvedRest ResolvedRoutine ResolvedStep
view: View
words: Breath ExerciseKind PhaseKind Section Side Sides
"""
_ROOM_OF = {
    name: room for room, _, names in (line.partition(": ") for line in _ROOMS.split("\n")) for name in names.split()
}
__all__ = sorted(_ROOM_OF)


def __getattr__(name: str) -> object:
    room = _ROOM_OF.get(name)
    if room is None:
        raise AttributeError(f"stretchcore has no {name}")
    from importlib import import_module

    value: object = getattr(import_module(f"stretchcore.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
