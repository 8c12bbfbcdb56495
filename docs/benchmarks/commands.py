"""Measures `list`, `show` and `check` against a bare Typer command, by processor time, in turn, medians of the ratios.

python docs/benchmarks/commands.py
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import ROUNDS, Figure, clean_env, compared, in_turn, processor_s

BARE = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def hello() -> None:
    print("hello")
app()
"""
COMMANDS = (
    ["list"],
    ["list", "--json"],
    ["list", "--max-minutes", "5"],
    ["show", "lower-back-full"],
    ["show", "lower-back-full", "--plan", "--json"],
    ["check", "lower-back-full"],
)


def measure(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield a figure a command."""
    program = str(Path(sys.executable).with_name("stretchtui"))
    with tempfile.TemporaryDirectory() as home:
        env = clean_env(home)
        bare = [sys.executable, "-c", BARE]
        for arguments in COMMANDS:
            command = [program, *arguments]
            processor_s(command, env)  # what `list` keeps is made by the first
            pairs = in_turn(lambda command=command: processor_s(command, env), lambda: processor_s(bare, env), rounds)
            yield compared(f"`{' '.join(arguments)}`", "a bare Typer command", pairs, "ms", 1.5)
        own = Path(home, "data", "routines", "own.toml")
        own.parent.mkdir(parents=True, exist_ok=True)

        def changed() -> float:
            own.write_text('name = "Own"\n[[steps]]\nexercise = "cobra"\n', encoding="utf-8")
            return processor_s([program, "list"], env)

        pairs = in_turn(changed, lambda: processor_s(bare, env), rounds)
        yield compared("`list`, the first after a file has changed", "a bare Typer command", pairs, "ms")


if __name__ == "__main__":
    for figure in measure():
        print(figure, flush=True)
