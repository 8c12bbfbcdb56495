"""A JSON Schema of routines and of exercises, for editors that complete and check a file while it is written.

It is made of the table that the reader itself goes by, so that both say the same. A schema sees one file and no sums:
it never refuses what the reader takes, and finds what can be found without a library of exercises and without
reckoning.

Two habits look odd and have their reason in what people get to see. What a value must not be is said as ``else`` with
an ``enum`` of good examples, since then the editor says ``"20 sec" is not one of ["20s", "20-30s"]`` and not a
regular expression; a value that must not be there at all is a schema that says why (`_never`). And the examples that an
editor offers stand in ``patternProperties``, where they refuse nothing (`_offers`).

Two more are for taplo's sake. Of a plain false for unknown keys, its language server marks every line of the table and
of the tables in it; of `_UNKNOWN`, the one value. And rules that look at a whole table stand behind an ``if`` that
always holds (`_rules`), since it does not complete the keys of a table that has an ``allOf``.

Source: JSON Schema draft-07 (the newest that taplo reads), https://json-schema.org/draft-07.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from stretchcore import fields, tables
from stretchcore.exercise import PROGRAM_TIMING, BreathRate
from stretchcore.fields import Sort
from stretchcore.patterns import NOT_BLANK, count_pattern, text_pattern, time_pattern
from stretchcore.schema import EXERCISE, FORMAT, MAX_NESTING, POSITION, ROUTINE, STEP
from stretchcore.tables import Key, Table
from stretchcore.times import OPEN, TimeRange, format_range
from stretchcore.words import Section, Side, Sides

JsonSchema: TypeAlias = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"

_ID = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
_CLOCK = "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"
_BLOCK = ("repeat", "steps")
_EXERCISE_KEYS = ("exercise", "name")
_TIME_EXAMPLES = ("20s", "1m30s", "20-30s", "5 breaths", "6 counts")
_GAP_EXAMPLES = ("0s", "5s", "5-10s", "1 breath")
_BREATH_EXAMPLES = ("4s", "2.5s")
_UNKNOWN: JsonSchema = {"allOf": [False]}
_STEP_REF = "#/definitions/step"
_IDLE_REF = "#/definitions/idle"
_FIRST_KEYS: Mapping[Table, tuple[str, ...]] = {STEP: ("exercise",), POSITION: ("id", "hold")}
"""The keys with which an editor begins a table that is written on one line."""


def routine_schema(exercises: Sequence[tuple[str, str]] = ()) -> JsonSchema:
    """Return the schema of a routine's file.

    Args:
        exercises: Ids and names of exercises that an editor may offer; others are as good.
    """
    step = _table(STEP)
    step["patternProperties"] |= _offer("exercise", [id for id, _ in exercises], [name for _, name in exercises])
    step |= _rules(*_step_rules())
    root = _table(ROUTINE)
    root["properties"]["defaults"]["properties"] = _with_defaults(ROUTINE.keys["defaults"].sort)
    too_deep = {"properties": {name: {"items": _too_deep(MAX_NESTING)} for name in Section}}
    rules = _rules(_needs_an_exercise(), too_deep)
    definitions = {"step": step, "idle": _idle()}
    return _share({**_head("A stretchtui routine"), **root, **rules, "definitions": definitions})


def exercise_schema() -> JsonSchema:
    """Return the schema of an exercise's file."""
    root = _table(EXERCISE)
    root["properties"] = _with_defaults(EXERCISE)
    rules = _rules(_either_hold_or_pace(), _needs_holds())
    return _share({**_head("A stretchtui exercise"), **root, **rules})


def sort_schema(sort: Sort) -> JsonSchema:
    """Return the schema of one sort of value by itself.

    Raises:
        TypeError: The sort has none yet, since no file holds it.
    """
    return _share(_sort(sort))


