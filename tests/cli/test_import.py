"""`import`: it shows, it asks, it stores."""

import json
import re
from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from exchange.import_helpers import FREE_EXERCISE_DB, database, entry, tree

TWIST = 'name = "Twist"\n# gently\n[[positions]]\nid = "turn"\nhold = "20-30s"\n'
EVENING = 'name = "Evening"\nsummary = "Calm down."\n[[steps]]\nexercise = "twist"\nsides = "each"\nreps = 2\n'


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A stranger's routine, and the exercise that it names."""
    for name, text in (("evening.toml", EVENING), ("twist.toml", TWIST)):
        (tmp_path / name).write_text(text)
    return [str(tmp_path / "evening.toml"), str(tmp_path / "twist.toml")]


def test_it_shows_asks_and_stores(cli: Cli, files: list[str]) -> None:
    cli.at_terminal("y")
    said = cli("import", *files)
    assert said.code == 0
    assert said.out.startswith("1 exercise and 1 routine from a file of stretchtui\n\nTwist\n")
    assert "\nDose: Hold for 20 to 30 seconds." in said.out
    assert "Calm down.\n\nMain:\n1. Twist · 20 s × 2, each side\n" in said.out
    assert said.out.endswith("\nId: evening\n")
    assert "Store 1 exercise and 1 routine? [y/N]" in said.err
    assert "`stretchtui run evening` starts it" in said.err
    assert (cli.paths.routines / "evening.toml").read_text() == EVENING
    assert (cli.paths.exercises / "twist.toml").read_text() == TWIST


@pytest.mark.parametrize("answer", ["n", "", "what"])
def test_any_answer_but_yes_stores_nothing(cli: Cli, files: list[str], answer: str) -> None:
    cli.at_terminal(answer)
    said = cli("import", *files)
    assert said.code == 1
    assert said.err.endswith("? [y/N]: stretchtui: nothing was stored\n")
    assert not cli.home.exists()


def test_without_a_terminal_and_without_yes_it_shows_and_stores_nothing(cli: Cli, files: list[str]) -> None:
    cli.given(b"y\n")
    said = cli("import", *files)
    assert said.code == 2
    assert "Evening" in said.out
    assert "there is no terminal to ask on, and --yes was not said; nothing was stored" in said.err
    assert not cli.home.exists()


def test_a_routine_is_shown_whole_with_the_doses_and_the_id_that_it_gets(cli: Cli) -> None:
    cli.given(EVENING.replace("twist", "cobra").encode())
    said = cli("import", "-", "--yes")
    assert said.code == 0
    assert said.out.splitlines() == [
        "1 routine from a file of stretchtui",
        "",
        "Evening · 59 s",
        "Calm down.",
        "",
        "Main:",
        "1. Cobra · 10 s × 2, each side",
        "",
        "You need: mat",
        "At level 0 %; 0 % is the gentlest, 100 % the most",
        "",
        "Id: evening",
    ]


def test_many_routines_are_listed_with_their_lengths(cli: Cli, tmp_path: Path) -> None:
    files = []
    for number in range(6):
        path = tmp_path / f"evening-{number}.toml"
        path.write_text(EVENING.replace("twist", "cobra"))
        files.append(str(path))
    cli.given(b"")
    lines = cli("import", *files).out.splitlines()
    assert lines[:3] == ["6 routines from a file of stretchtui", "", "evening-0  59 s    Evening"]
    assert len(lines) == 8


def test_an_exercise_is_shown_whole(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "db.json").write_bytes(database(entry("Child's Pose", "Sit back. Hold for 20 seconds.")))
    said = cli("import", str(tmp_path / "db.json"), "--yes")
    assert said.code == 0
    for line in ("Child's Pose", "for hamstrings", "1. Sit back.", "Dose: Hold for 20 seconds.", "Id: childs-pose-2"):
        assert line in said.out.splitlines()
    assert "it is called childs-pose-2, since the id is that of a built-in exercise: Child's Pose" in said.out


