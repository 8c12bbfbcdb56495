"""Questions to the person at the terminal. They go to standard error: standard output is for data."""

import sys
from collections.abc import Mapping

from stretchtui.cli.output import USAGE, fail, one_line


def on_terminal() -> bool:
    """Tell whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def choose(question: str, answers: Mapping[str, str], default: str, *, at_end: str) -> str:
    """Ask until one of the answers is given; return its letter.

    Args:
        question: What is asked.
        answers: What can be answered, by its letter.
        default: The letter that an empty line stands for.
        at_end: The letter that the end of the input stands for.
    """
    keys = ", ".join(f"[{letter}] {meaning}" for letter, meaning in answers.items())
    while True:
        sys.stderr.write(f"{one_line(question)}\n{one_line(keys)} ({default}): ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stderr.write("\n")
            return at_end
        letter = line.strip().lower()[:1] or default
        if letter in answers:
            return letter


def confirm(question: str, *, yes: bool, otherwise: str = "nothing was removed") -> bool:
    """Ask whether to do something. Without a terminal that must have been said beforehand, or the program ends.

    Args:
        question: What is asked.
        yes: Whether it was said beforehand.
        otherwise: What is said where nobody can be asked.
    """
    if yes:
        return True
    if not on_terminal():
        fail(f"there is no terminal to ask on, and --yes was not said; {otherwise}", USAGE)
    sys.stderr.write(f"{one_line(question)} [y/N]: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
