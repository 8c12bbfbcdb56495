"""What the tests of the engine are fed with: plans made by hand, events as short lines, and strategies."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from stretchcore.commands import Back, Command, Done, Extend, Jump, Pain, Pause, Restart, Resume, Skip, Start, Toggle
from stretchcore.cues import DEFAULT_CUES, Anchor, CuePolicy, CueRule
from stretchcore.events import (
    Cue,
    CueKind,
    Event,
    Extended,
    LeadInStarted,
    Paused,
    PhaseEnded,
    PhaseStarted,
    Resumed,
    SessionEnded,
    SessionStarted,
)
from stretchcore.exercise import BreathRate, Exercise, Position
from stretchcore.plan import Phase, Plan, PlanStep
from stretchcore.session import Session
from stretchcore.words import PhaseKind, Section, Side

THOROUGH = os.environ.get("STRETCHTUI_TESTS") == "thorough"
"""Whether to look much longer, and each time elsewhere."""


def runs(examples: int, *, thorough: int) -> settings:
    """Return settings under which a property is tried so many times: the same ones at every run, unless thorough."""
    return settings(
        max_examples=thorough if THOROUGH else examples,
        derandomize=not THOROUGH,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# -- plans made by hand ------------------------------------------------------------------------------------------------


def piece(
    kind: PhaseKind, length_ms: int | None, *, step: int | None = 0, side: Side | None = None, estimate_ms: int = 30_000
) -> Phase:
    """Return one phase, whose place `plan_of` fills in; a length of None makes it open."""
    return Phase(
        index=0,
        start_ms=0,
        kind=kind,
        step=step,
        exercise=None if step is None else f"exercise-{step}",
        name=None if step is None else f"Exercise {step}",
        position="still" if kind.is_work else None,
        side=side,
        set=None if step is None else 1,
        sets=None if step is None else 1,
        rep=None if step is None else 1,
        reps=None if step is None else 1,
        planned_ms=length_ms,
        estimate_ms=estimate_ms if length_ms is None else length_ms,
        targets=("neck",),
    )


def hold(length_ms: int | None, *, step: int = 0, side: Side | None = None, estimate_ms: int = 30_000) -> Phase:
    """Return a phase of work."""
    return piece(PhaseKind.HOLD, length_ms, step=step, side=side, estimate_ms=estimate_ms)


def gap(kind: PhaseKind, length_ms: int, *, step: int = 0, side: Side | None = None) -> Phase:
    """Return a gap of an exercise."""
    return piece(kind, length_ms, step=step, side=side)


def rest_step(length_ms: int) -> Phase:
    """Return a rest that stands by itself."""
    return piece(PhaseKind.REST, length_ms, step=None)


def plan_of(*phases: Phase) -> Plan:
    """Return the plan of these phases, one after the other."""
    placed: list[Phase] = []
    start_ms = 0
    for phase in phases:
        placed.append(replace(phase, index=len(placed), start_ms=start_ms))
        start_ms += phase.estimate_ms
    steps = max((phase.step for phase in phases if phase.step is not None), default=-1) + 1
    shared = tuple(
        PlanStep(Section.MAIN, Exercise(f"exercise-{step}", f"Exercise {step}", (Position("still", "Still"),)), _BREATH)
        for step in range(steps)
    )
    return Plan("by-hand", "By hand", 0, Side.LEFT, start_ms, tuple(placed), shared)


_BREATH = BreathRate(4_000, 6_000)


TWO_HOLDS = plan_of(
    gap(PhaseKind.PREPARE, 4_000, step=0),
    hold(20_000, step=0),
    gap(PhaseKind.PREPARE, 4_000, step=1),
    hold(5_000, step=1),
)
"""Two exercises, each with its time to get ready: 4, 20, 4 and 5 s."""


# -- events, short -----------------------------------------------------------------------------------------------------


def told(events: Iterable[Event], *, cues: bool = True) -> list[str]:
    """Return events as short lines that a person reads."""
    return [_told(event) for event in events if cues or not isinstance(event, Cue)]


def _told(event: Event) -> str:
    match event:
        case SessionStarted(at_ms):
            return f"{at_ms} session starts"
        case PhaseStarted(at_ms, index):
            return f"{at_ms} phase {index} starts"
        case Cue(at_ms, _, cue, value):
            return f"{at_ms} {cue}" if value is None else f"{at_ms} {cue} {value}"
        case PhaseEnded(at_ms, index, _, outcome, actual_ms):
            return f"{at_ms} phase {index} {outcome} after {actual_ms}"
        case Paused(at_ms, _, reason):
            return f"{at_ms} paused by {reason}"
        case LeadInStarted(at_ms, _, length_ms):
            return f"{at_ms} lead-in of {length_ms}"
        case Resumed(at_ms):
            return f"{at_ms} resumed"
        case Extended(at_ms, _, by_ms, length_ms):
            return f"{at_ms} extended by {by_ms} to {length_ms}"
        case SessionEnded(at_ms, _, outcome, _, active_ms):
            return f"{at_ms} session {outcome}, active {active_ms}"


def started(plan: Plan, now: int = 0, *, lead_in_ms: int = 3_000, cues: CuePolicy = DEFAULT_CUES) -> Session:
    """Return a session that has been started."""
    session = Session(plan, session_id="it", lead_in_ms=lead_in_ms, cues=cues)
    session.send(Start(), now)
    return session


def through_json(session: Session, now: int) -> dict[str, object]:
    """Return a session's dump as a file would give it back."""
    data: dict[str, object] = json.loads(json.dumps(session.dump(now)))
    return data


