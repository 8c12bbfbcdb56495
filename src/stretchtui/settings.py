"""The user's settings, in ``config.toml``.

One table says what there is, what it means and what it must be. A setting that is wrong is reported and left at its
default: no mistake in here keeps anybody from stretching.
"""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, TypeAlias

from stretchcore.exercise import PROGRAM_TIMING, BreathRate, Timing
from stretchcore.fields import Choice, Flag, Id, Text, Time, Whole
from stretchcore.problems import Fault, Problem, Report, path_text
from stretchcore.schema import BREATH
from stretchcore.tables import ById, Key, Many, Table
from stretchcore.text import quoted
from stretchcore.times import TimeRange, parse_time
from stretchcore.tomltext import read_toml
from stretchcore.values import dataclass
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


class KeysTable:
    """Other keys for actions, by the action's name; see `stretchtui.keymap`, which few commands need."""

    __slots__ = ()

    def read(self, value: object, path: tuple[str | int, ...], report: Report) -> object:
        """Return the keys that count, by the action's name."""
        from stretchtui.keymap import read_keys

        return read_keys(value, path, report)


class HooksTable:
    """Commands that run on events, by the event's name; see `stretchtui.hooks`, which few commands need."""

    __slots__ = ()

    def read(self, value: object, path: tuple[str | int, ...], report: Report) -> object:
        """Return the words of each command, by the event's name."""
        from stretchtui.hooks import read_hooks

        return read_hooks(value, path, report)


_LEAD_IN = _Fixed(Time(0, 60_000, zero=True, breaths=False))
_GAP = Time(zero=True)
_FRESH = _Fixed(Time(10 * 60_000, 7 * 24 * 3_600_000, breaths=False))

SETTINGS = Table(
    "the settings",
    Key("lead_in", _LEAD_IN, "Time between resume and the going on of a hold; 0s for none."),
    Key("first_side", Choice((Side.LEFT.value, Side.RIGHT.value)), "The side that goes first."),
    Key("ask_pain", Flag(), "Whether the app asks before and after a session how much it hurts."),
    Key("breath", BREATH, "The length of one breath where a routine does not say it."),
    Key("prepare", _GAP, "Time to get into position where a routine does not say it."),
    Key("next_rep", _GAP, "Time between two reps where a routine does not say it."),
    Key("switch_side", _GAP, "Time to change sides where a routine does not say it."),
    Key("rest", _GAP, "Rest between sets where a routine does not say it."),
    Key("resume_within", _FRESH, "How long a session that was stopped or cut off can be gone on with."),
    Key(
        "excluded",
        Many(Id(), most=1000, unique=True),
        'Exercises that you must not do, as in ["cobra"]: a gentler one takes their place, or none.',
    ),
    Key("theme", Text(60), "The colours of the screens."),
    Key("bell", Flag(), "Whether the terminal's bell rings when the work begins and ends."),
    Key("sound", Flag(), "Whether cues sound when the work begins and ends, sides change and time runs out."),
    Key("volume", Whole(0, 100), "How loud sounds and voice are, in per cent of what the machine is set to."),
    Key("voice", Flag(), "Whether a voice says what comes, where this machine has one."),
    Key("verbosity", Choice(("calm", "normal", "full")), "How much the voice says."),
    Key("breath_words", Flag(), "Whether the voice says when to breathe in and out."),
    Key("language", Text(20), "The language of the voice, by the name of its file of phrases."),
    Key("media_keys", Flag(), "Whether media keys, headset and phone pause and skip a session."),
    Key("notifications", Flag(), "Whether the desktop says that a session has ended, or paused by itself."),
    Key("flash", Flag(), "Whether the screen flashes when the work begins and ends."),
    Key("figures", Flag(), "Whether the session shows the drawn figure."),
    Key("keys", KeysTable(), "Other keys for an action, by its name: one, or a list."),
    Key("hooks", HooksTable(), "Commands that run on events of a session, by the event's name."),
    Key("levels", ById(Whole(0, 100), most=1000), "The level of each routine, by its id."),
)
"""What the settings may hold."""

BREATH_DEFAULT = {"in": "4s", "out": "6s"}
"""The length of one breath, as the file would say it."""

DEFAULTS: Mapping[str, str | int | dict[str, str] | list[str]] = {
    "lead_in": "3s",
    "first_side": "left",
    "ask_pain": True,
    "breath": BREATH_DEFAULT,
    "prepare": "8s",
    "next_rep": "3s",
    "switch_side": "5s",
    "rest": "10s",
    "resume_within": "12h",
    "excluded": [],
    "theme": "stretch-dark",
    "bell": False,
    "sound": True,
    "volume": 70,
    "voice": True,
    "verbosity": "normal",
    "breath_words": False,
    "language": "en",
    "media_keys": True,
    "notifications": True,
    "flash": False,
    "figures": True,
    "keys": {},
    "hooks": {},
    "levels": {},
}
"""What counts where the file says nothing, as the file would say it."""

SettingValue: TypeAlias = str | int | bool | list[str]
"""A setting as a file holds it."""

LEVEL_DEFAULT = 0
"""The level of a routine for which none was chosen."""

