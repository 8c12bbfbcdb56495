"""The page's half that is Python: it asks the engine, and answers JavaScript with plain data.

Nothing in here knows the browser, so that it runs in any Python, and its tests do.
"""

import json
from collections.abc import Mapping
from functools import lru_cache

from stretchcore import (
    PAGE_COLOURS,
    PHASE_WORDS,
    SIDE_WORDS,
    Driver,
    Event,
    Phase,
    PhaseKind,
    Plan,
    PlanStep,
    Pose,
    Refused,
    Routine,
    Session,
    Side,
    Start,
    State,
    TextLibrary,
    clock_words,
    count_words,
    event_to_data,
    event_words,
    format_clock,
    format_minutes,
    make_plan,
    moment,
    parse_command,
    plan_from_data,
    plan_to_data,
    pose_svg,
    position_name,
    read_routine,
    still,
    with_figures,
)

PAGE_MS, BRIEF_PAGE_MS = 8_000, 4_000
"""How long a sentence of the instructions stays, in work and while one gets ready."""


class Face:
    """One session, and what the page shows of it. All its answers are JSON."""

    def __init__(self, routines: Mapping[str, str], exercises: Mapping[str, str]) -> None:
        self.library = TextLibrary(exercises)
        self.routines = {id: read_routine(text, id, self.library).good() for id, text in sorted(routines.items())}
        self.moves = True
        self._driver: Driver | None = None
        self._drawn: Pose | None = None

    # -- the list ------------------------------------------------------------------------------------------------------

    def list(self) -> str:
        """Return what can be done: names, lengths, and a picture each, the shortest first."""
        plans = [(routine, make_plan(routine, self.library)) for routine in self.routines.values()]
        plans.sort(key=lambda one: one[1].total_ms)
        return json.dumps([self._card(routine, plan) for routine, plan in plans])

    def _card(self, routine: Routine, plan: Plan) -> dict[str, object]:
        longest = max((phase for phase in plan.phases if phase.kind == "hold"), key=lambda phase: phase.estimate_ms)
        step = plan.step_of(longest)
        return {
            "id": routine.id,
            "name": routine.name,
            "summary": routine.summary,
            "minutes": format_minutes(plan.total_ms),
            "figure": "" if step is None else _picture(still(step.exercise)),
        }

    # -- one session ---------------------------------------------------------------------------------------------------

    def open(self, id: str, level: int, now: int, asleep: int = 0) -> str:
        """Make a session that is ready to start."""
        return self._take(Session(make_plan(self.routines[id], self.library, level)), now, asleep)

    def reopen(self, kept: str, now: int, asleep: int = 0) -> str:
        """Go on with a session that was kept; it is paused.

        Raises:
            ValueError, TypeError, LookupError: What was kept is of another version, or broken.
        """
        data = json.loads(kept)
        plan = with_figures(plan_from_data(data["plan"]), self.library)
        return self._take(Session.restore(plan, data["dump"]), now, asleep)

    def keep(self, now: int) -> str:
        """Return what `reopen` needs; nothing where there is nothing to go on with."""
        session = self._session
        if session.state in (State.READY, State.ENDED):
            return ""
        return json.dumps({"plan": plan_to_data(session.plan, steps=True), "dump": session.dump(now)})

    def advance(self, now: int, asleep: int = 0) -> str:
        """Return what is due, and what to show."""
        assert self._driver is not None
        return self._answer(self._driver.advance(now, asleep), now)

    def send(self, line: str, now: int, asleep: int = 0) -> str:
        """Do what was asked for; what is not possible does nothing, and says why."""
        assert self._driver is not None
        try:
            command = Start() if line == "start" else parse_command(line)
            return self._answer(self._driver.send(command, now, asleep), now)
        except Refused as refusal:
            return self._answer(self._driver.advance(now, asleep), now, str(refusal))

    @property
    def _session(self) -> Session:
        assert self._driver is not None
        return self._driver.session

    def _take(self, session: Session, now: int, asleep: int) -> str:
        self._driver, self._drawn = Driver(session, now, asleep), None
        return self._answer((), now) if session.state is State.READY else self.advance(now, asleep)

    # -- what to show --------------------------------------------------------------------------------------------------

    def _answer(self, events: tuple[Event, ...], now: int, refusal: str = "") -> str:
        session = self._session
        view = session.view(now)
        plan, phase = session.plan, view.phase
        step = plan.step_ahead(phase)
        following = None if view.next is None else plan.work_ahead(view.next)
        text = _text(step, phase, view.elapsed_ms)
        figure, change_ms = self._figure(now)
        wake_ms = None if self._driver is None else self._driver.wake_ms
        waits = [view.tick_ms, change_ms, None if wake_ms is None else max(0, wake_ms - now)]
        answer = {
            "state": view.state,
            "legal": sorted(command.word for command in session.legal_commands),
            "events": [event_to_data(event) | {"words": event_words(plan, event)} for event in events],
            "refusal": refusal,
            "routine": plan.name,
            "total": format_minutes(plan.total_ms),
            "left": format_clock(view.left_ms),
            "index": view.index,
            "progress": view.progress,
            "phase": "Get ready" if view.state is State.LEAD_IN else PHASE_WORDS[phase.kind],
            "kind": phase.kind,
            "clock": clock_words(view),
            "part": 0 if not view.length_ms else view.elapsed_ms / view.length_ms,
            "part_left_ms": view.remaining_ms if view.state is State.RUNNING else None,
            "name": phase.name or "Rest",
            "side": phase.side,
            "count": count_words(phase),
            "position": position_name(plan, phase) or "",
            "text": text,
            "caution": step is not None and text in step.exercise.cautions,
            "next": "" if following is None else _short(following, phase),
            "wait": min((wait for wait in waits if wait is not None), default=None),
            "figure": figure,
        }
        return json.dumps(answer)

    def segments(self) -> str:
        """Return the steps of the session as parts of its bar: where each begins and ends, in phases and in time."""
        found: list[dict[str, object]] = []
        last: object = ()
        for phase in self._session.plan.phases:
            if phase.step != last:
                found.append({"first": phase.index, "ms": 0, "name": phase.name or "Rest"})
                last = phase.step
            found[-1]["ms"] += phase.estimate_ms
        return json.dumps(found)

    def _figure(self, now: int) -> tuple[str | None, int | None]:
        """Return the picture where it is another one than the last, and when the next one comes."""
        session = self._session
        view = session.view(now)
        found = moment(session.plan, view)
        pose, change_ms = (None, None) if found is None else found
        step = session.plan.step_ahead(view.phase)
        if not self.moves and step is not None and pose is not None:
            pose, change_ms = still(step.exercise, right=view.phase.side is Side.RIGHT), None
        if pose == self._drawn:
            return None, change_ms
        self._drawn = pose
        return _picture(pose, view.phase.name or ""), change_ms


@lru_cache(maxsize=256)  # the way back is drawn as the way there, and the next rep as this one
def _picture(pose: Pose | None, title: str = "") -> str:
    return "" if pose is None else pose_svg(pose, title=title, colours=PAGE_COLOURS)


def _short(following: Phase, phase: Phase) -> str:
    """Return what comes next in a few words: only what is new of it."""
    side = SIDE_WORDS[following.side] if following.side else ""
    count = count_words(following) if following.step == phase.step else ""
    return ", ".join(part for part in (following.name or "", side, count) if part)


def _text(step: PlanStep | None, phase: Phase, elapsed_ms: int) -> str:
    """Return the sentence of the moment: how to get there and what to mind, then one instruction after the other."""
    if step is None:
        return ""
    sentences, page = step.exercise.instructions, elapsed_ms // PAGE_MS + (phase.rep or 1)
    if phase.kind in (PhaseKind.PREPARE, PhaseKind.REST):
        sentences, page = (*sentences[:1], *step.exercise.cautions), elapsed_ms // BRIEF_PAGE_MS
    return sentences[page % len(sentences)] if sentences else ""
