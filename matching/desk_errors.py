"""What the desk refuses of an order's special terms, before the book is asked.

Knows no order book and no storage. Where each stands in the order of asking says `errors`.
"""

from __future__ import annotations

from ledger.kernel.errors import Refusal

_VENUE = "Rules of the lesson's market (matching/README.md)"


class ExpiryMissing(Refusal):
    """An order good till a day names that day."""

    code = "book.expiry_missing"
    en = "A GTD order needs its last day; '{given}' is no date."
    zh = "GTD 委托须写明最后有效日；“{given}”不是日期。"
    pass_en = "A date such as {today}, today or later; or another time in force."
    pass_zh = "形如 {today} 的日期，当日或以后；或其他有效期类型。"
    rule = _VENUE


class ExpiryNotTaken(Refusal):
    """Only an order good till a day names a day."""

    code = "book.expiry_not_taken"
    en = "Only a GTD order names its last day; this one is {time_in_force} and names {given}."
    zh = "只有 GTD 委托写明最后有效日；本委托为 {time_in_force}，却写明 {given}。"
    pass_en = "The same without a last day, or with GTD."
    pass_zh = "去掉最后有效日，或改用 GTD。"
    rule = _VENUE


class ExpiryPast(Refusal):
    """The last day of an order is not over when it is placed."""

    code = "book.expiry_past"
    en = "The last day {given} is before today, {today}."
    zh = "最后有效日 {given} 早于当日 {today}。"
    pass_en = "{today} or a later day."
    pass_zh = "{today} 或以后的日期。"
    rule = _VENUE


class TriggerNotPositive(Refusal):
    """A stop waits for a price above zero."""

    code = "book.trigger_not_positive"
    en = "The trigger price {trigger_fen} CNY/t is not above zero."
    zh = "触发价 {trigger_fen} 元/t 不大于零。"
    pass_en = "A trigger price above zero, or none: then the order is no stop."
    pass_zh = "大于零的触发价，或不填：此时不是止损委托。"
    rule = _VENUE


class StopMustWait(Refusal):
    """A stop waits; without a price only for the day, since the day's limit prices it."""

    code = "book.stop_must_wait"
    en = "A stop order of this kind does not take {time_in_force}."
    zh = "此类止损委托不接受 {time_in_force}。"
    pass_en = "Time in force: one of {allowed}."
    pass_zh = "有效期类型可选：{allowed}。"
    rule = _VENUE


class ReductionTooLarge(Refusal):
    """What is taken off an order leaves some of it."""

    code = "book.reduction_too_large"
    en = "{by} t are to be taken off order {order}, which has {open} t open."
    zh = "拟从委托 {order} 减去 {by} t，而其未成交数量为 {open} t。"
    pass_en = "Fewer than {open} t, or to cancel the order."
    pass_zh = "少于 {open} t，或撤单。"
    rule = _VENUE


class ListedTakesLimits(Refusal):
    """Where orders are listed and picked, an order is listed with its price and waits."""

    code = "book.listed_takes_limits"
    en = (
        "{instrument} trades by listing and picking; market, IOC, FOK, post-only, stop and iceberg"
        " orders are not taken."
    )
    zh = "{instrument} 采用挂牌交易，不接受市价、IOC、FOK、只做挂单、止损与冰山委托。"
    pass_en = "A limit order with DAY, GTD or GTC, or to pick a listed order."
    pass_zh = "DAY、GTD 或 GTC 的限价挂牌，或点选已有挂牌。"
    rule = (
        "Announcement on national carbon trading (Shanghai Environment and Energy Exchange, "
        "22 June 2021), listed trades"
    )


class PickNotFirst(Refusal):
    """Where time counts among listed orders, the first in at its price is picked first."""

    code = "book.pick_not_first"
    en = "Order {order} is not the first at {price_fen} CNY/t; order {first} is."
    zh = "委托 {order} 不是 {price_fen} 元/t 的首笔；首笔为委托 {first}。"
    pass_en = "Order {first}."
    pass_zh = "委托 {first}。"
    rule = "Guangzhou trading rules of 2020, list and pick: price, then time"


class PickBeyondBreaker(Refusal):
    """A pick is no arriving order that could rest: the circuit breaker turns it down."""

    code = "book.pick_beyond_breaker"
    en = (
        "At {price_fen} CNY/t order {order} lies outside {lo_fen} to {hi_fen}, the band of the"
        " circuit breaker now."
    )
    zh = "委托 {order} 的价格 {price_fen} 元/t 超出当前熔断区间 {lo_fen} 至 {hi_fen} 元/t。"
    pass_en = "An order from {lo_fen} to {hi_fen} CNY/t."
    pass_zh = "{lo_fen} 至 {hi_fen} 元/t 之间的委托。"
    rule = _VENUE


PRECEDENCE: tuple[type[Refusal], ...] = (
    ListedTakesLimits,
    ExpiryMissing,
    ExpiryNotTaken,
    ExpiryPast,
    TriggerNotPositive,
    StopMustWait,
    ReductionTooLarge,
    PickNotFirst,
    PickBeyondBreaker,
)
"""In the order of asking among themselves."""
