"""Days as one types them."""

from typing import TYPE_CHECKING

from typer import BadParameter

if TYPE_CHECKING:
    from datetime import date


def day_option(text: str | None) -> str | None:
    """Refuse a text that means no day, as an option's callback."""
    if text is not None:
        first_day(text)
    return text


def first_day(text: str) -> "date":
    """Return the day that a text means: a date, or so many days or weeks back.

    Raises:
        BadParameter: It means none.
    """
    from datetime import date, timedelta

    number, unit = text[:-1], text[-1:]
    try:
        if unit in ("d", "w") and number.isascii() and number.isdecimal() and len(number) < 6:
            return date.today() - timedelta(days=int(number) * (7 if unit == "w" else 1))
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except (ValueError, OverflowError):
        pass
    raise BadParameter("write a day as in 2026-01-31, or how far back as in 7d or 2w")
