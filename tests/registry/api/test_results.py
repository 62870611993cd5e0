"""Goal: results are exact: every fen and tonne of a seat is accounted for, and nobody sees others.

Method: a morning that bots traded; each figure is computed again from single rows in another way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.classroom import CODE, SMALL, Class, class_of, create
from tests.support.makers import without_makers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("results")
    create(folder / f"{CODE}.lesson", plan=without_makers(SMALL), hour=14)
    with class_of(folder) as made:
        yield made


def fetch(room: Class, sql: str, *values: Any) -> list[Any]:
    return list(room.live.lesson.store.fetch(sql, *values))


def test_every_seat_has_what_it_began_with_and_its_trades(room: Class) -> None:
    told = room.script.get("/api/results").json()
    seats = {one["seat"]: one for one in told["seats"]}
    began = dict(
        fetch(
            room,
            "SELECT a.owner, p.quantity FROM posting p JOIN sub_account s ON s.id = p.target"
            " JOIN account a ON a.id = s.account JOIN book_transaction t"
            " ON t.id = p.book_transaction WHERE t.command = 1 AND s.kind = 'cash'",
        )
    )
    flow: Counter[str] = Counter()
    volume: dict[str, Counter[str]] = defaultdict(Counter)
    rows = fetch(room, "SELECT buyer, seller, price, quantity, fee_buyer, fee_seller FROM trade")
    for buyer, seller, price, quantity, fee_buyer, fee_seller in rows:
        flow[buyer] -= price * quantity + fee_buyer
        flow[seller] += price * quantity - fee_seller
        volume[buyer]["bought"] += quantity
        volume[seller]["sold"] += quantity

    assert rows, "bots traded this morning"
    assert room.live.current.seats.keys() == seats.keys()
    for name, one in seats.items():
        cash = one["cash_free_fen"] + one["cash_blocked_fen"]
        assert cash == began.get(name, 0) + flow[name], name
        assert one["began_fen"] == began.get(name, 0)
        assert one["value_fen"] == cash + one["units_fen"]
        assert one["change_fen"] == one["value_fen"] - one["began_fen"]
        traded = one["traded"]
        assert (volume[name]["bought"], volume[name]["sold"]) == (
            traded["bought_t"], traded["sold_t"],
        )  # fmt: skip
        assert traded["sold_fen"] - traded["bought_fen"] - traded["fees_fen"] == flow[name]
    trades = sum(one["traded"]["trades"] for one in seats.values())
    assert 2 * len(rows) == trades


def test_tonnes_are_valued_at_the_last_price_of_what_delivers_them(room: Class) -> None:
    told = room.script.get("/api/results").json()
    last = {one["instrument"]: one["last"] for one in room.script.get("/api/instruments").json()}
    prices = {one["instrument"]: one for one in told["prices"]}
    total: Counter[tuple[str, str, str]] = Counter()
    for one in told["seats"]:
        for unit in one["units"]:
            total[unit["registry"], unit["unit"], unit["host"]] += (
                unit["free_t"] + unit["blocked_t"]
            )
            assert unit["value_fen"] == unit["price_fen"] * (unit["free_t"] + unit["blocked_t"])
            assert unit["price_fen"] == prices[unit["instrument"]]["price_fen"]
        assert one["units_fen"] == sum(unit["value_fen"] for unit in one["units"])
    stored = {
        (registry, unit, host): balance
        for registry, unit, host, balance in fetch(
            room,
            "SELECT s.registry_code, b.unit, b.host, sum(s.balance) FROM sub_account s"
            " JOIN credit_batch b ON b.asset = s.asset"
            " WHERE s.kind IN ('holding', 'holding_blocked', 'holding_bought') AND s.balance > 0"
            " GROUP BY 1, 2, 3",
        )
    }

    assert stored == dict(total) and stored
    for code, price in last.items():
        assert (price is not None) is prices[code]["traded"]
        assert price is None or price == prices[code]["price_fen"]
        untraded = room.live.current.instruments[code].reference
        assert prices[code]["traded"] or untraded == prices[code]["price_fen"]


def test_decisions_and_obligations_are_those_of_the_log_and_the_desk(room: Class) -> None:
    told = room.script.get("/api/results").json()
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    refused: Counter[str] = Counter()
    for seat, name, outcome in fetch(room, "SELECT seat, name, outcome FROM command"):
        if outcome.startswith('{"accepted"'):
            counted[seat][name] += 1
        else:
            refused[seat] += 1
    emitters = [one for one in told["seats"] if one["role"] == "emitter"]

    for one in told["seats"]:
        assert (dict(counted[one["seat"]]), refused[one["seat"]]) == (
            one["decisions"], one["refused"],
        )  # fmt: skip
        assert (one["compliance"] is not None) is (one["role"] == "emitter")
    assert any(one["decisions"] for one in told["seats"] if one["role"] == "government_partner")
    for one in emitters:
        headers = {"tanlu-seat": one["seat"]}
        desk = room.script.get("/api/offset-desk", headers=headers).json()
        owed = one["compliance"]
        assert (desk["obligation_t"], desk["cap_t"], desk["used_t"]) == (
            owed["obligation_t"], owed["cap_t"], owed["offset_t"],
        )  # fmt: skip
        missing = owed["obligation_t"] - owed["allowances_t"] - owed["offset_t"]
        assert max(0, missing) == owed["short_t"]


def test_a_seat_sees_itself_only_and_the_same_room_gives_the_same_answer(room: Class) -> None:
    seat, name = room.join("Ann", "trader")
    own = seat.get("/api/results").json()
    answer = room.script.get("/api/results")
    every = answer.json()
    assert str(every["command"]) == answer.headers["tanlu-sequence"]
    named = room.script.get("/api/results", headers={"tanlu-seat": name}).json()

    assert [name] == [one["seat"] for one in own["seats"]]
    assert own["seats"] == named["seats"] == [o for o in every["seats"] if o["seat"] == name]
    assert every == room.script.get("/api/results").json()
    assert (room.commands(), "person") == (every["command"], own["seats"][0]["driver"])
    assert 401 == room.client().get("/api/results").status_code
