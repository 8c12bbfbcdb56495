"""Writes docs/format-reference.md from the tables that read the files, so that the page and the program agree.

Run it after a key was added or its meaning changed: ``python docs/make_format_reference.py``.
"""

from pathlib import Path

from stretchcore import fields, schema, tables
from stretchcore.fields import Sort
from stretchcore.tables import Key, Table
from stretchcore.times import MAX_PHASE_MS, format_span
from stretchcore.words import MUSCLES, POSTURES
from stretchtui.hooks import MOST_WORDS
from stretchtui.keymap import MOST_KEYS
from stretchtui.settings import DEFAULTS, SETTINGS, HooksTable, KeysTable

PAGE = Path(__file__).with_name("format-reference.md")

_HEAD = """\
<!-- Written by docs/make_format_reference.py. Change the tables in src/, not this page. -->

# Every key of every file

This page lists what a routine, an exercise and the settings may hold. How the parts fit together, with examples, is
in [Writing routines](routines.md); how times and counts are written is in
[its second section](routines.md#times).

A key that is not listed is a problem, and the message names the nearest one that is. Columns are columns of a
terminal: most letters take one, Chinese characters and emoji two.
"""

_SECTIONS: tuple[tuple[str, str, Table], ...] = (
    ("Routine", "The file `NAME.toml` in the folder of routines.", schema.ROUTINE),
    ("Step", "An entry of `warm_up`, `steps` or `cool_down`, or of the `steps` of a block.", schema.STEP),
    ("Exercise", "The file `NAME.toml` in the folder of exercises.", schema.EXERCISE),
    ("Position", "An entry of `positions`.", schema.POSITION),
    ("Start", "The value of `start`.", schema.START),
    ("Figure", "The value of `figure`.", schema.FIGURE.table),
)

_STEP_NOTE = """\
A step is one of three things. With `exercise` or `name` it is an exercise. With `rest` alone it is a rest. With
`repeat` and `steps` it is a block, and holds nothing else.
"""

_PAIRS = {"near": "far", "left": "right"}
"""Keys whose tables are alike and are shown once."""

_LISTS = {MUSCLES: "a muscle", POSTURES: "a posture"}


def render() -> str:
    """Return the page."""
    parts = [_HEAD]
    for title, what, table in _SECTIONS:
        parts += [f"## {title}\n", f"{what}\n"]
        if table is schema.STEP:
            parts.append(_STEP_NOTE)
        parts.append(_table(table))
        for key in table.keys.values():
            if isinstance(key.sort, Table) and key.sort is not schema.START and key.name not in _PAIRS.values():
                names = f"`{key.name}` and `{_PAIRS[key.name]}`" if key.name in _PAIRS else f"`{key.name}`"
                parts += [f"### {names}\n", _table(key.sort)]
    parts += ["## Breath\n", "The value of `breath`: two single times, no ranges.\n", _table(schema.BREATH.table)]
    parts += [
        "## Words\n",
        "The muscles, in `targets` and `secondary`, are those of the public-domain free-exercise-db:",
        f"{_listed(MUSCLES)}.\n",
        f"The postures are {_listed(POSTURES)}.\n",
        "## Settings\n",
        "The file `config.toml`; `stretchtui paths` tells where it is.",
        "A setting that is wrong is reported and left at its default.\n",
        _table(SETTINGS, DEFAULTS),
    ]
    return "\n".join(parts)


def _table(table: Table, defaults: object = None) -> str:
    known = defaults if isinstance(defaults, dict) else {}
    head = "| key | what it may be | what it means |" + (" default |" if known else "")
    rows = [head, "|---" * (4 if known else 3) + "|"]
    for key in table.keys.values():
        row = f"| `{key.name}`{' (needed)' if key.required else ''} | {_sort(key)} | {_plain(key.doc)} |"
        rows.append(row + (f" `{_written(known[key.name])}` |" if known else ""))
    return "\n".join(rows) + "\n"


def _sort(key: Key) -> str:
    if isinstance(key.sort, Table):
        pair = next((f"{one}-and-{other}" for one, other in _PAIRS.items() if key.name in (one, other)), key.name)
        return f"a table: [below](#{pair})"
    return _words(key.sort)


def _words(sort: Sort) -> str:
    """Return what a value of a sort may be, in words."""
    match sort:
        case fields.Text():
            return f"a text of at most {sort.max_cells} columns"
        case fields.Id():
            return "an id: small letters, digits and hyphens, at most 60"
        case fields.Clock():
            return 'a time of day, as in `"07:30"`'
        case fields.Choice(words=words) if words in _LISTS:
            return f"[{_LISTS[words]}](#words)"
        case fields.Choice():
            return ("one of " if len(sort.words) > 1 else "") + _listed(sort.words)
        case fields.Flag():
            return "`true` or `false`"
        case fields.Whole():
            return f"a whole number from {sort.low} to {sort.high}"
        case fields.Version():
            return "`1`" if sort.newest == 1 else f"a whole number from 1 to {sort.newest}"
        case fields.Number():
            return f"a number from {sort.low:g} to {sort.high:g}"
        case fields.Time():
            zero = "0 s, or " if sort.zero and sort.low_ms else ""
            breaths = "" if sort.breaths else ", not in breaths"
            return f"a time: {zero}{_length(sort.low_ms)} to {_length(sort.high_ms)}{breaths}"
        case fields.HoldTime():
            return f'{_words(fields.Time())}; or `"open"`'
        case fields.Count():
            return f"a count from {sort.low} to {sort.high:,}"
        case tables.Pair():
            return f"`[x, y]`: x from {sort.x.low:g} to {sort.x.high:g}, y from {sort.y.low:g} to {sort.y.high:g}"
        case tables.Many():
            size = f"{sort.least} to {sort.most:,}" if sort.least else f"at most {sort.most:,}"
            alone = "one entry by itself, or " if sort.single else ""
            entries = "different entries" if getattr(sort, "unique", False) else "entries"
            return f"{alone}a list of {size} {entries}, each {_words(sort.item)}"
        case tables.ById():
            return f"a table of at most {sort.most:,} entries by id, each {_words(sort.item)}"
        case tables.ListOr():
            return f"{_words(sort.otherwise)}; or {_words(sort.if_list)}"
        case tables.BreathTable():
            return "a table: [Breath](#breath)"
        case tables.Drawing():
            return "a table: [Figure](#figure)"
        case Table():
            name = sort.title.split()[-1]
            return f"[{sort.title}](#{name})"
    if isinstance(sort, KeysTable):
        return f"a table by the action's name, each a key or a list of at most {MOST_KEYS}: [Keys](settings.md#keys)"
    if isinstance(sort, HooksTable):
        words = f"a line or a list of at most {MOST_WORDS} words"
        return f"a table by the event's name, each a command: {words}; [Hooks](hooks.md)"
    inner = getattr(sort, "time", None)
    if isinstance(inner, fields.Time):  # the settings' own sort: a time that is no range
        return f"{_words(inner)}; no range"
    raise TypeError(f"{type(sort).__name__} has no words yet; add them here")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _length(ms: int) -> str:
    return f"{ms // 3_600_000} h" if ms == MAX_PHASE_MS else format_span(ms)


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def _written(value: object) -> str:
    """Return a value as a file would say it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        inner = ", ".join(f"{name} = {_written(entry)}" for name, entry in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return f'"{value}"' if isinstance(value, str) else str(value)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
