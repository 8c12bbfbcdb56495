"""Writes docs/api.md from the docstrings of the engine: every name that `import stretchcore` offers.

It reads the sources and not the running modules, so that the page is the same under every Python. Run it after a public
name, a signature or a docstring has changed: ``python docs/make_api_reference.py``.
"""

import ast
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import stretchcore

PAGE = Path(__file__).with_name("api.md")
SOURCE = Path(stretchcore.__file__).parent

_HEAD = """\
<!-- Written by docs/make_api_reference.py. Change the docstrings in src/stretchcore/, not this page. -->

# Every name of the engine

All that `import stretchcore` offers. [The tutorial](engine-tutorial.md) leads through the most of it in ten minutes,
[The engine](engine.md) explains how it behaves, and [the states](state-diagram.md) are drawn from its table.

Times are whole milliseconds where a name ends in `_ms`. Values are frozen; events are so by agreement alone, as
freezing takes Python too long. `now` is an instant on any scale that never runs backwards; the engine reads no clock.
"""

CHAPTERS = {
    "From a text to a plan": ("document", "shelf", "problems", "plan", "resolving", "tree"),
    "A session": ("session", "snapshot", "driver", "commands", "states", "view"),
    "What a session says": ("events", "cues", "telling", "phrases"),
    "Pictures": ("motion", "svg", "figure", "strokes"),
    "Plain data": ("data", "live_data"),
    "What files say": ("routine", "exercise", "words", "times", "tomllocate"),
    "Advice": ("advice", "sparing", "dose", "progression"),
}
"""The rooms of the engine, in the order in which one meets them."""


def render() -> str:
    """Return the page."""
    parts = [_HEAD]
    for chapter, rooms in CHAPTERS.items():
        parts.append(f"- {chapter}: " + ", ".join(f"[`{name}`](#{_anchor(name)})" for name in _names_of(rooms)))
    for chapter, rooms in CHAPTERS.items():
        parts.append(f"\n## {chapter}")
        for room in rooms:
            parts += [_section(_room(room), name) for name in names()[room]]
    return "\n".join(parts) + "\n"


@cache
def names() -> dict[str, list[str]]:
    """Return the public names by the room that they live in, in the order of its source."""
    rooms: dict[str, list[str]] = {}
    for name in stretchcore.__all__:
        rooms.setdefault(stretchcore._ROOM_OF[name], []).append(name)
    return {room: sorted(found, key=list(_room(room).nodes).index) for room, found in rooms.items()}


def _names_of(rooms: tuple[str, ...]) -> list[str]:
    return [name for room in rooms for name in names()[room]]


def _heading(name: str) -> str:
    """Return the heading of a name; `moment` makes a `Moment`, and the two must not have one anchor."""
    same = [other for other in stretchcore.__all__ if other.lower() == name.lower()]
    return name if same[0] == name else f"{name}, the function"


def _anchor(name: str) -> str:
    return _heading(name).lower().replace(",", "").replace(" ", "-")


class _Room:
    """The source of one room."""

    def __init__(self, room: str) -> None:
        text = (SOURCE / f"{room}.py").read_text(encoding="utf-8")
        body = ast.parse(text).body
        self.nodes: dict[str, ast.stmt] = {}
        self.notes: dict[str, str] = {}  # the string below an assignment
        for node, following in zip(body, [*body[1:], None], strict=True):
            for name in _defined(node):
                self.nodes[name] = node
                self.notes[name] = _string(following)
        self.comments = {
            token.start[0]: token.string.lstrip("# ")
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        }


