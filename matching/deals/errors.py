"""The refusals of trades outside the book, in order of precedence.

Those that every order has (quantity, lot, tick, limits, funds, units) are in `matching.errors`.
"""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes

_VENUE = "Rules of the instrument's venue (fixtures/venues)"
_OURS = "Trades outside the book (matching/deals/README.md)"


class ModeNotOffered(Refusal):
    """The instrument's venue does not offer this way of trading."""

    code = "book.mode_not_offered"
    en = "{instrument} has no trading by {mode}; its venue is {venue}."
    zh = "{instrument} 不提供“{mode}”方式的交易；其交易场所规则为 {venue}。"
    pass_en = "One of its own ways of trading: {offered}."
    pass_zh = "该品种提供的交易方式：{offered}。"
    rule = _VENUE
    words = codes(mode="mode", offered="mode")


class ApplicantNotSeller(Refusal):
    """At this venue only the authority opens a bidding session."""

    code = "book.applicant_not_seller"
    en = "One-way bidding in {instrument} is opened by the authority only."
    zh = "{instrument} 的单向竞价只能由主管部门发起。"
    pass_en = "A block proposal or an order; a bid in a session of the authority."
    pass_zh = "改用大宗协议或普通委托；或参加主管部门发起的竞价。"
    rule = _VENUE


class NotAnAllowance(Refusal):
    """The authority auctions allowances only."""

    code = "book.not_an_allowance"
    en = "{instrument} is no allowance; it is {unit}."
    zh = "{instrument} 不是配额，其单位为 {unit}。"
    pass_en = "An instrument of the unit {allowance}."
    pass_zh = "单位为 {allowance} 的品种。"
    rule = _OURS


class OutsideSession(Refusal):
    """This way of trading has trading hours of its own."""

    code = "book.outside_session"
    en = "It is {now}; trading by {mode} in {instrument} is open {sessions}."
    zh = "现在是 {now}；{instrument} 的“{mode}”交易时段为 {sessions}。"
    pass_en = "The same within {sessions} of a trading day."
    pass_zh = "在交易日的 {sessions} 内提交。"
    rule = _VENUE
    words = codes(mode="mode")


class ClosingNotToday(Refusal):
    """A bidding session closes later on the same trading day."""

    code = "book.closing_not_today"
    en = "The session is to close at {closes}; it is {now}."
    zh = "竞价截止时间为 {closes}，而现在是 {now}。"
    pass_en = "A later time of the same day."
    pass_zh = "当日稍后的时间。"
    rule = _OURS


class DealTooSmall(Refusal):
    """This way of trading has a smallest quantity."""

    code = "book.deal_too_small"
    en = "{quantity} t is below the smallest quantity of {smallest} t."
    zh = "{quantity} t 低于最小数量 {smallest} t。"
    pass_en = "At least {smallest} t."
    pass_zh = "至少 {smallest} t。"
    rule = _VENUE


class PriceNotPositive(Refusal):
    """A price is above zero."""

    code = "book.price_not_positive"
    en = "The price {price_fen} CNY/t is not above zero."
    zh = "价格 {price_fen} 元/t 不大于零。"
    pass_en = "A price above zero."
    pass_zh = "大于零的价格。"
    rule = _OURS


class ReserveNotOffered(Refusal):
    """Where the venue sets reserve prices, the seller chooses one of them."""

    code = "book.reserve_not_offered"
    en = "A reserve of {given} is not one of the venue's: {offered}."
    zh = "底价 {given} 不在可选底价之内：{offered}。"
    pass_en = "One of: {offered}."
    pass_zh = "可选：{offered}。"
    rule = _VENUE


class PricingNotOffered(Refusal):
    """A session's pricing is one that the venue offers."""

    code = "book.pricing_not_offered"
    en = "'{given}' is not a pricing of this session's venue."
    zh = "“{given}”不是该交易场所的成交价方式。"
    pass_en = "One of: {offered}."
    pass_zh = "可选：{offered}。"
    rule = _VENUE
    words = codes(given="pricing", offered="pricing")


class ShareNotPercent(Refusal):
    """The share of one bidder is a percentage."""

    code = "book.share_not_percent"
    en = "A bidder's share of {given} % is not between 1 and 100 %."
    zh = "单一竞买人占比 {given}% 不成立。"
    pass_en = "A whole number from 1 to 100, or none: then there is no limit."
    pass_zh = "1 到 100 的整数；不填则不限。"
    rule = _OURS


class ShareAboveVenue(Refusal):
    """The share of one bidder is at most the venue's."""

    code = "book.share_above_venue"
    en = "A bidder's share of {given} % is above the venue's {most} %."
    zh = "单一竞买人占比 {given}% 高于交易场所规定的 {most}%。"
    pass_en = "At most {most} %, or none: then the venue's holds."
    pass_zh = "不超过 {most}%；不填则按交易场所规定。"
    rule = _VENUE


class SmallestBidBelowVenue(Refusal):
    """The smallest bid is at least the venue's."""

    code = "book.smallest_bid_below_venue"
    en = "A smallest bid of {given} t is below the venue's {smallest} t."
    zh = "最小报价数量 {given} t 低于交易场所规定的 {smallest} t。"
    pass_en = "At least {smallest} t, or none: then the venue's holds."
    pass_zh = "至少 {smallest} t；不填则按交易场所规定。"
    rule = _VENUE


