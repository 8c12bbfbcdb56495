"""Every state × every command × every sort of phase, with and without events that are due, against the one table."""

from itertools import product

import pytest

from core.engine_plans import SILENT, gap, hold, plan_of, rest_step, restored, started
from stretchcore.commands import (
    COMMANDS,
    Back,
    Command,
    CommandType,
    Done,
    Extend,
    Jump,
    Pain,
    Pause,
    Restart,
    Resume,
    Skip,
    Start,
    Stop,
    Toggle,
)
from stretchcore.cues import DEFAULT_CUES
from stretchcore.plan import Phase
from stretchcore.session import IllegalCommand, Session
from stretchcore.states import NEEDS, PASSAGES, TRANSITIONS, Need, Passage, State
from stretchcore.words import PhaseKind

PHASES: dict[str, Phase] = {
    "work": hold(12_000, step=1),
    "open work": hold(None, step=1),
    "gap": gap(PhaseKind.SWITCH_SIDE, 12_000, step=1),
    "rest between sets": gap(PhaseKind.REST, 12_000, step=1),
    "rest of its own": rest_step(12_000),
}
VALUES: dict[CommandType, Command] = {
    Start: Start(),
    Pause: Pause(),
    Resume: Resume(),
    Toggle: Toggle(),
    Skip: Skip(),
    Back: Back(),
    Restart: Restart(),
    Done: Done(),
    Pain: Pain(),
    Extend: Extend(1_000),
    Jump: Jump(0),
    Stop: Stop(),
}
WAYS: dict[str, list[Command]] = {
    "ready": [],
    "running": [Start(1)],
    "paused": [Start(1), Pause()],
    "lead-in": [Start(1), Pause(), Resume()],
    "ended": [Start(1), Stop()],
    "restored": [Start(1), Pause()],
}
STATES = {
    "ready": State.READY,
    "running": State.RUNNING,
    "paused": State.PAUSED,
    "lead-in": State.LEAD_IN,
    "ended": State.ENDED,
    "restored": State.PAUSED,
}
WORK = ("work", "open work")


def in_state(way: str, sort: str) -> Session:
    """Return a session at 1,000 ms, in its second phase where it has begun."""
    session = Session(plan_of(hold(5_000), PHASES[sort], hold(5_000, step=2)), cues=DEFAULT_CUES)
    for command in WAYS[way]:
        session.send(command, 1_000)
    return restored(session, 1_000) if way == "restored" else session


def memory(session: Session) -> dict[str, object]:
    """Return all that a session remembers, but for the cues that it has looked up once."""
    return {name: getattr(session, name) for name in Session.__slots__ if name not in ("_instants", "_laid_out")}


def fits(command: CommandType, phase: Phase) -> bool:
    return {
        None: True,
        Need.TIMED: phase.planned_ms is not None,
        Need.OPEN: phase.planned_ms is None,
        Need.STEP: phase.step is not None,
    }[NEEDS.get(command)]


CASES = [
    (way, sort, command, wait_ms)
    for way, sort, command, wait_ms in product(WAYS, PHASES, COMMANDS, (0, 500, 10_500, 60_000))
    if not (way == "lead-in" and sort not in WORK)  # a gap has none
]


@pytest.mark.parametrize(("way", "sort"), [pair for pair in product(WAYS, PHASES) if (*pair, Start, 0) in CASES])
def test_each_state_is_reached_in_each_sort_of_phase(way: str, sort: str) -> None:
    session = in_state(way, sort)
    assert session.state is STATES[way]
    assert session.phase.kind is (PhaseKind.HOLD if way == "ready" else PHASES[sort].kind)


@pytest.mark.parametrize(("way", "sort", "command", "wait_ms"), CASES)
def test_a_command_is_legal_where_the_table_says_so_and_an_illegal_one_changes_nothing(
    way: str, sort: str, command: CommandType, wait_ms: int
) -> None:
    session, twin = in_state(way, sort), in_state(way, sort)
    now = 1_000 + wait_ms
    before = memory(session), session.dump(now), session.view(now), session.deadline, session.legal_commands
    due = twin.advance(now)
    legal = command in TRANSITIONS[twin.state] and fits(command, twin.phase)
    assert (command in twin.legal_commands) is legal
    value = VALUES[command]
    if not legal:
        with pytest.raises(IllegalCommand):
            session.send(value, now)
        after = memory(session), session.dump(now), session.view(now), session.deadline, session.legal_commands
        assert after == before
        assert session.advance(now) == due
        return
    next_state = TRANSITIONS[twin.state][command]
    if next_state is State.LEAD_IN and not twin.phase.is_work:
        next_state = PASSAGES[State.LEAD_IN][Passage.LEAD_IN_OVER]
    assert session.send(value, now) == (*due, *twin.send(value, now))
    assert session.state is next_state


def test_the_table_tells_of_every_state_and_of_nothing_that_there_is_not() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {command for row in TRANSITIONS.values() for command in row} == set(COMMANDS)
    assert set(NEEDS) <= set(COMMANDS)


def test_every_state_can_be_reached_and_the_end_is_final() -> None:
    reached, found = set[State](), {State.READY}
    while found:
        state = found.pop()
        reached.add(state)
        found |= {*TRANSITIONS[state].values(), *PASSAGES.get(state, {}).values()} - reached
    assert reached == set(State)
    assert not TRANSITIONS[State.ENDED]
    assert State.ENDED not in PASSAGES


@pytest.mark.parametrize("way", ["running", "paused", "lead-in"])
@pytest.mark.parametrize("command", [Skip(), Extend(-60_000), Pain()])
def test_what_ends_the_last_phase_ends_the_session_in_every_state(way: str, command: Command) -> None:
    session = started(plan_of(hold(5_000)), cues=SILENT)
    for earlier in WAYS[way][1:]:
        session.send(earlier, 0)
    assert PASSAGES[session.state][Passage.LAST_PHASE_ENDED] is State.ENDED
    session.send(command, 1_000)
    assert session.state is State.ENDED
