"""The user's settings, in ``config.toml``.

One table says what there is, what it means and what it must be. A setting that is wrong is reported and left at its
default: no mistake in here keeps anybody from stretching.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stretchcore.exercise import PROGRAM_TIMING, BreathRate, Timing
from stretchcore.fields import ById, Choice, Flag, Key, Table, Text, Time, Whole
from stretchcore.problems import Fault, Problem, Report, path_text
from stretchcore.schema import BREATH
from stretchcore.times import TimeRange, parse_time
from stretchcore.tomltext import read_toml
from stretchcore.words import Side

_LEAD_IN = Time(0, 60_000, zero=True, breaths=False)
_GAP = Time(zero=True)

SETTINGS = Table(
    "the settings",
    Key("lead_in", _LEAD_IN, "Time between resume and the going on of a hold; 0s for none."),
    Key("first_side", Choice((Side.LEFT.value, Side.RIGHT.value)), "The side that goes first."),
    Key("breath", BREATH, "The length of one breath where a routine does not say it."),
    Key("prepare", _GAP, "Time to get into position where a routine does not say it."),
    Key("next_rep", _GAP, "Time between two reps where a routine does not say it."),
    Key("switch_side", _GAP, "Time to change sides where a routine does not say it."),
    Key("rest", _GAP, "Rest between sets where a routine does not say it."),
    Key("theme", Text(60), "The colours of the screens."),
    Key("bell", Flag(), "Whether the terminal's bell rings when the work begins and ends."),
    Key("levels", ById(Whole(0, 100), most=1000), "The level of each routine, by its id."),
)
"""What the settings may hold."""

DEFAULTS: Mapping[str, object] = {
    "lead_in": "3s",
    "first_side": "left",
    "breath": {"in": "4s", "out": "6s"},
    "prepare": "8s",
    "next_rep": "3s",
    "switch_side": "5s",
    "rest": "10s",
    "theme": "textual-dark",
    "bell": False,
    "levels": {},
}
"""What counts where the file says nothing, as the file would say it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has chosen.

    Attributes:
        program: What counts where neither a step, nor a routine, nor an exercise says a gap or a breath.
        levels: The level of each routine by id.
        problems: What is wrong with the file; those settings are at their defaults.
    """

    lead_in_ms: int = 3_000
    first_side: Side = Side.LEFT
    program: Timing = PROGRAM_TIMING
    theme: str = "textual-dark"
    bell: bool = False
    levels: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def level_of(self, routine: str) -> int:
        """Return the level that was chosen for a routine, else 0."""
        return self.levels.get(routine, 0)


def read_settings(path: Path) -> Settings:
    """Read the settings; without a file, all are at their defaults."""
    from stretchtui.files import FileFault, read_bounded

    if not path.exists():
        return Settings()
    try:
        source = read_bounded(path)
    except FileFault as fault:
        return Settings(problems=(Problem(str(path), 1, 1, "", "unreadable", str(fault)),))
    found, problems = _read(source, str(path))
    return _settings(found, problems)


def _read(source: bytes, file: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    tables, locations, faults = read_toml(source)
    if tables is None or faults:
        return {}, tuple(
            Problem(file, fault.place.line, fault.place.column, "", fault.code, fault.message, fault.hint)
            for fault in faults
        )
    report = Report()
    found = SETTINGS.read(tables, (), report) or {}

    def place(fault: Fault) -> Problem:
        where = locations.key(fault.path) if fault.at_key else locations.value(fault.path)
        text = path_text(fault.path)
        return Problem(file, where.line, where.column, text, fault.code, fault.message, fault.hint)

    return found, tuple(map(place, report.faults))


def _settings(found: dict[str, Any], problems: tuple[Problem, ...]) -> Settings:
    gaps = {key: found.get(key) for key in ("prepare", "next_rep", "switch_side", "rest")}
    breath: BreathRate | None = found.get("breath")
    lead_in: TimeRange = found.get("lead_in") or parse_time(DEFAULTS["lead_in"])
    return Settings(
        lead_in_ms=lead_in.ends_ms(0)[0],
        first_side=Side(found.get("first_side", Side.LEFT)),
        program=Timing(**gaps, breath=breath).over(PROGRAM_TIMING),
        theme=found.get("theme", str(DEFAULTS["theme"])),
        bell=found.get("bell", False),
        levels={id: level for id, level in found.get("levels", ()) if level is not None},
        problems=problems,
    )


class BadSetting(ValueError):
    """A setting that there is not, or a value that it cannot have."""


def parse_setting(name: str, text: str) -> object:
    """Return the value that a text means for a setting, as the file would hold it.

    Args:
        name: The setting, as in ``lead_in``, ``breath.in`` or ``levels.lower-back-full``.
        text: The value as one types it.

    Raises:
        BadSetting: There is no such setting, or it cannot have this value.
    """
    from stretchcore.text import nearest

    head, _, rest = name.partition(".")
    key = SETTINGS.keys.get(head)
    if key is None or bool(rest) != isinstance(DEFAULTS[head], dict):
        known = [other for other in SETTINGS.keys if not isinstance(DEFAULTS[other], dict)]
        known += ["breath.in", "breath.out", "levels.ROUTINE"]
        hint = nearest(name, known)
        guess = f"did you mean {hint}?" if hint else f"there are {', '.join(known)}"
        raise BadSetting(f"there is no setting {name[:60]!r}; {guess}")
    value: object = text
    if isinstance(DEFAULTS[head], bool):
        value = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
            text.lower(), text
        )
    elif head == "levels":
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
    report = Report()
    whole = value
    if rest:
        # One half of a breath is judged beside the other half's default.
        whole = {**DEFAULTS[head], rest: value} if head == "breath" else {rest: value}  # type: ignore[dict-item]
    key.sort.read(whole, (head,), report)
    if report.faults:
        raise BadSetting(f"{path_text(report.faults[0].path)}: {report.faults[0].message}")
    return value


def change_setting(path: Path, name: str, value: object | None) -> None:
    """Write one setting, or take it out where the value is None; comments and order of the file stay.

    Args:
        path: The settings' file.
        name: The setting, as `parse_setting` reads it.
        value: What `parse_setting` returned.

    Raises:
        BadSetting: The file is no TOML, so that it cannot be changed without loss.
        FileFault: It cannot be read or written.
    """
    from stretchtui.files import read_bounded, write_atomic

    head, _, rest = name.partition(".")
    if not path.exists():
        if value is None:
            return
        import tomli_w

        write_atomic(path, tomli_w.dumps({head: {rest: value} if rest else value}))
        return
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    source = read_bounded(path)
    if read_toml(source)[0] is None:
        raise BadSetting(f"{path} has an error; mend it first")
    try:
        document = tomlkit.parse(source.decode("utf-8-sig"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} has an error; mend it first: {error}") from None
    holder: Any = document
    if rest:
        if head not in document:
            document[head] = tomlkit.table()
        holder = document[head]
    if value is None:
        holder.pop(rest or head, None)
    else:
        holder[rest or head] = value
    write_atomic(path, tomlkit.dumps(document))
