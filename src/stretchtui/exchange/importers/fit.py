"""Garmin FIT workouts: what a watch runs, as a routine.

What was exported here comes back as it was, as far as FIT holds it: names, sides, times, reps, sets, blocks, sections.
FIT holds no muscles, no postures, no figures, no ranges and no estimates of open steps. Of other people's workouts,
times and reps become exercises, what is marked as rest becomes a rest, repeats become blocks; targets of pace, heart
rate and power are left, and that is said.
"""

from stretchtui.exchange.incoming import BadImport, Incoming

NAME = "a FIT workout"


def recognises(data: bytes, name: str) -> bool:  # noqa: ARG001 - what is in it tells it
    """Tell from a look whether a file is FIT."""
    return data[8:12] == b".FIT"


def read(data: bytes) -> Incoming:
    """Read a workout as a routine.

    Raises:
        BadImport: It is no workout, is damaged, or holds what no honest file does; or `fit-tool` is not installed.
    """
    try:
        from stretchtui.exchange.importers.fit_routine import routine_of
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("stretch"):
            raise
        raise BadImport("to read FIT needs an extra: pip install 'stretchtui[watch]'") from None
    return routine_of(data)
