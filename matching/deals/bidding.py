"""One-way bidding and allowance auctions on real books: open, bid, close.

Who wins what is decided by `matching.bidding`; here its bids are set aside, settled and released.
Bids are sealed: nobody but the bidder knows of them while the session runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ledger.kernel.clock import DAY, as_datetime, day_of
from matching.bidding import Bid, Pricing, Reason, Sale, bid_refused, close_bidding, offer_refused
from matching.deals.errors import (
    ApplicantNotSeller,
    BidAboveCap,
    BidBelowReserve,
    BidderLimit,
    BidIrrevocable,
    ClosingNotToday,
    DealNotOpen,
    DealTooSmall,
    DealUnknown,
    NotAnAllowance,
    PriceNotPositive,
    ShareNotPercent,
    WithOneself,
)
from matching.deals.models import BiddingBid, BiddingSession, SaleState
from matching.deals.office import Office
from matching.deals.rules import mode_of, require_pricing, require_reserve
from matching.deals.state import Bidding
from matching.errors import (
    InstrumentHalted,
    MarketClosed,
    PriceOffTick,
    PriceOutsideLimits,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
)
from matching.instruments import ALLOWANCE, LARGEST_ORDER
from matching.listings import Listing
from matching.orders import Ending, OrderMode
from matching.venue_facts import ModeKind

_MODE = (ModeKind.BIDDING,)


class Closed(NamedTuple):
    """How a session ended: tonnes, the lowest winning bid, valid demand; trades in order of merit.

    `price` is None when nothing was sold.
    """

    sold: int
    unsold: int
    price: int | None
    demand: int
    trades: list[int]


class Biddings(Office):
    """Sessions in which one seat sells and others bid."""

    def open_bidding(
        self,
        *,
        instrument: str,
        owner: str,
        quantity: int,
        pricing: str,
        reserve: int | None,
        closes: int,
        at: int,
    ) -> int:
        """A seller opens a session by the venue's rules; its units are set aside."""
        listing = self.desk.market.listing(instrument)
        one, venue = listing.instrument, self.state.venues.get(instrument)
        mode = mode_of(one, venue, _MODE)
        if mode.said("applicant") == "authority":
            raise ApplicantNotSeller(instrument=instrument)
        self._require_open(listing, mode, at=at)
        assert venue is not None
        previous = listing.reference
        priced = require_pricing(pricing, mode.price_rules)
        self._require_closing(listing, closes, at=at)
        self._require_offer(listing, quantity, smallest=mode.said("offer_smallest_t") or 1)
        self._require_reserve(listing, reserve, cap=venue.bid_cap(previous=previous))
        require_reserve(venue, reserve, reference=previous)
        sale = venue.sale(supply=quantity, pricing=priced, reserve=reserve, previous=previous)
        sale = replace(sale, tick=one.tick, lot=one.lot)
        irrevocable = mode.said("irrevocable") is not False
        return self._open(
            listing, sale, owner=owner, closes=closes, irrevocable=irrevocable, auction=False, at=at
        )

    def open_auction(
        self,
        *,
        instrument: str,
        owner: str,
        quantity: int,
        pricing: str,
        reserve: int | None,
        smallest_bid: int | None,
        bidder_percent: int | None,
        closes: int,
        at: int,
    ) -> int:
        """The authority auctions allowances on its own terms; None: as the venue says."""
        listing = self.desk.market.listing(instrument)
        one, venue = listing.instrument, self.state.venues.get(instrument)
        if one.unit != ALLOWANCE:
            raise NotAnAllowance(instrument=instrument, unit=one.unit, allowance=ALLOWANCE)
        if listing.halted:
            raise InstrumentHalted(instrument=instrument)
        if not listing.day:
            raise MarketClosed(instrument=instrument)
        priced = require_pricing(pricing, tuple(Pricing))
        mode = None if venue is None else venue.mode(ModeKind.BIDDING)
        if mode is not None:
            if smallest_bid is None:
                smallest_bid = mode.said("bid_smallest_t")
            if bidder_percent is None:
                bidder_percent = mode.said("bidder_percent")
        if bidder_percent is not None and not 1 <= bidder_percent <= 100:
            raise ShareNotPercent(given=bidder_percent)
        self._require_closing(listing, closes, at=at)
        if smallest_bid is not None and smallest_bid <= 0:
            raise QuantityNotPositive(quantity=smallest_bid, lot=one.lot)
        self._require_offer(listing, quantity, smallest=1)
        self._require_reserve(listing, reserve, cap=None)
        sale = Sale(
            supply=quantity,
            pricing=priced,
            reserve=reserve,
            smallest_bid=1 if smallest_bid is None else smallest_bid,
            bidder_percent=bidder_percent,
            tick=one.tick,
            lot=one.lot,
        )
        return self._open(
            listing, sale, owner=owner, closes=closes, irrevocable=True, auction=True, at=at
        )

    def _open(
        self,
        listing: Listing,
        sale: Sale,
        *,
        owner: str,
        closes: int,
        irrevocable: bool,
        auction: bool,
        at: int,
    ) -> int:
        assert offer_refused(sale) is None
        lots = self._means(listing, owner=owner, buy=False, price=0, quantity=sale.supply)

        # From here on the session must open.
        order = self._enter(
            listing, OrderMode.BIDDING,
            owner=owner, buy=False, price=sale.reserve, quantity=sale.supply, lots=lots, at=at,
        )  # fmt: skip
        number = self.state.last_session + 1
        row = (
            number, listing.instrument.code, owner, order.id, auction, closes, sale.supply,
            sale.pricing.value, sale.reserve, sale.cap, sale.smallest_offer, sale.smallest_bid,
            sale.bidder_percent, sale.tick, sale.lot, irrevocable, SaleState.OPEN.value, None, None,
            None, None,
        )  # fmt: skip
        self.books.rows.insert(BiddingSession, row)
        self.state.last_session = number
        self.state.sessions[number] = Bidding(
            number, order, sale, closes=closes, irrevocable=irrevocable
        )
        return number

    def bid(self, *, session: int, owner: str, price: int, quantity: int, at: int) -> int:
        """A sealed bid; its cash is set aside at its own price; the number of the bid."""
        found = self._session(session)
        listing = self.desk.market.listing(found.order.instrument)
        if listing.halted:
            raise InstrumentHalted(instrument=found.order.instrument)
        if found.order.account == owner:
            raise WithOneself(seat=owner)
        number, already = self.state.last_bid + 1, found.tonnes_of(owner)
        made = Bid(id=str(number), bidder=owner, price=price, quantity=quantity, arrival=number)
        reason = bid_refused(found.sale, made, already=already)
        if reason is not None:
            _refuse_bid(found.sale, made, reason, already=already)
        self._means(listing, owner=owner, buy=True, price=price, quantity=quantity)

        # From here on the bid must succeed.
        order = self._enter(
            listing, OrderMode.BIDDING,
            owner=owner, buy=True, price=price, quantity=quantity, lots=[], at=at,
        )  # fmt: skip
        self.books.rows.insert(BiddingBid, (number, session, order.id))
        self.state.last_bid = number
        self.state.bid_of[number] = session
        found.bids[number] = order
        return number

    def withdraw_bid(self, *, bid: int, owner: str) -> int:
        """Take an own bid back where the venue lets bids go; its tonnes."""
        number = self.state.bid_of.get(bid, 0)
        session = self.state.sessions.get(number)
        order = session.bids.get(bid) if session is not None else None
        if session is None or order is None:
            own = self._own_bid(bid, owner)
            if own is None:
                raise DealUnknown(what="bid", number=bid)
            raise DealNotOpen(what="bid", number=bid, state=own)
        if order.account != owner:
            raise DealUnknown(what="bid", number=bid)
        if session.irrevocable:
            raise BidIrrevocable(bid=bid, session=number)
        tonnes = order.open
        self._finish(session.bids.pop(bid), Ending.OWNER)
        return tonnes

    def close_session(self, *, session: int, at: int) -> Closed:
        """Close a session: allocate, settle every winner, release all that did not win."""
        found = self.state.sessions[session]
        listing = self.desk.market.listing(found.order.instrument)
        bids = [
            Bid(
                id=str(number), bidder=order.account, price=order.price or 0,
                quantity=order.open, arrival=number,
            )
            for number, order in found.bids.items()
        ]  # fmt: skip
        outcome = close_bidding(found.sale, bids)
        assert not outcome.refused, "a bid that does not fit was refused when it came"
        trades = [
            self._trade(
                listing, OrderMode.BIDDING,
                maker=found.order, taker=found.bids[won.bid.arrival], price=won.price,
                quantity=won.quantity, at=at,
            )
            for won in outcome.allocations
        ]  # fmt: skip
        for order in (found.order, *found.bids.values()):
            self._finish(order, Ending.REMAINDER)
        demand = sum(one.quantity for one in bids)
        changes = {
            "state": SaleState.CLOSED.value,
            "sold": outcome.sold,
            "demand": demand,
            "price": outcome.clearing_price,
            "ended": self.books.number,
        }
        self.books.rows.update(BiddingSession, session, changes)
        del self.state.sessions[session]
        return Closed(outcome.sold, outcome.unsold, outcome.clearing_price, demand, trades)

    # --- refusals -----------------------------------------------------------------------------

    def _session(self, number: int) -> Bidding:
        """An open session, or why there is none."""
        found = self.state.sessions.get(number)
        if found is not None:
            return found
        if 0 < number <= self.state.last_session:
            raise DealNotOpen(what="session", number=number, state=SaleState.CLOSED.value)
        raise DealUnknown(what="session", number=number)

    def _own_bid(self, bid: int, owner: str) -> str | None:
        """What became of an own bid that stands no more; None when it is no own one."""
        self.books.rows.flush()
        row = self.books.store.fetch(
            "SELECT o.status FROM bidding_bid b JOIN market_order o ON o.id = b.bid"
            " WHERE b.id = ? AND o.owner = ?",
            bid,
            owner,
        )
        return row[0][0] if row else None

    def _require_closing(self, listing: Listing, closes: int, *, at: int) -> None:
        """Refuse a closing time that is over or lies on another day."""
        in_range = 0 < closes < at + 2 * DAY
        if not in_range or closes <= at or str(day_of(closes)) != listing.day:
            shown = as_datetime(closes).strftime("%Y-%m-%d %H:%M") if in_range else str(closes)
            raise ClosingNotToday(closes=shown, now=as_datetime(at).strftime("%Y-%m-%d %H:%M"))

    def _require_offer(self, listing: Listing, quantity: int, *, smallest: int) -> None:
        """Refuse an offer that is no whole lots, too small, or more than anybody can count."""
        lot = listing.instrument.lot
        sale = Sale(supply=quantity, pricing=Pricing.UNIFORM, smallest_offer=smallest, lot=lot)
        reason = offer_refused(sale)
        if reason is not None:
            _refuse_quantity(sale, quantity, smallest=smallest, reason=reason)
        if quantity > LARGEST_ORDER:
            raise QuantityTooLarge(quantity=quantity, largest=LARGEST_ORDER)

    def _require_reserve(self, listing: Listing, reserve: int | None, *, cap: int | None) -> None:
        one = listing.instrument
        if reserve is None:
            return
        if reserve <= 0:
            raise PriceNotPositive(price_fen=reserve)
        if reserve % one.tick:
            below = reserve // one.tick * one.tick
            raise PriceOffTick(
                price_fen=reserve, tick_fen=one.tick, below_fen=below, above_fen=below + one.tick
            )
        if cap is not None and reserve > cap:
            raise PriceOutsideLimits(price_fen=reserve, lo_fen=one.tick, hi_fen=cap)


