"""Measures `list`, `show` and `check` against a bare Typer command, by processor time, in turn, medians of the ratios.

python docs/benchmarks/commands.py
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

ROUNDS = 21
BARE = textwrap.dedent("""
    import typer
    app = typer.Typer(add_completion=False)
    @app.command()
    def hello() -> None:
        print("hello")
    app()
""")


def processor_s(command: list[str], env: dict[str, str]) -> float:
    """Return the processor time of a command, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a line a command."""
    program = str(Path(sys.executable).with_name("stretchtui"))
    commands = {
        "list": ["list"],
        "list --json": ["list", "--json"],
        "show lower-back-full": ["show", "lower-back-full"],
        "check lower-back-full": ["check", "lower-back-full"],
        "list --max-minutes 5": ["list", "--max-minutes", "5"],
        "show … --plan --json": ["show", "lower-back-full", "--plan", "--json"],
    }
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "STRETCHTUI_HOME": home}
        for name, arguments in commands.items():
            rows = []
            for _ in range(ROUNDS):
                bare = processor_s([sys.executable, "-c", BARE], env)
                ours = processor_s([program, *arguments], env)
                rows.append((ours / bare, ours * 1000, bare * 1000))
            ratio, ours_ms, bare_ms = (statistics.median(column) for column in zip(*rows, strict=True))
            print(
                f"{name:24} {ours_ms:6.1f} ms   {ratio:5.2f} x a bare Typer command of {bare_ms:.1f} ms (at most 1.5)"
            )


if __name__ == "__main__":
    main()
