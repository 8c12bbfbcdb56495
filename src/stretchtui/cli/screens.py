"""Opens the app: the routines, or one session that fills the screen."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stretchtui.app.services import CannotChange, CannotOpen
from stretchtui.cli.context import Context
from stretchtui.cli.output import Leave, fail
from stretchtui.encryption import leave_out_openssl

if TYPE_CHECKING:
    from datetime import date

    from stretchcore.plan import Plan
    from stretchcore.problems import Problem
    from stretchcore.routine import Routine
    from stretchtui.authoring import Desk
    from stretchtui.cli.staging import Options
    from stretchtui.drafting.sheet import Sheet
    from stretchtui.learning import Lesson
    from stretchtui.logged import Entry, Felt, Overview, Part
    from stretchtui.performance import Performance
    from stretchtui.settings import SettingRow
    from stretchtui.summaries import RoutineSummary
    from stretchtui.today import Past

TRY_SPEED = "20"
"""How many times as fast as life a routine is tried out."""


def open_home() -> int:
    """Open the app with the list of the routines; return the exit code."""
    leave_out_openssl()
    return _run(_Services(Context()), None)


def open_session(name: str) -> int:
    """Open the app with a session of a routine, on its way at once; return the exit code."""
    leave_out_openssl()
    from stretchtui.cli.staging import Options, make_performance

    context = Context()
    routine = context.routine(name)
    performance = make_performance(context, context.plan(routine, None), Options())
    return _run(_Services(context), _telling(performance, context.changes(routine)))


def perform_screen(
    context: Context, plan: "Plan", options: "Options", *, inline: bool = False, notices: Sequence[str] = ()
) -> int:
    """Open the app with a session as the options of a command ask; return the exit code.

    Args:
        inline: Whether it has a few lines below the prompt, not the whole screen.
        notices: What is said when it begins.
    """
    leave_out_openssl()
    from stretchtui.cli.staging import make_performance

    performance = _telling(make_performance(context, plan, options), notices)
    return _run(_Services(context), performance, inline=inline)


def _telling(performance: "Performance", notices: Sequence[str]) -> "Performance":
    """Return a performance that says something when it begins."""
    for text in notices:
        performance.notify(text)
    return performance


def _run(services: "_Services", performance: "Performance | None", *, inline: bool = False) -> int:
    from stretchtui.app.app import run_app
    from stretchtui.lock import SessionRuns

    try:
        return run_app(services, performance, inline=inline)
    except SessionRuns as fault:
        fail(fault)


@contextmanager
def _log_faults(kind: type[CannotOpen] | type[CannotChange]) -> "Iterator[None]":
    """Turn what is wrong with the log into what the app shows."""
    from stretchtui.history import HistoryError

    try:
        yield
    except HistoryError as fault:
        raise kind(str(fault)) from None


class _Services:
    """The program around the app."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def theme(self) -> str:
        """The name of the theme that the settings ask for."""
        return self._context.settings.theme

    @property
    def keys(self) -> "Mapping[str, tuple[str, ...]]":
        """The keys that the settings ask for, by the action's id."""
        return self._context.settings.keys

    @property
    def figures(self) -> bool:
        """Whether a session shows the drawn figure."""
        return self._context.settings.figures

    @property
    def flash(self) -> bool:
        """Whether the screen flashes when work begins and ends."""
        return self._context.settings.flash

    @property
    def asks_pain(self) -> bool:
        """Whether it is asked before and after a session how much it hurts."""
        return self._context.settings.ask_pain

    def rate(self, session: str, *, after: int | None, note: str) -> None:
        """Write what was felt after a session into the log."""
        from stretchtui.history import HistoryError, open_history

        try:
            with open_history(self._context.paths.history, write=True) as history:
                history.rate(session, after=after, note=note or None)
        except HistoryError as fault:
            raise CannotChange(str(fault)) from None

    def lesson(self, routine: str) -> "Lesson | None":
        """Return what the log says of a routine."""
        from stretchtui.answers import read_answers
        from stretchtui.files import FileFault
        from stretchtui.history import HistoryError, open_history
        from stretchtui.learning import learn
        from stretchtui.library import NotFound

        context = Context()
        try:
            document = context.library.routine(routine)
            if document.value is None:
                return None
            found = document.value
            lowest, highest = context.plan(found, 0), context.plan(found, 100)
            names = {step.exercise.id: step.exercise.name for step in lowest.steps if step.exercise.id is not None}
            with open_history(context.paths.history, write=False) as history:
                return learn(
                    history,
                    routine,
                    context.level(found, None),
                    self.today(),
                    read_answers(context.paths.answers),
                    has_ranges=lowest.fingerprint != highest.fingerprint,
                    names=names,
                    excluded=context.settings.excluded,
                )
        except (HistoryError, FileFault, NotFound, Leave):  # home says what is wrong; here there is just nothing to ask
            return None

    def answer(self, routine: str, lesson: "Lesson", *, take: bool) -> None:
        """Take the level that a lesson suggests, or keep the one that is, and remember either."""
        from time import time

        from stretchcore.progression import Answer
        from stretchtui.answers import read_answers, write_answers
        from stretchtui.files import FileFault

        if take:
            self.change_setting(f"levels.{routine}", str(lesson.level.level))
        path = self._context.paths.answers
        try:
            write_answers(path, read_answers(path).with_level(routine, Answer(self.today(), int(time() * 1000))))
        except FileFault as fault:
            raise CannotChange(str(fault)) from None

    def answer_offer(self, exercise: str, *, take: bool) -> None:
        """Leave an exercise out of every routine from now on, or keep it, and remember either."""
        from stretchtui.answers import read_answers, write_answers
        from stretchtui.files import FileFault

        if take:
            excluded = Context().settings.excluded  # read anew: it may have been changed in another window meanwhile
            self.change_setting("excluded", " ".join((*excluded, exercise)))
            return
        path = self._context.paths.answers
        try:
            write_answers(path, read_answers(path).with_kept([exercise], self.today()))
        except FileFault as fault:
            raise CannotChange(str(fault)) from None

    def overview(self) -> "Overview":
        """Return the log in figures."""
        from stretchtui.logbook import read_overview

        return read_overview(self._context.paths, self.today())

    def sessions(self) -> "Iterator[Sequence[Entry]]":
        """Yield all sessions of the log, newest first, a page at a time."""
        from stretchtui.logbook import read_entries

        with _log_faults(CannotOpen):
            yield from read_entries(self._context.paths)

    def session_parts(self, session: str) -> "Sequence[Part]":
        """Return a session of the log phase by phase."""
        from stretchtui.logbook import read_parts

        with _log_faults(CannotOpen):
            return read_parts(self._context.paths, session)

    def set_felt(self, session: str, felt: "Felt") -> "Entry":
        """Write what one says of a session, all of it, and return the session as it then is."""
        from stretchtui.logbook import write_felt

        with _log_faults(CannotChange):
            return write_felt(self._context.paths, session, felt)

    def remove_session(self, session: str) -> None:
        """Take a session out of the log; it can be restored."""
        from stretchtui.logbook import remove_session

        with _log_faults(CannotChange):
            remove_session(self._context.paths, session)

    def restore_session(self, session: str) -> "Entry":
        """Bring a removed session back, and return it."""
        from stretchtui.logbook import restore_session

        with _log_faults(CannotChange):
            return restore_session(self._context.paths, session)

    def routines(self) -> "Sequence[RoutineSummary]":
        """Return all routines at a glance."""
        from stretchtui.summaries import summaries

        return summaries(self._context.paths)

    def past(self, today: "date") -> "Past":
        """Return what the log says of what was done."""
        from stretchtui.keeping import close_stale_sessions
        from stretchtui.past import read_past

        close_stale_sessions(self._context.paths, self._context.settings.resume_within_ms)
        return read_past(self._context.paths, today, self._context.settings.resume_within_ms)

    def today(self) -> "date":
        """Return the local day."""
        from datetime import date

        return date.today()

    def plan(self, routine: str) -> "Plan":
        """Lay a routine out, for a preview."""
        return self._lay_out(routine)[0]

    def _lay_out(self, routine: str) -> "tuple[Plan, tuple[str, ...]]":
        """Return the plan of a routine, and what the excluded exercises change in it."""
        from stretchcore.problems import BadDocument
        from stretchtui.files import FileFault
        from stretchtui.library import NotFound

        context = Context()  # read anew: the file may have been changed in another window meanwhile
        try:
            found = context.library.routine(routine).good()
            return context.plan(found, None), context.changes(found)
        except (NotFound, FileFault) as fault:
            raise CannotOpen(str(fault)) from None
        except BadDocument as fault:
            raise CannotOpen(str(fault.problems[0])) from None
        except Leave as fault:
            raise CannotOpen(fault.message) from None

    def open(self, routine: str) -> "Performance":
        """Put a session of a routine together."""
        from stretchtui.cli.staging import Options, make_performance

        plan, changes = self._lay_out(routine)
        return _telling(make_performance(self._context, plan, Options()), changes)

    def edit(self, routine: str) -> "Sheet":
        """Lay a routine out to be changed."""
        from stretchtui.drafting.sheet import open_sheet
        from stretchtui.files import FileFault
        from stretchtui.library import NotFound

        try:
            return open_sheet(self._desk(), routine, self._context.settings.program)
        except (NotFound, FileFault) as fault:
            raise CannotOpen(str(fault)) from None

    def new(self, name: str) -> "Sheet":
        """Lay a routine out that is not there yet."""
        from stretchtui.authoring import BadId, Refused
        from stretchtui.drafting.sheet import new_sheet
        from stretchtui.files import FileFault

        try:
            return new_sheet(self._desk(), name, self._context.settings.program)
        except (BadId, Refused, FileFault) as fault:
            raise CannotOpen(str(fault)) from None

    def name_for_new(self) -> str:
        """Return a name that no routine has yet."""
        from stretchtui.drafting.sheet import name_for_new

        return name_for_new(self._desk())

    def _desk(self) -> "Desk":
        from stretchtui.authoring import Desk

        context = Context()  # read anew: files may have been changed in another window meanwhile
        return Desk(context.paths, context.library)

    def try_out(self, routine: "Routine") -> "Performance":
        """Put a session together that runs on a fast clock and is not logged."""
        from stretchtui.cli.staging import Options, make_performance

        context = Context()
        try:
            plan, changes = context.plan(routine, None), context.changes(routine)
        except Leave as fault:
            raise CannotOpen(fault.message) from None
        return _telling(make_performance(context, plan, Options(speed=TRY_SPEED, log=False, mute=True)), changes)

    def resume(self, session: str) -> "Performance":
        """Put a session that was stopped or cut off together again."""
        from stretchcore.snapshot import BadDump
        from stretchtui.cli.staging import Options, make_performance
        from stretchtui.history import HistoryError
        from stretchtui.keeping import CannotGoOn, NothingKept, find_kept

        try:
            kept = find_kept(self._context.paths, self._context.settings.resume_within_ms, session)
            kept = kept.drawn(self._context.library.exercises)
            return make_performance(self._context, kept.plan, Options(kept=kept))
        except (CannotGoOn, NothingKept, HistoryError, BadDump) as fault:
            raise CannotOpen(str(fault)) from None

    def settings(self) -> "tuple[tuple[SettingRow, ...], tuple[Problem, ...]]":
        """Return every setting as it stands, and what is wrong with the file."""
        from stretchtui.settings import setting_rows

        return setting_rows(self._context.paths.settings)

    def change_setting(self, name: str, text: str | None) -> None:
        """Write a setting, or put it back to its default where the text is None."""
        from stretchtui.changing import BadSetting, UnchangeableSettings, change_setting, parse_setting
        from stretchtui.files import FileFault
        from stretchtui.settings import said_in

        path = self._context.paths.settings
        try:
            change_setting(path, name, None if text is None else parse_setting(name, text, said_in(path)))
        except (BadSetting, UnchangeableSettings, FileFault) as fault:
            raise CannotChange(str(fault)) from None
        self._context = Context()  # what is put together from now on goes by it

    def check_setting(self, name: str, text: str) -> str:
        """Return what is wrong with a text that is to be a setting; empty where nothing is."""
        from stretchtui.changing import BadSetting, parse_setting
        from stretchtui.settings import said_in

        try:
            parse_setting(name, text, said_in(self._context.paths.settings))
        except BadSetting as fault:
            return str(fault)
        return ""

    def settings_file(self) -> str:
        """Return where the settings are."""
        return str(self._context.paths.settings)

    def needs_health_note(self) -> bool:
        """Tell whether the health note was never shown."""
        return not self._context.paths.health_note.exists()

    def health_note_seen(self) -> None:
        """Remember that the health note was shown; where that cannot be written, it is shown again."""
        from contextlib import suppress

        from stretchtui.files import FileFault, write_atomic

        with suppress(FileFault):
            write_atomic(self._context.paths.health_note, "The health note has been shown.\n")
