"""docs/remote.md says what `ctl`, `status` and the socket do."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from stretchcore.commands import VOCABULARY, parse_command
from stretchtui.remote.protocol import ERRORS, QUESTIONS
from stretchtui.remote.template import PLACEHOLDERS, parse_template

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "remote.md").read_text(encoding="utf-8")


def first_column(marker: str) -> list[str]:
    match = re.search(rf"<!-- {marker} -->\n\n\|[^\n]*\n\|[-|]*\n((?:\|[^\n]*\n)+)", PAGE)
    assert match
    return [line.split("`")[1] for line in match[1].splitlines()]


def test_every_command_is_listed_and_can_be_read() -> None:
    listed = [line.removeprefix("stretchtui ctl ") for line in first_column("vocabulary of ctl")]
    assert [words.split()[0] for words in listed] == list(VOCABULARY)
    for words in listed:
        parse_command(words)


def test_placeholders_questions_and_errors_are_whole() -> None:
    assert first_column("placeholders") == [f"{{{name}}}" for name in PLACEHOLDERS]
    assert tuple(first_column("questions")) == QUESTIONS
    assert tuple(first_column("errors")) == ERRORS


def snippets() -> list[str]:
    """Return the commands in the examples for status bars, as the bar would run them."""
    blocks = "\n".join(re.findall(r"^```(?:text|sh)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    command = r"""stretchtui (?:status|ctl)(?: --[a-z]+| "[^"]*"| '[^']*'| [a-z]+)*"""
    return re.findall(command, blocks.replace('\\"', '"'))


@pytest.mark.parametrize("line", [line for line in snippets() if " status" in line and "--follow" not in line])
def test_a_status_of_the_examples_is_understood_and_says_nothing_without_a_session(line: str, tmp_path: Path) -> None:
    env = {**os.environ, "STRETCHTUI_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", *shlex.split(line)]
    done = subprocess.run(command, env=env, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (3, b"", b"")


def test_the_formats_of_the_examples_are_formats() -> None:
    formats = [shlex.split(line) for line in snippets() if "--format" in line]
    assert len(formats) >= 5
    for words in formats:
        assert parse_template(words[words.index("--format") + 1])
    for line in snippets():
        if line.startswith("stretchtui ctl"):
            parse_command(line.removeprefix("stretchtui ctl "))