class CapBelowReserve(Refusal):
    """The highest bid that a session takes is at least its reserve."""

    code = "book.cap_below_reserve"
    en = "A highest bid of {price_fen} CNY/t is below the reserve of {reserve_fen} CNY/t."
    zh = "报价上限 {price_fen} 元/t 低于底价 {reserve_fen} 元/t。"
    pass_en = "At least {reserve_fen} CNY/t, or no highest bid of its own."
    pass_zh = "不低于 {reserve_fen} 元/t，或不设上限。"
    rule = _OURS


class DealUnknown(Refusal):
    """No deal of this number is visible to the seat."""

    code = "book.deal_unknown"
    en = "There is no {what} {number} for this seat."
    zh = "本席位没有编号为 {number} 的{what}。"
    pass_en = "The number of one that the seat made or received."
    pass_zh = "本席位发出或收到的编号。"
    rule = _OURS
    status = 404
    words = codes(what="deal")


class DealNotYours(Refusal):
    """Each step of a deal belongs to one of its sides."""

    code = "book.deal_not_yours"
    en = "This step of {what} {number} belongs to the other side."
    zh = "{what} {number} 的这一步应由另一方进行。"
    pass_en = "A step of the seat's own side: {possible}."
    pass_zh = "本方可以进行：{possible}。"
    rule = _OURS
    words = codes(what="deal", possible="command")


class DealNotOpen(Refusal):
    """The deal has traded, was declined or withdrawn, has closed or expired."""

    code = "book.deal_not_open"
    en = "The {what} {number} is no longer open: {state}."
    zh = "{what} {number} 已不再有效：{state}。"
    pass_en = "One that is still open, or a new one."
    pass_zh = "仍然有效的一笔，或重新发起。"
    rule = _OURS
    words = codes(what="deal", state="deal_state")


class WithOneself(Refusal):
    """A trade has two sides, and one seat cannot be both."""

    code = "book.deal_with_oneself"
    en = "Seat {seat} would trade with itself."
    zh = "席位 {seat} 不能与自己成交。"
    pass_en = "Another seat."
    pass_zh = "其他席位。"
    rule = _OURS


class OfferedBefore(Refusal):
    """A seat has one open offer for a request."""

    code = "book.offered_before"
    en = "Offer {offer} of this seat for request {request} is still open."
    zh = "本席位对询价 {request} 的报价 {offer} 仍然有效。"
    pass_en = "To withdraw offer {offer} first."
    pass_zh = "先撤回报价 {offer}。"
    rule = _OURS


class BidBelowReserve(Refusal):
    """A bid is at least the reserve price."""

    code = "book.bid_below_reserve"
    en = "The bid of {price_fen} CNY/t is below the reserve of {reserve_fen} CNY/t."
    zh = "竞买报价 {price_fen} 元/t 低于底价 {reserve_fen} 元/t。"
    pass_en = "At least {reserve_fen} CNY/t."
    pass_zh = "不低于 {reserve_fen} 元/t。"
    rule = _VENUE


class BidAboveCap(Refusal):
    """A bid is at most the session's highest price."""

    code = "book.bid_above_cap"
    en = "The bid of {price_fen} CNY/t is above the cap of {cap_fen} CNY/t."
    zh = "竞买报价 {price_fen} 元/t 高于报价上限 {cap_fen} 元/t。"
    pass_en = "At most {cap_fen} CNY/t."
    pass_zh = "不高于 {cap_fen} 元/t。"
    rule = _VENUE


class BidderLimit(Refusal):
    """All bids of one bidder stay within its share of the offer."""

    code = "book.bidder_limit"
    en = "With {already} t of earlier bids, {quantity} t exceed a bidder's share of {most} t."
    zh = "加上已报 {already} t，本次 {quantity} t 超过单一竞买人上限 {most} t。"
    pass_en = "At most {left} t more."
    pass_zh = "至多再报 {left} t。"
    rule = _VENUE


class BidIrrevocable(Refusal):
    """Where the venue makes bids irrevocable, a bid stands until the session closes."""

    code = "book.bid_irrevocable"
    en = "Bid {bid} stands until session {session} closes."
    zh = "竞买报价 {bid} 在竞价场次 {session} 截止前不可撤回。"
    pass_en = "To wait for the close, when the cash of unsuccessful bids is released."
    pass_zh = "等待竞价结束；未中标部分届时解除冻结。"
    rule = _VENUE


PRECEDENCE: tuple[type[Refusal], ...] = (
    DealUnknown,
    DealNotOpen,
    DealNotYours,
    ModeNotOffered,
    ApplicantNotSeller,
    NotAnAllowance,
    OutsideSession,
    WithOneself,
    OfferedBefore,
    PricingNotOffered,
    ShareNotPercent,
    ShareAboveVenue,
    ClosingNotToday,
    SmallestBidBelowVenue,
    DealTooSmall,
    PriceNotPositive,
    ReserveNotOffered,
    CapBelowReserve,
    BidBelowReserve,
    BidAboveCap,
    BidderLimit,
    BidIrrevocable,
)
"""The order of the checks; quantity comes before price, and funds or units come last."""
