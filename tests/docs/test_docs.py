"""The documentation says what the program does: examples run, lists are whole, links lead somewhere."""

import ast
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main

from history.makers import whole
from stretchcore import Session, event_to_data, make_plan, parse_command, read_exercise, read_routine
from stretchcore.advice import advice_for
from stretchcore.commands import VOCABULARY, Start
from stretchcore.live_data import EVENT_NAMES, view_to_data
from stretchcore.routine import Routine
from stretchtui.actions import EDITOR_ACTIONS, HISTORY_ACTIONS, HOME_ACTIONS, SESSION_ACTIONS
from stretchtui.app.themes import THEMES
from stretchtui.cli import make_app
from stretchtui.cli.describing import show_plan
from stretchtui.history import open_history
from stretchtui.history.migrations import migrate
from stretchtui.keymap import described, key_name, own_keys
from stretchtui.library import Library
from stretchtui.paths import Paths

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("*/*.md"))]
GENERATED = {
    "api.md": "make_api_reference.py",
    "cli.md": "make_cli_reference.py",
    "format-reference.md": "make_format_reference.py",
    "keys.md": "make_keys.py",
    "progression.md": "make_progression.py",
    "reminders.md": "make_reminders.py",
    "stretchtui.1": "make_man_page.py",
}


@dataclass(frozen=True)
class Fence:
    """A block of code in a page; `marker` is the comment in the line above it."""

    page: Path
    line: int
    language: str
    marker: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


@cache
def fences(page: Path) -> tuple[Fence, ...]:
    found: list[Fence] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    start = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
            continue
        marker = re.fullmatch(r"<!-- (.*) -->", lines[start - 1])
        text = "".join(f"{inner}\n" for inner in lines[start + 1 : number])
        found.append(Fence(page, start + 1, lines[start][3:], marker[1] if marker else "", text))
        start = None
    assert start is None, f"{page.name}: a block of code has no end"
    return tuple(found)


def all_fences(language: str) -> list[Fence]:
    return [fence for page in PAGES for fence in fences(page) if fence.language == language]


@dataclass(frozen=True)
class Rows:
    """A table in a page; `marker` is the comment above it."""

    page: Path
    marker: str
    cells: tuple[tuple[str, ...], ...]

    def words(self, column: int = 0) -> list[str]:
        """Return what stands between backticks in a column, row by row."""
        return [word for row in self.cells for word in re.findall(r"`([^`]+)`", row[column])]


@cache
def tables() -> tuple[Rows, ...]:
    found = []
    for page in PAGES:
        pattern = r"^<!-- ([^\n]*) -->\n\n\|[^\n]*\n\|[-| ]*\|\n((?:\|[^\n]*\n)+)"
        for match in re.finditer(pattern, page.read_text(encoding="utf-8"), re.MULTILINE):
            rows = (
                tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]) for line in match[2].splitlines()
            )
            found.append(Rows(page, match[1], tuple(rows)))
    return tuple(found)


def table(marker: str) -> Rows:
    found = [rows for rows in tables() if rows.marker == marker]
    assert len(found) == 1, f"{len(found)} tables are marked {marker}"
    return found[0]


def marked(prefix: str) -> list[str]:
    return [rows.marker for rows in tables() if rows.marker.startswith(prefix)]


@cache
def library() -> Library:
    nowhere = ROOT / "nowhere"
    return Library(Paths.under(nowhere))


def routine_of(fence: Fence) -> Routine:
    return read_routine(fence.text, "example", library().exercises, file=str(fence)).good()


# -- the pages themselves ----------------------------------------------------------------------------------------------


