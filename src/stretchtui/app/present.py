"""From a session's view to the words on the screen, and when they change next.

Nothing here draws, and nothing decides: a `Picture` says what is to be seen at one instant, each part by itself, so
that a screen draws again only the parts that have changed.
"""

from bisect import bisect_right
from math import cos, pi
from typing import TYPE_CHECKING

from stretchcore.events import SessionOutcome
from stretchcore.phrases import PHASE_WORDS, count_words, guidance, position_name
from stretchcore.plan import Phase, Plan
from stretchcore.states import State
from stretchcore.times import ceil_seconds, format_clock, format_span
from stretchcore.view import View
from stretchcore.words import Breath, ExerciseKind, PhaseKind
from stretchtui.app.outline import REST_NAME, Line, outline
from stretchtui.app.picture import (
    MOODS,
    Beneath,
    Breathing,
    Digits,
    Heading,
    Mood,
    Name,
    Next,
    Picture,
    Reps,
    Texts,
    Title,
)
from stretchtui.cues.breathing import has_pace

if TYPE_CHECKING:
    from stretchcore.motion import Pose

PAGE_MS = 7_000
"""How long an instruction stays, in milliseconds; `BRIEF_PAGE_MS` while getting ready, when time is short."""

BRIEF_PAGE_MS = 4_000

BREATH_STEP_MS = 500
"""How often the breathing guide moves, in milliseconds."""


MOVEMENT_MS = 20_000
"""A dynamic exercise of one position that lasts so long is a movement and no hold, in milliseconds."""

MOVING_WORDS = "Keep moving"
"""What such a phase is called."""

OWN_PACE_WORDS = "Your pace"
"""What a phase is called that is reps at one's own pace."""


