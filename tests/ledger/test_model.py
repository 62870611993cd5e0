"""Random streams of legal and illegal commands: the books and a plain model agree after each.

After every command: the same answer, every balance, the place and acquisition of every tonne, the
next in line of a holder, and the audit. Ten seeds in the quick run, hundreds under `-m long`.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from ledger.writer import Outcome, Request
from tests.ledger.conftest import Opened
from tests.ledger.plain_model import Model, Place
from tests.support.books import Office

pytestmark = pytest.mark.slow

HOLDERS = {"ann": ["TH", "CN"], "bob": ["TH"], "cat": ["CN"], "dan": ["TH", "CN"]}
WITHOUT_EFFECT = {"refuse": "ledger.balance_short", "fail": "failed", "unplain": "failed"}
LIKELY = {
    "pay": 3, "endow": 1, "block_cash": 3, "release_cash": 1, "issue": 3, "block": 4, "release": 2,
    "trade": 4, "send": 3, "receive": 3, "retire": 1, "cancel": 1, "offset": 1, "refuse": 1,
    "fail": 1, "unplain": 1,
}  # fmt: skip


class Stream:
    """Seeded commands; quantities are usually small and sometimes too large, zero or negative."""

    def __init__(self, seed: int, assets: list[int]) -> None:
        self.random = Random(seed)
        self.assets = assets

    def command(self) -> tuple[str, dict[str, Any]]:
        """The next command and its arguments."""
        name = self.random.choices(list(LIKELY), list(LIKELY.values()))[0]
        draw = self.random.choice
        owner, other = draw(list(HOLDERS)), draw(list(HOLDERS))
        known = HOLDERS[owner] if self.random.random() < 0.85 else ["TH", "CN"]
        registry, asset, quantity = draw(known), draw(self.assets), self._quantity(6)
        units = {"owner": owner, "registry": registry, "asset": asset, "quantity": quantity}
        if name in ("pay", *WITHOUT_EFFECT):
            return name, {"source": owner, "target": other, "fen": self._quantity(60)}
        if name in ("endow", "block_cash", "release_cash"):
            return name, {"owner": owner, "fen": self._quantity(60)}
        if name == "trade":
            del units["owner"]
            return name, {**units, "seller": owner, "buyer": other, "fen": self._quantity(20)}
        if name in ("send", "receive"):
            source, target = draw([("TH", "CN"), ("CN", "TH")])
            del units["registry"]
            return name, {**units, "source": source, "target": target}
        return name, units

    def _quantity(self, usual: int) -> int:
        if self.random.random() < 0.06:
            return self.random.choice([0, -3, 10**6, 2**62])
        return self.random.randint(1, usual)


def _begun(opened: Opened) -> tuple[Office, Model, list[int]]:
    office, model = opened(Office()), Model()
    office.done("begin")
    for owner, registries in HOLDERS.items():
        office.done("open", owner=owner, registries=registries)
        model.open(owner, registries)
    assets = []
    for host, quantity in (("TH", 60), ("CN", 30), ("TH", 40)):
        told = office.done("batch", host=host, quantity=quantity)
        model.batch(told["asset"], first=told["first"], last=told["last"])
        assets.append(told["asset"])
    for owner, registries in HOLDERS.items():
        _both(office, model, "endow", owner=owner, fen=200)
        _both(office, model, "block_cash", owner=owner, fen=80)
        for asset in assets:
            units = {"owner": owner, "registry": registries[0], "asset": asset}
            _both(office, model, "issue", **units, quantity=6)
            _both(office, model, "block", **units, quantity=3)
    return office, model, assets


def _both(office: Office, model: Model, name: str, **arguments: Any) -> None:
    office.done(name, **arguments)
    assert "ok" == model.answer(name, arguments)


def _answer(outcome: Outcome) -> str:
    if outcome.refusal is not None:
        return outcome.refusal.code
    return "failed" if outcome.failure else "ok"


def _balances(office: Office) -> dict[tuple[Place, int], int]:
    rows = office.store.fetch(
        "SELECT s.kind, a.owner, s.registry_code, s.asset, s.balance FROM sub_account s"
        " JOIN account a ON a.id = s.account WHERE s.balance <> 0"
    )
    return {((kind, owner, where), asset): amount for kind, owner, where, asset, amount in rows}


def _owners(office: Office) -> dict[tuple[int, int], tuple[Place, int]]:
    rows = office.store.fetch(
        "SELECT b.asset, b.first, b.last, b.acquisition, s.kind, a.owner, s.registry_code"
        " FROM serial_block b JOIN sub_account s ON s.id = b.owner"
        " JOIN account a ON a.id = s.account WHERE b.closed IS NULL"
    )
    found: dict[tuple[int, int], tuple[Place, int]] = {}
    for asset, first, last, since, *place in rows:
        for serial in range(first, last + 1):
            assert (asset, serial) not in found
            found[asset, serial] = (tuple(place), since)  # type: ignore[assignment]
    return found


def _play(seed: int, steps: int, opened: Opened) -> Counter[str]:
    office, model, assets = _begun(opened)
    stream = Stream(seed, assets)
    answers: Counter[str] = Counter()
    for step in range(steps):
        name, arguments = stream.command()
        expected = WITHOUT_EFFECT.get(name) or model.answer(name, arguments)
        if name in WITHOUT_EFFECT and _would_pay(model, arguments) != "ok":
            expected = _would_pay(model, arguments)
        slow = "slow." if stream.random.random() < 0.4 else ""
        with office.writer.group():
            outcome = office.writer.run(Request(slow + name, arguments, "script", "S01"))
        where = f"seed {seed}, step {step}: {slow}{name} {arguments}"

        assert expected == _answer(outcome), where
        assert model.balances() == _balances(office), where
        assert model.owners() == _owners(office), where
        assert [] == office.findings(), where
        assert office.as_loaded() == office.working(), where
        _compare_line(office, model, stream, where)
        answers[expected] += 1
    assert model.postings + 1 == office.books.next_posting
    return answers


def _would_pay(model: Model, arguments: dict[str, Any]) -> str:
    """The answer of a payment that is undone afterwards."""
    cash, postings = model.cash.copy(), model.postings
    told = model.answer("pay", arguments)
    model.cash, model.postings = cash, postings
    return told


def _compare_line(office: Office, model: Model, stream: Stream, where: str) -> None:
    """First in, first out for a quantity over some batches."""
    owner = stream.random.choice(list(HOLDERS))
    registry = stream.random.choice(HOLDERS[owner])
    some = sorted(stream.random.sample(stream.assets, 2))
    quantity = stream.random.randint(1, 30)
    expected = model.fifo(owner, registry, some, quantity)
    free = [
        (asset, tonnes)
        for asset in stream.assets
        if (tonnes := len(model.in_line(asset, ("holding", owner, registry))))
    ]

    assert expected == office.books.fifo(owner, registry, some, quantity), where
    assert free == office.books.free(owner, registry), where


@pytest.mark.parametrize("seed", range(10))
def test_the_books_agree_with_the_model(
    seed: int, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "tanlu.writer")
    answers = _play(seed, 70, opened)

    assert answers["ok"] >= 20
    assert answers["ledger.balance_short"] >= 5


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 300))
def test_the_books_agree_with_the_model_for_long(
    seed: int, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL", "tanlu.writer")
    answers = _play(seed, 400, opened)

    assert {"ok", "failed", "ledger.balance_short", "ledger.account_unknown"} <= answers.keys()
    assert {"ledger.quantity_not_positive", "ledger.same_account"} <= answers.keys()
