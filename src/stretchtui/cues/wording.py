"""What an instant of a session sounds like: its sounds, what can be said, and how long there is for it."""

from collections.abc import Iterator

from stretchcore.cues import CuePolicy, cue_instants, switches_side
from stretchcore.events import CueKind
from stretchcore.phrases import position_name
from stretchcore.plan import Phase, Plan
from stretchcore.values import dataclass
from stretchcore.words import Breath, PhaseKind, Side
from stretchtui.cues.phrasebook import Phrasebook
from stretchtui.cues.sounds import Sound, sound_of

FINISH_MS = 1_700
"""How long the end may sound: the program waits for it before it ends."""

COUNT_MS = 950
"""How long a number of a countdown may sound: the next one follows after a second."""

LONGEST_MS = 15_000
"""How long anything is spoken, in milliseconds; there may be no next cue at all."""

GUARD_MS = 150
"""What is left between the end of a phrase and the next cue."""


MOST_KEPT = 2_000
"""How many instants are made ready ahead, and kept in mind; the longest plans have hundreds of thousands."""

REMARK_MS = 2_800
"""How long a remark may take, in milliseconds: less than the usual lead-in."""

_REMARKS = {"gap": Sound.PAUSE, "paused": Sound.PAUSE, "going_on": Sound.LEAD_IN, "resumed": Sound.START}


@dataclass(frozen=True, slots=True)
class Point:
    """A cue, as it stands in a plan: of which phase, which kind, and the number of a countdown."""

    index: int
    kind: CueKind
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """What an instant sounds like.

    Attributes:
        sounds: What begins to sound at the instant.
        phrases: What can be said, from the longest to the shortest.
        room_ms: How long there is until the next cue.
    """

    sounds: tuple[Sound, ...] = ()
    phrases: tuple[str, ...] = ()
    room_ms: int = LONGEST_MS


