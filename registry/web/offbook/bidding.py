"""/bidding/{instrument}: sessions, own bids and their results, and the form that opens a session.

Bids are sealed: while a session runs, the page shows nothing of other seats' bids.
"""

from __future__ import annotations

from fractions import Fraction

from ledger.kernel.clock import as_datetime, moment
from ledger.kernel.numerals import whole_number
from matching.bidding import Pricing
from matching.deals import queries as deals
from matching.deals.errors import OutsideSession
from matching.deals.queries import BidView, SessionView
from matching.deals.rules import session_end
from matching.instruments import ALLOWANCE, LARGEST_ORDER
from matching.venue_facts import ModeKind
from matching.venues import Mode
from registry.roles import Role
from registry.web.frame import figures
from registry.web.frame.contexts.shared import FieldError
from registry.web.frame.fields import parse_tonnes, price_typed
from registry.web.offbook.contexts import BiddingPage, BidRow, DealForm, DealPreview, SaleRow
from registry.web.offbook.maker import DealMaker, read_price, read_tonnes

SHOWN = 20
"""How many sessions of an instrument the page shows, newest first."""

_SOON_MS = 30 * 60 * 1000
"""Lesson time in ms from now to the close that the form proposes."""


def page_of(top: DealMaker) -> BiddingPage:
    """The page of one seat."""
    mode = None if top.venue is None else top.venue.mode(ModeKind.BIDDING)
    found = deals.sessions(top.session, instrument=top.code, limit=SHOWN)
    action, reason = _opening(top, mode)
    hours = () if mode is None else mode.sessions
    return BiddingPage(
        head=top.head(),
        way=None if mode is None else top.way(mode),
        hours=", ".join(f"{opens}{figures.DASH}{closes}" for opens, closes in hours),
        closed="role" if not top.may_trade else top.standstill(),
        sales=tuple(_sale(top, one) for one in found),
        opening=_start(top, mode, action) if action and not reason else None,
        opening_action=action,
        no_opening=reason,
        smallest_offer=_smallest(mode, action),
        refusal=top.refusal,
        receipt=top.receipt(),
    )


def _smallest(mode: Mode | None, action: str) -> int:
    """The smallest offer in tonnes; the venue's minimum binds no auction of the authority."""
    said = None if mode is None or action == "auction.open" else mode.said("offer_smallest_t")
    return said or 1


# --- sessions and bids ------------------------------------------------------------------------


def _sale(top: DealMaker, one: SessionView) -> SaleRow:
    own = one.seller == top.seat
    bids = deals.bids(top.session, seat=top.seat, of_session=one.session)
    runs = one.state == "open"
    share = 100 if one.bidder_percent is None else one.bidder_percent
    most = one.quantity * share // 100
    may = runs and not own and top.may_trade and not top.standstill()
    standing = sum(bid.quantity for bid in bids if bid.status == "resting")
    return SaleRow(
        number=one.session,
        auction=one.auction,
        seller="" if own else top.names.seat(one.seller),
        quantity=one.quantity,
        pricing=one.pricing,
        reserve=one.reserve,
        cap=one.cap,
        smallest_bid=one.smallest_bid,
        most=most,
        irrevocable=one.irrevocable,
        closes=one.closes,
        left=figures.duration(one.closes - top.at) if runs else "",
        state=one.state,
        sold=one.sold,
        unsold=one.unsold,
        price=one.price,
        cover="" if one.cover is None else cover_text(one.cover),
        won=sum(bid.won for bid in bids),
        bids=tuple(_bid(top, bid, one) for bid in bids),
        form=_form(top, one, most=most - standing) if may else None,
    )


def cover_text(cover: str) -> str:
    """A cover ratio with two decimals, rounded down: `1.75`."""
    return figures.price(int(Fraction(cover) * 100))


def _bid(top: DealMaker, bid: BidView, sale: SessionView) -> BidRow:
    stands = bid.status == "resting"
    return BidRow(
        number=bid.bid,
        price=bid.price,
        quantity=bid.quantity,
        at=bid.at,
        won=bid.won,
        paid=bid.paid,
        fate=fate_of(bid, sale),
        withdraw_key=top.key(possible=stands and sale.state == "open" and not sale.irrevocable),
    )


def fate_of(bid: BidView, sale: SessionView) -> str:
    """The result of a bid: a key of `words.BID_FATES`."""
    if bid.ending == "owner":
        return "withdrawn"
    if sale.state == "open":
        return "stands"
    if bid.won:
        return "won" if bid.won == bid.quantity else "partly"
    if sale.price is None:
        return "unsold"
    return "below" if bid.price < sale.price else "later"


