"""A plain model of the books in dictionaries: one entry a tonne. Slow and obvious.

It returns the expected answer of each command and keeps the expected state.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

Place = tuple[str, str, str]
"""Kind, owner, registry."""

FINAL = {"retire": "retired", "cancel": "cancelled", "offset": "offset"}
BANK_FLOOR = -(2**62)
SHORT = "ledger.balance_short"
NOT_POSITIVE = "ledger.quantity_not_positive"
UNKNOWN = "ledger.account_unknown"


class Tonne:
    """The sub-account of one tonne, and the posting by which its holder acquired it."""

    def __init__(self, place: Place, since: int) -> None:
        self.place, self.since = place, since


class Model:
    """The expected behaviour of the test commands."""

    def __init__(self) -> None:
        self.accounts: set[tuple[str, str]] = set()
        self.cash: Counter[Place] = Counter()
        self.tonnes: dict[int, dict[int, Tonne]] = {}
        self.unissued: dict[int, list[int]] = {}
        self.postings = 0

    def answer(self, name: str, arguments: dict[str, Any]) -> str:
        """Do a command; "ok", or the code of its refusal, and then nothing is changed."""
        step = getattr(self, f"_{name}", None) or self._finish
        if step == self._finish:
            arguments = {**arguments, "kind": FINAL[name]}
        refused: str | None = step(**arguments)
        return refused or "ok"

    def open(self, owner: str, registries: list[str]) -> None:
        """A holder with accounts."""
        self.accounts |= {(owner, ""), *((owner, registry) for registry in registries)}

    def batch(self, asset: int, *, first: int, last: int) -> None:
        """A batch of which nothing is issued yet."""
        self.tonnes[asset] = {}
        self.unissued[asset] = list(range(first, last + 1))

    # --- what lies where ----------------------------------------------------------------------

    def in_line(self, asset: int, place: Place) -> list[int]:
        """The serials at a place, first in first, the lower serials first."""
        here = [(t.since, n) for n, t in self.tonnes[asset].items() if t.place == place]
        return [serial for _, serial in sorted(here)]

    def balances(self) -> dict[tuple[Place, int], int]:
        """Every balance that is not zero, by place and asset (1: cash)."""
        found: Counter[tuple[Place, int]] = Counter()
        for place, fen in self.cash.items():
            found[place, 1] += fen
        for asset, tonnes in self.tonnes.items():
            for tonne in tonnes.values():
                found[tonne.place, asset] += 1
                found[("issuance_source", "issuance", ""), asset] -= 1
        return {key: amount for key, amount in found.items() if amount}

    def owners(self) -> dict[tuple[int, int], tuple[Place, int]]:
        """Place and acquisition of every tonne by asset and serial."""
        return {
            (asset, serial): (tonne.place, tonne.since)
            for asset, tonnes in self.tonnes.items()
            for serial, tonne in tonnes.items()
        }

    def fifo(
        self, owner: str, registry: str, assets: list[int], quantity: int
    ) -> list[tuple[int, int]]:
        """(asset, tonnes) for a quantity, first in first out, one entry a batch."""
        place = ("holding", owner, registry)
        line = sorted(
            (self.tonnes[asset][serial].since, serial, asset)
            for asset in assets
            for serial in self.in_line(asset, place)
        )
        return list(Counter(asset for _, _, asset in line[:quantity]).items())

    # --- the commands -------------------------------------------------------------------------

    def _pay_between(self, source: Place, target: Place, fen: int) -> str | None:
        if fen <= 0:
            return NOT_POSITIVE
        if source == target:
            return "ledger.same_account"
        if self.cash[source] - fen < (BANK_FLOOR if source[0] == "cash_source" else 0):
            return SHORT
        self.cash[source] -= fen
        self.cash[target] += fen
        self.postings += 1
        return None

    def _move(
        self, asset: int, source: Place, target: Place, quantity: int, *, same_holder: bool
    ) -> str | None:
        if quantity <= 0:
            return NOT_POSITIVE
        line = self.in_line(asset, source)
        if len(line) < quantity:
            return SHORT
        self.postings += 1
        for serial in line[:quantity]:
            tonne = self.tonnes[asset][serial]
            tonne.place = target
            tonne.since = tonne.since if same_holder else self.postings
        return None

    def _endow(self, owner: str, fen: int) -> str | None:
        return self._pay_between(("cash_source", "bank", ""), ("cash", owner, ""), fen)

    def _pay(self, source: str, target: str, fen: int) -> str | None:
        return self._pay_between(("cash", source, ""), ("cash", target, ""), fen)

    def _block_cash(self, owner: str, fen: int) -> str | None:
        return self._pay_between(("cash", owner, ""), ("cash_blocked", owner, ""), fen)

    def _release_cash(self, owner: str, fen: int) -> str | None:
        return self._pay_between(("cash_blocked", owner, ""), ("cash", owner, ""), fen)

    def _issue(self, asset: int, owner: str, registry: str, quantity: int) -> str | None:
        if (owner, registry) not in self.accounts:
            return UNKNOWN
        if quantity <= 0:
            return NOT_POSITIVE
        if len(self.unissued[asset]) < quantity:
            return SHORT
        self.postings += 1
        for _ in range(quantity):
            serial = self.unissued[asset].pop(0)
            self.tonnes[asset][serial] = Tonne(("holding", owner, registry), self.postings)
        return None

    def _block(self, owner: str, registry: str, asset: int, quantity: int) -> str | None:
        return self._within(owner, registry, asset, quantity, "holding", "holding_blocked")

    def _release(self, owner: str, registry: str, asset: int, quantity: int) -> str | None:
        return self._within(owner, registry, asset, quantity, "holding_blocked", "holding")

    def _within(
        self, owner: str, registry: str, asset: int, quantity: int, source: str, target: str
    ) -> str | None:
        if (owner, registry) not in self.accounts:
            return UNKNOWN
        start, end = (source, owner, registry), (target, owner, registry)
        return self._move(asset, start, end, quantity, same_holder=True)

    def _finish(
        self, owner: str, registry: str, asset: int, quantity: int, kind: str
    ) -> str | None:
        if (owner, registry) not in self.accounts:
            return UNKNOWN
        start, end = ("holding", owner, registry), (kind, kind, registry)
        return self._move(asset, start, end, quantity, same_holder=False)

    def _trade(
        self, seller: str, buyer: str, registry: str, asset: int, quantity: int, fen: int
    ) -> str | None:
        if not {(seller, registry), (buyer, registry)} <= self.accounts:
            return UNKNOWN
        blocked = ("holding_blocked", seller, registry)
        if quantity <= 0:
            return NOT_POSITIVE
        if len(self.in_line(asset, blocked)) < quantity:
            return SHORT
        if fen <= 0:
            return NOT_POSITIVE
        if self.cash["cash_blocked", buyer, ""] < fen:
            return SHORT
        between, bought = ("ccp_units", "ccp", registry), ("holding", buyer, registry)
        self._move(asset, blocked, between, quantity, same_holder=False)
        self._move(asset, between, bought, quantity, same_holder=False)
        self._pay_between(("cash_blocked", buyer, ""), ("ccp_cash", "ccp", ""), fen)
        self._pay_between(("ccp_cash", "ccp", ""), ("cash", seller, ""), fen)
        return None

    def _send(self, owner: str, source: str, target: str, asset: int, quantity: int) -> str | None:
        if (owner, source) not in self.accounts:
            return UNKNOWN
        start = ("holding_blocked", owner, source)
        aside = ("set_aside", f"{source}>{target}", source)
        between = ("in_transit", f"{source}>{target}", "")
        refused = self._move(asset, start, aside, quantity, same_holder=False)
        return refused or self._move(asset, aside, between, quantity, same_holder=False)

    def _receive(
        self, owner: str, source: str, target: str, asset: int, quantity: int
    ) -> str | None:
        if (owner, target) not in self.accounts:
            return UNKNOWN
        between, end = ("in_transit", f"{source}>{target}", ""), ("holding", owner, target)
        return self._move(asset, between, end, quantity, same_holder=False)