class Script:
    """Puts the cues of one plan into sounds and words."""

    def __init__(
        self, plan: Plan, policy: CuePolicy, book: Phrasebook, verbosity: str, *, breath_words: bool = False
    ) -> None:
        """Make a script.

        Args:
            policy: The cues of the session, which tell how long there is for a phrase.
            breath_words: Whether positions say whether to breathe in or out.
        """
        self._plan = plan
        self._policy = policy
        self._book = book
        self._verbosity = verbosity
        self._breath_words = breath_words
        self._found: dict[tuple[Point, ...], Wording] = {}

    # -- what is heard -------------------------------------------------------------------------------------------------

    def instants(self, first: int = 0) -> Iterator[tuple[Point, ...]]:
        """Yield the cues of the plan that fall together, in their order, from a phase on."""
        together: list[Point] = []
        at_ms = -1
        for phase in self._plan.phases[first:]:
            for offset_ms, point in self._points(phase, phase.planned_ms):
                if phase.start_ms + offset_ms != at_ms and together:
                    yield tuple(together)
                    together = []
                at_ms = phase.start_ms + offset_ms
                together.append(point)
        if CueKind.FINISH in self._policy.untimed:
            together.append(Point(len(self._plan.phases) - 1, CueKind.FINISH))
        if together:
            yield tuple(together)

    def _points(self, phase: Phase, length_ms: int | None) -> Iterator[tuple[int, Point]]:
        previous = self._plan.phases[phase.index - 1] if phase.index else None
        if CueKind.SWITCH in self._policy.untimed and switches_side(phase, previous):
            yield 0, Point(phase.index, CueKind.SWITCH)
        for cue in cue_instants(self._policy, phase, length_ms):
            yield cue.offset_ms, Point(phase.index, cue.kind, cue.value)

    def wording(self, points: tuple[Point, ...]) -> Wording:
        """Return what cues of one instant sound like."""
        found = self._found.get(points)
        if found is None:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            found = self._found[points] = Wording(
                tuple(dict.fromkeys(sound_of(point.kind, point.value) for point in points)),
                _together([self._said(point, points) for point in points]),
                self._room_ms(points[-1]),
            )
        return found

    def remark(self, occasion: str) -> Wording:
        """Return what something sounds like that is no cue: a pause, say."""
        return Wording((_REMARKS[occasion],), self._book.phrases(self._verbosity, occasion, {}), REMARK_MS)

    def breath(self, *, inhale: bool) -> Wording:
        """Return the word for a breath in or out, without a sound."""
        word = self._book.words["breathe_in" if inhale else "breathe_out"]
        return Wording((), (word,), 1_500)

    # -- how long there is ---------------------------------------------------------------------------------------------

    def _room_ms(self, last: Point) -> int:
        """Return how long there is from a cue until the next one."""
        if last.kind is CueKind.FINISH:
            return FINISH_MS
        if last.kind is CueKind.COUNTDOWN:
            return COUNT_MS
        if last.kind is CueKind.EASE_OFF:  # the session is over with it, or another cue would have come with it
            return 2_500
        at_ms: int | None = None
        for phase in self._plan.phases[last.index : last.index + 4]:
            for offset_ms, point in self._points(phase, phase.planned_ms):
                instant_ms = phase.start_ms + offset_ms
                if at_ms is not None and instant_ms > at_ms:
                    return min(LONGEST_MS, instant_ms - at_ms - GUARD_MS)
                if point == last:
                    at_ms = instant_ms
        return LONGEST_MS

    # -- what is said --------------------------------------------------------------------------------------------------

    def _said(self, point: Point, together: tuple[Point, ...]) -> tuple[str, ...]:
        occasion = self._occasion(point, together)
        if occasion is None:
            return ()
        return self._book.phrases(self._verbosity, occasion, self._values(point))

    def _occasion(self, point: Point, together: tuple[Point, ...]) -> str | None:
        phase = self._plan.phases[point.index]
        match point.kind:
            case CueKind.NEXT if phase.kind is PhaseKind.REST:
                return "next_rest" if phase.step is None else "next_set"
            case CueKind.START:
                if any(other.kind is CueKind.SWITCH for other in together):
                    return None  # the side is said already
                return "start" if self._is_announced(phase) else "begin"
            case CueKind.SWITCH if any(other.kind is CueKind.NEXT for other in together):
                return None  # what comes next says the side
            case CueKind.COUNTDOWN if not phase.is_work:
                return None
            case CueKind.END:
                following = self._following(phase)
                return "end_rest" if following is not None and following.kind is PhaseKind.REST else "end"
        return point.kind.value

    def _following(self, phase: Phase) -> Phase | None:
        return self._plan.phases[phase.index + 1] if phase.index + 1 < len(self._plan.phases) else None

    def _is_announced(self, phase: Phase) -> bool:
        """Tell whether work follows something of its own step, so that one knows what it is."""
        return phase.index > 0 and self._plan.phases[phase.index - 1].step == phase.step

    def _values(self, point: Point) -> dict[str, str]:
        phase = self._plan.phases[point.index]
        work = self._plan.work_ahead(phase) or phase
        book = self._book.words
        return {
            "exercise": spoken(work.name or ""),
            "side": "" if phase.side is None else book["left" if phase.side is Side.LEFT else "right"],
            "position": self._position(work),
            "hold": self._hold(work),
            "reps": self._reps(work),
            "sets": _with(book["sets"], work.sets) if (work.sets or 1) > 1 else "",
            "rep": _with(book["rep"], work.rep, of=work.reps) if (work.rep or 1) > 1 else "",
            "set": _with(book["set"], work.set, of=work.sets) if (work.sets or 1) > 1 else "",
            "rest": self.time_words(phase.estimate_ms),
            "left": self.time_words(phase.estimate_ms // 2) if phase.estimate_ms % 2_000 == 0 else "",
            "seconds": {1: book["one"], 2: book["two"], 3: book["three"]}.get(point.value or 0, str(point.value or "")),
            "next": self._name_after(work),
            "first_instruction": self._first_instruction(work),
        }

    def _position(self, work: Phase) -> str:
        name = spoken(position_name(self._plan, work) or "")
        step = self._plan.step_of(work)
        breath = Breath.FREE if step is None else step.breath_of(work.position)
        if not self._breath_words or breath is Breath.FREE:
            return name
        word = self._book.words["breathe_in" if breath is Breath.IN else "breathe_out"]
        return f"{name}, {word}" if name else word

    def _hold(self, work: Phase) -> str:
        step = self._plan.step_of(work)
        if work.rep is None or (step is not None and len(step.exercise.positions) > 1):
            return ""  # nothing is held, or several shapes are, each for a time of its own
        return self._book.words["own_time"] if work.planned_ms is None else self.time_words(work.planned_ms)

    def _reps(self, work: Phase) -> str:
        words, reps = self._book.words, work.reps or 1
        if work.rep is None:
            return _with(words["own_pace"], reps) if reps > 1 else words["own_pace_one"]
        return "" if reps == 1 else words["twice"] if reps == 2 else _with(words["times"], reps)

    def _name_after(self, work: Phase) -> str:
        later = self._plan.phases[work.index :]
        return next((spoken(phase.name or "") for phase in later if phase.is_work and phase.step != work.step), "")

    def _first_instruction(self, work: Phase) -> str:
        step = self._plan.step_of(work)
        texts = () if step is None else step.exercise.instructions
        return spoken(texts[0]).rstrip(".") if texts else ""

    def time_words(self, length_ms: int) -> str:
        """Return a time as a voice says it right: 20 seconds, 1 minute 30."""
        words, seconds = self._book.words, max(1, round(length_ms / 1000))
        if seconds < 60:
            return words["second"] if seconds == 1 else _with(words["seconds"], seconds)
        minutes, rest = divmod(seconds, 60)
        if rest:
            return _with(words["minute_and" if minutes == 1 else "minutes_and"], minutes, s=rest)
        return words["minute"] if minutes == 1 else _with(words["minutes"], minutes)


def _with(template: str, n: int | None, **others: int | None) -> str:
    found = template.replace("{n}", str(n))
    for name, value in others.items():
        found = found.replace(f"{{{name}}}", str(value))
    return found


_KEPT = frozenset(" ,.;:!?'’%()/+°–-")


def spoken(text: str, limit: int = 300) -> str:
    """Return a text that means nothing but its words to any voice.

    Voices take more than words: `[[…]]` are phonemes or commands, `<…>` is markup, a control character may be anything.
    Letters, digits and a few marks stay; whatever else there is becomes a blank.
    """
    import unicodedata

    kept = "".join(
        character if character in _KEPT or unicodedata.category(character)[0] in "LMN" else " "
        for character in text[:limit]
    )
    return " ".join(kept.split())


def _together(said: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what can be said of several cues at once, from the longest to the shortest.

    Each is shortened in turn; in the end what comes is worth more than what is over.
    """
    speaking = [phrases for phrases in said if phrases]
    if not speaking:
        return ()
    found = []
    while speaking:
        found += [
            " ".join(phrases[min(length, len(phrases) - 1)] for phrases in speaking)
            for length in range(max(map(len, speaking)))
        ]
        speaking = speaking[1:]
    return tuple(dict.fromkeys(found))
