"""Values are to behave as dataclasses of the standard library do: each of these holds for both."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from itertools import count
from typing import Any

import pytest

from stretchcore.values import dataclass as made_quickly

Decorator = Callable[..., Callable[[type], Any]]
BOTH = pytest.mark.parametrize("make", [made_quickly, dataclasses.dataclass], ids=["ours", "standard"])
SLOTS = pytest.mark.parametrize("slots", [True, False], ids=["slots", "dictionary"])


@made_quickly(frozen=True, slots=True)
class Known:
    """At the top of a module, as pickle needs it."""

    name: str
    more: tuple[int, ...] = ()


def sample(make: Decorator, **options: bool) -> Any:
    """Return a class with each kind of field."""
    numbers = count(1)

    class Sample:
        """What a value can have."""

        first: int
        second: str = "b"
        made: list[int] = field(default_factory=list)
        hidden: int = field(default=7, repr=False, compare=False)
        inner: int = field(default=3, init=False)
        number: int = field(default_factory=lambda: next(numbers), init=False, compare=False)

        def doubled(self) -> int:
            return self.first * 2

    return make(**options)(Sample)


@BOTH
@SLOTS
@pytest.mark.parametrize("frozen", [True, False])
def test_fields_are_set_as_they_are_asked_for(make: Decorator, slots: bool, frozen: bool) -> None:
    cls = sample(make, frozen=frozen, slots=slots)
    value = cls(1, made=[4])
    assert (value.first, value.second, value.made, value.hidden, value.inner, value.number) == (1, "b", [4], 7, 3, 1)
    assert cls(2).made == []
    assert cls(2).made is not cls(2).made
    assert cls(2, "x").number == 5
    assert value.doubled() == 2
    assert repr(value) == f"{cls.__qualname__}(first=1, second='b', made=[4], inner=3, number=1)"
    assert hasattr(value, "__dict__") is not slots


@BOTH
@SLOTS
def test_a_frozen_value_stays_as_it_is(make: Decorator, slots: bool) -> None:
    value = sample(make, frozen=True, slots=slots)(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'first'"):
        value.first = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'first'"):
        del value.first
    assert value.first == 1


@BOTH
@SLOTS
@pytest.mark.parametrize("frozen", [True, False])
def test_values_are_equal_by_their_fields(make: Decorator, slots: bool, frozen: bool) -> None:
    cls, other = sample(make, frozen=frozen, slots=slots), sample(make, frozen=frozen, slots=slots)
    assert cls(1, hidden=1) == cls(1, hidden=2)
    assert cls(1) != cls(2)
    assert cls(1) != other(1)
    assert cls(1) != (1, "b", [], 3)


@BOTH
@SLOTS
def test_what_can_be_hashed_is_hashed_by_its_fields(make: Decorator, slots: bool) -> None:
    frozen = make(frozen=True, slots=slots)(
        type("Point", (), {"__annotations__": {"x": int, "y": str}, "__doc__": "."})
    )
    assert len({frozen(1, "a"), frozen(1, "a"), frozen(2, "a")}) == 2
    loose = make(slots=slots)(type("Point", (), {"__annotations__": {"x": int}, "__doc__": "."}))
    with pytest.raises(TypeError, match="unhashable"):
        hash(loose(1))
    unsafe = make(slots=slots, unsafe_hash=True)(type("Point", (), {"__annotations__": {"x": int}, "__doc__": "."}))
    assert hash(unsafe(1)) == hash(unsafe(1))
    value = unsafe(1)
    value.x = 5
    assert value == unsafe(5)


@BOTH
def test_a_value_without_fields_equals_its_like(make: Decorator) -> None:
    cls = make(frozen=True, slots=True)(type("Nothing", (), {"__doc__": "."}))
    assert cls() == cls()
    assert hash(cls()) == hash(cls())
    assert repr(cls()) == "Nothing()"


@BOTH
@SLOTS
def test_the_standard_library_knows_them(make: Decorator, slots: bool) -> None:
    cls = sample(make, frozen=True, slots=slots)
    value = cls(1, "c", [2])
    assert hasattr(cls, "__dataclass_fields__")
    assert [one.name for one in fields(cls)] == ["first", "second", "made", "hidden", "inner", "number"]
    assert replace(value, first=9).first == 9
    assert dataclasses.asdict(value)["made"] == [2]
    assert copy.copy(value) == value
    assert copy.deepcopy(value) == value
    assert copy.deepcopy(value).made is not value.made
    match value:
        case cls(first, second):
            assert (first, second) == (1, "c")
    assert list(inspect.signature(cls.__init__).parameters) == ["self", "first", "second", "made", "hidden"]
    assert inspect.signature(cls.__init__).parameters["first"].annotation in (int, "int")


def test_pickled_values_come_back() -> None:
    value = Known("a", (1, 2))
    assert pickle.loads(pickle.dumps(value)) == value


@BOTH
def test_what_is_missing_or_too_much_is_told_of(make: Decorator) -> None:
    cls = sample(make, frozen=True, slots=True)
    name = cls.__qualname__
    with pytest.raises(TypeError, match=f"{name}.__init__\\(\\) missing 1 required positional argument: 'first'"):
        cls()
    with pytest.raises(TypeError, match="unexpected keyword argument 'inner'"):
        cls(1, inner=2)
    with pytest.raises(TypeError, match="non-default argument 'b' follows default argument"):
        make(slots=True)(type("Wrong", (), {"__annotations__": {"a": int, "b": int}, "a": 1, "__doc__": "."}))


@BOTH
def test_own_methods_stay(make: Decorator) -> None:
    class Own:
        """A value that knows better."""

        text: str
        seen: list[str] = field(default_factory=list, compare=False)

        def __post_init__(self) -> None:
            self.seen.append(self.text)

        def __repr__(self) -> str:
            return f"<{self.text}>"

        def __eq__(self, other: object) -> bool:
            return str(self).lower() == str(other).lower()

        def __hash__(self) -> int:
            return hash(self.text.lower())

    cls = make(frozen=True, slots=True)(Own)
    assert repr(cls("a")) == "<a>"
    assert {cls("a"), cls("A")} == {cls("a")}
    assert cls("a").seen == ["a"]


@BOTH
def test_a_value_can_be_derived_from_another(make: Decorator) -> None:
    def of(base: type, **defaults: int) -> Any:
        body = {"__annotations__": dict.fromkeys(defaults, int), "__doc__": ".", **defaults}
        return make(frozen=True, slots=True)(type("Value", (base,), body))

    base = of(object, a=1, b=2)
    derived = of(base, c=3)
    assert repr(derived(5)) == "Value(a=5, b=2, c=3)"
    assert derived(1) == derived(1)
    assert derived(1) != base(1)
    with pytest.raises(FrozenInstanceError):
        derived(1).a = 2


def test_arguments_by_name_only_are_refused() -> None:
    with pytest.raises(TypeError, match=r"Named\.a: there are no arguments by name only"):
        made_quickly(slots=True)(
            type("Named", (), {"__annotations__": {"a": int}, "a": field(kw_only=True), "__doc__": "."})
        )
