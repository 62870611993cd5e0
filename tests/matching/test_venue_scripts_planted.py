"""Faults planted into the venues' rules, one at a time; a written scenario must see each.

A fault replaces one name in one module by one that does wrong. If the name is gone the test says
so instead of passing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import matching.bidding
import matching.closing
import matching.deals.bidding
import matching.deals.off_book
import matching.listings
import matching.post_trade
import matching.reservations
import registry.market.listing
from matching.bidding import Pricing
from matching.closing import CLOSING, INWARDS
from matching.deals.bidding import Biddings
from matching.deals.models import ReserveBasis
from matching.deals.state import Bidding
from matching.exchange import Exchange
from matching.instruments import LARGEST_ORDER, Instrument
from matching.listings import Listing
from matching.matching_price import MATCHING_PRICE, lowest
from matching.orders import OrderMode
from matching.trading_day import TradingDay
from matching.venues import Mode, Venue
from tests.matching.test_venue_scripts import ALL, run
from tests.matching.venue_lines import Script

Plant = Callable[[pytest.MonkeyPatch], None]


def replaced(home: Any, name: str, wrong: Callable[[Any], Any]) -> Plant:
    """Puts `wrong(right)` in the place of a name."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(home, name, wrong(getattr(home, name)))

    return plant


def rule(table: dict[str, Any], name: str, wrong: Any) -> Plant:
    """Puts another rule in the place of a named one."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        assert name in table
        patch.setitem(table, name, wrong)

    return plant


def way(**ways: Any) -> Plant:
    """Instruments trade in another way than their venue says."""
    return replaced(
        registry.market.listing, "_ways", lambda right: lambda *given: right(*given) | ways
    )


def settled_with(**wrong: Any) -> Callable[[Any], Any]:
    return lambda right: lambda *given, **named: right(*given, **(named | wrong))


def priced(pricing: Pricing) -> Callable[[Any], Any]:
    """Winners pay in one way, whatever was announced."""
    return lambda right: lambda sale, bids: right(replace(sale, pricing=pricing), bids)


def _nothing_refused(*given: Any, **named: Any) -> None:
    return None


def _as_the_book(right: Any) -> Any:
    return lambda self, mode: right(self, OrderMode.BOOK)


def _from_ever(right: Any) -> Any:
    return lambda day: ("2000-01-01", right(day)[1])


FAULTS: dict[str, tuple[Plant, str]] = {
    "listed orders meet": (way(listed=False), "N01"),
    "every level may be picked": (way(pick_levels=100), "N02"),
    "only the first at a price may be picked": (way(pick_first=True), "N03"),
    "a listed order has no largest size": (
        replaced(Mode, "largest_t", lambda _: property(lambda self: LARGEST_ORDER)), "N04",
    ),
    "what was bought can be sold at once": (
        replaced(matching.post_trade, "settle", settled_with(waits=False)), "N07",
    ),
    "what was bought is never set free": (
        replaced(TradingDay, "start_of_day", lambda right: _day_without_freeing(right)), "N07",
    ),
    "orders live longer than the day": (way(day_orders=False), "N18"),
    "buying and selling follow at once": (way(turnaround_days=0), "V11"),
    "four days lie between buying and selling": (way(turnaround_days=4), "V11"),
    "both sides are open at once": (way(turnaround_days=0), "V12"),
    "only trades of the book count": (
        replaced(Listing, "exchanged", lambda _: _nothing_refused), "V13",
    ),
    "the close is the last trade": (
        rule(CLOSING, "vwap_of_day", matching.closing.last_trade), "N09",
    ),
    "a block has no smallest size": (
        replaced(Mode, "smallest_t", lambda _: property(lambda self: 1)), "N12",
    ),
    "a block is traded at any hour": (
        replaced(matching.deals.off_book, "session_end", lambda _: _nothing_refused), "N12",
    ),
    "block trades make the day's prices": (
        replaced(matching.deals.off_book.OffBook, "trade", lambda right: _printed(right)), "N12",
    ),
    "winners pay their own bids": (
        replaced(matching.deals.bidding, "close_bidding", priced(Pricing.PAY_AS_BID)), "N13",
    ),
    "winners pay one price, whatever was announced": (
        replaced(matching.deals.bidding, "close_bidding", priced(Pricing.UNIFORM)), "N14",
    ),
    "bids have no cap": (
        replaced(
            matching.deals.bidding, "bid_refused",
            lambda right: lambda sale, bid, **more: right(replace(sale, cap=None), bid, **more),
        ),
        "N13",
    ),
    "the voluntary market has five levels": (way(pick_levels=5), "V01"),
    "the first in time has no right": (
        replaced(Exchange, "_check_pick", lambda _: _nothing_refused), "G02",
    ),
    "a small day moves Guangdong's price": (
        rule(CLOSING, "guangdong", matching.closing.vwap_of_day), "G04",
    ),
    "a small day is one of 101 t": (
        replaced(matching.closing, "SMALL_DAY_T", lambda right: right + 1), "G05",
    ),
    "a bidder may take it all": (
        replaced(Bidding, "tonnes_of", lambda _: lambda self, bidder: 0), "G07",
    ),
    "bids can be taken back": (
        replaced(Mode, "irrevocable", lambda _: property(lambda self: False)), "G07",
    ),
    "the authority may sell without a reserve": (
        replaced(
            Biddings, "_reserve",
            lambda _: lambda self, listing, mode, reserve: (reserve, ReserveBasis.NONE),
        ),
        "G09",
    ),
    "the reserve is the close": (
        replaced(matching.deals.bidding, "volume_weighted", lambda _: lambda **sums: 1611), "G09",
    ),
    "the reserve takes trades of any age": (
        replaced(matching.deals.bidding, "reserve_days", lambda right: _from_ever(right)), "G11",
    ),
    "the authority may take any share": (
        replaced(
            matching.deals.bidding, "share_of", lambda _: lambda own, mode: own.bidder_percent
        ),
        "G08",
    ),
    "the authority may take any bid": (
        replaced(
            matching.deals.bidding, "smallest_bid_of",
            lambda _: lambda own, one, mode: own.smallest_bid or 1,
        ),
        "G08",
    ),
    "Hubei's quotes pay its bargaining fee": (replaced(Venue, "fees", _as_the_book), "H11"),
    "Hubei's bids set its bargaining fee aside": (replaced(Venue, "fees", _as_the_book), "H12"),
    "an offer's own highest bid is forgotten": (
        replaced(
            matching.deals.bidding, "cap_of",
            lambda _: lambda own, one, *, reserve, venues: venues,
        ),
        "V10",
    ),
    "bids stand where nothing says so": (
        replaced(Mode, "irrevocable", lambda _: property(lambda self: True)), "P13",
    ),
    "a halt closes no session late": (
        replaced(Biddings, "waits", lambda _: lambda self, session: False), "N17",
    ),
    "limits are rounded inwards in the voluntary market": (way(limit_rounding=INWARDS), "V02"),
    "the later one at a price may be picked": (way(pick_first=False), "V01"),
    "Hubei trades at the price that was waiting": (
        replaced(matching.listings, "MATCHING_PRICE", lambda _: {}), "H01",
    ),
    "the middle price is the lowest": (rule(MATCHING_PRICE, "middle", lowest), "H02"),
    "the last price is that of the day before": (
        replaced(Listing, "prepare", lambda right: _old_price(right)), "H05",
    ),
    "Hubei closes at the mean of the day": (
        rule(CLOSING, "last_five", matching.closing.vwap_of_day), "H06",
    ),
    "nobody pays a fee": (way(fee_maker_ppm=0, fee_taker_ppm=0), "H07"),
    "limits are rounded inwards everywhere": (way(limit_rounding=INWARDS), "H08"),
    "a call gathers orders in Hubei": (
        replaced(Instrument, "gathers", lambda _: property(lambda self: True)), "H10",
    ),
    "orders outside new limits stay": (
        replaced(TradingDay, "start_of_day", lambda right: _day_without_limits(right)), "D04",
    ),
}  # fmt: skip


def _day_without_freeing(right: Any) -> Any:
    def start_of_day(self: Any, *, day: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(matching.reservations, "free_bought", _nothing_refused)
            right(self, day=day)

    return start_of_day


def _day_without_limits(right: Any) -> Any:
    def start_of_day(self: Any, *, day: str) -> None:
        for listing in self.market.listings.values():
            kept = dict(listing.book.orders)
            listing.book.orders = {}
            right(self, day=day)
            listing.book.orders = kept

    return start_of_day


def _printed(right: Any) -> Any:
    def _trade(self: Any, listing: Any, mode: Any, **named: Any) -> Any:
        listing.printed(price=named["price"], quantity=named["quantity"], at=named["at"])
        return right(self, listing, mode, **named)

    return _trade


def _old_price(right: Any) -> Any:
    def prepare(self: Any, at: int) -> None:
        right(self, at)
        self.book.basis = self.book.last or self.reference

    return prepare


def seen(script: Script) -> bool:
    """Whether a scenario comes out otherwise; our own assertions see a fault too."""
    try:
        return run(script) != []
    except AssertionError:
        return True


@pytest.mark.planted
@pytest.mark.parametrize("fault", FAULTS)
def test_the_scenario_sees_the_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, name = FAULTS[fault]
    script = next(one for _, one in ALL if one.title.startswith(f"{name} "))
    assert not seen(script)
    plant(monkeypatch)

    assert seen(script), f"{fault}: {name} did not see it"
