"""A session of the log as a Garmin FIT *activity*, which Strava and Garmin Connect take.

Sport `training`, sub-sport `flexibility_training`; a lap for each phase; a record each second while the timer ran. In a
pause the timer is stopped and there is no record, so that elapsed time and timer time are told apart. A lap has no name
in FIT. So the file also holds the steps as a workout, and each lap says which step it did.

FIT tells instants in whole seconds and lengths in milliseconds: the lengths are exact.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from fit_tool.data_message import DataMessage
from fit_tool.profile.messages.activity_message import ActivityMessage
from fit_tool.profile.messages.common_fields import TimestampField
from fit_tool.profile.messages.event_message import EventMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.record_message import RecordMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.messages.workout_message import WorkoutMessage
from fit_tool.profile.profile_type import Event, EventType, FileType, LapTrigger, SessionTrigger

from stretchcore.words import PhaseKind, Side
from stretchtui.exchange.fit_file import FLEXIBILITY_TRAINING, TRAINING, Value, encoded, file_id, filled, unix_ms
from stretchtui.exchange.fit_steps import Ends, Intensity, WatchStep, gap_name, work_name
from stretchtui.exchange.fit_text import bounded
from stretchtui.exchange.fit_timeline import Lap, Timeline, timeline
from stretchtui.exchange.fit_workout import MOST_STEPS, NAME_BYTES, step_messages
from stretchtui.exchange.formats import CannotExport
from stretchtui.history.rows import PhaseRow, SessionRow

MOST_TIMER_MS = 48 * 3_600_000
"""The longest that a timer may have run: twice the longest plan."""

MOST_ELAPSED_MS = 30 * 86_400_000
"""The longest from start to end: FIT counts 49 days of milliseconds."""

FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
"""The instant from which FIT counts seconds."""

_LAST = FIT_EPOCH + timedelta(seconds=0xFFFF_FFFE)
_EVENT, _RECORD, _LAP = 3, 4, 5  # local numbers, so that each sort of message is described once
_WORK = {
    PhaseKind.WARM_UP: Intensity.WARM_UP,
    PhaseKind.HOLD: Intensity.ACTIVE,
    PhaseKind.COOL_DOWN: Intensity.COOL_DOWN,
}


def write(session: SessionRow, phases: Sequence[PhaseRow]) -> bytes:
    """Return the bytes of the file.

    Args:
        session: The session; one that is not over yet is written as far as it is known.
        phases: All its phases.

    Raises:
        CannotExport: Nothing was done in it, or it is longer, or of another time, than FIT can tell.
    """
    done = timeline(phases)
    began = datetime.fromisoformat(session.started_at)
    if not done.timer_ms:
        raise CannotExport("in this session nothing was done, so there is no activity to write")
    if done.timer_ms > MOST_TIMER_MS or done.end_ms > MOST_ELAPSED_MS or len(done.laps) > MOST_STEPS:
        raise CannotExport("this session is too long for a FIT activity")
    ended = began + timedelta(milliseconds=done.end_ms)
    if not FIT_EPOCH < began < ended < _LAST:
        raise CannotExport(f"FIT knows no time as {began.date()}")
    steps = _steps(done)
    numbers = {step: number for number, step in enumerate(dict.fromkeys(steps))}
    described, longest = step_messages(tuple(numbers))
    workout: dict[str, Value] = {
        "sport": TRAINING,
        "sub_sport": FLEXIBILITY_TRAINING,
        "num_valid_steps": len(numbers),
        "workout_name": bounded(session.name, NAME_BYTES),
    }
    messages = [
        file_id(FileType.ACTIVITY, int(session.id[:8], 16), began),
        filled(WorkoutMessage(local_id=1), workout),
        *described,
        *_recorded(done, began),
        *(_lap(place, lap, numbers[steps[place]], began) for place, lap in enumerate(done.laps)),
        _session(done, began),
        _activity(done, began),
    ]
    return encoded(messages, [longest])


def _steps(done: Timeline) -> list[WatchStep]:
    """Return the step that each lap did, by the name that it has in a workout."""
    held = {(lap.phase.name, lap.phase.position) for lap in done.laps if lap.phase.working}
    positions = Counter(name for name, _ in held)
    return [_step(lap.phase, several=positions[lap.phase.name] > 1) for lap in done.laps]


def _step(phase: PhaseRow, *, several: bool) -> WatchStep:
    kind, side = PhaseKind(phase.kind), Side(phase.side) if phase.side else None
    if kind.is_work:
        name, intensity = work_name(phase.name or "", side, phase.position if several else None), _WORK[kind]
    else:
        name, intensity = gap_name(kind, phase.name, side), Intensity.REST
    if phase.planned_ms is None:
        return WatchStep(name, intensity, Ends.OPEN, 0)
    return WatchStep(name, intensity, Ends.TIME, min(phase.planned_ms, MOST_TIMER_MS))


def _recorded(done: Timeline, began: datetime) -> Iterator[DataMessage]:
    """Yield records, and the starts and stops of the timer, as time goes by."""
    last = -1
    for run in done.runs:
        start, end = (_instant(began, at_ms) for at_ms in run)
        yield _timer(EventType.START, start)
        for second_ms in range(max(unix_ms(start), last + 1000), unix_ms(end) + 1, 1000):
            yield _record(second_ms)
        last = unix_ms(end)
        yield _timer(EventType.STOP_ALL, end)


def _instant(began: datetime, at_ms: int) -> datetime:
    return began + timedelta(milliseconds=at_ms)


def _timer(what: EventType, when: datetime) -> DataMessage:
    values: dict[str, Value] = {"timestamp": unix_ms(when), "event": Event.TIMER.value, "event_type": what.value}
    return filled(EventMessage(local_id=_EVENT), {**values, "timer_trigger": 0})  # by hand


def _record(instant_ms: int) -> DataMessage:
    """Return a record of an instant alone; made of its one field, it costs a hundredth of one with all of FIT's."""
    field = TimestampField()
    field.set_value(0, instant_ms)
    return DataMessage(local_id=_RECORD, global_id=RecordMessage.ID, name=RecordMessage.NAME, fields=[field])


