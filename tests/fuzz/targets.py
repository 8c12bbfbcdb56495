"""All targets of the fuzzers: every way by which bytes of strangers come in."""

from fuzz import arriving, going_on, remembering, talking, writing
from fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (*writing.TARGETS, *arriving.TARGETS, *talking.TARGETS, *remembering.TARGETS, *going_on.TARGETS)
}
