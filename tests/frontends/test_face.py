"""The Python half of the web page, in this Python: what it shows, and when it wants to be woken."""

import io
import json
import re
import zipfile
from types import ModuleType
from typing import Any

import pytest

from frontends.stage import FRONTENDS, ROOT, frontend
from stretchcore import PhaseKind

WEB = FRONTENDS / "web"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return frontend("web.face")


@pytest.fixture(scope="module")
def one_face(module: ModuleType) -> Any:
    def texts(folder: str) -> dict[str, str]:
        return {path.stem: path.read_text("utf-8") for path in (ROOT / folder).glob("*.toml")}

    return module.Face(texts("routines"), texts("routines/exercises"))


@pytest.fixture
def face(one_face: Any) -> Any:
    one_face.moves = True
    return one_face


def opened(face: Any, id: str = "quick-relief", *, now: int = 0) -> dict[str, Any]:
    json.loads(face.open(id, 0, now))
    shown: dict[str, Any] = json.loads(face.send("start", now))
    return shown


def run(
    face: Any, shown: dict[str, Any], now: int, until: int, late_ms: int = 0
) -> tuple[dict[str, Any], int, list[Any]]:
    """Wake the face whenever it asks for it; return what it shows then, when that is, and all events."""
    events = list(shown["events"])
    while shown["wait"] is not None and now + shown["wait"] + late_ms <= until:
        now += shown["wait"] + late_ms
        shown = json.loads(face.advance(now))
        events += shown["events"]
    return shown, now, events


def test_the_list_offers_every_built_in_routine_with_a_picture(face: Any) -> None:
    offered = json.loads(face.list())
    assert {one["id"] for one in offered} == {path.stem for path in (ROOT / "routines").glob("*.toml")}
    assert all(one["figure"].startswith("<svg") and one["summary"] and one["minutes"] for one in offered)


@pytest.mark.parametrize("late_ms", [0, 9])
def test_a_session_ends_on_the_millisecond_however_late_the_page_is_woken(face: Any, late_ms: int) -> None:
    shown, now, events = run(face, opened(face), 0, 10_000_000, late_ms)
    assert shown["state"] == "ended"
    assert events[-1]["event"] == "session_ended"
    assert events[-1]["at_ms"] == 296_000
    assert 296_000 <= now <= 296_000 + late_ms
    started = [event for event in events if event["event"] == "phase_started"]
    assert [event["at_ms"] for event in started] == [event["phase"]["start_ms"] for event in started]


def test_a_whole_second_is_never_left_out_and_the_figure_comes_only_when_it_is_another(face: Any) -> None:
    shown = opened(face)
    now, clocks, pictures = 0, [shown["clock"]], 0
    while now < 65_000:
        now += shown["wait"]
        shown = json.loads(face.advance(now))
        pictures += shown["figure"] is not None
        if shown["clock"] != clocks[-1]:
            clocks.append(shown["clock"])
    assert clocks[:6] == ["0:05", "0:04", "0:03", "0:02", "0:01", "1:00"]
    assert clocks[5:64] == ["1:00", *(f"0:{second:02d}" for second in range(59, 1, -1))]
    assert 0 < pictures < 65_000 / 100


def test_a_pause_goes_on_through_the_lead_in_and_nothing_is_lost(face: Any) -> None:
    opened(face)
    run(face, json.loads(face.send("skip", 1_000)), 1_000, 3_000)
    before = json.loads(face.send("toggle", 3_400))
    assert (before["state"], before["clock"], before["wait"]) == ("paused", "0:58", None)
    lead_in = json.loads(face.send("toggle", 60_000))
    assert (lead_in["state"], lead_in["clock"]) == ("lead_in", "0:03")
    after, _, _ = run(face, lead_in, 60_000, 63_000)
    assert (after["state"], after["clock"], after["part_left_ms"]) == ("running", "0:58", 57_600)


def test_a_page_that_was_put_aside_finds_its_session_paused_at_the_last_moment_it_was_awake(face: Any) -> None:
    shown, now, _ = run(face, opened(face), 0, 4_000)
    shown = json.loads(face.advance(now + 600_000))
    assert shown["state"] == "paused"
    assert shown["events"][-1] == {
        "event": "paused",
        "at_ms": 4_000,
        "index": 0,
        "reason": "gap",
        "words": shown["events"][-1]["words"],
    }