def _refuse_quantity(sale: Sale, quantity: int, *, smallest: int, reason: Reason) -> None:
    """The refusal of a quantity; nothing when the reason is another."""
    if reason is Reason.QUANTITY_NOT_POSITIVE:
        raise QuantityNotPositive(quantity=quantity, lot=sale.lot)
    if reason is Reason.QUANTITY_OFF_LOT:
        below = quantity // sale.lot * sale.lot
        raise QuantityOffLot(quantity=quantity, lot=sale.lot, below=below, above=below + sale.lot)
    if reason is Reason.BELOW_SMALLEST:
        raise DealTooSmall(quantity=quantity, smallest=smallest)


def _refuse_bid(sale: Sale, bid: Bid, reason: Reason, *, already: int) -> None:
    """Every reason for which a bid takes no part, as a refusal with its figures."""
    _refuse_quantity(sale, bid.quantity, smallest=sale.smallest_bid, reason=reason)
    if reason is Reason.PRICE_NOT_POSITIVE:
        raise PriceNotPositive(price_fen=bid.price)
    if reason is Reason.PRICE_OFF_TICK:
        below = bid.price // sale.tick * sale.tick
        raise PriceOffTick(
            price_fen=bid.price, tick_fen=sale.tick, below_fen=below, above_fen=below + sale.tick
        )
    if reason is Reason.BELOW_RESERVE:
        raise BidBelowReserve(price_fen=bid.price, reserve_fen=sale.reserve)
    if reason is Reason.ABOVE_CAP:
        raise BidAboveCap(price_fen=bid.price, cap_fen=sale.cap)
    assert reason is Reason.BIDDER_LIMIT
    most = sale.most_of_one
    raise BidderLimit(quantity=bid.quantity, already=already, most=most, left=most - already)
