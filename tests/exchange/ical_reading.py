"""iCalendar read by the letter of RFC 5545, without the library that wrote it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dateutil.rrule import rrulestr

_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:\"]*)*):(.*)")
_ESCAPE = re.compile(r"\\(.)")


@dataclass
class Component:
    """A component as it stands in the file: `values` are raw, still escaped."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    parts: "list[Component]" = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a text without its escapes (RFC 5545, 3.3.11)."""
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.values[name])

    def when(self, name: str) -> datetime:
        """Return a date-time: aware where it is in UTC, naive where it floats."""
        value = self.values[name]
        return datetime.strptime(value, "%Y%m%dT%H%M%S%z" if value.endswith("Z") else "%Y%m%dT%H%M%S")

    def occasions(self, count: int) -> list[Any]:
        """Return the first occasions of a series, worked out by dateutil from the rule as it is written."""
        rule = rrulestr(self.values["RRULE"], dtstart=self.when("DTSTART"))
        return list(rule[:count])


def read(data: bytes) -> Component:
    """Read a calendar; anything that RFC 5545 does not allow fails."""
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    for line in physical:
        assert b"\r" not in line, line
        assert b"\n" not in line, line
        assert len(line) <= 75, line
        line.decode()  # folded between characters, never within one
    lines: list[str] = []
    for line in physical:
        if line.startswith(b" "):
            lines[-1] += line[1:].decode()
        else:
            lines.append(line.decode())
    stack = [Component("")]
    for written in lines:
        found = _LINE.fullmatch(written)
        assert found, written
        name, parameters, value = found.groups()
        if name == "BEGIN":
            stack.append(Component(value))
            stack[-2].parts.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            assert name not in stack[-1].values, name  # none of those that are written may stand twice
            stack[-1].values[name] = value
            stack[-1].parameters[name] = parameters
    assert len(stack) == 1
    [calendar] = stack[0].parts
    assert calendar.name == "VCALENDAR"
    assert calendar.values["VERSION"] == "2.0"
    assert calendar.values["PRODID"]
    for event in calendar.parts:
        assert event.name == "VEVENT"
        assert {"UID", "DTSTAMP", "DTSTART"} <= event.values.keys()
    return calendar
