"""The market's refusals and their order of precedence: the first that applies is raised.

Prices are in fen per tonne.
"""

from __future__ import annotations

from ledger.kernel.errors import Fix, Limit, Refusal, codes
from matching.trading_errors import (
    LISTED,
    AlreadyHalted,
    AtOpenNeedsCall,
    AuctionOrderPlain,
    CallBegun,
    DayOrdersOnly,
    ExpiryMissing,
    ExpiryNotTaken,
    ExpiryPast,
    ListedTakesLimits,
    NoCall,
    NoCallHere,
    NoClosingCall,
    NotHalted,
    OppositeOpen,
    PickBeyondBreaker,
    PickNotFirst,
    PickOwn,
    PickTooDeep,
    PickTooLarge,
    PositionLimited,
    ReductionTooLarge,
    StopMustWait,
    TriggerNotPositive,
    TurnaroundTooSoon,
)

_VENUE = "Rules of the lesson's market (matching/README.md)"
_PREFUNDED = (
    "National trading rules (trial): no sale above the holding, no purchase above the cash; "
    "both are blocked at entry (DECISIONS.md, D-008)"
)


class InstrumentUnknown(Refusal):
    """No instrument of this code is listed in this lesson."""

    code = "book.instrument_unknown"
    en = "No instrument '{instrument}' is listed."
    zh = "没有上市品种“{instrument}”。"
    pass_en = "One of: {listed}."
    pass_zh = "可选：{listed}。"
    rule = _VENUE
    status = 404


class WordUnknown(Refusal):
    """A side, kind or time in force that this market does not have."""

    code = "book.word_unknown"
    en = "'{given}' is no {field} of this market."
    zh = "“{given}”不是本市场的{field}。"
    pass_en = "{field}: one of {allowed}."
    pass_zh = "{field}可选：{allowed}。"
    rule = _VENUE
    words = codes(field="field")


class MarketClosed(Refusal):
    """Outside continuous trading only cancels are taken."""

    code = "book.market_closed"
    en = "The market is closed; {instrument} takes cancels only."
    zh = "市场已休市，{instrument} 只接受撤单。"
    pass_en = "The same order during continuous trading; a cancel now."
    pass_zh = "在连续竞价阶段提交同一委托；现在可以撤单。"
    rule = _VENUE


class InstrumentHalted(Refusal):
    """The trainer has halted this instrument; only cancels are taken."""

    code = "book.instrument_halted"
    en = "{instrument} is halted; it takes cancels only."
    zh = "{instrument} 已停牌，只接受撤单。"
    pass_en = "The same order after {instrument} is resumed; a cancel now."
    pass_zh = "{instrument} 复牌后提交同一委托；现在可以撤单。"
    rule = _VENUE


class IdUsed(Refusal):
    """An order id is used once, also by an order that was refused."""

    code = "book.id_used"
    en = "The order id {order} was used before."
    zh = "委托编号 {order} 已被使用。"
    pass_en = "An id that was never used in this book."
    pass_zh = "本委托簿从未使用过的编号。"
    rule = _VENUE


class PriceMissing(Refusal):
    """A limit order has a limit price."""

    code = "book.price_missing"
    en = "A limit order needs a price."
    zh = "限价委托必须给出价格。"
    pass_en = "A price from {lo_fen} to {hi_fen} CNY/t, or a market order."
    pass_zh = "{lo_fen} 至 {hi_fen} 元/t 之间的价格，或市价委托。"
    rule = _VENUE


class PriceNotTaken(Refusal):
    """A market order trades at the prices in the book; it has no price of its own."""

    code = "book.price_not_taken"
    en = "A market order has no price; {price_fen} CNY/t was given."
    zh = "市价委托不带价格，却给出了 {price_fen} 元/t。"
    pass_en = "The same without a price, or a limit order at {price_fen} CNY/t."
    pass_zh = "去掉价格，或改为限价 {price_fen} 元/t 的委托。"
    rule = _VENUE


class ClientOrderIdMalformed(Refusal):
    """A client order id is one line of a few printable characters; it need not be unique."""

    code = "book.client_order_id_malformed"
    en = "The client order id '{given}' is empty, too long, or not printable."
    zh = "客户订单编号“{given}”为空、过长，或含有不可打印的字符。"
    pass_en = "1 to {longest} printable characters, or none at all."
    pass_zh = "1 至 {longest} 个可打印字符，或不填。"
    rule = _VENUE


