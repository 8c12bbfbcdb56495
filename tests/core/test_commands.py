"""The one vocabulary of commands, as lines of text."""

import pytest

from stretchcore.commands import (
    COMMANDS,
    VOCABULARY,
    Back,
    BadCommand,
    Command,
    Done,
    Extend,
    Jump,
    Pain,
    Pause,
    Restart,
    Resume,
    Skip,
    Start,
    Stop,
    Toggle,
    parse_command,
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("pause", Pause()),
        ("resume", Resume()),
        ("toggle", Toggle()),
        ("skip", Skip()),
        ("back", Back()),
        ("restart", Restart()),
        ("done", Done()),
        ("pain", Pain()),
        ("stop", Stop()),
        ("extend 10", Extend(10_000)),
        ("extend -2.5", Extend(-2_500)),
        ("extend +1", Extend(1_000)),
        ("jump 3", Jump(3)),
        ("  SKIP  ", Skip()),
        ("jump\t0", Jump(0)),
    ],
)
def test_a_line_is_its_command(line: str, command: Command) -> None:
    assert parse_command(line) == command


def test_every_command_but_start_has_a_word() -> None:
    assert {word.command for word in VOCABULARY.values()} == set(COMMANDS) - {Start}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", '"" is no command; there are pause, resume, '),
        ("puase", "did you mean pause?"),
        ("start", "is no command"),
        ("skip 2", "skip takes nothing after it"),
        ("extend", "write extend SECONDS"),
        ("jump", "write jump INDEX"),
        ("jump 1 2", "write jump INDEX"),
        ("jump 1_000", "is not the index of a phase"),
        ("jump -1", "is not the index of a phase"),
        ("jump \u0661", "is not the index of a phase"),
        ("extend ten", "is not a number of seconds"),
        ("extend nan", "is not a number of seconds"),
        ("extend inf", "is not a number of seconds"),
        ("extend 1e3", "is not a number of seconds"),
        ("extend 14401", "is not between"),
        ("extend " + "9" * 5_000, "is not a number of seconds"),
        ("\x1b]0;title\x07", "is no command"),
    ],
)
def test_what_is_no_command_is_refused_with_what_to_write(line: str, message: str) -> None:
    with pytest.raises(BadCommand) as refusal:
        parse_command(line)
    text = str(refusal.value)
    assert message in text
    assert text.isprintable()
    assert len(text) < 250
