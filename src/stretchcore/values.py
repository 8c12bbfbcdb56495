"""Dataclasses whose classes are made in a third of the time.

A program that starts makes seventy of them before it shows anything. The standard library writes, compiles and runs a
piece of source for each of the six methods of each class, which is more than half of all that importing this program
takes; here it is one piece, and what the other methods have in common is shared. The first frame of a session comes a
tenth earlier for it.
"""

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from dataclasses import dataclass as standard_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:  # type checkers know the standard library's, and this is the same to them
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, unsafe_hash: bool = False):
        """Make a dataclass as the standard library does; `fields`, `replace`, `asdict` and `copy` know it.

        It knows no order, no `kw_only` and no `InitVar`, and a class derived from one of these is made by it too.

        Args:
            frozen: Whether fields cannot be set.
            slots: Whether there is room for the fields alone.
            unsafe_hash: Whether one that is not frozen can be hashed.
        """

        def made(cls):
            own = set(vars(cls))
            cls = standard_dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            given = {"__init__": _init(cls, frozen=frozen, slots=slots)} | _compared(cls, hashed=frozen or unsafe_hash)
            given |= {"__repr__": _repr} | (_frozen(cls, slots=slots) if frozen else {})
            for name, method in given.items():
                if name not in own:
                    setattr(cls, name, method)
            return cls

        return made


_Methods = dict[str, Any]


def _init(cls: type, *, frozen: bool, slots: bool) -> Callable[..., None]:
    """Write and compile the method that sets the fields: those of a frozen value behind its back."""
    names: dict[str, Any] = {"_missing": MISSING, "_set": object.__setattr__}
    arguments: list[str] = []
    lines: list[str] = []
    for field in fields(cls):
        name = field.name
        if field.kw_only:
            raise TypeError(f"{cls.__qualname__}.{name}: there are no arguments by name only")
        value = name
        if field.default_factory is not MISSING:
            names[f"_make_{name}"] = field.default_factory
            names[f"_default_{name}"] = MISSING
            value = f"_make_{name}()" + (f" if {name} is _missing else {name}" if field.init else "")
        elif field.default is not MISSING:
            names[f"_default_{name}"] = field.default
            value = name if field.init else f"_default_{name}"
        elif not field.init:
            continue
        if field.init:
            given = f"_default_{name}" in names
            if not given and any("=" in argument for argument in arguments):
                raise TypeError(f"non-default argument {name!r} follows default argument")
            arguments.append(f"{name}=_default_{name}" if given else name)
        if not frozen:
            lines.append(f"self.{name} = {value}")
        elif slots:
            names[f"_set_{name}"] = getattr(cls, name).__set__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__(self, {', '.join(arguments)}):\n " + "\n ".join(lines or ["pass"])
    exec(source, names)  # noqa: S102  # names of fields are all that is in it, and they are in the source already
    method: Callable[..., None] = names["__init__"]
    method.__qualname__ = f"{cls.__qualname__}.__init__"
    method.__module__ = cls.__module__
    method.__annotations__ = {field.name: field.type for field in fields(cls) if field.init} | {"return": None}
    return method


def _compared(cls: type, *, hashed: bool) -> _Methods:
    """Return the methods that compare values by their fields."""
    names = [field.name for field in fields(cls) if field.compare]
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return bool(values(self) == values(other)) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if hashed else None}


def _repr(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _frozen(cls: type, *, slots: bool) -> _Methods:
    """Return the methods that keep values as they are, and those by which copies of them are made all the same."""
    methods: _Methods = {"__setattr__": _not_set, "__delattr__": _not_deleted}
    if not slots:
        return methods
    setters = [getattr(cls, field.name).__set__ for field in fields(cls)]

    def __setstate__(self: Any, state: list[Any]) -> None:  # noqa: N807
        for setter, value in zip(setters, state, strict=True):
            setter(self, value)

    return methods | {"__getstate__": _state, "__setstate__": __setstate__}


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _not_set(_self: Any, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _not_deleted(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
