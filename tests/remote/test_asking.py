"""Those who ask a session: where they find it, what formats they may ask for, and both ways to a status."""

import asyncio
import io
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote.stage import Stage, plan, short_folder, until
from stretchcore.commands import Pause, Skip, Stop
from stretchtui.__main__ import _run
from stretchtui.cli.asking_session import print_status, send_command
from stretchtui.cli.completing import session_commands
from stretchtui.cli.output import Leave
from stretchtui.paths import Paths
from stretchtui.remote import address, client, quick
from stretchtui.remote.client import Client, NoControl, NoSession, NotAnswering, RemoteFault
from stretchtui.remote.following import _Printer, follow
from stretchtui.remote.status_line import status_values
from stretchtui.remote.template import PLACEHOLDERS, BadTemplate, parse_template

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets here")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for folder in short_folder():
        monkeypatch.setenv("STRETCHTUI_HOME", str(folder))
        yield folder


# -- where -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("home", "runtime"),
    [
        ("/tmp/h", None),
        ("/tmp//h/./x/", None),
        ("//h/../x", None),
        ("h", None),
        ("~/h", None),
        ("/" + "long/" * 40, None),
        ("/" + "é" * 60, None),
        (None, "/run/user/7"),
        (None, "/run//user/7/"),
        (None, "/" + "long/" * 40),
        (None, "not/absolute"),
        (None, None),
    ],
)
def test_the_short_way_to_the_socket_comes_to_the_same_place(
    home: str | None, runtime: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("STRETCHTUI_HOME", home), ("XDG_RUNTIME_DIR", runtime)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    folder = address.runtime_folder()
    if folder is None:
        pytest.skip("this system's folders are known to platformdirs alone")
    quickly = address.socket_path(folder)
    assert quickly == str(Paths.find().socket)
    assert len(os.fsencode(quickly)) <= address.MAX_PATH_BYTES


def test_a_path_that_just_fits_is_used_and_two_long_ones_are_not_confused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/7")
    room = address.MAX_PATH_BYTES - len("/") - len(address.NAME)
    fits = "/" + "x" * (room - 1)
    assert address.socket_path(fits) == f"{fits}/{address.NAME}"
    one, other = address.socket_path(f"{fits}x"), address.socket_path(f"{fits}y")
    assert one != other
    assert os.path.dirname(one) == "/run/user/7/stretchtui"


# -- formats -----------------------------------------------------------------------------------------------------------


@given(st.text(alphabet=st.sampled_from("{}ab phase_json.[0]!r:>9"), max_size=40))
def test_a_text_of_any_sort_is_a_format_or_is_refused(text: str) -> None:
    try:
        pieces = parse_template(text)
    except BadTemplate:
        return
    written = "".join(
        piece.replace("{", "{{").replace("}", "}}") + ("" if name is None else f"{{{name}}}") for piece, name in pieces
    )
    assert written == text


@pytest.mark.parametrize(
    "text", ["{", "}", "{}", "{nope}", "{phase.x}", "{phase!r}", "{phase:>9}", "{0}", "{__class__}"]
)
def test_nothing_but_the_names_that_there_are_means_anything(text: str) -> None:
    with pytest.raises(BadTemplate):
        parse_template(text)


async def test_every_placeholder_has_a_value_and_no_value_can_harm_a_terminal(home: Path) -> None:
    hostile = plan('\u001b]0;x\u0007{phase}"\u202e')  # no file can hold such a name; a front end might
    async with Stage(home, hostile).running() as stage:
        stage.clock.advance(9_000)
        values = status_values(hostile, stage.player.view())
        assert tuple(values) == PLACEHOLDERS
        assert all(value.isprintable() for value in values.values())
        assert "{phase}" in values["line"]
        caller = await stage.connect()
        answer = await caller.ask({"command": "status", "format": "{{{exercise_json}}}|{set} {position} {rep}"})
        quoted, rest = answer["line"].split("|")
        assert json.loads(quoted[1:-1]) == values["exercise"]
        assert rest == "1 1"
        await caller.close()


# -- both ways ---------------------------------------------------------------------------------------------------------


async def test_both_ways_to_a_status_print_the_same(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with Stage(home, plan("Zoë's “knee” \\ 膝")).running() as stage:
        stage.clock.advance(12_345)
        for arguments in (
            [],
            ["--json"],
            ["--format", '{phase} "{exercise}" {{}} é'],
            ["--format={line_json}"],
            ["--format", ""],
        ):
            options = quick.read_options(arguments)
            assert options is not None
            assert await asyncio.to_thread(quick.quick_status, arguments) == 0
            quickly = capsys.readouterr()
            template, as_json, following = options
            assert await asyncio.to_thread(print_status, template, as_json=as_json, follow=following) == 0
            assert capsys.readouterr() == quickly
            assert quickly.out.endswith("\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
async def test_a_status_is_json_in_every_encoding(encoding: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Stage(home, plan("Zoë’s 膝")).running():
        for arguments in (["status", "--json"], ["status", "--format", "{exercise_json}"]):
            said = io.BytesIO()
            stream = io.TextIOWrapper(said, encoding, errors="backslashreplace")
            monkeypatch.setattr("sys.stdout", stream)
            assert await asyncio.to_thread(_run, arguments) == 0
            assert "Zoë’s 膝" in str(json.loads(said.getvalue().decode(encoding)))


def test_what_is_followed_is_json_in_every_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(said, "ascii", errors="backslashreplace"))
    _Printer(as_json=True).show({"view": {"routine": "é"}})
    assert json.loads(said.getvalue()) == {"routine": "é"}


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--format", "{phase}"]])
def test_without_a_session_both_ways_print_nothing_and_end_alike(
    arguments: list[str], home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _run(["status", *arguments]) == 3
    monkeypatch.setattr(quick, "_ask", lambda _template: None)
    assert _run(["status", *arguments]) == 3
    assert capsys.readouterr() == ("", "")


def test_a_wrong_format_is_a_mistake_with_and_without_a_session(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["status", "--format", "{nope}"]) == 2
    assert "there are line, state" in capsys.readouterr().err
    assert _run(["status", "--format", "{phase}", "--json"]) == 2
    assert _run(["status", "--nope"]) == 2


@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"], ["ctl", "pause"], ["status", "--follow"]])
def test_a_session_that_is_stopped_gets_one_line(
    arguments: list[str], home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "_ANSWER_S", 0.05)
    monkeypatch.setattr(client, "ANSWER_S", 0.05)
    monkeypatch.setattr("stretchtui.remote.following.ANSWER_S", 0.05)
    path = Paths.find().socket
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen(4)
        assert _run(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "does not answer" in said.err


async def test_a_session_of_another_user_is_not_believed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Stage(home).running() as stage:
        monkeypatch.setattr(client, "peer_uid", lambda _socket: os.geteuid() + 1)
        with pytest.raises(RemoteFault, match="belongs to another user"):
            await asyncio.to_thread(Client, str(stage.path))


def test_nonsense_for_an_answer_ends_in_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Paths.find().socket
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as strange:
        strange.bind(str(path))
        strange.listen(4)

        def serve() -> None:
            for _ in range(2):
                connection, _ = strange.accept()
                with connection:
                    connection.recv(1_000)
                    connection.sendall(b"\xff[[[\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert _run(["status"]) == 1
        thread.join(20)
    assert capsys.readouterr().err == "stretchtui: this is no session that answers\n"


def test_where_there_are_no_unix_sockets_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("socket.AF_UNIX")
    with pytest.raises(NoControl):
        Client("x")


async def test_ctl_tells_the_session_and_says_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with Stage(home).running() as stage:
        assert await asyncio.to_thread(_run, ["ctl", "pause"]) == 0
        assert capsys.readouterr() == ("", "")
        assert await asyncio.to_thread(_run, ["ctl", "extend", "-2", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["state"] == "paused"
        assert await asyncio.to_thread(_run, ["ctl", "done"]) == 1
        assert capsys.readouterr().err == "stretchtui: done is not possible now: this phase ends by itself\n"
        assert stage.player.view().remaining_ms == 6_000


@pytest.mark.parametrize(("words", "code"), [("pause", 3), ("extend 5", 3), ("puase", 2), ("extend", 2), ("jump x", 2)])
def test_ctl_without_a_session(words: str, code: int, home: Path) -> None:
    with pytest.raises(Leave) as leaving:
        send_command(words, as_json=False)
    assert leaving.value.code == code
    assert leaving.value.message


async def test_a_session_that_does_not_listen_is_named(home: Path) -> None:
    async with Stage(home).running() as stage:
        stage.path.unlink()
        with pytest.raises(Leave, match="cannot be controlled: Test") as leaving:
            send_command("pause", as_json=False)
        assert leaving.value.code == 1


# -- following ---------------------------------------------------------------------------------------------------------


async def test_following_waits_for_a_session_prints_what_changes_and_ends_with_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waits, begun = threading.Event(), threading.Event()
    printed: list[str] = []

    def lines() -> list[str]:
        printed.extend(capsys.readouterr().out.splitlines())
        return printed

    def sleep(_seconds: float) -> None:
        waits.set()
        assert begun.wait(20)

    stage = Stage(home)
    following = asyncio.create_task(
        asyncio.to_thread(follow, str(stage.path), "{state} {phase}", as_json=False, sleep=sleep)
    )
    assert await asyncio.to_thread(waits.wait, 20)
    assert lines() == [""]
    async with stage.running():
        begun.set()
        await until(lambda: lines()[-1] == "running Get ready")
        stage.player.send(Pause())
        await until(lambda: lines()[-1] == "paused Get ready")
        stage.player.send(Skip())
        await until(lambda: lines()[-1] == "paused Hold")
        stage.player.send(Stop())
        stage.performance.finish()
    await asyncio.wait_for(following, 20)
    assert lines()[-1] == ""
    assert [line for line in lines() if not line.startswith("ended")] == [
        "",
        "running Get ready",
        "paused Get ready",
        "paused Hold",
        "",
    ]


async def test_following_ends_where_nobody_reads_any_more(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stretchtui.remote.following.LISTEN_S", 0.01)
    read_end, write_end = os.pipe()
    stage = Stage(home)
    with os.fdopen(write_end, "w") as out:
        monkeypatch.setattr("sys.stdout", out)
        async with stage.running():
            stage.player.send(Pause())
            following = asyncio.create_task(asyncio.to_thread(follow, str(stage.path), "{state}", as_json=False))
            assert await asyncio.to_thread(os.read, read_end, 100) == b"paused\n"
            os.close(read_end)
            with pytest.raises(BrokenPipeError):
                await asyncio.wait_for(following, 20)
            stage.player.send(Stop())
            stage.performance.finish()
        monkeypatch.undo()


def test_a_client_that_is_cut_off_learns_that_there_is_no_session(home: Path) -> None:
    path = Paths.find().socket
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(1)
        with Client(str(path)) as caller:
            listener.accept()[0].close()
            with pytest.raises(NoSession):
                caller.ask({"command": "view"})
    assert issubclass(NotAnswering, RemoteFault)


def test_the_shell_completes_what_a_session_can_be_told() -> None:
    assert session_commands("re") == ["restart", "resume"]