def test_the_report_has_figures_and_names_what_is_alike_together(cli: Cli) -> None:
    cli.given(b"")
    lines = cli("import", str(FREE_EXERCISE_DB)).out.splitlines()
    assert lines[0] == "123 exercises from free-exercise-db (public domain, Unlicense)"
    assert "… and 103 more; --json lists all" in lines
    assert [line for line in lines if line in ("Changed", "Guessed", "Left")] == ["Changed", "Guessed", "Left"]
    assert any(
        re.match(r" +3\d  the dose: its text has none, and 15-30s is usual for a stretch: ", line) for line in lines
    )
    assert "    2  it is no stretch but cardio; --all takes it too: Bicycling; Bicycling, Stationary" in lines


def test_the_page_on_importing_shows_what_is_printed(cli: Cli) -> None:
    cli.given(b"")
    printed = cli("import", str(FREE_EXERCISE_DB)).out
    page = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
    block = page.split("```text\n")[1].split("\nChanged\n")[0]
    for line in block.splitlines():
        assert line in ("", "…") or f"{line}\n" in printed


def test_json_lists_everything(cli: Cli, tmp_path: Path) -> None:
    said = cli("import", str(FREE_EXERCISE_DB), "--json", "--yes")
    data = json.loads(said.out)
    assert data["source"] == "free-exercise-db (public domain, Unlicense)"
    guessed = sum(any(one["fate"] == "guessed" for one in piece["remarks"]) for piece in data["pieces"])
    assert guessed > 0
    assert data["figures"] == {"came_in": 123, "new": 123, "changed": 61, "guessed": guessed, "left": 14}
    assert [piece["id"] for piece in data["pieces"]][:2] == ["90-90-hamstring", "adductor"]
    for piece in data["pieces"]:
        assert Path(piece["path"]).is_file()
    again = cli("import", str(FREE_EXERCISE_DB), "--json", "--yes")
    assert "all of it is there already; nothing was stored" in again.err
    assert json.loads(again.out)["figures"]["new"] == 0


def test_what_was_imported_is_listed_checked_and_run(cli: Cli) -> None:
    assert cli("import", str(FREE_EXERCISE_DB), "--yes").code == 0
    names = [path.stem for path in sorted(cli.paths.exercises.iterdir())]
    listed = {piece["id"]: piece["origin"] for piece in json.loads(cli("exercises", "--json").out)}
    assert {listed[name] for name in names} == {"user"}
    assert cli("check", *(str(path) for path in sorted(cli.paths.exercises.iterdir()))).code == 0
    cli.write("imported", 'name = "Imported"\n' + "".join(f'[[steps]]\nexercise = "{name}"\n' for name in names))
    said = cli("run", "imported", "--speed", "max", "--json")
    events = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert (events[-1]["event"], events[-1]["outcome"]) == ("session_ended", "completed")
    assert {event["phase"]["exercise"] for event in events if event["event"] == "phase_started"} == set(names)


def test_a_folder_that_cannot_be_written_is_told_in_one_line(cli: Cli, files: list[str]) -> None:
    cli.home.mkdir()
    (cli.home / "data").write_text("in the way")
    before = tree(cli.home)
    said = cli("import", "--yes", *files)
    assert said.code == 1
    assert said.err.splitlines()[-1].endswith("not a directory; nothing was stored")
    assert tree(cli.home) == before


def test_a_routine_with_mistakes_is_told_with_their_lines(cli: Cli, files: list[str]) -> None:
    said = cli("import", files[0], "--yes")
    assert said.code == 1
    assert said.err.splitlines() == [
        f'{files[0]}:4:12: steps[0].exercise: there is no exercise "twist"; '
        "one of this routine alone has a `name` instead",
        "stretchtui: a file with problems is not taken in",
    ]


def test_the_question_is_asked_on_a_real_terminal(tmp_path: Path, files: list[str]) -> None:
    from cli.test_writing_terminal import Terminal

    terminal = Terminal(tmp_path / "home", "import", files[1])
    terminal.until("[y/N]")
    assert "Store 1 exercise?" in terminal.shown
    assert not (tmp_path / "home").exists()
    terminal.type("y\n")
    code, out = terminal.end()
    assert code == 0
    assert out.startswith("1 exercise from a file of stretchtui\n\nTwist\n")
    assert (tmp_path / "home" / "data" / "routines" / "exercises" / "twist.toml").read_text() == TWIST
