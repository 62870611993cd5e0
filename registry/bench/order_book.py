"""Speed of the order book: a plain stream compared with other order books, and extreme cases.

Garbage collection is set as in the writer, and the rows contain its setting. Latencies are those of
one event in microseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from ledger.queue import collect_rarely
from matching.book import Book
from registry.bench.book_full import FullStream
from registry.bench.book_stream import LEVELS, WIDE, Event, Stream, place
from registry.bench.peers import Take, peers
from registry.bench.rounds import in_turns

PRELOADED, EVENTS, SLICE = 10_000, 300_000, 10_000
DEEP, SHALLOW = 1_000_000, 1_000
FEW_LEVELS, CROWD = 30, 100_000
BAR_PEERS, BAR_DEPTH, BAR_TYPES = 2.0, 0.5, 0.35

Row = dict[str, Any]


def book(*, with_peers: bool = False) -> list[Row]:
    """Every row of the book, with the peers if wanted."""
    collected = collect_rarely()
    rows = _against_peers() if with_peers else []
    rows += [_alone(), _full(), _deep(), _crowded()]
    rows += _latencies()
    return [row | {"garbage": collected} for row in rows]


class Running:
    """A book in the middle of a stream: each call applies the next slice of events and times it."""

    def __init__(self, events: Sequence[Event], take: Callable[[Event], Any]) -> None:
        self.events, self.take, self.at = events, take, 0

    def rate(self) -> float:
        """Events per second for the next slice."""
        taken = self.events[self.at : self.at + SLICE]
        self.at += SLICE
        assert len(taken) == SLICE, "the stream is used up"
        take = self.take
        started = time.perf_counter()
        for event in taken:
            take(event)
        return SLICE / (time.perf_counter() - started)


def empty_book() -> Book:
    """An empty book of ours with wide price limits."""
    return Book(limits=WIDE)


def into(made: Book) -> Callable[[Event], None]:
    """A function that applies one event to a book."""
    return lambda event: place(made, event)


def ours() -> Callable[[Event], None]:
    """The same for a new empty book."""
    return into(empty_book())


def plain_events(*, seed: int = 7) -> tuple[list[Event], list[Event]]:
    """Orders to begin with, and the stream."""
    stream = Stream(seed=seed)
    return stream.resting(PRELOADED), stream.mixed(EVENTS)


def _running(take: Callable[[Event], Any], before: Sequence[Event], then: list[Event]) -> Running:
    for event in before:
        take(event)
    return Running(then, take)


def _against_peers() -> list[Row]:
    """The plain stream on ours and on each peer, in turns."""
    before, then = plain_events()
    rows = []
    for name, make in peers().items():
        mine, theirs = _running(ours(), before, then), _running(make(), before, then)
        rows.append(
            in_turns(
                f"limit and cancel stream, against {name}",
                ours=mine.rate,
                reference=theirs.rate,
                rounds=EVENTS // SLICE,
                bar=BAR_PEERS,
            )
        )
    return rows


def same_trades(take: Take, events: Sequence[Event]) -> list[tuple[int, int]]:
    """All trades of a book in a stream, so that two books can be compared."""
    return [trade for event in events for trade in take(event)]


def _alone() -> Row:
    """The plain stream on ours; a second of it beside the first."""
    before, then = plain_events()
    running = _running(ours(), before, then)
    halves = [[running.rate() for _ in range(EVENTS // SLICE // 2)] for _ in range(2)]
    return _pair("limit and cancel stream, second half against first", halves[1], halves[0])


def _full() -> Row:
    """Every type of order, call auctions and halts included, beside the plain stream."""
    before, then = plain_events()
    plain = _running(ours(), before, then)
    full = FullStream(seed=7)
    return in_turns(
        "all order types, against the limit and cancel stream",
        ours=lambda: full.rate(SLICE // 2),
        reference=plain.rate,
        rounds=EVENTS // SLICE,
        bar=BAR_TYPES,
    )


def _deep() -> Row:
    """A million resting orders beside a thousand: a ratio of 0.5 is twice as slow."""
    deep, shallow = Stream(seed=7), Stream(seed=7)
    mine = _running(ours(), deep.resting(DEEP), deep.mixed(EVENTS))
    other = _running(ours(), shallow.resting(SHALLOW), shallow.mixed(EVENTS))
    return in_turns(
        f"{DEEP:,} resting orders, against {SHALLOW:,}",
        ours=mine.rate,
        reference=other.rate,
        rounds=EVENTS // SLICE,
        bar=BAR_DEPTH,
    )


def _crowded() -> Row:
    """Many orders on few levels, beside the usual number of levels."""
    crowd, usual = Stream(seed=7, levels=FEW_LEVELS), Stream(seed=7)
    mine = _running(ours(), crowd.resting(CROWD), crowd.mixed(EVENTS))
    other = _running(ours(), usual.resting(CROWD), usual.mixed(EVENTS))
    return in_turns(
        f"{CROWD:,} orders on {2 * FEW_LEVELS} levels, against {2 * LEVELS:,}",
        ours=mine.rate,
        reference=other.rate,
        rounds=EVENTS // SLICE,
        bar=None,
    )


def _latencies() -> list[Row]:
    """Percentiles of single events of the plain stream; the reference is the median."""
    before, then = plain_events()
    take = ours()
    for event in before:
        take(event)
    spent = []
    clock = time.perf_counter_ns
    for event in then:
        started = clock()
        take(event)
        spent.append(clock() - started)
    spent.sort()
    middle = spent[len(spent) // 2] / 1000
    rows = []
    for name, permille in (("p50", 500), ("p99", 990), ("p99.9", 999)):
        one = spent[len(spent) * permille // 1000] / 1000
        rows.append(_row(f"one event, {name}, against the median", one, middle, "microseconds"))
    return rows


def _pair(name: str, ours: list[float], reference: list[float]) -> Row:
    mine, other = sorted(ours)[len(ours) // 2], sorted(reference)[len(reference) // 2]
    return _row(name, mine, other, "per second")


def _row(name: str, ours: float, reference: float, unit: str) -> Row:
    return {
        "name": name,
        "unit": unit,
        "ours": round(ours, 1),
        "reference": round(reference, 1),
        "ratio": round(ours / reference, 3),
        "bar": None,
        "met": None,
    }
