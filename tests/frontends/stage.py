"""What the tests of the example front ends share: their modules, and a clock that moves while they wait."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
FRONTENDS = ROOT / "docs" / "frontends"


def frontend(name: str) -> ModuleType:
    """Return the module of a front end; a dot leads into its folder."""
    spec = importlib.util.spec_from_file_location(f"frontend_{name}", FRONTENDS / f"{name.replace('.', '/')}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for their annotations
    spec.loader.exec_module(module)
    return module


class Ears:
    """Stands for waiting until an instant or for a line: the clock jumps to whichever comes first."""

    def __init__(self, *said: tuple[int, str], late_ms: int = 0) -> None:
        """Say lines at their instants; every waking is late by a bit, as it is with a real clock."""
        self.now = 0
        self._said = list(said)
        self._late_ms = late_ms

    def now_ms(self) -> int:
        return self.now

    def hear(self, until_ms: int | None) -> str | None:
        if self._said and (until_ms is None or self._said[0][0] <= until_ms):
            at, line = self._said.pop(0)
            self.now = max(self.now, at)
            return line
        assert until_ms is not None, "it waits for ever"
        self.now = max(self.now, until_ms) + self._late_ms
        return None


def alone(script: str, *arguments: str, said: str) -> str:
    """Run a front end in a Python that has the engine and the standard library, and nothing else."""
    code = f"""
import runpy, sys
sys.path.insert(0, {str(ROOT / "src")!r})
for name in ("stretchtui", "textual", "typer"):
    sys.modules[name] = None
sys.argv = {[script, *arguments]!r}
runpy.run_path({str(FRONTENDS / script)!r}, run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], input=said, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout
