"""What front ends lean on beside the session: looking ahead in a plan, ticks, libraries of texts, pictures."""

import inspect
import re
from xml.etree import ElementTree

import pytest

import stretchcore
from core.engine_plans import TWO_HOLDS, gap, hold, plan_of, rest_step, started
from core.figure_files import library
from stretchcore import (
    PAGE_COLOURS,
    Pause,
    PhaseKind,
    Resume,
    TextLibrary,
    Tone,
    format_clock,
    make_plan,
    pose_svg,
    read_routine,
    still,
)

REACH = 'name = "Reach"\nhold = "20s"\npositions = [{ id = "up" }]'


def test_a_plan_says_which_work_a_phase_leads_to_and_what_it_is_of() -> None:
    plan = plan_of(rest_step(3_000), gap(PhaseKind.PREPARE, 4_000), hold(20_000), rest_step(5_000))
    rest, prepare, work, last = plan.phases
    assert plan.work_ahead(rest) == plan.work_ahead(prepare) == plan.work_ahead(work) == work
    assert plan.step_ahead(rest) is plan.step_ahead(prepare) is plan.step_ahead(work) is plan.steps[0]
    assert plan.work_ahead(last) is None
    assert plan.step_ahead(last) is None


@pytest.mark.parametrize("length_ms", [20_000, 2_500, None])
def test_a_screen_that_wakes_at_every_tick_shows_every_second_and_none_twice(length_ms: int | None) -> None:
    session = started(plan_of(hold(length_ms)))
    now, shown = 0, []
    while now < 5_000 and (tick_ms := session.view(now).tick_ms) is not None:
        view = session.view(now)
        shown.append(view.elapsed_ms // 1000 if view.remaining_ms is None else format_clock(view.remaining_ms))
        now += tick_ms
        session.advance(now)
    assert len(shown) == len(set(shown))
    assert len(shown) == (3 if length_ms == 2_500 else 5)


def test_a_lead_in_ticks_and_a_pause_does_not() -> None:
    session = started(TWO_HOLDS)
    session.advance(10_300)
    session.send(Pause(), 10_300)
    assert session.view(11_000).tick_ms is None
    session.send(Resume(), 12_000)
    assert [session.view(now).tick_ms for now in (12_000, 12_001, 12_999)] == [1000, 999, 1]


def test_a_library_of_texts_reads_what_is_asked_for_and_tells_what_is_wrong_with_it() -> None:
    texts = TextLibrary({"reach": REACH, "broken": "name = 3"})
    assert set(texts) == {"reach", "broken"}
    assert len(texts) == 2
    assert texts["reach"].name == "Reach"
    assert texts["reach"] is texts["reach"]
    assert "broken" in texts
    assert texts.get("broken") is None
    assert [problem.file for problem in texts.document("broken").problems][:1] == ["broken.toml"]
    plan = make_plan(read_routine('name = "R"\nsteps = [{ exercise = "reach" }]', "r", texts).good(), texts)
    assert plan.phases[-1].exercise == "reach"


def test_a_routine_that_names_a_broken_text_of_a_library_has_a_problem() -> None:
    texts = TextLibrary({"broken": "name = 3"})
    document = read_routine('name = "R"\nsteps = [{ exercise = "broken" }]', "r", texts)
    assert document.problems


@pytest.mark.parametrize("colours", [None, PAGE_COLOURS])
def test_a_pose_becomes_one_picture_whose_colours_a_page_may_choose(colours: dict[Tone, str] | None) -> None:
    poses = [still(library()["knee-to-chest"], right=right) for right in (False, True)]
    pictures = [
        pose_svg(pose, title="<Knee & chest>", colours=colours or stretchcore.PRINT_COLOURS) for pose in poses if pose
    ]
    assert len(set(pictures)) == 2  # the sides are each other's mirror image
    for picture in pictures:
        tree = ElementTree.fromstring(picture)
        assert tree.findtext("{http://www.w3.org/2000/svg}title") == "<Knee & chest>"
        assert ("var(--figure-body" in picture) == (colours is not None)
        assert "nan" not in picture


def test_every_class_that_a_public_signature_names_is_public_too() -> None:
    own = {
        name
        for room in set(re.findall(r"^(\w+):", stretchcore._ROOMS, re.MULTILINE))
        for name, value in vars(__import__(f"stretchcore.{room}", fromlist=["it"])).items()
        if inspect.isclass(value) and value.__module__.startswith("stretchcore.") and not name.startswith("_")
    }
    missing = set()
    for name in stretchcore.__all__:
        for text in signatures(getattr(stretchcore, name)):
            missing |= {(word, name) for word in re.findall(r"\b\w+\b", text) if word in own}
    assert {(word, name) for word, name in missing if word not in stretchcore.__all__} == set()


def signatures(value: object) -> list[str]:
    if inspect.isfunction(value):
        return [str(inspect.signature(value))]
    if not inspect.isclass(value):
        return []
    found = [str(getattr(value, "__annotations__", {}))]
    for name, member in vars(value).items():
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if inspect.isfunction(function) and (not name.startswith("_") or name == "__init__"):
            found.append(str(inspect.signature(function)))
    return found
