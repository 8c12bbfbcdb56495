"""The script that keeps two machines in step does what its page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from history.makers import Clock, uuid, whole
from stretchtui.history import open_history

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="the script is one of a Unix shell")
def test_the_script_of_the_page_brings_two_machines_to_the_same_log(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "two-machines.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- sync -->\n```sh\n(.*?)```", page, re.DOTALL)
    assert found is not None
    (tmp_path / "sync.sh").write_text(found[1])
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "stretchtui"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stretchtui "$@"\n')
    name = tmp_path / "bin" / "uname"
    name.write_text('#!/bin/sh\necho "$MACHINE"\n')
    for script in (program, name):
        script.chmod(0o755)

    def machine(name: str, *command: str) -> str:
        env = {
            **os.environ,
            "MACHINE": name,
            "STRETCHTUI_HOME": str(tmp_path / name),
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
        }
        done = subprocess.run([*command], env=env, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout

    for number, place in enumerate(("desk", "laptop"), start=1):
        (tmp_path / place / "data").mkdir(parents=True)
        with open_history(tmp_path / place / "data" / "history.db", write=True, now=Clock()) as history:
            whole(history, number)
    for place in ("desk", "laptop", "desk", "laptop"):
        machine(place, "sh", str(tmp_path / "sync.sh"), str(tmp_path / "shared folder"))
    logs = {machine(place, "stretchtui", "log", "export", "-") for place in ("desk", "laptop")}
    assert len(logs) == 1
    text = logs.pop()
    assert uuid(1) in text
    assert uuid(2) in text
    assert sorted(path.name for path in (tmp_path / "shared folder").iterdir()) == ["desk.jsonl", "laptop.jsonl"]