class PostOnlyNeverRests(Refusal):
    """Post-only is for orders that rest; a market, IOC or FOK order never rests."""

    code = "book.post_only_never_rests"
    en = "A post-only order rests in the book; a market, IOC or FOK order never does."
    zh = "只做挂单的委托须在委托簿中等待；市价、IOC 与 FOK 委托从不等待。"
    pass_en = "A post-only limit order with DAY, GTD or GTC, or the same without post-only."
    pass_zh = "以 DAY、GTD 或 GTC 提交只做挂单的限价委托，或去掉只做挂单。"
    rule = _VENUE


class PeakNotPositive(Refusal):
    """An iceberg shows at least one tonne."""

    code = "book.peak_not_positive"
    en = "The shown quantity {peak} t is not above zero."
    zh = "显示数量 {peak} t 不大于零。"
    pass_en = "A shown quantity above zero, or none: then all of the order is shown."
    pass_zh = "大于零的显示数量，或不填：此时委托全部显示。"
    rule = _VENUE


class CallTakesLimits(Refusal):
    """A call auction takes limit orders that can rest, and cancels."""

    code = "book.call_takes_limits"
    en = (
        "{instrument} is in a call auction; market, IOC, FOK, post-only and stop orders and picks "
        "are not taken."
    )
    zh = "{instrument} 正处于集合竞价申报阶段，不接受市价、IOC、FOK、只做挂单、止损委托与点选。"
    pass_en = "A limit order with DAY, GTD or GTC now; the same order in continuous trading."
    pass_zh = "现在提交 DAY、GTD 或 GTC 的限价委托；连续竞价阶段再提交同一委托。"
    rule = _VENUE


class QuantityNotPositive(Refusal):
    """An order is for at least one lot."""

    code = "book.quantity_not_positive"
    en = "The quantity {quantity} t is not above zero."
    zh = "数量 {quantity} t 不大于零。"
    pass_en = "At least {lot} t."
    pass_zh = "至少 {lot} t。"
    rule = _VENUE


class QuantityOffLot(Refusal):
    """Quantities are whole lots."""

    code = "book.quantity_off_lot"
    en = "{quantity} t is no multiple of the lot of {lot} t."
    zh = "{quantity} t 不是交易单位 {lot} t 的整数倍。"
    pass_en = "{below} t or {above} t."
    pass_zh = "{below} t 或 {above} t。"
    rule = _VENUE
    fixes = Fix("quantity", ("below",))


class QuantityTooLarge(Refusal):
    """One order stays within the venue's largest order."""

    code = "book.quantity_too_large"
    en = "{quantity} t is above the largest order of {largest} t."
    zh = "{quantity} t 超过单笔最大委托 {largest} t。"
    pass_en = "At most {largest} t in one order."
    pass_zh = "单笔不超过 {largest} t。"
    rule = LISTED
    fixes = Fix("quantity", ("largest",))


class PriceOffTick(Refusal):
    """Prices are whole ticks."""

    code = "book.price_off_tick"
    en = "The price {price_fen} CNY/t is no multiple of the tick of {tick_fen} CNY."
    zh = "价格 {price_fen} 元/t 不是最小变动价位 {tick_fen} 元的整数倍。"
    pass_en = "{below_fen} or {above_fen} CNY/t."
    pass_zh = "{below_fen} 或 {above_fen} 元/t。"
    rule = _VENUE
    fixes = Fix("price", ("below_fen",))


class PriceOutsideLimits(Refusal):
    """The price lies outside the day's limits, which are themselves allowed."""

    code = "book.price_outside_limits"
    en = "The price {price_fen} CNY/t is outside the day's limits {lo_fen} to {hi_fen}."
    zh = "价格 {price_fen} 元/t 超出当日涨跌幅区间 {lo_fen} 至 {hi_fen} 元/t。"
    pass_en = "A price from {lo_fen} to {hi_fen} CNY/t, both included."
    pass_zh = "{lo_fen} 至 {hi_fen} 元/t 之间的价格，含两端。"
    rule = LISTED
    fixes = Fix("price", ("lo_fen", "hi_fen"))


class PostOnlyWouldTrade(Refusal):
    """A post-only order is taken only where it would not trade on arrival."""

    code = "book.post_only_would_trade"
    en = "At {price_fen} CNY/t this post-only order would meet the other side at {best_fen}."
    zh = "只做挂单的委托价 {price_fen} 元/t 会与对手方 {best_fen} 元/t 的委托成交。"
    pass_en = "A price that does not reach {best_fen} CNY/t, or the same without post-only."
    pass_zh = "不触及 {best_fen} 元/t 的价格，或去掉只做挂单。"
    rule = _VENUE