def _form(top: DealMaker, one: SessionView, *, most: int) -> DealForm:
    """The form to bid in a session."""
    name = f"bid-{one.session}"
    values = top.typed(name, price="", quantity="")
    errors: dict[str, FieldError] = {}
    preview = None
    if top.asks(name):
        price = read_price(errors, "price", values, lo=one.reserve, hi=one.cap)
        quantity = read_tonnes(errors, "quantity", values, smallest=one.smallest_bid, most=most)
        preview = (
            None
            if errors
            else top.preview(
                "bidding.bid",
                {"session": one.session, "price": price, "quantity": quantity},
                side="buy",
                price=price,
                quantity=quantity,
                closes=one.closes,
            )
        )
    return top.form(name, values, errors=errors, preview=preview)


# --- opening a session ------------------------------------------------------------------------


def _opening(top: DealMaker, mode: Mode | None) -> tuple[str, str]:
    """The command by which this seat opens a session, and the reason why not now ('' if it can)."""
    if Role.GOVERNMENT_PARTNER in top.offices:
        if top.rules.unit != ALLOWANCE:
            return "", "role"
        return "auction.open", _not_now(top)
    if not top.may_trade:
        return "", "role"
    if mode is None:
        return "", "none"
    if mode.said("applicant") == "authority":
        return "", "authority"
    try:
        ends = session_end(top.rules, mode, at=top.at)
    except OutsideSession:
        return "bidding.open", "hours"
    trades = ends is not None or top.one["phase"] == "continuous"
    return "bidding.open", _not_now(top) if trades else "hours"


def _not_now(top: DealMaker) -> str:
    return "still" if top.standstill() or top.one["close"] is not None else ""


def _start(top: DealMaker, mode: Mode | None, action: str) -> DealForm:
    """The form to open a session or an auction."""
    auction = action == "auction.open"
    pricings = tuple(Pricing) if mode is None else mode.price_rules
    reserves: tuple[int, ...] = ()
    if not auction and top.venue is not None:
        reserves = top.venue.reserves(previous=top.one["reference"])
    cap = None
    if not auction and top.venue is not None:
        cap = top.venue.bid_cap(previous=top.one["reference"])
    first = price_typed(reserves[0] if reserves else top.one["reference"])
    smallest = _smallest(mode, action)
    values = top.typed(
        "open", quantity=str(max(smallest, 1)) if smallest > 1 else "", pricing=pricings[0],
        reserve=first, closes=figures.clock_minute(top.at + _SOON_MS), cap="",
        smallest_bid="", bidder_percent="",
    )  # fmt: skip
    errors: dict[str, FieldError] = {}
    preview = None
    if top.asks("open"):
        preview = _read_start(
            top, values, errors, action=action, smallest=smallest, cap=cap, pricings=pricings
        )
    return top.form(
        "open", values, errors=errors, preview=preview, pricings=tuple(pricings),
        reserves=tuple(sorted(set(reserves))), own_terms=auction,
    )  # fmt: skip


def _read_start(
    top: DealMaker,
    values: dict[str, str],
    errors: dict[str, FieldError],
    *,
    action: str,
    smallest: int,
    cap: int | None,
    pricings: tuple[str, ...],
) -> DealPreview | None:
    """The preview of an opening, or None; each wrong field is added to `errors`."""
    quantity = read_tonnes(errors, "quantity", values, smallest=smallest, most=LARGEST_ORDER)
    reserve = None
    if values["reserve"]:
        reserve = read_price(errors, "reserve", values, lo=None, hi=cap)
    highest = None
    if values["cap"]:
        highest = read_price(errors, "cap", values, lo=reserve, hi=cap)
    pricing = values["pricing"] if values["pricing"] in pricings else pricings[0]
    closes = _read_time(top, values["closes"], errors)
    arguments: dict[str, object] = {
        "instrument": top.code, "quantity": quantity, "pricing": str(pricing), "reserve": reserve,
        "cap": highest, "closes_at": closes,
    }  # fmt: skip
    own = ("smallest_bid", "bidder_percent") if action == "auction.open" else ("smallest_bid",)
    for name in own:
        if values[name]:
            found = parse_tonnes(values[name])
            if isinstance(found, FieldError):
                errors[name] = found
            else:
                arguments[name] = found
    return (
        None
        if errors
        else top.preview(
            action, arguments, side="sell", price=reserve, quantity=quantity, closes=closes
        )
    )


def _read_time(top: DealMaker, typed: str, errors: dict[str, FieldError]) -> int:
    """Today's HH:MM as lesson time in ms; an error is added to `errors`."""
    if not typed:
        errors["closes"] = FieldError(code="required", limit="")
        return 0
    hour, minute = (whole_number(part) for part in typed.partition(":")[::2])
    if hour is None or minute is None or hour > 23 or minute > 59 or len(typed) != len("14:30"):
        errors["closes"] = FieldError(code="not_a_time", limit="14:30")
        return 0
    found = moment(as_datetime(top.at).date(), hour, minute)
    if found <= top.at:
        errors["closes"] = FieldError(code="time_past", limit=figures.clock_minute(top.at))
    return found
