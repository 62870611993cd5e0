"""Marks of used keys, against a set of the keys themselves."""

from __future__ import annotations

from itertools import count
from random import Random

import pytest

from ledger import used_keys
from ledger.used_keys import UsedKeys


def test_no_used_key_is_taken_for_a_new_one_and_few_new_ones_for_used() -> None:
    random = Random(5)
    pairs = [(f"T{random.randrange(500):02d}", f"k{random.randrange(10**9)}") for _ in range(9_000)]
    used, twin = UsedKeys(pairs[:3_000]), set(pairs[:3_000])
    wrong = 0
    for one in pairs + pairs[::7]:
        marked = used.marked(one)
        assert marked or one not in twin
        wrong += marked and one not in twin
        twin.add(one)

    assert 30 > wrong


@pytest.mark.planted
def test_marks_that_forget_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr(used_keys, "hash", lambda _: next(numbers), raising=False)

    with pytest.raises(AssertionError):
        test_no_used_key_is_taken_for_a_new_one_and_few_new_ones_for_used()
