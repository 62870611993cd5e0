"""The call auction of the naive matcher: every price is tried.

It shares no code with `matching` and knows none of it.
"""

from __future__ import annotations

from typing import Any


class NaiveAuction:
    """What an auction needs of a naive matcher, and what it does to it."""

    rules: dict[str, Any]
    resting: list[Any]
    trades: list[list[int]]
    auctioned: int
    last: int | None

    def prices(self, side: str) -> list[Any]:
        """The prices at which orders of one side rest, the best first."""
        raise AssertionError("the matcher knows them")

    def auction_price(self, ref: int | None) -> int | None:
        """The one price of the auction, or None where nothing crosses."""
        bids = [o for o in self.resting if o.side == "B"]
        asks = [o for o in self.resting if o.side == "S"]
        found = []
        for px in sorted({o.px for o in self.resting}):
            demand = sum(o.open for o in bids if o.px >= px)
            supply = sum(o.open for o in asks if o.px <= px)
            better_bids = sum(o.open for o in bids if o.px > px)
            better_asks = sum(o.open for o in asks if o.px < px)
            volume = min(demand, supply)
            all_better_fill = max(better_bids, better_asks) <= volume
            found.append((px, volume, all_better_fill, abs(demand - supply)))
        most = max((volume for _, volume, _, _ in found), default=0)
        if most == 0:
            return None
        found = [one for one in found if one[1] == most and one[2]]
        least = min(imbalance for *_, imbalance in found)
        return self.tie([px for px, _, _, imbalance in found if imbalance == least], ref)

    def tie(self, candidates: list[int], ref: int | None) -> int:
        """The price among equally good ones, by the tie rule."""
        low, high = candidates[0], candidates[-1]
        if ref is None or self.rules["tie"] == "mid":
            tick: int = self.rules["tick"]
            half_up = ((high - low) // tick + 1) // 2
            return low + half_up * tick
        if self.rules["tie"] == "clamp":
            return min(max(ref, low), high)
        return min(candidates, key=lambda px: (abs(px - ref), -px))

    def auction_at(self, price: int) -> None:
        """Trade the largest volume at one price: better prices first, then the older orders."""
        bids = [o for px in self.prices("B") for o in self.resting if (o.side, o.px) == ("B", px)]
        asks = [o for px in self.prices("S") for o in self.resting if (o.side, o.px) == ("S", px)]
        while bids and asks and bids[0].px >= price >= asks[0].px:
            bid, ask = bids[0], asks[0]
            qty = min(bid.open, ask.open)
            self.trades.append([bid.id, ask.id, price, qty])
            self.auctioned += qty
            for order in (bid, ask):
                order.open -= qty
                order.show_peak()
            bids = [o for o in bids if o.open]
            asks = [o for o in asks if o.open]
        self.last = price
        self.resting = [o for o in self.resting if o.open]
