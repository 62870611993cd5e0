"""Thresholds of market surveillance and of the order warnings.

They are teaching choices in one table, no rule of any market; a caller may use others.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure from which something is worth a look; `status` says where it comes from."""

    value: int
    unit: str
    en: str
    zh: str
    status: str = "assumption"


THRESHOLDS: dict[str, Threshold] = {
    "large_holder_percent": Threshold(
        20, "percent", "A large holder has at least this share of what is outstanding.",
        "大户的持有量至少占流通总量的这一比例。",
    ),
    "wash_window_minutes": Threshold(
        30, "minutes", "Trades back and forth, or in a ring, count together within this time.",
        "来回对敲或循环成交在这段时间内合并计算。",
    ),
    "wash_price_percent": Threshold(
        1, "percent", "Prices are alike when the highest is at most this much above the lowest.",
        "最高价比最低价高出不超过这一比例，视为价格相近。",
    ),
    "wash_net_percent": Threshold(
        10, "percent", "Nothing changed hands when each owner's net is at most this of its gross.",
        "各账户买卖净额均不超过其买卖总量的这一比例，视为没有实际易手。",
    ),
    "wash_gross_t": Threshold(
        10, "tonnes", "Back and forth, or round the ring, together make at least so many tonnes.",
        "来回对敲或循环成交合计至少达到这一吨数。",
    ),
    "wash_ring_owners": Threshold(
        3, "owners", "Rings have at most so many owners; each sells to the next.",
        "循环成交最多按这一账户数查找：每个账户卖给下一个账户。",
    ),
    "close_window_minutes": Threshold(
        10, "minutes", "The last minutes before the close, in which the closing price is watched.",
        "收盘前受关注的最后时段。",
    ),
    "close_move_percent": Threshold(
        2, "percent", "One owner's trades in that time moved the price by at least so much.",
        "该时段内一个账户的成交使价格变动至少达到这一比例。",
    ),
    "close_share_percent": Threshold(
        50, "percent", "The same owner made at least this share of that time's volume.",
        "同一账户至少占该时段成交量的这一比例。",
    ),
    "corner_holding_percent": Threshold(
        50, "percent", "A corner: one owner holds at least this share of what can be delivered.",
        "囤积：一个账户至少持有可交割总量的这一比例。",
    ),
    "corner_buying_percent": Threshold(
        50, "percent", "The same owner bought at least this share of the day's volume, and net.",
        "同一账户当日净买入，且买入量至少占当日成交量的这一比例。",
    ),
    "guard_price_percent": Threshold(
        5, "percent", "Confirm an order whose price is at least so far from the market.",
        "委托价格偏离市场至少达到这一比例时，先请确认。",
    ),
    "guard_deal_percent": Threshold(
        10, "percent", "Confirm a price outside the book that is at least so far off.",
        "场外成交（大宗、询价、竞价）的价格偏离至少达到这一比例时，先请确认。",
    ),
    "guard_cash_percent": Threshold(
        50, "percent", "Confirm a purchase that takes at least this share of free cash.",
        "买入占用的可用资金至少达到这一比例时，先请确认。",
    ),
}  # fmt: skip
"""Every threshold of surveillance and of the order warnings: teaching choices, no rule of law."""


def _default(name: str) -> int:
    return THRESHOLDS[name].value


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """One set of thresholds; whole numbers of at least 1."""

    large_holder_percent: int = _default("large_holder_percent")
    wash_window_minutes: int = _default("wash_window_minutes")
    wash_price_percent: int = _default("wash_price_percent")
    wash_net_percent: int = _default("wash_net_percent")
    wash_gross_t: int = _default("wash_gross_t")
    wash_ring_owners: int = _default("wash_ring_owners")
    close_window_minutes: int = _default("close_window_minutes")
    close_move_percent: int = _default("close_move_percent")
    close_share_percent: int = _default("close_share_percent")
    corner_holding_percent: int = _default("corner_holding_percent")
    corner_buying_percent: int = _default("corner_buying_percent")
    guard_price_percent: int = _default("guard_price_percent")
    guard_deal_percent: int = _default("guard_deal_percent")
    guard_cash_percent: int = _default("guard_cash_percent")

    def __post_init__(self) -> None:
        assert all(getattr(self, field.name) >= 1 for field in fields(self))
        assert self.wash_net_percent < 100, "a one-way flow is no back and forth"
        assert self.wash_ring_owners >= 2, "the smallest ring is two owners, back and forth"


DEFAULTS = Thresholds()
"""The thresholds as the table has them."""