_room = cache(_Room)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        targets = [
            one for target in node.targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        return [target.id for target in targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _string(node: ast.stmt | None) -> str:
    is_string = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return str(node.value.value) if is_string and isinstance(node.value.value, str) else ""


# -- one name ----------------------------------------------------------------------------------------------------------


def _section(room: _Room, name: str) -> str:
    node = room.nodes[name]
    parts = [f"\n### {_heading(name)}\n"]
    if isinstance(node, ast.ClassDef):
        parts += _class(room, node)
    elif isinstance(node, ast.FunctionDef):
        parts += [_code(_signature(node)), *_prose(ast.get_docstring(node) or "")]
    else:
        parts += _constant(node, name)
        parts += _prose(room.notes[name])
    return "\n".join(part for part in parts if part is not None)


def _constant(node: ast.stmt, name: str) -> list[str]:
    if isinstance(node, ast.AnnAssign):
        kind, value = _written(node.annotation), node.value
    else:
        assert isinstance(node, ast.Assign)
        kind, value = "", node.value
    if kind == "TypeAlias" and value is not None:
        return [_code(f"{name} = {_kind(value)}")]
    if isinstance(value, ast.Constant) or (isinstance(value, ast.UnaryOp) and not kind):
        return [_code(f"{name} = {_written(value)}")]
    return [_code(f"{name}: {kind}")] if kind else []


def _class(room: _Room, node: ast.ClassDef) -> Iterator[str]:
    doc = ast.get_docstring(node) or ""
    text, told = _split(doc)
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and not _is_private(one)]
    values = [one for one in fields if not _written(one.annotation).startswith("ClassVar")]
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
    makes = next((one for one in methods if one.name == "__init__"), None)
    bases = [_written(base) for base in node.bases if not _written(base).startswith(("Generic", "NamedTuple"))]
    if makes is not None:
        yield _code(_signature(makes, name=node.name))
    elif any("Enum" in base or "_Word" in base for base in bases):
        yield _code(f"class {node.name}({', '.join(base.lstrip('_').replace('Word', 'StrEnum') for base in bases)})")
    elif values:
        yield _code(_call(node.name, [_written(one) for one in values]))
    else:
        yield _code(f"class {node.name}" + (f"({', '.join(bases)})" if bases else "") if bases else f"{node.name}()")
    yield from _prose(text)
    yield from _told({"Attributes": told.get("Attributes", {})})
    yield from _members(room, node)
    if makes is not None:
        yield from _prose(ast.get_docstring(makes) or "")
    for method in methods:
        if _is_private(method):
            continue
        decorators = {_written(one) for one in method.decorator_list}
        sign = _returns(method) if decorators & {"property", "cached_property"} else _signature(method)
        yield "\n" + _code(f"{node.name}.{sign}")
        yield from _prose(ast.get_docstring(method) or "")


def _members(room: _Room, node: ast.ClassDef) -> Iterator[str]:
    """Yield the members of an enumeration, each with the comment behind it."""
    members = [one for one in node.body if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)]
    if not members:
        return
    yield "\n| member | value | |\n|---|---|---|"
    for one in members:
        value = ast.literal_eval(one.value)
        yield f"| `{_written(one.targets[0])}` | `{value}` | {room.comments.get(one.lineno, '')} |"


def _is_private(node: ast.AnnAssign | ast.FunctionDef) -> bool:
    name = node.name if isinstance(node, ast.FunctionDef) else _written(node.target)
    return name.startswith("_")


# -- signatures --------------------------------------------------------------------------------------------------------


def _signature(node: ast.FunctionDef, name: str | None = None) -> str:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    parts = [_argument(one, default) for one, default in zip(positional, defaults, strict=True)]
    if positional and positional[0].arg in ("self", "cls"):
        parts = parts[1:]
    if arguments.kwonlyargs:
        parts.append("*")
        parts += [
            _argument(one, default) for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        ]
    returns = "" if node.returns is None or name is not None else f" -> {_kind(node.returns)}"
    return _call(name or node.name, parts, returns)


def _argument(one: ast.arg, default: ast.expr | None) -> str:
    kind = "" if one.annotation is None else f": {_kind(one.annotation)}"
    if default is None:
        return one.arg + kind
    return f"{one.arg}{kind} = {_written(default)}" if kind else f"{one.arg}={_written(default)}"


def _returns(node: ast.FunctionDef) -> str:
    return node.name if node.returns is None else f"{node.name}: {_kind(node.returns)}"


def _written(node: ast.AST) -> str:
    """Return code in the quotes that the sources have."""
    text = ast.unparse(node)
    return text if '"' in text else text.replace("'", '"')


def _kind(annotation: ast.expr) -> str:
    """Return a type as it is written, without the quotes of one that is defined later."""
    return annotation.value if isinstance(annotation, ast.Constant) and annotation.value else _written(annotation)


def _call(name: str, parts: list[str], returns: str = "") -> str:
    flat = f"{name}({', '.join(parts)}){returns}"
    if len(flat) <= 100:
        return flat
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){returns}"


def _code(text: str) -> str:
    return f"```py\n{text}\n```"


# -- docstrings --------------------------------------------------------------------------------------------------------


def _split(doc: str) -> tuple[str, dict[str, dict[str, str]]]:
    """Return the text of a docstring, and what its sections say of each name."""
    text, *rest = re.split(r"^(Args|Attributes|Raises):\n", doc, flags=re.MULTILINE)
    told = {}
    for title, body in zip(rest[::2], rest[1::2], strict=True):
        section, _, after = body.partition("\n\n")
        entries = re.findall(r"^([\w, ]+): (.*(?:\n +.*)*)", textwrap.dedent(section), re.MULTILINE)
        told[title] = {name: " ".join(words.split()) for name, words in entries}
        text += after
    return text.strip(), told


def _prose(doc: str) -> Iterator[str]:
    text, told = _split(doc)
    if text:
        yield "\n" + re.sub(r"``([^`]+)``", r"`\1`", text)
    yield from _told(told)


def _told(told: dict[str, dict[str, str]]) -> Iterator[str]:
    for title, entries in told.items():
        if entries:
            yield "\n" + {"Raises": "Raises:", "Args": "Arguments:", "Attributes": "Attributes:"}[title] + "\n"
            words = (re.sub(r"``([^`]+)``", r"`\1`", text) for text in entries.values())
            yield "\n".join(f"- `{name}`: {text}" for name, text in zip(entries, words, strict=True))


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
