"""One-way bidding and allowance auctions: sessions open, take bids and close.

`matching.bidding` decides the allocation; here reservations are blocked, settled and released. Bids
are sealed: only the bidder sees its own while the session runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ledger.kernel.clock import DAY, as_datetime, day_of
from matching.bidding import Bid, Pricing, Reason, Sale, bid_refused, close_bidding, offer_refused
from matching.daily_statistics import volume_weighted
from matching.deals.errors import (
    ApplicantNotSeller,
    BidAboveCap,
    BidBelowReserve,
    BidderLimit,
    BidIrrevocable,
    ClosingNotToday,
    DealNotOpen,
    DealUnknown,
    NotAnAllowance,
    PriceNotPositive,
    WithOneself,
)
from matching.deals.models import BiddingBid, BiddingSession, ReserveBasis, SaleState
from matching.deals.off_book import OffBook
from matching.deals.rules import mode_of
from matching.deals.state import Bidding, State
from matching.deals.terms import (
    Own,
    cap_of,
    off_tick,
    refuse_quantity,
    require_offer,
    require_pricing,
    require_reserve,
    reserve_days,
    share_of,
    smallest_bid_of,
)
from matching.errors import InstrumentHalted, MarketClosed
from matching.instruments import ALLOWANCE
from matching.listings import Listing
from matching.orders import Ask, Ending, Judged, OrderMode
from matching.venue_facts import BIDS_STAND, ModeKind
from matching.venues import Mode

_MODE = (ModeKind.BIDDING,)


class Closed(NamedTuple):
    """The result of a session: tonnes, the lowest winning bid, valid demand, trades by merit.

    `price` is None when nothing was sold.
    """

    sold: int
    unsold: int
    price: int | None
    demand: int
    trades: list[int]


class Biddings:
    """Sessions in which one seat sells and others bid."""

    def __init__(self, off_book: OffBook) -> None:
        self.off_book, self.exchange, self.books = off_book, off_book.exchange, off_book.books

    @property
    def state(self) -> State:
        """All open deals."""
        return self.off_book.state

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
        cap: int | None = None,
        smallest_bid: int | None = None,
    ) -> int:
        """Open a seller's session by the venue's rules and block its units; returns its number.

        `reserve` and `cap` are fen per tonne, `closes` lesson time. `cap` and `smallest_bid` are as
        strict as the venue's or stricter; None: the venue's.
        """
        listing = self.exchange.market.listing(instrument)
        one, venue = listing.instrument, self.state.venues.get(instrument)
        mode = mode_of(one, venue, _MODE)
        if mode.said("applicant") == "authority":
            raise ApplicantNotSeller(instrument=instrument)
        self.off_book.require_open(listing, mode, at=at)
        assert venue is not None
        own = Own(reserve=reserve, cap=cap, smallest_bid=smallest_bid)
        previous = listing.reference
        priced = require_pricing(pricing, mode.price_rules)
        self._require_closing(listing, closes, at=at)
        least = smallest_bid_of(own, one, mode)
        require_offer(one, quantity, smallest=mode.said("offer_smallest_t") or 1)
        highest = venue.bid_cap(previous=previous)
        require_reserve(one, venue, reserve, previous=previous, cap=highest)
        highest = cap_of(own, one, reserve=reserve, venues=highest)
        sale = venue.sale(supply=quantity, pricing=priced, reserve=reserve, previous=previous)
        sale = replace(sale, cap=highest, smallest_bid=least, tick=one.tick, lot=one.lot)
        basis = ReserveBasis.NONE if reserve is None else ReserveBasis.STATED
        return self._open(
            listing, sale, mode, owner=owner, closes=closes, basis=basis, auction=False, at=at
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
        cap: int | None = None,
    ) -> int:
        """Open an auction of allowances by the authority; returns the session's number.

        Its terms are as strict as the venue's or stricter; None: the venue's, which sets a reserve
        only where it has a rule for that.
        """
        listing = self.exchange.market.listing(instrument)
        one, venue = listing.instrument, self.state.venues.get(instrument)
        if one.unit != ALLOWANCE:
            raise NotAnAllowance(instrument=instrument, unit=one.unit, allowance=ALLOWANCE)
        if listing.halted:
            raise InstrumentHalted(instrument=instrument)
        if not listing.day:
            raise MarketClosed(instrument=instrument)
        own = Own(
            reserve=reserve, cap=cap, smallest_bid=smallest_bid, bidder_percent=bidder_percent
        )
        mode = None if venue is None else venue.mode(ModeKind.BIDDING)
        priced = require_pricing(pricing, tuple(Pricing) if mode is None else mode.price_rules)
        share = share_of(own, mode)
        self._require_closing(listing, closes, at=at)
        least = smallest_bid_of(own, one, mode)
        require_offer(one, quantity, smallest=1)
        require_reserve(one, None, reserve, previous=listing.reference, cap=None)
        reserve, basis = self._reserve(listing, mode, reserve)
        highest = cap_of(own, one, reserve=reserve, venues=None)
        sale = Sale(
            supply=quantity, pricing=priced, reserve=reserve, cap=highest, smallest_bid=least,
            bidder_percent=share, tick=one.tick, lot=one.lot,
        )  # fmt: skip
        return self._open(
            listing, sale, mode, owner=owner, closes=closes, basis=basis, auction=True, at=at
        )

    def _reserve(
        self, listing: Listing, mode: Mode | None, reserve: int | None
    ) -> tuple[int | None, ReserveBasis]:
        """The reserve price of an auction and its origin; the authority's own comes first.

        Without one, a venue's rule takes the weighted mean of the book's trades on the ended days
        of three months, half up to the tick, or the day's reference when nothing traded.
        """
        ruled = mode is not None and mode.said("reserve_rule") is not None
        if reserve is not None:
            return reserve, ReserveBasis.POLICY if ruled else ReserveBasis.STATED
        if not ruled:
            return None, ReserveBasis.NONE
        self.books.rows.flush()
        instrument = listing.instrument
        ((fen, tonnes),) = self.books.store.fetch(
            "SELECT coalesce(sum(turnover_fen), 0), coalesce(sum(volume), 0) FROM trading_day"
            " WHERE instrument = ? AND close_price IS NOT NULL AND day BETWEEN ? AND ?",
            instrument.code,
            *reserve_days(listing.day),
        )
        if not tonnes:
            return listing.reference, ReserveBasis.REFERENCE
        # A mean below half a tick rounds to zero, which is no reserve price.
        mean = volume_weighted(turnover_fen=fen, volume=tonnes, tick=instrument.tick)
        return max(mean, instrument.tick), ReserveBasis.MEAN

    def _open(
        self,
        listing: Listing,
        sale: Sale,
        mode: Mode | None,
        *,
        owner: str,
        closes: int,
        basis: ReserveBasis,
        auction: bool,
        at: int,
    ) -> int:
        assert offer_refused(sale) is None
        irrevocable = BIDS_STAND if mode is None else mode.irrevocable
        lots = self.off_book.lots_for(
            listing, OrderMode.BIDDING, owner=owner, buy=False, price=0, quantity=sale.supply
        )

        # From here on the session must open.
        order = self.off_book.enter(
            listing, OrderMode.BIDDING,
            owner=owner, buy=False, price=sale.reserve, quantity=sale.supply, lots=lots, at=at,
        )  # fmt: skip
        number = self.state.last_session + 1
        self.books.rows.insert(
            BiddingSession, id=number, instrument=listing.instrument.code, seller=owner,
            offered=order.id, auction=auction, closes=closes, quantity=sale.supply,
            pricing=sale.pricing.value, reserve=sale.reserve, cap=sale.cap,
            smallest_offer=sale.smallest_offer, smallest_bid=sale.smallest_bid,
            bidder_percent=sale.bidder_percent, tick=sale.tick, lot=sale.lot,
            irrevocable=irrevocable, reserve_basis=basis.value, state=SaleState.OPEN.value,
            sold=None, demand=None, price=None, ended=None,
        )  # fmt: skip
        self.state.last_session = number
        self.state.sessions[number] = Bidding(
            number, order, sale, closes=closes, irrevocable=irrevocable
        )
        return number

    def bid(
        self,
        *,
        session: int,
        owner: str,
        price: int,
        quantity: int,
        at: int,
        ask: Ask | None = None,
    ) -> int:
        """Take a sealed bid and block its cash at its own price; returns the bid's number."""
        found = self._session(session)
        listing = self.exchange.market.listing(found.order.instrument)
        if listing.halted:
            raise InstrumentHalted(instrument=found.order.instrument)
        if found.closes <= at:
            raise DealNotOpen(what="session", number=session, state=SaleState.CLOSED.value)
        if found.order.account == owner:
            raise WithOneself(seat=owner)
        number, already = self.state.last_bid + 1, found.tonnes_of(owner)
        made = Bid(id=str(number), bidder=owner, price=price, quantity=quantity, arrival=number)
        reason = bid_refused(found.sale, made, already=already)
        if reason is not None:
            _refuse_bid(found.sale, made, reason, already=already)
        self.off_book.lots_for(
            listing, OrderMode.BIDDING, owner=owner, buy=True, price=price, quantity=quantity
        )
        if ask is not None:
            sale, code = found.sale, found.order.instrument
            lo = sale.reserve or sale.tick
            ask(Judged(code, True, price, quantity, lo=lo, hi=sale.cap, deal=True))

        # From here on the bid must succeed.
        order = self.off_book.enter(
            listing, OrderMode.BIDDING,
            owner=owner, buy=True, price=price, quantity=quantity, lots=[], at=at,
        )  # fmt: skip
        self.books.rows.insert(BiddingBid, id=number, session=session, bid=order.id)
        self.state.last_bid = number
        self.state.bid_of[number] = session
        found.bids[number] = order
        return number

    def withdraw_bid(self, *, bid: int, owner: str) -> int:
        """Withdraw an own bid where the venue allows it; returns its tonnes."""
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
        self.off_book.finish(session.bids.pop(bid), Ending.OWNER)
        return tonnes

    def waits(self, session: Bidding) -> bool:
        """Whether a session cannot close now because its instrument is halted."""
        return self.exchange.market.listing(session.order.instrument).halted

    def close_waiting(self, *, instrument: str, at: int) -> list[int]:
        """Close the sessions that a halt kept open beyond their time; returns their numbers."""
        late = [
            session
            for session in self.state.sessions.values()
            if session.order.instrument == instrument
            and session.closes <= at
            and not self.waits(session)
        ]
        for session in sorted(late, key=lambda session: (session.closes, session.id)):
            self.close_session(session=session.id, at=at)
        return [session.id for session in late]

    def close_session(self, *, session: int, at: int) -> Closed:
        """Close a session: allocate, settle every winning bid, release all other reservations.

        Where its instrument is halted nothing is sold, and everything is released.
        """
        found = self.state.sessions[session]
        listing, halted = self.exchange.market.listing(found.order.instrument), self.waits(found)
        bids = [
            Bid(
                id=str(number), bidder=order.account, price=order.price or 0,
                quantity=order.open, arrival=number,
            )
            for number, order in found.bids.items()
        ]  # fmt: skip
        outcome = close_bidding(found.sale, [] if halted else bids)
        assert not outcome.refused, "an invalid bid was refused on arrival"
        trades = [
            self.off_book.trade(
                listing, OrderMode.BIDDING,
                maker=found.order, taker=found.bids[won.bid.arrival], price=won.price,
                quantity=won.quantity, at=at,
            )
            for won in outcome.allocations
        ]  # fmt: skip
        for order in (found.order, *found.bids.values()):
            self.off_book.finish(order, Ending.REMAINDER)
        demand = sum(bid.quantity for bid in bids)
        changes = {
            "state": (SaleState.HALTED if halted else SaleState.CLOSED).value,
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
        """An open session; else raises the reason."""
        found = self.state.sessions.get(number)
        if found is not None:
            return found
        self.books.rows.flush()
        row = self.books.store.fetch("SELECT state FROM bidding_session WHERE id = ?", number)
        if row:
            raise DealNotOpen(what="session", number=number, state=row[0][0])
        raise DealUnknown(what="session", number=number)

    def _own_bid(self, bid: int, owner: str) -> str | None:
        """The status of an own bid that no longer stands; None when it is not this owner's."""
        self.books.rows.flush()
        row = self.books.store.fetch(
            "SELECT o.status FROM bidding_bid b JOIN market_order o ON o.id = b.bid"
            " WHERE b.id = ? AND o.owner = ?",
            bid,
            owner,
        )
        return row[0][0] if row else None

    def _require_closing(self, listing: Listing, closes: int, *, at: int) -> None:
        """Refuse a closing time in the past or on another day."""
        in_range = 0 < closes < at + 2 * DAY
        if not in_range or closes <= at or str(day_of(closes)) != listing.day:
            shown = as_datetime(closes).strftime("%Y-%m-%d %H:%M") if in_range else str(closes)
            raise ClosingNotToday(closes=shown, now=as_datetime(at).strftime("%Y-%m-%d %H:%M"))


def _refuse_bid(sale: Sale, bid: Bid, reason: Reason, *, already: int) -> None:
    """Raise the refusal of a reason, with its figures."""
    refuse_quantity(bid.quantity, lot=sale.lot, smallest=sale.smallest_bid, reason=reason)
    if reason is Reason.PRICE_NOT_POSITIVE:
        raise PriceNotPositive(price_fen=bid.price)
    if reason is Reason.PRICE_OFF_TICK:
        raise off_tick(bid.price, sale.tick)
    if reason is Reason.BELOW_RESERVE:
        raise BidBelowReserve(price_fen=bid.price, reserve_fen=sale.reserve)
    if reason is Reason.ABOVE_CAP:
        raise BidAboveCap(price_fen=bid.price, cap_fen=sale.cap)
    assert reason is Reason.BIDDER_LIMIT
    most = sale.most_of_one
    raise BidderLimit(quantity=bid.quantity, already=already, most=most, left=most - already)
