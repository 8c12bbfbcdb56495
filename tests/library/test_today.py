"""What to do now: the rule, case by case."""

from datetime import date, timedelta

import pytest

from stretchtui.summaries import RoutineSummary
from stretchtui.today import Past, Reason, Unfinished, day_words, suggest

TODAY = date(2026, 3, 4)  # a Wednesday
YESTERDAY = TODAY - timedelta(days=1)


def routine(
    id: str,
    minutes: int = 5,
    *tags: str,
    days: tuple[str, ...] = (),
    at: tuple[str, ...] = (),
    problem: str | None = None,
) -> RoutineSummary:
    return RoutineSummary(id, id, "", tags, (), minutes * 60_000, 0, "user", id, problem, days, at)


ROUTINES = (
    routine("core", 4),
    routine("evening", 9, "gentle"),
    routine("neck", 3, "gentle"),
    routine("relief", 5, "gentle", "quick"),
)


def ago(**days: int) -> dict[str, date]:
    return {id: TODAY - timedelta(days=count) for id, count in days.items()}


def unfinished(day: date, routine: str = "core") -> Unfinished:
    return Unfinished("a1b2", routine, "Core", day)


@pytest.mark.parametrize("day", [TODAY, YESTERDAY])
def test_a_session_of_today_or_yesterday_that_was_stopped_comes_first(day: date) -> None:
    found = suggest((*ROUTINES, routine("due", days=("wed",))), Past(ago(neck=3), unfinished(day)), TODAY)
    assert found is not None
    assert (found.routine, found.reason, found.session) == ("core", Reason.GO_ON, "a1b2")
    when = "today" if day == TODAY else "yesterday"
    assert found.why == f"You stopped it {when}; it goes on where you were."
    found = suggest(ROUTINES, Past({}, unfinished(day)._replace(cut_off=True)), TODAY)
    assert found is not None
    assert found.why == f"It was cut off {when}; it goes on where you were."


def test_one_can_be_gone_on_with_whose_routine_is_gone() -> None:
    found = suggest(ROUTINES, Past({}, unfinished(TODAY, "removed")), TODAY)
    assert found is not None
    assert found.routine == "removed"


def test_what_is_due_today_comes_before_what_was_done_longest_ago_the_earliest_first() -> None:
    routines = (
        *ROUTINES,
        routine("late", days=("wed", "fri"), at=("18:00",)),
        routine("early", days=("wed",), at=("07:30", "13:00")),
        routine("other-day", days=("thu",), at=("06:00",)),
    )
    found = suggest(routines, Past(ago(neck=30)), TODAY)
    assert found is not None
    assert (found.routine, found.reason) == ("early", Reason.DUE)
    assert found.why == "It is due today, at 07:30 and 13:00."
    found = suggest(routines, Past(ago(neck=30, early=0)), TODAY)
    assert found is not None
    assert found.routine == "late"
    found = suggest(routines, Past(ago(neck=30, early=0, late=0)), TODAY)
    assert found is not None
    assert found.routine == "neck"


def test_of_those_that_were_done_the_one_longest_ago_is_next() -> None:
    found = suggest(ROUTINES, Past(ago(core=1, neck=9, relief=4)), TODAY)
    assert found is not None
    assert (found.routine, found.reason) == ("neck", Reason.LONGEST_AGO)
    assert found.why == "You did it 9 days ago, longer ago than any other."


def test_with_nothing_done_yet_a_gentle_quick_one_is_where_to_begin() -> None:
    found = suggest(ROUTINES, Past(), TODAY)
    assert found is not None
    assert (found.routine, found.reason) == ("relief", Reason.FIRST)
    assert found.why == "Nothing done yet: begin with this one. It is short and gentle."


def test_where_none_is_gentle_the_shortest_is_where_to_begin() -> None:
    found = suggest((routine("long", 9), routine("short", 2)), Past(), TODAY)
    assert found is not None
    assert (found.routine, found.why) == ("short", "Nothing done yet: begin with this one. It is the shortest.")


def test_when_all_that_is_done_was_done_today_something_new_is_next_and_then_the_same_again() -> None:
    found = suggest(ROUTINES, Past(ago(relief=0)), TODAY)
    assert found is not None
    assert (found.routine, found.reason) == ("neck", Reason.NEW)
    found = suggest(ROUTINES, Past(ago(core=0, evening=0, neck=0, relief=0)), TODAY)
    assert found is not None
    assert found.reason is Reason.AGAIN


def test_a_log_that_cannot_be_read_is_no_welcome() -> None:
    found = suggest(ROUTINES, Past(fault="the history is damaged"), TODAY)
    assert found is not None
    assert (found.routine, found.why) == ("relief", "It is short and gentle.")


def test_what_has_a_problem_or_is_gone_is_never_next() -> None:
    assert suggest((), Past(ago(gone=3)), TODAY) is None
    assert suggest((routine("broken", problem="no"),), Past(ago(broken=3)), TODAY) is None


def test_a_day_after_today_as_after_a_journey_is_today() -> None:
    assert day_words(TODAY + timedelta(days=1), TODAY) == "today"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (400, "13 months ago"),
    ],
)
def test_days_are_said_in_words(days: int, words: str) -> None:
    assert day_words(TODAY - timedelta(days=days), TODAY) == words


def test_never_is_no_word() -> None:
    assert day_words(None, TODAY) == ""