UNSAID: Mapping[str, SettingValue] = {"hooks": "", "levels": LEVEL_DEFAULT}
"""What counts of those tables that have any number of entries, for an entry that the file does not say."""

_Raw: TypeAlias = dict[str, Any]  # a file as TOML has it


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has chosen.

    Attributes:
        resume_within_ms: How long a session that was stopped or cut off can be gone on with.
        volume: How loud sounds and voice are, 0 to 100 per cent.
        verbosity: How much the voice says: ``calm``, ``normal`` or ``full``.
        language: The name of a file of phrases.
        said: The settings that the file says: what was asked for by name is missed aloud.
        program: What counts where neither a step, nor a routine, nor an exercise says a gap or a breath.
        keys: The keys of those actions that have other ones than their own, by the action's name.
        excluded: The ids of the exercises that must not be done, in the order of the file.
        hooks: The words of the commands that run on events, by the event's name.
        levels: The level of each routine by id.
        problems: What is wrong with the file; those settings are at their defaults.
    """

    lead_in_ms: int = 3_000
    resume_within_ms: int = 12 * 3_600_000
    first_side: Side = Side.LEFT
    ask_pain: bool = True
    program: Timing = PROGRAM_TIMING
    excluded: tuple[str, ...] = ()
    theme: str = "stretch-dark"
    bell: bool = False
    sound: bool = True
    volume: int = 70
    voice: bool = True
    verbosity: str = "normal"
    breath_words: bool = False
    language: str = "en"
    media_keys: bool = True
    notifications: bool = True
    said: frozenset[str] = frozenset()
    flash: bool = False
    figures: bool = True
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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

    if is_missing(path):
        return {}, {}, ()
    try:
        source = read_bounded(path)
    except FileFault as fault:
        return {}, {}, (Problem(str(path), 1, 1, "", "unreadable", str(fault)),)
    return _read(source, str(path))


def is_missing(path: Path) -> bool:
    """Tell whether there is no such file, as against one that cannot be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def said_in(path: Path) -> Mapping[str, Any]:
    """Return what stands in the settings' file, a setting or not; nothing where it cannot be read."""
    return _read_file(path)[0]


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
    fresh: TimeRange = found.get("resume_within") or parse_time(DEFAULTS["resume_within"])
    return Settings(
        lead_in_ms=lead_in.ends_ms(0)[0],
        resume_within_ms=fresh.ends_ms(0)[0],
        first_side=Side(found.get("first_side", Side.LEFT)),
        ask_pain=found.get("ask_pain", True),
        program=Timing(**gaps, breath=breath).over(PROGRAM_TIMING),
        excluded=_ids(found.get("excluded")),
        theme=found.get("theme", str(DEFAULTS["theme"])),
        bell=found.get("bell", False),
        sound=found.get("sound", True),
        volume=found.get("volume", DEFAULTS["volume"]),
        voice=found.get("voice", True),
        verbosity=found.get("verbosity", str(DEFAULTS["verbosity"])),
        breath_words=found.get("breath_words", False),
        language=found.get("language", str(DEFAULTS["language"])),
        media_keys=found.get("media_keys", True),
        notifications=found.get("notifications", True),
        said=frozenset(name for name, value in found.items() if value is not None),
        flash=found.get("flash", False),
        figures=found.get("figures", True),
        keys=dict(found.get("keys", ())),
        hooks=dict(found.get("hooks", ())),
        levels={id: level for id, level in found.get("levels", ()) if level is not None},
        problems=problems,
    )


def _ids(found: tuple[str | None, ...] | None) -> tuple[str, ...]:
    """Return the ids that could be read: one that is no id, or is there twice, lets the others count all the same."""
    return tuple(dict.fromkeys(id for id in found or () if id is not None))


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
        if name == "keys":
            rows += _key_rows(dict(found.get(name, ())))
        elif name == "hooks":
            rows += _hook_rows([event for event, _ in found.get(name, ())], raw)
        elif name == "levels":
            read = dict(found.get(name, ()))
            rows += [SettingRow(f"{name}.{id}", level, LEVEL_DEFAULT, key.doc) for id, level in sorted(read.items())]
        elif name == "excluded":
            rows.append(SettingRow(name, [*_ids(found.get(name))], default, key.doc))
        elif isinstance(value, dict) and isinstance(default, dict):
            rows += [SettingRow(f"{name}.{part}", value[part], default[part], key.doc) for part in default]
        else:
            rows.append(SettingRow(name, value, default, key.doc))
    return tuple(rows), problems


def _hook_rows(events: list[str], raw: _Raw) -> list[SettingRow]:
    """Return the hooks that the file says, each as one would type it on a line."""
    import shlex

    said = ((event, raw["hooks"][event]) for event in events)
    return [
        SettingRow(
            f"hooks.{event}",
            command if isinstance(command, str) else shlex.join(command),
            UNSAID["hooks"],
            f"The command that runs at the event {event}.",
        )
        for event, command in said
    ]


def _key_rows(changed: Mapping[str, tuple[str, ...]]) -> list[SettingRow]:
    from stretchtui.keymap import described, key_name, own_keys

    return [
        SettingRow(f"keys.{id}", [*map(key_name, changed.get(id, keys))], [*map(key_name, keys)], described(id))
        for id, keys in own_keys().items()
    ]
