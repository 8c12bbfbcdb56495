"""The rule by which the level of a routine goes up and down. docs/progression.md has it in plain words.

1. It goes up by `STEP_UP` after three completed sessions whose pain did not rise, at most once a week.
2. It goes down by `STEP_DOWN` after a session that hurt.
3. It goes down in proportion after a pause of two weeks or more, to 0 after four.
4. Of two ways down the lower one is meant, and nothing goes up that has a reason to go down.
5. What the user has answered is not suggested again before something new has happened.

The rule suggests and explains. It knows no clock and no log, and it changes nothing: the level is the user's. What is
painful ends no pause and counts for nothing but pain, so that one more painful session never raises what is suggested.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum

from stretchcore.dose import GARBER
from stretchcore.values import dataclass

FARRAR = "Farrar et al., Pain 2001, doi 10.1016/S0304-3959(01)00349-9"
PALOS = "Palos et al., Journal of Pain 2006;7:49-56"
WILLY = "Willy et al., Journal of Orthopaedic and Sports Physical Therapy 2001;31:138-144, PubMed 11297019"
OURS = "our own, careful choice"

LOWEST, HIGHEST = 0, 100

STEP_UP = 10
"""Points that the level goes up at a time. That it goes gradually is `GARBER`; the figure is ours."""

STEP_UP_DAYS = 7
"""Days from the first session that counts at a level to the next level. Ours."""

STEP_DOWN = 20
"""Points that it goes down after pain: two steps, so that the way back is quicker than the way there. Ours."""

SESSIONS_UP = 3
"""Completed sessions without more pain that it takes to go up; one that was not rated counts half. Ours."""

ENOUGH_SHARE = 0.75
"""The share of a plan that must have been worked for a completed session to count for going up. Ours."""

PRACTICE_SHARE = 0.5
"""The share from which a session, completed or not, is practice and ends a pause. Ours."""

PAIN_ROSE = 2
"""Points on the 0-10 scale from which a change is one that matters to people (`FARRAR`)."""

PAIN_IS_SEVERE = 7
"""Points on the 0-10 scale that people call severe (`PALOS`)."""

PAUSE_WEEKS, PAUSE_WEEKS_TO_LOWEST = 2, 4
"""Whole weeks of a pause from which the level goes down (ours), and after which a gain was gone (`WILLY`)."""

_RATED, _UNRATED = 2, 1
_POINTS_UP = SESSIONS_UP * _RATED


class LevelReason(Enum):
    """Why a level is suggested, or stayed with."""

    UP = "up"  # enough sessions without more pain
    PAIN = "pain"  # a session hurt
    PAUSE = "pause"  # weeks went by
    NEW = "new"  # nothing done yet
    MORE = "more"  # not enough sessions yet
    WEEK = "week"  # enough sessions, but within a week
    HIGHEST = "highest"  # there is no higher level
    NO_RANGES = "no ranges"  # every level of the routine is the same


@dataclass(frozen=True, slots=True)
class DoneSession:
    """One session of a routine, as far as its level is concerned.

    Attributes:
        day: The local day on which it began.
        at_ms: The instant at which it began, in milliseconds since 1970 UTC; it is compared with that of an answer.
        level: The level that it ran at, 0 to 100.
        outcome: As in the log: ``completed``, ``stopped`` or ``abandoned``.
        pain_before: 0 to 10, None where nobody said.
        pain_after: Likewise.
        pain_phases: How many of its phases were ended by pain.
        active_share: What was worked of what was planned: 1 is all, more is possible.

    Raises:
        ValueError: A level, a rating or a share is out of its bounds.
    """

    day: date
    at_ms: int
    level: int
    outcome: str
    pain_before: int | None = None
    pain_after: int | None = None
    pain_phases: int = 0
    active_share: float = 1.0

    def __post_init__(self) -> None:
        _check_level(self.level)
        for pain in (self.pain_before, self.pain_after):
            if pain is not None and not 0 <= pain <= 10:
                raise ValueError(f"pain is 0 to 10, not {pain}")
        if self.pain_phases < 0 or not self.active_share >= 0:
            raise ValueError("a session has no less than no pain and no work")

    @property
    def rise(self) -> int | None:
        """How much pain rose in it; None where it was not rated before and after."""
        if self.pain_before is None or self.pain_after is None:
            return None
        return self.pain_after - self.pain_before

    @property
    def is_severe(self) -> bool:
        """Whether there was severe pain after it."""
        return self.pain_after is not None and self.pain_after >= PAIN_IS_SEVERE

    @property
    def is_painful(self) -> bool:
        """Whether it hurt: a phase was ended by pain, pain rose by two or more, or was severe after it."""
        return self.pain_phases > 0 or (self.rise or 0) >= PAIN_ROSE or self.is_severe

    @property
    def is_practice(self) -> bool:
        """Whether enough was worked for it to end a pause."""
        return not self.is_painful and self.active_share >= PRACTICE_SHARE

    @property
    def points(self) -> int:
        """What it counts for going up; 0 where pain rose at all, or where it was not completed, or much was skipped."""
        if self.is_painful or self.outcome != "completed" or self.active_share < ENOUGH_SHARE or (self.rise or 0) > 0:
            return 0
        return _UNRATED if self.rise is None else _RATED


@dataclass(frozen=True, slots=True)
class Answer:
    """When the user last answered a suggestion for the routine, or chose its level: the day and the instant.

    It does not matter whether the level was taken or kept; what went before is answered either way.
    """

    day: date
    at_ms: int


@dataclass(frozen=True, slots=True)
class LevelAdvice:
    """What the rule suggests.

    Attributes:
        level: The suggested level, 0 to 100.
        from_level: The accepted level, which goes on until the user takes the suggestion.
        reason: Why, as a word for programs.
        why: Why, as a sentence or two for people.
        source: What the reason is founded on.
        care: A further sentence after severe pain, to be shown whatever becomes of the level; else empty.
    """

    level: int
    from_level: int
    reason: LevelReason
    why: str
    source: str
    care: str = ""

    @property
    def is_change(self) -> bool:
        """Whether there is something to be asked: another level than the accepted one."""
        return self.level != self.from_level


def advise_level(
    sessions: Sequence[DoneSession],
    level: int,
    today: date,
    *,
    has_ranges: bool = True,
    answer: Answer | None = None,
) -> LevelAdvice:
    """Return the level that the rule suggests for a routine, and why.

    The same arguments give the same result. The user who takes it, and asks again on that day, is told to stay.

    Args:
        sessions: The sessions of this one routine that count (none simulated, none removed), oldest first.
        level: The level that the user has accepted; 0 for one who never answered.
        today: The local day. Sessions of a later day than tomorrow are left out: a clock was wrong.
        has_ranges: Whether the routine has a range at all, so that its levels differ.
        answer: When the user last answered; None where that never was.

    Raises:
        ValueError: The level is not between 0 and 100.
    """
    _check_level(level)
    known = [one for one in sessions if (one.day - today).days <= 1]
    hurt = list(_unanswered_pain(known, level, answer))
    care = _CARE if any(one.is_severe for one in hurt) else ""

    def say(to: int, reason: LevelReason, why: str, source: str) -> LevelAdvice:
        return LevelAdvice(to, level, reason, why, source, care)

    if not has_ranges:
        return say(level, LevelReason.NO_RANGES, "This routine has no ranges: every level of it is the same.", OURS)
    if not known:
        return say(level, LevelReason.NEW, "Nothing done yet. Begin gently; the level can follow.", GARBER)

    too_high = [one for one in hurt if one.level <= level]
    after_pain = min((max(LOWEST, one.level - STEP_DOWN) for one in too_high), default=HIGHEST)
    after_pause, weeks = _after_pause(known, today, answer)
    if after_pause < min(level, after_pain):
        why = f"{_words(weeks)} weeks since {_last(known)}: {after_pause} % would be an easy way back."
        return say(after_pause, LevelReason.PAUSE, why, f"{WILLY}; the steps are {OURS}")
    if too_high:
        cause = min(too_high, key=lambda one: (one.level, -one.at_ms))
        what = _pain_words(cause, is_last=cause is known[-1])
        source = f"{PALOS if cause.is_severe else FARRAR}; the step is {OURS}"
        if after_pain < level:
            return say(after_pain, LevelReason.PAIN, f"{what}: {after_pain} % would be gentler.", source)
        why = f"{what}. The level is the lowest; do less of what hurts, or leave it out."
        return say(level, LevelReason.PAIN, why, source)
    if level == HIGHEST:
        return say(level, LevelReason.HIGHEST, "The level is the highest. Keeping it is all there is to do.", OURS)
    return say(*_upwards(_calm(known, level, today, answer), level, today))


_CARE = "Pain was strong after a recent session: ease off for now. If it stays like that, see a doctor."
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _check_level(level: int) -> None:
    if not LOWEST <= level <= HIGHEST:
        raise ValueError(f"a level is 0 to 100, not {level}")


def _is_answered(session: DoneSession, answer: Answer | None) -> bool:
    return answer is not None and session.at_ms <= answer.at_ms


def _unanswered_pain(known: Sequence[DoneSession], level: int, answer: Answer | None) -> Iterator[DoneSession]:
    """Yield the sessions that hurt, newest first, until so much went well that one could go up.

    What hurt at a higher level than the accepted one is among them: it tells nothing of this level, but asks for care.
    """
    points = 0
    for one in reversed(known):
        if points >= _POINTS_UP or _is_answered(one, answer):
            return
        if one.is_painful:
            yield one
        elif one.level == level:
            points += one.points


def _share_kept(days: int) -> tuple[int, int]:
    """Return what a pause leaves of a level: the numerator over `PAUSE_WEEKS_TO_LOWEST`, and the pause in weeks."""
    weeks = max(0, days) // 7
    return (PAUSE_WEEKS_TO_LOWEST if weeks < PAUSE_WEEKS else max(0, PAUSE_WEEKS_TO_LOWEST - weeks)), weeks


def _after_pause(known: Sequence[DoneSession], today: date, answer: Answer | None) -> tuple[int, int]:
    """Return the level after the pause that goes on now, and its weeks; the highest level where there is none.

    It counts from the level that was practised last and not from the accepted one, so that taking it changes nothing.
    """
    last = next((one for one in reversed(known) if one.is_practice), None)
    if last is None:
        return HIGHEST, 0
    share, weeks = _share_kept((today - last.day).days)
    answered = PAUSE_WEEKS_TO_LOWEST if answer is None else _share_kept((answer.day - last.day).days)[0]
    if weeks < PAUSE_WEEKS or answered <= share:
        return HIGHEST, weeks
    return last.level * share // PAUSE_WEEKS_TO_LOWEST // STEP_UP * STEP_UP, weeks


def _calm(known: Sequence[DoneSession], level: int, today: date, answer: Answer | None) -> list[DoneSession]:
    """Return the sessions that count for going up, newest first: since the last pain, pause and answer."""
    counted = []
    next_day = today
    for one in reversed(known):
        if one.is_painful or _is_answered(one, answer) or (next_day - one.day).days >= 7 * PAUSE_WEEKS:
            break
        if one.is_practice:
            next_day = one.day
        if one.level == level and one.points:
            counted.append(one)
    return counted


def _upwards(calm: Sequence[DoneSession], level: int, today: date) -> tuple[int, LevelReason, str, str]:
    """Return what the sessions that count lead to, below the highest level and without a reason to go down."""
    higher = min(HIGHEST, level + STEP_UP)
    missing = -(-(_POINTS_UP - sum(one.points for one in calm)) // _RATED)
    rated = all(one.points == _RATED for one in calm)
    if missing > 0:
        sessions = "more completed session" if missing == 1 else "more completed sessions"
        why = f"{_words(missing)} {sessions} without more pain, and {higher} % would be next."
        return level, LevelReason.MORE, why if rated else f"{why} One whose pain is not rated counts half.", OURS
    done = f"{_words(len(calm))} sessions {'without more pain' if rated else 'completed, and no pain told of'}"
    days = STEP_UP_DAYS - (today - calm[-1].day).days
    if days > 0:
        when = "tomorrow" if days == 1 else f"in {_NUMBERS[days] if days < len(_NUMBERS) else days} days"
        return level, LevelReason.WEEK, f"{done}. Go gradually: {when}, {higher} % would be next.", GARBER
    return higher, LevelReason.UP, f"{done}: {higher} % would be next.", f"{FARRAR}; {GARBER}; the steps are {OURS}"


def _words(count: int) -> str:
    """Return a number as a sentence begins with it."""
    return _NUMBERS[count].capitalize() if count < len(_NUMBERS) else str(count)


def _last(known: Sequence[DoneSession]) -> str:
    if known[-1].is_practice:
        return "the last session"
    return "the last session without pain" if known[-1].is_painful else "the last session of some length"


def _pain_words(one: DoneSession, *, is_last: bool) -> str:
    session = "the last session" if is_last else "a recent session"
    if one.pain_phases:
        return f"It hurt in {session}"
    if (one.rise or 0) >= PAIN_ROSE:
        return f"Pain rose from {one.pain_before} to {one.pain_after} in {session}"
    return f"Pain was {one.pain_after} after {session}"
