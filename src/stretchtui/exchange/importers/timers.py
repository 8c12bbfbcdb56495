"""Routines of interval timers: names with times or counts, one after the other, and rests among them.

What `jawt` and `timero` have in common. These apps run their steps without a gap that is not in the list, so the
routines made of them have none either: no time to prepare, none between sides that follow each other.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import tomli_w

from stretchcore.document import read_routine
from stretchcore.schema import FORMAT, MAX_REPEAT, MAX_REPS
from stretchcore.text import MAX_NAME_CELLS, cell_width, slug
from stretchcore.times import MAX_PHASE_MS, MIN_PHASE_MS, TimeRange, format_range
from stretchtui.exchange.importers.folding import StepTable, fold_steps
from stretchtui.exchange.importers.guarded import clean_name, name_fault
from stretchtui.exchange.incoming import BadImport, Fate, Incoming, Piece, Remark, refuse_too_many

MAX_STEPS = 10_000
"""Most steps of a routine."""

_UNTIMED = {"prepare": "0s", "next_rep": "0s", "rest": "0s"}


def read_all(
    source: str,
    found: Sequence[object],
    key: str,
    place: str,
    what: str,
    make: Callable[[dict[str, Any]], "Piece | Remark"],
    remarks: Sequence[Remark] = (),
) -> Incoming:
    """Read the routines of a file, one after the other.

    Args:
        source: Where the file comes from, in words.
        found: What stands where routines should.
        key: The key under which a routine has the list of its parts.
        place: What comes before the number of a routine, for remarks.
        what: What a routine is called in that app.
        make: Makes a routine, or says why not.
        remarks: What has been said of the file already.

    Raises:
        BadImport: There are too many, or none that can be done.
    """
    refuse_too_many(len(found))
    pieces: list[Piece] = []
    said = list(remarks)
    for index, one in enumerate(found):
        if not isinstance(one, dict) or not isinstance(one.get(key), list):
            said.append(Remark(Fate.LEFT, f"{place}[{index}]", f"it is no {what}"))
            continue
        made = make(one)
        if isinstance(made, Piece):
            pieces.append(made)
        else:
            said.append(made)
    if not pieces:
        why = f": {said[-1].message}" if said else ""
        raise BadImport(f"it holds no {what} that can be done{why}")
    return Incoming(source, tuple(pieces), tuple(said))


def say_unknown(draft: "Draft", table: Mapping[str, object], known: Collection[str], subject: str) -> None:
    """Note the keys of a table that are not known."""
    for key in table:
        if key not in known:
            draft.say(Fate.LEFT, f"the key {key[:40]!r}, which is not known", subject)


class Draft:
    """A routine of another app on its way to ours, and what is to be said of it.

    Attributes:
        name: What it is called.
        remarks: What became of its parts.
        length: How many steps were made of it.
    """

    def __init__(self, title: object, otherwise: str) -> None:
        """Begin a routine.

        Args:
            title: What the file has for its name.
            otherwise: What it is called where that is none.

        Raises:
            BadImport: The name is one that no honest file has.
        """
        self.remarks: list[Remark] = []
        self.length = 0
        self.name = otherwise
        self.name = self.named(title, otherwise)

    def say(self, fate: Fate, message: str, subject: str | None = None) -> None:
        """Note what became of something."""
        self.remarks.append(Remark(fate, self.name if subject is None else subject, message))

    def named(self, name: object, otherwise: str) -> str:
        """Return a name as our files may hold it; one that is missing or too long is changed, and that is said.

        Raises:
            BadImport: It is one that no honest file has.
        """
        text = clean_name(name) if isinstance(name, str) else ""
        fault = name_fault(text)
        if fault is None:
            return text
        changed = shortened(text) or otherwise
        self.say(Fate.CHANGED, "its name is too long and was cut" if text else "it has no name", changed)
        return changed

    def timed(self, name: object, seconds: object) -> list[StepTable]:
        """Return the step of an exercise of so many seconds, or none where no phase can be that long."""
        called = self.named(name, "Exercise")
        hold = time_of(seconds)
        if hold is None:
            self.say(Fate.LEFT, "it has no time that can be kept", called)
            return []
        return self.added({"name": called, "hold": hold})

    def counted(self, name: object, count: object) -> list[StepTable]:
        """Return the step of so many reps at one's own pace, or none where that is no count."""
        called = self.named(name, "Exercise")
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MAX_REPS:
            self.say(Fate.LEFT, "it has no count of reps that can be kept", called)
            return []
        return self.added({"name": called, "reps": count, "pace": "self"})

    def rested(self, seconds: object, subject: str) -> list[StepTable]:
        """Return a rest of so many seconds, or nothing where there is none."""
        rest = time_of(seconds)
        if rest is not None:
            return self.added({"rest": rest})
        if seconds != 0:
            self.say(Fate.LEFT, "it has no time that can be kept", subject)
        return []

    def added(self, step: StepTable) -> list[StepTable]:
        """Return a step, alone.

        Raises:
            BadImport: The routine has more of them than one of ours can have.
        """
        self.length += 1
        if self.length > MAX_STEPS:
            raise BadImport(f"a routine has more than {MAX_STEPS:,} steps")
        return [step]

    def repeated(self, steps: list[StepTable], times: object) -> list[StepTable]:
        """Return steps as a block that is done so many times over; as they are where that is once."""
        if not steps or times == 1:
            return steps
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            self.say(Fate.CHANGED, "a set without a number of repetitions is done once")
            return steps
        if times > MAX_REPEAT:
            self.say(Fate.CHANGED, f"a set of {min(times, 10**9):,} repetitions is done {MAX_REPEAT} times")
        return [{"repeat": min(times, MAX_REPEAT), "steps": steps}]

    def piece(self, steps: Sequence[StepTable], source: str) -> Piece | Remark:
        """Return the routine, or why there is none.

        Args:
            steps: Its steps, left and right still apart.
            source: Where it comes from, in words.
        """
        folded, said = fold_steps(steps)
        table = {"format": FORMAT, "name": self.name, "source": source, "defaults": _UNTIMED, "steps": folded}
        problems = read_routine(tomli_w.dumps(table), "routine", {}).problems
        if problems:
            return Remark(Fate.LEFT, self.name, problems[0].message)
        return Piece("routine", slug(self.name) or "routine", table, remarks=(*self.remarks, *said))


def time_of(seconds: object) -> str | None:
    """Return a number of seconds as our files write it, or None where no phase can last so long."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return None
    if not MIN_PHASE_MS <= seconds * 1000 <= MAX_PHASE_MS:
        return None
    return format_range(TimeRange.of_ms(round(seconds * 1000)))


def shortened(text: str, most_cells: int = MAX_NAME_CELLS) -> str:
    """Return a cleaned text, cut where it is wider than so many terminal cells; nothing where nothing of it is seen."""
    if not cell_width("".join(text.split())):
        return ""
    if cell_width(text) <= most_cells and len(text) <= 4 * most_cells:
        return text
    text = text[: 2 * most_cells]
    while cell_width(text) > most_cells - 1:
        text = text[:-1]
    return text.rstrip() + "…"
