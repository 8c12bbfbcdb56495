"""From a routine to its tree of figures, which exports need and `plan` flattens."""

from collections.abc import Mapping

from stretchcore.exercise import PROGRAM_TIMING, Exercise, Timing
from stretchcore.faults import faults_of
from stretchcore.problems import Fault
from stretchcore.routine import Routine
from stretchcore.tree import ResolvedRoutine, fix
from stretchcore.words import Side


class Unresolvable(ValueError):
    """A routine that cannot be laid out; `faults` tells why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


def resolve(
    routine: Routine,
    library: Mapping[str, Exercise],
    level: int = 0,
    *,
    first_side: Side = Side.LEFT,
    program: Timing = PROGRAM_TIMING,
) -> ResolvedRoutine:
    """Fix every figure of a routine.

    Args:
        routine: The routine.
        library: The exercises that can be named, by id.
        level: 0 to 100 per cent: where in each range the session runs.
        first_side: The side that goes first where both are worked.
        program: What counts where nothing else says a gap or a breath; where it does not either, `PROGRAM_TIMING`.

    Raises:
        Unresolvable: The routine has faults.
        ValueError: The level is not between 0 and 100.
    """
    if not 0 <= level <= 100:
        raise ValueError(f"a level lies between 0 and 100, not at {level}")
    program = program.over(PROGRAM_TIMING)
    faults = faults_of(routine, library, program=program)
    if faults:
        raise Unresolvable(faults)
    return fix(routine, library, level, first_side, program)
