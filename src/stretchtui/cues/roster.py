"""Whose turn it is to play: the best player that works, and what becomes of one that does not."""

from collections.abc import Iterable

from stretchtui.cues.players import STRIKES, PlayerProgram

RETRY_MS = 10_000
"""After this time a player that worked before is tried again: a sound server that was restarted is back by then."""


class Roster:
    """The players of a session, the best first.

    One that has never played and fails has no sound to offer here, and one that hangs costs sounds each time: both are
    dropped for good. One that has played is forgiven a single failure, and after several in a row it is tried again
    every `RETRY_MS`.
    """

    def __init__(self, programs: Iterable[PlayerProgram]) -> None:
        self._programs = list(programs)
        self._played: set[PlayerProgram] = set()
        self._failed: dict[PlayerProgram, int] = {}  # so many times in a row
        self._rests_until_ms: dict[PlayerProgram, int] = {}
        self._slow = 0
        self.first_off: tuple[PlayerProgram, bool] | None = None
        """The player that was off first since one worked, and whether it hung."""

    def __bool__(self) -> bool:
        """Tell whether any player is left, though it may rest."""
        return bool(self._programs)

    def first(self, now_ms: int) -> PlayerProgram | None:
        """Return the player whose turn it is; None where none is left, or all of them rest."""
        return next((one for one in self._programs if self._rests_until_ms.get(one, now_ms) <= now_ms), None)

    def after(self, program: PlayerProgram, now_ms: int) -> PlayerProgram | None:
        """Return the player that may play now what another one has not played."""
        return next(
            (one for one in self._programs if one != program and self._rests_until_ms.get(one, now_ms) <= now_ms), None
        )

    def note_played(self, program: PlayerProgram) -> None:
        """Note that a sound was played to its end."""
        self._played.add(program)
        self._failed.pop(program, None)
        self._slow = 0
        self.first_off = None

    def note_failed(self, program: PlayerProgram, now_ms: int) -> bool:
        """Note that a player has failed; return whether it is worth a word, since this was not the first time."""
        self.first_off = self.first_off or (program, False)
        if program not in self._played:
            self._drop(program)
            return True
        self._failed[program] = self._failed.get(program, 0) + 1
        if self._failed[program] == 1:
            return False
        self._rests_until_ms[program] = now_ms + RETRY_MS
        return True

    def note_hung(self, program: PlayerProgram) -> None:
        """Note that a player did not come to an end."""
        self.first_off = self.first_off or (program, True)
        self._drop(program)

    def note_slow(self, program: PlayerProgram) -> None:
        """Note that a player was ended long after its sound should have been over: several times in a row, it hangs."""
        self._slow += 1
        if self._slow >= STRIKES:
            self.note_hung(program)

    def _drop(self, program: PlayerProgram) -> None:
        if program in self._programs:
            self._programs.remove(program)
        self._slow = 0