class Presenter:
    """Puts the views of one plan into words."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lines = outline(plan)
        self._firsts = [line.first for line in self.lines]
        self.muted = False
        """Whether the person has silenced the session."""
        self.shows_figure = False
        """Whether pictures have a figure; the first one of a session has none, since drawing is read in after it."""

    def line_of(self, index: int) -> Line:
        """Return the line of a phase."""
        return self.lines[bisect_right(self._firsts, index) - 1]

    def picture(self, view: View) -> Picture:
        """Return what is to be seen."""
        mood = _mood(view)
        pose, change_ms = self._pose(view)
        breathing = self._breathing(view)
        if breathing is not None and breathing.fullness is not None:
            change_ms = _earlier(change_ms, BREATH_STEP_MS - view.elapsed_ms % BREATH_STEP_MS)
        return Picture(
            title=Title(
                view.routine_name,
                f"{format_clock(view.left_ms)} left",
                int(view.progress * 100),
                self.plan.level,
                self.muted,
            ),
            done_ms=view.total_ms - view.left_ms,
            heading=Heading(
                _headline(view, is_moving=self._is_moving(view.phase)),
                view.phase.side if view.state is not State.ENDED else None,
                mood,
            ),
            digits=_digits(view, mood),
            beneath=self._beneath(view, mood, breathing),
            name=self._name(view.phase),
            texts=self._texts(view),
            next=self._next(view),
            brief=self._brief(view),
            pose=pose,
            change_ms=_earlier(change_ms, view.tick_ms),
        )

    def _is_moving(self, phase: Phase) -> bool:
        """Tell whether a phase is one long movement, in which nothing is held."""
        step = self.plan.step_of(phase)
        return (
            step is not None
            and phase.kind is PhaseKind.HOLD
            and step.exercise.kind is ExerciseKind.DYNAMIC
            and len(step.exercise.positions) == 1
            and phase.estimate_ms >= MOVEMENT_MS
        )

    def _pose(self, view: View) -> "tuple[Pose | None, int | None]":
        """Return what the figure shows, and when it moves."""
        if not self.shows_figure:
            return None, None
        from stretchcore.motion import moment

        return moment(self.plan, view) or (None, None)

    # -- what stands below the digits ----------------------------------------------------------------------------------

    def _beneath(self, view: View, mood: Mood, breathing: Breathing | None) -> Beneath:
        phase = view.phase
        reps = _reps(phase, view.state)
        if view.state is State.ENDED:
            return Beneath("", "", None, None, mood)
        if view.state in (State.PAUSED, State.LEAD_IN):
            kind = PHASE_WORDS[phase.kind]
            hint = f"{kind}: press space to go on" if view.state is State.PAUSED else "get back into position"
            return Beneath("", hint, reps, None, mood)
        if phase.is_open:
            return Beneath("", "press enter when you are done", reps, breathing, mood)
        if phase.is_work or phase.kind is PhaseKind.NEXT_REP:
            return Beneath("", "", reps, breathing, mood)
        announced, detail = self._announced(phase)
        return Beneath(announced, detail, None, None, mood)

    def _announced(self, phase: Phase) -> tuple[str, str]:
        """Say what a gap leads to, in a few large words and in detail."""
        if phase.kind is PhaseKind.SWITCH_SIDE and phase.side is not None:
            return f"{phase.side.value} side", count_words(phase)
        if phase.kind is PhaseKind.REST and phase.step is not None:
            return f"set {phase.set} of {phase.sets}", count_words(phase)
        line = self._announced_line(phase)
        return ("", "nothing more comes") if line is None else (line.name, "")

    def _announced_line(self, phase: Phase) -> Line | None:
        """Return the line that a gap before an exercise leads to; None in the last rest, and in any other phase."""
        line = self.line_of(phase.index)
        if phase.step is None:
            return self._line_after(line)
        return line if phase.kind is PhaseKind.PREPARE else None

    def _name(self, phase: Phase) -> Name:
        if phase.name is None:
            return Name(REST_NAME, "")
        line = self._announced_line(phase)
        if line is not None:  # its name stands above: here is what it asks for
            return Name(line.dose, f"for {', '.join(phase.targets)}" if phase.targets else "", is_exercise=False)
        return Name(phase.name, (position_name(self.plan, phase) or "").lower())

    def _brief(self, view: View) -> str:
        phase = view.phase
        if view.state is State.PAUSED:
            return "space goes on"
        if view.state is State.ENDED:
            return ""
        if phase.is_open:
            return "enter is done"
        if phase.rep is not None and (phase.is_work or phase.kind is PhaseKind.NEXT_REP):
            return f"{phase.rep}/{phase.reps}"
        return phase.name or ""

    def _line_after(self, line: Line) -> Line | None:
        """Return the next line that is no rest."""
        after = self.lines[bisect_right(self._firsts, line.first) :]
        return next((other for other in after if other.section is not None), None)

    # -- what to do ----------------------------------------------------------------------------------------------------

    def _texts(self, view: View) -> Texts:
        phase, elapsed_ms = view.phase, view.elapsed_ms
        if phase.step is None:  # a rest between exercises leads to the next one
            line = self._line_after(self.line_of(phase.index))
            phase = phase if line is None else self.plan.phases[line.first]
        step = self.plan.step_of(phase)
        if step is None or view.state is State.ENDED:
            return Texts((), 0)
        begin, during, end = guidance(self.plan, phase)
        match view.phase.kind:
            case PhaseKind.PREPARE | PhaseKind.REST:
                cautions = [(text, True) for text in step.exercise.cautions]
                before = end if phase.set is not None and phase.set > 1 else ()
                # The position first, then what to mind, since the time may be up before the rest has had its turn.
                return Texts((*_plain(before + begin), *cautions, *_plain(during)), elapsed_ms // BRIEF_PAGE_MS)
            case PhaseKind.NEXT_REP | PhaseKind.SWITCH_SIDE:
                return Texts(_plain(end + during), elapsed_ms // BRIEF_PAGE_MS)
        if phase.is_open:  # nobody knows when it ends
            return Texts(_plain(during + end), elapsed_ms // PAGE_MS)
        if end and _ends_soon(view):
            return Texts(_plain((f"Then: {end[0]}", *end[1:])), 0)
        # Each rep goes on where the one before stopped; how to begin has been read while getting ready.
        turns_of_a_rep = -(-phase.estimate_ms // PAGE_MS)
        rep = (phase.rep or 1) - 1 if phase.rep is None or phase.rep < 1_000 else 0
        return Texts(_plain(during), rep * turns_of_a_rep + elapsed_ms // PAGE_MS)

    def _breathing(self, view: View) -> Breathing | None:
        """Return the guide, which swells and shrinks with the breath, gently at its turns."""
        phase = view.phase
        step = self.plan.step_of(phase)
        if step is None or not phase.is_work or view.state is not State.RUNNING:
            return None
        rate, breath = step.breath, step.breath_of(phase.position)
        passed_ms = view.elapsed_ms // BREATH_STEP_MS * BREATH_STEP_MS
        if breath is not Breath.FREE:
            own_ms = rate.in_ms if breath is Breath.IN else rate.out_ms
            # A shape may last longer than a breath: then one stays in it and breathes on quietly.
            length_ms = min(view.length_ms or own_ms, own_ms * 3 // 2)
            if passed_ms >= length_ms:
                return Breathing("breathe on", None)
            return _breath(passed_ms, length_ms, inhale=breath is Breath.IN)
        if not has_pace(step, view.length_ms) or phase.position is None:
            return Breathing("breathe freely", None)
        in_breath_ms = passed_ms % rate.total_ms
        if in_breath_ms < rate.in_ms:
            return _breath(in_breath_ms, rate.in_ms, inhale=True)
        return _breath(in_breath_ms - rate.in_ms, rate.out_ms, inhale=False)

    # -- what comes next -----------------------------------------------------------------------------------------------

    def _next(self, view: View) -> Next:
        if view.state is State.ENDED:
            return Next("", "", "")
        phase, following = view.phase, view.next
        if (
            not phase.is_work and phase.kind is not PhaseKind.NEXT_REP
        ):  # the gap announces the next piece of work itself
            after = self._line_after(self.line_of(phase.index))
            if phase.step is None and after is not None:
                after = self._line_after(after)
            return Next("After that:", after.name, after.dose) if after else Next("After that:", "done", "")
        if following is None:
            return Next("Next:", "done", "")
        return Next("Next:", *self._next_words(phase, following))

    def _next_words(self, phase: Phase, following: Phase) -> tuple[str, str]:
        length = format_span(following.estimate_ms)
        match following.kind:
            case PhaseKind.SWITCH_SIDE if following.side is not None:
                return "switch sides", f"{following.side.value} side"
            case PhaseKind.REST if following.step is not None:
                return f"rest {length}", f"then set {following.set} of {following.sets}"
            case PhaseKind.REST:
                after = self._line_after(self.line_of(following.index))
                return f"rest {length}", f"then {after.name}" if after else ""
            case PhaseKind.NEXT_REP:
                return f"rep {following.rep} of {following.reps}", ""
        if following.step != phase.step:
            line = self.line_of(following.index)
            return line.name, line.dose
        position = position_name(self.plan, following)
        if position and following.position != phase.position:
            return position.lower(), ""
        if following.side is not phase.side and following.side is not None:
            return f"{following.side.value} side", ""
        return count_words(following) or (following.name or ""), ""


def has_figures(plan: Plan) -> bool:
    """Tell whether any exercise of a plan is drawn."""
    exercises = (step.exercise for step in plan.steps)
    return any(one.start or any(position.figure for position in one.positions) for one in exercises)


def _plain(texts: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Return sentences as no cautions."""
    return tuple((text, False) for text in texts)