def test_what_is_not_possible_is_said_and_changes_nothing(face: Any) -> None:
    opened(face)
    shown = json.loads(face.send("done", 10))
    assert shown["refusal"] == "done is not possible now: this phase ends by itself"
    assert "done" not in shown["legal"]
    assert json.loads(face.send("sing", 10))["refusal"].startswith('"sing" is no command')


def test_a_session_that_was_kept_goes_on_in_another_page_with_its_figure(face: Any) -> None:
    assert face.open("quick-relief", 0, 0)
    assert face.keep(0) == ""
    face.send("start", 0)
    face.send("skip", 2_000)
    kept = face.keep(12_000)
    shown = json.loads(face.reopen(kept, 500))
    assert (shown["state"], shown["clock"], shown["name"]) == ("paused", "0:50", "March on the spot")
    assert shown["figure"].startswith("<svg")
    for broken in ("null", "[]", "{}", kept.replace('"version": 1', '"version": 9'), kept[:-9]):
        with pytest.raises((ValueError, TypeError, LookupError)):
            face.reopen(broken, 0)


def test_while_one_gets_ready_the_page_says_how_and_what_to_mind_and_in_the_work_one_instruction_after_the_other(
    face: Any,
) -> None:
    exercise = face.library["knee-to-chest"]
    shown, now, seen = opened(face), 0, {True: set[str](), False: set[str]()}
    while shown["state"] != "ended":
        if shown["name"] == "Knee to chest":
            seen[shown["kind"] == PhaseKind.HOLD].add(shown["text"])
            assert shown["caution"] == (shown["text"] in exercise.cautions)
        now += shown["wait"]
        shown = json.loads(face.advance(now))
    assert seen[True] == set(exercise.instructions)
    assert seen[False] >= {exercise.instructions[0], *exercise.cautions}


def test_who_wants_little_motion_sees_the_figure_stand_still(face: Any) -> None:
    face.moves = False
    figures = {json.loads(face.open("quick-relief", 0, 0))["figure"]}
    shown, now = json.loads(face.send("start", 0)), 0
    while now < 60_000:
        figures.add(shown["figure"])
        now += shown["wait"]
        shown = json.loads(face.advance(now))
    assert len(figures - {None}) == 1


def test_the_parts_of_the_bar_are_the_steps_and_make_up_the_whole(face: Any) -> None:
    opened(face)
    parts = json.loads(face.segments())
    assert [part["name"] for part in parts] == ["March on the spot", "Knee to chest", "Supine twist"]
    assert sum(part["ms"] for part in parts) == 296_000


# -- what is served ----------------------------------------------------------------------------------------------------


def test_the_engine_is_served_unchanged_with_the_routines() -> None:
    serve = frontend("web.serve")
    archive = zipfile.ZipFile(io.BytesIO(serve.engine_archive()))
    engine = {name: archive.read(name) for name in archive.namelist() if name.startswith("stretchcore/")}
    source = ROOT / "src" / "stretchcore"
    assert engine == {f"stretchcore/{path.name}": path.read_bytes() for path in source.glob("*.py")}
    assert "routines/exercises/cat-cow.toml" in archive.namelist()
    assert all((WEB / name).is_file() for name in serve.PAGE)


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    for name in ("index.html", "style.css", "app.js", "sound.js", "face.py", "manifest.webmanifest"):
        addresses = set(re.findall(r"https?://[^\s\"'<>]+", (WEB / name).read_text(encoding="utf-8")))
        assert addresses == set(), name


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1])
def test_every_text_stands_out_from_its_ground_in_light_and_in_dark(theme: int) -> None:
    """At least 4.5 to 1, as WCAG 2.2 asks of text (1.4.3); 3 to 1 of what is drawn (1.4.11)."""
    blocks = re.findall(r":root \{(.*?)\}", (WEB / "style.css").read_text(encoding="utf-8"), re.DOTALL)
    values = [dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks]
    colours = values[0] | values[theme]

    def contrast(one: str, other: str) -> float:
        bright, dark = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
        return (bright + 0.05) / (dark + 0.05)

    for ground in ("page", "panel"):
        for ink in ("ink", "quiet", "work", "gap", "rest"):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    for accent in ("work", "gap", "rest"):
        assert contrast("on-accent", accent) >= 4.5, accent
    for part in ("figure-body", "figure-muscle"):
        assert contrast(part, "panel") >= 3, part
