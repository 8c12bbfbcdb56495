"""What a routine's log teaches: the level that would be next, and what had better be left out."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from stretchcore.progression import DoneSession, LevelAdvice, advise_level
from stretchcore.sparing import OFFER_WITHIN_DAYS, PainIn, exclusions_to_offer
from stretchcore.values import dataclass
from stretchtui.answers import Answers
from stretchtui.history.times import instant_ms

if TYPE_CHECKING:
    from stretchtui.history import History, SessionRow

_SESSIONS = 200
"""How many sessions of a routine are looked at: the rule never looks further back."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An exercise that hurt twice, and can be left out of every routine from now on."""

    exercise: str
    name: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to be asked, and why.

    Attributes:
        level: The level that the rule suggests, or why it stays.
        offers: What had better be left out, the exercise that hurt last first.
    """

    level: LevelAdvice
    offers: tuple[Offer, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether there is something to be answered."""
        return self.level.is_change or bool(self.offers)


def learn(
    history: "History",
    routine: str,
    level: int,
    today: date,
    answers: Answers,
    *,
    has_ranges: bool,
    names: Mapping[str, str],
    excluded: Collection[str] = (),
) -> Lesson:
    """Return what the log says of a routine.

    Args:
        level: The level that was accepted for it.
        today: The local day.
        answers: What was answered before.
        has_ranges: Whether its levels differ at all.
        names: The names of the exercises that it may be offered to leave out, by id: those of the routine.
        excluded: The exercises that are left out already.

    Raises:
        HistoryError: The log cannot be read.
    """
    rows = history.sessions(routine=routine, include_simulated=False, limit=_SESSIONS)
    hurt = history.pain_phases(routine)
    advice = advise_level(
        [_done(row, hurt.get(row.id, 0)) for row in reversed(rows) if row.outcome is not None],
        level,
        today,
        has_ranges=has_ranges,
        answer=answers.levels.get(routine),
    )
    pains = [
        PainIn(one.exercise, date.fromisoformat(one.day), one.session)
        for one in history.pains(today - timedelta(days=OFFER_WITHIN_DAYS))
    ]
    offered = exclusions_to_offer(pains, today, excluded=excluded, declined=answers.kept)
    return Lesson(advice, tuple(Offer(id, names[id]) for id in offered if id in names))


def _done(row: "SessionRow", pain_phases: int) -> DoneSession:
    return DoneSession(
        day=date.fromisoformat(row.day),
        at_ms=instant_ms(row.started_at),
        level=row.level,
        outcome=row.outcome or "",
        pain_before=row.pain_before,
        pain_after=row.pain_after,
        pain_phases=pain_phases,
        active_share=row.active_ms / row.planned_ms if row.planned_ms else 0.0,
    )
