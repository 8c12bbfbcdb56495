"""Writes the table in docs/editors.md: what taplo says of files by the schemas, beside what `stretchtui check` says.

Run it after the schemas or the files in tests/data have changed: ``python docs/make_verdicts.py``. It needs taplo,
which the extra `test` installs where there is one for the system.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from stretchcore.document import read_exercise, read_routine
from stretchcore.exercise import Exercise
from stretchcore.problems import Problem

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("editors.md")
SCHEMAS = ROOT / "src" / "stretchtui" / "schema"
DATA = ROOT / "tests" / "data"
BUILT_IN = ROOT / "routines"

START, END = "<!-- verdicts: written by docs/make_verdicts.py -->", "<!-- end of the verdicts -->"

UNSEEN = {
    "bounds": "a sum, or the length of breaths",
    "count": "which of two counts is smaller",
    "duplicate": "ids that stand in different tables",
    "sets": "how long a list is that another key counts",
    "side-reps": "how long a list is that another key counts",
    "sides": "what the file of an exercise says",
    "size": "the length of the whole plan",
    "text": "how wide a letter is that is not plain ASCII",
    "time": "which of two times is smaller",
    "unknown-exercise": "which exercises there are",
    "unknown-position": "what the file of an exercise says",
}
"""What a schema cannot know, by the code of the problems that only `check` finds for that reason."""

_REFUSED = re.compile(r'invalid file error=(.+?) path="(.+?)"')
_NEW = (("new", "evening"), ("copy", "desk-break", "my-break"), ("copy", "cobra", "my-cobra"))


@dataclass(frozen=True)
class Case:
    """A file, and what is said of it.

    Attributes:
        taplo: Why taplo refuses it; empty where it does not.
    """

    file: Path
    taplo: str

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What `check` says."""
        data = self.file.read_bytes()
        if is_exercise(self.file):
            return read_exercise(data, self.file.stem).problems
        return read_routine(data, self.file.stem, _exercises()).problems


def is_exercise(file: Path) -> bool:
    """Tell whether a file is one of an exercise; those of the tests tell by their names."""
    return file.parent.name == "exercises" or file.name.startswith(("exercise-", "every-key-of-an-exercise"))


def find_taplo() -> str | None:
    """Return the program, in this environment or on the path."""
    here = Path(sys.executable).with_name("taplo")
    return str(here) if here.exists() else shutil.which("taplo")


def refusals(taplo: str, files: Sequence[Path], schema: Path | None = None) -> dict[str, str]:
    """Return why taplo refuses files, by their paths.

    Args:
        schema: The schema; without one, that counts which a file names itself.
    """
    by = [] if schema is None else ["--schema", schema.as_uri()]

    def ask(asked: Sequence[Path]) -> tuple[bool, dict[str, str]]:
        if not asked:  # taplo would take all that there are
            return False, {}
        command = [taplo, "--colors", "never", "lint", "--no-auto-config", *by, *map(str, asked)]
        env = {name: value for name, value in os.environ.items() if not name.startswith(("TAPLO_", "RUST_"))}
        done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)
        return done.returncode != 0, {path: error for error, path in _REFUSED.findall(done.stderr)}

    refused, found = ask(files)
    # Of many files at once, taplo's lines are torn at times. One of which nothing was read is asked about alone.
    for file in [file for file in files if refused and str(file) not in found]:
        alone, told = ask([file])
        if alone:
            found |= told or {str(file): "schema validation failed"}
    return found


def cases(taplo: str, files: Sequence[Path]) -> list[Case]:
    """Return what is said of files, in their order."""
    said: dict[str, str] = {}
    for name, of_exercises in (("exercise", True), ("routine", False)):
        chosen = [file for file in files if is_exercise(file) is of_exercises]
        said |= refusals(taplo, chosen, SCHEMAS / f"{name}.schema.json")
    return [Case(file, said.get(str(file), "")) for file in files]


def make_files(home: Path) -> list[Path]:
    """Let the program make files in a home of its own; return them."""
    env = {**os.environ, "STRETCHTUI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    for words in _NEW:
        command = [sys.executable, "-m", "stretchtui", *words]
        subprocess.run(command, env=env, capture_output=True, timeout=60, check=True)
    return sorted((home / "data" / "routines").rglob("*.toml"))


def verdicts(taplo: str, made: Sequence[Path]) -> str:
    """Return the tables, with files among the good ones that `make_files` has made."""
    groups = {
        "built-in routines": cases(taplo, sorted(BUILT_IN.glob("*.toml"))),
        "built-in exercises": cases(taplo, sorted((BUILT_IN / "exercises").glob("*.toml"))),
        "good files of the tests": cases(taplo, sorted((DATA / "good").glob("*.toml"))),
    }
    said = refusals(taplo, made)  # by the schema that each names
    groups["files that `new` and `copy` have just made"] = [Case(file, said.get(str(file), "")) for file in made]
    broken = cases(taplo, sorted((DATA / "broken").glob("*.toml")))
    refused = sum(bool(case.taplo) for case in broken)
    return "\n".join(
        [
            "| good files | how many | `check` takes | taplo takes |\n|---|---|---|---|",
            *(_group(name, found) for name, found in groups.items()),
            "",
            f"Of the {len(broken)} broken files, `check` refuses all and taplo {refused}.",
            "",
            "| broken file | `check` | taplo |\n|---|---|---|",
            *(f"| `{case.file.stem}` | {_problems(case.problems)} | {_taplo(case)} |" for case in broken),
        ]
    )


@cache
def _exercises() -> Mapping[str, Exercise]:
    """Return the exercises that the files of the tests may name."""
    own = DATA / "good" / "every-key-of-an-exercise.toml"
    built_in = sorted((BUILT_IN / "exercises").glob("*.toml"))
    return {file.stem: read_exercise(file.read_bytes(), file.stem).good() for file in (*built_in, own)}


def _group(name: str, found: Sequence[Case]) -> str:
    by_check, by_taplo = (sum(not said for said in column) for column in _columns(found))
    return f"| {name} | {len(found)} | {by_check} | {by_taplo} |"


def _columns(found: Sequence[Case]) -> tuple[list[bool], list[bool]]:
    return [bool(case.problems) for case in found], [bool(case.taplo) for case in found]


def _problems(problems: Sequence[Problem]) -> str:
    codes = ", ".join(f"`{code}`" for code in dict.fromkeys(problem.code for problem in problems))
    return f"{len(problems)}: {codes}"


def _taplo(case: Case) -> str:
    if case.taplo:
        return "refuses it" if "schema" in case.taplo else "refuses it: no TOML"
    return "takes it, blind for " + "; ".join(dict.fromkeys(UNSEEN[problem.code] for problem in case.problems))


def render(taplo: str, made: Sequence[Path]) -> str:
    """Return the page with its tables written anew."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    return f"{before}{START}\n\n{verdicts(taplo, made)}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    found = find_taplo()
    if found is None:
        sys.exit("taplo is not installed: pip install taplo")
    with tempfile.TemporaryDirectory() as folder:
        page = render(found, make_files(Path(folder).resolve()))
    PAGE.write_text(page, encoding="utf-8")
