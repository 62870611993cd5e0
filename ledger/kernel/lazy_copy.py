"""A lazy deep copy: only the parts that are read are copied. For previews on a large state.

An object is copied, with all its attributes, when it is reached; an entry of a container when it
is taken out. Functions, enums, frozen dataclasses and builtin values are shared. The originals
must not change while the copy is in use.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from enum import Enum
from types import FunctionType, ModuleType
from typing import Any, SupportsIndex, TypeVar, overload

T = TypeVar("T")


class Copies:
    """One copy of an object graph; an original has the same copy wherever it is reached."""

    def __init__(self, *shared: object) -> None:
        """`shared` are objects that the copy uses without copying them."""
        self._made: dict[int, Any] = {id(original): original for original in shared}

    def put(self, original: object, instead: object) -> None:
        """Use `instead` as the copy of `original`."""
        self._made[id(original)] = self._made[id(instead)] = instead

    def of(self, value: T) -> T:
        """The copy of a value, made now if there is none yet."""
        kind = value.__class__
        make = _MAKERS[kind] if kind in _MAKERS else _maker_of(kind)
        if make is None:
            return value
        made = self._made.get(id(value))
        if made is None:
            made = make(self, value)
        copy: T = made
        return copy

    def met(self, original: T) -> T | None:
        """The copy of an object, if one was made."""
        return self._made.get(id(original))

    def adopt(self, value: object) -> None:
        """Use a new object in the copy as it is."""
        if isinstance(value, tuple):
            for part in value:
                self.adopt(part)
        else:
            self._made.setdefault(id(value), value)

    def forget(self) -> None:
        """Drop every copy: their cycles would otherwise wait for a garbage collection."""
        self._made.clear()


class LazyDict(MutableMapping[Any, Any]):
    """A copy of a dict: its own entries and deletions over the original."""

    __slots__ = ("_base", "_copies", "_gone", "_more", "_set")

    def __init__(self, copies: Copies, base: dict[Any, Any]) -> None:
        self._copies, self._base = copies, base
        self._set: dict[Any, Any] = {}
        self._gone: set[Any] = set()
        self._more = 0

    def _below(self, key: Any) -> bool:
        """Whether the original has the key and it was not deleted: it keeps its place in order."""
        return key in self._base and key not in self._gone

    def __getitem__(self, key: Any) -> Any:
        if key in self._set:
            return self._set[key]
        if key in self._gone:
            raise KeyError(key)
        return self._copies.of(self._base[key])

    def __contains__(self, key: object) -> bool:
        return key in self._set or self._below(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._copies.adopt(value)
        if key not in self._set and not self._below(key):
            self._more += 1
        self._set[key] = value

    def __delitem__(self, key: Any) -> None:
        if self._below(key):
            self._gone.add(key)
            self._set.pop(key, None)
        else:
            del self._set[key]
            self._more -= 1

    def __iter__(self) -> Iterator[Any]:
        if not self._gone:
            yield from self._base
        else:
            yield from (key for key in self._base if key not in self._gone)
        if self._more:
            yield from [key for key in self._set if not self._below(key)]

    def __len__(self) -> int:
        return len(self._base) - len(self._gone) + self._more

    def clear(self) -> None:
        """Forget everything."""
        self._set.clear()
        self._gone, self._more = set(self._base), 0


class LazyList(list[Any]):
    """A copy of a list; its entries are copied when they are taken out."""

    __slots__ = ("_copies",)

    def __init__(self, copies: Copies, base: list[Any]) -> None:
        super().__init__(base)
        self._copies = copies

    @overload
    def __getitem__(self, place: SupportsIndex) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        found = super().__getitem__(place)
        if isinstance(place, slice):
            return [self._copies.of(entry) for entry in found]
        return self._copies.of(found)

    def __iter__(self) -> Iterator[Any]:
        return map(self._copies.of, super().__iter__())

    def __reversed__(self) -> Iterator[Any]:
        return map(self._copies.of, super().__reversed__())

    def __contains__(self, entry: object) -> bool:
        return any(own is entry or own == entry for own in self)

    def pop(self, place: SupportsIndex = -1) -> Any:
        """Take an entry out."""
        return self._copies.of(super().pop(place))

    def append(self, entry: Any) -> None:
        """Add an entry at the end."""
        self._copies.adopt(entry)
        super().append(entry)

    def insert(self, place: SupportsIndex, entry: Any) -> None:
        """Add an entry at a place."""
        self._copies.adopt(entry)
        super().insert(place, entry)

    def extend(self, more: Iterable[Any]) -> None:
        """Add entries at the end."""
        for entry in more:
            self.append(entry)

    def __iadd__(self, more: Iterable[Any]) -> LazyList:  # type: ignore[misc]
        self.extend(more)
        return self

    def __setitem__(self, place: Any, value: Any) -> None:
        value = list(value) if isinstance(place, slice) else value
        for entry in value if isinstance(place, slice) else (value,):
            self._copies.adopt(entry)
        super().__setitem__(place, value)

    def index(self, entry: Any, *between: Any) -> int:
        """Where an entry is."""
        return list(self).index(entry, *between)

    def remove(self, entry: Any) -> None:
        """Take out the first such entry."""
        del self[self.index(entry)]

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Put the entries in order."""
        self[:] = sorted(self, key=key, reverse=reverse)


