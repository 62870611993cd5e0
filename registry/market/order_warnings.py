"""Order warnings: orders, deals and bids that look like input errors and need confirmation.

The same order passes once it is confirmed, for the market has accepted it before. Pure: market
figures, the seat's holdings and its funds are passed in; no table is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from ledger.kernel.errors import Check, shown
from matching.thresholds import DEFAULTS, Thresholds
from registry.market.errors import NeedsConfirmation


class WarningCode(StrEnum):
    """The kinds of warnings, in the order in which they are shown."""

    PRICE_FAR = "price_far"
    SELLS_NEEDED = "sells_needed"
    BUYS_BEYOND_NEED = "buys_beyond_need"
    MUCH_OF_CASH = "much_of_cash"


@dataclass(frozen=True, slots=True)
class Words:
    """A warning's sentence and what would pass, with the figures' names in braces."""

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
        " and {need_t} t are still to be surrendered.",
        "拟卖出 {quantity_t} 吨；可用、今日买入与已委托买入合计 {cover_t} 吨，"
        "尚需清缴 {need_t} 吨。",
        "At most {most_t} t.",
        "最多 {most_t} 吨。",
    ),
    WarningCode.BUYS_BEYOND_NEED: Words(
        "{quantity_t} t are bought; {cover_t} t are free, bought today or on order to buy,"
        " and only {need_t} t are still to be surrendered.",
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
    """The market in fen per tonne: best prices, last trade, reference, price limits, tick.

    Best prices are None if they are not compared: in a call, for a pick, outside the book.
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
    """The seat: free tonnes, free cash in fen, and the tonnes that it still has to surrender.

    `bought_t` were bought today and can be sold from the next day, `buying_t` are on order to buy,
    in the book and outside it. Reservations of open sell orders are not free.
    `need_t` None: the seat has no obligation, and warnings about it are not computed.
    """

    held_t: int
    free_fen: int
    need_t: int | None
    bought_t: int = 0
    buying_t: int = 0


@dataclass(frozen=True, slots=True)
class OrderWarning:
    """One warning: its code, its sentence and what would pass in both languages, the figures.

    `price_far` has no `least_fen` and `most_fen` if no price within the limits would pass.
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
    """The warnings of an order; none if it needs no confirmation. `price` None: a market order.

    `deal`: a trade outside the book, whose price has a threshold of its own. The market has already
    accepted price, quantity and funds; they are not checked again.
    """
    assert side in ("buy", "sell"), side
    far = limits.guard_deal_percent if deal else limits.guard_price_percent
    found = _far(side, price, market, far)
    found += _against_need(side, quantity, own)
    if side == "buy":
        reserved_at = market.hi if price is None else price
        found += _much_of_cash(reserved_at, quantity, own.free_fen, limits.guard_cash_percent)
    return found


def refusal_of(found: Sequence[OrderWarning]) -> NeedsConfirmation:
    """The refusal that demands confirmation; each warning is one of its checks."""
    assert found, "nothing to confirm"
    order = list(WarningCode)
    checks = [
        Check(
            order.index(warning.code) + 1,
            f"{warning.en} {warning.pass_en}",
            f"{warning.zh}{warning.pass_zh}",
        )
        for warning in found
    ]
    rows = [asdict(warning) | {"code": warning.code.value} for warning in found]
    return NeedsConfirmation(
        checks=checks, count=len(found), warnings=rows, passes_with={"confirmed": True}
    )


def _far(side: str, price: int | None, market: MarketNow, percent: int) -> list[OrderWarning]:
    """Compare a limit with the mid price, else with the last price, else with the reference.

    A market order is judged by the best price of the other side, and compared with the last price
    or the reference, since the mid price contains that best price. A limit order would pass.
    """
    # The mid price may be at half a fen: all figures are doubled until the last division.
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
    """Warn of selling tonnes that have to be surrendered, or buying more than are missing.

    Cover is free tonnes, tonnes bought today and tonnes on order to buy.
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
    """Warn of a purchase that reserves a large share of the free cash."""
    cost = price * quantity
    if cost * 100 < percent * free_fen:
        return []
    most = max(0, (percent * free_fen - 1) // (100 * price))
    figures = {"cost_fen": cost, "free_fen": free_fen, "percent": percent, "most_t": most}
    return [_warning(WarningCode.MUCH_OF_CASH, figures)]


def _warning(code: WarningCode, figures: dict[str, int]) -> OrderWarning:
    words, texts = WORDS[code], shown(figures)
    passes = figures.get("most_t", figures.get("most_fen", 0)) > 0
    return OrderWarning(
        code=code,
        en=words.en.format_map(texts),
        zh=words.zh.format_map(texts),
        pass_en=words.pass_en.format_map(texts) if passes else "Only the same, confirmed.",
        pass_zh=words.pass_zh.format_map(texts) if passes else "仅限确认后原样提交。",
        figures=figures,
    )
