"""What the user has answered to what was suggested: levels that were taken or kept, exercises that stay in.

It is one small file beside the log. One that cannot be read counts as empty: then something is asked once more.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date
from pathlib import Path

from stretchcore.progression import Answer
from stretchcore.values import dataclass

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was answered.

    Attributes:
        levels: When the level of a routine was answered last, by the routine's id.
        kept: The exercises that were not to be excluded, each with the day of the answer.
    """

    levels: Mapping[str, Answer] = field(default_factory=dict)
    kept: frozenset[tuple[str, date]] = frozenset()

    def with_level(self, routine: str, answer: Answer) -> "Answers":
        """Return them with another answer for a routine."""
        return replace(self, levels={**self.levels, routine: answer})

    def with_kept(self, exercises: Iterable[str], day: date) -> "Answers":
        """Return them with exercises that stay in."""
        return replace(self, kept=self.kept | {(exercise, day) for exercise in exercises})


def read_answers(path: Path) -> Answers:
    """Read what was answered."""
    from stretchtui.files import FileFault, read_bounded

    try:
        data = json.loads(read_bounded(path))
        if data["version"] != _VERSION:
            return Answers()
        levels = {str(id): Answer(date.fromisoformat(day), int(at_ms)) for id, (day, at_ms) in data["levels"].items()}
        kept = frozenset((str(id), date.fromisoformat(day)) for id, day in data["kept"])
    except (FileFault, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Answers()
    return Answers(levels, kept)


def write_answers(path: Path, answers: Answers) -> None:
    """Write what was answered.

    Raises:
        FileFault: It cannot be written.
    """
    from stretchtui.files import write_atomic

    data = {
        "version": _VERSION,
        "levels": {id: [one.day.isoformat(), one.at_ms] for id, one in sorted(answers.levels.items())},
        "kept": sorted([id, day.isoformat()] for id, day in answers.kept),
    }
    write_atomic(path, json.dumps(data, indent=2) + "\n")
