"""A running session in one line, for a status bar. The session's own process makes it, so that asking costs little."""

import json
from functools import lru_cache

from stretchcore.phrases import PHASE_WORDS, position_name
from stretchcore.plan import Plan
from stretchcore.states import State
from stretchcore.text import printable
from stretchcore.times import ceil_seconds, format_clock, format_instant
from stretchcore.view import View
from stretchcore.words import Side
from stretchtui.remote.template import AS_JSON, parse_template

ARROWS = {Side.LEFT: "◀", Side.RIGHT: "▶", None: ""}
"""The sign of each side."""

_SIDES = {Side.LEFT: "◀ left", Side.RIGHT: "right ▶", None: ""}
_parsed = lru_cache(maxsize=16)(parse_template)


def status_line(plan: Plan, view: View, template: str | None = None) -> str:
    """Return a session in one line.

    Args:
        template: What it looks like; see `stretchtui.remote.template`.

    Raises:
        BadTemplate: It is no format.
    """
    if template is None:
        return _default(view)
    values = status_values(plan, view)
    line, empty = "", False
    for text, name in _parsed(template):
        # What there is not takes one of the blanks around it away, so that no gap is left.
        line += text[1:] if empty and text.startswith(" ") and (not line or line.endswith(" ")) else text
        value = "" if name is None else _value(values, name)
        line, empty = line + value, not value
    return line


def _value(values: dict[str, str], name: str) -> str:
    if name in values:
        return values[name]
    return json.dumps(values[name.removesuffix(AS_JSON)])  # in ASCII: whoever asks may print in any encoding


def status_values(plan: Plan, view: View) -> dict[str, str]:
    """Return what each placeholder stands for; nothing where a session has no such thing now."""
    phase, following = view.phase, view.next
    values: dict[str, object] = {
        "line": _default(view),
        "state": view.state.value,
        "phase": PHASE_WORDS[phase.kind],
        "side": phase.side,
        "arrow": ARROWS[phase.side],
        "remaining": _remaining(view),
        "remaining_s": None if view.remaining_ms is None else ceil_seconds(view.remaining_ms),
        "elapsed": format_instant(view.elapsed_ms),
        "elapsed_s": view.elapsed_ms // 1000,
        "exercise": phase.name,
        "position": position_name(plan, phase),
        "rep": phase.rep,
        "reps": phase.reps,
        "set": phase.set,
        "sets": phase.sets,
        "progress": int(view.progress * 100),
        "left": format_clock(view.left_ms),
        "routine": view.routine_name,
        "next": None if following is None else f"{PHASE_WORDS[following.kind]} {following.name or ''}".rstrip(),
    }
    return {name: "" if value is None else printable(str(value)) for name, value in values.items()}


def _default(view: View) -> str:
    phase = view.phase
    if view.state is State.ENDED:
        return printable(f"Ended {view.routine_name}")
    before = {State.PAUSED: "Paused", State.LEAD_IN: f"In {ceil_seconds(view.lead_in_ms)}"}.get(view.state, "")
    words = (
        f"{before} ·" if before else "",
        PHASE_WORDS[phase.kind],
        _SIDES[phase.side],
        _remaining(view) or f"{format_instant(view.elapsed_ms)} so far",
        phase.name or "",
    )
    return printable(" ".join(word for word in words if word))


def _remaining(view: View) -> str:
    return "" if view.remaining_ms is None else format_clock(view.remaining_ms)
