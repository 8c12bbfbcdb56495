"""The small front ends, as they stand in the documentation: a loop, a line in a status bar, a chat of two."""

import json
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest

from frontends.stage import FRONTENDS, ROOT, Ears, alone, frontend
from stretchcore import Plan, TextLibrary, make_plan, read_routine

ROUTINES = ROOT / "routines"
QUICK = ROUTINES / "quick-relief.toml"


@pytest.fixture(scope="module")
def library() -> TextLibrary:
    return TextLibrary({path.stem: path.read_bytes() for path in ROUTINES.glob("exercises/*.toml")})


@pytest.fixture(scope="module")
def quick(library: TextLibrary) -> Plan:
    return make_plan(read_routine(QUICK.read_bytes(), "quick-relief", library).good(), library)


OPEN = make_plan(
    read_routine('name = "Open"\nsteps = [{ name = "Roll", hold = "open", prepare = 0 }]', "o", {}).good(), {}
)


@pytest.mark.parametrize(
    ("file", "most"),
    [("loop.py", 70), ("status_bar.py", 180), ("chat.py", 180), ("web/app.js", 300), ("web/face.py", 250)],
)
def test_it_can_be_read_in_one_sitting(file: str, most: int) -> None:
    assert len((FRONTENDS / file).read_text(encoding="utf-8").splitlines()) <= most


# -- the loop ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loop() -> ModuleType:
    return frontend("loop")


