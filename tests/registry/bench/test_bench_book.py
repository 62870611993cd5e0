"""The book's measurement compares like with like: everybody makes the same trades of the stream."""

from __future__ import annotations

from collections import Counter

import pytest

from matching.batch_runner import Player
from matching.validation import admit
from registry.bench import order_book as bench
from registry.bench.book_full import FullStream
from registry.bench.book_stream import Event, Stream, new_order
from registry.bench.peers import Take, peers
from tests.registry.bench.test_bench import ROW

RESTING, MIXED = 300, 3_000


def events(seed: int = 7) -> list[Event]:
    stream = Stream(seed=seed)
    return [*stream.resting(RESTING), *stream.mixed(MIXED)]


def ours() -> Take:
    book = bench.empty_book()

    def take(event: Event) -> list[tuple[int, int]]:
        if event.cancels:
            book.cancel(event.id)
            return []
        admit(book, price=event.price, quantity=event.quantity)
        _, _, fills, _ = book.place(new_order(event))
        return [(price, tonnes) for _, _, price, tonnes in fills]

    return take


def test_the_stream_is_what_it_says_it_is() -> None:
    mixed = events()[RESTING:]
    count = Counter("cancel" if event.cancels else "new" for event in mixed)
    book = bench.empty_book()
    take = bench.into(book)
    for event in events():
        take(event)

    assert 0.15 < count["cancel"] / MIXED < 0.25
    assert book.orders
    assert events() == events()
    assert events(seed=8) != events()


@pytest.mark.parametrize("name", sorted(peers()))
def test_a_peer_makes_the_same_trades_of_the_stream(name: str) -> None:
    mine = bench.same_trades(ours(), events())
    theirs = bench.same_trades(peers()[name](), events())

    assert len(mine) > 500
    assert mine == theirs


def test_the_full_stream_uses_every_kind_of_event() -> None:
    full, seen = FullStream(seed=7), Counter[tuple[str, str]]()
    play = full.ours.play

    def watch(number: int, event: dict[str, object]) -> dict[str, object]:
        told = play(number, event)
        seen[str(event["op"]), str(told["status"])] += 1
        return told

    full.ours.play = watch  # type: ignore[method-assign]
    full.rate(20_000)

    assert {"new", "cancel", "replace", "pick", "phase", "uncross", "eod"} == {op for op, _ in seen}
    assert {"resting", "filled", "cancelled", "pending", "rejected"} == {
        status for op, status in seen if op == "new"
    }
    assert isinstance(full.maker, Player)
    assert full.maker.book.snapshot() == full.ours.book.snapshot()


def test_every_row_is_measured_and_says_how_garbage_is_collected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, small in {
        "PRELOADED": 100, "EVENTS": 400, "SLICE": 100, "DEEP": 500, "SHALLOW": 50, "CROWD": 200,
    }.items():  # fmt: skip
        monkeypatch.setattr(bench, name, small)
    rows = bench.book(with_peers=True)

    assert all([*ROW, "garbage"] == list(row) for row in rows)
    assert {bench.BAR_PEERS, bench.BAR_DEPTH, bench.BAR_TYPES, None} == {row["bar"] for row in rows}
    assert all(row["ours"] > 0 and "thresholds" in row["garbage"] for row in rows)
    assert sum("against py" in row["name"] or "against light" in row["name"] for row in rows) == 2
