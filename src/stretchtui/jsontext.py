"""JSON for standard output."""

import json
import sys


def json_text(data: object, *, indent: int | None = None) -> str:
    """Return a value as JSON; in ASCII alone where standard output cannot write every character."""
    return json.dumps(data, ensure_ascii=not takes_all(sys.stdout.encoding), indent=indent)


def takes_all(encoding: str | None) -> bool:
    """Tell whether an encoding has every character; a stream without one takes text as it is."""
    return encoding is None or encoding.lower().replace("-", "").replace("_", "") == "utf8"
