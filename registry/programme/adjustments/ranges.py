"""Arithmetic on serial ranges, and the serials of a holding that move next."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.accounts import Kind
from ledger.books import Books

Range = tuple[int, int]


def size(ranges: Iterable[Range]) -> int:
    """Number of serials in these ranges, which are tonnes."""
    return sum(last - first + 1 for first, last in ranges)


def merged(ranges: Iterable[Range]) -> list[Range]:
    """The same serials in the fewest ranges, in rising order."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def spelled(text: str) -> list[Range]:
    """The ranges of a text such as `1-40 51-60`, as records and answers spell them."""
    ends = [part.split("-") for part in text.split()]
    return [(int(first), int(last)) for first, last in ends]


def minus(ranges: Iterable[Range], taken: Iterable[Range]) -> list[Range]:
    """The serials of `ranges` that are not in `taken`, in rising order."""
    left = []
    away = merged(taken)
    for first, last in merged(ranges):
        start = first
        for gone_first, gone_last in away:
            if gone_last < start or gone_first > last:
                continue
            if gone_first > start:
                left.append((start, gone_first - 1))
            start = gone_last + 1
        if start <= last:
            left.append((start, last))
    return left


def next_in_line(
    books: Books, kind: Kind, asset: int, *, owner: str, registry: str, quantity: int
) -> list[Range]:
    """The serials that a posting of `quantity` tonnes from this sub-account moves; read only."""
    if books.found(kind, asset, owner=owner, registry=registry) == 0:
        return []
    place = books.place(kind, asset, owner=owner, registry=registry)
    ranges = []
    for block in books.blocks(books.subs[place]):
        if quantity <= 0:
            break
        last = min(block.last, block.first + quantity - 1)
        ranges.append((block.first, last))
        quantity -= last - block.first + 1
    return ranges
