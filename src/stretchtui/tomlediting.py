"""Changing one value of a TOML text that a person wrote: comments, order and spacing stay."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Table

from stretchcore.tomltext import read_toml

KeyPath: TypeAlias = tuple[str, ...]
"""The names of the tables around a key, and the key."""

Scalar: TypeAlias = str | int | bool | list[str]
Value: TypeAlias = Scalar | Mapping[str, Scalar]


class Unchangeable(ValueError):
    """A text that cannot be changed without loss: it is no TOML, or written in a way that the change would spoil."""


def with_value(text: str, path: KeyPath, value: Value) -> str:
    """Return the text with a value set; tables around it are made where there are none.

    Raises:
        Unchangeable: The text is no TOML, or cannot be changed without loss.
    """
    wanted = _tables(text)
    holder = wanted
    for name in path[:-1]:
        holder = holder.setdefault(name, {})
        if not isinstance(holder, dict):
            raise Unchangeable(f"{name} is not a table in it")
    holder[path[-1]] = value
    return _checked(text, [wanted], _set(_parsed(text), path, value))


def without(text: str, path: KeyPath) -> str:
    """Return the text without a key; one that is not there is no fault.

    Raises:
        Unchangeable: The text is no TOML, or cannot be changed without loss.
    """
    wanted = _tables(text)
    tables: list[dict[str, Any]] = [wanted]
    for name in path[:-1]:
        tables.append(tables[-1].get(name, {}))
        if not isinstance(tables[-1], dict):
            return text
    if path[-1] not in tables[-1]:
        return text
    del tables[-1][path[-1]]
    document = _parsed(text)
    place: Any = document
    for name in path[:-1]:
        place = place[name]
    del place[path[-1]]
    # A table that was only implied by its keys, as in `levels.a = 1`, goes with the last of them.
    bare = {name: value for name, value in wanted.items() if name != path[0] or value != {}}
    return _checked(text, [wanted, bare], tomlkit.dumps(document))


def _tables(text: str) -> dict[str, Any]:
    tables, _, problems = read_toml(text)
    if tables is None:
        raise Unchangeable(problems[0].message)
    return tables


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise Unchangeable(str(error)) from None


def _checked(text: str, wanted: list[dict[str, Any]], changed: str) -> str:
    """Return a changed text that says what is wanted and nothing else; tomlkit has its limits."""
    if "\r\n" in text:
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    if read_toml(changed)[0] not in wanted:
        raise Unchangeable("the way in which it is written does not allow this change")
    return changed


def _set(document: tomlkit.TOMLDocument, path: KeyPath, value: Value) -> str:
    holder: Any = document
    for name in path[:-1]:
        if name not in holder:
            holder[name] = tomlkit.table()
        holder = holder[name]
    name = path[-1]
    if name in holder or not (holder is document or isinstance(holder, Table)):
        holder[name] = value
        return tomlkit.dumps(document)
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update(value)
        value = inline
    # A comment just above a header belongs to it, though tomlkit counts it to the table before: a new key goes before.
    if isinstance(holder, Table):
        tail = _cut_tail(holder)
        holder[name] = value
        holder.value.body.extend(tail)
        return tomlkit.dumps(document)
    comment = _comment_above_tables(document)
    line = tomlkit.dumps({name: value})
    document[name] = value
    return tomlkit.dumps(document).replace(f"{comment}{line}\n", f"{line}\n{comment}", 1)


def _cut_tail(table: Table) -> list[Any]:
    """Take the comments and empty lines off the end of a table."""
    body = table.value.body
    end = len(body)
    while end and body[end - 1][0] is None:
        end -= 1
    tail = body[end:]
    del body[end:]
    return tail


def _comment_above_tables(document: tomlkit.TOMLDocument) -> str:
    """Return the comment that stands, without an empty line between, above the first header."""
    comment = ""
    for _, item in document.body:
        if isinstance(item, Table | AoT):
            return comment
        comment = comment + item.as_string() if isinstance(item, Comment) else ""
    return ""
