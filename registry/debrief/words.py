"""The words of the debrief's codes, in English and Chinese: aims, reasons, decisions, steps."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """A code in both languages."""

    en: str
    zh: str


AIMS = {
    "cover_gap": Words(
        "Cover the gap between obligation and allocated allowances",
        "补足清缴义务与所分配额之间的缺口",
    ),
    "retire_tonnes": Words(
        "Retire, for voluntary use, the tonnes that are worth their price to you",
        "自愿使用注销对您而言值其价格的吨数",
    ),
    "make_money": Words("End with more than you began with", "结束时资产多于开始时"),
    "issue_and_sell": Words(
        "Have your reductions issued, and sell what brings more than it costs",
        "取得减排量签发，并售出售价高于成本的部分",
    ),
    "decide_tasks": Words("Leave no task waiting", "不留待办事项"),
    "in_time": Words("Decide tasks in time", "按时办结事项"),
}
"""Kinds of aim."""

REASONS = {
    "no_obligation": Words("This seat has no obligation.", "该席位没有清缴义务。"),
    "no_target": Words("The lesson plan sets no number.", "教案没有规定数量。"),
    "no_project": Words(
        "No reductions of this seat can be issued in this lesson.",
        "本课中该席位没有可签发的减排量。",
    ),
    "no_tasks": Words("No task came to this seat.", "没有事项交由该席位办理。"),
    "no_deadline": Words("No rule of this lesson says within what time.", "本课没有规定办理时限。"),
    "no_values": Words(
        "The lesson plan gives nobody a private value of these tonnes.",
        "教案没有给任何人此类减排量的私人价值。",
    ),
    "no_costs": Words(
        "The lesson plan gives no seller a cost of these tonnes.",
        "教案没有给任何卖方这种吨数的成本。",
    ),
    "nothing_issued": Words(
        "No tonnes with a cost have been issued yet.", "尚未签发任何给定成本的减排量。"
    ),
}
"""Why there is no verdict on an aim, or no equilibrium of a market."""

DECISIONS = {
    "buy": Words("bought", "买入"),
    "sell": Words("sold", "卖出"),
    "offset": Words("used as offset", "用于抵销"),
    "retire": Words("retired", "使用注销"),
}
"""Kinds of decision."""

STEPS = {
    "trades": Words("Trades", "成交"),
    "orders": Words("Bids and asks", "买卖申报"),
    "values": Words("Demand and supply", "需求与供给"),
    "equilibrium": Words("Equilibrium", "均衡"),
    "outcome": Words("What the room reached", "全班成果"),
}
"""Steps of the reveal, in their order."""