def _head(title: str) -> JsonSchema:
    return {"$schema": DRAFT, "title": title}


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table) -> JsonSchema:
    found: JsonSchema = {
        "type": "object",
        "properties": {name: _key(key) for name, key in table.keys.items()},
        "patternProperties": _offers(table.keys.values()),
        "additionalProperties": _UNKNOWN,
    }
    required = [name for name, key in table.keys.items() if key.required]
    if required:
        found["required"] = required
    if table.any_of:
        found |= _rules(_if_none_of(table.any_of, {"required": [table.any_of[0]]}))
    first = _FIRST_KEYS.get(table)
    if first:
        found["x-taplo"] = {"initKeys": list(first)}
    return found


def _key(key: Key) -> JsonSchema:
    """Return the schema of a key's value, with its meaning."""
    return {"description": key.doc, **_sort(key.sort)}


def _with_defaults(table: object) -> JsonSchema:
    """Return the properties of a table, those of the gaps with what counts where nobody says another figure."""
    assert isinstance(table, Table)
    found: JsonSchema = {name: _key(key) for name, key in table.keys.items()}
    for name in found.keys() & {"prepare", "next_rep", "switch_side", "rest", "breath"}:
        found[name]["default"] = _written(getattr(PROGRAM_TIMING, name))
    if "format" in found:
        found["format"]["default"] = FORMAT
    return found


def _written(value: TimeRange | BreathRate) -> object:
    if isinstance(value, TimeRange):
        return format_range(value)
    return {"in": format_range(TimeRange.of_ms(value.in_ms)), "out": format_range(TimeRange.of_ms(value.out_ms))}


def _offers(keys: Iterable[Key]) -> JsonSchema:
    """Return what an editor offers for the values of keys."""
    found: JsonSchema = {}
    for key in keys:
        match key.sort:
            case fields.HoldTime():
                found |= _offer(key.name, (*_TIME_EXAMPLES, OPEN))
            case fields.Time():
                found |= _offer(key.name, _time_examples(key.sort))
            case tables.Many(item=fields.Choice(words=words), single=True):
                found |= _offer(key.name, words)
    return found


def _offer(key: str, values: Sequence[object], meanings: Sequence[str] = ()) -> JsonSchema:
    """Return examples of a key's values that refuse no other value, as a part of ``patternProperties``."""
    if not values:
        return {}
    offered: JsonSchema = {"enum": list(values)}
    if meanings:
        offered["x-taplo"] = {"docs": {"enumValues": list(meanings)}}
    return {f"^{key}$": {"anyOf": [offered, True]}}


# -- sorts of values ---------------------------------------------------------------------------------------------------


def _sort(sort: Sort) -> JsonSchema:
    """Return the schema of a sort of value."""
    match sort:
        case fields.Text(max_cells=cells):
            letters = {"pattern": text_pattern(cells), "maxLength": 4 * cells}
            wanted = f"a text on one line, at most {cells} columns wide"
            return {"type": "string", **_or_else(f"text-{cells}", _both(letters, {"pattern": NOT_BLANK}), wanted)}
        case fields.Id():
            return {"type": "string", **_or_else("id", {"pattern": _ID, "maxLength": 60}, "cat-cow")}
        case fields.Clock():
            return {"type": "string", **_or_else("clock", {"pattern": _CLOCK}, "07:30")}
        case fields.Choice(words=words):
            return {"const": words[0]} if len(words) == 1 else {"enum": [str(word) for word in words]}
        case fields.Version(newest=newest):
            return {"type": "integer", "minimum": 1, "maximum": newest}
        case fields.Number(low=low, high=high):
            return {"type": "number", "minimum": low, "maximum": high}
        case fields.HoldTime():
            return _time("hold", fields.Time(), (*_TIME_EXAMPLES, OPEN), OPEN)
        case fields.Time():
            return _time("gap" if sort.zero else f"time-{sort.high_ms // 1000}", sort, _time_examples(sort))
        case fields.Count(low=low, high=high):
            texts = _or_else(f"count-{high}", {"pattern": count_pattern(sort)}, "3", "2-3")
            return {"type": ["integer", "string"], "minimum": low, "maximum": high, **texts}
        case tables.Many():
            return _many(sort)
        case tables.Pair(x=x, y=y):
            return {"type": "array", "items": [_sort(x), _sort(y)], "minItems": 2, "maxItems": 2}
        case tables.ById(item=item, most=most):
            return {"type": "object", "additionalProperties": _sort(item), "maxProperties": most}
        case tables.ListOr(if_list=if_list, otherwise=otherwise):
            return _either(_sort(otherwise), _sort(if_list))
        case tables.BreathTable(table=table) | tables.Drawing(table=table):
            return _table(table)
        case Table():
            return {"$ref": _STEP_REF} if sort is STEP else _table(sort)
    raise TypeError(f"{type(sort).__name__} has no JSON Schema yet; add it here")


