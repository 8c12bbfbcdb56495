"""Changing the settings: what a typed value means, and writing it so that the rest of the file stays as it is."""

from collections.abc import Mapping
from pathlib import Path

from stretchcore.problems import Report, path_text
from stretchcore.text import nearest, quoted, slug
from stretchcore.tomltext import read_toml
from stretchtui.settings import BREATH_DEFAULT, DEFAULTS, SETTINGS, SettingValue, is_missing, said_in

_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class BadSetting(ValueError):
    """A setting that there is not, or a value that it cannot have."""


class UnchangeableSettings(Exception):
    """The settings' file has an error, so that it cannot be changed without loss."""


def setting_names() -> tuple[str, ...]:
    """Return the names of the settings; the levels, one a routine, are left out."""
    from stretchtui.keymap import own_keys

    return (*_plain_names(), *(f"keys.{id}" for id in own_keys()), *_hook_names())


def _hook_names() -> tuple[str, ...]:
    from stretchtui.hooks import HOOK_NAMES

    return tuple(f"hooks.{name}" for name in HOOK_NAMES)


def _plain_names() -> tuple[str, ...]:
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
    plain = _plain_names()
    if name in plain:
        return head, rest
    known = setting_names() if head in ("keys", "hooks") else plain
    if name in known:
        return head, rest
    hint = nearest(name, (*known, "hooks.EVENT", "levels.ROUTINE"))
    guess = (
        f"did you mean {hint}?"
        if hint
        else f"there are {', '.join(plain)}, keys.ACTION, hooks.EVENT and levels.ROUTINE"
    )
    raise BadSetting(f"there is no setting {quoted(name)}; {guess}")


def is_said(path: Path, name: str) -> bool:
    """Tell whether something stands in the settings' file, a setting or not."""
    raw = said_in(path)
    head, _, rest = name.partition(".")
    said = raw.get(head)
    return head in raw if not rest else isinstance(said, dict) and rest in said


def parse_setting(name: str, text: str, beside: Mapping[str, object] | None = None) -> SettingValue:
    """Return the value that a text means for a setting, as the file would hold it.

    Args:
        name: The setting, as in ``lead_in``, ``breath.in``, ``keys.skip``, ``hooks.cue`` or
            ``levels.lower-back-full``.
        text: The value as one types it; keys, and the ids of exercises, have blanks between them.
        beside: What the file says, beside which other keys are judged: no key may mean two things.

    Raises:
        BadSetting: There is no such setting, or it cannot have this value.
    """
    head, rest = split_name(name)
    default = DEFAULTS[head]
    value: SettingValue = text
    if isinstance(default, bool):
        value = _TRUTHS.get(text.lower(), text)
    elif head == "levels" or isinstance(default, int):
        figure = text.removesuffix("%").strip()
        value = int(figure) if figure.isascii() and figure.isdecimal() and len(figure) < 10 else text
    elif isinstance(default, list):
        value = text.replace(",", " ").split()
    elif head == "keys":
        keys = text.split()
        value = keys if len(keys) != 1 else keys[0]
    whole: object = value
    if isinstance(default, dict) and rest:
        whole = {**default, rest: value}  # one half of a breath is judged beside the other half's default
    if head == "keys":
        said = (beside or {}).get(head)
        others = {id: keys for id, keys in said.items() if id != rest} if isinstance(said, dict) else {}
        whole = {**others, rest: value}  # the last one gives way where two want the same key
    report = Report()
    SETTINGS.keys[head].sort.read(whole, (head,), report)
    faults = [fault for fault in report.faults if head != "keys" or fault.path[1:2] == (rest,)]
    if faults:
        raise BadSetting(f"{path_text(faults[0].path)}: {faults[0].message}")
    return value


def change_setting(path: Path, name: str, value: SettingValue | None) -> None:
    """Write one setting, or take it out where the value is None; comments and order of the file stay.

    Two that do so at once wait for each other, so that neither takes away what the other has written.

    Args:
        path: The settings' file.
        name: The setting, as `parse_setting` reads it; to take something out, any name that stands in the file.
        value: What `parse_setting` returned.

    Raises:
        UnchangeableSettings: The file has an error, so that it cannot be changed without loss.
        FileFault: It cannot be read or written.
    """
    from stretchtui.lock import alone_in

    if value is None and is_missing(path):
        return
    with alone_in(path.parent):
        _change(path, name, value)


def _change(path: Path, name: str, value: SettingValue | None) -> None:
    from stretchtui.rewriting import read_whole, rewrite

    if is_missing(path):
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
    for part in BREATH_DEFAULT.keys() - {rest} - (said.keys() if isinstance(said, dict) else set()):
        text = with_value(text, (head, part), BREATH_DEFAULT[part])
    return text


def _taken_out(text: str, name: str) -> str:
    from stretchtui.tomlediting import with_value, without

    head, _, rest = name.partition(".")
    said = (read_toml(text)[0] or {}).get(head)
    if head != "breath" or not isinstance(said, dict) or rest not in BREATH_DEFAULT:
        return without(text, (head, rest) if rest else (head,))
    if {**BREATH_DEFAULT, **said, rest: BREATH_DEFAULT[rest]} == BREATH_DEFAULT:
        return without(text, (head,))
    return with_value(text, (head, rest), BREATH_DEFAULT[rest]) if rest in said else text


_EXAMPLES = {
    "keys": 'skip = ["right", "n", "l"]',
    "hooks": 'session_ended = "notify-send Done"',
    "levels": "quick-relief = 20",
}


def settings_template() -> str:
    """Return what a new file of settings begins with: every setting with its meaning, none of them said yet."""
    import tomli_w

    lines = ["# The settings of stretchtui. Take the # off a line to make it count."]
    for name, key in SETTINGS.keys.items():
        default = DEFAULTS[name]
        lines += ["", f"# {key.doc}"]
        if name in _EXAMPLES:
            lines += [f"# [{name}]", f"# {_EXAMPLES[name]}"]
        elif isinstance(default, dict):
            lines.append(f"# {name} = {{ {', '.join(tomli_w.dumps(default).splitlines())} }}")
        else:
            lines.append(f"# {tomli_w.dumps({name: default}).strip()}")
    return "\n".join(lines) + "\n"
