"""The guard against finger trouble: what is asked about before an order, a deal or a bid.

It turns nothing down for good: the same passes once it is confirmed. What the desk refuses
anyway is not asked about. Pure: it is given the market and the seat's means, and reads no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from ledger.kernel.errors import Check, shown
from matching.thresholds import DEFAULTS, Thresholds
from registry.market.errors import NeedsConfirmation


class WarningCode(StrEnum):
    """What an order may be asked about, in the order of asking."""

    PRICE_FAR = "price_far"
    SELLS_NEEDED = "sells_needed"
    BUYS_BEYOND_NEED = "buys_beyond_need"
    MUCH_OF_CASH = "much_of_cash"


@dataclass(frozen=True, slots=True)
class Words:
    """What a warning says and what would pass, with the figures' names in braces."""

    en: str
    zh: str
    pass_en: str
    pass_zh: str


WORDS: dict[WarningCode, Words] = {
    WarningCode.PRICE_FAR: Words(
        "The price of {price_fen} is {percent} % or more away from the market at {market_fen}.",
        "价格 {price_fen} 偏离市场价 {market_fen} 达 {percent}% 或以上。",
        "A price from {least_fen} to {most_fen}.",
        "{least_fen} 至 {most_fen} 之间的价格。",
    ),
    WarningCode.SELLS_NEEDED: Words(
        "{quantity_t} t are sold; {cover_t} t are free, bought today or on order to buy,"
        " and {need_t} t are still to be handed in.",
        "拟卖出 {quantity_t} 吨；可用、今日买入与已委托买入合计 {cover_t} 吨，"
        "尚需清缴 {need_t} 吨。",
        "At most {most_t} t.",
        "最多 {most_t} 吨。",
    ),
    WarningCode.BUYS_BEYOND_NEED: Words(
        "{quantity_t} t are bought; {cover_t} t are free, bought today or on order to buy,"
        " and only {need_t} t are still to be handed in.",
        "拟买入 {quantity_t} 吨；可用、今日买入与已委托买入合计 {cover_t} 吨，"
        "而尚需清缴仅 {need_t} 吨。",
        "At most {most_t} t.",
        "最多 {most_t} 吨。",
    ),
    WarningCode.MUCH_OF_CASH: Words(
        "It takes {cost_fen} of {free_fen} in free cash: {percent} % of it or more.",
        "将占用可用资金 {free_fen} 中的 {cost_fen}，达 {percent}% 或以上。",
        "At most {most_t} t at this price.",
        "按此价格最多 {most_t} 吨。",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketNow:
    """What the market shows, in fen per tonne: best prices, last trade, reference, price limits.

    Best prices are None where none are compared with: in a call, at a pick, outside the book.
    """

    bid: int | None
    ask: int | None
    last: int | None
    reference: int
    lo: int
    hi: int
    tick: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNow:
    """What the seat has: free tonnes, free fen, and what it still has to hand in.

    `bought_t` were bought today and wait for the next day, `buying_t` are on order to buy, in the
    book and outside it. What open sell orders have set aside is promised, and is not free.
    `need_t` is None when nothing is known of a need, and then nothing is asked about it.
    """

    held_t: int
    free_fen: int
    need_t: int | None
    bought_t: int = 0
    buying_t: int = 0


@dataclass(frozen=True, slots=True)
class OrderWarning:
    """One thing to look at again: its code, both languages, the figures, and what would pass.

    `price_far` has no `least_fen` and `most_fen` when no price of the market would pass.
    """

    code: WarningCode
    en: str
    zh: str
    pass_en: str
    pass_zh: str
    figures: dict[str, int]


def warnings(
    *,
    side: str,
    price: int | None,
    quantity: int,
    market: MarketNow,
    own: OwnNow,
    deal: bool = False,
    limits: Thresholds = DEFAULTS,
) -> list[OrderWarning]:
    """What an order is asked about; an empty list lets it pass. `price` is None at any price.

    `deal`: it is none of the book, and its price has a threshold of its own. An order that is
    beyond the price limits, the free cash or the free tonnes is the desk's to refuse, and is not
    asked about.
    """
    assert side in ("buy", "sell"), side
    if _desk_refuses(side, price, quantity, market, own):
        return []
    far = limits.guard_deal_percent if deal else limits.guard_price_percent
    found = _far(side, price, market, far)
    found += _against_need(side, quantity, own)
    if side == "buy":
        worst = market.hi if price is None else price
        found += _much_of_cash(worst, quantity, own.free_fen, limits.guard_cash_percent)
    return found


def refusal_of(found: Sequence[OrderWarning]) -> NeedsConfirmation:
    """The refusal that asks for confirmation of these warnings; each is one of its checks."""
    assert found, "nothing to confirm"
    order = list(WarningCode)
    checks = [
        Check(order.index(one.code) + 1, f"{one.en} {one.pass_en}", f"{one.zh}{one.pass_zh}")
        for one in found
    ]
    told = [asdict(one) | {"code": one.code.value} for one in found]
    return NeedsConfirmation(
        checks=checks, count=len(found), warnings=told, passes_with={"confirmed": True}
    )


def _desk_refuses(
    side: str, price: int | None, quantity: int, market: MarketNow, own: OwnNow
) -> bool:
    if quantity <= 0 or (price is not None and not market.lo <= price <= market.hi):
        return True
    if side == "sell":
        return quantity > own.held_t
    return (market.hi if price is None else price) * quantity > own.free_fen


def _far(side: str, price: int | None, market: MarketNow, percent: int) -> list[OrderWarning]:
    """A limit is compared with the middle of the best prices, or the last price, or the reference.

    An order at any price is judged by the price that waits for it, and compared with the last
    price or the reference: the middle would hold that very price. What would pass is a limit.
    """
    # The middle may lie on half a fen: all is doubled until the last division.
    traded = middle = 2 * (market.last or market.reference)
    if market.bid is not None and market.ask is not None:
        middle = market.bid + market.ask
    met, twice = price, middle
    if price is None:
        met, twice = (market.ask if side == "buy" else market.bid), traded
    if met is None or abs(2 * met - twice) * 100 < percent * twice:
        return []
    tick = market.tick
    least = ((100 - percent) * middle // (200 * tick) + 1) * tick
    most = -(-(100 + percent) * middle // (200 * tick) + 1) * tick
    least, most = max(least, market.lo), min(most, market.hi)
    figures = {"price_fen": met, "market_fen": (twice + 1) // 2, "percent": percent}
    if least <= most:
        figures |= {"least_fen": least, "most_fen": most}
    return [_warning(WarningCode.PRICE_FAR, figures)]


def _against_need(side: str, quantity: int, own: OwnNow) -> list[OrderWarning]:
    """Selling what has to be handed in, or buying more than is missing.

    Cover is what is held and bought and on order to buy, less what is on order to sell.
    """
    if own.need_t is None:
        return []
    cover = own.held_t + own.bought_t + own.buying_t
    spare = cover - own.need_t
    figures = {
        "quantity_t": quantity, "held_t": own.held_t, "bought_t": own.bought_t,
        "buying_t": own.buying_t, "cover_t": cover, "need_t": own.need_t,
    }  # fmt: skip
    if side == "sell" and own.need_t and quantity > spare:
        return [_warning(WarningCode.SELLS_NEEDED, figures | {"most_t": max(0, spare)})]
    if side == "buy" and quantity > -spare:
        return [_warning(WarningCode.BUYS_BEYOND_NEED, figures | {"most_t": max(0, -spare)})]
    return []


def _much_of_cash(price: int, quantity: int, free_fen: int, percent: int) -> list[OrderWarning]:
    """A buy that sets aside a large share of the free cash."""
    cost = price * quantity
    if cost * 100 < percent * free_fen:
        return []
    most = max(0, (percent * free_fen - 1) // (100 * price))
    figures = {"cost_fen": cost, "free_fen": free_fen, "percent": percent, "most_t": most}
    return [_warning(WarningCode.MUCH_OF_CASH, figures)]


def _warning(code: WarningCode, figures: dict[str, int]) -> OrderWarning:
    words, told = WORDS[code], shown(figures)
    passes = figures.get("most_t", figures.get("most_fen", 0)) > 0
    return OrderWarning(
        code=code,
        en=words.en.format_map(told),
        zh=words.zh.format_map(told),
        pass_en=words.pass_en.format_map(told) if passes else "Only the same, confirmed.",
        pass_zh=words.pass_zh.format_map(told) if passes else "仅限确认后原样提交。",
        figures=figures,
    )
