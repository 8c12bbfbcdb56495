"""The user's settings, in ``config.toml``.

One table says what there is, what it means and what it must be. A setting that is wrong is reported and left at its
default: no mistake in here keeps anybody from stretching.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from stretchcore.exercise import PROGRAM_TIMING, BreathRate, Timing
from stretchcore.fields import Choice, Flag, Text, Time, Whole
from stretchcore.problems import Fault, Problem, Report, path_text
from stretchcore.schema import BREATH
from stretchcore.tables import ById, Key, Table
from stretchcore.text import nearest, quoted, slug
from stretchcore.times import TimeRange, parse_time
from stretchcore.tomltext import read_toml
from stretchcore.words import Side


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A time that no level changes."""

    time: Time

    def read(self, value: object, path: tuple[str | int, ...], report: Report) -> TimeRange | None:
        """Return the time."""
        found = self.time.read(value, path, report)
        if found is None or found.is_fixed:
            return found
        report.add(path, "time", f"{quoted(value)} is a range; write one figure")
        return None


_LEAD_IN = _Fixed(Time(0, 60_000, zero=True, breaths=False))
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
    Key("flash", Flag(), "Whether the screen flashes when the work begins and ends."),
    Key("figures", Flag(), "Whether the session shows the drawn figure."),
    Key("levels", ById(Whole(0, 100), most=1000), "The level of each routine, by its id."),
)
"""What the settings may hold."""

_BREATH = {"in": "4s", "out": "6s"}
DEFAULTS: Mapping[str, str | bool | dict[str, str]] = {
    "lead_in": "3s",
    "first_side": "left",
    "breath": _BREATH,
    "prepare": "8s",
    "next_rep": "3s",
    "switch_side": "5s",
    "rest": "10s",
    "theme": "stretch-dark",
    "bell": False,
    "flash": False,
    "figures": True,
    "levels": {},
}
"""What counts where the file says nothing, as the file would say it."""

SettingValue: TypeAlias = str | int | bool
"""A setting as a file holds it."""

LEVEL_DEFAULT = 0
"""The level of a routine for which none was chosen."""


_Raw: TypeAlias = dict[str, Any]  # a file as TOML has it


_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


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
    theme: str = "stretch-dark"
    bell: bool = False
    flash: bool = False
    figures: bool = True
    levels: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def level_of(self, routine: str) -> int:
        """Return the level that was chosen for a routine, else the lowest."""
        return self.levels.get(routine, LEVEL_DEFAULT)


def read_settings(path: Path) -> Settings:
    """Read the settings; without a file, all are at their defaults."""
    _, found, problems = _read_file(path)
    return _settings(found, problems)


def _read_file(path: Path) -> tuple[_Raw, dict[str, Any], tuple[Problem, ...]]:
    from stretchtui.files import FileFault, read_bounded

    if _is_missing(path):
        return {}, {}, ()
    try:
        source = read_bounded(path)
    except FileFault as fault:
        return {}, {}, (Problem(str(path), 1, 1, "", "unreadable", str(fault)),)
    return _read(source, str(path))


def _is_missing(path: Path) -> bool:
    """Tell whether there is no such file, as against one that cannot be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _read(source: bytes, file: str) -> tuple[_Raw, dict[str, Any], tuple[Problem, ...]]:
    """Return what a file says, what could be read of it, and what is wrong."""
    tables, locations, faults = read_toml(source)
    if tables is None or faults:
        return (
            {},
            {},
            tuple(
                Problem(file, fault.place.line, fault.place.column, "", fault.code, fault.message, fault.hint)
                for fault in faults
            ),
        )
    report = Report()
    found: dict[str, Any] = SETTINGS.read(tables, (), report) or {}

    def place(fault: Fault) -> Problem:
        where = locations.key(fault.path) if fault.at_key else locations.value(fault.path)
        text = path_text(fault.path)
        return Problem(file, where.line, where.column, text, fault.code, fault.message, fault.hint)

    return tables, found, tuple(map(place, report.faults))


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
        flash=found.get("flash", False),
        figures=found.get("figures", True),
        levels={id: level for id, level in found.get("levels", ()) if level is not None},
        problems=problems,
    )


def check_settings(source: bytes, file: str) -> tuple[Problem, ...]:
    """Return what is wrong with a text that is to be the settings."""
    return _read(source, file)[2]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting as it stands.

    Attributes:
        key: Its name, as in ``lead_in``, ``breath.in`` or ``levels.quick-relief``.
        value: What counts, as the file would say it.
        default: What counts where the file says nothing.
        doc: What it means.
    """

    key: str
    value: object
    default: object
    doc: str

    @property
    def is_default(self) -> bool:
        """Whether it is as it would be without a file."""
        return self.value == self.default


def setting_rows(path: Path) -> tuple[tuple[SettingRow, ...], tuple[Problem, ...]]:
    """Return every setting as it stands, and what is wrong with the file."""
    raw, found, problems = _read_file(path)
    rows = []
    for name, key in SETTINGS.keys.items():
        default = DEFAULTS[name]
        value = raw[name] if name in found else default
        if name == "levels":
            read = dict(found.get(name, ()))
            rows += [SettingRow(f"{name}.{id}", level, LEVEL_DEFAULT, key.doc) for id, level in sorted(read.items())]
        elif isinstance(value, dict) and isinstance(default, dict):
            rows += [SettingRow(f"{name}.{part}", value[part], default[part], key.doc) for part in default]
        else:
            rows.append(SettingRow(name, value, default, key.doc))
    return tuple(rows), problems


# -- changing them -----------------------------------------------------------------------------------------------------


class BadSetting(ValueError):
    """A setting that there is not, or a value that it cannot have."""


class UnchangeableSettings(Exception):
    """The settings' file has an error, so that it cannot be changed without loss."""


