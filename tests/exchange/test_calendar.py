"""Schedules and sessions as iCalendar, read by the letter of RFC 5545 and by the library."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from core.engine_routines import LIBRARY, routine, seconds
from exchange.ical_reading import Component, read
from stretchcore.exercise import Dose, Exercise, Position
from stretchcore.plan import lay_out
from stretchcore.resolving import resolve
from stretchcore.routine import Block, RestStep, Routine, Schedule, Step
from stretchcore.times import CountRange
from stretchcore.words import Sides
from stretchtui.exchange.calendar import write, write_sessions
from stretchtui.exchange.formats import FORMATS, CannotExport, LaidOut
from stretchtui.history import SessionRow

SATURDAY = date(2026, 11, 28)
BERLIN = ZoneInfo("Europe/Berlin")
EVIL = "a\r\nEND:VEVENT\nX:y\rZ\u2028\x00;,\\n \x1b[2J\u202e" + "ü😀" * 60


def mine(name: str = "Mine", hold: float = 20) -> Step:
    own = Exercise(None, name, (Position("still", "Still"),), sides=Sides.EACH)
    return Step(None, own=own, dose=Dose(hold=seconds(hold), reps=(CountRange(3, 3),)))


def scheduled(*days: str, at: tuple[str, ...] = ("07:30",), **changes: Any) -> LaidOut:
    made = replace(routine(mine()), schedule=Schedule(days, at), **changes)
    return laid_out(made)


def laid_out(made: Routine) -> LaidOut:
    tree = resolve(made, LIBRARY, 0)
    return LaidOut(made, tree, lay_out(tree))


def events(subject: LaidOut, today: date = SATURDAY) -> list[Component]:
    return read(write(subject, today)).parts


def row(**changes: Any) -> SessionRow:
    values: dict[str, Any] = {
        "id": "00000001-0000-0000-0000-000000000001",
        "routine": "lower-back-relief",
        "name": "Lower-back relief",
        "started_at": "2025-10-26T02:45:00.250+02:00",
        "ended_at": "2025-10-26T02:15:00.750+01:00",  # half an hour later: the clocks went back in between
        "level": 20,
        "outcome": "completed",
        "planned_ms": 1_800_000,
        "active_ms": 1_700_500,
        "pain_before": 4,
        "pain_after": 0,
        "note": None,
        "simulated": False,
        "updated_at": "2025-10-26T01:16:00.500000+00:00",
        "deleted_at": None,
        **changes,
    }
    return SessionRow(**values)


def session(**changes: Any) -> Component:
    [event] = read(write_sessions([row(**changes)])).parts
    return event


def by_the_library(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


# -- a schedule --------------------------------------------------------------------------------------------------------


def test_each_time_of_day_is_one_series_on_the_days_of_the_schedule() -> None:
    morning, noon = events(scheduled("thu", "mon", at=("13:00", "07:30")))
    assert morning.occasions(3) == [
        datetime(2026, 11, 30, 7, 30),
        datetime(2026, 12, 3, 7, 30),
        datetime(2026, 12, 7, 7, 30),
    ]
    assert noon.occasions(2) == [datetime(2026, 11, 30, 13), datetime(2026, 12, 3, 13)]
    assert morning.values["UID"] != noon.values["UID"]


@pytest.mark.parametrize("ahead", range(7))
def test_a_series_begins_on_the_first_of_its_days_from_today_on(ahead: int) -> None:
    today = SATURDAY + timedelta(days=ahead)
    [event] = events(scheduled("wed"), today)
    start = event.when("DTSTART")
    assert start.strftime("%a") == "Wed"
    assert today <= start.date() < today + timedelta(days=7)
    assert event.occasions(1) == [start]  # RFC 5545: the start is to be one of the series


def test_half_past_seven_is_half_past_seven_in_every_zone_and_on_both_sides_of_a_change_of_clocks() -> None:
    [event] = events(scheduled("sat", "sun", "mon"), date(2027, 3, 27))
    assert (event.parameters["DTSTART"], event.values["DTSTART"]) == ("", "20270327T073000")  # neither zone nor UTC
    before, changed, after = (when.replace(tzinfo=BERLIN) for when in event.occasions(3))
    assert [when.utcoffset() for when in (before, changed, after)] == [timedelta(hours=hours) for hours in (1, 2, 2)]
    assert {(when.hour, when.minute) for when in (before, changed, after)} == {(7, 30)}
    assert changed.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=23)


@pytest.mark.parametrize(("hold", "length"), [(20, 145), (20.05, 146)])
def test_an_occasion_lasts_as_long_as_the_plan_to_the_next_whole_second(hold: float, length: int) -> None:
    made = replace(routine(mine(hold=hold)), schedule=Schedule(("mon",), ("07:30",)))
    subject = laid_out(made)
    [event] = events(subject)
    assert event.when("DTEND") - event.when("DTSTART") == timedelta(seconds=length)
    assert 0 <= length * 1_000 - subject.plan.total_ms < 1_000


def test_an_occasion_says_what_is_done_and_how_to_begin_and_rings_when_it_begins() -> None:
    block = Block(CountRange(2, 2), (mine("Again"), RestStep(seconds(30))))
    made = replace(routine(mine("Once"), block), summary="For the back.", schedule=Schedule(("mon",), ("07:30",)))
    [event] = events(laid_out(made))
    assert event.text("DESCRIPTION").split("\n") == [
        "For the back.",
        "",
        "Once: Hold for 20 seconds, 3 times on each side.",
        "2 times:",
        "  Again: Hold for 20 seconds, 3 times on each side.",
        "  Rest: 30 seconds.",
        "",
        f"stretchtui run {made.id}",
    ]
    [alarm] = event.parts
    assert (alarm.name, alarm.values["ACTION"], alarm.text("DESCRIPTION")) == ("VALARM", "DISPLAY", made.name)
    assert re.fullmatch(r"PT?0[DS]", alarm.values["TRIGGER"])


def test_days_without_a_time_are_whole_days_that_stay_free() -> None:
    [event] = events(scheduled("mon", at=()))
    assert (event.parameters["DTSTART"], event.values["DTSTART"]) == (";VALUE=DATE", "20261130")
    assert "DTEND" not in event.values
    assert event.values["TRANSP"] == "TRANSPARENT"
    assert event.parts == []


@pytest.mark.parametrize("schedule", [None, Schedule(), Schedule(at=("07:30",))])
def test_a_routine_without_days_is_refused_with_what_to_write(schedule: Schedule | None) -> None:
    made = replace(routine(mine()), schedule=schedule)
    with pytest.raises(CannotExport, match=r'\[schedule\] with days = \["mon", "thu"\].* at = \["07:30"\]'):
        FORMATS["ics"].write(laid_out(made))


def test_the_same_schedule_makes_the_same_bytes_and_a_later_one_replaces_it() -> None:
    first = write(scheduled("mon", "thu"), SATURDAY)
    assert write(scheduled("thu", "mon"), SATURDAY) == first
    [old], [new] = read(first).parts, events(scheduled("fri", at=("08:00",)), SATURDAY + timedelta(days=1))
    assert new.values["UID"] == old.values["UID"]
    assert int(new.values["SEQUENCE"]) == int(old.values["SEQUENCE"]) + 1
    assert new.when("DTSTAMP") > old.when("DTSTAMP")


def test_the_uid_stays_as_it_is_so_that_no_version_doubles_what_another_has_written() -> None:
    [event] = events(scheduled("mon", id="lower-back-relief"))
    assert event.values["UID"] == "528ee911-5b4f-5710-8b79-d61b8b1e3a2b"


def test_a_very_long_routine_tells_its_beginning() -> None:
    made = replace(routine(*[mine()] * 100), schedule=Schedule(("mon",), ("07:30",)))
    lines = events(laid_out(made))[0].text("DESCRIPTION").split("\n")
    assert len(lines) == 63
    assert "… and 40 more" in lines


def test_the_library_reads_the_same() -> None:
    [event] = by_the_library(write(scheduled("mon", "wed"), SATURDAY))
    assert event["DTSTART"].dt == datetime(2026, 11, 30, 7, 30)
    assert event["RRULE"] == {"FREQ": ["WEEKLY"], "BYDAY": ["MO", "WE"]}


# -- sessions ----------------------------------------------------------------------------------------------------------


def test_a_session_is_at_its_instants_although_the_clocks_went_back_in_it() -> None:
    event = session()
    assert event.when("DTSTART") == datetime(2025, 10, 26, 0, 45, tzinfo=UTC)
    assert event.when("DTEND") == datetime(2025, 10, 26, 1, 15, tzinfo=UTC)
    assert event.when("DTSTART").astimezone(BERLIN).isoformat() == "2025-10-26T02:45:00+02:00"
    assert event.when("DTEND").astimezone(BERLIN).isoformat() == "2025-10-26T02:15:00+01:00"


def test_a_session_says_how_it_went_keeps_it_private_and_takes_nobodys_time() -> None:
    event = session(note="Better; much, better")
    assert event.values["UID"] == row().id
    assert event.text("SUMMARY") == "Lower-back relief"
    assert event.text("DESCRIPTION").split("\n") == [
        "Completed · 28 min 21 s of 30 min · level 20 %",
        "Pain before: 4 of 10",
        "Pain after: 0 of 10",
        "Better; much, better",
        "2025-10-26 02:45 by the clock on the wall (UTC+02:00)",
    ]
    assert (event.values["TRANSP"], event.values["CLASS"]) == ("TRANSPARENT", "PRIVATE")


def test_simulated_removed_and_unfinished_sessions_are_left_out_and_the_rest_is_in_order() -> None:
    rows = [
        row(id="late", started_at="2025-10-26T02:20:00.000+01:00", ended_at="2025-10-26T02:30:00.000+01:00"),
        row(id="simulated", simulated=True),
        row(id="removed", deleted_at="2025-10-27T00:00:00.000000+00:00"),
        row(id="running", ended_at=None, outcome=None),
        row(id="early"),
    ]
    data = write_sessions(rows)
    assert [event.values["UID"] for event in read(data).parts] == ["early", "late"]
    assert data == write_sessions(rows[::-1])
    with pytest.raises(CannotExport, match="no finished session"):
        write_sessions(rows[1:4])


def test_an_edit_of_a_session_replaces_what_a_calendar_has_of_it() -> None:
    before, after = session(), session(note="Better", updated_at="2025-10-26T01:17:00.000000+00:00")
    assert after.values["UID"] == before.values["UID"]
    assert int(after.values["SEQUENCE"]) > int(before.values["SEQUENCE"])
    assert after.when("DTSTAMP") == after.when("LAST-MODIFIED") > before.when("DTSTAMP")


@pytest.mark.parametrize("ended", ["2025-10-26T02:45:00.900+02:00", "2025-10-26T02:00:00.000+02:00"])
def test_a_session_of_no_length_or_under_a_clock_that_was_set_back_lasts_a_second(ended: str) -> None:
    event = session(ended_at=ended)
    assert event.when("DTEND") - event.when("DTSTART") == timedelta(seconds=1)


def test_a_session_from_the_end_of_time_has_numbers_that_a_calendar_can_hold() -> None:
    event = session(updated_at="9000-12-31T23:59:59.000000+00:00")
    assert int(event.values["SEQUENCE"]) == 2**31 - 1


# -- text of strangers -------------------------------------------------------------------------------------------------


def test_no_name_or_note_adds_a_line_a_property_or_an_event() -> None:
    made = replace(
        routine(mine(EVIL)), name=EVIL, summary=EVIL, id="x; rm -rf ~", schedule=Schedule(("mon",), ("07:30",))
    )
    subject = laid_out(made)
    plain = events(scheduled("mon"))[0].values.keys()
    for data, keys in (
        (write(subject, SATURDAY), plain),
        (write_sessions([row(name=EVIL, note=EVIL)]), session().values.keys()),
    ):
        calendar = read(data)  # which fails on a stray line end, a long line or a torn character
        [event] = calendar.parts
        assert event.values.keys() == keys
        assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", data)
        assert "\u202e" not in data.decode()
        assert event.text("SUMMARY").startswith(r"a\u000d\u000aEND:VEVENT\u000aX:y\u000dZ\u2028\u0000;,\n ")
        assert by_the_library(data)[0]["SUMMARY"] == event.text("SUMMARY")
    assert "stretchtui run 'x; rm -rf ~'" in read(write(subject, SATURDAY)).parts[0].text("DESCRIPTION")
