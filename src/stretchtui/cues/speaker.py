"""The thread that plays: one child at a time, by the best player that works."""

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

from stretchtui.cues.ahead import Ahead
from stretchtui.cues.orders import Hush, Quit, Refresh, Say, Switches
from stretchtui.cues.wording import Point, Script, Wording
from stretchtui.paths import Paths
from stretchtui.performance import Performance
from stretchtui.settings import Settings

if TYPE_CHECKING:
    from stretchtui.cues.players import Child, PlayerProgram
    from stretchtui.cues.roster import Roster
    from stretchtui.cues.speech import Ready, SpeechStore

STALE_MS = 500
"""What is later than this is not heard at all."""

FRESH_MS = 400
"""How late the next player may begin what the last one did not play."""

LIVE_S = 0.4
"""How long the voice may take for what is due now."""

FAILURES = 3
"""So many times in a row, and the voice is switched off."""


class Over:
    """A child is over."""

    __slots__ = ("child", "code")

    def __init__(self, child: "Child", code: int) -> None:
        self.child = child
        self.code = code


Order: TypeAlias = Say | Hush | Refresh | Quit | Over


class Speaker:
    """Plays one order after the other, by one child at a time."""

    def __init__(
        self,
        performance: Performance,
        paths: Paths,
        settings: Settings,
        switches: Switches,
        orders: "SimpleQueue[Order]",
        *,
        asked: bool,
    ) -> None:
        """Make a speaker; `work` is for a thread of its own.

        Args:
            asked: Whether a missing voice is worth a word.
        """
        self._performance = performance
        self._paths = paths
        self._settings = settings
        self._switches = switches
        self._orders = orders
        self._asked = asked
        self._clock = performance.player.clock
        self._sounds = settings.sound
        self.is_ready = threading.Event()
        self._ahead: Ahead | None = None
        self._script: Script | None = None
        self._store: SpeechStore | None = None
        self._roster: Roster | None = None
        self._is_told = False
        self._failures = 0
        self._child: Child | None = None
        self._playing: tuple[Say, Ready, PlayerProgram] | None = None
        self.ring: Callable[[], None] = performance.ring

    # -- what is heard, found in the thread that plays -----------------------------------------------------------------

    @property
    def script(self) -> Script:
        """The words of the session."""
        assert self._script is not None  # the thread makes it before anything else
        return self._script

    @property
    def _players(self) -> "Roster":
        assert self._roster is not None  # likewise
        return self._roster

    def wording(self, points: tuple[Point, ...]) -> Wording:
        """Return what cues of one instant sound like."""
        return self.script.wording(points)

    def remark(self, occasion: str) -> Wording:
        """Return what something sounds like that is no cue: a pause, say."""
        return self.script.remark(occasion)

    def breath(self, *, inhale: bool) -> Wording:
        """Return the word for a breath in or out."""
        return self.script.breath(inhale=inhale)

    # -- the thread ----------------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Carry out orders until there is one to quit."""
        try:
            if self._prepare():
                self._obey_all()
        except Exception as error:  # noqa: BLE001  # whatever goes wrong in here, the session goes on and says so
            self._give_up(f"{type(error).__name__}: {error}")
        finally:
            self.is_ready.set()
            self._end_child()
            if self._ahead is not None:
                self._ahead.close()
            if self._store is not None:
                self._store.close()

    def _prepare(self) -> bool:
        """Find the players, the words and the voice; return whether anything can be heard."""
        from stretchtui.cues.phrasebook import open_phrasebook
        from stretchtui.cues.players import find_players, missing_players
        from stretchtui.cues.roster import Roster
        from stretchtui.cues.speech import NoRoom, SpeechStore
        from stretchtui.cues.voices import find_voice, missing_voice

        settings, session = self._settings, self._performance.player.session
        book = open_phrasebook(settings.language, self._paths.config / "phrases")
        for problem in book.problems:
            self._performance.notify(problem)
        self._script = Script(
            session.plan, session.policy, book, settings.verbosity, breath_words=settings.breath_words
        )
        self._roster = Roster(find_players())
        if not self._roster:
            self._give_up(missing_players())
            return False
        voice = find_voice(book.voice)
        self._switches.has_voice = voice is not None
        if voice is None and self._asked:
            self._performance.notify(f"no voice: {missing_voice()}; stretchtui doctor says more")
        try:
            self._store = SpeechStore(self._paths.speech, voice)
        except NoRoom as fault:
            self._give_up(str(fault))
            return False
        self._ahead = Ahead(self, self._store, session.phase.index)
        self._make_first()
        self.is_ready.set()
        self._ahead.start()
        return True

    def _make_first(self) -> None:
        """Make ready what is due at once when the session begins; what goes wrong is told when it is to be heard."""
        from stretchtui.cues.speech import NoRoom

        session = self._performance.player.session
        first = next(self.script.instants(session.phase.index), None)
        if first is not None:
            with suppress(NoRoom):
                self.choose(self.script.wording(first), LIVE_S)

    def _obey_all(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=None if self._child is None else self._child.left_s + 0.01)
            except Empty:
                self._end_hanging()
                continue
            if isinstance(order, Quit):
                self._let_end()
                return
            self._obey(order)
            if self._switches.silent:
                return

    def _obey(self, order: Order) -> None:
        match order:
            case Over():
                self._note_end(order.child, order.code)
            case Hush():
                self._end_child()
            case Refresh() if self._ahead is not None:
                self._ahead.refresh()
            case Say():
                self._say(order)

    def _late_ms(self, say: Say) -> int:
        return self._clock.now_ms() - say.due_ms

    # -- playing -------------------------------------------------------------------------------------------------------

    def _say(self, say: Say) -> None:
        from stretchtui.cues.speech import NoRoom

        if self._switches.muted or (say.yields and self._child is not None):
            return
        if self._late_ms(say) > STALE_MS:
            return
        try:
            ready = self.choose(say.find(), LIVE_S)
        except NoRoom as fault:
            self._give_up(str(fault))
            return
        if ready is None:
            if say.replaces:
                self._end_child()
        elif self._late_ms(say) <= STALE_MS:
            self._start(say, ready)

    def _start(self, say: Say, ready: "Ready", program: "PlayerProgram | None" = None) -> None:
        """Play something, by the player whose turn it is where none is named."""
        from stretchtui.cues.players import Child

        self._end_child()
        program = program or self._players.first(self._clock.now_ms())
        while program is not None:
            try:
                self._child = Child(program.command_for(ready.file), ready.length_ms, self._tell_end)
            except OSError:
                self._players.note_failed(program, self._clock.now_ms())
                program = self._players.after(program, self._clock.now_ms())
                continue
            self._playing = say, ready, program
            return
        self._not_played(say)

    def _tell_end(self, child: "Child", code: int) -> None:
        self._orders.put(Over(child, code))

    def _take_child(self) -> "tuple[Child, tuple[Say, Ready, PlayerProgram]] | None":
        """Return what is heard, which from then on counts as over."""
        child, playing = self._child, self._playing
        self._child = self._playing = None
        return None if child is None or playing is None else (child, playing)

    def _end_child(self) -> None:
        """End what is heard; where it should have been over for long, remember that the player may hang."""
        if (taken := self._take_child()) is not None:
            child, (_, _, program) = taken
            child.kill()
            if child.is_slow and not child.over.is_set():
                self._players.note_slow(program)

    def _note_end(self, child: "Child", code: int) -> None:
        if child is not self._child or (taken := self._take_child()) is None:
            return
        say, ready, program = taken[1]
        if code == 0:
            self._players.note_played(program)
            return
        now_ms = self._clock.now_ms()
        tells = self._players.note_failed(program, now_ms)
        other = self._players.after(program, now_ms)
        if other is None:
            self._not_played(say, tells=tells)
        elif self._late_ms(say) <= FRESH_MS:
            self._start(say, ready, other)

    def _end_hanging(self) -> None:
        if self._child is None or self._child.left_s > 0 or (taken := self._take_child()) is None:
            return
        child, (say, _, program) = taken
        child.kill()
        self._players.note_hung(program)
        if self._players.first(self._clock.now_ms()) is None:
            self._not_played(say)

    def _let_end(self) -> None:
        """Wait for what the session ends with; anything else is not heard to its end."""
        child, playing = self._child, self._playing
        if child is not None and playing is not None and playing[0].last:
            child.over.wait(min(1.8, child.length_s + 0.5))

    # -- what is off ---------------------------------------------------------------------------------------------------

    def _not_played(self, say: Say, *, tells: bool = True) -> None:
        """Let the terminal's bell stand for a sound; say once what is off, and end where no player will come back."""
        self._switches.silent = not self._players
        if say.rings and self._late_ms(say) <= STALE_MS:
            self.ring()
        if not tells or self._is_told or self._players.first_off is None:
            return
        program, hung = self._players.first_off
        why = f"{program.name} does not answer" if hung else f"{program.name} failed ({self._why(program)})"
        if self._players:
            self._tell_once(f"no sound for now: {why}")
        else:
            self._give_up(why)

    def _why(self, program: "PlayerProgram") -> str:
        """Ask the player why it failed, now that there is time for it."""
        from stretchtui.cues.players import failure_of
        from stretchtui.cues.speech import NoRoom, Utterance

        assert self._store is not None
        try:
            ready = self._store.make(Utterance((), None, 1))
        except NoRoom:
            return "why is unknown"
        return failure_of(program, ready.file) or "it plays now"

    def _give_up(self, why: str) -> None:
        self._switches.silent = True
        self._tell_once(f"no sound: {why}")

    def _tell_once(self, what: str) -> None:
        """Say that there is no sound, and what there is instead; only the first time."""
        if not self._is_told:
            self._is_told = True
            bell = self._performance.on_bell is not None and not self._settings.bell
            self._performance.notify(what + ("; the bell rings" if bell else ""))

    def voice_failed(self, why: str, *, often: bool) -> None:
        """Count a failure of the voice; switch it off after too many, or after one that took too long."""
        self._failures += 1
        if (often or self._failures >= FAILURES) and self._switches.has_voice:
            self._switches.has_voice = False
            self._performance.notify(f"no voice any more: {why}")

    # -- what is ready -------------------------------------------------------------------------------------------------

    def choose(self, wording: Wording, limit_s: float) -> "Ready | None":
        """Return the longest that can be said before the next cue; the sounds alone where nothing can.

        Raises:
            NoRoom: It cannot be stored.
        """
        from stretchtui.cues.speech import Utterance
        from stretchtui.cues.voices import VoiceFailed

        assert self._store is not None
        sounds = wording.sounds if self._sounds else ()
        volume = self._settings.volume
        if not volume:
            return None
        end_ms = self._clock.now_ms() + round(limit_s * 1000)
        if self._switches.voiced and self._switches.has_voice:
            for text in wording.phrases:
                left_s = (end_ms - self._clock.now_ms()) / 1000
                try:
                    ready = self._store.make(Utterance(sounds, text, volume), max(0.05, left_s))
                except VoiceFailed as fault:
                    if limit_s > LIVE_S:  # a voice that is short of time has not failed
                        self.voice_failed(str(fault), often="did not answer" in str(fault))
                    break
                self._failures = 0
                if ready.length_ms <= wording.room_ms:
                    return ready
        return self._store.make(Utterance(sounds, None, volume)) if sounds else None
