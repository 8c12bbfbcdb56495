"""Writes docs/progression.md: the rule of the level in plain words, and what it says of four made histories.

Run it after `stretchcore.progression` has changed: ``python docs/make_progression.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from stretchcore import dose, progression
from stretchcore.progression import Answer, DoneSession, LevelAdvice, advise_level

PAGE = Path(__file__).with_name("progression.md")

MONDAY = date(2026, 1, 5)
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Made:
    """A session of a made history: how many days after the first Monday, and what was said of pain."""

    day: int
    before: int | None = None
    after: int | None = None
    pain_phases: int = 0


@dataclass(frozen=True)
class History:
    """A made history of one routine; its user takes every suggestion at once."""

    name: str
    about: str
    weeks: int
    sessions: tuple[Made, ...]
    level: int = 0


@dataclass(frozen=True)
class Week:
    """A week of a history: what was done, and each suggestion to change, or else what is said on Sunday."""

    number: int
    sessions: tuple[DoneSession, ...]
    said: tuple[LevelAdvice, ...]


def _made(weeks: range, days: tuple[int, ...], before: int | None, after: int | None) -> tuple[Made, ...]:
    return tuple(Made(7 * week + day, before, after) for week in weeks for day in days)


_THREE = (0, 2, 4)  # Monday, Wednesday, Friday

HISTORIES = (
    History(
        "steady",
        "Three sessions a week. Pain falls a little in each, and over the weeks.",
        8,
        _made(range(3), _THREE, 4, 3) + _made(range(3, 8), _THREE, 3, 2),
    ),
    History(
        "painful",
        "Used to 40 %. Pain rises in a session, a hold is ended by pain, and much later pain is severe once.",
        8,
        (
            *_made(range(1), _THREE, 2, 2),
            *(Made(7, 2, 2), Made(9, 2, 5), Made(11, 4, 4)),
            *(Made(14, 3, 4), Made(16, 3, 3, pain_phases=1), Made(18, 3, 3)),
            *_made(range(3, 6), _THREE, 3, 2),
            *(Made(42, 3, 2), Made(44, 5, 8)),
            *_made(range(7, 8), _THREE, 3, 3),
        ),
        level=40,
    ),
    History(
        "lapsed",
        "Used to 60 %, then five weeks of nothing, then daily life again. Pain is never rated.",
        11,
        _made(range(1), (0, 2, 4), None, None) + _made(range(6, 11), (0, 2, 4), None, None),
        level=60,
    ),
    History(
        "new",
        "Nothing at first, then two sessions a week, the first of them in the second week.",
        6,
        tuple(Made(day, 3, after) for day, after in ((8, 3), (11, 4), (15, 3), (18, 2), (22, 2), (25, 3), (29, 2))),
    ),
)


def follow(history: History) -> Iterator[Week]:
    """Yield the weeks of a history: the rule is asked after every session and each Sunday, and always obeyed."""
    level, answer = history.level, None
    done: list[DoneSession] = []
    by_day = {made.day: made for made in history.sessions}
    for week in range(history.weeks):
        this_week: list[DoneSession] = []
        said: list[LevelAdvice] = []
        for day in range(7 * week, 7 * week + 7):
            today = MONDAY + timedelta(days=day)
            made = by_day.get(day)
            if made is not None:
                pains = (made.before, made.after, made.pain_phases)
                this_week.append(DoneSession(today, day * DAY_MS, level, "completed", *pains))
                done.append(this_week[-1])
            if made is None and day % 7 != 6:
                continue
            advice = advise_level(done, level, today, answer=answer)
            if advice.is_change or (day % 7 == 6 and not said):
                said.append(advice)
            if advice.is_change:
                level, answer = advice.level, Answer(today, day * DAY_MS)
        yield Week(week + 1, tuple(this_week), tuple(said))


_HEAD = """\
<!-- Written by docs/make_progression.py. Change that file, or the rule in src/stretchcore/progression.py. -->

# The level, and how it grows

The level is a figure from 0 to 100 %. It says where in each range of a routine a session runs: of a hold of 20–30 s,
0 % is 20 s and 100 % is 30 s. Every routine has its own. Everybody begins at 0.

The program may suggest another level. It tells why, and you take it or keep what you have. It never changes the level
by itself, and it does not ask again about what you have answered.

It is a rule for going gently. It does not know you, it makes no diagnosis, and no level promises a cure. Where a
doctor or a physiotherapist told you something else, that counts.
"""


def _rule() -> str:
    up, down, days = progression.STEP_UP, progression.STEP_DOWN, progression.STEP_UP_DAYS
    sessions, share = progression.SESSIONS_UP, progression.ENOUGH_SHARE
    rise, severe = progression.PAIN_ROSE, progression.PAIN_IS_SEVERE
    return f"""\
## Up

**{up} points, after {sessions} completed sessions without more pain, and a week at the level at the least.**

- A session counts if it ran at your level, was completed, and was worked for {share * 100:.0f} % or more of its length.
- Its pain must not have risen: what you rate after it is no higher than what you rated before. One point more
  neither counts nor sets you back; so small a change may be chance.
