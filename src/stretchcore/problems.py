"""What is wrong with a file, and what could be better about it."""

from dataclasses import dataclass, field
from typing import Literal

from stretchcore.routine import Path


def path_text(path: Path) -> str:
    """Return a path as people read it, as in ``steps[2].hold``."""
    from stretchcore.text import printable

    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + printable(part, 60)
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, or advice, at a path of a document; its line is looked up later.

    Attributes:
        path: Where it stands.
        code: A short word that names the sort of problem, for scripts.
        message: What is wrong and what to write instead.
        hint: What the writer may have meant, where that can be guessed.
        at_key: Whether the key itself is wrong rather than its value.
        severity: A problem refuses the file; advice never does.
        source: Where the rule behind an advice comes from.
    """

    path: Path
    code: str
    message: str
    hint: str | None = None
    at_key: bool = False
    severity: Literal["problem", "advice"] = "problem"
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault with its place in a file: line and column count from 1."""

    file: str
    line: int
    column: int
    path: str
    code: str
    message: str
    hint: str | None = None
    severity: Literal["problem", "advice"] = "problem"
    source: str | None = None

    def __str__(self) -> str:
        """Return the one line that is printed: ``FILE:LINE:COLUMN: PATH: message``."""
        kind = "advice: " if self.severity == "advice" else ""
        where = f"{self.path}: " if self.path else ""
        because = f" ({self.source})" if self.source else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{kind}{self.message}{because}"


@dataclass(slots=True)
class Report:
    """Collects the faults of one document, up to a number that a person could still read."""

    faults: list[Fault] = field(default_factory=list)
    limit: int = 200

    def add(self, path: Path, code: str, message: str, hint: str | None = None, *, at_key: bool = False) -> None:
        """Note a problem."""
        if len(self.faults) < self.limit:
            self.faults.append(Fault(path, code, message, hint, at_key))
        elif len(self.faults) == self.limit:
            self.faults.append(
                Fault((), "too-many", f"there are more than {self.limit} problems; the rest is not listed")
            )


class BadDocument(ValueError):
    """A routine or an exercise that cannot be used; `problems` tells everything that is wrong with it."""

    def __init__(self, problems: "tuple[Problem, ...]") -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
