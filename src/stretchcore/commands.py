"""What a person can tell a session, and the one vocabulary in which it is said.

The same words are keys on a screen, lines on standard input and messages of another program.
"""

from dataclasses import field
from typing import ClassVar, TypeAlias

from stretchcore.values import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """Begin the session, with the first phase or another.

    Attributes:
        index: The phase to begin with.
    """

    index: int = 0
    word: ClassVar[str] = "start"


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop the clock of the phase.

    Attributes:
        reason: Why, for the log: ``user``, or ``gap`` where the machine slept or the program was stopped.
    """

    reason: str = "user"
    word: ClassVar[str] = "pause"


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a pause, through the lead-in where the body works."""

    word: ClassVar[str] = "resume"


@dataclass(frozen=True, slots=True)
class Toggle:
    """Pause, or resume where paused: for one big key."""

    word: ClassVar[str] = "toggle"


@dataclass(frozen=True, slots=True)
class Skip:
    """End this phase as skipped, and go to the next."""

    word: ClassVar[str] = "skip"


@dataclass(frozen=True, slots=True)
class Back:
    """Go to this phase's start; in its first two seconds, to the working phase before it, or to the plan's start."""

    word: ClassVar[str] = "back"


@dataclass(frozen=True, slots=True)
class Restart:
    """Go to this phase's start."""

    word: ClassVar[str] = "restart"


@dataclass(frozen=True, slots=True)
class Done:
    """End an open phase; only there."""

    word: ClassVar[str] = "done"


@dataclass(frozen=True, slots=True)
class Pain:
    """End the rest of this exercise, both sides and all sets, and go on gently with the next."""

    word: ClassVar[str] = "pain"


@dataclass(frozen=True, slots=True)
class Extend:
    """Make this phase longer, or shorter where `by_ms` is negative."""

    by_ms: int
    word: ClassVar[str] = "extend"


@dataclass(frozen=True, slots=True)
class Jump:
    """Go to the start of any phase."""

    index: int
    word: ClassVar[str] = "jump"


@dataclass(frozen=True, slots=True)
class Stop:
    """End the session before its end."""

    word: ClassVar[str] = "stop"


Command: TypeAlias = Start | Pause | Resume | Toggle | Skip | Back | Restart | Done | Pain | Extend | Jump | Stop
"""What a session can be told."""

CommandType: TypeAlias = (
    type[Start]
    | type[Pause]
    | type[Resume]
    | type[Toggle]
    | type[Skip]
    | type[Back]
    | type[Restart]
    | type[Done]
    | type[Pain]
    | type[Extend]
    | type[Jump]
    | type[Stop]
)

COMMANDS: tuple[CommandType, ...] = (
    Start,
    Pause,
    Resume,
    Toggle,
    Skip,
    Back,
    Restart,
    Done,
    Pain,
    Extend,
    Jump,
    Stop,
)
"""Every command."""

MAX_EXTEND_S = 14_400


class Refused(Exception):
    """What somebody asked for is not possible; its message says why, in words for them. Nothing has changed."""


class BadCommand(Refused, ValueError):
    """A line that is no command; its message says which there are."""


@dataclass(frozen=True, slots=True)
class _Word:
    command: CommandType
    argument: str | None = field(default=None)


VOCABULARY: dict[str, _Word] = {
    command.word: _Word(command, "SECONDS" if command is Extend else "INDEX" if command is Jump else None)
    for command in COMMANDS
    if command is not Start
}
"""Every word that a person or a program may say, and what follows it."""


def parse_command(line: str) -> Command:
    """Read one line of the vocabulary, such as ``pause``, ``extend 10`` (seconds) or ``jump 3`` (a phase's index).

    Raises:
        BadCommand: The line is none of them.
    """
    from stretchcore.text import nearest, quoted

    parts = line.split(maxsplit=2)
    name = parts[0].lower() if parts else ""
    word = VOCABULARY.get(name)
    if word is None:
        hint = nearest(name, tuple(VOCABULARY))
        guess = f"did you mean {hint}?" if hint else f"there are {', '.join(VOCABULARY)}"
        raise BadCommand(f"{quoted(name)} is no command; {guess}")
    if word.argument is None:
        if len(parts) > 1:
            raise BadCommand(f"{name} takes nothing after it")
        return word.command()  # type: ignore[call-arg]  # these are the commands without an argument
    if len(parts) != 2:
        raise BadCommand(f"write {name} {word.argument}")
    return _with_argument(word, parts[1])


def _with_argument(word: _Word, text: str) -> Command:
    import re

    from stretchcore.text import quoted

    if word.command is Jump:
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise BadCommand(f"{quoted(text)} is not the index of a phase")
        return Jump(int(text))
    if not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise BadCommand(f"{quoted(text)} is not a number of seconds")
    seconds = float(text)
    if abs(seconds) > MAX_EXTEND_S:
        raise BadCommand(f"{quoted(text)} is not between -{MAX_EXTEND_S} and {MAX_EXTEND_S} seconds")
    return Extend(round(seconds * 1000))
