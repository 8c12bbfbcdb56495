"""A made log for the screen that shows it: a year of sessions on fixed days, some of them stopped, rated or noted."""

from datetime import date, timedelta

from app.stage import FakeServices
from stretchtui.logged import Entry, Felt, Part

TODAY = date(2026, 3, 4)  # a Wednesday
ROUTINES = (("lower-back-relief", "Lower-back relief"), ("desk-break", "Desk break"), ("morning", "Morning stiffness"))
OUTCOMES = {7: "stopped", 19: "abandoned", 31: None}
MINUTE_MS = 60_000


def made_entry(number: int, day: date, hour: int) -> Entry:
    """Return a session of a day; the number decides what it was."""
    routine, name = ROUTINES[number % 3]
    outcome = OUTCOMES.get(number % 37, "completed")
    planned = (12, 4, 8)[number % 3] * MINUTE_MS
    before = 6 - min(4, (TODAY - day).days // -90 + 4) if number % 4 else None
    after = None if before is None or number % 11 == 0 else max(0, before - (number % 3))
    note = "Slower than yesterday, and better." if number % 9 == 2 else ""
    return Entry(
        f"{number:08x}-0000-4000-8000-000000000000",
        routine,
        name,
        f"{day}T{hour:02}:15",
        20,
        outcome,
        planned if outcome == "completed" else planned // 3,
        planned,
        Felt(before, after, note),
        simulated=number % 53 == 5,
    )


def made_log(days: int = 500) -> list[Entry]:
    """Return sessions, newest first; there are gaps of some days."""
    found: list[Entry] = []
    number = 0
    for back in range(days):
        day = TODAY - timedelta(days=back)
        if back % 13 in (9, 10) or 140 < back < 150 or (back % 7 == 3 and back > 20):
            continue
        for hour in (17, 7) if back % 3 == 0 else (7,):
            found.append(made_entry(number, day, hour))
            number += 1
    return found


PARTS = (
    Part("March on the spot", "", 60_000, 60_000, "done"),
    Part("Knee to chest", "get ready", 8_000, 8_000, "done", is_work=False),
    *(
        Part("Knee to chest", f"{side}, rep {rep} of 3", 20_000, 20_000, "done")
        for side in ("left", "right")
        for rep in (1, 2, 3)
    ),
    Part("Bridge", "rep 1 of 2", 6_000, 6_000, "done"),
    Part("Bridge", "rep 2 of 2", 2_400, 6_000, "pain"),
    Part("Child's pose", "", 11_000, 30_000, "skipped"),
    Part("", "rest", 30_000, 30_000, "done", is_work=False),
    Part("Cat-cow", "rep 1 of 2", 10_000, 10_000, "done"),
    Part("Cat-cow", "rep 2 of 2", 4_000, 10_000, "stopped"),
)


def services(entries: list[Entry] | None = None) -> FakeServices:
    """Return a program with such a log."""
    given = made_log() if entries is None else entries
    return FakeServices(day=TODAY, entries=given, parts={one.id: PARTS for one in given})
