"""The formats of `status --format`: text with names in braces. Nothing but these names means anything in it."""

PLACEHOLDERS = (
    "line",
    "state",
    "phase",
    "side",
    "arrow",
    "remaining",
    "remaining_s",
    "elapsed",
    "elapsed_s",
    "exercise",
    "position",
    "rep",
    "reps",
    "set",
    "sets",
    "progress",
    "left",
    "routine",
    "next",
)
"""What a format can say of a session."""

AS_JSON = "_json"
"""Behind a name: the same as a JSON string, quotes and all."""

MAX_LENGTH = 2_000
"""The longest format, in characters."""


class BadTemplate(ValueError):
    """A format that is none; its message says what to write."""


def parse_template(text: str) -> list[tuple[str, str | None]]:
    """Return the pieces of a format: text, and the name that follows it or None. ``{{`` and ``}}`` are braces.

    Raises:
        BadTemplate: A brace has no other, a name is not known, or the format is too long.
    """
    if len(text) > MAX_LENGTH:
        raise BadTemplate(f"the format is too long: at most {MAX_LENGTH:,} characters")
    pieces: list[tuple[str, str | None]] = []
    written, place = "", 0
    while place < len(text):
        character = text[place]
        if character in "{}" and text[place : place + 2] == 2 * character:
            written += character
            place += 2
        elif character == "}":
            raise BadTemplate("a } in the format has no { before it; write }} for a brace itself")
        elif character == "{":
            end = text.find("}", place)
            if end < 0:
                raise BadTemplate("a { in the format has no } behind it; write {{ for a brace itself")
            name = text[place + 1 : end]
            if name.removesuffix(AS_JSON) not in PLACEHOLDERS:
                raise BadTemplate(_unknown(name))
            pieces.append((written, name))
            written, place = "", end + 1
        else:
            written += character
            place += 1
    pieces.append((written, None))
    return pieces


def _unknown(name: str) -> str:
    from stretchcore.text import printable

    there = ", ".join(PLACEHOLDERS)
    return f"{{{printable(name, 40)}}} is no placeholder; there are {there}, and each with {AS_JSON} behind it"