class CashShort(Refusal):
    """A buy order's highest cost is blocked at entry; the free cash does not cover it."""

    code = "risk.cash_short"
    en = "{quantity} t at up to {price_fen} CNY/t needs {needed_fen} CNY; {free_fen} CNY is free."
    zh = (
        "以不高于 {price_fen} 元/t 买入 {quantity} t 需要 {needed_fen} 元，可用资金 {free_fen} 元。"
    )
    pass_en = "At most {largest} t at this price."
    pass_zh = "按此价格最多 {largest} t。"
    rule = _PREFUNDED
    fixes = Fix("quantity", ("largest",))
    limit = Limit(asked="quantity", left="largest")


class UnitsShort(Refusal):
    """A sell order's units are blocked at entry; the free deliverable units do not cover it."""

    code = "risk.units_short"
    en = "{quantity} t of {instrument} are offered; {free} t are free in registry {registry}."
    zh = "卖出 {instrument} {quantity} t，但登记簿 {registry} 中可用 {free} t。"
    pass_en = "At most {largest} t."
    pass_zh = "最多 {largest} t。"
    rule = _PREFUNDED
    fixes = Fix("quantity", ("largest",))
    limit = Limit(asked="quantity", left="largest")


class OrderUnknown(Refusal):
    """No order has this id."""

    code = "book.order_unknown"
    en = "There is no order {order}."
    zh = "没有编号为 {order} 的委托。"
    pass_en = "The id of one of your open orders."
    pass_zh = "您的未成交委托之一的编号。"
    rule = _VENUE
    status = 404


class OrderOfAnother(Refusal):
    """Only the seat that placed an order can change or cancel it."""

    code = "book.order_of_another"
    en = "Order {order} belongs to another seat."
    zh = "委托 {order} 属于其他席位。"
    pass_en = "The id of one of your open orders."
    pass_zh = "您的未成交委托之一的编号。"
    rule = _VENUE
    status = 403


class OrderNotOpen(Refusal):
    """The order has left the book: filled, cancelled or expired."""

    code = "book.order_not_open"
    en = "Order {order} is no longer open."
    zh = "委托 {order} 已不在委托簿中。"
    pass_en = "The id of an order that still rests in the book."
    pass_zh = "仍在委托簿中的委托编号。"
    rule = _VENUE


class StopNotReplaced(Refusal):
    """A stop that was not triggered cannot be replaced."""

    code = "book.stop_not_replaced"
    en = "The stop order {order} has not been triggered and cannot be replaced."
    zh = "止损委托 {order} 尚未触发，不能改单。"
    pass_en = "To cancel it and to enter a new order."
    pass_zh = "先撤单，再提交新委托。"
    rule = _VENUE


PRECEDENCE: tuple[type[Refusal], ...] = (
    InstrumentUnknown,
    WordUnknown,
    PriceMissing,
    PriceNotTaken,
    ListedTakesLimits,
    DayOrdersOnly,
    NoClosingCall,
    ExpiryMissing,
    ExpiryNotTaken,
    ExpiryPast,
    TriggerNotPositive,
    StopMustWait,
    IdUsed,
    ClientOrderIdMalformed,
    PostOnlyNeverRests,
    PeakNotPositive,
    AuctionOrderPlain,
    MarketClosed,
    InstrumentHalted,
    CallTakesLimits,
    AtOpenNeedsCall,
    QuantityNotPositive,
    QuantityOffLot,
    QuantityTooLarge,
    PriceOffTick,
    PriceOutsideLimits,
    PostOnlyWouldTrade,
    PickTooLarge,
    PickTooDeep,
    PickOwn,
    PickNotFirst,
    PickBeyondBreaker,
    TurnaroundTooSoon,
    OppositeOpen,
    PositionLimited,
    CashShort,
    UnitsShort,
    OrderUnknown,
    OrderOfAnother,
    OrderNotOpen,
    ReductionTooLarge,
    StopNotReplaced,
    AlreadyHalted,
    NotHalted,
    NoCallHere,
    CallBegun,
    NoCall,
)
"""A new order is checked down to the post-only price, then for risk; a pick has five checks of its
own before risk.

A cancel checks the order: unknown, of another, not open. A replacement and a pick check that first,
then a reduction its size and a replacement that it is no parked stop, then the phase and the
figures. Halts and calls have the last five checks.
"""