class LazyDeque(deque[Any]):
    """A copy of a deque; its entries are copied when they are taken out."""

    __slots__ = ("_copies",)

    def __init__(self, copies: Copies, base: deque[Any]) -> None:
        super().__init__(base, base.maxlen)
        self._copies = copies

    def __getitem__(self, place: SupportsIndex) -> Any:  # type: ignore[override]
        return self._copies.of(super().__getitem__(place))

    def __iter__(self) -> Iterator[Any]:
        return map(self._copies.of, super().__iter__())

    def __reversed__(self) -> Iterator[Any]:
        return map(self._copies.of, super().__reversed__())

    def __contains__(self, entry: object) -> bool:
        return any(own is entry or own == entry for own in self)

    def pop(self) -> Any:  # type: ignore[override]
        """Take the last entry out."""
        return self._copies.of(super().pop())

    def popleft(self) -> Any:
        """Take the first entry out."""
        return self._copies.of(super().popleft())

    def append(self, entry: Any) -> None:
        """Add an entry at the end."""
        self._copies.adopt(entry)
        super().append(entry)

    def appendleft(self, entry: Any) -> None:
        """Add an entry at the beginning."""
        self._copies.adopt(entry)
        super().appendleft(entry)

    def extend(self, more: Iterable[Any]) -> None:
        """Add entries at the end."""
        for entry in more:
            self.append(entry)

    def remove(self, entry: Any) -> None:
        """Take out the first such entry."""
        for place, own in enumerate(self):
            if own is entry or own == entry:
                del self[place]
                return
        raise ValueError("no such entry")


# --- how each kind is copied --------------------------------------------------------------------

_Maker = Callable[[Copies, Any], Any]


def _maker_of(kind: type) -> _Maker | None:
    """The function that copies values of a class; None: they are shared."""
    assert not issubclass(kind, dict) or kind is dict, f"no copy is known of a {kind.__name__}"
    make: _Maker | None
    if issubclass(kind, tuple):
        make = _tuple
    elif _is_value(kind):
        make = None
    else:
        make = _object_maker(kind)
    _MAKERS[kind] = make
    return make


def _is_value(kind: type) -> bool:
    """Whether values of the class are immutable."""
    if issubclass(kind, (type, Enum, FunctionType, ModuleType)):
        return True
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None:
        return bool(parameters.frozen)
    return not kind.__dictoffset__ and not _slots(kind)


def _slots(kind: type) -> tuple[str, ...]:
    """The slots of a class and its bases."""
    found: list[str] = []
    for base in kind.__mro__:
        names = vars(base).get("__slots__", ())
        found += (names,) if isinstance(names, str) else names
    return tuple(name for name in found if name not in ("__dict__", "__weakref__"))


def _object_maker(kind: type) -> _Maker:
    slots, has_dict = _slots(kind), bool(kind.__dictoffset__)

    def make(copies: Copies, original: Any) -> Any:
        copy: Any = object.__new__(kind)
        copies.put(original, copy)
        of = copies.of
        for name in slots:
            try:
                value = getattr(original, name)
            except AttributeError:
                continue
            setattr(copy, name, of(value))
        if has_dict:
            for name, value in vars(original).items():
                setattr(copy, name, of(value))
        return copy

    return make


def _tuple(copies: Copies, original: Any) -> Any:
    """A copy of a tuple, or the tuple itself when all its parts are shared."""
    parts = [copies.of(part) for part in original]
    if all(part is before for part, before in zip(parts, original, strict=True)):
        return original
    make = getattr(original, "_make", tuple)
    return make(parts)


def _container(kind: Callable[[Copies, Any], Any]) -> _Maker:
    def make(copies: Copies, original: Any) -> Any:
        copy = kind(copies, original)
        copies.put(original, copy)
        return copy

    return make


_MAKERS: dict[type, _Maker | None] = {
    dict: _container(LazyDict),
    list: _container(LazyList),
    deque: _container(LazyDeque),
    set: _container(lambda _, original: set(original)),
    LazyDict: _container(lambda _, own: own),
    LazyList: _container(lambda _, own: own),
    LazyDeque: _container(lambda _, own: own),
}
"""Class -> the function that copies its values, None if they are shared; filled on demand."""
