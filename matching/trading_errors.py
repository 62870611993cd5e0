"""Refusals of an order's special terms and permission, of picks, and of changes of a phase.

`errors.PRECEDENCE` has the place of each among all refusals.
"""

from __future__ import annotations

from ledger.kernel.errors import Fix, Refusal, codes

_VENUE = "Rules of the lesson's market (matching/README.md)"
LISTED = (
    "Announcement on national carbon trading (Shanghai Environment and Energy Exchange, "
    "22 June 2021), listed trades; limits inclusive and rounded inwards (matching/README.md)"
)


class ExpiryMissing(Refusal):
    """A GTD order names its last day."""

    code = "book.expiry_missing"
    en = "A GTD order needs its last day; '{given}' is no date."
    zh = "GTD 委托须写明最后有效日；“{given}”不是日期。"
    pass_en = "A date such as {today}, today or later; or another time in force."
    pass_zh = "形如 {today} 的日期，当日或以后；或其他有效期类型。"
    rule = _VENUE


class ExpiryNotTaken(Refusal):
    """Only a GTD order names a last day."""

    code = "book.expiry_not_taken"
    en = "Only a GTD order names its last day; this one is '{time_in_force}' and names {given}."
    zh = "只有 GTD 委托写明最后有效日；本委托为“{time_in_force}”，却写明 {given}。"
    pass_en = "The same without a last day, or with GTD."
    pass_zh = "去掉最后有效日，或改用 GTD。"
    rule = _VENUE
    words = codes(time_in_force="term")


class ExpiryPast(Refusal):
    """The last day of a GTD order is today or later."""

    code = "book.expiry_past"
    en = "The last day {given} is before today, {today}."
    zh = "最后有效日 {given} 早于当日 {today}。"
    pass_en = "{today} or a later day."
    pass_zh = "{today} 或以后的日期。"
    rule = _VENUE


class TriggerNotPositive(Refusal):
    """A stop has a trigger price above zero."""

    code = "book.trigger_not_positive"
    en = "The trigger price {trigger_fen} CNY/t is not above zero."
    zh = "触发价 {trigger_fen} 元/t 不大于零。"
    pass_en = "A trigger price above zero, or none: then the order is no stop."
    pass_zh = "大于零的触发价，或不填：此时不是止损委托。"
    rule = _VENUE


class StopMustWait(Refusal):
    """A stop is DAY, GTD or GTC; without a price DAY only, for the day's limit prices it."""

    code = "book.stop_must_wait"
    en = "A stop order of this kind does not take '{time_in_force}'."
    zh = "此类止损委托不接受“{time_in_force}”。"
    pass_en = "Time in force: one of {allowed}."
    pass_zh = "有效期类型可选：{allowed}。"
    rule = _VENUE
    words = codes(time_in_force="term", allowed="term")


class AuctionOrderPlain(Refusal):
    """An order at the open or at the close is a limit order without trigger and post-only."""

    code = "book.auction_order_plain"
    en = "An order '{time_in_force}' has a price, no trigger, and is not post-only."
    zh = "“{time_in_force}”委托须带价格，不带触发价，也不能只做挂单。"
    pass_en = "A limit order '{time_in_force}', without trigger and post-only."
    pass_zh = "不带触发价、不只做挂单的“{time_in_force}”限价委托。"
    rule = _VENUE
    words = codes(time_in_force="term")


class AtOpenNeedsCall(Refusal):
    """An order at the open is taken during a call auction only."""

    code = "book.at_open_needs_call"
    en = "{instrument} is not in a call auction now."
    zh = "{instrument} 现在没有集合竞价申报。"
    pass_en = "The same order during a call auction, or another time in force now."
    pass_zh = "在集合竞价申报阶段提交同一委托，或现在改用其他有效期类型。"
    rule = _VENUE


class NoClosingCall(Refusal):
    """An order at the close needs a trading day with a closing call."""

    code = "book.no_closing_call"
    en = "The trading day of {instrument} has no closing call."
    zh = "{instrument} 的交易日没有收盘集合竞价。"
    pass_en = "Another time in force, such as day."
    pass_zh = "其他有效期类型，例如当日有效。"
    rule = _VENUE


