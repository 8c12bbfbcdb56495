"""The whole session as a list, to choose where to go on."""

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from stretchcore.phrases import count_words, length_words, position_name
from stretchcore.plan import Phase, Plan
from stretchcore.times import format_clock
from stretchtui.actions import CHOOSE_ACTIONS, MOVE_ACTIONS
from stretchtui.app.actions import bindings
from stretchtui.app.outline import Line
from stretchtui.app.screens.dialog import Dialog
from stretchtui.app.widgets.rows import Row, RowList

_MOST_ROWS = 400
"""Longer sessions are listed by step, not by phase."""


class JumpScreen(Dialog[int | None]):
    """Asks for a phase; the answer is its index. The session goes on meanwhile."""

    ACTIONS = (*CHOOSE_ACTIONS, *MOVE_ACTIONS)
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE_ACTIONS)
    WIDEST = 76

    def __init__(self, plan: Plan, lines: tuple[Line, ...], current: int) -> None:
        """Make the screen.

        Args:
            current: The index of the phase that the session is in.
        """
        rows, self._indices = _rows(plan, lines)
        here = max((place for place, index in enumerate(self._indices) if index <= current), default=0)
        super().__init__("Go on from …", RowList(rows, cursor=here))

    @on(RowList.Chosen)
    def _on_chosen(self, message: RowList.Chosen) -> None:
        self.dismiss(self._indices[message.index])

    def action_close(self) -> None:
        """Go back without a choice."""
        self.dismiss(None)


def _rows(plan: Plan, lines: tuple[Line, ...]) -> tuple[list[Row], list[int]]:
    """Return the rows, a step's own first and then each of its sides and reps, with the phases that they stand for."""
    whole = len(plan.phases) <= _MOST_ROWS
    rows: list[Row] = []
    indices: list[int] = []
    for line in lines:
        begin = format_clock(plan.phases[line.first].start_ms)
        rows.append(Row(f"{line.name}   {line.dose}", begin, bold=True))
        indices.append(line.first)
        if not whole:
            continue
        work = [phase for phase in plan.phases[line.first : line.last + 1] if phase.is_work]
        if len(work) > 1:
            for phase in work:
                rows.append(Row(f"  {_phase_words(plan, phase)}", format_clock(phase.start_ms), ink="quiet"))
                indices.append(phase.index)
    return rows, indices


def _phase_words(plan: Plan, phase: Phase) -> str:
    parts = (
        phase.side.value if phase.side else "",
        count_words(phase),
        (position_name(plan, phase) or "").lower(),
        length_words(phase),
    )
    return ", ".join(part for part in parts if part)
