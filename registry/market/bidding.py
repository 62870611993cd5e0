"""One-way bidding and auctions of allowances: sessions in which others bid for a seat's offer.

This module decides which seats may take part from which registry's account; `matching/deals` runs
and closes the sessions.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from matching.deals.dealing import Deals
from matching.orders import Ask
from registry.command import Arguments, Command, Confirmable, Number, Text, Tonnes, Whole, on_deals
from registry.market.commands import require_account
from registry.market.deals import admit, require_all_whole
from registry.records import require_role
from registry.roles import TRADING, Actor, Role

Percent = Annotated[int, Field(ge=-100, le=1000)]


class OpenBidding(Arguments):
    """An offer that takes bids until `closes_at` (lesson time); `reserve` null: no reserve price.

    `cap` is the highest price bid, `smallest_bid` the least tonnes; null: the venue's rule, if any.
    """

    instrument: Text
    quantity: Tonnes
    pricing: Literal["uniform", "pay_as_bid"] = "uniform"
    reserve: Whole | None = None
    cap: Whole | None = None
    smallest_bid: Tonnes | None = None
    closes_at: Number


class OpenAuction(OpenBidding):
    """An auction of allowances; null: the venue's rule, also for the reserve price.

    `bidder_percent`: the largest share of the offer for which one bidder may bid in all.
    """

    bidder_percent: Percent | None = None


class MakeBid(Confirmable):
    """A sealed bid in a session."""

    session: Number
    price: Whole
    quantity: Tonnes


class OneBid(Arguments):
    """A bid by its number."""

    bid: Number


def open_bidding(
    deals: Deals,
    *,
    instrument: str,
    quantity: int,
    pricing: str,
    reserve: int | None,
    closes_at: int,
    by: Actor,
    at: int,
    cap: int | None = None,
    smallest_bid: int | None = None,
) -> dict[str, Any]:
    """Open a session in which others bid for the acting seat's offer."""
    admit(
        by, quantity=quantity, reserve=reserve, cap=cap, smallest_bid=smallest_bid,
        closes_at=closes_at,
    )  # fmt: skip
    require_account(deals.exchange, instrument, by, buy=False)
    number = deals.biddings.open_bidding(
        instrument=instrument,
        owner=by.seat,
        quantity=quantity,
        pricing=pricing,
        reserve=reserve,
        cap=cap,
        smallest_bid=smallest_bid,
        closes=closes_at,
        at=at,
    )
    return {"session": number, "closes_at": closes_at}


def open_auction(
    deals: Deals,
    *,
    instrument: str,
    quantity: int,
    pricing: str,
    reserve: int | None,
    smallest_bid: int | None,
    bidder_percent: int | None,
    closes_at: int,
    by: Actor,
    at: int,
    cap: int | None = None,
) -> dict[str, Any]:
    """Auction allowances from the government's own account."""
    require_role(by, procedure="auction", step="open", roles=[Role.GOVERNMENT_PARTNER])
    require_all_whole(
        quantity=quantity, reserve=reserve, cap=cap, smallest_bid=smallest_bid,
        bidder_percent=bidder_percent, closes_at=closes_at,
    )  # fmt: skip
    require_account(deals.exchange, instrument, by, buy=False)
    number = deals.biddings.open_auction(
        instrument=instrument,
        owner=by.seat,
        quantity=quantity,
        pricing=pricing,
        reserve=reserve,
        cap=cap,
        smallest_bid=smallest_bid,
        bidder_percent=bidder_percent,
        closes=closes_at,
        at=at,
    )
    return {"session": number, "closes_at": closes_at}


def bid(
    deals: Deals,
    *,
    session: int,
    price: int,
    quantity: int,
    ask: Ask | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Bid in a session; the cash for the bid is reserved until the session closes."""
    admit(by, session=session, price=price, quantity=quantity)
    found = deals.state.sessions.get(session)
    if found is not None:
        require_account(deals.exchange, found.order.instrument, by, buy=True)
    number = deals.biddings.bid(
        session=session, owner=by.seat, price=price, quantity=quantity, at=at, ask=ask
    )
    return {"bid": number, "session": session}


def withdraw_bid(deals: Deals, *, bid: int, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw a bid of the acting seat, if the venue allows it."""
    admit(by, bid=bid)
    return {"bid": bid, "released": deals.biddings.withdraw_bid(bid=bid, owner=by.seat)}


COMMANDS = (
    Command(
        name="bidding.open", en="Open one-way bidding", zh="发起单向竞价",
        done=("One-way bidding opened", "单向竞价已发起"),
        not_done=("One-way bidding not opened", "单向竞价未发起"),
        arguments=OpenBidding, roles=TRADING, run=on_deals(open_bidding), hot=True,
        touches_all=True,
    ),
    Command(
        name="bidding.bid", en="Bid", zh="竞买报价",
        done=("Bid entered", "竞买报价已提交"), not_done=("Bid not entered", "竞买报价未提交"),
        arguments=MakeBid, roles=TRADING, run=on_deals(bid), hot=True, touches_all=True,
    ),
    Command(
        name="bidding.withdraw", en="Withdraw bid", zh="撤回竞买报价",
        done=("Bid withdrawn", "竞买报价已撤回"), not_done=("Bid not withdrawn", "竞买报价未撤回"),
        arguments=OneBid, roles=TRADING, run=on_deals(withdraw_bid), hot=True, paused=True,
        over=True, touches_all=True,
    ),
    Command(
        name="auction.open", en="Auction allowances", zh="发起配额拍卖",
        done=("Auction opened", "配额拍卖已发起"),
        not_done=("Auction not opened", "配额拍卖未发起"),
        arguments=OpenAuction, roles=frozenset({Role.GOVERNMENT_PARTNER}),
        run=on_deals(open_auction), hot=True, touches_all=True,
    ),
)  # fmt: skip