class AlreadyHalted(Refusal):
    """The instrument is halted already."""

    code = "book.already_halted"
    en = "{instrument} is halted already."
    zh = "{instrument} 已经停牌。"
    pass_en = "To resume {instrument}."
    pass_zh = "将 {instrument} 复牌。"
    rule = _VENUE


class NotHalted(Refusal):
    """The instrument is not halted."""

    code = "book.not_halted"
    en = "{instrument} is not halted."
    zh = "{instrument} 未停牌。"
    pass_en = "To halt {instrument}."
    pass_zh = "将 {instrument} 停牌。"
    rule = _VENUE


class NoCallHere(Refusal):
    """Where orders are picked, or trade at a matching price, there is no call auction."""

    code = "book.no_call_here"
    en = "{instrument} has no call auction: its orders are picked, or trade at a matching price."
    zh = "{instrument} 没有集合竞价：其委托由对手方点选，或按成交价规则成交。"
    pass_en = "An instrument of continuous trading."
    pass_zh = "连续竞价的品种。"
    rule = _VENUE


class CallBegun(Refusal):
    """The instrument is in a call auction already."""

    code = "book.call_begun"
    en = "{instrument} is in a call auction already."
    zh = "{instrument} 已处于集合竞价申报阶段。"
    pass_en = "The same during continuous trading."
    pass_zh = "恢复连续竞价后再发起。"
    rule = _VENUE


class NoCall(Refusal):
    """The instrument is in no call that the trainer or a circuit breaker began."""

    code = "book.no_call"
    en = "{instrument} is in no call auction that could be ended."
    zh = "{instrument} 没有可以结束的临时集合竞价。"
    pass_en = "The same during a call that the trainer or a circuit breaker began."
    pass_zh = "在教员或熔断发起的集合竞价期间结束。"
    rule = _VENUE


class DayOrdersOnly(Refusal):
    """Where a venue has day orders only, GTC and GTD are refused."""

    code = "book.day_orders_only"
    en = "Orders for {instrument} end with the trading day; '{time_in_force}' is not taken."
    zh = "{instrument} 的委托当日有效，不接受“{time_in_force}”。"
    pass_en = "The same order with day."
    pass_zh = "改为当日有效（day）的同一委托。"
    rule = "Rules of the instrument's venue on how long orders live (fixtures/venues)"
    words = codes(time_in_force="term")


class TurnaroundTooSoon(Refusal):
    """Where there is a holding period, the other side can be traded only after it."""

    code = "book.turnaround_too_soon"
    en = (
        "The seat traded the other side of {instrument} {passed_days} trading day(s) ago;"
        " the holding period is {days} trading days."
    )
    zh = "距本席位上一次反向交易 {instrument} 仅 {passed_days} 个交易日，须间隔 {days} 个交易日。"
    pass_en = "The same order {wait_days} trading day(s) from now, or one of the other side."
    pass_zh = "{wait_days} 个交易日后提交同一委托，或现在提交反方向委托。"
    rule = (
        "CCER trading and settlement rules, 16 November 2023: days between buying and selling one"
        " product (check 8016)"
    )


class OppositeOpen(Refusal):
    """Where there is a holding period, a seat has open orders of one side only."""

    code = "book.opposite_open"
    en = "Orders of the seat for {open} t of the other side of {instrument} are open."
    zh = "本席位在 {instrument} 另一方向尚有 {open} t 委托未成交。"
    pass_en = "To cancel them first: the holding period is {days} trading days."
    pass_zh = "先撤回这些委托：买入与卖出之间须间隔 {days} 个交易日。"
    rule = (
        "CCER trading and settlement rules, 16 November 2023: days between buying and selling one"
        " product (check 8016)"
    )


