"""Exercises that are excluded in the settings: what is run, listed and shown goes without them and says so."""

import json
from pathlib import Path

import pytest

from cli.writing_helpers import Cli
from stretchtui.app.services import CannotOpen
from stretchtui.app.shelf import shelf
from stretchtui.cli.context import Context
from stretchtui.cli.screens import _Services
from stretchtui.settings import read_settings
from stretchtui.summaries import summaries
from stretchtui.today import Past

MINE = """
name = "Mine"
[[steps]]
exercise = "cobra"
hold = "60s"
[[steps]]
rest = "20s"
[[steps]]
exercise = "pelvic-tilt"
reps = 1
[[steps]]
exercise = "cobra"
"""
ONLY = 'name = "Only tilts"\nsteps = [{ exercise = "pelvic-tilt" }]\n'
INSTEAD = "Cobra is excluded: sphinx takes its place"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    cli = Cli(tmp_path / "home", monkeypatch, capsys)
    cli.paths.routines.mkdir(parents=True)
    (cli.paths.routines / "mine.toml").write_text(MINE)
    (cli.paths.routines / "only-tilts.toml").write_text(ONLY)
    return cli


def exclude(cli: Cli, ids: str) -> None:
    said = cli("config", "set", "excluded", ids)
    assert (said.code, said.out, said.err) == (0, "", "")


# -- the setting -------------------------------------------------------------------------------------------------------


def test_exercises_are_excluded_by_their_ids_with_blanks_or_commas_between_them(cli: Cli) -> None:
    assert cli("config", "get", "excluded").out == "\n"
    for typed in ("cobra spinal-rocks", " cobra,  spinal-rocks "):
        exclude(cli, typed)
        assert cli("config", "get", "excluded").out == "cobra spinal-rocks\n"
        assert read_settings(cli.paths.settings).excluded == ("cobra", "spinal-rocks")
    row = next(row for row in json.loads(cli("config", "--json").out) if row["key"] == "excluded")
    assert (row["value"], row["default"], row["is_default"]) == (["cobra", "spinal-rocks"], [], False)
    assert cli("config", "unset", "excluded").code == 0
    assert read_settings(cli.paths.settings).excluded == ()


def test_the_comments_of_the_settings_stay(cli: Cli) -> None:
    cli.paths.config.mkdir(parents=True, exist_ok=True)
    cli.paths.settings.write_text('# mine\nexcluded = ["cobra"]  # my back\nbell = true # loud\n')
    exclude(cli, "sphinx")
    assert cli.paths.settings.read_text() == '# mine\nexcluded = ["sphinx"]  # my back\nbell = true # loud\n'


def test_what_can_be_no_id_is_refused_and_in_the_file_it_lets_the_others_count(cli: Cli) -> None:
    said = cli("config", "set", "excluded", "cobra Sphinx!")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "excluded[1]" in said.err
    cli.paths.config.mkdir(parents=True, exist_ok=True)
    cli.paths.settings.write_text('excluded = ["cobra", 7, "cobra", "bridge", "a b"]\n')
    settings = read_settings(cli.paths.settings)
    assert settings.excluded == ("cobra", "bridge")
    assert [problem.path for problem in settings.problems] == ["excluded[1]", "excluded[4]", "excluded[2]"]
    assert cli("config", "get", "excluded").out == "cobra bridge\n"


def test_an_exercise_that_there_is_not_is_allowed_and_said(cli: Cli) -> None:
    told = 'there is no exercise "cobar" to exclude; did you mean cobra?'
    said = cli("config", "set", "excluded", "cobar sphinx")
    assert (said.code, said.err) == (0, f"stretchtui: {told}\n")
    assert cli("config").err == f"stretchtui: {told}\n"
    checks = [one["message"] for one in json.loads(cli("doctor", "--json").out) if one["status"] == "warning"]
    assert told in checks


# -- what is run -------------------------------------------------------------------------------------------------------


def test_a_session_says_what_is_changed_before_it_starts_and_goes_without_it(cli: Cli) -> None:
    usual = [json.loads(line) for line in cli("run", "mine", "--speed", "max", "--json").out.splitlines()]
    exclude(cli, "cobra")
    said = cli("run", "mine", "--speed", "max", "--json")
    events = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, f"stretchtui: {INSTEAD}\n")  # once, though it comes twice
    done = {event["phase"]["exercise"] for event in events if event["event"] == "phase_started"}
    assert done == {"sphinx", "pelvic-tilt"}
    assert events[0].keys() == usual[0].keys()
    assert [row["routine"] for row in json.loads(cli("log", "--json").out)] == ["mine", "mine"]
    plain = cli("run", "mine", "--speed", "max", "--plain")
    assert plain.err == f"stretchtui: {INSTEAD}\n"
    assert "Cobra" not in plain.out


def test_what_has_no_gentler_one_is_left_out_and_the_rest_beside_it_too(cli: Cli) -> None:
    exclude(cli, "cobra sphinx lumbar-extension")  # the gentler one of the last is in the routine
    said = cli("run", "mine", "--speed", "max", "--json")
    phases = [json.loads(line)["phase"] for line in said.out.splitlines() if '"phase_started"' in line]
    assert {phase["exercise"] for phase in phases} == {"pelvic-tilt"}
    assert [phase for phase in phases if phase["kind"] == "rest"] == []
    assert said.err == "stretchtui: Cobra is excluded: it is left out, since pelvic tilt is there already\n"