- A session whose pain was not rated before *and* after counts half. Without any rating it takes {2 * sessions} of them.
- The week runs from the first of these sessions: the next level comes {days} days after it, not sooner.
- The sessions are counted anew after a change of level, after an answer of yours, after pain, and after a pause.

That exercise should grow gradually is the advice of the American College of Sports Medicine [1]. With weights, it
advises to add 2 to 10 % once more repetitions are possible than were asked for [2]. For stretching we know of nobody
who has found out which steps are best: {sessions} sessions, {up} points and {days} days are our own, careful choice.
So is what counts, and what counts half.

## Down after pain

**{down} points, after a session that hurt.** A session hurt if

- you ended a phase with the key for pain, or
- pain rose by {rise} points or more from before to after; on the scale from 0 to 10 a change of about 2 is one that
  matters to people [3], or
- you rated {severe} or more after it, whatever it was before. People call pain from 7 on severe [4]; in other studies
  severe begins at 8 [5], and the lower figure is the careful one.

The {down} points count from the level at which it hurt. That they are two steps, so that the way back is quicker than
the way there, is our choice. A session that was run at a higher level than yours, and hurt, does not lower yours; the
way up begins anew all the same. Pain is forgotten once as much went well after it as it takes to go up.

After severe pain the program also says: *ease off for now; if it stays like that, see a doctor.* Do not wait for a
program to tell you where you have numbness or weakness, where you lose control of bladder or bowels, with fever, or
after a fall.

## Down after a pause

| pause | level that is suggested |
|---|---|
{_pauses()}

The level is rounded down to a full {up}, and counts from the one you practised last. In a study of eighteen students,
what six weeks of stretching the hamstrings had brought was gone after four weeks without, and came back with practice
[6]. It measured nothing in between: the straight line from two weeks on is our choice. A session is practice if half
of its length or more was worked, completed or not. One that hurt ends no pause.

Where there are two reasons to go down, the lower level is suggested.

## Four made histories

They are made up, and the rule itself writes these tables. Each user here takes every suggestion at once. The rule is
asked after every session and on Sunday; a row tells each change, or else what is said on Sunday.
"""


def _pauses() -> str:
    rows = [f"| less than {progression.PAUSE_WEEKS} weeks | stays |"]
    for weeks in range(progression.PAUSE_WEEKS, progression.PAUSE_WEEKS_TO_LOWEST + 1):
        left = (progression.PAUSE_WEEKS_TO_LOWEST - weeks) / progression.PAUSE_WEEKS_TO_LOWEST
        more = " or more" if not left else ""
        rows.append(f"| {weeks} weeks{more} | {f'{left * 100:.0f} % of it' if left else '0 %'} |")
    return "\n".join(rows)


_A_WEEK, _IN_A_SESSION = dose.ENOUGH_A_WEEK_MS // 60_000, dose.ENOUGH_A_SESSION_MS // 60_000
_UNEVEN = f"{dose.UNEVEN_SHARE * 100:.0f} % of the other, and {dose.UNEVEN_MS // 1000}"

_DOSE = f"""\
## The dose by muscle

The dose is another matter, and has no say in the level. It is how long static holds really lasted, by muscle and side,
and it is held against **{_A_WEEK} minutes a week** for each muscle, and {_IN_A_SESSION} minutes in a session.
There the gain levels off [7]. For a single stretch, about {dose.ENOUGH_A_STRETCH_MS // 1000} s in total in a session
is the usual advice [1].

- What has no side counts for both: child's pose lengthens left and right alike.
- A muscle has got what its lower side has got.
- A side is said to be behind where it lacks more than {_UNEVEN} s or more. Our choice.
- The week counts every minute. The two figures answer two questions, what a session gains and what weeks gain; that a
  fifth minute of one evening is lost to the week was not found.
"""

_SOURCES = f"""\
## Sources

1. {dose.GARBER}
2. ACSM position stand on progression in resistance training, 2002, doi 10.1097/00005768-200202000-00027
3. {progression.FARRAR}
4. {progression.PALOS}
5. Boonstra et al., Frontiers in Psychology 2016, doi 10.3389/fpsyg.2016.01466
6. {progression.WILLY}
7. {dose.INGRAM}
"""


def render() -> str:
    """Return the page."""
    return "\n".join((_HEAD, _rule(), *map(_history, HISTORIES), _DOSE, _SOURCES))


def _history(history: History) -> str:
    lines = [f"### {history.name.capitalize()}\n", f"{history.about}\n"]
    lines += ["| week | sessions | pain before → after | level | why |", "|---|---|---|---|---|"]
    for week in follow(history):
        pains = ", ".join(map(_pain, week.sessions)) or "–"
        levels = " → ".join(map(str, (week.said[0].from_level, *(one.level for one in week.said if one.is_change))))
        why = " ".join(" ".join(filter(None, (one.why, one.care))) for one in week.said)
        lines.append(f"| {week.number} | {len(week.sessions)} | {pains} | {levels} % | {why} |")
    return "\n".join(lines) + "\n"


def _pain(session: DoneSession) -> str:
    before, after = ("?" if pain is None else str(pain) for pain in (session.pain_before, session.pain_after))
    return f"{before} → {after}{' (a hold ended by pain)' if session.pain_phases else ''}"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
