"""What stands below the digits: the reps and the breath while the body works, and what comes while it does not."""

from textual.strip import Strip

from stretchtui.app.picture import Beneath, Breathing, Reps
from stretchtui.app.widgets.blocks import block_lines, fitting_px
from stretchtui.app.widgets.painted import Shown, Span

_MOST_DOTS = 12
_LUNGS = 28
"""Columns of full lungs, at most."""

_BREATH_WORDS = 11  # the longest, "breathe out", so that nothing moves

# Dots of one, two and three rows: full, and still to come.
_DOTS = {
    1: (("●",), ("○",)),
    2: (("▗██▖", "▝██▘"), ("▗▛▜▖", "▝▙▟▘")),
    3: (("▗████▖", "██████", "▝████▘"), ("▗▛▀▀▜▖", "█    █", "▝▙▄▄▟▘")),
}


class BeneathPanel(Shown[Beneath]):
    """Reps and breath, or what comes next in large letters."""

    def draw(self, value: Beneath) -> list[Strip]:
        """Draw as much as there are rows for."""
        height = self.room.height
        if value.announced and height >= 3:
            rows = self._announced(value)
        elif height == 1:
            rows = [self._one_row(value)]
        else:
            rows = self._working(value)
        return [self.line(row, "center") for row in rows]

    def _one_row(self, beneath: Beneath) -> list[Span]:
        if beneath.announced:
            detail = [(f", {beneath.detail}", self.ink("quiet"))] if beneath.detail else []
            return [*self._announcement(beneath), *detail]
        if beneath.detail:
            return self._hint(beneath)
        spans = [] if beneath.reps is None else self._reps(beneath.reps, beneath, 1)[0]
        taken = sum(len(text) for text, _ in spans)
        if beneath.breathing is not None and taken + 5 + _BREATH_WORDS <= self.room.width:
            spans += [("   ", self.ink("quiet"))] if spans else []
            spans += self._breath(beneath.breathing, beneath, self.room.width - taken - 5)
        return spans

    def _working(self, beneath: Beneath) -> list[list[Span]]:
        """Return the rows: the reps first, which so keep their place whatever follows."""
        height = self.room.height
        if beneath.announced:
            return [self._announcement(beneath), self._hint(beneath)]
        dot_rows = 3 if height >= 8 else 2 if height >= 5 else 1
        rows = self._reps(beneath.reps, beneath, dot_rows) if beneath.reps else [[] for _ in range(dot_rows)]
        if height > 3:
            rows.append([])
        if beneath.detail:
            return [*rows, self._hint(beneath)]
        if beneath.breathing is None:
            return rows
        if height - len(rows) < 2:
            return [*rows, self._breath(beneath.breathing, beneath, self.room.width)]
        columns = min(self.room.width - 2, _LUNGS * (2 if height >= 6 else 1))
        # A thick bar is the lower half of one row and the upper half of the next.
        halves = "▄▀" if height >= 6 else "▄"
        lungs = [self._lungs(beneath.breathing, beneath, columns, half) for half in halves]
        return [*rows, *lungs, [(beneath.breathing.words, self.ink("quiet"))]]

    # -- what comes ----------------------------------------------------------------------------------------------------

    def _announced(self, beneath: Beneath) -> list[list[Span]]:
        width, height = self.room
        has_detail = bool(beneath.detail) and height >= 5  # it needs an empty row above it
        h = fitting_px((beneath.announced,), width, height - 2 if has_detail else height)
        if h is None:
            return [[], self._announcement(beneath), self._hint(beneath)]
        rows: list[list[Span]] = [[(line, self.ink("foreground"))] for line in block_lines(beneath.announced, h)]
        return [*rows, [], self._hint(beneath)] if has_detail else rows

    def _announcement(self, beneath: Beneath) -> list[Span]:
        text = beneath.announced[:1].upper() + beneath.announced[1:]
        return [("Next: ", self.ink("quiet")), (text, self.ink("foreground", bold=True))]

    def _hint(self, beneath: Beneath) -> list[Span]:
        return [(beneath.detail, self.ink("quiet") if beneath.announced else self.ink("foreground", bold=True))]

    # -- the work ------------------------------------------------------------------------------------------------------

    def _reps(self, reps: Reps, beneath: Beneath, rows: int) -> list[list[Span]]:
        """Return rows of dots, one a rep, with the words beside their middle."""
        words = (reps.words, self.ink("quiet"))
        while rows > 1 and reps.reps * (len(_DOTS[rows][0][0]) + 1) + 2 + len(reps.words) > self.room.width:
            rows -= 1
        dots_fit = reps.reps * 2 + 1 + len(reps.words) <= self.room.width
        if reps.rep is None or not 1 < reps.reps <= _MOST_DOTS or not dots_fit:
            return [[] if row != rows // 2 else [words] for row in range(rows)]
        over = now = self.ink(f"phase-{beneath.mood.value}")
        later = self.ink("quiet")
        found: list[list[Span]] = []
        for row in range(rows):
            full, empty = _DOTS[rows][0][row], _DOTS[rows][1][row]
            spans: list[Span] = []
            for rep in range(1, reps.reps + 1):
                if rep < reps.rep:
                    spans.append((f"{full} ", over))
                elif rep == reps.rep:
                    spans.append((f"{full if reps.working else empty} ", now))
                else:
                    spans.append((f"{empty} ", later))
            blank = " " * len(reps.words)
            spans.append((f" {reps.words if row == (rows - 1) // 2 else blank}", words[1]))
            found.append(spans)
        return found

    def _breath(self, breathing: Breathing, beneath: Beneath, room: int) -> list[Span]:
        """Return the guide on one row: the word, and beside it lungs that swell to the right."""
        columns = min(_LUNGS, room - _BREATH_WORDS - 2)
        words = breathing.words if breathing.fullness is None else breathing.words.ljust(_BREATH_WORDS)
        spans: list[Span] = [(words, self.ink("quiet"))]
        if breathing.fullness is None or columns < 4:
            return spans
        full = max(1, round(columns * breathing.fullness))
        ink = self.ink(f"phase-{beneath.mood.value}")
        return [*spans, ("  ", ink), ("▄" * full, ink), (" " * (columns - full), ink)]

    def _lungs(self, breathing: Breathing, beneath: Beneath, columns: int, half: str) -> list[Span]:
        """Return a bar that grows from its middle."""
        if breathing.fullness is None:
            return []
        reach = columns // 2
        full = max(1, round(reach * breathing.fullness))
        ink = self.ink(f"phase-{beneath.mood.value}")
        return [(" " * (reach - full), ink), (half * (2 * full), ink), (" " * (reach - full), ink)]