def test_the_loop_plays_a_whole_routine_and_ends_on_time_however_late_it_wakes(
    loop: ModuleType, quick: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    ears = Ears(late_ms=7)
    loop.play(quick, ears.now_ms, ears.hear)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "   0:00  Quick relief, 4 min 56 s, level 0 %"
    assert lines[-1] == "   4:56  session completed after 4 min 56 s"
    started = [line for line in lines if line[9:].startswith(("Get ready", "Hold"))]
    assert len(started) == sum(phase.kind in ("prepare", "hold") for phase in quick.phases)
    assert quick.total_ms <= ears.now < quick.total_ms + 10


def test_the_loop_does_what_is_typed_and_says_why_not(
    loop: ModuleType, quick: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    ears = Ears((1_200, "skip\n"), (2_000, "dance\n"), (2_100, "done\n"), (3_000, "pause\n"), (90_000, "stop\n"))
    loop.play(quick, ears.now_ms, ears.hear)
    lines = capsys.readouterr().out.splitlines()
    assert "   0:01  skipped after 1.2 s" in lines
    assert any(line.startswith('"dance" is no command') for line in lines)
    assert "done is not possible now: this phase ends by itself" in lines
    assert lines[-1] == "   1:30  session stopped after 3 s"


def test_the_loop_waits_in_an_open_phase_until_somebody_says_done(
    loop: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    ears = Ears((70_000, "done\n"))
    loop.play(OPEN, ears.now_ms, ears.hear)
    assert capsys.readouterr().out.splitlines()[-1] == "   1:10  session completed after 1 min 10 s"


def test_the_loop_runs_on_the_engine_alone() -> None:
    said = alone("loop.py", str(QUICK), said="skip\nstop\n")
    assert said.splitlines()[0].endswith("Quick relief, 4 min 56 s, level 0 %")
    assert "session stopped" in said.splitlines()[-1]


def test_the_loop_prints_the_problems_of_a_file(loop: ModuleType, tmp_path: Any) -> None:
    (tmp_path / "bad.toml").write_text('name = "Bad"\nsteps = [{ name = "A", hold = "abc" }]')
    with pytest.raises(SystemExit, match=r"bad\.toml:2:\d+: steps\[0\]\.hold: .*not a time"):
        loop.main(str(tmp_path / "bad.toml"))


# -- the status bar ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def status_bar() -> ModuleType:
    return frontend("status_bar")


class Heard(Exception):
    """Ends a bar, which goes on for ever."""


def shown(status_bar: ModuleType, plan: Plan, face: str, *said: tuple[int, str]) -> list[tuple[int, str]]:
    """Return the lines of a bar, each with the instant at which it came, until nothing is said any more."""
    ears = Ears(*said, (1 << 40, ""))
    found = []

    def hear(until_ms: int | None) -> str | None:
        line = ears.hear(until_ms)
        if line == "":
            raise Heard
        return line

    with suppress(Heard):
        for line in status_bar.show(status_bar.Bar(plan, 0), face, ears.now_ms, hear):
            found.append((ears.now, line))  # noqa: PERF401  # what came before the end is kept
    return found


def click(button: int) -> str:
    return f',{{"name": "stretch", "button": {button}, "x": 12}}\n'


def texts(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(at, json.loads(line.rstrip(","))[0]["full_text"]) for at, line in lines[1:]]


def test_the_bar_speaks_the_protocol_of_i3bar_from_the_first_line_on(status_bar: ModuleType, quick: Plan) -> None:
    header, *blocks = (line for _, line in shown(status_bar, quick, "i3bar", (100, click(1)), (1_500, "stop\n")))
    first, _, array = header.partition("\n")
    assert json.loads(first) == {"version": 1, "click_events": True}
    assert len(json.loads(array + "".join(blocks).rstrip(",") + "]")) == len(blocks)


def test_a_click_starts_pauses_and_goes_on_and_the_other_buttons_do_what_they_say(
    status_bar: ModuleType, quick: Plan
) -> None:
    said = [(0, "[\n"), (100, click(1)), (1_100, click(3)), (3_100, click(1)), (60_000, click(1)), (63_500, click(4))]
    lines = texts(shown(status_bar, quick, "i3bar", *said, (63_600, click(2)), (63_700, "stop\n")))
    assert lines[0] == (0, "▷ Quick relief, 5 min")
    assert (100, "Get ready 0:05 March on the spot") in lines
    assert (1_100, "Warm up 1:00 March on the spot") in lines
    assert (3_100, "❚❚ Warm up 0:58 March on the spot") in lines
    assert (60_000, "▷ Warm up 0:03 March on the spot") in lines
    assert (63_000, "Warm up 0:58 March on the spot") in lines
    assert (63_500, "Warm up 1:08 March on the spot") in lines
    assert (63_600, "Get ready ◀ 0:15 Knee to chest") in lines
    assert lines[-1] == (63_700, "✓ Quick relief")


def test_the_bar_changes_once_a_second_and_not_more_often(status_bar: ModuleType, quick: Plan) -> None:
    lines = texts(shown(status_bar, quick, "i3bar", (0, "start\n")))
    at = [instant for instant, _ in lines[1:]]
    assert at == [1000 * second for second in range(quick.total_ms // 1000 + 1)]
    assert lines[-1][1] == "✓ Quick relief"


def test_waybar_gets_an_object_a_line_with_what_comes_next(status_bar: ModuleType, quick: Plan) -> None:
    lines = shown(status_bar, quick, "waybar", (0, "toggle\n"), (20_500, "stop\n"))
    blocks = [json.loads(line) for _, line in lines]
    assert blocks[0]["class"] == "ready"
    assert blocks[1] == {
        "text": "Get ready 0:05 March on the spot",
        "tooltip": "Next: Warm up: March on the spot, 1 min",
        "class": "running",
        "percentage": 0,
    }
    assert [block["class"] for block in blocks][-2:] == ["work", "ended"]


@pytest.mark.parametrize(
    "line", ["", "\n", "{", '{"button": []}', '{"button": 99}', "[]", "nothing", '{"a": 1}', "null"]
)
def test_a_line_that_means_nothing_changes_nothing(status_bar: ModuleType, quick: Plan, line: str) -> None:
    bar = status_bar.Bar(quick, 0)
    bar.hear("start", 0)
    before = bar.driver.session.view(500)
    bar.hear(line, 500)
    assert bar.driver.session.view(500) == before


# -- the chat ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chat() -> ModuleType:
    return frontend("chat")


@pytest.fixture
def bot(chat: ModuleType, library: TextLibrary) -> Any:
    return chat.Bot({path.stem: path.read_text("utf-8") for path in sorted(ROUTINES.glob("*.toml"))}, library)


def run_to(bot: Any, until_ms: int) -> list[tuple[int, str, str]]:
    """Wake whenever the bot wants to, a little late; return what it says and when."""
    said = []
    while (wake := bot.wake_ms) is not None and wake <= until_ms:
        said += [(wake, message.to, message.text) for message in bot.advance(wake + 3)]
    return said


def test_two_people_are_led_at_once_on_one_clock_and_neither_hears_of_the_other(bot: Any) -> None:
    bot.hear("one", "start quick-relief", 1_000)
    said = run_to(bot, 8_000)
    bot.hear("two", "start desk-break", 9_000)
    said += run_to(bot, 10_000_000)
    ends = {to: (at, text) for at, to, text in said if text.startswith("session ")}
    assert ends == {
        "one": (1_000 + 296_000, "session completed after 4 min 56 s"),
        "two": (9_000 + 236_000, "session completed after 3 min 56 s"),
    }
    assert [at for at, _, _ in said] == sorted(at for at, _, _ in said)
    assert not any("Knee to chest" in text for _, to, text in said if to == "two")


def test_what_is_due_late_in_two_sessions_comes_in_the_order_in_which_it_happened(bot: Any) -> None:
    bot.hear("one", "start quick-relief", 0)
    bot.hear("two", "start quick-relief", 700)
    for now in range(1_000, 5_000, 1_000):
        bot.advance(now)
    late = bot.advance(5_900)
    assert [message.to for message in late] == ["one", "two"]
    assert [message.text for message in late] == ["Warm up: March on the spot, 1 min"] * 2


def test_a_pause_of_one_leaves_the_other_going(bot: Any) -> None:
    bot.hear("one", "start quick-relief", 0)
    bot.hear("two", "start quick-relief", 0)
    (paused,) = bot.hear("one", "Pause", 2_000)
    assert (paused.to, paused.text) == ("one", "paused")
    assert {to for _, to, _ in run_to(bot, 60_000)} == {"two"}
    (status,) = bot.hear("one", "status", 60_000)
    assert status.text == "Get ready: March on the spot, 5 s. paused, 0:03"


def test_the_bot_answers_what_is_not_possible_and_changes_nothing(bot: Any) -> None:
    def answers(text: str) -> list[str]:
        return [message.text for message in bot.hear("one", text, 0)]

    assert answers("hello") == answers("pause") == answers("") == answers("status") == [frontend("chat").HELP]
    assert answers("start dancing") == ["Say routines, and start one of them."]
    assert "quick-relief (5 min)" in answers("routines")[0]
    bot.hear("one", "start quick-relief", 0)
    assert answers("start desk-break") == ["Say stop first."]
    assert answers("done") == ["done is not possible now: this phase ends by itself."]
    assert answers("stop") == ["session stopped after 0 s"]
    assert bot.wake_ms is None


def test_the_chat_runs_on_the_engine_alone() -> None:
    said = alone(
        "chat.py", str(ROUTINES), said="one: start quick-relief\ntwo: start desk-break\ntwo: pause\none: stop\n"
    )
    assert "one: session stopped after " in said
    assert "two: paused\n" in said
