"""`new`: a routine that runs as it is."""

import tomllib
from pathlib import Path

import pytest

from cli.writing_helpers import MINE, Cli
from stretchtui.library import Library


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "home", monkeypatch, capsys)


def test_a_new_routine_is_written_where_its_path_says_and_has_neither_problems_nor_advice(cli: Cli) -> None:
    made = cli("new", "evening")
    path = cli.paths.routines / "evening.toml"
    assert (made.code, made.out, made.err) == (0, f"{path}\n", "")
    checked = cli("check", str(path))
    assert (checked.code, checked.out) == (0, "")
    routine = Library(cli.paths).routine("evening").good()
    assert routine.name == "Evening"
    assert len(routine.warm_up) == 1
    assert len(routine.steps) == 2


def test_a_new_routine_can_be_run_at_once(cli: Cli) -> None:
    cli("new", "evening")
    assert cli("run", "evening", "--speed", "max", "--plain", "--no-log").code == 0


def test_title_summary_tags_and_exercises_are_those_that_were_asked_for(cli: Cli) -> None:
    options = [
        "--name",
        "After work",
        "--summary",
        'Ten "slow" minutes.',
        "--tag",
        "back",
        "--tag",
        "späť",
        "--tag",
        "back",
    ]
    assert cli("new", "evening", *options, "--exercise", "cat-cow", "--exercise", "bridge").code == 0
    routine = Library(cli.paths).routine("evening").good()
    assert (routine.name, routine.summary) == ("After work", 'Ten "slow" minutes.')
    assert routine.tags == ("back", "späť")
    assert [getattr(step, "exercise", None) for step in routine.steps] == ["cat-cow", "bridge"]


def test_every_built_in_exercise_keeps_its_own_dose_in_a_new_routine(cli: Cli) -> None:
    from stretchcore.plan import make_plan

    library = Library(cli.paths)
    for id in library.exercises:
        assert cli("new", f"with-{id}", "--exercise", id).code == 0
        bare = cli.write(f"bare-{id}", f'name = "Bare"\n[[steps]]\nexercise = "{id}"\n')
        library = Library(cli.paths)
        for level in (0, 50, 100):
            wanted = make_plan(library.routine(str(bare)).good(), library.exercises, level)
            made = make_plan(library.routine(f"with-{id}").good(), library.exercises, level)
            held = [(phase.kind, phase.planned_ms, phase.side, phase.position) for phase in wanted.phases]
            assert [(p.kind, p.planned_ms, p.side, p.position) for p in made.phases[2:]] == held


def test_a_self_paced_exercise_keeps_its_pace_and_its_sets(cli: Cli) -> None:
    cli.paths.exercises.mkdir(parents=True)
    text = 'name = "Push"\npace = "self"\nreps = [6, "3-4"]\nestimate = "40s"\n[[positions]]\nid = "up"\n'
    (cli.paths.exercises / "push.toml").write_text(text)
    assert cli("new", "strong", "--exercise", "push").code == 0
    step = tomllib.loads((cli.paths.routines / "strong.toml").read_text())["steps"][0]
    assert step == {"exercise": "push", "reps": [6, "3-4"], "pace": "self", "estimate": "40s"}


def test_a_name_that_is_no_id_is_made_one_and_becomes_the_title(cli: Cli) -> None:
    made = cli("new", "Après-ski & more")
    assert made.out == f"{cli.paths.routines / 'apres-ski-more.toml'}\n"
    assert "apres-ski-more" in made.err
    assert Library(cli.paths).routine("apres-ski-more").good().name == "Après-ski & more"


def test_a_file_name_counts_without_its_ending(cli: Cli) -> None:
    assert cli("new", "evening.toml").out == f"{cli.paths.routines / 'evening.toml'}\n"


@pytest.mark.parametrize("name", ["!!!", "", "../evening", "a/b", "\\\\x"])
def test_a_name_that_can_be_no_id_is_refused_as_usage(cli: Cli, name: str) -> None:
    said = cli("new", name)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1


def test_hostile_characters_of_a_name_reach_neither_the_file_nor_the_terminal(cli: Cli) -> None:
    said = cli("new", "even\x1b]0;owned\x07ing")
    assert said.code == 0
    assert "\x1b" not in said.out + said.err
    assert "\x1b" not in Path(said.out.strip()).read_text()


def test_what_exists_is_never_overwritten(cli: Cli) -> None:
    path = cli.write("evening", MINE)
    said = cli("new", "evening")
    assert (said.code, said.out) == (1, "")
    assert str(path) in said.err
    assert path.read_text() == MINE


@pytest.mark.parametrize("id", ["desk-break", "knee-to-chest"])
def test_a_built_in_id_is_never_taken_silently(cli: Cli, id: str) -> None:
    first, second = cli("new", id), cli("new", id)
    assert first.out == f"{cli.paths.routines / f'{id}-2.toml'}\n"
    assert second.out == f"{cli.paths.routines / f'{id}-3.toml'}\n"
    assert f"{id}-2" in first.err
    assert "copy" in first.err


def test_an_exercise_of_the_users_keeps_its_id_too(cli: Cli) -> None:
    assert cli("copy", "knee-to-chest", "my-knee").code == 0
    assert cli("new", "my-knee").code == 1


def test_an_unknown_exercise_is_named_with_the_nearest_one_and_nothing_is_written(cli: Cli) -> None:
    said = cli("new", "evening", "--exercise", "knee-to-cest")
    assert said.code == 1
    assert "did you mean knee-to-chest?" in said.err
    assert not cli.paths.routines.exists()


def test_an_exercise_can_be_named_as_people_name_it(cli: Cli) -> None:
    assert cli("new", "evening", "--exercise", "Child's pose").code == 0


def test_an_exercise_with_problems_is_not_put_into_a_routine(cli: Cli) -> None:
    cli.paths.exercises.mkdir(parents=True)
    (cli.paths.exercises / "odd.toml").write_text("nonsense = 1\n")
    said = cli("new", "evening", "--exercise", "odd")
    assert said.code == 1
    assert "odd.toml has problems" in said.err


@pytest.mark.parametrize(
    ("option", "text"),
    [("--name", "x" * 101), ("--name", "a\x1bb"), ("--summary", "y" * 501), ("--tag", " "), ("--name", "")],
)
def test_a_text_that_a_file_may_not_hold_is_refused_as_usage(cli: Cli, option: str, text: str) -> None:
    said = cli("new", "evening", option, text)
    assert said.code == 2
    assert said.err.startswith(f"stretchtui: {option}: ")
    assert not cli.paths.routines.exists()


def test_more_tags_than_a_file_may_hold_are_refused(cli: Cli) -> None:
    assert cli("new", "evening", *(f"--tag=t{number}" for number in range(21))).code == 2


def test_a_folder_that_cannot_be_made_is_one_clear_line(cli: Cli) -> None:
    cli.home.mkdir()
    cli.paths.data.write_text("a file in the way")
    said = cli("new", "evening")
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1


def test_a_new_routine_opens_in_the_editor_when_that_is_asked_for(cli: Cli) -> None:
    editor = cli.editor()
    editor.types(MINE)
    said = cli("new", "evening", "--edit")
    assert said.code == 0
    assert editor.saw(1).startswith("#:schema ../schema/routine.schema.json\n# ")
    assert (cli.paths.routines / "evening.toml").read_text() == MINE


def test_a_new_routine_stays_when_its_editor_fails(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor")
    said = cli("new", "evening", "--edit")
    assert said.code == 1
    assert Path(said.out.strip()).exists()
