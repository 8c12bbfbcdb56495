"""Plans as people read them."""

import itertools

from app.stage import all_sorts, plan_of
from stretchtui.app.outline import outline


def dose(step: str) -> str:
    return outline(plan_of(f'name = "Test"\n[[steps]]\nname = "A"\n{step}'))[0].dose


def test_every_sort_of_step_has_its_dose_in_words() -> None:
    assert [(line.name, line.dose) for line in outline(all_sorts())] == [
        ("March on the spot", "20 s"),
        ("Knee to chest", "20 s × 2, each side"),
        ("Rest", "30 s"),
        ("Bridge", "2 sets of 6 s × 3"),
        ("Cat-cow", "5 s + 5 s × 2"),
        ("Russian twist", "12 reps at your own pace"),
        ("Rest on your back", "1 min"),
    ]


def test_one_side_a_pyramid_alternating_sides_and_an_open_hold_are_said_too() -> None:
    assert dose('hold = "10s"\nsides = "left"') == "10 s, left side"
    assert dose('hold = "10s"\nsets = 3\nreps = [6, 4, 2]\nsides = "each"') == "3 sets of 10 s × 6, 4, 2, each side"
    assert dose('hold = "10s"\nreps = 2\nsides = "alternate"') == "10 s × 2, each side"
    assert dose('hold = "open"') == "until you say done"


def test_lines_cover_the_plan_without_a_gap() -> None:
    plan = all_sorts()
    lines = outline(plan)
    assert lines[0].first == 0
    assert lines[-1].last == len(plan.phases) - 1
    assert all(after.first == before.last + 1 for before, after in itertools.pairwise(lines))
    assert sum(line.length_ms for line in lines) == plan.total_ms


def test_two_rests_in_a_row_are_two_lines() -> None:
    text = 'name = "Test"\n[[steps]]\nrest = "5s"\n[[steps]]\nrest = "6s"\n[[steps]]\nname = "A"\nhold = "10s"\n'
    assert [line.dose for line in outline(plan_of(text))] == ["5 s", "6 s", "10 s"]