def generator(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(name).stem, DOCS / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", sorted(GENERATED))
@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_generated_page_is_what_its_generator_writes_on_any_terminal(
    page: str, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    fresh: str = generator(GENERATED[page]).render()
    assert (DOCS / page).read_text(encoding="utf-8") == fresh, f"run: python docs/{GENERATED[page]}"


def test_the_sheets_of_figures_are_what_their_generator_draws() -> None:
    figures = generator("make_figures.py")
    for name, paper in (("figures.svg", False), ("figures-on-paper.svg", True)):
        assert (DOCS / name).read_text(encoding="utf-8") == figures.sheet(paper=paper), "run: docs/make_figures.py"


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
def test_the_manual_page_is_set_without_a_warning() -> None:
    command = ["groff", "-man", "-ww", "-z", "-Kutf8", str(DOCS / "stretchtui.1")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_a_film_of_the_program_is_what_it_shows() -> None:
    done = subprocess.run([sys.executable, DOCS / "make_recording.py", "--print"], capture_output=True, check=True)
    assert (DOCS / "recording.svg").read_bytes() == done.stdout, "run: python docs/make_recording.py"


def test_the_pictures_of_the_program_are_what_it_shows(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DOCS / "make_pictures.py", "--to", tmp_path], check=True)
    drawn = sorted(tmp_path.glob("*.svg"))
    assert len(drawn) >= 7
    for picture in drawn:
        assert (DOCS / picture.name).read_bytes() == picture.read_bytes(), "run: python docs/make_pictures.py"
        assert picture.stat().st_size <= 60 * 1024


def test_every_command_and_every_parameter_has_help() -> None:
    reference = generator(GENERATED["cli.md"])
    for name, command in reference.commands_of(typer.main.get_command(make_app())):
        assert reference.help_of(command), name
        for parameter in reference.parameters_of(command):
            assert parameter.help, f"{name}: {parameter.name}"


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the usual renderers make them."""
    outside = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", outside, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.is_file(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name} links to {target}"


def test_the_readme_begins_with_the_line_that_runs_the_app_and_the_line_that_runs_the_tests() -> None:
    lines = [line for line in PAGES[0].read_text(encoding="utf-8").splitlines() if line.startswith("python3 -m venv")]
    assert lines == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/stretchtui",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/python -m pytest",
    ]


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(PAGES[0].read_text(encoding="utf-8").splitlines()) <= 180


# -- examples of files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fence", all_fences("toml"), ids=str)
def test_an_example_of_a_file_is_read_without_a_problem_unless_it_is_there_to_show_one(fence: Fence) -> None:
    match fence.marker.partition(":")[0]:
        case "whole routine":
            assert read_routine(fence.text, "example", library().exercises).problems == ()
        case "whole exercise":
            assert read_exercise(fence.text, "example").problems == ()
        case "whole settings":
            assert_settings_are_good(fence.text)
        case "faulty routine":
            assert what_check_says(fence)
        case "file":  # of a tutorial
            assert read_routine(fence.text, "example", library().exercises).problems == ()
        case _:
            pytest.fail("say above the block what it is: whole routine, whole exercise, whole settings, faulty routine")


def assert_settings_are_good(text: str) -> None:
    from stretchtui.settings import check_settings

    assert check_settings(text.encode(), "config.toml") == ()


def what_check_says(fence: Fence) -> str:
    file = fence.marker.partition(": ")[2]
    document = read_routine(fence.text, Path(file).stem, library().exercises, file=file)
    found = document.problems
    if document.value is not None:
        found = tuple(document.locate(fault) for fault in advice_for(document.value, library().exercises))
    return "".join(f"{problem}\n" for problem in found)


def after(language: str, marker: str) -> list[tuple[Fence, Fence]]:
    """Return the blocks with a marker, each with the block of a language before it."""
    found = []
    for page in PAGES:
        before = None
        for fence in fences(page):
            if fence.language == language:
                before = fence
            elif fence.marker.startswith(marker):
                assert before is not None, f"{fence} has nothing before it"
                found.append((before, fence))
    return found


@pytest.mark.parametrize(("file", "said"), after("toml", "what check says"), ids=str)
def test_the_problems_and_the_advice_of_an_example_are_what_check_prints(file: Fence, said: Fence) -> None:
    assert said.text == what_check_says(file)


@pytest.mark.parametrize(("file", "laid_out"), after("toml", "the plan at level"), ids=str)
def test_the_plan_of_an_example_is_what_show_prints(
    file: Fence, laid_out: Fence, capsys: pytest.CaptureFixture[str]
) -> None:
    level = int(laid_out.marker.split()[-1])
    show_plan(make_plan(routine_of(file), library().exercises, level), as_json=False)
    assert laid_out.text == capsys.readouterr().out


# -- examples of programs ----------------------------------------------------------------------------------------------


class StandingTime(ModuleType):
    """Stands for the module `time`: sleeping is what moves the clock."""

    def __init__(self) -> None:
        super().__init__("time")
        self.now_ns = 5_000_000_000

    def monotonic_ns(self) -> int:
        return self.now_ns

    def monotonic(self) -> float:
        return self.now_ns / 1_000_000_000

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now_ns += round(seconds * 1_000_000_000)


@pytest.mark.parametrize(
    "page",
    sorted({fence.page for fence in all_fences("python") if not fence.marker.startswith("file: ")}),
    ids=lambda page: page.name,
)
def test_the_python_of_a_page_runs_from_top_to_bottom_and_prints_what_stands_below_it(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "time", StandingTime())
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    blocks = list(fences(page))
    for place, block in enumerate(blocks):
        if block.language != "python":
            continue
        exec(compile(block.text, str(block), "exec"), names)
        printed = capsys.readouterr().out
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if following is not None and following.marker.startswith("prints"):
            assert printed == following.text, str(block)
        else:
            assert printed == "", f"{block} prints something that the page does not show"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one session in its log, and a `stretchtui` that a shell finds."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "bin").mkdir()
    shim = folder / "bin" / "stretchtui"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stretchtui "$@"\n')
    shim.chmod(0o755)
    said(folder, "run", "desk-break", "--json", "--speed", "max")
    return folder


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "STRETCHTUI_HOME": str(home / "stretchtui"),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
    }


@cache
def said(home: Path, *arguments: str, stdin: str = "", expect: int = 0) -> str:
    """Run a command and return what it printed; the same one is run once."""
    command = [sys.executable, "-m", "stretchtui", *arguments]
    done = subprocess.run(command, env=environment(home), input=stdin, capture_output=True, text=True, timeout=60)
    assert done.returncode == expect, done.stderr
    return done.stdout


@pytest.mark.parametrize("fence", [fence for fence in all_fences("sh") if fence.marker == "runs"], ids=str)
def test_an_example_for_the_shell_runs(fence: Fence, home: Path, tmp_path: Path) -> None:
    needs = {"bash", *(tool for tool in ("jq",) if re.search(rf"\b{tool}\b", fence.text))}
    missing = [tool for tool in sorted(needs) if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"there is no {', '.join(missing)}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", fence.text],
        env=environment(home),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout.strip()


# -- lists that must be whole ------------------------------------------------------------------------------------------


def objects_of(what: str, home: Path) -> list[dict[str, Any]]:
    """Return objects of a sort that scripting.md lists the keys of, as the program prints them."""
    shown: Any
    match what:
        case "list --json":
            return parsed(said(home, "list", "--json"))
        case "exercises --json":
            return parsed(said(home, "exercises", "--json"))
        case "show --json" | "step":
            shown = json.loads(said(home, "show", "lower-back-full", "--json"))
            steps = [item for section in shown["sections"] for item in section["items"] if "exercise" in item]
            return [shown] if what == "show --json" else steps
        case "show --plan --json" | "phase":
            shown = json.loads(said(home, "show", "lower-back-full", "--plan", "--json"))
            return [shown] if what == "show --plan --json" else shown["phases"]
        case "check --json":
            return parsed(said(home, "check", "-", "--json", stdin='name = "X"\nsteps = 3\n', expect=1))
        case "log --json":
            return parsed(said(home, "log", "--json"))
        case "log show --json" | "log show --json, a phase":
            (session,) = parsed(said(home, "log", "--json"))
            shown = json.loads(said(home, "log", "show", session["id"], "--json"))
            return [shown] if what == "log show --json" else shown["phases"]
        case "status --json":
            running = Session(make_plan(library().routine("desk-break").good(), library().exercises))
            running.send(Start(), 0)
            return [view_to_data(running.view(1_000))]
        case "stats --json" | "stats --json, a dose":
            other = home / "counted"  # the one session of the home is simulated, and counts nowhere
            if not other.exists():
                with open_history(other / "stretchtui" / "data" / "history.db", write=True) as history:
                    history.rate(whole(history, 1), before=3, after=2)
            shown = json.loads(said(other, "stats", "--json"))
            return [shown] if what == "stats --json" else shown["dose"]
        case "config --json" | "paths --json" | "doctor --json":
            return parsed(said(home, *what.split()))
    pytest.fail(f"nobody knows how to make {what}")


def parsed(text: str) -> list[dict[str, Any]]:
    data = json.loads(text)
    return data if isinstance(data, list) else [data]


@pytest.mark.parametrize("marker", marked("keys: "))
def test_the_keys_that_are_listed_are_those_that_are_printed(marker: str, home: Path) -> None:
    found = objects_of(marker.removeprefix("keys: "), home)
    assert found
    listed = table(marker).words()
    for one in found:
        assert sorted(one) == sorted(listed)


def test_the_events_and_their_keys_are_those_that_a_session_says() -> None:
    told: dict[str, set[str]] = {}
    text = 'name = "X"\n[[steps]]\nname = "X"\nhold = "20s"\nprepare = "0s"\n'
    session = Session(make_plan(read_routine(text, "x", {}).good(), {}), session_id="x")
    events = [*session.send(Start(), 0)]
    for line, now in (("pause", 1_000), ("resume", 2_000), ("extend 5", 6_000)):
        events += session.send(parse_command(line), now)
    events += session.advance(60_000)
    for event in events:
        data = event_to_data(event)
        told[str(data["event"])] = set(data) - {"event", "at_ms"}
    assert set(told) == set(EVENT_NAMES.values())
    listed = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in table("events").cells}
    assert set(listed) == set(told)
    for name, keys in told.items():
        assert keys <= listed[name], name
        assert listed[name] - keys <= {"user", "gap"}, name


def test_the_hooks_that_are_listed_are_all_that_there_are() -> None:
    assert table("hooks").words() == list(EVENT_NAMES.values())


def test_the_vocabulary_is_whole() -> None:
    listed = [line.partition(" ")[::2] for line in table("vocabulary").words()]
    assert listed == [(word, found.argument or "") for word, found in VOCABULARY.items()]


def test_the_codes_of_problems_and_advice_are_whole() -> None:
    listed = [code for rows in tables() if rows.marker == "codes" for code in rows.words()]
    assert sorted(listed) == sorted(codes_in_the_source())


def codes_in_the_source() -> set[str]:
    """Return the codes that the calls which report something are given."""
    reporters = {"add": 1, "Fault": 1, "_advice": 1, "SourceProblem": 2, "Problem": 4, "Refusal": 1, "wrong": 4}
    codes = set()
    check = ROOT / "src" / "stretchtui" / "cli" / "reading.py"
    for file in (*(ROOT / "src" / "stretchcore").glob("*.py"), check):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = reporters.get(name)
            if place is None:
                continue
            if name == "wrong" and len(node.args) <= place:
                codes.add("type")
            elif len(node.args) > place and isinstance(node.args[place], ast.Constant):
                code = node.args[place]
                assert isinstance(code, ast.Constant)
                codes.add(str(code.value))
    return codes


def test_the_keys_of_the_app_are_those_that_it_knows() -> None:
    for marker, actions in (
        ("keys of a session", SESSION_ACTIONS),
        ("keys of the list", HOME_ACTIONS),
        ("keys of the editor", EDITOR_ACTIONS),
        ("keys of the history", HISTORY_ACTIONS),
    ):
        shown = [action.shown for action in actions if action.label]
        assert sorted(table(marker).words()) == sorted(shown), marker


def test_the_rooms_that_the_architecture_names_are_there() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rows = [
        re.findall(r"`([\w.]+)`", line.split("|")[1]) for line in text.splitlines() if line.startswith("| `stretch")
    ]
    assert rows
    for first, *others in rows:
        package, _, module = first.partition(".")
        for name in (module, *others):
            place = ROOT / "src" / package / name
            assert place.is_dir() or place.with_suffix(".py").is_file(), f"{package}.{name}"


@pytest.fixture
def history() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, "2026-01-01T00:00:00.000000+00:00")
    yield connection
    connection.close()


def test_the_tables_of_the_log_and_their_columns_are_whole(history: sqlite3.Connection) -> None:
    there = [row[0] for row in history.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert sorted(marked("columns: ")) == sorted(f"columns: {name}" for name in there)
    for name in there:
        columns = [row[1] for row in history.execute(f"PRAGMA table_info({name})")]
        assert sorted(table(f"columns: {name}").words()) == sorted(columns), name


@pytest.mark.parametrize("fence", all_fences("sql"), ids=str)
def test_an_example_in_sql_runs(fence: Fence, history: sqlite3.Connection) -> None:
    history.execute(fence.text)


def test_the_themes_that_the_settings_page_lists_are_all_that_there_are() -> None:
    assert table("themes").words() == [theme.name for theme in THEMES]


def test_every_action_has_its_keys_on_the_page_of_the_keys() -> None:
    page = (DOCS / "keys.md").read_text(encoding="utf-8")
    for id, keys in own_keys().items():
        named = " ".join(f"`{key_name(key)}`" for key in keys)
        assert f"| {named} | {described(id)} | `{id}` |" in page


def test_the_reference_of_the_engine_tells_of_every_public_name_in_words() -> None:
    import stretchcore

    reference = generator(GENERATED["api.md"])
    sections = dict(re.findall(r"^### (\w+).*?\n(.*?)(?=^##|\Z)", reference.render(), re.MULTILINE | re.DOTALL))
    assert set(sections) == set(stretchcore.__all__)
    for name, section in sections.items():
        assert re.sub(r"```.*?```", "", section, flags=re.DOTALL).strip(), f"{name} has no docstring"
