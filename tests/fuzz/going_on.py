"""What a session leaves behind to be gone on with, as somebody else may have written it: dumps and plans."""

import json
from collections.abc import Sequence
from functools import cache

from fuzz.mutating import json_mutator
from fuzz.target import Target, promise, shown
from fuzz.writing import judge_session, session_plan
from stretchcore.commands import Done, Pause, Resume, Skip, Start, Stop
from stretchcore.data import BadPlan, plan_from_data, plan_to_data
from stretchcore.live_data import event_to_data
from stretchcore.phrases import phase_words
from stretchcore.plan import Plan
from stretchcore.session import BadDump, IllegalCommand, Session
from stretchtui.remote.status_line import status_line
from stretchtui.remote.template import PLACEHOLDERS

_EVERYTHING = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)


@cache
def dumps() -> tuple[dict[str, object], ...]:
    """Return dumps of one session, from its start to its end."""
    session = Session(session_plan())
    found = [session.dump(0)]
    session.send(Start(), 0)
    now = 0
    for number in range(14):
        now += 3_333 * (number % 5 + 1)
        session.advance(now)
        found.append(json.loads(json.dumps(session.dump(now))))
        commands = (Skip(), Pause(), Resume())
        if type(commands[number % 3]) in session.legal_commands:
            session.send(commands[number % 3], now)
    session.send(Stop(), now)
    return (*found, session.dump(now))


def _dump_texts() -> Sequence[bytes]:
    return [json.dumps(dump).encode() for dump in dumps()]


def run_dump(data: bytes) -> None:
    """Go on with a session from a dump, to its end."""
    try:
        dump = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(dump, dict):
        _go_on(session_plan(), dump)


def _go_on(plan: Plan, dump: dict[str, object]) -> None:
    try:
        session = Session.restore(plan, dump)
    except BadDump as fault:
        shown(str(fault), 300)
        return
    now = 1_000_000
    judge_session(session, now)
    again = Session.restore(plan, json.loads(json.dumps(session.dump(now), allow_nan=False)))
    promise(again.view(now) == session.view(now), "a dump of a dump is the same")
    at_ms = -1
    for _ in range(3 * len(plan.phases) + 60):
        if session.outcome is not None:
            break
        command = next(one for one in (Start, Resume, Done, Skip) if one in session.legal_commands)
        try:
            events = session.send(command(), now)
        except IllegalCommand as fault:
            raise AssertionError("a legal command is possible") from fault
        if session.deadline is not None:
            now = max(now, session.deadline)
            events += session.advance(now)
        judge_session(session, now)
        shown(status_line(plan, session.view(now), _EVERYTHING), 4_000)
        for event in events:
            told = event_to_data(event)
            json.dumps(told, allow_nan=False)
            promise(event.at_ms >= at_ms, "no event lies before the one before")
            at_ms = event.at_ms
    promise(session.outcome is not None, "a session ends")


class _AnyText(str):
    """A fingerprint that fits every plan: who changes a plan can work out the right one."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


def run_plan(data: bytes) -> None:
    """Go on with a session whose plan a stranger wrote, as lines of `log import` can hold one."""
    try:
        written = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(written, dict):
        return
    try:
        plan = plan_from_data({**written, "fingerprint": _AnyText()})
    except BadPlan as fault:
        shown(str(fault), 600)
        return
    again = plan_from_data(json.loads(json.dumps(plan_to_data(plan, steps=True))))
    promise(again.phases == plan.phases, "it comes back")
    for phase in plan.phases[:200]:
        shown(phase_words(plan, phase), 10_000)
    if len(plan.phases) <= 1_000:
        _go_on(plan, {**dumps()[1], "fingerprint": plan.fingerprint, "index": 0, "elapsed_ms": 0})


@cache
def _plan_texts() -> tuple[bytes, ...]:
    from core.format_files import BUILT_IN, library
    from stretchcore.document import read_routine
    from stretchcore.plan import make_plan

    small = read_routine((BUILT_IN / "quick-relief.toml").read_bytes(), "quick-relief", library()).good()
    plans = (session_plan(), make_plan(small, library(), 0))
    return tuple(json.dumps(plan_to_data(plan, steps=True)).encode() for plan in plans)


TARGETS = (
    Target(
        "dump",
        "BadDump, or a session that can be gone on with to its end.",
        run_dump,
        _dump_texts,
        json_mutator(_dump_texts),
        tries=150,
    ),
    Target(
        "plan",
        "BadPlan, or a plan whose session can be gone on with to its end, and shown.",
        run_plan,
        _plan_texts,
        json_mutator(_plan_texts),
        tries=30,
    ),
)
