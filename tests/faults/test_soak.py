"""The program weighs the same after many sessions; `docs/reliability/every_fault.py` does a whole day, twice."""

from pathlib import Path

import pytest

from app.stage import plan_of
from faults.soaking import logged_sessions, long_plan, soak

pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="weighs as Linux does")

MINUTE = 'name = "Minute"\n[[steps]]\nname = "Reach"\ntargets = ["glutes"]\nhold = "60s"\nprepare = "0s"\n'
SESSIONS = 5
A_SESSION = 140
"""So many objects of this program a session has, about."""


async def test_a_long_session_leaves_nothing_behind_of_the_time_that_has_passed(tmp_path: Path) -> None:
    weights = [weight async for weight in soak(tmp_path, long_plan(), 0.4, step_s=120, weigh_every_s=480)]
    _, first, *_, last = weights
    assert last.at_s - first.at_s == 960
    assert last.ours <= first.ours
    assert last.objects < first.objects * 1.02


async def test_session_after_session_leaves_nothing_of_itself_behind(tmp_path: Path) -> None:
    hours = SESSIONS / 60
    weights = [weight async for weight in soak(tmp_path, plan_of(MINUTE), hours, step_s=60, weigh_every_s=60)]
    early, late = ([w.ours for w in weights if w.sessions in which] for which in ((1, 2), (4, 5)))
    # The one before may still be on its way out at any weighing; if each left itself behind, three would be there.
    assert min(late) - min(early) < 2 * A_SESSION
    assert logged_sessions(tmp_path) == (SESSIONS, SESSIONS * 60_000)
