"""What a session says and shows as plain data: what goes into JSON, so that every front end says the same.

It is apart from the data of plans, which a program can print without a session. Keys may be added to these shapes,
never renamed.
"""

from collections.abc import Mapping
from dataclasses import fields

from stretchcore.data import phase_to_data
from stretchcore.events import (
    Cue,
    Event,
    Extended,
    LeadInStarted,
    Paused,
    PhaseEnded,
    PhaseStarted,
    Resumed,
    SessionEnded,
    SessionStarted,
)
from stretchcore.plan import Phase
from stretchcore.view import View

EVENT_NAMES: Mapping[type[Event], str] = {
    SessionStarted: "session_started",
    PhaseStarted: "phase_started",
    Cue: "cue",
    PhaseEnded: "phase_ended",
    Paused: "paused",
    LeadInStarted: "lead_in_started",
    Resumed: "resumed",
    Extended: "extended",
    SessionEnded: "session_ended",
}
"""What each event is called in JSON."""


def event_to_data(event: Event) -> dict[str, object]:
    """Return an event as plain data: its name as ``event``, ``at_ms``, and what else it tells."""
    data: dict[str, object] = {"event": EVENT_NAMES[type(event)]}
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, Phase):
            value = phase_to_data(value)
        elif value is not None and isinstance(value, str):
            value = str(value)
        data[field.name] = value
    return data


def view_to_data(view: View) -> dict[str, object]:
    """Return a view as plain data."""
    return {
        "state": view.state.value,
        "session": view.session,
        "routine": view.routine,
        "routine_name": view.routine_name,
        "index": view.index,
        "phase": phase_to_data(view.phase),
        "remaining_ms": view.remaining_ms,
        "elapsed_ms": view.elapsed_ms,
        "length_ms": view.length_ms,
        "lead_in_ms": view.lead_in_ms,
        "total_ms": view.total_ms,
        "left_ms": view.left_ms,
        "progress": round(view.progress, 6),
        "next": None if view.next is None else phase_to_data(view.next),
        "outcome": None if view.outcome is None else view.outcome.value,
    }
