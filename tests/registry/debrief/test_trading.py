"""Goal: gains are first in, first out to the fen, and each decision is judged by the later trades.

Method: random trades, issues, uses and gifts in tables, counted again tonne by tonne; a fault
planted in the order of leaving must be seen.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sqlalchemy import create_engine, insert
from sqlmodel import Session

from ledger.accounts import Account, SubAccount
from ledger.db import Table
from ledger.log import Command
from ledger.posting import BookTransaction, Posting
from ledger.serials import CreditBatch
from matching.models import TradeRow
from registry.classroom.private_values import Schedule, Step
from registry.debrief import trading as measured
from registry.debrief.trading import Trading, by_price, trading
from registry.edge.results import PriceView
from registry.programme.transfers import within
from registry.programme.transfers.models import TransferRequest
from tests.support.programme import MANAGER_TH, OWNER, Programme

PRICES = [
    PriceView("CCER", "CN", "CCER", "CN", 70, True),
    PriceView("BRC-CN", "CN", "BRC", "TH", 60, True),
    PriceView("BRC-TH", "TH", "BRC", "TH", 55, True),
    PriceView("CEA", "CN", "CEA", "CN", 90, True),
]
UNIT = {one.instrument: one.unit for one in PRICES}
SEATS = ["A", "B", "C", "D"]
SCHEDULES = {"A": Schedule("BRC", True, (Step(20, 100), Step(20, 50)))}
BATCH = {"CCER": 2, "BRC": 3, "CEA": 4}


class Stream:
    """Random events of a lesson: rows of tables, and the same as plain tuples."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.rows: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)
        self.events: list[tuple[Any, ...]] = []
        self.has: dict[tuple[str, str], int] = defaultdict(int)
        self._seats()
        for number in range(1, 60):
            self._one(number)

    def _seats(self) -> None:
        places = ["issuance", "retired", "offset", *SEATS]
        kinds = {"issuance": "issuance_source", "retired": "retired", "offset": "offset"}
        for place, owner in enumerate(places, start=1):
            self.rows[Account].append(
                {"id": place, "number": str(place), "code": 1, "registry_code": "", "owner": owner}
            )
            self.rows[SubAccount].append(
                {
                    "id": place, "account": place, "asset": 1, "kind": kinds.get(owner, "holding"),
                    "registry_code": "CN", "floor": 0, "balance": 0, "last_posting": 0,
                }
            )  # fmt: skip
        self.place = {owner: place for place, owner in enumerate(places, start=1)}
        for unit, asset in BATCH.items():
            self.rows[CreditBatch].append(
                {
                    "asset": asset, "host": "TH" if unit == "BRC" else "CN", "project": "",
                    "methodology": "", "unit": unit, "vintage": 2027, "period_first": "",
                    "period_last": "", "first": 1, "last": 1, "source": 1,
                }
            )  # fmt: skip

    def _one(self, number: int) -> None:
        """One event, which is transaction and command `number`."""
        random = self.random
        self.rows[Command].append(
            {
                "number": number, "origin": "bot", "seat": "A", "key": None, "at": number * 10,
                "name": "x", "format": 1, "arguments": "{}", "outcome": "{}", "first_posting": 0,
                "last_posting": 0, "wall_ms": 0, "previous": "", "hash": "",
            }
        )  # fmt: skip
        owner, unit = random.choice(SEATS), random.choice([*BATCH])
        held = self.has[owner, unit]
        choice = random.randrange(8)
        if choice == 0 or not held:
            self._posts(number, "credit.issue", "issuance", owner, unit, random.randrange(1, 30))
        elif choice == 1:
            self._posts(number, "credit.retire", owner, "retired", unit, random.randrange(held) + 1)
        elif choice == 2:
            self._posts(number, "credit.offset", owner, "offset", unit, random.randrange(held) + 1)
        elif choice == 3:
            self._gift(number, owner, random.choice(SEATS), unit, random.randrange(held) + 1)
        else:
            self._trade(number, owner, unit, random.randrange(held) + 1)

    def _posts(
        self, number: int, kind: str, source: str, target: str, unit: str, tonnes: int
    ) -> None:
        self.rows[BookTransaction].append(
            {
                "id": number, "type": kind, "because": "", "command": number,
                "first_posting": number, "last_posting": number,
            }
        )  # fmt: skip
        self.rows[Posting].append(
            {
                "id": number, "book_transaction": number, "asset": BATCH[unit],
                "source": self.place[source], "target": self.place[target], "quantity": tonnes,
                "source_after": 0, "target_after": 0, "source_before": 0, "target_before": 0,
            }
        )  # fmt: skip
        if kind == "credit.issue":
            self.has[target, unit] += tonnes
        else:
            self.has[source, unit] -= tonnes
        self.events.append((kind, number, source, target, unit, tonnes))

    def _gift(self, number: int, holder: str, receiver: str, unit: str, tonnes: int) -> None:
        self.rows[TransferRequest].append(
            {
                "id": number, "source_registry": "CN", "target_registry": "TH", "unit": unit,
                "holder": holder, "receiver": receiver, "purpose": "", "quantity": tonnes,
                "state": "completed", "requested_at": 0, "decided_by": "", "decided_at": 0,
                "transfer_id": "", "sent_as": number, "received_as": number, "failed_check": 0,
                "completed_at": 0,
            }
        )  # fmt: skip
        self.has[holder, unit] -= tonnes
        self.has[receiver, unit] += tonnes
        self.events.append(("gift", number, holder, receiver, unit, tonnes))

    def _trade(self, number: int, seller: str, unit: str, tonnes: int) -> None:
        random = self.random
        code = random.choice([one for one in UNIT if UNIT[one] == unit])
        buyer = random.choice(SEATS)
        price, side = random.randrange(40, 90), random.choice(["buy", "sell"])
        mode = random.choice(["book", "book", "book", "block"])
        # Some orders trade several times: each seat has one of its own for each third of the time.
        orders = {seat: 1_000 * (SEATS.index(seat) + 1) + number // 20 for seat in SEATS}
        bought, sold = orders[buyer] * 10 + 1, orders[seller] * 10 + 2
        bought, sold = bought * 10 + [*UNIT].index(code), sold * 10 + [*UNIT].index(code)
        maker, taker = (sold, bought) if side == "buy" else (bought, sold)
        self.rows[TradeRow].append(
            {
                "id": number, "instrument": code, "price": price, "quantity": tonnes,
                "maker": maker, "taker": taker, "taker_side": side, "buyer": buyer,
                "seller": seller, "at": number * 10, "entered": number, "settled": number,
                "fee_buyer": 0, "fee_seller": 0, "auction": False, "mode": mode,
            }
        )  # fmt: skip
        self.has[seller, unit] -= tonnes
        self.has[buyer, unit] += tonnes
        self.events.append(
            ("trade", number, seller, buyer, unit, tonnes, code, price, mode, bought, sold)
        )


@pytest.fixture(scope="module")
def tables() -> Iterator[Any]:
    engine = create_engine("sqlite://")
    Table.metadata.create_all(engine)
    yield engine
    engine.dispose()


def measure(tables: Any, stream: Stream) -> Trading:
    with tables.connect() as on:
        for table in reversed(Table.metadata.sorted_tables):
            on.execute(table.delete())
        for model, rows in stream.rows.items():
            on.execute(insert(model), rows)
        session = Session(on)
        found = trading(session, PRICES, by_price(session), SCHEDULES)
        on.rollback()
    return found


def later(stream: Stream, number: int, code: str, tonnes: int) -> int:
    """What tonnes cost by the trades in the book after an event, rounded half up."""
    rest = [e for e in stream.events if e[0] == "trade" and e[1] > number]
    rest = [e for e in rest if (e[6], e[8]) == (code, "book")]
    if not rest:
        return tonnes * next(one.price_fen for one in PRICES if one.instrument == code)
    average = Fraction(sum(e[5] * e[7] for e in rest), sum(e[5] for e in rest))
    return int(average * tonnes + Fraction(1, 2))


def tonne_by_tonne(stream: Stream) -> dict[str, dict[str, int]]:
    """Gains of each seat, every tonne by itself: (price paid or None, instrument)."""
    tonnes: dict[tuple[str, str], deque[tuple[int | None, str]]] = defaultdict(deque)
    found: dict[str, dict[str, int]] = {seat: defaultdict(int) for seat in SEATS}
    last = {one.instrument: one.price_fen for one in PRICES}
    for kind, _, source, target, unit, quantity, *traded in stream.events:
        if kind == "gift" and source == target:
            continue  # a transfer to one's own account elsewhere keeps what the tonnes cost
        gone = [] if source == "issuance" else [
            tonnes[source, unit].popleft() for _ in range(quantity)
        ]  # fmt: skip
        for cost, _ in gone:
            if kind != "trade" and cost is not None:
                found[source]["used_t"] += 1
                found[source]["used_cost_fen"] += cost
            elif kind == "trade" and cost is None:
                found[source]["unpriced_t"] += 1
                found[source]["unpriced_fen"] += traded[1]
            elif kind == "trade" and cost is not None:
                found[source]["realised_fen"] += traded[1] - cost
        if kind == "trade":
            tonnes[target, unit].extend([(traded[1], traded[0])] * quantity)
        elif target in SEATS:
            tonnes[target, unit].extend([(None, "")] * quantity)
    for (seat, _), left in tonnes.items():
        found[seat]["unrealised_fen"] += sum(last[code] - c for c, code in left if c is not None)
    return found


def gains(found: Trading) -> dict[str, dict[str, int]]:
    names = (
        "realised_fen", "unrealised_fen", "unpriced_t", "unpriced_fen", "used_t", "used_cost_fen",
    )  # fmt: skip
    return {seat: {name: getattr(one, name) for name in names} for seat, one in found.seats.items()}


def wrong(tables: Any, seeds: range) -> int:
    """How many streams have other gains than tonne by tonne."""
    count = 0
    for seed in seeds:
        stream = Stream(seed)
        expected, found = tonne_by_tonne(stream), gains(measure(tables, stream))
        count += any(
            value != found.get(seat, {}).get(name, 0)
            for seat, of in expected.items()
            for name, value in of.items()
        )
    return count


def test_gains_are_those_of_every_single_tonne(tables: Any) -> None:
    assert 0 == wrong(tables, range(25))


@pytest.mark.planted
def test_tonnes_that_leave_in_another_order_are_seen(
    tables: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_first(self: Any, seat: str, unit: str, tonnes: int) -> Iterator[Any]:
        lots = self._lots[seat, unit]
        while tonnes:
            has, cost, code = lots.pop()
            part = min(has, tonnes)
            if has > part:
                lots.append((has - part, cost, code))
            yield part, cost
            tonnes -= part

    monkeypatch.setattr(measured._Walk, "_leave", last_first)

    assert wrong(tables, range(5)) >= 4


def test_each_decision_is_judged_by_the_later_trades(tables: Any) -> None:
    judged = 0
    for seed in range(25):
        stream = Stream(seed)
        found = measure(tables, stream)
        expected: dict[str, dict[int, list[int]]] = defaultdict(
            lambda: defaultdict(lambda: [0] * 3)
        )
        retired = 0
        uses: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
        for kind, number, source, target, unit, tonnes, *traded in stream.events:
            if kind == "trade":
                code, price, _, bought, sold = traded
                for seat, order in ((target, bought), (source, sold)):
                    row = expected[seat][order]
                    row[0] += tonnes
                    row[1] += tonnes * price
                    row[2] += later(stream, number, code, tonnes)
            elif kind == "credit.retire" and source == "A" and unit == "BRC":
                worth = SCHEDULES["A"].worth_fen(tonnes, after=retired)
                retired += tonnes
                uses[source][number] = (worth, later(stream, number, "BRC-CN", tonnes))
            elif kind == "credit.offset":
                code = next(one for one in UNIT if UNIT[one] == unit)
                worth = later(stream, number, "CEA", tonnes)
                uses[source][number] = (worth, later(stream, number, code, tonnes))
        for seat, decisions in found.decisions.items():
            for one in decisions:
                if one.kind in ("buy", "sell"):
                    assert [one.tonnes, one.paid_fen, one.judged_fen] == expected[seat][one.number]
                    gain = one.paid_fen - one.judged_fen
                    assert (gain if one.kind == "sell" else -gain) == one.gain_fen
                else:
                    assert (one.paid_fen, one.judged_fen) == uses[seat].pop(one.number)
                    assert one.paid_fen - one.judged_fen == one.gain_fen
                judged += 1
            assert sorted(decisions) == list(decisions)
            assert {} == uses[seat]
            of_orders = sorted(
                (row[1] - row[2]) * (1 if order // 10 % 10 == 2 else -1)
                for order, row in expected[seat].items()
            )
            shown = [one.gain_fen for one in decisions if one.kind in ("buy", "sell")]
            assert of_orders[-3:] == shown[-3:] and of_orders[:3] == shown[:3]

    assert judged > 500


def test_an_order_of_many_trades_is_one_decision_and_its_sums_are_the_seats(tables: Any) -> None:
    stream = Stream(3)
    found = measure(tables, stream)
    trades = [e for e in stream.events if e[0] == "trade"]

    for seat in SEATS:
        for unit in BATCH:
            bought = [e for e in trades if (e[3], e[4]) == (seat, unit)]
            sold = [e for e in trades if (e[2], e[4]) == (seat, unit)]
            one = found.seats[seat]
            assert sum(e[5] for e in bought) == one.bought_t.get(unit, 0)
            assert sum(e[5] * e[7] for e in bought) == one.bought_fen.get(unit, 0)
            assert sum(e[5] for e in sold) == one.sold_t.get(unit, 0)
            assert sum(e[5] * e[7] for e in sold) == one.sold_fen.get(unit, 0)


def test_a_lesson_without_a_trade_has_no_decisions(tables: Any) -> None:
    stream = Stream(1)
    stream.rows.clear()

    assert Trading({}, {}) == measure(tables, stream)


def test_what_the_adaptation_fund_passes_on_is_not_issued_to_its_receiver() -> None:
    world = Programme(terms={"sop_percent": "5"})  # 355 t: 17 t for the Fund, 169 t a side
    asset = world.issued()
    world.do(
        within.pass_on_for_the_fund, registry="TH", asset=asset, quantity=10, receiver="OWN",
        by=MANAGER_TH,
    )  # fmt: skip
    with world.reading() as session:
        found = trading(session, [], {}, {})
    free = world.free(OWNER, "TH", asset)
    world.close()

    assert (179, {"BRC": 169}) == (free, found.seats["OWN"].issued_t)
    assert {"OWN", "PAR"} == set(found.seats)
