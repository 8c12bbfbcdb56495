"""What a log teaches: the level that would be next, and what had better be left out; and what was answered."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from history.makers import begin, hold
from stretchcore.progression import Answer, LevelReason
from stretchtui.answers import Answers, read_answers, write_answers
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.history import History, open_history
from stretchtui.learning import Lesson, Offer, learn
from stretchtui.paths import HOME_VARIABLE, Paths
from stretchtui.settings import read_settings

TODAY = date(2026, 3, 20)
NAMES = {"cobra": "Cobra", "sphinx": "Sphinx"}


def done(history: History, number: int, days_ago: int, *, pain: tuple[int, int] | None = (3, 2), hurt: str = "") -> str:
    """Record a session of `quick-relief` at level 0."""
    at = datetime.fromisoformat(f"{TODAY - timedelta(days=days_ago)}T07:00:00+01:00") + timedelta(minutes=number)
    session = begin(
        history,
        number,
        routine="quick-relief",
        name="Quick relief",
        level=0,
        planned_ms=60_000,
        started_at=at,
        pain_before=pain[0] if pain else None,
    )
    hold(history, session, 0, 60_000)
    if hurt:
        hold(history, session, 1, 1_000, outcome="pain", exercise=hurt)
    history.end(session, "completed", at + timedelta(minutes=1))
    if pain:
        history.rate(session, after=pain[1])
    return session


def lesson(history: History, answers: Answers = Answers(), *, level: int = 0, **options: object) -> Lesson:  # noqa: B008
    found: dict[str, object] = {"has_ranges": True, "names": NAMES, **options}
    return learn(history, "quick-relief", level, TODAY, answers, **found)  # type: ignore[arg-type]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "history.db", write=True) as opened:
        yield opened


def test_three_sessions_without_more_pain_lead_to_the_next_level(history: History) -> None:
    for number, days in enumerate((12, 9, 2)):
        done(history, number, days)
    found = lesson(history)
    assert (found.level.level, found.level.reason, found.asks) == (10, LevelReason.UP, True)


def test_what_was_answered_is_not_asked_again(history: History) -> None:
    for number, days in enumerate((12, 9, 2)):
        done(history, number, days)
    at_ms = int(datetime.fromisoformat(f"{TODAY}T08:00:00+01:00").timestamp() * 1000)
    found = lesson(history, Answers().with_level("quick-relief", Answer(TODAY, at_ms)))
    assert not found.asks


def test_a_phase_that_ended_with_pain_leads_down(history: History) -> None:
    for number, days in enumerate((12, 9)):
        done(history, number, days)
    done(history, 3, 1, hurt="cobra")
    assert lesson(history, level=0).level.reason is LevelReason.PAIN


def test_removed_and_simulated_sessions_teach_nothing(history: History) -> None:
    for number, days in enumerate((12, 9, 2)):
        session = done(history, number, days)
    history.remove(session)
    assert lesson(history).level.reason is LevelReason.MORE


def test_what_hurt_in_two_sessions_is_offered_and_what_stays_in_is_not_offered_again(history: History) -> None:
    done(history, 1, 20, hurt="cobra")
    assert lesson(history).offers == ()
    done(history, 2, 3, hurt="cobra")
    assert lesson(history).offers == (Offer("cobra", "Cobra"),)
    assert lesson(history, Answers().with_kept(["cobra"], TODAY)).offers == ()
    assert lesson(history, excluded=["cobra"]).offers == ()
    assert lesson(history, names={}).offers == ()


def test_answers_survive_being_written(tmp_path: Path) -> None:
    path = tmp_path / "data" / "answers.json"
    assert read_answers(path) == Answers()
    said = Answers().with_level("quick-relief", Answer(TODAY, 5)).with_kept(["cobra", "sphinx"], TODAY)
    write_answers(path, said)
    assert read_answers(path) == said


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"version": 2}', '{"version": 1, "levels": 3, "kept": []}', "[" * 100_000, '"\ud800"'],
)
def test_answers_that_cannot_be_read_are_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert read_answers(path) == Answers()


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Services:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setattr(_Services, "today", lambda self: TODAY)
    return _Services(Context())


def test_a_level_that_is_taken_is_written_and_one_that_is_kept_is_remembered(
    tmp_path: Path, services: _Services
) -> None:
    paths = Paths.under(tmp_path)
    assert services.lesson("no-such-routine") is None
    with open_history(paths.history, write=True) as history:
        for number, days in enumerate((12, 9, 2)):
            done(history, number, days)
    found = services.lesson("quick-relief")
    assert found is not None
    assert found.level.level == 10
    services.answer("quick-relief", found, take=True)
    assert read_settings(paths.settings).level_of("quick-relief") == 10
    again = services.lesson("quick-relief")
    assert again is not None
    assert not again.asks
    assert read_answers(paths.answers).levels["quick-relief"].day == TODAY


def test_an_exercise_that_is_left_out_is_among_the_excluded(tmp_path: Path, services: _Services) -> None:
    paths = Paths.under(tmp_path)
    services.answer_offer("cobra", take=True)
    services.answer_offer("sphinx", take=True)
    assert read_settings(paths.settings).excluded == ("cobra", "sphinx")
    services.answer_offer("bridge", take=False)
    assert read_answers(paths.answers).kept == {("bridge", TODAY)}