def _many(sort: tables.Many) -> JsonSchema:
    item = _sort(sort.item)
    found: JsonSchema = {"type": "array", "items": item, "maxItems": sort.most}
    if sort.least:
        found["minItems"] = sort.least
    if sort.unique:
        found["uniqueItems"] = True
    return _either(item, found) if sort.single else found


def _either(one: JsonSchema, many: JsonSchema) -> JsonSchema:
    """Return the schema of a list or something else. Of an ``anyOf``, an editor would not tell what is wrong inside."""
    if "enum" in one:
        one = {"type": "string", "if": {"type": "array"}, "else": one}
    types = one["type"] if isinstance(one["type"], list) else [one["type"]]
    return {**many, **one, "type": [*types, "array"]}


def _time(name: str, sort: fields.Time, examples: Sequence[str], *words: str) -> JsonSchema:
    """Return the schema of a time as a text, or as a number of seconds, which is rounded to the millisecond."""
    shortest, too_long = (sort.low_ms - 0.5) / 1000, (sort.high_ms + 0.5) / 1000
    seconds: JsonSchema = {"minimum": 0 if sort.zero else shortest, "exclusiveMaximum": too_long}
    if sort.zero:
        seconds["not"] = {"type": "number", "minimum": 0.0005, "exclusiveMaximum": shortest}
    texts = _or_else(name, {"pattern": time_pattern(sort, *words)}, *examples)
    return {"type": ["string", "number"], "examples": list(examples), **seconds, **texts}


def _time_examples(sort: fields.Time) -> tuple[str, ...]:
    return _GAP_EXAMPLES if sort.zero else _TIME_EXAMPLES if sort.breaths else _BREATH_EXAMPLES


# -- what a table as a whole must be -----------------------------------------------------------------------------------


def _or_else(name: str, fits: JsonSchema, *examples: str) -> JsonSchema:
    """Return the schema of what fits, by which an editor tells examples of it to who writes something else.

    Args:
        name: What the definition is called that `_share` makes of `fits`.
    """
    return {"if": {"$id": name, **fits}, "else": {"enum": list(examples)}}


