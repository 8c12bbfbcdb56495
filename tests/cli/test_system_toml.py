"""One value of a TOML text is changed, and nothing else."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchtui.tomlediting import Unchangeable, with_value, without

TEXTS = (
    "",
    "# only a comment",
    'lead_in = "3s"  # c\n',
    "levels = { a = 1 } # x\n",
    "levels = {}\n",
    "levels.a = 1\nbell = true\n",
    "[levels]",
    "[levels] # here\n# nothing yet\n\n[breath]\nin='4s'\nout='6s'",
    "bell = true\n\n# about levels\n[levels]\na=1\n\n# about breath\n[breath]\nin='4s'\nout='6s'\n",
    "[[steps]]\nname = 'x'\n",
    "\n\n[levels]\n'a b' = 1\na = 2\n\n[x.y]\nz = 1\n",
)
KEYS = (("lead_in",), ("levels", "a"), ("levels", "b"), ("breath", "in"), ("bell",))


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@given(
    st.sampled_from(TEXTS), st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(("5s", 20, None))), max_size=6)
)
def test_any_changes_one_after_the_other_say_what_was_asked_and_keep_every_comment(
    text: str, changes: list[tuple[tuple[str, ...], Any]]
) -> None:
    for path, value in changes:
        wanted: dict[str, Any] = tomllib.loads(text)
        holder = wanted
        for name in path[:-1]:
            holder = holder.setdefault(name, {})
        if value is None:
            holder.pop(path[-1], None)
        else:
            holder[path[-1]] = value
        # A comment behind a value goes with its value, and only then.
        kept = comments(text) if value is not None else []
        text = without(text, path) if value is None else with_value(text, path, value)
        said = tomllib.loads(text)
        assert {key: found for key, found in said.items() if found != {}} == {
            key: found for key, found in wanted.items() if found != {}
        }
        assert set(kept) <= set(comments(text))


@given(st.sampled_from(TEXTS), st.sampled_from(KEYS))
def test_line_ends_of_windows_stay(text: str, path: tuple[str, ...]) -> None:
    dos = text.replace("\n", "\r\n")
    changed = with_value(dos, path, "5s")
    if "\r\n" in dos:
        assert changed.count("\n") == changed.count("\r\n")


@pytest.mark.parametrize("text", ["a = ", "[levels]\na = 1\n[levels]\n", "levels = 3\n", "[[levels]]\n"])
def test_what_cannot_be_changed_without_loss_is_refused(text: str) -> None:
    with pytest.raises(Unchangeable):
        with_value(text, ("levels", "a"), 1)


def test_a_comment_above_a_header_stays_with_it() -> None:
    text = "bell = true\n# about levels\n[levels]\na = 1\n\n# about breath\n[breath]\nin = '4s'\n"
    assert with_value(text, ("levels", "b"), 2).index("b = 2") < text.index("# about breath")
    assert "# about levels\n[levels]" in with_value(text, ("lead_in",), "3s")


def test_what_is_not_there_is_taken_out_without_a_change() -> None:
    text = "levels = 3\n# c\n"
    assert without(text, ("levels", "a")) == text
    assert without(text, ("breath", "in")) == text
    assert without(text, ("bell",)) == text


def test_a_new_table_of_values_is_written_on_one_line() -> None:
    changed = with_value("[levels]\na = 1\n", ("breath",), {"in": "4s", "out": "6s"})
    assert changed.splitlines()[0] == 'breath = {in = "4s", out = "6s"}'