def restored(session: Session, now: int, *, lead_in_ms: int = 3_000, cues: CuePolicy = DEFAULT_CUES) -> Session:
    """Return the session that goes on with a dump of this one."""
    data = through_json(session, now)
    return Session.restore(session.plan, data, session_id="it", lead_in_ms=lead_in_ms, cues=cues)


SILENT = CuePolicy((), frozenset())
"""No cue but the one after pain."""


# -- strategies --------------------------------------------------------------------------------------------------------

_EDGES = (100, 101, 999, 1_000, 1_001, 1_999, 2_000, 2_001, 2_500, 3_000, 3_001, 4_000, 9_999, 10_000, 10_001, 18_000)
LENGTHS = st.one_of(st.sampled_from(_EDGES), st.integers(100, 5_000))
"""Lengths of phases: where a rule changes its mind, and anywhere."""

_GAPS = (PhaseKind.PREPARE, PhaseKind.NEXT_REP, PhaseKind.SWITCH_SIDE, PhaseKind.REST)
_WORK = (PhaseKind.WARM_UP, PhaseKind.HOLD, PhaseKind.COOL_DOWN)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return any plan of a few steps, more mixed up than a routine could make it, of a few lengths."""
    phases: list[Phase] = []
    lengths = st.sampled_from(draw(st.lists(LENGTHS, min_size=1, max_size=3)))
    step = 0
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.integers(0, 4)) == 0:
            phases.append(rest_step(draw(lengths)))
            continue
        for _ in range(draw(st.integers(1, 3))):
            side = draw(st.sampled_from((None, Side.LEFT, Side.RIGHT)))
            kind = draw(st.sampled_from((*_WORK, *_WORK, *_GAPS)))
            is_open = kind.is_work and draw(st.integers(0, 5)) == 0
            phases.append(piece(kind, None if is_open else draw(lengths), step=step, side=side))
        step += 1
    return plan_of(*phases)


@st.composite
def _rules(draw: st.DrawFn) -> CueRule:
    kind = draw(st.sampled_from((CueKind.START, CueKind.NEXT, CueKind.COUNTDOWN, CueKind.END)))
    return CueRule(
        kind,
        draw(st.frozensets(st.sampled_from(PhaseKind), min_size=1)),
        draw(st.sampled_from(Anchor)),
        offset_ms=draw(st.sampled_from((-9_000, -5_000, -3_000, -1_000, -1, 0, 1, 500, 1_000))),
        shortest_ms=draw(st.sampled_from((0, 1_000, 5_000))),
        value=draw(st.sampled_from((None, 1, 5))),
    )


_HALFWAY = CueRule(CueKind.HALFWAY, frozenset(PhaseKind), Anchor.MIDDLE, shortest_ms=200)
_BRISK = CuePolicy(
    tuple(
        replace(rule, offset_ms=rule.offset_ms // 10, shortest_ms=rule.shortest_ms // 10) for rule in DEFAULT_CUES.rules
    )
)
POLICIES = st.one_of(
    st.sampled_from((DEFAULT_CUES, _BRISK)),
    st.builds(
        lambda rules, at, halfway, untimed: CuePolicy((*rules[:at], *halfway, *rules[at:]), untimed),
        st.lists(_rules(), max_size=6),
        st.integers(0, 6),
        st.sampled_from(((), (_HALFWAY,))),
        st.frozensets(st.sampled_from((CueKind.SWITCH, CueKind.FINISH))),
    ),
)
"""The usual cues, the usual ones ten times as fast, or any others."""

COMMAND_VALUES: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from((Pause(), Pause("gap"), Resume(), Toggle())),
    st.sampled_from((Toggle(), Skip(), Back(), Restart(), Done(), Pain())),
    st.builds(Extend, st.sampled_from((-100_000, -5_000, -1_000, -1, 0, 15_000_000))),
    st.builds(Extend, st.sampled_from((1, 1_000, 5_000, 10_000))),
    st.builds(Jump, st.integers(-1, 12)),
)
"""Every command but the first and the last."""

LEAD_INS = st.sampled_from((0, 1, 700, 3_000))