def _share(schema: JsonSchema) -> JsonSchema:
    """Return a schema in which what stands there many times stands among the definitions."""
    definitions: JsonSchema = {}

    def shared(value: Any) -> Any:
        if isinstance(value, list):
            return [shared(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$id"), str):
            name = value["$id"]
            definitions[name] = {key: entry for key, entry in value.items() if key != "$id"}
            return {"$ref": f"#/definitions/{name}"}
        return {key: shared(entry) for key, entry in value.items()}

    found: JsonSchema = shared(schema)
    return found | {"definitions": found.get("definitions", {}) | definitions}


def _never(words: str) -> JsonSchema:
    """Return a schema that nothing fits, by which an editor says some words."""
    return {"enum": [words], "not": {"enum": [words]}}


def _rules(*rules: JsonSchema) -> JsonSchema:
    """Return rules in a place where taplo does not look for keys to complete."""
    return {"if": True, "then": {"allOf": list(rules)}}


def _has(*keys: str) -> JsonSchema:
    return {"required": list(keys)}


def _lacks(*keys: str) -> JsonSchema:
    return {"properties": dict.fromkeys(keys, False)}


def _if_none_of(keys: Sequence[str], then: JsonSchema) -> JsonSchema:
    return {"if": _lacks(*keys), "then": then}


def _step_rules() -> Iterable[JsonSchema]:
    """Yield what makes a step one of three things, and what goes with an exercise of the routine alone.

    They are those of `stretchcore.document`, which says them of tables that were read.
    """
    yield _if_none_of(STEP.any_of, _has(STEP.any_of[0]))
    for one, other in (_BLOCK, _BLOCK[::-1]):
        others = {name: _never("set it in the steps of the block") for name in STEP.keys if name not in _BLOCK}
        yield {"if": _has(one), "then": {"required": [other], "properties": others}}
    others = {name: _never("not beside a rest by itself") for name in STEP.keys if name != "rest"}
    yield {"if": _both(_has("rest"), _lacks(*_BLOCK, *_EXERCISE_KEYS)), "then": {"properties": others}}
    by_id = {"if": {"type": "array"}, "then": _never('holds by id, as in { arch = "5s" }')}
    yield {"if": _has("exercise"), "then": {"properties": {"positions": by_id}}}
    own = _both(_has("name"), _lacks("exercise", *_BLOCK))
    listed = {"if": {"type": "object", "minProperties": 1}, "then": _never("positions as a list: [[steps.positions]]")}
    yield {"if": own, "then": {"properties": {"positions": listed}}}
    both_sides = {"required": list(Side), "properties": dict.fromkeys(Side, _has("hold"))}
    no_dose = _both(own, _lacks("hold", "pace", "positions"), {"not": both_sides})
    yield {"if": no_dose, "then": _has("hold")}
    yield {"if": _both(own, _lacks(*Side)), "then": _needs_holds()}
    yield _either_hold_or_pace()
    one_sided = {"properties": {"sides": {"enum": [Sides.NONE, Sides.LEFT, Sides.RIGHT]}}}
    no_doses = {"properties": {side: _never('not without sides = "each" or "alternate"') for side in Side}}
    yield {"if": _both(one_sided, {"anyOf": [_has("sides"), own]}), "then": no_doses}


def _both(*conditions: JsonSchema) -> JsonSchema:
    return {"allOf": list(conditions)}


def _either_hold_or_pace() -> JsonSchema:
    """Return the rule that reps at one's own pace have no hold, wherever it may be written."""
    no_hold = {"properties": {"hold": _never('either a hold or pace = "self", not both')}}
    places: JsonSchema = {"positions": {"items": no_hold, "maxProperties": 0}, **dict.fromkeys(Side, no_hold)}
    return {"if": _has("pace"), "then": {"properties": {**no_hold["properties"], **places}}}


def _needs_holds() -> JsonSchema:
    """Return the rule that each position has a hold where they have none in common."""
    return _if_none_of(("hold", "pace"), {"properties": {"positions": {"items": {"required": ["hold"]}}}})


def _idle() -> JsonSchema:
    """Return the schema of a step without an exercise: a rest, or a block of such steps."""
    return {"properties": {**_lacks(*_EXERCISE_KEYS)["properties"], "steps": {"items": {"$ref": _IDLE_REF}}}}


def _needs_an_exercise() -> JsonSchema:
    idle = {"properties": {section: {"items": {"$ref": _IDLE_REF}} for section in Section}}
    return {"if": idle, "then": {"required": ["steps"], "properties": {"steps": {"contains": _has("exercise")}}}}


def _too_deep(more: int) -> JsonSchema:
    """Return the rule that blocks are nested no deeper than so many levels."""
    if not more:
        return {"properties": {key: _never(f"blocks are nested at most {MAX_NESTING} deep") for key in _BLOCK}}
    return {"properties": {"steps": {"items": _too_deep(more - 1)}}}