def setting_names() -> tuple[str, ...]:
    """Return the names of the settings; the levels, one a routine, are left out."""
    names: list[str] = []
    for name in SETTINGS.keys:
        default = DEFAULTS[name]
        names += [f"{name}.{part}" for part in default] if isinstance(default, dict) else [name]
    return tuple(names)


def split_name(name: str) -> tuple[str, str]:
    """Return the two parts of a setting's name, the second empty where it has one.

    Raises:
        BadSetting: There is no such setting.
    """
    head, _, rest = name.partition(".")
    if head == "levels" and rest:
        if len(rest) <= 60 and slug(rest) == rest:
            return head, rest
        raise BadSetting(f"{quoted(rest)} is no routine's id")
    known = setting_names()
    if name in known:
        return head, rest
    hint = nearest(name, (*known, "levels.ROUTINE"))
    guess = f"did you mean {hint}?" if hint else f"there are {', '.join(known)} and levels.ROUTINE"
    raise BadSetting(f"there is no setting {quoted(name)}; {guess}")


def is_said(path: Path, name: str) -> bool:
    """Tell whether something stands in the settings' file, a setting or not."""
    raw, _, _ = _read_file(path)
    head, _, rest = name.partition(".")
    said = raw.get(head)
    return head in raw if not rest else isinstance(said, dict) and rest in said


def parse_setting(name: str, text: str) -> SettingValue:
    """Return the value that a text means for a setting, as the file would hold it.

    Args:
        name: The setting, as in ``lead_in``, ``breath.in`` or ``levels.lower-back-full``.
        text: The value as one types it.

    Raises:
        BadSetting: There is no such setting, or it cannot have this value.
    """
    head, rest = split_name(name)
    default = DEFAULTS[head]
    value: SettingValue = text
    if isinstance(default, bool):
        value = _TRUTHS.get(text.lower(), text)
    elif head == "levels":
        figure = text.removesuffix("%").strip()
        value = int(figure) if figure.isascii() and figure.isdecimal() and len(figure) < 10 else text
    whole: object = value
    if isinstance(default, dict) and rest:
        whole = {**default, rest: value}  # one half of a breath is judged beside the other half's default
    report = Report()
    SETTINGS.keys[head].sort.read(whole, (head,), report)
    if report.faults:
        raise BadSetting(f"{path_text(report.faults[0].path)}: {report.faults[0].message}")
    return value


def change_setting(path: Path, name: str, value: SettingValue | None) -> None:
    """Write one setting, or take it out where the value is None; comments and order of the file stay.

    Args:
        path: The settings' file.
        name: The setting, as `parse_setting` reads it; to take something out, any name that stands in the file.
        value: What `parse_setting` returned.

    Raises:
        UnchangeableSettings: The file has an error, so that it cannot be changed without loss.
        FileFault: It cannot be read or written.
    """
    from stretchtui.rewriting import read_whole, rewrite

    if _is_missing(path):
        if value is not None:
            import tomli_w

            rewrite(path, tomli_w.dumps(_whole_of(name, value)).encode())
        return
    from stretchtui.tomlediting import Unchangeable

    mend = "mend it with `stretchtui config edit`"
    try:
        text = read_whole(path).decode("utf-8-sig")
        changed = _taken_out(text, name) if value is None else _put_in(text, name, value)
    except UnicodeDecodeError:
        raise UnchangeableSettings(f"{path} is not UTF-8 text; {mend}") from None
    except Unchangeable as fault:
        raise UnchangeableSettings(f"{path} cannot be changed: {fault}; {mend}") from None
    if changed != text:
        rewrite(path, changed.encode())


def _whole_of(name: str, value: SettingValue) -> dict[str, SettingValue | dict[str, SettingValue]]:
    """Return the table of a file that says one setting; a breath has two halves or none."""
    head, _, rest = name.partition(".")
    default = DEFAULTS[head]
    return {head: {**default, rest: value} if isinstance(default, dict) else value}


def _put_in(text: str, name: str, value: SettingValue) -> str:
    from stretchtui.tomlediting import with_value

    head, _, rest = name.partition(".")
    if head != "breath":
        return with_value(text, (head, rest) if rest else (head,), value)
    said = (read_toml(text)[0] or {}).get(head)
    if said is None:
        return with_value(text, (head,), _whole_of(name, value)[head])
    text = with_value(text, (head, rest), value)
    for part in _BREATH.keys() - {rest} - (said.keys() if isinstance(said, dict) else set()):
        text = with_value(text, (head, part), _BREATH[part])
    return text


def _taken_out(text: str, name: str) -> str:
    from stretchtui.tomlediting import with_value, without

    head, _, rest = name.partition(".")
    said = (read_toml(text)[0] or {}).get(head)
    if head != "breath" or not isinstance(said, dict) or rest not in _BREATH:
        return without(text, (head, rest) if rest else (head,))
    if {**_BREATH, **said, rest: _BREATH[rest]} == _BREATH:
        return without(text, (head,))
    return with_value(text, (head, rest), _BREATH[rest]) if rest in said else text


def settings_template() -> str:
    """Return what a new file of settings begins with: every setting with its meaning, none of them said yet."""
    import tomli_w

    lines = ["# The settings of stretchtui. Take the # off a line to make it count."]
    for name, key in SETTINGS.keys.items():
        default = DEFAULTS[name]
        lines += ["", f"# {key.doc}"]
        if name == "levels":
            lines += ["# [levels]", "# quick-relief = 20"]
        elif isinstance(default, dict):
            lines.append(f"# {name} = {{ {', '.join(tomli_w.dumps(default).splitlines())} }}")
        else:
            lines.append(f"# {tomli_w.dumps({name: default}).strip()}")
    return "\n".join(lines) + "\n"
