"""`stats`: what was done, in figures and small plots."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

from typer import Option, Typer

from stretchtui.cli.days import day_option, first_day
from stretchtui.cli.output import USAGE, fail, note, say, say_json
from stretchtui.jsontext import takes_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stretchtui.cli.plots import Line
    from stretchtui.statistics import Statistics

_MOST_WEEKS = 1_040  # twenty years
_WIDEST, _NARROWEST = 100, 30
_PLOT_HEIGHT = 5
_PLOT_VALUES = 60
_LEAST_PAIN, _MOST_PAIN = 0, 10


def register(app: Typer) -> None:
    """Add the command."""
    app.command(short_help="Show what was done: weeks, dose by muscle, pain, levels.")(stats)


def stats(
    since: Annotated[
        str | None, Option("--since", metavar="DAY", callback=day_option, help="From a day on: 2026-01-31, or 7d, 2w.")
    ] = None,
    weeks: Annotated[
        int | None,
        Option("--weeks", metavar="N", min=1, max=_MOST_WEEKS, help="The last weeks, this one among them; else 12."),
    ] = None,
    json: Annotated[bool, Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what was done: days in a row, weeks, dose by muscle and side, pain, levels."""
    from datetime import datetime, timedelta

    from stretchtui.history import HistoryError, open_history
    from stretchtui.paths import Paths
    from stretchtui.statistics import monday_of, read_statistics

    if since is not None and weeks is not None:
        fail("--since and --weeks exclude each other", USAGE)
    now = datetime.now().astimezone()
    today = now.date()
    first = None if since is None else first_day(since)
    if weeks is not None:
        first = monday_of(today) - timedelta(weeks=weeks - 1)
    elif first is not None and first < today - timedelta(weeks=_MOST_WEEKS):
        fail(f"--since: {since} is more than {_MOST_WEEKS:,} weeks ago", USAGE)
    elif first is not None and first > today:
        fail(f"--since: {since} is yet to come", USAGE)
    try:
        with open_history(Paths.find().history, write=False) as history:
            found = read_statistics(history, today, now, since=first)
    except HistoryError as fault:
        fail(fault)
    if json:
        say_json(found.to_data())
    elif not found.streaks.longest and not found.days:
        note("no session")
    else:
        _say(found)


def _say(found: "Statistics") -> None:
    from shutil import get_terminal_size

    width = max(_NARROWEST, min(_WIDEST, get_terminal_size((80, 24)).columns - 1))
    ascii = not takes_all(sys.stdout.encoding)
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for place, lines in enumerate(picture(found, width, ascii=ascii)):
        if place:
            say("")
        for line in lines:
            say("".join(_coloured(piece.text, piece.tone.value) for piece in line) if colours else _text(line))


def _text(line: "Line") -> str:
    return "".join(piece.text for piece in line)


def picture(found: "Statistics", width: int, *, ascii: bool = False) -> "Iterable[list[Line]]":
    """Lay the figures out for the shell, as paragraphs of lines."""
    from stretchtui.cli.plots import Piece, Tone

    days = "day" if found.streaks.current == 1 else "days"
    dot = "-" if ascii else "·"
    yield [
        (
            Piece(f"{found.streaks.current} {days} in a row"),
            Piece(f"  {dot} longest {found.streaks.longest} {dot} {_sessions(found.sessions)},", Tone.DIM),
            Piece(f" {_minutes(found.active_ms)} since {found.since}", Tone.DIM),
        )
    ]
    yield [(Piece("Weeks"),), *_week_bars(found, width, ascii=ascii)]
    if found.dose:
        yield [
            (Piece("Dose this week"), Piece("  10 min a muscle and side is enough (Ingram et al. 2024)", Tone.DIM)),
            *_dose_bars(found, width, ascii=ascii),
        ]
    if found.pain:
        yield _pain_plot(found, width, ascii=ascii)
    if found.levels:
        yield [(Piece("Levels"),), *_level_lines(found, ascii=ascii)]


