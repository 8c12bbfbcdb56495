"""A container of which nothing is to be seen but its background."""

from textual.containers import Container
from textual.geometry import Region
from textual.strip import Strip


class Room(Container):
    """Holds other widgets, without a border or anything else of its own.

    Textual asks every container in sight for its rows at every update; here they are one empty row that is kept.
    """

    _kept: tuple[int, Strip] | None = None

    def notify_style_update(self) -> None:
        """Draw anew: colours may have changed."""
        super().notify_style_update()
        self._kept = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return empty rows."""
        if self._kept is None or self._kept[0] != crop.width:
            row = Strip.blank(crop.width, self.visual_style.rich_style)
            for line_filter in self.app.get_line_filters():
                row = row.apply_filter(line_filter, self.background_colors[1])
            self._kept = (crop.width, row)
        return [self._kept[1]] * crop.height