def test_a_routine_of_which_nothing_is_left_is_not_run_and_says_why(cli: Cli) -> None:
    exclude(cli, "pelvic-tilt")
    for arguments in (("run", "only-tilts", "--speed", "max", "--plain"), ("show", "only-tilts"), ("show", "--plan")):
        said = cli(*arguments, *(("only-tilts",) if arguments[-1] == "--plan" else ()))
        assert (said.code, said.out) == (1, "")
        assert said.err == "stretchtui: only-tilts: everything in it is excluded\n"


def test_a_routine_without_them_is_run_as_ever(cli: Cli) -> None:
    before = cli("run", "only-tilts", "--speed", "max", "--plain")
    exclude(cli, "cobra")
    assert cli("run", "only-tilts", "--speed", "max", "--plain") == before


# -- what is listed and shown ------------------------------------------------------------------------------------------


def test_a_routine_is_shown_as_it_is_run(cli: Cli) -> None:
    usual = json.loads(cli("show", "mine", "--json").out)
    assert usual["changes"] == []
    exclude(cli, "cobra")
    found = json.loads(cli("show", "mine", "--json").out)
    assert found["changes"] == [
        {"path": "steps[0]", "exercise": "cobra", "replaced_by": "sphinx"},
        {"path": "steps[3]", "exercise": "cobra", "replaced_by": "sphinx"},
    ]
    assert found.keys() == usual.keys()
    assert [item.get("exercise") for item in found["sections"][0]["items"]] == ["sphinx", None, "pelvic-tilt", "sphinx"]
    text = cli("show", "mine").out.splitlines()
    assert text.count(f"!  {INSTEAD}") == 1
    assert not any("Cobra ·" in line for line in text)
    plan = cli("show", "mine", "--plan", "--json")
    assert plan.err == f"stretchtui: {INSTEAD}\n"
    assert json.loads(plan.out)["total_ms"] == found["total_ms"] != usual["total_ms"]


def test_the_list_has_the_lengths_without_them_at_once(cli: Cli) -> None:
    def length() -> int:
        return next(int(one["total_ms"]) for one in json.loads(cli("list", "--json").out) if one["id"] == "mine")

    usual = length()
    exclude(cli, "cobra")
    assert length() == json.loads(cli("show", "mine", "--json").out)["total_ms"] != usual
    exclude(cli, "sphinx")
    assert length() == usual


def test_a_routine_of_which_nothing_is_left_is_listed_nowhere_and_its_name_stays_on_the_home_screen(cli: Cli) -> None:
    exclude(cli, "pelvic-tilt")
    said = cli("list", "--json")
    assert "only-tilts" not in {one["id"] for one in json.loads(said.out)}
    assert said.err == "stretchtui: left out: only-tilts: everything in it is excluded\n"
    for rows in (summaries(cli.paths), summaries(cli.paths)):  # worked out, and read again
        found = next(one for one in rows if one.id == "only-tilts")
        assert (found.name, found.problem, found.is_excluded) == (
            "Only tilts",
            "only-tilts: everything in it is excluded",
            True,
        )
    row = shelf([found], Past(), _Services(Context()).today()).rows[-1]
    assert (row.text, row.right) == ("Only tilts", "is excluded")
    doctor = json.loads(cli("doctor", "--json").out)
    hints = [one["hint"] for one in doctor if one["message"] == found.problem]
    assert hints == ["stretchtui config get excluded"]


def test_excluded_exercises_are_marked(cli: Cli) -> None:
    exclude(cli, "cobra")
    found = {one["id"]: one["excluded"] for one in json.loads(cli("exercises", "--json").out)}
    assert [id for id, excluded in found.items() if excluded] == ["cobra"]
    assert len(found) == 29
    marked = [line.split()[0] for line in cli("exercises").out.splitlines() if line.endswith("excluded")]
    assert marked == ["cobra"]
    assert json.loads(cli("show", "cobra", "--json").out)["excluded"] is True
    assert json.loads(cli("show", "sphinx", "--json").out)["excluded"] is False
    assert "Excluded in your settings: routines are done without it." in cli("show", "cobra").out


def test_a_check_of_a_file_says_the_same_as_ever(cli: Cli) -> None:
    before = cli("check", "mine", "only-tilts")
    exclude(cli, "cobra pelvic-tilt")
    assert cli("check", "mine", "only-tilts") == before


# -- the app -----------------------------------------------------------------------------------------------------------


def test_the_app_previews_what_is_run_and_a_session_begins_by_saying_what_is_changed(cli: Cli) -> None:
    exclude(cli, "cobra")
    services = _Services(Context())
    plan = services.plan("mine")
    assert {phase.exercise for phase in plan.phases if phase.is_work} == {"sphinx", "pelvic-tilt"}
    performance = services.open("mine")
    assert performance.plan == plan
    assert performance.notices == [INSTEAD]
    assert services.open("only-tilts").notices == []
    assert services.try_out(Context().library.routine("mine").good()).notices == [INSTEAD]


def test_the_app_does_not_open_a_routine_of_which_nothing_is_left(cli: Cli) -> None:
    services = _Services(Context())
    services.change_setting("excluded", "pelvic-tilt")
    for open_ in (services.plan, services.open):
        with pytest.raises(CannotOpen, match=r"^only-tilts: everything in it is excluded$"):
            open_("only-tilts")
