"""Files are whole or not there, and stay as open to others as they were."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stretchtui.files import FileFault, write_atomic
from stretchtui.rewriting import rewrite


@pytest.fixture
def mask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o640])
def test_a_file_that_is_rewritten_keeps_its_mode_whatever_the_mask(tmp_path: Path, mask: None, mode: int) -> None:
    file = tmp_path / "config.toml"
    file.write_text("old")
    file.chmod(mode)
    rewrite(file, b"new")
    assert (file.read_text(), mode_of(file)) == ("new", mode)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes")
def test_a_new_file_goes_by_the_mask(tmp_path: Path, mask: None) -> None:
    rewrite(tmp_path / "new.toml", b"new")
    assert mode_of(tmp_path / "new.toml") == 0o600


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_cannot_be_written_leaves_no_draft_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(_descriptor: int) -> None:
        raise error

    monkeypatch.setattr("os.fsync", fail)
    (tmp_path / "a.toml").write_text("old")
    with pytest.raises(FileFault if isinstance(error, OSError) else KeyboardInterrupt):
        write_atomic(tmp_path / "a.toml", "new")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a.toml", "old")]
