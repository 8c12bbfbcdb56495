"""A short run of every target of the fuzzers, always with the same inputs; `docs/fuzzing/run.py` is the long one."""

from random import Random

import pytest

from fuzz.scratch import room
from fuzz.target import Target, harmless
from fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_a_target_keeps_its_promise_for_inputs_of_any_content(target: Target) -> None:
    seeds = target.seeds()
    target.run(seeds[0])  # what it needs is made before its acts are watched
    for number in range(-min(len(seeds), 10), target.tries):
        random = Random(number)
        data = seeds[number] if number < 0 else target.mutate(random.choice(seeds), random)
        try:
            with harmless(str(room())):
                target.run(data)
        except Exception as error:
            raise AssertionError(f"the input of number {number}: {data[:300]!r}") from error
