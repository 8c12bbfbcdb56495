"""Lengths in the words that screens and commands share."""

import pytest

from stretchtui.phrases import minutes


@pytest.mark.parametrize(
    ("ms", "words"),
    [(0, "0 s"), (2_209, "2 s"), (59_499, "59 s"), (60_000, "1 min"), (89_999, "1 min"), (90_000, "2 min")],
)
def test_a_length_is_told_in_whole_minutes_or_whole_seconds(ms: int, words: str) -> None:
    assert minutes(ms) == words
