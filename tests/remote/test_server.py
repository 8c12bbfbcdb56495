"""The socket on which a running session answers."""

import asyncio
import json
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote.stage import WAIT_S, Stage, short_folder, until
from stretchcore.commands import VOCABULARY, Pause, Resume, Stop, Toggle
from stretchcore.events import Event
from stretchcore.states import State
from stretchtui.remote import connection, server
from stretchtui.remote.protocol import ERRORS, MAX_LINE_BYTES

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets here")


@pytest.fixture
def home() -> Iterator[Path]:
    yield from short_folder()


async def test_every_command_of_the_vocabulary_acts_and_is_answered_with_the_view(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        seen = []
        for words in ("pause", "resume", "toggle", "toggle", "skip", "restart", "back", "extend 10", "pain", "jump 3"):
            answer = await caller.ask({"id": words, "command": words})
            assert (answer["id"], answer["ok"]) == (words, True)
            seen.append((answer["view"]["state"], answer["view"]["index"]))
        assert seen == [
            ("paused", 0),
            ("running", 0),
            ("paused", 0),
            ("running", 0),
            ("running", 1),
            ("running", 1),
            ("running", 0),
            ("running", 0),
            ("running", 12),
            ("running", 3),
        ]
        refused = await caller.ask({"id": 7, "command": "done"})
        assert (refused["id"], refused["ok"], refused["error"]) == (7, False, "illegal")
        stopped = await caller.ask({"command": "stop"})
        assert stopped["view"]["state"] == "ended"
        assert stage.player.ended
        assert {words.split()[0] for words in VOCABULARY} == set(VOCABULARY)
        await caller.close()


async def test_a_figure_may_stand_behind_the_word_or_have_a_key_of_its_own(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        longer: list[dict[str, object]] = [{"command": "extend", "seconds": 2.5}, {"command": "extend 2.5"}]
        for request in longer:
            before = stage.player.view().remaining_ms
            assert (await caller.ask(request))["ok"]
            after = stage.player.view().remaining_ms
            assert before is not None
            assert after == before + 2_500
        elsewhere: list[dict[str, object]] = [{"command": "jump", "index": 4}, {"command": "jump 4"}]
        for request in elsewhere:
            assert (await caller.ask(request))["view"]["index"] == 4
            assert (await caller.ask({"command": "jump 0"}))["ok"]
        await caller.close()


async def test_a_view_has_the_keys_that_are_promised(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        view = (await caller.ask({"command": "view"}))["view"]
        promised = "state session routine index phase remaining_ms elapsed_ms total_ms progress next"
        assert set(promised.split()) <= set(view)
        await caller.close()


async def test_a_status_is_a_line_in_the_format_that_is_asked_for(home: Path) -> None:
    async with Stage(home).running() as stage:
        stage.clock.advance(10_000)
        caller = await stage.connect()
        assert (await caller.ask({"command": "status"}))["line"] == "Hold ◀ left 0:18 Knee to chest"
        answer = await caller.ask({"command": "status", "format": "{side}:{remaining_s}:{rep}/{reps}"})
        assert answer["line"] == "left:18:1/3"
        assert (await caller.ask({"command": "status", "format": "{side.x}"}))["error"] == "bad-command"
        await caller.close()


async def test_a_subscriber_hears_exactly_what_the_session_says_from_the_answer_on(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        stage.clock.advance(3_000)
        before = len(stage.told)
        assert (await caller.ask({"id": 1, "command": "subscribe"}))["view"]["index"] == 0
        stage.clock.advance(30_000)
        assert (await caller.ask({"id": 2, "command": "view"}))["event"] == "cue"
        stage.player.send(Toggle())
        stage.player.send(Stop())
        heard = [stage.told[before]]
        while (message := await caller.hear()).get("event") != "session_ended":
            if "event" in message:
                heard.append(message)
        assert [*heard, message] == stage.told[before:]
        await caller.close()


async def test_no_event_is_lost_or_told_twice_around_a_subscription(home: Path) -> None:
    async with Stage(home).running() as stage:
        callers = [await stage.connect() for _ in range(8)]
        for caller in callers:
            caller.writer.write(b'{"command": "subscribe"}\n')
        for _ in range(100):  # commands of this thread fall before, between and after the subscriptions
            stage.player.send(Toggle())
            await asyncio.sleep(0)
        await until(lambda: stage.server is not None and len(stage.server.subscribers) == 8)
        answers = [await caller.hear() for caller in callers]
        stage.player.send(Stop())
        for caller, answer in zip(callers, answers, strict=True):
            heard: list[dict[str, object]] = []
            while not heard or heard[-1]["event"] != "session_ended":
                heard.append(await caller.hear())
            assert heard == stage.told[-len(heard) :]
            follows = {"paused": "resumed", "running": "paused"}[answer["view"]["state"]]
            toggled = [event["event"] for event in heard if event["event"] in ("paused", "resumed")]
            assert toggled[:1] in ([], [follows])
            await caller.close()


GARBAGE = [
    b"\xff\xfe",
    b"{",
    b"[]",
    b"null",
    b"NaN",
    b'"pause"',
    b"{}",
    b'{"command": null}',
    b'{"command": ["pause"]}',
    b'{"command": "start"}',
    b'{"command": "rm -rf /"}',
    b'{"command": "pause; stop"}',
    b'{"command": "pause\\nstop"}',
    b'{"command": "\\ud800"}',
    b'{"command": "extend"}',
    b'{"command": "extend", "seconds": NaN}',
    b'{"command": "extend", "seconds": 1e400}',
    b'{"command": "extend", "seconds": true}',
    b'{"command": "extend", "seconds": "10"}',
    b'{"command": "extend", "seconds": ' + b"9" * 4_000 + b"}",
    b'{"command": "extend", "seconds": ' + b"9" * 6_000 + b"}",
    b'{"command": "jump", "index": 1.5}',
    b'{"command": "jump", "index": -1}',
    b'{"id": [1], "command": "pause"}',
    b'{"id": 1.5, "command": "pause"}',
    b'{"id": ' + b"9" * 400 + b', "command": "pause"}',
    b'{"id": "' + b"x" * 300 + b'", "command": "pause"}',
    b'{"command": "status", "format": 5}',
    b'{"command": "status", "format": "{0}"}',
    b'{"command": "status", "format": "{phase!r}"}',
    b'{"command": "status", "format": "{phase:>9999999}"}',
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b"\x00\x01\x02",
]


async def test_garbage_gets_one_line_each_and_the_session_is_unharmed(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        told = list(stage.told)
        for line in GARBAGE:
            answer = await caller.ask(line)
            assert (answer["ok"], answer["error"]) == (False, "bad-command"), line[:80]
            assert "\n" not in answer["message"]
            assert len(answer["message"]) < 1_000
        assert stage.told == told
        assert (await caller.ask({"command": "view"}))["ok"]
        await caller.close()
    assert stage.performance.notices == []


async def test_half_a_surrogate_pair_in_an_id_comes_back_as_it_came(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        answer = await caller.ask(b'{"id": "\\ud800", "command": "view"}')
        assert (answer["id"], answer["ok"]) == ("\ud800", True)
        await caller.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=200).map(lambda data: data.replace(b"\n", b" ")), max_size=20))
def test_lines_of_any_bytes_are_answered_one_by_one(lines: list[bytes]) -> None:
    async def talk() -> None:
        for home in short_folder():
            async with Stage(home).running() as stage:
                caller = await stage.connect()
                caller.writer.write(b"".join(line + b"\n" for line in lines) + b'{"id": "last", "command": "view"}\n')
                answers: list[dict[str, object]] = []
                while not answers or answers[-1].get("id") != "last":
                    answers.append(await caller.hear())
                    assert answers[-1]
                assert len(answers) == 1 + sum(bool(line.strip()) for line in lines)
                assert all(answer["error"] in ERRORS for answer in answers[:-1])
                assert stage.player.session.state is State.RUNNING
                await caller.close()

    asyncio.run(talk())


async def test_a_line_as_long_as_allowed_is_read_and_a_longer_one_ends_the_connection(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        request = b'{"command": "view"}'
        assert (await caller.ask(request + b" " * (MAX_LINE_BYTES - len(request))))["ok"]
        answer = await caller.ask(request + b" " * (MAX_LINE_BYTES - len(request) + 1))
        assert answer["error"] == "too-long"
        assert await caller.hear() == {}
        await caller.close()
        other = await stage.connect()
        assert (await other.ask({"command": "view"}))["ok"]
        await other.close()


async def test_ten_megabytes_without_an_end_are_refused_at_the_first_piece(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        caller.writer.write(b"x" * 10_000_000)
        assert (await caller.hear())["error"] == "too-long"
        assert await caller.hear() == {}
        await caller.close()
        await until(lambda: stage.server is not None and not stage.server.connections)


async def test_one_who_never_stops_sending_is_dropped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LINGER_BYTES", 1 << 20)
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        while not caller.writer.is_closing():
            caller.writer.write(b"x" * 100_000)
            with suppress(BrokenPipeError, ConnectionResetError):
                await caller.writer.drain()
        await until(lambda: stage.server is not None and not stage.server.connections)
        assert stage.player.session.state is State.RUNNING


async def test_the_connection_after_the_last_place_is_refused_and_let_in_when_one_is_free(home: Path) -> None:
    async with Stage(home).running() as stage:
        callers = [await stage.connect() for _ in range(server.MAX_CONNECTIONS)]
        for caller in callers:
            assert (await caller.ask({"command": "view"}))["ok"]
        late = await stage.connect()
        assert (await late.hear())["error"] == "busy"
        assert await late.hear() == {}
        await late.close()
        await callers.pop().close()
        await until(lambda: stage.server is not None and len(stage.server.connections) < server.MAX_CONNECTIONS)
        another = await stage.connect()
        assert (await another.ask({"command": "view"}))["ok"]
        for caller in (*callers, another):
            await caller.close()


async def test_subscribers_that_have_gone_without_a_word_leave_their_places_to_others(home: Path) -> None:
    async with Stage(home).running() as stage:
        stage.player.send(Pause())  # nothing happens any more by which they would be missed
        for _ in range(server.MAX_CONNECTIONS):
            caller = socket.socket(socket.AF_UNIX)
            caller.connect(str(stage.path))
            caller.sendall(b'{"command": "subscribe"}\n')
            assert await asyncio.to_thread(caller.recv, 100_000)
            caller.close()
        half = await stage.connect()  # one that listens on after its last word is there
        assert (await half.ask({"command": "subscribe"}))["ok"]
        half.writer.write_eof()
        assert stage.server is not None
        for _ in range(server.MAX_CONNECTIONS):
            other = await stage.connect()
            assert (await other.ask({"command": "view"}))["ok"]
            await other.close()
        stage.player.send(Resume())
        assert (await half.hear())["event"] == "resumed"
        await half.close()


async def test_a_command_that_nobody_waits_for_any_more_is_not_carried_out(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        now_ms = int(time.monotonic() * 1000)
        late = await caller.ask({"id": 1, "command": "skip", "until_ms": now_ms - 1_000})
        assert (late["id"], late["error"]) == (1, "busy")
        assert stage.player.session.phase.index == 0
        assert (await caller.ask({"id": 2, "command": "skip", "until_ms": now_ms + 60_000}))["ok"]
        assert stage.player.session.phase.index == 1
        for nonsense in ("soon", 1.5, True, 2**63):
            assert (await caller.ask({"command": "skip", "until_ms": nonsense}))["error"] == "bad-command"
        await caller.close()


async def test_half_lines_that_never_end_make_way_for_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STALE_S", -1.0)  # as if they had been there for long
    async with Stage(home).running() as stage:
        idle = [await stage.connect() for _ in range(server.MAX_CONNECTIONS)]
        for caller in idle:
            caller.writer.write(b'{"command": "pau')
            await caller.writer.drain()
        other = await stage.connect()
        assert (await other.ask({"command": "view"}))["ok"]
        assert stage.player.session.state is State.RUNNING
        for caller in (*idle, other):
            await caller.close()


async def test_a_subscriber_that_does_not_read_is_dropped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_WAITING_BYTES", 20_000)
    async with Stage(home).running() as stage:
        deaf = socket.socket(socket.AF_UNIX)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.connect(str(stage.path))
        deaf.sendall(b'{"command": "subscribe"}\n')
        await until(lambda: stage.server is not None and len(stage.server.subscribers) == 1)
        async with asyncio.timeout(WAIT_S):
            while stage.server is not None and stage.server.subscribers:
                stage.player.send(Toggle())
                await asyncio.sleep(0)
        assert stage.player.session.state in (State.RUNNING, State.PAUSED, State.LEAD_IN)
        deaf.close()
    assert stage.performance.notices == []


async def test_what_is_asked_before_the_end_of_input_is_answered(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        caller.writer.write(b'{"command": "pause"}\n{"command": "view"}')
        caller.writer.write_eof()
        assert [(await caller.hear())["view"]["state"] for _ in range(2)] == ["paused", "paused"]
        assert await caller.hear() == {}
        await caller.close()


async def test_a_foreign_user_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "peer_uid", lambda _socket: os.geteuid() + 1)
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        answer = await caller.ask({"id": 1, "command": "pause"})
        assert (answer["ok"], answer["error"]) == (False, "forbidden")
        assert await caller.hear() == {}
        assert stage.player.session.state is State.RUNNING
        await caller.close()


async def test_where_the_system_does_not_tell_who_asks_the_folder_is_the_guard(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "peer_uid", lambda _socket: None)
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        assert (await caller.ask({"command": "pause"}))["ok"]
        await caller.close()


async def test_folder_and_socket_are_open_to_nobody_else_and_go_with_the_session(home: Path) -> None:
    async with Stage(home).running() as stage:
        assert stat.S_IMODE(os.stat(stage.path.parent).st_mode) == 0o700
        assert stat.S_IMODE(os.stat(stage.path).st_mode) == 0o600
    assert not stage.path.exists()


async def test_an_open_folder_is_closed(home: Path) -> None:
    stage = Stage(home)
    stage.path.parent.mkdir()
    stage.path.parent.chmod(0o777)
    async with stage.running():
        assert stat.S_IMODE(os.stat(stage.path.parent).st_mode) == 0o700


@pytest.mark.parametrize("place", ["file instead of the folder", "link instead of the folder", "file", "foreign"])
async def test_where_it_cannot_be_safe_control_is_off_and_said_once(
    home: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(home)
    folder = stage.path.parent
    if place == "file instead of the folder":
        folder.write_text("")
    elif place == "link instead of the folder":
        (home / "other").mkdir()
        folder.symlink_to(home / "other")
    else:
        folder.mkdir(mode=0o700)
    if place == "file":
        stage.path.write_text("mine")
    if place == "foreign":
        me = os.geteuid()
        monkeypatch.setattr("stretchtui.remote.binding.os.geteuid", lambda: me + 1)
    async with stage.running():
        stage.clock.advance(8_000)
    assert [notice.split(":")[0] for notice in stage.performance.notices] == [
        "no other program can control this session"
    ]
    if place == "file":
        assert stage.path.read_text() == "mine"


async def test_a_stale_socket_is_replaced(home: Path) -> None:
    stage = Stage(home)
    stage.path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(stage.path))
    async with stage.running():
        caller = await stage.connect()
        assert (await caller.ask({"command": "view"}))["ok"]
        await caller.close()


async def test_a_socket_that_answers_is_left_alone(home: Path) -> None:
    async with Stage(home).running() as first:
        second = Stage(home / "other")
        second.path = first.path
        async with second.running():
            second.clock.advance(1_000)
        assert "another program listens there" in second.performance.notices[0]
        caller = await first.connect()
        assert (await caller.ask({"command": "view"}))["ok"]
        await caller.close()


async def test_another_ones_socket_is_not_removed_at_the_end(home: Path) -> None:
    async with Stage(home).running() as stage:
        stage.path.unlink()
        other = socket.socket(socket.AF_UNIX)
        other.bind(str(stage.path))
    assert stage.path.exists()
    other.close()


async def test_it_can_be_closed_from_another_thread_and_again_while_somebody_is_connected(home: Path) -> None:
    stage = await Stage(home).begin()
    caller = await stage.connect()
    assert (await caller.ask({"command": "subscribe"}))["ok"]
    assert stage.server is not None
    thread = threading.Thread(target=stage.server.close)
    thread.start()
    assert await caller.hear() == {}
    await asyncio.to_thread(thread.join, WAIT_S)
    assert not thread.is_alive()
    assert not stage.path.exists()
    stage.player.send(Pause())  # and events that come after it go nowhere
    stage.performance.finish()
    await caller.close()


async def test_who_stops_the_session_gets_the_answer_and_subscribers_its_last_event(home: Path) -> None:
    stage = await Stage(home).begin()

    def finish_at_the_end(_: tuple[Event, ...]) -> None:
        if stage.player.ended:
            asyncio.get_running_loop().call_soon(stage.performance.finish)

    stage.player.listen(finish_at_the_end)
    subscriber, caller = await stage.connect(), await stage.connect()
    assert (await subscriber.ask({"command": "subscribe"}))["ok"]
    assert (await caller.ask({"id": 5, "command": "stop"}))["view"]["state"] == "ended"
    messages = []
    while message := await subscriber.hear():
        messages.append(message)
    assert messages[-1]["event"] == "session_ended"
    for one in (subscriber, caller):
        await one.close()


async def test_after_its_end_a_session_says_that_it_is_over(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        stage.player.send(Stop())
        assert (await caller.ask({"command": "pause"}))["error"] == "no-session"
        await caller.close()


async def test_a_session_that_does_not_answer_is_busy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        raise TimeoutError

    async with Stage(home).running() as stage:
        monkeypatch.setattr("stretchtui.control.Control.view", never)
        caller = await stage.connect()
        assert (await caller.ask({"command": "view"}))["error"] == "busy"
        await caller.close()


async def test_a_mistake_of_ours_ends_one_connection_in_one_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    async with Stage(home).running() as stage:
        caller = await stage.connect()
        with monkeypatch.context() as patch:
            patch.setattr("stretchtui.control.Control.view", broken)
            assert "ZeroDivisionError" in (await caller.ask({"command": "view"}))["message"]
        assert await caller.hear() == {}
        await caller.close()
        other = await stage.connect()
        assert (await other.ask({"command": "view"}))["ok"]
        await other.close()


async def test_a_flood_of_requests_is_answered_in_order(home: Path) -> None:
    async with Stage(home).running() as stage:
        caller = await stage.connect()
        caller.writer.write(b"".join(json.dumps({"id": n, "command": "view"}).encode() + b"\n" for n in range(200)))
        assert [(await caller.hear())["id"] for _ in range(200)] == list(range(200))
        await caller.close()


async def test_without_unix_sockets_a_session_runs_and_says_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(home)
    with monkeypatch.context() as patch:  # the event loop's own thread needs a pair of them
        patch.delattr("socket.AF_UNIX")
        stage.performance.begin()
    stage.clock.advance(1_000)
    stage.performance.finish()
    assert stage.performance.notices == []
    assert not stage.path.exists()
