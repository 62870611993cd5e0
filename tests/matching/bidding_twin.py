"""An auction that is obviously right: tonne by tonne, each to the best bid that still wants one.

It shares no code with `matching.bidding`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from matching.bidding import Bid, Outcome, Sale


class Result(NamedTuple):
    """The compared figures; winners are (id, tonnes, price), refused are (id, reason)."""

    winners: list[tuple[str, int, int]]
    refused: list[tuple[str, str]]
    price: int | None
    sold: int
    unsold: int
    cover: Fraction


def result_of(outcome: Outcome) -> Result:
    """An outcome in the twin's form."""
    return Result(
        [(one.bid.id, one.quantity, one.price) for one in outcome.allocations],
        [(one.bid.id, str(one.reason)) for one in outcome.refused],
        outcome.clearing_price,
        outcome.sold,
        outcome.unsold,
        outcome.cover,
    )


def twin(sale: Sale, bids: list[Bid]) -> Result:
    """The auction by hand."""
    waiting: list[dict[str, Any]] = []
    refused = []
    for bid in sorted(bids, key=lambda one: one.arrival):
        faults = [
            ("quantity_not_positive", bid.quantity <= 0),
            ("quantity_off_lot", bid.quantity % sale.lot != 0),
            ("below_smallest", bid.quantity < sale.smallest_bid),
            ("price_not_positive", bid.price <= 0),
            ("price_off_tick", bid.price % sale.tick != 0),
            ("below_reserve", sale.reserve is not None and bid.price < sale.reserve),
            ("above_cap", sale.cap is not None and bid.price > sale.cap),
            (
                "bidder_limit",
                _share(sale, waiting, bid) > Fraction(sale.bidder_percent or 100, 100),
            ),
        ]
        if sale.bidder_percent is None:
            faults.pop()
        reasons = [name for name, wrong in faults if wrong]
        if reasons:
            refused.append((bid.id, reasons[0]))
        else:
            waiting.append({"bid": bid, "wants": bid.quantity, "gets": 0})
    cover = Fraction(sum(one["wants"] for one in waiting), sale.supply)
    order: list[dict[str, Any]] = []
    for _ in range(sale.supply):
        hungry = [one for one in waiting if one["gets"] < one["wants"]]
        if not hungry:
            break
        dearest = max(one["bid"].price for one in hungry)
        first = next(one for one in hungry if one["bid"].price == dearest)
        first["gets"] += 1
        if first not in order:
            order.append(first)
    price = min((one["bid"].price for one in order), default=None)
    winners = [
        (one["bid"].id, one["gets"], price if sale.pricing == "uniform" else one["bid"].price)
        for one in order
    ]
    sold = sum(one["gets"] for one in order)
    return Result(winners, refused, price, sold, sale.supply - sold, cover)


def _share(sale: Sale, waiting: list[dict[str, Any]], bid: Bid) -> Fraction:
    mine = sum(one["wants"] for one in waiting if one["bid"].bidder == bid.bidder)
    return Fraction(mine + bid.quantity, sale.supply)
