"""A small market at a venue with block trades and bidding; every change is audited at once.

Seats trade at lesson times of one day, Monday 2028-03-13; a step is a line of words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from matching.deals import audit
from matching.deals.dealing import Deals
from matching.orders import SelfTrade
from matching.venue_facts import ModeKind
from matching.venues import Venue, venue_from
from registry.market.listing import instrument_of
from registry.market.venues import shipped
from tests.matching import working_state
from tests.matching.world import World

DAY = date(2028, 3, 13)
CODE = "CEA"
FEES = ("fee_maker_ppm", "fee_taker_ppm")


def venue_of(code: str, *changes: tuple[ModeKind | None, str, Any]) -> Venue:
    """A shipped venue with changed facts, of its modes or (None) of the venue itself;
    None takes a fact away.
    """
    found = shipped().pick(code)
    assert found is not None
    return changed(found, *changes)


def changed(venue: Venue, *changes: tuple[ModeKind | None, str, Any]) -> Venue:
    """A venue with other facts."""
    rules = venue.as_dict()
    for kind, name, value in changes:
        mode = rules if kind is None else _mode(rules, kind)
        kept = [one for one in mode["facts"] if one["name"] != name]
        fact = dict(rules["facts"][0], name=name, value=value)
        mode["facts"] = kept if value is None else [*kept, fact]
    return venue_from(rules)


def _mode(rules: dict[str, Any], kind: ModeKind) -> dict[str, Any]:
    (mode,) = [one for one in rules["modes"] if one["kind"] == kind]
    found: dict[str, Any] = mode
    return found


def small(code: str = "national-ets", **facts: Any) -> Venue:
    """A venue whose block trades and offers begin with a tonne."""
    changes: list[tuple[ModeKind | None, str, Any]]
    changes = [(ModeKind.BLOCK, "smallest_t", 1), (ModeKind.BIDDING, "offer_smallest_t", 1)]
    return venue_of(code, *changes, *((ModeKind.BIDDING, n, v) for n, v in facts.items()))


class DealWorld(World):
    """A world whose instrument has the rules of a venue; it is 12:50.

    `also` lists further instruments of the same unit for the book only: code -> position limit.
    """

    def __init__(
        self,
        venue: Venue | None = None,
        *,
        reference: int = 8500,
        unit: str = CODE,
        also: dict[str, int] | None = None,
        **ways: Any,
    ) -> None:
        self.venue = venue or small()
        if fees := [(None, name, ways[name]) for name in FEES if name in ways]:
            self.venue = changed(self.venue, *fees)
        self.deals: Deals | None = None
        listed = instrument_of(
            self.venue, code=CODE, registry="CN", unit=unit, host="CN", reference=reference,
            limit_percent=10, lot=1,
        )  # fmt: skip
        listed = replace(listed, **ways)
        others = [replace(listed, code=c, position_limit=t) for c, t in (also or {}).items()]
        super().__init__(listed, *others, day=DAY.isoformat(), self_trade=SelfTrade.NEWEST)
        self.deals = Deals(self.exchange)
        self.do(lambda: self.made.off_book.take_rules(instrument=CODE, venue=self.venue))
        self.time = moment(DAY, 12, 50)
        self.asset: dict[str, int] = {}

    @property
    def made(self) -> Deals:
        """The deals of this world."""
        assert self.deals is not None
        return self.deals

    def do(self, change: Callable[[], Any]) -> Any:
        """Run a change; after it the totals are unchanged and every invariant holds."""
        try:
            return super().do(change)
        finally:
            if self.deals is not None:
                assert [] == self.problems()

    def problems(self) -> list[Any]:
        """Every broken invariant, those of the deals among them."""
        found = super().problems()
        if self.deals is not None:
            connection = self.store.connection
            found += audit.problems(connection) + working_state.of_deals(self.deals)
        return found

    def owner(self, name: str, *, tonnes: int = 0, fen: int = 0) -> str:
        """A holder in China with cash, and with tonnes of a batch of its own."""
        self.holder(name, fen=fen)
        if tonnes:
            self.asset[name] = self.issue(name, tonnes, unit=CODE, host="CN")
        return name

    def clock(self, time: str) -> int:
        """Lesson time of an hour and minute of the day."""
        hour, minute = time.split(":")
        return moment(DAY, int(hour), int(minute))

    def tonnes(self, owner: str) -> tuple[int, int]:
        """Free and blocked tonnes of all batches; units that T+1 holds back count as free."""
        sums = {"free": 0, "blocked": 0}
        for balance, kind in self.rows(
            "SELECT s.balance, s.kind FROM sub_account s JOIN account a ON a.id = s.account"
            f" WHERE a.owner = '{owner}' AND a.registry_code = 'CN'"
        ):
            sums["blocked" if kind == "holding_blocked" else "free"] += balance
        return sums["free"], sums["blocked"]

    def totals(self) -> dict[int, int]:
        """Per asset the sum of all balances, which no deal changes."""
        found: dict[int, int] = {}
        for asset, balance in self.rows(
            "SELECT asset, sum(balance) FROM sub_account GROUP BY asset"
        ):
            found[asset] = balance
        return found

    def play(self, step: str) -> str:
        """Play one step in words; returns its result, or the code of its refusal."""
        word, *rest = step.split()
        try:
            return str(getattr(self, f"_{word}")(*rest))
        except Refusal as refusal:
            return refusal.code

    def _at(self, time: str) -> str:
        self.time = self.clock(time) - 1000
        return "-"

    def _propose(self, who: str, side: str, figures: str, other: str) -> int:
        quantity, price = map(int, figures.split("@"))
        number: int = self.do(
            lambda: self.made.blocks.propose(
                instrument=CODE, owner=who, side=side, counterparty=other, price=price,
                quantity=quantity, at=self.books.at,
            )
        )  # fmt: skip
        return number

    def _confirm(self, who: str, number: str) -> int:
        done = self.do(
            lambda: self.made.blocks.confirm(proposal=int(number), owner=who, at=self.books.at)
        )
        return int(done.trade)

    def _decline(self, who: str, number: str) -> int:
        return int(self.do(lambda: self.made.blocks.decline(proposal=int(number), owner=who)))

    def _withdraw(self, who: str, number: str) -> int:
        return int(
            self.do(lambda: self.made.blocks.withdraw_proposal(proposal=int(number), owner=who))
        )

    def _ask(self, who: str, side: str, quantity: str) -> int:
        return int(
            self.do(
                lambda: self.made.quotes.ask(
                    instrument=CODE, owner=who, side=side, quantity=int(quantity), at=self.books.at
                )
            )
        )

    def _offer(self, who: str, request: str, price: str) -> int:
        return int(
            self.do(
                lambda: self.made.quotes.offer(
                    request=int(request), owner=who, price=int(price), at=self.books.at
                )
            )
        )

    def _accept(self, who: str, offer: str) -> int:
        done = self.do(
            lambda: self.made.quotes.accept(offer=int(offer), owner=who, at=self.books.at)
        )
        return int(done.trade)

    def _drop(self, who: str, offer: str) -> int:
        return int(self.do(lambda: self.made.quotes.withdraw_offer(offer=int(offer), owner=who)))

    def _end(self, who: str, request: str) -> int:
        return int(
            self.do(lambda: self.made.quotes.withdraw_request(request=int(request), owner=who))
        )

    def _open(
        self, who: str, quantity: str, pricing: str, reserve: str, closes: str,
        cap: str = "-", least: str = "-",
    ) -> int:  # fmt: skip
        whole = [None if one == "-" else int(one) for one in (reserve, cap, least)]
        return int(
            self.do(
                lambda: self.made.biddings.open_bidding(
                    instrument=CODE, owner=who, quantity=int(quantity), pricing=pricing,
                    reserve=whole[0], cap=whole[1], smallest_bid=whole[2],
                    closes=self.clock(closes), at=self.books.at,
                )
            )
        )  # fmt: skip

    def _auction(
        self,
        who: str,
        quantity: str,
        pricing: str,
        reserve: str,
        least: str,
        share: str,
        closes: str,
        cap: str = "-",
    ) -> int:
        whole = [None if one == "-" else int(one) for one in (reserve, least, share, cap)]
        return int(
            self.do(
                lambda: self.made.biddings.open_auction(
                    instrument=CODE, owner=who, quantity=int(quantity), pricing=pricing,
                    reserve=whole[0], smallest_bid=whole[1], bidder_percent=whole[2],
                    cap=whole[3], closes=self.clock(closes), at=self.books.at,
                )
            )
        )  # fmt: skip

    def _bid(self, who: str, session: str, figures: str) -> int:
        quantity, price = map(int, figures.split("@"))
        return int(
            self.do(
                lambda: self.made.biddings.bid(
                    session=int(session), owner=who, price=price, quantity=quantity,
                    at=self.books.at,
                )
            )
        )  # fmt: skip

    def _unbid(self, who: str, bid: str) -> int:
        return int(self.do(lambda: self.made.biddings.withdraw_bid(bid=int(bid), owner=who)))

    def _halt(self) -> str:
        self.do(lambda: self.exchange.trading_day.halt(instrument=CODE))
        return "-"

    def _resume(self) -> str:
        def resumes() -> dict[str, list[int]]:
            self.exchange.trading_day.resume(instrument=CODE)
            return {"sessions": self.made.biddings.close_waiting(instrument=CODE, at=self.books.at)}

        return _numbers(self.do(resumes))

    def _due(self) -> str:
        return _numbers(self.do(lambda: self.made.end_due(at=self.books.at)))

    def _eod(self) -> str:
        def ends() -> dict[str, list[int]]:
            ended = self.made.end_of_day(at=self.books.at)
            self.exchange.trading_day.end_of_day()
            return ended

        return _numbers(self.do(ends))


def _numbers(ended: dict[str, list[int]]) -> str:
    """`s1,p2,r3` for the deals that ended, `-` for none."""
    found = [f"{what[0]}{number}" for what, numbers in ended.items() for number in numbers]
    return ",".join(found) or "-"