class PositionLimited(Refusal):
    """A holder's position and its open buy orders stay within the position limit."""

    code = "risk.position_limit"
    en = (
        "The position limit of {instrument} is {limit_t} t; the seat holds {held_t} t and has"
        " {ordered_t} t on order, in every instrument of the unit."
    )
    zh = (
        "{instrument} 持仓限额为 {limit_t} t；本席位持有 {held_t} t，同一单位各品种合计已委托买入"
        " {ordered_t} t。"
    )
    pass_en = "At most {room_t} t."
    pass_zh = "最多 {room_t} t。"
    rule = "Position limits of the lesson's market (check 8017)"
    fixes = Fix("quantity", ("room_t",))


class ReductionTooLarge(Refusal):
    """A reduction leaves at least a tonne of the order open."""

    code = "book.reduction_too_large"
    en = "Order {order} is to be reduced by {by} t, but only {open} t are open."
    zh = "拟从委托 {order} 减去 {by} t，而其未成交数量为 {open} t。"
    pass_en = "Fewer than {open} t, or to cancel the order."
    pass_zh = "少于 {open} t，或撤单。"
    rule = _VENUE


class ListedTakesLimits(Refusal):
    """Where orders are listed and picked, only plain limit orders that rest are taken."""

    code = "book.listed_takes_limits"
    en = (
        "{instrument} trades by listing and picking; market, IOC, FOK, post-only, stop and iceberg"
        " orders are not taken."
    )
    zh = "{instrument} 采用挂牌协议交易，不接受市价、IOC、FOK、只做挂单、止损与冰山委托。"
    pass_en = "A limit order with DAY, GTD or GTC, or to pick a listed order."
    pass_zh = "DAY、GTD 或 GTC 的限价挂牌，或点选已有挂牌。"
    rule = (
        "Announcement on national carbon trading (Shanghai Environment and Energy Exchange, "
        "22 June 2021), listed trades"
    )


class PickTooLarge(Refusal):
    """A pick takes at most the tonnes that the chosen order shows."""

    code = "book.pick_too_large"
    en = "{quantity} t are picked from order {order}, which shows {visible} t."
    zh = "点选委托 {order} 的 {quantity} t，而该委托只显示 {visible} t。"
    pass_en = "At most {visible} t."
    pass_zh = "最多 {visible} t。"
    rule = LISTED


class PickTooDeep(Refusal):
    """A pick takes an order of the best price levels only."""

    code = "book.pick_too_deep"
    en = "Order {order} at {price_fen} CNY/t is outside the best {levels} price levels."
    zh = "委托 {order} 的价格 {price_fen} 元/t 不在最优 {levels} 档之内。"
    pass_en = "An order among the best {levels} price levels of its side."
    pass_zh = "该方向最优 {levels} 档之内的委托。"
    rule = LISTED


class PickOwn(Refusal):
    """Where self-trades are prevented, a seat cannot pick its own order."""

    code = "book.pick_own"
    en = "Order {order} is your own; this market prevents trades with oneself."
    zh = "委托 {order} 为本席位自己的委托；本市场防止自成交。"
    pass_en = "An order of another account."
    pass_zh = "其他账户的委托。"
    rule = _VENUE


class PickNotFirst(Refusal):
    """Where time counts among listed orders, the oldest at a price is picked first."""

    code = "book.pick_not_first"
    en = "Order {order} is not the first at {price_fen} CNY/t; order {first} is."
    zh = "委托 {order} 不是 {price_fen} 元/t 的首笔；首笔为委托 {first}。"
    pass_en = "Order {first}."
    pass_zh = "委托 {first}。"
    rule = "Guangzhou trading rules of 2020, list and pick: price, then time"


class PickBeyondBreaker(Refusal):
    """A pick outside the circuit breaker's band is refused, for it cannot rest."""

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
    DayOrdersOnly,
    NoClosingCall,
    ExpiryMissing,
    ExpiryNotTaken,
    ExpiryPast,
    TriggerNotPositive,
    StopMustWait,
    AuctionOrderPlain,
    AtOpenNeedsCall,
    ReductionTooLarge,
    PickTooLarge,
    PickTooDeep,
    PickOwn,
    PickNotFirst,
    PickBeyondBreaker,
    TurnaroundTooSoon,
    OppositeOpen,
    PositionLimited,
    AlreadyHalted,
    NotHalted,
    NoCallHere,
    CallBegun,
    NoCall,
)
"""Their order among themselves."""
