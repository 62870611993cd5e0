"""Arguments of the commands for trades outside the book, and of the issue of allowances.

Prices in fen per tonne, quantities in tonnes, times in ms of lesson time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from registry.classroom.arguments import Arguments, Confirmable, Number, Text, Tonnes, Whole

Percent = Annotated[int, Field(ge=-100, le=1000)]


class ProposeBlock(Confirmable):
    """A block trade for another seat; `side` is one's own."""

    instrument: Text
    side: Literal["buy", "sell"]
    counterparty: Text
    price: Whole
    quantity: Tonnes


class OneProposal(Arguments):
    """A block proposal by its number."""

    proposal: Number


class ConfirmBlock(OneProposal, Confirmable):
    """The proposal of another seat that is confirmed."""


class AskQuote(Arguments):
    """What one would buy or sell, for all to name a price."""

    instrument: Text
    side: Literal["buy", "sell"]
    quantity: Tonnes


class OfferQuote(Confirmable):
    """A price for the whole quantity of a request."""

    request: Number
    price: Whole


class OneOffer(Arguments):
    """An offer by its number."""

    offer: Number


class AcceptQuote(OneOffer, Confirmable):
    """The offer that is taken."""


class OneQuoteRequest(Arguments):
    """A request for quote by its number."""

    request: Number


class OpenBidding(Arguments):
    """An offer that takes bids until `closes_at`; `reserve` null: none.

    `cap` is the highest bid, `smallest_bid` the least; null: what the venue says, if it does.
    """

    instrument: Text
    quantity: Tonnes
    pricing: Literal["uniform", "pay_as_bid"] = "uniform"
    reserve: Whole | None = None
    cap: Whole | None = None
    smallest_bid: Tonnes | None = None
    closes_at: Number


class OpenAuction(OpenBidding):
    """An auction of allowances; null: what the venue says, as for a reserve that it has a rule for.

    `bidder_percent`: all bids of one bidder are at most this share of the offer.
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


class IssueAllowances(Arguments):
    """Allowances of a year for the government's own account."""

    year: Annotated[int, Field(ge=2013, le=2100)]
    quantity: Tonnes
