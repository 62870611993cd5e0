"""Goal: a lazy copy behaves like a deep copy, and the original never changes.

Method: random changes of a lazy copy and a deep copy of a dict, a list and a deque of objects; the
results are compared after each step.
"""

from __future__ import annotations

import copy
from bisect import insort
from collections import deque
from enum import Enum
from operator import attrgetter
from random import Random
from typing import Any, NamedTuple

import pytest

from ledger.kernel.lazy_copy import Copies


class Colour(Enum):
    RED = "red"


class Thing:
    __slots__ = ("friend", "number")

    def __init__(self, number: int, friend: Any = None) -> None:
        self.number, self.friend = number, friend


class Holder:
    """Objects that are referenced several times."""

    def __init__(self) -> None:
        things = [Thing(n) for n in range(12)]
        self.by_name: dict[int, Thing] = {thing.number: thing for thing in things}
        self.in_line = deque(things, maxlen=40)
        self.sorted = list(things)
        self.places: dict[str, dict[int, Thing]] = {"a": {0: things[0]}, "b": {}}
        self.kinds = {Colour.RED}
        self.first = things[0]


class Place(NamedTuple):
    rank: int
    thing: Thing


def told(holder: Holder) -> tuple[Any, ...]:
    """Its whole content, read through each of its methods."""
    return (
        [(key, one.number) for key, one in holder.by_name.items()],
        [one.number for one in holder.in_line],
        [one.number for one in reversed(holder.sorted)],
        {name: [one.number for one in inner.values()] for name, inner in holder.places.items()},
        [len(one) for one in (holder.by_name, holder.in_line, holder.sorted, holder.places)],
        set(holder.kinds), holder.first.number, 5 in holder.by_name, holder.by_name.get(77),
    )  # fmt: skip


def change(holder: Holder, random: Random, number: int) -> object:
    """One random change; returns its result."""
    move = random.randrange(12)
    some = random.choice(list(holder.by_name)) if holder.by_name else None
    if move == 0:
        holder.by_name[number] = Thing(number)
    elif move == 1 and some is not None:
        return holder.by_name.pop(some).number
    elif move == 2 and some is not None:
        del holder.by_name[some]
        holder.by_name[some] = Thing(number)
    elif move == 3 and holder.in_line:
        holder.in_line[0].number += 100
        holder.in_line.append(holder.in_line.popleft())
    elif move == 4 and holder.in_line:
        holder.in_line.remove(random.choice(list(holder.in_line)))
    elif move == 5:
        insort(holder.sorted, Thing(random.randrange(99)), key=attrgetter("number"))
        holder.sorted.sort(key=attrgetter("number"))
    elif move == 6 and holder.sorted:
        del holder.sorted[: random.randrange(3)]
    elif move == 7 and holder.sorted:
        return [one.number for one in holder.sorted[1:3]] + [holder.sorted.pop().number]
    elif move == 8:
        holder.places.setdefault("c", {})[number] = holder.first
    elif move == 9 and some is not None:
        holder.places["b"][some] = holder.by_name[some]
        holder.by_name[some].number += 7
    elif move == 10:
        holder.first.number += 1000
    elif move == 11 and random.random() < 0.1:
        holder.by_name.clear()
    return None


@pytest.mark.parametrize("seed", range(40))
def test_a_lazy_copy_behaves_as_a_deep_copy_and_leaves_the_original(seed: int) -> None:
    original = Holder()
    lazy, deep = Copies().of(original), copy.deepcopy(original)
    before = told(original)
    ours, theirs = Random(seed), Random(seed)
    for number in range(100, 160):
        assert change(deep, theirs, number) == change(lazy, ours, number)
        if number % 3 == seed % 3:
            assert told(deep) == told(lazy), number

    assert told(deep) == told(lazy)
    assert before == told(original)


def test_only_what_is_read_is_copied() -> None:
    original = Holder()
    copies = Copies()
    lazy = copies.of(original)
    met = [one.number for one in original.by_name.values() if copies.met(one) is not None]
    taken = lazy.by_name[3]
    then = [one.number for one in original.by_name.values() if copies.met(one) is not None]

    assert ([0], [0, 3]) == (met, then)
    assert taken is lazy.in_line[3] is lazy.sorted[3] is copies.met(original.by_name[3])
    assert lazy.first is lazy.by_name[0] is not original.first


def test_a_tuple_is_copied_with_what_it_holds_and_a_value_is_shared() -> None:
    thing, plain = Thing(1), (1, "a", Colour.RED)
    copies = Copies()
    place = copies.of([Place(1, thing)])[0]

    assert (Place, 1) == (type(place), place.rank)
    assert place.thing is copies.met(thing) is not thing
    assert copies.of(plain) is plain


def test_what_is_shared_or_put_stands_in_the_copy_as_it_is() -> None:
    shared, old, new = Thing(1), Thing(2), Thing(3)
    copies = Copies(shared)
    copies.put(old, new)
    both = copies.of(Thing(0, [shared, old]))

    assert both.friend[0] is shared
    assert both.friend[1] is new