def _week_bars(found: "Statistics", width: int, *, ascii: bool) -> "list[Line]":
    from stretchtui.cli.plots import Bar, bars

    rows = [
        Bar(
            week.monday.isoformat(),
            week.active_ms,
            f"{_minutes(week.active_ms)}, {_sessions(week.sessions)}" if week.sessions else "",
        )
        for week in found.weeks
    ]
    return bars(rows, width, ascii=ascii)


def _dose_bars(found: "Statistics", width: int, *, ascii: bool) -> "list[Line]":
    from stretchcore.dose import ENOUGH_A_WEEK_MS
    from stretchtui.cli.plots import Bar, Tone, bars

    rows = []
    for dose in found.dose:
        uneven = dose.unevenness
        text = _minutes(dose.lower_ms)
        if uneven is not None:
            text += f"; {uneven}"
        enough = dose.lower_ms >= ENOUGH_A_WEEK_MS
        rows.append(
            Bar(
                dose.muscle,
                dose.lower_ms,
                text,
                Tone.ENOUGH if enough else Tone.BAR,
                Tone.WARNING if uneven is not None else Tone.DIM,
            )
        )
    return bars(rows, width, full=ENOUGH_A_WEEK_MS, ascii=ascii)


def _pain_plot(found: "Statistics", width: int, *, ascii: bool) -> "list[Line]":
    from stretchtui.cli.plots import Curve, Piece, Tone, plot

    notes = found.pain[-_PLOT_VALUES:]
    change = found.pain_change
    words = ""
    if change is not None:
        average = abs(change)
        words = f"  {'less' if change < 0 else 'more'} by {average:.1f} after a session on average"
        words = words if round(average, 1) else "  the same after a session on average"
    curves = (
        Curve([note.before for note in notes], Tone.BEFORE, "b"),
        Curve([note.after for note in notes], Tone.AFTER, "a"),
    )
    room = min(width - 4, max(8, 2 * len(notes)))
    return [
        (
            Piece("Pain"),
            Piece(f"  before {_last(curves[0].values)}", Tone.BEFORE),
            Piece(f"  after {_last(curves[1].values)}", Tone.AFTER),
            Piece(words, Tone.DIM),
        ),
        *plot(curves, room, _PLOT_HEIGHT, _LEAST_PAIN, _MOST_PAIN, ascii=ascii),
    ]


def _last(values: "Sequence[float | None]") -> str:
    return next((f"{value:g}" for value in reversed(values) if value is not None), "?")


def _level_lines(found: "Statistics", *, ascii: bool) -> "list[Line]":
    from stretchcore.text import printable
    from stretchtui.cli.plots import Piece, Tone

    names = [printable(level.routine, 40) for level in found.levels]
    wide = max(map(len, names))
    arrow = "->" if ascii else "→"
    return [
        (
            Piece(f"{name:<{wide}}  {level.level:>3} %"),
            Piece(
                f"  {level.first_level} % {arrow} {level.level} %" if level.first_level != level.level else "", Tone.DIM
            ),
            Piece(f"  {_sessions(level.sessions)}, last on {level.last_day}", Tone.DIM),
        )
        for name, level in zip(names, found.levels, strict=True)
    ]


def _sessions(number: int) -> str:
    return "1 session" if number == 1 else f"{number:,} sessions"


def _minutes(ms: int) -> str:
    from stretchtui.logged import length_words

    return length_words(ms) if ms < 60_000 else f"{(ms + 30_000) // 60_000:,} min"


_COLOURS = {"dim": "2", "bar": "36", "enough": "32", "warning": "33", "before": "35", "after": "36"}


def _coloured(text: str, tone: str) -> str:
    colour = _COLOURS.get(tone)
    return f"\x1b[{colour}m{text}\x1b[0m" if colour else text
