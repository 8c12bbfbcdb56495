"""Values as plain data, for JSON."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given

from core.engine_plans import TWO_HOLDS, gap, hold, plan_of, plans, rest_step, restored, runs, started
from core.engine_routines import CAT_COW, LIBRARY, counts, routine, seconds
from stretchcore.commands import Extend, Pause, Resume, Start, Stop
from stretchcore.data import BadPlan, exercise_to_data, phase_to_data, plan_from_data, plan_to_data
from stretchcore.events import Event
from stretchcore.exercise import BreathRate, Dose, Exercise, Position, Timing
from stretchcore.figure import Figure
from stretchcore.live_data import EVENT_NAMES, event_to_data, view_to_data
from stretchcore.plan import Plan, make_plan
from stretchcore.routine import RestStep, Step
from stretchcore.session import Session
from stretchcore.times import CountRange, parse_time
from stretchcore.words import Breath, ExerciseKind, PhaseKind, Side, Sides


def words(text: str) -> set[str]:
    return set(text.split())


PHASE_KEYS = words("index start_ms kind exercise name position side set sets rep reps planned_ms estimate_ms targets")


def through_json(data: object) -> Any:
    """Return data as a file would give it back; it must not have changed."""
    back = json.loads(json.dumps(data))
    assert back == data
    return back


# -- phases and plans --------------------------------------------------------------------------------------------------


def test_a_phase_has_every_key_that_was_promised() -> None:
    phase = plan_of(hold(None, side=Side.LEFT)).phases[0]
    data = through_json(phase_to_data(phase))
    assert set(data) >= PHASE_KEYS
    assert (data["kind"], data["side"], data["planned_ms"], data["estimate_ms"]) == ("hold", "left", None, 30_000)
    assert (data["set"], data["sets"], data["rep"], data["reps"], data["targets"]) == (1, 1, 1, 1, ["neck"])


def test_a_phase_without_an_exercise_has_the_keys_too() -> None:
    data = through_json(phase_to_data(make_plan(routine(Step("cobra"), RestStep(seconds(5))), LIBRARY).phases[-1]))
    assert set(data) >= PHASE_KEYS
    assert {key for key in PHASE_KEYS if data[key] is None} == words("exercise name position side set sets rep reps")


def test_a_plan_has_every_key_that_was_promised() -> None:
    data = through_json(plan_to_data(TWO_HOLDS))
    assert list(data)[:5] == ["id", "name", "level", "total_ms", "phases"]
    assert [phase["index"] for phase in data["phases"]] == [0, 1, 2, 3]


def full_plan() -> Plan:
    exercise = Exercise(
        "cat",
        "Kätzchen – ‘cat’",
        (
            Position("in", "In", breath=Breath.IN, figure=Figure()),
            Position("out", "Out", seconds(3), Breath.OUT),
        ),
        posture=("hands and knees", "kneeling"),
        targets=("lower back",),
        secondary=("neck",),
        instructions=("Breathe.", "Slowly."),
        cautions=("Not after a fall.",),
        equipment=("mat",),
        kind=ExerciseKind.DYNAMIC,
        sides=Sides.EACH,
        dose=Dose(hold=parse_time("2 breaths"), reps=counts(2)),
        timing=Timing(breath=BreathRate(3_000, 5_000)),
    )
    own = Step(None, own=Exercise(None, "Mine", (Position("still", "Still"),)), dose=Dose(hold="open"))
    return make_plan(
        routine(Step("cat"), RestStep(seconds(30)), own, Step("cat", dose=Dose(self_paced=True))),
        {"cat": exercise},
        40,
        first_side=Side.RIGHT,
    )


def test_a_plan_goes_through_json_and_back() -> None:
    plan = full_plan()
    back = plan_from_data(through_json(plan_to_data(plan, steps=True)))
    assert back.phases == plan.phases
    assert (back.id, back.name, back.level, back.first_side) == (plan.id, plan.name, plan.level, plan.first_side)
    assert (back.total_ms, back.fingerprint) == (plan.total_ms, plan.fingerprint)
    for step, original in zip(back.steps, plan.steps, strict=True):
        assert (step.section, step.breath) == (original.section, original.breath)
        for fact in words("id name kind posture targets secondary instructions cautions equipment"):
            assert getattr(step.exercise, fact) == getattr(original.exercise, fact)
        assert [step.breath_of(position.id) for position in original.exercise.positions] == [
            position.breath for position in original.exercise.positions
        ]
    assert plan_to_data(back, steps=True) == plan_to_data(plan, steps=True)


@runs(60, thorough=2_000)
@given(plans())
def test_any_plan_goes_through_json_and_back(plan: Plan) -> None:
    back = plan_from_data(through_json(plan_to_data(plan, steps=True)))
    assert back.phases == plan.phases
    assert back.fingerprint == plan.fingerprint


def test_a_session_goes_on_with_a_plan_that_went_through_json() -> None:
    plan = full_plan()
    session = started(plan)
    session.advance(20_000)
    back = plan_from_data(through_json(plan_to_data(plan, steps=True)))
    other = Session.restore(back, through_json(session.dump(20_000)))
    assert other.view(0).index == session.view(20_000).index


DAMAGE: list[tuple[list[str | int], object]] = [
    (["version"], 2),
    (["version"], None),
    (["fingerprint"], "0" * 32),
    (["level"], "much"),
    (["level"], float("inf")),
    (["total_ms"], 1),
    (["total_ms"], float("inf")),
    (["first_side"], "middle"),
    (["phases"], None),
    (["phases"], [1]),
    (["phases", 0], {}),
    (["phases", 0, "kind"], "flying"),
    (["phases", 0, "index"], 5),
    (["phases", 1, "start_ms"], 0),
    (["phases", 1, "start_ms"], "0"),
    (["phases", 0, "planned_ms"], 1),
    (["phases", 0, "estimate_ms"], None),
    (["phases", 0, "side"], "up"),
    (["phases", 0, "targets"], 5),
    (["steps"], []),
    (["steps", 0], []),
    (["steps", 0, "section"], "nowhere"),
    (["steps", 0, "breath"], [1]),
    (["steps", 0, "positions"], [["a"]]),
]


@pytest.mark.parametrize(("path", "value"), DAMAGE)
def test_a_plan_that_has_been_damaged_is_refused(path: list[str | int], value: object) -> None:
    data: Any = copy.deepcopy(plan_to_data(full_plan(), steps=True))
    plan_from_data(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(BadPlan):
        plan_from_data(data)


@pytest.mark.parametrize("key", ["id", "name", "level", "total_ms", "first_side", "phases", "steps", "fingerprint"])
def test_a_plan_that_lacks_something_is_refused(key: str) -> None:
    data = plan_to_data(full_plan(), steps=True)
    del data[key]
    with pytest.raises(BadPlan):
        plan_from_data(data)


def test_a_plan_that_was_only_shown_is_not_enough_to_go_on_with() -> None:
    with pytest.raises(BadPlan):
        plan_from_data(plan_to_data(full_plan()))


# -- events ------------------------------------------------------------------------------------------------------------


def all_events() -> tuple[Event, ...]:
    session = Session(plan_of(gap(PhaseKind.PREPARE, 4_000), hold(5_000)), session_id="it")
    return (
        *session.send(Start(), 0),
        *session.send(Pause("gap"), 4_500),
        *session.send(Resume(), 5_000),
        *session.send(Extend(1_000), 8_500),
        *session.send(Stop(), 9_000),
    )


def test_every_event_has_its_name_and_its_time() -> None:
    events = all_events()
    assert {type(event) for event in events} == set(EVENT_NAMES)
    promised = "session_started phase_started cue phase_ended paused lead_in_started resumed extended session_ended"
    assert set(EVENT_NAMES.values()) == words(promised)
    for event in events:
        data = through_json(event_to_data(event))
        assert list(data)[:2] == ["event", "at_ms"]
        assert (data["event"], data["at_ms"]) == (EVENT_NAMES[type(event)], event.at_ms)


def test_events_are_words_and_figures_in_json() -> None:
    data = [through_json(event_to_data(event)) for event in all_events()]
    by_name = {event["event"]: event for event in data}
    assert by_name["session_started"] == {
        "event": "session_started",
        "at_ms": 0,
        "session": "it",
        "total_ms": 9_000,
    }
    assert by_name["phase_started"]["index"] == 1
    assert set(by_name["phase_started"]["phase"]) >= PHASE_KEYS
    assert (by_name["cue"]["cue"], by_name["cue"]["index"]) == ("start", 1)
    assert by_name["paused"] == {"event": "paused", "at_ms": 4_500, "index": 1, "reason": "gap"}
    assert by_name["lead_in_started"]["length_ms"] == 3_000
    assert (by_name["extended"]["by_ms"], by_name["extended"]["length_ms"]) == (1_000, 6_000)
    assert (by_name["phase_ended"]["outcome"], by_name["phase_ended"]["actual_ms"]) == ("stopped", 1_500)
    assert (by_name["session_ended"]["outcome"], by_name["session_ended"]["session"]) == ("stopped", "it")
    assert type(by_name["cue"]["cue"]) is str


# -- views -------------------------------------------------------------------------------------------------------------


def test_a_view_has_every_key_that_was_promised() -> None:
    data = through_json(view_to_data(started(TWO_HOLDS).view(1_000)))
    promised = "state session routine index phase remaining_ms elapsed_ms total_ms progress next"
    assert set(data) >= words(promised)
    assert (data["state"], data["session"], data["routine"], data["index"]) == ("running", "it", "by-hand", 0)
    assert (data["remaining_ms"], data["elapsed_ms"], data["total_ms"]) == (3_000, 1_000, 33_000)
    assert (data["phase"]["index"], data["next"]["index"]) == (0, 1)


def test_a_view_of_every_state_is_plain_data() -> None:
    session = Session(plan_of(hold(5_000), hold(None), rest_step(1_000)))
    views = [session.view(0)]
    for command in (Start(), Pause(), Resume()):
        session.send(command, 1_000)
        views.append(session.view(1_000))
    views.append(restored(session, 1_000).view(0))
    session.send(Stop(), 1_500)
    views.append(session.view(1_500))
    data = [through_json(view_to_data(view)) for view in views]
    assert [view["state"] for view in data] == ["ready", "running", "paused", "lead_in", "paused", "ended"]
    assert data[-1]["outcome"] == "stopped"


# -- exercises ---------------------------------------------------------------------------------------------------------


def test_an_exercise_has_every_key_that_was_promised() -> None:
    data = through_json(exercise_to_data(CAT_COW))
    promised = "id name posture kind targets secondary sides dose positions instructions cautions equipment source"
    assert set(data) >= words(promised)
    assert [(position["id"], position["hold"]) for position in data["positions"]] == [("arch", "4s"), ("round", "6s")]


def test_doses_are_written_as_a_file_would_write_them() -> None:
    def dose(found: Dose) -> dict[str, object]:
        data: Any = exercise_to_data(Exercise("x", "X", (Position("p", "P"),), dose=found))
        return {key: value for key, value in data["dose"].items() if value is not None}

    assert dose(Dose(hold=seconds(20, 30), reps=(CountRange(2, 3),), sets=CountRange(2, 2))) == {
        "hold": "20-30s",
        "reps": "2-3",
        "sets": "2",
    }
    assert dose(Dose(hold=parse_time("5 breaths"), reps=counts(6, 4, 2))) == {
        "hold": "5 breaths",
        "reps": ["6", "4", "2"],
    }
    assert dose(Dose(reps=counts(10), self_paced=True, estimate=seconds(40))) == {
        "reps": "10",
        "pace": "self",
        "estimate": "40s",
    }
    assert dose(Dose(hold="open")) == {"hold": "open"}
