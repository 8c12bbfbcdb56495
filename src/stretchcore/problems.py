"""What is wrong with a file, and what could be better about it."""

from dataclasses import field
from typing import Literal

from stretchcore.routine import Path
from stretchcore.text import nearest, printable
from stretchcore.values import dataclass


def path_text(path: Path) -> str:
    """Return a path as people read it, as in ``steps[2].hold``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            # A key that TOML wants in quotes stands in quotes, so that a dot or a blank in it misleads nobody.
            bare = part.isascii() and part.replace("-", "").replace("_", "").isalnum()
            text += ("." if text else "") + (printable(part, 60) if bare else f'"{printable(part, 60)}"')
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


MAX_PROBLEMS = 200
"""Most problems of one file that are listed: more than a person reads at once."""


@dataclass(slots=True)
class Report:
    """Collects the faults of one document, up to `MAX_PROBLEMS`.

    Attributes:
        is_cut: Whether there were more.
    """

    faults: list[Fault] = field(default_factory=list)
    is_cut: bool = False
    _paths: set[Path] = field(default_factory=set, init=False)  # of every fault, and of all that is around it

    def add(self, path: Path, code: str, message: str, hint: str | None = None, *, at_key: bool = False) -> None:
        """Note a problem."""
        self.note(Fault(path, code, message, hint, at_key))

    def note(self, fault: Fault) -> None:
        """Note a fault."""
        if len(self.faults) >= MAX_PROBLEMS:
            self.is_cut = True
            return
        self.faults.append(fault)
        self._paths.update(fault.path[:length] for length in range(len(fault.path) + 1))

    def has(self, path: Path) -> bool:
        """Tell whether a problem stands at a path or below it."""
        return path in self._paths

    def nearest(self, word: str, known: tuple[str, ...], cutoff: float = 0.6) -> str | None:
        """Return the known word that a mistyped one may mean; None once there are too many mistakes to look each up."""
        return None if len(self.faults) >= MAX_PROBLEMS else nearest(word, known, cutoff)


class BadDocument(ValueError):
    """A routine or an exercise that cannot be used; `problems` tells everything that is wrong with it."""

    def __init__(self, problems: "tuple[Problem, ...]") -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