def _ends_soon(view: View) -> bool:
    """Tell whether the exercise is about to be over, and with it the time to say how to end it."""
    if view.remaining_ms is None or view.length_ms is None:
        return False
    is_last = view.next is None or view.next.step != view.phase.step
    return is_last and view.remaining_ms <= min(PAGE_MS, view.length_ms // 2)


def _earlier(one_ms: int | None, other_ms: int | None) -> int | None:
    return other_ms if one_ms is None else one_ms if other_ms is None else min(one_ms, other_ms)


def _mood(view: View) -> Mood:
    match view.state:
        case State.PAUSED:
            return Mood.PAUSED
        case State.LEAD_IN:
            return Mood.GAP
        case State.ENDED:
            return Mood.ENDED
    return MOODS[view.phase.kind]


def _headline(view: View, *, is_moving: bool) -> str:
    match view.state:
        case State.PAUSED:
            return "Paused"
        case State.LEAD_IN:
            return "Going on in"
        case State.ENDED:
            return "Done" if view.outcome is SessionOutcome.COMPLETED else "Stopped"
    if view.phase.is_open and view.phase.rep is None:  # nothing is held: these are reps
        return OWN_PACE_WORDS
    if is_moving:
        return MOVING_WORDS
    return PHASE_WORDS[view.phase.kind]


def _digits(view: View, mood: Mood) -> Digits:
    if view.state is State.LEAD_IN:
        text = str(max(1, ceil_seconds(view.lead_in_ms)))
        return Digits(text, text, mood)
    if view.remaining_ms is None or view.length_ms is None:  # an open phase counts up, whole seconds that are over
        text = format_clock(view.elapsed_ms // 1000 * 1000)
        return Digits(text, "0" * len(text) if ":" not in text else text, mood)
    return Digits(format_clock(view.remaining_ms), format_clock(view.length_ms), mood)


def _reps(phase: Phase, state: State) -> Reps | None:
    words = count_words(phase)
    if not words:
        return None
    working = phase.is_work and state is not State.ENDED
    return Reps(phase.rep, phase.reps or 1, phase.set or 1, phase.sets or 1, working, words)


def _breath(passed_ms: int, length_ms: int, *, inhale: bool) -> Breathing:
    """Return the guide in a breath in or out: the step that has begun counts, so that it moves at once."""
    part = (1 - cos(pi * min(1.0, (passed_ms + BREATH_STEP_MS) / length_ms))) / 2
    return Breathing("breathe in" if inhale else "breathe out", part if inhale else 1.0 - part)
