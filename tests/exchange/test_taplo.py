"""taplo, which editors run, says by the schemas what `check` says. Skipped where it is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from exchange.schema_engines import FILES, generator

VERDICTS = generator("make_verdicts.py")
TAPLO = VERDICTS.find_taplo()
needs_taplo = pytest.mark.skipif(TAPLO is None, reason="taplo is not installed; the extra `test` brings it on Linux")


@needs_taplo
def test_the_table_of_verdicts_is_what_taplo_says_and_a_file_of_the_programs_is_checked_by_the_schema_that_it_names(
    tmp_path: Path,
) -> None:
    made = VERDICTS.make_files(tmp_path)
    page = VERDICTS.PAGE.read_text(encoding="utf-8")
    assert page == VERDICTS.render(TAPLO, made), "run: python docs/make_verdicts.py"
    assert len(made) == 3
    assert VERDICTS.refusals(TAPLO, made) == {}
    for file in made:
        file.write_text(file.read_text(encoding="utf-8").replace("\nhold", "\nhodl"), encoding="utf-8")
    assert VERDICTS.refusals(TAPLO, made) == {str(file): "schema validation failed" for file in made}


@needs_taplo
def test_taplo_tells_by_examples_how_a_time_is_written(tmp_path: Path) -> None:
    file = tmp_path / "it.toml"
    file.write_text('name = "It"\n[[steps]]\nexercise = "cobra"\nhold = "20 sec"\n')
    command = [str(TAPLO), "lint", "--no-auto-config", "--schema", FILES["routine"].as_uri(), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert '"20 sec" is not one of ["20s","1m30s","20-30s","5 breaths","6 counts","open"]' in done.stderr
    assert "it.toml:4:8" in done.stderr


def test_taplo_is_there_where_the_tests_extra_brings_it() -> None:
    brought = sys.platform == "linux" and "x86_64" in sys.implementation._multiarch
    assert TAPLO is not None or not brought, "pip install '.[test]' brings taplo"