def _lap(place: int, lap: Lap, step: int, began: datetime) -> DataMessage:
    intensity = _WORK.get(PhaseKind(lap.phase.kind), Intensity.REST)
    return filled(
        LapMessage(local_id=_LAP),
        {
            "message_index": place,
            "timestamp": unix_ms(_instant(began, lap.end_ms)),
            "event": Event.LAP.value,
            "event_type": EventType.STOP.value,
            "start_time": unix_ms(_instant(began, lap.start_ms)),
            "total_elapsed_time": lap.elapsed_ms / 1000,
            "total_timer_time": lap.timer_ms / 1000,
            "intensity": intensity.value,
            "lap_trigger": LapTrigger.TIME.value,
            "sport": TRAINING,
            "sub_sport": FLEXIBILITY_TRAINING,
            "workout_step_index": step,
        },
    )


def _session(done: Timeline, began: datetime) -> DataMessage:
    return filled(
        SessionMessage(local_id=6),
        {
            "message_index": 0,
            "timestamp": unix_ms(_instant(began, done.end_ms)),
            "event": Event.SESSION.value,
            "event_type": EventType.STOP.value,
            "start_time": unix_ms(began),
            "sport": TRAINING,
            "sub_sport": FLEXIBILITY_TRAINING,
            "total_elapsed_time": done.end_ms / 1000,
            "total_timer_time": done.timer_ms / 1000,
            "first_lap_index": 0,
            "num_laps": len(done.laps),
            "trigger": SessionTrigger.ACTIVITY_END.value,
        },
    )


def _activity(done: Timeline, began: datetime) -> DataMessage:
    ended = _instant(began, done.end_ms)
    offset = began.utcoffset() or timedelta(0)
    return filled(
        ActivityMessage(local_id=7),
        {
            "timestamp": unix_ms(ended),
            "total_timer_time": done.timer_ms / 1000,
            "num_sessions": 1,
            "type": 0,  # one sport
            "event": Event.ACTIVITY.value,
            "event_type": EventType.STOP.value,
            "local_timestamp": (ended + offset - FIT_EPOCH) // timedelta(seconds=1),
        },
    )
