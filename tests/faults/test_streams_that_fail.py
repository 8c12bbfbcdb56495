"""Every command ends as it should where nobody reads it, or its output finds no room.

Here is a sample; `docs/reliability/every_fault.py` runs all.
"""

from pathlib import Path

import pytest

from faults.conftest import Run
from faults.many_commands import ARGUMENTS, cases, commands

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


def test_broken_pipes_full_disks_and_closed_streams_end_each_command_as_documented(run: Run, tmp_path: Path) -> None:
    found = run("many_commands", tmp_path, 4, 19)
    assert len(found) >= 25
    assert not [case for case in found if case["lost"]]


def test_a_result_of_failure_does_not_hide_that_its_output_found_no_room(run: Run, tmp_path: Path) -> None:
    number = list(cases()).index(("check", "broken"))
    (found,) = [case for case in run("many_commands", tmp_path, number, 1_000) if case["streams"] == "full disk"]
    assert (found["code"], found["lost"]) == (1, "")


def test_what_is_tried_are_commands_that_there_are() -> None:
    assert set(ARGUMENTS) <= {" ".join(words) for words, _ in commands()}
